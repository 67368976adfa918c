//! Folding: makes spellings of the same words comparable. This is the one place where it is defined;
//! `rules/README.md` has the same list in words.
//!
//! In: the bytes of a line. Out: a folded view that is never emitted. Folded are letter case
//! (Unicode CaseFolding, classes C and S; `İ` and `ı` stand for themselves), curly and angle quotes,
//! dashes, the ellipsis, spaces and runs of them, zero-width characters and the soft hyphen,
//! full-width ASCII. Invalid UTF-8 is copied as it is and matches nothing.

use bstr::decode_utf8;

/// A line of more folded characters than this is hit by spans only.
pub const FOLDED_CHARS_MAX: usize = 300;

/// A folded line. Reused from line to line, so that nothing is allocated per line.
#[derive(Debug, Default)]
pub struct Fold {
    /// The folded text: no leading or trailing space, single spaces inside.
    pub bytes: Vec<u8>,
    /// Its length in characters.
    pub chars: usize,
    /// The length in bytes up to the punctuation that is ignored after a whole line: `: . … » › →`.
    pub trimmed: usize,
    space: bool,
}

impl Fold {
    /// Folds the whole of `raw` into this buffer. Blanks at both ends vanish.
    pub fn fold(&mut self, raw: &[u8]) {
        self.bytes.clear();
        self.chars = 0;
        self.trimmed = 0;
        self.space = false;
        let mut rest = raw;
        while let Some(&first) = rest.first() {
            if first < 0x80 {
                let plain = plain_len(rest);
                if plain > 0 {
                    self.push_plain(&rest[..plain]);
                    rest = &rest[plain..];
                } else {
                    self.push_ascii(first);
                    rest = &rest[1..];
                }
                continue;
            }
            let (c, size) = decode_utf8(rest);
            match c {
                Some(c) => self.push_char(c),
                None => self.push_bytes(&rest[..size], true),
            }
            rest = &rest[size..];
        }
    }

    /// Text of which nothing but the case of letters is folded.
    fn push_plain(&mut self, text: &[u8]) {
        if self.space && !self.bytes.is_empty() {
            self.bytes.push(b' ');
            self.chars += 1;
        }
        self.space = false;
        self.bytes.extend(text.iter().map(u8::to_ascii_lowercase));
        self.chars += text.len();
        if let Some(last) = text.iter().rposition(|b| !matches!(b, b'.' | b':' | b' ')) {
            self.trimmed = self.bytes.len() - text.len() + last + 1;
        }
    }

    fn push_ascii(&mut self, b: u8) {
        match b {
            b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c => self.space = true,
            b'`' => self.push_bytes(b"'", true),
            b'.' | b':' => self.push_bytes(&[b], false),
            _ => self.push_bytes(&[b.to_ascii_lowercase()], true),
        }
    }

    fn push_char(&mut self, c: char) {
        match c {
            '\u{a0}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}'
            | '\u{85}' => self.space = true,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' => {}
            '‘' | '’' | '‚' | '‛' | '′' | '´' | 'ʼ' | '‹' => self.push_bytes(b"'", true),
            '›' => self.push_bytes(b"'", false),
            '“' | '”' | '„' | '‟' | '″' | '«' => self.push_bytes(b"\"", true),
            '»' => self.push_bytes(b"\"", false),
            '→' => self.push_bytes("→".as_bytes(), false),
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => self.push_bytes(b"-", true),
            '…' => {
                self.push_bytes(b".", false);
                self.push_bytes(b".", false);
                self.push_bytes(b".", false);
            }
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = u8::try_from(u32::from(c) - 0xff01 + 0x21).unwrap_or(b'?');
                self.push_ascii(ascii);
            }
            c => {
                let mut buffer = [0; 4];
                let bytes = fold_case(c).encode_utf8(&mut buffer).as_bytes();
                self.push_bytes(bytes, true);
            }
        }
    }

    /// `counts` says that the character is not ignored at the end of a whole line.
    fn push_bytes(&mut self, bytes: &[u8], counts: bool) {
        if self.space && !self.bytes.is_empty() {
            self.bytes.push(b' ');
            self.chars += 1;
        }
        self.space = false;
        self.bytes.extend_from_slice(bytes);
        self.chars += 1;
        if counts {
            self.trimmed = self.bytes.len();
        }
    }

    /// The byte offset in `raw` at which the character that made folded byte `folded` begins.
    /// `folded` may equal the folded length: then the end of the last counted character is meant.
    /// Walks the line again: spans are rare.
    #[must_use]
    pub fn raw_offset(raw: &[u8], folded: usize) -> usize {
        let mut fold = Fold::default();
        let mut at = 0;
        let mut last = 0;
        while at < raw.len() {
            let (c, size) = decode_utf8(&raw[at..]);
            let before = fold.bytes.len();
            match c {
                Some(c) if c.is_ascii() => fold.push_ascii(u8::try_from(c).unwrap_or(b'?')),
                Some(c) => fold.push_char(c),
                None => fold.push_bytes(&raw[at..at + size], true),
            }
            if fold.bytes.len() > before {
                if fold.bytes.len() > folded {
                    return at;
                }
                last = at + size;
            }
            at += size;
        }
        last
    }
}

/// The length of the printable ASCII at the beginning that folds to itself but for letter case: no
/// grave accent, and no blank but a single one between others.
fn plain_len(text: &[u8]) -> usize {
    let mut end = 0;
    if text.first() != Some(&b' ') {
        // The last byte of a piece is the first of the next, so that two blanks are seen together.
        while text.get(end..=end + PIECE).is_some_and(is_plain) {
            end += PIECE;
        }
    }
    let mut before = if end == 0 { b' ' } else { text[end - 1] };
    let more = text[end..].iter().position(|&b| {
        let ends = !(0x20..0x80).contains(&b) || b == b'`' || (b == b' ' && before == b' ');
        before = b;
        ends
    });
    let end = more.map_or(text.len(), |more| end + more);
    if end > 0 && text[end - 1] == b' ' { end - 1 } else { end }
}

/// Bytes that are looked at together.
const PIECE: usize = 16;

/// Printable ASCII without a grave accent or two blanks in a row: it folds to itself in lower case, but for a blank at
/// either end. In bytes and without branches, so that the loop is vectorized.
#[must_use]
#[inline]
pub fn is_plain(text: &[u8]) -> bool {
    let other = |b: u8| u8::from(b.cast_signed() < 0x20) | u8::from(b == b'`');
    let next = text.get(1..).unwrap_or_default();
    let odd = text
        .iter()
        .zip(next)
        .fold(0, |odd, (&a, &b)| odd | other(a) | u8::from(a | b == b' ') & u8::from(a & b == b' '));
    odd == 0 && text.last().is_none_or(|&b| other(b) == 0)
}

/// One character for one character: CaseFolding C and S by way of the lower case, which std knows,
/// with the handful of characters where the two differ.
fn fold_case(c: char) -> char {
    match c {
        'İ' | 'ı' => c,
        'ς' => 'σ',
        'ſ' => 's',
        'µ' => 'μ',
        'ϐ' => 'β',
        'ϑ' => 'θ',
        'ϕ' => 'φ',
        'ϖ' => 'π',
        'ϰ' => 'κ',
        'ϱ' => 'ρ',
        'ϵ' => 'ε',
        'ẛ' => 'ṡ',
        '\u{345}' | '\u{1fbe}' => 'ι',
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) => l,
                _ => c,
            }
        }
    }
}

/// Characters other than `c` that fold to the folded character `c`, but for full-width ASCII, which
/// [`odd`](super::odd) finds. `None` for polytonic Greek, whose cases are many.
#[must_use]
pub fn other_cases(c: char) -> Option<Vec<char>> {
    if matches!(c, '\u{1f00}'..='\u{1fff}') {
        return None;
    }
    const MORE: [(char, &str); 16] = [
        ('σ', "ς"),
        ('μ', "µ"),
        ('β', "ϐ"),
        ('θ', "ϑϴ"),
        ('φ', "ϕ"),
        ('π', "ϖ"),
        ('κ', "ϰ"),
        ('ρ', "ϱ"),
        ('ε', "ϵ"),
        ('ṡ', "ẛ"),
        ('ι', "\u{345}\u{1fbe}"),
        ('å', "Å"),
        ('ǆ', "ǅ"),
        ('ǉ', "ǈ"),
        ('ǌ', "ǋ"),
        ('ǳ', "ǲ"),
    ];
    let mut cases: Vec<char> = c.to_uppercase().filter(|&u| u != c && fold_case(u) == c).collect();
    cases.extend(MORE.iter().filter(|(folded, _)| *folded == c).flat_map(|(_, more)| more.chars()));
    if c == 'ω' {
        cases.push('Ω');
    }
    if c == 'ß' {
        cases.push('ẞ');
    }
    Some(cases)
}

/// Folds the text of a pattern, or a literal in it. Unlike a line's, its blanks at either end
/// become one space each, since a literal may stand beside a placeholder.
#[must_use]
pub fn fold_pattern(text: &str) -> String {
    let mut fold = Fold::default();
    fold.fold(text.as_bytes());
    let mut out = String::new();
    let blank = |c: char| c.is_whitespace();
    if text.starts_with(blank) && !fold.bytes.is_empty() {
        out.push(' ');
    }
    out.push_str(&String::from_utf8_lossy(&fold.bytes));
    if text.ends_with(blank) {
        out.push(' ');
    }
    out
}

/// A letter, a digit, or a mark that belongs to one: what words are made of.
#[must_use]
pub fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}')
}

/// Scripts written without spaces between words.
#[must_use]
pub fn is_cjk_char(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{303f}' | '\u{3040}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{e7f}')
}

/// The character that ends at byte `at`, if it is valid.
#[must_use]
pub fn last_char(bytes: &[u8], at: usize) -> Option<char> {
    bstr::decode_last_utf8(&bytes[..at]).0
}

/// The character that begins at byte `at`, if it is valid.
#[must_use]
pub fn next_char(bytes: &[u8], at: usize) -> Option<char> {
    decode_utf8(&bytes[at..]).0
}

/// True where a word may begin or end: not between two characters of one word.
#[must_use]
pub fn is_boundary(bytes: &[u8], at: usize) -> bool {
    if at == 0 || at >= bytes.len() {
        return true;
    }
    let (a, b) = (bytes[at - 1], bytes[at]);
    if a.is_ascii() && b.is_ascii() {
        return !(a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
    }
    match (last_char(bytes, at), next_char(bytes, at)) {
        (Some(a), Some(b)) => !(is_word_char(a) && is_word_char(b)) || is_cjk_char(a) || is_cjk_char(b),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, folded: &str, trimmed: &str) {
        let mut fold = Fold::default();
        fold.fold(raw.as_bytes());
        assert_eq!(String::from_utf8_lossy(&fold.bytes), folded, "fold of {raw:?}");
        assert_eq!(String::from_utf8_lossy(&fold.bytes[..fold.trimmed]), trimmed, "trimmed fold of {raw:?}");
        assert_eq!(fold.chars, folded.chars().count());
    }

    #[test]
    fn spellings_of_the_same_words_fold_alike() {
        check("Leave  a\u{a0}Reply", "leave a reply", "leave a reply");
        check("“Don’t” — go…", "\"don't\" - go...", "\"don't\" - go");
        check("ＳＨＡＲＥ\u{ad} \u{200b}it »", "share it \"", "share it");
        check("ΣΊΣΥΦΟΣ ς ẞ", "σίσυφοσ σ ß", "σίσυφοσ σ ß");
        check("İI ı", "İi ı", "İi ı");
        check("\t Read more: → \r", "read more: →", "read more");
        check("", "", "");
    }

    #[test]
    fn raw_offsets_lead_back_to_the_characters() {
        let raw = "  “Ａb”  cd ".as_bytes();
        let mut fold = Fold::default();
        fold.fold(raw);
        assert_eq!(fold.bytes, b"\"ab\" cd");
        assert_eq!(Fold::raw_offset(raw, 0), 2);
        assert_eq!(Fold::raw_offset(raw, 1), 5);
        assert_eq!(&raw[Fold::raw_offset(raw, 5)..Fold::raw_offset(raw, 7)], b"cd");
    }
}
