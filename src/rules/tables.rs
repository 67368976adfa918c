//! The compiled form of packs: flat arrays of integers and one pool of bytes.
//!
//! The built-in packs are written out as statics by `build.rs`, so that start-up builds nothing and
//! nothing needs relocating; a user's own files give a second instance of the same structure at run
//! time. `compile` makes them, the engine's matcher reads them.

use std::borrow::Cow;
use std::ops::Range;

use super::ast::{Category, Strength};
use super::keys::{hash4, hash8, soften};

/// Lengths at which the folded beginning of a line is looked up. A head literal is filed under the
/// longest that does not exceed it.
pub const HEAD_LENGTHS: [usize; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24];

/// Packs, compiled. Positions are indexes into the named arrays; every array is immutable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// Sorted by id: id offset and length, languages offset and length (comma list) in `pool`, bits, `max`.
    pub rules: Cow<'static, [[u32; 6]]>,
    /// Flat patterns: rule, first token, end of tokens, bits.
    pub patterns: Cow<'static, [[u32; 4]]>,
    /// Kind and length, position: see [`Token`].
    pub tokens: Cow<'static, [[u32; 2]]>,
    /// Per set: first and end item in `items`.
    pub sets: Cow<'static, [[u32; 2]]>,
    /// How many of the sets have names: the first ones. Their items end at word boundaries.
    pub named: u32,
    /// Per item of a set: first and end token.
    pub items: Cow<'static, [[u32; 2]]>,
    /// Folded literals and names.
    pub pool: Cow<'static, [u8]>,
    /// Patterns by the beginning of the line.
    pub heads: Index,
    /// Those patterns again, sorted by their head literal.
    pub sorted: Cow<'static, [u32]>,
    /// Patterns by their grams; each value is a pattern and the gram's offset in its first literal.
    pub grams: Index,
    /// The hashes of all grams; empty where there is none.
    pub gram_filter: Bits,
    /// Patterns that begin with a number, by the literal after it.
    pub numbers: Index,
    /// What the beginning of a line must pass for any head to match.
    pub gate: Gate,
}

/// A filter: a set of hashes of which it may say too many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(pub Cow<'static, [u64]>);

/// Bits of a filter: 32 KiB, which a first-level cache holds beside the text.
const FILTER_BITS: usize = 1 << 18;

impl Bits {
    /// A filter that holds nothing.
    #[must_use]
    pub fn zeroed() -> Self {
        Bits(Cow::Owned(vec![0; FILTER_BITS / 64]))
    }

    /// Adds a hash.
    pub fn set(&mut self, hash: u32) {
        let bit = hash as usize % FILTER_BITS;
        self.0.to_mut()[bit / 64] |= 1 << (bit % 64);
    }

    /// False if the hash was not added. A filter that was never made holds nothing.
    #[must_use]
    #[inline]
    pub fn has(&self, hash: u32) -> bool {
        let bit = hash as usize % FILTER_BITS;
        self.0.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }
}

/// A head whose pattern is that literal and no more hits only short lines: its length, and what is
/// ignored after a whole line.
pub const CLOSED_HEAD_MAX: usize = 7;

/// Filters over the softened beginnings of heads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// The first eight bytes of heads that have so many.
    pub eight: Bits,
    /// The first four bytes of heads of four to seven, of patterns that go on after them.
    pub open: Bits,
    /// The first four bytes of all heads that have so many: for short lines.
    pub four: Bits,
    /// One bit for each pair of bytes with which a head of one to three bytes may begin a line, of
    /// patterns that go on after it.
    pub open_pairs: Cow<'static, [u64]>,
    /// The same, of all patterns: for short lines.
    pub pairs: Cow<'static, [u64]>,
}

const PAIR_WORDS: usize = (1 << 16) / 64;

impl Gate {
    /// The filters over these heads; with each, whether its pattern ends with it.
    #[must_use]
    pub fn of<'a>(heads: impl Iterator<Item = (&'a [u8], bool)>) -> Self {
        let (mut eight, mut open, mut four) = (Bits::zeroed(), Bits::zeroed(), Bits::zeroed());
        let (mut open_pairs, mut pairs) = (vec![0_u64; PAIR_WORDS], vec![0_u64; PAIR_WORDS]);
        for (head, closed) in heads {
            let soft: Vec<u8> = head.iter().take(8).map(|&b| soften(b)).collect();
            if let Ok(first) = <[u8; 8]>::try_from(soft.as_slice()) {
                eight.set(hash8(u64::from_le_bytes(first)));
            }
            if let Some(&first) = soft.first_chunk::<4>() {
                let hash = hash4(u32::from_le_bytes(first));
                four.set(hash);
                if soft.len() <= CLOSED_HEAD_MAX && !closed {
                    open.set(hash);
                }
                continue;
            }
            let seconds = soft.get(1).map_or(0..=255, |&b| b..=b);
            for second in seconds {
                let (word, bit) = pair_bit(soft.first().copied().unwrap_or_default(), second);
                pairs[word] |= bit;
                if !closed {
                    open_pairs[word] |= bit;
                }
            }
        }
        Gate { eight, open, four, open_pairs: Cow::Owned(open_pairs), pairs: Cow::Owned(pairs) }
    }
}

/// Where the bit of a pair of softened bytes stands.
fn pair_bit(a: u8, b: u8) -> (usize, u64) {
    (usize::from(a) * 4 + usize::from(b) / 64, 1 << (b % 64))
}

/// Is the pair of softened bytes in a filter of pairs?
#[must_use]
#[inline]
pub fn has_pair(pairs: &[u64], a: u8, b: u8) -> bool {
    let (word, bit) = pair_bit(a, b);
    pairs.get(word).is_some_and(|w| w & bit != 0)
}

/// A hash index: open addressing, linear probing, at most half full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// A power of two of slots: hash, first value, number of values; empty where the number is 0.
    pub slots: Cow<'static, [[u32; 3]]>,
    /// The values.
    pub values: Cow<'static, [u32]>,
}

impl Index {
    /// The range of `values` filed under `hash`.
    #[must_use]
    pub fn get(&self, hash: u32) -> &[u32] {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        while let Some(&[key, first, count]) = self.slots.get(at) {
            if count == 0 {
                break;
            }
            if key == hash {
                return &self.values[first as usize..(first + count) as usize];
            }
            at = (at + 1) & mask;
        }
        &[]
    }
}

/// Hash of a head: fed byte by byte, so that all lengths cost one pass.
#[must_use]
pub fn head_hash(seed: u32, byte: u8) -> u32 {
    (seed.rotate_left(5) ^ u32::from(byte)).wrapping_mul(0x9e37_79b1)
}

/// Where a head hash starts.
pub const HEAD_SEED: u32 = 0x811c_9dc5;

/// The hash under which the head of `length` bytes is filed.
#[must_use]
pub fn head_key(hash: u32, length: usize) -> u32 {
    let mixed = hash ^ (length as u32).wrapping_mul(0x85eb_ca6b);
    mixed ^ (mixed >> 15)
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
}

impl Shape {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Hole {
    Number, Name, Any, Url, Email, Handle,
}

impl Hole {
    const ALL: [Hole; 6] = [Hole::Number, Hole::Name, Hole::Any, Hole::Url, Hole::Email, Hole::Handle];
}

/// Packs a token record; `length` and `position` are those of a literal in the pool.
#[must_use]
pub fn literal_token(position: u32, length: u32) -> [u32; 2] {
    [length, position]
}

/// Packs a token record for a hole.
#[must_use]
pub fn hole_token(hole: Hole) -> [u32; 2] {
    [1 << 24, hole as u32]
}

/// Packs a token record for a set.
#[must_use]
pub fn set_token(set: u32) -> [u32; 2] {
    [2 << 24, set]
}

/// A rule's record, unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Comma list; empty means any language.
    pub langs: &'a str,
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

/// Packs the bits of a rule record.
#[must_use]
pub fn rule_bits(category: Category, strength: Strength, thorough: bool, to_end: bool, to_prose: bool) -> u32 {
    category as u32
        | (strength as u32) << 8
        | u32::from(thorough) << 16
        | u32::from(to_end) << 17
        | u32::from(to_prose) << 18
}

impl Tables {
    fn text(&self, at: u32, len: u32) -> &str {
        std::str::from_utf8(&self.pool[at as usize..(at + len) as usize]).unwrap_or_default()
    }

    /// The rule at `index`. Panics past the end.
    #[must_use]
    pub fn rule(&self, index: usize) -> RuleView<'_> {
        let [id, id_len, langs, langs_len, bits, max] = self.rules[index];
        RuleView {
            id: self.text(id, id_len),
            langs: self.text(langs, langs_len),
            category: Category::ALL.get((bits & 0xff) as usize).copied().unwrap_or(Category::Keep),
            strength: match bits >> 8 & 0xff {
                0 => Strength::Weak,
                1 => Strength::Strong,
                _ => Strength::Guard,
            },
            thorough: bits >> 16 & 1 == 1,
            to_end: bits >> 17 & 1 == 1,
            to_prose: bits >> 18 & 1 == 1,
            max,
        }
    }

    /// The token at `index`. Panics past the end.
    #[must_use]
    pub fn token(&self, index: usize) -> Token<'_> {
        let [head, at] = self.tokens[index];
        match head >> 24 {
            0 => Token::Literal(&self.pool[at as usize..(at + head) as usize]),
            1 => Token::Hole(Hole::ALL[at as usize]),
            _ => Token::Set(at as usize),
        }
    }

    /// Is the pattern one literal, a whole line?
    #[must_use]
    pub fn is_closed(&self, pattern: usize) -> bool {
        self.pattern_tokens(pattern).len() == 1 && Shape::of(self.patterns[pattern][3]).after == Margin::None
    }

    /// The bits of the rule at `index`: category, strength, level. Panics past the end.
    #[must_use]
    #[inline]
    pub fn rule_kind(&self, index: usize) -> (u32, Strength, bool) {
        let bits = self.rules[index][4];
        let strength = match bits >> 8 & 0xff {
            0 => Strength::Weak,
            1 => Strength::Strong,
            _ => Strength::Guard,
        };
        (bits & 0xff, strength, bits >> 16 & 1 == 1)
    }

    /// The tokens of the flat pattern at `index`.
    #[must_use]
    pub fn pattern_tokens(&self, index: usize) -> Range<usize> {
        let [_, first, end, _] = self.patterns[index];
        first as usize..end as usize
    }

    /// The literal that the flat pattern begins with; empty where it begins with a hole.
    #[must_use]
    pub fn head(&self, index: usize) -> &[u8] {
        let tokens = self.pattern_tokens(index);
        if tokens.is_empty() {
            return b"";
        }
        match self.token(tokens.start) {
            Token::Literal(text) => text,
            _ => b"",
        }
    }
}
