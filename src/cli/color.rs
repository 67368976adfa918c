//! Whether views are coloured. The only place that asks the environment: NO_COLOR, CLICOLOR_FORCE and TERM.

use std::env;
use std::io::{self, IsTerminal};

use declutter::Paint;

use super::flags::When;

/// `terminal` says whether the output would be one.
pub fn paint(when: When, to_stdout: bool) -> Paint {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let colored = match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if set("CLICOLOR_FORCE") && env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        When::Auto => {
            let able = env::var_os("TERM").is_some_and(|term| !term.is_empty() && term != "dumb");
            able && to_stdout && io::stdout().is_terminal()
        }
    };
    if colored { Paint::Colored } else { Paint::Plain }
}
