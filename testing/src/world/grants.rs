//! The store of grants in memory.

use enrol::error::Fault;
use enrol::model::{Consent, Grant, GrantId, User};
use enrol::ports::{GrantRecord, GrantStore, Redemption, Refresh, RefreshOutcome};
use enrol::unit::Timestamp;
use serde_json::{Map, Value};

use super::World;

/// The row of a grant.
#[derive(Clone, Debug)]
pub struct StoredGrant {
    /// The grant.
    pub grant: Grant,
    /// The generation of the current refresh token.
    pub generation: u32,
    /// When the current refresh token was made.
    pub refreshed_at: Timestamp,
    /// True once the current refresh token was given out again.
    pub is_repeated: bool,
    /// When the grant ended.
    pub ended_at: Option<Timestamp>,
}

impl GrantStore for World {
    async fn redeem(&self, grant: &Grant) -> Result<Redemption, Fault> {
        self.use_store().await?;
        if let Some(stored) = self.grants.borrow_mut().get_mut(&grant.id) {
            stored.ended_at.get_or_insert(grant.created_at);
            return Ok(Redemption::Refused);
        }
        let sessions = self.sessions.borrow();
        let has_session = sessions.get(&grant.session).is_some_and(|session| session.expires_at > grant.created_at);
        let is_consent = |it: &Consent| Some(&it.user) == grant.id.user().as_ref() && it.client_id == grant.client_id;
        let has_consent = self.consents.borrow().iter().any(is_consent);
        let user = self.user_of(&grant.id).filter(|_| has_session && has_consent);
        let Some(user) = user else { return Ok(Redemption::Refused) };
        self.keep(grant);
        Ok(Redemption::Stored(user.claims))
    }

    async fn assert(&self, grant: &Grant, user: &User) -> Result<Option<Map<String, Value>>, Fault> {
        self.use_store().await?;
        self.users.borrow_mut().entry(user.id.clone()).or_insert_with(|| user.clone());
        let user = self.user_of(&grant.id);
        if user.is_some() {
            self.keep(grant);
        }
        Ok(user.map(|user| user.claims))
    }

    async fn refresh(&self, refresh: &Refresh<'_>) -> Result<RefreshOutcome, Fault> {
        self.use_store().await?;
        let mut grants = self.grants.borrow_mut();
        let live = grants.get_mut(refresh.id).filter(|stored| {
            stored.is_live(refresh.at)
                && stored.grant.client_id == refresh.client_id
                && stored.grant.dpop_jkt.as_deref().or(refresh.dpop_jkt) == refresh.dpop_jkt
                && stored.refreshed_at.after(refresh.idle) > refresh.at
                && refresh.generation <= stored.generation
        });
        let (Some(stored), Some(user)) = (live, self.user_of(refresh.id)) else { return Ok(RefreshOutcome::Refused) };
        if refresh.generation == stored.generation {
            (stored.generation, stored.refreshed_at) = (stored.generation + 1, refresh.at);
            stored.is_repeated = false;
        } else if refresh.generation + 1 == stored.generation
            && !stored.is_repeated
            && stored.refreshed_at.after(refresh.grace) > refresh.at
        {
            stored.is_repeated = true;
        } else {
            stored.ended_at = Some(refresh.at);
            return Ok(RefreshOutcome::Reused);
        }
        Ok(RefreshOutcome::Refreshed(Box::new(stored.record(user))))
    }

    async fn grant(&self, id: &GrantId, at: Timestamp) -> Result<Option<GrantRecord>, Fault> {
        self.use_store().await?;
        let grants = self.grants.borrow();
        let live = grants.get(id).filter(|stored| stored.is_live(at));
        Ok(live.zip(self.user_of(id)).map(|(stored, user)| stored.record(user)))
    }

    async fn end_grant(&self, id: &GrantId, at: Timestamp) -> Result<(), Fault> {
        self.use_store().await?;
        if let Some(stored) = self.grants.borrow_mut().get_mut(id) {
            stored.ended_at.get_or_insert(at);
        }
        Ok(())
    }
}

impl StoredGrant {
    /// Ends the grant.
    pub fn end(&mut self, at: Timestamp) {
        self.ended_at = Some(at);
    }

    pub(super) fn is_live(&self, at: Timestamp) -> bool {
        self.ended_at.is_none() && self.grant.expires_at > at
    }

    fn record(&self, user: User) -> GrantRecord {
        GrantRecord { grant: self.grant.clone(), user: user.claims, generation: self.generation }
    }
}

impl World {
    fn keep(&self, grant: &Grant) {
        let (generation, refreshed_at) = (0, grant.created_at);
        let stored = StoredGrant { grant: grant.clone(), generation, refreshed_at, is_repeated: false, ended_at: None };
        self.grants.borrow_mut().insert(grant.id.clone(), stored);
    }

    /// Returns the user of a grant, unless the user is disabled.
    fn user_of(&self, id: &GrantId) -> Option<User> {
        let user = self.users.borrow().get(&id.user()?).cloned();
        user.filter(|user| user.disabled_at.is_none())
    }
}
