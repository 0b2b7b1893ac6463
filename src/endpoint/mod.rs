//! One file for each endpoint, named as its specification names it.

pub mod account;
pub mod attestation_challenge;
pub mod authorization;
pub mod client_configuration;
pub mod client_registration;
pub mod client_secret;
pub mod clients;
pub mod device;
pub mod device_authorization;
pub mod discovery;
pub mod document;
pub mod home;
pub mod identity_provider;
pub mod introspection;
pub mod jwks;
pub mod openapi;
pub mod password_reset;
pub mod pushed_authorization;
pub mod revocation;
pub mod sign_in;
pub mod sign_out;
pub mod signed_metadata;
pub mod statement_keys;
pub mod token;
pub mod userinfo;
pub mod webfinger;
