//! Names in the store that begin with the identifier of a user and a dot.

/// Gives a type that wraps such a name what all of them have.
macro_rules! name_of_user {
    ($type:ident) => {
        impl $type {
            /// Wraps a name that the store returned.
            #[must_use]
            pub const fn restored(text: String) -> Self {
                Self(text)
            }

            /// Returns the name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the user; `None` for a text that is no such name.
            #[must_use]
            pub fn user(&self) -> Option<UserId> {
                UserId::parse(self.0.split_once('.')?.0)
            }
        }
    };
}

pub(super) use name_of_user;
