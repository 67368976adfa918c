//! `--mark`: the whole text with a margin of two columns.
//!
//! ```text
//!   The mayor spoke for an hour.          stays
//! - Share on Facebook                     goes; so do the blank lines marked like this
//! ~ She left (Advertisement) early.       stays, without some of its words; as it came
//! > She left early.                       the line above, as it goes out
//! - Advertisement
//! \ no newline at the end                 the document ends without one
//! ```
//!
//! The format is reversible: [`unmark`] gives back the input and the output of the filter, byte for byte. That is why
//! nothing is sanitised here, and why a golden case of the project is one such file. Text after the two columns of a
//! `\` line is for people. Colours, where asked for, are not part of the format.

use std::io::{self, Write};

use super::pieces::{Piece, pieces};
use super::{GREEN, Output, Paint, RED, RESET, YELLOW};
use crate::engine::{Decided, Sink, Verdict};

const OPEN_END: &[u8] = b"\n\\ no newline at the end\n";

/// Writes every line of the input behind its margin.
#[derive(Debug)]
pub struct MarkSink<W> {
    out: W,
    paint: Paint,
    /// The last byte of the document so far was not a newline.
    open: bool,
}

impl<W: Write> MarkSink<W> {
    /// Writes to `out`.
    pub fn new(out: W, paint: Paint) -> Self {
        MarkSink { out, paint, open: false }
    }

    /// One physical line under `margin`, in `color` up to its newline.
    fn marked(&mut self, margin: &[u8; 2], color: &'static str, line: &[u8]) -> io::Result<()> {
        let (text, newline) = match line.strip_suffix(b"\n") {
            Some(text) => (text, &b"\n"[..]),
            None => (line, &b""[..]),
        };
        self.out.write_all(self.paint.sgr(color).as_bytes())?;
        self.out.write_all(margin)?;
        self.out.write_all(text)?;
        self.out.write_all(self.paint.sgr(RESET).as_bytes())?;
        self.out.write_all(newline)
    }

    fn cut(&mut self, line: &Decided<'_>) -> io::Result<()> {
        self.marked(b"~ ", YELLOW, line.bytes)?;
        if !line.bytes.ends_with(b"\n") {
            self.out.write_all(b"\n")?;
        }
        self.out.write_all(self.paint.sgr(GREEN).as_bytes())?;
        self.out.write_all(b"> ")?;
        for piece in pieces(line) {
            if let Piece::Kept(bytes) = piece {
                self.out.write_all(bytes)?;
            }
        }
        self.out.write_all(self.paint.sgr(RESET).as_bytes())
    }
}

impl<W: Write> Sink for MarkSink<W> {
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let len = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            if !self.open {
                self.out.write_all(b"  ")?;
            }
            self.out.write_all(&rest[..len])?;
            self.open = rest[len - 1] != b'\n';
            rest = &rest[len..];
        }
        Ok(())
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        match line.verdict {
            Verdict::Keep if line.cuts.is_empty() => return self.pass(line.bytes),
            Verdict::Keep => self.cut(line)?,
            Verdict::Remove(_) | Verdict::Squeeze => self.marked(b"- ", RED, line.bytes)?,
        }
        self.open = !line.bytes.ends_with(b"\n");
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.open) {
            self.out.write_all(OPEN_END)?;
        }
        Ok(())
    }
}

impl<W: Write> Output for MarkSink<W> {
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What a marked text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmarked {
    /// The text without margin and without `>` lines: what went into the filter.
    pub input: Vec<u8>,
    /// What comes out of it.
    pub output: Vec<u8>,
}

/// Reads the format of [`MarkSink`]. Fails with the number of the first line that is not in it: an unknown margin, a `~`
/// without its `>`, or a text that does not end in a newline.
pub fn unmark(marked: &[u8]) -> Result<Unmarked, usize> {
    let mut read = Unmarked::default();
    let mut last = *b"  ";
    for (number, line) in (1..).zip(marked.split_inclusive(|&byte| byte == b'\n')) {
        let (Some((&margin, text)), true) = (line.split_first_chunk::<2>(), line.ends_with(b"\n")) else {
            return Err(number);
        };
        if (last == *b"~ ") != (margin == *b"> ") {
            return Err(number);
        }
        match &margin {
            b"  " => {
                read.input.extend_from_slice(text);
                read.output.extend_from_slice(text);
            }
            b"- " | b"~ " => read.input.extend_from_slice(text),
            b"> " => read.output.extend_from_slice(text),
            b"\\ " if number > 1 && last != *b"\\ " => {
                read.input.pop();
                if last != *b"- " {
                    read.output.pop();
                }
            }
            _ => return Err(number),
        }
        last = margin;
    }
    let lines = memchr::memchr_iter(b'\n', marked).count();
    if last == *b"~ " { Err(lines + 1) } else { Ok(read) }
}

#[cfg(test)]
mod tests {
    use super::super::TextSink;
    use super::super::case::{Case, shown};
    use super::*;

    fn check(case: &Case, expected: &str) {
        assert_eq!(shown(|out| case.play(&mut MarkSink::new(out, Paint::Plain))), expected);
        let read = unmark(expected.as_bytes()).unwrap();
        assert_eq!(read.output, shown(|out| case.play(&mut TextSink::new(out))).into_bytes());
    }

    #[test]
    fn every_line_stands_behind_its_margin() {
        check(
            &Case::new().pass("Prose.\n\n").remove("Share\n").squeeze("\n").keep("- list\n"),
            "  Prose.\n  \n- Share\n- \n  - list\n",
        );
    }

    #[test]
    fn a_cut_line_shows_both_ways() {
        check(&Case::new().cut("a (Ad) b\n", &[(1, 6)]).pass("c\n"), "~ a (Ad) b\n> a b\n  c\n");
    }

    #[test]
    fn a_last_line_without_newline_is_told_whatever_its_verdict() {
        check(&Case::new().pass("a"), "  a\n\\ no newline at the end\n");
        check(&Case::new().remove("a"), "- a\n\\ no newline at the end\n");
        check(&Case::new().cut("a (Ad)", &[(1, 6)]), "~ a (Ad)\n> a\n\\ no newline at the end\n");
        check(&Case::new().remove("a").end().pass("b\n"), "- a\n\\ no newline at the end\n  b\n");
    }

    #[test]
    fn pieces_of_a_long_line_get_one_margin() {
        check(&Case::new().pass("aaa").pass("bbb").pass("c\nd\n"), "  aaabbbc\n  d\n");
    }

    #[test]
    fn an_empty_document_has_no_margin() {
        check(&Case::new(), "");
    }

    #[test]
    fn the_input_comes_back_exactly() {
        for input in ["", "\n", "a", "a\n", "\\ a\n> b\n~ c", "\n\n", "- a\r\n  b\n\r"] {
            let lines = input.split_inclusive('\n');
            for keep in [0, 1, 2] {
                let case = lines.clone().enumerate().fold(Case::new(), |case, (number, line)| {
                    if number % 2 == keep { case.remove(line) } else { case.keep(line) }
                });
                let marked = shown(|out| case.play(&mut MarkSink::new(out, Paint::Plain)));
                assert_eq!(unmark(marked.as_bytes()).unwrap().input, input.as_bytes(), "{marked}");
            }
        }
    }

    #[test]
    fn what_is_not_the_format_is_refused_with_its_line() {
        for (marked, line) in [
            ("  a", 1),
            ("  a\nb\n", 2),
            ("  a\n\n", 2),
            ("~ a\n", 2),
            ("~ a\n  b\n", 2),
            ("> a\n", 1),
            ("\\ \n", 1),
            ("  a\n\\ \n\\ \n", 3),
        ] {
            assert_eq!(unmark(marked.as_bytes()), Err(line), "{marked:?}");
        }
    }
}
