//! An authenticator app, and users who have one.

use base32ct::{Base32UpperUnpadded, Encoding};
use enrol::unit::{Seconds, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::browser::{hidden, page};
use super::visitor::{PASSWORD, Visitor};
use super::{Reply, World};

/// Returns the code that an app with this secret shows at a time. RFC 6238 section 4.2.
pub fn code(secret: &str, at: Timestamp) -> String {
    let key = Base32UpperUnpadded::decode_vec(secret).unwrap();
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(at.0 / 30).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 0xf);
    let number = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Returns the secret that a page shows.
pub fn secret(reply: &Reply) -> String {
    let page = page(reply);
    let (_, rest) = page.split_once("<code translate=\"no\">").unwrap_or_else(|| panic!("no secret: {page}"));
    rest.split_once('<').unwrap().0.to_owned()
}

/// Returns the recovery codes that a page shows.
pub fn recovery_codes(reply: &Reply) -> Vec<String> {
    let page = page(reply);
    let codes: Vec<_> = page.split("<li><code>").skip(1).map(|it| it.split_once('<').unwrap().0.to_owned()).collect();
    assert_eq!(codes.len(), 10, "{page}");
    codes
}

/// A user's authenticator app and recovery codes.
pub struct App {
    /// The secret.
    pub secret: String,
    /// The recovery codes.
    pub codes: Vec<String>,
}

impl App {
    /// Sets an app up at the user's own page, where the user has signed in.
    pub fn set_up(world: &World, visitor: &Visitor<'_>) -> Self {
        let account = visitor.get("/account");
        let token = hidden(&account, "token");
        let offer = visitor.post("/account", &[("token", &token), ("action", "factor-add")]);
        let secret = secret(&offer);
        let fields = ["token", "action", "secret"].map(|name| hidden(&offer, name));
        let [token, action, sealed] = &fields;
        let form =
            [("token", &**token), ("action", action), ("secret", sealed), ("code", &code(&secret, world.now.get()))];
        let shown = visitor.post("/account", &form);
        // The next code is another.
        world.wait(Seconds(30));
        Self { secret, codes: recovery_codes(&shown) }
    }

    /// Returns the code that the app shows now.
    pub fn code(&self, world: &World) -> String {
        code(&self.secret, world.now.get())
    }
}

/// Signs `alice` in and sets an app up. Returns the visitor, who is signed in with the password alone.
pub fn alice_with_app(world: &World) -> (Visitor<'_>, App) {
    world.add_alice();
    let visitor = Visitor::new(world);
    assert_eq!(visitor.sign_in("alice", PASSWORD).status(), 303);
    let app = App::set_up(world, &visitor);
    (visitor, app)
}

/// Sends a code to the page of the second step.
pub fn give(visitor: &Visitor<'_>, step: &str, code: &str) -> Reply {
    visitor.post("/sign-in/factor", &[("step", step), ("code", code)])
}

/// Types the password; returns the sealed sign-in of the page of the second step.
pub fn first_step(visitor: &Visitor<'_>) -> String {
    let reply = visitor.sign_in("alice", PASSWORD);
    assert_eq!(reply.status(), 200);
    hidden(&reply, "step")
}
