//! The shape of a line: is it prose by its own letters?

use bstr::decode_utf8;

use super::{is_cjk_char, trim_end_len};

/// Letters that make a line prose, whatever ends it.
const PROSE_LETTERS: usize = 80;
/// Letters that make a line prose when final punctuation ends it.
const SENTENCE_LETTERS: usize = 40;
/// Characters of scripts without spaces that make a line prose.
const PROSE_CJK: usize = 30;
/// The same, with final punctuation.
const SENTENCE_CJK: usize = 15;

/// What a line looks like, whatever it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Enough letters, or a sentence.
    pub prose: bool,
    /// It has at least the letters of a sentence.
    pub long: bool,
    /// It ends as a sentence ends.
    pub closed: bool,
    /// Its first letter is lower case: it may continue the line before.
    pub continues: bool,
    /// It has a letter or a digit at all.
    pub worded: bool,
    /// Words, by blanks; counting stops at 255.
    pub words: u8,
}

/// Measures a line, given without its line end. Reads no more of it than the answer needs.
#[must_use]
pub fn shape(line: &[u8]) -> Shape {
    let mut shape = Shape { closed: is_closed(line), ..Shape::default() };
    let (mut letters, mut cjk) = (0, 0);
    let mut first = true;
    let mut in_word = false;
    let mut rest = line;
    while let Some(&b) = rest.first() {
        if b < 0x80 && !first {
            // Most letters by far come this way.
            let letter = b.is_ascii_alphabetic();
            letters += usize::from(letter);
            shape.worded |= letter | b.is_ascii_digit();
            let blank = b == b' ' || b == b'\t';
            shape.words = shape.words.saturating_add(u8::from(!blank & !in_word));
            in_word = !blank;
            rest = &rest[1..];
            if letters >= PROSE_LETTERS {
                shape.prose = true;
                break;
            }
            continue;
        }
        let (c, size) = decode_utf8(rest);
        rest = &rest[size..];
        let Some(c) = c else { continue };
        if c.is_alphabetic() {
            letters += 1;
            cjk += usize::from(is_cjk_char(c));
            if first {
                shape.continues = c.is_lowercase();
                first = false;
            }
        } else if c.is_ascii_digit() && first {
            first = false;
        }
        shape.worded |= c.is_alphanumeric();
        let blank = c.is_whitespace();
        if !blank && !in_word {
            shape.words = shape.words.saturating_add(1);
        }
        in_word = !blank;
        if letters >= PROSE_LETTERS || cjk >= PROSE_CJK {
            shape.prose = true;
            break;
        }
    }
    shape.long = letters >= SENTENCE_LETTERS || cjk >= SENTENCE_CJK;
    shape.prose |= shape.long && shape.closed;
    shape
}

/// The last character, past closing quotes and brackets, ends a sentence.
#[must_use]
pub fn is_closed(line: &[u8]) -> bool {
    let mut end = trim_end_len(line);
    loop {
        let (c, size) = bstr::decode_last_utf8(&line[..end]);
        match c {
            Some('"' | '\'' | '”' | '’' | '»' | '“' | ')' | ']' | '」' | '』' | '）') => end -= size,
            Some('.' | '!' | '?' | '…' | ':' | ';' | '。' | '！' | '？' | '।' | '؟' | '۔') => return true,
            _ => return false,
        }
        if end == 0 {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_has_letters_or_is_a_sentence() {
        let prose = |line: &str| shape(line.as_bytes()).prose;
        assert!(prose("The council met on Monday and agreed to repair the old bridge before winter comes."));
        assert!(prose("He said: “We will certainly not be there for the second round of it.”"));
        assert!(prose("市議会は月曜日に会合を開き、冬が来る前に古い橋を修理することで合意した。"));
        assert!(!prose("Council agrees to repair the bridge before the winter comes to town"));
        assert!(!prose("Share this article."));
        assert!(!prose("12.03.2024 14:33 | 12.03.2024 14:33 | 12.03.2024 14:33 | 12.03.2024 14:33."));
    }

    #[test]
    fn a_continuation_begins_in_lower_case() {
        assert!(shape(b"and his Russian counterpart").continues);
        assert!(!shape(b"1st place went to him").continues);
        assert!(!shape(b"And then").continues);
    }
}
