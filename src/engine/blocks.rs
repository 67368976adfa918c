//! Open blocks: where each began and how much of its bound is used. Lines are known by their index
//! in the window.

use std::ops::Range;

use super::matcher::RuleRef;

/// A block with a smaller bound holds one link: the line after its opener is no heading.
const LINK_LINES_MAX: u32 = 3;

/// A region that a block closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Lines of the window.
    pub lines: Range<usize>,
    /// The block's rule.
    pub rule: RuleRef,
    /// A list that the prose after it closed: its last line may be that prose's heading.
    pub before_prose: bool,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    rule: RuleRef,
    start: usize,
    lines: u32,
    bound: Bound,
}

/// What a block's rule says about its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Non-blank logical lines, both ends included.
    pub max: u32,
    /// The end of the document closes it.
    pub to_end: bool,
    /// What the next prose does to it.
    pub at_prose: AtProse,
}

/// What the next prose does to an open block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtProse {
    /// It is inside.
    GoesOn,
    /// It closes it, and stays.
    Closes,
    /// The block has failed.
    Fails,
}

/// The blocks that are open.
#[derive(Debug, Default)]
pub struct Blocks {
    open: Vec<Open>,
}

impl Blocks {
    /// The first line that waits for a block, if any does.
    #[must_use]
    pub fn first_line(&self) -> Option<usize> {
        self.open.iter().map(|o| o.start).min()
    }

    /// A list that prose closes is open.
    #[must_use]
    pub fn has_list(&self) -> bool {
        self.open.iter().any(|o| o.bound.at_prose == AtProse::Closes)
    }

    /// A non-blank line came in at `index`; `ends_list` says that it is prose, or that a guard holds it. Calls `closed` for each region that this closes, and drops blocks whose
    /// bound is passed.
    pub fn line(&mut self, index: usize, ends_list: bool, closers: &[RuleRef], mut closed: impl FnMut(Region)) {
        self.open.retain_mut(|open| {
            if ends_list && open.bound.at_prose != AtProse::GoesOn && !closers.contains(&open.rule) {
                // An opener with nothing to open is the article's own heading.
                if open.bound.at_prose == AtProse::Closes && open.lines > 1 {
                    closed(Region {
                        lines: open.start..index,
                        rule: open.rule,
                        before_prose: open.bound.max > LINK_LINES_MAX,
                    });
                }
                return false;
            }
            open.lines += 1;
            if open.lines > open.bound.max {
                return false;
            }
            if closers.contains(&open.rule) {
                closed(Region { lines: open.start..index + 1, rule: open.rule, before_prose: false });
                return false;
            }
            true
        });
    }

    /// The line at `index` opens a block; an open one of the same rule starts again.
    pub fn open(&mut self, index: usize, rule: RuleRef, bound: Bound) {
        self.open.retain(|o| o.rule != rule);
        self.open.push(Open { rule, start: index, lines: 1, bound });
    }

    /// The document ends before line `index`.
    pub fn end(&mut self, index: usize, mut closed: impl FnMut(Region)) {
        for open in self.open.drain(..) {
            if open.bound.to_end {
                closed(Region { lines: open.start..index, rule: open.rule, before_prose: false });
            }
        }
    }

    /// All open blocks have failed.
    pub fn fail(&mut self) {
        self.open.clear();
    }

    /// The window let go of its first `count` lines, none of which was in an open block.
    pub fn shift(&mut self, count: usize) {
        for open in &mut self.open {
            open.start -= count;
        }
    }
}
