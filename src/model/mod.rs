//! The data of this server and what follows from it, without input and output: clients, credentials, tokens, issuers,
//! configuration.

mod access;
mod access_team;
mod account_event;
mod anonymous_scope;
mod approval;
mod attester;
mod audit;
mod authorities;
mod authorization;
mod bounds;
mod brand;
mod certificate_source;
mod change;
mod client;
mod client_documents;
pub mod client_id;
mod client_list;
mod client_secret;
mod config;
mod counts;
mod credentials;
mod delivery;
mod device_request;
mod identity_provider;
mod imported_secret;
mod initial_access_token;
mod issuer;
mod name_of_user;
mod observation;
mod operator_bounds;
mod operator_data;
mod passkey;
mod policy_document;
mod redirection;
mod registered_client;
mod registration_access_token;
mod registration_hook;
mod resource;
mod response_mode;
mod second_factor;
mod secret_hash;
mod session;
mod server_key;
mod single_use;
mod subject;
mod tally;
mod trust;
mod trusted_issuers;
mod unused;
mod user;
mod user_claims;
mod user_list;
mod voucher;
mod webhook;

pub use access::{Access, OwnedClient};
pub use access_team::AccessTeam;
pub use account_event::{AccountEvent, Actor, EventKind};
pub use anonymous_scope::limit_scope;
pub use approval::{Approval, WAITING_MAXIMUM};
pub use attester::Attester;
pub use audit::{
    AuditAddresses, AuditEntry, AuditPage, AuditQuery, AuditRetention, AuditRow, ChainEnd, Journal, ROWS_LOOKED_AT,
    Unchained, personal_digest,
};
pub use authorities::Authorities;
pub use authorization::{
    AuthorizationCode, AuthorizationRequest, CLAIM, ClaimsRequest, Consent, Destination, GRANT_BYTES, Grant, GrantId,
    NO_ADDRESS, NOT_TOLD, Prompt, Waiting,
};
pub use bounds::{Bounds, CertificateTerms, OPEN, PolicyTerms, StatementTerms};
pub use brand::{Brand, Color};
pub use certificate_source::{CertificateHeader, CertificateSource, ClientAddresses, SharedSecret, TrustedProxy};
pub use change::{AcceptedRevisions, Change, ChangeBasis, NewSecret, NewToken, Registration, held_statement};
pub use client::{Client, ConfiguredClient};
pub use client_documents::{ClientDocuments, DocumentClient, HostRule, SCHEME, document_uri};
pub use client_id::ClientId;
pub use client_list::{ClientPage, ClientQuery, ClientState, LOOKED_AT, ListedClient};
pub use client_secret::ClientSecret;
pub use config::{Config, LocalUsers, Passkeys, SignIn, SignedMetadata};
pub use counts::{Count, CountPlace, CountQuery, Metric, MetricNames, Metrics, OTHER, Span};
pub use credentials::{Credentials, Generation, Previous};
pub use delivery::{DELIVERIES_AT_ONCE, DELIVERY_LIFE, Delivery, DeliveryKind, FIRST_PAUSE, LONGEST_PAUSE, Telling};
pub use device_request::{DEVICE_PAUSE, DeviceAnswer, DeviceCode, DeviceRequest, Polled, USER_CODE_BYTES, UserCode};
pub use identity_provider::{Allow, EMAIL_DOMAIN, IdentityProvider, OAuthProvider, Protocol, ProviderSecret, Rule};
pub use imported_secret::{ImportedSecret, SecretKey};
pub use initial_access_token::{
    InitialAccessToken, Origin, RESET_PREFIX, TOKEN_BYTES, TOKEN_PREFIX, TokenDigest, new_token,
};
pub use issuer::Issuer;
pub use observation::{Observation, Outcome, Subject, facts_of};
pub use operator_data::{DATA_HELD, HeldData, OperatorData, PolicyQuery};
pub use passkey::{Backup, PASSKEYS_MAXIMUM, Passkey, PasskeyUse, SpentChallenge};
pub use redirection::{Redirection, redirection};
pub use registered_client::{RegisteredClient, Revision};
pub use registration_access_token::RegistrationAccessToken;
pub use registration_hook::{HookPlace, RegistrationHook, Unanswered};
pub use resource::{Resource, audience};
pub use response_mode::ResponseMode;
pub use second_factor::{Factor, FactorRule, NewFactor, SecondFactor, has_role, is_strong};
pub use secret_hash::SecretHash;
pub use server_key::{KeyAlgorithm, NewKey, Seal, ServerKey, SigningKeysVersion};
pub use session::{PHISHING_RESISTANT, Session, SessionId, TWO_FACTORS, context_of, covers, stated_context};
pub use single_use::{FirstUse, SingleUse};
pub use subject::subject;
pub use tally::Tally;
pub use trust::{Trust, VerifiedDomains};
pub use trusted_issuers::{Instances, Keys, RoleScopes, StatementIssuer, TrustedIssuer, Updates, Uses};
pub use unused::{UnusedRetention, check_size, is_anonymous};
pub use user::{Home, USER_BYTES, User, UserId};
pub use user_claims::{claims_of_scope, requested_claims, standard_claims};
pub use user_list::{FactorFate, UserChange, UserPage, UserQuery};
pub use voucher::Voucher;
pub use webhook::{EVENT_GROUPS, EVENTS_OF_USERS, SERVER_EVENTS_MAXIMUM, SERVER_EVENTS_OF_OPERATORS_MAXIMUM, Webhook};
