//! The one sanitiser for text of others that we show: file names, quoted lines, rule sources, messages.
//!
//! A terminal obeys what it is shown; so control characters, and characters that reorder or hide text, become visible
//! escapes. Always, on a terminal or not: logs are read on terminals later. Text that is only filtered never comes here.

use std::fmt::Write;

/// `bytes` as one line of harmless text. Tab stays; C0 and DEL become `^X`; C1, directional and zero-width controls
/// `\u{…}`; line and paragraph separators too; bytes that are not UTF-8 `\x…`. Sanitising twice changes nothing.
pub fn sanitize(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|char| push(&mut shown, char));
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

fn push(shown: &mut String, char: char) {
    match char {
        '\t' => shown.push('\t'),
        '\0'..='\x1f' | '\x7f' => {
            shown.push('^');
            shown.push(char::from(char as u8 ^ 0x40));
        }
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => {
            let _ = write!(shown, "{}", char.escape_unicode());
        }
        _ => shown.push(char),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(sanitize(bytes), expected);
    }

    #[test]
    fn plain_text_of_any_script_is_untouched() {
        check("a\tb ~ é\u{a0}日本 😀".as_bytes(), "a\tb ~ é\u{a0}日本 😀");
    }

    #[test]
    fn no_control_sequence_survives() {
        check(b"\x1b]0;owned\x07\x7f\r\n\0", "^[]0;owned^G^?^M^J^@");
        check("\u{9b}31m".as_bytes(), "\\u{9b}31m");
        check(
            "\u{202e}gpj.exe\u{2066}\u{feff}\u{200b}\u{61c}".as_bytes(),
            "\\u{202e}gpj.exe\\u{2066}\\u{feff}\\u{200b}\\u{61c}",
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_shown() {
        check(b"a\xff\xc3(\xed\xa0\x80", "a\\xff\\xc3(\\xed\\xa0\\x80");
    }

    #[test]
    fn any_bytes_come_out_harmless_and_stable() {
        let mut state = 1_u64;
        for _ in 0..1000 {
            let bytes: Vec<u8> = (0..200)
                .map(|_| {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    (state >> 56) as u8
                })
                .collect();
            let shown = sanitize(&bytes);
            assert!(shown.chars().all(|char| char == '\t' || !char.is_control()), "{bytes:?}");
            assert_eq!(sanitize(shown.as_bytes()), shown);
        }
    }

    #[test]
    fn every_listed_control_is_escaped() {
        let listed =
            (0x80..=0x9f).chain([0x61c, 0xfeff]).chain(0x200b..=0x200f).chain(0x202a..=0x202e).chain(0x2066..=0x2069);
        for char in listed.filter_map(char::from_u32) {
            assert!(sanitize(char.to_string().as_bytes()).is_ascii(), "{char:?}");
        }
    }
}
