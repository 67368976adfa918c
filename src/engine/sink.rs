//! What the engine tells the world: every byte of the input once, in order, kept or removed, and why.

use std::ops::Deref;
use std::{fmt, io};

use crate::rules::ast::Category;
use crate::rules::tables::Tables;

/// Why a line, or words of a line, went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason<'a> {
    /// A rule's id, `fill`, or `structure.…`. Of the form `[a-z0-9._-]{1,64}`.
    pub id: Id<'a>,
    /// The rule's category, or that of the nearest rule.
    pub category: Category,
}

/// An id, which is read as text. Who never reads it does not pay for it: the ids of the built-in
/// rules are packed until the first is asked for.
#[derive(Clone, Copy)]
pub struct Id<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    Text(&'a str),
    Rule(&'a Tables, usize),
}

impl<'a> Id<'a> {
    /// This id.
    #[must_use]
    pub const fn new(id: &'a str) -> Self {
        Id(Source::Text(id))
    }

    /// The id of a rule of these tables.
    pub(super) const fn of_rule(tables: &'a Tables, rule: usize) -> Self {
        Id(Source::Rule(tables, rule))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        match self.0 {
            Source::Text(id) => id,
            Source::Rule(tables, rule) => tables.id(rule),
        }
    }
}

impl Deref for Id<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl PartialEq for Id<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Id<'_> {}

/// What happens to a decided line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// It stays.
    Keep,
    /// It goes, whole.
    Remove(Reason<'a>),
    /// A blank line that goes because a cut beside it goes.
    Squeeze,
}

/// Words that go out of a line that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut<'a> {
    /// Byte range in the decided bytes. Ranges are sorted, disjoint and not empty.
    pub range: std::ops::Range<usize>,
    /// Why.
    pub reason: Reason<'a>,
}

/// A line that waited, with its verdict.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    /// One physical line with its line end, if it has one (the last may have none).
    pub bytes: &'a [u8],
    /// What happens to it.
    pub verdict: Verdict<'a>,
    /// Empty unless the verdict is `Keep`.
    pub cuts: &'a [Cut<'a>],
}

/// Takes the document in input order. An error stops the run.
pub trait Sink {
    /// Bytes that stay and were never in question: any number of whole lines, or a piece of an
    /// oversize line. A piece that ends inside a line is followed by the rest of that line.
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// One line that was in question.
    fn line(&mut self, line: &Decided<'_>) -> io::Result<()>;

    /// The document is complete; the next call begins another.
    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}
