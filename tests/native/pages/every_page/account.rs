//! The user's own page: with everything that it can list, with nothing, and after each change.

use enrol::http::Response;
use enrol::model::{Backup, Factor, Passkey, Session, SessionId, User, UserId};
use enrol::pages::{self, AccountPage, AppEntry, Done, FactorSection, Look, PasskeySection, RegistrationEntry};
use enrol::unit::Timestamp;

use super::{PASSKEY, REDIRECT_URI};

/// Returns the page in each of its states, with this text wherever a text of others can be.
pub fn states(text: &str, user: &User, look: &Look<'_>) -> Vec<(&'static str, Response)> {
    let session = |byte: u8| Session {
        id: SessionId::new(&UserId::new(&[1; 16]), &[byte; 16]),
        user: user.id.clone(),
        authenticated_at: Timestamp(1_700_000_000),
        expires_at: Timestamp(1_800_000_000),
        methods: vec![text.to_owned()],
        context: Some(text.to_owned()),
        device: text.to_owned(),
        place: Some(text.to_owned()),
    };
    let sessions = [session(1), session(2)];
    let app = AppEntry {
        client_id: text.to_owned(),
        name: Some(text.to_owned()),
        redirect_uris: vec![text.to_owned(), REDIRECT_URI.to_owned()],
        scope: vec![text.to_owned(), format!("claim {text}")],
        resources: vec![text.to_owned()],
        can_start: true,
        has_twin: true,
        since: Timestamp(1_700_000_000),
    };
    let registration =
        RegistrationEntry { client_id: text.to_owned(), name: None, issued_at: Timestamp(1_700_000_000) };
    let registrations = vec![registration; 101];
    let passkey = Passkey {
        user: user.id.clone(),
        id: text.to_owned(),
        name: text.to_owned(),
        public_key: serde_json::Map::new(),
        counter: 0,
        backup: Backup::Done,
        created_at: Timestamp(1_700_000_000),
        last_used_at: None,
    };
    let passkeys = [Backup::Impossible, Backup::Possible].map(|backup| Passkey { backup, ..passkey.clone() });
    let page = AccountPage {
        token: text,
        user,
        apps: &[app],
        sessions: &sessions,
        current: &sessions[0].id,
        registrations: &registrations,
        passkeys: Some(PasskeySection { entries: &passkeys, options: Some(PASSKEY) }),
        may_delete: true,
        factor: Some(FactorSection { factor: None, may_remove: true }),
        done: None,
    };
    let factor = Factor { since: Timestamp(1_700_000_000), codes_left: 10 };
    let factor = Some(FactorSection { factor: Some(factor), may_remove: true });
    let passkeys = Some(PasskeySection { entries: &[], options: None });
    let sessions = &sessions[..1];
    let empty = AccountPage { apps: &[], registrations: &[], sessions, factor, passkeys, ..page };
    let done = Done::ALL.map(|done| AccountPage { done: Some(done), ..empty });
    let all = [page, empty].into_iter().chain(done);
    all.map(|page| ("account", pages::account(&page, look))).collect()
}
