//! Names that look alike. Unicode Technical Standard 39 section 4, for the alphabets that are mixed up in practice: Latin,
//! Cyrillic and Greek.

use crate::client_metadata::is_hidden;

/// Returns true if a name looks like another name, or has it among its words.
#[must_use]
pub fn resembles(name: &str, protected: &str) -> bool {
    let wanted = skeleton(protected);
    if wanted.is_empty() {
        return false;
    }
    if skeleton(name) == wanted {
        return true;
    }
    // A short name is part of too many others.
    if wanted.chars().count() < SHORTEST_PART {
        return false;
    }
    let words: Vec<String> = name.split(is_between).map(skeleton).filter(|word| !word.is_empty()).collect();
    (0..words.len()).any(|first| {
        let mut joined = String::new();
        words.iter().skip(first).any(|word| {
            joined.push_str(word);
            joined == wanted
        })
    })
}

/// The least length of a name that is looked for among the words of others.
const SHORTEST_PART: usize = 3;

/// Returns true if one word of a name has letters of Latin beside letters of Cyrillic or Greek that look like them.
#[must_use]
pub fn mixes_alphabets(name: &str) -> bool {
    // The first blocks of Latin letters end at U+024F.
    let is_latin = |c: char| c.is_alphabetic() && c < '\u{250}';
    let is_other = |c: char| matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}') && c.is_alphabetic();
    name.split(is_between).any(|word| word.chars().any(is_latin) && word.chars().any(is_other))
}

fn is_between(c: char) -> bool {
    !c.is_alphanumeric() && !is_mark(c) && !is_hidden(c)
}

/// Returns true for combining marks and for characters that change the look of the one before.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Returns the shape of a name: names with the same shape look alike. It has no spaces and no punctuation.
fn skeleton(name: &str) -> String {
    let mut shape = String::new();
    for c in name.chars().filter(|c| !is_mark(*c) && !is_hidden(*c)) {
        let plain = plain(c);
        // Capitals are compared before they become small: a Greek capital eta looks like H, a small one like n.
        for c in alike(plain).unwrap_or(plain).to_lowercase() {
            match alike(c).unwrap_or(c) {
                // Letters that look like others, and letters that look like two.
                'i' | '1' | '|' | '!' => shape.push('l'),
                '0' => shape.push('o'),
                '5' | '$' => shape.push('s'),
                'm' => shape.push_str("rn"),
                'w' => shape.push_str("vv"),
                'ß' => shape.push_str("ss"),
                'æ' => shape.push_str("ae"),
                'œ' => shape.push_str("oe"),
                'ﬁ' => shape.push_str("fl"),
                c if c.is_alphanumeric() => shape.push(c),
                _ => {}
            }
        }
    }
    shape
}

/// Returns the letter or digit of a decorated form: full width, circled, or mathematical.
fn plain(c: char) -> char {
    let code = u32::from(c);
    let shifted = |from: u32, to: char, length: u32| {
        let offset = code.checked_sub(from)?;
        char::from_u32(u32::from(to).checked_add(offset.checked_rem(length)?)?)
    };
    let found = match code {
        0xff01..=0xff5e => shifted(0xff01, '!', 94),
        0x24b6..=0x24cf => shifted(0x24b6, 'A', 26),
        0x24d0..=0x24e9 => shifted(0x24d0, 'a', 26),
        0x1d7ce..=0x1d7ff => shifted(0x1d7ce, '0', 10),
        // Alphabets of 26 capitals and 26 small letters follow each other. Case does not matter here.
        0x1d400..=0x1d6a3 => shifted(0x1d400, 'a', 26),
        _ => None,
    };
    found.unwrap_or(c)
}

/// Returns the Latin letter that a letter looks like.
fn alike(c: char) -> Option<char> {
    ALIKE.iter().find(|(_, others)| others.contains(c)).map(|(letter, _)| *letter)
}

/// The letters that look like a Latin letter: Latin with marks, then Cyrillic, then Greek. Unicode Technical Standard 39,
/// `confusables.txt`.
const ALIKE: [(char, &str); 26] = [
    ('a', "àáâãäåāăąǎɑÀÁÂÃÄÅĀĂĄǍаАӑӓαΑά"),
    ('b', "ƀɓвВьЬЪъβΒ"),
    ('c', "çćĉċčÇĆĈĊČсСҫςϲϹ"),
    ('d', "ďđɗĎĐԁԀ"),
    ('e', "èéêëēĕėęěÈÉÊËĒĔĖĘĚеЕёЁєЄҽεΕέ"),
    ('f', "ƒϝ"),
    ('g', "ĝğġģɡĜĞĠĢԌԍ"),
    ('h', "ĥħĤĦнНһҺΗ"),
    ('i', "ìíîïĩīĭįıɩÌÍÎÏĨĪĬĮİіІїЇιΙίΪϊ"),
    ('j', "ĵĴјЈϳ"),
    ('k', "ķĸĶкКқҚκΚ"),
    ('l', "ĺļľŀłĹĻĽĿŁӏӀ"),
    ('m', "мМΜ"),
    ('n', "ñńņňŋÑŃŅŇŊпПηΝή"),
    ('o', "òóôõöøōŏőơÒÓÔÕÖØŌŎŐƠоОӧοΟσόөӨ"),
    ('p', "рРρΡ"),
    ('q', "ɋԛԚ"),
    ('r', "ŕŗřŔŖŘгГ"),
    ('s', "śŝşšșŚŜŞŠȘѕЅ"),
    ('t', "ţťŧțŢŤŦȚтТτΤ"),
    ('u', "ùúûüũūŭůűųưÙÚÛÜŨŪŬŮŰŲƯυύцЦ"),
    ('v', "ѵѴν"),
    ('w', "ŵŴԝԜωώшШ"),
    ('x', "хХҳχΧ"),
    ('y', "ýÿŷÝŸŶуУўЎүγΥ"),
    ('z', "źżžŹŻŽƶΖζ"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Requirement C37.
    #[test]
    fn a_name_that_looks_like_another_is_found() {
        for name in [
            "Example Bank",
            "EXAMPLE  BANK",
            "example-bank",
            "Ехаmрlе Ваnk",
            "Exarnple Bank",
            "Examp1e Bank",
            "ExampIe Bank",
            "Éxämplé Bánk",
            "Ｅｘａｍｐｌｅ　Ｂａｎｋ",
            "𝐄𝐱𝐚𝐦𝐩𝐥𝐞 𝕭𝖆𝖓𝖐",
            "Ⓔⓧⓐⓜⓟⓛⓔ Bank",
            "E\u{301}xample Ba\u{200d}nk",
            "ΕΧΑΜΡLΕ ΒΑΝΚ",
            "Login for Example Bank",
            "Example Bank (official)",
            "Example.Bank/Login",
        ] {
            assert!(resembles(name, "Example Bank"), "{name}");
        }
        for name in ["Example", "Bank", "Example Banking", "Counterexample Bank", "Bank Example", "", "日本語", "!!!"]
        {
            assert!(!resembles(name, "Example Bank"), "{name}");
        }
        assert!(!resembles("Go to it", "to") && resembles("T0", "to") && !resembles("", "") && !resembles("a", "!"));
        assert!(resembles("НЅВС", "HSBC") && resembles("ЅВЕRВАNК", "Sberbank"));
    }

    /// Requirement C37.
    #[test]
    fn a_word_of_two_alphabets_is_found() {
        for name in ["Pаypal", "Αcme", "My Gооgle app"] {
            assert!(mixes_alphabets(name), "{name}");
        }
        for name in ["PayPal", "Приложение Acme", "Ελλάδα app", "日本語App", "Přihláška", "Ä+Я", "µTorrent"]
        {
            assert!(!mixes_alphabets(name), "{name}");
        }
    }
}
