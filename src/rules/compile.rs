//! Checked packs in, tables out. Patterns are expanded to flat sequences of literals, holes and sets. Those that
//! begin a line with something known stand in the trie; all others are filed under the grams of a literal, which
//! they cannot match without.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::ast::{
    Anchor, Body, Closer, Pack, Pattern, Piece, Placeholder, Rule, Set, ends_in_words, has_rest, last_worded,
};
use super::beginnings::beginnings;
use super::keys::{GATE_STRIDE_MAX, GRAM_STRIDE, GramKey, longest_stride, rarest_grams, tail_hashes};
use super::tables::{
    Bits, END, Gate, Hole, Ids, Index, Margin, NO_OFFSET, Role, RuleView, Shape, Sieve, Tables, Token, of_record,
};
use super::trie::{Sequences, Trie};
use crate::text::{fold_pattern, is_word_char, marks_len};

/// Letters of its own that make a pattern certain though it ends in any words.
const CERTAIN_LETTERS: usize = 20;
/// Expansions of a pattern that begins with a set, where that has no other key or may be nothing.
const SET_EXPANSIONS_MAX: usize = 8192;
/// Beginnings of lines under which one pattern is filed; with more, they are shorter.
const KEYS_MAX: usize = 4096;
/// Bytes of a key that tell lines apart: with so many, what follows makes no difference.
const KEY_BYTES_GOOD: usize = 8;
/// The same after a number.
const NUMBER_KEY_BYTES_GOOD: usize = 5;
/// A shorter head is a poor key: grams are better, if there are any.
const HEAD_BYTES_GOOD: usize = 8;
/// Items of a set that makes a poor head a good one.
const SHORT_SET: usize = 40;
/// Bits of a filter for each gram: few, and asked often.
const GRAM_ROOM: usize = 64;
/// Sets may name sets, this deep.
const DEPTH_MAX: usize = 9;

/// A piece before folding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Raw {
    Text(String),
    Hole(Hole),
    Set(usize),
    Rest,
}

/// What a sequence, or a set's items, are made of.
#[derive(Clone, Copy, Debug, Default)]
struct Contents {
    /// Letters of its own, at least.
    letters: usize,
    /// It may hold words of any kind.
    any: bool,
    /// It may end in them, but for punctuation.
    ends_in_any: bool,
    /// It may be no more than punctuation.
    skippable: bool,
}

/// A flat piece: the literal is folded and not empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Flat {
    Text(String),
    Hole(Hole),
    Set(usize),
}

/// A beginning of lines, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    /// A number stands before it.
    number: bool,
    text: String,
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
    rules: Vec<u32>,
    kinds: Vec<[u32; 2]>,
    known_kinds: HashMap<[u32; 2], u32>,
    /// Each with a newline.
    ids: Vec<u8>,
    langs: Vec<String>,
    /// Patterns that begin with something known.
    by_beginning: Sequences,
    /// Others: sequence, rule, bits.
    by_grams: Vec<(Vec<Flat>, u32, Shape)>,
    set_names: BTreeMap<String, usize>,
    set_items: Vec<Vec<Vec<Flat>>>,
    /// What is known of a set's items, by its number and how deep it stands.
    contents: HashMap<(usize, usize), Contents>,
    nameless: HashMap<Vec<Vec<Flat>>, usize>,
    seen: HashSet<(u32, u32, Vec<Flat>)>,
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
            let flats = items.iter().flat_map(|item| self.expand(&item.pieces)).map(|raw| folded(&raw)).collect();
            self.set_items[number] = sorted(flats);
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
        let view = RuleView {
            category: first.category,
            strength: same.iter().map(|r| r.strength).max().unwrap_or(first.strength),
            thorough: same.iter().all(|r| r.thorough),
            to_end,
            to_prose,
            max: same.iter().map(|r| r.max()).max().unwrap_or(0).into(),
        };
        let known = self.langs.iter().position(|l| *l == langs);
        let langs = known.unwrap_or_else(|| {
            self.langs.push(langs);
            self.langs.len() - 1
        });
        let kind = [view.bits(), langs as u32];
        let kind = *self.known_kinds.entry(kind).or_insert_with(|| {
            self.kinds.push(kind);
            self.kinds.len() as u32 - 1
        });
        self.rules.push(kind);
        self.ids.extend_from_slice(first.id.as_bytes());
        self.ids.push(b'\n');
    }

    fn add_pattern(&mut self, rule: u32, role: Role, anchor: Anchor, pattern: &Pattern) {
        // What may be left out at the end does not ask for punctuation there.
        let may_end = match pattern.pieces.as_slice() {
            [_, .., last @ Piece::Choice(_)] => !has_rest(std::slice::from_ref(last)),
            _ => false,
        };
        let rest = has_rest(&pattern.pieces);
        for flat in self.expand(&pattern.pieces) {
            self.add_flat(rule, role, anchor, flat, may_end, rest);
        }
    }

    fn add_flat(&mut self, rule: u32, role: Role, anchor: Anchor, mut flat: Vec<Raw>, may_end: bool, rest: bool) {
        let (mut before, mut after) = match anchor {
            Anchor::Whole => (Margin::None, Margin::None),
            Anchor::Start => (Margin::None, Margin::Punctuation),
            Anchor::End => (Margin::Punctuation, Margin::None),
            Anchor::Within | Anchor::Span => (Margin::Any, Margin::Any),
        };
        if flat.first() == Some(&Raw::Rest) {
            flat.remove(0);
            before = Margin::Rest;
        }
        if flat.last() == Some(&Raw::Rest) {
            flat.pop();
            after = Margin::Rest;
        }
        trim_ends(&mut flat, before == Margin::None);
        if flat.is_empty() {
            return;
        }
        let punctuated = match flat.last() {
            Some(Raw::Text(text)) if !may_end => !fold_pattern(text).chars().next_back().is_some_and(is_word_char),
            _ => false,
        };
        let whole = anchor == Anchor::Whole;
        let span = anchor == Anchor::Span;
        let flat = folded(&flat);
        // Without its `{rest}` a pattern is a prefix still.
        let contents = self.contents_of(&flat, 0);
        let any = if rest { contents.any } else { contents.ends_in_any };
        let open = anchor == Anchor::Within
            || before == Margin::Rest
            || after == Margin::Rest
            || (any && contents.letters < CERTAIN_LETTERS);
        let shape = Shape { role, before, after, span, punctuated, whole, unawaited: false, open };
        let mut todo = vec![flat];
        while let Some(flat) = todo.pop() {
            // Where a first set without a name has nothing as an item, no line would be told apart by it. Items of
            // those that have names end at word boundaries: they stay items.
            let empty_first = |set: usize| {
                let items = self.items(set);
                set >= self.set_names.len() && items.len() <= SHORT_SET && items.contains(&Vec::new())
            };
            let leads = matches!(flat.first(), Some(&Flat::Set(set)) if before == Margin::None && empty_first(set));
            if !leads && self.file(rule, shape, &flat) {
                continue;
            }
            // No key of its own: what the first set holds must give one.
            let Some(at) = flat.iter().position(|f| matches!(f, Flat::Set(_))) else { continue };
            let Flat::Set(set) = flat[at] else { continue };
            for item in self.items(set) {
                if todo.len() < SET_EXPANSIONS_MAX {
                    todo.push(join_texts(&[&flat[..at], item, &flat[at + 1..]].concat()));
                }
            }
        }
    }

    /// Files a flat pattern under its keys; false if it has none.
    fn file(&mut self, rule: u32, mut shape: Shape, flat: &[Flat]) -> bool {
        if flat.is_empty() {
            return true;
        }
        let anchored = shape.before == Margin::None;
        let known = anchored && self.begins_known(flat);
        let good = anchored && self.has_good_head(flat);
        let by_grams = !good && longest_stride(&literals_of(flat)).is_some();
        if !known && !by_grams {
            return false;
        }
        shape.unawaited = by_grams;
        if !self.seen.insert((rule, shape.bits(), flat.to_vec())) {
            return true;
        }
        if known {
            self.by_beginning.add(tokens(flat), rule << Shape::BITS | shape.bits());
        } else {
            self.by_grams.push((flat.to_vec(), rule, shape));
        }
        true
    }

    /// A long literal, a number before a literal, or either with a small set: with these, no gram is a better key.
    fn has_good_head(&self, flat: &[Flat]) -> bool {
        let number = flat.first() == Some(&Flat::Hole(Hole::Number));
        let short = |set: &usize| self.items(*set).len() <= SHORT_SET;
        match &flat[usize::from(number)..] {
            [Flat::Text(head), rest @ ..] => {
                number || head.len() >= HEAD_BYTES_GOOD || matches!(rest, [Flat::Set(set), ..] if short(set))
            }
            [Flat::Set(set), ..] => short(set),
            _ => false,
        }
    }

    /// Do all lines that the pattern may match begin with text, or with a number before text?
    fn begins_known(&self, flat: &[Flat]) -> bool {
        match flat {
            [Flat::Text(_), ..] | [Flat::Hole(Hole::Number), Flat::Text(_), ..] => true,
            [Flat::Hole(hole), ..] if *hole != Hole::Number => false,
            _ => self.has_keys(flat),
        }
    }

    fn has_keys(&self, flat: &[Flat]) -> bool {
        // With fewer sets looked into there are fewer keys.
        for depth in (0..=DEPTH_MAX).rev() {
            let mut keys = BTreeSet::new();
            let known = self.follow(&[flat], Key::default(), depth, &mut keys);
            if keys.len() <= KEYS_MAX {
                return known.is_some();
            }
        }
        false
    }

    /// Adds the keys that begin with `key` and go on with the pieces of `rest`, one sequence after another. `None`
    /// where a key would be empty.
    fn follow(&self, rest: &[&[Flat]], mut key: Key, depth: usize, keys: &mut BTreeSet<Key>) -> Option<()> {
        if keys.len() > KEYS_MAX {
            return Some(());
        }
        let known = |key: &Key| !key.text.is_empty();
        let Some(at) = rest.iter().position(|flat| !flat.is_empty()) else {
            return known(&key).then(|| {
                keys.insert(key);
            });
        };
        let rest = &rest[at..];
        let next = [&[&rest[0][1..]], &rest[1..]].concat();
        match &rest[0][0] {
            Flat::Text(text) => {
                key.text.push_str(text);
                let good = if key.number { NUMBER_KEY_BYTES_GOOD } else { KEY_BYTES_GOOD };
                if key.text.len() < good {
                    return self.follow(&next, key, depth, keys);
                }
            }
            Flat::Hole(Hole::Number) if !key.number && !known(&key) => {
                key.number = true;
                return self.follow(&next, key, depth, keys);
            }
            Flat::Set(set) if depth > 0 => {
                for item in self.items(*set) {
                    let rest = [&[item.as_slice()], next.as_slice()].concat();
                    self.follow(&rest, key.clone(), depth - 1, keys)?;
                }
                return Some(());
            }
            Flat::Hole(_) | Flat::Set(_) => {}
        }
        known(&key).then(|| {
            keys.insert(key);
        })
    }

    /// The flat sequences that the pieces stand for. Alternatives at the beginning are written out,
    /// since a pattern is found by its beginning, and so are such as hold `{rest}` or may end the pattern in any words,
    /// which tells less than its own; others become sets without a name.
    fn expand(&mut self, pieces: &[Piece]) -> Vec<Vec<Raw>> {
        let last = last_worded(pieces);
        let written_out = |(at, piece): (usize, &Piece)| match piece {
            Piece::Choice(_) => {
                let piece = std::slice::from_ref(piece);
                at == 0 || has_rest(piece) || (last == Some(at) && ends_in_words(piece))
            }
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
                    Raw::Text(text.to_owned())
                }
                Piece::Placeholder(hole) => self.hole(hole),
                Piece::Choice(branches) => {
                    // Of the two blanks around a part that is left out one must stay: the second moves in.
                    let before = at.checked_sub(1).and_then(|p| pieces.get(p));
                    blank_moved = branches.iter().any(Vec::is_empty)
                        && matches!(before, Some(Piece::Literal(text)) if text.ends_with(' '))
                        && matches!(pieces.get(at + 1), Some(Piece::Literal(text)) if text.starts_with(' '));
                    let tail = if blank_moved { vec![Piece::Literal(" ".to_owned())] } else { Vec::new() };
                    let mut items: Vec<Vec<Raw>> = Vec::new();
                    for branch in branches {
                        let whole = if branch.is_empty() { Vec::new() } else { [branch.as_slice(), &tail].concat() };
                        items.extend(self.expand(&whole));
                    }
                    Raw::Set(self.nameless_set(&items))
                }
            });
        }
        vec![join_raw(flat)]
    }

    /// The number of the set of these items. Named sets come first.
    fn nameless_set(&mut self, items: &[Vec<Raw>]) -> usize {
        let items = sorted(items.iter().map(|raw| folded(raw)).collect());
        if let Some(&number) = self.nameless.get(&items) {
            return number;
        }
        let number = self.set_items.len();
        self.set_items.push(items.clone());
        self.nameless.insert(items, number);
        number
    }

    /// What a sequence is made of, whatever is chosen in it.
    fn contents_of(&mut self, flat: &[Flat], depth: usize) -> Contents {
        let mut all = Contents { skippable: true, ..Contents::default() };
        for piece in flat.iter().rev() {
            let contents = match piece {
                Flat::Text(text) => {
                    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
                    Contents { letters, skippable: letters == 0, ..Contents::default() }
                }
                Flat::Hole(hole) => {
                    Contents { any: *hole == Hole::Any, ends_in_any: *hole == Hole::Any, ..Contents::default() }
                }
                Flat::Set(set) => self.contents_of_set(*set, depth),
            };
            all.letters += contents.letters;
            all.any |= contents.any;
            all.ends_in_any |= all.skippable && contents.ends_in_any;
            all.skippable &= contents.skippable;
        }
        all
    }

    fn contents_of_set(&mut self, set: usize, depth: usize) -> Contents {
        if let Some(&known) = self.contents.get(&(set, depth)) {
            return known;
        }
        if depth >= DEPTH_MAX {
            return Contents { any: true, ends_in_any: true, ..Contents::default() };
        }
        let mut all: Option<Contents> = None;
        for item in self.items(set).to_vec() {
            let contents = self.contents_of(&item, depth + 1);
            all = Some(all.map_or(contents, |all| Contents {
                letters: all.letters.min(contents.letters),
                any: all.any | contents.any,
                ends_in_any: all.ends_in_any | contents.ends_in_any,
                skippable: all.skippable | contents.skippable,
            }));
        }
        let all = all.unwrap_or_default();
        self.contents.insert((set, depth), all);
        all
    }

    fn items(&self, set: usize) -> &[Vec<Flat>] {
        self.set_items.get(set).map_or(&[], Vec::as_slice)
    }

    fn hole(&self, placeholder: &Placeholder) -> Raw {
        match placeholder {
            Placeholder::Number => Raw::Hole(Hole::Number),
            Placeholder::Name => Raw::Hole(Hole::Name),
            Placeholder::Any => Raw::Hole(Hole::Any),
            Placeholder::Rest => Raw::Rest,
            Placeholder::Url => Raw::Hole(Hole::Url),
            Placeholder::Email => Raw::Hole(Hole::Email),
            Placeholder::Handle => Raw::Hole(Hole::Handle),
            Placeholder::Set(name) => Raw::Set(self.set_names.get(name).copied().unwrap_or(usize::MAX)),
        }
    }

    fn finish(self) -> Tables {
        let mut code = Code::default();
        let patterns: Vec<[u32; 2]> = self
            .by_grams
            .iter()
            .map(|(flat, rule, shape)| [code.put(flat), rule << Shape::BITS | shape.bits()])
            .collect();
        let sets: Vec<Sequences> = self
            .set_items
            .iter()
            .map(|items| {
                let mut sequences = Sequences::default();
                items.iter().for_each(|item| sequences.add(tokens(item), 0));
                sequences
            })
            .collect();
        let held = Held::of(&self.by_grams);
        let langs = self.langs.iter().fold(Vec::new(), |mut all, langs| {
            all.extend_from_slice(langs.as_bytes());
            all.push(b'\n');
            all
        });
        let awaited = |record| {
            let (rule, shape) = of_record(record);
            let [bits, _] = self.kinds[self.rules[rule as usize] as usize];
            !shape.unawaited && !RuleView::of(bits).category.is_metadata()
        };
        let trie = Trie::of(&self.by_beginning, &sets, self.set_names.len(), awaited);
        Tables {
            rules: Cow::Owned(self.rules),
            kinds: Cow::Owned(self.kinds),
            ids: Ids::from_lines(self.ids),
            langs: Cow::Owned(langs),
            gate: Gate::of(beginnings(&trie).iter().map(|key| (key.bytes(), key.open))),
            trie,
            patterns: Cow::Owned(patterns),
            code: Cow::Owned(code.bytes),
            gram_filter: Bits::with_room(&held.grams.keys().copied().collect(), GRAM_ROOM),
            inner_filter: Sieve::of(&held.inner),
            span_filter: Sieve::of(&held.spans),
            stride: held.stride as u32,
            tails: Bits::of(&held.tails),
            grams: index(&held.grams),
        }
    }
}

/// Patterns that are found by what stands in a line, by their grams.
#[derive(Default)]
struct Held {
    /// Pairs of a pattern and an offset.
    grams: BTreeMap<u32, Vec<u32>>,
    inner: HashSet<u32>,
    spans: HashSet<u32>,
    tails: HashSet<u32>,
    stride: usize,
}

impl Held {
    fn of(patterns: &[(Vec<Flat>, u32, Shape)]) -> Held {
        let mut held = Held { stride: GATE_STRIDE_MAX, ..Held::default() };
        let tails = |flat: &[Flat], shape: Shape| match flat.last() {
            Some(Flat::Text(text)) if shape.after == Margin::None => tail_hashes(text),
            _ => None,
        };
        let patterns: Vec<_> =
            (0..).zip(patterns).map(|(number, (flat, _, shape))| (number, flat, *shape, tails(flat, *shape))).collect();
        for (_, flat, _, tails) in &patterns {
            if tails.is_none() {
                held.stride = held.stride.min(longest_stride(&literals_of(flat)).unwrap_or(GRAM_STRIDE));
            }
        }
        for (number, flat, shape, tails) in patterns {
            let stride = if tails.is_some() { GRAM_STRIDE } else { held.stride };
            for (hash, offset) in grams_of(flat, stride) {
                held.grams.entry(hash).or_default().extend([number, offset]);
                if tails.is_none() {
                    held.inner.insert(hash);
                }
                if shape.span {
                    held.spans.insert(hash);
                }
            }
            held.tails.extend(tails.unwrap_or_default());
        }
        held
    }
}

/// Sequences of tokens, each once.
#[derive(Default)]
struct Code {
    bytes: Vec<u8>,
    known: HashMap<Vec<u8>, u32>,
}

impl Code {
    fn put(&mut self, flat: &[Flat]) -> u32 {
        let mut code = Vec::new();
        tokens(flat).for_each(|token| token.write(&mut code));
        code.push(END);
        *self.known.entry(code).or_insert_with_key(|code| {
            self.bytes.extend_from_slice(code);
            (self.bytes.len() - code.len()) as u32
        })
    }
}

/// The tokens of a flat pattern.
fn tokens(flat: &[Flat]) -> impl Iterator<Item = Token<'_>> {
    flat.iter().map(|piece| match piece {
        Flat::Text(text) => Token::Literal(text.as_bytes()),
        Flat::Hole(hole) => Token::Hole(*hole),
        Flat::Set(set) => Token::Set(*set),
    })
}

/// The literal that a pattern begins with.
fn head_of(flat: &[Flat]) -> &str {
    match flat.first() {
        Some(Flat::Text(text)) => text,
        _ => "",
    }
}

/// Folds the literals.
fn folded(raw: &[Raw]) -> Vec<Flat> {
    raw.iter()
        .filter_map(|piece| match piece {
            Raw::Text(text) => Some(fold_pattern(text)).filter(|text| !text.is_empty()).map(Flat::Text),
            Raw::Hole(hole) => Some(Flat::Hole(*hole)),
            Raw::Set(set) => Some(Flat::Set(*set)),
            Raw::Rest => None,
        })
        .collect()
}

/// The items of a set, each once: those that begin with a literal come last, sorted by it.
fn sorted(mut items: Vec<Vec<Flat>>) -> Vec<Vec<Flat>> {
    items.sort_by(|a, b| head_of(a).cmp(head_of(b)).then_with(|| a.cmp(b)));
    items.dedup();
    items
}

fn join(langs: &BTreeSet<&str>) -> String {
    langs.iter().copied().collect::<Vec<_>>().join(",")
}

/// Neighbouring texts become one.
fn join_texts(flat: &[Flat]) -> Vec<Flat> {
    let mut joined: Vec<Flat> = Vec::with_capacity(flat.len());
    for piece in flat {
        match (joined.last_mut(), piece) {
            (Some(Flat::Text(a)), Flat::Text(b)) => a.push_str(if a.ends_with(' ') { b.trim_start() } else { b }),
            (_, piece) => joined.push(piece.clone()),
        }
    }
    joined
}

/// Neighbouring texts become one, so that folding sees the blanks between them.
fn join_raw(flat: Vec<Raw>) -> Vec<Raw> {
    let mut joined: Vec<Raw> = Vec::with_capacity(flat.len());
    for piece in flat {
        match (joined.last_mut(), piece) {
            (Some(Raw::Text(a)), Raw::Text(b)) => a.push_str(&b),
            (_, piece) => joined.push(piece),
        }
    }
    joined.retain(|f| !matches!(f, Raw::Text(t) if t.is_empty()));
    joined
}

/// Lines are matched without the blanks at their ends and, where the match is anchored, without the
/// marks before their words: so must patterns be.
fn trim_ends(flat: &mut Vec<Raw>, anchored: bool) {
    if let Some(Raw::Text(text)) = flat.first_mut() {
        let marks = if anchored { marks_len(text.as_bytes()) } else { 0 };
        *text = text[marks..].trim_start().to_owned();
    }
    if let Some(Raw::Text(text)) = flat.last_mut() {
        *text = text.trim_end().to_owned();
    }
    flat.retain(|f| !matches!(f, Raw::Text(t) if t.is_empty()));
}

/// The grams of a flat pattern; offsets count from its first piece's beginning, or are
/// [`NO_OFFSET`] where another piece holds them.
fn grams_of(flat: &[Flat], stride: usize) -> Vec<GramKey> {
    match rarest_grams(literals_of(flat).into_iter(), stride) {
        Some((0, keys)) => keys,
        Some((_, keys)) => keys.into_iter().map(|(hash, _)| (hash, NO_OFFSET)).collect(),
        None => Vec::new(),
    }
}

/// The literals of a flat pattern, empty for other pieces.
fn literals_of(flat: &[Flat]) -> Vec<&str> {
    flat.iter()
        .map(|piece| match piece {
            Flat::Text(text) => text.as_str(),
            _ => "",
        })
        .collect()
}

fn index(entries: &BTreeMap<u32, Vec<u32>>) -> Index {
    Index::of(entries.iter().map(|(&hash, list)| (hash, list.as_slice())))
}
