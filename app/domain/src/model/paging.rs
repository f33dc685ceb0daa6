//! Lists in pages: how many rows, and after which.

use serde::{Deserialize, Serialize};

/// Which page of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// Rows at most.
    pub limit: u64,
    /// What the page before this one answered as `next`; the first page has none.
    pub cursor: Option<String>,
}

impl Paging {
    /// The first page.
    pub fn first(limit: u64) -> Self {
        Self {
            limit,
            cursor: None,
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page with each row as something else.
    pub fn map<U>(self, shown: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(shown).collect(),
            next: self.next,
        }
    }
}
