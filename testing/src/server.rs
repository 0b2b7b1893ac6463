//! The server under test, and the names of those around it.

use enrol::route::Server;
use enrol::unit::Timestamp;

/// The issuer identifier of the server.
pub const ISSUER: &str = "https://as.example";

/// Two keys of 32 bytes for a master secret. A server has the first one unless its settings say otherwise.
pub const KEYS: [&str; 2] =
    ["k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8"];

/// The time at which a world begins.
pub const NOW: Timestamp = Timestamp(1_800_000_000);

/// An issuer of software statements.
pub const DIRECTORY: &str = "https://directory.example";

/// The address of that issuer's keys.
pub const DIRECTORY_KEYS: &str = "https://directory.example/jwks";

/// Starts a server with these settings. Without other settings it is open to everybody.
pub fn start(settings: &[(&str, &str)]) -> Server {
    let base = [("ISSUER", ISSUER), ("MASTER_SECRET", KEYS[0]), ("REGISTRATION_MODE", "open")];
    let all: Vec<_> = settings.iter().chain(&base).collect();
    let setting = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    Server::start(setting).expect("a configuration")
}
