//! Facts about bytes: what makes spellings comparable, and the shape of a line.
//!
//! This layer knows no rule and no document.

mod fold;
mod marks;
mod odd;
mod shape;

pub use fold::{
    FOLDED_CHARS_MAX, Fold, fold_pattern, is_boundary, is_cjk_char, is_plain, is_word_char, last_char, next_char,
    other_cases,
};
pub use marks::{has_quantity, is_blank, is_doubled, is_listed, marks_len, trim_end_len};
pub use odd::odd;
pub use shape::{Shape, is_closed, shape};
