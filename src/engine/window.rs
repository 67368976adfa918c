//! The lines that wait for a verdict: their bytes and what is known of each. Bounded: what a line
//! costs here is counted with its bytes.

use std::ops::Range;

use super::matcher::{Facts, RuleRef, SpanHit};

/// What the window holds at most, open blocks included.
pub const WINDOW_BYTES_MAX: usize = 512 * 1024;
const _: () = assert!(super::declutter::LINE_BYTES_MAX <= WINDOW_BYTES_MAX);

/// A logical line that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its bytes in the window, line ends included.
    bytes: Range<usize>,
    /// Its spans in the window.
    spans: Range<usize>,
    /// What is known of it; `None` for a blank line.
    pub facts: Option<Facts>,
    /// It is body text, by itself or as part of a wrapped paragraph.
    pub prose: bool,
    /// The block that took it.
    pub region: Option<RuleRef>,
    /// Its words are those of the document's headline, and such lines are asked to go.
    pub repeated: bool,
}

/// A queue of waiting lines.
#[derive(Debug, Default)]
pub struct Window {
    bytes: Vec<u8>,
    lines: Vec<Waiting>,
    spans: Vec<SpanHit>,
}

impl Window {
    /// Adds a line at the end. Offsets of `spans` count from its first byte.
    pub fn push(&mut self, bytes: &[u8], facts: Option<Facts>, prose: bool, spans: &[SpanHit]) {
        let (from, spans_from) = (self.bytes.len(), self.spans.len());
        self.bytes.extend_from_slice(bytes);
        self.spans.extend_from_slice(spans);
        self.lines.push(Waiting {
            bytes: from..self.bytes.len(),
            spans: spans_from..self.spans.len(),
            facts,
            prose,
            region: None,
            repeated: false,
        });
    }

    /// The waiting lines, first in first.
    #[must_use]
    pub fn lines(&self) -> &[Waiting] {
        &self.lines
    }

    /// The same, to amend.
    pub fn lines_mut(&mut self) -> &mut [Waiting] {
        &mut self.lines
    }

    /// The bytes of a waiting line.
    #[must_use]
    pub fn bytes(&self, line: usize) -> &[u8] {
        &self.bytes[self.lines[line].bytes.clone()]
    }

    /// The spans of a waiting line.
    #[must_use]
    pub fn spans(&self, line: usize) -> &[SpanHit] {
        &self.spans[self.lines[line].spans.clone()]
    }

    /// True past the bound.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.bytes.len() + self.lines.len() * size_of::<Waiting>() + self.spans.len() * size_of::<SpanHit>()
            > WINDOW_BYTES_MAX
    }

    /// Lets go of the first `count` lines.
    pub fn release(&mut self, count: usize) {
        if count == self.lines.len() {
            self.bytes.clear();
            self.lines.clear();
            self.spans.clear();
            return;
        }
        let (bytes, spans) = (self.lines[count].bytes.start, self.lines[count].spans.start);
        self.bytes.drain(..bytes);
        self.spans.drain(..spans);
        self.lines.drain(..count);
        for line in &mut self.lines {
            line.bytes = line.bytes.start - bytes..line.bytes.end - bytes;
            line.spans = line.spans.start - spans..line.spans.end - spans;
        }
    }
}
