//! Rules files in, tables in force out.

use super::ast::{Pack, Set};
use super::tables::Tables;
use super::{Diagnostic, check, compile, parse_bytes, render};

/// A rules file that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// For messages.
    pub name: String,
    /// Its text, as it is.
    pub bytes: Vec<u8>,
}

/// Parses and checks rules files together. `known` are the sets of other packs that these may name.
///
/// # Errors
/// For each file that has mistakes, one text with all of them, ready to print, without colour.
pub fn load(sources: &[Source], known: &[Set]) -> Result<Vec<Pack>, Vec<String>> {
    let mut packs = Vec::new();
    let mut mistakes: Vec<Vec<Diagnostic>> = Vec::new();
    for source in sources {
        let (pack, found) = parse_bytes(&source.name, &source.bytes);
        packs.push(pack);
        mistakes.push(found);
    }
    let known: Vec<String> = known.iter().map(|s| s.name.clone()).collect();
    for (number, found) in check(&packs, &known).into_iter().enumerate() {
        mistakes[number].extend(found);
    }
    let texts: Vec<String> = sources
        .iter()
        .zip(&mut mistakes)
        .filter(|(_, found)| !found.is_empty())
        .map(|(source, found)| {
            found.sort_by_key(|d| (d.place.start, d.code));
            render(&String::from_utf8_lossy(&source.bytes), found, false)
        })
        .collect();
    if texts.is_empty() { Ok(packs) } else { Err(texts) }
}

/// Rules in force: the built-in tables, the user's, both or none.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    fixed: Option<&'static Tables>,
    added: Vec<Tables>,
}

impl Rules {
    /// No rules: output is input.
    #[must_use]
    pub fn none() -> Rules {
        Rules::default()
    }

    /// Tables that were compiled before.
    #[must_use]
    pub fn from_static(tables: &'static Tables) -> Rules {
        Rules { fixed: Some(tables), added: Vec::new() }
    }

    /// Adds packs, which must have passed the checker; `known` sets are united with theirs.
    pub fn add(&mut self, packs: &[Pack], known: &[Set]) {
        self.added.push(compile(packs, known));
    }

    /// All tables in force.
    #[must_use]
    pub fn tables(&self) -> Vec<&Tables> {
        self.fixed.into_iter().chain(&self.added).collect()
    }

    /// The ids of all rules.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.tables().into_iter().flat_map(|t| (0..t.rules.len()).map(|n| t.id(n)))
    }
}
