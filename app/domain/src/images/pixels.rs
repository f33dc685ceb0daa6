//! Pixels: decoded, turned, made smaller, encoded.

use super::{Format, Parts, damaged, icc, riff};
use crate::error::{Error, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use fast_image_resize::{FilterType, MulDiv, ResizeAlg, ResizeOptions, Resizer};
use image::{
    DynamicImage, ImageDecoder, Limits, RgbImage,
    codecs::{
        jpeg::{JpegDecoder, JpegEncoder},
        png::{PngDecoder, PngEncoder},
        webp::{WebPDecoder, WebPEncoder},
    },
    imageops,
    metadata::Orientation,
};
use std::io::Cursor;

/// Of what is kept: no difference can be seen.
pub(super) const KEPT_QUALITY: f32 = 88.0;
/// Of renditions.
const RENDITION_QUALITY: f32 = 76.0;
/// Of a lossy picture that had to be turned.
const TURNED_QUALITY: u8 = 92;
/// Of libwebp's seven methods the slowest that does not search: the next one takes three times as long
/// for files of the same size.
const METHOD: i32 = 2;
/// Bytes a pixel that the lossy encoder takes: the picture, its copy, its planes.
pub(super) const LOSSY_WEBP_COST: u64 = 10;

/// Bytes a pixel that writing a PNG takes: the picture, and at worst as much again for the file.
pub(super) const PNG_COST: u64 = 6;

/// Pixels as they stand in the file, not turned.
pub(super) fn decode(parts: &Parts) -> Result<DynamicImage> {
    let read = match parts.format {
        Format::Png => {
            PngDecoder::with_limits(Cursor::new(&parts.clean), limits()).and_then(bounded)
        }
        Format::Jpeg => JpegDecoder::new(Cursor::new(&parts.clean)).and_then(bounded),
        Format::Webp => {
            let (file, opaque) = riff::for_decoding(parts);
            WebPDecoder::new(Cursor::new(file))
                .and_then(bounded)
                .map(|picture| if opaque { filled(picture) } else { picture })
        }
    };
    read.map_err(|err| {
        tracing::debug!(error = %err, "a picture could not be decoded");
        damaged()
    })
}

fn bounded(mut decoder: impl ImageDecoder) -> image::ImageResult<DynamicImage> {
    decoder.set_limits(limits())?;
    DynamicImage::from_decoder(decoder)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(super::MAX_SIDE);
    limits.max_image_height = Some(super::MAX_SIDE);
    limits
}

/// Every pixel made opaque, whatever was written where nobody was to look.
fn filled(mut picture: DynamicImage) -> DynamicImage {
    if let Some(pixels) = picture.as_mut_rgba8() {
        pixels.pixels_mut().for_each(|pixel| pixel.0[3] = u8::MAX);
    }
    picture
}

/// The picture turned as it should be, and of that width in pixels, or its own if that is smaller.
pub(super) fn of_width(
    picture: DynamicImage,
    orientation: Orientation,
    width: u32,
) -> Result<DynamicImage> {
    let on_its_side = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let before = if on_its_side {
        // Before it is turned, the width to be is the height.
        scaled(width, picture.width(), picture.height())
    } else {
        width
    };
    let mut small = resized(picture, before)?;
    small.apply_orientation(orientation);
    Ok(small)
}

/// The picture of that width in pixels, or as it is if it is not wider.
pub(super) fn resized(mut picture: DynamicImage, width: u32) -> Result<DynamicImage> {
    if picture.width() <= width {
        return Ok(picture);
    }
    let height = scaled(picture.height(), width, picture.width());
    let mut small = DynamicImage::new(width.max(1), height, picture.color());
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .use_alpha(false);
    // Transparent pixels must not bleed into their neighbours. Done in place: the resizer would copy
    // the whole picture to do it.
    let transparent = picture.color().has_alpha();
    if transparent {
        MulDiv::new()
            .multiply_alpha_inplace(&mut picture)
            .map_err(Error::internal)?;
    }
    Resizer::new()
        .resize(&picture, &mut small, &options)
        .map_err(Error::internal)?;
    if transparent {
        MulDiv::new()
            .divide_alpha_inplace(&mut small)
            .map_err(Error::internal)?;
    }
    Ok(small)
}

/// `length × numerator ÷ denominator`, rounded, at least 1.
pub(super) fn scaled(length: u32, numerator: u32, denominator: u32) -> u32 {
    let (length, denominator) = (u64::from(length), u64::from(denominator.max(1)));
    let result = (length * u64::from(numerator) + denominator / 2) / denominator;
    u32::try_from(result).unwrap_or(u32::MAX).max(1)
}

/// A small picture as it is sent to the panel, in the colours of the large one.
pub(super) fn rendition(small: &DynamicImage, profile: Option<&Bytes>) -> Result<Bytes> {
    icc::attach(
        lossy_webp(small, RENDITION_QUALITY)?,
        icc::for_rendition(profile),
    )
}

/// A lossy WebP; `quality` goes up to 100.
pub(super) fn lossy_webp(picture: &DynamicImage, quality: f32) -> Result<Bytes> {
    let mut config =
        ::webp::WebPConfig::new().map_err(|()| failed("libwebp has another version"))?;
    config.quality = quality;
    config.method = METHOD;
    let (width, height) = (picture.width(), picture.height());
    let encoded = match picture {
        DynamicImage::ImageRgb8(pixels) => {
            ::webp::Encoder::from_rgb(pixels, width, height).encode_advanced(&config)
        }
        DynamicImage::ImageRgba8(pixels) => {
            ::webp::Encoder::from_rgba(pixels, width, height).encode_advanced(&config)
        }
        other if other.color().has_alpha() => {
            ::webp::Encoder::from_rgba(&other.to_rgba8(), width, height).encode_advanced(&config)
        }
        other => {
            ::webp::Encoder::from_rgb(&other.to_rgb8(), width, height).encode_advanced(&config)
        }
    };
    encoded
        .map(|memory| Bytes::copy_from_slice(&memory))
        .map_err(|err| failed(format!("libwebp: {err:?}")))
}

fn failed(why: impl Into<String>) -> Error {
    Error::internal(why.into())
}

/// Bytes a pixel that turning takes: both pictures for a moment, or the result and its encoder.
pub(super) fn turning_cost(parts: &Parts) -> u64 {
    match (parts.format, parts.lossless) {
        (Format::Jpeg, _) => 6,
        (Format::Webp, false) => LOSSY_WEBP_COST,
        _ => 2 * parts.memory / (u64::from(parts.width) * u64::from(parts.height)).max(1),
    }
}

/// The turned picture in the format that it came in.
pub(super) fn encode_again(picture: &DynamicImage, parts: &Parts) -> Result<Bytes> {
    let mut file = Vec::new();
    match (parts.format, parts.lossless) {
        (Format::Png, _) => picture.write_with_encoder(PngEncoder::new(&mut file)),
        (Format::Jpeg, _) => {
            picture.write_with_encoder(JpegEncoder::new_with_quality(&mut file, TURNED_QUALITY))
        }
        (Format::Webp, true) => picture.write_with_encoder(WebPEncoder::new_lossless(&mut file)),
        (Format::Webp, false) => return lossy_webp(picture, f32::from(TURNED_QUALITY)),
    }
    .map_err(Error::internal)?;
    Ok(file.into())
}

/// Cut down to the pixel: a picture that was made smaller by its width is sometimes a little too high.
pub(super) fn within(picture: RgbImage, max_side: u32) -> RgbImage {
    let (width, height) = (
        picture.width().min(max_side),
        picture.height().min(max_side),
    );
    if (width, height) == picture.dimensions() {
        return picture;
    }
    imageops::thumbnail(&picture, width.max(1), height.max(1))
}

/// A PNG file.
pub(super) fn png(picture: &RgbImage) -> Result<Bytes> {
    let mut file = Vec::new();
    picture
        .write_with_encoder(PngEncoder::new(&mut file))
        .map_err(Error::internal)?;
    Ok(file.into())
}

/// The ThumbHash, which takes pictures of up to 100 pixels a side, in base64.
pub(super) fn thumbhash(picture: DynamicImage) -> Result<String> {
    let (width, height) = (picture.width(), picture.height());
    let fitting = if width >= height {
        100
    } else {
        scaled(100, width, height)
    };
    let tiny = resized(picture, fitting)?.to_rgba8();
    // A picture narrower than its share of 100 is not made smaller by width; its height may still be.
    let tiny = if tiny.height() > 100 {
        imageops::thumbnail(&tiny, tiny.width(), 100)
    } else {
        tiny
    };
    let hash =
        ::thumbhash::rgba_to_thumb_hash(tiny.width() as usize, tiny.height() as usize, &tiny);
    Ok(BASE64_STANDARD.encode(&hash))
}

/// Without transparency, on white.
pub(super) fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let pixels = picture.into_rgba8();
    let blend = |channel: u8, alpha: u8| {
        let (channel, alpha) = (u32::from(channel), u32::from(alpha));
        ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        image::Rgb([blend(red, alpha), blend(green, alpha), blend(blue, alpha)])
    })
}
