//! Pointers into a JSON document. RFC 6901.

use std::fmt;

use serde_json::{Map, Value};

/// A place in a JSON document, outermost step first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointer(Vec<Step>);

/// One step into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An element of an array.
    Index(usize),
    /// A member of an object.
    Name(String),
}

impl Step {
    /// Reads a step. A number counts as an index, although it may be a name.
    fn parse(text: &str) -> Option<Self> {
        if !text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1'])) {
            return None;
        }
        let is_index = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        let index = if is_index { text.parse().ok() } else { None };
        let name = || Self::Name(text.replace("~1", "/").replace("~0", "~"));
        Some(index.map_or_else(name, Self::Index))
    }
}

impl Pointer {
    /// Makes a pointer of steps, innermost first.
    #[must_use]
    pub fn inside_out(mut steps: Vec<Step>) -> Self {
        steps.reverse();
        Self(steps)
    }

    /// Points at the whole document.
    #[must_use]
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// Reads the text form; `None` for any other text. RFC 6901 sections 3 and 5.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::root());
        }
        text.strip_prefix('/')?.split('/').map(Step::parse).collect::<Option<_>>().map(Self)
    }

    /// Points at a member of the document.
    #[must_use]
    pub fn member(name: &str) -> Self {
        Self(vec![Step::Name(name.to_owned())])
    }

    /// Points at the element `index` below this place.
    #[must_use]
    pub fn element(mut self, index: usize) -> Self {
        self.0.push(Step::Index(index));
        self
    }

    /// Points at the member `name` below this place.
    #[must_use]
    pub fn child(mut self, name: &str) -> Self {
        self.0.push(Step::Name(name.to_owned()));
        self
    }

    /// Returns the place inside `member`, with `name` instead of the first step.
    #[must_use]
    pub fn within(&self, member: &str, name: &str) -> Self {
        let first = [Step::Name(member.to_owned()), Step::Name(name.to_owned())];
        Self(first.into_iter().chain(self.0.iter().skip(1).cloned()).collect())
    }

    /// Returns the place inside `member`.
    #[must_use]
    pub fn below(&self, member: &str) -> Self {
        Self(std::iter::once(Step::Name(member.to_owned())).chain(self.0.iter().cloned()).collect())
    }

    /// Returns the place with each name changed.
    #[must_use]
    pub fn with_names(&self, mut shown: impl FnMut(&str) -> String) -> Self {
        let step = |step: &Step| match step {
            Step::Index(index) => Step::Index(*index),
            Step::Name(name) => Step::Name(shown(name)),
        };
        Self(self.0.iter().map(step).collect())
    }

    /// Returns the name of the outermost member, without a language tag; `None` at the root.
    #[must_use]
    pub fn first_name(&self) -> Option<&str> {
        self.first_member().map(|name| name.split('#').next().unwrap_or(name))
    }

    /// Returns the name of the outermost member with its language tag; `None` at the root.
    #[must_use]
    pub fn first_member(&self) -> Option<&str> {
        match self.0.first()? {
            Step::Index(_) => None,
            Step::Name(name) => Some(name),
        }
    }

    /// Returns the member and the index, if this place is an element of an array member.
    #[must_use]
    pub fn as_element(&self) -> Option<(&str, usize)> {
        match &*self.0 {
            [Step::Name(name), Step::Index(index)] => Some((name, *index)),
            _ => None,
        }
    }

    /// Returns the outermost part of this place that is absent from members; `None` if the whole place exists.
    ///
    /// `null` counts as absent, as does an empty string as a member of the document. A missing element is reported as
    /// the array that lacks it.
    #[must_use]
    pub fn first_absent(&self, members: &Map<String, Value>) -> Option<Self> {
        let mut here: Option<&Value> = None;
        for (depth, step) in self.0.iter().enumerate() {
            let is_there = |value: &&Value| !value.is_null() && (depth > 0 || value.as_str() != Some(""));
            let (next, told) = match (step, here) {
                (Step::Name(name), None) => (members.get(name).filter(is_there), depth.saturating_add(1)),
                (Step::Name(name), Some(value)) => (value.get(name).filter(is_there), depth.saturating_add(1)),
                (Step::Index(index), value) => (value.and_then(|value| value.get(index)), depth),
            };
            if next.is_none() {
                return Some(Self(self.0.iter().take(told).cloned().collect()));
            }
            here = next;
        }
        None
    }

    /// Returns the place in words for a description, such as `redirect_uris[1]`.
    ///
    /// Names that are not plain ASCII words are replaced, because a description goes into headers and logs.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut words = String::new();
        for step in &self.0 {
            match step {
                Step::Index(index) => words.extend(["[", &index.to_string(), "]"]),
                Step::Name(name) if is_plain(name) => {
                    if !words.is_empty() {
                        words.push('.');
                    }
                    words.push_str(name);
                }
                Step::Name(_) if words.is_empty() => words.push_str("a member"),
                Step::Name(_) => words.push_str(".(member)"),
            }
        }
        if words.is_empty() { "the request body".to_owned() } else { words }
    }
}

/// The text form of RFC 6901: empty for the whole document.
impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Index(index) => write!(f, "/{index}")?,
                // A pointer ends before a name that is too long.
                Step::Name(name) if name.len() > LONGEST_NAME_SHOWN => break,
                Step::Name(name) => write!(f, "/{}", name.replace('~', "~0").replace('/', "~1"))?,
            }
        }
        Ok(())
    }
}

const LONGEST_NAME_SHOWN: usize = 128;

fn is_plain(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-#.:".contains(&byte);
    !name.is_empty() && name.len() <= LONGEST_NAME_SHOWN && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6901 section 4.
    #[test]
    fn a_place_is_there_or_what_lacks_it_is_told() {
        let members = crate::json::parse_trusted_object(
            r#"{"a":{"b":[{"c":1},null]},"empty":"","nothing":null,"text":{"empty":"","nothing":null}}"#,
        );
        let absent = |pointer: Pointer| pointer.first_absent(members.as_ref().unwrap()).map(|it| it.to_string());
        let at = |name: &str| Pointer::member(name);
        for there in [
            Pointer::root(),
            at("a"),
            at("a").child("b"),
            at("a").child("b").element(0).child("c"),
            at("a").child("b").element(1),
            at("text").child("empty"),
        ] {
            assert_eq!(absent(there.clone()), None, "{there}");
        }
        for (missing, place) in [
            (at("x"), "/x"),
            (at("x").element(3).child("y"), "/x"),
            (at("empty"), "/empty"),
            (at("nothing").child("x"), "/nothing"),
            (at("text").child("nothing"), "/text/nothing"),
            (at("a").child("b").element(0).child("d").child("e"), "/a/b/0/d"),
            (at("a").child("b").element(2), "/a/b"),
            (at("a").child("b").child("x"), "/a/b/x"),
        ] {
            assert_eq!(absent(missing).as_deref(), Some(place));
        }
    }

    /// RFC 6901 sections 3 and 5.
    #[test]
    fn a_pointer_that_is_read_is_written_alike_and_other_texts_are_none() {
        for text in ["", "/", "/a", "/a~1b~0c/3", "/redirect_uris/0", "/a//b", "/01", "/~01", "/client_name#fr"] {
            assert_eq!(Pointer::parse(text).map(|it| it.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Pointer::parse("/redirect_uris/10"), Some(Pointer::member("redirect_uris").element(10)));
        assert_eq!(Pointer::parse("/a~01"), Some(Pointer::member("a~1")));
        for text in ["a", "#/a", " /a", "/~", "/a~2", "/~0~"] {
            assert_eq!(Pointer::parse(text), None, "{text}");
        }
    }

    /// RFC 6901 section 3.
    #[test]
    fn a_pointer_escapes_its_steps_and_shows_no_strange_name_in_words() {
        let pointer = Pointer::member("a/b~c").element(3);
        assert_eq!(pointer.to_string(), "/a~1b~0c/3");
        assert_eq!(pointer.in_words(), "a member[3]");
        assert_eq!(Pointer::member("client_name#ja").first_name(), Some("client_name"));
    }
}
