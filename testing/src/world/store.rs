//! The store in memory.

use std::collections::btree_map::Entry;

use enrol::error::Fault;
use enrol::model::{
    Approval, AuditEntry, Change, ChangeBasis, ClientId, InitialAccessToken, RegisteredClient, Revision, ServerKey,
    SigningKeysVersion, SingleUse, TokenDigest,
};
use enrol::policy::ClientReads;
use enrol::ports::{
    ClientRecord, ClientStore, DeleteOutcome, Found, InitialAccessTokenStore, InsertOutcome, ReplaceOutcome,
    SigningKeyStore, SingleUseStore, StatementIssuerStore, Unless, UseOutcome,
};
use enrol::signing;
use enrol::unit::Timestamp;
use serde_json::{Map, Value};

use super::{Down, World};
use crate::run;

impl ClientStore for World {
    async fn insert(
        &self,
        client: &RegisteredClient,
        single_uses: &[SingleUse],
        idle_since: Option<Timestamp>,
        entry: Option<AuditEntry>,
    ) -> Result<InsertOutcome, Fault> {
        self.use_store().await?;
        if client.id.is_of_organization() {
            self.tombstones.borrow_mut().remove(&client.id);
        }
        if self.clients.borrow().contains_key(&client.id) || self.tombstones.borrow().contains_key(&client.id) {
            return Ok(InsertOutcome::IdentifierTaken);
        }
        if self.has_double(client, idle_since) {
            return Ok(InsertOutcome::Duplicate);
        }
        if !self.take_uses(single_uses, client.issued_at) {
            return Ok(InsertOutcome::UsedUp);
        }
        if client.approval != Approval::Given {
            self.list_waiting(client, "", client.issued_at);
        }
        self.put(client.clone());
        self.software.borrow_mut().extend(client.software_id().map(|name| (client.id.clone(), name.to_owned())));
        self.note_change(entry);
        Ok(InsertOutcome::Stored)
    }

    async fn find(
        &self,
        id: &ClientId,
        sealed: Option<&RegisteredClient>,
        reads: ClientReads,
    ) -> Result<ClientRecord, Fault> {
        self.use_store().await?;
        self.reads.borrow_mut().push(reads);
        let found = match self.clients.borrow().get(id) {
            Some(client) => Found::Client(Box::new(client.clone())),
            None if self.tombstones.borrow().contains_key(id) => Found::Deleted,
            None => Found::Nothing,
        };
        if let Some(rival) = self.rival.borrow_mut().take_if(|rival| rival.id == *id) {
            self.put(rival);
        }
        if let Some(left) = self.rivals.get().checked_sub(1) {
            self.rivals.set(left);
            self.clients.borrow_mut().entry(id.clone()).and_modify(|client| client.revision.0 += 1);
        }
        let stored = match &found {
            Found::Client(client) => Some(&**client),
            _ => None,
        };
        let epoch = self.epoch(id, [sealed, stored]);
        let last_used_at = self.uses.borrow().get(id).copied();
        Ok(ClientRecord {
            found,
            epoch,
            last_used_at,
            forgotten: self.forgotten.get(),
            approved: self.approvals.borrow().get(id).map(|stored| stored.approved.clone()),
            disabled_at: self.disabled_clients.borrow().get(id).copied(),
            signing_keys: Some(SigningKeysVersion::of(&self.signing_keys.borrow())),
        })
    }

    async fn note_use(&self, client: &RegisteredClient, at: Timestamp) -> Result<(), Fault> {
        self.use_store().await?;
        if self.down.get() == Down::NoteOfUse {
            return Err(Fault::Unavailable("D1_ERROR: database or disk is full".to_owned()));
        }
        let is_forgotten = self.forgotten.get().is_some_and(|newest| client.issued_at <= newest);
        let is_sealed = client.id.is_sealed() && !client.is_imported();
        let is_there = if is_sealed { !is_forgotten } else { self.clients.borrow().contains_key(&client.id) };
        let is_deleted = self.tombstones.borrow().contains_key(&client.id);
        if !is_deleted && (is_there || self.uses.borrow().contains_key(&client.id)) {
            self.uses.borrow_mut().insert(client.id.clone(), at);
            self.note_first_use(client, at);
            if client.is_marked_unused() {
                self.clients.borrow_mut().entry(client.id.clone()).and_modify(|stored| stored.unused = None);
            }
        }
        Ok(())
    }

    async fn replace(
        &self,
        change: &Change<'_>,
        single_uses: &[SingleUse],
        entry: Option<AuditEntry>,
    ) -> Result<ReplaceOutcome, Fault> {
        self.use_store().await?;
        let before = change.basis.client;
        let Some(client) = self.beneath(&change.basis).and_then(|beneath| change.applied_to(&beneath)) else {
            return Ok(ReplaceOutcome::Conflict);
        };
        if self.has_double(&client, None) {
            return Ok(ReplaceOutcome::Duplicate);
        }
        if !self.take_uses(single_uses, change.basis.at) {
            return Ok(ReplaceOutcome::Conflict);
        }
        let is_first = client.id.is_sealed() && before.revision == Revision(0);
        let software = if is_first { before.software_id().map(str::to_owned) } else { change.software.clone() };
        self.software.borrow_mut().extend(software.map(|name| (client.id.clone(), name)));
        let unused = client.unused.filter(|_| !self.uses.borrow().contains_key(&client.id));
        let client = RegisteredClient { unused, ..client };
        self.put(client.clone());
        self.note_change(entry);
        Ok(ReplaceOutcome::Replaced(Box::new(client)))
    }

    async fn delete(&self, basis: &ChangeBasis<'_>, entry: Option<AuditEntry>) -> Result<DeleteOutcome, Fault> {
        self.use_store().await?;
        if !self.beneath(basis).is_some_and(|beneath| basis.applies_to(&beneath)) {
            return Ok(DeleteOutcome::Conflict);
        }
        let client = self.clients.borrow_mut().remove(&basis.client.id);
        self.uses.borrow_mut().remove(&basis.client.id);
        self.bury(client.as_ref().unwrap_or(basis.client), basis.at);
        self.note_change(entry);
        Ok(DeleteOutcome::Deleted)
    }
}

impl InitialAccessTokenStore for World {
    async fn initial_access_token(&self, digest: &TokenDigest) -> Result<Option<InitialAccessToken>, Fault> {
        self.use_store().await?;
        let found = self.initial_access_tokens.borrow().iter().find(|token| token.digest == *digest).cloned();
        let looks = self.token_rivals.get();
        self.token_rivals.set(looks.saturating_sub(1));
        if looks == 1 {
            let mut known = self.initial_access_tokens.borrow_mut();
            known.iter_mut().filter(|token| token.digest == *digest).for_each(|token| token.uses_left = 0);
        }
        Ok(found)
    }
}

impl SigningKeyStore for World {
    async fn signing_keys(&self, current: Option<&SigningKeysVersion>) -> Result<Vec<ServerKey>, Fault> {
        let found = self.signing_keys.borrow().clone();
        // Keys in memory spare the store if they are of the version that the caller read with a client.
        let held = self.held_keys.borrow().as_ref().map(|keys| SigningKeysVersion::of(keys));
        if held.is_none() || held.as_ref() != current {
            self.use_store().await?;
        }
        self.held_keys.replace(Some(found.clone()).filter(|keys| !keys.is_empty()));
        if let Some(left) = self.key_rivals.get().checked_sub(1) {
            self.key_rivals.set(left);
            run(signing::published(None, self.server.config(), self)).unwrap();
        }
        Ok(found)
    }

    async fn add_signing_key(&self, key: &ServerKey, unless: Unless, entry: Option<AuditEntry>) -> Result<(), Fault> {
        self.use_store().await?;
        if self.down.get() == Down::NewKeys {
            return Err(Fault::Unavailable("D1_ERROR: database or disk is full".to_owned()));
        }
        let mut keys = self.signing_keys.borrow_mut();
        let makes_needless = |other: &ServerKey| match unless {
            Unless::After(time) => other.begins_at > time,
            Unless::SealedAlike => other.sealed_with == key.sealed_with,
        };
        if !keys.iter().any(|other| other.algorithm == key.algorithm && makes_needless(other)) {
            keys.push(key.clone());
            self.note_change(entry);
        }
        Ok(())
    }

    async fn mark_keys_due(
        &self,
        algorithms: &[&str],
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<Vec<String>, Fault> {
        self.use_store().await?;
        let mut keys = self.signing_keys.borrow_mut();
        let has_next = |name: &str| keys.iter().any(|key| key.algorithm.name() == name && key.begins_at > at);
        let is_here = |name: &str| keys.iter().any(|key| key.algorithm.name() == name);
        let mut marked: Vec<String> = algorithms.iter().map(|name| (*name).to_owned()).collect();
        marked.retain(|name| is_here(name) && !has_next(name));
        marked.sort();
        keys.iter_mut()
            .filter(|key| marked.iter().any(|name| name == key.algorithm.name()))
            .for_each(|key| key.due_at = Some(at));
        if !marked.is_empty() {
            self.note_change(entry);
        }
        Ok(marked)
    }

    async fn remove_signing_key(&self, kid: &str) -> Result<(), Fault> {
        self.use_store().await?;
        self.signing_keys.borrow_mut().retain(|key| key.kid != kid);
        Ok(())
    }
}

impl SingleUseStore for World {
    async fn is_used_up(&self, digest: &TokenDigest) -> Result<bool, Fault> {
        let token = self.initial_access_token(digest).await?;
        Ok(token.is_some_and(|token| token.uses_left == 0))
    }

    async fn use_up(
        &self,
        single_uses: &[SingleUse],
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<UseOutcome, Fault> {
        self.use_store().await?;
        if !self.take_uses(single_uses, at) {
            return Ok(UseOutcome::AlreadyUsed);
        }
        self.note_change(entry);
        Ok(UseOutcome::Used)
    }

    async fn use_name(&self, name: &str, until: Timestamp) -> Result<UseOutcome, Fault> {
        self.use_store().await?;
        match self.spent.borrow_mut().entry(name.to_owned()) {
            Entry::Occupied(_) => Ok(UseOutcome::AlreadyUsed),
            Entry::Vacant(place) => {
                place.insert(until);
                Ok(UseOutcome::Used)
            }
        }
    }

    async fn was_name_used(&self, name: &str) -> Result<bool, Fault> {
        self.use_store().await?;
        Ok(self.spent.borrow().contains_key(name))
    }
}

impl StatementIssuerStore for World {
    async fn statement_issuer(&self, name: &str) -> Result<Option<Map<String, Value>>, Fault> {
        self.use_store().await?;
        Ok(self.statement_issuers.borrow().get(name).cloned())
    }

    async fn statement_issuers(&self) -> Result<Vec<String>, Fault> {
        self.use_store().await?;
        Ok(self.statement_issuers.borrow().keys().cloned().collect())
    }
}
