//! The rules language as data: what the parser makes of a pack, before it is checked and compiled.

use std::ops::Range;

/// What a removed line is, or `Keep` for guards. The order is the order of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
#[repr(u8)]
pub enum Category {
    Ad,
    Share,
    Comments,
    Donate,
    Newsletter,
    Subscribe,
    Nav,
    Related,
    App,
    Legal,
    Media,
    Ai,
    Error,
    Promo,
    Author,
    Byline,
    Dateline,
    Caption,
    Credit,
    Tags,
    Headline,
    Keep,
}

/// How much a hit says. The order is the order of precedence among rules about one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// Counts only in company.
    Weak,
    /// Is enough alone.
    Strong,
    /// Beats everything: the line stays.
    Guard,
}

/// Where in a line a pattern may stand: the sigil.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Anchor {
    /// `=` the whole line.
    Whole,
    /// `^` the start of the line.
    Start,
    /// `$` the end of the line.
    End,
    /// `*` anywhere in a line of at most 160 folded characters.
    Within,
    /// `~` words cut out of a line that stays.
    Span,
}

/// One piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as written, escapes resolved, not folded.
    Literal(String),
    /// `{n}` and the like.
    Placeholder(Placeholder),
    /// `(a|b)`; `[x]` is a choice whose last branch is empty.
    Choice(Vec<Vec<Piece>>),
}

/// A typed, bounded hole in a pattern. `rules/README.md` says what each matches.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Placeholder {
    Number,
    Name,
    Any,
    Rest,
    Url,
    Email,
    Handle,
    /// A list that a pack defines with `set`; `{date}`, `{time}` and `{ago}` are such lists too.
    Set(String),
}

/// A pattern with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As written, without the sigil.
    pub source: String,
    /// In order.
    pub pieces: Vec<Piece>,
    /// Byte range of `source` in the pack.
    pub place: Range<usize>,
}

/// What closes a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closer {
    /// A line that the pattern hits; it goes too.
    Line(Anchor, Pattern),
    /// The end of the document.
    End,
    /// The next prose line, which stays.
    Prose,
}

/// What a rule looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// One pattern, one line.
    Line(Anchor, Pattern),
    /// A bounded region. Several `from` and `to` lines are alternatives.
    Block {
        /// Openers: `Whole` or `Start`.
        from: Vec<(Anchor, Pattern)>,
        /// Closers.
        to: Vec<Closer>,
        /// Non-blank logical lines, both ends included.
        max: u16,
    },
}

/// An example that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The line, or the lines of a block example without their `| `.
    pub lines: Vec<String>,
    /// `+` the rule hits (a block goes), `-` it does not (a block stays).
    pub hits: bool,
    /// Byte range in the pack.
    pub place: Range<usize>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `category.lang.kind.slug`, or as `id=` says.
    pub id: String,
    /// From the section heading.
    pub category: Category,
    /// From the section heading; empty means any language.
    pub langs: Vec<String>,
    /// From the section heading.
    pub strength: Strength,
    /// True where the section says `level=thorough`: active only there.
    pub thorough: bool,
    /// What it looks for.
    pub body: Body,
    /// What it must and must not hit.
    pub examples: Vec<Example>,
    /// Byte range in the pack, for diagnostics.
    pub place: Range<usize>,
}

/// A list of alternatives by name: `set site = Facebook | X`. Items are pattern fragments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// ASCII lower-case letters, digits and `_`.
    pub name: String,
    /// At least one.
    pub items: Vec<Pattern>,
    /// Byte range in the pack.
    pub place: Range<usize>,
}

/// A rules file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// For messages.
    pub file: String,
    /// From the `title` line; empty where there is none.
    pub title: String,
    /// In order.
    pub sets: Vec<Set>,
    /// In order.
    pub rules: Vec<Rule>,
}

/// Is there a `{rest}` anywhere in the pieces?
#[must_use]
pub fn has_rest(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Placeholder(placeholder) => *placeholder == Placeholder::Rest,
        Piece::Choice(branches) => branches.iter().any(|b| has_rest(b)),
        Piece::Literal(_) => false,
    })
}

/// May the last of the pieces that is more than punctuation end in words of any kind?
#[must_use]
pub fn ends_in_words(pieces: &[Piece]) -> bool {
    match last_worded(pieces).map(|at| &pieces[at]) {
        Some(Piece::Placeholder(placeholder)) => *placeholder == Placeholder::Any,
        Some(Piece::Choice(branches)) => branches.iter().any(|b| ends_in_words(b)),
        _ => false,
    }
}

/// The last of the pieces that is more than punctuation.
#[must_use]
pub fn last_worded(pieces: &[Piece]) -> Option<usize> {
    pieces.iter().rposition(is_worded)
}

fn is_worded(piece: &Piece) -> bool {
    match piece {
        Piece::Literal(text) => text.chars().any(char::is_alphanumeric),
        Piece::Choice(branches) => branches.iter().flatten().any(is_worded),
        Piece::Placeholder(_) => true,
    }
}

/// The names of the sets that the pieces name, each as often as it is named.
#[must_use]
pub fn set_names(pieces: &[Piece]) -> Vec<&str> {
    pieces
        .iter()
        .flat_map(|piece| match piece {
            Piece::Placeholder(Placeholder::Set(name)) => vec![name.as_str()],
            Piece::Choice(branches) => branches.iter().flat_map(|b| set_names(b)).collect(),
            _ => Vec::new(),
        })
        .collect()
}

impl Rule {
    /// Every pattern of the rule: its own, or its block's openers and closers.
    pub fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        let (line, from, to) = match &self.body {
            Body::Line(_, pattern) => (Some(pattern), &[][..], &[][..]),
            Body::Block { from, to, .. } => (None, from.as_slice(), to.as_slice()),
        };
        let closers = to.iter().filter_map(|closer| match closer {
            Closer::Line(_, pattern) => Some(pattern),
            Closer::End | Closer::Prose => None,
        });
        line.into_iter().chain(from.iter().map(|(_, pattern)| pattern)).chain(closers)
    }
}
