//! Authorization codes. RFC 6749 section 4.1.2.

use crate::error::Fault;
use crate::key_ring::Purpose;
use crate::model::{AuthorizationCode, AuthorizationRequest, Config, GRANT_BYTES, GrantId, stated_context};
use crate::ports::{Clock, Random, SessionRecord};
use crate::unit::{Seconds, Timestamp};

/// How long a code lives. OAuth 2.1 section 4.1.2 recommends a short time.
const LIFE: Seconds = Seconds(60);

/// Makes the code of a request that the user granted. Nothing is stored before the client redeems it.
pub fn make_code(
    request: &AuthorizationRequest,
    record: &SessionRecord,
    config: &Config,
    ports: &(impl Clock + Random),
) -> Result<String, Fault> {
    let code = code_contents(request, record, ports.now().after(LIFE), ports)?;
    let associated = [config.issuer.as_str(), &request.client_id];
    let sealed = config.keys.seal_value(Purpose::AuthorizationCode, &associated, &code);
    sealed.ok_or_else(|| Fault::Broken("an authorization code cannot be sealed".to_owned()))
}

/// Makes the contents of a code. Those of a device never leave this server.
pub fn code_contents(
    request: &AuthorizationRequest,
    record: &SessionRecord,
    expires_at: Timestamp,
    ports: &impl Random,
) -> Result<AuthorizationCode, Fault> {
    let mut random = [0; GRANT_BYTES];
    ports.fill(&mut random)?;
    let session = &record.session;
    Ok(AuthorizationCode {
        grant: GrantId::new(&record.user.id, &random),
        session: session.id.clone(),
        scope: request.scope.clone(),
        resources: request.resources.clone(),
        redirect_uri: request.redirect_uri.clone(),
        names_redirect_uri: request.names_redirect_uri,
        code_challenge: request.code_challenge.clone(),
        dpop_jkt: request.dpop_jkt.clone(),
        nonce: request.nonce.clone(),
        claims: request.claims.clone(),
        authenticated_at: session.authenticated_at,
        methods: session.methods.clone(),
        context: stated_context(session.context.as_deref(), request).map(str::to_owned),
        expires_at,
    })
}
