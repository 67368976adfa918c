//! The jobs: filtering, and the three about rules.

use std::path::PathBuf;

use declutter::{
    Anchor, Body, Category, Closer, Pack, Rule, Strength, builtin_packs, builtin_sets, sanitize, test_rules,
};

use super::filter::filter;
use super::flags::Flags;
use super::messages::{Outcome, Stop, tell_bare};
use super::rules::{known_sets, loaded, mistakes, packs, read_all, selection};
use super::target::Target;

/// Does what the flags ask.
pub fn run(flags: &Flags) -> Result<Outcome, Stop> {
    if flags.list_rules {
        list_rules(flags)
    } else if flags.check_rules {
        check_rules(flags)
    } else if flags.test_rules {
        run_examples(flags)
    } else {
        filter(flags)
    }
}

/// One rule a line, by id: id, strength, pattern.
fn list_rules(flags: &Flags) -> Result<Outcome, Stop> {
    if let Some(file) = flags.files.first() {
        let name = sanitize(file.as_encoded_bytes());
        return Err(Stop::Message(format!("--list-rules takes no FILE; write -R '{name}' to add its rules")));
    }
    let target = Target::open(flags.output.as_deref())?;
    let packs = packs(flags, &target)?;
    let mut lines: Vec<String> =
        packs.iter().flat_map(|pack| &pack.rules).filter(|rule| is_listed(rule, flags)).map(listed).collect();
    lines.sort();
    target.write_whole(&lines.concat())?;
    Ok(Outcome::Done)
}

/// Categories that are off by default are listed, unless others are asked for.
fn is_listed(rule: &Rule, flags: &Flags) -> bool {
    let mut selection = selection(flags);
    if selection.only.is_empty() {
        selection.also = Category::ALL.to_vec();
    }
    let spoken = rule.langs.is_empty()
        || flags.lang.is_empty()
        || rule.langs.iter().any(|lang| flags.lang.iter().any(|asked| covers(asked, lang) || covers(lang, asked)));
    let guards = rule.strength == Strength::Guard;
    (guards || selection.has(rule.category) && spoken) && !flags.disable.contains(&rule.id)
}

/// `pt` covers `pt` and `pt-BR`.
fn covers(short: &str, long: &str) -> bool {
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn listed(rule: &Rule) -> String {
    let strength = match rule.strength {
        Strength::Weak => "weak",
        Strength::Strong => "strong",
        Strength::Guard => "keep",
    };
    let level = if rule.thorough { "thorough/" } else { "" };
    format!("{}\t{level}{strength}\t{}\n", rule.id, sanitize(pattern(rule).as_bytes()))
}

/// A line's pattern with its sigil; a block on one line.
fn pattern(rule: &Rule) -> String {
    let line = |anchor: Anchor, source: &str| format!("{} {source}", sigil(anchor));
    match &rule.body {
        Body::Line(anchor, pattern) => line(*anchor, &pattern.source),
        Body::Block { from, to, max } => {
            let mut text = format!("block max={max}");
            for (anchor, pattern) in from {
                text += &format!(" from {}", line(*anchor, &pattern.source));
            }
            for closer in to {
                text += &match closer {
                    Closer::Line(anchor, pattern) => format!(" to {}", line(*anchor, &pattern.source)),
                    Closer::End => " to end".to_owned(),
                    Closer::Prose => " to prose".to_owned(),
                };
            }
            text
        }
    }
}

fn sigil(anchor: Anchor) -> char {
    match anchor {
        Anchor::Whole => '=',
        Anchor::Start => '^',
        Anchor::End => '$',
        Anchor::Within => '*',
        Anchor::Span => '~',
    }
}

/// Every mistake of every file, or how many rules have none.
fn check_rules(flags: &Flags) -> Result<Outcome, Stop> {
    let target = Target::open(flags.output.as_deref())?;
    let sources = read_all(&operands(flags), &target)?;
    let packs: Vec<Pack> = loaded(&sources, &known_sets()?)?;
    let rules: usize = packs.iter().map(|pack| pack.rules.len()).sum();
    target.write_whole(&format!("{}, {}, no mistakes\n", counted(packs.len(), "file"), counted(rules, "rule")))?;
    Ok(Outcome::Done)
}

/// Runs the examples of the operands, or of the built-in packs.
fn run_examples(flags: &Flags) -> Result<Outcome, Stop> {
    let target = Target::open(flags.output.as_deref())?;
    let report = if flags.files.is_empty() {
        test_rules(&builtin_packs(), &[])
    } else {
        test_rules(&read_all(&operands(flags), &target)?, &[builtin_sets()])
    };
    let report = report.map_err(mistakes)?;
    for failure in &report.failures {
        tell_bare(failure);
    }
    let summary = format!("{}, {} failed\n", counted(report.examples, "example"), report.failures.len());
    target.write_whole(&summary)?;
    Ok(if report.failures.is_empty() { Outcome::Done } else { Outcome::Failed })
}

fn operands(flags: &Flags) -> Vec<PathBuf> {
    flags.files.iter().map(PathBuf::from).collect()
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
