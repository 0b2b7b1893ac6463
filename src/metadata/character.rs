//! Characters that deceive people who look at a text.

/// Whether a text has a character that is invisible, that has no meaning in public, or that reorders its neighbours.
///
/// What joins or varies the character before it is left alone where there is one to be seen: names in Persian and in
/// Indic scripts need joiners, and pictures need selectors. Unicode Standard Annex 31 section 2.3.
pub fn hides(text: &str) -> bool {
    let mut previous = ' ';
    text.chars().any(|character| {
        let before = std::mem::replace(&mut previous, character);
        if is_modifier(character) { !is_visible(before) && !is_modifier(before) } else { is_hidden(character) }
    })
}

/// Whether a character leaves a mark.
pub fn is_visible(character: char) -> bool {
    !character.is_whitespace() && !is_hidden(character) && !is_modifier(character) && character != BLANK_BRAILLE
}

const BLANK_BRAILLE: char = '\u{2800}';

/// Zero-width joiner and non-joiner, and variation selectors.
const fn is_modifier(character: char) -> bool {
    matches!(character, '\u{180b}'..='\u{180d}' | '\u{200c}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Default ignorable code points, line and paragraph separators, private use, and noncharacters.
///
/// Unicode Character Database, `DerivedCoreProperties.txt`.
fn is_hidden(character: char) -> bool {
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
    ) || (u32::from(character) & 0xfffe) == 0xfffe
}
