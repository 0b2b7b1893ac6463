//! The grant of devices without a browser. RFC 8628 section 3.4.

use crate::client_metadata::GrantType;
use crate::error::{DeviceRefusal, Error, GrantFailure, Refusal};
use crate::http::Form;
use crate::model::{Client, Config, DeviceAnswer, DeviceCode, SigningKeysVersion};
use crate::ports::{Clock, DeviceStore, GrantStore, Random, Sign, SigningKeyStore};
use crate::token::authorization_code::Ready;
use crate::token::client_credentials::check_grant;
use crate::token::{Binding, TokenResponse};

/// Tells a device that its user has not answered yet, or issues the tokens of the user.
///
/// A code that this server has not given to this client is refused before the store is read. The answer counts once:
/// it is taken away before the grant is stored, and after every check.
pub async fn device_code(
    client: &Client,
    form: &Form,
    binding: &Binding,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + DeviceStore + GrantStore + Random + Sign + SigningKeyStore),
) -> Result<TokenResponse, Error> {
    check_grant(&GrantType::DeviceCode, client.metadata(), &config.policy)?;
    let refuse = Refusal::InvalidGrant;
    let (issuer, id) = (config.issuer.as_str(), client.id().as_str());
    let opened = DeviceCode::open(form.required("device_code")?, issuer, id, &config.keys);
    let DeviceCode { name, .. } = opened.ok_or(refuse(GrantFailure::DeviceCodeMalformed))?;
    let now = ports.now();
    let polled = ports.poll_device(&name, now).await?.ok_or(refuse(GrantFailure::DeviceCodeUsed))?;
    if polled.expires_at <= now {
        return Err(Refusal::Device(DeviceRefusal::ExpiredToken).into());
    }
    let code = match polled.answer {
        Some(DeviceAnswer::Granted(code)) => code,
        Some(DeviceAnswer::Denied) => {
            ports.take_device_request(&name).await?;
            return Err(Refusal::Device(DeviceRefusal::AccessDenied).into());
        }
        None if polled.is_hasty => return Err(Refusal::Device(DeviceRefusal::SlowDown).into()),
        None => return Err(Refusal::Device(DeviceRefusal::AuthorizationPending).into()),
    };
    let ready = Ready::of(&code, client, form, binding, signing_keys, config, ports).await?;
    if !ports.take_device_request(&name).await? {
        return Err(refuse(GrantFailure::DeviceCodeUsed).into());
    }
    ready.redeem(&code, client, binding, config, ports).await
}
