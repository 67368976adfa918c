//! The gate: can any rule hit this line at all? Asked of raw bytes, before the line is folded. It may
//! say yes too often, never no. Nearly all lines of an article end here, after a few instructions: the
//! first bytes of lines tell most apart, and of those that are left the folded beginning is looked up.

use super::matcher::{FOLD_BYTES_MAX, for_each_head, number_ends};
use super::selection::Selected;
use crate::rules::keys::{GRAM, GRAM_STRIDE, Pairs, gram_hash, hash3, hash4, hash8, short_hash, soften8};
use crate::rules::tables::{
    CLOSED_HEAD_MAX, Gate, HEAD_LENGTHS, HEAD_SEED, Hole, Index, Margin, Sieve, Tables, Token, Tokens, has_pair,
    head_hash,
};
use crate::text::{FOLDED_CHARS_MAX, Fold, is_closed, marks_len, next_char, odd};

/// Bytes of a line's beginning that are folded to look up its head.
const FOLDED_HEAD_BYTES: usize = 96;
/// Bytes that are folded first where the raw ones tell nothing.
const FEW_BYTES: usize = 24;
/// A fold that was cut off is long enough to be looked up.
const HEAD_BYTES_MAX: usize = HEAD_LENGTHS[HEAD_LENGTHS.len() - 1];
/// A longer line is more than a closed head and what is ignored after it, or ends in a long row of dots.
const SHORT_LINE: usize = 24;
/// With more items of a set that begin with the same byte, it is not looked at.
const ITEMS_COMPARED_MAX: usize = 8;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// False if no rule in force, selected or not, can hit the line or be completed by lines after it.
/// `fold` is scratch space.
#[must_use]
#[inline]
pub fn may_hit(selected: &Selected<'_>, line: &[u8], fold: &mut Fold) -> bool {
    let marks = if line.first().is_some_and(u8::is_ascii_alphanumeric) { 0 } else { marks_len(line) };
    let words = &line[marks..];
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
        Some(&eight) if is_plain(u64::from_le_bytes(eight)) => may_begin_with(&tables.gate, words, eight),
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

/// Is all that is past a closed head such as may be ignored after a whole line?
#[inline]
fn ends_in_dots(bytes: &[u8]) -> bool {
    let ignored = |b: u8| matches!(b, b'.' | b':' | b' ' | b'\t'..=b'\r' | 0x80..);
    let tail = &bytes[bytes.len() - (SHORT_LINE - CLOSED_HEAD_MAX).min(bytes.len())..];
    // Words tell most lines apart by a byte in the middle of the tail.
    ignored(tail[tail.len() / 2]) && tail.iter().all(|&b| ignored(b))
}

/// Eight bytes of printable ASCII without a grave accent or two blanks in a row.
#[inline]
fn is_plain(word: u64) -> bool {
    let zero = |w: u64| w.wrapping_sub(ONES) & !w & HIGHS;
    let blanks = zero(word ^ (ONES * 0x20));
    let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
    (word & HIGHS) | control | zero(word ^ (ONES * 0x60)) | (blanks & (blanks << 8)) == 0
}

/// Is a pattern filed under the folded beginning of the line, or under a longer one that the line breaks off from?
fn begins(selected: &Selected<'_>, table: usize, words: &[u8], fold: &mut Fold) -> bool {
    let tables = selected.tables()[table];
    if is_too_long(words) {
        return false;
    }
    let plain = words.first_chunk().is_some_and(|&eight| is_plain(u64::from_le_bytes(eight)));
    if !plain && words.len() > 2 * FEW_BYTES {
        fold.fold(&words[..whole_chars(words, FEW_BYTES)]);
        if let Some(&eight) = fold.bytes.first_chunk::<8>()
            && !next_char(&fold.bytes, 0).is_some_and(char::is_numeric)
            && !may_begin_with(&tables.gate, words, eight)
        {
            return false;
        }
    }
    let end = whole_chars(words, FOLDED_HEAD_BYTES);
    fold.fold(&words[..end]);
    let pairs = is_plain_ascii(words).then(|| Pairs::of(words.iter().map(u8::to_ascii_lowercase)));
    let begin = Beginning { bytes: &fold.bytes, cut: end < words.len(), words, closed: is_closed(words), pairs };
    if begin.cut && begin.bytes.len() < HEAD_BYTES_MAX {
        return true;
    }
    begin.has_head(selected, table, tables)
        || (!begin.cut && begin.may_go_on(tables))
        || (next_char(begin.bytes, 0).is_some_and(char::is_numeric) && begin.has_number(&tables.numbers))
}

/// The length of whole characters that is `length` or little more.
fn whole_chars(words: &[u8], length: usize) -> usize {
    let mut end = words.len().min(length);
    while end < words.len() && words[end] & 0xc0 == 0x80 {
        end += 1;
    }
    end
}

/// The folded beginning of a line.
struct Beginning<'a> {
    bytes: &'a [u8],
    /// The line goes on.
    cut: bool,
    /// The line.
    words: &'a [u8],
    /// It ends a sentence.
    closed: bool,
    /// The pairs of bytes in it, where they are known.
    pairs: Option<Pairs>,
}

impl Beginning<'_> {
    fn has_head(&self, selected: &Selected<'_>, table: usize, tables: &Tables) -> bool {
        let mut found = false;
        for_each_head(&tables.heads, self.bytes, |pattern| {
            found = found
                || (selected.is_active(table, tables, pattern as usize) && self.has_head_of(tables, pattern as usize));
        });
        found
    }

    fn has_head_of(&self, tables: &Tables, pattern: usize) -> bool {
        let (_, shape) = tables.pattern(pattern);
        // No line is joined to this one for the pattern: all of it must stand here.
        let alone = self.closed || shape.unawaited;
        if alone && self.pairs.as_ref().is_some_and(|pairs| !pairs.has(tables.needs[pattern])) {
            return false;
        }
        let mut tokens = tables.pattern_tokens(pattern);
        let head = tables.head(pattern);
        if !head.is_empty() {
            let _ = tokens.next();
        }
        let Some(rest) = self.bytes.strip_prefix(head) else { return self.cut && head.starts_with(self.bytes) };
        if !may_begin_as(tables, tokens, rest) {
            return false;
        }
        let whole = tokens.clone().next().is_none() && shape.after == Margin::None;
        if whole && rest.iter().any(u8::is_ascii_alphanumeric) {
            return false;
        }
        !alone || tokens.all(|token| self.may_contain(token))
    }

    /// May the line hold what this piece of a pattern stands for?
    fn may_contain(&self, token: Token<'_>) -> bool {
        match token {
            Token::Literal(text) => may_contain(self.words, text),
            Token::Hole(Hole::Number) => has_number(self.words),
            Token::Hole(_) | Token::Set(_) => true,
        }
    }

    fn may_go_on(&self, tables: &Tables) -> bool {
        tables.unfinished_filter.has(self.bytes.iter().fold(HEAD_SEED, |h, &b| head_hash(h, b)))
    }

    fn has_number(&self, numbers: &Index) -> bool {
        let mut found = false;
        for end in number_ends(self.bytes) {
            // So far on, the key may be cut off.
            found |= self.cut && end + HEAD_BYTES_MAX >= self.bytes.len();
            for end in end..=end + usize::from(matches!(self.bytes.get(end), Some(b'k' | b'm'))) {
                for_each_head(numbers, &self.bytes[end..], |_| found = true);
            }
        }
        found
    }
}

fn has_number(words: &[u8]) -> bool {
    let numeric = |at: usize| words[at] >= 0xc2 && next_char(words, at).is_some_and(char::is_numeric);
    words.iter().any(u8::is_ascii_digit) || (!words.is_ascii() && (0..words.len()).any(numeric))
}

/// May the folded text begin with what these pieces stand for, or break off in it? By the first of them.
fn may_begin_as(tables: &Tables, mut tokens: Tokens<'_>, rest: &[u8]) -> bool {
    let Some(&first) = rest.first() else { return true };
    let agree = |text: &[u8]| rest.starts_with(text) || text.starts_with(rest);
    match tokens.next() {
        Some(Token::Set(set)) => {
            let mut items = tables.items_of(set, Some(first));
            let mut agrees = |mut item: Tokens<'_>| !matches!(item.next(), Some(Token::Literal(text)) if !agree(text));
            items.by_ref().take(ITEMS_COMPARED_MAX).any(&mut agrees) || items.next().is_some()
        }
        Some(Token::Literal(text)) => agree(text),
        Some(Token::Hole(Hole::Number)) => next_char(rest, 0).is_none_or(char::is_numeric),
        _ => true,
    }
}

/// May the line contain the folded literal? By its first row of letters, digits and blanks.
fn may_contain(words: &[u8], text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let plain = text.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b' ').count();
    let text = text[..plain].trim_ascii_end();
    let Some(&first) = text.first() else { return true };
    let same = |at: usize| {
        let here = words[at..].iter().zip(text);
        words.len() - at >= text.len() && { here }.all(|(a, b)| a | 0x20 == b | 0x20)
    };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), words).any(same) || odd(words)
}

/// Can the line hold a gram, or end as a pattern does? In a line that is too long for other rules, a gram of a span.
#[inline]
fn may_hold(tables: &[&Tables], words: &[u8], fold: &mut Fold) -> bool {
    let plain = is_plain_ascii(words);
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
    if is_plain(u64::from_le_bytes(last)) || !(blanks || words[end.saturating_sub(11)..end].iter().any(disguised)) {
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
    words.len() > FOLDED_CHARS_MAX + 1 && is_plain_ascii(words)
}

/// Printable ASCII without two blanks in a row: it folds to itself in lower case. In bytes and without branches, so that the loop is vectorized.
#[inline]
fn is_plain_ascii(words: &[u8]) -> bool {
    let next = words.get(1..).unwrap_or_default();
    let other = |b: u8| u8::from(b.cast_signed() < 0x20);
    let odd = words
        .iter()
        .zip(next)
        .fold(0, |odd, (&a, &b)| odd | other(a) | u8::from(a | b == b' ') & u8::from(a & b == b' '));
    odd == 0 && words.last().is_none_or(|&b| other(b) == 0)
}

fn holds_gram<const STRIDE: usize>(tables: &Tables, filter: &Sieve, bytes: &[u8]) -> bool {
    // From the end on, so that eight bytes can be read everywhere. A shorter line holds no window of grams.
    let has = filter.test();
    bytes.windows(8).rev().step_by(STRIDE).enumerate().any(|(n, window)| {
        let word = window.first_chunk().map_or(0, |w| u64::from_le_bytes(*w));
        has(gram_hash(soften8(word))) && is_gram(tables, bytes, bytes.len() - 8 - n * STRIDE)
    })
}

/// Does a gram stand here, and what its pattern wants around it?
fn is_gram(tables: &Tables, bytes: &[u8], at: usize) -> bool {
    let hash = gram_hash(soften8(bytes[at..].first_chunk().map_or(0, |w| u64::from_le_bytes(*w))));
    let mut found = false;
    let mut pattern = None;
    tables.grams.each(hash, |value| match pattern.take() {
        None => pattern = Some(value),
        Some(pattern) => {
            found = found
                || tables.pattern_tokens(pattern as usize).any(|token| match token {
                    Token::Literal(text) => stands_around(text, bytes, at),
                    _ => false,
                });
        }
    });
    found
}

/// May the literal, which holds the gram at `at`, stand around it? Beyond the gram letters and blanks are
/// compared as far as nothing else comes in between.
fn stands_around(text: &[u8], bytes: &[u8], at: usize) -> bool {
    if !text.is_ascii() {
        return true;
    }
    let plain = |b: &u8| b.is_ascii_alphanumeric() || *b == b' ';
    let same = |(a, b): (&u8, &u8)| a | 0x20 == b | 0x20;
    (0..(text.len() + 1).saturating_sub(GRAM)).any(|offset| {
        let (before, after) = text.split_at(offset);
        let after = &after[..GRAM + after[GRAM..].iter().take_while(|b| plain(b)).count()];
        let before = &before[before.len() - before.iter().rev().take_while(|b| plain(b)).count()..];
        bytes[at..].len() >= after.len()
            && at >= before.len()
            && after.iter().zip(&bytes[at..]).all(same)
            && before.iter().rev().zip(bytes[..at].iter().rev()).all(same)
    })
}
