//! The laws, over generated documents. A failure prints the seed and the smallest document.

use std::io;

use declutter::{Decided, Declutter, Level, Rules, Selection, Sink, Source, Verdict, load};
use proptest::prelude::*;

const PACK: &str = "declutter 1
set site = Facebook | X

[share]
= Share
= Share on {site}
^ Follow {name} on {site}{rest}

[share weak]
= Print
= Email

[ad]
= Advertisement
~ \\(Advertisement\\)

[comments]
= {n} comments
block max=6
    from = Write a comment
    to = Post comment
block max=9 id=comments.tail
    from = Comment policy
    to end

[related]
block max=5
    from = More from the archive
    to prose

[keep]
^ Advertisement of vacancy{rest}
";

/// One line of a generated document, without its end.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let phrases = [
        "Share",
        "share:",
        "  * Share on Facebook",
        "Share on",
        "Facebook",
        "Follow The Daily Bugle on X today",
        "Print",
        "Email",
        "Advertisement",
        "Advertisement of vacancy: clerk",
        "12 comments",
        "Write a comment",
        "Post comment",
        "Comment policy",
        "More from the archive",
        "Bridge repaired in a day",
        "and then the council",
        "“Quoted words” (Advertisement) in a line",
        "(Advertisement)",
        "The council met on Monday and agreed to repair the old bridge before winter comes.",
        "A long line of text that goes on and on without any end, so that it is prose by its letters alone, or so it seems",
        "The river rose (Advertisement) in the night and the old bridge stood under water until the morning of the next day.",
        "市議会は月曜日に会合を開き、冬が来る前に古い橋を修理することで合意した。",
    ];
    prop_oneof![
        8 => proptest::sample::select(phrases.to_vec()).prop_map(|p| p.as_bytes().to_vec()),
        4 => Just(Vec::new()),
        1 => Just(b" \t".to_vec()),
        1 => proptest::collection::vec(any::<u8>().prop_map(|b| if b == b'\n' { b'x' } else { b }), 0..40),
        1 => (16_380_usize..16_390).prop_map(|n| vec![b'a'; n]),
    ]
}

fn document() -> impl Strategy<Value = Vec<u8>> {
    let end = prop_oneof![6 => Just(&b"\n"[..]), 1 => Just(&b"\r\n"[..])];
    (proptest::collection::vec((line(), end), 0..40), any::<bool>()).prop_map(|(lines, cut)| {
        let mut text: Vec<u8> = lines.iter().flat_map(|(l, e)| [l.as_slice(), e].concat()).collect();
        if cut {
            text.pop();
        }
        text
    })
}

/// What came out: every byte with its fate, and what stayed.
#[derive(Default, PartialEq, Eq, Debug)]
struct Record {
    all: Vec<u8>,
    kept: Vec<u8>,
    removed_lines: Vec<Vec<u8>>,
    squeezed_visible: bool,
}

impl Sink for Record {
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.all.extend_from_slice(bytes);
        self.kept.extend_from_slice(bytes);
        Ok(())
    }

    fn line(&mut self, line: &Decided<'_>) -> io::Result<()> {
        self.all.extend_from_slice(line.bytes);
        match line.verdict {
            Verdict::Keep => {
                let mut from = 0;
                for cut in line.cuts {
                    assert!(from <= cut.range.start && cut.range.start < cut.range.end, "cuts are sorted and disjoint");
                    self.kept.extend_from_slice(&line.bytes[from..cut.range.start]);
                    from = cut.range.end;
                }
                self.kept.extend_from_slice(&line.bytes[from..]);
            }
            Verdict::Remove(reason) => {
                assert!(!reason.id.is_empty());
                self.removed_lines.push(line.bytes.to_vec());
            }
            Verdict::Squeeze => self.squeezed_visible |= !line.bytes.trim_ascii().is_empty(),
        }
        Ok(())
    }
}

fn rules(pack: &str) -> Rules {
    let sources = [Source { name: "test.rules".to_owned(), bytes: pack.as_bytes().to_vec() }];
    let packs = load(&sources, &[]).unwrap_or_else(|e| panic!("{}", e.join("\n")));
    let mut rules = Rules::none();
    rules.add(&packs, &[]);
    rules
}

fn run(rules: &Rules, level: Level, chunks: &[&[u8]]) -> Record {
    let selection = Selection { level, ..Selection::default() };
    let mut declutter = Declutter::new(rules, &selection);
    let mut record = Record::default();
    for chunk in chunks {
        declutter.push(chunk, &mut record).expect("the sink never fails");
    }
    declutter.finish(&mut record).expect("the sink never fails");
    record
}

fn is_subsequence(small: &[u8], big: &[u8]) -> bool {
    let mut rest = big.iter();
    small.iter().all(|b| rest.any(|c| c == b))
}

const LEVELS: [Level; 3] = [Level::Careful, Level::Normal, Level::Thorough];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn kept_and_removed_bytes_are_the_input_in_order(text in document()) {
        let rules = rules(PACK);
        for level in LEVELS {
            let record = run(&rules, level, &[&text]);
            prop_assert_eq!(&record.all, &text);
            prop_assert!(is_subsequence(&record.kept, &text));
            prop_assert!(!record.squeezed_visible, "only blank lines are squeezed");
        }
    }

    #[test]
    fn how_the_input_is_cut_changes_nothing(text in document(), cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..8)) {
        let rules = rules(PACK);
        for level in LEVELS {
            let whole = run(&rules, level, &[&text]);
            let single: Vec<&[u8]> = text.chunks(1).collect();
            prop_assert_eq!(&run(&rules, level, &single), &whole);
            let mut at: Vec<usize> = cuts.iter().map(|c| c.index(text.len() + 1)).collect();
            at.sort_unstable();
            let mut pieces = Vec::new();
            let mut from = 0;
            for cut in at {
                pieces.push(&text[from..cut]);
                from = cut;
            }
            pieces.push(&text[from..]);
            prop_assert_eq!(&run(&rules, level, &pieces), &whole);
        }
    }

    #[test]
    fn without_rules_output_is_input(text in document()) {
        for level in LEVELS {
            prop_assert_eq!(&run(&Rules::none(), level, &[&text]).kept, &text);
        }
    }

    #[test]
    fn any_bytes_are_text(text in proptest::collection::vec(any::<u8>(), 0..2000)) {
        for level in LEVELS {
            prop_assert_eq!(&run(&rules(PACK), level, &[&text]).all, &text);
            prop_assert_eq!(&run(&Rules::builtin(), level, &[&text]).all, &text);
        }
    }

    #[test]
    fn a_guarded_line_stays(text in document()) {
        for level in LEVELS {
            for line in run(&rules(PACK), level, &[&text]).removed_lines {
                prop_assert!(!line.starts_with(b"Advertisement of vacancy"));
            }
        }
    }

    #[test]
    fn one_document_never_affects_another(first in document(), second in document()) {
        let rules = rules(PACK);
        let mut declutter = Declutter::new(&rules, &Selection::default());
        let mut record = Record::default();
        declutter.push(&first, &mut record).expect("the sink never fails");
        declutter.finish(&mut record).expect("the sink never fails");
        let mut after = Record::default();
        declutter.push(&second, &mut after).expect("the sink never fails");
        declutter.finish(&mut after).expect("the sink never fails");
        prop_assert_eq!(after, run(&rules, Level::Normal, &[&second]));
    }

    #[test]
    fn the_order_of_sections_and_packs_changes_nothing(text in document(), keys in proptest::collection::vec(any::<u32>(), 8)) {
        let (head, sections) = PACK.split_at(PACK.find("[share]").expect("the pack has a section"));
        let mut sections: Vec<String> = sections.split("\n\n").map(|s| format!("{}\n\n", s.trim_end())).collect();
        let ordered = rules(&format!("{head}{}", sections.concat()));
        let mut keyed: Vec<(u32, String)> = sections.drain(..).enumerate().map(|(n, s)| (keys[n % keys.len()], s)).collect();
        keyed.sort();
        let shuffled = rules(&format!("{head}{}", keyed.iter().map(|(_, s)| s.as_str()).collect::<String>()));
        // The same rules, half of them in a second table.
        let mut split = Rules::none();
        for half in keyed.chunks(keyed.len().div_ceil(2)) {
            let text = format!("{head}{}", half.iter().map(|(_, s)| s.as_str()).collect::<String>());
            let packs = load(&[Source { name: "half.rules".to_owned(), bytes: text.into_bytes() }], &[]).expect("the halves are sound");
            split.add(&packs, &[]);
        }
        for level in LEVELS {
            let expected = run(&ordered, level, &[&text]);
            prop_assert_eq!(&run(&shuffled, level, &[&text]), &expected);
            prop_assert_eq!(&run(&split, level, &[&text]), &expected);
        }
    }
}
