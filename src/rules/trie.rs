//! A trie over the tokens of patterns: what many of them begin with stands in it once. Edges are bytes of folded
//! text, holes, or sets, whose items are tries of their own in the same bytes.
//!
//! One row of bytes holds all of it, so that the built-in trie needs no relocation. A node is: its label (the bytes
//! that follow the one on the edge to it, where nothing else may follow), its flags, its ends, its special edges, the bytes
//! of its literal edges in order, and the places of its children. Numbers are little-endian; the first child follows its
//! parent directly and has no place there.

use std::borrow::Cow;
use std::collections::HashMap;

use super::tables::{END_RECORD_BYTES, Hole, Token, of_record};

/// Tries, compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trie {
    /// The nodes.
    pub bytes: Cow<'static, [u8]>,
    /// Where the root of each set stands. Those that have names come first.
    pub sets: Cow<'static, [u32]>,
    /// How many of the sets have names. Their items end at word boundaries.
    pub named: u32,
    /// Where the root of the patterns stands.
    pub root: u32,
    /// By the first byte of a text the special edges of the root that it may go along, as bits of their number.
    pub firsts: Cow<'static, [u64]>,
    /// For each special edge of the root, sixteen words: the bits of the bytes, three at most, that texts which go along it begin with.
    pub starts: Cow<'static, [u64]>,
}

/// Before a special edge in a sequence; no UTF-8 has this byte.
const SPECIAL: u8 = 0xff;
/// Bytes of a special edge's number in a sequence.
const NUMBER_BYTES: usize = 3;
const NUMBER_MASK: u32 = (1 << (8 * NUMBER_BYTES)) - 1;
/// A label's length that says that two more bytes hold it.
const LONG_LABEL: u8 = u8::MAX;
/// A label's length that says that the node stands elsewhere, at the place that follows: as a first child, a node that
/// others have too is written so.
const ELSEWHERE: u8 = LONG_LABEL - 1;
const ELSEWHERE_BYTES: usize = 1 + PLACE_BYTES;
/// The two low bits of a node's flags: it ends nothing, an item of a set, one pattern, or as many as a byte says.
const ENDS: u8 = 3;
const ENDS_ITEM: u8 = 1;
const ENDS_ONE: u8 = 2;
const ENDS_SOME: u8 = 3;
/// Special edges follow, as many as a byte says.
const HAS_SPECIALS: u8 = 4;
/// A line that breaks off here may be held for a pattern at the node or below it, of a rule that is on by default.
const AWAITED: u8 = 8;
/// So many ends, or special edges, say that two more bytes count them.
const MANY: u8 = u8::MAX;
/// The other bits of a node's flags count its literal edges; so many mean that a byte follows with their number less one.
const EDGES_SHIFT: u8 = 4;
const MANY_EDGES: usize = 15;
/// Bytes of a special edge: its number in three, and what may be at its beginning.
const SPECIAL_BYTES: usize = 4;
/// Bytes of a child's place.
const PLACE_BYTES: usize = 4;
/// A word of `firsts` has a bit for each special edge, and shares it where there are more.
const FIRSTS_BITS: usize = 64;

/// Bytes of a text that tell which special edges of the root it may go along.
pub const START_BYTES: usize = 3;
const START_WORDS: usize = 16;
/// Sets may name sets, this deep.
const DEPTH_MAX: usize = 9;

/// How the text may go on along a special edge, as bits: classes of the first byte, and what else may be. It may say
/// yes too often, never no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Starts(u8);

impl Starts {
    const BLANK: u8 = 1;
    const DIGIT: u8 = 2;
    const OTHER: u8 = 16;
    const CLASSES: u8 = 31;
    /// A hole begins an item: a text that ends before it may break off there.
    const HOLE: u8 = 32;
    /// Nothing at all is an item, as deep as sets are looked into. This is exact.
    const EMPTY: u8 = 64;
    /// An item begins with a hole for words. This is exact.
    const WORDS: u8 = 128;

    fn class(byte: u8) -> u8 {
        match byte {
            b' ' => Self::BLANK,
            b'0'..=b'9' => Self::DIGIT,
            b'a'..=b'l' => 4,
            b'm'..=b'z' => 8,
            _ => Self::OTHER,
        }
    }

    fn of_hole(hole: Hole) -> Self {
        let classes = match hole {
            Hole::Number => Self::DIGIT | Self::OTHER,
            Hole::Handle => Self::OTHER,
            Hole::Name | Hole::Any => Self::WORDS | (Self::CLASSES & !Self::BLANK),
            Hole::Url | Hole::Email => Self::CLASSES & !Self::BLANK,
        };
        Starts(classes | Self::HOLE)
    }

    /// May an item that is not nothing begin here? `opens` says that what breaks off at the end of the text is asked for.
    #[must_use]
    #[inline]
    pub fn may_begin(self, text: &[u8], at: usize, opens: bool) -> bool {
        let asked = match text.get(at) {
            Some(&byte) => Self::class(byte),
            None if opens => Self::HOLE | Self::BLANK,
            None => 0,
        };
        self.0 & asked != 0
    }

    /// Is nothing an item of the set?
    #[must_use]
    #[inline]
    pub fn has_empty(self) -> bool {
        self.0 & Self::EMPTY != 0
    }

    /// Does an item of the set begin with a hole for words?
    #[must_use]
    pub fn has_words(self) -> bool {
        self.0 & Self::WORDS != 0
    }
}

/// How the items of every set begin.
fn starts_of(sets: &[Sequences]) -> Vec<Starts> {
    let mut known = HashMap::new();
    (0..sets.len()).map(|set| starts_of_set(sets, set, &mut known, 0)).collect()
}

fn starts_of_set(sets: &[Sequences], set: usize, known: &mut HashMap<(usize, usize), Starts>, depth: usize) -> Starts {
    let Some(items) = sets.get(set).filter(|_| depth < DEPTH_MAX) else {
        return Starts(Starts::CLASSES | Starts::HOLE);
    };
    if let Some(&starts) = known.get(&(set, depth)) {
        return starts;
    }
    let mut all = 0;
    let mut from = 0;
    for &(end, _) in &items.ends {
        let mut item = &items.bytes[std::mem::replace(&mut from, end)..end];
        let mut words = Starts::WORDS;
        loop {
            let Some((&byte, rest)) = item.split_first() else {
                all |= Starts::EMPTY;
                break;
            };
            if byte != SPECIAL {
                all |= Starts::class(byte);
                break;
            }
            item = &rest[NUMBER_BYTES..];
            match token(number_of(&rest[..NUMBER_BYTES])) {
                Token::Set(inner) => {
                    let inner = starts_of_set(sets, inner, known, depth + 1);
                    all |= inner.0 & !(Starts::WORDS | Starts::EMPTY);
                    if !inner.has_empty() {
                        break;
                    }
                }
                Token::Hole(hole) => {
                    all |= Starts::of_hole(hole).0 & (words | !Starts::WORDS);
                    break;
                }
                Token::Literal(_) => break,
            }
            words = 0;
        }
    }
    let starts = Starts(all);
    known.insert((set, depth), starts);
    starts
}

/// A number in a sequence.
fn number_of(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

/// The bit of up to three bytes: its word and its place in it.
fn start_bit(start: &[u8]) -> (usize, u64) {
    let word = start.iter().fold(0_u32, |word, &byte| word << 8 | u32::from(byte));
    let hash = word.wrapping_mul(0x9e37_79b1) >> 22;
    (hash as usize / 64, 1 << (hash % 64))
}

/// Sequences of tokens from which a trie is made.
#[derive(Clone, Debug, Default)]
pub struct Sequences {
    bytes: Vec<u8>,
    /// Where each ends in `bytes`, and what is said at its end.
    ends: Vec<(usize, u32)>,
}

impl Sequences {
    /// Adds a sequence and its record. Of those that are equal, the records stay in order.
    pub fn add<'a>(&mut self, tokens: impl Iterator<Item = Token<'a>>, record: u32) {
        for token in tokens {
            match token {
                Token::Literal(text) => self.bytes.extend_from_slice(text),
                Token::Hole(hole) => self.special(hole as usize),
                Token::Set(set) => self.special(Hole::ALL.len() + set),
            }
        }
        self.ends.push((self.bytes.len(), record));
    }

    fn special(&mut self, number: usize) {
        self.bytes.push(SPECIAL);
        self.bytes.extend_from_slice(&(number as u32).to_be_bytes()[4 - NUMBER_BYTES..]);
    }

    fn sorted(&self) -> Vec<(&[u8], u32)> {
        let mut from = 0;
        let mut all: Vec<(&[u8], u32)> = self
            .ends
            .iter()
            .map(|&(end, record)| (&self.bytes[std::mem::replace(&mut from, end)..end], record))
            .collect();
        all.sort_by_key(|&(sequence, _)| sequence);
        all
    }
}

impl Trie {
    /// The trie of these patterns, and of the items of all sets; the first `named` of them have names. `awaited` says of
    /// a record whether a line may be held for its pattern, and its rule is on by default.
    #[must_use]
    pub fn of(patterns: &Sequences, sets: &[Sequences], named: usize, awaited: impl Fn(u32) -> bool) -> Trie {
        let mut nodes = Nodes { starts: starts_of(sets), all: Vec::new(), known: HashMap::new() };
        let sets: Vec<usize> = sets.iter().map(|items| nodes.of(&items.sorted(), 0, None)).collect();
        let root = nodes.of(&patterns.sorted(), 0, Some(&awaited));
        let mut out = Written { bytes: Vec::new(), places: vec![None; nodes.all.len()] };
        let sets: Vec<u32> = sets.into_iter().map(|set| out.place(&nodes, set)).collect();
        let root = out.place(&nodes, root);
        let mut trie = Trie {
            bytes: Cow::Owned(out.bytes),
            sets: Cow::Owned(sets),
            named: named as u32,
            root,
            firsts: Cow::Owned(Vec::new()),
            starts: Cow::Owned(Vec::new()),
        };
        trie.firsts = Cow::Owned(trie.root_firsts());
        trie.starts = Cow::Owned(trie.root_starts());
        trie
    }

    /// The node at a place. Panics where none stands.
    #[must_use]
    #[inline]
    pub fn node(&self, place: u32) -> Node<'_> {
        let (label, past) = self.label(place);
        self.past_label(label, past)
    }

    /// The label of the node at a place, and where the node goes on after it. Panics where none stands.
    #[must_use]
    #[inline(always)]
    pub fn label(&self, place: u32) -> (&[u8], usize) {
        let mut at = place as usize + 1;
        let mut length = self.bytes[at - 1];
        if length == ELSEWHERE {
            at = word(&self.bytes, at) as usize + 1;
            length = self.bytes[at - 1];
        }
        let mut length = usize::from(length);
        if length == usize::from(LONG_LABEL) {
            length = usize::from(half_word(&self.bytes[at..]));
            at += 2;
        }
        (&self.bytes[at..at + length], at + length)
    }

    /// The rest of a node, by what [`label`](Self::label) said.
    #[must_use]
    #[inline(always)]
    pub fn past_label<'t>(&'t self, label: &'t [u8], past: usize) -> Node<'t> {
        let (&flags, mut rest) = self.bytes[past..].split_first().unwrap_or((&0, &[]));
        let mut take = |count: usize| {
            let (taken, left) = rest.split_at(count);
            rest = left;
            taken
        };
        let mut edges = usize::from(flags >> EDGES_SHIFT);
        if edges == MANY_EDGES {
            edges = usize::from(take(1)[0]) + 1;
        }
        let mut ends: &[u8] = &[];
        match flags & ENDS {
            ENDS_ONE => ends = take(END_RECORD_BYTES),
            ENDS_SOME => {
                let count = count(&mut take);
                ends = take(count * END_RECORD_BYTES);
            }
            _ => {}
        }
        let mut specials: &[u8] = &[];
        let mut children = edges;
        if flags & HAS_SPECIALS != 0 {
            let count = count(&mut take);
            specials = take(count * SPECIAL_BYTES);
            children += count;
        }
        let heads = take(edges);
        let places = take(children.saturating_sub(1) * PLACE_BYTES);
        let first_child = (self.bytes.len() - rest.len()) as u32;
        let (is_end, awaited) = (flags & ENDS != 0, flags & AWAITED != 0);
        Node { label, is_end, awaited, ends, specials, heads, places, first_child }
    }

    /// The root of a set's items; `None` for a set that there is not.
    #[must_use]
    #[inline]
    pub fn set(&self, set: usize) -> Option<u32> {
        self.sets.get(set).copied()
    }

    /// Is a line that breaks off at the node held for one of these patterns? Calls `found` with the record of such as
    /// go through the node, until it says true. `usual` says that it does so only for rules that are on by default.
    pub fn is_awaited(&self, place: u32, usual: bool, found: &mut impl FnMut(u32) -> bool) -> bool {
        let node = self.node(place);
        (node.awaited || !usual)
            && (node.records().any(|record| !of_record(record).1.unawaited && found(record))
                || node.children().any(|(_, child)| self.is_awaited(child, usual, found))
                || node.specials().any(|edge| self.is_awaited(edge.child, usual, found)))
    }

    /// For every first byte the special edges of the root that a text may go along.
    fn root_firsts(&self) -> Vec<u64> {
        let mut firsts = vec![0_u64; 256];
        for (number, Edge { token, .. }) in self.node(self.root).specials().enumerate() {
            let mut set = [false; 256];
            self.add_firsts(token, &mut set, 0);
            for (first, word) in firsts.iter_mut().enumerate() {
                *word |= u64::from(set[first]) << (number % FIRSTS_BITS);
            }
        }
        firsts
    }

    /// May a text go along the root's special edge of this number, by its first bytes? A shorter text may.
    #[must_use]
    #[inline]
    pub fn may_start(&self, special: usize, text: &[u8]) -> bool {
        let Some(words) = self.starts[special * START_WORDS..].first_chunk::<START_WORDS>() else { return true };
        text.get(..START_BYTES).is_none_or(|start| {
            (1..=START_BYTES).any(|length| {
                let (word, bit) = start_bit(&start[..length]);
                words[word] & bit != 0
            })
        })
    }

    fn root_starts(&self) -> Vec<u64> {
        let mut starts = Vec::new();
        for Edge { token, .. } in self.node(self.root).specials() {
            let mut words = [0_u64; START_WORDS];
            match token {
                Token::Set(set) => self.add_starts(self.set(set), [0; START_BYTES], 0, &mut words, 0),
                _ => words.fill(u64::MAX),
            }
            starts.extend(words);
        }
        starts
    }

    /// Adds the starts of what the node at `place` and those below it hold, after `len` bytes of `start`.
    fn add_starts(
        &self,
        place: Option<u32>,
        mut start: [u8; START_BYTES],
        mut len: usize,
        words: &mut [u64; START_WORDS],
        depth: usize,
    ) {
        let Some(place) = place else { return };
        let node = self.node(place);
        for &byte in node.label.iter().take(START_BYTES - len) {
            start[len] = byte;
            len += 1;
        }
        if len == START_BYTES {
            let (word, bit) = start_bit(&start);
            words[word] |= bit;
            return;
        }
        let mut short = || {
            // What follows a short item is the pattern's affair.
            if len == 0 {
                words.fill(u64::MAX);
            } else {
                let (word, bit) = start_bit(&start[..len]);
                words[word] |= bit;
            }
        };
        if node.is_end || (len > 0 && node.has_specials()) {
            short();
        }
        for (byte, child) in node.children() {
            start[len] = byte;
            if len + 1 == START_BYTES {
                let (word, bit) = start_bit(&start);
                words[word] |= bit;
            } else {
                self.add_starts(Some(child), start, len + 1, words, depth);
            }
        }
        for Edge { token, .. } in node.specials() {
            match token {
                _ if len > 0 => {}
                Token::Set(set) if depth < DEPTH_MAX => {
                    self.add_starts(self.set(set), start, 0, words, depth + 1);
                }
                _ => words.fill(u64::MAX),
            }
        }
    }

    fn add_firsts(&self, token: Token<'_>, firsts: &mut [bool; 256], depth: usize) {
        let Token::Set(set) = token else {
            // A number may be of any script.
            let may = |byte: usize| token != Token::Hole(Hole::Number) || byte >= 0x80 || (byte as u8).is_ascii_digit();
            firsts.iter_mut().enumerate().for_each(|(byte, first)| *first |= may(byte));
            return;
        };
        let Some(root) = self.set(set).filter(|_| depth < DEPTH_MAX) else { return };
        let node = self.node(root);
        match node.label.first() {
            Some(&first) => firsts[usize::from(first)] = true,
            None if node.is_end => firsts.fill(true),
            None => {
                node.children().for_each(|(byte, _)| firsts[usize::from(byte)] = true);
                node.specials().for_each(|edge| self.add_firsts(edge.token, firsts, depth + 1));
            }
        }
    }
}

/// A node, taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    /// Bytes that must follow first.
    pub label: &'t [u8],
    /// A sequence ends after the label.
    pub is_end: bool,
    awaited: bool,
    ends: &'t [u8],
    specials: &'t [u8],
    heads: &'t [u8],
    /// The places of all children but the first: along the literal edges, then along the special ones.
    places: &'t [u8],
    first_child: u32,
}

impl<'t> Node<'t> {
    /// The records of the patterns that end after the label; none in sets.
    #[inline]
    pub fn records(self) -> impl Iterator<Item = u32> + 't {
        self.ends.chunks_exact(END_RECORD_BYTES).map(|record| word(record, 0))
    }

    /// Has it special edges?
    #[must_use]
    #[inline]
    pub fn has_specials(&self) -> bool {
        !self.specials.is_empty()
    }

    /// The special edges. None is a literal.
    #[inline]
    pub fn specials(self) -> impl Iterator<Item = Edge<'t>> {
        (0..self.specials_len()).map(move |number| self.special(number))
    }

    /// The special edge of this number among those of the node.
    #[must_use]
    #[inline]
    pub fn special(self, number: usize) -> Edge<'t> {
        let token_and_starts = word(self.specials, SPECIAL_BYTES * number);
        Edge {
            token: token(token_and_starts & NUMBER_MASK),
            starts: Starts((token_and_starts >> (8 * NUMBER_BYTES)) as u8),
            child: self.place(self.heads.len() + number),
        }
    }

    /// How the special edge of this number may begin.
    #[must_use]
    #[inline]
    pub fn starts(&self, number: usize) -> Starts {
        Starts(self.specials[SPECIAL_BYTES * number + NUMBER_BYTES])
    }

    /// How many there are.
    #[must_use]
    pub fn specials_len(&self) -> usize {
        self.specials.len() / SPECIAL_BYTES
    }

    /// The literal edges, each with its child.
    pub fn children(self) -> impl Iterator<Item = (u8, u32)> + 't {
        self.heads.iter().enumerate().map(move |(number, &byte)| (byte, self.place(number)))
    }

    /// The child along a byte.
    #[must_use]
    #[inline]
    pub fn child(&self, byte: u8) -> Option<u32> {
        const FEW: usize = 8;
        let number = if self.heads.len() <= FEW {
            self.heads.iter().position(|&head| head == byte)?
        } else {
            self.heads.binary_search(&byte).ok()?
        };
        Some(self.place(number))
    }

    #[inline]
    fn place(&self, number: usize) -> u32 {
        number.checked_sub(1).map_or(self.first_child, |number| word(self.places, PLACE_BYTES * number))
    }
}

/// A special edge, taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Edge<'t> {
    /// What is along it: a hole or a set.
    pub token: Token<'t>,
    /// How that may begin.
    pub starts: Starts,
    /// Where it leads to.
    pub child: u32,
}

/// How many, in a byte or, after one that says so, in two.
#[inline]
fn count<'t>(take: &mut impl FnMut(usize) -> &'t [u8]) -> usize {
    match take(1)[0] {
        MANY => usize::from(half_word(take(2))),
        few => usize::from(few),
    }
}

fn half_word(bytes: &[u8]) -> u16 {
    bytes.first_chunk().map_or(0, |half| u16::from_le_bytes(*half))
}

#[inline]
fn word(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |word| u32::from_le_bytes(*word))
}

#[inline]
fn token<'t>(number: u32) -> Token<'t> {
    match Hole::ALL.get(number as usize) {
        Some(&hole) => Token::Hole(hole),
        None => Token::Set(number as usize - Hole::ALL.len()),
    }
}

/// The nodes of tries before they have places. Those that are equal, with all below them, are one.
struct Nodes {
    starts: Vec<Starts>,
    all: Vec<Unplaced>,
    known: HashMap<Unplaced, usize>,
}

/// A node as it is written, as far as the places of its children, and their numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Unplaced {
    bytes: Vec<u8>,
    children: Vec<usize>,
}

impl Nodes {
    /// The number of the node of these sorted sequences, which agree in their first `depth` bytes. A trie with records
    /// knows of each whether it is awaited; one of items has none.
    fn of(&mut self, sequences: &[(&[u8], u32)], depth: usize, awaited: Option<&dyn Fn(u32) -> bool>) -> usize {
        let (Some((first, _)), Some((last, _))) = (sequences.first(), sequences.last()) else {
            return self.number(Unplaced { bytes: vec![0, 0], children: Vec::new() });
        };
        let label = first[depth..].iter().zip(&last[depth..]).take_while(|(a, b)| a == b && **a != SPECIAL).count();
        let mut out = Vec::new();
        if label < usize::from(ELSEWHERE) {
            out.push(label as u8);
        } else {
            out.push(LONG_LABEL);
            out.extend((label as u16).to_le_bytes());
        }
        out.extend(&first[depth..depth + label]);
        let depth = depth + label;
        let (ends, rest) = sequences.split_at(sequences.partition_point(|(sequence, _)| sequence.len() == depth));
        let (literal, special) = rest.split_at(rest.partition_point(|(sequence, _)| sequence[depth] != SPECIAL));
        let edges: Vec<_> = literal.chunk_by(|a, b| a.0[depth] == b.0[depth]).collect();
        let past = depth + 1 + NUMBER_BYTES;
        let specials: Vec<_> = special.chunk_by(|a, b| a.0[..past] == b.0[..past]).collect();
        let specials = &specials[..specials.len().min(usize::from(u16::MAX))];
        let records = if awaited.is_some() { &ends[..ends.len().min(usize::from(u16::MAX))] } else { &[] };
        let ends = match (ends, records) {
            ([], _) => 0,
            (_, []) => ENDS_ITEM,
            (_, [_]) => ENDS_ONE,
            _ => ENDS_SOME,
        };
        let has_specials = if specials.is_empty() { 0 } else { HAS_SPECIALS };
        let is_awaited = awaited.is_some_and(|awaited| sequences.iter().any(|&(_, record)| awaited(record)));
        let is_awaited = if is_awaited { AWAITED } else { 0 };
        out.push(ends | has_specials | is_awaited | (edges.len().min(MANY_EDGES) as u8) << EDGES_SHIFT);
        if edges.len() >= MANY_EDGES {
            out.push((edges.len() - 1) as u8);
        }
        if ends == ENDS_SOME {
            write_count(&mut out, records.len());
        }
        out.extend(records.iter().flat_map(|(_, record)| record.to_le_bytes()));
        if !specials.is_empty() {
            write_count(&mut out, specials.len());
        }
        for same in specials {
            let number = number_of(&same[0].0[depth + 1..past]);
            let starts = match token(number) {
                Token::Hole(hole) => Starts::of_hole(hole),
                Token::Set(set) => self.starts.get(set).copied().unwrap_or_default(),
                Token::Literal(_) => Starts::default(),
            };
            out.extend((number | u32::from(starts.0) << (8 * NUMBER_BYTES)).to_le_bytes());
        }
        out.extend(edges.iter().map(|same| same[0].0[depth]));
        let children = edges.iter().map(|same| (*same, depth + 1)).chain(specials.iter().map(|same| (*same, past)));
        let children = children.map(|(same, depth)| self.of(same, depth, awaited)).collect();
        self.number(Unplaced { bytes: out, children })
    }

    fn number(&mut self, node: Unplaced) -> usize {
        *self.known.entry(node).or_insert_with_key(|node| {
            self.all.push(node.clone());
            self.all.len() - 1
        })
    }
}

/// Nodes as they are written, and where each stands.
struct Written {
    bytes: Vec<u8>,
    places: Vec<Option<u32>>,
}

impl Written {
    /// Where a node stands; it is written first if it is new.
    fn place(&mut self, nodes: &Nodes, number: usize) -> u32 {
        if let Some(place) = self.places[number] {
            return place;
        }
        let place = self.bytes.len() as u32;
        self.places[number] = Some(place);
        let Unplaced { bytes, children } = &nodes.all[number];
        self.bytes.extend(bytes);
        let places = self.bytes.len();
        self.bytes.resize(places + PLACE_BYTES * children.len().saturating_sub(1), 0);
        if let Some((&first, others)) = children.split_first() {
            self.first(nodes, first);
            for (number, &child) in others.iter().enumerate() {
                let place = self.place(nodes, child).to_le_bytes();
                let at = places + PLACE_BYTES * number;
                self.bytes[at..at + PLACE_BYTES].copy_from_slice(&place);
            }
        }
        place
    }

    /// Writes a first child, which must stand here: itself, or where it is.
    fn first(&mut self, nodes: &Nodes, number: usize) {
        let Unplaced { bytes, children } = &nodes.all[number];
        match self.places[number] {
            Some(_) if children.is_empty() && bytes.len() <= ELSEWHERE_BYTES => self.bytes.extend(bytes),
            Some(place) => {
                self.bytes.push(ELSEWHERE);
                self.bytes.extend(place.to_le_bytes());
            }
            None => _ = self.place(nodes, number),
        }
    }
}

fn write_count(out: &mut Vec<u8>, count: usize) {
    if count < usize::from(MANY) {
        out.push(count as u8);
    } else {
        out.push(MANY);
        out.extend((count as u16).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sets of these items, in which `{n}` and `{any}` are holes and `<0>` is the first set.
    fn sets(all: &[&[&str]]) -> Vec<Sequences> {
        let tokens = |item: &str| -> Vec<Token<'static>> {
            match item {
                "" => vec![],
                "{n}" => vec![Token::Hole(Hole::Number)],
                "{any}" => vec![Token::Hole(Hole::Any)],
                "<0>" => vec![Token::Set(0)],
                "<0>z" => vec![Token::Set(0), Token::Literal(b"z")],
                "<0>{any}" => vec![Token::Set(0), Token::Hole(Hole::Any)],
                text => vec![Token::Literal(text.to_owned().leak().as_bytes())],
            }
        };
        all.iter()
            .map(|items| {
                let mut sequences = Sequences::default();
                items.iter().for_each(|item| sequences.add(tokens(item).into_iter(), 0));
                sequences
            })
            .collect()
    }

    fn check(all: &[&[&str]], begins: &str, not: &str, empty: bool, words: bool) {
        let starts = *starts_of(&sets(all)).last().unwrap();
        for text in begins.chars() {
            assert!(starts.may_begin(text.to_string().as_bytes(), 0, false), "{all:?} at {text:?}");
        }
        for text in not.chars() {
            assert!(!starts.may_begin(text.to_string().as_bytes(), 0, false), "{all:?} at {text:?}");
        }
        assert_eq!((starts.has_empty(), starts.has_words()), (empty, words), "{all:?}");
    }

    #[test]
    fn a_set_begins_as_its_items_do() {
        check(&[&["by", "from"]], "bf", " 1xé", false, false);
        check(&[&["", " on"]], " ", "o1", true, false);
        check(&[&["{n}", "a few"]], "1é", " x", false, false);
        check(&[&["{any}"]], "a1é(", " ", false, true);
        check(&[&[" on"], &["<0>"]], " ", "o", false, false);
        check(&[&["", " on"], &["<0>"]], " ", "o", true, false);
        check(&[&["", " on"], &["<0>z"]], " z", "a1", false, false);
        check(&[&["", " on"], &["<0>{any}"]], " a1", "", false, false);
    }

    #[test]
    fn what_begins_with_a_hole_or_a_blank_may_break_off_at_the_end() {
        let at_end = |all: &[&[&str]], opens| starts_of(&sets(all)).last().unwrap().may_begin(b"ab", 2, opens);
        assert!(at_end(&[&["{n}"]], true) && at_end(&[&[" on"]], true));
        assert!(!at_end(&[&["{n}"]], false) && !at_end(&[&[" on"]], false) && !at_end(&[&["on"]], true));
    }

    #[test]
    fn a_short_item_of_the_first_set_opens_no_other_beginning() {
        let mut patterns = Sequences::default();
        patterns.add([Token::Set(0), Token::Literal(b" by")].into_iter(), 0);
        let trie = Trie::of(&patterns, &sets(&[&["x", "photo"]]), 0, |_| true);
        assert!(trie.may_start(0, b"x by") && trie.may_start(0, b"photo by") && trie.may_start(0, b"ph"));
        assert!(!trie.may_start(0, b"weather") && !trie.may_start(0, b"plain"));
    }
}
