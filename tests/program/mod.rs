//! Runs the program in a directory of its own, with rules of its own, so that no change of the built-in packs matters.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_declutter");

/// A paragraph that is prose by every measure.
pub const PROSE: &str =
    "The council met on Monday and agreed to repair the old bridge in the valley before the winter comes again.";

/// An article with one line that the test's rules remove.
pub const DIRTY: &str =
    "The council met on Monday and agreed to repair the old bridge in the valley before the winter comes again.

Read our sponsors

The council met on Monday and agreed to repair the old bridge in the valley before the winter comes again.
";

/// What stays of it.
pub const CLEAN: &str =
    "The council met on Monday and agreed to repair the old bridge in the valley before the winter comes again.

The council met on Monday and agreed to repair the old bridge in the valley before the winter comes again.
";

const RULES: &str = "declutter 1

[ad id=test.ad]
= Read our sponsors
    + Read our sponsors
    - Read our sponsors' report of the year.

[promo id=test.promo]
~ \\(story continues below\\)
    + He paused (story continues below) and left.
    - The story continues below the surface.
";

/// What came of a run.
pub struct Ran {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// The exit status; -1 where a signal ended it.
    pub code: i32,
}

impl Ran {
    pub fn out(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }

    pub fn err(&self) -> String {
        String::from_utf8(self.stderr.clone()).unwrap()
    }
}

/// A directory with `test.rules`, the working directory of the runs.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        let place = Place(TempDir::new().unwrap());
        place.file("test.rules", RULES);
        place
    }

    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// With the test's rules and no other, where the mode takes rules.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.0.path());
        if !args.iter().any(|arg| ["--test-rules", "--check-rules"].contains(arg)) {
            command.args(["--no-default-rules", "-R", "test.rules"]);
        }
        command.args(args.iter().map(|&arg| if arg == "@rules" { "test.rules" } else { arg }));
        command
    }

    pub fn run(&self, args: &[&str], stdin: &[u8]) -> Ran {
        self.run_into(args, stdin, Stdio::piped())
    }

    pub fn run_into(&self, args: &[&str], stdin: &[u8], stdout: Stdio) -> Ran {
        self.finish(&mut self.command(args), stdin, stdout)
    }

    /// With these arguments only.
    pub fn plain(&self, args: &[&str], stdin: &[u8]) -> Ran {
        self.finish(Command::new(PROGRAM).args(args).current_dir(self.0.path()), stdin, Stdio::piped())
    }

    pub fn finish(&self, command: &mut Command, stdin: &[u8], stdout: Stdio) -> Ran {
        let mut child = command.stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let bytes = stdin.to_vec();
        // A program that stops reading early is none of our business here.
        let writer = std::thread::spawn(move || drop(pipe.write_all(&bytes)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Ran { stdout: output.stdout, stderr: output.stderr, code: output.status.code().unwrap_or(-1) }
    }
}

/// One run with the test's rules: standard output and exit status.
pub fn check(args: &[&str], input: &str, expected: &str, code: i32) {
    let ran = Place::new().run(args, input.as_bytes());
    assert_eq!(ran.out(), expected, "{args:?}: {}", ran.err());
    assert_eq!(ran.code, code, "{args:?}: {}", ran.err());
}
