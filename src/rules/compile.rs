//! Checked packs in, tables out. Patterns are expanded to flat sequences of literals and holes, and
//! each is filed under the cheapest test that it cannot match without: the beginning of the line, a
//! gram of a literal, or a first digit.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::ast::{Anchor, Body, Closer, Pack, Pattern, Piece, Placeholder, Rule, Set, has_rest};
use super::keys::{GramKey, rarest_grams};
use super::tables::{
    Bits, Gate, HEAD_LENGTHS, HEAD_SEED, Hole, Index, Margin, Role, Shape, Tables, head_hash, head_key, hole_token,
    literal_token, rule_bits, set_token,
};
use crate::text::{fold_pattern, is_word_char, marks_len};

/// Expansions of a pattern that begins with a set and has no other key.
const SET_EXPANSIONS_MAX: usize = 8192;

/// A shorter head is a poor key: grams are better, if there are any.
const HEAD_BYTES_GOOD: usize = 8;
/// Items of a set that is written out for the sake of a longer head.
const SHORT_SET: usize = 40;

/// A flat piece: the literal is not yet folded.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Flat {
    Text(String),
    Hole(Hole),
    Set(usize),
    Rest,
}

/// Compiles packs, which must have passed the checker, and `known` sets of other packs, which are
/// united with sets of the same name. The order of packs and rules makes no difference.
#[must_use]
pub fn compile(packs: &[Pack], known: &[Set]) -> Tables {
    let mut compiler = Compiler::default();
    compiler.add_sets(packs.iter().flat_map(|p| &p.sets).chain(known));
    let mut rules: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in packs.iter().flat_map(|p| &p.rules) {
        rules.entry(&rule.id).or_default().push(rule);
    }
    for same in rules.values_mut() {
        same.sort_by_key(|r| (r.category, r.strength, r.max(), &r.langs));
        compiler.add_rule(same);
    }
    compiler.finish()
}

#[derive(Default)]
struct Compiler {
    rules: Vec<[u32; 6]>,
    patterns: Vec<[u32; 4]>,
    tokens: Vec<[u32; 2]>,
    sets: Vec<[u32; 2]>,
    items: Vec<[u32; 2]>,
    pool: Vec<u8>,
    literals: BTreeMap<Vec<u8>, u32>,
    set_names: BTreeMap<String, usize>,
    set_items: Vec<Vec<Vec<Flat>>>,
    nameless: BTreeMap<String, usize>,
    heads: BTreeMap<u32, Vec<u32>>,
    grams: BTreeMap<u32, Vec<u32>>,
    numbers: BTreeMap<u32, Vec<u32>>,
    sorted: Vec<u32>,
    seen: BTreeSet<(u32, u32, Vec<[u32; 2]>)>,
}

impl Rule {
    fn max(&self) -> u16 {
        match self.body {
            Body::Block { max, .. } => max,
            Body::Line(..) => 0,
        }
    }
}

impl Compiler {
    fn add_sets<'a>(&mut self, sets: impl Iterator<Item = &'a Set>) {
        let mut sources: BTreeMap<&str, Vec<&Pattern>> = BTreeMap::new();
        for set in sets {
            sources.entry(&set.name).or_default().extend(&set.items);
        }
        for (number, name) in sources.keys().enumerate() {
            self.set_names.insert((*name).to_owned(), number);
        }
        self.set_items = vec![Vec::new(); sources.len()];
        for (number, items) in sources.values().enumerate() {
            let mut flats: Vec<Vec<Flat>> = items.iter().flat_map(|item| self.expand(&item.pieces)).collect();
            flats.sort_by_key(|f| format!("{f:?}"));
            flats.dedup();
            self.set_items[number] = flats;
        }
    }

    /// Writes the sets out; all are known by then.
    fn write_sets(&mut self) {
        for items in std::mem::take(&mut self.set_items) {
            let first = self.items.len() as u32;
            for item in &items {
                let range = self.push_tokens(item);
                self.items.push(range);
            }
            self.sets.push([first, self.items.len() as u32]);
        }
    }

    fn add_rule(&mut self, same: &[&Rule]) {
        let Some(first) = same.first() else { return };
        let (mut to_end, mut to_prose) = (false, false);
        let number = self.rules.len() as u32;
        for rule in same {
            match &rule.body {
                Body::Line(anchor, pattern) => self.add_pattern(number, Role::Line, *anchor, pattern),
                Body::Block { from, to, .. } => {
                    for (anchor, pattern) in from {
                        self.add_pattern(number, Role::From, *anchor, pattern);
                    }
                    for closer in to {
                        match closer {
                            Closer::Line(anchor, pattern) => self.add_pattern(number, Role::To, *anchor, pattern),
                            Closer::End => to_end = true,
                            Closer::Prose => to_prose = true,
                        }
                    }
                }
            }
        }
        let langs: BTreeSet<&str> = same.iter().flat_map(|r| r.langs.iter().map(String::as_str)).collect();
        let langs = if same.iter().any(|r| r.langs.is_empty()) { String::new() } else { join(&langs) };
        let strongest = same.iter().map(|r| r.strength).max().unwrap_or(first.strength);
        let thorough = same.iter().all(|r| r.thorough);
        let max = same.iter().map(|r| r.max()).max().unwrap_or(0);
        let id = self.intern(first.id.as_bytes());
        let lang = self.intern(langs.as_bytes());
        let bits = rule_bits(first.category, strongest, thorough, to_end, to_prose);
        self.rules.push([id, first.id.len() as u32, lang, langs.len() as u32, bits, u32::from(max)]);
    }

    fn add_pattern(&mut self, rule: u32, role: Role, anchor: Anchor, pattern: &Pattern) {
        for flat in self.expand(&pattern.pieces) {
            self.add_flat(rule, role, anchor, flat);
        }
    }

    fn add_flat(&mut self, rule: u32, role: Role, anchor: Anchor, mut flat: Vec<Flat>) {
        let (mut before, mut after) = match anchor {
            Anchor::Whole => (Margin::None, Margin::None),
            Anchor::Start => (Margin::None, Margin::Punctuation),
            Anchor::End => (Margin::Punctuation, Margin::None),
            Anchor::Within | Anchor::Span => (Margin::Any, Margin::Any),
        };
        if flat.first() == Some(&Flat::Rest) {
            flat.remove(0);
            before = Margin::Rest;
        }
        if flat.last() == Some(&Flat::Rest) {
            flat.pop();
            after = Margin::Rest;
        }
        trim_ends(&mut flat, before == Margin::None);
        if flat.is_empty() {
            return;
        }
        let punctuated = match flat.last() {
            Some(Flat::Text(text)) => !fold_pattern(text).chars().next_back().is_some_and(is_word_char),
            _ => false,
        };
        let whole = anchor == Anchor::Whole;
        let bits = Shape { role, before, after, span: anchor == Anchor::Span, punctuated, whole }.bits();
        let anchored = before == Margin::None;
        let mut todo = vec![flat];
        while let Some(flat) = todo.pop() {
            let at = match self.short_head_set(anchored, &flat) {
                Some(at) => at,
                None if self.file(rule, bits, anchored, &flat) => continue,
                // No key of its own: what the first set holds must give one.
                None => match flat.iter().position(|f| matches!(f, Flat::Set(_))) {
                    Some(at) => at,
                    None => continue,
                },
            };
            let Flat::Set(set) = flat[at] else { continue };
            for item in self.set_items[set].clone() {
                let mut longer = flat[..at].to_vec();
                longer.extend(item);
                longer.extend_from_slice(&flat[at + 1..]);
                if todo.len() < SET_EXPANSIONS_MAX {
                    todo.push(join_texts(longer));
                }
            }
        }
    }

    /// The place of a small set that makes a head too short to tell lines apart: its items, written
    /// out, make it longer.
    fn short_head_set(&self, anchored: bool, flat: &[Flat]) -> Option<usize> {
        let number = usize::from(flat.first() == Some(&Flat::Hole(Hole::Number)));
        let short = |set: &usize| self.set_items[*set].len() <= SHORT_SET;
        match flat.get(number..) {
            Some([Flat::Text(head), Flat::Set(set), ..])
                if anchored && fold_pattern(head).len() < HEAD_BYTES_GOOD && short(set) =>
            {
                Some(number + 1)
            }
            Some([Flat::Set(set), ..]) if anchored && short(set) => Some(number),
            _ => None,
        }
    }

    /// Files a flat pattern under its key; false if it has none.
    fn file(&mut self, rule: u32, bits: u32, anchored: bool, flat: &[Flat]) -> bool {
        let literal = |at: usize| match flat.get(at) {
            Some(Flat::Text(text)) if anchored => fold_pattern(text).into_bytes(),
            _ => Vec::new(),
        };
        let head = literal(0);
        let after_number = if flat.first() == Some(&Flat::Hole(Hole::Number)) { literal(1) } else { Vec::new() };
        let mut grams = Vec::new();
        if head.len() < HEAD_BYTES_GOOD && after_number.is_empty() {
            grams = grams_of(flat);
        }
        let head = if grams.is_empty() { head } else { Vec::new() };
        if head.is_empty() && after_number.is_empty() && grams.is_empty() {
            return false;
        }
        let [first, end] = self.push_tokens(flat);
        let tokens = self.tokens[first as usize..end as usize].to_vec();
        if !self.seen.insert((rule, bits, tokens)) {
            return true;
        }
        let number = self.patterns.len() as u32;
        self.patterns.push([rule, first, end, bits]);
        if !head.is_empty() {
            self.heads.entry(head_of(&head)).or_default().push(number);
            self.sorted.push(number);
        } else if !after_number.is_empty() {
            self.numbers.entry(head_of(&after_number)).or_default().push(number);
        }
        for (hash, offset) in grams {
            self.grams.entry(hash).or_default().extend([number, offset]);
        }
        true
    }

    fn push_tokens(&mut self, flat: &[Flat]) -> [u32; 2] {
        let records: Vec<[u32; 2]> = flat
            .iter()
            .filter_map(|piece| match piece {
                Flat::Text(text) => {
                    let folded = fold_pattern(text).into_bytes();
                    let at = self.intern(&folded);
                    (!folded.is_empty()).then(|| literal_token(at, folded.len() as u32))
                }
                Flat::Hole(hole) => Some(hole_token(*hole)),
                Flat::Set(set) => Some(set_token(*set as u32)),
                Flat::Rest => None,
            })
            .collect();
        let first = self.tokens.len() as u32;
        self.tokens.extend(records);
        [first, self.tokens.len() as u32]
    }

    fn intern(&mut self, bytes: &[u8]) -> u32 {
        if let Some(&at) = self.literals.get(bytes) {
            return at;
        }
        let at = self.pool.len() as u32;
        self.pool.extend_from_slice(bytes);
        self.literals.insert(bytes.to_vec(), at);
        at
    }

    /// The flat sequences that the pieces stand for. Alternatives at the beginning are written out,
    /// since a pattern is found by its beginning, and so are such as hold `{rest}`; others become
    /// sets without a name.
    fn expand(&mut self, pieces: &[Piece]) -> Vec<Vec<Flat>> {
        let written_out = |(at, piece): (usize, &Piece)| match piece {
            Piece::Choice(_) => at == 0 || has_rest(std::slice::from_ref(piece)),
            _ => false,
        };
        if let Some(at) = pieces.iter().enumerate().position(written_out) {
            let Piece::Choice(branches) = &pieces[at] else { return Vec::new() };
            return branches
                .iter()
                .flat_map(|branch| self.expand(&[&pieces[..at], branch, &pieces[at + 1..]].concat()))
                .collect();
        }
        let mut flat = Vec::with_capacity(pieces.len());
        let mut blank_moved = false;
        for (at, piece) in pieces.iter().enumerate() {
            flat.push(match piece {
                Piece::Literal(text) => {
                    let text = if std::mem::take(&mut blank_moved) { text.trim_start() } else { text.as_str() };
                    Flat::Text(text.to_owned())
                }
                Piece::Placeholder(hole) => self.hole(hole),
                Piece::Choice(branches) => {
                    // Of the two blanks around a part that is left out one must stay: the second moves in.
                    let before = at.checked_sub(1).and_then(|p| pieces.get(p));
                    blank_moved = branches.iter().any(Vec::is_empty)
                        && matches!(before, Some(Piece::Literal(text)) if text.ends_with(' '))
                        && matches!(pieces.get(at + 1), Some(Piece::Literal(text)) if text.starts_with(' '));
                    let tail = if blank_moved { vec![Piece::Literal(" ".to_owned())] } else { Vec::new() };
                    let mut items: Vec<Vec<Flat>> = Vec::new();
                    for branch in branches {
                        let whole = if branch.is_empty() { Vec::new() } else { [branch.as_slice(), &tail].concat() };
                        items.extend(self.expand(&whole));
                    }
                    Flat::Set(self.nameless_set(items))
                }
            });
        }
        vec![join_texts(flat)]
    }

    /// The number of the set of these items. Named sets come first.
    fn nameless_set(&mut self, mut items: Vec<Vec<Flat>>) -> usize {
        items.sort_by_key(|f| format!("{f:?}"));
        items.dedup();
        let key = format!("{items:?}");
        if let Some(&number) = self.nameless.get(&key) {
            return number;
        }
        self.set_items.push(items);
        let number = self.set_items.len() - 1;
        self.nameless.insert(key, number);
        number
    }

    fn hole(&self, placeholder: &Placeholder) -> Flat {
        match placeholder {
            Placeholder::Number => Flat::Hole(Hole::Number),
            Placeholder::Name => Flat::Hole(Hole::Name),
            Placeholder::Any => Flat::Hole(Hole::Any),
            Placeholder::Rest => Flat::Rest,
            Placeholder::Url => Flat::Hole(Hole::Url),
            Placeholder::Email => Flat::Hole(Hole::Email),
            Placeholder::Handle => Flat::Hole(Hole::Handle),
            Placeholder::Set(name) => Flat::Set(self.set_names.get(name).copied().unwrap_or(usize::MAX)),
        }
    }

    fn finish(mut self) -> Tables {
        self.write_sets();
        let mut sorted = std::mem::take(&mut self.sorted);
        let mut gram_filter = if self.grams.is_empty() { Bits::default() } else { Bits::zeroed() };
        for &hash in self.grams.keys() {
            gram_filter.set(hash);
        }
        let mut tables = Tables {
            rules: Cow::Owned(self.rules),
            patterns: Cow::Owned(self.patterns),
            tokens: Cow::Owned(self.tokens),
            sets: Cow::Owned(self.sets),
            named: self.set_names.len() as u32,
            items: Cow::Owned(self.items),
            pool: Cow::Owned(self.pool),
            heads: index(&self.heads),
            sorted: Cow::Borrowed(&[]),
            grams: index(&self.grams),
            gram_filter,
            numbers: index(&self.numbers),
            gate: Gate::default(),
        };
        sorted.sort_by(|&a, &b| tables.head(a as usize).cmp(tables.head(b as usize)).then(a.cmp(&b)));
        tables.gate = Gate::of(sorted.iter().map(|&p| (tables.head(p as usize), tables.is_closed(p as usize))));
        tables.sorted = Cow::Owned(sorted);
        tables
    }
}

fn join(langs: &BTreeSet<&str>) -> String {
    langs.iter().copied().collect::<Vec<_>>().join(",")
}

/// Neighbouring texts become one, so that folding sees the blanks between them.
fn join_texts(flat: Vec<Flat>) -> Vec<Flat> {
    let mut joined: Vec<Flat> = Vec::with_capacity(flat.len());
    for piece in flat {
        match (joined.last_mut(), piece) {
            (Some(Flat::Text(a)), Flat::Text(b)) => a.push_str(&b),
            (_, piece) => joined.push(piece),
        }
    }
    joined.retain(|f| !matches!(f, Flat::Text(t) if t.is_empty()));
    joined
}

/// Lines are matched without the blanks at their ends and, where the match is anchored, without the
/// marks before their words: so must patterns be.
fn trim_ends(flat: &mut Vec<Flat>, anchored: bool) {
    if let Some(Flat::Text(text)) = flat.first_mut() {
        let marks = if anchored { marks_len(text.as_bytes()) } else { 0 };
        *text = text[marks..].trim_start().to_owned();
    }
    if let Some(Flat::Text(text)) = flat.last_mut() {
        *text = text.trim_end().to_owned();
    }
    flat.retain(|f| !matches!(f, Flat::Text(t) if t.is_empty()));
}

/// The key of a head: that of its longest filed length.
fn head_of(head: &[u8]) -> u32 {
    let length = HEAD_LENGTHS.iter().copied().filter(|&l| l <= head.len()).max().unwrap_or(1);
    head_key(head[..length].iter().fold(HEAD_SEED, |h, &b| head_hash(h, b)), length)
}

/// The grams of a flat pattern; offsets count from its first piece's beginning, or are `u32::MAX`
/// where another piece holds them.
fn grams_of(flat: &[Flat]) -> Vec<GramKey> {
    let literals = flat.iter().map(|piece| match piece {
        Flat::Text(text) => text.as_str(),
        _ => "",
    });
    match rarest_grams(literals) {
        Some((0, keys)) => keys,
        Some((_, keys)) => keys.into_iter().map(|(hash, _)| (hash, u32::MAX)).collect(),
        None => Vec::new(),
    }
}

fn index(entries: &BTreeMap<u32, Vec<u32>>) -> Index {
    if entries.is_empty() {
        return Index::default();
    }
    let size = (entries.len() * 2).next_power_of_two();
    let mut slots = vec![[0_u32; 3]; size];
    let mut values = Vec::new();
    for (&hash, list) in entries {
        let mut at = hash as usize & (size - 1);
        while slots[at][2] != 0 {
            at = (at + 1) & (size - 1);
        }
        slots[at] = [hash, values.len() as u32, list.len() as u32];
        values.extend_from_slice(list);
    }
    Index { slots: Cow::Owned(slots), values: Cow::Owned(values) }
}
