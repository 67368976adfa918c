//! What the engine tells the world: every byte of the input once, in order, kept or removed, and why.

use std::io;

use crate::rules::ast::Category;

/// Why a line, or words of a line, went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason<'a> {
    /// A rule's id, `fill`, or `structure.…`. Of the form `[a-z0-9._-]{1,64}`.
    pub id: &'a str,
    /// The rule's category, or that of the nearest rule.
    pub category: Category,
}

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
