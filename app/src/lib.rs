//! The user interface.
//!
//! Pages are rendered on the server, whole, and every action is a form. In the browser one island makes the
//! same forms and links instant: it sends them by itself and takes over what changed in the page that answers.
//! Every gate of the crate is in this file.

// The type of a view holds the types of all views in it.
#![recursion_limit = "1024"]

pub mod browser;
pub mod islands;

#[cfg(feature = "ssr")]
pub mod components;
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
#[cfg(feature = "ssr")]
pub mod ui;
