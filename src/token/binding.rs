//! The keys that tokens of a client are bound to. RFC 8705 section 3, RFC 9449 section 5.

use crate::authentication::dpop::Proof;
use crate::client_metadata::ClientMetadata;
use crate::error::{Error, Invalid, ProofPlace, Refusal};
use crate::http::Request;
use crate::json::Pointer;
use crate::model::Config;
use crate::policy::SenderConstrainedTokens;
use crate::ports::{Clock, Verify};

/// The keys that the tokens of a request are bound to. Without one, they are bearer tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// The thumbprint of the client's certificate. RFC 8705 section 3.1.
    pub certificate: Option<String>,
    /// The thumbprint of the key that a proof was signed with. RFC 9449 section 6.1.
    pub key: Option<String>,
    /// The thumbprint of the key of the installation that an attester has vouched for.
    pub installation: Option<String>,
}

impl Binding {
    /// Reads what the tokens of a token request are bound to: the key of its proof, and its certificate if
    /// the client has registered that.
    ///
    /// `Err` without the proof or the certificate that the client has registered to need, and for a proof that is not
    /// good, and without both where every token must be bound. The handshake has proven possession of the certificate's key, and no more is required. A proof is not noted
    /// as used: a code, a refresh token or a client's credential comes with it, and a thief of a proof lacks the key
    /// that the tokens are good with. RFC 8705 sections 3 and 3.4, RFC 9449 sections 5 and 5.2.
    pub async fn of(
        request: &Request,
        metadata: &ClientMetadata,
        installation: Option<&str>,
        config: &Config,
        ports: &(impl Clock + Verify),
    ) -> Result<Self, Error> {
        let endpoint = config.issuer.token_endpoint();
        let proof = Proof::read(request, &endpoint, ProofPlace::TokenRequest, config, ports).await?;
        if proof.is_none() && metadata.dpop_bound_access_tokens == Some(true) {
            let must = "be present: the client has registered that its tokens are bound to a key";
            return Err(Refusal::InvalidTokenProof(must).into());
        }
        let refuse = |must| Refusal::InvalidRequest(Invalid::new(Pointer::root(), must));
        let must_bind = config.policy.sender_constrained_tokens == SenderConstrainedTokens::Required && proof.is_none();
        let own = || request.certificate.as_ref().map(|certificate| certificate.thumbprint.clone());
        let certificate = if metadata.tls_client_certificate_bound_access_tokens == Some(true) {
            let must = "come with the certificate that the access tokens of this client are bound to";
            Some(own().ok_or_else(|| refuse(must))?)
        } else if must_bind {
            let is_bound = config.policy.authorization_server.has("tls_client_certificate_bound_access_tokens");
            let must = "come with a proof of a key (DPoP), or with a certificate where this server binds tokens to one";
            Some(own().filter(|_| is_bound).ok_or_else(|| refuse(must))?)
        } else {
            None
        };
        Ok(Self {
            certificate,
            key: proof.map(|proof| proof.thumbprint),
            installation: installation.map(str::to_owned),
        })
    }

    /// Returns the keys that refresh tokens of the client are bound to: the key of its installation, or the keys of a
    /// public client. The others authenticate when they use one. RFC 8705 section 4, RFC 9449 section 5.
    ///
    /// Installations may share a client, and one must not use what another has got.
    #[must_use]
    pub fn of_refresh_tokens(&self, metadata: &ClientMetadata) -> Self {
        match &self.installation {
            Some(key) => Self { key: Some(key.clone()), ..Self::default() },
            None if metadata.is_public() => self.clone(),
            None => Self::default(),
        }
    }
}
