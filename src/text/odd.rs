//! Lines whose blanks or letters are in disguise: what folding changes beyond letter case, quotes,
//! dashes and the ellipsis. Such lines are not tested raw; they are few.

/// May the line hold a blank other than a single space, a zero-width character, full-width ASCII, or
/// one of the two signs that fold to an ASCII letter? True for every line that does, and for some more.
#[must_use]
pub fn odd(line: &[u8]) -> bool {
    let next = line.get(1..).unwrap_or_default();
    // Pairs of bytes tell all of them apart from common text. In bytes and without branches, so that
    // the loop is vectorized.
    let is = |yes: bool| u8::from(yes);
    let mut odd = 0;
    for (&a, &b) in line.iter().zip(next) {
        let c2 = is(a == 0xc2) & (is(b == 0xa0) | is(b == 0xad) | is(b == 0x85));
        let e2 = is(a == 0xe2) & (is(b == 0x81) | is(b == 0x84));
        // U+2000 to U+200F and U+2028 to U+202F by their last two bytes.
        let spaces = is(a == 0x80) & (is(b < 0x90) | is(b == 0xa8) | is(b == 0xa9) | is(b == 0xaf));
        let wide = (is(a == 0xe3) & is(b == 0x80)) | is(a == 0xef);
        let sign = is(a == 0xc5) & is(b == 0xbf);
        let blanks = is(a == b' ') & is(b == b' ');
        odd |= c2 | e2 | spaces | wide | sign | blanks | is(a < 0x20);
    }
    odd != 0 || line.last().is_some_and(|&b| b < 0x20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Fold, other_cases};

    /// Every character either folds to a clean spelling of itself or makes its line odd.
    #[test]
    fn no_character_folds_to_another_unseen() {
        let mut fold = Fold::default();
        let mut seen = 0;
        for c in (0..=0x10_ffff_u32).filter_map(char::from_u32).filter(|c| !c.is_ascii()) {
            let raw = format!("a{c}b");
            fold.fold(raw.as_bytes());
            let folded = String::from_utf8_lossy(&fold.bytes).into_owned();
            let middle: Vec<char> = folded.chars().skip(1).take(folded.chars().count().saturating_sub(2)).collect();
            let plain = match middle.as_slice() {
                [m] => {
                    *m == c || other_cases(*m).is_none_or(|cases| cases.contains(&c)) || matches!(m, '\'' | '"' | '-')
                }
                m => m == ['.', '.', '.'],
            };
            if !plain {
                seen += 1;
                assert!(odd(raw.as_bytes()), "{c:?} folds to {middle:?} unseen");
            }
        }
        assert!(seen > 100, "only {seen} characters in disguise");
        assert!(odd(b"a  b") && odd(b"a\tb") && !odd("a “plain” line – of text… ж".as_bytes()));
    }
}
