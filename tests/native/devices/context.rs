//! Clients of devices that ask for a second factor. RFC 9470 section 5.

use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::json;

use super::{GRANTS, begin, poll, tool, type_code};
use crate::support::World;
use crate::support::browser::{hidden, page};
use crate::support::second_factor::{code, give, secret};
use crate::support::visitor::{PASSWORD, Visitor};

const MFA: &str = "https://refeds.org/profile/mfa";

/// The code of a device is no way around the second factor that its client registered, or asks for.
#[test]
fn a_device_whose_client_asks_for_a_second_factor_waits_for_it() {
    for (members, parameters) in [(json!({"default_acr_values": [MFA]}), &[][..]), (json!({}), &[("acr_values", MFA)])]
    {
        let world = World::with(&[("GRANT_TYPES_SUPPORTED", GRANTS), ("SCOPES_SUPPORTED", "read write")]);
        let client = tool(&world, &members);
        let begun = begin(&world, &client, parameters);
        world.add_alice();
        let visitor = Visitor::new(&world);
        visitor.sign_in("alice", PASSWORD);
        let typed = begun.text("user_code");
        let asked = type_code(&world, &visitor.browser, &typed);
        assert!(page(&asked).contains("action=\"/sign-in\""), "{members}: {}", page(&asked));
        let form = [("request", &*hidden(&asked, "request")), ("username", "alice"), ("password", PASSWORD)];
        let offer = visitor.post("/sign-in", &form);
        let done = give(&visitor, &hidden(&offer, "step"), &code(&secret(&offer), world.now.get()));
        let next = format!("href=\"https://as.example/device?user_code={typed}\"");
        assert!(page(&done).contains(&next), "{}", page(&done));
        let asked = type_code(&world, &visitor.browser, &typed);
        let form = [("request", &*hidden(&asked, "request")), ("decision", "allow")];
        visitor.post("/device", &form);
        let tokens = poll(&world, &client, &begun);
        let token = Token::read(&tokens.text("access_token"), ByteCount(16_384)).unwrap();
        assert_eq!(token.claims.members()["acr"], MFA, "{members}");
    }
}
