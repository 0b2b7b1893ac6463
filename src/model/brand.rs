//! The brand of the operator, which the pages show.

use crate::client_metadata::PageUri;

/// The brand of the operator: a name, a logo and colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// The name of the operator; `None` for the host of the server.
    pub name: Option<String>,
    /// The `https` address of the logo.
    pub logo_uri: Option<PageUri>,
    /// The colour of links and buttons on light pages.
    pub accent_light: Color,
    /// The colour of links and buttons on dark pages.
    pub accent_dark: Color,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: None,
            logo_uri: None,
            accent_light: Color("#1f4fd8".to_owned()),
            accent_dark: Color("#a8c1ff".to_owned()),
        }
    }
}

/// A colour: a number sign and six hexadecimal digits in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Color(String);

impl Color {
    /// Reads a colour; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let is_color = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_color.then(|| Self(text.to_ascii_lowercase()))
    }

    /// Returns the colour as style sheets have it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the contrast with another colour in full tenths, from 10 to 210. WCAG 2.2, contrast ratio.
    #[must_use]
    pub fn contrast_in_tenths(&self, other: &Self) -> u32 {
        let (one, other) = (self.luminance(), other.luminance());
        let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
        // A number with a fraction is never written as text, which would take 3 KB of the compressed Worker.
        (10..=210).rev().find(|tenths| f64::from(*tenths) / 10.0 <= contrast).unwrap_or(10)
    }

    /// Returns the relative luminance, from 0 to 1. WCAG 2.2.
    fn luminance(&self) -> f64 {
        let channel = |start: usize| {
            let digits = start.checked_add(2).and_then(|end| self.0.get(start..end)).unwrap_or_default();
            let share = f64::from(u8::from_str_radix(digits, 16).unwrap_or_default()) / 255.0;
            // Earlier editions of WCAG have 0.03928 here: no channel of 8 bits lies between the two.
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn a_colour_is_six_hexadecimal_digits() {
        assert_eq!(color("#A0b1C2").as_str(), "#a0b1c2");
        for other in ["", "#fff", "a0b1c2", "#a0b1c", "#a0b1c23", "#a0b1cg", "red", "#000000;}", "#\u{e9}0b1c"] {
            assert_eq!(Color::parse(other), None, "{other}");
        }
    }

    /// WCAG 2.2 success criterion 1.4.3.
    #[test]
    fn the_contrast_is_that_of_the_accessibility_guidelines() {
        let contrast = |one: &str, other: &str| color(one).contrast_in_tenths(&color(other));
        assert_eq!(contrast("#000000", "#ffffff"), 210);
        assert_eq!(contrast("#777777", "#777777"), 10);
        // 4.54 and 4.48 to white, which the level AA of WCAG tells apart.
        assert_eq!(contrast("#767676", "#ffffff"), 45);
        assert_eq!(contrast("#777777", "#ffffff"), 44);
        assert_eq!(contrast("#ffffff", "#0000ff"), 85);
    }
}
