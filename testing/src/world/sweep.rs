//! What is deleted after its time, in memory.

use std::collections::BTreeMap;

use enrol::error::Fault;
use enrol::model::{Bounds, ClientId, Consent, RegisteredClient, UnusedRetention, UserId};
use enrol::ports::{Forgotten, Sweep};
use enrol::unit::Timestamp;

use super::World;
use super::clients::Tombstone;

impl Sweep for World {
    async fn delete_ended(&self, at: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let is_over = |client: &&RegisteredClient| Bounds::end(client.bounds.as_ref()).is_some_and(|end| end <= at);
        let Some(client) = self.clients().iter().find(is_over).cloned() else { return Ok(Forgotten(0)) };
        self.clients.borrow_mut().remove(&client.id);
        self.uses.borrow_mut().remove(&client.id);
        self.bury(&client, at);
        Ok(Forgotten(1))
    }

    async fn evict(&self, limit: u32, at: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let is_capped = |unused: Option<UnusedRetention>| unused.is_some_and(UnusedRetention::is_capped);
        let tombstones = self.tombstones.borrow().clone();
        let live = self.clients();
        let live = live.iter().map(|client| (client.unused, client.issued_at, &client.id));
        let deleted = tombstones.iter().map(|(id, it)| (it.unused, it.issued_at, id));
        let limited: Vec<_> = live.chain(deleted).filter(|(unused, ..)| is_capped(*unused)).collect();
        if limited.len() <= usize::try_from(limit).unwrap() {
            return Ok(Forgotten(0));
        }
        let (_, _, id) = limited.into_iter().min_by_key(|it| (std::cmp::Reverse(it.0), it.1)).unwrap();
        let client = self.clients.borrow_mut().remove(id);
        self.tombstones.borrow_mut().remove(id);
        client.iter().filter(|_| id.is_sealed()).for_each(|client| self.bury(client, at));
        Ok(Forgotten(1))
    }

    async fn forget_stale_consents(&self, from: Option<&UserId>) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let (users, tombstones) = (self.users.borrow(), self.tombstones.borrow());
        let is_deleted = |id: &str| tombstones.keys().any(|deleted| deleted.as_str() == id);
        let is_stale = |it: &Consent| !users.contains_key(&it.user) || is_deleted(&it.client_id);
        let mut consents = self.consents.borrow_mut();
        let had = consents.len();
        consents.retain(|consent| from.is_some_and(|from| consent.user < *from) || !is_stale(consent));
        Ok(Forgotten(u64::try_from(had - consents.len()).unwrap()))
    }

    async fn forget_deleted(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let mut tombstones = self.tombstones.borrow_mut();
        let is_old = |(id, it): &(&ClientId, &Tombstone)| !id.is_sealed() && it.deleted_at < before;
        let old = tombstones.iter().find(is_old).map(|(id, _)| id.clone());
        Ok(Forgotten(old.and_then(|id| tombstones.remove(&id)).map_or(0, |_| 1)))
    }

    async fn forget_device_requests(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        Ok(forget_one(&mut self.devices.borrow_mut(), |stored| stored.is_over(before)))
    }

    async fn forget_grants(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        Ok(forget_one(&mut self.grants.borrow_mut(), |stored| stored.grant.expires_at < before))
    }

    async fn forget_requests(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        Ok(forget_one(&mut self.requests.borrow_mut(), |(_, until)| *until < before))
    }

    async fn forget_sessions(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        Ok(forget_one(&mut self.sessions.borrow_mut(), |session| session.expires_at < before))
    }

    async fn forget_single_uses(&self, until: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        Ok(forget_one(&mut self.spent.borrow_mut(), |last| *last < until))
    }

    async fn forget_tokens(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let mut tokens = self.initial_access_tokens.borrow_mut();
        let had = tokens.len();
        tokens.retain(|token| token.expires_at >= before);
        Ok(Forgotten(u64::try_from(had - tokens.len()).unwrap()))
    }

    async fn forget_unused(&self, kind: UnusedRetention, issued_at: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let is_used = |id: &ClientId| self.uses.borrow().contains_key(id);
        let live = self.clients();
        let live = live.iter().filter(|client| client.unused == Some(kind)).map(|it| (it.id.clone(), it.issued_at));
        let tombstones = self.tombstones.borrow().clone();
        let deleted = tombstones.iter().filter(|(_, it)| it.unused == Some(kind));
        let deleted = deleted.map(|(id, it)| (id.clone(), it.issued_at));
        let Some((id, at)) = live.chain(deleted).find(|(id, at)| *at <= issued_at && !is_used(id)) else {
            return Ok(Forgotten(0));
        };
        if id.is_sealed() {
            self.forgotten.set(self.forgotten.get().max(Some(at)));
        }
        self.clients.borrow_mut().remove(&id);
        self.tombstones.borrow_mut().remove(&id);
        Ok(Forgotten(1))
    }

    async fn forget_uses(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let mut uses = self.uses.borrow_mut();
        let had = uses.len();
        let is_kept = |id: &ClientId| id.is_sealed() && self.clients.borrow().contains_key(id);
        uses.retain(|id, last| *last > before || is_kept(id));
        Ok(Forgotten(u64::try_from(had - uses.len()).unwrap()))
    }
}

/// Deletes the first row that is over.
fn forget_one<K: Clone + Ord, V>(rows: &mut BTreeMap<K, V>, is_over: impl Fn(&V) -> bool) -> Forgotten {
    let first = rows.iter().find(|(_, row)| is_over(row)).map(|(name, _)| name.clone());
    Forgotten(first.and_then(|name| rows.remove(&name)).map_or(0, |_| 1))
}
