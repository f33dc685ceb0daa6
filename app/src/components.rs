//! Parts that know films: the panel's panes and what is in them.

pub mod act;
pub mod add;
pub mod attempt;
pub mod compare;
pub mod description;
pub mod editor;
pub mod extras;
pub mod film;
pub mod gate;
pub mod generate;
pub mod generation;
pub mod header;
pub mod job;
pub mod list;
pub mod looking;
pub mod masters;
pub mod notice;
pub mod panel;
pub mod place;
pub mod reference;
pub mod removed;
pub mod row;
pub mod state;
pub mod upload;
pub mod wording;
