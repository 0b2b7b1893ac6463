//! The pages that users see: HTML that works without scripts, in four languages, with the operator's name and colours.
//!
//! Everything that a client registered is hostile text here: escaped, bounded, and without characters that deceive.

mod account;
mod account_done;
mod account_factor;
mod account_passkeys;
mod consent;
mod console;
mod content_policy;
mod date;
mod device;
mod error;
mod factor;
mod form_post;
mod home;
mod introduction;
mod language;
mod layout;
mod look;
mod passkey;
mod place;
mod qr_code;
mod reset;
mod scope;
mod shown;
mod sign_in;
mod sign_out;
mod text;
mod texts;

pub use account::{AccountPage, AppEntry, MAXIMUM_ENTRIES, RegistrationEntry, account};
pub use account_done::Done;
pub use account_factor::FactorSection;
pub use account_passkeys::PasskeySection;
pub use consent::{Concern, ConsentPage, LeaveOccasion, consent, leave};
pub use console::{
    Activity, ClientFacts, ConsoleDone, ConsoleFrame, InForce, Period, PoliciesPage, PolicyPage, TokensPage,
    TrialOutcome, TrialPage, console_audit, console_client, console_clients, console_epochs, console_keys,
    console_no_client, console_no_user, console_overview, console_policies, console_policy, console_tokens,
    console_trial, console_user, console_users,
};
pub use device::{CodePage, DeviceFacts, DeviceOutcome, UserCodeProblem, device_answered, device_code};
pub use error::{ErrorPage, Problem, error, failure, problem};
pub use factor::{FactorPage, FactorProblem, SetUpPage, factor, recovered, recovery_codes, set_up_factor};
pub use form_post::{FORM_POST_SCRIPT, form_post, hand_over};
pub use home::home;
pub use language::Language;
pub use look::Look;
pub use passkey::PASSKEY_SCRIPT;
pub use place::Place;
pub use reset::{CodeProblem, ResetPage, ResetProblem, reset, reset_code};
pub use sign_in::{Goal, ProviderButton, SignInMessage, SignInPage, sign_in};
pub use sign_out::{ReturnTrip, SignOutPage, SignedOutPage, sign_out, signed_out};
