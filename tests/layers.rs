//! The layers import one way: `text`, `rules`, `engine`, `output`, each only those before it; `input`
//! stands alone; only the binary knows `cli`.

use std::fs;
use std::path::Path;

const LAYERS: [(&str, &[&str]); 5] = [
    ("text", &["text"]),
    ("rules", &["text", "rules"]),
    ("engine", &["text", "rules", "engine"]),
    ("output", &["text", "rules", "engine", "output"]),
    ("input", &["input"]),
];

/// The modules of the crate that a source text names: the words after `crate::`.
fn imports(source: &str) -> Vec<String> {
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1).map(str::to_owned).collect::<Vec<_>>())
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
        .collect()
}

fn wrong_imports(layer: &str, allowed: &[&str], source: &str) -> Vec<String> {
    imports(source)
        .into_iter()
        .filter(|name| !allowed.contains(&name.as_str()))
        .map(|n| format!("{layer} -> {n}"))
        .collect()
}

#[test]
fn a_layer_imports_only_those_before_it() {
    let mut files = 0;
    let mut wrong = Vec::new();
    for (layer, allowed) in LAYERS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(layer);
        for entry in fs::read_dir(folder).expect("the layer is there") {
            let path = entry.expect("it can be listed").path();
            wrong.extend(wrong_imports(layer, allowed, &fs::read_to_string(&path).expect("it can be read")));
            files += 1;
        }
    }
    assert!(files >= 30, "only {files} files");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_wrong_import_is_seen() {
    assert_eq!(wrong_imports("text", &["text"], "use crate::engine::Sink;\n// crate::rules\n"), ["text -> engine"]);
}
