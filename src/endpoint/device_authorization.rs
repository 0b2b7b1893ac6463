//! The device authorization endpoint. RFC 8628 section 3.1.

use serde_json::json;

use crate::authentication;
use crate::authorization;
use crate::error::{Error, Fault};
use crate::http::{Request, Response, Status};
use crate::model::{Config, DEVICE_PAUSE, DeviceCode, DeviceRequest, USER_CODE_BYTES, UserCode};
use crate::ports::Ports;
use crate::registration;
use crate::unit::Seconds;

/// How long a user has for the answer. A shorter time leaves fewer codes to guess.
const LIFE: Seconds = Seconds(600);

/// The number of user codes that are tried: a code can be in use already.
const TRIES: u32 = 3;

/// Gives a device a code to ask with, and one that its user types in a browser.
pub async fn begin(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    registration::admit_write(request, ports).await?;
    let form = request.form(config.body_limit)?;
    let authentication::Identified { client, .. } = authentication::identify(request, &form, config, ports).await?;
    let asked = authorization::of_device(form, &client, config)?;
    let (issuer, id) = (config.issuer.as_str(), client.id().as_str());
    let now = ports.now();
    let broken = || Fault::Broken("a code of a device cannot be made".to_owned());
    for _ in 0..TRIES {
        let mut random = [0; USER_CODE_BYTES];
        ports.fill(&mut random)?;
        let Some(user_code) = UserCode::new(&random) else { continue };
        let name = user_code.names(issuer, &config.keys).into_iter().next().ok_or_else(broken)?;
        let device_code = DeviceCode::new(&name, issuer, id, &config.keys).ok_or_else(broken)?;
        let waiting = DeviceRequest {
            name,
            request: asked.clone(),
            place: request.place.clone(),
            asked_at: now,
            expires_at: now.after(LIFE),
        };
        if ports.keep_device_request(&waiting).await? {
            let (page, shown) = (config.issuer.device_page(), user_code.shown());
            let answer = json!({
                "device_code": device_code.as_str(),
                "user_code": shown,
                "verification_uri": page,
                "verification_uri_complete": format!("{page}?user_code={shown}"),
                "expires_in": LIFE,
                "interval": DEVICE_PAUSE,
            });
            return Ok(client.noted_on(Response::json(Status(200), &answer)));
        }
    }
    Err(broken().into())
}
