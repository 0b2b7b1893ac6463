//! Sign-in of users in a browser: sessions, cookies, requests that wait, and local users with passwords.

mod browser;
mod common_passwords;
mod device;
pub mod factor;
mod guesses;
mod known;
mod local;
mod logout;
mod page;
pub mod passkey;
pub mod password;
pub mod provider;
mod session;
mod waiting;

pub use browser::{CookieKind, browser, browser_of, cookie_name, is_same_origin, new_browser};
pub use device::device;
pub use guesses::{admit_attempt, admit_code, admit_factor, admit_passkey};
pub use known::known_by;
pub use local::{LONGEST_NAME, authenticate, username};
pub use logout::{Departure, Ended, Hint, SignOut, depart, end, read_hint};
pub use page::{own_page, page, page_again, page_before};
pub use session::{
    Authentication, address_after, begin, begin_by_passkey, current, is_recent, keep_alive, present, session_id,
};
pub use waiting::{WAITING_LIFE, wait, waiting};
