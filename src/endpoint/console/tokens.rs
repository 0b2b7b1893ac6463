//! Initial access tokens in the console.

use serde_json::{Map, Value};

use crate::endpoint::console::in_process::{Answer, Asked, Desk, Exchange, Next};
use crate::endpoint::console::{Place, done, done_in};
use crate::error::Error;
use crate::http::{Form, Method};
use crate::json;
use crate::pages::{self, ConsoleDone, TokensPage};
use crate::policy::Template;
use crate::unit::Timestamp;

/// The page of the tokens: its forms create a token, which it shows this one time, and take all uses of one away.
pub struct Tokens<'a> {
    /// The request.
    pub desk: &'a Desk<'a>,
    /// The time.
    pub now: Timestamp,
    /// The text of the new token, or the reason why it is refused. The page then shows the tokens too.
    pub result: Option<Result<String, String>>,
}

impl Exchange for Tokens<'_> {
    fn next(&mut self, answer: Option<Answer>) -> Result<Next, Error> {
        let action = self.desk.form.map(|form| (form, form.value("action").unwrap_or_default()));
        match (action.filter(|_| self.result.is_none()), answer) {
            (None, Some(listed)) => return Ok(self.page(&listed?)),
            (None, None) => {}
            (Some((form, "create")), None) => match members(form) {
                Ok(members) => {
                    let asked = Asked::of(Method::Post, TOKENS.to_owned());
                    return Ok(Next::Ask(Asked { document: json::text(&members), ..asked }));
                }
                Err(must) => self.result = Some(Err(must.to_owned())),
            },
            (Some((_, "create")), Some(Ok(made))) => {
                let text = made.get("token").and_then(Value::as_str).unwrap_or_default();
                self.result = Some(Ok(text.to_owned()));
            }
            (Some((_, "create")), Some(Err(refusal))) => self.result = Some(Err(refusal.description())),
            (Some((form, "revoke")), None) => {
                let path = format!("{TOKENS}/{}", form.required("digest")?);
                return Ok(Next::Ask(Asked::of(Method::Delete, path)));
            }
            (Some((_, "revoke")), Some(revoked)) => {
                let outcome = if revoked.is_ok() { ConsoleDone::Revoked } else { ConsoleDone::Nothing };
                return Ok(Next::Made(done(Place::Tokens, "", outcome, self.desk.look.config)));
            }
            (Some(_), _) => return Ok(self.desk.unknown()),
        }
        Ok(Next::Ask(Asked { query: self.desk.after(), ..Asked::of(Method::Get, TOKENS.to_owned()) }))
    }
}

const TOKENS: &str = "initial-access-tokens";

impl Tokens<'_> {
    fn page(&self, listed: &Map<String, Value>) -> Next {
        let page = TokensPage {
            listed,
            templates: self.desk.look.config.policy.templates.iter().map(Template::name).collect(),
            now: self.now,
            result: self.result.as_ref().map(|result| result.as_deref().map_err(String::as_str)),
        };
        let frame = self.desk.operator.frame(Place::Tokens, done_in(self.desk.request));
        Next::Made(pages::console_tokens(&page, &frame, self.desk.look))
    }
}

/// Returns the members of the request of the admin API that the form stands for.
fn members(form: &Form) -> Result<Map<String, Value>, &'static str> {
    let number =
        |name: &str, must| form.value(name).map(|text| text.trim().parse::<u64>().map_err(|_| must)).transpose();
    let mut members = Map::new();
    if let Some(label) = form.value("label") {
        members.insert("label".to_owned(), Value::from(label));
    }
    if let Some(uses) = number("uses", "The number of clients must be a whole number.")? {
        members.insert("uses".to_owned(), Value::from(uses));
    }
    if let Some(days) = number("days", "The number of days must be a whole number.")? {
        members.insert("expires_in".to_owned(), Value::from(days.saturating_mul(86_400)));
    }
    let template = form.value("template").map(|name| ("templates", Value::from(vec![name])));
    let hosts = form.value("redirect_hosts").map(|hosts| ("redirect_hosts", hosts.split_whitespace().collect()));
    members.insert("bounds".to_owned(), Value::Object(json::object(template.into_iter().chain(hosts))));
    Ok(members)
}
