//! Lines whose blanks or letters are in disguise: what folding changes beyond letter case, quotes,
//! dashes and the ellipsis. Such lines are not tested raw; they are few.

/// May the line hold a blank other than a single space, a zero-width character, full-width ASCII, or
/// one of the two signs that fold to an ASCII letter? True for every line that does, and for some more.
#[must_use]
pub fn odd(line: &[u8]) -> bool {
    // Pairs of bytes tell all of them apart from common text. Without branches, so that it vectorizes.
    let Some(next) = line.get(1..) else { return false };
    let mut odd = false;
    for (&a, &b) in line.iter().zip(next) {
        let c2 = (a == 0xc2) & ((b == 0xa0) | (b == 0xad) | (b == 0x85));
        let e2 = (a == 0xe2) & ((b == 0x81) | (b == 0x84));
        // U+2000 to U+200F and U+2028 to U+202F by their last two bytes.
        let spaces = (a == 0x80) & ((b < 0x90) | (b == 0xa8) | (b == 0xa9) | (b == 0xaf)) & (b >= 0x80);
        let e1_e3 = ((a == 0xe3) & (b == 0x80)) | ((a == 0xe1) & (b == 0x9a));
        let ef = (a == 0xef) & (b >= 0xb8);
        let sign = (a == 0xc5) & (b == 0xbf);
        let blanks = (a == b' ') & (b == b' ');
        odd |= c2 | e2 | spaces | e1_e3 | ef | sign | blanks | ((a < 0x20) | (b < 0x20));
    }
    odd
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
                [m] => *m == c || other_cases(*m).is_none_or(|cases| cases.contains(&c)) || matches!(m, '\'' | '"' | '-'),
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
