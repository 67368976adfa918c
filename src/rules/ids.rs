//! Stable ids: `category.lang.kind.slug`, of `[a-z0-9._-]`, at most 64 bytes.

use super::ast::{Anchor, Category};
use crate::text::fold_pattern;

/// Bytes of an id.
pub const ID_BYTES_MAX: usize = 64;
const SLUG_BYTES_MAX: usize = 40;

/// The word for an anchor in ids.
#[must_use]
pub fn kind_name(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Whole => "whole",
        Anchor::Start => "start",
        Anchor::End => "end",
        Anchor::Within => "within",
        Anchor::Span => "span",
    }
}

/// The id of a rule that names none. `kind` is `kind_name`'s, or `block`.
#[must_use]
pub fn make_id(category: Category, langs: &[String], kind: &str, source: &str) -> String {
    let lang = if langs.is_empty() { "any".to_owned() } else { langs.join("-").to_ascii_lowercase() };
    let head = format!("{}.{lang}.{kind}.", category.name());
    let folded = fold_pattern(source);
    let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut slug = words.join("-");
    let room = SLUG_BYTES_MAX.min(ID_BYTES_MAX.saturating_sub(head.len()));
    if slug.len() > room || slug.is_empty() || !folded.is_ascii() {
        slug.truncate(room.saturating_sub(7));
        let sum = format!("{:06x}", fnv(folded.as_bytes()) & 0xff_ffff);
        slug = if slug.is_empty() { sum } else { format!("{}-{sum}", slug.trim_end_matches('-')) };
    }
    head + &slug
}

/// May this stand as an id?
#[must_use]
pub fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= ID_BYTES_MAX
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}

/// FNV-1a, 64 bits.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
