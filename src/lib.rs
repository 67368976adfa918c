//! Strips what is not the article from the text that extractors make of web pages: ad markers, share
//! bars, comment widgets, donation appeals, subscription boxes, cookie notices, read-also lists.
//!
//! ```text
//! bytes → Declutter::push → lines → facts → window → settle → Sink
//!                 Rules: parse → check → compile ↗
//! ```
//!
//! [`Declutter`] takes a document in pieces and tells a [`Sink`] about every byte of it, once and in
//! order: kept or removed, and why. [`Rules`] are the built-in packs, a user's own, or none.

#![forbid(unsafe_code)]

mod builtin;
mod engine;
mod examples;
mod input;
mod output;
mod pipeline;
mod rules;
mod text;

pub use builtin::{builtin_packs, builtin_sets};
pub use engine::*;
pub use examples::*;
pub use input::{BLOCK_BYTES, Blocks, Document, Operand, grow_pipe};
pub use output::*;
pub use pipeline::{Failure, run};
pub use rules::ast::{Anchor, Body, Category, Closer, Pack, Pattern, Rule, Set, Strength};
pub use rules::{CODES, Rules, Source, load};
