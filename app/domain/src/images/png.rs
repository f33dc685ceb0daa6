//! PNG, taken apart.

use super::{Format, Parts, acceptable, damaged, icc};
use crate::error::Result;
use bytes::Bytes;
use image::metadata::Orientation;
use img_parts::{ImageEXIF, ImageICC, png::Png};

/// The picture itself. Everything else (text, time, EXIF, animation, private chunks) is left behind.
const PICTURE: [[u8; 4]; 5] = [*b"IHDR", *b"PLTE", *b"tRNS", *b"IDAT", *b"IEND"];
/// What the numbers mean, where no profile says it.
const COLOUR: [[u8; 4]; 5] = [*b"gAMA", *b"cHRM", *b"sRGB", *b"cICP", *b"sBIT"];

pub(super) fn take_apart(bytes: &Bytes) -> Result<Parts> {
    let (width, height) = claimed_size(bytes).ok_or_else(damaged)?;
    acceptable(width, height)?;
    let mut png = Png::from_bytes(bytes.clone()).map_err(|_| damaged())?;
    if png
        .chunks()
        .last()
        .is_none_or(|chunk| chunk.kind() != *b"IEND")
    {
        return Err(damaged());
    }
    // Some writers put EXIF after the picture data, where streaming readers do not look.
    let orientation = png
        .exif()
        .and_then(|exif| Orientation::from_exif_chunk(&exif));
    let icc = icc::sound(png.icc_profile());
    let pixel = bytes_a_pixel(&png).ok_or_else(damaged)?;
    let profiled = png.chunk_by_type(*b"iCCP").is_some();
    png.chunks_mut().retain(|chunk| {
        PICTURE.contains(&chunk.kind()) || (!profiled && COLOUR.contains(&chunk.kind()))
    });
    Ok(Parts {
        format: Format::Png,
        width,
        height,
        orientation: orientation.unwrap_or(Orientation::NoTransforms),
        icc,
        lossless: true,
        memory: u64::from(width) * u64::from(height) * pixel,
        clean: png.encoder().bytes(),
    })
}

/// Width and height stand at a fixed place, so that a bomb is known before anything else is read.
fn claimed_size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

/// Of a decoded pixel: palettes are resolved, transparency by colour key becomes a channel.
fn bytes_a_pixel(png: &Png) -> Option<u64> {
    let header = png.chunks().first()?.contents();
    let transparent = u64::from(png.chunk_by_type(*b"tRNS").is_some());
    let channels = match header.get(9)? {
        0 => 1 + transparent,
        2 | 3 => 3 + transparent,
        4 => 2,
        6 => 4,
        _ => return None,
    };
    Some(channels * if *header.get(8)? == 16 { 2 } else { 1 })
}
