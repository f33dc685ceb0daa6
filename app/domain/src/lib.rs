//! What Throughline is: its words, its rules, its tables and its use-cases. Nothing here knows Leptos.
//!
//! `model` is compiled for the server and for the browser; everything else runs on the server alone
//! and stands behind the feature `ssr`. Every such gate of the crate is in this file.

pub mod model;

#[cfg(feature = "ssr")]
pub mod act;
#[cfg(feature = "ssr")]
pub mod ctx;
#[cfg(feature = "ssr")]
pub mod db;
#[cfg(feature = "ssr")]
pub mod entities;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
pub mod events;
#[cfg(feature = "ssr")]
pub mod images;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod providers;
#[cfg(feature = "ssr")]
mod schemas;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub mod storage;

#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "testing")]
pub mod testing_db;
#[cfg(feature = "testing")]
pub mod testing_jobs;
#[cfg(feature = "testing")]
pub mod testing_s3;
