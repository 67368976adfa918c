//! The gate: can any rule hit this line at all? Asked of raw bytes, before the line is folded. It may
//! say yes too often, never no. Nearly all lines of an article end here, after a few instructions: the
//! first bytes of lines tell most apart, and those that are left are folded and walked down the trie.

use super::matcher::{FOLD_BYTES_MAX, is_awaited};
use super::pattern::Subject;
use super::selection::Selected;
use super::walk::{Finder, hits_at, occurring, walk};
use crate::rules::keys::{GRAM, GRAM_STRIDE, gram_hash, hash3, hash4, hash8, short_hash, soften8, softened};
use crate::rules::tables::{CLOSED_HEAD_MAX, Gate, NO_OFFSET, Sieve, Tables, Token, has_pair};
use crate::rules::trie::Node;
use crate::text::{FOLDED_CHARS_MAX, Fold, is_closed, is_plain, marks_len, next_char, odd};

/// Bytes that are folded first where the raw ones tell nothing.
const FEW_BYTES: usize = 24;
/// A line that is no longer is walked by the matcher alone, not here as well: 3 % fewer instructions on short lines
/// (`benches/instructions.sh`) and 6 % on whole pages.
const WALKED_ONCE: usize = 48;
/// A longer line is more than a closed head and what is ignored after it, or ends in a long row of dots.
const SHORT_LINE: usize = 24;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// False if no rule in force, selected or not, can hit the line or be completed by lines after it.
/// `fold` is scratch space.
#[must_use]
#[inline]
pub fn may_hit(selected: &Selected<'_>, line: &[u8], fold: &mut Fold) -> bool {
    let words = &line[marks_len(line)..];
    let tables = selected.tables();
    (0..tables.len()).any(|n| may_begin(tables[n], words) && begins(selected, n, words, fold))
        || may_hold(tables, words, fold)
}

/// Can a head, or a number, match the beginning of the line? By its first bytes.
#[inline]
fn may_begin(tables: &Tables, words: &[u8]) -> bool {
    if words.len() > FOLD_BYTES_MAX {
        return false;
    }
    let Some(&first) = words.first() else { return false };
    match words.first_chunk::<8>() {
        _ if first.is_ascii_digit() => true,
        Some(&eight) if is_plain_word(u64::from_le_bytes(eight)) => may_begin_with(&tables.gate, words, eight),
        None if is_plain(words) => may_be_short(&tables.gate, words),
        _ => true,
    }
}

/// The same for bytes of which the first eight fold to themselves but for ASCII case.
#[inline]
fn may_begin_with(gate: &Gate, bytes: &[u8], eight: [u8; 8]) -> bool {
    let soft = soften8(u64::from_le_bytes(eight));
    gate.eight.has(hash8(soft))
        || ((gate.four.has(hash4(soft as u32)) | gate.four.has(hash3(soft as u32)) | has_pair(&gate.pairs, soft))
            && may_begin_short(gate, bytes, soft))
}

/// Is a key of less than eight bytes the beginning? Of keys that are a whole line, only in short lines.
fn may_begin_short(gate: &Gate, bytes: &[u8], soft: u64) -> bool {
    let closed = bytes.len() <= SHORT_LINE || ends_in_dots(bytes);
    let keys = if closed { &gate.short } else { &gate.open };
    (1..8).any(|length| keys.has(short_hash(soft, length)))
}

/// Is a line of less than eight bytes, or its beginning, a key, or may it go on to one?
fn may_be_short(gate: &Gate, words: &[u8]) -> bool {
    let words = words.trim_ascii_end();
    let soft = softened(words);
    (1..=words.len()).any(|length| gate.short.has(short_hash(soft, length)))
        || gate.begun.has(short_hash(soft, words.len()))
}

/// Is all that is past a closed head such as may be ignored after a whole line?
#[inline]
fn ends_in_dots(bytes: &[u8]) -> bool {
    let ignored = |b: u8| matches!(b, b'.' | b':' | b' ' | b'\t'..=b'\r' | 0x80..);
    let tail = &bytes[bytes.len() - (SHORT_LINE - CLOSED_HEAD_MAX).min(bytes.len())..];
    // Words tell most lines apart by a byte in the middle of the tail.
    ignored(tail[tail.len() / 2]) && tail.iter().all(|&b| ignored(b))
}

/// [`is_plain`] for eight bytes in a word.
#[inline]
fn is_plain_word(word: u64) -> bool {
    let zero = |w: u64| w.wrapping_sub(ONES) & !w & HIGHS;
    let blanks = zero(word ^ (ONES * 0x20));
    let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
    (word & HIGHS) | control | zero(word ^ (ONES * 0x60)) | (blanks & (blanks << 8)) == 0
}

/// Does a pattern begin the folded line, or could more words complete one? Of short lines only their first bytes are
/// asked.
fn begins(selected: &Selected<'_>, table: usize, words: &[u8], fold: &mut Fold) -> bool {
    let tables = selected.tables()[table];
    if is_too_long(words) {
        return false;
    }
    let plain = words.first_chunk().is_some_and(|&eight| is_plain_word(u64::from_le_bytes(eight)));
    if !plain {
        let few = whole_chars(words, FEW_BYTES);
        fold.fold(&words[..few]);
        let numeric = next_char(&fold.bytes, 0).is_some_and(char::is_numeric);
        let may_begin = match fold.bytes.first_chunk::<8>() {
            _ if numeric => true,
            // What these eight bytes were in the line is not known: it may end right after the key.
            Some(&eight) => may_begin_with(&tables.gate, &words[..few.min(SHORT_LINE)], eight),
            None if few == words.len() => may_be_short(&tables.gate, &fold.bytes),
            None => true,
        };
        if !may_begin {
            return false;
        }
    }
    if words.len() <= WALKED_ONCE {
        return true;
    }
    fold.fold(words);
    if fold.chars > FOLDED_CHARS_MAX {
        return false;
    }
    let subject = Subject { bytes: &fold.bytes, trimmed: fold.trimmed };
    let mut asked = Asked { selected, number: table, tables, subject, closed: is_closed(words), found: false };
    walk(&tables.trie, &fold.bytes, &mut asked);
    asked.found
}

/// The length of whole characters that is `length` or little more.
fn whole_chars(words: &[u8], length: usize) -> usize {
    let mut end = words.len().min(length);
    while end < words.len() && words[end] & 0xc0 == 0x80 {
        end += 1;
    }
    end
}

/// Does a walk find anything at all?
struct Asked<'a, 'r> {
    selected: &'a Selected<'r>,
    number: usize,
    tables: &'a Tables,
    subject: Subject<'a>,
    /// No line is joined to one that ends a sentence.
    closed: bool,
    found: bool,
}

impl Finder for Asked<'_, '_> {
    fn ends(&mut self, node: Node<'_>, ways: &[u16]) {
        let active = |(record, _)| self.selected.is_active(self.number, self.tables, record);
        self.found = self.found || hits_at(node, ways, self.subject).any(active);
    }

    fn too_many(&mut self, place: u32) {
        occurring(&self.tables.trie, place, self.subject.bytes, &mut |_| self.found = true);
    }

    fn breaks_off(&mut self, place: u32) {
        self.found = self.found || (!self.closed && is_awaited(self.selected, self.number, place));
    }

    fn is_done(&self) -> bool {
        self.found
    }
}

/// Can the line hold a gram, or end as a pattern does? In a line that is too long for other rules, a gram of a span.
#[inline]
fn may_hold(tables: &[&Tables], words: &[u8], fold: &mut Fold) -> bool {
    let plain = is_plain(words);
    let long = words.len() > if plain { FOLDED_CHARS_MAX + 1 } else { FOLD_BYTES_MAX };
    if !long && tables.iter().any(|t| !t.tails.0.is_empty() && may_end(t, words, fold)) {
        return true;
    }
    let filter = |t: &&Tables| if long { t.span_filter.0.is_empty() } else { t.inner_filter.0.is_empty() };
    if tables.iter().all(filter) {
        return false;
    }
    let bytes = if !plain && odd(words) {
        fold.fold(words);
        &fold.bytes[..]
    } else {
        words
    };
    tables.iter().any(|t| {
        let filter = if long { &t.span_filter } else { &t.inner_filter };
        match t.stride {
            8 => holds_gram::<8>(t, filter, bytes),
            7 => holds_gram::<7>(t, filter, bytes),
            6 => holds_gram::<6>(t, filter, bytes),
            5 => holds_gram::<5>(t, filter, bytes),
            4 => holds_gram::<4>(t, filter, bytes),
            _ => holds_gram::<GRAM_STRIDE>(t, filter, bytes),
        }
    })
}

/// Can the line end with a literal that must stand at the end? By its last eight bytes before what is ignored there.
#[inline]
fn may_end(tables: &Tables, words: &[u8], fold: &mut Fold) -> bool {
    let mut end = words.len();
    while end > 0 && matches!(words[end - 1], b' ' | b'.' | b':' | b'\t'..=b'\r') {
        end -= 1;
    }
    let has = |bytes: &[u8]| {
        bytes.last_chunk().is_some_and(|&last| tables.tails.has(hash8(soften8(u64::from_le_bytes(last)))))
    };
    let Some(&last) = words[..end].last_chunk::<8>() else { return false };
    // Letters of most scripts stand for themselves; signs and blanks may be in disguise, and so may what begins
    // with one of these bytes.
    let disguised = |b: &u8| *b < 0x20 || matches!(b, b'`' | 0xc2 | 0xc5 | 0xe2 | 0xe3 | 0xef);
    let blanks = last.windows(2).any(|pair| pair == b"  ");
    if is_plain_word(u64::from_le_bytes(last)) || !(blanks || words[end.saturating_sub(11)..end].iter().any(disguised))
    {
        return has(&words[..end]);
    }
    let mut from = words.len().saturating_sub(FOLDED_TAIL_BYTES);
    while from > 0 && words[from] & 0xc0 == 0x80 {
        from -= 1;
    }
    fold.fold(&words[from..]);
    (from > 0 && fold.trimmed < 8) || has(&fold.bytes) || has(&fold.bytes[..fold.trimmed])
}

/// Bytes of a line's end that are folded where the raw ones do not tell.
const FOLDED_TAIL_BYTES: usize = 64;

/// Is the line surely of more folded characters than a rule can hit, but for spans? (A blank at its end vanishes.)
fn is_too_long(words: &[u8]) -> bool {
    words.len() > FOLDED_CHARS_MAX + 1 && is_plain(words)
}

fn holds_gram<const STRIDE: usize>(tables: &Tables, filter: &Sieve, bytes: &[u8]) -> bool {
    // From the end on, so that eight bytes can be read everywhere. A shorter line holds no window of grams.
    let has = filter.test();
    let mut rest = bytes;
    while let Some(&word) = rest.last_chunk::<8>() {
        if has(gram_hash(soften8(u64::from_le_bytes(word)))) && is_gram(tables, bytes, rest.len() - 8) {
            return true;
        }
        rest = &rest[..rest.len() - STRIDE];
    }
    false
}

/// Does a gram stand here, and what its pattern wants around it?
fn is_gram(tables: &Tables, bytes: &[u8], at: usize) -> bool {
    let hash = gram_hash(soften8(bytes[at..].first_chunk().map_or(0, |w| u64::from_le_bytes(*w))));
    let mut found = false;
    let mut pattern = None;
    tables.grams.each(hash, |value| match pattern.take() {
        None => pattern = Some(value),
        Some(_) if found => {}
        Some(pattern) => {
            let mut literals = tables.pattern_tokens(pattern as usize).filter_map(|token| match token {
                Token::Literal(text) => Some(text),
                _ => None,
            });
            found = match value {
                NO_OFFSET => literals.any(|text| {
                    (0..(text.len() + 1).saturating_sub(GRAM)).any(|offset| stands_around(text, offset, bytes, at))
                }),
                offset => literals.next().is_none_or(|text| stands_around(text, offset as usize, bytes, at)),
            };
        }
    });
    found
}

/// May the literal stand where its gram at `offset` stands at `at`? Beyond the gram letters and blanks are compared as
/// far as nothing else comes in between.
fn stands_around(text: &[u8], offset: usize, bytes: &[u8], at: usize) -> bool {
    if !text.is_ascii() || offset + GRAM > text.len() {
        return true;
    }
    let plain = |b: &u8| b.is_ascii_alphanumeric() || *b == b' ';
    let same = |(a, b): (&u8, &u8)| a | 0x20 == b | 0x20;
    let (before, after) = text.split_at(offset);
    let after = &after[..GRAM + after[GRAM..].iter().take_while(|b| plain(b)).count()];
    let before = &before[before.len() - before.iter().rev().take_while(|b| plain(b)).count()..];
    bytes[at..].len() >= after.len()
        && at >= before.len()
        && after.iter().zip(&bytes[at..]).all(same)
        && before.iter().rev().zip(bytes[..at].iter().rev()).all(same)
}
