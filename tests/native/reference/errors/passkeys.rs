//! The reasons in the log why a passkey is refused.

use enrol::error::PasskeyFailure;

use super::faults::reasons;

reasons! { PasskeyFailure REASONS meaning
    AuthenticatorDataMalformed => "the data of the authenticator is cut off, or has something behind its end",
        "report it to the maker of the browser or of the authenticator, if it comes again";
    BackupChanged => "the passkey could be copied and now cannot, or the other way round: it is not the same passkey",
        "look at the sign-ins of the user; if they are theirs, have the user add the passkey anew";
    BackupImpossible => "the authenticator says that the passkey was copied, and cannot be copied",
        "report it to the maker of the authenticator";
    ChallengeExpired => "the page was open for more than ten minutes",
        "nothing: the user sees the page again, and the button works";
    ChallengeUnknown => "the challenge is not one that this browser, or this session, got from this server",
        "nothing for a browser without cookies; many of these can be an attack";
    ChallengeUsed => "the challenge was used: the same answer came twice",
        "nothing after a page that was loaded again; else somebody has sent a recorded answer";
    ClientDataMalformed => "the data of the browser is no JSON, or lacks `type`, `challenge` or `origin`",
        "report it to the maker of the browser, if it comes again";
    CounterRolledBack => "the authenticator has counted no further since the last sign-in: there may be a copy of it",
        "ask the user; remove the passkey with `enrol user passkeys NAME --remove`";
    CredentialMalformed => "the answer of the browser is not of the expected form",
        "look for a program that changes pages or forms, such as an extension of the browser";
    CrossOrigin => "a page of another site had the page of this server in a frame",
        "somebody tries to misuse passkeys of your users";
    KeyMalformed => "the public key of the new passkey is not sound",
        "use another authenticator";
    KeyUnsupported => "the authenticator has none of the algorithms ES256, EdDSA with Ed25519, and RS256",
        "use another authenticator";
    OriginWrong => "a page of another origin asked for the passkey",
        "open the server at its `ISSUER`; else somebody tries to misuse passkeys of your users";
    RelyingPartyWrong => "the passkey is of another host than that of `ISSUER`",
        "have users add new passkeys after the host of `ISSUER` has changed";
    SignatureWrong => "the passkey has not signed this answer",
        "look at what else comes from this network; nobody gets in";
    TooMany => "the user has 20 passkeys",
        "have the user remove one at `/account`";
    TypeWrong => "the browser was asked for something else than this",
        "look for a program that changes pages or forms";
    Unknown => "no user has this passkey: it was removed here, or is of another server at this host",
        "have the user delete it on the device too, and add a new one";
    UserAbsent => "nobody has touched the authenticator",
        "use another authenticator";
    UserDisabled => "an operator has shut the user out",
        "`enrol user enable` lets the user in again";
    UserUnverified => "the authenticator has not verified its user, by a PIN, a finger or a face",
        "set a PIN on the security key, or use another authenticator";
    WasAdded => "some user has this passkey already",
        "nothing, if the user has tried to add it twice";
}
