//! The ways in which holes may be filled: sets of positions where what a hole stands for may end.

use crate::rules::tables::Hole;
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

/// Sorted, distinct positions.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    at: [u16; WAYS_MAX],
    len: usize,
    /// There are more than can be followed.
    pub overflow: bool,
}

impl Ways {
    /// No position.
    #[must_use]
    pub fn none() -> Self {
        Ways { at: [0; WAYS_MAX], len: 0, overflow: false }
    }

    /// One position.
    #[must_use]
    pub fn one(at: usize) -> Self {
        let mut ways = Ways::none();
        ways.insert(at);
        ways
    }

    /// Adds a position.
    pub fn insert(&mut self, at: usize) {
        let Ok(at) = u16::try_from(at) else {
            self.overflow = true;
            return;
        };
        // Most come in order.
        let last = self.as_slice().last();
        let place = if last.is_none_or(|&last| last < at) { Err(self.len) } else { self.as_slice().binary_search(&at) };
        if let Err(place) = place {
            if self.len == WAYS_MAX {
                self.overflow = true;
                return;
            }
            self.at.copy_within(place..self.len, place + 1);
            self.at[place] = at;
            self.len += 1;
        }
    }

    /// The positions, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[u16] {
        &self.at[..self.len]
    }

    /// The positions, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.as_slice().iter().map(|&at| usize::from(at))
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Moves past `text` where it stands; all others end.
    pub fn follow(&mut self, bytes: &[u8], text: &[u8]) {
        let mut kept = 0;
        for number in 0..self.len {
            let at = usize::from(self.at[number]);
            if bytes[at..].starts_with(text) {
                self.at[kept] = (at + text.len()) as u16;
                kept += 1;
            }
        }
        self.len = kept;
    }

    /// Only those up to `end`.
    pub fn keep_to(&mut self, end: usize) {
        self.len = self.as_slice().partition_point(|&at| usize::from(at) <= end);
    }

    /// Adds the positions where the hole may end that begins at `at`.
    pub fn fill(&mut self, hole: Hole, bytes: &[u8], at: usize) {
        match hole {
            Hole::Number => number(bytes, at, self),
            Hole::Name => words(bytes, at, NAME_WORDS_MAX, NAME_CJK_MAX, is_name_char, self),
            Hole::Any => words(bytes, at, ANY_WORDS_MAX, ANY_CHARS_MAX, |_| true, self),
            Hole::Url => run(bytes, at, is_url, self),
            Hole::Email => run(bytes, at, is_email, self),
            Hole::Handle => run(bytes, at, is_handle, self),
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
#[inline]
fn words(
    bytes: &[u8],
    start: usize,
    words_max: usize,
    cjk_max: usize,
    allowed: impl Fn(char) -> bool,
    next: &mut Ways,
) {
    if !is_boundary(bytes, start) || bytes.get(start).is_none_or(|&b| b == b' ') {
        return;
    }
    let (mut words, mut cjk, mut chars) = (1, 0, 0);
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let ascii = byte.is_ascii();
        let Some(c) = (if ascii { Some(char::from(byte)) } else { next_char(bytes, at) }) else { break };
        if c == ' ' {
            words += 1;
            chars = 0;
            if words > words_max {
                break;
            }
        } else {
            chars += 1;
            cjk += usize::from(!ascii && is_cjk_char(c));
            if !allowed(c) || chars > ANY_CHARS_MAX || cjk > cjk_max {
                break;
            }
        }
        at += c.len_utf8();
        // Most ends are told by two letters.
        let inside = ascii && byte.is_ascii_alphanumeric() && bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        if c != ' ' && !inside && is_boundary(bytes, at) {
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
