//! What parses may still be wrong: rules that name what is not there, never match, or match too much.

use std::collections::{BTreeMap, BTreeSet};

use super::ast::{Anchor, Body, Closer, Pack, Pattern, Piece, Placeholder, Rule, Strength, has_rest, set_names};
use super::keys::longest_stride;
use super::report::Diagnostic;
use crate::text::{fold_pattern, is_cjk_char, is_word_char};

/// Rules of one file.
const RULES_MAX: usize = 100_000;
/// Letters of a pattern that may begin inside a line.
const WITHIN_LETTERS_MIN: usize = 8;
/// The same in scripts without spaces.
const WITHIN_CJK_MIN: usize = 4;

/// Checks packs together; the answer has one list per pack. `known` are names of sets defined elsewhere.
#[must_use]
pub fn check(packs: &[Pack], known: &[String]) -> Vec<Vec<Diagnostic>> {
    let mut sets: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    sets.extend(packs.iter().flat_map(|p| &p.sets).map(|s| s.name.as_str()));
    let cyclic = cyclic_sets(packs);
    packs.iter().map(|pack| Checker { pack, sets: &sets, cyclic: &cyclic, wrong: Vec::new() }.run()).collect()
}

struct Checker<'a> {
    pack: &'a Pack,
    sets: &'a BTreeSet<&'a str>,
    cyclic: &'a BTreeSet<String>,
    wrong: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn error(&mut self, code: &'static str, place: &std::ops::Range<usize>, message: String, help: &str) {
        self.wrong.push(Diagnostic::new(code, &self.pack.file, place.clone(), &message, help.to_owned()));
    }

    fn run(mut self) -> Vec<Diagnostic> {
        let pack = self.pack;
        if pack.rules.len() > RULES_MAX {
            self.error("E003", &(0..0), "more than 100,000 rules in one file".to_owned(), "split it");
        }
        for set in &pack.sets {
            if self.cyclic.contains(&set.name) {
                self.error("E030", &set.place, format!("the set `{}` names itself", set.name), "break the circle");
            }
            for item in &set.items {
                self.names(item);
                if has_rest(&item.pieces) {
                    self.error(
                        "E032",
                        &item.place,
                        "`{rest}` in a set".to_owned(),
                        "`{rest}` stands at an end of a line's pattern",
                    );
                }
            }
        }
        let mut ids: BTreeMap<&str, &Rule> = BTreeMap::new();
        for rule in &pack.rules {
            if ids.insert(&rule.id, rule).is_some() {
                let help = "delete one; across files the same id means the same rule, in one file it is a slip";
                self.error("E031", &rule.place, format!("the id `{}` stands twice in this file", rule.id), help);
            }
            match &rule.body {
                Body::Line(anchor, pattern) => self.line_rule(rule, *anchor, pattern),
                Body::Block { from, to, .. } => {
                    for (anchor, pattern) in from {
                        self.pattern(*anchor, pattern);
                    }
                    for closer in to {
                        if let Closer::Line(anchor, pattern) = closer {
                            self.pattern(*anchor, pattern);
                        }
                    }
                }
            }
        }
        self.wrong
    }

    fn line_rule(&mut self, rule: &Rule, anchor: Anchor, pattern: &Pattern) {
        self.pattern(anchor, pattern);
        let letters = literal_letters(&pattern.pieces);
        let cjk = letters.chars().any(is_cjk_char);
        let least = if cjk { WITHIN_CJK_MIN } else { WITHIN_LETTERS_MIN };
        if matches!(anchor, Anchor::Within | Anchor::Span)
            && letters.chars().filter(|&c| is_word_char(c)).count() < least
        {
            let help = "it needs 8 letters, 4 in scripts without spaces; a whole line (`=`) may be shorter";
            self.error("E033", &pattern.place, "too short to stand anywhere in a line".to_owned(), help);
        }
        let single = matches!(pattern.pieces.as_slice(), [Piece::Literal(text)] if !text.trim().contains(' ')) && !cjk;
        if single && rule.strength == Strength::Strong && matches!(anchor, Anchor::Start | Anchor::End) {
            let help = "a single word is strong only as a whole line (`=`)";
            self.error(
                "E034",
                &pattern.place,
                "a single word at an end of a line is no strong evidence".to_owned(),
                help,
            );
        }
    }

    fn pattern(&mut self, anchor: Anchor, pattern: &Pattern) {
        self.names(pattern);
        let pieces = &pattern.pieces;
        let last = pieces.len().saturating_sub(1);
        for (at, piece) in pieces.iter().enumerate() {
            let rest = has_rest(std::slice::from_ref(piece));
            let end = at == last && matches!(anchor, Anchor::Whole | Anchor::Start);
            let start = at == 0 && anchor == Anchor::End;
            if rest && !end && !start {
                let help = "`{rest}` is the end of a `=` or `^` pattern, or the beginning of a `$` pattern";
                self.error("E032", &pattern.place, "`{rest}` in the middle of a pattern".to_owned(), help);
            }
        }
        if can_be_empty(pieces) {
            let help = "something must stand outside `[ ]`; brackets that mean themselves are written `\\[ \\]`";
            self.error("E036", &pattern.place, "the pattern could match nothing".to_owned(), help);
        } else if !has_words(pieces) || !is_findable(anchor, pieces) {
            let help = "begin with a word or a number, or say eight letters in a row somewhere";
            self.error("E037", &pattern.place, "nothing to find the pattern by".to_owned(), help);
        }
    }

    fn names(&mut self, pattern: &Pattern) {
        for name in set_names(&pattern.pieces) {
            if !self.sets.contains(name) {
                let help =
                    "placeholders are {n} {name} {any} {rest} {url} {email} {handle}, and the sets that packs define";
                self.error("E038", &pattern.place, format!("no pack defines the set `{name}`"), help);
            }
        }
    }
}

/// The compiler must find a key: the words it begins with, or the grams of a long literal.
fn is_findable(anchor: Anchor, pieces: &[Piece]) -> bool {
    let anchored = matches!(anchor, Anchor::Whole | Anchor::Start);
    let starts = match pieces.first() {
        Some(Piece::Literal(_)) => anchored,
        Some(Piece::Placeholder(Placeholder::Number)) => anchored && matches!(pieces.get(1), Some(Piece::Literal(_))),
        // What the set's items begin with, or their longest words, make the key.
        Some(Piece::Placeholder(Placeholder::Set(_))) => true,
        Some(Piece::Choice(branches)) => branches.iter().all(|b| is_findable(anchor, &[b, &pieces[1..]].concat())),
        _ => false,
    };
    let literals: Vec<String> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Literal(text) => Some(fold_pattern(text)),
            _ => None,
        })
        .collect();
    let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
    starts || longest_stride(&literals).is_some() || !set_names(pieces).is_empty()
}

/// Names of sets that name themselves, by whatever way.
fn cyclic_sets(packs: &[Pack]) -> BTreeSet<String> {
    let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for set in packs.iter().flat_map(|p| &p.sets) {
        edges.entry(&set.name).or_default().extend(set.items.iter().flat_map(|i| set_names(&i.pieces)));
    }
    let reaches_itself = |start: &str| {
        let (mut todo, mut seen) = (vec![start], BTreeSet::new());
        while let Some(name) = todo.pop() {
            for &next in edges.get(name).into_iter().flatten() {
                if next == start {
                    return true;
                }
                if seen.insert(next) {
                    todo.push(next);
                }
            }
        }
        false
    };
    edges.keys().filter(|name| reaches_itself(name)).map(|name| (*name).to_owned()).collect()
}

fn can_be_empty(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Literal(text) => fold_pattern(text).trim().is_empty(),
        Piece::Placeholder(_) => false,
        Piece::Choice(branches) => branches.iter().any(|b| can_be_empty(b)),
    })
}

/// In every reading some literal is visible, or a set or number stands.
fn has_words(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Literal(text) => !fold_pattern(text).trim().is_empty(),
        Piece::Placeholder(p) => matches!(p, Placeholder::Set(_) | Placeholder::Number),
        Piece::Choice(branches) => branches.iter().all(|b| has_words(b)),
    })
}

/// The letters of the shortest reading's literals, roughly: optional parts do not count.
fn literal_letters(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Choice(branches) => {
                let shortest = branches.iter().map(|b| literal_letters(b)).min_by_key(|t| t.chars().count());
                out.push_str(&shortest.unwrap_or_default());
            }
            Piece::Placeholder(_) => {}
        }
    }
    out
}
