//! The built-in packs: canonical in form, their examples true, no category forgotten. `SNAPSHOTS=overwrite cargo test
//! --test packs` brings them into form, and `cargo test` then compiles them in.

use std::fs;
use std::path::{Path, PathBuf};

use declutter::{Anchor, Body, Category, Pack, Rule, Selection, Source, load, test_rules};

/// How many there are at least, so that none gets lost unseen.
const PACKS_MIN: usize = 41;
const PATTERNS_MIN: usize = 20_000;
const EXAMPLES_MIN: usize = 6_500;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let entries =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be listed").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "rules")).collect();
    files.sort();
    assert!(files.len() >= PACKS_MIN, "only {} packs", files.len());
    files
}

fn sources() -> Vec<Source> {
    let source = |file: &PathBuf| Source {
        name: file.file_name().expect("it has a name").to_string_lossy().into_owned(),
        bytes: fs::read(file).expect("it can be read"),
    };
    files().iter().map(source).collect()
}

fn packs() -> Vec<Pack> {
    load(&sources(), &[]).unwrap_or_else(|mistakes| panic!("{}", mistakes.join("\n")))
}

/// The pack as it should be written: LF, no blanks at a line's end, one blank line before a section and never two, and
/// patterns that follow each other in the order of their text, whatever their letters' case. A blank line, a comment
/// or a block ends such a run; examples go with their pattern.
fn canonical(pack: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in pack.lines().map(str::trim_end) {
        let last = lines.last().copied();
        let after_comment = last.is_some_and(|last| last.starts_with('#'));
        if line.starts_with('[') && last != Some("") && !after_comment {
            lines.push("");
        }
        if !line.is_empty() || last.is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    while lines.last() == Some(&"") {
        lines.pop();
    }
    let mut text = String::new();
    let mut rest = &lines[..];
    while let [line, ..] = rest {
        let mut run: Vec<&[&str]> = Vec::new();
        while let Some(len) = pattern_len(rest) {
            run.push(&rest[..len]);
            rest = &rest[len..];
        }
        if run.is_empty() {
            text.extend([*line, "\n"]);
            rest = &rest[1..];
        }
        run.sort_by_key(|lines| (key(&lines[0][2..]), lines[0]));
        text.extend(run.concat().into_iter().flat_map(|line| [line, "\n"]));
    }
    text
}

/// How many lines the pattern at the beginning takes with its examples; `None` where there is none.
fn pattern_len(lines: &[&str]) -> Option<usize> {
    let sigil = lines.first()?.strip_prefix(['=', '^', '$', '*', '~'])?;
    sigil.starts_with(' ').then(|| 1 + lines[1..].iter().take_while(|line| line.starts_with(' ')).count())
}

fn key(pattern: &str) -> String {
    pattern.to_lowercase().replace('ß', "ss")
}

#[test]
fn packs_are_in_canonical_form() {
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let mut wrong = Vec::new();
    for file in files() {
        let pack = fs::read_to_string(&file).expect("a pack is UTF-8");
        let text = canonical(&pack);
        let title = pack.lines().nth(1).and_then(|line| line.strip_prefix("title   "));
        if !pack.starts_with("declutter 1\n") || title.is_none_or(|title| title.trim() != title || title.is_empty()) {
            wrong.push(format!("{}:1: header and title", file.display()));
        }
        if text != pack {
            let same = pack.split('\n').zip(text.split('\n')).take_while(|(is, should)| is == should).count();
            wrong.push(format!("{}:{}: should be {:?}", file.display(), same + 1, text.lines().nth(same)));
            if overwrite {
                fs::write(&file, text).expect("it can be written");
            }
        }
    }
    assert!(
        wrong.is_empty() || overwrite,
        "SNAPSHOTS=overwrite corrects the order and the blanks of\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_canonical_form_is_what_it_says() {
    for (pack, expected) in [
        ("declutter 1\r\n[ad]\r\n= b \r\n", "declutter 1\n\n[ad]\n= b\n"),
        ("[ad]\n= b\n\n\n\n[ad]\n= a\n\n", "\n[ad]\n= b\n\n[ad]\n= a\n"),
        ("\n# why\n[ad]\n", "\n# why\n[ad]\n"),
        ("^ b\n    + b!\n    - a\n= A\n= aa\n", "= A\n= aa\n^ b\n    + b!\n    - a\n"),
        ("= b\n# c\n= a\n", "= b\n# c\n= a\n"),
        ("= b\nblock max=2\n    from = d\n    to   = c\n= a\n", "= b\nblock max=2\n    from = d\n    to   = c\n= a\n"),
    ] {
        assert_eq!(canonical(pack).trim_start_matches('\n'), expected.trim_start_matches('\n'), "{pack:?}");
        assert_eq!(canonical(&canonical(pack)), canonical(pack), "{pack:?}");
    }
}

#[test]
fn the_examples_of_all_packs_hold() {
    let report = test_rules(&sources(), &[]).unwrap_or_else(|mistakes| panic!("{}", mistakes.join("\n")));
    assert!(report.examples >= EXAMPLES_MIN, "only {} examples", report.examples);
    assert_eq!(report.failures, Vec::<String>::new());
    let patterns: usize = packs().iter().flat_map(|pack| &pack.rules).map(|rule| rule.patterns().count()).sum();
    assert!(patterns >= PATTERNS_MIN, "only {patterns} patterns");
}

#[test]
fn every_category_on_by_default_has_english_rules() {
    let packs = packs();
    let english = |rule: &&Rule| rule.langs.iter().any(|lang| lang == "en");
    let rules: Vec<&Rule> = packs.iter().flat_map(|pack| &pack.rules).filter(english).collect();
    let categories = Category::ALL.into_iter().filter(|&c| c != Category::Keep && Selection::default().has(c));
    let without: Vec<&str> =
        categories.filter(|&c| rules.iter().all(|rule| rule.category != c)).map(Category::name).collect();
    assert_eq!(without, Vec::<&str>::new());
}

/// Whole lines without a placeholder say all that they match, and so do their alternatives.
#[test]
fn a_pattern_that_reaches_beyond_its_words_has_both_examples() {
    let plain = |rule: &Rule| match &rule.body {
        Body::Line(Anchor::Whole, pattern) => !pattern.source.contains('{'),
        _ => false,
    };
    let packs = packs();
    let bare: Vec<String> = packs
        .iter()
        .flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
        .filter(|(_, rule)| !plain(rule))
        .filter(|(_, rule)| [true, false].iter().any(|&hits| rule.examples.iter().all(|example| example.hits != hits)))
        .map(|(pack, rule)| format!("{}: {}", pack.file, rule.id))
        .collect();
    assert!(bare.is_empty(), "these lack a `+` or a `-` example:\n{}", bare.join("\n"));
}
