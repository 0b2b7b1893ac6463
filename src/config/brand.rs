//! The setting `BRAND`: the name, the logo and the colours that the pages show.

use serde_json::{Map, Value};

use crate::client_metadata::{ClientMetadata, PageUri};
use crate::config::settings::Settings;
use crate::json;
use crate::model::{Brand, Color};

const SETTING: &str = "BRAND";

/// The entries of the table.
const ENTRIES: [&str; 4] = ["accent_dark", "accent_light", "logo_uri", "name"];

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// The least contrast of a text with the colour behind it. WCAG 2.2 success criterion 1.4.3.
const CONTRAST_IN_TENTHS: u32 = 45;

/// Reads the brand.
pub fn read(settings: &Settings<'_>) -> Brand {
    let entries = settings.object(SETTING);
    if entries.is_empty() {
        return Brand::default();
    }
    of(&entries).unwrap_or_else(|must| {
        settings.refuse(SETTING, format_args!("{must}"));
        Brand::default()
    })
}

/// Reads the entries; `Err` for an unknown entry, and for a colour that is hard to read.
#[inline(never)]
fn of(entries: &Map<String, Value>) -> Result<Brand, String> {
    if let Some(unknown) = entries.keys().find(|name| !ENTRIES.contains(&name.as_str())) {
        return Err(format!("have only {}; {unknown} is not one", ENTRIES.join(", ")));
    }
    let (name, logo_uri) = name_and_logo(entries)?;
    let default = Brand::default();
    Ok(Brand {
        name,
        logo_uri,
        accent_light: accent(entries, "accent_light", "#ffffff")?.unwrap_or(default.accent_light),
        accent_dark: accent(entries, "accent_dark", "#181b21")?.unwrap_or(default.accent_dark),
    })
}

/// Reads the name and the logo by the rules for those of a client.
fn name_and_logo(entries: &Map<String, Value>) -> Result<(Option<String>, Option<PageUri>), String> {
    let entry = |name: &str| entries.get(name).cloned().unwrap_or(Value::Null);
    let members = json::object([("client_name", entry("name")), ("logo_uri", entry("logo_uri"))]);
    let metadata = ClientMetadata::read(&members)
        .map_err(|invalid| format!("have a valid name and logo_uri: {}", invalid.description()))?;
    let name = metadata.client_name.untagged.map(|name| name.as_str().to_owned());
    if name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
        return Err(format!("have a name of at most {LONGEST_NAME} characters"));
    }
    let logo = metadata.logo_uri.untagged;
    if logo.as_ref().is_some_and(|logo| logo.address().scheme() != "https") {
        return Err("have an https URL as logo_uri".to_owned());
    }
    Ok((name, logo))
}

/// Reads a colour that can be read on this background, as the style sheet of the pages has it.
fn accent(entries: &Map<String, Value>, name: &str, background: &str) -> Result<Option<Color>, String> {
    let Some(value) = entries.get(name) else { return Ok(None) };
    let color = value.as_str().and_then(Color::parse);
    let color = color.ok_or_else(|| format!("have a colour such as #1f4fd8 as {name}"))?;
    let contrast = Color::parse(background).map_or(0, |background| color.contrast_in_tenths(&background));
    if contrast < CONTRAST_IN_TENTHS {
        let (least, contrast) = (of_tenths(CONTRAST_IN_TENTHS), of_tenths(contrast));
        return Err(format!(
            "have a colour with a contrast of at least {least} to {background} as {name}; it has {contrast}"
        ));
    }
    Ok(Some(color))
}

fn of_tenths(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(text: &str) -> Result<Brand, String> {
        let setting = |_: &str| Some(text.to_owned());
        let settings = Settings::of(&setting, None);
        let brand = read(&settings);
        settings.check(Ok(brand)).map_err(|refused| refused.to_string())
    }

    #[test]
    fn a_brand_has_a_name_a_logo_and_readable_colours() {
        assert_eq!(brand(""), Ok(Brand::default()));
        let all = brand(
            r##"{"name": "Example & Söhne", "logo_uri": "https://cdn.example/l.svg?v=1", "accent_light": "#A00000",
                "accent_dark": "#ffb4ab"}"##,
        );
        let all = all.unwrap();
        assert_eq!(all.name.as_deref(), Some("Example & Söhne"));
        assert_eq!(all.logo_uri.as_ref().map(PageUri::as_str), Some("https://cdn.example/l.svg?v=1"));
        assert_eq!((all.accent_light.as_str(), all.accent_dark.as_str()), ("#a00000", "#ffb4ab"));
    }

    #[test]
    fn a_brand_that_cannot_be_shown_is_refused() {
        for (text, about) in [
            (r#"{"colour": "red"}"#, "colour is not one"),
            (r#"{"name": 1}"#, "name"),
            (r#"{"name": "a\u202eb"}"#, "name"),
            (&format!(r#"{{"name": "{}"}}"#, "x".repeat(61)), "60 characters"),
            (r#"{"logo_uri": "http://cdn.example/l.png"}"#, "https"),
            (r#"{"logo_uri": "data:image/png,x"}"#, "logo_uri"),
            (r#"{"accent_light": "red"}"#, "colour such as"),
            (r##"{"accent_light": "#777777"}"##, "it has 4.4"),
            (r##"{"accent_light": "#ffb4ab"}"##, "accent_light"),
            (r##"{"accent_dark": "#1f4fd8"}"##, "accent_dark"),
        ] {
            let refused = brand(text).unwrap_err();
            assert!(refused.starts_with("the setting BRAND must ") && refused.contains(about), "{text}: {refused}");
        }
    }

    /// WCAG 2.2 success criterion 1.4.3.
    #[test]
    fn the_default_colours_can_be_read() {
        let Brand { accent_light, accent_dark, .. } = Brand::default();
        let entries =
            json::object([("a", Value::from(accent_light.as_str())), ("b", Value::from(accent_dark.as_str()))]);
        assert!(accent(&entries, "a", "#ffffff").is_ok() && accent(&entries, "b", "#181b21").is_ok());
    }
}
