//! What goes to standard error, and what becomes of the run: messages never fail, never panic, and are sanitised.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use declutter::sanitize;

/// How a job that ran to its end has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and something was or would be removed, where that was the question.
    Found,
    /// Something failed; it has been told.
    Failed,
}

/// What ends a job early.
#[derive(Debug)]
pub enum Stop {
    /// To be told; every line of it goes through the sanitiser.
    Message(String),
    /// Writing the output failed. A closed pipe is no failure: whoever reads has had enough.
    Write(io::Error),
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(match outcome {
            Outcome::Done => 0,
            Outcome::Found => 1,
            Outcome::Failed => 2,
        })
    }
}

/// Ends the run: tells what is to be told, and says how it ended.
pub fn conclude(result: Result<Outcome, Stop>) -> Outcome {
    match result {
        Ok(outcome) => outcome,
        Err(Stop::Write(error)) if error.kind() == ErrorKind::BrokenPipe => Outcome::Done,
        Err(Stop::Write(error)) => {
            tell(&format!("writing: {}", reason(&error)));
            Outcome::Failed
        }
        Err(Stop::Message(message)) => {
            tell(&message);
            Outcome::Failed
        }
    }
}

/// `declutter: message` on standard error. If that is full or closed, nobody can be told.
pub fn tell(message: &str) {
    tell_bare(&format!("declutter: {message}"));
}

/// A text of several lines on standard error, as it is but sanitised.
pub fn tell_bare(text: &str) {
    let mut shown = text.trim_end().split('\n').map(|line| sanitize(line.as_bytes())).collect::<Vec<_>>().join("\n");
    shown.push('\n');
    let _ = io::stderr().write_all(shown.as_bytes());
}

/// An error of the system without its number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_quoted_without_numbers() {
        assert_eq!(reason(&io::Error::from_raw_os_error(2)), "No such file or directory");
        assert_eq!(reason(&io::Error::other("odd")), "odd");
    }

    #[test]
    fn a_closed_pipe_is_success() {
        assert_eq!(conclude(Err(Stop::Write(ErrorKind::BrokenPipe.into()))), Outcome::Done);
        assert_eq!(conclude(Err(Stop::Write(ErrorKind::StorageFull.into()))), Outcome::Failed);
    }
}
