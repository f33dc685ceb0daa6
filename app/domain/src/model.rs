//! Shapes and rules that the server and the browser share.

pub mod credits;
pub mod ids;
pub mod kinds;
pub mod masters;
pub mod masters_page;
pub mod pages;
pub mod paging;
pub mod panel;
pub mod paths;
pub mod prompt;
pub mod rules;
pub mod sending;
pub mod views;
