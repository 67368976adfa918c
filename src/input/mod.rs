//! Where documents come from: operands, opened and read in blocks. Knows no text and no rule.

mod blocks;
mod open;

pub use blocks::{BLOCK_BYTES, Blocks};
pub use open::{Document, Operand, grow_pipe};
