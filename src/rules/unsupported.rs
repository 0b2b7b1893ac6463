//! Drops grant types and response types that a client cannot have, beside others that it can have. RFC 7591 section
//! 3.2.1.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::client_metadata::{GrantType, Keyword, List, Member, ResponseType, is_present};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{Policy, RequestLimits, UnsupportedValues};
use crate::rules::choices::offers_only_none;
use crate::rules::grants::{must_be_answered, must_be_proven, must_be_supported, redirects};
use crate::rules::partial::RemovedElements;

/// A request without its unsupported values.
pub struct ReducedRequest<'a> {
    /// The members that remain.
    pub members: Cow<'a, Map<String, Value>>,
    /// The positions of the removed values.
    pub removed: RemovedElements,
    /// The reason for each removed value, at its position in the request.
    pub dropped: Vec<Invalid>,
}

impl<'a> ReducedRequest<'a> {
    /// Keeps all values of a request.
    pub fn whole(requested: &'a Map<String, Value>) -> Self {
        Self { members: Cow::Borrowed(requested), removed: RemovedElements::default(), dropped: Vec::new() }
    }
}

/// A requested value, and the message that drops it.
struct RequestedValue<T> {
    value: T,
    must: Option<String>,
}

/// Drops unsupported types, grants that need authentication for a public client, and grants without a response type.
///
/// If nothing useful would remain, nothing is dropped, and the rules refuse the request. A grant beyond the limits of
/// the request stays as well, so that it refuses the request.
pub fn drop_unsupported<'a>(
    requested: &'a Map<String, Value>,
    policy: &Policy,
    limits: &RequestLimits<'_>,
) -> ReducedRequest<'a> {
    let (Some(mut grants), Some(mut types), UnsupportedValues::Drop) =
        (read::<GrantType>(requested, GRANTS), read::<ResponseType>(requested, TYPES), policy.unsupported_values)
    else {
        return ReducedRequest::whole(requested);
    };
    let is_public = is_public(requested, policy, limits);
    let may_drop = |grant: &GrantType| limits.allowed.has_grant(grant);
    for RequestedValue { value, must } in grants.iter_mut().filter(|grant| may_drop(&grant.value)) {
        *must = must_be_supported(value, &policy.grant_types_supported)
            .or_else(|| must_be_proven(value, is_public))
            .or_else(|| limits.must_be_in_policy(value));
    }
    for RequestedValue { value, must } in &mut types {
        *must = must_be_supported(value, &policy.response_types_supported);
    }
    let default = [RequestedValue { value: GrantType::AuthorizationCode, must: None }];
    let needs_type = kept(if is_sent(requested, GRANTS) { &grants } else { &default }).any(redirects);
    // Without any response type the client would be useless: the rules get the types as sent, and refuse them at their
    // places.
    if kept(&types).next().is_none() && needs_type {
        for response_type in &mut types {
            response_type.must = None;
        }
    }
    for RequestedValue { value, must } in grants.iter_mut().filter(|it| it.must.is_none() && may_drop(&it.value)) {
        let answers = |response_type: &ResponseType| policy.grants_of(response_type).contains(value);
        let was_answered = types.iter().any(|it| answers(&it.value));
        if redirects(value) && was_answered && !kept(&types).any(answers) {
            *must = Some(must_be_answered(value));
        }
    }
    let is_of_use = !is_sent(requested, GRANTS) || kept(&grants).any(|grant| *grant != GrantType::RefreshToken);
    if is_of_use {
        without(requested, &[(GRANTS, musts(grants)), (TYPES, musts(types))])
    } else {
        ReducedRequest::whole(requested)
    }
}

/// Reads the values of a list: empty if it was not sent, `None` if it is malformed.
fn read<T: Keyword + Member>(requested: &Map<String, Value>, member: &str) -> Option<Vec<RequestedValue<T>>> {
    let Some(value) = requested.get(member).filter(|value| is_present(value)) else { return Some(Vec::new()) };
    let list = List::<T>::of(value)?;
    Some(list.as_slice().iter().map(|value| RequestedValue { value: value.clone(), must: None }).collect())
}

fn is_sent(requested: &Map<String, Value>, member: &str) -> bool {
    requested.get(member).is_some_and(is_present)
}

fn kept<T>(requested: &[RequestedValue<T>]) -> impl Iterator<Item = &T> {
    requested.iter().filter(|it| it.must.is_none()).map(|it| &it.value)
}

fn musts<T>(requested: Vec<RequestedValue<T>>) -> Vec<Option<String>> {
    requested.into_iter().map(|it| it.must).collect()
}

/// Returns true if the client chooses `none` as its method. A client that chooses no method gets one that fits its
/// grants.
fn is_public(requested: &Map<String, Value>, policy: &Policy, limits: &RequestLimits<'_>) -> bool {
    let offers = offers_only_none(requested, policy, limits);
    offers.unwrap_or_else(|| requested.get("token_endpoint_auth_method").is_some_and(|method| method == "none"))
}

/// Removes the values with a message from the request.
fn without<'a>(requested: &'a Map<String, Value>, lists: &[(&str, Vec<Option<String>>)]) -> ReducedRequest<'a> {
    let mut whole = ReducedRequest::whole(requested);
    for (member, musts) in lists {
        for (index, must) in musts.iter().enumerate() {
            let Some(must) = must else { continue };
            whole.dropped.push(Invalid::new(Pointer::member(member).element(index), must.clone()));
        }
        // From the end, so that earlier positions do not change.
        for (index, _) in musts.iter().enumerate().rev().filter(|(_, must)| must.is_some()) {
            if let Some(Value::Array(values)) = whole.members.to_mut().get_mut(*member) {
                values.remove(index);
                whole.removed.note(member, index);
            }
        }
    }
    whole
}

const GRANTS: &str = "grant_types";
const TYPES: &str = "response_types";
