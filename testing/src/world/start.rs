//! How a world begins: empty, or with all that a world before it has.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use enrol::route::Server;

use super::{Down, World, hook};
use crate::{NOW, Signatures, start};

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// The world of an open server that stores its clients.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// The world of such a server with other settings.
    pub fn with(settings: &[(&str, &str)]) -> Self {
        Self::of(Self::server(settings))
    }

    /// The world of a server.
    pub fn of(server: impl Into<Arc<Server>>) -> Self {
        Self {
            server: server.into(),
            down: Cell::new(Down::Nothing),
            now: Cell::new(NOW),
            signatures: Cell::new(Signatures::Real),
            admissions: RefCell::default(),
            used_up: RefCell::default(),
            counted: RefCell::default(),
            locked_out: RefCell::default(),
            documents: RefCell::default(),
            everywhere: RefCell::default(),
            fetches: RefCell::default(),
            sent: RefCell::default(),
            cache: RefCell::default(),
            hook: hook::RegistrationHook::default(),
            rivals: Cell::default(),
            key_rivals: Cell::default(),
            rival: RefCell::default(),
            token_rivals: Cell::default(),
            reads: RefCell::default(),
            store_calls: Cell::default(),
            store_fails_at: Cell::default(),
            takes_turns: Cell::default(),
            clients: RefCell::default(),
            tombstones: RefCell::default(),
            forgotten: Cell::default(),
            software: RefCell::default(),
            uses: RefCell::default(),
            first_uses: RefCell::default(),
            stored_tokens: RefCell::default(),
            disabled_clients: RefCell::default(),
            approvals: RefCell::default(),
            epochs: RefCell::default(),
            audit: RefCell::default(),
            tally: RefCell::default(),
            points: RefCell::default(),
            counts: RefCell::default(),
            spent: RefCell::default(),
            signing_keys: RefCell::default(),
            statement_issuers: RefCell::default(),
            initial_access_tokens: RefCell::default(),
            users: RefCell::default(),
            passwords: RefCell::default(),
            resets: RefCell::default(),
            factors: RefCell::default(),
            passkeys: RefCell::default(),
            sessions: RefCell::default(),
            consents: RefCell::default(),
            provider_clients: RefCell::default(),
            deliveries: RefCell::default(),
            hanging: RefCell::default(),
            devices: RefCell::default(),
            requests: RefCell::default(),
            grants: RefCell::default(),
            policies: RefCell::default(),
            held_data: RefCell::default(),
            held_keys: RefCell::default(),
            random_calls: Cell::default(),
            repeats_random: Cell::default(),
            verifications: Cell::default(),
            made_keys: Cell::default(),
        }
    }

    /// Restarts the server with other settings, and keeps everything else. Its isolates are new.
    pub fn restarted(self, settings: &[(&str, &str)]) -> Self {
        self.hold(None);
        Self { server: Self::server(settings).into(), ..self }
    }

    /// Starts a server that stores its clients, so that tests see them in the store. Tests of sealed clients say so.
    fn server(settings: &[(&str, &str)]) -> Server {
        start(&[settings, &[("CLIENT_STORAGE", "stored")]].concat())
    }
}
