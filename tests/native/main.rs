//! The core through its front door: a request in, a response and a changed world out.
//!
//! Test names are sentences of behaviour; doc lines name the specification and the requirement.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs
)]

mod support;

mod account;
mod advertised;
mod assertions;
mod attacks;
mod authentication;
mod authorization;
mod authorization_decisions;
mod authorization_endpoint;
mod authorization_request;
mod authorization_responses;
mod ceilings;
mod certificate_issuers;
mod certificate_subject;
mod certificate_terms;
mod certificates;
mod certification;
mod chains;
mod choices;
mod client_configuration;
mod client_metadata;
mod client_reads;
mod client_registration;
mod clients_endpoint;
mod clients_readers;
mod code_grant;
mod concurrency;
mod configured;
mod consistency;
mod credentials;
mod discovery;
mod distinguished_names;
mod documents;
mod dpop;
mod dry_run;
mod explained;
mod encrypted_requests;
mod encryption;
mod extensions;
mod epoch;
mod failure;
mod financial_grade;
mod floors;
mod foreign_token;
mod former_issuers;
mod grants;
mod half_states;
mod headers;
mod held_statement;
mod home;
mod hybrid;
mod identity_providers;
mod id_tokens;
mod idle;
mod initial_access_token;
mod introspection;
mod jwks;
mod key_names;
mod key_lists;
mod key_rotation;
mod keys;
mod left_out;
mod limits;
mod lists;
mod maintenance;
mod memory;
mod management_proof;
mod management_token;
mod mtls_host;
mod mutual_tls;
mod offers;
mod openapi;
mod openid;
mod pages;
mod password_reset;
mod organizations;
mod outbound;
mod pointers;
mod policy;
mod preconditions;
mod properties;
mod provider_claims;
mod provider_failures;
mod provider_registration;
mod provider_sign_in;
mod provider_tokens;
mod proxy;
mod ps256;
mod pushed_authorization;
mod redirect_uris;
mod reference;
mod secret_rotation;
mod secrets;
mod refresh_grant;
mod registration_token;
mod request_objects;
mod reserved_scopes;
mod resolver;
mod sealed;
mod sector;
mod sender_constrained;
mod separations;
mod setting_limits;
mod sessions;
mod sign_in;
mod sign_out;
mod signatures;
mod signing;
mod signed_request;
mod signed_responses;
mod software_statement;
mod statement_claims;
mod statement_entry;
mod statement_issuer;
mod statement_reserved;
mod statement_use;
mod stored_bounds;
mod stranger_scope;
mod sources;
mod structure;
mod template;
mod template_bounds;
mod token;
mod token_sizes;
mod transport;
mod unused;
mod update;
mod uris;
mod user_registration;
mod vectors;
mod vouched_update;
mod webfinger;
mod x5c;
