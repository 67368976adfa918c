//! Reading in blocks, whatever the source does meanwhile. Memory is one block.

use std::io::{self, ErrorKind, Read};
use std::thread;
use std::time::Duration;

/// So much is asked for at once: few calls, and the block stays in the cache of one core.
pub const BLOCK_BYTES: usize = 256 * 1024;

/// A non-blocking source that has nothing is asked again after this.
const NAP: Duration = Duration::from_millis(2);

/// One buffer for all documents of a run.
#[derive(Debug)]
pub struct Blocks {
    buffer: Vec<u8>,
}

impl Default for Blocks {
    fn default() -> Self {
        Blocks { buffer: vec![0; BLOCK_BYTES] }
    }
}

impl Blocks {
    /// What one read gives, empty at the end. Interrupted reads are repeated, and a source that would block is waited
    /// for. Fails where the source fails otherwise.
    pub fn next(&mut self, source: &mut impl Read) -> io::Result<&[u8]> {
        loop {
            match source.read(&mut self.buffer) {
                Ok(len) => return Ok(&self.buffer[..len]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(NAP),
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Script(Vec<io::Result<&'static [u8]>>);

    impl Read for Script {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.remove(0).map(|bytes| {
                buffer[..bytes.len()].copy_from_slice(bytes);
                bytes.len()
            })
        }
    }

    #[test]
    fn interruptions_lose_nothing() {
        let kinds = [ErrorKind::Interrupted, ErrorKind::WouldBlock, ErrorKind::Interrupted];
        let mut steps: Vec<io::Result<&'static [u8]>> = kinds.into_iter().map(|kind| Err(kind.into())).collect();
        steps.push(Ok(b"text"));
        assert_eq!(Blocks::default().next(&mut Script(steps)).unwrap(), b"text");
    }

    #[test]
    fn other_errors_end_the_reading() {
        let steps = vec![Err(ErrorKind::PermissionDenied.into())];
        assert_eq!(Blocks::default().next(&mut Script(steps)).unwrap_err().kind(), ErrorKind::PermissionDenied);
    }
}
