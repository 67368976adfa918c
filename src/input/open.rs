//! Operands, and what they open to.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::AsFd;
use std::path::PathBuf;

/// A document as the command line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// `-`, or no operand at all.
    Stdin,
    /// Any other word. `./-` is a file of that name.
    File(PathBuf),
}

impl From<OsString> for Operand {
    fn from(word: OsString) -> Self {
        if word == "-" { Operand::Stdin } else { Operand::File(word.into()) }
    }
}

impl Operand {
    /// Opens for reading. Fails as the system does, and for directories with a message that says so.
    pub fn open(&self) -> io::Result<Document> {
        let file = match self {
            // A duplicate, so that no second buffer stands between, and closing it leaves standard input open.
            Operand::Stdin => {
                let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
                grow_pipe(&file);
                file
            }
            Operand::File(path) => File::open(path)?,
        };
        if file.metadata()?.is_dir() {
            return Err(io::Error::new(ErrorKind::IsADirectory, "Is a directory"));
        }
        Ok(Document { file })
    }
}

/// What pipes on both sides are asked to hold: with as much, each call to the system moves four times what it would, and the
/// neighbours wait less for each other.
const PIPE_BYTES: usize = 1 << 20;

/// Makes a pipe hold more, if it is one and the system allows it.
pub fn grow_pipe(file: &File) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::pipe::fcntl_setpipe_size(file, PIPE_BYTES);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = (file, PIPE_BYTES);
}

/// An open document. Every read is one call to the system.
#[derive(Debug)]
pub struct Document {
    file: File,
}

impl Document {
    /// The file behind it, for questions about its identity.
    pub fn file(&self) -> &File {
        &self.file
    }
}

impl Read for Document {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lone_dash_is_standard_input() {
        assert_eq!(Operand::from(OsString::from("-")), Operand::Stdin);
        assert_eq!(Operand::from(OsString::from("./-")), Operand::File("./-".into()));
        assert_eq!(Operand::from(OsString::new()), Operand::File(PathBuf::new()));
    }

    #[test]
    fn a_directory_does_not_open() {
        let error = Operand::File(std::env::temp_dir()).open().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IsADirectory);
    }
}
