//! The handlers of the endpoints, by their methods.

use std::pin::Pin;

use crate::endpoint::{
    account, administration, attestation_challenge, authorization, client_configuration, client_registration,
    client_secret, clients, console, device, device_authorization, health, home, identity_provider, introspection,
    jwks, openapi, passkey_sign_in, password_reset, pushed_authorization, revocation, second_factor, sign_in, sign_out,
    signed_metadata, statement_keys, token, userinfo, webfinger,
};
use crate::error::Error;
use crate::http::{Method, Request, Response};
use crate::model::Config;
use crate::pages::{FORM_POST_SCRIPT, PASSKEY_SCRIPT};
use crate::ports::Ports;
use crate::route::Server;
use crate::route::endpoint::Endpoint;

/// The boxed future of an endpoint. One box is smaller than a future with the states of all endpoints.
pub type Apart<'a> = Pin<Box<dyn Future<Output = Result<Response, Error>> + 'a>>;

/// An endpoint at work.
pub enum Handler<'a> {
    /// The endpoint has answered at once.
    Made(Result<Response, Error>),
    /// The endpoint answers later.
    Waiting(Apart<'a>),
}

/// Returns the handler of an endpoint for people; `None` if the endpoint lacks the method.
///
/// This function and the next one are apart because an isolate compiles each before its first call.
#[inline(never)]
pub fn of_people<'a>(
    endpoint: Endpoint<'a>,
    request: &'a Request,
    config: &'a Config,
    ports: &'a impl Ports,
) -> Option<Handler<'a>> {
    let apart: Apart<'a> = match (endpoint, request.method) {
        (Endpoint::Account, Method::Get | Method::Head) => Box::pin(account::show(request, config, ports)),
        (Endpoint::Account, Method::Post) => Box::pin(account::change(request, config, ports)),
        (Endpoint::Authorization, Method::Get) => Box::pin(authorization::authorize(request, config, ports)),
        (Endpoint::Authorization, Method::Post) => {
            return Some(Handler::Made(authorization::receive(request, config, ports)));
        }
        (Endpoint::AuthorizationConsent, Method::Post) => Box::pin(authorization::answer(request, config, ports)),
        (Endpoint::AuthorizationResume, Method::Get) => Box::pin(authorization::resume(request, config, ports)),
        (Endpoint::Console(place), _) => Box::pin(console::answer(place, request, config, ports)),
        (Endpoint::Device, Method::Get | Method::Head) => Box::pin(device::show(request, config, ports)),
        (Endpoint::Device, Method::Post) => Box::pin(device::decide(request, config, ports)),
        (Endpoint::Home, Method::Get | Method::Head) => return Some(Handler::Made(Ok(home::show(request, config)))),
        (Endpoint::PasskeySignIn, Method::Post) => Box::pin(passkey_sign_in::authenticate(request, config, ports)),
        (Endpoint::PasswordReset, Method::Get | Method::Head) => Box::pin(password_reset::show(request, config, ports)),
        (Endpoint::PasswordReset, Method::Post) => Box::pin(password_reset::set(request, config, ports)),
        (Endpoint::ProviderSignIn, Method::Post) => Box::pin(identity_provider::begin(request, config, ports)),
        (Endpoint::SecondFactor, Method::Post) => Box::pin(second_factor::check(request, config, ports)),
        (Endpoint::SignIn, Method::Get | Method::Head) => {
            return Some(Handler::Made(sign_in::show(request, config, ports)));
        }
        (Endpoint::SignIn, Method::Post) => Box::pin(sign_in::authenticate(request, config, ports)),
        (Endpoint::SignInCallback(provider), Method::Get) => {
            Box::pin(identity_provider::finish(provider, request, config, ports))
        }
        (Endpoint::SignOut, Method::Get | Method::Head) => Box::pin(sign_out::ask(request, config, ports)),
        (Endpoint::SignOut, Method::Post) => Box::pin(sign_out::decide(request, config, ports)),
        _ => return None,
    };
    Some(Handler::Waiting(apart))
}

/// Returns the handler of an endpoint for clients and servers; `None` if the endpoint lacks the method.
#[inline(never)]
pub fn of_clients<'a>(
    endpoint: Endpoint<'a>,
    request: &'a Request,
    (config, server): (&'a Config, &'a Server),
    ports: &'a impl Ports,
) -> Option<Handler<'a>> {
    let made = |response| Some(Handler::Made(Ok(response)));
    let apart: Apart<'a> = match (endpoint, request.method) {
        (Endpoint::Administration(resource), _) => Box::pin(administration::answer(resource, request, config, ports)),
        (Endpoint::AttestationChallenge, Method::Post) => {
            return Some(Handler::Made(attestation_challenge::make(config, ports)));
        }
        (Endpoint::Client(id), Method::Get | Method::Head) => Box::pin(clients::read(request, id, config, ports)),
        (Endpoint::ClientAuthentication(id), Method::Post) => {
            Box::pin(clients::authenticate(request, id, config, ports))
        }
        (Endpoint::ClientConfiguration(id), Method::Get | Method::Head) => {
            Box::pin(client_configuration::read(request, id, config, ports))
        }
        (Endpoint::ClientConfiguration(id), Method::Put) => {
            Box::pin(client_configuration::update(request, id, config, ports))
        }
        (Endpoint::ClientConfiguration(id), Method::Delete) => {
            Box::pin(client_configuration::delete(request, id, config, ports))
        }
        (Endpoint::ClientRegistration, Method::Post) => Box::pin(client_registration::register(request, config, ports)),
        (Endpoint::ClientSecret(id), Method::Post) => Box::pin(client_secret::renew(request, id, config, ports)),
        (Endpoint::DeviceAuthorization, Method::Post) => Box::pin(device_authorization::begin(request, config, ports)),
        (Endpoint::Discovery, Method::Get | Method::Head) => Box::pin(signed_metadata::answer(request, config, ports)),
        (Endpoint::FormPostScript, Method::Get | Method::Head) => return made(home::script(FORM_POST_SCRIPT, request)),
        (Endpoint::Health, Method::Get | Method::Head) => Box::pin(health::check(ports)),
        (Endpoint::Introspection, Method::Post) => Box::pin(introspection::introspect(request, config, ports)),
        (Endpoint::Jwks, Method::Get | Method::Head) => Box::pin(jwks::publish(request, config, ports)),
        (Endpoint::OpenApi, Method::Get | Method::Head) => {
            return made(server.openapi.get_or_init(|| openapi::document(config)).answer(request));
        }
        (Endpoint::PasskeyScript, Method::Get | Method::Head) => return made(home::script(PASSKEY_SCRIPT, request)),
        (Endpoint::PushedAuthorization, Method::Post) => Box::pin(pushed_authorization::push(request, config, ports)),
        (Endpoint::Revocation, Method::Post) => Box::pin(revocation::revoke(request, config, ports)),
        (Endpoint::StatementKeys, Method::Get | Method::Head) => {
            Box::pin(statement_keys::publish(request, config, ports))
        }
        (Endpoint::Token, Method::Post) => Box::pin(token::issue(request, config, ports)),
        (Endpoint::UserInfo, Method::Get | Method::Head | Method::Post) => {
            Box::pin(userinfo::answer(request, config, ports))
        }
        (Endpoint::WebFinger, Method::Get | Method::Head) => {
            return Some(Handler::Made(webfinger::answer(request, &config.issuer)));
        }
        _ => return None,
    };
    Some(Handler::Waiting(apart))
}
