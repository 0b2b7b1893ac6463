//! The administration of clients, initial access tokens and epochs, in memory.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use enrol::client_metadata::Name;
use enrol::error::Fault;
use enrol::model::{
    AuditEntry, Bounds, ClientId, ClientPage, ClientQuery, ClientState, InitialAccessToken, LOOKED_AT, ListedClient,
    Origin, RegisteredClient,
};
use enrol::ports::{ClientAdministration, EpochAdministration, ListedToken, TokenAdministration};
use enrol::unit::Timestamp;

use super::World;

/// The first and the last use of a client, and the client as it was at its first use.
#[derive(Clone, Debug)]
pub struct FirstUse {
    client: RegisteredClient,
    at: Timestamp,
}

impl World {
    /// Notes the first use of a client.
    pub(super) fn note_first_use(&self, client: &RegisteredClient, at: Timestamp) {
        let first = || FirstUse { client: client.clone(), at };
        self.first_uses.borrow_mut().entry(client.id.clone()).or_insert_with(first);
    }

    fn listed(&self, id: &ClientId, query: &ClientQuery) -> ListedClient {
        let clients = self.clients.borrow();
        let first_uses = self.first_uses.borrow();
        let (stored, first, tombstones) = (clients.get(id), first_uses.get(id), self.tombstones.borrow());
        let approvals = self.approvals.borrow();
        let approval = approvals.get(id);
        let client = stored.or(first.map(|first| &first.client)).or(approval.map(|approval| &approval.client));
        let waits = query.can_wait && approval.is_some_and(|approval| approval.approved.is_empty());
        let is_deleted = tombstones.contains_key(id);
        let state = match (is_deleted, self.disabled_clients.borrow().contains_key(id)) {
            (true, _) => ClientState::Deleted,
            (false, true) => ClientState::Disabled,
            (false, false) if waits => ClientState::Waiting,
            (false, false) => ClientState::Active,
        };
        let name = |client: &RegisteredClient| {
            client.metadata.metadata().client_name.untagged.as_ref().map(Name::as_str).map(str::to_owned)
        };
        let text = |of: fn(&RegisteredClient) -> Option<&str>| client.and_then(of).map(str::to_owned);
        ListedClient {
            client_id: id.as_str().to_owned(),
            client_name: client.and_then(name),
            software_id: text(RegisteredClient::software_id),
            redirect_host: client.and_then(RegisteredClient::redirect_host),
            owner: text(|client| client.bounds.as_ref().and_then(Bounds::owner)),
            template: text(RegisteredClient::template_name),
            statement_issuer: text(RegisteredClient::statement_issuer),
            issued_at: stored.map(|it| it.issued_at).or_else(|| tombstones.get(id).map(|it| it.issued_at)),
            first_used_at: first.filter(|_| !is_deleted).map(|first| first.at),
            last_used_at: self.uses.borrow().get(id).copied(),
            state,
        }
    }

    fn meets(&self, id: &ClientId, listed: &ListedClient, query: &ClientQuery) -> bool {
        let is = |wanted: &Option<String>, value: &Option<String>| wanted.is_none() || wanted == value;
        let clients = self.clients.borrow();
        let metadata = clients.get(id).map(|client| client.metadata.members().clone()).unwrap_or_default();
        let subject = metadata.get("tls_client_auth_subject_dn").and_then(|it| it.as_str()).map(str::to_owned);
        let name = listed.client_name.as_deref().unwrap_or_default().to_ascii_lowercase();
        query.client_name.as_ref().is_none_or(|part| name.contains(&**part))
            && is(&query.redirect_host, &listed.redirect_host)
            && is(&query.software_id, &listed.software_id)
            && is(&query.owner, &listed.owner)
            && is(&query.template, &listed.template)
            && is(&query.statement_issuer, &listed.statement_issuer)
            && is(&query.certificate_subject, &subject)
            && query.state.is_none_or(|state| state == listed.state)
            && query.used_since.is_none_or(|since| listed.last_used_at.is_some_and(|last| last >= since))
            && query.used_before.is_none_or(|before| listed.last_used_at.is_none_or(|last| last < before))
    }
}

impl ClientAdministration for World {
    async fn list_clients(&self, query: &ClientQuery) -> Result<ClientPage, Fault> {
        self.use_store().await?;
        let after = query.after.clone().unwrap_or_default();
        let (clients, tombstones, uses) = (self.clients.borrow(), self.tombstones.borrow(), self.uses.borrow());
        let approvals = self.approvals.borrow();
        let all = clients.keys().chain(tombstones.keys()).chain(uses.keys()).chain(approvals.keys());
        let all: BTreeSet<ClientId> = all.cloned().collect();
        drop((approvals, clients, tombstones, uses));
        let looked_at = usize::try_from(LOOKED_AT).expect("a size");
        let page: Vec<ClientId> = all.into_iter().filter(|id| *id.as_str() > *after).take(looked_at).collect();
        let listed =
            page.iter().map(|id| (id, self.listed(id, query))).filter(|(id, listed)| self.meets(id, listed, query));
        let limit = usize::try_from(query.limit).expect("a size");
        let clients: Vec<ListedClient> = listed.map(|(_, listed)| listed).take(limit).collect();
        let next = if clients.len() == limit {
            clients.last().map(|last| last.client_id.clone())
        } else {
            page.get(looked_at - 1).map(|end| end.as_str().to_owned())
        };
        Ok(ClientPage { clients, next })
    }

    async fn disable_client(&self, id: &ClientId, at: Timestamp, entry: Option<AuditEntry>) -> Result<(), Fault> {
        self.use_store().await?;
        if let Entry::Vacant(place) = self.disabled_clients.borrow_mut().entry(id.clone()) {
            place.insert(at);
            self.note_change(entry);
        }
        Ok(())
    }

    async fn enable_client(&self, id: &ClientId, entry: Option<AuditEntry>) -> Result<(), Fault> {
        self.use_store().await?;
        if self.disabled_clients.borrow_mut().remove(id).is_some() {
            self.note_change(entry);
        }
        Ok(())
    }
}

impl TokenAdministration for World {
    async fn list_tokens(&self, after: Option<&str>, limit: u32) -> Result<Vec<ListedToken>, Fault> {
        self.use_store().await?;
        let mut tokens = self.initial_access_tokens.borrow().clone();
        tokens.sort_by(|one, other| one.digest.cmp(&other.digest));
        let following = tokens.into_iter().filter(|token| after.is_none_or(|after| token.digest.as_str() > after));
        let listed = |token: InitialAccessToken| {
            let stored = self.stored_tokens.borrow().get(&token.digest).cloned();
            let label = match token.origin {
                Origin::Issuer { label, .. } => label,
                Origin::Operator => stored.as_ref().map(|stored| stored.label.clone()).unwrap_or_default(),
            };
            ListedToken {
                digest: token.digest,
                label,
                uses_left: token.uses_left,
                created_at: stored.map_or(Timestamp(0), |stored| stored.created_at),
                expires_at: token.expires_at,
                bounds: token.bounds,
            }
        };
        Ok(following.take(usize::try_from(limit).expect("a size")).map(listed).collect())
    }

    async fn store_token(&self, token: &ListedToken, entry: Option<AuditEntry>) -> Result<(), Fault> {
        self.use_store().await?;
        let ListedToken { digest, uses_left, expires_at, bounds, .. } = token.clone();
        let stored = InitialAccessToken { digest, uses_left, expires_at, bounds, origin: Origin::Operator };
        self.initial_access_tokens.borrow_mut().push(stored);
        self.stored_tokens.borrow_mut().insert(token.digest.clone(), token.clone());
        self.note_change(entry);
        Ok(())
    }

    async fn revoke_token(&self, digest: &str, entry: Option<AuditEntry>) -> Result<bool, Fault> {
        self.use_store().await?;
        let mut tokens = self.initial_access_tokens.borrow_mut();
        let Some(found) = tokens.iter_mut().find(|token| token.digest.as_str() == digest) else { return Ok(false) };
        found.uses_left = 0;
        self.note_change(entry);
        Ok(true)
    }
}

impl EpochAdministration for World {
    async fn epochs(&self) -> Result<Vec<(String, Timestamp)>, Fault> {
        self.use_store().await?;
        Ok(self.epochs.borrow().iter().map(|(name, since)| (name.clone(), *since)).collect())
    }

    async fn begin_epoch(&self, name: &str, since: Timestamp, entry: Option<AuditEntry>) -> Result<Timestamp, Fault> {
        self.use_store().await?;
        let mut epochs = self.epochs.borrow_mut();
        let begun = epochs.entry(name.to_owned()).or_insert(since);
        *begun = since.max(*begun);
        self.note_change(entry);
        Ok(*begun)
    }

    async fn lift_epoch(&self, name: &str, entry: Option<AuditEntry>) -> Result<bool, Fault> {
        self.use_store().await?;
        let is_lifted = self.epochs.borrow_mut().remove(name).is_some();
        self.note_change(entry.filter(|_| is_lifted));
        Ok(is_lifted)
    }
}
