//! Texts that are rarely wanted, small: the built-in packs as they were written, and the ids of their rules.

/// Packs a text; the build script does.
#[allow(dead_code, reason = "the program only unpacks")]
#[must_use]
pub fn packed(text: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(text, 10)
}

/// The text again; empty for what `packed` did not make.
#[must_use]
pub fn unpacked(packed: &[u8]) -> Vec<u8> {
    miniz_oxide::inflate::decompress_to_vec(packed).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let text = "= Leave a comment\n".repeat(1000);
        let small = packed(text.as_bytes());
        assert!(small.len() < text.len() / 50);
        assert_eq!(unpacked(&small), text.as_bytes());
        assert_eq!(unpacked(b"neither"), b"");
    }
}
