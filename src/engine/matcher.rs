//! One line in, its facts out: its shape, and the evidence that the rules give. Each line is judged
//! alone, in one pass, whatever stands around it.

use super::gate;
use super::pattern::{Match, Subject, match_at};
use super::selection::Selected;
use super::walk::{Finder, hits_at, occurring, walk};
use crate::rules::ast::{Category, Strength};
use crate::rules::keys::{GRAM, GRAM_STRIDE, gram_hash, soften8};
use crate::rules::tables::{Margin, NO_OFFSET, Role, Shape as PatternShape, Tables, of_record};
use crate::rules::trie::Node;
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
    /// That rule's pattern leaves open what the line says beyond its own words.
    pub open: bool,
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
    /// Nodes of the tries, with the number of their table, before or in which the line breaks off.
    breaks: Vec<(usize, u32)>,
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
        self.breaks.iter().any(|&(number, place)| is_awaited(selected, number, place))
    }

    fn scan(&mut self, selected: &Selected<'_>, line: &[u8]) -> Facts {
        self.openers.clear();
        self.closers.clear();
        self.spans.clear();
        self.candidates = 0;
        self.breaks.clear();
        let marks = marks_len(line);
        let words = &line[marks..];
        let mut facts = Facts { shape: shape(words), ..Facts::default() };
        if selected.tables().is_empty() {
            return facts;
        }
        self.fold.fold(words);
        let fold = std::mem::take(&mut self.fold);
        facts.single = is_single(&fold.bytes[..fold.trimmed]);
        if selected.has(Category::Headline) {
            facts.words_hash = hash_of(&fold.bytes);
        }
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

/// A hash of folded words (FNV-1a).
fn hash_of(folded: &[u8]) -> u32 {
    folded.iter().fold(0x811c_9dc5, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Is a line held for a pattern in force that goes through this node?
pub fn is_awaited(selected: &Selected<'_>, number: usize, place: u32) -> bool {
    let tables = selected.tables()[number];
    tables.trie.is_awaited(place, !selected.has_metadata(), &mut |record| selected.is_active(number, tables, record))
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
            walk(&self.tables.trie, bytes, self);
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
        let record = tables.patterns[pattern][1];
        if !self.selected.is_active(self.number, tables, record) {
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
        self.found(record, start, end)
    }

    /// A pattern matches; true if it hits.
    fn found(&mut self, record: u32, start: usize, end: usize) -> bool {
        self.matcher.candidates += 1;
        if end <= self.matcher.beyond {
            return false;
        }
        let (rule, shape) = of_record(record);
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
            Role::Line => self.hit(rule, shape.open),
        }
        true
    }

    /// Keeps the strongest, of those one that is not open, and then the least id.
    fn hit(&mut self, rule: RuleRef, open: bool) {
        let (_, strength, _) = self.tables.rule_kind(rule.rule as usize);
        let better = self.facts.hit.is_none_or(|(known, other)| {
            // Within one table, rules are sorted by id.
            let least = || match other.table == rule.table {
                true => rule.rule < other.rule,
                false => *self.selected.id(rule) < *self.selected.id(other),
            };
            // One that knows the whole line tells more than one that leaves its end open.
            let known = (known, !self.facts.open);
            let this = (strength, !open);
            known < this || (known == this && rule != other && least())
        });
        if better {
            self.facts.hit = Some((strength, rule));
            self.facts.open = open;
        }
    }
}

impl Finder for Hits<'_, '_> {
    fn ends(&mut self, node: Node<'_>, ways: &[u16]) {
        let subject = Subject { bytes: &self.fold.bytes, trimmed: self.fold.trimmed };
        for (record, end) in hits_at(node, ways, subject) {
            if self.selected.is_active(self.number, self.tables, record) {
                self.found(record, 0, end);
            }
        }
    }

    fn too_many(&mut self, place: u32) {
        let mut unjudged = false;
        occurring(&self.tables.trie, place, &self.fold.bytes, &mut |record| {
            unjudged |= self.selected.is_active(self.number, self.tables, record);
        });
        self.facts.unjudged |= unjudged;
    }

    fn breaks_off(&mut self, place: u32) {
        self.matcher.breaks.push((self.number, place));
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

    /// What a line's facts are by these rules of one's own: is it hit, and by a pattern that leaves open how it ends?
    fn facts_by(rules: &str, line: &str) -> (bool, bool) {
        let bytes = format!("declutter 1\ntitle Of a test\n\n{rules}\n").into_bytes();
        let packs = load(&[Source { name: "test".to_owned(), bytes }], &[]).unwrap();
        let mut rules = Rules::none();
        rules.add(&packs, &[]);
        let selected = Selected::new(rules.tables(), Selection::default());
        let facts = Matcher::default().judge(&selected, line.as_bytes());
        (facts.hit.is_some(), facts.open)
    }

    #[test]
    fn a_short_line_in_disguise_passes_the_gate() {
        for line in
            ["Log in", "Log    in................", "“Log on................", "Ｌｏｇ in................", "log in »"]
        {
            assert_eq!(facts_by("[share]\n= Log in\n= \"Log on", line), (true, false), "{line}");
        }
        let ends = "[share]\n$ {rest} continue reading here:";
        assert_eq!(facts_by(ends, "Please continue reading here:"), (true, true));
    }

    #[test]
    fn items_with_names_end_at_word_boundaries() {
        assert!(!facts_by("set q = [foo] | bar\n\n[share]\n= mo{q}zd", "mozd").0);
        assert!(!facts_by("set q = [the] | our\n\n[share]\n= {q}se", "Ourse").0);
        assert!(facts_by("set q = [the] | our\n\n[share]\n= {q} house", "Our house").0);
    }

    #[test]
    fn few_letters_before_any_words_leave_the_end_open() {
        let open = |rules: &str, line: &str| {
            let (hit, open) = facts_by(&format!("[share]\n{rules}"), line);
            assert!(hit, "{rules}");
            open
        };
        assert!(open("= Mail {any}", "Mail because he did so."));
        assert!(open("= Mail {any}[ now][!]", "Mail because he did so."));
        assert!(open("^ Mail {any} links[{rest}]", "Mail your old links."));
        assert!(open("^ Mail us[{rest}]", "Mail us because he did so."));
        assert!(!open("^ Mail us[{rest}]", "Mail us."));
        assert!(!open("= Mail us[ {any}]", "Mail us."));
        assert!(open("= Mail us[ {any}]", "Mail us because he did so."));
        assert!(!open("= Subscribe to our newsletter {any}", "Subscribe to our newsletter because he did so."));
    }

    /// Were every item of every item gone through, this would not end.
    #[test]
    fn sets_within_sets_are_looked_into_once() {
        let mut rules: String = (0..8)
            .map(|set| {
                let items: Vec<String> = (0..30).map(|item| format!("{{s{}}} w{item}", set + 1)).collect();
                format!("set s{set} = {}\n", items.join(" | "))
            })
            .collect();
        rules += "set s8 = a | b\n\n[share]\n= Hello {s0}\n= Hello {s0} {any}";
        assert!(facts_by(&rules, "Hello a w1 w2 w3 w4 w5 w6 w7 w8").0);
    }
}
