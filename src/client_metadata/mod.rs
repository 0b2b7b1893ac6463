//! Requested client metadata: each member is well formed. No member is compared with another.

mod algorithm;
mod attribute;
mod certificate;
mod character;
mod directory_name;
mod distinguished_name;
mod field;
mod jwks;
mod keyword;
mod likeness;
mod members;
mod name;
mod page;
mod text;
mod uri;
mod uri_members;

pub use algorithm::{ContentEncryption, EncryptionAlgorithm, SigningAlgorithm};
pub use attribute::is_attribute_type;
pub use certificate::{DnsName, EmailName, IpName, UriName};
pub use character::{is_hidden, neutral};
pub use directory_name::DirectoryName;
pub use distinguished_name::{DistinguishedName, has_short_names_alone};
pub use field::{List, Member, Translated, is_present};
pub use jwks::{JWKS_MAXIMUM, Jwks, PresentedCertificate, PublicKey, Use};
pub use keyword::{
    ApplicationType, GrantType, Keyword, ResponseType, SubjectType, TokenDeliveryMode, TokenEndpointAuthMethod,
};
pub use likeness::{Shape, mixes_alphabets};
pub use members::ClientMetadata;
pub use name::{CHOICES, SOFTWARE_ID, SOFTWARE_STATEMENT, kind_of, member_of};
pub use page::PageUri;
pub use text::{Contact, LONGEST_TEXT, Name, Scope, Text};
pub use uri::{AbsoluteUri, Host};
pub use uri_members::{HttpsUri, RedirectUri, RequestUri, WebUri};
