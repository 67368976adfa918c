//! What becomes of the decided lines: one sink per file, composed by wrapping.
//!
//! A sink that writes is generic over its writer and buffers nothing itself: a window of the input goes in, calls of
//! `write_all` come out, and memory stays what the writer holds. A failed write is an error at once, in every sink.

mod check;
mod explain;
mod mark;
mod pieces;
mod placeholder;
mod removed;
mod sanitize;
mod stats;
mod text;

use std::io;

pub use check::{Changed, NamesSink};
pub use explain::ExplainSink;
pub use mark::{MarkSink, Unmarked, unmark};
pub use placeholder::PlaceholderSink;
pub use removed::RemovedSink;
pub use sanitize::sanitize;
pub use stats::{Stats, Tally};
pub use text::TextSink;

use crate::engine::{Decided, Sink};

/// A sink that ends somewhere: it learns whose lines come, and can be told to let go of them.
pub trait Output: Sink {
    /// A document begins; `name` is its operand as given, any bytes. Fails only where it writes.
    fn begin(&mut self, name: &[u8]) -> io::Result<()> {
        let _ = name;
        Ok(())
    }

    /// Everything that was written so far reaches the reader.
    fn flush(&mut self) -> io::Result<()>;
}

/// Whether a view colours what it composes. Text that is only filtered is never coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Bytes only.
    Plain,
    /// With SGR sequences of our own.
    Colored,
}

impl Paint {
    /// `code`, or nothing.
    fn sgr(self, code: &'static str) -> &'static str {
        match self {
            Paint::Plain => "",
            Paint::Colored => code,
        }
    }
}

const RED: &str = "\x1b[31m";
const YELLOW: &str = "\x1b[33m";
const GREEN: &str = "\x1b[32m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

/// A sink behind a pointer is a sink.
macro_rules! forward {
    ($pointer:ty) => {
        impl<S: Sink + ?Sized> Sink for $pointer {
            fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
                (**self).pass(bytes)
            }

            fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
                (**self).line(line)
            }

            fn end(&mut self) -> io::Result<()> {
                (**self).end()
            }
        }

        impl<S: Output + ?Sized> Output for $pointer {
            fn begin(&mut self, name: &[u8]) -> io::Result<()> {
                (**self).begin(name)
            }

            fn flush(&mut self) -> io::Result<()> {
                (**self).flush()
            }
        }
    };
}

forward!(Box<S>);
forward!(&mut S);

#[cfg(test)]
mod case;
