//! Sign-in of users in a browser: sessions, cookies, and requests that wait.

mod browser;
mod common_passwords;
mod device;
pub mod password;
pub mod provider;
mod session;
mod waiting;

pub use browser::{browser, is_same_origin, new_browser};
pub use session::{Authentication, begin, begin_with, current, keep_alive};
pub use waiting::{WAITING_LIFE, wait, waiting};
