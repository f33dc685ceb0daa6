//! The use-cases: free functions that take a [`Ctx`](crate::ctx::Ctx) and a viewer, each one transaction.

pub mod acting;
pub mod as_is;
pub mod assets;
pub mod attempts;
pub mod boards;
pub mod deletions;
pub mod descriptions;
pub mod gate;
pub mod inheritance;
pub mod instances;
pub mod panels;
pub mod pictures;
pub mod projects;
pub mod references;
pub mod removal;
pub mod sample;
pub mod scenes;
pub mod scope;
pub mod tags;
pub(crate) mod text;
pub mod uploads;
pub mod users;
pub mod views;
