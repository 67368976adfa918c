//! Where output goes: standard output, or a file that appears whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, ErrorKind, LineWriter, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use declutter::{BLOCK_BYTES, grow_pipe, sanitize};
use tempfile::NamedTempFile;

use super::closed;
use super::messages::{Stop, reason};

/// A reader that is full is offered more after this.
const NAP: Duration = Duration::from_millis(2);
/// So much is written at once: what one read gave.
const BUFFER_BYTES: usize = BLOCK_BYTES;

/// When what was written leaves the buffer, at the latest with each flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffering {
    /// When the buffer is full.
    Block,
    /// With every newline.
    Line,
}

/// An output that is open. Dropped without `commit`, a file is as it was before.
#[derive(Debug)]
pub struct Target {
    file: File,
    /// Becomes the second on commit.
    pending: Option<(NamedTempFile, PathBuf)>,
    /// Device and inode of the regular file that would be overwritten.
    identity: Option<(u64, u64)>,
}

impl Target {
    /// Standard output for `None` and `-`. What is no regular file, a device or a pipe, is written to directly; a
    /// regular file, or a new one, through a temporary file beside it, with the same permissions.
    pub fn open(path: Option<&Path>) -> Result<Target, Stop> {
        match path.filter(|path| *path != Path::new("-")) {
            Some(path) => Self::at(path).map_err(|error| Stop::Message(format!("{}: {}", shown(path), reason(&error)))),
            None if closed::stdout() => Err(Stop::Message("standard output is closed".to_owned())),
            None => Self::direct(File::from(io::stdout().as_fd().try_clone_to_owned().map_err(Stop::Write)?)),
        }
    }

    fn direct(file: File) -> Result<Target, Stop> {
        grow_pipe(&file);
        let identity = file.metadata().ok().as_ref().and_then(identity);
        Ok(Target { file, pending: None, identity })
    }

    fn at(path: &Path) -> io::Result<Target> {
        let known = match fs::metadata(path) {
            Ok(known) if known.is_dir() => return Err(io::Error::new(ErrorKind::IsADirectory, "Is a directory")),
            Ok(known) if !known.is_file() => {
                let file = File::options().write(true).open(path)?;
                return Ok(Target { file, pending: None, identity: None });
            }
            Ok(known) => Some(known),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        // A symbolic link stays one: what it leads to is replaced.
        let path = if known.is_some() { path.canonicalize()? } else { path.to_owned() };
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mode = known.as_ref().map_or(0o666, |known| known.mode() & 0o777);
        let temporary = tempfile::Builder::new()
            .prefix(".declutter-")
            .permissions(fs::Permissions::from_mode(mode))
            .tempfile_in(directory)?;
        if known.is_some() {
            // Exactly its mode, whatever the umask says.
            temporary.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
        }
        Ok(Target {
            file: temporary.as_file().try_clone()?,
            identity: known.as_ref().and_then(identity),
            pending: Some((temporary, path)),
        })
    }

    /// True where writing here would overwrite `file`.
    pub fn is(&self, file: &File) -> bool {
        self.identity.is_some() && file.metadata().ok().as_ref().and_then(identity) == self.identity
    }

    /// A writer that ends here.
    pub fn writer(&self, buffering: Buffering) -> Result<Box<dyn Write>, Stop> {
        let file = Patient(self.file.try_clone().map_err(Stop::Write)?);
        Ok(match buffering {
            Buffering::Block => Box::new(BufWriter::with_capacity(BUFFER_BYTES, file)),
            Buffering::Line => Box::new(LineWriter::with_capacity(BUFFER_BYTES, file)),
        })
    }

    /// All went well: the file takes its place. Fails like writing.
    pub fn commit(self) -> Result<(), Stop> {
        let Some((temporary, path)) = self.pending else { return Ok(()) };
        temporary.as_file().sync_all().map_err(Stop::Write)?;
        temporary.persist(path).map_err(|error| Stop::Write(error.error))?;
        Ok(())
    }

    /// `text` is all there is to write.
    pub fn write_whole(self, text: &str) -> Result<(), Stop> {
        Patient(self.file.try_clone().map_err(Stop::Write)?).write_all(text.as_bytes()).map_err(Stop::Write)?;
        self.commit()
    }

    /// True where `commit` has something to do.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }
}

/// A name of a file for messages.
pub fn shown(path: &Path) -> String {
    match path.as_os_str().as_encoded_bytes() {
        b"" => "''".to_owned(),
        name => sanitize(name),
    }
}

fn identity(file: &Metadata) -> Option<(u64, u64)> {
    file.is_file().then(|| (file.dev(), file.ino()))
}

/// Waits where a non-blocking reader takes nothing.
struct Patient(File);

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(NAP),
                result => return result,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
