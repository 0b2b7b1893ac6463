//! The administration of users, in memory.

use enrol::error::Fault;
use enrol::json::parse_trusted_object;
use enrol::model::{AuditEntry, FactorFate, Home, LOOKED_AT, User, UserChange, UserId, UserPage, UserQuery};
use enrol::ports::{ConsentStore, FactorStore, PasskeyStore, SessionStore, UserAdministration};
use enrol::unit::Timestamp;
use serde_json::{Map, Value, json};

use super::World;
use crate::NOW;

impl World {
    /// Returns a user as the admin API shows users in a list.
    fn described(&self, user: &User, at: Timestamp) -> Value {
        let (username, issuer, subject) = match &user.home {
            Home::Local { username } => (Some(username), None, None),
            Home::Provider { issuer, subject } => (None, Some(issuer), Some(subject)),
        };
        let sessions = self.sessions.borrow();
        let of_user = sessions.values().filter(|session| session.user == user.id);
        let link = self.resets.borrow().values().find(|(owner, _)| *owner == user.id).map(|(_, until)| *until);
        json!({
            "user_id": user.id.as_str(), "username": username, "issuer": issuer, "subject": subject,
            "name": user.claim("name"), "email": user.claim("email"),
            "state": if user.disabled_at.is_some() { "disabled" } else { "active" },
            "created_at": NOW, "disabled_at": user.disabled_at,
            "last_sign_in_at": of_user.map(|session| session.authenticated_at).max(),
            "has_password": self.passwords.borrow().contains_key(&user.id),
            "link_expires_at": link.filter(|until| *until > at),
            "passkey_count": self.passkeys.borrow().iter().filter(|key| key.user == user.id).count(),
            "second_factor_since": self.factors.borrow().get(&user.id).map(|stored| stored.factor.since),
        })
    }

    /// Returns the further members of the only user.
    async fn details(&self, user: &User, at: Timestamp) -> Result<Value, Fault> {
        let calls = self.store_calls.get();
        let factor = self.factor(&user.id).await?;
        let passkeys = self.passkeys_of(&user.id).await?;
        let sessions = self.sessions_of(&user.id, at).await?;
        let access = self.access_to(&user.id, at).await?;
        // The store answers all of it with one statement.
        self.store_calls.set(calls);
        let passkeys = passkeys.iter().map(|key| {
            let kind = if key.backup.is_eligible() { "synced" } else { "device-bound" };
            json!({"kind": kind, "name": key.name, "created_at": key.created_at, "last_used_at": key.last_used_at})
        });
        let sessions = sessions.iter().map(|session| {
            json!({"authenticated_at": session.authenticated_at, "expires_at": session.expires_at,
                "methods": session.methods, "device": session.device, "place": session.place})
        });
        let (consents, grants): (Vec<_>, Vec<_>) = access.iter().partition(|access| access.redirect_uri.is_some());
        let [consents, grants] = [consents, grants].map(|all| {
            all.into_iter().map(|it| {
                present(json!({"client_id": it.client_id, "client_name": it.client_name, "redirect_uri": it.redirect_uri,
                    "scope": it.scope, "resources": it.resources, "since": it.since}))
            }).collect::<Vec<_>>()
        });
        Ok(json!({
            "claims": user.claims,
            "second_factor": factor.map(|it| json!({"kind": "totp", "since": it.since, "recovery_codes": it.codes_left})),
            "passkeys": passkeys.map(present).collect::<Vec<_>>(),
            "sessions": sessions.map(present).collect::<Vec<_>>(), "consents": consents, "grants": grants,
        }))
    }

    fn end_all(&self, user: &UserId, at: Timestamp) {
        self.queue_logouts(|stored| self.has_session(&stored.grant.session, user), 0, at);
        self.sessions.borrow_mut().retain(|_, session| session.user != *user);
        self.grants_where(|grant| grant.id.user().as_ref() == Some(user), |stored| stored.end(at));
    }

    /// Stores a local user; false if the name is taken.
    fn create_user(&self, id: &UserId, username: &str, claims: &str) -> bool {
        let mut users = self.users.borrow_mut();
        if users.values().any(|user| is_named(user, username)) {
            return false;
        }
        let home = Home::Local { username: username.to_owned() };
        let claims = parse_trusted_object(claims).expect("an object");
        users.insert(id.clone(), User { id: id.clone(), home, claims, disabled_at: None });
        true
    }

    fn erase(&self, user: &UserId) {
        for journal in self.audit.borrow_mut().values_mut() {
            for row in journal.rows.iter_mut().filter(|row| row.user_id.as_deref() == Some(user.as_str())) {
                (row.user_id, row.address, row.salt) = (None, None, None);
            }
        }
    }
}

fn present(mut members: Value) -> Value {
    members.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    members
}

fn members(value: Value) -> Map<String, Value> {
    present(value).as_object().unwrap().clone()
}

fn is_named(user: &User, name: &str) -> bool {
    matches!(&user.home, Home::Local { username } if username == name)
}

impl UserAdministration for World {
    async fn list_users(&self, query: &UserQuery, at: Timestamp) -> Result<UserPage, Fault> {
        self.use_store().await?;
        if let Some(id) = &query.id {
            let Some(user) = self.users.borrow().get(id).cloned() else { return Ok(UserPage::default()) };
            let mut described = members(self.described(&user, at));
            described.extend(members(self.details(&user, at).await?));
            return Ok(UserPage { users: vec![described], next: None });
        }
        let after = query.after.clone().unwrap_or_default();
        let users = self.users.borrow();
        let looked_at = usize::try_from(LOOKED_AT).expect("a size");
        let page: Vec<&User> = match &query.username {
            Some(name) => users.values().filter(|user| is_named(user, name)).collect(),
            None => users.values().filter(|it| it.id.as_str() > &*after).take(looked_at).collect(),
        };
        let meets = |user: &&&User| {
            let email = user.claim("email").map(str::to_ascii_lowercase);
            let state = if user.disabled_at.is_some() { "disabled" } else { "active" };
            (query.email.is_none() || query.email == email) && query.state.as_ref().is_none_or(|it| it == state)
        };
        let limit = usize::try_from(query.limit).expect("a size");
        let met: Vec<&&User> = page.iter().filter(meets).take(limit).collect();
        let next = match met.last().filter(|_| met.len() == limit) {
            Some(last) => Some(last.id.as_str().to_owned()),
            None => page.get(looked_at - 1).map(|end| end.id.as_str().to_owned()),
        };
        Ok(UserPage { users: met.iter().map(|user| members(self.described(user, at))).collect(), next })
    }

    async fn change_user(
        &self,
        user: &UserId,
        change: UserChange<'_>,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<bool, Fault> {
        self.use_store().await?;
        let found = self.users.borrow().get(user).cloned();
        let is_disabled = found.as_ref().is_some_and(|user| user.disabled_at.is_some());
        let is_local = found.as_ref().is_some_and(|user| matches!(user.home, Home::Local { .. }));
        let is_changed = match change {
            UserChange::Create { username, claims, .. } => self.create_user(user, username, claims),
            UserChange::Delete => self.users.borrow_mut().remove(user).is_some(),
            UserChange::Disable => found.is_some() && !is_disabled,
            UserChange::Enable => is_disabled,
            UserChange::Link(..) | UserChange::Recover(..) => is_local && !is_disabled,
            UserChange::RemoveFactor => self.factors.borrow().contains_key(user),
            UserChange::RemovePasskeys => self.passkeys.borrow().iter().any(|passkey| passkey.user == *user),
            UserChange::SignOut => found.is_some(),
        };
        if is_changed {
            self.note_change(entry);
        }
        match change {
            UserChange::Disable if is_changed => self.disable(user, Some(at)),
            UserChange::Enable => self.disable(user, None),
            UserChange::Create { digest, until, .. }
            | UserChange::Link(digest, until)
            | UserChange::Recover(digest, until, _)
                if is_changed =>
            {
                if matches!(change, UserChange::Recover(..)) {
                    self.passwords.borrow_mut().remove(user);
                }
                self.resets.borrow_mut().retain(|_, (owner, _)| owner != user);
                self.resets.borrow_mut().insert(digest.clone(), (user.clone(), until));
            }
            _ => {}
        }
        if matches!(change, UserChange::Delete | UserChange::Disable | UserChange::Recover(..) | UserChange::SignOut) {
            self.end_all(user, at);
        }
        if matches!(change, UserChange::Delete | UserChange::Recover(..) | UserChange::RemovePasskeys) {
            self.passkeys.borrow_mut().retain(|passkey| passkey.user != *user);
        }
        if matches!(
            change,
            UserChange::Delete | UserChange::Recover(_, _, FactorFate::Removed) | UserChange::RemoveFactor
        ) {
            self.factors.borrow_mut().remove(user);
        }
        if change == UserChange::Delete {
            self.passwords.borrow_mut().remove(user);
            self.resets.borrow_mut().retain(|_, (owner, _)| owner != user);
            self.consents.borrow_mut().retain(|consent| consent.user != *user);
            self.grants.borrow_mut().retain(|id, _| id.user().as_ref() != Some(user));
            self.erase(user);
        }
        Ok(is_changed)
    }
}
