//! Which rules are in force: what the user selects, asked only when a pattern is about to be tried.

use super::matcher::RuleRef;
use super::sink::Id;
use crate::rules::ast::{Category, Strength};
use crate::rules::tables::{Role, RuleView, Shape, Tables, of_record};

/// How much evidence is enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Strong whole lines and blocks closed by a line.
    Careful,
    /// Also prefixes and substrings, words inside lines, weak evidence in company, tail blocks.
    #[default]
    Normal,
    /// Also structure: runs of menu labels, a headline alone at the end. For whole-page dumps.
    Thorough,
}

/// What the user selects. The default is every category but metadata, in every language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// How much evidence is enough.
    pub level: Level,
    /// If not empty: these categories, and no other.
    pub only: Vec<Category>,
    /// Not these.
    pub skip: Vec<Category>,
    /// These too, of those that are off by default.
    pub also: Vec<Category>,
    /// If not empty: rules of these languages, and those of none. `pt` covers `pt-BR`.
    pub langs: Vec<String>,
    /// Not these rules, by id; the only way to silence a guard.
    pub disabled: Vec<String>,
}

impl Selection {
    /// Is the category on? Guards are never switched by category.
    #[must_use]
    pub fn has(&self, category: Category) -> bool {
        if category == Category::Keep {
            return true;
        }
        let on = if self.only.is_empty() {
            !category.is_metadata() || self.also.contains(&category)
        } else {
            self.only.contains(&category) || self.also.contains(&category)
        };
        on && !self.skip.contains(&category)
    }
}

/// Tables with a selection of their rules.
#[derive(Debug)]
pub struct Selected<'r> {
    tables: Vec<&'r Tables>,
    selection: Selection,
    categories: u32,
    metadata: bool,
    disabled: Vec<RuleRef>,
}

impl<'r> Selected<'r> {
    /// Puts the selected rules of `tables` in force.
    #[must_use]
    pub fn new(tables: Vec<&'r Tables>, selection: Selection) -> Self {
        let categories = Category::ALL.iter().filter(|&&c| selection.has(c)).fold(0, |bits, &c| bits | 1 << c as u32);
        let disabled = selection.disabled.iter().flat_map(|id| {
            let find = |(table, tables): (usize, &&Tables)| {
                tables.rule_of(id).map(|rule| RuleRef { table: table as u16, rule: rule as u32 })
            };
            tables.iter().enumerate().filter_map(find).collect::<Vec<_>>()
        });
        let disabled = disabled.collect();
        let metadata = Category::ALL.iter().any(|&c| c.is_metadata() && selection.has(c));
        Selected { tables, selection, categories, metadata, disabled }
    }

    /// The tables.
    #[must_use]
    pub fn tables(&self) -> &[&'r Tables] {
        &self.tables
    }

    /// The level.
    #[must_use]
    pub fn level(&self) -> Level {
        self.selection.level
    }

    /// Is this category on?
    #[must_use]
    pub fn has(&self, category: Category) -> bool {
        self.categories >> category as u32 & 1 == 1
    }

    /// Is a category on that is off by default?
    #[must_use]
    pub fn has_metadata(&self) -> bool {
        self.metadata
    }

    /// A rule's record.
    #[must_use]
    #[inline]
    pub fn rule(&self, rule: RuleRef) -> RuleView {
        self.tables[usize::from(rule.table)].rule(rule.rule as usize)
    }

    /// A rule's id.
    #[must_use]
    pub fn id(&self, rule: RuleRef) -> Id<'r> {
        Id::of_rule(self.tables[usize::from(rule.table)], rule.rule as usize)
    }

    /// Is the rule of the pattern with this record selected?
    #[must_use]
    pub fn is_active(&self, table: usize, tables: &Tables, record: u32) -> bool {
        let (rule, shape) = of_record(record);
        let (category, strength, thorough) = tables.rule_kind(rule as usize);
        if !self.disabled.is_empty() && self.disabled.contains(&RuleRef { table: table as u16, rule }) {
            return false;
        }
        if strength == Strength::Guard {
            return true;
        }
        let level = match self.selection.level {
            Level::Thorough => true,
            Level::Normal => !thorough,
            Level::Careful => !thorough && Self::is_careful(tables.rule(rule as usize), shape),
        };
        level
            && self.categories >> category & 1 == 1
            && (self.selection.langs.is_empty() || self.speaks(tables.rule_langs(rule as usize)))
    }

    fn speaks(&self, langs: &str) -> bool {
        langs.is_empty() || langs.split(',').any(|lang| self.selection.langs.iter().any(|asked| covers(asked, lang)))
    }

    /// Strong whole lines, and blocks that a line closes.
    fn is_careful(rule: RuleView, shape: Shape) -> bool {
        match shape.role {
            Role::Line => shape.whole && rule.strength == Strength::Strong,
            Role::From | Role::To => !rule.to_end && !rule.to_prose,
        }
    }
}

/// `pt` covers `pt` and `pt-BR`; and a rule for `pt` serves who asks for `pt-BR`.
fn covers(asked: &str, lang: &str) -> bool {
    let within =
        |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    within(lang, asked) || within(asked, lang)
}
