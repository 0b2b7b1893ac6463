//! Users in the console.

use crate::endpoint::console::in_process::{Answer, Asked, Desk, Exchange, Next};
use crate::endpoint::console::{Place, done, done_in};
use crate::error::{Error, Refusal};
use crate::http::Method;
use crate::model::UserId;
use crate::pages::{self, ConsoleDone};

/// The list of users, and the page of a user with its forms.
pub struct Users<'a> {
    /// The page.
    pub place: Place,
    /// The request.
    pub desk: &'a Desk<'a>,
}

impl Exchange for Users<'_> {
    fn next(&mut self, answer: Option<Answer>) -> Result<Next, Error> {
        let (desk, request) = (self.desk, self.desk.request);
        let frame = desk.operator.frame(self.place, done_in(request));
        let (mut path, mut step) = (USERS.to_owned(), None);
        if self.place == Place::User {
            let named = match desk.form {
                Some(form) => form.value("user_id").map(str::to_owned),
                None => request.parameter("user_id"),
            };
            let named = named.unwrap_or_default();
            // Another text could name an action of a user.
            if UserId::parse(&named).is_none() || matches!(answer, Some(Err(Refusal::UnknownUser))) {
                return Ok(Next::Made(pages::console_no_user(&named, &frame, desk.look)));
            }
            path = path + "/" + &named;
            if let Some(form) = desk.form {
                let action = form.value("action").unwrap_or_default();
                let Some(known) = STEPS.into_iter().find(|(name, _)| *name == action) else {
                    return Ok(desk.unknown());
                };
                step = Some((named, known));
            }
        }
        let Some(answer) = answer else {
            let method = match &step {
                None => Method::Get,
                Some((_, ("delete", _))) => Method::Delete,
                Some((_, (action, _))) => {
                    path = path + "/" + action;
                    Method::Post
                }
            };
            let query = if self.place == Place::Users { request.query.clone() } else { String::new() };
            return Ok(Next::Ask(Asked { query, ..Asked::of(method, path) }));
        };
        let members = answer?;
        Ok(Next::Made(match step {
            Some((id, (_, outcome))) => done(Place::User, &format!("user_id={id}"), outcome, desk.look.config),
            None if self.place == Place::User => pages::console_user(&members, &frame, desk.look),
            None => pages::console_users(&members, request, &frame, desk.look),
        }))
    }
}

/// The actions of the forms.
const STEPS: [(&str, ConsoleDone); 4] = [
    ("delete", ConsoleDone::UserDeleted),
    ("disable", ConsoleDone::UserDisabled),
    ("enable", ConsoleDone::UserEnabled),
    ("sign-out", ConsoleDone::UserSignedOut),
];

const USERS: &str = "users";
