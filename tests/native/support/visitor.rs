//! A visitor: a user who types a name and a password into pages of the server.

use super::browser::Browser;
use super::{Call, Reply, World};

/// The password of every user of a world.
pub const PASSWORD: &str = "correct horse";

/// A user with a browser of their own.
pub struct Visitor<'a> {
    world: &'a World,
    /// The browser.
    pub browser: Browser,
}

impl<'a> Visitor<'a> {
    /// A visitor whose browser has no cookies.
    pub fn new(world: &'a World) -> Self {
        Self { world, browser: Browser::default() }
    }

    /// Opens an address of the server.
    pub fn get(&self, address: &str) -> Reply {
        self.browser.open(self.world, address)
    }

    /// Sends a form from a page of the server.
    pub fn post(&self, path: &str, parameters: &[(&str, &str)]) -> Reply {
        self.browser.submit(self.world, path, parameters)
    }

    /// Sends a request with the cookies.
    pub fn send(&self, call: Call) -> Reply {
        self.browser.send(self.world, call)
    }

    /// Signs in on the way to the user's own page.
    pub fn sign_in(&self, username: &str, password: &str) -> Reply {
        let request = field(&self.get("/sign-in"), "request");
        self.post("/sign-in", &[("request", &request), ("username", username), ("password", password)])
    }
}

/// Returns a page as text.
pub fn html(reply: &Reply) -> String {
    String::from_utf8(reply.response.body.clone()).expect("a page")
}

/// Returns the value of a hidden field of a page.
pub fn field(reply: &Reply, name: &str) -> String {
    let page = html(reply);
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a field");
    rest.split('"').next().expect("a value").to_owned()
}
