//! The key pairs of this server in the console.

use crate::endpoint::console::in_process::{Answer, Asked, Desk, Exchange, Next};
use crate::endpoint::console::{Place, done, done_in};
use crate::error::Error;
use crate::http::Method;
use crate::pages::{self, ConsoleDone};

/// The page of the keys: it lists them, and its form makes the next signing keys.
pub struct Keys<'a>(pub &'a Desk<'a>);

impl Exchange for Keys<'_> {
    fn next(&mut self, answer: Option<Answer>) -> Result<Next, Error> {
        let action = self.0.form.map(|form| form.value("action"));
        if !matches!(action, None | Some(Some("rotate"))) {
            return Ok(self.0.unknown());
        }
        let (method, path) = if action.is_none() { (Method::Get, "keys") } else { (Method::Post, "keys/rotate") };
        Ok(match answer.transpose()? {
            None => Next::Ask(Asked::of(method, path.to_owned())),
            Some(_) if action.is_some() => Next::Made(done(Place::Keys, "", ConsoleDone::Rotated, self.0.look.config)),
            Some(listed) => {
                let frame = self.0.operator.frame(Place::Keys, done_in(self.0.request));
                Next::Made(pages::console_keys(&listed, &frame, self.0.look))
            }
        })
    }
}
