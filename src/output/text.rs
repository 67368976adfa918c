//! The filter itself: the text that stays, byte for byte, and nothing else.

use std::io::{self, Write};

use super::Output;
use super::pieces::{Piece, pieces};
use crate::engine::{Decided, Sink, Verdict};

/// Writes what stays. Its output is a subsequence of the document's bytes.
#[derive(Debug)]
pub struct TextSink<W> {
    out: W,
}

impl<W: Write> TextSink<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        TextSink { out }
    }

    /// The writer, with whatever it still buffers.
    pub fn into_inner(self) -> W {
        self.out
    }
}

impl<W: Write> Sink for TextSink<W> {
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        if line.verdict != Verdict::Keep {
            return Ok(());
        }
        if line.cuts.is_empty() {
            return self.out.write_all(line.bytes);
        }
        for piece in pieces(line) {
            if let Piece::Kept(bytes) = piece {
                self.out.write_all(bytes)?;
            }
        }
        Ok(())
    }
}

impl<W: Write> Output for TextSink<W> {
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::case::{Case, shown};
    use super::*;

    fn check(case: &Case, expected: &str) {
        assert_eq!(shown(|out| case.play(&mut TextSink::new(out))), expected);
    }

    #[test]
    fn what_stays_comes_out_untouched() {
        check(&Case::new().keep("Prose.\r\n").remove("Ad\n").squeeze("\n").keep("\0 end"), "Prose.\r\n\0 end");
    }

    #[test]
    fn only_the_cut_words_leave_a_line() {
        check(&Case::new().cut("She said (Ad) no (Ad)\n", &[(8, 13), (16, 21)]), "She said no\n");
    }

    #[test]
    fn an_all_clutter_document_comes_out_empty() {
        check(&Case::new().remove("Ad"), "");
    }
}
