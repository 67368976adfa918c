//! One walk of a folded text down the trie: all patterns that match its beginning, and all that more words could
//! still complete. All positions at which the text may have come to a node are followed together.

use super::pattern::{Subject, end_allowed, find};
use super::ways::Ways;
use crate::rules::tables::{Hole, Token, of_record};
use crate::rules::trie::{Edge, Node, Starts, Trie};
use crate::text::{is_boundary, next_char};

/// Sets may name sets, this deep.
const DEPTH_MAX: usize = 9;
/// A set that begins no further on than this is looked into: past it, a line is not held for half an item.
const LOOK_INTO_BYTES: usize = 8;
/// Text of so many bytes tells lines apart: a line may break off after it before any set.
const TELLING_BYTES: usize = 8;
/// The last digit of a number at the beginning of a line stands within so many bytes.
const NUMBER_BYTES_MAX: usize = 41;

/// What a walk finds.
pub trait Finder {
    /// The text matches all patterns that end at the node, up to one of these positions.
    fn ends(&mut self, node: Node<'_>, ways: &[u16]);

    /// There are too many ways to come to the node and what is below it.
    fn too_many(&mut self, place: u32);

    /// The text breaks off where the patterns that go through the node have a blank, or a piece of their own.
    fn breaks_off(&mut self, place: u32);

    /// Nothing more is asked.
    fn is_done(&self) -> bool {
        false
    }
}

/// Calls `finder` with what is found from the root on.
pub fn walk(trie: &Trie, bytes: &[u8], finder: &mut impl Finder) {
    if trie.bytes.is_empty() {
        return;
    }
    let root = trie.node(trie.root);
    let path = Path { opens: !bytes.is_empty(), ..Path::default() };
    let mut walk = Walk { trie, bytes, finder };
    if root.has_specials() && root.label.is_empty() {
        walk.root_specials(root, path);
    }
    if walk.finder.is_done() {
        return;
    }
    if !root.label.is_empty() || root.is_end {
        walk.go(trie.root, 0, path);
    } else if let Some(child) = bytes.first().and_then(|&byte| root.child(byte)) {
        walk.go(child, 1, path);
    }
}

/// Adds the positions where an item of the set may end that begins at `at`.
pub fn set_ends(trie: &Trie, set: usize, bytes: &[u8], at: usize, next: &mut Ways) {
    in_set(trie, set, bytes, at, Path::default(), next);
}

/// The same, along `path`; true if the text breaks off inside an item.
fn in_set(trie: &Trie, set: usize, bytes: &[u8], at: usize, path: Path, next: &mut Ways) -> bool {
    let Some(root) = trie.set(set).filter(|_| path.depth < DEPTH_MAX) else { return false };
    let named = set < trie.named as usize;
    let mut items = Items { bytes, named, next, breaks_off: false };
    let path = Path { hits: true, plain: true, telling: true, depth: path.depth + 1, ..path };
    Walk { trie, bytes, finder: &mut items }.go(root, at, path);
    items.breaks_off
}

/// The items of a set.
struct Items<'a> {
    bytes: &'a [u8],
    named: bool,
    next: &'a mut Ways,
    breaks_off: bool,
}

impl Finder for Items<'_> {
    fn ends(&mut self, _: Node<'_>, ways: &[u16]) {
        for end in ways.iter().map(|&end| usize::from(end)) {
            if !self.named || is_boundary(self.bytes, end) {
                self.next.insert(end);
            }
        }
    }

    fn too_many(&mut self, _: u32) {
        self.next.overflow = true;
    }

    fn breaks_off(&mut self, _: u32) {
        self.breaks_off = true;
    }
}

/// How the walk came to a node.
#[derive(Clone, Copy)]
struct Path {
    /// What ends is asked for.
    hits: bool,
    /// Where the text breaks off is asked for.
    opens: bool,
    /// Not along a hole for words next.
    wordless: bool,
    /// Along no hole.
    plain: bool,
    /// Along a hole, or text that tells lines apart.
    telling: bool,
    /// In sets, this deep.
    depth: usize,
}

impl Default for Path {
    fn default() -> Self {
        Path { hits: true, opens: false, wordless: false, plain: true, telling: false, depth: 0 }
    }
}

struct Walk<'a, F> {
    trie: &'a Trie,
    bytes: &'a [u8],
    finder: &'a mut F,
}

impl<'a, F: Finder> Walk<'a, F> {
    /// From a node on, at one position.
    fn go(&mut self, mut place: u32, mut at: usize, mut path: Path) {
        loop {
            let (label, past) = self.trie.label(place);
            let rest = &self.bytes[at..];
            if !begins(rest, label) {
                if path.opens && has_blank_after(label, rest) {
                    self.finder.breaks_off(place);
                }
                return;
            }
            let node = self.trie.past_label(label, past);
            at += label.len();
            if node.is_end && path.hits {
                self.finder.ends(node, &[at as u16]);
            }
            if node.has_specials() {
                self.specials(node, &[at as u16], path);
            }
            path.wordless = false;
            match self.bytes.get(at) {
                Some(&byte) => {
                    let Some(child) = node.child(byte) else { return };
                    place = child;
                    at += 1;
                }
                None => {
                    if path.opens
                        && let Some(child) = node.child(b' ')
                    {
                        self.finder.breaks_off(child);
                    }
                    return;
                }
            }
        }
    }

    /// From a node on, at any of these positions.
    fn go_all(&mut self, place: u32, ways: &mut Ways, path: Path) {
        if let [at] = ways.as_slice() {
            return self.go(place, usize::from(*at), path);
        }
        let node = self.trie.node(place);
        if !node.label.is_empty() {
            if path.opens && ways.iter().any(|at| has_blank_after(node.label, &self.bytes[at..])) {
                self.finder.breaks_off(place);
            }
            ways.follow(self.bytes, node.label);
        }
        if ways.is_empty() {
            return;
        }
        if node.is_end && path.hits {
            self.finder.ends(node, ways.as_slice());
        }
        if node.has_specials() {
            self.specials(node, ways.as_slice(), path);
        }
        let mut tried = [0_u64; 4];
        for (number, at) in ways.iter().enumerate() {
            let Some(&byte) = self.bytes.get(at) else {
                if path.opens
                    && let Some(child) = node.child(b' ')
                {
                    self.finder.breaks_off(child);
                }
                continue;
            };
            let (word, bit) = (usize::from(byte / 64), 1 << (byte % 64));
            if tried[word] & bit != 0 {
                continue;
            }
            tried[word] |= bit;
            if let Some(child) = node.child(byte) {
                let mut next = Ways::none();
                let same = |at: &usize| self.bytes.get(*at) == Some(&byte);
                ways.iter().skip(number).filter(same).for_each(|at| next.insert(at + 1));
                self.go_all(child, &mut next, path);
            }
        }
    }

    fn specials(&mut self, node: Node<'_>, ways: &[u16], path: Path) {
        let breaks_off = path.opens && self.is_at_end(ways);
        for number in 0..node.specials_len() {
            let starts = node.starts(number);
            if breaks_off || starts.has_empty() || self.may_begin(starts, ways, path) {
                let edge = node.special(number);
                if self.finder.is_done() {
                    return;
                }
                if !(path.wordless && is_words(edge.token)) {
                    self.special(edge, ways, Path { wordless: false, ..path });
                }
            }
        }
    }

    /// May the text go on so? By the next bytes alone.
    #[inline]
    fn may_begin(&self, starts: Starts, ways: &[u16], path: Path) -> bool {
        ways.iter().any(|&at| starts.may_begin(self.bytes, usize::from(at), path.opens))
    }

    fn is_at_end(&self, ways: &[u16]) -> bool {
        ways.last().is_some_and(|&at| usize::from(at) == self.bytes.len())
    }

    /// Those of the root that the text may go along by its first byte. What begins with a number is never awaited.
    fn root_specials(&mut self, root: Node<'_>, path: Path) {
        let Some(&first) = self.bytes.first() else { return };
        let mut may = self.trie.firsts.get(usize::from(first)).copied().unwrap_or(0);
        let numeric = next_char(self.bytes, 0).is_some_and(char::is_numeric);
        let path = Path { opens: path.opens && !numeric, ..path };
        while may != 0 {
            let mut number = may.trailing_zeros() as usize;
            may &= may - 1;
            while number < root.specials_len() {
                if self.trie.may_start(number, self.bytes) {
                    self.special(root.special(number), &[0], path);
                }
                number += u64::BITS as usize;
            }
        }
    }

    /// Along a hole or a set.
    fn special(&mut self, edge: Edge<'_>, ways: &[u16], mut path: Path) {
        path.telling |= ways.last().is_some_and(|&last| usize::from(last) >= TELLING_BYTES);
        match edge.token {
            Token::Hole(hole) => self.hole(hole, edge, ways, path),
            Token::Set(set) => self.set(set, edge, ways, path),
            Token::Literal(_) => {}
        }
    }

    fn hole(&mut self, hole: Hole, edge: Edge<'_>, ways: &[u16], path: Path) {
        if path.opens && self.is_at_end(ways) {
            self.finder.breaks_off(edge.child);
        }
        let mut next = Ways::none();
        positions(ways).for_each(|at| next.fill(hole, self.bytes, at));
        if hole == Hole::Number && path.depth == 0 && ways == [0] {
            next.keep_to(NUMBER_BYTES_MAX);
        }
        self.on(edge.child, &mut next, Path { plain: false, telling: true, ..path });
    }

    fn set(&mut self, set: usize, edge: Edge<'_>, ways: &[u16], path: Path) {
        let child = edge.child;
        if path.opens && self.is_at_end(ways) && (path.telling || self.may_break_before(set)) {
            self.finder.breaks_off(child);
        }
        if !self.may_begin(edge.starts, ways, path) {
            match *ways {
                _ if !edge.starts.has_empty() => return,
                [at] if set >= self.trie.named as usize || is_boundary(self.bytes, usize::from(at)) => {
                    return self.go(child, usize::from(at), path);
                }
                [_] => return,
                _ => {}
            }
        }
        let looked = path.opens && path.plain && ways.first().is_some_and(|&at| usize::from(at) < LOOK_INTO_BYTES);
        let mut next = Ways::none();
        if !looked {
            self.in_set_all(set, ways, Path { opens: false, ..path }, &mut next);
            return self.on(child, &mut next, path);
        }
        let mut breaks_off = false;
        for at in positions(ways).filter(|&at| at < LOOK_INTO_BYTES) {
            breaks_off |= in_set(self.trie, set, self.bytes, at, Path { wordless: true, ..path }, &mut next);
        }
        if breaks_off {
            self.finder.breaks_off(child);
        }
        if positions(ways).all(|at| at < LOOK_INTO_BYTES) && !edge.starts.has_words() {
            return self.on(child, &mut next, path);
        }
        // Items further on, and such as begin with a hole for words, hit; but no line is held for what follows them.
        self.on(child, &mut next, Path { hits: false, ..path });
        let mut next = Ways::none();
        self.in_set_all(set, ways, Path { opens: false, ..path }, &mut next);
        self.on(child, &mut next, Path { opens: false, ..path });
    }

    fn in_set_all(&self, set: usize, ways: &[u16], path: Path, next: &mut Ways) {
        positions(ways).for_each(|at| _ = in_set(self.trie, set, self.bytes, at, path, next));
    }

    /// To the child that the text may come to in these ways.
    fn on(&mut self, child: u32, next: &mut Ways, path: Path) {
        if !next.overflow {
            if !next.is_empty() {
                self.go_all(child, next, path);
            }
        } else if path.hits {
            self.finder.too_many(child);
        }
    }

    /// May a line break off before the set? An item that begins with a blank, or is none, says so.
    fn may_break_before(&self, set: usize) -> bool {
        self.trie.set(set).is_some_and(|root| {
            let node = self.trie.node(root);
            let blank = |byte: u8| byte == b' ';
            node.label.first().map_or(node.is_end || node.children().any(|(byte, _)| blank(byte)), |&byte| blank(byte))
        })
    }
}

fn is_words(token: Token<'_>) -> bool {
    matches!(token, Token::Hole(Hole::Name | Hole::Any))
}

fn positions(ways: &[u16]) -> impl Iterator<Item = usize> + '_ {
    ways.iter().map(|&at| usize::from(at))
}

/// Does the text begin with the label? The first byte tells most.
#[inline]
fn begins(text: &[u8], label: &[u8]) -> bool {
    match label.first() {
        None => true,
        first => text.first() == first && text.starts_with(label),
    }
}

/// Does the text end where the label goes on with a blank?
fn has_blank_after(label: &[u8], rest: &[u8]) -> bool {
    label.get(rest.len()) == Some(&b' ') && label.starts_with(rest)
}

/// The patterns that end at a node of the text, each with where it may end first.
pub fn hits_at<'a>(node: Node<'a>, ways: &'a [u16], subject: Subject<'a>) -> impl Iterator<Item = (u32, usize)> + 'a {
    node.records().filter_map(move |record| {
        let (_, shape) = of_record(record);
        let end = ways.iter().map(|&end| usize::from(end)).find(|&end| end_allowed(shape, subject, end))?;
        Some((record, end))
    })
}

/// Are the literals below a node on the way to a pattern in the text, in order? Calls `found` with the pattern.
pub fn occurring(trie: &Trie, place: u32, bytes: &[u8], found: &mut impl FnMut(u32)) {
    occur(trie, place, bytes, &mut Vec::new(), found);
}

fn occur(trie: &Trie, place: u32, bytes: &[u8], text: &mut Vec<u8>, found: &mut impl FnMut(u32)) {
    let node = trie.node(place);
    let before = text.len();
    text.extend_from_slice(node.label);
    let past = if text.is_empty() { Some(bytes) } else { find(bytes, text).map(|at| &bytes[at + text.len()..]) };
    if let Some(past) = past {
        node.records().for_each(&mut *found);
        for (byte, child) in node.children() {
            text.push(byte);
            occur(trie, child, bytes, text, found);
            text.pop();
        }
        for edge in node.specials() {
            occur(trie, edge.child, past, &mut Vec::new(), found);
        }
    }
    text.truncate(before);
}
