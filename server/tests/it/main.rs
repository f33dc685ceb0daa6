//! The server as its callers see it: every route through the whole router, in process.
#![allow(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line that did it"
)]

mod client;

mod asking;
mod attempts;
mod filling;
mod forms;
mod generate;
mod guard;
mod live;
mod media;
mod owners;
mod pages;
mod process;
mod references;
mod rows;
mod site;
mod uploads;
