//! The program `declutter`: parses the command line, runs the job, and turns whatever happens into an exit status.

mod cli;

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use cli::messages::{Outcome, conclude, tell};

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        tell(&format!("bug: {}{place}", said(info.payload())));
    }));
    guarded(|| conclude(cli::run(std::env::args_os()))).into()
}

/// A panic has been told by the hook; it is an error like others.
fn guarded(job: impl FnOnce() -> Outcome) -> Outcome {
    panic::catch_unwind(AssertUnwindSafe(job)).unwrap_or(Outcome::Failed)
}

fn said(payload: &dyn Any) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        assert_eq!(guarded(|| panic!("planted")), Outcome::Failed);
        assert_eq!(guarded(|| Outcome::Found), Outcome::Found);
    }
}
