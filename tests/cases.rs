//! Articles with a margin of two columns, as `--mark` writes it: each file in `tests/cases` is input and expectation in
//! one. `careful/` and `thorough/` run at that level, `bare/` with the metadata too, all others as the program does by
//! itself. `SNAPSHOTS=overwrite` writes the margins anew; read every line that changes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use declutter::{Category, Declutter, Level, MarkSink, Output, Paint, Rules, Selection, TextSink, Unmarked, unmark};

/// How many there are at least, so that none gets lost unseen.
const CASES_MIN: usize = 205;
/// Those of them from which nothing goes.
const UNTOUCHED_MIN: usize = 47;

fn cases() -> Vec<PathBuf> {
    let mut folders = vec![root()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it can be listed") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The folder decides.
fn selection(name: &Path) -> Selection {
    let mut selection = Selection::default();
    match name.iter().next().and_then(|folder| folder.to_str()) {
        Some("careful") => selection.level = Level::Careful,
        Some("thorough") => selection.level = Level::Thorough,
        Some("bare") => {
            selection.also =
                vec![Category::Byline, Category::Dateline, Category::Caption, Category::Credit, Category::Tags];
        }
        _ => {}
    }
    selection
}

/// The marked text and the output, of a document that comes in pieces of this size.
fn filtered(rules: &Rules, selection: &Selection, input: &[u8], piece: usize) -> (Vec<u8>, Vec<u8>) {
    let (mut marked, mut output) = (Vec::new(), Vec::new());
    play(rules, selection, input.chunks(piece), &mut MarkSink::new(&mut marked, Paint::Plain));
    play(rules, selection, input.chunks(piece), &mut TextSink::new(&mut output));
    (marked, output)
}

fn play<'a, S: Output>(rules: &Rules, selection: &Selection, pieces: impl Iterator<Item = &'a [u8]>, sink: &mut S) {
    let mut declutter = Declutter::new(rules, selection);
    for piece in pieces {
        declutter.push(piece, sink).expect("memory takes it");
    }
    declutter.finish(sink).and_then(|()| sink.flush()).expect("memory takes it");
}

/// The lines whose margins differ. Both texts are of one input, so that but for `>` they have the same lines.
fn difference(expected: &[u8], got: &[u8]) -> String {
    let (expected, got) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(got));
    let (mut expected, mut got) = (expected.lines().peekable(), got.lines().peekable());
    let mut text = String::new();
    let mut number = 0;
    loop {
        let cut = |line: &str| line.starts_with("> ");
        let (mut left, mut right) = (None, None);
        if expected.peek().is_some_and(|line| cut(line)) == got.peek().is_some_and(|line| cut(line)) {
            (left, right) = (expected.next(), got.next());
        } else if expected.peek().is_some_and(|line| cut(line)) {
            left = expected.next();
        } else {
            right = got.next();
        }
        if left.is_none() && right.is_none() {
            return text;
        }
        number += usize::from(left.is_some());
        if left != right {
            let _ = writeln!(
                text,
                "  line {number}: the file has {:?}\n{:>20} {:?}",
                left.unwrap_or("nothing"),
                "the filter gives",
                right.unwrap_or("nothing")
            );
        }
    }
}

/// What is wrong with the case, if anything is.
fn failure(rules: &Rules, selection: &Selection, case: &[u8], read: &Unmarked) -> Option<String> {
    let (marked, output) = filtered(rules, selection, &read.input, read.input.len().max(1));
    if marked != case {
        return Some(difference(case, &marked));
    }
    if output != read.output {
        return Some("  --mark and the text itself disagree\n".to_owned());
    }
    let single = filtered(rules, selection, &read.input, 1);
    (single != (marked, output)).then(|| "  one byte at a time gives another text\n".to_owned())
}

#[test]
fn articles_keep_their_text_and_lose_their_clutter() {
    let rules = Rules::builtin();
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let (mut seen, mut untouched, mut failures) = (0, 0, String::new());
    for file in cases() {
        let name = file.strip_prefix(root()).expect("it is below").to_owned();
        let case = fs::read(&file).expect("it can be read");
        let read = match unmark(&case) {
            Ok(read) => read,
            Err(line) => panic!("{}:{line}: no margin", name.display()),
        };
        let selection = selection(&name);
        seen += 1;
        untouched += usize::from(read.input == read.output);
        if let Some(text) = failure(&rules, &selection, &case, &read) {
            let _ = write!(failures, "{}\n{text}", name.display());
            if overwrite {
                fs::write(&file, filtered(&rules, &selection, &read.input, read.input.len().max(1)).0)
                    .expect("it can be written");
            }
        }
    }
    assert!(seen >= CASES_MIN && untouched >= UNTOUCHED_MIN, "only {seen} cases, {untouched} untouched");
    assert!(failures.is_empty() || overwrite, "\n{failures}");
}

#[test]
fn a_difference_names_the_lines() {
    let text = difference(b"  a\n- b\n~ c x\n> c\n", b"  a\n  b\n  c x\n");
    for expected in ["line 2: the file has \"- b\"", "gives \"  b\"", "line 3:", "line 4: the file has \"> c\""] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(!text.contains("line 1"), "{text}");
}
