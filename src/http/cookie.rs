//! Cookies. RFC 6265bis.

use crate::http::{Field, Request};
use crate::unit::Seconds;

/// A cookie for this host alone, which no script can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    name: String,
    value: String,
    life: Option<Seconds>,
    is_secure: bool,
}

impl Cookie {
    /// Makes a cookie that ends with the browser, or after its life. The value has unreserved characters.
    #[must_use]
    pub const fn new(name: String, value: String, life: Option<Seconds>, is_secure: bool) -> Self {
        Self { name, value, life, is_secure }
    }

    /// Makes a cookie that removes the cookie of this name.
    #[must_use]
    pub const fn removal(name: String, is_secure: bool) -> Self {
        Self { name, value: String::new(), life: Some(Seconds(0)), is_secure }
    }

    /// Returns the value of the `set-cookie` field.
    #[must_use]
    pub fn field(&self) -> String {
        let Self { name, value, .. } = self;
        let life = self.life.map_or_else(String::new, |Seconds(life)| format!("; Max-Age={life}"));
        let secure = if self.is_secure { "; Secure" } else { "" };
        // With `Strict`, browsers would not send the session with the request by which an app sends the user here.
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}")
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the value.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl Request {
    /// Returns the value of a cookie; `None` if it is absent, and if it is repeated: then another host or path has set
    /// one of the two.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let field = self.headers.value(Field::Cookie)?;
        let pairs = field.split(';').filter_map(|pair| pair.trim().split_once('='));
        let mut values = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value);
        values.next().filter(|_| values.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Body, Head, Headers, Method};

    fn read(field: &str) -> Option<String> {
        let mut headers = Headers::default();
        headers.add(Field::Cookie, field);
        let head = Head { method: Method::Get, url: "https://as.example/", address: None, ray_id: None };
        head.request(headers, Body::Complete(Vec::new())).cookie("a").map(str::to_owned)
    }

    #[test]
    fn a_cookie_is_read_by_its_exact_name_once() {
        assert_eq!(read("a=1"), Some("1".to_owned()));
        assert_eq!(read("b=2; a=1=2;c"), Some("1=2".to_owned()));
        for other in ["", "A=1", "aa=1", "a", "b=a=1", "a=1; a=2"] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn a_cookie_is_for_this_host_alone_and_no_script_reads_it() {
        let cookie = Cookie::new("__Host-a".to_owned(), "v".to_owned(), Some(Seconds(60)), true);
        assert_eq!(cookie.field(), "__Host-a=v; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60");
        let removal = Cookie::removal("a".to_owned(), false);
        assert_eq!(removal.field(), "a=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        assert_eq!(
            Cookie::new("a".to_owned(), "v".to_owned(), None, false).field(),
            "a=v; Path=/; HttpOnly; SameSite=Lax"
        );
    }
}
