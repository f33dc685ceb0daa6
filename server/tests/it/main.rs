//! The server as its callers see it: every route through the whole router, in process.
#![allow(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line that did it"
)]

mod client;

mod account_pages;
mod accounts;
mod asking;
mod attempts;
mod branches;
mod etags;
mod extras;
mod filling;
mod forms;
mod generate;
mod guard;
mod headers;
mod live;
mod master_attempts;
mod masters_page;
mod media;
mod nodes;
mod observed;
mod openapi;
mod owners;
mod pages;
mod paging_links;
mod process;
mod references;
mod rows;
mod running;
mod s3;
mod schema;
mod settings;
mod settings_page;
mod site;
mod tended;
mod uploads;
