//! The beginnings of lines that the patterns of a trie allow, up to eight bytes: what the gate asks for first.

use std::collections::HashSet;

use super::tables::{Hole, Margin, Token, of_record};
use super::trie::{Edge, Trie};

/// Beginnings that are told apart by sets within sets, before those of all patterns together are too many.
const STEPS_MAX: usize = 1 << 22;
/// Sets may name sets, this deep.
const DEPTH_MAX: usize = 9;

/// Bytes of a beginning.
pub const BEGINNING_BYTES: usize = 8;

/// A beginning of lines, folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Beginning {
    text: [u8; BEGINNING_BYTES],
    len: u8,
    /// Patterns go on after it, or let the line go on.
    pub open: bool,
}

impl Beginning {
    /// The text.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.text[..usize::from(self.len)]
    }

    fn is_full(&self) -> bool {
        self.bytes().len() == BEGINNING_BYTES
    }

    fn with(mut self, byte: u8) -> Self {
        if !self.is_full() {
            self.text[usize::from(self.len)] = byte;
            self.len += 1;
        }
        self
    }
}

/// All of them, but for such as begin with a number.
#[must_use]
pub fn beginnings(trie: &Trie) -> HashSet<Beginning> {
    let mut walk = Walk { trie, found: HashSet::new(), steps: 0 };
    walk.node(trie.root, Beginning::default(), None, 0);
    walk.found
}

/// Where a sequence goes on after a set's item.
#[derive(Clone, Copy)]
struct After<'a> {
    node: u32,
    then: Option<&'a After<'a>>,
}

struct Walk<'a> {
    trie: &'a Trie,
    found: HashSet<Beginning>,
    steps: usize,
}

impl Walk<'_> {
    fn node(&mut self, place: u32, mut begin: Beginning, after: Option<&After<'_>>, depth: usize) {
        self.steps += 1;
        let node = self.trie.node(place);
        begin = node.label.iter().fold(begin, |begin, &byte| begin.with(byte));
        if begin.is_full() {
            self.found.insert(begin);
            return;
        }
        if node.is_end {
            match after {
                Some(after) => self.node(after.node, begin, after.then, depth),
                None => self.end(begin, node.records().any(|record| of_record(record).1.after != Margin::None)),
            }
        }
        for (byte, child) in node.children() {
            self.node(child, begin.with(byte), after, depth);
        }
        for Edge { token, child, .. } in node.specials() {
            let set = match token {
                Token::Set(set) if depth < DEPTH_MAX && (begin.len == 0 || self.steps < STEPS_MAX) => {
                    self.trie.set(set)
                }
                _ => None,
            };
            match (token, set) {
                (_, Some(set)) => self.node(set, begin, Some(&After { node: child, then: after }), depth + 1),
                // Lines that begin with a number are not asked.
                (Token::Hole(Hole::Number), _) if begin.len == 0 => {}
                _ => self.end(begin, true),
            }
        }
    }

    fn end(&mut self, begin: Beginning, open: bool) {
        if begin.len > 0 {
            self.found.insert(Beginning { open, ..begin });
            return;
        }
        for first in 0..=u8::MAX {
            self.found.insert(Beginning { open: true, ..begin.with(first) });
        }
    }
}
