//! Passkeys in memory.

use enrol::error::{Fault, PasskeyFailure};
use enrol::model::{
    AuditEntry, PASSKEYS_MAXIMUM, Passkey, PasskeyUse, Session, SessionId, SpentChallenge, User, UserId,
};
use enrol::ports::PasskeyStore;

use super::World;

impl World {
    /// Uses up a challenge; false if it was used.
    fn spend(&self, challenge: &SpentChallenge) -> bool {
        self.spent.borrow_mut().insert(challenge.name.clone(), challenge.expires_at).is_none()
    }
}

impl PasskeyStore for World {
    async fn passkeys_of(&self, user: &UserId) -> Result<Vec<Passkey>, Fault> {
        self.use_store().await?;
        Ok(self.passkeys.borrow().iter().filter(|passkey| passkey.user == *user).cloned().collect())
    }

    async fn passkey(&self, user: &UserId, id: &str) -> Result<Option<(Passkey, User)>, Fault> {
        self.use_store().await?;
        let passkeys = self.passkeys.borrow();
        let found = passkeys.iter().find(|passkey| passkey.user == *user && passkey.id == id);
        Ok(found.and_then(|passkey| Some((passkey.clone(), self.users.borrow().get(user)?.clone()))))
    }

    async fn add_passkey(
        &self,
        passkey: &Passkey,
        challenge: &SpentChallenge,
    ) -> Result<Result<(), PasskeyFailure>, Fault> {
        self.use_store().await?;
        if !self.spend(challenge) {
            return Ok(Err(PasskeyFailure::ChallengeUsed));
        }
        let mut passkeys = self.passkeys.borrow_mut();
        if passkeys.iter().any(|known| known.id == passkey.id) {
            return Ok(Err(PasskeyFailure::WasAdded));
        }
        let number = passkeys.iter().filter(|known| known.user == passkey.user).count();
        if u32::try_from(number).is_ok_and(|number| number >= PASSKEYS_MAXIMUM) {
            return Ok(Err(PasskeyFailure::TooMany));
        }
        if !self.may_sign_in(&passkey.user) {
            return Ok(Err(PasskeyFailure::UserDisabled));
        }
        passkeys.push(passkey.clone());
        Ok(Ok(()))
    }

    async fn begin_session_by_passkey(
        &self,
        used: &PasskeyUse<'_>,
        session: &Session,
        former: Option<&SessionId>,
        entry: Option<AuditEntry>,
    ) -> Result<Result<(), PasskeyFailure>, Fault> {
        self.use_store().await?;
        if !self.spend(used.challenge) {
            return Ok(Err(PasskeyFailure::ChallengeUsed));
        }
        {
            let mut passkeys = self.passkeys.borrow_mut();
            let is_it = |known: &&mut Passkey| known.user == used.passkey.user && known.id == used.passkey.id;
            let stored = passkeys.iter_mut().find(is_it);
            let counts = |it: &&mut Passkey| it.counter < used.counter || (it.counter, used.counter) == (0, 0);
            let Some(stored) = stored.filter(counts) else { return Ok(Err(PasskeyFailure::CounterRolledBack)) };
            (stored.counter, stored.backup, stored.last_used_at) = (used.counter, used.backup, Some(used.at));
        }
        if !self.may_sign_in(&session.user) {
            return Ok(Err(PasskeyFailure::UserDisabled));
        }
        self.store_session(session, former);
        self.note_change(entry);
        Ok(Ok(()))
    }

    async fn rename_passkey(&self, user: &UserId, id: &str, name: &str) -> Result<bool, Fault> {
        self.use_store().await?;
        let mut passkeys = self.passkeys.borrow_mut();
        let stored = passkeys.iter_mut().find(|passkey| passkey.user == *user && passkey.id == id);
        Ok(stored.map(|passkey| name.clone_into(&mut passkey.name)).is_some())
    }

    async fn remove_passkey(&self, user: &UserId, id: &str) -> Result<bool, Fault> {
        self.use_store().await?;
        let mut passkeys = self.passkeys.borrow_mut();
        let own = passkeys.iter().filter(|passkey| passkey.user == *user).count();
        let Some(place) = passkeys.iter().position(|passkey| passkey.user == *user && passkey.id == id) else {
            return Ok(false);
        };
        if own < 2 && !self.passwords.borrow().contains_key(user) {
            return Ok(false);
        }
        passkeys.remove(place);
        Ok(true)
    }
}
