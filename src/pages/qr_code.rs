//! QR codes as pictures in a page, so that no other server learns the text. ISO/IEC 18004.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// The empty border that readers need, in modules. ISO/IEC 18004 section 9.1.
const BORDER: i32 = 4;

/// Draws a text, with a name for users who do not see it. `None` if the text is too long.
#[must_use]
pub fn qr_code(text: &str, name: &str) -> Option<Markup> {
    let code = &QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let side = code.size();
    let dark = (0..side).flat_map(|y| (0..side).filter(move |&x| code.get_module(x, y)).map(move |x| (x, y)));
    let square = |(x, y): (i32, i32)| format!("M{} {}h1v1h-1z", x.saturating_add(BORDER), y.saturating_add(BORDER));
    let path = dark.map(square).collect::<Vec<_>>().concat();
    let whole = side.saturating_add(BORDER.saturating_mul(2));
    // Readers need dark on light, also on a dark page.
    Some(html! {
        svg.qr role="img" aria-label=(name) viewBox=(format!("0 0 {whole} {whole}")) {
            path fill="#fff" d=(format!("M0 0h{whole}v{whole}H0z")) {}
            path fill="#000" d=(path) {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_corners_of_a_qr_code_and_an_empty_border() {
        let picture = qr_code("otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXP&issuer=a", "Key").unwrap().0;
        assert!(picture.contains("aria-label=\"Key\" viewBox=\"0 0 37 37\""), "{picture}");
        // The upper side of the mark in the left corner has seven modules, and then an empty one.
        assert!(picture.contains("M4 4h1v1h-1zM5 4h1v1h-1z") && !picture.contains("M11 4h1"), "{picture}");
        assert!(!picture.contains("M3 ") && !picture.contains(" 3h1"), "{picture}");
        assert!(qr_code(&"x".repeat(2_954), "Key").is_none());
    }
}
