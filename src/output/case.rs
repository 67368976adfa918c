//! Test support: a document as decided lines, played into a sink.

use super::Output;
use crate::engine::{Cut, Decided, Id, Reason, Verdict};
use crate::rules::ast::Category;

/// The reason of every removal in these tests.
pub(super) const AD: Reason<'static> = Reason { id: Id::new("ad.en.whole.ad"), category: Category::Ad };

enum Step {
    Pass(Vec<u8>),
    Line(Vec<u8>, Verdict<'static>, Vec<Cut<'static>>),
    End,
}

/// One or several documents.
#[derive(Default)]
pub(super) struct Case {
    steps: Vec<Step>,
}

impl Case {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn pass(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.steps.push(Step::Pass(bytes.as_ref().to_vec()));
        self
    }

    pub fn keep(self, line: impl AsRef<[u8]>) -> Self {
        self.line(line, Verdict::Keep, &[])
    }

    pub fn remove(self, line: impl AsRef<[u8]>) -> Self {
        self.line(line, Verdict::Remove(AD), &[])
    }

    pub fn squeeze(self, line: impl AsRef<[u8]>) -> Self {
        self.line(line, Verdict::Squeeze, &[])
    }

    pub fn cut(self, line: impl AsRef<[u8]>, ranges: &[(usize, usize)]) -> Self {
        self.line(line, Verdict::Keep, ranges)
    }

    pub fn end(mut self) -> Self {
        self.steps.push(Step::End);
        self
    }

    fn line(mut self, line: impl AsRef<[u8]>, verdict: Verdict<'static>, ranges: &[(usize, usize)]) -> Self {
        let cuts = ranges.iter().map(|&(from, to)| Cut { range: from..to, reason: AD }).collect();
        self.steps.push(Step::Line(line.as_ref().to_vec(), verdict, cuts));
        self
    }

    /// Plays the documents; the last one ends by itself.
    pub fn play<S: Output>(&self, sink: &mut S) {
        let mut begun = false;
        for step in self.steps.iter().chain([&Step::End]) {
            if !begun {
                sink.begin(b"a.txt").unwrap();
            }
            begun = true;
            match step {
                Step::Pass(bytes) => sink.pass(bytes).unwrap(),
                Step::Line(bytes, verdict, cuts) => {
                    sink.line(&Decided { bytes, verdict: *verdict, cuts }).unwrap();
                }
                Step::End => {
                    sink.end().unwrap();
                    begun = false;
                }
            }
        }
        sink.flush().unwrap();
    }
}

/// What `play` writes, for people.
pub(super) fn shown(play: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    play(&mut out);
    String::from_utf8(out).unwrap()
}
