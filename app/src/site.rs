//! Where the browser's files are: each stands under an address with its content's hash in it.

use std::{collections::BTreeMap, sync::Arc};

/// The addresses of the browser's files, by the names that they have in the sources.
#[derive(Clone, Debug, Default)]
pub struct Site(Arc<BTreeMap<String, String>>);

impl Site {
    /// From source name to address, as `/style.css` to `/pkg/style.0a1b2c.css`.
    pub fn new(files: BTreeMap<String, String>) -> Self {
        Self(Arc::new(files))
    }

    /// The address of a file; none when the browser's side was not built.
    pub fn address(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}

/// Where pictures are loaded from besides here: the store's own address, where they are not streamed through us.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere(pub Option<String>);
