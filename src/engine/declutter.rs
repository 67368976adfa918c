//! The filter: bytes of a document in, kept and removed bytes out. Owns *when* things happen: where
//! lines end, which wait, when a cluster is closed. What becomes of them is `settle`'s.

use std::io;
use std::ops::Range;

use super::blocks::{AtProse, Blocks, Bound, Region};
use super::matcher::{Facts, Matcher, RuleRef, SpanHit};
use super::selection::{Level, Selected, Selection};
use super::settle::{Fact, HEADLINE_WORDS, Line, Place, Ruling, Words, Zone, settle};
use super::sink::{Cut, Decided, Id, Reason, Sink, Verdict};
use super::tail::{PARAGRAPH_BYTES, Tail, TailLine, stands_below};
use super::window::Window;
use crate::rules::Rules;
use crate::rules::ast::{Category, Strength};
use crate::text::{has_quantity, is_blank, is_doubled, is_listed, marks_len, shape};

/// A longer line is body text: it passes through unjudged.
pub const LINE_BYTES_MAX: usize = 16 * 1024;
/// Physical lines that may be joined to one logical line.
pub const JOINED_LINES_MAX: usize = 4;
/// Paragraphs in a row that an article has, and no list of other articles.
const RUN_MIN: u32 = 3;
/// Paragraphs that may stand before the article, not in a row.
const PARAGRAPHS_BEFORE_MAX: u32 = 4;

/// Filters one document after another. Memory is bounded whatever comes in.
///
/// ```
/// use declutter::{Declutter, Rules, Selection, TextSink};
///
/// let rules = Rules::builtin();
/// let mut declutter = Declutter::new(&rules, &Selection::default());
/// let mut sink = TextSink::new(Vec::new());
/// declutter.push(b"Share\n\nThe council met on Monday and agreed to repair ", &mut sink)?;
/// declutter.push(b"the old bridge before winter comes.\n", &mut sink)?;
/// declutter.finish(&mut sink)?;
/// assert_eq!(sink.into_inner(), b"The council met on Monday and agreed to repair the old bridge before winter comes.\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Declutter<'r> {
    selected: Selected<'r>,
    matcher: Matcher,
    /// The beginning of a line whose end has not come in.
    partial: Vec<u8>,
    /// Inside a line that is too long.
    oversize: bool,
    /// A logical line that more words may complete.
    held: Vec<u8>,
    held_lines: usize,
    window: Window,
    blocks: Blocks,
    tail: Option<Tail>,
    document: Document,
    lines: Vec<Line>,
    rulings: Vec<Ruling>,
}

/// What is known of the document so far.
#[derive(Clone, Copy, Debug, Default)]
struct Document {
    prose: bool,
    /// A visible line has stayed.
    kept: bool,
    lost: bool,
    /// The window's limit cut the cluster that is about to go on.
    cut: bool,
    /// The line before, if no blank line followed: it is long and no sentence ends with it.
    running: bool,
    headline: Option<u32>,
    /// Bytes of prose.
    prose_bytes: usize,
    /// Lines of prose that are no items of lists.
    paragraphs: u32,
    /// Those in a row at the end.
    run: u32,
    run_max: u32,
}

impl Document {
    /// One more visible line.
    fn follow(&mut self, line: &[u8], prose: bool) {
        self.prose_bytes += if prose { line.len() } else { 0 };
        // Items as long as prose stand in lists of other articles as well.
        let paragraph = prose && !is_listed(line);
        self.paragraphs += u32::from(paragraph);
        self.run = if paragraph { self.run + 1 } else { 0 };
        self.run_max = self.run_max.max(self.run);
    }

    /// Paragraphs in a row: no list of other articles has them.
    fn has_run(&self) -> bool {
        self.run_max >= RUN_MIN
    }

    /// Before this, a line that looks like prose is a slogan or a cookie notice perhaps.
    fn has_begun(&self) -> bool {
        self.has_run() || self.paragraphs > PARAGRAPHS_BEFORE_MAX
    }
}

impl<'r> Declutter<'r> {
    /// A filter by the selected `rules`.
    #[must_use]
    pub fn new(rules: &'r Rules, selection: &Selection) -> Self {
        Declutter {
            selected: Selected::new(rules.tables(), selection.clone()),
            matcher: Matcher::default(),
            partial: Vec::new(),
            oversize: false,
            held: Vec::new(),
            held_lines: 0,
            window: Window::default(),
            blocks: Blocks::default(),
            tail: None,
            document: Document::default(),
            lines: Vec::new(),
            rulings: Vec::new(),
        }
    }

    /// Takes more of the document, cut anywhere. Fails only where the sink fails.
    pub fn push<S: Sink>(&mut self, chunk: &[u8], sink: &mut S) -> io::Result<()> {
        let mut at = 0;
        while at < chunk.len() {
            if self.is_idle() {
                at += self.pass_clear(&chunk[at..], sink)?;
            }
            let rest = &chunk[at..];
            let Some(end) = memchr::memchr(b'\n', rest) else {
                return self.partial_line(rest, sink);
            };
            let line = &rest[..=end];
            at += line.len();
            if self.oversize {
                self.oversize = false;
                sink.pass(line)?;
            } else if self.partial.is_empty() {
                self.line(line, sink)?;
            } else {
                let mut whole = std::mem::take(&mut self.partial);
                whole.extend_from_slice(line);
                self.line(&whole, sink)?;
                whole.clear();
                self.partial = whole;
            }
        }
        Ok(())
    }

    /// Nothing waits, and a line that no rule can hit would go straight out.
    fn is_idle(&self) -> bool {
        self.document.prose
            && !self.document.cut
            && self.window.lines().is_empty()
            && self.held.is_empty()
            && self.partial.is_empty()
            && !self.oversize
            && self.selected.level() < Level::Thorough
            && !self.selected.has(Category::Headline)
    }

    /// Passes the lines at the beginning of `chunk` that no rule can hit, in one piece, and answers
    /// how many bytes they are. The rest begins with a suspect line, a line that is not complete, or
    /// the blank lines before either. Does to the state what `line` would have done.
    fn pass_clear<S: Sink>(&mut self, chunk: &[u8], sink: &mut S) -> io::Result<usize> {
        let mut clear = 0;
        let mut at = 0;
        let mut last: Option<&[u8]> = None;
        for end in memchr::memchr_iter(b'\n', chunk) {
            let line = &chunk[at..end];
            at = end + 1;
            if line.len() <= 2 && is_blank(line) {
                continue;
            }
            let content = without_end(line);
            if line.len() >= LINE_BYTES_MAX || is_blank(content) {
                break;
            }
            if self.matcher.may_hit(&self.selected, content) {
                self.matcher.found = true;
                break;
            }
            last = Some(&chunk[at - 1 - line.len()..at]);
            clear = at;
        }
        if let Some(last) = last {
            let shape = shape(&without_end(last)[marks_len(last)..]);
            self.document.running = shape.long && !shape.closed;
            self.document.kept = true;
            sink.pass(&chunk[..clear])?;
        }
        Ok(clear)
    }

    /// Ends the document and makes ready for the next.
    pub fn finish<S: Sink>(&mut self, sink: &mut S) -> io::Result<()> {
        if !self.partial.is_empty() {
            let last = std::mem::take(&mut self.partial);
            self.line(&last, sink)?;
        }
        self.release_held(sink)?;
        let lines = &mut self.window;
        let count = lines.lines().len();
        self.blocks.end(count, |region| take(lines, &region));
        self.end_tail();
        self.settle_ready(sink)?;
        self.settle_cluster(self.window.lines().len(), Some(true), sink)?;
        self.document = Document::default();
        self.oversize = false;
        sink.end()
    }

    fn partial_line<S: Sink>(&mut self, piece: &[u8], sink: &mut S) -> io::Result<()> {
        if self.oversize {
            return sink.pass(piece);
        }
        if self.partial.len() + piece.len() <= LINE_BYTES_MAX {
            self.partial.extend_from_slice(piece);
            return Ok(());
        }
        let begun = std::mem::take(&mut self.partial);
        self.body_text(&begun, sink)?;
        self.oversize = true;
        sink.pass(piece)
    }

    /// Bytes of a line that is not judged: it stays and closes the cluster.
    fn body_text<S: Sink>(&mut self, bytes: &[u8], sink: &mut S) -> io::Result<()> {
        self.release_held(sink)?;
        self.fail_open();
        self.settle_ready(sink)?;
        self.settle_cluster(self.window.lines().len(), None, sink)?;
        self.document.prose = true;
        self.document.kept = true;
        self.document.cut = false;
        self.document.running = false;
        sink.pass(bytes)
    }

    /// One physical line with its line end, if it has one.
    fn line<S: Sink>(&mut self, line: &[u8], sink: &mut S) -> io::Result<()> {
        let content = without_end(line);
        if line.len() > LINE_BYTES_MAX {
            return self.body_text(line, sink);
        }
        if is_blank(content) {
            self.release_held(sink)?;
            self.document.running = false;
            self.window.push(line, None, false, &[]);
            return self.relieve(sink);
        }
        if !self.held.is_empty() {
            let mut joined = std::mem::take(&mut self.held);
            let first = joined.len();
            joined.extend_from_slice(line);
            let facts = self.matcher.judge_joined(&self.selected, without_end(&joined[..first]), without_end(&joined));
            if let Some(facts) = facts {
                let lines = std::mem::take(&mut self.held_lines) + 1;
                return self.judged(joined, lines, facts, sink);
            }
            joined.truncate(first);
            self.held = joined;
            self.release_held(sink)?;
        }
        let facts = self.matcher.judge(&self.selected, content);
        if self.awaits_more(&facts) {
            self.held.extend_from_slice(line);
            self.held_lines = 1;
            return Ok(());
        }
        self.admit(line, facts, sink)
    }

    /// Is the line held for what may follow it? Not one that a rule knows whole: words that the rule may have after
    /// them are the next line's own.
    fn awaits_more(&self, facts: &Facts) -> bool {
        let whole = facts.hit.is_some_and(|(strength, _)| strength == Strength::Strong) && !facts.open;
        !whole && !facts.shape.closed && !facts.unjudged && self.matcher.awaits_more(&self.selected)
    }

    /// A joined line that hits: it may be joined further.
    fn judged<S: Sink>(&mut self, mut joined: Vec<u8>, lines: usize, facts: Facts, sink: &mut S) -> io::Result<()> {
        if lines < JOINED_LINES_MAX && self.awaits_more(&facts) {
            self.held = joined;
            self.held_lines = lines;
            return Ok(());
        }
        self.admit(&joined, facts, sink)?;
        joined.clear();
        self.held = joined;
        Ok(())
    }

    /// The held line waits no longer: it is judged as it stands.
    fn release_held<S: Sink>(&mut self, sink: &mut S) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let mut held = std::mem::take(&mut self.held);
        self.held_lines = 0;
        let facts = self.matcher.judge(&self.selected, without_end(&held));
        self.admit(&held, facts, sink)?;
        held.clear();
        self.held = held;
        Ok(())
    }

    /// A judged logical line: it goes straight out or waits.
    fn admit<S: Sink>(&mut self, line: &[u8], mut facts: Facts, sink: &mut S) -> io::Result<()> {
        if self.document.running && facts.shape.continues && !matches!(facts.hit, Some((Strength::Guard, _))) {
            // The end of a hard-wrapped sentence, whatever its last words are.
            facts.hit = None;
            self.matcher.openers.clear();
            self.matcher.closers.clear();
        }
        let continues = self.document.running && (facts.shape.continues || facts.shape.closed) && facts.hit.is_none();
        self.document.running = facts.shape.long && !facts.shape.closed;
        if continues && let Some(before) = self.window.lines_mut().last_mut() {
            // The line before is the first half of this paragraph.
            before.prose |= before.facts.is_some_and(|f| f.hit.is_none());
        }
        // Headlines of lists have the length of prose, and no end.
        let open = self.selected.level() >= Level::Thorough
            && !facts.shape.closed
            && !facts.unjudged
            && line.len() < PARAGRAPH_BYTES;
        let item = !facts.shape.closed && is_listed(line) && self.in_list();
        let prose = (facts.is_prose() && !open && !item) || continues;
        self.document.follow(line, prose);
        if nothing_left(line, &self.matcher)
            && let (None, Some(span)) = (facts.hit, self.matcher.spans.first())
        {
            facts.hit = Some((Strength::Strong, span.rule));
            facts.open = false;
        }
        let repeated = self.repeats_headline(&facts);
        let suspect = facts.hit.is_some() || repeated || !self.matcher.openers.is_empty();
        let idle = self.window.lines().is_empty() && self.matcher.spans.is_empty();
        if idle && !suspect && (prose || self.selected.level() < Level::Thorough) {
            self.document.prose |= prose;
            self.document.kept = true;
            return sink.pass(line);
        }
        let index = self.window.lines().len();
        self.window.push(line, Some(facts), prose, &self.matcher.spans);
        if let Some(waiting) = self.window.lines_mut().last_mut() {
            waiting.repeated = repeated;
        }
        let guarded = matches!(facts.hit, Some((Strength::Guard, _)));
        self.follow_blocks(index, prose || guarded);
        self.follow_tail(index);
        if prose || !self.waits() {
            self.settle_ready(sink)?;
        }
        self.relieve(sink)
    }

    /// Neutral lines wait only while something suspect does.
    fn waits(&self) -> bool {
        self.selected.level() == Level::Thorough
            || self.first_open().is_some()
            || self
                .window
                .lines()
                .iter()
                .any(|l| l.region.is_some() || l.repeated || l.facts.is_some_and(|f| f.hit.is_some()))
    }

    /// The line before is an item of an open list.
    fn in_list(&self) -> bool {
        let before = (0..self.window.lines().len()).rev().find(|&n| self.window.lines()[n].facts.is_some());
        self.blocks.has_list() && before.is_some_and(|n| is_listed(self.window.bytes(n)))
    }

    /// `ends_list` says that the line is prose, or that a guard holds it.
    fn follow_blocks(&mut self, index: usize, ends_list: bool) {
        let window = &mut self.window;
        self.blocks.line(index, ends_list, &self.matcher.closers, |region| take(window, &region));
        for &rule in &self.matcher.openers {
            let view = self.selected.rule(rule);
            let careful = self.selected.level() == Level::Careful;
            let at_prose = match view.to_prose {
                false => AtProse::GoesOn,
                // Before the first prose stand the headline and its like: no list runs over them.
                true if careful || !self.document.prose => AtProse::Fails,
                true => AtProse::Closes,
            };
            let bound = Bound { max: view.max, to_end: view.to_end && !careful, at_prose };
            self.blocks.open(index, rule, bound);
        }
    }

    fn follow_tail(&mut self, index: usize) {
        if self.selected.level() < Level::Thorough {
            return;
        }
        let line = self.tail_line(index);
        if let Some(tail) = &mut self.tail {
            tail.add(line);
            if tail.has_failed() {
                let next = tail.start + 1;
                let alive = |start| self.tail_between(start, index + 1).filter(|tail| !tail.has_failed());
                self.tail = (next..index).find_map(alive);
            }
        }
        if self.tail.is_none() && self.document.prose {
            self.tail = self.tail_from(index);
        }
    }

    fn tail_line(&self, line: usize) -> TailLine {
        let waiting = &self.window.lines()[line];
        let known = waiting.region.is_some() || waiting.facts.is_some_and(|f| f.hit.is_some());
        TailLine { prose: waiting.prose, bytes: self.window.bytes(line).len(), known }
    }

    /// A tail that begins with this line, if a strong rule knows it as one that stands below articles.
    fn tail_from(&self, line: usize) -> Option<Tail> {
        let (Fact::Strong(category, _) | Fact::Blocked(category)) = self.fact(line) else { return None };
        let list = matches!(category, Category::Related | Category::Comments)
            && self.document.has_run()
            && self.window.lines()[line].facts.is_some_and(|f| f.hit.is_some() && !f.open);
        stands_below(category).then(|| Tail::new(line, list))
    }

    /// Bytes of prose before a waiting line.
    fn prose_before(&self, line: usize) -> usize {
        let lines = self.window.lines();
        let after = (line..lines.len()).filter(|&n| lines[n].prose).map(|n| self.window.bytes(n).len());
        self.document.prose_bytes.saturating_sub(after.sum())
    }

    /// A tail that begins with one waiting line and has grown as far as another.
    fn tail_between(&self, start: usize, end: usize) -> Option<Tail> {
        let mut tail = self.tail_from(start)?;
        for line in (start + 1..end).filter(|&n| self.window.lines()[n].facts.is_some()) {
            tail.add(self.tail_line(line));
        }
        Some(tail)
    }

    /// The document ends: the prose of what waited for it is none, if it is the article's tail.
    fn end_tail(&mut self) {
        let Some(waited) = self.tail.take() else { return };
        let count = self.window.lines().len();
        let is_tail = |&start: &usize| {
            self.tail_between(start, count).is_some_and(|tail| tail.is_tail(&waited, self.prose_before(start)))
        };
        if let Some(start) = (waited.start..count).find(is_tail) {
            for line in &mut self.window.lines_mut()[start..] {
                line.prose = false;
            }
        }
    }

    /// Everything that is open has failed.
    fn fail_open(&mut self) {
        self.blocks.fail();
        self.tail = None;
    }

    /// The first line that waits for what is open.
    fn first_open(&self) -> Option<usize> {
        self.blocks.first_line().into_iter().chain(self.tail.map(|t| t.start)).min()
    }

    /// The window let go of its first `count` lines.
    fn released(&mut self, count: usize) {
        self.window.release(count);
        self.blocks.shift(count);
        if let Some(tail) = &mut self.tail {
            tail.start -= count;
        }
    }

    fn repeats_headline(&mut self, facts: &Facts) -> bool {
        if !self.selected.has(Category::Headline) || !HEADLINE_WORDS.contains(&facts.shape.words) {
            return false;
        }
        match self.document.headline {
            Some(hash) => hash == facts.words_hash && facts.hit.is_none(),
            None => {
                self.document.headline = Some(facts.words_hash);
                false
            }
        }
    }

    /// Settles every cluster that prose has closed and no open block holds.
    fn settle_ready<S: Sink>(&mut self, sink: &mut S) -> io::Result<()> {
        loop {
            let limit = self.first_open().unwrap_or(self.window.lines().len());
            let edge = self.window.lines()[..limit].iter().position(|l| l.prose && l.region.is_none());
            if let Some(edge) = edge {
                self.settle_cluster(edge, None, sink)?;
                self.emit_kept(sink)?;
                self.document.prose = true;
                self.document.cut = false;
                continue;
            }
            if !self.waits() {
                // Only blank lines at the end wait, for what follows them.
                let blank = self.window.lines().iter().rev().take_while(|l| l.facts.is_none()).count();
                for _ in blank..self.window.lines().len() {
                    self.emit_kept(sink)?;
                }
            }
            return Ok(());
        }
    }

    /// Emits the first waiting line, which stays.
    fn emit_kept<S: Sink>(&mut self, sink: &mut S) -> io::Result<()> {
        self.document.kept |= self.window.lines()[0].facts.is_some();
        self.emit(0, Ruling::Keep, sink)?;
        self.released(1);
        Ok(())
    }

    /// Keeps the window within its bound: what is open has failed, and the cluster is cut.
    fn relieve<S: Sink>(&mut self, sink: &mut S) -> io::Result<()> {
        if !self.window.is_full() {
            return Ok(());
        }
        self.fail_open();
        self.settle_ready(sink)?;
        if self.window.is_full() {
            self.document.cut = true;
            self.settle_cluster(self.window.lines().len(), Some(false), sink)?;
        }
        Ok(())
    }

    /// Settles and emits the first `count` waiting lines. `last` says that the document ends with
    /// them, or that the limit cuts them; `None`, that prose follows.
    fn settle_cluster<S: Sink>(&mut self, count: usize, last: Option<bool>, sink: &mut S) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        let ends = last == Some(true);
        let zone = match (self.document.prose, last) {
            _ if self.document.cut || last == Some(false) => Zone::Body,
            (false, None) => Zone::Head,
            (true, None) => Zone::Body,
            (true, Some(_)) => Zone::Tail,
            (false, Some(_)) => Zone::Whole,
        };
        let place = Place {
            zone,
            level: self.selected.level(),
            first: !self.document.kept,
            last: ends,
            lost_before: self.document.lost,
            begun: self.document.has_begun(),
        };
        let mut lines = std::mem::take(&mut self.lines);
        let mut rulings = std::mem::take(&mut self.rulings);
        lines.clear();
        lines.extend((0..count).map(|line| self.to_settle(line)));
        settle(&lines, place, &mut rulings);
        for (line, &ruling) in rulings.iter().enumerate() {
            let visible = lines[line].fact != Fact::Blank;
            self.document.kept |= visible && ruling == Ruling::Keep;
            self.document.lost |= visible && ruling != Ruling::Keep;
            self.emit(line, ruling, sink)?;
        }
        self.lines = lines;
        self.rulings = rulings;
        self.released(count);
        Ok(())
    }

    fn fact(&self, line: usize) -> Fact {
        let waiting = &self.window.lines()[line];
        let Some(facts) = waiting.facts else { return Fact::Blank };
        let words = if facts.single { Words::One } else { Words::More };
        match (facts.hit, waiting.region) {
            (Some((Strength::Guard, _)), _) => Fact::Guard,
            (Some((Strength::Strong, rule)), region) => {
                let view = self.selected.rule(rule);
                match region {
                    None if facts.open && facts.shape.closed => Fact::Sentence(view.category),
                    _ => Fact::Strong(view.category, words),
                }
            }
            (_, Some(rule)) => Fact::Blocked(self.selected.rule(rule).category),
            (Some((Strength::Weak, rule)), _) => Fact::Weak(self.selected.rule(rule).category),
            (None, None) if waiting.repeated => Fact::Strong(Category::Headline, words),
            (None, None) => Fact::Neutral,
        }
    }

    fn to_settle(&self, line: usize) -> Line {
        let shape = self.window.lines()[line].facts.map(|f| f.shape).unwrap_or_default();
        // Only menus ask for it.
        let thorough = self.selected.level() >= Level::Thorough;
        Line {
            fact: self.fact(line),
            words: shape.words,
            closed: shape.closed,
            prose: shape.prose,
            quantity: thorough && has_quantity(self.window.bytes(line)),
            doubled: thorough && is_doubled(self.window.bytes(line)),
            listed: is_listed(self.window.bytes(line)),
        }
    }

    fn reason(&self, rule: RuleRef) -> Reason<'r> {
        Reason { id: self.selected.id(rule), category: self.selected.rule(rule).category }
    }

    /// A waiting line that stays, but for the words that are cut out of it.
    fn emit_kept_line<S: Sink>(&self, line: usize, sink: &mut S) -> io::Result<()> {
        let mut from = 0;
        for bytes in physical_lines(self.window.bytes(line)) {
            let here = from..from + bytes.len();
            let inside = |s: &&SpanHit| here.contains(&s.start);
            let cuts: Vec<Cut<'_>> = self
                .window
                .spans(line)
                .iter()
                .filter(inside)
                .map(|s| Cut { range: s.start - from..s.end.min(here.end) - from, reason: self.reason(s.rule) })
                .collect();
            sink.line(&Decided { bytes, verdict: Verdict::Keep, cuts: &cuts })?;
            from = here.end;
        }
        Ok(())
    }

    /// Tells the sink about a waiting line, physical line by physical line.
    fn emit<S: Sink>(&self, line: usize, ruling: Ruling, sink: &mut S) -> io::Result<()> {
        let waiting = &self.window.lines()[line];
        let bytes = self.window.bytes(line);
        let verdict = match ruling {
            Ruling::Keep => return self.emit_kept_line(line, sink),
            Ruling::Squeeze => Verdict::Squeeze,
            Ruling::Fill(category) => Verdict::Remove(Reason { id: Id::new("fill"), category }),
            Ruling::Structure(structure, category) => Verdict::Remove(Reason { id: Id::new(structure.id()), category }),
            Ruling::Rule | Ruling::Block => {
                let rule = waiting.facts.and_then(|f| f.hit).filter(|_| ruling == Ruling::Rule).map(|(_, rule)| rule);
                match rule.or(waiting.region) {
                    Some(rule) => Verdict::Remove(self.reason(rule)),
                    None => Verdict::Remove(Reason {
                        id: Id::new("structure.repeated-headline"),
                        category: Category::Headline,
                    }),
                }
            }
        };
        physical_lines(bytes).try_for_each(|bytes| sink.line(&Decided { bytes, verdict, cuts: &[] }))
    }
}

/// A closed block takes its lines; where regions overlap, the first closed names the rule.
fn take(window: &mut Window, region: &Region) {
    let Range { start, end } = region.lines;
    let end = if region.before_prose { without_heading(window, start..end) } else { end };
    for line in &mut window.lines_mut()[start..end] {
        if line.facts.is_some() {
            line.region.get_or_insert(region.rule);
        }
    }
}

/// Where a region before prose ends without the line that may be the prose's own heading. A region
/// that has nothing else but its opener is empty: it opened nothing.
fn without_heading(window: &Window, region: Range<usize>) -> usize {
    let visible = |n: &usize| window.lines()[*n].facts.is_some();
    let Some(last) = region.clone().rev().find(visible) else { return region.start };
    let heads = window.lines()[last].facts.is_some_and(|f| f.hit.is_none()) && !is_listed(window.bytes(last));
    if !heads {
        return region.end;
    }
    match (region.start..last).rev().find(visible) {
        Some(before) if before > region.start => before + 1,
        _ => region.start,
    }
}

/// The lines that were joined to one, each with its line end; most often one.
fn physical_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// The line without `\n` or `\r\n`.
fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Do the spans leave nothing but blanks and list marks?
fn nothing_left(line: &[u8], matcher: &Matcher) -> bool {
    if matcher.spans.is_empty() {
        return false;
    }
    let mut rest = Vec::new();
    let mut from = 0;
    for span in &matcher.spans {
        rest.extend_from_slice(&line[from..span.start]);
        rest.push(b' ');
        from = span.end;
    }
    rest.extend_from_slice(without_end(&line[from..]));
    is_blank(&rest[marks_len(&rest)..])
}
