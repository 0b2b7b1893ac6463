//! Names that look alike. Unicode Technical Standard 39 section 4, for the alphabets whose letters pass for Latin ones:
//! Cyrillic, Greek, Armenian, Cherokee, Coptic and Lisu, and for decorated forms of Latin letters.

use std::sync::OnceLock;

use crate::client_metadata::is_hidden;

/// The shape of a name: names with the same shape look alike. It has no spaces and no punctuation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    whole: String,
    words: Vec<String>,
}

impl Shape {
    /// Returns the shape of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let words = name.split(is_between).map(skeleton).filter(|word| !word.is_empty()).collect();
        Self { whole: skeleton(name), words }
    }

    /// Returns the shape of the whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.whole
    }

    /// Returns true if the name looks like another name, or has it among its words.
    #[must_use]
    pub fn resembles(&self, protected: &Self) -> bool {
        let wanted = &protected.whole;
        if wanted.is_empty() {
            return false;
        }
        if self.whole == *wanted {
            return true;
        }
        // A short name is part of too many others.
        wanted.chars().count() >= SHORTEST_PART && (0..self.words.len()).any(|first| self.has_from(first, wanted))
    }

    /// Returns true if some words from this one on look like a name together.
    fn has_from(&self, first: usize, wanted: &str) -> bool {
        let mut rest = wanted;
        for word in self.words.iter().skip(first) {
            match rest.strip_prefix(&**word) {
                Some("") => return true,
                Some(left) => rest = left,
                None => return false,
            }
        }
        false
    }
}

/// The least length of a name that is looked for among the words of others.
const SHORTEST_PART: usize = 3;

/// Returns true if one word of a name has letters of Latin beside letters of an alphabet that look like them.
#[must_use]
pub fn mixes_alphabets(name: &str) -> bool {
    // The first blocks of Latin letters end at U+024F.
    let is_latin = |c: char| c.is_alphabetic() && c < '\u{250}';
    // Greek, Cyrillic and Armenian, then Cherokee, Coptic, Lisu, and the small letters of Cherokee.
    let is_of_another = |c: char| {
        matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{2c80}'..='\u{2cff}'
            | '\u{a4d0}'..='\u{a4ff}' | '\u{ab70}'..='\u{abbf}')
    };
    let is_other = |c: char| c.is_alphabetic() && is_of_another(c);
    name.split(is_between).any(|word| word.chars().any(is_latin) && word.chars().any(is_other))
}

fn is_between(c: char) -> bool {
    !c.is_alphanumeric() && !is_mark(c) && !is_hidden(c)
}

/// Returns true for combining marks and for characters that change the look of the one before.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

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
                'ﬀ' => shape.push_str("ff"),
                'ﬁ' | 'ﬂ' => shape.push_str("fl"),
                'ﬃ' | 'ﬄ' => shape.push_str("ffl"),
                'ﬅ' | 'ﬆ' => shape.push_str("st"),
                c if c.is_alphanumeric() => shape.push(c),
                _ => {}
            }
        }
    }
    shape
}

/// Returns the letter or digit of a decorated form: full width, in a circle, a square or brackets, or mathematical.
fn plain(c: char) -> char {
    let code = u32::from(c);
    let found = DECORATED.iter().find(|(first, last, ..)| (*first..=*last).contains(&code));
    let found = found.and_then(|(first, _, to, length)| {
        let offset = code.checked_sub(*first)?.checked_rem(*length)?;
        char::from_u32(u32::from(*to).checked_add(offset)?)
    });
    found.unwrap_or(c)
}

/// Ranges of decorated letters and digits: the first and the last, what the first stands for, and the length after which the
/// range begins again. Case does not matter here.
const DECORATED: [(u32, u32, char, u32); 14] = [
    (0xff01, 0xff5e, '!', 94),
    (0x2160, 0x216b, '\u{2170}', 12),
    (0x249c, 0x24b5, 'a', 26),
    (0x24b6, 0x24e9, 'a', 26),
    (0x1d400, 0x1d6a3, 'a', 26),
    // Bold and sloped Greek: capitals with a second theta and a nabla, then small letters with six second forms.
    (0x1d6a8, 0x1d6c0, 'Α', 25),
    (0x1d6c2, 0x1d6da, 'α', 25),
    (0x1d6e2, 0x1d6fa, 'Α', 25),
    (0x1d6fc, 0x1d714, 'α', 25),
    (0x1d7ce, 0x1d7ff, '0', 10),
    (0x1f130, 0x1f149, 'a', 26),
    (0x1f150, 0x1f169, 'a', 26),
    (0x1f170, 0x1f189, 'a', 26),
    (0x1f1e6, 0x1f1ff, 'a', 26),
];

/// Returns the Latin letter that a letter looks like.
fn alike(c: char) -> Option<char> {
    // A client can have many thousand letters in its names, so each of them is looked up in a sorted list.
    static LETTERS: OnceLock<Vec<(char, char)>> = OnceLock::new();
    if c.is_ascii() {
        return None;
    }
    let letters = LETTERS.get_or_init(sorted_letters);
    let place = letters.binary_search_by_key(&c, |(other, _)| *other).ok()?;
    letters.get(place).map(|(_, letter)| *letter)
}

fn sorted_letters() -> Vec<(char, char)> {
    let mut letters = Vec::new();
    for (letter, others) in ALIKE {
        for other in others.chars() {
            letters.insert(letters.partition_point(|(earlier, _)| *earlier < other), (other, letter));
        }
    }
    letters
}

/// The letters that look like a Latin letter: Latin with marks, Cyrillic and Greek, then Latin in other forms, Armenian,
/// Cherokee, Lisu and Coptic. Unicode Technical Standard 39, `confusables.txt`.
const ALIKE: [(char, &str); 26] = [
    ('a', "àáâãäåāăąǎɑÀÁÂÃÄÅĀĂĄǍаАӑӓαΑάᴀᎪꓮ"),
    ('b', "ƀɓвВьЬЪъβΒʙℬᏴᏏꓐⲂⲃ"),
    ('c', "çćĉċčÇĆĈĊČсСҫςϲϹᴄℂℭⅽᏟꓚⲤⲥ"),
    ('d', "ďđɗĎĐԁԀᴅⅅⅆⅾᎠᏧꓓ"),
    ('e', "èéêëēĕėęěÈÉÊËĒĔĖĘĚеЕёЁєЄҽεΕέᴇℯℰⅇᎬꓰ"),
    ('f', "ƒϝꜰℱքꓝ"),
    ('g', "ĝğġģɡĜĞĠĢԌԍɢℊցᏀꓖ"),
    ('h', "ĥħĤĦнНһҺΗʜℋℌℍℎℏհᎻᏂꓧⲎ"),
    ('i', "ìíîïĩīĭįıɩÌÍÎÏĨĪĬĮİіІїЇιΙίΪϊɪℐℑℹⅈⅰᎥꓲⲒⲓ"),
    ('j', "ĵĴјЈϳᴊⅉյᎫꓙ"),
    ('k', "ķĸĶкКқҚκΚᴋᏦꓗⲔⲕ"),
    ('l', "ĺļľŀłĹĻĽĿŁӏӀʟℒℓⅼԼᏞꓡ"),
    ('m', "мМΜᴍℳⅿᎷꓟⲘⲙ"),
    ('n', "ñńņňŋÑŃŅŇŊпПηΝήɴℕոռꓠⲚ"),
    ('o', "òóôõöøōŏőơÒÓÔÕÖØŌŎŐƠоОӧοΟσόөӨᴏℴօՕꓳⲞⲟ"),
    ('p', "рРρΡᴘℙᏢꓑⲢⲣ"),
    ('q', "ɋԛԚℚզ"),
    ('r', "ŕŗřŔŖŘгГʀℛℜℝᎡꓣ"),
    ('s', "śŝşšșŚŜŞŠȘѕЅꜱՏᏚꓢ"),
    ('t', "ţťŧțŢŤŦȚтТτΤᴛᎢꓔⲦⲧ"),
    ('u', "ùúûüũūŭůűųưÙÚÛÜŨŪŬŮŰŲƯυύцЦᴜսՍꓴ"),
    ('v', "ѵѴνᴠⅴᏙꓦ"),
    ('w', "ŵŴԝԜωώшШᴡաᎳꓪ"),
    ('x', "хХҳχΧⅹꓫⲬⲭ"),
    ('y', "ýÿŷÝŸŶуУўЎүγΥʏꓬⲨ"),
    ('z', "źżžŹŻŽƶΖζᴢℤℨᏃꓜⲌ"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn resembles(name: &str, protected: &str) -> bool {
        Shape::of(name).resembles(&Shape::of(protected))
    }

    fn are_alike(one: &str, other: &str) -> bool {
        Shape::of(one).as_str() == Shape::of(other).as_str()
    }

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
            "ᴇxᴀᴍᴘʟᴇ ʙᴀɴᴋ",
            "ꓰꓫꓮꓟꓑꓡꓰ ꓐꓮꓠꓗ",
            "ᎬxᎪᎷᏢᏞᎬ ᏴᎪnᏦ",
            "⒠⒳⒜⒨⒫⒧⒠ 🅱🅰🅽🅺",
            "🄴🅇🄰🄼🄿🄻🄴 🅑🅐🅝🅚",
            "𝚬𝛸𝚨𝚳𝚸L𝚬 𝚩𝚨𝚴𝚱",
            "ℰⅹaⅿpⅼℯ ℬaℕk",
            "Exaⅿple Baոk",
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
        assert!(resembles("ﬂiﬀ ﬆaﬃng", "fliff staffing") && are_alike("Mаil", "MAIL") && !are_alike("Mail", "Mail 2"));
        assert!(resembles("НЅВС", "HSBC") && resembles("ЅВЕRВАNК", "Sberbank"));
    }

    /// Requirement C37.
    #[test]
    fn a_word_of_two_alphabets_is_found() {
        for name in ["Pаypal", "Αcme", "My Gооgle app", "Gօօgle", "ᏢayᏢal", "Ⲣaypal", "ꓖoogle", "gꮎꮎgle"]
        {
            assert!(mixes_alphabets(name), "{name}");
        }
        for name in
            ["PayPal", "Приложение Acme", "Ελλάδα app", "日本語App", "Přihláška", "Ä+Я", "µTorrent", "Բանկ", "ᏣᎳᎩ"]
        {
            assert!(!mixes_alphabets(name), "{name}");
        }
    }
}
