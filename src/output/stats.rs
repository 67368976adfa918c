//! `--stats`: a sink around another that counts what goes through.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;

use super::Output;
use super::pieces::{Piece, pieces};
use crate::engine::{Decided, Reason, Sink, Verdict};
use crate::rules::ast::Category;

/// So many rules are named.
const BUSIEST: usize = 10;

/// What was counted. `Display` is the text of `--stats`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Documents that ended.
    pub documents: u64,
    /// Lines that came in; a last line without newline is one.
    pub lines_in: u64,
    /// Of these, lines that stayed, whole or without some words.
    pub lines_out: u64,
    /// Bytes that came in.
    pub bytes_in: u64,
    /// Of these, bytes that stayed.
    pub bytes_out: u64,
    /// Removed lines and cuts by category. Squeezed blank lines have none.
    pub categories: BTreeMap<Category, u64>,
    /// Removed lines and cuts by rule id. As many entries as there are rules at most.
    pub rules: HashMap<String, u64>,
}

impl Tally {
    fn reason(&mut self, reason: Reason<'_>) {
        *self.categories.entry(reason.category).or_default() += 1;
        match self.rules.get_mut(reason.id.as_str()) {
            Some(count) => *count += 1,
            None => {
                self.rules.insert(reason.id.as_str().to_owned(), 1);
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "documents {}", self.documents)?;
        for (what, before, after) in
            [("lines", self.lines_in, self.lines_out), ("bytes", self.bytes_in, self.bytes_out)]
        {
            writeln!(f, "{what} {before} in, {after} out, {} removed", before - after)?;
        }
        if !self.categories.is_empty() {
            writeln!(f, "removals by category")?;
        }
        for (category, count) in &self.categories {
            writeln!(f, "{count:>10}  {}", category.name())?;
        }
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        if !rules.is_empty() {
            writeln!(f, "removals by rule, {} of {}", rules.len().min(BUSIEST), rules.len())?;
        }
        rules.iter().take(BUSIEST).try_for_each(|(id, count)| writeln!(f, "{count:>10}  {id}"))
    }
}

/// Passes everything on, and counts it first.
#[derive(Debug)]
pub struct Stats<S> {
    inner: S,
    tally: Tally,
    /// The document so far ends inside a line that stays.
    open: bool,
}

impl<S> Stats<S> {
    /// Nothing is counted yet.
    pub fn new(inner: S) -> Self {
        Stats { inner, tally: Tally::default(), open: false }
    }

    /// What was counted so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}

impl<S: Sink> Sink for Stats<S> {
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(last) = bytes.last() {
            let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
            self.tally.lines_in += lines;
            self.tally.lines_out += lines;
            self.tally.bytes_in += bytes.len() as u64;
            self.tally.bytes_out += bytes.len() as u64;
            self.open = *last != b'\n';
        }
        self.inner.pass(bytes)
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        let tally = &mut self.tally;
        tally.lines_in += 1;
        tally.bytes_in += line.bytes.len() as u64;
        match line.verdict {
            Verdict::Keep => {
                tally.lines_out += 1;
                for piece in pieces(line) {
                    match piece {
                        Piece::Kept(bytes) => tally.bytes_out += bytes.len() as u64,
                        Piece::Cut(_, _, reason) => tally.reason(reason),
                    }
                }
            }
            Verdict::Remove(reason) => tally.reason(reason),
            Verdict::Squeeze => {}
        }
        self.open = false;
        self.inner.line(line)
    }

    fn end(&mut self) -> io::Result<()> {
        let open = u64::from(std::mem::take(&mut self.open));
        self.tally.lines_in += open;
        self.tally.lines_out += open;
        self.tally.documents += 1;
        self.inner.end()
    }
}

impl<S: Output> Output for Stats<S> {
    fn begin(&mut self, name: &[u8]) -> io::Result<()> {
        self.inner.begin(name)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::TextSink;
    use super::super::case::{Case, shown};
    use super::*;

    fn tally(case: &Case) -> Tally {
        let mut tally = Tally::default();
        shown(|out| {
            let mut sink = Stats::new(TextSink::new(out));
            case.play(&mut sink);
            tally = sink.tally().clone();
        });
        tally
    }

    #[test]
    fn lines_and_bytes_are_those_of_the_text() {
        let tally = tally(&Case::new().pass("a\nb").pass("b\n").remove("Ad\n").squeeze("\n").cut("c (Ad)", &[(1, 6)]));
        assert_eq!((tally.lines_in, tally.lines_out), (5, 3));
        assert_eq!((tally.bytes_in, tally.bytes_out), (15, 6));
        assert_eq!(tally.categories[&Category::Ad], 2);
    }

    #[test]
    fn a_last_line_without_newline_counts() {
        let tally = tally(&Case::new().pass("a").end().pass("b").end().keep("c"));
        assert_eq!((tally.documents, tally.lines_in, tally.lines_out), (3, 3, 3));
    }

    #[test]
    fn the_text_names_the_busiest_rules_first() {
        let rules = (0..12_u64).map(|n| (format!("ad.en.whole.r{n:02}"), n / 2)).collect();
        let text = Tally { rules, ..Tally::default() }.to_string();
        let ids: Vec<&str> =
            text.lines().filter_map(|line| line.split_whitespace().nth(1)?.split(".r").nth(1)).collect();
        assert_eq!(ids, ["10", "11", "08", "09", "06", "07", "04", "05", "02", "03"]);
    }
}
