//! Mistakes in rules files, as a person reads them: code, place, caret, what is wrong, the way out.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Every code and what it means. Codes are never reused; each has a golden file in `tests/diagnostics`.
pub const CODES: &[(&str, &str)] = &[
    ("E001", "header missing, wrong or twice"),
    ("E002", "not UTF-8"),
    ("E003", "file or number of rules too large"),
    ("E004", "blanks at the end of a line"),
    ("E005", "unknown word at the beginning of a line"),
    ("E006", "section heading not closed"),
    ("E007", "unknown category"),
    ("E008", "unknown word in a heading or block line"),
    ("E009", "no list of languages"),
    ("E010", "no id, or one id for two rules of a section"),
    ("E011", "no set, or no name for one"),
    ("E012", "empty item in a set"),
    ("E013", "pattern too long"),
    ("E014", "pattern or block in no section that can hold it"),
    ("E015", "not exactly one blank after a sigil"),
    ("E016", "block without a sound bound"),
    ("E017", "block without both its ends"),
    ("E018", "example out of place or form"),
    ("E019", "unknown line in a block"),
    ("E020", "stray closing character"),
    ("E021", "backslash that escapes nothing"),
    ("E022", "group or placeholder not closed"),
    ("E023", "no placeholder's name"),
    ("E024", "groups too deep"),
    ("E025", "group without alternatives"),
    ("E026", "empty alternative"),
    ("E030", "set that names itself"),
    ("E031", "id twice in a file"),
    ("E032", "`{rest}` out of place"),
    ("E033", "substring too short"),
    ("E034", "single word too weak"),
    ("E036", "could match nothing"),
    ("E037", "nothing to find it by"),
    ("E038", "unknown set"),
];

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// One of [`CODES`].
    pub code: &'static str,
    /// The rules file.
    pub file: String,
    /// Byte range in its text.
    pub place: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

impl Diagnostic {
    /// All of it at once. `code` must be in [`CODES`].
    #[must_use]
    pub fn new(code: &'static str, file: &str, place: Range<usize>, message: &str, help: String) -> Self {
        debug_assert!(CODES.iter().any(|(known, _)| *known == code), "unknown code {code}");
        Diagnostic { code, file: file.to_owned(), place, message: message.to_owned(), help }
    }
}

/// The text of a file's mistakes, one after the other. Control characters are shown, not sent.
#[must_use]
pub fn render(source: &str, mistakes: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let texts: Vec<String> = mistakes.iter().map(|m| renderer.render(&[group(source, m)])).collect();
    texts.join("\n\n")
}

fn group<'a>(source: &'a str, mistake: &'a Diagnostic) -> Group<'a> {
    // Only the line itself is handed over: a file has up to 16 MiB.
    let start = floor(source, mistake.place.start.min(source.len()));
    let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
    let end = floor(source, mistake.place.end.clamp(start, line_end));
    let number = 1 + source[..line_start].bytes().filter(|&b| b == b'\n').count();
    let snippet = Snippet::source(&source[line_start..line_end])
        .line_start(number)
        .path(mistake.file.escape_debug().to_string())
        .annotation(AnnotationKind::Primary.span(start - line_start..end - line_start));
    Level::ERROR
        .primary_title(mistake.message.as_str())
        .id(mistake.code)
        .element(snippet)
        .element(Level::HELP.message(mistake.help.as_str()))
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
