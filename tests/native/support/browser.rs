//! A browser: it keeps cookies, and follows nothing by itself.

use std::cell::RefCell;
use std::collections::BTreeMap;

use enrol::http::Method;
use enrol::key_ring::Purpose;
use enrol::model::{AuthorizationCode, Destination, User, Waiting, context_of};
use enrol::sign_in::{self, Authentication, WAITING_LIFE};
use form_urlencoded::Serializer;

use super::{Call, Reply, World, run};

/// A browser with its cookies.
#[derive(Default)]
pub struct Browser {
    cookies: RefCell<BTreeMap<String, String>>,
}

impl Browser {
    /// A browser in which a user has signed in.
    pub fn of(world: &World, user: &User) -> Self {
        let browser = Self::default();
        browser.sign_in(world, user);
        browser
    }

    /// Signs a user in, as the sign-in page does.
    pub fn sign_in(&self, world: &World, user: &User) {
        self.sign_in_by(world, user, &["pwd"]);
    }

    /// Signs a user in with these methods.
    pub fn sign_in_by(&self, world: &World, user: &User, methods: &[&str]) {
        let now = world.now.get();
        let waiting = Waiting { destination: Destination::Account, began_at: now, expires_at: now.after(WAITING_LIFE) };
        let request = self.dressed(Call::new(Method::Post, "/sign-in")).into_request();
        let (config, context) = (world.server.config(), context_of(methods));
        let by = Authentication { at: now, methods, context, password: None };
        let response = run(sign_in::begin(user, by, &request, (&waiting, ""), config, world)).unwrap();
        self.keep(response.cookies.iter().map(|cookie| (cookie.name(), cookie.value())));
    }

    /// Opens an address of the server.
    pub fn open(&self, world: &World, address: &str) -> Reply {
        let path = address.strip_prefix("https://as.example").unwrap_or(address);
        self.send(world, Call::get(path))
    }

    /// Opens the authorization endpoint with these parameters.
    pub fn ask(&self, world: &World, parameters: &[(&str, &str)]) -> Reply {
        self.open(world, &format!("/authorize?{}", query(parameters)))
    }

    /// Sends a form from a page of the server.
    pub fn submit(&self, world: &World, path: &str, parameters: &[(&str, &str)]) -> Reply {
        self.send(world, Call::form(path, parameters).header("origin", "https://as.example"))
    }

    /// Sends a request with the cookies, and keeps those of the response.
    pub fn send(&self, world: &World, call: Call) -> Reply {
        let reply = self.dressed(call).to(world);
        self.keep(reply.response.cookies.iter().map(|cookie| (cookie.name(), cookie.value())));
        reply
    }

    /// Loses a cookie.
    pub fn forget(&self, name: &str) {
        self.cookies.borrow_mut().remove(name);
    }

    /// Returns the names of the cookies.
    pub fn cookies(&self) -> Vec<String> {
        self.cookies.borrow().keys().cloned().collect()
    }

    /// Adds the cookies to a request.
    pub fn dressed(&self, call: Call) -> Call {
        let cookies = self.cookies.borrow();
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { call } else { call.header("cookie", &pairs.join("; ")) }
    }

    fn keep<'a>(&self, cookies: impl Iterator<Item = (&'a str, &'a str)>) {
        for (name, value) in cookies {
            match value {
                "" => self.cookies.borrow_mut().remove(name),
                value => self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned()),
            };
        }
    }
}

/// Encodes parameters.
pub fn query(parameters: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// Returns the text of a page.
pub fn page(reply: &Reply) -> String {
    assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"), "status {}", reply.status());
    String::from_utf8(reply.response.body.clone()).unwrap()
}

/// Returns the value of a hidden field of a page.
pub fn hidden(reply: &Reply, name: &str) -> String {
    let page = page(reply);
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("no field {name}: {page}"));
    rest.split_once('"').unwrap().0.to_owned()
}

/// Returns the address that a response leads to: by a redirection, or by a page that leads on at once.
pub fn destination(reply: &Reply) -> Option<String> {
    let page = String::from_utf8_lossy(&reply.response.body);
    let led = page.split_once("http-equiv=\"refresh\" content=\"0;url=").and_then(|(_, rest)| rest.split_once('"'));
    let led = led.map(|(address, _)| address.replace("&amp;", "&"));
    reply.header("location").map(str::to_owned).or(led)
}

/// Returns the parameters of a response that leads to this URI.
pub fn answer(reply: &Reply, redirect_uri: &str) -> BTreeMap<String, String> {
    let page = || String::from_utf8_lossy(&reply.response.body).into_owned();
    let location = destination(reply).unwrap_or_else(|| panic!("{} {}", reply.status(), page()));
    let rest = location.strip_prefix(redirect_uri).unwrap_or_else(|| panic!("{location}"));
    form_urlencoded::parse(&rest.as_bytes()[1..]).into_owned().collect()
}

/// Opens a code.
pub fn code(world: &World, client_id: &str, code: &str) -> Option<AuthorizationCode> {
    let config = world.server.config();
    config.keys.open_value(Purpose::AuthorizationCode, &[config.issuer.as_str(), client_id], code)
}
