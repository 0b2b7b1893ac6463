//! Characters that deceive readers of a text.

/// Returns true if a text has a character that is invisible, for private use, or reorders its neighbours.
///
/// Joiners, selectors and tags are permitted after characters that they can change: names in Persian and Indic scripts
/// need joiners, Chinese names and emoji need selectors, flags of regions need tags. Unicode Standard Annex 31 section
/// 2.3, Unicode Technical Standard 51 appendix C.
pub fn hides(text: &str) -> bool {
    let mut before = ' ';
    let mut is_flag = false;
    text.chars().any(|character| {
        let hides = match character {
            TAG_FIRST..=TAG_LAST => !is_flag,
            IDEOGRAPHIC_SELECTOR_FIRST..=IDEOGRAPHIC_SELECTOR_LAST => !is_ideograph(before),
            _ if is_modifier(character) => !is_modifiable(before),
            _ => is_hidden(character),
        };
        // The flag of a region is a black flag, tags, and a tag that ends it.
        is_flag = character == BLACK_FLAG || (is_flag && (TAG_FIRST..TAG_LAST).contains(&character));
        before = character;
        hides
    })
}

/// Returns true if a character is visible.
pub fn is_visible(character: char) -> bool {
    !character.is_whitespace() && !is_hidden(character) && !is_modifier(character) && character != BLANK_BRAILLE
}

const BLACK_FLAG: char = '\u{1f3f4}';
const BLANK_BRAILLE: char = '\u{2800}';
const TAG_FIRST: char = '\u{e0020}';
const TAG_LAST: char = '\u{e007f}';
const IDEOGRAPHIC_SELECTOR_FIRST: char = '\u{e0100}';
const IDEOGRAPHIC_SELECTOR_LAST: char = '\u{e01ef}';

/// Returns true for zero-width joiners and non-joiners, and for variation selectors.
const fn is_modifier(character: char) -> bool {
    matches!(character, '\u{180b}'..='\u{180d}' | '\u{200c}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Returns true if a joiner or selector may follow a character. Letters of Latin, Greek, Cyrillic and Armenian are never
/// joined: a joiner after them only deceives.
fn is_modifiable(character: char) -> bool {
    // Hebrew begins at U+0590. The alphabets before it are not joined.
    let is_unjoined_letter = character.is_alphabetic() && character < '\u{590}';
    (is_visible(character) || is_modifier(character)) && !is_unjoined_letter
}

/// Returns true for unified and compatibility ideographs.
const fn is_ideograph(character: char) -> bool {
    matches!(
        character,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// Returns true for default ignorable code points, line and paragraph separators, private use, and noncharacters.
///
/// Unicode Character Database, `DerivedCoreProperties.txt`.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180e}'..='\u{180f}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
            | '\u{f0000}'..='\u{10ffff}'
    // The last two code points of each plane are noncharacters.
    ) || (u32::from(character) & 0xfffe) == 0xfffe
}

/// Returns a text of others on one line, at most so long. A character that is invisible, breaks the line or turns the
/// direction of its neighbours becomes the replacement character.
#[must_use]
pub fn neutral(text: &str, longest: usize) -> String {
    let harmless = |c: char| if c.is_control() || is_hidden(c) { char::REPLACEMENT_CHARACTER } else { c };
    let mut characters = text.trim().chars();
    let mut shown: String = characters.by_ref().take(longest).map(harmless).collect();
    if characters.next().is_some() {
        shown.push('\u{2026}');
    }
    shown
}
