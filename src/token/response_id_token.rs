//! The ID token of an authorization response, beside the code. OpenID Connect Core section 3.3.2.11.

use serde_json::Map;

use crate::error::{Error, Refusal};
use crate::model::{AuthorizationRequest, Client, Config, SigningKeysVersion, stated_context, subject};
use crate::ports::{Clock, Random, SessionRecord, Sign, SigningKeyStore};
use crate::token::id_token::{Beside, IdToken, SignIn};

/// Signs the ID token of a response with this code.
///
/// It says who the user is for the client, and nothing else of the user: the response goes through the browser. The hashes
/// of `code` and `state` make it a signature of the response. FAPI 1.0 Advanced section 5.2.2. `Err` for a client that
/// knows no users.
pub async fn response_id_token(
    request: &AuthorizationRequest,
    client: &Client,
    record: &SessionRecord,
    code: &str,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<String, Error> {
    let subject = subject(record.user.id.as_str(), client.accepted(), config.pairwise_salt.as_ref());
    let nameless = Refusal::UnauthorizedClient("have a subject_type that this server can serve");
    let session = &record.session;
    let token = IdToken {
        client,
        subject: &subject.ok_or(nameless)?,
        sign_in: SignIn {
            authenticated_at: session.authenticated_at,
            methods: &session.methods,
            context: stated_context(session.context.as_deref(), request),
            session: &session.id,
        },
        user: Map::new(),
        nonce: request.nonce.as_deref(),
        beside: Beside { code: Some(code), state: request.state.as_deref(), access_token: None },
    };
    Ok(token.issue(signing_keys, config, ports).await?)
}
