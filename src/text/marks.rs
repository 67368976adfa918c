//! What stands before the words of a line and does not belong to them: indentation, form feeds, a
//! byte order mark, list bullets, `[12]` link marks and `(BUTTON)`.

use bstr::decode_utf8;

/// True for a line without a visible character. `line` is without its `\n`.
#[must_use]
pub fn is_blank(line: &[u8]) -> bool {
    let mut rest = line;
    while let Some(&b) = rest.first() {
        if matches!(b, b' ' | b'\t' | b'\r' | 0x0b | 0x0c) {
            rest = &rest[1..];
        } else if b < 0x80 {
            return false;
        } else {
            match decode_utf8(rest) {
                (Some(c), size) if is_invisible(c) => rest = &rest[size..],
                _ => return false,
            }
        }
    }
    true
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The length of the line without the blanks at its end.
#[must_use]
pub fn trim_end_len(line: &[u8]) -> usize {
    let mut len = line.len();
    while len > 0 {
        match bstr::decode_last_utf8(&line[..len]) {
            (Some(c), size) if is_invisible(c) => len -= size,
            _ => break,
        }
    }
    len
}

/// The number of bytes of indentation and list marks before the words of a line.
#[must_use]
#[inline]
pub fn marks_len(line: &[u8]) -> usize {
    if line.first().is_some_and(u8::is_ascii_alphanumeric) { 0 } else { marks_before(line) }
}

fn marks_before(line: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&b) = line.get(at) {
        let step = match b {
            b' ' | b'\t' | 0x0b | 0x0c => 1,
            // A mark of ASCII needs a blank after it: `-5` and `*args` are words.
            b'-' | b'*' | b'+' if line.get(at + 1).is_some_and(|b| matches!(b, b' ' | b'\t')) => 2,
            b'[' => link_mark(&line[at..]),
            b'(' if line[at..].starts_with(b"(BUTTON)") => 8,
            0x80.. => match decode_utf8(&line[at..]) {
                (Some('•' | '▪' | '·'), size) => size,
                (Some('–'), size) if line.get(at + size).is_some_and(|b| matches!(b, b' ' | b'\t')) => size + 1,
                (Some(c), size) if is_invisible(c) => size,
                _ => 0,
            },
            _ => 0,
        };
        if step == 0 {
            break;
        }
        at += step;
    }
    at
}

/// True where the line is an item of a list: a bullet, a link mark or `12.` stands before its words.
#[must_use]
pub fn is_listed(line: &[u8]) -> bool {
    let words = marks_len(line);
    line[..words].iter().any(|b| !matches!(b, b' ' | b'\t' | 0x0b | 0x0c)) || ordinal_len(&line[words..]) > 0
}

/// Does the line hold a number of one to three digits, as quantities are and years are not? The number of a list's
/// item and one in parentheses do not count.
#[must_use]
pub fn has_quantity(line: &[u8]) -> bool {
    let words = &line[marks_len(line)..];
    let words = &words[ordinal_len(words)..];
    let mut before = None;
    words.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()).any(|run| {
        let after = std::mem::replace(&mut before, run.last().copied());
        run[0].is_ascii_digit() && run.len() <= 3 && after != Some(b'(')
    })
}

/// Is a label of six bytes or more written twice in a row, as menus leave whose items have an icon's text as well?
#[must_use]
pub fn is_doubled(line: &[u8]) -> bool {
    let words = &line[marks_len(line)..];
    let words = &words[..trim_end_len(words)];
    let (first, second) = words.split_at(words.len() / 2);
    let second = if words.len() % 2 == 1 { second.strip_prefix(b" ").unwrap_or_default() } else { second };
    first.len() >= 6 && first == second && first.iter().any(|&b| b.is_ascii_alphabetic() || b >= 0x80)
}

/// The length of the number that an item of a list begins with: `12.` or `12)` before a blank.
fn ordinal_len(words: &[u8]) -> usize {
    let digits = words.iter().take_while(|b| b.is_ascii_digit()).count();
    let numbered = matches!(digits, 1..=3) && matches!(words[digits..], [b'.' | b')', b' ' | b'\t', ..]);
    if numbered { digits + 1 } else { 0 }
}

/// `[12]`, as text browsers number links: one to four digits.
fn link_mark(rest: &[u8]) -> usize {
    let digits = rest.iter().skip(1).take_while(|b| b.is_ascii_digit()).take(5).count();
    if (1..=4).contains(&digits) && rest.get(digits + 1) == Some(&b']') { digits + 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_a_small_number() {
        for line in ["300 g of beans", "- 2 onions", "2. 1/2 leek", "Flour 100g"] {
            assert!(has_quantity(line.as_bytes()), "{line}");
        }
        for line in ["salt", "2. salt", "• May 2021", "Harbour (12)", ""] {
            assert!(!has_quantity(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_doubled_label_is_its_own_half() {
        for line in ["• PodcastsPodcasts", "  Contact us Contact us \n", "À proposÀ propos"] {
            assert!(is_doubled(line.as_bytes()), "{line}");
        }
        for line in ["Bora Bora", "Podcasts  Podcasts of ours", "------------", "", "1234567 1234567"] {
            assert!(!is_doubled(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn marks_before_the_words_are_measured() {
        for (line, words) in [
            ("  * Share", "Share"),
            ("\u{c}  [12]Share", "Share"),
            ("   (BUTTON) Share", "Share"),
            ("•Share", "Share"),
            ("– [3] Share", "Share"),
            ("-5 degrees", "-5 degrees"),
            ("[12345] x", "[12345] x"),
            ("[a] x", "[a] x"),
            ("\u{feff}Share", "Share"),
        ] {
            assert_eq!(&line[marks_len(line.as_bytes())..], words, "{line:?}");
        }
    }

    #[test]
    fn only_invisible_lines_are_blank() {
        for line in ["", " \t\r", "\u{a0}\u{200b}", "\u{c}"] {
            assert!(is_blank(line.as_bytes()), "{line:?}");
        }
        for line in ["a", "  .", "\u{0}"] {
            assert!(!is_blank(line.as_bytes()), "{line:?}");
        }
    }
}
