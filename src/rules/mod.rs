//! Rules files in, compiled tables out: parse, check, compile.
//!
//! `build.rs` compiles this layer too, to make the built-in tables.

pub mod ast;
mod beginnings;
mod check;
mod compile;
mod ids;
pub mod keys;
mod load;
mod names;
pub mod pack;
mod parse;
mod pattern;
mod report;
pub mod tables;
pub mod trie;

pub use check::check;
pub use compile::compile;
pub use load::{Rules, Source, load};
pub use parse::parse_bytes;
#[allow(unused_imports, reason = "the build script has no use for it")]
pub use report::CODES;
pub use report::{Diagnostic, render};
