//! The setting `STATEMENT_ISSUERS`: trusted issuers of software statements, and the claims that they must send.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, ClientMetadata, Jwks, Keyword, SOFTWARE_ID, Scope, SigningAlgorithm};
use crate::config::certificate_rules::subject_rules;
use crate::config::settings::{Settings, texts};
use crate::jose::kind_of;
use crate::model::{Instances, Issuer, Keys, RoleScopes, StatementIssuer, Updates, Uses};
use crate::policy::{Profile, SubjectRules};
use crate::unit::Seconds;

const SETTING: &str = "STATEMENT_ISSUERS";

/// Reads a table by `iss`.
pub fn read(settings: &Settings<'_>, issuer: &Issuer) -> Vec<StatementIssuer> {
    let mut issuers = Vec::new();
    settings.entries(SETTING, &mut |name, entry| {
        // An entry that is no object is refused as one without keys is.
        let nothing = Map::new();
        let members = entry.as_object().unwrap_or(&nothing);
        issuers.push(StatementIssuer::read(name, members, settings.profile(), issuer)?);
        Ok(())
    });
    issuers
}

impl StatementIssuer {
    /// The names of the members of an entry, in alphabetical order.
    pub const MEMBERS: [&str; 22] = [
        "algorithms",
        "approved",
        "audience",
        "certificate",
        "claims",
        "ignored",
        "jwks",
        "jwks_uri",
        "locked",
        "maximum_age_seconds",
        "narrowed",
        "refused",
        "requested",
        "required",
        "required_in_updates",
        "returned",
        "roles",
        "self_asserted",
        "single_use",
        "templates",
        "typ",
        "unique",
    ];

    /// Reads the entry of an issuer, with the rules of a profile; `Err` says what the entry must do.
    pub fn read(
        name: String,
        entry: &Map<String, Value>,
        profile: Option<&Profile>,
        issuer: &Issuer,
    ) -> Result<Self, String> {
        if let Some(unknown) = entry.keys().find(|member| !Self::MEMBERS.contains(&&***member)) {
            return Err(format!("not have the member {unknown} in {name}"));
        }
        let with_profile = match profile {
            Some(profile) => profile.entry_of_issuer(entry).map_err(|must| format!("{must}; look at {name}"))?,
            None => entry.clone(),
        };
        let entry = Entry { name: &name, members: &with_profile };
        let kinds = entry.texts("typ")?;
        if kinds.as_ref().is_some_and(Vec::is_empty) {
            return Err(entry.must("one or more texts", "typ"));
        }
        let age = |age: &Value| age.as_u64().filter(|age| (1..=LONGEST_AGE).contains(age)).map(Seconds);
        let maximum_age = match entry.members.get("maximum_age_seconds") {
            Some(value) => {
                let must = || entry.must("a whole number from 1 to 31622400", "maximum_age_seconds");
                Some(age(value).ok_or_else(must)?)
            }
            None => None,
        };
        let read = Self {
            keys: entry.keys(issuer)?,
            kinds: kinds.unwrap_or_default().iter().map(|kind| kind_of(kind)).collect(),
            audience: entry.texts("audience")?.unwrap_or_default(),
            certificate: entry.certificate()?,
            maximum_age,
            required: entry.texts("required")?.unwrap_or_default(),
            approved: entry.approved()?,
            claims: entry.claims()?,
            ignored: entry.texts("ignored")?.unwrap_or_default(),
            refused: entry.members("refused")?.unwrap_or_default(),
            requested: entry.members("requested")?.unwrap_or_default(),
            roles: entry.roles()?,
            locked: entry.members("locked")?,
            narrowed: entry.members("narrowed")?.unwrap_or_default(),
            returned: entry.texts("returned")?,
            self_asserted: entry.members("self_asserted")?,
            templates: entry.texts("templates")?.unwrap_or_default(),
            uses: if entry.is("single_use")? { Uses::Once } else { Uses::Many },
            instances: if entry.is("unique")? { Instances::One } else { Instances::Many },
            updates: if entry.is("required_in_updates")? { Updates::WithStatement } else { Updates::Free },
            algorithms: entry.algorithms()?,
            name,
        };
        read.check_ignored()?;
        read.check_refused()?;
        Ok(read)
    }

    /// Checks that no important claim is ignored: a check or a locked member would be missing.
    fn check_ignored(&self) -> Result<(), String> {
        let lists = [self.locked.as_ref(), Some(&self.narrowed)];
        let is_bound =
            |claim: &&String| **claim == SOFTWARE_ID || lists.iter().flatten().any(|list| list.contains(claim));
        let is_used = |claim: &&String| {
            RESERVED_CLAIMS.contains(&&***claim)
                || self.required.contains(claim)
                || self.returned.as_ref().is_some_and(|names| names.contains(claim))
                || self.certificate.reads(claim)
                || self.approved.iter().any(|(name, _)| name == *claim)
                || (is_bound(claim) && !self.claims.iter().any(|(_, member)| member == *claim))
                || self.roles.as_ref().is_some_and(|roles| roles.claim == **claim)
                || self.claims.iter().any(|(name, _)| name == *claim)
        };
        match self.ignored.iter().find(is_used) {
            None => Ok(()),
            Some(claim) => Err(format!("not have {claim} among the ignored of {}: it is read", self.name)),
        }
    }

    fn check_refused(&self) -> Result<(), String> {
        let is_permitted = |member: &&String| {
            self.narrowed.contains(member) || self.self_asserted.as_ref().is_some_and(|names| names.contains(member))
        };
        match self.refused.iter().find(is_permitted) {
            None => Ok(()),
            Some(member) => Err(format!("not have {member} among the refused of {}: a client may say it", self.name)),
        }
    }
}

/// Claims that every statement is read by. RFC 7519 section 4.1.
pub const RESERVED_CLAIMS: [&str; 6] = ["aud", "exp", "iat", "iss", "jti", "nbf"];

/// A year and a day.
const LONGEST_AGE: u64 = 366 * 86_400;

/// An entry that is being read.
struct Entry<'a> {
    name: &'a str,
    members: &'a Map<String, Value>,
}

impl Entry<'_> {
    fn must(&self, have: &str, member: &str) -> String {
        format!("have {have} as the {member} of {}", self.name)
    }

    fn algorithms(&self) -> Result<Vec<SigningAlgorithm>, String> {
        let usable = || SigningAlgorithm::ALL.iter().filter(|algorithm| !algorithm.is_symmetric());
        let Some(names) = self.texts("algorithms")? else { return Ok(usable().cloned().collect()) };
        let read = names.iter().map(|name| usable().find(|algorithm| algorithm.name() == name).cloned());
        let read: Option<Vec<_>> = read.collect();
        let must = || self.must("signature algorithms of key pairs", "algorithms");
        read.filter(|algorithms| !algorithms.is_empty()).ok_or_else(must)
    }

    fn texts(&self, member: &str) -> Result<Option<Vec<String>>, String> {
        match self.members.get(member) {
            None => Ok(None),
            Some(value) => texts(value).map(Some).ok_or_else(|| self.must("a list of texts", member)),
        }
    }

    /// Reads names of members. An unknown name would have no effect.
    fn members(&self, member: &str) -> Result<Option<Vec<String>>, String> {
        let names = self.texts(member)?;
        if names.iter().flatten().all(|name| ClientMetadata::NAMES.contains(&&**name)) {
            Ok(names)
        } else {
            Err(self.must("names of members", member))
        }
    }

    fn claims(&self) -> Result<Vec<(String, String)>, String> {
        let mut claims: Vec<(String, String)> = Vec::new();
        for (claim, member) in self.table("claims")? {
            let member = member.as_str().filter(|name| ClientMetadata::NAMES.contains(name));
            match member.filter(|name| !claims.iter().any(|(_, other)| other == name)) {
                Some(member) => claims.push((claim.clone(), member.to_owned())),
                None => return Err(self.must("names of members, none twice,", "claims")),
            }
        }
        Ok(claims)
    }

    /// Reads the values of claims that approve a statement. The default is the status that directories give an
    /// organisation in good standing.
    fn approved(&self) -> Result<Vec<(String, Vec<String>)>, String> {
        let mut approved = vec![("org_status".to_owned(), vec!["Active".to_owned()])];
        for (claim, values) in self.table("approved")? {
            let values = texts(values).ok_or_else(|| self.must("lists of values", "approved"))?;
            approved.retain(|(other, _)| other != claim);
            approved.push((claim.clone(), values));
        }
        Ok(approved)
    }

    fn certificate(&self) -> Result<SubjectRules, String> {
        match self.members.get("certificate").map(subject_rules) {
            None => Ok(SubjectRules::default()),
            Some(Ok(rules)) => Ok(rules),
            Some(Err(must)) => Err(format!("{must}; look at the certificate of {}", self.name)),
        }
    }

    fn table(&self, member: &str) -> Result<Vec<(&String, &Value)>, String> {
        match self.members.get(member) {
            None => Ok(Vec::new()),
            Some(Value::Object(table)) => Ok(table.iter().collect()),
            Some(_) => Err(self.must("a table", member)),
        }
    }

    /// Reads a table with one claim, and below it the scope values of each role.
    fn roles(&self) -> Result<Option<RoleScopes>, String> {
        let must = || self.must("one claim with a table of scope values by role", "roles");
        let (claim, table) = match &*self.table("roles")? {
            [] => return Ok(None),
            [(claim, Value::Object(table))] => (*claim, table),
            _ => return Err(must()),
        };
        let values = |scope: &Value| -> Option<Vec<String>> {
            let values: Vec<&str> = scope.as_str()?.split(' ').collect();
            values.iter().all(|value| Scope::is_value(value)).then(|| values.into_iter().map(str::to_owned).collect())
        };
        let scopes: Option<Vec<_>> =
            table.iter().map(|(role, scope)| values(scope).map(|values| (role.clone(), values))).collect();
        let scopes = scopes.filter(|scopes| !scopes.is_empty()).ok_or_else(must)?;
        Ok(Some(RoleScopes { claim: claim.clone(), scopes }))
    }

    fn is(&self, member: &str) -> Result<bool, String> {
        match self.members.get(member) {
            None => Ok(false),
            Some(value) => value.as_bool().ok_or_else(|| self.must("true or false", member)),
        }
    }

    fn keys(&self, issuer: &Issuer) -> Result<Keys, String> {
        match (self.members.get("jwks"), self.members.get("jwks_uri")) {
            (Some(jwks), None) => Jwks::of(jwks).map(Keys::Here).ok_or_else(|| self.must("a valid JWK Set", "jwks")),
            (None, Some(address)) => {
                let address = address.as_str().filter(|address| issuer.may_have(address));
                let address = address.and_then(|address| AbsoluteUri::parse(address).ok());
                address.map(Keys::At).ok_or_else(|| self.must("an https URL", "jwks_uri"))
            }
            _ => Err(format!("have either jwks or jwks_uri in {}", self.name)),
        }
    }
}
