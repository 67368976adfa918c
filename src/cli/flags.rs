//! The command line as a type: every flag once, with its help. Knows what is valid, not what is done.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, ArgGroup, Parser, ValueEnum};
use declutter::{Category, Level};

const EXAMPLES: &str = "\
Examples:
  trafilatura -u URL | declutter            the article, without the residue
  declutter --explain article.txt           what goes, where and why
  declutter --mark article.txt | less -R    the whole text with a margin
  declutter --level=thorough page.txt       a dump of a whole page
  declutter -R my.rules -o clean.txt *.txt  with rules of your own
  declutter --check *.txt                   which files would change

Exit status: 0 done; 1 --check or --exit-code found something; 2 an error.
A closed pipe is success. Read from the environment: NO_COLOR,
CLICOLOR_FORCE and TERM, nothing else.";

/// These say nothing about rules files that are only checked or tested.
const FILTER_ONLY: [&str; 10] =
    ["rules", "no_default_rules", "only", "skip", "also", "lang", "disable", "level", "file_name", "line_buffered"];

/// Strips what is not the article from the text of web pages.
///
/// A filter: text in, the same text without ad markers, share bars, comment
/// widgets, donation appeals, newsletter boxes, cookie notices and read-also
/// lists out. Bytes only go; what stays is untouched. In doubt, a line stays.
#[derive(Debug, Default, Parser)]
#[command(
    name = "declutter",
    version,
    after_long_help = EXAMPLES,
    term_width = 80,
    disable_help_flag = true,
    disable_version_flag = true,
    max_term_width = 80,
    group = ArgGroup::new("mode").multiple(false)
)]
pub struct Flags {
    /// Documents; `-` or none is standard input
    ///
    /// Several come out one after another, as from cat, with nothing between.
    /// For --check-rules and --test-rules: rules files.
    #[arg(value_name = "FILE", help_heading = "Input", display_order = 0)]
    pub files: Vec<OsString>,

    /// What standard input is called in reports
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub file_name: Option<OsString>,

    /// Add the rules of a file, or of a directory's *.rules
    ///
    /// May be repeated. A directory is read in byte order of the names.
    #[arg(short = 'R', long, value_name = "FILE|DIR", help_heading = "Rules")]
    pub rules: Vec<PathBuf>,

    /// Leave out the built-in rules
    #[arg(long, help_heading = "Rules")]
    pub no_default_rules: bool,

    /// Remove these categories and no other
    ///
    /// ad share comments donate newsletter subscribe nav related app legal
    /// media ai error promo author; and, off unless named here or with --also,
    /// byline dateline caption credit tags headline.
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', value_parser = category, help_heading = "Rules")]
    pub only: Vec<Category>,

    /// Do not remove these categories
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', value_parser = category, help_heading = "Rules")]
    pub skip: Vec<Category>,

    /// Remove these categories too, which are off by default
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', value_parser = category, help_heading = "Rules")]
    pub also: Vec<Category>,

    /// Only rules of these languages, and of none
    ///
    /// `pt` covers `pt-BR`. The default is every language.
    #[arg(short, long, value_name = "CODE,…", value_delimiter = ',', value_parser = language, help_heading = "Rules")]
    pub lang: Vec<String>,

    /// Switch one rule off, by its id; may be repeated
    #[arg(long, value_name = "ID", help_heading = "Rules")]
    pub disable: Vec<String>,

    /// How much evidence is enough [default: normal]
    ///
    /// careful: lines that are enough alone. normal: also weak lines in company,
    /// beginnings of lines, and what follows the article. thorough: also
    /// structure, for dumps of whole pages.
    #[arg(long, value_enum, value_name = "LEVEL", hide_default_value = true, hide_possible_values = true)]
    #[arg(default_value = "normal", help_heading = "Rules")]
    pub level: LevelName,

    /// List the rules: id, strength, pattern
    ///
    /// One a line, separated by tabs, sorted by id. --only, --skip and --lang
    /// narrow the list; -R lengthens it.
    #[arg(long, group = "mode", help_heading = "Rules")]
    #[arg(conflicts_with_all = ["disable", "level", "file_name", "line_buffered"])]
    pub list_rules: bool,

    /// Check rules files for mistakes
    #[arg(long, group = "mode", requires = "files", help_heading = "Rules", conflicts_with_all = FILTER_ONLY)]
    pub check_rules: bool,

    /// Run the examples inside rules files, or inside the built-in ones
    #[arg(long, group = "mode", help_heading = "Rules", conflicts_with_all = FILTER_ONLY)]
    pub test_rules: bool,

    /// Write to FILE, at once and only if all went well
    ///
    /// `-` is standard output. The file appears whole or not at all; it may not
    /// be one of the inputs.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Print what goes instead of what stays
    ///
    /// Removed lines as they came; words cut out of a line, one cut a line.
    #[arg(short = 'v', long, group = "mode", help_heading = "Output")]
    pub invert: bool,

    /// Print everything with a margin
    ///
    /// `- ` the line goes. `~ ` words go; the line follows as it goes out, behind
    /// `> `. `\ ` the document ends without a newline. Two blanks: the line stays.
    #[arg(long, group = "mode", help_heading = "Output")]
    pub mark: bool,

    /// Put STR where something went
    #[arg(long, value_name = "STR", group = "mode", require_equals = true, help_heading = "Output")]
    pub placeholder: Option<OsString>,

    /// Flush after every line
    ///
    /// Output never waits for more input than a decision needs; this also splits
    /// what one read has brought.
    #[arg(long, help_heading = "Output")]
    pub line_buffered: bool,

    /// Exit with 1 if something was removed
    #[arg(long, help_heading = "Output", conflicts_with_all = ["list_rules", "check_rules", "test_rules"])]
    pub exit_code: bool,

    /// List the removals: place, category, rule id, text
    #[arg(long, group = "mode", help_heading = "Looking")]
    pub explain: bool,

    /// Print the names of the files that would change; exit with 1 if any
    #[arg(long, group = "mode", help_heading = "Looking")]
    pub check: bool,

    /// Report counts on standard error
    ///
    /// Documents, lines and bytes in and out, removals by category, the ten
    /// busiest rules.
    #[arg(long, help_heading = "Looking", conflicts_with_all = ["list_rules", "check_rules", "test_rules"])]
    pub stats: bool,

    /// Colours of --mark and --explain: auto, always or never
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    #[arg(hide_possible_values = true, help_heading = "Looking")]
    pub color: When,

    /// Print help; -h in short
    #[arg(short, long, action = ArgAction::Help, help_heading = "Looking")]
    pub help: Option<bool>,

    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "Looking")]
    pub version: Option<bool>,
}

/// The words of `--level`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LevelName {
    Careful,
    #[default]
    Normal,
    Thorough,
}

impl From<LevelName> for Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::Careful => Level::Careful,
            LevelName::Normal => Level::Normal,
            LevelName::Thorough => Level::Thorough,
        }
    }
}

/// The words of `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal that can, unless the environment says otherwise.
    #[default]
    Auto,
    Always,
    Never,
}

fn category(word: &str) -> Result<Category, String> {
    match Category::parse(word) {
        Some(category) if category != Category::Keep => Ok(category),
        _ => {
            let words: Vec<&str> = Category::ALL.iter().filter(|&&c| c != Category::Keep).map(|c| c.name()).collect();
            Err(format!("the categories are {}", words.join(" ")))
        }
    }
}

fn language(word: &str) -> Result<String, String> {
    let mut parts = word.split('-');
    let primary = parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()));
    if primary && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric())) {
        Ok(word.to_owned())
    } else {
        Err("a language is a code like en or pt-BR".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_flags_agree_with_each_other() {
        Flags::command().debug_assert();
    }

    #[test]
    fn no_words_are_the_default() {
        let parsed = Flags::try_parse_from(["declutter"]).unwrap();
        assert_eq!(format!("{parsed:?}"), format!("{:?}", Flags::default()));
    }

    #[test]
    fn unknown_words_are_refused() {
        for words in ["--only=adds", "--skip=keep", "--lang=English", "--lang=", "--level=bold", "--color=yes"] {
            assert!(Flags::try_parse_from(["declutter", words]).is_err(), "{words}");
        }
    }

    #[test]
    fn two_modes_are_a_mistake() {
        let modes = ["--invert", "--mark", "--placeholder=x", "--explain", "--check", "--list-rules", "--test-rules"];
        for (n, one) in modes.iter().enumerate() {
            assert!(Flags::try_parse_from(["declutter", one]).is_ok(), "{one}");
            for two in &modes[n + 1..] {
                assert!(Flags::try_parse_from(["declutter", one, two]).is_err(), "{one} {two}");
            }
        }
    }

    #[test]
    fn lists_are_cut_at_commas() {
        let flags = Flags::try_parse_from(["declutter", "--only=ad,share", "-l", "en,pt-BR", "--skip", "ad"]).unwrap();
        assert_eq!(flags.only, [Category::Ad, Category::Share]);
        assert_eq!(flags.lang, ["en", "pt-BR"]);
    }
}
