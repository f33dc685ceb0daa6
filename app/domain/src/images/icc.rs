//! Colour profiles. They say what the numbers of a picture mean, nothing about its maker, so they stay.

use super::damaged;
use crate::error::Result;
use bytes::Bytes;
use img_parts::{DynImage, ImageICC};

/// The larger ones are for printing; nothing here needs them and a small picture should stay small.
const SMALL: usize = 64 * 1024;

/// The profile, if it is one: the right mark, and as long as it says.
pub(super) fn sound(profile: Option<Bytes>) -> Option<Bytes> {
    let profile = profile?;
    let said = u32::from_be_bytes(profile.get(0..4)?.try_into().ok()?);
    let marked = profile.get(36..40)? == b"acsp";
    (marked && usize::try_from(said).ok()? == profile.len()).then_some(profile)
}

/// The profile, if it also fits a small picture in red, green and blue.
pub(super) fn for_rendition(profile: Option<&Bytes>) -> Option<&Bytes> {
    profile.filter(|profile| profile.len() <= SMALL && profile.get(16..20) == Some(b"RGB "))
}

/// The file with the profile in it.
pub(super) fn attach(file: Bytes, profile: Option<&Bytes>) -> Result<Bytes> {
    let Some(profile) = profile else {
        return Ok(file);
    };
    let mut picture = DynImage::from_bytes(file)
        .map_err(|_| damaged())?
        .ok_or_else(damaged)?;
    picture.set_icc_profile(Some(profile.clone()));
    Ok(picture.encoder().bytes())
}
