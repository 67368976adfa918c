//! The packs in `rules/`, compiled in by `build.rs`.

#![allow(clippy::borrow_deref_ref, reason = "the generated tables are written so that they compile fast")]

use std::borrow::Cow;

use crate::rules::tables::{Bits, Gate, Index, Tables};
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
    PACKS.iter().map(|(name, text)| Source { name: (*name).to_owned(), bytes: text.as_bytes().to_vec() }).collect()
}

/// The sets of the built-in packs, as a pack without rules: what a user's own rules may name.
#[must_use]
pub fn builtin_sets() -> Source {
    Source { name: "built-in sets".to_owned(), bytes: SETS.as_bytes().to_vec() }
}
