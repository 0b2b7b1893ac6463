//! Choices of the operator, and the limits on the size of a client.

use crate::unit::ByteCount;

/// A registration mode: the credential that a registration needs. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationMode {
    /// The word of an attester for the installation.
    Attestation,
    /// A certificate of a trusted issuer.
    Certificate,
    /// A certificate of a trusted issuer and an initial access token.
    CertificateAndToken,
    /// No credential. The limits against floods apply. RFC 7591 section 3.
    Open,
    /// A software statement of a trusted issuer. RFC 7591 section 2.3.
    Statement,
    /// An initial access token. RFC 7591 section 3.
    Token,
}

/// The proofs that count beside an attestation. Draft `draft-ietf-oauth-attestation-based-client-auth`, section 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttestationChallenges {
    /// Every proof that is new by its time.
    Optional,
    /// A proof with a challenge of this server alone.
    Required,
}

/// The accepted audiences of a client assertion. RFC 7523 section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssertionAudience {
    /// Only the issuer, as FAPI 2.0 section 5.3.2.1 requires.
    Issuer,
    /// The issuer, the token endpoint, or the endpoint that receives the assertion.
    Server,
}

/// The protection of authorization responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationResponses {
    /// Responses as the client asks for them.
    Any,
    /// Responses that this server signs: as a whole, or by an ID token beside the code. FAPI 1.0 Advanced section 5.2.2.
    Signed,
}

/// The names of certificates that clients of `tls_client_auth` may register. RFC 8705 section 2.1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateNames {
    /// Each of the five.
    Any,
    /// The subject alone, in the form of Open Finance Brasil: types without a short name in RFC 4514 have an identifier and
    /// an encoded value.
    EncodedSubject,
    /// The subject alone.
    Subject,
}

/// The treatment of the certificates beside registered keys. RFC 7517 section 4.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCertificates {
    /// The first certificate is of the key. Who has issued it does not matter.
    Ignored,
    /// The certificates also lead to an authority that the operator trusts.
    Verified,
}

/// The treatment of the two methods that send a client secret. RFC 6749 section 2.3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientSecretMethods {
    /// A client with either method may use both.
    Either,
    /// A client uses its registered method only.
    Registered,
}

/// The place of new clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientStorage {
    /// Sealed into the identifier. Clients that do not fit into it are stored.
    Sealed {
        /// The maximum length of an identifier.
        limit: ByteCount,
        /// The maximum length of an identifier with a software statement.
        limit_with_statement: ByteCount,
    },
    /// In the database.
    Stored,
}

/// The database that reads clients for tokens and authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientReads {
    /// The primary database: every change is visible at once.
    Primary,
    /// The nearest replica, where a recent change may not be visible yet.
    Replica,
}

/// The authorization requests that must have a code challenge. RFC 7636, RFC 9700 section 2.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofKeys {
    /// Every request.
    Always,
    /// The requests of public clients alone.
    OfPublicClients,
    /// The requests of public clients, and every request without a nonce that an ID token repeats.
    WithoutNonce,
}

/// The proofs of a key that count. RFC 9449 section 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofNonces {
    /// Every proof that is new by its time.
    Optional,
    /// A proof with a nonce of this server alone.
    Required,
}

/// The way in which authorization requests come. RFC 9126 section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushedRequests {
    /// Through the browser, or pushed.
    Optional,
    /// Pushed alone.
    Required,
}

/// The claims that a request object must have. RFC 9101 section 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestObjectClaims {
    /// None: a claim counts where it is present.
    Optional,
    /// The issuer as its audience, and times that limit its life. FAPI 1.0 Advanced section 5.2.2, FAPI 2.0 Message
    /// Signing section 5.3.1.
    Required,
}

/// The access tokens that are issued. RFC 8705 section 3, RFC 9449 section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderConstrainedTokens {
    /// Tokens that are bound to a key of the client, and bearer tokens.
    Optional,
    /// Tokens that are bound to a key of the client alone. FAPI 2.0 section 5.3.2.1.
    Required,
}

/// The treatment of software statements. RFC 7591 section 3.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoftwareStatements {
    /// Statements are ignored.
    Ignored,
    /// The claims of a statement override the request.
    Optional,
    /// Every registration needs a statement.
    Required,
}

/// The source of the identifier of a new client. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientIdSource {
    /// The organisation in the certificate, if a certificate permits the registration.
    Organization,
    /// This server alone.
    Random,
}

/// The treatment of a registration with some unacceptable redirection URIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartialAcceptance {
    /// The registration is refused. OpenID Connect Registration section 3.2.
    Off,
    /// The unacceptable URIs are dropped, and the response lists them.
    On,
}

/// The source of policies for kinds of registrants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicySource {
    /// The database. Operators change them at the admin API.
    Database,
    /// There are none.
    Off,
}

/// A credential that every update replaces. RFC 7592 section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The client secret.
    Secret,
    /// The registration access token.
    Token,
}

/// The clients that get the error of a request with `prompt=none` at their redirection URI at once. Other users first see
/// where it leads. RFC 9700 section 4.11.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptNone {
    /// Every client, as tests of conformance want it.
    Any,
    /// Clients that somebody vouches for, and those that the user has approved.
    Approved,
}

/// The scope values that clients may ask their users for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeRequests {
    /// The scope values that the client has registered.
    Registered,
    /// For a client that nobody vouches for, each value that it could register.
    Supported,
}

/// The treatment of grant and response types that a client cannot have, beside others that it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsupportedValues {
    /// The values are dropped, and the response lists them. RFC 7591 section 3.2.1.
    Drop,
    /// The registration is refused.
    Refuse,
}

/// The treatment of pages, such as the logo, that are on none of the redirection hosts. RFC 7591 section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignPages {
    /// The pages are registered, and readers of the client see a note.
    Flag,
    /// The registration is refused.
    Refuse,
}

/// The treatment of a client's pages, such as its logo, that have an http URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpPages {
    /// The pages are registered, and readers of the client see a note. RFC 7591 section 2.
    Flag,
    /// The registration is refused.
    Refuse,
}

/// The treatment of `mobile`, an application type of early open banking. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MobileClients {
    /// The client is registered as `native`, and the response says so.
    Native,
    /// The registration is refused. OpenID Connect Registration section 2.
    Refuse,
}

/// The treatment of members in an update that only the server sets. RFC 7592 section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerMembers {
    /// The members are ignored.
    Ignore,
    /// The update is refused.
    Refuse,
}

/// Limits of the operator, at most as high as those of the readers of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum number of redirection URIs.
    pub redirect_uris: usize,
    /// The maximum length of a redirection URI.
    pub redirect_uri: ByteCount,
    /// The maximum length of a client name, in characters.
    pub client_name: usize,
    /// The maximum number of contacts.
    pub contacts: usize,
    /// The maximum number of keys in `jwks`.
    pub jwks_keys: usize,
    /// The minimum size of an RSA key, in bits.
    pub rsa_bits_from: usize,
    /// The maximum size of an RSA key, in bits.
    pub rsa_bits_to: usize,
}
