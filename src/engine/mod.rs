//! Lines in, verdicts out.
//!
//! `matcher` judges each line alone, `settle` judges what stands around it, `declutter` decides when.

mod blocks;
mod declutter;
mod gate;
mod matcher;
mod pattern;
mod selection;
mod settle;
mod sink;
mod tail;
mod walk;
mod ways;
mod window;

pub use declutter::{Declutter, JOINED_LINES_MAX, LINE_BYTES_MAX};
pub use matcher::{CANDIDATES_MAX, WITHIN_CHARS_MAX};
pub use selection::{Level, Selection};
pub use sink::{Cut, Decided, Id, Reason, Sink, Verdict};
pub use window::WINDOW_BYTES_MAX;
