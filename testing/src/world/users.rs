//! Users and their sessions in memory.

use std::collections::BTreeSet;

use enrol::error::Fault;
use enrol::model::{AuditEntry, Grant, Home, Session, SessionId, Telling, TokenDigest, USER_BYTES, User, UserId};
use enrol::ports::{LocalUser, PasswordRight, SessionRecord, SessionStore, UserStore};
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use super::{StoredGrant, World};

/// The hash of the password `correct horse`.
const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$cTLmpgKLeruU6za+t2cUZ3fNfHVCYhGoJ8inpcUNcwc";

impl World {
    /// Stores a local user with these claims. The password is `correct horse`.
    pub fn add_user(&self, username: &str, claims: &Value) -> User {
        let number = u8::try_from(self.users.borrow().len()).unwrap();
        let user = User {
            id: UserId::new(&[number + 1; USER_BYTES]),
            home: Home::Local { username: username.to_owned() },
            claims: claims.as_object().unwrap().clone(),
            disabled_at: None,
        };
        self.passwords.borrow_mut().insert(user.id.clone(), HASH.to_owned());
        self.users.borrow_mut().insert(user.id.clone(), user.clone());
        user
    }

    /// Stores a local user, `alice`.
    pub fn add_alice(&self) -> User {
        self.add_user("alice", &json!({"name": "Alice Example", "email": "alice@example.com"}))
    }

    /// Shuts a user out, or lets the user in again.
    pub fn disable(&self, user: &UserId, disabled_at: Option<Timestamp>) {
        self.users.borrow_mut().entry(user.clone()).and_modify(|user| user.disabled_at = disabled_at);
    }

    /// Changes the grants that have not ended.
    pub(super) fn grants_where(&self, is_wanted: impl Fn(&Grant) -> bool, change: impl Fn(&mut StoredGrant)) {
        let mut grants = self.grants.borrow_mut();
        let wanted = grants.values_mut().filter(|stored| stored.ended_at.is_none() && is_wanted(&stored.grant));
        wanted.for_each(change);
    }

    /// Stores a session in the place of the one that it follows.
    pub(super) fn store_session(&self, session: &Session, former: Option<&SessionId>) {
        let mut sessions = self.sessions.borrow_mut();
        sessions.insert(session.id.clone(), session.clone());
        if let Some(former) = former {
            sessions.remove(former);
            let follow = |stored: &mut StoredGrant| {
                stored.grant.session = session.id.clone();
                stored.grant.expires_at = stored.grant.expires_at.max(self.now.get());
            };
            self.grants_where(|grant| grant.session == *former, follow);
        }
    }

    pub(super) fn may_sign_in(&self, user: &UserId) -> bool {
        self.users.borrow().get(user).is_some_and(|user| user.disabled_at.is_none())
    }
}

impl UserStore for World {
    async fn local_user(&self, username: &str) -> Result<Option<LocalUser>, Fault> {
        self.use_store().await?;
        let home = Home::Local { username: username.to_owned() };
        let user = self.users.borrow().values().find(|user| user.home == home).cloned();
        Ok(user.map(|user| LocalUser {
            password: self.passwords.borrow().get(&user.id).cloned(),
            has_factor: self.factors.borrow().contains_key(&user.id),
            has_passkey: self.passkeys.borrow().iter().any(|passkey| passkey.user == user.id),
            user,
        }))
    }

    async fn user_of_code(&self, digest: &TokenDigest, at: Timestamp) -> Result<Option<User>, Fault> {
        self.use_store().await?;
        let found = self.resets.borrow().get(digest).cloned();
        let user = found.filter(|(user, until)| *until > at && self.may_sign_in(user));
        Ok(user.map(|(user, _)| self.users.borrow()[&user].clone()))
    }

    async fn set_password(&self, right: PasswordRight<'_>, password: &str, at: Timestamp) -> Result<bool, Fault> {
        self.use_store().await?;
        let user = match right {
            PasswordRight::Code { digest, telling } => {
                let found = self.resets.borrow().get(digest).cloned();
                let Some((user, _)) = found.filter(|(user, until)| *until > at && self.may_sign_in(user)) else {
                    return Ok(false);
                };
                self.resets.borrow_mut().remove(digest);
                if telling == Telling::Queued {
                    self.queue_logouts(|stored| self.has_session(&stored.grant.session, &user), 0, at);
                }
                self.sessions.borrow_mut().retain(|_, session| session.user != user);
                self.passkeys.borrow_mut().retain(|passkey| passkey.user != user);
                self.grants_where(|grant| grant.id.user().as_ref() == Some(&user), |stored| stored.end(at));
                user
            }
            PasswordRight::Rehash { user, former } => {
                let is_same = self.passwords.borrow().get(user).is_some_and(|known| known == former);
                if !is_same || !self.may_sign_in(user) {
                    return Ok(false);
                }
                user.clone()
            }
        };
        self.passwords.borrow_mut().insert(user, password.to_owned());
        Ok(true)
    }
}

impl SessionStore for World {
    async fn begin_session(
        &self,
        session: &Session,
        user: &User,
        password: Option<&str>,
        former: Option<&SessionId>,
        entry: Option<AuditEntry>,
    ) -> Result<bool, Fault> {
        self.use_store().await?;
        if let Home::Provider { .. } = user.home {
            let mut users = self.users.borrow_mut();
            let stored = users.entry(user.id.clone()).or_insert_with(|| user.clone());
            stored.claims.clone_from(&user.claims);
        }
        let is_right = |given: &str| self.passwords.borrow().get(&user.id).is_some_and(|stored| stored == given);
        if !self.may_sign_in(&user.id) || !password.is_none_or(is_right) {
            return Ok(false);
        }
        self.store_session(session, former);
        self.note_change(entry);
        Ok(true)
    }

    async fn session(
        &self,
        id: &SessionId,
        client_id: &str,
        redirect_uri: &str,
        at: Timestamp,
    ) -> Result<Option<SessionRecord>, Fault> {
        self.use_store().await?;
        let session = self.sessions.borrow().get(id).filter(|session| session.expires_at > at).cloned();
        let Some(session) = session.filter(|session| self.may_sign_in(&session.user)) else { return Ok(None) };
        let user = self.users.borrow()[&session.user].clone();
        let consents = self.consents.borrow();
        let consent = consents.iter().find(|consent| {
            (&consent.user, &*consent.client_id, &*consent.redirect_uri) == (&user.id, client_id, redirect_uri)
        });
        Ok(Some(SessionRecord { session, consent: consent.cloned(), user }))
    }

    async fn sessions_of(&self, user: &UserId, at: Timestamp) -> Result<Vec<Session>, Fault> {
        self.use_store().await?;
        let sessions = self.sessions.borrow();
        let mut own: Vec<_> = sessions.values().filter(|it| it.user == *user && it.expires_at > at).cloned().collect();
        own.sort_by_key(|session| std::cmp::Reverse(session.authenticated_at));
        own.truncate(100);
        Ok(own)
    }

    async fn end_session(&self, id: &SessionId, telling: Telling, at: Timestamp) -> Result<Vec<String>, Fault> {
        self.use_store().await?;
        self.sessions.borrow_mut().remove(id);
        let is_of = |stored: &&StoredGrant| stored.grant.session == *id;
        let clients = match telling {
            Telling::Listed => {
                let grants = self.grants.borrow();
                let clients: BTreeSet<_> = grants.values().filter(is_of).map(|it| it.grant.client_id.clone()).collect();
                clients.into_iter().collect()
            }
            Telling::Queued => self.queue_logouts(|stored| is_of(&stored), 1, at),
        };
        self.grants_where(|grant| grant.session == *id && !grant.is_offline, |stored| stored.end(at));
        Ok(clients)
    }

    async fn end_other_sessions(&self, kept: &SessionId, telling: Telling, at: Timestamp) -> Result<(), Fault> {
        self.use_store().await?;
        let is_other = |id: &SessionId| id != kept && id.user() == kept.user();
        let ended: BTreeSet<_> = self.sessions.borrow().keys().filter(|id| is_other(id)).cloned().collect();
        if telling == Telling::Queued {
            self.queue_logouts(|stored| ended.contains(&stored.grant.session), 0, at);
        }
        self.grants_where(|grant| ended.contains(&grant.session) && !grant.is_offline, |stored| stored.end(at));
        self.sessions.borrow_mut().retain(|id, _| !ended.contains(id));
        Ok(())
    }
}
