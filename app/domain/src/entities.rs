//! The tables, one module each. Rows never cross the wire: services turn them into views.
//!
//! Keys and enumerations are the types of [`crate::model`]; `values` teaches SeaORM to read and
//! write them. Relations are the ownership chain in both directions, and jobs. The two columns that
//! point from one instance to another, and a project's active branch, are plain columns: a second
//! relation to the same table would take away `find_related` for the first.
#![allow(
    missing_docs,
    reason = "columns are described where the tables are: migration, and the schema in the README"
)]

pub mod api_tokens;
pub mod assets;
pub mod attempts;
pub mod branches;
pub mod deletions;
pub mod descriptions;
pub mod instance_references;
pub mod instances;
pub mod jobs;
pub mod master_attempts;
pub mod members;
pub mod projects;
pub mod removals;
pub mod scenes;
pub mod sessions;
pub mod spending;
pub mod users;
pub mod values;

#[cfg(test)]
mod tests;
