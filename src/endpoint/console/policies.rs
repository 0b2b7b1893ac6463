//! The data that operators steer in the console: policies, issuers of software statements, and templates.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::endpoint::console::in_process::{Answer, Asked, Desk, Exchange, Next};
use crate::endpoint::console::{Place, done, done_in};
use crate::error::{Error, Refusal};
use crate::http::{Form, Method};
use crate::json;
use crate::pages::{self, ConsoleDone, PoliciesPage, PolicyPage};
use crate::policy::{Collection, KINDS, PolicySource, PolicyVersion};

/// The page of a collection, or of a version in it.
pub struct Policies<'a> {
    place: Place,
    collection: Collection,
    desk: &'a Desk<'a>,
    version: PolicyVersion,
    waiting: Waiting,
}

/// The request that waits for its answer. In alphabetical order.
#[derive(Clone, Copy)]
enum Waiting {
    /// A step with the version, and its outcome; `None` for the comparison with clients.
    Act(Option<ConsoleDone>),
    /// A new version.
    Draft,
    /// The list.
    List,
    /// The version.
    Read,
    /// The new text of the draft, before a step with it.
    Save(&'static str, Option<ConsoleDone>),
}

impl Exchange for Policies<'_> {
    fn next(&mut self, answer: Option<Answer>) -> Result<Next, Error> {
        let answer = match (answer, self.waiting) {
            (None, _) => return Ok(self.begin()),
            (Some(Ok(answer)), _) => answer,
            (Some(Err(refusal)), Waiting::List | Waiting::Read) => return Err(refusal.into()),
            (Some(Err(refusal)), _) => return Ok(self.refused(&refusal)),
        };
        match self.waiting {
            Waiting::List => return Ok(self.list(Some(&answer), None)),
            Waiting::Act(None) => return Ok(self.page(None, Some(&answer))),
            Waiting::Act(Some(outcome)) => return Ok(self.done(outcome)),
            Waiting::Draft | Waiting::Read | Waiting::Save(..) => self.version = PolicyVersion(answer),
        }
        match (self.waiting, self.desk.form) {
            (Waiting::Save(action, outcome), _) => Ok(self.act(action, outcome)),
            (Waiting::Read, None) => Ok(self.page(None, None)),
            (Waiting::Read, Some(form)) => Ok(self.step(form)),
            _ => Ok(self.done(ConsoleDone::Saved)),
        }
    }
}

impl<'a> Policies<'a> {
    /// Makes the exchange for a page, which its form changes.
    pub fn new(place: Place, desk: &'a Desk<'a>) -> Self {
        let named = match desk.form {
            Some(form) => form.value("of").map(str::to_owned),
            None => desk.request.parameter("of"),
        };
        let collection = match place {
            Place::Issuers => Collection::StatementIssuers,
            Place::Templates => Collection::Templates,
            Place::Policy => Collection::at(&named.unwrap_or_default()).unwrap_or(Collection::Policies),
            _ => Collection::Policies,
        };
        Self { place, collection, desk, version: PolicyVersion(Map::new()), waiting: Waiting::Read }
    }

    fn begin(&mut self) -> Next {
        if self.place == Place::Policy {
            let path = format!("{}/{}", self.entry(), self.part("version"));
            return self.ask(Waiting::Read, Asked::of(Method::Get, path));
        }
        if self.desk.look.config.policy.policies == PolicySource::Off {
            return self.list(None, None);
        }
        if let Some(form) = self.desk.form {
            return if form.value("action") == Some("draft") { self.draft() } else { self.desk.unknown() };
        }
        let asked = Asked::of(Method::Get, self.entry().trim_end_matches('/').to_owned());
        self.ask(Waiting::List, Asked { query: self.desk.after(), ..asked })
    }

    /// Takes the step of the form with the version that was read.
    fn step(&mut self, form: &Form) -> Next {
        let (action, outcome) = match form.value("action").unwrap_or_default() {
            "activate" => ("activate", Some(ConsoleDone::Activated)),
            "draft" => return self.draft(),
            "preview" => ("preview", None),
            "replay" => ("replay", None),
            "retire" => ("retire", Some(ConsoleDone::Retired)),
            "save" => ("", Some(ConsoleDone::Saved)),
            "shadow" => ("shadow", Some(ConsoleDone::Shadowed)),
            _ if form.value("after").is_some() => ("replay", None),
            _ => return self.desk.unknown(),
        };
        if form.value("revision") != Some(&*self.version.revision().to_string()) {
            return self.refused(&Refusal::PreconditionFailed(self.collection.noun()));
        }
        let stored = self.version.0.get("document").and_then(Value::as_object);
        let is_kept = self.version.state() != PolicyVersion::DRAFT
            || action == "retire"
            || json::read_object(self.text().as_bytes()).ok().as_ref() == stored;
        if is_kept {
            return self.act(action, outcome);
        }
        // The step is about the text that the operator sees.
        let (document, tag) = (self.text().to_owned(), Some(self.version.tag()));
        let asked = Asked::of(Method::Put, self.path());
        self.ask(Waiting::Save(action, outcome), Asked { document, tag, ..asked })
    }

    fn act(&mut self, action: &str, outcome: Option<ConsoleDone>) -> Next {
        if action.is_empty() {
            return self.done(ConsoleDone::Saved);
        }
        let asked = Asked::of(Method::Post, format!("{}/{action}", self.path()));
        let tag = Some(self.version.tag());
        let registrant = self.desk.form.filter(|_| action == "preview").and_then(|form| form.value("registrant"));
        let query = match registrant {
            Some(kind) => form_urlencoded::Serializer::new(String::new()).append_pair("registrant", kind).finish(),
            None => self.desk.after(),
        };
        self.ask(Waiting::Act(outcome), Asked { query, tag, ..asked })
    }

    fn draft(&mut self) -> Next {
        let asked = Asked::of(Method::Post, self.entry());
        let document = self.text().to_owned();
        self.ask(Waiting::Draft, Asked { document, ..asked })
    }

    fn ask(&mut self, waiting: Waiting, asked: Asked) -> Next {
        self.waiting = waiting;
        Next::Ask(asked)
    }

    fn parameter(&self, name: &str) -> String {
        let value = match self.desk.form {
            Some(form) => form.value(name).map(str::to_owned),
            None => self.desk.request.parameter(name),
        };
        value.unwrap_or_default()
    }

    /// Returns a parameter as one part of a path: a slash in it could otherwise name an action.
    fn part(&self, name: &str) -> String {
        utf8_percent_encode(&self.parameter(name), NON_ALPHANUMERIC).to_string()
    }

    /// Returns the path of the entry that the request names.
    fn entry(&self) -> String {
        format!("{}/{}", self.collection.path(), self.part("kind"))
    }

    /// Returns the path of the version.
    fn path(&self) -> String {
        format!("{}/{}", self.entry(), self.version.number())
    }

    /// Returns the text of the form.
    fn text(&self) -> &str {
        self.desk.form.and_then(|form| form.value("document")).unwrap_or_default()
    }

    fn refused(&self, refusal: &Refusal) -> Next {
        let problem = refusal.description();
        match self.place {
            Place::Policy => self.page(Some(&problem), None),
            _ => self.list(None, Some(&problem)),
        }
    }

    fn list(&self, listed: Option<&Map<String, Value>>, problem: Option<&str>) -> Next {
        let kind = self.parameter("kind");
        let page = PoliciesPage {
            collection: self.collection,
            is_on: self.desk.look.config.policy.policies != PolicySource::Off,
            kind: &kind,
            kinds: &KINDS,
            listed,
            query: &self.desk.request.query,
            text: if self.desk.form.is_some() { self.text() } else { example(self.collection) },
            problem,
        };
        Next::Made(pages::console_policies(&page, &self.desk.operator.frame(self.place, None), self.desk.look))
    }

    fn page(&self, problem: Option<&str>, replay: Option<&Map<String, Value>>) -> Next {
        let text = problem.map(|_| self.text());
        let registrant = self.desk.form.and_then(|form| form.value("registrant"));
        let page =
            PolicyPage { collection: self.collection, version: &self.version.0, text, problem, replay, registrant };
        let frame = self.desk.operator.frame(Place::Policy, done_in(self.desk.request));
        Next::Made(pages::console_policy(&page, &frame, self.desk.look))
    }

    /// Sends the browser to the page of the version.
    fn done(&self, outcome: ConsoleDone) -> Next {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if self.collection != Collection::Policies {
            query.append_pair("of", self.collection.path());
        }
        query.append_pair("kind", &self.parameter("kind"));
        let query = query.append_pair("version", &self.version.number().to_string()).finish();
        Next::Made(done(Place::Policy, &query, outcome, self.desk.look.config))
    }
}

/// Returns the document that a new version begins with.
const fn example(collection: Collection) -> &'static str {
    match collection {
        Collection::Policies => "{\n  \"protected_names\": [\"Example Bank\"]\n}",
        Collection::StatementIssuers => "{\n  \"jwks_uri\": \"https://authority.example/jwks.json\"\n}",
        Collection::Templates => "{\n  \"redirect_uris\": [\"https://app.example/callback\"]\n}",
    }
}
