//! Parts that know films: the panel's panes and what is in them.

pub mod act;
pub mod assets;
pub mod attempt;
pub mod description;
pub mod editor;
pub mod generation;
pub mod header;
pub mod job;
pub mod keys;
pub mod live;
pub mod notice;
pub mod pill;
pub mod reference;
pub mod script;
pub mod stage;
pub mod stage8;
pub mod viewer;
pub mod wording;
