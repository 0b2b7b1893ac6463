//! The parameter `claims`. OpenID Connect Core section 5.5.

use serde_json::{Map, Value};

use crate::authorization::parameters::{Parameters, invalid};
use crate::error::Refusal;
use crate::json;
use crate::model::{ClaimsRequest, covers};

/// The longest parameter, in bytes.
const LONGEST: usize = 4096;

/// The most claims for one place.
const MOST_CLAIMS: usize = 32;

/// The longest name of a claim, in bytes.
const LONGEST_NAME: usize = 128;

/// The most values of a claim.
const MOST_VALUES: usize = 16;

/// Reads the claims that a request names. Members that are not known are ignored; `Err` is for malformed ones.
pub fn read(parameters: &Parameters) -> Result<ClaimsRequest, Refusal> {
    let Some(text) = parameters.text("claims", LONGEST)? else { return Ok(ClaimsRequest::default()) };
    let mut members = json::read_object(text.as_bytes()).map_err(|_| invalid("claims", "be a JSON object"))?;
    let mut place = |name: &str| match members.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(claims)) => check(claims),
        Some(_) => Err(invalid("claims", "have JSON objects as its members id_token and userinfo")),
    };
    Ok(ClaimsRequest { id_token: place("id_token")?, userinfo: place("userinfo")? })
}

fn check(claims: Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    if claims.len() > MOST_CLAIMS || claims.keys().any(|name| name.len() > LONGEST_NAME) {
        return Err(invalid("claims", "not have more than 32 claims, each with a name of at most 128 bytes"));
    }
    if claims.values().all(is_sound) {
        Ok(claims)
    } else {
        Err(invalid("claims", "have null, or an object of essential, value and values, for each claim"))
    }
}

/// Returns true for null, and for an object whose known members have their types.
fn is_sound(request: &Value) -> bool {
    let Value::Object(request) = request else { return request.is_null() };
    let is_list = |values: &Value| values.as_array().is_some_and(|it| (1..=MOST_VALUES).contains(&it.len()));
    request.get("essential").is_none_or(Value::is_boolean) && request.get("values").is_none_or(is_list)
}

/// Returns true if the request permits a response about this subject: it is one of the values that the request has.
/// OpenID Connect Core section 5.5.1.
#[must_use]
pub fn permit_subject(claims: &ClaimsRequest, subject: &str) -> bool {
    requests(claims, "sub").all(|request| !has_values(request) || has_value(request, subject))
}

/// Returns true if the request permits a response about a user who signed in with this context. Only an essential `acr`
/// is a demand. OpenID Connect Core section 5.5.1.1.
#[must_use]
pub fn permit_context(claims: &ClaimsRequest, context: Option<&str>) -> bool {
    let is_essential = |request: &&Map<String, Value>| request.get("essential") == Some(&Value::Bool(true));
    requests(claims, "acr").filter(is_essential).all(|request| {
        context.is_some_and(|_| !has_values(request) || values(request).any(|it| is_covered(context, it)))
    })
}

fn requests<'a>(claims: &'a ClaimsRequest, name: &'a str) -> impl Iterator<Item = &'a Map<String, Value>> {
    [&claims.id_token, &claims.userinfo].into_iter().filter_map(move |place| place.get(name)?.as_object())
}

fn has_values(request: &Map<String, Value>) -> bool {
    request.contains_key("value") || request.contains_key("values")
}

fn has_value(request: &Map<String, Value>, wanted: &str) -> bool {
    values(request).any(|value| value == wanted)
}

fn values(request: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    request.get("value").into_iter().chain(request.get("values").and_then(Value::as_array).into_iter().flatten())
}

fn is_covered(context: Option<&str>, wanted: &Value) -> bool {
    wanted.as_str().is_some_and(|wanted| covers(context, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Form;

    fn claims(text: &str) -> Result<ClaimsRequest, Refusal> {
        read(&Parameters::of_browser(Form::of(vec![("claims".to_owned(), text.to_owned())])))
    }

    /// OpenID Connect Core section 5.5.
    #[test]
    fn claims_are_read_strictly() {
        let read = claims(r#"{"userinfo":{"email":null},"id_token":{"acr":{"values":["a","b"],"x":1}},"other":1}"#);
        let read = read.unwrap();
        assert_eq!((read.userinfo.len(), read.id_token.len()), (1, 1));
        assert!(claims(r#"{"id_token":null}"#).unwrap().is_empty());
        for bad in [
            "[]",
            "null",
            r#"{"id_token":[]}"#,
            r#"{"id_token":"acr"}"#,
            r#"{"id_token":{"acr":"a"}}"#,
            r#"{"id_token":{"acr":{"essential":"true"}}}"#,
            r#"{"id_token":{"acr":{"values":"a"}}}"#,
            r#"{"id_token":{"acr":{"values":[]}}}"#,
            r#"{"id_token":{"acr":null,"acr":null}}"#,
        ] {
            assert!(claims(bad).is_err(), "{bad}");
        }
        let many: Vec<String> = (0..33).map(|number| format!("\"c{number}\":null")).collect();
        assert!(claims(&format!("{{\"userinfo\":{{{}}}}}", many.join(","))).is_err());
        assert!(claims(&format!("{{\"userinfo\":{{{}}}}}", many[1..].join(","))).is_ok());
        assert!(claims(&format!("{{\"userinfo\":{{\"{}\":null}}}}", "c".repeat(129))).is_err());
    }

    /// OpenID Connect Core section 5.5.1.
    #[test]
    fn a_subject_and_an_essential_acr_are_demands() {
        for (request, subject, context) in [
            (r#"{"sub":{"value":"u1"}}"#, true, true),
            (r#"{"sub":{"values":["u2","u1"]}}"#, true, true),
            (r#"{"sub":{"value":"u2"}}"#, false, true),
            (r#"{"sub":{"value":1}}"#, false, true),
            (r#"{"sub":null,"acr":{"values":["a"]}}"#, true, true),
            (r#"{"acr":{"essential":true}}"#, true, true),
            (r#"{"acr":{"essential":true,"values":["a","c1"]}}"#, true, true),
            (r#"{"acr":{"essential":true,"values":["a","b"]}}"#, true, false),
            (r#"{"acr":{"essential":false,"value":"a"}}"#, true, true),
        ] {
            for place in ["id_token", "userinfo"] {
                let read = claims(&format!("{{\"{place}\":{request}}}")).unwrap();
                assert_eq!(permit_subject(&read, "u1"), subject, "{request}");
                assert_eq!(permit_context(&read, Some("c1")), context, "{request}");
                assert!(!request.contains("true") || !permit_context(&read, None), "{request}");
            }
        }
    }
}
