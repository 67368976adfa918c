//! The packs in `rules/`, compiled in by `build.rs`.

#![allow(clippy::borrow_deref_ref, reason = "the generated tables are written so that they compile fast")]

use std::borrow::Cow;

use crate::rules::pack::unpacked;
use crate::rules::tables::{Bits, Gate, Ids, Index, Sieve, Tables};
use crate::rules::trie::Trie;
use crate::rules::{Rules, Source};

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

impl Rules {
    /// The built-in packs. Costs nothing.
    #[must_use]
    pub fn builtin() -> Rules {
        Rules::from_static(&TABLES)
    }
}

/// The built-in packs as they were written, by file name.
#[must_use]
pub fn builtin_packs() -> Vec<Source> {
    let (names, packed) = PACKS;
    let mut rest = unpacked(packed);
    let mut source = |&(name, length): &(&str, usize)| {
        let after = rest.split_off(length.min(rest.len()));
        Source { name: name.to_owned(), bytes: std::mem::replace(&mut rest, after) }
    };
    names.iter().map(&mut source).collect()
}

/// The sets of the built-in packs, as a pack without rules: what a user's own rules may name.
#[must_use]
pub fn builtin_sets() -> Source {
    Source { name: "built-in sets".to_owned(), bytes: unpacked(SETS) }
}
