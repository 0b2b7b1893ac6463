//! The settings of the operator, read and checked once.
//!
//! A setting is text: a word, a number, words separated by spaces, or JSON. An empty setting counts as absent. A server
//! with unusable or contradictory settings answers no request, and logs the name of the setting.

mod access;
mod approval;
mod attesters;
mod audit;
mod authorization_server;
mod brand;
mod certificate_rules;
mod certificates;
mod choices;
mod client_documents;
mod clients;
mod consistency;
mod identity_assertions;
mod identity_providers;
mod issuers;
mod limits;
mod management;
mod member_rules;
mod metrics;
mod mutual_tls;
mod names;
mod own_sign_in;
mod policy;
mod profiles;
mod redirects;
mod registration_hook;
mod resources;
mod scopes;
mod settings;
mod sign_in;
mod signed_requests;
mod statement_issuers;
mod templates;
mod tokens;
mod webhook;

pub use issuers::FORMER_ISSUERS_MAXIMUM;
pub use profiles::PROFILES;
pub use statement_issuers::RESERVED_CLAIMS;

pub use names::{SECRETS, SETTINGS};

use std::fmt;
use std::sync::Arc;

use crate::client_metadata::{AbsoluteUri, SigningAlgorithm};
use crate::config::policy::OtherNames;
use crate::config::settings::Settings;
use crate::error::Fault;
use crate::key_ring::KeyRing;
use crate::model::{Config, Issuer, OperatorData, RegistrationHook, SignedMetadata};
use crate::policy::{CertificateIssuers, Guard, PolicySource};
use crate::unit::{ByteCount, Seconds};

/// An unusable setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misconfigured {
    /// The name of the setting.
    pub setting: &'static str,
    /// The requirement that the value breaks.
    pub must: String,
}

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the setting {} must {}", self.setting, self.must)
    }
}

impl Config {
    /// Reads the settings; `Err` is the first unusable setting.
    pub fn read(setting: impl Fn(&str) -> Option<String>) -> Result<Self, Misconfigured> {
        let settings = Settings::of(&setting, profiles::read(&setting)?);
        let config = Self::of(&settings);
        settings.check(config)
    }

    fn of(settings: &Settings<'_>) -> Result<Self, Misconfigured> {
        let refuse = |setting, must: &str| Misconfigured { setting, must: must.to_owned() };
        let issuer = Issuer::parse(&settings.text("ISSUER")).map_err(|must| refuse("ISSUER", must))?;
        let former_issuers = issuers::read_former(settings, &issuer);
        let keys = KeyRing::parse(&settings.text("MASTER_SECRET")).map_err(|must| refuse("MASTER_SECRET", must))?;
        let pairwise_salt = own_sign_in::pairwise_salt(settings);
        let token_issuers = issuers::read_token_issuers(settings, &issuer);
        let rights: Vec<&str> = token_issuers.iter().map(|it| &*it.right).collect();
        let alias = mutual_tls::read(settings, &issuer);
        let others = OtherNames { former: &former_issuers, alias: alias.as_ref() };
        let mut policy = policy::read(settings, &issuer, &others, &rights, pairwise_salt.as_ref());
        if policy.has_own_tokens() && token_issuers.iter().any(|it| it.issuer == issuer.as_str()) {
            let must = format_args!("not have the issuer itself while it issues the tokens: they count anyway");
            settings.refuse("REGISTRATION_TOKEN_ISSUERS", must);
        }
        let asserting = identity_assertions::read(settings, &mut policy);
        let uses = settings.number("REGISTRATION_TOKEN_USES", 1..=1_000_000, 1);
        let statement_issuers = statement_issuers::read(settings, &issuer);
        let hook = registration_hook::read(settings, &policy.guard);
        let webhook = webhook::read(settings, &policy);
        let access = access::read(settings, &issuer, &policy);
        let mut identity_providers = identity_providers::read(settings, &issuer, &policy);
        identity_assertions::mark(settings, &asserting, &mut identity_providers);
        let sign_in = sign_in::read(settings, &issuer, &identity_providers, &mut policy);
        policy.templates = templates::read(settings, &policy);
        let attesters = attesters::read(settings, &issuer, &policy);
        let clients = clients::read(settings, &policy);
        let approval = approval::read(settings, &policy);
        let client_documents = client_documents::read(settings, &policy, &approval);
        let authorities = certificates::authorities(settings, &policy);
        let certificate_source = certificates::source(settings, &policy, &authorities);
        if policy.certificate_issuers.are_none() && certificate_source.verifies_with(&authorities) {
            policy.certificate_issuers = CertificateIssuers::OfAuthorities;
        }
        scopes::check_requests(settings, &policy, hook.is_some());
        let has_rules = statement_issuers.iter().any(|issuer| !issuer.certificate.is_empty());
        certificate_rules::check(settings, &policy, has_rules);
        let body_limit = settings.number("BODY_LIMIT_BYTES", 1024..=131_072, 65_536);
        let retention = settings.number("DELETED_CLIENT_RETENTION_DAYS", 1..=3650, 90);
        let (refresh_token_idle, refresh_token_life) = tokens::refresh_token_lives(settings);
        let signed_metadata = settings.choice("SIGNED_METADATA", &choices::SIGNED_METADATA);
        if signed_metadata == SignedMetadata::On && !policy.has_own_tokens() {
            let must = format_args!("be off if another server issues the tokens: this server has no keys then");
            settings.refuse("SIGNED_METADATA", must);
        }
        let mut trusted: Vec<AbsoluteUri> = Vec::new();
        trusted.extend(hook.as_ref().and_then(RegistrationHook::uri).cloned());
        trusted.extend(webhook.as_ref().map(|webhook| webhook.uri.clone()));
        trusted.extend(access.as_ref().map(|team| team.keys.clone()));
        for issuer in &token_issuers {
            trusted.push(issuer.jwks_uri.clone());
        }
        for attester in &attesters {
            trusted.extend(attester.keys.address().cloned());
        }
        let algorithms = [SigningAlgorithm::Es256, SigningAlgorithm::Ps256, SigningAlgorithm::Rs256];
        Ok(Self {
            access: access.map(Arc::new),
            access_token_claims: tokens::user_claims(settings),
            refresh_token_idle,
            refresh_token_life,
            access_token_algorithm: settings.keyword("ACCESS_TOKEN_SIGNING_ALG", SigningAlgorithm::Es256, &algorithms),
            access_token_life: Seconds(settings.number("ACCESS_TOKEN_SECONDS", 60..=86_400, 600)),
            resources: resources::read(settings, &issuer, &policy.scopes).into(),
            brand: brand::read(settings),
            certificate_source,
            authorities: authorities.into(),
            issuer,
            alias,
            former_issuers,
            keys,
            pairwise_salt,
            clients: clients.into(),
            client_documents,
            sign_in,
            identity_providers: identity_providers.into(),
            // A guard of its own: clients that name the same addresses get no exemption.
            issuer_guard: Guard { trusted, ..policy.guard.clone() },
            attesters: attesters.into(),
            data: match policy.policies {
                PolicySource::Database => Err(Fault::Broken("the data of operators was not asked for".to_owned())),
                PolicySource::Off => Ok(OperatorData::default().into()),
            },
            hook,
            webhook,
            token_issuers: token_issuers.into(),
            statement_issuers: statement_issuers.into(),
            access_token_uses: u32::try_from(uses).unwrap_or(1),
            approval,
            verified_domains: settings.choice("VERIFIED_DOMAINS", &choices::VERIFIED_DOMAINS),
            audit: audit::read(settings),
            metrics: metrics::read(settings),
            body_limit: ByteCount(usize::try_from(body_limit).unwrap_or(usize::MAX)),
            policy,
            signed_metadata,
            deleted_client_retention: Seconds::of_days(retention),
            discovery_max_age: Seconds(settings.number("DISCOVERY_MAX_AGE_SECONDS", 0..=86_400, 300)),
        })
    }
}

#[cfg(test)]
mod tests;
