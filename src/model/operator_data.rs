//! The data that operators steer without a deployment: policies, issuers of software statements, and templates.

use std::rc::Rc;

use serde_json::{Map, Value};

use crate::error::{Fault, Invalid};
use crate::model::Config;
use crate::policy::{Collection, KINDS, PolicyVersion, RegistrantPolicy, Template};
use crate::unit::{Seconds, Timestamp};

/// The versions to read: the newest of each kind first.
#[derive(Clone, Copy, Debug, Default)]
pub struct PolicyQuery<'a> {
    /// The collection; `None` for the versions of all collections that are active or tried, and no others.
    pub collection: Option<Collection>,
    /// The kind; `None` for all.
    pub kind: Option<&'a str>,
    /// The number of the version; `None` for all.
    pub version: Option<u32>,
    /// The kind and the number after which the page begins.
    pub after: Option<(&'a str, u32)>,
    /// The greatest number of versions.
    pub limit: u32,
}

/// The configuration with the data in force, as an isolate remembers it.
#[derive(Clone, Debug)]
pub struct HeldData {
    /// When the data was read.
    pub read_at: Timestamp,
    /// The configuration.
    pub config: Rc<Config>,
}

/// How long an isolate uses the data that it has read: a change holds everywhere after this time, also if the store fails.
pub const DATA_HELD: Seconds = Seconds(30);

/// The data in force. The templates are among those of the policy.
#[derive(Clone, Debug, Default)]
pub struct OperatorData {
    /// The policies that are active or tried.
    pub policies: Vec<RegistrantPolicy>,
    /// The entries of trusted issuers of software statements, by their `iss`. They are read when a statement comes.
    pub statement_issuers: Vec<(String, Map<String, Value>)>,
    /// The names of the templates.
    pub templates: Vec<String>,
}

impl OperatorData {
    /// Returns the policy for a kind of registrant that is in a state.
    #[must_use]
    pub fn policy(&self, kind: &str, state: &str) -> Option<&RegistrantPolicy> {
        self.policies.iter().find(|policy| policy.version.kind() == kind && policy.version.state() == state)
    }
}

impl Config {
    /// Returns the data in force. `Err` if the settings permit data and it was not read: nothing may be decided without it.
    pub fn data(&self) -> Result<&OperatorData, Fault> {
        self.data.as_deref().map_err(Clone::clone)
    }

    /// Returns true if the settings have a template of this name. It comes before one of the data.
    #[must_use]
    pub fn sets_template(&self, name: &str) -> bool {
        let is_data = self.data.as_ref().is_ok_and(|data| data.templates.iter().any(|known| known == name));
        !is_data && self.policy.template(name).is_some()
    }

    /// Adds versions that are in force, and returns the data. Where the settings have an entry of the same name, the version has no
    /// effect.
    ///
    /// `Err` is for a policy that cannot be read.
    pub fn add(&mut self, versions: Vec<PolicyVersion>) -> Result<OperatorData, Fault> {
        let mut data = OperatorData::default();
        let of_settings = self.policy.templates.len();
        for mut version in versions {
            let (collection, name) = Collection::of(version.kind());
            let name = name.to_owned();
            match collection {
                // A collection of a later version, which was in use before.
                Collection::Policies if !KINDS.contains(&version.kind()) => {}
                Collection::Policies => {
                    let broken = |it: Invalid| Fault::Broken(format!("a policy: {}", it.description()));
                    data.policies.push(RegistrantPolicy::read(version).map_err(broken)?);
                }
                // An issuer of this name would let operators of data sign in the name of this server.
                Collection::StatementIssuers if self.is_own(&name) => {}
                Collection::StatementIssuers => data.statement_issuers.push((name, version.take_document())),
                Collection::Templates => {
                    if !self.policy.templates.iter().take(of_settings).any(|own| own.name() == name) {
                        self.policy.templates.push(Template::new(name.clone(), version.take_document()));
                        data.templates.push(name);
                    }
                }
            }
        }
        Ok(data)
    }
}
