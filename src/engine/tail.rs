//! Is this the article's tail? From a line that only stands below articles to the document's end there is little
//! prose, or most lines are known, or prose alternates with other lines as it does in lists of other articles.
//! `thorough` only.

use crate::rules::ast::Category;

/// A line of prose as long as this is a paragraph: the article goes on. On labelled whole pages two thirds of the
/// article's sentences and a quarter of those below it are longer.
pub const PARAGRAPH_BYTES: usize = 160;
/// Lines of a tail for each such paragraph in it, a cookie notice perhaps.
const LINES_PER_PARAGRAPH: u32 = 12;
/// Paragraphs in a row that are the article going on: what was taken for its end was not.
const PROSE_RUN: u32 = 3;
/// Visible lines that may wait to be found the tail.
const LINES_MAX: u32 = 400;
/// Visible lines that a tail with prose in it has at least.
const LINES_MIN: u32 = 6;
/// A tail has at least so many visible lines for each that is prose.
const LINES_PER_PROSE: u32 = 4;
/// A list of other articles has at least so many visible lines for each that is prose.
const LIST_LINES_PER_PROSE: u32 = 3;
/// In a tail of known lines a rule knows one line of so many.
const LINES_PER_KNOWN: u32 = 4;

/// A line, as far as tails are concerned.
#[derive(Clone, Copy, Debug)]
pub struct TailLine {
    /// It is body text by its looks.
    pub prose: bool,
    /// Its length.
    pub bytes: usize,
    /// A rule knows it.
    pub known: bool,
}

/// What waits to be found the article's tail.
#[derive(Clone, Copy, Debug)]
pub struct Tail {
    /// Line of the window.
    pub start: usize,
    /// It begins with the heading of a list, after an article that has paragraphs in a row.
    list: bool,
    lines: u32,
    known: u32,
    prose: u32,
    prose_bytes: usize,
    paragraphs: u32,
    /// Prose lines in a row at the end.
    prose_run: u32,
    prose_run_max: u32,
    /// There was too much prose for a tail of unknown lines.
    rich: bool,
}

impl Tail {
    /// A tail that begins with a known line.
    #[must_use]
    pub fn new(start: usize, list: bool) -> Self {
        Tail {
            start,
            list,
            lines: 1,
            known: 1,
            prose: 0,
            prose_bytes: 0,
            paragraphs: 0,
            prose_run: 0,
            prose_run_max: 0,
            rich: false,
        }
    }

    /// One more visible line.
    pub fn add(&mut self, line: TailLine) {
        self.lines += 1;
        self.known += u32::from(line.known);
        self.prose += u32::from(line.prose);
        let paragraph = line.prose && line.bytes >= PARAGRAPH_BYTES;
        self.paragraphs += u32::from(paragraph);
        self.prose_bytes += if line.prose { line.bytes } else { 0 };
        self.prose_run = if line.prose { self.prose_run + 1 } else { 0 };
        self.prose_run_max = self.prose_run_max.max(self.prose_run);
        let paragraph = paragraph && (self.prose_run > 1 || self.paragraphs * LINES_PER_PARAGRAPH > self.lines);
        self.rich |= paragraph || self.prose_run >= PROSE_RUN;
    }

    fn is_known(&self) -> bool {
        self.known * LINES_PER_KNOWN >= self.lines
    }

    /// Its prose stands among other lines, as in lists of other articles.
    fn alternates(&self) -> bool {
        self.list && self.prose_run_max <= PROSE_RUN
    }

    /// It is none, or too long to wait for.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.lines > LINES_MAX || (self.rich && !self.is_known() && !self.alternates())
    }

    /// The document ends, and this part of what `waited` is its tail. `before` it stand so many bytes of prose: where
    /// less than in it, the article may not have begun there.
    #[must_use]
    pub fn is_tail(&self, waited: &Tail, before: usize) -> bool {
        let little = self.prose * LINES_PER_PROSE <= self.lines && (!waited.rich || !self.has_failed());
        let list = self.alternates() && self.prose * LIST_LINES_PER_PROSE <= self.lines;
        self.lines >= LINES_MIN && self.prose_bytes <= before && (little || list)
    }
}

/// Of this category is what stands below an article; the others stand inside it as well.
#[must_use]
pub fn stands_below(category: Category) -> bool {
    use Category::{Author, Comments, Donate, Legal, Nav, Newsletter, Related, Share, Subscribe};
    matches!(category, Comments | Donate | Newsletter | Subscribe | Nav | Related | Share | Legal | Author)
}

/// The same, and it is no button that stands anywhere.
#[must_use]
pub fn surely_stands_below(category: Category) -> bool {
    matches!(category, Category::Comments | Category::Related | Category::Legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// k known, s neutral, p prose, P a paragraph; the first line is known and left out. After an article of 2,000 bytes
    /// of prose; a sentence has 90, a paragraph 300.
    fn is_tail(letters: &str, list: bool) -> bool {
        let mut tail = Tail::new(0, list);
        for letter in letters.chars() {
            let (known, prose) = (letter == 'k', matches!(letter, 'p' | 'P'));
            tail.add(TailLine { prose, known, bytes: if letter == 'P' { 300 } else { 90 } });
        }
        tail.is_tail(&tail, 2000)
    }

    #[test]
    fn a_tail_has_little_prose() {
        assert!(is_tail("sssss", false));
        assert!(is_tail("sspsss", false));
        assert!(!is_tail("ssppps", false));
        assert!(!is_tail("ssss", false));
        assert!(!is_tail("sspsp", false));
    }

    #[test]
    fn a_paragraph_needs_many_lines() {
        assert!(!is_tail("sPssssssssssssssssssssssss", false));
        assert!(is_tail("sssssssssssPss", false));
        assert!(!is_tail("sssssssssPss", false));
    }

    #[test]
    fn among_known_lines_prose_may_stand_anywhere() {
        assert!(is_tail("kPkskPskksks", false));
        assert!(is_tail("kkskkkPPPskkkskk", false));
        assert!(!is_tail("kPkPkPkP", false));
        // A quarter of the lines is enough.
        assert!(is_tail("sPPssksskss", false));
        assert!(!is_tail("sPPsssssksss", false));
    }

    #[test]
    fn below_a_heading_prose_may_alternate() {
        assert!(is_tail("sPssPssPssPss", true));
        assert!(!is_tail("sPssPssPssPss", false));
        assert!(!is_tail("sPsPsPsP", true));
        assert!(!is_tail("sssssssssPPPPsssssssssss", true));
    }

    #[test]
    fn what_has_more_prose_than_the_text_before_is_no_tail() {
        let mut tail = Tail::new(0, false);
        for _ in 0..30 {
            tail.add(TailLine { prose: false, known: true, bytes: 20 });
        }
        tail.add(TailLine { prose: true, known: false, bytes: 300 });
        assert!(tail.is_tail(&tail, 300));
        assert!(!tail.is_tail(&tail, 299));
    }
}
