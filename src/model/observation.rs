//! The facts of a request that are counted. None of them is secret or about a person.

use crate::client_metadata::{AbsoluteUri, ClientMetadata, List, RedirectUri, Text, neutral};
use crate::http::Given;
use crate::log_line::LogLine;
use crate::model::{Metric, MetricNames, Metrics, OTHER};
use crate::sealed_client;

/// The thing that a request asks for. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Something else: only its refusals are counted.
    Other,
    /// A registration, or an explanation of one.
    Registration,
    /// An access token.
    Token,
}

/// The outcome of a request. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The registration was tried without registering.
    Explained,
    /// The server failed.
    Failed,
    /// The client got a token.
    Issued,
    /// The request was refused.
    Refused,
    /// The client is registered.
    Registered,
}

impl Outcome {
    /// Returns the word in keys.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Explained => "explained",
            Self::Failed => "failed",
            Self::Issued => "issued",
            Self::Refused => "refused",
            Self::Registered => "registered",
        }
    }
}

/// The facts of a request that are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The name of the endpoint.
    pub route: &'static str,
    /// The thing that the request asks for.
    pub subject: Subject,
    /// The outcome.
    pub outcome: Outcome,
    /// The kind of the registrant, or the grant; empty for none.
    pub kind: &'static str,
    /// The error code; empty for none.
    pub code: String,
    /// The member that is wrong; empty for none.
    pub member: String,
    /// The hosts of the redirection URIs of the client.
    pub hosts: Vec<String>,
    /// The name of the software.
    pub software: Option<String>,
    /// The identifier of the client, if it is sealed and may be in the sample.
    pub sealed_client: Option<String>,
}

impl Observation {
    /// Reads the facts from the log line of a request, and from the facts about what the response gives.
    ///
    /// `None` if nothing is counted: the request succeeded, and asked for something else.
    #[must_use]
    pub fn of(subject: Subject, line: &LogLine, given: Option<Box<Given>>) -> Option<Self> {
        let outcome = match (&line.fault, &line.code, subject, &given) {
            (Some(_), ..) => Outcome::Failed,
            (None, Some(_), ..) => Outcome::Refused,
            (None, None, Subject::Other, _) => return None,
            (None, None, Subject::Registration, None) => Outcome::Explained,
            (None, None, Subject::Registration, Some(_)) => Outcome::Registered,
            (None, None, Subject::Token, _) => Outcome::Issued,
        };
        // The log shows names that are known here, and no others.
        let member = line.pointer.as_deref().unwrap_or_default().trim_start_matches('/');
        let member = member.split(['/', '#']).next().unwrap_or_default().to_owned();
        let code = neutral(line.code.as_deref().unwrap_or_default(), LONGEST_KEY);
        let Given { kind, hosts, software, is_sampled } = given.map_or_else(|| *Given::of_kind(""), |given| *given);
        let is_sealed = |id: &String| is_sampled && id.starts_with(sealed_client::TAG);
        let sealed_client = line.client_id.clone().filter(is_sealed);
        Some(Self { route: line.route, subject, outcome, kind, code, member, hosts, software, sealed_client })
    }

    /// Returns the dimensions of the data point of the request: the endpoint, the outcome, the kind, the code, the member,
    /// the first host and the software. Each is empty for none.
    #[must_use]
    pub fn dimensions(&self) -> [&str; 7] {
        let host = self.hosts.first().map(String::as_str).unwrap_or_default();
        let software = self.software.as_deref().unwrap_or_default();
        [self.route, self.outcome.word(), self.kind, &self.code, &self.member, host, software]
    }

    /// Calls `count` with each key that the request counts for.
    pub fn keys(&self, count: &mut dyn FnMut(Metric, &str)) {
        match self.subject {
            Subject::Other => {}
            Subject::Registration => count(Metric::Registration, self.outcome.word()),
            Subject::Token => count(Metric::Token, &[self.kind, self.outcome.word()].join(" ")),
        }
        if self.outcome == Outcome::Registered {
            count(Metric::Registrant, self.kind);
            for host in &self.hosts {
                count(Metric::RedirectHost, host);
            }
            if let Some(software) = &self.software {
                count(Metric::Software, software);
            }
            if let Some(id) = &self.sealed_client {
                count(Metric::SealedClient, id);
            }
        }
        if !self.code.is_empty() {
            count(Metric::Refusal, [&*self.code, &*self.member].join(" ").trim_end());
        }
    }
}

/// The most characters of a key that others choose.
const LONGEST_KEY: usize = 40;

/// The most characters of a host. A longer one has no key of its own, since its end says whose it is.
const LONGEST_HOST: usize = 100;

/// Returns the facts about a client: its kind, and the names of its software and its hosts as far as they are counted.
#[must_use]
pub fn facts_of(kind: &'static str, metadata: &ClientMetadata, metrics: &Metrics) -> Box<Given> {
    let mut given = Given::of_kind(kind);
    if !metrics.are_on() || metrics.names == MetricNames::Omitted {
        return given;
    }
    given.is_sampled = true;
    for RedirectUri(uri) in metadata.redirect_uris.iter().flat_map(List::as_slice) {
        let host = host_of(uri);
        if !given.hosts.contains(&host) {
            given.hosts.push(host);
        }
    }
    let name = metadata.client_name.values().next().map(|(_, name)| name.as_str());
    let name = name.or_else(|| metadata.software_id.as_ref().map(Text::as_str));
    given.software = name.map(|name| neutral(name, LONGEST_KEY));
    given
}

/// Returns the key of the host of a redirection URI. With a scheme of its own, the scheme says whose the URI is.
fn host_of(uri: &AbsoluteUri) -> String {
    let key = match uri.host() {
        _ if !matches!(uri.scheme(), "http" | "https") => [uri.scheme(), ":"].concat(),
        Some(host) if host.is_loopback() => "loopback".to_owned(),
        Some(host) => host.to_string().to_ascii_lowercase(),
        // An http or https URI has a host.
        None => OTHER.to_owned(),
    };
    if key.len() > LONGEST_HOST { OTHER.to_owned() } else { key }
}
