//! The reasons why a device gets no tokens yet, or none at all.

/// The reason why a device without a browser gets no tokens. RFC 8628 section 3.5. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceRefusal {
    /// The user refused.
    AccessDenied,
    /// Nobody has answered yet.
    AuthorizationPending,
    /// Nobody has answered in time.
    ExpiredToken,
    /// Nobody has answered yet, and the device asks too often.
    SlowDown,
}

impl DeviceRefusal {
    /// Returns the error code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::AuthorizationPending => "authorization_pending",
            Self::ExpiredToken => "expired_token",
            Self::SlowDown => "slow_down",
        }
    }

    /// Returns the description.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::AccessDenied => "the user refused",
            Self::AuthorizationPending => "the user must answer first; ask again after the interval",
            Self::ExpiredToken => "the user must answer in time: ask for a new device_code",
            Self::SlowDown => "the device must wait five seconds longer than before between two requests",
        }
    }
}
