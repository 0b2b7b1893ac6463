//! Epochs in the console.

use serde_json::Value;

use crate::endpoint::console::in_process::{Answer, Asked, Desk, Exchange, Next};
use crate::endpoint::console::{Place, done, done_in};
use crate::error::Error;
use crate::http::{Form, Method};
use crate::json;
use crate::pages::{self, ConsoleDone};

/// The page of the epochs: its forms begin an epoch now, and lift one.
pub struct Epochs<'a> {
    /// The request.
    pub desk: &'a Desk<'a>,
    /// The reason why the form is refused. The page then shows the epochs too.
    pub problem: Option<String>,
}

impl Exchange for Epochs<'_> {
    fn next(&mut self, answer: Option<Answer>) -> Result<Next, Error> {
        let action = self.desk.form.map(|form| (form, form.value("action").unwrap_or_default()));
        Ok(match (action.filter(|_| self.problem.is_none()), answer) {
            (None, Some(Ok(listed))) => {
                let frame = self.desk.operator.frame(Place::Epochs, done_in(self.desk.request));
                Next::Made(pages::console_epochs(&listed, self.problem.as_deref(), &frame, self.desk.look))
            }
            (None, Some(Err(refusal))) => return Err(refusal.into()),
            (None, None) => Next::Ask(Asked::of(Method::Get, EPOCHS.to_owned())),
            (Some((form, "begin")), None) => {
                let asked = Asked::of(Method::Post, EPOCHS.to_owned());
                Next::Ask(Asked { document: begun(form), ..asked })
            }
            (Some((form, "lift")), None) => {
                let epoch = form.required("epoch")?;
                let (kind, name) = epoch.split_once(' ').unwrap_or((epoch, "true"));
                let query = form_urlencoded::Serializer::new(String::new()).append_pair(kind, name).finish();
                Next::Ask(Asked { query, ..Asked::of(Method::Delete, EPOCHS.to_owned()) })
            }
            (Some((_, "begin")), Some(Err(refusal))) => {
                self.problem = Some(refusal.description());
                Next::Ask(Asked::of(Method::Get, EPOCHS.to_owned()))
            }
            (Some((_, "begin")), Some(Ok(_))) => self.done(ConsoleDone::Begun),
            (Some((_, "lift")), Some(Ok(_))) => self.done(ConsoleDone::Lifted),
            (Some((_, "lift")), Some(Err(_))) => self.done(ConsoleDone::Nothing),
            (Some(_), _) => self.desk.unknown(),
        })
    }
}

const EPOCHS: &str = "epochs";

impl Epochs<'_> {
    fn done(&self, outcome: ConsoleDone) -> Next {
        Next::Made(done(Place::Epochs, "", outcome, self.desk.look.config))
    }
}

/// Returns the document of the epoch that the form asks for.
fn begun(form: &Form) -> String {
    let (kind, name) = (form.value("kind").unwrap_or_default(), form.value("name").unwrap_or_default().trim());
    let value = if kind == "all" { Value::Bool(true) } else { Value::from(name) };
    json::text(&json::object([(kind, value)]))
}
