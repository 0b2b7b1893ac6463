//! A registration in the making: the steps between the request and the client that is accepted. RFC 7591 sections 2.3 and 3.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::client_metadata::ClientMetadata;
use crate::error::{Error, Invalid, Refusal};
use crate::http::Peer;
use crate::model::{self, Bounds, Config, RegisteredClient, StatementIssuer};
use crate::policy::{Policy, RIGHT, RegistrantPolicy, RequestLimits, Template};
use crate::ports::{Cache, Clock, Fetch, Throttle, Verify};
use crate::registration::certificate::{bind_again, bind_to_certificate};
use crate::registration::template::{address_to_sender, template_of_client, template_of_registrant};
use crate::registration::{Registrant, RegistrationRequest, key_certificates, sector_identifier};
use crate::rules::{self, Explanation, ValidatedClient};
use crate::software_statement::{ClaimedMembers, Overlay, Statement, unapproved};

/// The members of a request, overridden by the claims of its software statement, with all that decides on them.
///
/// A registration and an update make their drafts in different ways. All later steps are the same for both.
pub struct Draft<'a> {
    pub(super) request: &'a RegistrationRequest,
    pub(super) members: Cow<'a, Map<String, Value>>,
    /// The members that come from claims.
    pub(super) claimed: ClaimedMembers,
    /// Claims that are left out because they cannot be read.
    pub(super) unusable: Vec<Invalid>,
    /// Claims that are no members and that the client is told.
    pub(super) extras: Map<String, Value>,
    pub(super) template: Option<&'a Template>,
    /// The trusted issuer of the software statement.
    pub(super) issuer: Option<&'a StatementIssuer>,
    /// The limits of this request, beside the policy for all clients.
    pub(super) limits: RequestLimits<'a>,
    /// The policy that is only tried.
    pub(super) shadow: Option<&'a RegistrantPolicy>,
    /// The name of the right to register, as the issuer of the access token calls it.
    pub(super) right: &'a str,
    /// The bounds of the client from now on.
    pub(super) bounds: Option<Bounds>,
}

/// A client that the rules accept, and the values that were left out of it.
pub struct Accepted {
    /// The client.
    pub client: ValidatedClient,
    /// The values that were asked for and are not registered.
    pub dropped: Vec<Invalid>,
}

impl<'a> Draft<'a> {
    /// Makes the draft of a new client.
    ///
    /// `Err` is for a claim that the request contradicts, and for a template that the registrant may not use.
    pub fn of_registration(
        request: &'a RegistrationRequest,
        registrant: &'a Registrant,
        config: &'a Config,
    ) -> Result<Self, Error> {
        let statement = request.statement.as_ref();
        let (members, claimed) = match statement.map(|it| it.overlay(&request.members, None)).transpose()? {
            Some(Overlay { members, claimed }) => (Cow::Owned(members), claimed),
            None => (Cow::Borrowed(&request.members), ClaimedMembers::default()),
        };
        let template = template_of_registrant(&members, registrant, &config.policy);
        let template = template.map_err(|refusal| claimed.error(refusal.into()))?;
        check_template_of_statement(template, statement, registrant, config)?;
        let bounds = bounds_of_new_client(registrant, template, statement, config)?;
        Ok(Self {
            limits: request.limits(registrant.bounds(), &members),
            bounds: bind_to_certificate(bounds, request, &members, registrant, config)?,
            extras: statement.map(Statement::extras).unwrap_or_default(),
            unusable: statement.map(Statement::unusable).unwrap_or_default(),
            shadow: None,
            right: registrant.right(),
            issuer: statement.map(|statement| &statement.issuer),
            request,
            members,
            claimed,
            template,
        })
    }

    /// Makes the draft of an update from members that a statement has overridden already.
    ///
    /// `Err` is for a client whose template is gone, and for one that asks for a template.
    pub(super) fn of_client(
        request: &'a RegistrationRequest,
        current: &'a RegisteredClient,
        overlay: Overlay,
        config: &'a Config,
    ) -> Result<Self, Error> {
        let Overlay { members, claimed } = overlay;
        let template = template_of_client(current, &members, config);
        let template = template.map_err(|invalid| claimed.invalid(invalid.pointing_into(&members)))?;
        Ok(Self {
            limits: request.limits(current.bounds.as_ref(), &members),
            bounds: bind_again(current.bounds.clone(), request, &members, current, config)?,
            extras: current.metadata.extras(),
            unusable: Vec::new(),
            shadow: None,
            right: RIGHT,
            issuer: None,
            members: Cow::Owned(members),
            request,
            claimed,
            template,
        })
    }

    /// Asks the rules, the template, and the bounds of the client.
    pub fn accept(&self, policy: &Policy) -> Result<Accepted, Error> {
        self.accept_within(policy, &self.limits).map_err(|error| self.address(error))
    }

    /// Asks them within limits.
    pub(super) fn accept_within(&self, policy: &Policy, limits: &RequestLimits<'_>) -> Result<Accepted, Error> {
        let (client, dropped) = match self.template {
            // A client of a template has all of it or nothing.
            Some(_) => (rules::accept_within(&self.filled(), policy, limits)?, Vec::new()),
            None => rules::accept_in_part(&self.members, policy, limits)?,
        };
        self.template.map_or(Ok(()), |template| template.check(&self.members, client.members()))?;
        self.check_rights(client.metadata())?;
        let (client, excess) = model::limit_scope(client, self.bounds.as_ref(), policy)?;
        model::check_size(client.members(), &self.request.members, self.bounds.as_ref())?;
        let dropped = dropped.into_iter().chain(excess).map(|invalid| self.claimed.invalid(invalid));
        Ok(Accepted {
            client: client.with_extras(self.extras.clone()),
            dropped: self.unusable.iter().cloned().chain(dropped).collect(),
        })
    }

    /// Compares the client with what others say of it: the sector identifier document that it names, and the authorities of
    /// the certificates of its keys.
    pub async fn verify_outside(
        &self,
        client: &ValidatedClient,
        peer: Peer,
        config: &Config,
        ports: &(impl Cache + Clock + Fetch + Throttle + Verify),
    ) -> Result<(), Error> {
        let verified = match sector_identifier::verify(client, peer, config, ports).await {
            Ok(()) => key_certificates::verify(client, config, ports).await,
            refused => refused,
        };
        verified.map_err(|error| self.address(error))
    }

    /// Says what would become of the request, in all its members. Nothing is stored.
    pub fn explain(&self, policy: &Policy) -> Result<Explanation, Error> {
        let mut explanation = match self.template {
            Some(template) => {
                let explanation = rules::explain_whole(&self.filled(), policy, &self.limits);
                let told =
                    explanation.refusals.into_iter().map(|invalid| template.point_at_request(invalid, &self.members));
                let differing = template.check(&self.members, &explanation.members).err();
                Explanation { refusals: told.chain(differing).collect(), ..explanation }
            }
            None => rules::explain(&self.members, policy, &self.limits),
        };
        let shown = ValidatedClient::restore(explanation.members.clone());
        match model::limit_scope(shown, self.bounds.as_ref(), policy) {
            Ok((shown, excess)) => {
                explanation.members = shown.into_members();
                explanation.dropped.extend(excess);
            }
            Err(invalid) => explanation.refusals.push(invalid),
        }
        let size = model::check_size(&explanation.members, &self.request.members, self.bounds.as_ref());
        explanation.refusals.extend(size.err());
        if explanation.refusals.is_empty() {
            self.check_rights(&ClientMetadata::read_well_formed(&explanation.members))?;
        }
        let from_claims = |invalid: Invalid| self.claimed.invalid(invalid);
        let dropped = self.unusable.iter().cloned().chain(explanation.dropped);
        Ok(Explanation {
            dropped: dropped.map(from_claims).collect(),
            refusals: explanation.refusals.into_iter().map(from_claims).collect(),
            ..explanation
        })
    }

    /// Returns the members with those of the template.
    fn filled(&self) -> Cow<'_, Map<String, Value>> {
        match self.template {
            Some(template) => Cow::Owned(template.fill(&self.members, self.limits.allowed)),
            None => Cow::Borrowed(&self.members),
        }
    }

    /// Checks the rights of the access token; `Err` names the missing right as the issuer of the token does.
    fn check_rights(&self, metadata: &ClientMetadata) -> Result<(), Refusal> {
        self.limits.allowed.check_rights(metadata).map_err(|refusal| match refusal {
            Refusal::InsufficientScope(missing) => Refusal::InsufficientScope(missing.replacen(RIGHT, self.right, 1)),
            refusal => refusal,
        })
    }

    /// Points a refusal at the place that its sender can mend: a member of the request, a claim, or the request as a whole.
    fn address(&self, error: Error) -> Error {
        self.claimed.error(address_to_sender(error, self.template, &self.members))
    }
}

/// Says what a registration with these members would make of a template, under the policy for a kind of registrant if one is given.
/// Nothing is stored.
pub fn preview(
    template: &Template,
    members: Map<String, Value>,
    registrant: Option<&str>,
    config: &Config,
) -> Result<Explanation, Error> {
    let request = RegistrationRequest { certificate: None, members, statement: None, signed: None };
    let mut draft = Draft {
        members: Cow::Borrowed(&request.members),
        claimed: ClaimedMembers::default(),
        unusable: Vec::new(),
        extras: Map::new(),
        template: Some(template),
        issuer: None,
        limits: RequestLimits::default(),
        shadow: None,
        right: RIGHT,
        bounds: Some(Bounds::default().of_template(template.name())),
        request: &request,
    };
    if let Some(kind) = registrant {
        draft.put_under_kind(kind, config.data()?);
    }
    draft.explain(&config.policy)
}

/// Checks that a statement which alone permits the registration may have clients of the template.
fn check_template_of_statement(
    template: Option<&Template>,
    statement: Option<&Statement>,
    registrant: &Registrant,
    config: &Config,
) -> Result<(), Refusal> {
    match (template, statement, registrant) {
        (Some(template), Some(statement), Registrant::StatementHolder) if !statement.is_of(template.name(), config) => {
            Err(unapproved("its issuer may not have clients of the template"))
        }
        _ => Ok(()),
    }
}

/// Returns the bounds of a new client for as long as it lives: those of its registrant, its template and its statement.
fn bounds_of_new_client(
    registrant: &Registrant,
    template: Option<&Template>,
    statement: Option<&Statement>,
    config: &Config,
) -> Result<Option<Bounds>, Refusal> {
    let bounds = registrant.bounds_of_client(config.issuer.as_str());
    let bounds = match template {
        Some(template) => Some(bounds.unwrap_or_default().of_template(template.name())),
        None => bounds,
    };
    match statement {
        Some(statement) => statement.bounds(bounds.unwrap_or_default()).map(Some),
        None => Ok(bounds),
    }
}
