//! The gate: can any rule hit this line at all? Asked of raw bytes, before anything is folded. It may
//! say yes too often, never no. Nearly all lines of an article end here.

use super::selection::Selected;
use crate::rules::keys::{GRAM_STRIDE, gram_hash, hash3, hash4, hash8, soften8};
use crate::rules::tables::{CLOSED_HEAD_MAX, Gate, Tables, has_pair};
use crate::text::{Fold, marks_len, next_char, odd};

/// Bytes of a line's beginning that are folded to look at its head, where its raw bytes do not tell.
const FOLDED_HEAD_BYTES: usize = 48;
/// A longer line is more than a closed head and what is ignored after it, or ends in a long row of dots.
const SHORT_LINE: usize = 24;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// False if no rule in force, selected or not, can hit the line or be completed by lines after it.
/// `fold` is scratch space.
#[must_use]
pub fn may_hit(selected: &Selected<'_>, line: &[u8], fold: &mut Fold) -> bool {
    let marks = if line.first().is_some_and(u8::is_ascii_alphanumeric) { 0 } else { marks_len(line) };
    let words = &line[marks..];
    selected.tables().iter().any(|tables| may_begin(tables, words, fold)) || may_hold(selected, words)
}

/// Can a head, or a number, match the beginning of the line?
fn may_begin(tables: &Tables, words: &[u8], fold: &mut Fold) -> bool {
    let Some(&first) = words.first() else { return false };
    if first.is_ascii_digit() {
        return !tables.numbers.values.is_empty() || may_begin_with(&tables.gate, words);
    }
    match words.first_chunk::<8>() {
        Some(&eight) if is_plain(u64::from_le_bytes(eight)) => may_begin_with(&tables.gate, words),
        None if words.iter().all(|b| (0x20..0x80).contains(b) && *b != b'`')
            && !words.windows(2).any(|w| w == b"  ") =>
        {
            may_begin_with(&tables.gate, words)
        }
        _ => {
            let mut end = words.len().min(FOLDED_HEAD_BYTES);
            while end < words.len() && words[end] & 0xc0 == 0x80 {
                end += 1;
            }
            fold.fold(&words[..end]);
            // Cut short, the fold may be a shorter head than the line's: that must not be held against it.
            (end < words.len() && fold.bytes.len() < 8)
                || next_char(&fold.bytes, 0).is_some_and(char::is_numeric)
                || may_begin_with(&tables.gate, &fold.bytes)
        }
    }
}

/// The same for bytes that fold to themselves but for ASCII case, at least the first eight.
#[inline]
fn may_begin_with(gate: &Gate, bytes: &[u8]) -> bool {
    let Some(&eight) = bytes.first_chunk::<8>() else { return may_begin_short(gate, bytes) };
    let soft = soften8(u64::from_le_bytes(eight));
    if gate.eight.has(hash8(soft)) {
        return true;
    }
    if bytes.len() > SHORT_LINE && !ends_in_dots(bytes) {
        gate.open.has(hash4(soft as u32))
            || gate.open.has(hash3(soft as u32))
            || has_pair(&gate.open_pairs, soft as u8, (soft >> 8) as u8)
    } else {
        may_begin_short(gate, bytes)
    }
}

/// Short lines may be a literal and no more.
fn may_begin_short(gate: &Gate, bytes: &[u8]) -> bool {
    match bytes.first_chunk::<4>() {
        Some(&four) => {
            let soft = u32::from_le_bytes(four) | 0x2020_2020;
            gate.four.has(hash4(soft))
                || gate.four.has(hash3(soft))
                || has_pair(&gate.pairs, four[0] | 0x20, four[1] | 0x20)
        }
        // So short a line may be the beginning of any head.
        None => true,
    }
}

/// Is all that is past a closed head such as may be ignored after a whole line?
fn ends_in_dots(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len() - (SHORT_LINE - CLOSED_HEAD_MAX).min(bytes.len())..];
    tail.iter().all(|&b| matches!(b, b'.' | b':' | b' ' | 0x80..))
}

/// Eight bytes of printable ASCII without a grave accent or two blanks in a row.
#[inline]
fn is_plain(word: u64) -> bool {
    let zero = |w: u64| w.wrapping_sub(ONES) & !w & HIGHS;
    let blanks = zero(word ^ (ONES * 0x20));
    let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
    (word & HIGHS) | control | zero(word ^ (ONES * 0x60)) | (blanks & (blanks << 8)) == 0
}

/// Can the line hold a gram?
#[inline]
fn may_hold(selected: &Selected<'_>, words: &[u8]) -> bool {
    let any = selected.tables().iter().any(|t| !t.gram_filter.0.is_empty());
    any && (odd(words) || selected.tables().iter().any(|tables| holds_gram(tables, words)))
}

#[inline]
fn holds_gram(tables: &Tables, words: &[u8]) -> bool {
    let hit = |word: u64| {
        let hash = gram_hash(soften8(word));
        tables.gram_filter.has(hash) && tables.grams.has(hash)
    };
    let mut at = 0;
    while let Some(eight) = words.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        if hit(u64::from_le_bytes(*eight)) {
            return true;
        }
        at += GRAM_STRIDE;
    }
    // The last positions, where eight bytes cannot be read at once.
    while words.len() >= at + 6 {
        let mut word = [0; 8];
        let len = (words.len() - at).min(8);
        word[..len].copy_from_slice(&words[at..at + len]);
        if hit(u64::from_le_bytes(word)) {
            return true;
        }
        at += GRAM_STRIDE;
    }
    false
}
