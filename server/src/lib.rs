//! The binary's parts: settings, router, REST routes, pictures, live events, start and stop.
//!
//! Every route is a short function that calls one use-case of `domain`. What a use-case refuses becomes
//! an HTTP answer in `answer` and nowhere else.

pub mod answer;
pub mod commands;
pub mod cookies;
pub mod etag;
pub mod extract;
pub mod failure;
pub mod flash;
pub mod forms;
pub mod guard;
pub mod health;
pub mod limits;
pub mod lists;
pub mod live;
pub mod logs;
pub mod media;
pub mod metrics;
pub mod openapi;
pub mod pages;
pub mod ranges;
pub mod router;
pub mod routes;
pub mod settings;
pub mod site;
pub mod start;
pub mod state;
pub mod stop;
pub mod viewer;
