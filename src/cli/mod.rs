//! The command line: `flags` say what is asked, `jobs` do it, `messages` tell.

mod closed;
mod color;
mod filter;
mod flags;
mod jobs;
pub mod messages;
mod rules;
mod target;

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use flags::Flags;
use messages::{Outcome, Stop, tell_bare};
use target::Target;

/// The whole run: `words` are the command line, the program's name first.
///
/// Help and version are output like any other, so that losing them is an error.
pub fn run(words: impl IntoIterator<Item = OsString>) -> Result<Outcome, Stop> {
    let words: Vec<OsString> = words.into_iter().collect();
    if words.len() <= 1 {
        // The most usual run, and most of its start-up would be the building of a parser.
        return jobs::run(&Flags::default());
    }
    let error = match Flags::try_parse_from(words) {
        Ok(flags) => return jobs::run(&flags),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            Target::open(None)?.write_whole(&error.render().to_string())?;
            Ok(Outcome::Done)
        }
        _ => {
            tell_bare(&error.render().to_string());
            Ok(Outcome::Failed)
        }
    }
}
