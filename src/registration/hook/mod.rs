//! The operator's own check: it is asked once everything else permits the request, and before anything is written.

mod amendment;
mod answer;
mod asking;
mod facts;
mod question;

pub use answer::Verdict;
pub use facts::Sender;

use crate::error::{Error, Refusal};
use crate::http::Request;
use crate::model::Config;
use crate::ports::Ports;
use crate::registration::{Accepted, Attempts, Draft};

/// Asks the registration hook, if there is one, and returns the draft and the client as they are from now on.
///
/// What the hook amends passes every rule again. An update that is made again asks again only if the client has changed in
/// what the hook was told. `Err` is a refusal of the hook, a rule that the amended client breaks, and 503 for an answer
/// that does not count.
pub async fn consult<'a>(
    draft: Draft<'a>,
    accepted: Accepted,
    sender: Sender<'_>,
    attempts: &mut Attempts,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<(Draft<'a>, Accepted), Error> {
    let Some(hook) = &config.hook else { return Ok((draft, accepted)) };
    let question = question::question(&draft, &accepted, sender, request, config);
    let verdict = if let Some(verdict) = attempts.verdict_on(&question) {
        verdict
    } else {
        let verdict = asking::ask(hook, &question, &draft, request.peer, config, ports).await?;
        attempts.note_verdict(question, verdict.clone());
        verdict
    };
    match verdict {
        Verdict::Allow => Ok((draft, accepted)),
        Verdict::Amend(members) => {
            let draft = draft.amended(&members);
            let accepted = draft.accept(&config.policy)?;
            Ok((draft, accepted))
        }
        Verdict::Refuse(refusal) => Err(Refusal::Hook(refusal).into()),
    }
}
