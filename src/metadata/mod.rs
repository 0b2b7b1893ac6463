//! What is asked: client metadata, each member well formed on its own, none compared with another.

mod field;
mod jwks;
mod keyword;
mod members;
mod text;
mod uri;

pub use field::{List, Translated};
pub use jwks::Jwks;
pub use keyword::{GrantType, Keyword, ResponseType, SigningAlgorithm, TokenEndpointAuthMethod};
pub use members::ClientMetadata;
pub use text::{Contact, Name, Scope, Text};
pub use uri::{AbsoluteUri, Host, HttpsUri, RedirectUri, WebUri};
