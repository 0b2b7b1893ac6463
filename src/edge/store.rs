//! The stores on D1.
//!
//! Statements run at the primary, so that a read sees every earlier write from anywhere. Only a read of a client may
//! run at a replica.

use serde_json::{Map, Value};

use crate::client_metadata::Name;
use crate::edge::approval_store::first_wait;
use crate::edge::bindings::{Statement, transact};
use crate::edge::parameters::{
    bounds, columns, deletion, digests, first_row, integer, maybe_integer, maybe_text, metadata, renewal, replacement,
    text, unused, use_for_change, written,
};
use crate::edge::platform::Platform;
use crate::edge::row::Row;
use crate::edge::rows;
use crate::edge::statements::{
    CLEAR, DELETE, FIND, FORGET_USE, INITIAL_ACCESS_TOKEN, INSERT, INSERT_SEALED, IS_SPENT, KEEP,
    LIST_STATEMENT_ISSUERS, MAKE_KNOWN, MAKE_ROOM, NOTE_USE, RENEW_SECRET, REPLACE, SPEND, STATEMENT_ISSUER, USE,
    USE_FOR_CHANGE, USE_UP,
};
use crate::error::Fault;
use crate::model::{
    AuditEntry, Bounds, Change, ChangeBasis, ClientId, FirstUse, InitialAccessToken, RegisteredClient, SingleUse,
    TokenDigest,
};
use crate::policy::ClientReads;
use crate::ports::{
    ClientRecord, ClientStore, DeleteOutcome, InitialAccessTokenStore, InsertOutcome, ReplaceOutcome, SingleUseStore,
    StatementIssuerStore, UseOutcome,
};
use crate::unit::Timestamp;

impl Platform {
    /// Runs a statement, and returns its rows.
    pub(super) async fn rows(&self, statement: &'static str, parameters: Vec<Value>) -> Result<Vec<Value>, Fault> {
        Ok(self.transact(vec![(statement, parameters)]).await?.pop().unwrap_or_default())
    }

    /// Runs statements in one transaction at the primary, and returns the rows of each.
    pub(super) async fn transact(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Value>>, Fault> {
        self.transact_at(statements, ClientReads::Primary).await
    }

    /// Runs statements in one transaction at the primary or a replica, and returns the rows of each.
    async fn transact_at(&self, statements: Vec<Statement>, reads: ClientReads) -> Result<Vec<Vec<Value>>, Fault> {
        let count = u32::try_from(statements.len()).unwrap_or(u32::MAX);
        self.statements.set(self.statements.get().saturating_add(count));
        transact(&self.env, statements, reads).await
    }

    /// Runs a statement, and returns true if it returns a row.
    ///
    /// Most methods of stores return this future, or the one of `run`: a future of their own would be more code.
    pub(super) async fn returns_row(&self, statement: &'static str, parameters: Vec<Value>) -> Result<bool, Fault> {
        Ok(!self.rows(statement, parameters).await?.is_empty())
    }

    /// Runs a statement, whatever rows it returns.
    pub(super) async fn run(&self, statement: &'static str, parameters: Vec<Value>) -> Result<(), Fault> {
        self.rows(statement, parameters).await.map(drop)
    }
}

/// Returns the statements that store signed tokens at their first use.
fn first_uses(single_uses: &[SingleUse], at: Timestamp) -> Vec<Statement> {
    let mut statements = Vec::new();
    for SingleUse { digest, first, .. } in single_uses {
        if let Some(FirstUse { label, uses_left, expires_at, bounds }) = first {
            let mut parameters = vec![text(digest.as_str()), text(label), Value::from(*uses_left)];
            parameters.extend([integer(at), integer(*expires_at), text(&written(bounds))]);
            statements.push((MAKE_KNOWN, parameters));
        }
    }
    statements
}

impl ClientStore for Platform {
    async fn insert(
        &self,
        client: &RegisteredClient,
        single_uses: &[SingleUse],
        idle_since: Option<Timestamp>,
        entry: Option<AuditEntry>,
    ) -> Result<InsertOutcome, Fault> {
        let software = || maybe_text(client.software_id());
        let mut statements = first_uses(single_uses, client.issued_at);
        if client.bounds.as_ref().and_then(Bounds::unique_software).is_some() {
            let idle_since = maybe_integer(idle_since);
            let now = integer(client.issued_at);
            statements.push((MAKE_ROOM, vec![bounds(client), now, software(), idle_since, digests(single_uses)]));
        }
        if client.id.is_of_organization() {
            statements.push((CLEAR, vec![text(client.id.as_str())]));
        }
        let insertion = statements.len();
        let mut parameters = columns(client, &metadata(client));
        parameters.push(software());
        parameters.extend([digests(single_uses), unused(client.unused)]);
        statements.push((INSERT, parameters));
        if !single_uses.is_empty() {
            statements.push((USE, vec![digests(single_uses), text(client.id.as_str())]));
        }
        statements.extend(first_wait(client));
        let results = match self.change(statements, insertion, entry).await {
            Ok(results) => results,
            Err(fault) if is_taken(&fault) => return Ok(InsertOutcome::IdentifierTaken),
            Err(fault) if fault.cause().contains(DUPLICATE) => return Ok(InsertOutcome::Duplicate),
            Err(fault) => return Err(fault),
        };
        let is_stored = results.get(insertion).is_some_and(|rows| !rows.is_empty());
        match (is_stored, single_uses) {
            (true, _) => Ok(InsertOutcome::Stored),
            (false, []) => Err(Fault::Broken("a new client is not where it was stored".to_owned())),
            (false, _) => Ok(InsertOutcome::UsedUp),
        }
    }

    async fn find(
        &self,
        id: &ClientId,
        sealed: Option<&RegisteredClient>,
        reads: ClientReads,
    ) -> Result<ClientRecord, Fault> {
        let mut parameters = vec![text(id.as_str())];
        let names =
            [RegisteredClient::software_id, RegisteredClient::template_name, RegisteredClient::statement_issuer];
        parameters.extend(names.map(|name| maybe_text(sealed.and_then(name))));
        let rows = self.transact_at(vec![(FIND, parameters)], reads).await?.pop().unwrap_or_default();
        rows::client_record(id, &rows)
    }

    async fn note_use(&self, client: &RegisteredClient, at: Timestamp) -> Result<(), Fault> {
        let name = client.metadata.metadata().client_name.untagged.as_ref().map(Name::as_str);
        let host = client.redirect_host();
        let mut parameters = vec![text(client.id.as_str()), integer(at)];
        let owner = client.bounds.as_ref().and_then(Bounds::owner);
        let said =
            [name, client.software_id(), host.as_deref(), client.template_name(), owner, client.statement_issuer()];
        parameters.extend(said.map(maybe_text));
        // A sealed client that is older than the newest forgotten one stays forgotten. An imported one only looks like it.
        let issued_at = if client.is_imported() { Timestamp(u32::MAX.into()) } else { client.issued_at };
        parameters.push(integer(issued_at));
        let mut statements = vec![(NOTE_USE, parameters)];
        if client.is_marked_unused() {
            statements.push((KEEP, vec![text(client.id.as_str())]));
        }
        self.transact(statements).await.map(drop)
    }

    async fn replace(
        &self,
        change: &Change<'_>,
        single_uses: &[SingleUse],
        entry: Option<AuditEntry>,
    ) -> Result<ReplaceOutcome, Fault> {
        let ChangeBasis { client: before, at, .. } = change.basis;
        let first = if before.is_stored() { None } else { change.applied_to(before) };
        let (sql, parameters) = match (&first, &change.registration) {
            (Some(client), _) => {
                (INSERT_SEALED, first_row(client, &metadata(client), Value::Null, change.basis, single_uses))
            }
            (None, Some(registration)) => (REPLACE, replacement(change, registration, single_uses)),
            (None, None) => (RENEW_SECRET, renewal(change)),
        };
        let mut statements = first_uses(single_uses, at);
        let place = statements.len();
        statements.push((sql, parameters));
        if let (Some(registration), false) = (&change.registration, single_uses.is_empty()) {
            statements.push((USE_FOR_CHANGE, use_for_change(before, registration, single_uses)));
        }
        let results = match self.change(statements, place, entry).await {
            Err(fault) if fault.cause().contains(DUPLICATE) => return Ok(ReplaceOutcome::Duplicate),
            results => results?,
        };
        match (results.get(place).and_then(|rows| rows.first()), first) {
            (None, _) => Ok(ReplaceOutcome::Conflict),
            (Some(_), Some(client)) => Ok(ReplaceOutcome::Replaced(Box::new(client))),
            (Some(row), None) => Ok(ReplaceOutcome::Replaced(Box::new(rows::changed(change, row)?))),
        }
    }

    async fn delete(&self, basis: &ChangeBasis<'_>, entry: Option<AuditEntry>) -> Result<DeleteOutcome, Fault> {
        let client = basis.client;
        // A sealed client has no row yet. Without a tombstone, its identifier would open again.
        let deletion = if client.is_stored() {
            (DELETE, deletion(basis))
        } else {
            (INSERT_SEALED, first_row(client, "{}", integer(basis.at), *basis, &[]))
        };
        let statements = vec![deletion, (FORGET_USE, vec![text(client.id.as_str())])];
        let results = self.change(statements, 0, entry).await?;
        Ok(if results.first().is_some_and(|rows| !rows.is_empty()) {
            DeleteOutcome::Deleted
        } else {
            DeleteOutcome::Conflict
        })
    }
}

impl InitialAccessTokenStore for Platform {
    async fn initial_access_token(&self, digest: &TokenDigest) -> Result<Option<InitialAccessToken>, Fault> {
        let row = self.rows(INITIAL_ACCESS_TOKEN, vec![text(digest.as_str())]).await?.pop();
        row.map(|row| rows::initial_access_token(digest, &row)).transpose()
    }
}

impl SingleUseStore for Platform {
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
        let mut statements = first_uses(single_uses, at);
        statements.push((USE_UP, vec![digests(single_uses), integer(at)]));
        let place = statements.len().saturating_sub(1);
        let used = self.change(statements, place, entry).await?.pop().unwrap_or_default();
        Ok(if used.is_empty() { UseOutcome::AlreadyUsed } else { UseOutcome::Used })
    }

    async fn use_name(&self, name: &str, until: Timestamp) -> Result<UseOutcome, Fault> {
        let is_first = self.returns_row(SPEND, vec![text(name), integer(until)]).await?;
        Ok(if is_first { UseOutcome::Used } else { UseOutcome::AlreadyUsed })
    }

    async fn was_name_used(&self, name: &str) -> Result<bool, Fault> {
        self.returns_row(IS_SPENT, vec![text(name)]).await
    }
}

impl StatementIssuerStore for Platform {
    async fn statement_issuer(&self, name: &str) -> Result<Option<Map<String, Value>>, Fault> {
        let row = self.rows(STATEMENT_ISSUER, vec![text(name)]).await?.pop();
        row.map(|row| rows::statement_issuer(&row)).transpose()
    }

    async fn statement_issuers(&self) -> Result<Vec<String>, Fault> {
        let row = self.rows(LIST_STATEMENT_ISSUERS, Vec::new()).await?.pop().unwrap_or_default();
        Row::of(&row, "statement issuers").texts("issuers")
    }
}

/// The error of a second client of a software that may have one. For an index of an expression, SQLite names the index.
const DUPLICATE: &str = "UNIQUE constraint failed: index 'clients_unique'";

/// Returns true if the identifier already has a row. For a primary key, SQLite names the column, not the constraint.
fn is_taken(fault: &Fault) -> bool {
    fault.cause().contains("UNIQUE constraint failed: clients.client_id")
}
