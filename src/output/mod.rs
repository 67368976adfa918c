//! One sink per file: text, removed text, marked, explained.
