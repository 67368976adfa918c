//! Keys: what a line must hold for a pattern to match it, as bytes that can be tested before folding.
//!
//! A *head* is the folded literal that a pattern begins with. A *gram* is six bytes of a literal.
//! Both are compared after [`soften`], which is cheap on raw bytes and makes ASCII letters of either
//! case equal. A pattern's grams are taken from a window of eight bytes or more, so that looking at
//! every third position of a line finds one of them; for letters of other alphabets that have a case,
//! the grams of every spelling are filed.

use crate::text::other_cases;

/// Bytes of a gram.
pub const GRAM: usize = 6;
/// Lines are looked at at every so many bytes.
pub const GRAM_STRIDE: usize = 3;
/// The gate looks at every so many bytes at most.
pub const GATE_STRIDE_MAX: usize = 8;
/// Spellings of one window.
const SPELLINGS_MAX: usize = 64;

/// Makes ASCII letters of either case equal, and some other bytes that are not.
#[must_use]
pub fn soften(byte: u8) -> u8 {
    byte | 0x20
}

/// Softens eight bytes at once.
#[must_use]
pub fn soften8(bytes: u64) -> u64 {
    bytes | 0x2020_2020_2020_2020
}

/// The hash of the gram in the low six bytes of a softened word.
#[must_use]
pub fn gram_hash(word: u64) -> u32 {
    let gram = word & 0xffff_ffff_ffff;
    (gram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

/// The hash of eight softened bytes.
#[must_use]
pub fn hash8(word: u64) -> u32 {
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

/// The hash of four softened bytes.
#[must_use]
pub fn hash4(word: u32) -> u32 {
    let h = (word ^ (word >> 15)).wrapping_mul(0x9e37_79b1);
    h ^ (h >> 16)
}

/// The hash of three softened bytes, the low ones of a word.
#[must_use]
pub fn hash3(word: u32) -> u32 {
    hash4(word & 0x00ff_ffff)
}

/// The hash of the first `length` of eight softened bytes; `length` is less than eight.
#[must_use]
pub fn short_hash(word: u64, length: usize) -> u32 {
    hash8((word & ((1 << (8 * length)) - 1)) | (length as u64) << 56)
}

/// A gram of a literal: its hash, and its offset in the folded literal.
pub type GramKey = (u32, u32);

/// The grams of the window of these folded literals that is least likely in running text, in every spelling, with the
/// number of the literal it stands in. The window is of so many bytes that one of its grams is seen at every `stride`.
/// `None` if no literal has a window that folds from itself alone.
#[must_use]
pub fn rarest_grams<'a>(folded: impl Iterator<Item = &'a str>, stride: usize) -> Option<(usize, Vec<GramKey>)> {
    let mut best: Option<(u32, usize, usize, String)> = None;
    for (number, literal) in folded.enumerate() {
        for (start, window) in windows(literal, GRAM + stride - 1) {
            let cost = window.bytes().map(commonness).sum();
            if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
                best = Some((cost, number, start, window.to_owned()));
            }
        }
    }
    let (_, number, start, window) = best?;
    let mut keys: Vec<GramKey> = spellings(&window)
        .iter()
        .flat_map(|spelling| {
            let grams = spelling.as_bytes().windows(GRAM).enumerate();
            grams.map(|(at, gram)| (gram_hash(softened(gram)), (start + at) as u32)).collect::<Vec<_>>()
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    Some((number, keys))
}

/// The longest stride at which `rarest_grams` finds a window.
#[must_use]
pub fn longest_stride(literals: &[&str]) -> Option<usize> {
    let found = |stride: &usize| literals.iter().any(|l| windows(l, GRAM + stride - 1).next().is_some());
    (GRAM_STRIDE..=GATE_STRIDE_MAX).rev().find(found)
}

/// The hashes of the last eight bytes of a literal, in every spelling. `None` where they may have other spellings.
#[must_use]
pub fn tail_hashes(literal: &str) -> Option<Vec<u32>> {
    let start = (0..=literal.len().checked_sub(8)?).rev().find(|&at| literal.is_char_boundary(at))?;
    let tail = &literal[start..];
    // The gate does not look at a colon that ends a line.
    let clean = !tail.ends_with(':') && tail.chars().all(is_clean) && spelling_count(tail) <= SPELLINGS_MAX;
    let hash = |spelling: &String| spelling.as_bytes().last_chunk::<8>().map(|last| hash8(softened(last)));
    clean.then(|| spellings(tail).iter().filter_map(hash).collect())
}

/// Up to eight bytes, softened, as a word.
#[must_use]
pub fn softened(bytes: &[u8]) -> u64 {
    let mut word = [0_u8; 8];
    for (to, &byte) in word.iter_mut().zip(bytes) {
        *to = soften(byte);
    }
    u64::from_le_bytes(word)
}

/// All windows of clean characters of at least `length` bytes, each as short as it may be.
fn windows(folded: &str, length: usize) -> impl Iterator<Item = (usize, &str)> {
    folded.char_indices().filter_map(move |(start, _)| {
        let mut end = start;
        for c in folded[start..].chars() {
            if !is_clean(c) {
                return None;
            }
            end += c.len_utf8();
            if end - start >= length {
                return (spelling_count(&folded[start..end]) <= SPELLINGS_MAX).then(|| (start, &folded[start..end]));
            }
        }
        None
    })
}

/// Nothing but the character itself, in its cases, folds to it. What may be a sign in disguise is not
/// clean: quotes, dashes and dots. A blank is: lines with odd blanks are not tested raw.
fn is_clean(c: char) -> bool {
    match c {
        '\'' | '"' | '-' | '.' => false,
        _ if c.is_ascii() => true,
        _ => other_cases(c).is_some_and(|cases| cases.iter().all(|other| other.len_utf8() == c.len_utf8())),
    }
}

fn spelling_count(window: &str) -> usize {
    window.chars().filter(|c| !c.is_ascii()).map(|c| 1 + other_cases(c).map_or(0, |cases| cases.len())).product()
}

fn spellings(window: &str) -> Vec<String> {
    let mut done = vec![String::new()];
    for c in window.chars() {
        let others = if c.is_ascii() { Vec::new() } else { other_cases(c).unwrap_or_default() };
        let mut next = Vec::with_capacity(done.len() * (1 + others.len()));
        for head in &done {
            for &other in std::iter::once(&c).chain(&others) {
                next.push(format!("{head}{other}"));
            }
        }
        done = next;
    }
    done
}

/// How common a byte is in English text, in tenths of a per cent, roughly (letter frequencies of any
/// textbook; a byte of another script says little).
fn commonness(byte: u8) -> u32 {
    match byte {
        b' ' => 180,
        b'e' => 102,
        b't' => 75,
        b'a' => 65,
        b'o' => 62,
        b'n' | b'i' => 57,
        b's' => 53,
        b'h' | b'r' => 50,
        b'd' | b'l' => 33,
        b'c' | b'u' | b'm' | b'w' | b'f' => 22,
        b'g' | b'y' | b'p' => 17,
        b'b' => 13,
        b'v' | b'k' => 8,
        0x80.. => 30,
        _ => 4,
    }
}
