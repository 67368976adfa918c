//! The compiled form of packs: flat arrays of integers and one pool of bytes.
//!
//! The built-in packs are written out as statics by `build.rs`, so that start-up builds nothing and
//! nothing needs relocating; a user's own files give a second instance of the same structure at run
//! time. `compile` makes them, the engine's matcher reads them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::ast::{Category, Strength};
use super::keys::{hash3, hash4, hash8, short_hash, softened};
use super::pack::unpacked;
use super::trie::Trie;

/// Bytes of a pattern's record in the trie: its rule, and the bits of its [`Shape`].
pub const END_RECORD_BYTES: usize = 4;

/// Packs, compiled. Positions are indexes into the named arrays; every array is immutable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// Sorted by id: the kind of each rule.
    pub rules: Cow<'static, [u32]>,
    /// What rules have in common: bits, and the number of the languages in `langs`.
    pub kinds: Cow<'static, [[u32; 2]]>,
    /// The ids of all rules.
    pub ids: Ids,
    /// Comma lists of languages, each ended by a newline; the first is empty.
    pub langs: Cow<'static, [u8]>,
    /// Patterns that begin a line with something known, each with its record; and all sets.
    pub trie: Trie,
    /// All other patterns: place in `code`, and record.
    pub patterns: Cow<'static, [[u32; 2]]>,
    /// Their sequences of tokens, each ended by [`END`].
    pub code: Cow<'static, [u8]>,
    /// Those patterns by their grams; each value is a pattern and the gram's offset in its first literal.
    pub grams: Index,
    /// The hashes of all grams; empty where there is none.
    pub gram_filter: Bits,
    /// Those that the gate looks for in a line, at every `stride` bytes.
    pub inner_filter: Sieve,
    /// Of these, those of spans.
    pub span_filter: Sieve,
    /// Bytes from one look to the next.
    pub stride: u32,
    /// The last eight bytes of literals that end a line.
    pub tails: Bits,
    /// What the beginning of a line must pass for any head to match.
    pub gate: Gate,
}

/// Ids in order. Only reports print them, so those of the built-in rules are packed until one is asked for.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    packed: &'static [u8],
    unpacked: OnceLock<(Vec<u8>, Vec<u32>)>,
}

impl Ids {
    /// Lines, as [`packed`](super::pack::packed) made them.
    #[must_use]
    pub const fn from_packed(packed: &'static [u8]) -> Self {
        Ids { packed, unpacked: OnceLock::new() }
    }

    /// These lines.
    #[must_use]
    pub fn from_lines(lines: Vec<u8>) -> Self {
        Ids { packed: &[], unpacked: OnceLock::from(Self::measured(lines)) }
    }

    /// All ids, each with a newline.
    #[must_use]
    pub fn lines(&self) -> &[u8] {
        &self.all().0
    }

    /// The id at `index`. Panics past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let (lines, ends) = self.all();
        let first = index.checked_sub(1).map_or(0, |before| ends[before] as usize + 1);
        std::str::from_utf8(&lines[first..ends[index] as usize]).unwrap_or_default()
    }

    fn all(&self) -> &(Vec<u8>, Vec<u32>) {
        self.unpacked.get_or_init(|| Self::measured(unpacked(self.packed)))
    }

    fn measured(lines: Vec<u8>) -> (Vec<u8>, Vec<u32>) {
        let ends = memchr::memchr_iter(b'\n', &lines).map(|end| end as u32).collect();
        (lines, ends)
    }
}

impl PartialEq for Ids {
    fn eq(&self, other: &Self) -> bool {
        self.lines() == other.lines()
    }
}

impl Eq for Ids {}

/// A filter: a set of hashes of which it may say too many, about one in forty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(pub Cow<'static, [u64]>);

/// Bits of a filter for each hash.
const FILTER_ROOM: usize = 12;

impl Bits {
    /// A filter that holds these hashes.
    #[must_use]
    pub fn of(hashes: &HashSet<u32>) -> Self {
        Self::with_room(hashes, FILTER_ROOM)
    }

    /// A filter of about so many bits for each hash: with 64, it is wrong once in a thousand.
    #[must_use]
    pub fn with_room(hashes: &HashSet<u32>, room: usize) -> Self {
        if hashes.is_empty() {
            return Bits::default();
        }
        let mut words = vec![0; hashes.len() * room / 64 + 1];
        for &hash in hashes {
            let at = place(hash, words.len());
            words[at] |= Self::pattern(hash);
        }
        Bits(Cow::Owned(words))
    }

    /// Two bits of one word, by the hash's low bits; its high ones tell which word.
    #[inline]
    fn pattern(hash: u32) -> u64 {
        1 << (hash & 63) | 1 << (hash >> 6 & 63)
    }

    /// False if the hash was not added. A filter that was never made holds nothing.
    #[must_use]
    #[inline]
    pub fn has(&self, hash: u32) -> bool {
        let pattern = Self::pattern(hash);
        self.0.get(place(hash, self.0.len())).is_some_and(|word| word & pattern == pattern)
    }
}

/// A filter that is asked at every few bytes of a text: one bit for each hash, in much room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sieve(pub Cow<'static, [u64]>);

/// Bits of a sieve for each hash: it is wrong four times in a thousand.
const SIEVE_ROOM: usize = 256;

impl Sieve {
    /// A sieve that holds these hashes.
    #[must_use]
    pub fn of(hashes: &HashSet<u32>) -> Self {
        if hashes.is_empty() {
            return Sieve::default();
        }
        let mut words = vec![0_u64; (hashes.len() * SIEVE_ROOM / 64).next_power_of_two()];
        for &hash in hashes {
            let at = hash as usize & (words.len() - 1);
            words[at] |= 1 << (hash >> 26);
        }
        Sieve(Cow::Owned(words))
    }

    /// A test for hashes: false if the hash was not added.
    #[inline]
    pub fn test(&self) -> impl Fn(u32) -> bool {
        let words = &*self.0;
        let mask = words.len().wrapping_sub(1);
        move |hash| words.get(hash as usize & mask).is_some_and(|word| word >> (hash >> 26) & 1 == 1)
    }
}

/// A head whose pattern is that literal and no more hits only short lines: its length, and what is
/// ignored after a whole line.
pub const CLOSED_HEAD_MAX: usize = 7;

/// Filters over the softened beginnings of lines that heads allow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// The first eight bytes of keys that have so many.
    pub eight: Bits,
    /// The first four bytes of shorter keys, or their three. Asked first, for lines of any length.
    pub four: Bits,
    /// One bit for each pair of bytes with which a key of one or two bytes may begin a line; empty where there is none.
    pub pairs: Cow<'static, [u64]>,
    /// Whole keys of less than eight bytes.
    pub short: Bits,
    /// Of these, keys of patterns that go on after them.
    pub open: Bits,
    /// What stands before the blanks of keys, as far as seven bytes: with more words, such a line may be one of them.
    pub begun: Bits,
}

const PAIR_WORDS: usize = (1 << 16) / 64;

impl Gate {
    /// The filters over these keys; with each, whether its pattern goes on after it.
    #[must_use]
    pub fn of<'a>(keys: impl Iterator<Item = (&'a [u8], bool)>) -> Self {
        let (mut eight, mut four) = (HashSet::new(), HashSet::new());
        let (mut short, mut open, mut begun) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut pairs = Vec::new();
        for (key, goes_on) in keys {
            let word = softened(key);
            let [first, second, ..] = word.to_le_bytes();
            for (blank, _) in key.iter().enumerate().take(8).skip(1).filter(|(_, byte)| **byte == b' ') {
                begun.insert(short_hash(word, blank));
            }
            if key.len() >= 8 {
                eight.insert(hash8(word));
                continue;
            }
            short.insert(short_hash(word, key.len()));
            if goes_on {
                open.insert(short_hash(word, key.len()));
            }
            match key.len() {
                1 => (0..=255).for_each(|second| set_pair(&mut pairs, first, second)),
                2 => set_pair(&mut pairs, first, second),
                3 => drop(four.insert(hash3(word as u32))),
                _ => drop(four.insert(hash4(word as u32))),
            }
        }
        Gate {
            eight: Bits::of(&eight),
            four: Bits::of(&four),
            pairs: Cow::Owned(pairs),
            short: Bits::of(&short),
            open: Bits::of(&open),
            begun: Bits::of(&begun),
        }
    }
}

/// Where the bit of a pair of softened bytes stands.
fn pair_bit(a: u8, b: u8) -> (usize, u64) {
    (usize::from(a) * 4 + usize::from(b) / 64, 1 << (b % 64))
}

fn set_pair(pairs: &mut Vec<u64>, a: u8, b: u8) {
    pairs.resize(PAIR_WORDS, 0);
    let (word, bit) = pair_bit(a, b);
    pairs[word] |= bit;
}

/// Is the pair of softened bytes that a word begins with in a filter of pairs?
#[must_use]
#[inline]
pub fn has_pair(pairs: &[u64], word: u64) -> bool {
    let (at, bit) = pair_bit(word as u8, (word >> 8) as u8);
    pairs.get(at).is_some_and(|w| w & bit != 0)
}

/// A hash index: open addressing, linear probing, three quarters full. It may give values of another
/// hash too: what is found must be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// In the low bits the place of the first value plus one, in the others those of the hash; 0 is empty.
    pub slots: Cow<'static, [u32]>,
    /// How many low bits.
    pub bits: u32,
    /// The lists of values, each once. The last of a list has the bit [`LAST`].
    pub values: Cow<'static, [u32]>,
}

/// Bit of a value that ends its list.
const LAST: u32 = 1 << 31;
/// Stands for the offset of a gram that is not in its pattern's first literal.
pub const NO_OFFSET: u32 = LAST - 1;

impl Index {
    /// An index of these lists, none of which is empty.
    #[must_use]
    pub fn of<'a>(entries: impl Iterator<Item = (u32, &'a [u32])>) -> Self {
        let mut values = Vec::new();
        let mut starts = Vec::new();
        let mut known = HashMap::new();
        for (hash, list) in entries {
            let start = *known.entry(list).or_insert_with(|| {
                values.extend_from_slice(list);
                if let Some(last) = values.last_mut() {
                    *last |= LAST;
                }
                (values.len() - list.len()) as u32 + 1
            });
            starts.push((hash, start));
        }
        if starts.is_empty() {
            return Index::default();
        }
        let bits = u32::BITS - (values.len() as u32 + 1).leading_zeros();
        let mut slots = vec![0_u32; starts.len() * 4 / 3 + 1];
        for (hash, start) in starts {
            let mut at = place(hash, slots.len());
            while slots[at] != 0 {
                at = if at + 1 == slots.len() { 0 } else { at + 1 };
            }
            slots[at] = hash << bits | start;
        }
        Index { slots: Cow::Owned(slots), bits, values: Cow::Owned(values) }
    }

    /// Calls `found` with every value filed under `hash`.
    #[inline]
    pub fn each(&self, hash: u32, mut found: impl FnMut(u32)) {
        let Some(&first) = self.slots.get(place(hash, self.slots.len())) else { return };
        if first == 0 {
            return;
        }
        let low = (1 << self.bits) - 1;
        let mut at = place(hash, self.slots.len());
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                break;
            }
            if slot & !low == hash << self.bits {
                for &value in &self.values[(slot & low) as usize - 1..] {
                    found(value & !LAST);
                    if value & LAST != 0 {
                        break;
                    }
                }
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
    }
}

/// The slot where the search for a hash begins: by its high bits.
#[inline]
fn place(hash: u32, slots: usize) -> usize {
    ((u64::from(hash) * slots as u64) >> 32) as usize
}

/// What a pattern is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It hits a line, or cuts words.
    Line,
    /// It opens its rule's block.
    From,
    /// It closes its rule's block.
    To,
}

/// What may stand outside a match, on one side of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Margin {
    /// Nothing (at the end: but the punctuation that is ignored after a whole line).
    None,
    /// Sentence punctuation.
    Punctuation,
    /// Anything but nothing.
    Rest,
    /// Anything or nothing.
    Any,
}

/// A flat pattern's bits, unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What it is for.
    pub role: Role,
    /// What may stand before it.
    pub before: Margin,
    /// What may stand after it.
    pub after: Margin,
    /// It cuts words.
    pub span: bool,
    /// It ends in punctuation, which is then required.
    pub punctuated: bool,
    /// `=`: active at every level.
    pub whole: bool,
    /// No line is held for it: its beginning is short, and what follows is not a choice of few.
    pub unawaited: bool,
    /// It leaves open what the line says beyond its own words: by `{rest}`, by `*`, or by words of any kind at the end
    /// of a few of its own.
    pub open: bool,
}

impl Shape {
    /// How many bits; a pattern's rule stands above them.
    pub const BITS: u32 = 11;

    /// Packs into the bits of a pattern record.
    #[must_use]
    pub fn bits(self) -> u32 {
        let margin = |m: Margin| m as u32;
        self.role as u32
            | margin(self.before) << 2
            | margin(self.after) << 4
            | u32::from(self.span) << 6
            | u32::from(self.punctuated) << 7
            | u32::from(self.whole) << 8
            | u32::from(self.unawaited) << 9
            | u32::from(self.open) << 10
    }

    /// Unpacks the bits of a pattern record.
    #[must_use]
    pub fn of(bits: u32) -> Self {
        let margin = |b: u32| match b & 3 {
            0 => Margin::None,
            1 => Margin::Punctuation,
            2 => Margin::Rest,
            _ => Margin::Any,
        };
        let role = match bits & 3 {
            0 => Role::Line,
            1 => Role::From,
            _ => Role::To,
        };
        Shape {
            role,
            before: margin(bits >> 2),
            after: margin(bits >> 4),
            span: bits >> 6 & 1 == 1,
            punctuated: bits >> 7 & 1 == 1,
            whole: bits >> 8 & 1 == 1,
            unawaited: bits >> 9 & 1 == 1,
            open: bits >> 10 & 1 == 1,
        }
    }
}

/// One piece of a flat pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Folded text.
    Literal(&'a [u8]),
    /// A typed hole.
    Hole(Hole),
    /// Any item of a set.
    Set(usize),
}

/// The holes the engine knows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Hole {
    Number,
    Name,
    Any,
    Url,
    Email,
    Handle,
}

impl Hole {
    /// All of them, in the order of their numbers.
    pub const ALL: [Hole; 6] = [Hole::Number, Hole::Name, Hole::Any, Hole::Url, Hole::Email, Hole::Handle];
}

/// Ends a sequence of tokens. Holes are the numbers after it.
pub const END: u8 = 0;
/// The number of a set follows, in three bytes.
const SET: u8 = 7;
/// A literal's length follows, in two bytes.
const LONG: u8 = 8;
/// A greater byte is the length of a literal plus this.
const SHORT: u8 = LONG;

impl Token<'_> {
    /// Adds the token to a sequence. Of a literal over 64 KiB, more than any rule may hold, the rest is lost.
    pub fn write(self, code: &mut Vec<u8>) {
        match self {
            Token::Literal(text) if text.len() <= usize::from(u8::MAX - SHORT) => {
                code.push(text.len() as u8 + SHORT);
                code.extend_from_slice(text);
            }
            Token::Literal(text) => {
                let text = &text[..text.len().min(usize::from(u16::MAX))];
                code.push(LONG);
                code.extend_from_slice(&(text.len() as u16).to_le_bytes());
                code.extend_from_slice(text);
            }
            Token::Hole(hole) => code.push(1 + hole as u8),
            Token::Set(set) => {
                code.push(SET);
                code.extend_from_slice(&(set as u32).to_le_bytes()[..3]);
            }
        }
    }
}

/// A sequence of tokens, read from the front.
#[derive(Clone, Copy, Debug)]
pub struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    #[inline]
    fn next(&mut self) -> Option<Token<'a>> {
        let (&kind, rest) = self.0.split_first()?;
        let (token, rest) = match kind {
            END => return None,
            SET => {
                let (number, rest) = rest.split_first_chunk::<3>()?;
                let [a, b, c] = number.map(usize::from);
                (Token::Set(a | b << 8 | c << 16), rest)
            }
            LONG => {
                let (length, rest) = rest.split_first_chunk::<2>()?;
                let (text, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
                (Token::Literal(text), rest)
            }
            hole if hole < SET => (Token::Hole(Hole::ALL[usize::from(hole) - 1]), rest),
            length => {
                let (text, rest) = rest.split_at_checked(usize::from(length - SHORT))?;
                (Token::Literal(text), rest)
            }
        };
        self.0 = rest;
        Some(token)
    }
}

/// The rule and the shape of a pattern's record.
#[must_use]
#[inline]
pub fn of_record(record: u32) -> (u32, Shape) {
    (record >> Shape::BITS, Shape::of(record))
}

/// A rule's record, unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleView {
    /// Its category.
    pub category: Category,
    /// Its strength.
    pub strength: Strength,
    /// Active at `thorough` only.
    pub thorough: bool,
    /// Its block closes at the end of the document.
    pub to_end: bool,
    /// Its block closes before the next prose.
    pub to_prose: bool,
    /// Non-blank logical lines of its block; 0 where it is no block.
    pub max: u32,
}

impl RuleView {
    /// Unpacks the bits of a rule record.
    #[must_use]
    #[inline]
    pub fn of(bits: u32) -> Self {
        RuleView {
            category: Category::ALL.get((bits & 0xff) as usize).copied().unwrap_or(Category::Keep),
            strength: strength_of(bits),
            thorough: bits >> 10 & 1 == 1,
            to_end: bits >> 11 & 1 == 1,
            to_prose: bits >> 12 & 1 == 1,
            max: bits >> 16,
        }
    }

    /// Packs all but the languages into the bits of a rule record.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.category as u32
            | (self.strength as u32) << 8
            | u32::from(self.thorough) << 10
            | u32::from(self.to_end) << 11
            | u32::from(self.to_prose) << 12
            | self.max << 16
    }
}

fn strength_of(bits: u32) -> Strength {
    match bits >> 8 & 3 {
        0 => Strength::Weak,
        1 => Strength::Strong,
        _ => Strength::Guard,
    }
}

impl Tables {
    /// The id of the rule at `index`. Panics past the end.
    #[must_use]
    pub fn id(&self, index: usize) -> &str {
        self.ids.get(index)
    }

    /// The rule of this id.
    #[must_use]
    pub fn rule_of(&self, id: &str) -> Option<usize> {
        let (mut first, mut end) = (0, self.rules.len());
        while first < end {
            let middle = first.midpoint(end);
            match self.id(middle).cmp(id) {
                std::cmp::Ordering::Less => first = middle + 1,
                std::cmp::Ordering::Greater => end = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The rule at `index`. Panics past the end.
    #[must_use]
    #[inline]
    pub fn rule(&self, index: usize) -> RuleView {
        RuleView::of(self.kinds[self.rules[index] as usize][0])
    }

    /// The languages of the rule at `index`, a comma list; empty means any language. Panics past the end.
    #[must_use]
    pub fn rule_langs(&self, index: usize) -> &str {
        let langs = self.kinds[self.rules[index] as usize][1] as usize;
        let langs = self.langs.split(|&b| b == b'\n').nth(langs).unwrap_or_default();
        std::str::from_utf8(langs).unwrap_or_default()
    }

    /// The bits of the rule at `index`: category, strength, level. Panics past the end.
    #[must_use]
    #[inline]
    pub fn rule_kind(&self, index: usize) -> (u32, Strength, bool) {
        let bits = self.kinds[self.rules[index] as usize][0];
        (bits & 0xff, strength_of(bits), bits >> 10 & 1 == 1)
    }

    /// The rule and the shape of the flat pattern at `index`.
    #[must_use]
    #[inline]
    pub fn pattern(&self, index: usize) -> (u32, Shape) {
        of_record(self.patterns[index][1])
    }

    /// The tokens of the flat pattern at `index`.
    #[must_use]
    #[inline]
    pub fn pattern_tokens(&self, index: usize) -> Tokens<'_> {
        Tokens(&self.code[self.patterns[index][0] as usize..])
    }

    /// The literal that the flat pattern begins with; empty where it begins with a hole.
    #[must_use]
    #[inline]
    pub fn head(&self, index: usize) -> &[u8] {
        match self.pattern_tokens(index).next() {
            Some(Token::Literal(text)) => text,
            _ => b"",
        }
    }
}
