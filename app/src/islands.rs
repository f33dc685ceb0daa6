//! What acts in the browser.

pub mod instant;
pub mod toast;
pub mod viewer;
