//! The policies for kinds of registrants in the console.

use serde_json::{Map, Value};

use crate::endpoint::console::in_process::{Answer, Asked, Desk, Exchange, Next};
use crate::endpoint::console::{Place, done, done_in};
use crate::error::{Error, Refusal};
use crate::http::{Form, Method};
use crate::json;
use crate::pages::{self, ConsoleDone, PoliciesPage, PolicyPage};
use crate::policy::{KINDS, PolicySource, PolicyVersion};

/// The page of the policies, or of a version.
pub struct Policies<'a> {
    place: Place,
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
            (None, _) => return self.begin(),
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
            (Waiting::Read, Some(form)) => self.step(form),
            _ => Ok(self.done(ConsoleDone::Saved)),
        }
    }
}

impl<'a> Policies<'a> {
    /// Makes the exchange for a page, which its form changes.
    pub fn new(place: Place, desk: &'a Desk<'a>) -> Self {
        Self { place, desk, version: PolicyVersion(Map::new()), waiting: Waiting::Read }
    }

    fn begin(&mut self) -> Result<Next, Error> {
        if self.place == Place::Policy {
            let path = format!("policies/{}/{}", self.part("kind")?, self.part("version")?);
            return Ok(self.ask(Waiting::Read, Asked::of(Method::Get, path)));
        }
        if self.desk.look.config.policy.policies == PolicySource::Off {
            return Ok(self.list(None, None));
        }
        if let Some(form) = self.desk.form {
            return if form.value("action") == Some("draft") { self.draft() } else { Ok(self.desk.unknown()) };
        }
        let path = format!("policies/{}", self.part("kind")?);
        let asked = Asked::of(Method::Get, path.trim_end_matches('/').to_owned());
        Ok(self.ask(Waiting::List, Asked { query: self.desk.after(), ..asked }))
    }

    /// Takes the step of the form with the version that was read.
    fn step(&mut self, form: &Form) -> Result<Next, Error> {
        let (action, outcome) = match form.value("action").unwrap_or_default() {
            "activate" => ("activate", Some(ConsoleDone::Activated)),
            "draft" => return self.draft(),
            "replay" => ("replay", None),
            "retire" => ("retire", Some(ConsoleDone::Retired)),
            "save" => ("", Some(ConsoleDone::Saved)),
            "shadow" => ("shadow", Some(ConsoleDone::Shadowed)),
            _ if form.value("after").is_some() => ("replay", None),
            _ => return Ok(self.desk.unknown()),
        };
        if form.value("revision") != Some(&*self.version.revision().to_string()) {
            return Ok(self.refused(&Refusal::PreconditionFailed("policy")));
        }
        let stored = self.version.0.get("document").and_then(Value::as_object);
        let is_kept = self.version.state() != PolicyVersion::DRAFT
            || action == "retire"
            || json::read_object(self.text().as_bytes()).ok().as_ref() == stored;
        if is_kept {
            return Ok(self.act(action, outcome));
        }
        // The step is about the text that the operator sees.
        let (document, tag) = (self.text().to_owned(), Some(self.version.tag()));
        let asked = Asked::of(Method::Put, self.path());
        Ok(self.ask(Waiting::Save(action, outcome), Asked { document, tag, ..asked }))
    }

    fn act(&mut self, action: &str, outcome: Option<ConsoleDone>) -> Next {
        if action.is_empty() {
            return self.done(ConsoleDone::Saved);
        }
        let asked = Asked::of(Method::Post, format!("{}/{action}", self.path()));
        let tag = Some(self.version.tag());
        self.ask(Waiting::Act(outcome), Asked { query: self.desk.after(), tag, ..asked })
    }

    fn draft(&mut self) -> Result<Next, Error> {
        let asked = Asked::of(Method::Post, format!("policies/{}", self.part("kind")?));
        let document = self.text().to_owned();
        Ok(self.ask(Waiting::Draft, Asked { document, ..asked }))
    }

    fn ask(&mut self, waiting: Waiting, asked: Asked) -> Next {
        self.waiting = waiting;
        Next::Ask(asked)
    }

    /// Returns a parameter that is one part of a path: a text with a slash could name an action.
    fn part(&self, name: &str) -> Result<String, Refusal> {
        let part = match self.desk.form {
            Some(form) => form.value(name).map(str::to_owned),
            None => self.desk.request.parameter(name),
        };
        Some(part.unwrap_or_default()).filter(|part| !part.contains('/')).ok_or(Refusal::UnknownPolicy)
    }

    fn path(&self) -> String {
        format!("policies/{}/{}", self.version.kind(), self.version.number())
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
        let kind = self.part("kind").unwrap_or_default();
        let page = PoliciesPage {
            is_on: self.desk.look.config.policy.policies != PolicySource::Off,
            kind: &kind,
            kinds: &KINDS,
            listed,
            query: &self.desk.request.query,
            text: if self.desk.form.is_some() { self.text() } else { EXAMPLE },
            problem,
        };
        Next::Made(pages::console_policies(&page, &self.desk.operator.frame(Place::Policies, None), self.desk.look))
    }

    fn page(&self, problem: Option<&str>, replay: Option<&Map<String, Value>>) -> Next {
        let text = problem.map(|_| self.text());
        let page = PolicyPage { version: &self.version.0, text, problem, replay };
        let frame = self.desk.operator.frame(Place::Policy, done_in(self.desk.request));
        Next::Made(pages::console_policy(&page, &frame, self.desk.look))
    }

    /// Sends the browser to the page of the version.
    fn done(&self, outcome: ConsoleDone) -> Next {
        let number = self.version.number();
        let query = format!("kind={}&version={number}", self.version.kind());
        Next::Made(done(Place::Policy, &query, outcome, self.desk.look.config))
    }
}

const EXAMPLE: &str = "{\n  \"protected_names\": [\"Example Bank\"]\n}";
