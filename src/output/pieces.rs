//! A line that stays, taken apart at the words that go.

use std::ops::Range;

use crate::engine::{Cut, Decided, Reason};

/// A part of a line; together, in order, they are the line.
pub(super) enum Piece<'a> {
    /// Stays. Never empty.
    Kept(&'a [u8]),
    /// Goes: where in the line, what, and why.
    Cut(Range<usize>, &'a [u8], Reason<'a>),
}

/// The pieces of a line by its cuts; the verdict is not looked at.
pub(super) fn pieces<'a>(line: &Decided<'a>) -> impl Iterator<Item = Piece<'a>> {
    let Decided { bytes, cuts, .. } = *line;
    let mut at = 0;
    let parts = cuts.iter().flat_map(move |Cut { range, reason }| {
        let kept = &bytes[at..range.start];
        at = range.end;
        [Piece::Kept(kept), Piece::Cut(range.clone(), &bytes[range.clone()], *reason)]
    });
    let rest = &bytes[cuts.last().map_or(0, |cut| cut.range.end)..];
    parts.chain([Piece::Kept(rest)]).filter(|piece| !matches!(piece, Piece::Kept([])))
}
