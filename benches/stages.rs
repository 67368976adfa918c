//! Throughput of the filter's stages, each through the public interface: no stage is public, so each has a text at which
//! nearly every line ends. Counts are asserted. Run with `cargo bench`; a word after `--` chooses the rows that contain it.
//!
//! | row | what the text makes the filter do |
//! |---|---|
//! | newline index | nothing: `memchr` alone, the floor |
//! | lines | the walk over lines without rules |
//! | gate | plain ASCII beginnings that no rule has |
//! | gate, grams | the same for lines of 2,000 bytes, which the search for grams goes through |
//! | fold | lines that begin with a curly quote: their beginning is folded to be looked up |
//! | judge | lines that begin like a rule and are none |
//! | hits | a rule's line between paragraphs: it waits and is settled |
//! | suspects | nothing but rules' lines, without end |
//! | blank | nothing but newlines |
//! | whole | an article with all of it |

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};
use std::{env, process};

use declutter::{BLOCK_BYTES, Decided, Declutter, Rules, Selection, Sink, Source, Verdict, load};

const TEXT_BYTES: usize = 4 << 20;
/// A row is repeated for so long, at least thrice; its best time counts.
const ROW_TIME: Duration = Duration::from_millis(600);
/// The worst case is given a smaller text, or it would be the whole bench.
const SLOW_TEXT_BYTES: usize = 1 << 20;
const OWN_RULES: usize = 300;

const WORDS: &[&str] = &[
    "after", "agreed", "among", "autumn", "bench", "bridge", "bring", "century", "council", "country", "course",
    "early", "evening", "family", "farmers", "figures", "forest", "garden", "gravel", "harbour", "history", "hundred",
    "island", "kitchen", "library", "market", "mayor", "meadow", "morning", "mountain", "nobody", "north", "orchard",
    "painted", "people", "perhaps", "quarter", "question", "quiet", "railway", "repair", "river", "roof", "school",
    "season", "several", "shallow", "stood", "street", "summer", "teacher", "thirty", "timber", "toward", "valley",
    "village", "walked", "water", "weather", "windows", "winter", "without", "worked", "years",
];
/// A rule of the packs knows each as a whole line.
const CLUTTER: &[&str] = &["Back to all comments", "Comment navigation", "Leave a trackback", "Share this entry"];
/// What follows makes them none.
const NEAR_CLUTTER: &[&str] =
    &["Back to all commerce", "Comment navigators", "Leave a tracksuit", "Share this entrance"];

fn main() {
    let asked: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if let Err(error) = run(&asked) {
        let _ = writeln!(io::stderr(), "stages: {error}");
        process::exit(1);
    }
}

fn run(asked: &[String]) -> io::Result<()> {
    let wanted = |row: &str| asked.is_empty() || asked.iter().any(|word| row.contains(word.as_str()));
    let mut out = io::stdout().lock();
    writeln!(out, "{:<16} {:>9} {:>9} {:>10} {:>9}", "stage", "MB/s", "ns/line", "lines", "removed")?;
    let builtin = Rules::builtin();
    let none = Rules::none();
    let article = Text::new().article(TEXT_BYTES);
    if wanted("newline index") {
        let (took, lines) = best(|| memchr::memchr_iter(b'\n', &article).count());
        assert_eq!(lines, lines_of(&article));
        row(&mut out, "newline index", article.len(), took, lines, 0)?;
    }
    let rows: [(&str, &Rules, Vec<u8>, Expect); 9] = [
        ("lines", &none, article.clone(), Expect::Nothing),
        ("gate", &builtin, Text::new().prose(TEXT_BYTES, "", 120), Expect::Nothing),
        ("gate, grams", &builtin, Text::new().prose(TEXT_BYTES, "", 2000), Expect::Nothing),
        ("fold", &builtin, Text::new().prose(TEXT_BYTES, "“", 120), Expect::Nothing),
        ("judge", &builtin, Text::new().judged(TEXT_BYTES), Expect::Nothing),
        ("hits", &builtin, Text::new().hits(TEXT_BYTES), Expect::Every(2)),
        ("suspects", &builtin, Text::new().suspects(SLOW_TEXT_BYTES), Expect::All),
        ("blank", &builtin, vec![b'\n'; SLOW_TEXT_BYTES], Expect::Nothing),
        ("whole", &builtin, article, Expect::Planted),
    ];
    for (name, rules, text, expect) in rows {
        if wanted(name) {
            let lines = lines_of(&text);
            let mut declutter = Declutter::new(rules, &Selection::default());
            let (took, tally) = best(|| filter(&mut declutter, &text));
            assert_eq!(tally.bytes, text.len(), "{name}: every byte comes out once");
            expect.check(name, &text, lines, tally.removed);
            row(&mut out, name, text.len(), took, lines, tally.removed)?;
        }
    }
    if wanted("start-up") {
        start_up(&mut out)?;
    }
    Ok(())
}

/// What a run costs before its first byte.
fn start_up(out: &mut impl io::Write) -> io::Result<()> {
    let (took, ()) = best(|| {
        let rules = Rules::builtin();
        black_box(Declutter::new(&rules, &Selection::default()));
    });
    writeln!(out, "start-up: {} ns for a filter by the built-in rules", took.as_nanos())?;
    let mut source = String::from("declutter 1\n\n[share]\n");
    for number in 0..OWN_RULES {
        let _ = writeln!(source, "= Share {} with {} friends", WORDS[number % WORDS.len()], number);
    }
    let source = Source { name: "own.rules".to_owned(), bytes: source.into_bytes() };
    let (took, count) = best(|| {
        let mut rules = Rules::none();
        if let Ok(packs) = load(std::slice::from_ref(&source), &[]) {
            rules.add(&packs, &[]);
        }
        rules.ids().count()
    });
    assert_eq!(count, OWN_RULES);
    writeln!(out, "start-up: {} µs for {OWN_RULES} rules of a user's own", took.as_micros())
}

/// What a row's text loses.
#[derive(Clone, Copy, Debug)]
enum Expect {
    Nothing,
    /// Each of so many lines that are not blank.
    Every(usize),
    /// What `CLUTTER` lists.
    Planted,
    All,
}

impl Expect {
    fn check(self, name: &str, text: &[u8], lines: usize, removed: usize) {
        let visible = || text.split(|&b| b == b'\n').filter(|l| !l.is_empty());
        match self {
            Expect::Nothing => assert_eq!(removed, 0, "{name}"),
            Expect::Every(nth) => assert_eq!(removed, visible().count() / nth, "{name}"),
            Expect::All => assert_eq!(removed, lines, "{name}"),
            Expect::Planted => {
                let planted = visible().filter(|l| CLUTTER.iter().any(|c| c.as_bytes() == *l)).count();
                assert_eq!(removed, planted, "{name}");
            }
        }
    }
}

/// Counts, and looks at every byte as little as a sink can.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    bytes: usize,
    removed: usize,
}

impl Sink for Tally {
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += black_box(bytes).len();
        Ok(())
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        self.bytes += black_box(line.bytes).len();
        self.removed += usize::from(matches!(line.verdict, Verdict::Remove(_)));
        Ok(())
    }
}

/// One document, in the blocks that the program reads.
fn filter(declutter: &mut Declutter<'_>, text: &[u8]) -> Tally {
    let mut tally = Tally::default();
    for block in text.chunks(BLOCK_BYTES) {
        let taken = declutter.push(block, &mut tally);
        assert!(taken.is_ok());
    }
    assert!(declutter.finish(&mut tally).is_ok());
    tally
}

fn best<T>(mut job: impl FnMut() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let mut shortest = Duration::MAX;
    let mut runs = 0;
    loop {
        let start = Instant::now();
        let result = black_box(job());
        shortest = shortest.min(start.elapsed());
        runs += 1;
        if runs >= 3 && begun.elapsed() > ROW_TIME {
            return (shortest, result);
        }
    }
}

fn row(
    out: &mut impl io::Write,
    name: &str,
    bytes: usize,
    took: Duration,
    lines: usize,
    removed: usize,
) -> io::Result<()> {
    let rate = bytes as f64 / 1e6 / took.as_secs_f64();
    let line = took.as_nanos() as f64 / lines as f64;
    writeln!(out, "{name:<16} {rate:>9.0} {line:>9.1} {lines:>10} {removed:>9}")
}

fn lines_of(text: &[u8]) -> usize {
    text.iter().filter(|&&b| b == b'\n').count()
}

/// Draws texts, always the same. All begin with a paragraph, without which nothing of a document is an article.
struct Text {
    state: u64,
    out: String,
}

impl Text {
    fn new() -> Text {
        let mut text = Text { state: 20_260_101, out: String::new() };
        text.paragraph("", 200);
        text
    }

    /// A number below `bound` (Knuth's multiplicative generator: good enough for words).
    fn draw(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % bound
    }

    fn paragraph(&mut self, begin: &str, bytes: usize) {
        let end = self.out.len() + bytes;
        self.out.push_str(begin);
        let first = WORDS[self.draw(WORDS.len())];
        self.out.push(first.as_bytes()[0].to_ascii_uppercase() as char);
        self.out.push_str(&first[1..]);
        while self.out.len() < end {
            self.out.push(' ');
            let word = WORDS[self.draw(WORDS.len())];
            self.out.push_str(word);
        }
        self.out.push_str(".\n");
    }

    fn line(&mut self, of: &[&str]) {
        let line = of[self.draw(of.len())];
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn until(mut self, bytes: usize, mut more: impl FnMut(&mut Text)) -> Vec<u8> {
        while self.out.len() < bytes {
            more(&mut self);
        }
        self.out.into_bytes()
    }

    fn prose(self, bytes: usize, begin: &str, line: usize) -> Vec<u8> {
        self.until(bytes, |text| text.paragraph(begin, line))
    }

    fn judged(self, bytes: usize) -> Vec<u8> {
        self.until(bytes, |text| {
            let begin = NEAR_CLUTTER[text.draw(NEAR_CLUTTER.len())];
            text.paragraph(&format!("{begin} "), 120);
        })
    }

    fn hits(mut self, bytes: usize) -> Vec<u8> {
        self.line(CLUTTER);
        self.until(bytes, |text| {
            text.paragraph("", 120);
            text.line(CLUTTER);
        })
    }

    fn suspects(mut self, bytes: usize) -> Vec<u8> {
        self.out.clear();
        self.until(bytes, |text| text.line(CLUTTER))
    }

    /// Lines of 5 to 900 bytes as in news, a fifth of them blank, one of 200 clutter.
    fn article(self, bytes: usize) -> Vec<u8> {
        self.until(bytes, |text| match text.draw(200) {
            0 => text.line(CLUTTER),
            1..40 => text.out.push('\n'),
            40..80 => text.paragraph("", 15),
            80..88 => text.paragraph("“", 150),
            88..140 => text.paragraph("", 90),
            140..175 => text.paragraph("", 240),
            _ => text.paragraph("", 600),
        })
    }
}
