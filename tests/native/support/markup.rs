//! A strict reader of the HTML that the server makes.

/// An element as it opens.
#[derive(Debug)]
pub struct Element<'a> {
    pub name: &'a str,
    pub attributes: Vec<(&'a str, &'a str)>,
}

impl Element<'_> {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// All elements of a page, in order. Panics for markup that this server never makes: unquoted values, comments, or an end
/// that does not match.
pub fn elements(html: &str) -> Vec<Element<'_>> {
    const VOID: [&str; 4] = ["img", "input", "link", "meta"];
    let mut elements = Vec::new();
    let mut open = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").expect("a document type");
    while let Some((text, tag)) = rest.split_once('<') {
        assert!(!text.contains('>'), "a loose > in {text}");
        rest = tag;
        if let Some(closing) = rest.strip_prefix('/') {
            let (name, after) = closing.split_once('>').expect("the end of a tag");
            assert_eq!(open.pop(), Some(name), "{open:?}");
            rest = after;
            continue;
        }
        let length = rest.find([' ', '>']).expect("the end of a name");
        let (name, after) = rest.split_at(length);
        let mut element = Element { name, attributes: Vec::new() };
        rest = after;
        while let Some(attribute) = rest.strip_prefix(' ') {
            let length = attribute.find([' ', '>', '=']).expect("the end of a name");
            let (name, after) = attribute.split_at(length);
            let (value, after) = match after.strip_prefix("=\"") {
                Some(quoted) => quoted.split_once('"').expect("a closing quotation mark"),
                None => ("", after),
            };
            element.attributes.push((name, value));
            rest = after;
        }
        rest = rest.strip_prefix('>').expect("the end of a tag");
        if element.name == "style" {
            let (_, after) = rest.split_once("</style>").expect("the end of the style sheet");
            rest = after;
        } else if !VOID.contains(&element.name) {
            open.push(element.name);
        }
        elements.push(element);
    }
    assert!(open.is_empty() && !rest.contains('>'), "{open:?} is open");
    elements
}

/// The text of a page without its tags, with the characters that were escaped.
pub fn text(html: &str) -> String {
    let body = html.split_once("</head>").map_or(html, |(_, body)| body);
    let text: String = body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (escaped, character)| text.replace(escaped, character))
}
