//! `--placeholder=STR`: the text that stays, with a sign where something went.
//!
//! Where lines went, the sign stands on a line of its own, one for each run of removed lines, with the line end of the
//! first of them. Where words went, it stands in their place, behind the white space that went with them. Something
//! stands where the cut was, so blank lines around it are not squeezed away, but of several in a row one stays.

use std::io::{self, Write};

use bstr::ByteSlice;

use super::Output;
use super::pieces::{Piece, pieces};
use crate::engine::{Decided, Sink, Verdict};
use crate::text::is_blank;

/// What the last line written was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    Text,
    Blank,
}

/// Writes what stays, and a sign for what does not. Bounded like its writer.
#[derive(Debug)]
pub struct PlaceholderSink<W> {
    out: W,
    sign: Vec<u8>,
    last: Last,
    /// The sign for the run of removed lines that is open has been written.
    signed: bool,
}

impl<W: Write> PlaceholderSink<W> {
    /// Writes to `out`, with `sign` as it is.
    pub fn new(out: W, sign: impl Into<Vec<u8>>) -> Self {
        PlaceholderSink { out, sign: sign.into(), last: Last::Nothing, signed: false }
    }

    fn removed(&mut self, line: &[u8]) -> io::Result<()> {
        if std::mem::replace(&mut self.signed, true) {
            return Ok(());
        }
        self.last = Last::Text;
        self.out.write_all(&self.sign)?;
        self.out.write_all(line_end(line))
    }

    fn squeezed(&mut self, line: &[u8]) -> io::Result<()> {
        if self.last != Last::Text {
            return Ok(());
        }
        self.last = Last::Blank;
        self.out.write_all(line)
    }
}

fn line_end(line: &[u8]) -> &[u8] {
    match line {
        [.., b'\r', b'\n'] => b"\r\n",
        [.., b'\n'] => b"\n",
        _ => b"",
    }
}

/// The kind of the last line in `bytes`, which are not empty.
fn last_line(bytes: &[u8]) -> Last {
    let ended = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let start = memchr::memrchr(b'\n', ended).map_or(0, |at| at + 1);
    if is_blank(&ended[start..]) { Last::Blank } else { Last::Text }
}

impl<W: Write> Sink for PlaceholderSink<W> {
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !bytes.is_empty() {
            self.signed = false;
            self.last = last_line(bytes);
        }
        self.out.write_all(bytes)
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        match line.verdict {
            Verdict::Keep if line.cuts.is_empty() => return self.pass(line.bytes),
            Verdict::Remove(_) => return self.removed(line.bytes),
            Verdict::Squeeze => return self.squeezed(line.bytes),
            Verdict::Keep => {}
        }
        for piece in pieces(line) {
            match piece {
                Piece::Kept(bytes) => self.out.write_all(bytes)?,
                Piece::Cut(_, bytes, _) => {
                    self.out.write_all(&bytes[..bytes.len() - bytes.trim_start_with(char::is_whitespace).len()])?;
                    self.out.write_all(&self.sign)?;
                }
            }
        }
        self.signed = false;
        self.last = Last::Text;
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.signed = false;
        self.last = Last::Nothing;
        Ok(())
    }
}

impl<W: Write> Output for PlaceholderSink<W> {
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::case::{Case, shown};
    use super::*;

    fn check(case: &Case, expected: &str) {
        assert_eq!(shown(|out| case.play(&mut PlaceholderSink::new(out, "[…]"))), expected);
    }

    #[test]
    fn a_run_of_lines_leaves_one_sign() {
        check(
            &Case::new().pass("a\n\n").remove("Ad\n").squeeze("\n").remove("Ad\n").squeeze("\n").pass("b\n"),
            "a\n\n[…]\n\nb\n",
        );
        check(&Case::new().remove("Ad\n").keep("a\n").remove("Ad\n"), "[…]\na\n[…]\n");
    }

    #[test]
    fn the_sign_keeps_the_line_end() {
        check(&Case::new().pass("a\r\n").remove("Ad\r\n").pass("b\r\n").remove("Ad"), "a\r\n[…]\r\nb\r\n[…]");
    }

    #[test]
    fn the_sign_stands_where_words_were() {
        check(&Case::new().cut("a (Ad) b\n", &[(1, 6)]), "a […] b\n");
    }

    #[test]
    fn a_run_does_not_reach_into_the_next_document() {
        check(&Case::new().remove("Ad\n").end().remove("Ad\n"), "[…]\n[…]\n");
    }
}
