//! Rules files for a run: found, read, loaded; and what is selected of them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use declutter::{Operand, Pack, Rules, Selection, Set, Source, builtin_packs, builtin_sets, load};

use super::flags::Flags;
use super::messages::{Stop, reason};
use super::target::{Target, shown};

/// More of a rules file is not read; the parser refuses a smaller one already.
const SOURCE_BYTES_MAX: u64 = 17 << 20;

/// The rules that `-R` and the built-in packs put in force.
pub fn in_force(flags: &Flags, target: &Target) -> Result<Rules, Stop> {
    let mut rules = if flags.no_default_rules { Rules::none() } else { Rules::builtin() };
    if !flags.rules.is_empty() {
        let known = known_sets()?;
        let packs = loaded(&read_all(&flags.rules, target)?, &known)?;
        rules.add(&packs, &known);
    }
    if let Some(id) = flags.disable.iter().find(|asked| !rules.ids().any(|id| id == asked.as_str())) {
        return Err(Stop::Message(format!("--disable: no rule has the id '{id}'; --list-rules prints the ids")));
    }
    Ok(rules)
}

/// All rules as they were written, the built-in packs first.
pub fn packs(flags: &Flags, target: &Target) -> Result<Vec<Pack>, Stop> {
    let mut packs = Vec::new();
    if !flags.no_default_rules {
        packs.extend(loaded(&builtin_packs(), &[])?);
    }
    packs.extend(loaded(&read_all(&flags.rules, target)?, &known_sets()?)?);
    Ok(packs)
}

/// What the flags select.
pub fn selection(flags: &Flags) -> Selection {
    Selection {
        level: flags.level.into(),
        only: flags.only.clone(),
        skip: flags.skip.clone(),
        also: flags.also.clone(),
        langs: flags.lang.clone(),
        disabled: flags.disable.clone(),
    }
}

/// The sets that a user's rules may name without defining them.
pub fn known_sets() -> Result<Vec<Set>, Stop> {
    Ok(loaded(&[builtin_sets()], &[])?.into_iter().flat_map(|pack| pack.sets).collect())
}

/// Parses and checks; the mistakes of all files are told at once.
pub fn loaded(sources: &[Source], known: &[Set]) -> Result<Vec<Pack>, Stop> {
    load(sources, known).map_err(mistakes)
}

/// The mistakes of several files as what ends the job.
pub fn mistakes(texts: Vec<String>) -> Stop {
    Stop::Message(format!("mistakes in rules:\n{}", texts.join("\n\n")))
}

/// Reads rules files, and of directories the `*.rules` in byte order. `-` is standard input.
pub fn read_all(paths: &[PathBuf], target: &Target) -> Result<Vec<Source>, Stop> {
    let mut sources = Vec::new();
    for path in paths {
        let wrong = |error: io::Error| Stop::Message(format!("{}: {}", shown(path), reason(&error)));
        if !path.is_dir() {
            sources.push(read(path, target)?);
            continue;
        }
        let mut found = Vec::new();
        for entry in fs::read_dir(path).map_err(wrong)? {
            let file = entry.map_err(wrong)?.path();
            if file.extension().is_some_and(|extension| extension == "rules") {
                found.push(file);
            }
        }
        if found.is_empty() {
            return Err(Stop::Message(format!("{}: the directory holds no *.rules", shown(path))));
        }
        found.sort();
        for file in found {
            sources.push(read(&file, target)?);
        }
    }
    Ok(sources)
}

fn read(path: &Path, target: &Target) -> Result<Source, Stop> {
    let wrong = |text: &str| Stop::Message(format!("{}: {text}", shown(path)));
    let document = Operand::from(path.as_os_str().to_owned()).open().map_err(|error| wrong(&reason(&error)))?;
    if target.is(document.file()) {
        return Err(wrong("is also the output"));
    }
    Ok(Source { name: shown(path), bytes: bytes(document.file()).map_err(|error| wrong(&reason(&error)))? })
}

fn bytes(file: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(SOURCE_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}
