//! The passkeys on the user's own page: the list, and its changes.

use crate::delivery::announce;
use crate::endpoint::account_factor::obstacle;
use crate::error::{Error, PasskeyFailure};
use crate::http::{Field, Form, Request};
use crate::model::{Config, EventKind, Factor, Home, Passkey, Passkeys, User};
use crate::pages::Done;
use crate::ports::{Ports, SessionRecord};
use crate::sign_in::device;
use crate::sign_in::passkey::{Failure, added, addition_options};

/// The most characters of the name of a passkey.
const LONGEST_NAME: usize = 64;

/// The passkeys of a user, and the options for another one; `None` if the user must sign in again first.
pub struct Section {
    /// The passkeys.
    pub entries: Vec<Passkey>,
    /// The options, as JSON.
    pub options: Option<String>,
}

/// A change, and the reason why it is none.
pub struct Changed {
    /// The message for the user.
    pub done: Done,
    /// The reason, for the log.
    pub reason: Option<&'static str>,
}

/// Returns true if a user can have passkeys. A user of an identity provider signs in there: the provider decides how.
pub fn may_have(user: &User, config: &Config) -> bool {
    config.sign_in.passkeys == Passkeys::Allowed && matches!(user.home, Home::Local { .. })
}

/// Returns the passkeys of the user of a session; `None` for a user who can have none.
/// `app` is the second factor of the user.
pub async fn section(
    record: &SessionRecord,
    app: Option<Factor>,
    config: &Config,
    ports: &impl Ports,
) -> Result<Option<Section>, Error> {
    if !may_have(&record.user, config) {
        return Ok(None);
    }
    let entries = ports.passkeys_of(&record.user.id).await?;
    let options = match obstacle(&record.session, app, &entries, ports.now()) {
        None => Some(addition_options(&record.user, &record.session, &entries, config, ports)?),
        Some(_) => None,
    };
    Ok(Some(Section { entries, options }))
}

/// Adds, renames or removes a passkey of a user who has signed in a short while ago.
pub async fn change(
    action: &str,
    form: &Form,
    record: &SessionRecord,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Changed, Error> {
    if action == "remove-passkey" {
        let (user, id) = (&record.user.id, form.required("passkey")?);
        // A passkey that is gone already is removed too.
        let is_removed = ports.remove_passkey(user, id).await?;
        if is_removed {
            announce(&[EventKind::PasskeyRemoved], user, config, ports).await?;
        }
        let is_gone = is_removed || ports.passkey(user, id).await?.is_none();
        let done = if is_gone { Done::PasskeyRemoved } else { Done::PasskeyKept };
        return Ok(Changed { done, reason: None });
    }
    let typed = form.value("name").map(str::trim).filter(|name| !name.is_empty());
    if action == "rename-passkey" {
        let id = form.required("passkey")?;
        let is_renamed = match typed {
            Some(name) => ports.rename_passkey(&record.user.id, id, &bounded(name)).await?,
            None => false,
        };
        let done = if is_renamed { Done::PasskeyRenamed } else { Done::PasskeyNotRenamed };
        return Ok(Changed { done, reason: None });
    }
    let browser = || Some(device(request.headers.value(Field::UserAgent)?)).filter(|device| !device.is_empty());
    let name = typed.map(str::to_owned).or_else(browser).unwrap_or_else(|| "passkey".to_owned());
    match added(form.required("credential")?, &bounded(&name), &record.session, config, ports).await {
        Ok(()) => {
            announce(&[EventKind::PasskeyAdded], &record.user.id, config, ports).await?;
            Ok(Changed { done: Done::PasskeyAdded, reason: None })
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
        Err(Failure::Refused(failure)) => {
            let done = match failure {
                PasskeyFailure::TooMany => Done::TooManyPasskeys,
                PasskeyFailure::WasAdded => Done::PasskeyExists,
                _ => Done::PasskeyNotAdded,
            };
            Ok(Changed { done, reason: Some(failure.as_str()) })
        }
    }
}

fn bounded(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}
