//! Any bytes as an attestation object, as a new credential, and as the data of an authenticator. The first byte chooses.

#![no_main]

use enrol::client_metadata::PublicKey;
use enrol::http::{Cookie, Method};
use enrol::json::Pointer;
use enrol::model::{Destination, Passkey, Waiting};
use enrol::sign_in::{self, Authentication};
use enrol_testing::authenticator::{Authenticator, attestation_object, encoded};
use enrol_testing::{Call, ISSUER, Reply, Signatures, World, run};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

thread_local! {
    static SCENE: Scene = Scene::new();
}

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    SCENE.with(|scene| match kind % 3 {
        0 => scene.add(bytes),
        1 => scene.add(&attestation_object(&[&scene.relying_party, bytes].concat())),
        _ => scene.sign_in(&[&scene.relying_party, bytes].concat()),
    });
});

/// A server whose signatures all verify, and a browser in which a user with a passkey has signed in.
struct Scene {
    world: World,
    cookies: String,
    /// The cookies of a browser in which nobody has signed in: a sign-in would end the session of the other one.
    browser: String,
    relying_party: Vec<u8>,
    passkey: Passkey,
    handle: Vec<u8>,
    account: Reply,
    asked: Reply,
}

impl Scene {
    fn new() -> Self {
        let world = World::with(&[("PASSKEYS", "allowed")]);
        world.signatures.set(Signatures::Assumed);
        let user = world.add_alice();
        let now = world.now.get();
        let waiting = Waiting { destination: Destination::Account, began_at: now, expires_at: now };
        let request = Call::new(Method::Post, "/sign-in").into_request();
        let config = world.server.config();
        let by = Authentication { at: now, methods: &["hwk", "user", "mfa"], context: None, password: None };
        let begun = run(sign_in::begin(&user, by, &request, (&waiting, ""), config, &world));
        let asked = Call::get("/sign-in").to(&world);
        let begun = begun.expect("a session").cookies;
        let text = |cookies: &[Cookie]| {
            let pairs: Vec<String> = cookies.iter().map(|it| format!("{}={}", it.name(), it.value())).collect();
            pairs.join("; ")
        };
        let (cookies, browser) = (text(&begun), text(&asked.response.cookies));
        let account = Call::get("/account").header("cookie", &cookies).to(&world);
        let mut authenticator = Authenticator::new(1);
        let answer = authenticator.create(&options(&account), ISSUER);
        let relying_party = answer.data()[..32].to_vec();
        let added = add(&world, &cookies, &account, &answer.credential());
        assert_eq!(added.status(), 303, "{}", added.line);
        let passkey = world.passkeys.borrow()[0].clone();
        let handle = authenticator.handle.clone();
        Self { world, cookies, browser, relying_party, passkey, handle, account, asked }
    }

    /// Adds a passkey, or does not. Every key that is stored can be read again.
    fn add(&self, object: &[u8]) {
        self.world.passkeys.borrow_mut().clear();
        self.world.spent.borrow_mut().clear();
        let mut credential = Authenticator::new(2).create(&options(&self.account), ISSUER).credential();
        credential["response"]["attestationObject"] = json!(encoded(object));
        // The identifier of the credential, wherever it is.
        if let Some(id) = object.windows(18).find(|part| part.starts_with(&[0, 16])) {
            credential["id"] = json!(encoded(&id[2..]));
        }
        let reply = add(&self.world, &self.cookies, &self.account, &credential);
        let passkeys = self.world.passkeys.borrow();
        assert_eq!((reply.status(), reply.line.contains("\"reason\":")), (303, passkeys.is_empty()), "{}", reply.line);
        for passkey in passkeys.iter() {
            let key = PublicKey::read(&passkey.public_key, &Pointer::root());
            assert!(key.is_ok_and(|key| key.is_some()) && (1..=1364).contains(&passkey.id.len()));
            assert!(object.windows(32).any(|part| part == self.relying_party));
        }
    }

    /// Signs in, or does not: only with data that says that the user was present and verified.
    fn sign_in(&self, data: &[u8]) {
        *self.world.passkeys.borrow_mut() = vec![self.passkey.clone()];
        self.world.spent.borrow_mut().clear();
        let options = options(&self.asked);
        let client_data = json!({"type": "webauthn.get", "challenge": options["challenge"], "origin": ISSUER});
        // Two numbers in DER, which counts as a signature here.
        let signature = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];
        let response = json!({
            "clientDataJSON": encoded(client_data.to_string()),
            "authenticatorData": encoded(data),
            "signature": encoded(signature),
            "userHandle": encoded(&self.handle),
        });
        let credential = json!({"id": self.passkey.id, "response": response}).to_string();
        let form = [("request", &*field(&self.asked, "request")), ("credential", &*credential)];
        let reply = Call::form("/sign-in/passkey", &form).header("cookie", &self.browser).to(&self.world);
        let is_in = reply.status() == 303;
        assert!(is_in || (reply.status() == 200 && reply.line.contains("\"reason\":")), "{}", reply.line);
        if is_in {
            let flags = data[32];
            assert!(flags & 0x05 == 0x05 && flags & 0x58 == 0, "{flags:02x}");
            let counter = u32::from_be_bytes(data[33..37].try_into().expect("four bytes"));
            assert_eq!(self.world.passkeys.borrow()[0].counter, counter);
        }
    }
}

fn add(world: &World, cookies: &str, account: &Reply, credential: &Value) -> Reply {
    let (token, credential) = (field(account, "token"), credential.to_string());
    let form = [("token", &*token), ("action", "add-passkey"), ("credential", &*credential)];
    Call::form("/account", &form).header("cookie", cookies).to(world)
}

/// Returns the options for the browser that a page has.
fn options(page: &Reply) -> Value {
    let text = between(page, "data-passkey=\"").replace("&quot;", "\"").replace("&amp;", "&");
    serde_json::from_str(&text).expect("options")
}

/// Returns the value of a hidden field.
fn field(page: &Reply, name: &str) -> String {
    between(page, &format!("name=\"{name}\" value=\""))
}

fn between(page: &Reply, start: &str) -> String {
    let page = String::from_utf8_lossy(&page.response.body).into_owned();
    let (_, rest) = page.split_once(start).expect("the start");
    rest.split('"').next().expect("the end").to_owned()
}
