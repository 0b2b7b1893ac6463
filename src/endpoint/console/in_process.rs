//! Pages that ask the admin API, in this process: it reads, checks and notes their requests as those of a program.

use serde_json::{Map, Value};

use crate::endpoint::administration::{Resource, perform};
use crate::endpoint::console::entry::Operator;
use crate::error::{Error, Fault, Refusal};
use crate::http::{Body, Field, Form, Headers, Method, Request, Response};
use crate::json;
use crate::pages::{self, Look, Problem};
use crate::ports::Ports;

/// A request to the admin API.
pub struct Asked {
    /// The method.
    pub method: Method,
    /// The path below the admin API.
    pub path: String,
    /// The query.
    pub query: String,
    /// The JSON text of the body.
    pub document: String,
    /// The entity tag that the resource must have.
    pub tag: Option<String>,
}

impl Asked {
    /// Makes a request without a body.
    pub const fn of(method: Method, path: String) -> Self {
        Self { method, path, query: String::new(), document: String::new(), tag: None }
    }
}

/// A request to the console, by a user who is admitted.
pub struct Desk<'a> {
    /// The form that is sent.
    pub form: Option<&'a Form>,
    /// The user.
    pub operator: &'a Operator,
    /// The request.
    pub request: &'a Request,
    /// The look of the page.
    pub look: &'a Look<'a>,
}

impl Desk<'_> {
    /// Returns the page for a form that takes no step.
    pub fn unknown(&self) -> Next {
        Next::Made(pages::problem(Problem::InvalidRequest, self.look))
    }

    /// Returns the query that the list of this page begins with.
    pub fn after(&self) -> String {
        let after = match self.form {
            Some(form) => form.value("after").map(str::to_owned),
            None => self.request.parameter("after"),
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(after.map(|after| ("after", after)));
        query.finish()
    }
}

/// The next step on the way to a page.
pub enum Next {
    /// The admin API is asked.
    Ask(Asked),
    /// The page is made.
    Made(Response),
}

/// The members of an answer of the admin API, or its refusal.
pub type Answer = Result<Map<String, Value>, Refusal>;

/// A page that asks the admin API. Each answer leads to the next step.
pub trait Exchange {
    /// Returns the next step after an answer; `None` before the first request.
    fn next(&mut self, answer: Option<Answer>) -> Result<Next, Error>;
}

/// Asks the admin API until the page is made. The caller has checked the form of a page that changes something.
pub async fn run(exchange: &mut dyn Exchange, desk: &Desk<'_>, ports: &impl Ports) -> Result<Response, Error> {
    let mut answer = None;
    loop {
        let asked = match exchange.next(answer)? {
            Next::Ask(asked) => asked,
            Next::Made(response) => return Ok(response),
        };
        let resource = Resource::at(&asked.path).filter(|it| it.allow().contains(asked.method.as_str()));
        let resource = resource.ok_or(Refusal::NotFound)?;
        let mut headers = Headers::default();
        headers.add(Field::ContentType, "application/json");
        if let Some(tag) = &asked.tag {
            headers.add(Field::IfMatch, tag);
        }
        let body = Body::Complete(asked.document.into_bytes());
        let sent = Request { method: asked.method, query: asked.query, headers, body, ..desk.request.clone() };
        answer = Some(match perform(desk.operator.in_audit(), resource, &sent, desk.look.config, ports).await {
            Ok(response) => Ok(members(&response)?),
            Err(Error::Refusal(refusal)) => Err(refusal),
            Err(fault) => return Err(fault),
        });
    }
}

fn members(response: &Response) -> Result<Map<String, Value>, Fault> {
    if response.body.is_empty() {
        return Ok(Map::new());
    }
    let members = std::str::from_utf8(&response.body).ok().and_then(json::parse_trusted_object);
    members.ok_or_else(|| Fault::Broken("the admin API does not answer with an object".to_owned()))
}
