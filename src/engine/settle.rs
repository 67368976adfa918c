//! The judgement: from the facts of a cluster's lines and its two edges, a ruling for each. A pure
//! function; its tests are letters.

use super::selection::Level;
use crate::rules::ast::Category;

/// Neutral lines that may go because their neighbours on both sides go.
pub const FILL_MAX: usize = 3;
/// Suspects in a row that are company for each other in head and tail.
pub const RUN_MIN: usize = 3;
/// Labels of a list in a row that may be a menu.
pub const MENU_MIN: usize = 5;
/// Lines of a menu that a rule must know: an ingredients list has none.
pub const MENU_KNOWN_MIN: usize = 2;
/// Labels of a list in a row, before the first prose, that are a menu whatever they say.
pub const MENU_ALONE_MIN: usize = 10;

/// What one logical line brings to the judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Nothing visible.
    Blank,
    /// No rule hits it and it is not prose.
    Neutral {
        /// A heading's or sentence's length at most, no sentence: it may be a headline.
        headline: bool,
        /// Few words, no final punctuation: it may be a label.
        label: bool,
        /// It is an item of a list.
        listed: bool,
    },
    /// Enough evidence alone; a single word is not in a text without prose.
    Strong(Category, Words),
    /// Strong by how it begins alone, and a sentence: a writer may begin one so. It needs company, after the last
    /// prose any other clutter.
    Sentence(Category),
    /// Evidence that needs company.
    Weak(Category),
    /// Must stay.
    Guard,
    /// Inside a closed block.
    Blocked(Category),
}

/// Whether a line is a single word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Words {
    One,
    More,
}

/// Where the cluster stands in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Before the first prose.
    Head,
    /// Between prose, or cut by a limit.
    Body,
    /// After the last prose.
    Tail,
    /// There is no prose.
    Whole,
}

/// All that is known beside the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From the two edges.
    pub zone: Zone,
    /// How much evidence is enough.
    pub level: Level,
    /// No line that stays has been seen before in the document.
    pub first: bool,
    /// The document ends with this cluster.
    pub last: bool,
    /// The document has lost lines before.
    pub lost_before: bool,
}

/// What becomes of a line, and by what evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It stays.
    Keep,
    /// It goes by its own rule.
    Rule,
    /// It goes with its block.
    Block,
    /// It goes between two that go, the nearer of which is of this category.
    Fill(Category),
    /// It goes by the structure of the text.
    Structure(Structure, Category),
    /// A blank line that goes with a cut.
    Squeeze,
}

/// Judgements by structure. `thorough` only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// A headline alone after the last prose.
    TailHeadline,
    /// A list of labels some of which rules know.
    Menu,
    /// After the last prose, below a line that only stands below articles.
    Below,
}

impl Structure {
    /// The reason that reports give.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Structure::TailHeadline => "structure.tail-headline",
            Structure::Menu => "structure.menu",
            Structure::Below => "structure.below",
        }
    }
}

impl Ruling {
    fn removes(self) -> bool {
        !matches!(self, Ruling::Keep | Ruling::Squeeze)
    }
}

/// Rules on every line of a cluster. `rulings` is cleared and filled, one for one.
pub fn settle(facts: &[Fact], place: Place, rulings: &mut Vec<Ruling>) {
    rulings.clear();
    rulings.extend(facts.iter().map(|&fact| alone(fact, place.zone)));
    if place.level >= Level::Normal && place.zone != Zone::Whole {
        company(facts, place, rulings);
    }
    if place.level >= Level::Thorough {
        menus(facts, place.zone, rulings);
        below(facts, place.zone, rulings);
    }
    if place.level >= Level::Normal {
        fill(facts, place, rulings);
    }
    if place.level >= Level::Thorough {
        tail_headline(facts, place, rulings);
    }
    squeeze(facts, place, rulings);
}

fn alone(fact: Fact, zone: Zone) -> Ruling {
    match fact {
        Fact::Strong(_, Words::One) if zone == Zone::Whole => Ruling::Keep,
        Fact::Strong(..) => Ruling::Rule,
        Fact::Sentence(_) if zone == Zone::Whole => Ruling::Rule,
        Fact::Blocked(_) => Ruling::Block,
        _ => Ruling::Keep,
    }
}

fn category(fact: Fact) -> Option<Category> {
    match fact {
        Fact::Strong(category, _) | Fact::Sentence(category) | Fact::Weak(category) | Fact::Blocked(category) => {
            Some(category)
        }
        _ => None,
    }
}

/// Weak lines go beside a line that went by itself, or in a run of suspects. One round: what goes
/// here is no company for others.
fn company(facts: &[Fact], place: Place, rulings: &mut [Ruling]) {
    let zone = place.zone;
    let lines: Vec<usize> = (0..facts.len()).filter(|&n| facts[n] != Fact::Blank).collect();
    let gone: Vec<bool> = lines.iter().map(|&n| rulings[n].removes()).collect();
    // After the last prose of a document that lost other clutter, copyright lines and sentences need no company.
    let lost_below = zone == Zone::Tail && (place.lost_before || gone.contains(&true));
    let suspect = |k: usize| category(facts[lines[k]]).is_some();
    let mut run_end = 0;
    for (k, &n) in lines.iter().enumerate() {
        if k >= run_end {
            run_end = (k..lines.len()).find(|&j| !suspect(j)).unwrap_or(lines.len());
            if run_end - k >= RUN_MIN && matches!(zone, Zone::Head | Zone::Tail) {
                for &m in &lines[k..run_end] {
                    if matches!(facts[m], Fact::Weak(_) | Fact::Sentence(_)) {
                        rulings[m] = Ruling::Rule;
                    }
                }
            }
            run_end = run_end.max(k + 1);
        }
        let beside = (k > 0 && gone[k - 1]) || gone.get(k + 1) == Some(&true);
        let company = match facts[n] {
            Fact::Weak(Category::Legal) | Fact::Sentence(_) => beside || lost_below,
            Fact::Weak(_) => beside,
            _ => false,
        };
        if company {
            rulings[n] = Ruling::Rule;
        }
    }
}

/// Neutral lines between two lines that go.
fn fill(facts: &[Fact], place: Place, rulings: &mut [Ruling]) {
    let mut last: Option<usize> = None;
    for n in 0..facts.len() {
        if !rulings[n].removes() {
            continue;
        }
        if let Some(from) = last.replace(n) {
            let between = || (from + 1..n).filter(|&m| facts[m] != Fact::Blank);
            let ends = (category_of(facts, rulings, from), category_of(facts, rulings, n));
            let allowed = match place.zone {
                Zone::Head | Zone::Tail => true,
                Zone::Body => place.level >= Level::Thorough && ends.0 == ends.1,
                Zone::Whole => false,
            };
            let count = between().count();
            let neutral = between().all(|m| matches!(facts[m], Fact::Neutral { .. } | Fact::Weak(_)));
            if allowed && neutral && (1..=FILL_MAX).contains(&count) {
                for m in between() {
                    rulings[m] = Ruling::Fill(ends.0);
                }
            }
        }
    }
}

fn category_of(facts: &[Fact], rulings: &[Ruling], n: usize) -> Category {
    match rulings[n] {
        Ruling::Fill(category) | Ruling::Structure(_, category) => category,
        _ => category(facts[n]).unwrap_or(Category::Nav),
    }
}

/// In head and tail, a list of labels is a menu where rules know some of them.
fn menus(facts: &[Fact], zone: Zone, rulings: &mut [Ruling]) {
    if !matches!(zone, Zone::Head | Zone::Tail) {
        return;
    }
    let member = |n: usize| match facts[n] {
        Fact::Neutral { label, listed, .. } => label && listed,
        fact => category(fact).is_some(),
    };
    let lines: Vec<usize> = (0..facts.len()).filter(|&n| facts[n] != Fact::Blank).collect();
    for run in lines.chunk_by(|&a, &b| member(a) == member(b)) {
        let known = run.iter().filter(|&&n| category(facts[n]).is_some()).count();
        let alone = zone == Zone::Head && run.len() >= MENU_ALONE_MIN;
        if member(run[0]) && (alone || (run.len() >= MENU_MIN && known >= MENU_KNOWN_MIN)) {
            for &n in run {
                if !rulings[n].removes() {
                    rulings[n] = Ruling::Structure(Structure::Menu, Category::Nav);
                }
            }
        }
    }
}

/// After the last prose, everything goes that stands below a line which only stands below articles,
/// as far as a guard.
fn below(facts: &[Fact], zone: Zone, rulings: &mut [Ruling]) {
    if zone != Zone::Tail {
        return;
    }
    let marks_the_end = |n: usize| rulings[n].removes() && category(facts[n]).is_some_and(stands_below);
    let Some(first) = (0..facts.len()).find(|&n| marks_the_end(n)) else { return };
    let of = category(facts[first]).unwrap_or(Category::Nav);
    let guard = (first..facts.len()).find(|&n| facts[n] == Fact::Guard).unwrap_or(facts.len());
    for n in first..guard {
        if !rulings[n].removes() && matches!(facts[n], Fact::Neutral { .. } | Fact::Weak(_) | Fact::Sentence(_)) {
            rulings[n] = Ruling::Structure(Structure::Below, of);
        }
    }
}

/// Of this category is what stands below an article; the others stand inside it as well.
#[must_use]
pub fn stands_below(category: Category) -> bool {
    use Category::{Author, Comments, Donate, Legal, Nav, Newsletter, Related, Subscribe};
    matches!(category, Comments | Donate | Newsletter | Subscribe | Nav | Related | Legal | Author)
}

/// A headline alone after the last prose, in a document that lost other clutter.
fn tail_headline(facts: &[Fact], place: Place, rulings: &mut [Ruling]) {
    let removed = rulings.iter().any(|r| r.removes());
    if place.zone == Zone::Tail && (place.lost_before || removed) {
        let mut left = (0..facts.len()).filter(|&n| facts[n] != Fact::Blank && !rulings[n].removes());
        if let (Some(only), None) = (left.next(), left.next())
            && matches!(facts[only], Fact::Neutral { headline: true, .. })
        {
            rulings[only] = Ruling::Structure(Structure::TailHeadline, Category::Related);
        }
    }
}

/// Blank lines around each cut: of the runs before, inside and after it as many lines stay as the
/// longest run had, the first of them; none where the cut touches the document's first or last line.
fn squeeze(facts: &[Fact], place: Place, rulings: &mut [Ruling]) {
    let lines: Vec<usize> = (0..facts.len()).filter(|&n| facts[n] != Fact::Blank).collect();
    let mut k = 0;
    while k < lines.len() {
        if !rulings[lines[k]].removes() {
            k += 1;
            continue;
        }
        let mut end = k;
        while end < lines.len() && rulings[lines[end]].removes() {
            end += 1;
        }
        let from = if k == 0 { 0 } else { lines[k - 1] + 1 };
        let to = lines.get(end).copied().unwrap_or(facts.len());
        let touches = (k == 0 && place.first) || (end == lines.len() && place.last);
        let stay = if touches { 0 } else { longest_blank_run(&facts[from..to]) };
        let blanks = (from..to).filter(|&n| facts[n] == Fact::Blank);
        for n in blanks.skip(stay) {
            rulings[n] = Ruling::Squeeze;
        }
        k = end;
    }
}

fn longest_blank_run(facts: &[Fact]) -> usize {
    facts.split(|&f| f != Fact::Blank).map(<[Fact]>::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S strong, 1 strong single word, R strong and related, p strong and a sentence, w weak, c weak and legal, b in a closed block, g guard,
    /// s neutral, h headline, l label in a list, _ blank;
    /// `-` removed, `+` kept.
    fn facts(letters: &str) -> Vec<Fact> {
        letters
            .chars()
            .map(|c| match c {
                'S' => Fact::Strong(Category::Ad, Words::More),
                'T' => Fact::Strong(Category::Share, Words::More),
                '1' => Fact::Strong(Category::Ad, Words::One),
                'p' => Fact::Sentence(Category::Ad),
                'w' => Fact::Weak(Category::Ad),
                'c' => Fact::Weak(Category::Legal),
                'b' => Fact::Blocked(Category::Ad),
                'g' => Fact::Guard,
                'R' => Fact::Strong(Category::Related, Words::More),
                's' => Fact::Neutral { headline: false, label: false, listed: false },
                'h' => Fact::Neutral { headline: true, label: false, listed: false },
                'l' => Fact::Neutral { headline: false, label: true, listed: true },
                '_' => Fact::Blank,
                other => panic!("unknown letter {other}"),
            })
            .collect()
    }

    fn check_at(letters: &str, zone: Zone, level: Level, expected: &str) {
        let place = Place {
            zone,
            level,
            first: matches!(zone, Zone::Head | Zone::Whole),
            last: matches!(zone, Zone::Tail | Zone::Whole),
            lost_before: false,
        };
        let mut rulings = Vec::new();
        settle(&facts(letters), place, &mut rulings);
        let got: String = rulings.iter().map(|r| if *r == Ruling::Keep { '+' } else { '-' }).collect();
        assert_eq!(got, expected, "{letters} in {zone:?} at {level:?}");
    }

    fn check(letters: &str, zone: Zone, expected: &str) {
        check_at(letters, zone, Level::Normal, expected);
    }

    #[test]
    fn strong_is_enough_and_weak_needs_company() {
        check("S", Zone::Body, "-");
        check("w", Zone::Body, "+");
        check("w", Zone::Tail, "+");
        check("Sw", Zone::Body, "--");
        check("wS", Zone::Body, "--");
        check("wwS", Zone::Body, "+--");
        check("w_S", Zone::Body, "-+-");
        check("wsS", Zone::Body, "++-");
        check("ww", Zone::Tail, "++");
        check("www", Zone::Tail, "---");
        check("www", Zone::Head, "---");
        check("www", Zone::Body, "+++");
        check("w_w_w", Zone::Tail, "-----");
        check("wswSww", Zone::Body, "++---+");
        check("bw", Zone::Body, "--");
    }

    #[test]
    fn a_copyright_line_goes_after_the_last_prose_when_other_clutter_went() {
        check("_c_s_S", Zone::Tail, "------");
        check("_s_c_s_s_s_s_S", Zone::Tail, "+++--+++++++--");
        check("_c", Zone::Tail, "++");
        check("c_s_S", Zone::Head, "++++-");
        check("c_s_S", Zone::Body, "++++-");
    }

    #[test]
    fn a_sentence_that_begins_like_clutter_needs_company_or_a_tail_that_lost_clutter() {
        check("p", Zone::Body, "+");
        check("p", Zone::Head, "+");
        check("p", Zone::Tail, "+");
        check("p_s_s_s_s_S", Zone::Tail, "-++++++++--");
        check("p", Zone::Whole, "-");
        check("p_S", Zone::Body, "-+-");
        check("p_p", Zone::Body, "+++");
        check("p_w", Zone::Body, "+++");
        check("p_s_S", Zone::Body, "++++-");
        check("p_p_p", Zone::Body, "+++++");
        check("p_p_p", Zone::Head, "-----");
    }

    #[test]
    fn without_prose_only_words_in_number_go() {
        check("1", Zone::Whole, "+");
        check("1", Zone::Body, "-");
        check("S", Zone::Whole, "-");
        check("Sw", Zone::Whole, "-+");
        check("www", Zone::Whole, "+++");
        check("SsS", Zone::Whole, "-+-");
    }

    #[test]
    fn a_guard_stays_and_ends_fill_and_runs() {
        check("SgS", Zone::Tail, "-+-");
        check("wgw", Zone::Tail, "+++");
        check("wwgw", Zone::Tail, "++++");
        check("bgb", Zone::Body, "-+-");
    }

    #[test]
    fn neutral_lines_between_two_that_go_go_in_head_and_tail() {
        check("S_s_s_S", Zone::Tail, "-------");
        check("S_s_s_S", Zone::Body, "-+++++-");
        check("SsssS", Zone::Head, "-----");
        check("SssssS", Zone::Head, "-++++-");
        check("Ss", Zone::Tail, "-+");
        check("sS", Zone::Tail, "+-");
        check("swswS", Zone::Tail, "+++--");
        check_at("SsS", Zone::Body, Level::Thorough, "---");
        check_at("SsT", Zone::Body, Level::Thorough, "-+-");
        check_at("SsS", Zone::Tail, Level::Careful, "-+-");
        check_at("Sw", Zone::Tail, Level::Careful, "-+");
    }

    #[test]
    fn blank_lines_around_a_cut_are_one_run() {
        check("_S_", Zone::Body, "+--");
        check("__S_", Zone::Body, "++--");
        check("_S__", Zone::Body, "+-+-");
        check("_S_S__", Zone::Body, "+-+---");
        check("S_", Zone::Body, "-+");
        check("_S_s_S_", Zone::Body, "+--++--");
        check("_S_", Zone::Tail, "---");
        check("__S__", Zone::Head, "-----");
        check("S__s", Zone::Head, "---+");
        check("s__S_", Zone::Tail, "+----");
        check("s_S_s", Zone::Tail, "++--+");
        check("_s_", Zone::Tail, "+++");
    }

    #[test]
    fn a_list_of_labels_is_a_menu_where_rules_know_some() {
        let thorough = |letters: &str, zone, expected: &str| check_at(letters, zone, Level::Thorough, expected);
        thorough("lwlwl", Zone::Head, "-----");
        thorough("lw_lwl_h", Zone::Head, "-------+");
        thorough("lwlll", Zone::Head, "+++++");
        thorough("lwlw", Zone::Head, "++++");
        thorough("lwslwl", Zone::Head, "++++++");
        thorough("lwlwl", Zone::Tail, "-----");
        thorough("lwlwl", Zone::Body, "+++++");
        thorough("lwlwl", Zone::Whole, "+++++");
        thorough("lllllllllll", Zone::Head, "-----------");
        thorough("lllllllllll", Zone::Tail, "+++++++++++");
        thorough("lllllllll", Zone::Head, "+++++++++");
        thorough("lwglwlwl", Zone::Tail, "+++-----");
        check("lwlwl", Zone::Head, "+++++");
    }

    #[test]
    fn what_stands_below_the_end_of_an_article_goes() {
        let thorough = |letters: &str, zone, expected: &str| check_at(letters, zone, Level::Thorough, expected);
        thorough("ss_R_sss_ss", Zone::Tail, "++---------");
        thorough("R_sgs", Zone::Tail, "-+-++");
        thorough("S_ssss", Zone::Tail, "-+++++");
        thorough("R_ssss", Zone::Head, "--++++");
        thorough("R_ssss", Zone::Body, "-+++++");
        check("R_ssss", Zone::Tail, "-+++++");
    }

    #[test]
    fn a_headline_alone_after_the_last_prose_goes_when_other_clutter_went() {
        let place = Place { zone: Zone::Tail, level: Level::Thorough, first: false, last: true, lost_before: true };
        let check = |letters: &str, place: Place, expected: &str| {
            let mut rulings = Vec::new();
            settle(&facts(letters), place, &mut rulings);
            let got: String = rulings.iter().map(|r| if *r == Ruling::Keep { '+' } else { '-' }).collect();
            assert_eq!(got, expected, "{letters} at {place:?}");
        };
        check("_h", place, "--");
        check("_h_S", place, "----");
        check("_h_h", place, "++++");
        check("_s", place, "++");
        check("_h", Place { lost_before: false, ..place }, "++");
        check("_h", Place { level: Level::Normal, ..place }, "++");
        check("_h", Place { zone: Zone::Body, last: false, ..place }, "++");
    }
}
