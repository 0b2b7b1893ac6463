//! The operator's own check, in memory.

use std::cell::RefCell;

use enrol::error::Fault;
use enrol::http::{Body, Status};
use enrol::ports::{Fetched, Hook, HookNote, Message};
use serde_json::{Value, json};

use super::{Down, World};

/// The registration hook of a world: what it was asked, and how it answers.
#[derive(Default)]
pub struct RegistrationHook {
    /// Where a hook at an address is.
    address: RefCell<String>,
    answer: RefCell<Option<Answer>>,
    messages: RefCell<Vec<Message>>,
    note: RefCell<Option<HookNote>>,
}

struct Answer(Box<dyn Fn(&Value) -> Fetched>);

impl World {
    /// Lets the hook answer each question with this decision, and with the nonce of the question.
    pub fn decide(&self, decision: impl Fn(&Value) -> Value + 'static) {
        self.answer_hook(200, "application/json", move |question| {
            let mut answer = json!({"nonce": question["nonce"]});
            for (name, value) in decision(question).as_object().expect("members") {
                answer[name] = value.clone();
            }
            answer.to_string()
        });
    }

    /// Lets the hook answer each question with any response.
    pub fn answer_hook(&self, status: u16, content_type: &str, text: impl Fn(&Value) -> String + 'static) {
        let content_type = content_type.to_owned();
        let answer = move |question: &Value| Fetched {
            status: Status(status),
            cache_control: String::new(),
            content_type: content_type.clone(),
            body: Body::Complete(text(question).into_bytes()),
        };
        self.hook.answer.replace(Some(Answer(Box::new(answer))));
    }

    /// Puts the hook at an address, instead of a binding.
    pub fn hook_at(&self, address: &str) {
        self.hook.address.replace(address.to_owned());
    }

    /// Returns the questions that the hook was asked, in order.
    pub fn questions(&self) -> Vec<Value> {
        let text = |message: &Message| message.content.as_ref().expect("a body").text().to_owned();
        self.hook.messages.borrow().iter().map(|it| serde_json::from_str(&text(it)).expect("JSON")).collect()
    }

    /// Returns the messages that the hook was sent, in order.
    pub fn messages_to_hook(&self) -> Vec<Message> {
        self.hook.messages.borrow().clone()
    }

    /// Returns true if a hook is at this address.
    pub(super) fn has_hook_at(&self, address: &str) -> bool {
        *self.hook.address.borrow() == address
    }

    pub(super) fn answer_of_hook(&self, message: &Message) -> Result<Fetched, Fault> {
        self.hook.messages.borrow_mut().push(message.clone());
        let silent = || Fault::Unavailable("timed out".to_owned());
        let question = self.questions().pop().ok_or_else(silent)?;
        let fetched = self.hook.answer.borrow().as_ref().map(|Answer(answer)| answer(&question)).ok_or_else(silent)?;
        let limit = message.limits.expect("limits").size;
        Ok(match &fetched.body {
            Body::Complete(body) if body.len() > limit.0 => Fetched { body: Body::TooLarge, ..fetched },
            _ => fetched,
        })
    }
}

impl Hook for World {
    async fn ask_service(&self, message: &Message) -> Result<Fetched, Fault> {
        match self.down.get() {
            Down::Hook => Err(Fault::Unavailable("there is no binding HOOK".to_owned())),
            _ => self.answer_of_hook(message),
        }
    }

    fn note_hook(&self, note: HookNote) {
        self.hook.note.replace(Some(note));
    }

    fn hook_note(&self) -> Option<HookNote> {
        // The ports of a world serve many requests, each of which has a note of its own.
        self.hook.note.take()
    }
}
