//! One line in, its facts out: its shape, and the evidence that the rules give. Each line is judged
//! alone, in one pass, whatever stands around it.

use super::gate;
use super::pattern::{Match, Subject, could_continue, match_at};
use super::selection::Selected;
use crate::rules::ast::{Category, Strength};
use crate::rules::keys::{GRAM, GRAM_STRIDE, Pairs, gram_hash, soften8};
use crate::rules::tables::{
    HEAD_LENGTHS, HEAD_SEED, Index, Margin, NO_OFFSET, Role, Shape as PatternShape, Tables, head_hash, head_key,
};
use crate::text::{FOLDED_CHARS_MAX, Fold, Shape, is_cjk_char, marks_len, next_char, shape};

/// Candidate matches on one line. With more it stays, unjudged.
pub const CANDIDATES_MAX: usize = 64;
/// `*` rules hit lines of at most so many folded characters.
pub const WITHIN_CHARS_MAX: usize = 160;
/// A line of more bytes cannot have `FOLDED_CHARS_MAX` folded characters or fewer in any likely
/// text: it is scanned for spans only.
pub const FOLD_BYTES_MAX: usize = 4 * FOLDED_CHARS_MAX;

/// A rule of one of the tables in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RuleRef {
    /// Which table.
    pub table: u16,
    /// Which rule in it.
    pub rule: u32,
}

/// What is known about one logical line when it is judged alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its looks.
    pub shape: Shape,
    /// The strongest rule that hits it, and how strong that is.
    pub hit: Option<(Strength, RuleRef)>,
    /// Its words are one word.
    pub single: bool,
    /// Too many candidates: it stays.
    pub unjudged: bool,
    /// A hash of its folded words, for repeated headlines.
    pub words_hash: u32,
}

impl Facts {
    /// Nothing speaks against it and it is long enough to be body text.
    #[must_use]
    pub fn is_prose(&self) -> bool {
        self.unjudged || (self.hit.is_none() && self.shape.prose)
    }
}

/// Words to be cut out of a line, as byte offsets into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanHit {
    /// First byte.
    pub start: usize,
    /// Past the last byte.
    pub end: usize,
    /// Why.
    pub rule: RuleRef,
}

/// Judges lines. Holds only buffers that are reused.
#[derive(Debug, Default)]
pub struct Matcher {
    fold: Fold,
    /// Of the line judged last: blocks it opens.
    pub openers: Vec<RuleRef>,
    /// Blocks it closes.
    pub closers: Vec<RuleRef>,
    /// Words to cut, sorted and disjoint, empty for guarded and unjudged lines.
    pub spans: Vec<SpanHit>,
    candidates: usize,
    /// Patterns, with their tables, of which the line has the head and that go on after it.
    begun: Vec<(usize, u32)>,
    /// A hash of the fold.
    words_hash: u32,
    /// Where the first of joined lines ends in the fold; hits must reach beyond it.
    beyond: usize,
    /// The next line to be judged has been found by `may_hit`.
    pub found: bool,
}

impl Matcher {
    /// Judges a line given without its line end.
    pub fn judge(&mut self, selected: &Selected<'_>, line: &[u8]) -> Facts {
        self.beyond = 0;
        let found = std::mem::take(&mut self.found);
        if !found && !selected.has(Category::Headline) && !self.may_hit(selected, line) {
            self.openers.clear();
            self.closers.clear();
            self.spans.clear();
            self.fold.fold(b"");
            return Facts { shape: shape(&line[marks_len(line)..]), ..Facts::default() };
        }
        self.scan(selected, line)
    }

    /// False if `judge` would find nothing in the line and no line after it could complete it.
    pub fn may_hit(&mut self, selected: &Selected<'_>, line: &[u8]) -> bool {
        gate::may_hit(selected, line, &mut self.fold)
    }

    /// Judges two lines as one: only hits that need words of the second count, and of those only
    /// such as begin the line. `None` if there is none.
    pub fn judge_joined(&mut self, selected: &Selected<'_>, first: &[u8], both: &[u8]) -> Option<Facts> {
        self.fold.fold(&first[marks_len(first)..]);
        self.beyond = self.fold.bytes.len();
        let facts = self.scan(selected, both);
        (facts.hit.is_some() || !self.openers.is_empty() || !self.closers.is_empty()).then_some(facts)
    }

    /// Could more words after this line make it match? Asked right after `judge` of the same line.
    #[must_use]
    pub fn awaits_more(&self, selected: &Selected<'_>) -> bool {
        let bytes = &self.fold.bytes[..];
        if bytes.is_empty() || self.fold.chars > FOLDED_CHARS_MAX {
            return false;
        }
        let hash = self.words_hash;
        selected.tables().iter().enumerate().any(|(table, tables)| {
            let active = |pattern: u32| selected.is_active(table, tables, pattern as usize);
            let mut found = false;
            if tables.unfinished_filter.has(hash) {
                found = longer_heads(tables, bytes).any(|p| !tables.pattern(p as usize).1.unawaited && active(p));
                tables.unfinished.each(hash, |p| {
                    found = found || (active(p) && could_continue(tables, p as usize, bytes));
                });
            }
            found = found
                || self
                    .begun
                    .iter()
                    .filter(|(t, _)| *t == table)
                    .any(|&(_, p)| active(p) && could_continue(tables, p as usize, bytes));
            found
        })
    }

    fn scan(&mut self, selected: &Selected<'_>, line: &[u8]) -> Facts {
        self.openers.clear();
        self.closers.clear();
        self.spans.clear();
        self.candidates = 0;
        self.begun.clear();
        let marks = marks_len(line);
        let words = &line[marks..];
        let mut facts = Facts { shape: shape(words), ..Facts::default() };
        if selected.tables().is_empty() {
            return facts;
        }
        self.fold.fold(words);
        let fold = std::mem::take(&mut self.fold);
        facts.single = is_single(&fold.bytes[..fold.trimmed]);
        self.words_hash = fold.bytes.iter().fold(HEAD_SEED, |h, &b| head_hash(h, b));
        facts.words_hash = self.words_hash;
        for (number, tables) in selected.tables().iter().enumerate() {
            let mut hits =
                Hits { selected, number, tables, fold: &fold, words, marks, matcher: self, facts: &mut facts };
            hits.scan();
        }
        self.fold = fold;
        if self.candidates > CANDIDATES_MAX {
            facts = Facts { shape: facts.shape, unjudged: true, ..Facts::default() };
        }
        if facts.unjudged || matches!(facts.hit, Some((Strength::Guard, _))) {
            self.openers.clear();
            self.closers.clear();
            self.spans.clear();
        }
        self.merge_spans(line);
        facts
    }

    /// Sorts, takes the white space before each, unites what overlaps.
    fn merge_spans(&mut self, line: &[u8]) {
        if self.spans.is_empty() {
            return;
        }
        for span in &mut self.spans {
            while span.start > 0 && matches!(line[span.start - 1], b' ' | b'\t') {
                span.start -= 1;
            }
        }
        self.spans.sort_by_key(|s| (s.start, s.end, s.rule.table, s.rule.rule));
        self.spans.dedup_by(|next, kept| {
            let overlap = next.start <= kept.end;
            if overlap {
                kept.end = kept.end.max(next.end);
            }
            overlap
        });
    }
}

/// One word, or a few characters of a script without spaces.
fn is_single(folded: &[u8]) -> bool {
    if memchr::memchr(b' ', folded).is_some() {
        return false;
    }
    next_char(folded, 0).is_none_or(|c| !is_cjk_char(c)) || folded.len() <= 12
}

/// The patterns whose head goes on with a blank where `bytes` end.
fn longer_heads<'t>(tables: &'t Tables, bytes: &'t [u8]) -> impl Iterator<Item = u32> + 't {
    let (mut first, mut end) = (0, tables.headed as usize);
    while first < end {
        let middle = first.midpoint(end);
        if tables.head(middle) < bytes {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    (first..tables.headed as usize)
        .take_while(|&p| tables.head(p).starts_with(bytes))
        .filter(|&p| tables.head(p).get(bytes.len()) == Some(&b' '))
        .map(|p| p as u32)
}

/// Calls `found` with every value of `index` that is filed under a beginning of `bytes`.
pub fn for_each_head(index: &Index, bytes: &[u8], mut found: impl FnMut(u32)) {
    let mut hash = HEAD_SEED;
    let mut at = 0;
    for length in HEAD_LENGTHS {
        if length > bytes.len() {
            break;
        }
        while at < length {
            hash = head_hash(hash, bytes[at]);
            at += 1;
        }
        index.each(head_key(hash, length), &mut found);
    }
}

/// Where a number at the beginning of `bytes` may end, each once.
pub fn number_ends(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(c) =
            next_char(bytes, at).filter(|&c| at < 40 && (c.is_numeric() || matches!(c, '.' | ',' | '\'' | ' ')))
        {
            at += c.len_utf8();
            if c.is_numeric() && !next_char(bytes, at).is_some_and(char::is_numeric) {
                return Some(at);
            }
        }
        None
    })
}

/// The scan of one line with one table.
struct Hits<'a, 'r> {
    selected: &'a Selected<'r>,
    number: usize,
    tables: &'a Tables,
    fold: &'a Fold,
    words: &'a [u8],
    marks: usize,
    matcher: &'a mut Matcher,
    facts: &'a mut Facts,
}

impl Hits<'_, '_> {
    fn scan(&mut self) {
        let bytes = &self.fold.bytes[..];
        let short = self.fold.chars <= FOLDED_CHARS_MAX && self.words.len() <= FOLD_BYTES_MAX;
        if short {
            let tables = self.tables;
            // Many patterns share their first words: one pair of bytes tells most of them apart.
            let pairs = Pairs::of(bytes.iter().copied());
            let has_need = |pattern: u32| pairs.has(tables.needs[pattern as usize]);
            for_each_head(&tables.heads, bytes, |pattern| {
                if bytes.starts_with(tables.head(pattern as usize)) {
                    let head_only = || tables.pattern_tokens(pattern as usize).nth(1).is_none();
                    if !tables.pattern(pattern as usize).1.unawaited
                        && (tables.head(pattern as usize).is_empty() || !head_only())
                    {
                        self.matcher.begun.push((self.number, pattern));
                    }
                    if has_need(pattern) {
                        self.candidate(pattern, 0);
                    }
                }
            });
            if !tables.numbers.values.is_empty() {
                for end in number_ends(bytes) {
                    let unit = matches!(bytes.get(end), Some(b'k' | b'm'));
                    for end in end..=end + usize::from(unit) {
                        for_each_head(&tables.numbers, &bytes[end..], |pattern| {
                            if has_need(pattern) {
                                self.candidate(pattern, 0);
                            }
                        });
                    }
                }
            }
        }
        if !self.tables.gram_filter.0.is_empty() {
            self.scan_grams(bytes);
        }
    }

    fn scan_grams(&mut self, bytes: &[u8]) {
        for (at, gram) in bytes.windows(GRAM).enumerate().step_by(GRAM_STRIDE) {
            let mut word = [0; 8];
            word[..GRAM].copy_from_slice(gram);
            let hash = gram_hash(soften8(u64::from_le_bytes(word)));
            if self.tables.gram_filter.has(hash) {
                let tables = self.tables;
                let mut pattern = None;
                tables.grams.each(hash, |value| match pattern.take() {
                    None => pattern = Some(value),
                    Some(pattern) => self.gram_hit(pattern, value, at, bytes),
                });
            }
        }
    }

    fn gram_hit(&mut self, pattern: u32, offset: u32, at: usize, bytes: &[u8]) {
        let (_, shape) = self.tables.pattern(pattern as usize);
        if !shape.span && !self.fits(shape) {
            return;
        }
        if shape.before == Margin::None {
            self.candidate(pattern, 0);
        } else if offset != NO_OFFSET {
            if let Some(start) = at.checked_sub(offset as usize)
                && bytes[start..].starts_with(self.tables.head(pattern as usize))
            {
                self.candidate(pattern, start);
            }
        } else {
            self.candidate_before(pattern, at, bytes);
        }
    }

    /// A pattern that begins with a hole: its first words stand somewhere before the gram.
    fn candidate_before(&mut self, pattern: u32, at: usize, bytes: &[u8]) {
        const BACK_MAX: usize = 120;
        let mut start = at;
        let mut tries = 0;
        loop {
            let begins = start == 0 || bytes[start - 1] == b' ';
            if begins && self.candidate(pattern, start) {
                return;
            }
            tries += 1;
            if start == 0 || tries > BACK_MAX {
                return;
            }
            start -= 1;
        }
    }

    /// Lines that are too long for their kind of pattern are not hit.
    fn fits(&self, shape: PatternShape) -> bool {
        let within = shape.before == Margin::Any && !shape.span;
        self.words.len() <= FOLD_BYTES_MAX
            && self.fold.chars <= if within { WITHIN_CHARS_MAX } else { FOLDED_CHARS_MAX }
    }

    /// Tries one pattern at one start; true if it hit.
    fn candidate(&mut self, pattern: u32, start: usize) -> bool {
        let tables = self.tables;
        let pattern = pattern as usize;
        if !self.selected.is_active(self.number, tables, pattern) {
            return false;
        }
        let subject = Subject { bytes: &self.fold.bytes, trimmed: self.fold.trimmed };
        let end = match match_at(tables, pattern, subject, start) {
            Match::No => return false,
            Match::Overflow => {
                self.facts.unjudged = true;
                return false;
            }
            Match::To(end) => end,
        };
        self.matcher.candidates += 1;
        if end <= self.matcher.beyond {
            return false;
        }
        let (rule, shape) = tables.pattern(pattern);
        let rule = RuleRef { table: self.number as u16, rule };
        match shape.role {
            Role::From => push_new(&mut self.matcher.openers, rule),
            Role::To => push_new(&mut self.matcher.closers, rule),
            Role::Line if shape.span => {
                if self.matcher.beyond == 0 {
                    let start = self.marks + Fold::raw_offset(self.words, start);
                    let end =
                        self.marks + Fold::raw_offset(self.words, end.saturating_sub(1)).max(end_of(self.words, end));
                    self.matcher.spans.push(SpanHit { start, end, rule });
                }
            }
            Role::Line => self.hit(rule),
        }
        true
    }

    /// Keeps the strongest, of those one that is not open, and then the least id.
    fn hit(&mut self, rule: RuleRef) {
        let (_, strength, _) = self.tables.rule_kind(rule.rule as usize);
        let better = self.facts.hit.is_none_or(|(known, other)| {
            // One that knows the whole line tells more than one that leaves its end open.
            let open = |rule: RuleRef| self.selected.rule(rule).open;
            // Within one table, rules are sorted by id.
            let least = || match other.table == rule.table {
                true => rule.rule < other.rule,
                false => *self.selected.id(rule) < *self.selected.id(other),
            };
            let known = (known, !open(other));
            let this = (strength, !open(rule));
            known < this || (known == this && rule != other && least())
        });
        if better {
            self.facts.hit = Some((strength, rule));
        }
    }
}

/// The raw offset past the character that made the last folded byte before `folded`.
fn end_of(words: &[u8], folded: usize) -> usize {
    let last = Fold::raw_offset(words, folded.saturating_sub(1));
    last + bstr::decode_utf8(&words[last..]).1
}

fn push_new(list: &mut Vec<RuleRef>, rule: RuleRef) {
    if !list.contains(&rule) {
        list.push(rule);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Selection;
    use crate::rules::{Rules, Source, load};

    /// The examples of all packs in several spellings, alone and with words around them: what is found
    /// without the gate must be found with it.
    #[test]
    fn the_gate_never_hides_a_hit() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let sources: Vec<Source> = files
            .filter(|path| path.extension().is_some_and(|e| e == "rules"))
            .map(|path| Source { name: path.display().to_string(), bytes: std::fs::read(path).unwrap() })
            .collect();
        let packs = load(&sources, &[]).unwrap();
        let mut rules = Rules::none();
        rules.add(&packs, &[]);
        let selected = Selected::new(rules.tables(), Selection::default());
        let (mut gated, mut open) = (Matcher::default(), Matcher::default());
        let (mut lines, mut hits) = (0, 0);
        let examples = packs.iter().flat_map(|p| &p.rules).flat_map(|r| &r.examples).flat_map(|e| &e.lines);
        for line in examples {
            for spelling in [
                line.clone(),
                line.to_uppercase(),
                format!("  * {line}:"),
                line.replace(' ', "\u{a0}"),
                line.replace(' ', "  "),
                format!("“{line}”"),
                format!("{line} and so on, until the river reaches the mill and turns to the south"),
                format!("the river reaches the mill and turns to the south, {line}"),
            ] {
                let bytes = spelling.as_bytes();
                let found = open.scan(&selected, bytes);
                let with_gate = gated.judge(&selected, bytes);
                assert_eq!(with_gate.hit, found.hit, "{spelling:?}");
                assert_eq!(
                    (&gated.openers, &gated.closers, &gated.spans),
                    (&open.openers, &open.closers, &open.spans),
                    "{spelling:?}"
                );
                lines += 1;
                hits += usize::from(found.hit.is_some());
            }
        }
        assert!(lines > 20_000 && hits > 2_000, "{lines} lines, {hits} hits");
    }
}
