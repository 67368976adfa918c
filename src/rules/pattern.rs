//! The text of one pattern, parsed: literals, `{placeholders}`, `(a|b)`, `[optional]`, escapes.

use std::ops::Range;

use super::ast::{Pattern, Piece, Placeholder};

/// Groups may stand in groups, this deep.
const DEPTH_MAX: usize = 4;

/// What is wrong with a pattern, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// One of the codes in `report`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Byte range in the pattern's text.
    pub place: Range<usize>,
    /// The way out.
    pub help: String,
}

/// Parses a pattern; `offset` is where its text begins in the pack.
///
/// # Errors
/// The first mistake in it.
pub fn parse_pattern(source: &str, offset: usize) -> Result<Pattern, Mistake> {
    let mut reader = Reader { source, at: 0 };
    let pieces = reader.sequence(0)?;
    Ok(Pattern { source: source.to_owned(), pieces, place: offset..offset + source.len() })
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn mistake<T>(&self, code: &'static str, place: Range<usize>, message: &str, help: String) -> Result<T, Mistake> {
        Err(Mistake { code, message: message.to_owned(), place, help })
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    /// Up to the end, or to what ends a branch of a group.
    fn sequence(&mut self, depth: usize) -> Result<Vec<Piece>, Mistake> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        while let Some(c) = self.peek() {
            let start = self.at;
            match c {
                '|' | ')' | ']' if depth > 0 => break,
                '|' | ')' | ']' | '}' => {
                    let help = format!("to mean the character itself, write `\\{c}`");
                    return self.mistake("E020", start..start + 1, &format!("stray `{c}`"), help);
                }
                '\\' => {
                    self.at += 1;
                    match self.peek() {
                        Some(e) if "()[]{}|\\#=^$*~".contains(e) => {
                            text.push(e);
                            self.at += e.len_utf8();
                        }
                        _ => {
                            let help = "a backslash stands before one of ( ) [ ] { } | \\ # = ^ $ * ~; for itself write `\\\\`".to_owned();
                            return self.mistake("E021", start..self.at, "a backslash that escapes nothing", help);
                        }
                    }
                }
                '{' | '(' | '[' => {
                    if !text.is_empty() {
                        pieces.push(Piece::Literal(std::mem::take(&mut text)));
                    }
                    pieces.push(if c == '{' { self.placeholder()? } else { self.group(c, depth)? });
                }
                _ => {
                    text.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Literal(text));
        }
        Ok(pieces)
    }

    fn placeholder(&mut self) -> Result<Piece, Mistake> {
        let start = self.at;
        let Some(len) = self.source[start..].find('}') else {
            let help = "close it with `}`, or write `\\{` to mean the character itself".to_owned();
            return self.mistake("E022", start..self.source.len(), "`{` is not closed", help);
        };
        let name = &self.source[start + 1..start + len];
        self.at = start + len + 1;
        let placeholder = match name {
            "n" => Placeholder::Number,
            "name" => Placeholder::Name,
            "any" => Placeholder::Any,
            "rest" => Placeholder::Rest,
            "url" => Placeholder::Url,
            "email" => Placeholder::Email,
            "handle" => Placeholder::Handle,
            set if is_set_name(set) => Placeholder::Set(set.to_owned()),
            _ => {
                let help = "a name is of a-z, 0-9 and _; to mean the characters themselves, write `\\{`".to_owned();
                return self.mistake("E023", start..self.at, "this is no placeholder's name", help);
            }
        };
        Ok(Piece::Placeholder(placeholder))
    }

    fn group(&mut self, open: char, depth: usize) -> Result<Piece, Mistake> {
        let start = self.at;
        let close = if open == '(' { ')' } else { ']' };
        self.at += 1;
        if depth >= DEPTH_MAX {
            let help = "write several patterns".to_owned();
            return self.mistake("E024", start..start + 1, "groups stand too deep in each other", help);
        }
        let mut branches = vec![self.sequence(depth + 1)?];
        while self.peek() == Some('|') {
            self.at += 1;
            branches.push(self.sequence(depth + 1)?);
        }
        if self.peek() != Some(close) {
            let help = format!("close it with `{close}`, or write `\\{open}` to mean the character itself");
            return self.mistake("E022", start..self.at, &format!("`{open}` is not closed"), help);
        }
        self.at += 1;
        let whole = &self.source[start..self.at];
        if open == '(' && branches.len() < 2 {
            let help = format!("to mean the characters themselves, write `\\({}\\)`", &whole[1..whole.len() - 1]);
            return self.mistake("E025", start..self.at, "a group without `|`", help);
        }
        if branches.iter().any(Vec::is_empty) {
            let help = "what may be missing stands in `[ ]`".to_owned();
            return self.mistake("E026", start..self.at, "an empty alternative", help);
        }
        if open == '[' {
            branches.push(Vec::new());
        }
        Ok(Piece::Choice(branches))
    }
}

/// `a-z`, `0-9` and `_`, beginning with a letter.
#[must_use]
pub fn is_set_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
