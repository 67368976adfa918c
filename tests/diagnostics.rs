//! What a rules file's mistakes look like. Each file in `tests/diagnostics` has its text beside it;
//! `SNAPSHOTS=overwrite` writes the texts anew.

use std::fs;
use std::path::PathBuf;

use declutter::{CODES, Source, load};
use snapbox::data::DataFormat;
use snapbox::{Assert, Data};

/// Codes whose mistake is a file too large to keep here.
const TOO_LARGE: [&str; 1] = ["E003"];

fn files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "rules"))
        .collect();
    files.sort();
    files
}

fn text_of(name: &str, bytes: Vec<u8>) -> String {
    match load(&[Source { name: name.to_owned(), bytes }], &[]) {
        Ok(_) => panic!("{name} has no mistake"),
        Err(texts) => texts.join("\n") + "\n",
    }
}

#[test]
fn every_mistake_says_what_is_wrong_where_and_the_way_out() {
    let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
    let files = files();
    assert!(files.len() >= 40, "only {} files", files.len());
    for file in files {
        let name = file.file_name().expect("it has a name").to_string_lossy().into_owned();
        let text = text_of(&name, fs::read(&file).expect("it can be read"));
        if let Some(code) = name.split('-').next().filter(|c| c.starts_with('E')) {
            assert!(text.contains(&format!("error[{code}]")), "{name} does not show {code}:\n{text}");
        }
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{name} sends control characters");
        assert.eq(text, Data::read_from(&file.with_extension("txt"), Some(DataFormat::Text)));
    }
}

#[test]
fn every_code_has_its_file() {
    for (code, _) in CODES {
        let seen = files().iter().any(|f| f.file_name().is_some_and(|n| n.to_string_lossy().starts_with(code)));
        assert!(seen || TOO_LARGE.contains(code), "{code} has no file");
    }
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let mut bytes = b"declutter 1\n\n[share]\n".to_vec();
    bytes.resize(16 * 1024 * 1024 + 1, b'#');
    assert!(text_of("large.rules", bytes).contains("error[E003]"));
}
