//! The judgement: from the facts of a cluster's lines and its two edges, a ruling for each. A pure
//! function; its tests are letters.

use super::selection::Level;
use super::tail::{stands_below, surely_stands_below};
use crate::rules::ast::Category;

/// Neutral lines that may go because their neighbours on both sides go.
pub const FILL_MAX: usize = 3;
/// Suspects in a row that are company for each other in head and tail.
pub const RUN_MIN: usize = 3;
/// Items of a list in a row that may be a menu.
pub const MENU_MIN: usize = 5;
/// Lines of a menu that a rule must know: an ingredients list has none.
pub const MENU_KNOWN_MIN: usize = 2;
/// The same between paragraphs, and then a quarter of its lines at least.
pub const MENU_KNOWN_IN_BODY_MIN: usize = 4;
/// Items of a list that goes on a menu before it.
pub const MENU_REST_MIN: usize = 3;
/// Labels between a menu and a list that goes on it.
pub const MENU_GAP_MAX: usize = 6;
/// Words of an item of a menu.
const ITEM_WORDS_MAX: u8 = 12;
/// Words of a line that may be a headline.
pub const HEADLINE_WORDS: std::ops::RangeInclusive<u8> = 3..=25;
/// Words of a line that may be a menu's label.
const LABEL_WORDS_MAX: u8 = 4;
/// Items of a list in a row, half of them labels, that are a menu before the article whatever they say.
pub const MENU_ALONE_MIN: usize = 10;

/// What one logical line brings to the judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What the rules say.
    pub fact: Fact,
    /// Its words, by blanks; 255 and more are 255.
    pub words: u8,
    /// It ends as a sentence ends.
    pub closed: bool,
    /// It is an item of a list.
    pub listed: bool,
    /// It is as long as prose, or a sentence.
    pub prose: bool,
    /// It holds a small number.
    pub quantity: bool,
    /// It is the same words twice.
    pub doubled: bool,
}

/// What the rules say about one logical line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Nothing visible.
    Blank,
    /// No rule hits it and it is not prose.
    Neutral,
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
    /// Paragraphs have been seen that make it likely that the article has begun.
    pub begun: bool,
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
    /// Before the article, above a menu.
    Above,
}

impl Structure {
    /// The reason that reports give.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Structure::TailHeadline => "structure.tail-headline",
            Structure::Menu => "structure.menu",
            Structure::Below => "structure.below",
            Structure::Above => "structure.above",
        }
    }
}

impl Ruling {
    fn removes(self) -> bool {
        !matches!(self, Ruling::Keep | Ruling::Squeeze)
    }
}

/// Rules on every line of a cluster. `rulings` is cleared and filled, one for one.
pub fn settle(lines: &[Line], place: Place, rulings: &mut Vec<Ruling>) {
    rulings.clear();
    rulings.extend(lines.iter().map(|line| alone(line.fact, place.zone)));
    if place.level >= Level::Normal && place.zone != Zone::Whole {
        company(lines, place, rulings);
    }
    if place.level >= Level::Thorough {
        menus(lines, place, rulings);
        above(lines, place, rulings);
    }
    if place.level >= Level::Normal {
        below(lines, place, rulings);
        fill(lines, place, rulings);
    }
    if place.level >= Level::Thorough {
        tail_headline(lines, place, rulings);
    }
    squeeze(lines, place, rulings);
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

impl Line {
    fn category(self) -> Option<Category> {
        match self.fact {
            Fact::Strong(category, _) | Fact::Sentence(category) | Fact::Weak(category) | Fact::Blocked(category) => {
                Some(category)
            }
            _ => None,
        }
    }

    /// It is a menu's item by what it says: a rule knows it, or it is doubled.
    fn is_known(self) -> bool {
        self.category().is_some() || (self.doubled && self.fact == Fact::Neutral)
    }

    fn is_visible(self) -> bool {
        self.fact != Fact::Blank
    }

    /// It may be a headline, by its length.
    fn is_headline(self) -> bool {
        self.fact == Fact::Neutral && HEADLINE_WORDS.contains(&self.words)
    }

    /// It may be a menu's label.
    fn is_label(self) -> bool {
        self.fact == Fact::Neutral && self.words <= LABEL_WORDS_MAX && !self.closed && !self.prose
    }

    /// It may be the document's title: more than a label, and no item of a list.
    fn is_title(self) -> bool {
        self.is_headline() && self.words > LABEL_WORDS_MAX && !self.listed
    }
}

/// The visible lines, by number.
fn visible(lines: &[Line]) -> Vec<usize> {
    (0..lines.len()).filter(|&n| lines[n].is_visible()).collect()
}

/// Weak lines go beside a line that went by itself, in a run of suspects, or as the document's last. One round: what
/// goes here is no company for others.
fn company(all: &[Line], place: Place, rulings: &mut [Ruling]) {
    let zone = place.zone;
    let lines = visible(all);
    let gone: Vec<bool> = lines.iter().map(|&n| rulings[n].removes()).collect();
    // After the last prose of a document that lost other clutter, copyright lines and sentences need no company.
    let lost_below = zone == Zone::Tail && (place.lost_before || gone.contains(&true));
    let suspect = |k: usize| all[lines[k]].category().is_some();
    // A label that is the document's last line heads nothing. A copyright line may be a credit there.
    let label = |n: usize| !all[n].closed && matches!(all[n].fact, Fact::Weak(category) if category != Category::Legal);
    let last = lines.iter().rposition(|&n| !label(n) && !rulings[n].removes());
    let labels = match (zone, place.last) {
        (Zone::Tail, true) => last.map_or(0, |k| k + 1),
        _ => lines.len(),
    };
    let mut run_end = 0;
    for (k, &n) in lines.iter().enumerate() {
        if k >= run_end {
            run_end = (k..lines.len()).find(|&j| !suspect(j)).unwrap_or(lines.len());
            if run_end - k >= RUN_MIN && matches!(zone, Zone::Head | Zone::Tail) {
                for &m in &lines[k..run_end] {
                    if matches!(all[m].fact, Fact::Weak(_) | Fact::Sentence(_)) {
                        rulings[m] = Ruling::Rule;
                    }
                }
            }
            run_end = run_end.max(k + 1);
        }
        let beside = (k > 0 && gone[k - 1]) || gone.get(k + 1) == Some(&true);
        let company = match all[n].fact {
            Fact::Weak(Category::Legal) | Fact::Sentence(_) => beside || lost_below,
            Fact::Weak(_) => beside || k >= labels,
            _ => false,
        };
        if company {
            rulings[n] = Ruling::Rule;
        }
    }
}

/// Neutral lines between two lines that go.
fn fill(all: &[Line], place: Place, rulings: &mut [Ruling]) {
    let lines = visible(all);
    // Runs of lines that go, as ranges of `lines`.
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (k, &n) in lines.iter().enumerate() {
        match runs.last_mut() {
            _ if !rulings[n].removes() => (),
            Some(run) if run.end == k => run.end = k + 1,
            _ => runs.push(k..k + 1),
        }
    }
    for pair in runs.windows(2) {
        let between = &lines[pair[0].end..pair[1].start];
        let ends = (lines[pair[0].end - 1], lines[pair[1].start]);
        let before = category_of(all, rulings, ends.0);
        let allowed = match place.zone {
            Zone::Head | Zone::Tail => true,
            Zone::Body => place.level >= Level::Thorough && before == category_of(all, rulings, ends.1),
            Zone::Whole => false,
        };
        let neutral = between.iter().all(|&m| matches!(all[m].fact, Fact::Neutral | Fact::Weak(_)));
        let title = place.zone == Zone::Head && between.iter().any(|&m| all[m].is_title());
        if allowed && neutral && !title && between.len() <= FILL_MAX {
            for &m in between {
                rulings[m] = Ruling::Fill(before);
            }
        }
    }
}

fn category_of(lines: &[Line], rulings: &[Ruling], n: usize) -> Category {
    match rulings[n] {
        Ruling::Fill(category) | Ruling::Structure(_, category) => category,
        _ => lines[n].category().unwrap_or(Category::Nav),
    }
}

/// Lists are menus where rules know some of their items, where they are long lists of labels before the article, and
/// where they go on a menu.
fn menus(all: &[Line], place: Place, rulings: &mut [Ruling]) {
    if place.zone == Zone::Whole {
        return;
    }
    let lines = visible(all);
    let is_item = |n: usize| match all[n] {
        Line { fact: Fact::Neutral, listed, prose, words, .. } => listed && !prose && words <= ITEM_WORDS_MAX,
        line => line.category().is_some(),
    };
    // How many labels and items stand since the last menu, if nothing else does.
    let mut since = None;
    for run in lines.chunk_by(|&a, &b| is_item(a) == is_item(b)) {
        let goes_on = since.is_some_and(|lines| lines <= MENU_GAP_MAX) && !place.begun;
        if is_item(run[0]) && is_menu(all, run, place, goes_on) {
            since = Some(0);
            for &n in run {
                if !rulings[n].removes() {
                    rulings[n] = Ruling::Structure(Structure::Menu, Category::Nav);
                }
            }
        } else {
            let near = run.iter().all(|&n| all[n].is_label() || is_item(n));
            since = since.filter(|_| near).map(|lines| lines + run.len());
        }
    }
}

/// Is the run of items and known lines a menu? `goes_on` says that one stands right before it.
fn is_menu(all: &[Line], run: &[usize], place: Place, goes_on: bool) -> bool {
    let count = |is: fn(Line) -> bool| run.iter().filter(|&&n| is(all[n])).count();
    let known = count(Line::is_known);
    let labels = count(|line| line.is_label() && !line.is_known());
    let short = (known + labels) * 2 >= run.len();
    let quantities = count(|line| line.fact == Fact::Neutral && line.quantity);
    if quantities * 4 > run.len() {
        return false;
    }
    if goes_on && short && run.len() >= MENU_REST_MIN {
        return true;
    }
    let known_items = count(|line| line.listed && line.is_known());
    let some_known = run.len() >= MENU_MIN && known >= MENU_KNOWN_MIN;
    match place.zone {
        Zone::Head => some_known || (short && run.len() >= MENU_ALONE_MIN),
        Zone::Tail => some_known && (known_items >= MENU_KNOWN_MIN || known + labels == run.len()),
        _ if place.begun => known >= MENU_KNOWN_IN_BODY_MIN && known * 4 >= run.len(),
        _ => known > 0 && short && run.len() >= MENU_ALONE_MIN,
    }
}

/// Before the article, everything goes that stands above the last menu, but the document's first line if it may be its
/// title; so it does only where a line below that menu may be the headline, and no guard stands above.
fn above(all: &[Line], place: Place, rulings: &mut [Ruling]) {
    let before = place.zone == Zone::Head || (place.zone == Zone::Body && !place.begun);
    let lines = visible(all);
    let goes_as_menu = |n: usize| rulings[n].removes() && category_of(all, rulings, n) == Category::Nav;
    let is_menu =
        |run: &&[usize]| rulings[run[0]].removes() && run.iter().filter(|&&n| goes_as_menu(n)).count() >= MENU_MIN;
    let menu = lines.chunk_by(|&a, &b| rulings[a].removes() == rulings[b].removes()).rfind(is_menu);
    let Some(menu) = menu.map(|run| run[0]).filter(|_| before) else { return };
    let may_head = |&n: &usize| n > menu && all[n].is_headline() && !all[n].listed && !rulings[n].removes();
    let guarded = lines.iter().any(|&n| n < menu && all[n].fact == Fact::Guard);
    if guarded || !lines.iter().any(may_head) {
        return;
    }
    let title = place.first && lines.first().is_some_and(|&n| all[n].is_title());
    for n in lines.into_iter().skip(usize::from(title)).take_while(|&n| n < menu) {
        if !rulings[n].removes() {
            rulings[n] = Ruling::Structure(Structure::Above, Category::Nav);
        }
    }
}

/// After the last prose, everything goes that stands below a line which only stands below articles,
/// as far as a guard.
fn below(lines: &[Line], place: Place, rulings: &mut [Ruling]) {
    if place.zone != Zone::Tail {
        return;
    }
    let stands_below = if place.level >= Level::Thorough { stands_below } else { surely_stands_below };
    let marks_the_end = |n: usize| rulings[n].removes() && lines[n].category().is_some_and(stands_below);
    let Some(first) = (0..lines.len()).find(|&n| marks_the_end(n)) else { return };
    let of = lines[first].category().unwrap_or(Category::Nav);
    let guard = (first..lines.len()).find(|&n| lines[n].fact == Fact::Guard).unwrap_or(lines.len());
    for n in first..guard {
        if !rulings[n].removes() && matches!(lines[n].fact, Fact::Neutral | Fact::Weak(_) | Fact::Sentence(_)) {
            rulings[n] = Ruling::Structure(Structure::Below, of);
        }
    }
}

/// A headline alone after the last prose, in a document that lost other clutter.
fn tail_headline(lines: &[Line], place: Place, rulings: &mut [Ruling]) {
    let removed = rulings.iter().any(|r| r.removes());
    if place.zone == Zone::Tail && (place.lost_before || removed) {
        let mut left = (0..lines.len()).filter(|&n| lines[n].is_visible() && !rulings[n].removes());
        if let (Some(only), None) = (left.next(), left.next())
            && lines[only].is_headline()
        {
            rulings[only] = Ruling::Structure(Structure::TailHeadline, Category::Related);
        }
    }
}

/// Blank lines around each cut: of the runs before, inside and after it as many lines stay as the
/// longest run had, the first of them; none where the cut touches the document's first or last line.
fn squeeze(all: &[Line], place: Place, rulings: &mut [Ruling]) {
    let lines = visible(all);
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
        let to = lines.get(end).copied().unwrap_or(all.len());
        let touches = (k == 0 && place.first) || (end == lines.len() && place.last);
        let stay = if touches { 0 } else { longest_blank_run(&all[from..to]) };
        let blanks = (from..to).filter(|&n| !all[n].is_visible());
        for n in blanks.skip(stay) {
            rulings[n] = Ruling::Squeeze;
        }
        k = end;
    }
}

fn longest_blank_run(lines: &[Line]) -> usize {
    lines.split(|line| line.is_visible()).map(<[Line]>::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S strong, 1 strong single word, R strong and related, N strong and a part of navigation, p strong and a sentence,
    /// w weak, e weak and ends as a sentence, v weak in a list, c weak and legal, b in a closed block, g guard,
    /// s neutral, h headline, u label, l label in a list, n the same with a quantity, d the same doubled, i seven words
    /// in a list, _ blank; `-` removed, `+` kept.
    fn lines(letters: &str) -> Vec<Line> {
        letters.chars().map(line).collect()
    }

    fn line(letter: char) -> Line {
        let fact = match letter {
            'S' => Fact::Strong(Category::Ad, Words::More),
            'T' => Fact::Strong(Category::Share, Words::More),
            '1' => Fact::Strong(Category::Ad, Words::One),
            'R' => Fact::Strong(Category::Related, Words::More),
            'N' => Fact::Strong(Category::Nav, Words::More),
            'p' => Fact::Sentence(Category::Ad),
            'w' | 'e' => Fact::Weak(Category::Ad),
            'v' => Fact::Weak(Category::Nav),
            'c' => Fact::Weak(Category::Legal),
            'b' => Fact::Blocked(Category::Ad),
            'g' => Fact::Guard,
            's' | 'h' | 'u' | 'l' | 'n' | 'd' | 'i' => Fact::Neutral,
            '_' => Fact::Blank,
            other => panic!("unknown letter {other}"),
        };
        let words = match letter {
            's' => 60,
            'h' | 'i' => 7,
            _ => 2,
        };
        Line {
            fact,
            words,
            closed: matches!(letter, 's' | 'e'),
            listed: matches!(letter, 'l' | 'n' | 'd' | 'i' | 'v'),
            prose: letter == 's',
            quantity: letter == 'n',
            doubled: letter == 'd',
        }
    }

    fn check_at(letters: &str, zone: Zone, level: Level, expected: &str) {
        let place = Place {
            zone,
            level,
            first: matches!(zone, Zone::Head | Zone::Whole),
            last: matches!(zone, Zone::Tail | Zone::Whole),
            lost_before: false,
            begun: !matches!(zone, Zone::Head | Zone::Whole),
        };
        check_in(letters, place, expected);
    }

    /// Between lines of prose, at `thorough`.
    fn between(begun: bool) -> Place {
        Place { zone: Zone::Body, level: Level::Thorough, first: false, last: false, lost_before: false, begun }
    }

    fn check_in(letters: &str, place: Place, expected: &str) {
        assert_eq!(settled(letters, place), expected, "{letters} at {place:?}");
    }

    fn settled(letters: &str, place: Place) -> String {
        let mut rulings = Vec::new();
        settle(&lines(letters), place, &mut rulings);
        rulings.iter().map(|r| if *r == Ruling::Keep { '+' } else { '-' }).collect()
    }

    fn check(letters: &str, zone: Zone, expected: &str) {
        check_at(letters, zone, Level::Normal, expected);
    }

    #[test]
    fn strong_is_enough_and_weak_needs_company() {
        check("S", Zone::Body, "-");
        check("w", Zone::Body, "+");
        check("w", Zone::Tail, "-");
        check("Sw", Zone::Body, "--");
        check("wS", Zone::Body, "--");
        check("wwS", Zone::Body, "+--");
        check("w_S", Zone::Body, "-+-");
        check("wsS", Zone::Body, "++-");
        check("wws", Zone::Tail, "+++");
        check("www", Zone::Tail, "---");
        check("www", Zone::Head, "---");
        check("www", Zone::Body, "+++");
        check("w_w_w", Zone::Tail, "-----");
        check("wswSww", Zone::Body, "++---+");
        check("bw", Zone::Body, "--");
    }

    #[test]
    fn a_known_label_that_ends_the_document_heads_nothing() {
        let place =
            Place { zone: Zone::Tail, level: Level::Normal, first: false, last: true, lost_before: false, begun: true };
        check_in("_w", place, "--");
        check_in("_w_w_", place, "-----");
        check_in("_w_s", place, "++++");
        check_in("_s_w", place, "++--");
        check_in("_w_c", place, "++++");
        check_in("_g_w", place, "++--");
        check_in("_e", place, "++");
        check_in("_w", Place { last: false, ..place }, "++");
        check_in("_w", Place { level: Level::Careful, ..place }, "++");
        check_in("_w", Place { zone: Zone::Whole, ..place }, "++");
    }

    #[test]
    fn a_copyright_line_goes_after_the_last_prose_when_other_clutter_went() {
        check("_c_s_S", Zone::Tail, "------");
        check("_s_c", Zone::Tail, "++++");
        check("_s_c_s_s_s_s_S", Zone::Tail, "++------------");
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
        check("wgws", Zone::Tail, "++++");
        check("wwgws", Zone::Tail, "+++++");
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
        thorough("lvlvl", Zone::Head, "-----");
        thorough("lv_lvl_h", Zone::Head, "-------+");
        thorough("lvlll", Zone::Head, "+++++");
        thorough("ldldl", Zone::Head, "-----");
        thorough("lvlv", Zone::Head, "++++");
        thorough("lvslvl", Zone::Head, "++++++");
        thorough("lviivl", Zone::Head, "------");
        thorough("lvlvl", Zone::Tail, "-----");
        thorough("lvlvl", Zone::Whole, "+++++");
        thorough("lvglvlvl", Zone::Tail, "+++-----");
    }

    #[test]
    fn in_the_tail_the_known_lines_of_a_menu_are_items() {
        let thorough = |letters: &str, expected: &str| check_at(letters, Zone::Tail, Level::Thorough, expected);
        thorough("iiivv", "-----");
        thorough("wwiiii", "++++++");
        thorough("wwllll", "------");
    }

    #[test]
    fn between_paragraphs_a_menu_has_more_known_lines() {
        let thorough = |letters: &str, expected: &str| check_at(letters, Zone::Body, Level::Thorough, expected);
        thorough("lvlvl", "+++++");
        thorough("lvlvlvlv", "--------");
        thorough("vvvvlllllllllllll", "+++++++++++++++++");
    }

    #[test]
    fn before_the_article_a_long_list_of_labels_is_a_menu() {
        let thorough = |letters: &str, expected: &str| check_at(letters, Zone::Head, Level::Thorough, expected);
        thorough("lllllllllll", "-----------");
        thorough("lllllliiiii", "-----------");
        thorough("llllliiiiii", "+++++++++++");
        thorough("lllllllll", "+++++++++");
        // Quantities are of ingredients.
        thorough("llllllllnnn", "+++++++++++");
        check_at("lllllllllll", Zone::Tail, Level::Thorough, "+++++++++++");
        check_in("llllvllllll", between(false), "-----------");
        check_in("lllllllllll", between(false), "+++++++++++");
        check_in("llllvllllll", between(true), "+++++++++++");
    }

    #[test]
    fn a_list_right_after_a_menu_goes_on_it() {
        let thorough = |letters: &str, zone, expected: &str| check_at(letters, zone, Level::Thorough, expected);
        thorough("lvlvluulll", Zone::Head, "----------");
        thorough("lvlvlhlll", Zone::Head, "-----++++");
        thorough("lvlvluull", Zone::Head, "-----++++");
        thorough("lvlvlsss", Zone::Head, "-----+++");
    }

    #[test]
    fn a_title_between_menus_stays() {
        check("S_s_S", Zone::Head, "-----");
        check("S_h_S", Zone::Head, "--++-");
        check("S_h_S", Zone::Tail, "-----");
    }

    #[test]
    fn what_stands_above_the_last_menu_before_the_article_goes() {
        let thorough = |letters: &str, zone, expected: &str| check_at(letters, zone, Level::Thorough, expected);
        thorough("uu_lvlvl_h", Zone::Head, "---------+");
        // The first line may be the title, and so may the only headline.
        thorough("huu_lvlvl_h", Zone::Head, "+--+------+");
        thorough("uuh_lvlvl_u", Zone::Head, "++++------+");
        thorough("ug_lvlvl_h", Zone::Head, "+++------+");
        // Other clutter stands below headlines.
        thorough("uu_TTTTT_h", Zone::Head, "+++------+");
        thorough("uu_lvlvl_s", Zone::Tail, "++--------");
        check("uu_lvlvl_h", Zone::Head, "++++++++++");
        check_in("huu_lvlvlvlvlvl_h", between(false), "---+------------+");
        check_in("huu_lvlvlvlvlvl_h", between(true), "++++------------+");
    }

    #[test]
    fn menus_are_judged_at_thorough() {
        check("lvlvl", Zone::Head, "+++++");
    }

    #[test]
    fn what_stands_below_the_end_of_an_article_goes() {
        let thorough = |letters: &str, zone, expected: &str| check_at(letters, zone, Level::Thorough, expected);
        thorough("ss_R_sss_ss", Zone::Tail, "++---------");
        thorough("R_sgs", Zone::Tail, "-+-++");
        thorough("S_ssss", Zone::Tail, "-+++++");
        thorough("R_ssss", Zone::Head, "--++++");
        thorough("R_ssss", Zone::Body, "-+++++");
        check("R_ssss", Zone::Tail, "------");
        check("R_sgs", Zone::Tail, "-+-++");
        check("N_ssss", Zone::Tail, "-+++++");
        thorough("N_ssss", Zone::Tail, "------");
        check_at("R_ssss", Zone::Tail, Level::Careful, "-+++++");
    }

    #[test]
    fn a_headline_alone_after_the_last_prose_goes_when_other_clutter_went() {
        let place = Place {
            zone: Zone::Tail,
            level: Level::Thorough,
            first: false,
            last: true,
            lost_before: true,
            begun: true,
        };
        check_in("_h", place, "--");
        check_in("_h_S", place, "----");
        check_in("_h_h", place, "++++");
        check_in("_s", place, "++");
        check_in("_h", Place { lost_before: false, ..place }, "++");
        check_in("_h", Place { level: Level::Normal, ..place }, "++");
        check_in("_h", Place { zone: Zone::Body, last: false, ..place }, "++");
    }
}
