//! The one loop: a document through the filter into a sink.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};

use crate::engine::Declutter;
use crate::input::Blocks;
use crate::output::Output;

/// Which end of the pipeline failed.
#[derive(Debug)]
pub enum Failure {
    /// The document could not be read to its end. What was read went through; the next document may follow.
    Read(io::Error),
    /// The sink failed. Nothing more can be written; the filter is in no defined state.
    Write(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Read(error) => write!(f, "reading: {error}"),
            Failure::Write(error) => write!(f, "writing: {error}"),
        }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Failure::Read(error) | Failure::Write(error) => Some(error),
        }
    }
}

/// Runs one document named `name` to its end.
///
/// What is decided after a read is flushed before the next one, which may wait for long: so `tail -f log | declutter`
/// shows each line as soon as it is decided.
///
/// # Errors
/// Where reading fails, or writing does; see [`Failure`].
pub fn run<R: Read, S: Output>(
    name: &[u8],
    document: &mut R,
    blocks: &mut Blocks,
    declutter: &mut Declutter<'_>,
    sink: &mut S,
) -> Result<(), Failure> {
    sink.begin(name).map_err(Failure::Write)?;
    let read = loop {
        match blocks.next(document) {
            Ok([]) => break Ok(()),
            Ok(block) => declutter.push(block, sink).and_then(|()| sink.flush()).map_err(Failure::Write)?,
            Err(error) => break Err(Failure::Read(error)),
        }
    };
    declutter.finish(sink).and_then(|()| sink.flush()).map_err(Failure::Write)?;
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Decided, Selection, Sink};
    use crate::rules::Rules;

    /// Writes down what is asked of it.
    #[derive(Default)]
    struct Diary(Vec<String>);

    impl Sink for Diary {
        fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.0.push(String::from_utf8_lossy(bytes).into_owned());
            Ok(())
        }

        fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
            self.pass(line.bytes)
        }

        fn end(&mut self) -> io::Result<()> {
            self.0.push("end".to_owned());
            Ok(())
        }
    }

    impl Output for Diary {
        fn flush(&mut self) -> io::Result<()> {
            self.0.push("flush".to_owned());
            Ok(())
        }
    }

    /// Gives its lines one by one, then fails.
    struct Broken(Vec<&'static [u8]>);

    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let line = self.0.pop().ok_or(io::ErrorKind::TimedOut)?;
            buffer[..line.len()].copy_from_slice(line);
            Ok(line.len())
        }
    }

    #[test]
    fn each_read_is_flushed_and_a_broken_document_still_ends() {
        let rules = Rules::none();
        let mut declutter = Declutter::new(&rules, &Selection::default());
        let mut diary = Diary::default();
        let mut document = Broken(vec![b"two\n", b"one\n"]);
        let failure = run(b"a", &mut document, &mut Blocks::default(), &mut declutter, &mut diary);
        assert!(matches!(failure, Err(Failure::Read(_))));
        assert_eq!(diary.0, ["one\n", "flush", "two\n", "flush", "end", "flush"]);
    }
}
