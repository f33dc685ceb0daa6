//! The user interface, on the server and in the browser.
//!
//! Pages are rendered on the server alone; what acts in the browser is the Stage 8 panel, one island
//! with its parts in `components` and `ui`. Every gate of the crate is in this file.

// The type of a view holds the types of all views in it.
#![recursion_limit = "1024"]

pub mod api;
pub mod components;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod notice;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod serving;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod site;
