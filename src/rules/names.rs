//! The words of the rules language for categories.

use super::ast::Category;

impl Category {
    /// Every category, in the order of reports. `Keep` is last.
    pub const ALL: [Category; 22] = {
        use Category::*;
        [
            Ad, Share, Comments, Donate, Newsletter, Subscribe, Nav, Related, App, Legal, Media, Ai, Error, Promo,
            Author, Byline, Dateline, Caption, Credit, Tags, Headline, Keep,
        ]
    };

    /// The word that stands for it in rules files, flags and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Category::Ad => "ad",
            Category::Share => "share",
            Category::Comments => "comments",
            Category::Donate => "donate",
            Category::Newsletter => "newsletter",
            Category::Subscribe => "subscribe",
            Category::Nav => "nav",
            Category::Related => "related",
            Category::App => "app",
            Category::Legal => "legal",
            Category::Media => "media",
            Category::Ai => "ai",
            Category::Error => "error",
            Category::Promo => "promo",
            Category::Author => "author",
            Category::Byline => "byline",
            Category::Dateline => "dateline",
            Category::Caption => "caption",
            Category::Credit => "credit",
            Category::Tags => "tags",
            Category::Headline => "headline",
            Category::Keep => "keep",
        }
    }

    /// The category of a word, `keep` included.
    #[must_use]
    pub fn parse(word: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|c| c.name() == word)
    }

    /// Metadata is known but off by default.
    #[must_use]
    pub fn is_metadata(self) -> bool {
        (Category::Byline..=Category::Headline).contains(&self)
    }
}
