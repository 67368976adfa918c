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
            // Most text by far comes this way.
            let piece = Piece::of(rest);
            if letters + piece.letters < PROSE_LETTERS {
                letters += piece.letters;
                shape.worded |= piece.letters > 0 || piece.digits;
                shape.words = shape.words.saturating_add(piece.words - u8::from(in_word && piece.begins_in_word));
                in_word = piece.ends_in_word;
                rest = &rest[piece.len..];
                continue;
            }
        }
        let plain = b < 0x80 && !first;
        let (c, size) = if b < 0x80 { (Some(char::from(b)), 1) } else { decode_utf8(rest) };
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
        let blank = if plain { matches!(c, ' ' | '\t') } else { c.is_whitespace() };
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

/// Bytes of a piece: counted without branches, so that the loop is vectorized.
const PIECE: usize = 16;

/// What stands in the ASCII at the beginning of a text, in sixteen bytes of it at most.
struct Piece {
    len: usize,
    letters: usize,
    digits: bool,
    /// Words that begin in it, or go on into it.
    words: u8,
    begins_in_word: bool,
    ends_in_word: bool,
}

impl Piece {
    #[inline]
    fn of(text: &[u8]) -> Piece {
        let mut bytes = [b' '; PIECE];
        let mut len = text.len().min(PIECE);
        match text.first_chunk() {
            Some(piece) => bytes = *piece,
            None => bytes[..len].copy_from_slice(text),
        }
        if !bytes.is_ascii() {
            len = bytes.iter().take_while(|b| b.is_ascii()).count();
            bytes[len..].fill(b' ');
        }
        let letter = |b: u8| u8::from((b | 0x20).wrapping_sub(b'a') < 26);
        let digit = |b: u8| u8::from(b.wrapping_sub(b'0') < 10);
        let visible = |b: u8| u8::from(b != b' ') & u8::from(b != b'\t');
        let mut before = [b' '; PIECE];
        before[1..].copy_from_slice(&bytes[..PIECE - 1]);
        let (mut letters, mut digits, mut words) = (0, 0, 0);
        for (&byte, &before) in bytes.iter().zip(&before) {
            letters += letter(byte);
            digits |= digit(byte);
            words += visible(byte) & !visible(before);
        }
        Piece {
            len,
            letters: usize::from(letters),
            digits: digits != 0,
            words,
            begins_in_word: visible(bytes[0]) != 0,
            ends_in_word: len > 0 && visible(bytes[len - 1]) != 0,
        }
    }
}

/// The last character, past closing quotes and brackets, ends a sentence.
#[must_use]
pub fn is_closed(line: &[u8]) -> bool {
    if line.last().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
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
