//! Runs the examples that rules carry: `+` must hit, `-` must not. A rule's examples are tried with
//! that rule alone in force, at the level `thorough` and with its own category switched on.

use std::collections::BTreeSet;
use std::io;

use crate::engine::{Decided, Declutter, Level, Selection, Sink, Verdict};
use crate::rules::ast::{Example, Pack, Rule, Set, Strength, set_names};
use crate::rules::{Rules, Source, load};

/// What came of running examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestReport {
    /// How many were run.
    pub examples: usize,
    /// One text for each that failed: `file:line: …`.
    pub failures: Vec<String>,
}

/// Runs every example in these rules files. Their patterns may name the sets of `known` packs.
///
/// # Errors
/// As [`load`]: the mistakes of each file that has some.
pub fn test_rules(sources: &[Source], known: &[Source]) -> Result<TestReport, Vec<String>> {
    let known: Vec<Set> = load(known, &[])?.into_iter().flat_map(|p| p.sets).collect();
    let packs = load(sources, &known)?;
    let sets: Vec<Set> = packs.iter().flat_map(|p| &p.sets).chain(&known).cloned().collect();
    let mut report = TestReport::default();
    for (pack, source) in packs.iter().zip(sources) {
        for rule in &pack.rules {
            if rule.examples.is_empty() {
                continue;
            }
            let rules = alone(rule, &needed(rule, &sets));
            for example in &rule.examples {
                report.examples += 1;
                if hits(&rules, rule, example) != example.hits {
                    report.failures.push(failure(source, rule, example));
                }
            }
        }
    }
    Ok(report)
}

/// The sets that the rule names, and those that they name: compiling all of them for each rule took
/// 28 seconds over the built-in packs.
fn needed(rule: &Rule, sets: &[Set]) -> Vec<Set> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut todo: Vec<&str> = rule.patterns().flat_map(|p| set_names(&p.pieces)).collect();
    while let Some(name) = todo.pop() {
        if names.insert(name) {
            let items = sets.iter().filter(|s| s.name == name).flat_map(|s| &s.items);
            todo.extend(items.flat_map(|i| set_names(&i.pieces)));
        }
    }
    sets.iter().filter(|s| names.contains(s.name.as_str())).cloned().collect()
}

/// The rule alone; a guard or a weak rule is made strong, so that its hits show.
fn alone(rule: &Rule, sets: &[Set]) -> Rules {
    let mut rule = rule.clone();
    rule.strength = Strength::Strong;
    if rule.category == crate::rules::ast::Category::Keep {
        rule.category = crate::rules::ast::Category::Nav;
    }
    let pack = Pack { file: String::new(), title: String::new(), sets: Vec::new(), rules: vec![rule] };
    let mut rules = Rules::none();
    rules.add(&[pack], sets);
    rules
}

fn hits(rules: &Rules, rule: &Rule, example: &Example) -> bool {
    let selection = Selection { level: Level::Thorough, also: vec![rule.category], ..Selection::default() };
    let example = example.lines.join("\n");
    // After prose, so that single words count; and alone, where a sentence needs no company.
    let after = format!(
        "The council met on Monday and agreed to repair the old bridge in the valley before winter comes again.\n\n{example}\n"
    );
    [after, format!("{example}\n")].iter().any(|text| {
        let mut declutter = Declutter::new(rules, &selection);
        let mut seen = Seen::default();
        let done = declutter.push(text.as_bytes(), &mut seen).and_then(|()| declutter.finish(&mut seen));
        done.is_ok() && seen.gone
    })
}

#[derive(Default)]
struct Seen {
    gone: bool,
}

impl Sink for Seen {
    fn pass(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        self.gone |= matches!(line.verdict, Verdict::Remove(_)) || !line.cuts.is_empty();
        Ok(())
    }
}

fn failure(source: &Source, rule: &Rule, example: &Example) -> String {
    let line = 1 + source.bytes.iter().take(example.place.start).filter(|&&b| b == b'\n').count();
    let (asked, got) = if example.hits { ("hit", "does not") } else { ("pass by", "hits") };
    format!("{}:{line}: {} should {asked} {:?}, but {got}", source.name, rule.id, example.lines.join(" | "))
}
