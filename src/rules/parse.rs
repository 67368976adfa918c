//! A rules file's text in, its pack and all its mistakes out.

use std::ops::Range;

use super::ast::{Anchor, Body, Category, Closer, Example, Pack, Pattern, Rule, Set, Strength};
use super::ids::{is_id, kind_name, make_id};
use super::pattern::{is_set_name, parse_pattern};
use super::report::Diagnostic;

/// Bytes of a rules file.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes of a pattern.
pub const PATTERN_BYTES_MAX: usize = 512;
/// Lines of a block.
pub const BLOCK_LINES_MAX: u16 = 200;

/// Parses bytes that should be a rules file.
#[must_use]
pub fn parse_bytes(file: &str, bytes: &[u8]) -> (Pack, Vec<Diagnostic>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(file, text),
        Err(error) => {
            // Places are those of the text as it is shown, with a mark for each bad byte.
            let at = error.valid_up_to();
            let help = "save the file as UTF-8".to_owned();
            let wrong = Diagnostic::new("E002", file, at..at + 1, "not UTF-8", help);
            (Pack { file: file.to_owned(), title: String::new(), sets: Vec::new(), rules: Vec::new() }, vec![wrong])
        }
    }
}

/// Parses a rules file. What could be read of it is in the pack, every mistake in the list.
#[must_use]
pub fn parse(file: &str, text: &str) -> (Pack, Vec<Diagnostic>) {
    let pack = Pack { file: file.to_owned(), title: String::new(), sets: Vec::new(), rules: Vec::new() };
    let mut parser =
        Parser { pack, wrong: Vec::new(), section: None, block: None, target: Target::None, header: false };
    if text.len() > FILE_BYTES_MAX {
        parser.error("E003", 0..0, "the file is larger than 16 MiB", "split it");
        return (parser.pack, parser.wrong);
    }
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.strip_suffix('\n').unwrap_or(raw);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let bom = if at == 0 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        parser.line(&line[bom..], at + bom);
        at += raw.len();
    }
    parser.end_block();
    if !parser.header && parser.wrong.is_empty() {
        parser.error(
            "E001",
            0..0,
            "the first line is not `declutter 1`",
            "a rules file begins with the line `declutter 1`",
        );
    }
    (parser.pack, parser.wrong)
}

struct Section {
    category: Category,
    langs: Vec<String>,
    strength: Strength,
    thorough: bool,
    id: Option<String>,
    used: bool,
}

struct Block {
    from: Vec<(Anchor, Pattern)>,
    to: Vec<Closer>,
    max: u16,
    id: Option<String>,
    examples: Vec<Example>,
    place: Range<usize>,
}

/// What an example line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    None,
    Rule,
    Block,
    /// The pattern had a mistake: its examples are passed over.
    Broken,
}

struct Parser {
    pack: Pack,
    wrong: Vec<Diagnostic>,
    section: Option<Section>,
    block: Option<Block>,
    target: Target,
    header: bool,
}

impl Parser {
    fn error(&mut self, code: &'static str, place: Range<usize>, message: &str, help: &str) {
        self.wrong.push(Diagnostic::new(code, &self.pack.file, place, message, help.to_owned()));
    }

    fn line(&mut self, line: &str, at: usize) {
        let trimmed = line.trim_start_matches([' ', '\t']);
        if trimmed.is_empty() && line.is_empty() || trimmed.starts_with('#') {
            return;
        }
        let end = line.trim_end_matches([' ', '\t']).len();
        if end < line.len() {
            self.error("E004", at + end..at + line.len(), "blanks at the end of the line", "delete them");
        }
        let line = &line[..end];
        if line.is_empty() {
            return;
        }
        if !self.header {
            self.header = true;
            if line != "declutter 1" {
                let help = "a rules file begins with the line `declutter 1`";
                self.error("E001", at..at + line.len(), "the first line is not `declutter 1`", help);
                if !line.starts_with("declutter") {
                    self.top(line, at);
                }
            }
            return;
        }
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if indent > 0 {
            self.indented(&line[indent..], at + indent);
        } else {
            self.top(line, at);
        }
    }

    fn top(&mut self, line: &str, at: usize) {
        let place = at..at + line.len();
        if line.starts_with('[') {
            self.end_block();
            return self.heading(line, at);
        }
        let word = line.split(' ').next().unwrap_or_default();
        match word {
            "title" => {
                self.pack.title = line[word.len()..].trim_start().to_owned();
                return;
            }
            "set" => {
                self.end_block();
                self.target = Target::None;
                return self.set(line, at);
            }
            "block" => {
                self.end_block();
                return self.begin_block(line, at);
            }
            _ => {}
        }
        match anchor_of(line) {
            Some(anchor) => {
                self.end_block();
                self.rule(anchor, line, at);
            }
            None if word == "declutter" => self.error("E001", place, "a second header", "delete it"),
            None => {
                let help = "a line begins with = ^ $ * ~ and a blank, or is `[section]`, `block`, `set`, `title` or `# comment`";
                self.error("E005", place, &format!("unknown word `{word}`"), help);
                self.target = Target::Broken;
            }
        }
    }

    fn heading(&mut self, line: &str, at: usize) {
        self.target = Target::None;
        let place = at..at + line.len();
        let Some(inner) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) else {
            return self.error("E006", place, "the section heading is not closed", "write `[category lang=xx weak]`");
        };
        let mut words = inner.split(' ').filter(|w| !w.is_empty());
        let name = words.next().unwrap_or_default();
        let category = Category::parse(name).unwrap_or_else(|| {
            let names: Vec<&str> = Category::ALL.into_iter().map(Category::name).collect();
            let help = format!("{}the categories are {}", did_you_mean(name, &names), names.join(" "));
            self.error("E007", at + 1..at + 1 + name.len(), &format!("unknown category `{name}`"), &help);
            Category::Nav
        });
        let strength = if category == Category::Keep { Strength::Guard } else { Strength::Strong };
        let mut section = Section { category, langs: Vec::new(), strength, thorough: false, id: None, used: false };
        for word in words {
            let from = at + (word.as_ptr() as usize - line.as_ptr() as usize);
            let place = from..from + word.len();
            match word.split_once('=') {
                None if word == "weak" && category != Category::Keep => section.strength = Strength::Weak,
                Some(("lang", langs)) if !langs.is_empty() => {
                    section.langs = langs.split(',').map(str::to_owned).collect();
                    if !section.langs.iter().all(|l| is_lang(l)) {
                        self.error(
                            "E009",
                            place,
                            "this is no list of language codes",
                            "write `lang=de` or `lang=de,pt-BR`",
                        );
                    }
                }
                Some(("level", "thorough")) if category != Category::Keep => section.thorough = true,
                Some(("id", id)) => {
                    if is_id(id) {
                        section.id = Some(id.to_owned());
                    } else {
                        self.error(
                            "E010",
                            place,
                            "this is no id",
                            "an id is of a-z 0-9 . _ - and has at most 64 of them",
                        );
                    }
                }
                _ => {
                    let help = format!(
                        "{}a section has `lang=`, `weak`, `level=thorough` and `id=`; a guard only `lang=` and `id=`",
                        did_you_mean(word, &["weak", "lang", "level", "id"])
                    );
                    self.error("E008", place, &format!("unknown word `{word}`"), &help);
                }
            }
        }
        self.section = Some(section);
    }

    fn set(&mut self, line: &str, at: usize) {
        let place = at..at + line.len();
        let Some((name, items)) = line[3..].split_once('=').map(|(n, i)| (n.trim(), i)) else {
            return self.error("E011", place, "a set without `=`", "write `set name = one | two`");
        };
        if !is_set_name(name) || ["n", "name", "any", "rest", "url", "email", "handle"].contains(&name) {
            let help = "a name is of a-z, 0-9 and _ and is none of the built-in placeholders";
            return self.error("E011", place, "this is no name for a set", help);
        }
        let mut patterns = Vec::new();
        let mut offset = at + (items.as_ptr() as usize - line.as_ptr() as usize);
        for item in split_items(items) {
            let text = item.trim();
            let from = offset + (item.len() - item.trim_start().len());
            offset += item.len() + 1;
            if text.is_empty() {
                self.error("E012", place.clone(), "an empty item in a set", "write `set name = one | two`");
            } else if let Some(pattern) = self.pattern(text, from) {
                patterns.push(pattern);
            }
        }
        self.pack.sets.push(Set { name: name.to_owned(), items: patterns, place });
    }

    fn pattern(&mut self, text: &str, at: usize) -> Option<Pattern> {
        if text.len() > PATTERN_BYTES_MAX {
            self.error(
                "E013",
                at..at + text.len(),
                "the pattern is longer than 512 bytes",
                "a prefix with `{rest}` does",
            );
            return None;
        }
        match parse_pattern(text, at) {
            Ok(pattern) => Some(pattern),
            Err(m) => {
                self.error(m.code, at + m.place.start..at + m.place.end, &m.message, &m.help);
                None
            }
        }
    }

    fn rule(&mut self, anchor: Anchor, line: &str, at: usize) {
        self.target = Target::Broken;
        let Some((text, from)) = self.after_sigil(line, at) else { return };
        let Some(pattern) = self.pattern(text, from) else { return };
        let Some(section) = self.section.as_mut() else {
            return self.error(
                "E014",
                at..at + line.len(),
                "a pattern before any section",
                "write a heading first: `[share lang=en]`",
            );
        };
        let id = match &section.id {
            Some(id) if !section.used => id.clone(),
            Some(_) => {
                let help = "a section with `id=` holds one rule: begin another section";
                return self.error("E010", at..at + line.len(), "a second rule for one id", help);
            }
            None => make_id(section.category, &section.langs, kind_name(anchor), text),
        };
        section.used = true;
        self.pack.rules.push(Rule {
            id,
            category: section.category,
            langs: section.langs.clone(),
            strength: section.strength,
            thorough: section.thorough,
            body: Body::Line(anchor, pattern),
            examples: Vec::new(),
            place: at..at + line.len(),
        });
        self.target = Target::Rule;
    }

    fn after_sigil<'a>(&mut self, line: &'a str, at: usize) -> Option<(&'a str, usize)> {
        match line[1..].strip_prefix(' ') {
            Some(text) if !text.is_empty() && !text.starts_with([' ', '\t']) => Some((text, at + 2)),
            _ => {
                self.error("E015", at..at + line.len(), "not exactly one blank after the sigil", "write `= pattern`");
                None
            }
        }
    }

    fn begin_block(&mut self, line: &str, at: usize) {
        let mut block = Block {
            from: Vec::new(),
            to: Vec::new(),
            max: 0,
            id: None,
            examples: Vec::new(),
            place: at..at + line.len(),
        };
        for word in line.split(' ').skip(1).filter(|w| !w.is_empty()) {
            let from = at + (word.as_ptr() as usize - line.as_ptr() as usize);
            let place = from..from + word.len();
            match word.split_once('=') {
                Some(("max", max)) => match max.parse::<u16>() {
                    Ok(max) if (2..=BLOCK_LINES_MAX).contains(&max) => block.max = max,
                    _ => self.error("E016", place, "this is no bound", "`max` is a number of lines from 2 to 200"),
                },
                Some(("id", id)) if is_id(id) => block.id = Some(id.to_owned()),
                _ => self.error("E008", place, &format!("unknown word `{word}`"), "a block has `max=` and `id=`"),
            }
        }
        if !line.contains("max=") {
            self.error("E016", at..at + line.len(), "a block without a bound", "write `block max=14`");
        }
        if self.section.as_ref().is_none_or(|s| s.strength != Strength::Strong) {
            let help = "a block stands in a section that is neither weak nor `[keep]`";
            self.error("E014", at..at + line.len(), "a block outside a strong section", help);
        }
        self.block = Some(block);
        self.target = Target::Block;
    }

    fn end_block(&mut self) {
        let Some(block) = self.block.take() else { return };
        let Some(section) = &self.section else { return };
        if block.from.is_empty() || block.to.is_empty() {
            let help = "a block has at least one `from = …` and one `to = …`, `to end` or `to prose`, each indented";
            return self.error("E017", block.place, "a block without both its ends", help);
        }
        let source = block.from[0].1.source.clone();
        let id = block.id.unwrap_or_else(|| make_id(section.category, &section.langs, "block", &source));
        self.pack.rules.push(Rule {
            id,
            category: section.category,
            langs: section.langs.clone(),
            strength: section.strength,
            thorough: section.thorough,
            body: Body::Block { from: block.from, to: block.to, max: block.max },
            examples: block.examples,
            place: block.place,
        });
    }

    fn indented(&mut self, line: &str, at: usize) {
        let place = at..at + line.len();
        match (line.as_bytes()[0], self.target) {
            (_, Target::Broken) => {}
            (b'+' | b'-', Target::Rule) => match line[1..].strip_prefix(' ') {
                Some(text) => {
                    let example = Example { lines: vec![text.to_owned()], hits: line.starts_with('+'), place };
                    if let Some(rule) = self.pack.rules.last_mut() {
                        rule.examples.push(example);
                    }
                }
                None => {
                    self.error("E018", place, "an example without a blank after its sign", "write `+ text` or `- text`")
                }
            },
            (b'+' | b'-', Target::Block) => match line[1..].strip_prefix(" | ") {
                Some(text) => {
                    let example = Example { lines: vec![text.to_owned()], hits: line.starts_with('+'), place };
                    if let Some(block) = &mut self.block {
                        block.examples.push(example);
                    }
                }
                None => self.error(
                    "E018",
                    place,
                    "a block's example is of lines",
                    "write `+ | first line` and `  | next line` below it",
                ),
            },
            (b'|', Target::Block) => {
                let text = line[1..].strip_prefix(' ').unwrap_or(&line[1..]).to_owned();
                match self.block.as_mut().and_then(|b| b.examples.last_mut()) {
                    Some(example) => {
                        example.lines.push(text);
                        example.place.end = place.end;
                    }
                    None => {
                        self.error("E018", place, "a line of an example that has not begun", "write `+ | first line`")
                    }
                }
            }
            (_, Target::Block) => self.block_line(line, at),
            (_, Target::Rule | Target::None) => {
                let help = "indented are examples, below their pattern: `+ text` or `- text`";
                self.error("E018", place, "this belongs to no pattern", help);
            }
        }
    }

    fn block_line(&mut self, line: &str, at: usize) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let text = rest.trim_start();
        let from = at + line.len() - text.len();
        let closer = match (word, text) {
            ("to", "end") => Some(Closer::End),
            ("to", "prose") => Some(Closer::Prose),
            _ => None,
        };
        if let (Some(closer), Some(block)) = (closer, &mut self.block) {
            block.to.push(closer);
            return;
        }
        let anchor = match anchor_of(text) {
            Some(anchor @ (Anchor::Whole | Anchor::Start)) if word == "from" || word == "to" => anchor,
            _ => {
                let help = "a block's lines are `from = …`, `from ^ …`, `to = …`, `to ^ …`, `to end`, `to prose`, and examples";
                return self.error("E019", at..at + line.len(), "this is no line of a block", help);
            }
        };
        let Some((pattern, from)) = self.after_sigil(text, from) else { return };
        let Some(pattern) = self.pattern(pattern, from) else { return };
        if let Some(block) = &mut self.block {
            if word == "from" {
                block.from.push((anchor, pattern));
            } else {
                block.to.push(Closer::Line(anchor, pattern));
            }
        }
    }
}

fn anchor_of(line: &str) -> Option<Anchor> {
    match line.as_bytes().first()? {
        b'=' => Some(Anchor::Whole),
        b'^' => Some(Anchor::Start),
        b'$' => Some(Anchor::End),
        b'*' => Some(Anchor::Within),
        b'~' => Some(Anchor::Span),
        _ => None,
    }
}

/// Splits at `|` outside groups, minding escapes.
fn split_items(items: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut from, mut depth, mut escaped) = (0, 0_i32, false);
    for (at, b) in items.bytes().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b'|' if depth == 0 => {
                out.push(&items[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(&items[from..]);
    out
}

fn is_lang(lang: &str) -> bool {
    let mut parts = lang.split('-');
    parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()))
        && parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A hint if one of the words is near: same beginning, or one letter off.
fn did_you_mean(word: &str, words: &[&str]) -> String {
    let near = |w: &&&str| {
        let common = w.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        common >= 3 || (common > 0 && common + 1 >= w.len().max(word.len()))
    };
    words.iter().find(near).map(|w| format!("did you mean `{w}`? ")).unwrap_or_default()
}
