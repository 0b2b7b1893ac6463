//! Messages to others that wait in the store until they have arrived.

use crate::model::SessionId;
use crate::unit::{Seconds, Timestamp};

/// A message to another party. It is sent until it has arrived, or its time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The name of the row.
    pub name: String,
    /// The kind of the message.
    pub kind: DeliveryKind,
    /// The recipient: the `client_id` of a client, or the user or the client that an event is about; empty for an event of the
    /// server.
    pub recipient: String,
    /// The contents that the message is made from when it is sent: the name of the session for a logout token, and a JSON
    /// object for an event.
    pub contents: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is sent next, unless this attempt succeeds.
    pub due_at: Timestamp,
    /// The number of attempts, this one included.
    pub attempts: u32,
}

/// The kind of a message. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryKind {
    /// An event of an account, for the receiver of the operator.
    Event,
    /// A logout token. OpenID Connect Back-Channel Logout.
    Logout,
    /// An event of a client or of the server, for the receiver of the operator.
    ServerEvent,
}

impl DeliveryKind {
    /// All kinds, in the order of the enum.
    pub const ALL: [Self; 3] = [Self::Event, Self::Logout, Self::ServerEvent];

    /// Returns the name of the kind in the store and in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Logout => "logout",
            Self::ServerEvent => "server-event",
        }
    }
}

/// Which clients of a session learn of its end. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// None: the clients are listed alone.
    Listed,
    /// All: a message to each client is queued.
    Queued,
}

/// How long a message waits after its first attempt. The wait doubles with each attempt.
pub const FIRST_PAUSE: Seconds = Seconds(60);

/// The longest wait between two attempts.
pub const LONGEST_PAUSE: Seconds = Seconds(14_400);

/// How long a message is sent. After that it is given up.
pub const DELIVERY_LIFE: Seconds = Seconds(86_400);

/// The most messages that are sent at the same time.
pub const DELIVERIES_AT_ONCE: usize = 10;

impl Delivery {
    /// Returns the name of the message that tells a client of the end of a session.
    #[must_use]
    pub fn name_of_logout(session: &SessionId, client_id: &str) -> String {
        format!("{} {client_id}", session.as_str())
    }

    /// Returns true if there is no attempt after this one.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.due_at >= self.created_at.after(DELIVERY_LIFE)
    }

    /// Returns the pause after this number of attempts.
    #[must_use]
    pub fn pause(attempts: u32) -> Seconds {
        let doublings = attempts.saturating_sub(1).min(20);
        Seconds(FIRST_PAUSE.0.checked_shl(doublings).map_or(LONGEST_PAUSE.0, |pause| pause.min(LONGEST_PAUSE.0)))
    }
}
