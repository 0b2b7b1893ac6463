//! Messages to others that wait, in memory.

use std::cell::Cell;
use std::future::poll_fn;
use std::task::Poll;

use enrol::error::Fault;
use enrol::model::{AccountEvent, AuditEntry, DELIVERIES_AT_ONCE, Delivery, DeliveryKind, SessionId, UserId};
use enrol::ports::{DeliveryStore, Pause};
use enrol::unit::{Seconds, Timestamp};

use super::{StoredGrant, World};

/// How often a future in memory is asked before a pause is over: every port that answers has answered by then.
const TURNS: u32 = 500;

impl World {
    /// Queues a logout token for each client with grants that `is_meant` selects. Returns the clients.
    pub(super) fn queue_logouts(
        &self,
        is_meant: impl Fn(&StoredGrant) -> bool,
        attempts: u32,
        at: Timestamp,
    ) -> Vec<String> {
        let due_at = if attempts == 0 { at } else { at.after(Delivery::pause(attempts)) };
        let mut clients = Vec::new();
        for StoredGrant { grant, .. } in self.grants.borrow().values().filter(|stored| is_meant(stored)) {
            let (recipient, contents) = (grant.client_id.clone(), grant.session.as_str().to_owned());
            let name = Delivery::name_of_logout(&grant.session, &recipient);
            clients.push(recipient.clone());
            let kind = DeliveryKind::Logout;
            let delivery = Delivery { name, kind, recipient, contents, created_at: at, due_at, attempts };
            self.deliveries.borrow_mut().entry(delivery.name.clone()).or_insert(delivery).due_at = due_at;
        }
        clients.sort();
        clients.dedup();
        clients
    }

    /// Queues the message of an entry, if the receiver of events wants it and not too many wait.
    pub(super) fn queue_server_event(&self, entry: &AuditEntry) {
        let Some(message) = entry.message() else { return };
        let mut deliveries = self.deliveries.borrow_mut();
        let waiting = deliveries.values().filter(|waiting| waiting.kind == DeliveryKind::ServerEvent).count();
        if waiting < usize::try_from(entry.queue_limit()).expect("a size") {
            let former = deliveries.insert(message.name.clone(), message);
            assert_eq!(former, None, "two events have one name");
        }
    }

    /// Returns true if a session has not ended.
    pub(super) fn has_session(&self, id: &SessionId, user: &UserId) -> bool {
        id.user().as_ref() == Some(user) && self.sessions.borrow().contains_key(id)
    }

    /// Lets an address of others take messages, and never answer.
    pub fn hang(&self, address: &str) {
        self.hanging.borrow_mut().insert(address.to_owned());
    }
}

impl DeliveryStore for World {
    async fn queue_events(&self, events: &[(String, AccountEvent)], at: Timestamp) -> Result<(), Fault> {
        self.use_store().await?;
        for (name, event) in events {
            let (recipient, contents) = (event.user.as_str().to_owned(), serde_json::to_string(event).unwrap());
            let (name, kind) = (name.clone(), DeliveryKind::Event);
            let delivery = Delivery { name, kind, recipient, contents, created_at: at, due_at: at, attempts: 0 };
            let former = self.deliveries.borrow_mut().insert(delivery.name.clone(), delivery);
            assert_eq!(former, None, "two events have one name");
        }
        Ok(())
    }

    async fn take_due(&self, at: Timestamp) -> Result<Vec<Delivery>, Fault> {
        self.use_store().await?;
        let mut deliveries = self.deliveries.borrow_mut();
        let mut due: Vec<&mut Delivery> = deliveries.values_mut().filter(|it| it.due_at <= at).collect();
        due.sort_by_key(|it| (it.due_at, it.name.clone()));
        let (mut events, mut others, mut server_events) = (0, 0, 0);
        let mut turns: Vec<(u32, &mut Delivery)> = Vec::new();
        for delivery in due {
            let turn = match delivery.kind {
                DeliveryKind::Event => &mut events,
                DeliveryKind::Logout => &mut others,
                DeliveryKind::ServerEvent => &mut server_events,
            };
            *turn += 1;
            turns.push((*turn, delivery));
        }
        turns.sort_by_key(|(turn, _)| *turn);
        let taken = turns.into_iter().map(|(_, delivery)| delivery).take(DELIVERIES_AT_ONCE).map(|delivery| {
            delivery.attempts += 1;
            delivery.due_at = at.after(Delivery::pause(delivery.attempts));
            delivery.clone()
        });
        Ok(taken.collect())
    }

    async fn forget_deliveries(&self, names: &[String]) -> Result<(), Fault> {
        self.use_store().await?;
        self.deliveries.borrow_mut().retain(|name, _| !names.contains(name));
        Ok(())
    }
}

impl Pause for World {
    async fn pause(&self, _span: Seconds) {
        let turns = Cell::new(0);
        poll_fn(|_| {
            turns.set(turns.get() + 1);
            if turns.get() > TURNS { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}
