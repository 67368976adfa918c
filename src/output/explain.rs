//! `--explain`: what went, where and why, one removal on a line.
//!
//! ```text
//! a.txt:3: share share.en.whole.share-this: Share this
//! a.txt:9:14: ad ad.en.span.advertisement: (Advertisement)
//! ```
//!
//! The place is the file and the line, and the byte column for words cut out of a line that stays; then the category,
//! the rule's id, and the text without the white space around it. Blank lines that go only because a cut beside them
//! went have no rule and are not listed. Everything is sanitised.

use std::io::{self, Write};

use bstr::ByteSlice;

use super::pieces::{Piece, pieces};
use super::{CYAN, Output, Paint, RESET, YELLOW, sanitize};
use crate::engine::{Decided, Reason, Sink, Verdict};

/// Lists the removals.
#[derive(Debug)]
pub struct ExplainSink<W> {
    out: W,
    paint: Paint,
    /// Sanitised.
    name: String,
    /// Newlines of the document so far.
    lines: u64,
}

impl<W: Write> ExplainSink<W> {
    /// Writes to `out`.
    pub fn new(out: W, paint: Paint) -> Self {
        ExplainSink { out, paint, name: String::new(), lines: 0 }
    }

    /// `column` counts bytes from 1.
    fn list(&mut self, column: Option<usize>, reason: Reason<'_>, bytes: &[u8]) -> io::Result<()> {
        let (place, rule, reset) = (self.paint.sgr(CYAN), self.paint.sgr(YELLOW), self.paint.sgr(RESET));
        write!(self.out, "{place}{}:{}:", self.name, self.lines + 1)?;
        if let Some(column) = column {
            write!(self.out, "{column}:")?;
        }
        let text = sanitize(bytes.trim_with(char::is_whitespace));
        writeln!(self.out, "{reset} {} {rule}{}{reset}: {text}", reason.category.name(), reason.id)
    }
}

impl<W: Write> Sink for ExplainSink<W> {
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
        Ok(())
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        match line.verdict {
            Verdict::Remove(reason) => self.list(None, reason, line.bytes)?,
            Verdict::Squeeze => {}
            Verdict::Keep => {
                for piece in pieces(line) {
                    if let Piece::Cut(range, bytes, reason) = piece {
                        let blank = bytes.len() - bytes.trim_start_with(char::is_whitespace).len();
                        self.list(Some(range.start + blank + 1), reason, bytes)?;
                    }
                }
            }
        }
        self.pass(line.bytes)
    }

    fn end(&mut self) -> io::Result<()> {
        self.lines = 0;
        Ok(())
    }
}

impl<W: Write> Output for ExplainSink<W> {
    fn begin(&mut self, name: &[u8]) -> io::Result<()> {
        self.name = sanitize(name);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::case::{Case, shown};
    use super::*;

    fn check(case: &Case, expected: &str) {
        assert_eq!(shown(|out| case.play(&mut ExplainSink::new(out, Paint::Plain))), expected);
    }

    #[test]
    fn a_removed_line_has_its_number_and_reason() {
        check(
            &Case::new().pass("a\n\n").remove("Ad\n").squeeze("\n").keep("b\n").remove(" Ad"),
            "a.txt:3: ad ad.en.whole.ad: Ad\na.txt:6: ad ad.en.whole.ad: Ad\n",
        );
    }

    #[test]
    fn cut_words_have_their_column() {
        check(&Case::new().cut("a (Ad) b\n", &[(1, 6)]), "a.txt:1:3: ad ad.en.whole.ad: (Ad)\n");
    }

    #[test]
    fn the_lines_of_each_document_count_from_one() {
        check(&Case::new().pass("a\nb\n").end().remove("Ad\x1b[2J"), "a.txt:1: ad ad.en.whole.ad: Ad^[[2J\n");
    }
}
