//! Does a flat pattern match a folded text? All ways to fill the holes are followed at once, as a
//! set of positions, so that the cost is bounded by the text's length times the pattern's, whatever
//! both hold.

use super::walk::set_ends;
use super::ways::Ways;
use crate::rules::tables::{Margin, Shape, Tables, Token, Tokens};
use crate::text::is_boundary;

/// A folded text to match against.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The folded text.
    pub bytes: &'a [u8],
    /// Its length without the punctuation that is ignored after a whole line.
    pub trimmed: usize,
}

/// The answer about one pattern at one start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// It does not match.
    No,
    /// It does; its own words end here, before a `{rest}`.
    To(usize),
    /// Too many ways to tell.
    Overflow,
}

/// Matches the pattern with its first token at `start`.
#[must_use]
pub fn match_at(tables: &Tables, pattern: usize, subject: Subject<'_>, start: usize) -> Match {
    let (_, shape) = tables.pattern(pattern);
    if !start_allowed(shape.before, subject.bytes, start) {
        return Match::No;
    }
    // Literals first, without the bookkeeping of ways: most patterns end here.
    let mut tokens = tables.pattern_tokens(pattern);
    let mut at = start;
    loop {
        let before = tokens;
        match tokens.next() {
            Some(Token::Literal(text)) if subject.bytes[at..].starts_with(text) => at += text.len(),
            Some(Token::Literal(_)) => return Match::No,
            Some(_) => {
                tokens = before;
                break;
            }
            None => return if end_allowed(shape, subject, at) { Match::To(at) } else { Match::No },
        }
    }
    if !literals_occur(tokens, &subject.bytes[at..]) {
        return Match::No;
    }
    let mut ways = Ways::one(at);
    for token in tokens {
        step(tables, token, subject.bytes, &mut ways);
        if ways.overflow {
            return Match::Overflow;
        }
        if ways.is_empty() {
            return Match::No;
        }
    }
    let end = ways.iter().find(|&end| end_allowed(shape, subject, end));
    end.map_or(Match::No, Match::To)
}

/// Moves all positions past `token`.
fn step(tables: &Tables, token: Token<'_>, bytes: &[u8], ways: &mut Ways) {
    let mut next = Ways::none();
    match token {
        Token::Literal(text) => return ways.follow(bytes, text),
        Token::Hole(hole) => ways.iter().for_each(|at| next.fill(hole, bytes, at)),
        Token::Set(set) => ways.iter().for_each(|at| set_ends(&tables.trie, set, bytes, at, &mut next)),
    }
    *ways = next;
}

/// Are the literals of the rest of a pattern in the text, in order? Cheap, and mostly no.
fn literals_occur(tokens: Tokens<'_>, bytes: &[u8]) -> bool {
    let mut rest = bytes;
    for token in tokens {
        if let Token::Literal(text) = token {
            match find(rest, text) {
                Some(at) => rest = &rest[at + text.len()..],
                None => return false,
            }
        }
    }
    true
}

/// The first occurrence, by its last byte, which is rarer in text than a first byte that is a blank.
pub fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    let (&last, head) = text.split_last()?;
    let mut from = head.len();
    while let Some(at) = memchr::memchr(last, bytes.get(from..)?) {
        let end = from + at;
        if bytes[..end].ends_with(head) {
            return Some(end - head.len());
        }
        from = end + 1;
    }
    None
}

fn start_allowed(before: Margin, bytes: &[u8], start: usize) -> bool {
    match before {
        Margin::None => start == 0,
        Margin::Any => is_boundary(bytes, start),
        Margin::Rest => start > 0 && is_boundary(bytes, start),
        Margin::Punctuation => is_boundary(bytes, start) && only_punctuation(&bytes[..start]),
    }
}

/// May a match end here?
pub fn end_allowed(shape: Shape, subject: Subject<'_>, end: usize) -> bool {
    let bytes = subject.bytes;
    match shape.after {
        Margin::None => end == bytes.len() || (!shape.punctuated && end == subject.trimmed),
        Margin::Any => is_boundary(bytes, end),
        Margin::Rest => end < bytes.len() && is_boundary(bytes, end),
        Margin::Punctuation => is_boundary(bytes, end) && only_punctuation(&bytes[end..]),
    }
}

/// Sentence punctuation, with blanks and closing marks.
fn only_punctuation(bytes: &[u8]) -> bool {
    let mut at = 0;
    while at < bytes.len() {
        match bstr::decode_utf8(&bytes[at..]) {
            (
                Some(' ' | '.' | ',' | ':' | ';' | '!' | '?' | '"' | '\'' | ')' | ']' | '-' | '→' | '。' | '、' | '·'),
                size,
            ) => {
                at += size;
            }
            _ => return false,
        }
    }
    true
}
