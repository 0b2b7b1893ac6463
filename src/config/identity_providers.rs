//! The settings `IDENTITY_PROVIDERS` and `IDENTITY_PROVIDER_SECRETS`: servers where users sign in.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, Keyword, Scope, TokenEndpointAuthMethod};
use crate::config::settings::{Settings, texts};
use crate::model::{Allow, EMAIL_DOMAIN, IdentityProvider, Issuer, OAuthProvider, Protocol, ProviderSecret, Rule};
use crate::policy::Policy;

const PROVIDERS: &str = "IDENTITY_PROVIDERS";
const SECRETS: &str = "IDENTITY_PROVIDER_SECRETS";

/// The members of an entry, in alphabetical order.
const MEMBERS: [&str; 10] = [
    "allow",
    "authorization_endpoint",
    "claims",
    "client_id",
    "issuer",
    "label",
    "scope",
    "token_endpoint",
    "token_endpoint_auth_method",
    "userinfo_endpoint",
];

/// The members of a provider without OpenID Connect.
const OF_OAUTH: [&str; 4] = ["authorization_endpoint", "claims", "token_endpoint", "userinfo_endpoint"];

/// The scope of an OpenID Provider, unless the operator sets another.
const DEFAULT_SCOPE: &str = "openid profile email";

/// The ways in which this server can authenticate at a provider.
const METHODS: [TokenEndpointAuthMethod; 3] = [
    TokenEndpointAuthMethod::ClientSecretBasic,
    TokenEndpointAuthMethod::ClientSecretPost,
    TokenEndpointAuthMethod::None,
];

/// The longest name of a provider, in bytes.
const LONGEST_NAME: usize = 32;

/// The longest text of a member, in bytes.
const LONGEST_MEMBER: usize = 512;

/// Reads a table by name, and the secrets of its entries. No message has a secret in it.
pub fn read(settings: &Settings<'_>, issuer: &Issuer, policy: &Policy) -> Vec<IdentityProvider> {
    let mut providers: Vec<IdentityProvider> = Vec::new();
    settings.entries(PROVIDERS, &mut |name, entry| {
        let provider = one(&name, &entry, issuer)?;
        if let Some(other) = providers.iter().find(|other| other.issuer() == provider.issuer()) {
            // Users are known by issuer and subject: two rules for one user would contradict each other.
            return Err(format!("not have {} and {name} for the same issuer", other.name));
        }
        providers.push(provider);
        Ok(())
    });
    let secrets = settings.text(SECRETS);
    if !(providers.is_empty() && secrets.is_empty())
        && let Err(must) = add_secrets(&mut providers, &secrets)
    {
        settings.refuse(SECRETS, format_args!("{must}"));
    }
    if policy.has_own_sign_in() { providers } else { Vec::new() }
}

/// Reads entries of a name, a colon and a secret.
#[inline(never)]
fn add_secrets(providers: &mut [IdentityProvider], entries: &str) -> Result<(), String> {
    for entry in entries.split_whitespace() {
        let read = entry.split_once(':').and_then(|(name, secret)| Some((name, ProviderSecret::parse(secret)?)));
        let must = || "have entries of the form name:secret, separated by spaces".to_owned();
        let (name, secret) = read.ok_or_else(must)?;
        match providers.iter_mut().find(|provider| provider.name == name) {
            Some(provider) if provider.secret.is_none() => provider.secret = Some(secret),
            Some(_) => return Err(format!("have one secret of {name}")),
            // A long text may be a secret in the wrong place.
            None => {
                let known = name.len() <= LONGEST_NAME;
                let about = if known { format!("; {name} is not one") } else { String::new() };
                return Err(format!("have secrets only of entries in {PROVIDERS}{about}"));
            }
        }
    }
    providers.iter().try_for_each(check_secret)
}

/// Checks that a provider has a secret where it needs one.
fn check_secret(provider: &IdentityProvider) -> Result<(), String> {
    let is_public = provider.method == Some(TokenEndpointAuthMethod::None);
    let must = match (&provider.client_id, &provider.secret) {
        (Some(_), None) if !is_public => "have the client secret of",
        (Some(_), Some(_)) if is_public => "have no secret, since its token_endpoint_auth_method is none, of",
        _ => return Ok(()),
    };
    Err(format!("{must} {}", provider.name))
}

fn one(name: &str, entry: &Value, issuer: &Issuer) -> Result<IdentityProvider, String> {
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(1..=LONGEST_NAME).contains(&name.len()) || !name.bytes().all(is_name) {
        return Err("have names of 1 to 32 lower-case letters, digits and hyphens".to_owned());
    }
    let Value::Object(members) = entry else { return Err(format!("have a table as {name}")) };
    if let Some(unknown) = members.keys().find(|member| !MEMBERS.contains(&&***member)) {
        return Err(format!("not have the member {unknown} in {name}"));
    }
    let entry = Entry { name, members, issuer };
    let protocol = entry.protocol()?;
    let client_id = entry.text("client_id")?;
    if client_id.is_none() && matches!(protocol, Protocol::OAuth(_)) {
        return Err(format!("have a client_id in {name}: only an OpenID Provider can be asked for one"));
    }
    Ok(IdentityProvider {
        name: name.to_owned(),
        label: entry.text("label")?.unwrap_or_else(|| name.to_owned()),
        client_id,
        secret: None,
        method: entry.method(&protocol)?,
        scope: entry.scope(&protocol)?,
        allow: entry.allow()?,
        asserts: false,
        protocol,
    })
}

/// An entry that is being read.
struct Entry<'a> {
    name: &'a str,
    members: &'a Map<String, Value>,
    issuer: &'a Issuer,
}

impl Entry<'_> {
    fn must(&self, have: &str, member: &str) -> String {
        format!("have {have} as the {member} of {}", self.name)
    }

    fn text(&self, member: &str) -> Result<Option<String>, String> {
        let Some(value) = self.members.get(member) else { return Ok(None) };
        let is_good = |text: &&str| (1..=LONGEST_MEMBER).contains(&text.len()) && !text.chars().any(char::is_control);
        let text = value.as_str().filter(is_good).map(str::to_owned);
        text.map(Some).ok_or_else(|| self.must("a text of 1 to 512 characters", member))
    }

    fn address(&self, member: &str) -> Result<AbsoluteUri, String> {
        let address = self.text(member)?.filter(|address| self.issuer.may_have(address));
        let address = address.and_then(|address| AbsoluteUri::parse(&address).ok());
        address.ok_or_else(|| self.must("an https URL", member))
    }

    fn protocol(&self) -> Result<Protocol, String> {
        if !self.members.contains_key("issuer") {
            if !OF_OAUTH.iter().any(|member| self.members.contains_key(*member)) {
                return Err(self.must("the https URL of an OpenID Provider", "issuer"));
            }
            return Ok(Protocol::OAuth(Box::new(OAuthProvider {
                authorization_endpoint: self.address("authorization_endpoint")?,
                token_endpoint: self.address("token_endpoint")?,
                userinfo_endpoint: self.address("userinfo_endpoint")?,
                claims: self.claims()?,
            })));
        }
        if let Some(needless) = OF_OAUTH.iter().find(|member| self.members.contains_key(**member)) {
            return Err(format!("not have both issuer and {needless} in {}", self.name));
        }
        let address = self.address("issuer")?;
        // OpenID Connect Discovery section 3: an issuer has neither a query nor a fragment.
        if address.as_str().contains('?') {
            return Err(self.must("an https URL without a query", "issuer"));
        }
        if address == *self.issuer.uri() {
            return Err(self.must("another server than this one", "issuer"));
        }
        Ok(Protocol::OpenId(address))
    }

    /// Reads the places of claims. Without `sub` no user is known.
    fn claims(&self) -> Result<Vec<(String, String)>, String> {
        let must = || self.must("a table of claims, with sub, and their places in the user-info response,", "claims");
        let table = self.members.get("claims").and_then(Value::as_object).ok_or_else(must)?;
        let place = |(claim, place): (&String, &Value)| Some((claim.clone(), place.as_str()?.to_owned()));
        let claims: Option<Vec<_>> = table.iter().map(place).collect();
        claims.filter(|claims| claims.iter().any(|(claim, _)| claim == "sub")).ok_or_else(must)
    }

    /// Reads the method. GitHub and most others without OpenID Connect read the secret in the body.
    fn method(&self, protocol: &Protocol) -> Result<Option<TokenEndpointAuthMethod>, String> {
        const MEMBER: &str = "token_endpoint_auth_method";
        let is_oauth = matches!(protocol, Protocol::OAuth(_));
        let Some(name) = self.text(MEMBER)? else {
            return Ok(is_oauth.then_some(TokenEndpointAuthMethod::ClientSecretPost));
        };
        let method = METHODS.into_iter().find(|method| method.name() == name);
        let must = || self.must("client_secret_basic, client_secret_post or none", MEMBER);
        method.map(Some).ok_or_else(must)
    }

    fn scope(&self, protocol: &Protocol) -> Result<String, String> {
        let is_oauth = matches!(protocol, Protocol::OAuth(_));
        let default = if is_oauth { String::new() } else { DEFAULT_SCOPE.to_owned() };
        let scope = self.text("scope")?.unwrap_or(default);
        let are_values = scope.is_empty() || scope.split(' ').all(Scope::is_value);
        if !are_values || (!is_oauth && !scope.split(' ').any(|value| value == "openid")) {
            return Err(self.must("scope values, with openid for an OpenID Provider,", "scope"));
        }
        Ok(scope)
    }

    /// Reads the rule: a table, or a list of tables. There is no default, since some providers have all the world as
    /// their users.
    fn allow(&self) -> Result<Allow, String> {
        let everybody = "\"everybody\"";
        let must = || self.must(&format!("a table of claims and their permitted values, or {everybody},"), "allow");
        let rule = |value: &Value| {
            let table = value.as_object().filter(|table| !table.is_empty())?;
            let condition = |(claim, values): (&String, &Value)| {
                Some((claim.clone(), texts(values).filter(|texts| !texts.is_empty())?))
            };
            table.iter().map(condition).collect::<Option<Vec<_>>>().map(Rule)
        };
        let rules = match self.members.get("allow") {
            Some(Value::String(word)) if word == "everybody" => return Ok(Allow::Everybody),
            Some(Value::Array(rules)) if !rules.is_empty() => rules.iter().map(rule).collect::<Option<Vec<_>>>(),
            Some(table) => rule(table).map(|rule| vec![rule]),
            None => None,
        };
        let rules = rules.ok_or_else(must)?;
        let domains = rules.iter().flat_map(|Rule(it)| it).filter(|(claim, _)| claim == EMAIL_DOMAIN);
        if domains.into_iter().any(|(_, domains)| domains.iter().any(|domain| domain.contains('@'))) {
            return Err(self.must("domains without @", "email_domain in allow"));
        }
        Ok(Allow::Those(rules))
    }
}
