//! Does a flat pattern match a folded text? All ways to fill the holes are followed at once, as a
//! set of positions, so that the cost is bounded by the text's length times the pattern's, whatever
//! both hold.

use crate::rules::tables::{Hole, Margin, Shape, Tables, Token, Tokens};
use crate::text::{is_boundary, is_cjk_char, is_word_char, last_char, next_char};

/// Ways followed at once. More is answered with `overflow`, and the line stays unjudged.
const WAYS_MAX: usize = 96;
/// Words of `{name}`.
const NAME_WORDS_MAX: usize = 5;
/// Characters of `{name}` in scripts without spaces.
const NAME_CJK_MAX: usize = 12;
/// Words of `{any}`.
const ANY_WORDS_MAX: usize = 8;
/// Characters of `{any}` in scripts without spaces, and of one of its words.
const ANY_CHARS_MAX: usize = 40;
/// Sets may name sets, this deep.
const DEPTH_MAX: usize = 9;

/// A folded text to match against.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The folded text.
    pub bytes: &'a [u8],
    /// Its length without the punctuation that is ignored after a whole line.
    pub trimmed: usize,
}

/// Sorted, distinct positions.
struct Ways {
    at: [u16; WAYS_MAX],
    len: usize,
    overflow: bool,
}

impl Ways {
    fn none() -> Self {
        Ways { at: [0; WAYS_MAX], len: 0, overflow: false }
    }

    fn one(at: usize) -> Self {
        let mut ways = Ways::none();
        ways.insert(at);
        ways
    }

    fn insert(&mut self, at: usize) {
        let Ok(at) = u16::try_from(at) else {
            self.overflow = true;
            return;
        };
        if let Err(place) = self.as_slice().binary_search(&at) {
            if self.len == WAYS_MAX {
                self.overflow = true;
                return;
            }
            self.at.copy_within(place..self.len, place + 1);
            self.at[place] = at;
            self.len += 1;
        }
    }

    fn as_slice(&self) -> &[u16] {
        &self.at[..self.len]
    }
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
        step(tables, token, subject.bytes, &mut ways, 0);
        if ways.overflow {
            return Match::Overflow;
        }
        if ways.len == 0 {
            return Match::No;
        }
    }
    let end = ways.as_slice().iter().map(|&at| usize::from(at)).find(|&end| end_allowed(shape, subject, end));
    end.map_or(Match::No, Match::To)
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
fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
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

fn end_allowed(shape: Shape, subject: Subject<'_>, end: usize) -> bool {
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

/// Sets that begin no further on than this are looked into: past it, a line is not held for half an item.
const LOOK_INTO_BYTES: usize = 8;

/// Could the text, with a blank and more words after it, still come to match? For patterns that are
/// anchored at the start.
#[must_use]
pub fn could_continue(tables: &Tables, pattern: usize, bytes: &[u8]) -> bool {
    continues(tables, tables.pattern_tokens(pattern), bytes, 0, 0)
}

fn continues(tables: &Tables, tokens: Tokens<'_>, bytes: &[u8], start: usize, depth: usize) -> bool {
    let mut ways = Ways::one(start);
    let mut plain = true;
    for token in tokens {
        let mut near = None;
        for &at in ways.as_slice() {
            let at = usize::from(at);
            let rest = &bytes[at..];
            match token {
                Token::Literal(text)
                    if text.len() > rest.len() && text.starts_with(rest) && text[rest.len()] == b' ' =>
                {
                    return true;
                }
                // A hole that would begin with the next line's first word.
                Token::Hole(_) | Token::Set(_) if rest.is_empty() => return true,
                Token::Set(set) if plain && at < LOOK_INTO_BYTES && depth < DEPTH_MAX => {
                    let near = near.get_or_insert_with(Ways::none);
                    for item in tables.items_of(set, rest.first().copied()).filter(|i| !i.begins_with_words()) {
                        if continues(tables, item, bytes, at, depth + 1) {
                            return true;
                        }
                        match_item(tables, set, item, bytes, at, depth, near);
                    }
                }
                _ => {}
            }
        }
        plain &= !matches!(token, Token::Hole(_));
        match near {
            Some(near) => ways = near,
            None => step(tables, token, bytes, &mut ways, 0),
        }
        if ways.len == 0 || ways.overflow {
            return false;
        }
    }
    false
}

/// Moves all positions past `token`.
fn step(tables: &Tables, token: Token<'_>, bytes: &[u8], ways: &mut Ways, depth: usize) {
    if let Token::Literal(text) = token {
        // Each moves by as much, or ends.
        let mut kept = 0;
        for number in 0..ways.len {
            let at = usize::from(ways.at[number]);
            if bytes[at..].starts_with(text) {
                ways.at[kept] = (at + text.len()) as u16;
                kept += 1;
            }
        }
        ways.len = kept;
        return;
    }
    let mut next = Ways::none();
    for &at in ways.as_slice() {
        let at = usize::from(at);
        match token {
            Token::Literal(_) => {}
            Token::Hole(Hole::Number) => number(bytes, at, &mut next),
            Token::Hole(Hole::Name) => words(bytes, at, NAME_WORDS_MAX, NAME_CJK_MAX, is_name_char, &mut next),
            Token::Hole(Hole::Any) => words(bytes, at, ANY_WORDS_MAX, ANY_CHARS_MAX, |_| true, &mut next),
            Token::Hole(Hole::Url) => run(bytes, at, is_url, &mut next),
            Token::Hole(Hole::Email) => run(bytes, at, is_email, &mut next),
            Token::Hole(Hole::Handle) => run(bytes, at, is_handle, &mut next),
            Token::Set(set) => set_items(tables, set, bytes, at, depth, &mut next),
        }
    }
    *ways = next;
}

fn set_items(tables: &Tables, set: usize, bytes: &[u8], at: usize, depth: usize, next: &mut Ways) {
    if depth < DEPTH_MAX {
        for item in tables.items_of(set, bytes.get(at).copied()) {
            match_item(tables, set, item, bytes, at, depth, next);
        }
    }
}

fn match_item(tables: &Tables, set: usize, item: Tokens<'_>, bytes: &[u8], at: usize, depth: usize, next: &mut Ways) {
    let ends_anywhere = set >= tables.named as usize;
    let mut rest = item;
    // Most items are one literal.
    if let (Some(Token::Literal(text)), None) = (rest.next(), rest.next()) {
        let end = at + text.len();
        if bytes[at..].starts_with(text) && (ends_anywhere || is_boundary(bytes, end)) {
            next.insert(end);
        }
        return;
    }
    let mut ways = Ways::one(at);
    for token in item {
        step(tables, token, bytes, &mut ways, depth + 1);
        if ways.len == 0 {
            break;
        }
    }
    next.overflow |= ways.overflow;
    for &end in ways.as_slice() {
        if ends_anywhere || is_boundary(bytes, usize::from(end)) {
            next.insert(usize::from(end));
        }
    }
}

/// Digits of any script with separators inside, and `k` or `m` right behind them.
fn number(bytes: &[u8], start: usize, next: &mut Ways) {
    if last_char(bytes, start).is_some_and(|c| c.is_numeric()) {
        return;
    }
    let mut at = start;
    let mut end = start;
    while let Some(c) = next_char(bytes, at) {
        let size = c.len_utf8();
        if c.is_numeric() {
            end = at + size;
        } else if at != end || end == start || !matches!(c, '.' | ',' | '\'' | ' ') {
            break;
        } else if next_char(bytes, at + size).is_some_and(char::is_numeric) {
            // `3.500` is one number, `3.5.2024` three: both ways are open.
            next.insert(end);
        }
        at += size;
    }
    if end > start {
        next.insert(end);
        if matches!(bytes.get(end), Some(b'k' | b'm')) && is_boundary(bytes, end + 1) {
            next.insert(end + 1);
        }
    }
}

fn is_name_char(c: char) -> bool {
    is_word_char(c) || is_cjk_char(c) || matches!(c, '\'' | '.' | '-' | '&' | '@' | '+' | '#' | '_' | '/')
}

/// Ends of one to `words_max` words, from the first on; in scripts without spaces, every character
/// up to `cjk_max` ends a word.
fn words(bytes: &[u8], start: usize, words_max: usize, cjk_max: usize, allowed: fn(char) -> bool, next: &mut Ways) {
    if !is_boundary(bytes, start) || bytes.get(start).is_none_or(|&b| b == b' ') {
        return;
    }
    let (mut words, mut cjk, mut chars) = (1, 0, 0);
    let mut at = start;
    while let Some(c) = next_char(bytes, at) {
        if c == ' ' {
            words += 1;
            chars = 0;
            if words > words_max {
                break;
            }
        } else {
            chars += 1;
            cjk += usize::from(is_cjk_char(c));
            if !allowed(c) || chars > ANY_CHARS_MAX || cjk > cjk_max {
                break;
            }
        }
        at += c.len_utf8();
        if c != ' ' && is_boundary(bytes, at) {
            next.insert(at);
        }
    }
}

/// One run without blanks that is of the asked kind, as long as possible but for closing punctuation.
fn run(bytes: &[u8], start: usize, kind: fn(&[u8]) -> bool, next: &mut Ways) {
    let len = bytes[start..].iter().take_while(|&&b| b != b' ').count();
    let mut text = &bytes[start..start + len];
    while let [head @ .., b'.' | b',' | b':' | b';' | b')' | b'!' | b'?' | b'"' | b'\''] = text {
        if kind(text) {
            next.insert(start + text.len());
        }
        text = head;
    }
    if kind(text) {
        next.insert(start + text.len());
    }
}

fn is_url(text: &[u8]) -> bool {
    let dot = text.windows(3).any(|w| w[1] == b'.' && w[0].is_ascii_alphanumeric() && w[2].is_ascii_alphabetic());
    dot && !text.contains(&b'@')
}

fn is_email(text: &[u8]) -> bool {
    memchr::memchr(b'@', text)
        .is_some_and(|at| at > 0 && text[at + 1..].windows(2).any(|w| w[0] != b'.' && w[1] == b'.'))
}

fn is_handle(text: &[u8]) -> bool {
    text.len() > 1 && text[0] == b'@' && text[1..].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}
