//! Parts that know nothing of films.

pub mod carousel;
pub mod dialog;
pub mod field;
pub mod icon;
pub mod picture;
pub mod words;
