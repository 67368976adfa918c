//! Compiles the packs in `rules/` to static tables, so that start-up builds nothing.

#![allow(dead_code, unused_imports, clippy::print_stdout, clippy::print_stderr)]

#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/text/mod.rs"]
mod text;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use rules::pack::packed;
use rules::tables::Tables;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/rules");
    println!("cargo::rerun-if-changed=src/text");
    println!("cargo::rerun-if-changed=build.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut files: Vec<PathBuf> =
        fs::read_dir(root.join("rules"))?.map(|e| e.map(|e| e.path())).collect::<io::Result<_>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "rules"));
    files.sort();
    let sources: Vec<rules::Source> = files
        .iter()
        .map(|f| Ok(rules::Source { name: file_name(f), bytes: fs::read(f)? }))
        .collect::<io::Result<_>>()?;
    let packs = match rules::load(&sources, &[]) {
        Ok(packs) => packs,
        Err(failures) => {
            for failure in failures {
                eprintln!("{failure}");
            }
            process::exit(1);
        }
    };
    let tables = rules::compile(&packs, &[]);
    fs::write(out.join("builtin.rs"), source(&tables, &packs, &files)?)
}

fn file_name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn source(tables: &Tables, packs: &[rules::ast::Pack], files: &[PathBuf]) -> io::Result<String> {
    let mut out = String::from("pub(crate) static TABLES: Tables = Tables {\n");
    let mut field = |name: &str, values: String| {
        let _ = writeln!(out, "    {name}: Cow::Borrowed(&{values}),");
    };
    field("rules", format!("{:?}", tables.rules));
    field("kinds", format!("{:?}", tables.kinds));
    field("langs", byte_string(&tables.langs));
    field("patterns", format!("{:?}", tables.patterns));
    field("code", byte_string(&tables.code));
    let _ = writeln!(out, "    ids: Ids::from_packed(&{}),", byte_string(&packed(tables.ids.lines())));
    let gate = &tables.gate;
    let trie = &tables.trie;
    let _ = writeln!(
        out,
        "    trie: Trie {{ bytes: Cow::Borrowed(&{}), sets: Cow::Borrowed(&{:?}), named: {}, root: {}, firsts: Cow::Borrowed(&{:?}), starts: Cow::Borrowed(&{:?}) }},",
        byte_string(&trie.bytes),
        trie.sets,
        trie.named,
        trie.root,
        trie.firsts,
        trie.starts
    );
    let _ = writeln!(out, "    gram_filter: {},", bits(&tables.gram_filter));
    let _ = writeln!(out, "    inner_filter: {},", sieve(&tables.inner_filter));
    let _ = writeln!(out, "    span_filter: {},", sieve(&tables.span_filter));
    let _ = writeln!(out, "    stride: {}, tails: {},", tables.stride, bits(&tables.tails));
    let _ = writeln!(
        out,
        "    gate: Gate {{ eight: {}, four: {}, pairs: Cow::Borrowed(&{:?}), short: {}, open: {}, begun: {} }},",
        bits(&gate.eight),
        bits(&gate.four),
        gate.pairs,
        bits(&gate.short),
        bits(&gate.open),
        bits(&gate.begun)
    );
    let grams = &tables.grams;
    let _ = writeln!(
        out,
        "    grams: Index {{ slots: Cow::Borrowed(&{:?}), bits: {}, values: Cow::Borrowed(&{:?}) }},",
        grams.slots, grams.bits, grams.values
    );
    out.push_str("};\n\n");
    let texts: Vec<Vec<u8>> = files.iter().map(fs::read).collect::<io::Result<_>>()?;
    let names: Vec<(String, usize)> = files.iter().map(|f| file_name(f)).zip(texts.iter().map(Vec::len)).collect();
    let _ = writeln!(out, "/// The packs: name and length of each, and all of them, packed.");
    let _ = writeln!(out, "pub(crate) static PACKS: (&[(&str, usize)], &[u8]) = (");
    let _ = writeln!(out, "    &{names:?},\n    &{},\n);", byte_string(&packed(&texts.concat())));
    let mut sets = String::from("declutter 1\n");
    for set in packs.iter().flat_map(|p| &p.sets) {
        let items: Vec<&str> = set.items.iter().map(|i| i.source.as_str()).collect();
        let _ = writeln!(sets, "set {} = {}", set.name, items.join(" | "));
    }
    let _ = writeln!(out, "pub(crate) static SETS: &[u8] = &{};", byte_string(&packed(sets.as_bytes())));
    Ok(out)
}

fn bits(bits: &rules::tables::Bits) -> String {
    format!("Bits(Cow::Borrowed(&{:?}))", bits.0)
}

fn sieve(sieve: &rules::tables::Sieve) -> String {
    format!("Sieve(Cow::Borrowed(&{:?}))", sieve.0)
}

/// `*b"…"`, which compiles much faster than a list of numbers.
fn byte_string(bytes: &[u8]) -> String {
    let mut out = String::from("*b\"");
    for &b in bytes {
        out.extend(std::ascii::escape_default(b).map(char::from));
    }
    out.push('"');
    out
}
