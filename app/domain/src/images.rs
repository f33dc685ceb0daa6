//! Pictures on their way in and out: told by their content, bounded, stripped of everything that is not
//! picture, and made small for the panel.
//!
//! Nothing here trusts a name or a header. A file is taken apart first (`png`, `jpeg`, `riff`), which
//! yields its size in pixels and a copy without metadata; only then are pixels made, and always from
//! that copy, so what was read is exactly what is stored. All of it runs on the blocking pool, inside
//! one memory budget (`workers`).

mod icc;
mod jpeg;
mod pixels;
mod png;
mod riff;
mod workers;

use crate::error::{Error, Result};
use bytes::Bytes;
use image::{RgbImage, metadata::Orientation};
use sha2::{Digest, Sha256};

/// Bytes of an upload at most.
pub const MAX_BYTES: usize = crate::model::rules::MAX_UPLOAD;
/// Pixels a side at most.
pub const MAX_SIDE: u32 = 8192;
/// Pixels in all at most.
pub const MAX_PIXELS: u64 = 40_000_000;
/// The widths that renditions are made in, in pixels.
pub const WIDTHS: [u32; 3] = [320, 640, 1280];
/// The width that is made along with a picture, because the panel asks for it first.
pub const PREVIEW_WIDTH: u32 = 640;

/// The kinds of picture that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG, baseline or progressive.
    Jpeg,
    /// WebP, lossy or lossless, not animated.
    Webp,
}

impl Format {
    /// What the first bytes say, whatever the name and the header say.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// The end of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    /// The kind that a file name's end stands for; `jpeg` is understood too.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension {
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "webp" => Some(Self::Webp),
            _ => None,
        }
    }

    /// The media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    /// The kind that a media type stands for; parameters after `;` are ignored.
    pub fn from_content_type(content_type: &str) -> Option<Self> {
        let bare = content_type.split(';').next().unwrap_or_default().trim();
        [Self::Png, Self::Jpeg, Self::Webp]
            .into_iter()
            .find(|format| bare.eq_ignore_ascii_case(format.content_type()))
    }
}

/// A picture ready to be kept. All facts are those of `bytes`.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What to store and serve: no metadata, no orientation, nothing after the picture's end.
    pub bytes: Bytes,
    /// The kind of `bytes`.
    pub format: Format,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// SHA-256 of `bytes`, in hexadecimal.
    pub sha256: String,
    /// A blurred miniature of some 25 bytes (ThumbHash), in base64.
    pub thumbhash: String,
    /// The rendition of [`PREVIEW_WIDTH`], made while the pixels were at hand.
    pub preview: Bytes,
}

/// A file taken apart: its facts, and what is left of it without metadata.
struct Parts {
    format: Format,
    width: u32,
    height: u32,
    /// How the pixels are to be turned before anybody sees them.
    orientation: Orientation,
    /// The colour profile, where it is sound.
    icc: Option<Bytes>,
    /// Lossless where it matters: a lossless WebP is written lossless again.
    lossless: bool,
    /// Bytes of memory that decoding takes at its height.
    memory: u64,
    /// The picture alone, without its colour profile.
    clean: Bytes,
}

/// Makes an upload or a provider's answer ready to be kept.
///
/// `limit` is in bytes: [`MAX_BYTES`] for uploads. Errors: `Unsupported` for anything but PNG, JPEG and
/// WebP, `TooLarge` for too many bytes or pixels, `Undecodable` for damaged and animated files.
pub async fn prepare(bytes: Bytes, limit: usize) -> Result<Prepared> {
    let Some(format) = Format::sniff(&bytes) else {
        return Err(Error::Unsupported(
            "Invalid file type. Only PNG, JPEG, and WebP are allowed.".into(),
        ));
    };
    if bytes.len() > limit {
        return Err(Error::TooLarge(format!(
            "File too large. Maximum size is {} MB.",
            limit / 1_048_576
        )));
    }
    let parts = workers::run(0, move || take_apart(format, &bytes)).await?;
    workers::run(parts.memory, move || keep(parts)).await
}

/// Makes a picture that was drawn here ready to be kept, as a lossy WebP of high quality: a grainy PNG
/// is ten times the size.
pub async fn encode(picture: RgbImage) -> Result<Prepared> {
    let (width, height) = picture.dimensions();
    acceptable(width, height)?;
    workers::run(
        u64::from(width) * u64::from(height) * pixels::LOSSY_WEBP_COST,
        move || {
            let picture = picture.into();
            let bytes = pixels::lossy_webp(&picture, pixels::KEPT_QUALITY)?;
            finish(picture, bytes, Format::Webp, None)
        },
    )
    .await
}

/// A lossy WebP of that width in pixels, never wider than the picture. Errors as [`prepare`].
pub async fn rendition(bytes: Bytes, width: u32) -> Result<Bytes> {
    let parts = opened(bytes).await?;
    workers::run(parts.memory, move || {
        let small = pixels::of_width(pixels::decode(&parts)?, parts.orientation, width)?;
        pixels::rendition(&small, parts.icc.as_ref())
    })
    .await
}

/// The picture's pixels, on white where it is transparent, made small enough that no side is longer
/// than `max_side`. Errors as [`prepare`].
pub async fn decode_rgb(bytes: Bytes, max_side: u32) -> Result<RgbImage> {
    let parts = opened(bytes).await?;
    workers::run(parts.memory, move || {
        let width = if parts.width >= parts.height {
            max_side
        } else {
            pixels::scaled(max_side, parts.width, parts.height)
        };
        let mut small = pixels::resized(pixels::decode(&parts)?, width)?;
        small.apply_orientation(parts.orientation);
        Ok(pixels::on_white(small))
    })
    .await
}

/// The picture for a provider: a PNG of 8 bits a channel, turned as it should be, on white where it is
/// transparent, and no side longer than `max_side` pixels. Errors as [`prepare`].
pub async fn fitted(bytes: Bytes, max_side: u32) -> Result<Bytes> {
    let picture = decode_rgb(bytes, max_side).await?;
    let area = u64::from(picture.width()) * u64::from(picture.height());
    workers::run(area * pixels::PNG_COST, move || {
        pixels::png(&pixels::within(picture, max_side))
    })
    .await
}

/// A stored picture, taken apart without a limit on its bytes: it passed one when it came.
async fn opened(bytes: Bytes) -> Result<Parts> {
    let Some(format) = Format::sniff(&bytes) else {
        return Err(damaged());
    };
    workers::run(0, move || take_apart(format, &bytes)).await
}

fn take_apart(format: Format, bytes: &Bytes) -> Result<Parts> {
    let mut parts = match format {
        Format::Png => png::take_apart(bytes),
        Format::Jpeg => jpeg::take_apart(bytes),
        Format::Webp => riff::take_apart(bytes),
    }?;
    acceptable(parts.width, parts.height)?;
    if parts.orientation != Orientation::NoTransforms {
        let area = u64::from(parts.width) * u64::from(parts.height);
        parts.memory = parts.memory.max(area * pixels::turning_cost(&parts));
    }
    workers::affordable(parts.memory)?;
    Ok(parts)
}

fn keep(mut parts: Parts) -> Result<Prepared> {
    let mut picture = pixels::decode(&parts)?;
    let bytes = if parts.orientation == Orientation::NoTransforms {
        parts.clean
    } else {
        // Turning takes the picture twice; the file is of no more use.
        parts.clean = Bytes::new();
        picture.apply_orientation(parts.orientation);
        pixels::encode_again(&picture, &parts)?
    };
    let bytes = icc::attach(bytes, parts.icc.as_ref())?;
    finish(picture, bytes, parts.format, parts.icc.as_ref())
}

/// The facts and the small pictures of what is about to be stored.
fn finish(
    picture: image::DynamicImage,
    bytes: Bytes,
    format: Format,
    icc: Option<&Bytes>,
) -> Result<Prepared> {
    let (width, height) = (picture.width(), picture.height());
    let small = pixels::resized(picture, PREVIEW_WIDTH)?;
    let preview = pixels::rendition(&small, icc)?;
    let sha256 = format!("{:x}", Sha256::digest(&bytes));
    Ok(Prepared {
        bytes,
        format,
        width,
        height,
        sha256,
        thumbhash: pixels::thumbhash(small)?,
        preview,
    })
}

/// Refuses what has more pixels than are taken. Cheap, and done before anything is allocated.
fn acceptable(width: u32, height: u32) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(damaged());
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::TooLarge(format!(
            "Picture too large ({width} × {height}). At most 8,192 pixels a side and 40 million pixels in all are accepted."
        )));
    }
    Ok(())
}

fn damaged() -> Error {
    Error::Undecodable(
        "This picture is damaged or incomplete and cannot be read. Please save it again and retry."
            .into(),
    )
}

fn animated() -> Error {
    Error::Undecodable("Animated pictures are not accepted.".into())
}

#[cfg(test)]
mod tests;
