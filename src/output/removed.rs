//! `--invert`: what the filter takes away.
//!
//! The removed bytes in input order: whole lines as they came, squeezed blank lines too, and cut words one cut per
//! line. A newline is added after cut words, and after a last line without one when more follows; nothing else is.

use std::io::{self, Write};

use super::Output;
use super::pieces::{Piece, pieces};
use crate::engine::{Decided, Sink, Verdict};

/// Writes what goes.
#[derive(Debug)]
pub struct RemovedSink<W> {
    out: W,
    /// The last byte written was not a newline.
    open: bool,
}

impl<W: Write> RemovedSink<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        RemovedSink { out, open: false }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.open {
            self.out.write_all(b"\n")?;
        }
        self.open = !bytes.ends_with(b"\n");
        self.out.write_all(bytes)
    }
}

impl<W: Write> Sink for RemovedSink<W> {
    fn pass(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        if line.verdict != Verdict::Keep {
            return self.write(line.bytes);
        }
        for piece in pieces(line) {
            if let Piece::Cut(_, bytes, _) = piece {
                self.write(bytes)?;
                self.out.write_all(b"\n")?;
                self.open = false;
            }
        }
        Ok(())
    }
}

impl<W: Write> Output for RemovedSink<W> {
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::case::{Case, shown};
    use super::*;

    fn check(case: &Case, expected: &str) {
        assert_eq!(shown(|out| case.play(&mut RemovedSink::new(out))), expected);
    }

    #[test]
    fn removed_lines_come_out_as_they_went() {
        check(&Case::new().pass("Prose.\n").remove("Ad\r\n").squeeze("\n").keep("End"), "Ad\r\n\n");
    }

    #[test]
    fn cut_words_never_glue() {
        check(&Case::new().cut("a (Ad) b (Ad)\n", &[(1, 6), (8, 13)]).remove("Ad"), " (Ad)\n (Ad)\nAd");
    }

    #[test]
    fn a_last_line_without_newline_never_glues_to_the_next_document() {
        check(&Case::new().remove("Ad").end().remove("Ad"), "Ad\nAd");
    }

    #[test]
    fn an_article_without_clutter_gives_nothing() {
        check(&Case::new().pass("Prose.\n").keep("Short"), "");
    }
}
