//! Users who are signed in, and codes that they have granted.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::key_ring::Purpose;
use enrol::model::{
    AuthorizationCode, ClaimsRequest, Consent, GRANT_BYTES, GrantId, Home, Session, SessionId, User, UserId,
};
use enrol::ports::Random;
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Call, Reply, World};

/// The redirection URI of clients.
pub const CALLBACK: &str = "https://client.example/cb";

/// A code verifier. RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Returns the challenge of a verifier.
pub fn challenge(verifier: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(verifier))
}

/// Signs a user in, for an hour.
pub fn sign_in(world: &World) -> Session {
    let id = UserId::new(&[7; 16]);
    let claims = json!({"name": "Ana", "preferred_username": "ana", "email": "ana@example.com", "email_verified": true,
        "groups": ["staff"], "roles": ["admin"]});
    let user = User {
        id: id.clone(),
        home: Home::Local { username: "ana".to_owned() },
        claims: claims.as_object().unwrap().clone(),
        disabled_at: None,
    };
    world.users.borrow_mut().insert(id.clone(), user);
    let now = world.now.get();
    let session = Session {
        id: SessionId::new(&id, &[8; 16]),
        user: id,
        authenticated_at: Timestamp(now.0 - 60),
        expires_at: now.after(Seconds(3600)),
        methods: vec!["pwd".to_owned()],
        context: Some("basic".to_owned()),
        device: "Firefox on Linux".to_owned(),
        place: None,
    };
    world.sessions.borrow_mut().insert(session.id.clone(), session.clone());
    session
}

/// Returns the contents of a code that the user of a session has granted just now, with a challenge.
pub fn granted(world: &World, session: &Session, scope: &str) -> AuthorizationCode {
    let mut random = [0; GRANT_BYTES];
    world.fill(&mut random).unwrap();
    AuthorizationCode {
        grant: GrantId::new(&session.user, &random),
        session: session.id.clone(),
        scope: scope.split(' ').filter(|value| !value.is_empty()).map(str::to_owned).collect(),
        resources: Vec::new(),
        redirect_uri: CALLBACK.to_owned(),
        names_redirect_uri: true,
        code_challenge: Some(challenge(VERIFIER)),
        dpop_jkt: None,
        nonce: Some("n-0S6_WzA2Mj".to_owned()),
        claims: ClaimsRequest::default(),
        authenticated_at: session.authenticated_at,
        methods: session.methods.clone(),
        context: session.context.clone(),
        expires_at: world.now.get().after(Seconds(60)),
    }
}

/// Returns the code for a client, to which the user has consented.
pub fn seal(world: &World, client: &str, code: &AuthorizationCode) -> String {
    world.consents.borrow_mut().push(Consent {
        user: code.grant.user().unwrap(),
        client_id: client.to_owned(),
        redirect_uri: CALLBACK.to_owned(),
        scope: code.scope.clone(),
        resources: code.resources.clone(),
        client_name: Some("App".to_owned()),
        can_start: false,
        granted_at: world.now.get(),
    });
    let config = world.server.config();
    config.keys.seal_value(Purpose::AuthorizationCode, &[config.issuer.as_str(), client], code).unwrap()
}

/// Registers a client of users with a secret, with these changes.
pub fn app(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "refresh_token"],
        "client_name": "App"});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

/// Sends a token request of a client, with its secret if it has one.
pub fn ask(world: &World, client: &Reply, parameters: &[(&str, &str)]) -> Reply {
    token_request(client, parameters).to(world)
}

/// Makes a token request of a client, with its secret if it has one.
pub fn token_request(client: &Reply, parameters: &[(&str, &str)]) -> Call {
    form("/token", client, parameters)
}

/// Makes a form of a client, with its secret if it has one.
pub fn form(path: &str, client: &Reply, parameters: &[(&str, &str)]) -> Call {
    let id = client.text("client_id");
    match client.member("client_secret").as_str() {
        Some(secret) => Call::form(path, parameters).basic(&id, secret),
        None => Call::form(path, &[parameters, &[("client_id", &*id)]].concat()),
    }
}

/// The parameters of a token request for a code.
pub fn of_code(code: &str) -> [(&str, &str); 4] {
    [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)]
}

/// The parameters of a token request for a refresh token.
pub fn of_refresh(token: &str) -> [(&str, &str); 2] {
    [("grant_type", "refresh_token"), ("refresh_token", token)]
}

/// Redeems a code of this scope for a client.
pub fn redeem(world: &World, client: &Reply, session: &Session, scope: &str) -> Reply {
    let code = seal(world, &client.text("client_id"), &granted(world, session, scope));
    let reply = ask(world, client, &of_code(&code));
    assert_eq!(reply.status(), 200, "{} {}", reply.json(), reply.line);
    reply
}
