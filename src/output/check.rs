//! Whether anything went: the answer behind `--check` and `--exit-code`.

use std::io::{self, Write};

use super::{Output, sanitize};
use crate::engine::{Decided, Sink, Verdict};

/// True where the line does not come out as it went in.
fn changes(line: &Decided<'_>) -> bool {
    line.verdict != Verdict::Keep || !line.cuts.is_empty()
}

/// Passes everything on, and remembers whether anything was removed from any document.
#[derive(Debug)]
pub struct Changed<S> {
    inner: S,
    changed: bool,
}

impl<S> Changed<S> {
    /// Nothing has gone yet.
    pub fn new(inner: S) -> Self {
        Changed { inner, changed: false }
    }

    /// True as soon as a line or words of a line went.
    pub fn changed(&self) -> bool {
        self.changed
    }
}

impl<S: Sink> Sink for Changed<S> {
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.inner.pass(bytes)
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        self.changed |= changes(line);
        self.inner.line(line)
    }

    fn end(&mut self) -> io::Result<()> {
        self.inner.end()
    }
}

impl<S: Output> Output for Changed<S> {
    fn begin(&mut self, name: &[u8]) -> io::Result<()> {
        self.inner.begin(name)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Writes the sanitised name of every document that would change, one a line, and nothing of its text.
#[derive(Debug)]
pub struct NamesSink<W> {
    out: W,
    name: Vec<u8>,
    changed: bool,
}

impl<W: Write> NamesSink<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        NamesSink { out, name: Vec::new(), changed: false }
    }
}

impl<W: Write> Sink for NamesSink<W> {
    fn pass(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        self.changed |= changes(line);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.changed) {
            writeln!(self.out, "{}", sanitize(&self.name))?;
        }
        Ok(())
    }
}

impl<W: Write> Output for NamesSink<W> {
    fn begin(&mut self, name: &[u8]) -> io::Result<()> {
        self.name = name.to_vec();
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
        let mut changed = false;
        let names = shown(|out| {
            let mut sink = Changed::new(NamesSink::new(out));
            case.play(&mut sink);
            changed = sink.changed();
        });
        assert_eq!(names, expected);
        assert_eq!(changed, !expected.is_empty());
    }

    #[test]
    fn a_clean_document_is_not_named() {
        check(&Case::new().pass("a\n").keep("b"), "");
    }

    #[test]
    fn each_changed_document_is_named_once() {
        check(
            &Case::new().remove("a\n").remove("a\n").end().keep("a").end().cut("a (Ad)", &[(1, 6)]),
            "a.txt\na.txt\n",
        );
        check(&Case::new().squeeze("\n"), "a.txt\n");
    }
}
