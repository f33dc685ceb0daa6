//! Files are made here rather than kept, so that each says what is wrong with it.

mod cleaned;
mod hidden;
mod refused;

use super::*;
use image::{DynamicImage, ImageFormat, Rgb, Rgba, RgbaImage};
use img_parts::{
    ImageEXIF, ImageICC,
    jpeg::{Jpeg, JpegSegment},
    png::{Png, PngChunk},
    riff::{RiffChunk, RiffContent},
    webp::WebP,
};
use std::io::Cursor;

const SECRET: &[u8] = b"N 51.5033 W 0.1276";

/// Red at the top left, elsewhere a gradient, so that turning shows.
fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            Rgb([250, 10, 10])
        } else {
            Rgb([20, (x % 200) as u8, (y % 200) as u8])
        }
    })
    .into()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Bytes {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner().into()
}

fn png(width: u32, height: u32) -> Bytes {
    file(&picture(width, height), ImageFormat::Png)
}

fn jpeg(width: u32, height: u32) -> Bytes {
    file(&picture(width, height), ImageFormat::Jpeg)
}

fn lossless_webp(width: u32, height: u32) -> Bytes {
    file(&picture(width, height), ImageFormat::WebP)
}

fn lossy_webp(width: u32, height: u32) -> Bytes {
    pixels::lossy_webp(&picture(width, height), 90.0).unwrap()
}

/// EXIF with an orientation and, behind it, something that nobody else should see.
fn exif(orientation: u8) -> Bytes {
    let entry = [0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
    [b"II*\0\x08\0\0\0\x01\0".as_slice(), &entry, &[0; 4], SECRET]
        .concat()
        .into()
}

/// A colour profile as far as anybody checks.
fn profile() -> Bytes {
    let mut profile = vec![7; 200];
    profile[..4].copy_from_slice(&200_u32.to_be_bytes());
    profile[16..20].copy_from_slice(b"RGB ");
    profile[36..40].copy_from_slice(b"acsp");
    profile.into()
}

fn with_chunk(png: &Bytes, kind: &[u8; 4], contents: &[u8]) -> Bytes {
    let mut png = Png::from_bytes(png.clone()).unwrap();
    png.chunks_mut()
        .insert(1, PngChunk::new(*kind, Bytes::copy_from_slice(contents)));
    png.encoder().bytes()
}

fn with_segment(jpeg: &Bytes, marker: u8, contents: &[u8]) -> Bytes {
    let mut jpeg = Jpeg::from_bytes(jpeg.clone()).unwrap();
    jpeg.segments_mut().insert(
        1,
        JpegSegment::new_with_contents(marker, Bytes::copy_from_slice(contents)),
    );
    jpeg.encoder().bytes()
}

fn with_riff_chunk(webp: &Bytes, id: &[u8; 4], contents: &[u8]) -> Bytes {
    let mut webp = WebP::from_bytes(webp.clone()).unwrap();
    let contents = RiffContent::Data(Bytes::copy_from_slice(contents));
    webp.chunks_mut().push(RiffChunk::new(*id, contents));
    // Makes the extended header that such chunks need.
    webp.set_icc_profile(None);
    webp.encoder().bytes()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

async fn prepared(bytes: Bytes) -> Prepared {
    prepare(bytes, MAX_BYTES).await.unwrap()
}

async fn refused(bytes: impl Into<Bytes>) -> Error {
    prepare(bytes.into(), MAX_BYTES).await.unwrap_err()
}

/// Where the red corner is, at a place inside each corner in turn.
fn red_corner(bytes: &[u8]) -> &'static str {
    let picture = image::load_from_memory(bytes).unwrap().to_rgb8();
    let (right, bottom) = (picture.width() - 5, picture.height() - 5);
    let red = |x, y| picture.get_pixel(x, y).0[0] > 180;
    match (red(4, 4), red(right, 4), red(4, bottom), red(right, bottom)) {
        (true, false, false, false) => "top left",
        (false, true, false, false) => "top right",
        (false, false, true, false) => "bottom left",
        (false, false, false, true) => "bottom right",
        _ => "lost",
    }
}

#[tokio::test]
async fn every_format_is_taken_as_it_is() {
    for (bytes, format) in [
        (png(90, 60), Format::Png),
        (jpeg(90, 60), Format::Jpeg),
        (lossless_webp(90, 60), Format::Webp),
        (lossy_webp(90, 60), Format::Webp),
    ] {
        let kept = prepared(bytes.clone()).await;
        assert_eq!((kept.format, kept.width, kept.height), (format, 90, 60));
        assert_eq!(kept.sha256, format!("{:x}", Sha256::digest(&kept.bytes)));
        assert!(kept.thumbhash.len() > 10);
        let (before, after) = (
            image::load_from_memory(&bytes).unwrap(),
            image::load_from_memory(&kept.bytes).unwrap(),
        );
        assert_eq!(before.to_rgba8(), after.to_rgba8());
    }
}

#[tokio::test]
async fn renditions_are_lossy_and_never_wider_than_the_picture() {
    for (bytes, width, expected) in [
        (png(1000, 500), 320, (320, 160)),
        (jpeg(1000, 500), 1280, (1000, 500)),
        (lossy_webp(8, 90), 320, (8, 90)),
    ] {
        let made = rendition(bytes, width).await.unwrap();
        assert_eq!(Format::sniff(&made), Some(Format::Webp));
        assert!(holds(&made[..40], b"VP8 "));
        let made = image::load_from_memory(&made).unwrap();
        assert_eq!((made.width(), made.height()), expected);
    }
    assert_eq!(
        rendition(png(900, 1), 320)
            .await
            .map(|made| made.len() > 20)
            .ok(),
        Some(true)
    );
}

#[tokio::test]
async fn the_preview_is_what_the_rendition_would_be() {
    let kept = prepared(png(1280, 720)).await;
    assert_eq!(
        kept.preview,
        rendition(kept.bytes, PREVIEW_WIDTH).await.unwrap()
    );
}

#[tokio::test]
async fn transparency_is_kept_and_goes_on_white_for_providers() {
    let glass = RgbaImage::from_fn(800, 400, |x, _| {
        if x < 400 {
            Rgba([0, 0, 0, 0])
        } else {
            Rgba([0, 0, 200, 255])
        }
    });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let kept = prepared(file(&glass.clone().into(), format)).await;
        let small = image::load_from_memory(&kept.preview).unwrap().to_rgba8();
        assert_eq!(
            (small.get_pixel(10, 10).0[3], small.get_pixel(630, 10).0[3]),
            (0, 255)
        );
        let flat = decode_rgb(kept.bytes, 100).await.unwrap();
        assert_eq!(flat.dimensions(), (100, 50));
        assert_eq!(flat.get_pixel(2, 2).0, [255; 3]);
        assert!(flat.get_pixel(97, 2).0[2] >= 198);
    }
    // A lossy picture with transparency is another kind of file again.
    let lossy = pixels::lossy_webp(&glass.into(), 90.0).unwrap();
    let kept = prepared(with_riff_chunk(&lossy, b"XMP ", SECRET)).await;
    assert!(!holds(&kept.bytes, SECRET));
    assert_eq!(
        image::load_from_memory(&kept.bytes)
            .unwrap()
            .to_rgba8()
            .get_pixel(10, 10)
            .0[3],
        0
    );
}

#[tokio::test]
async fn a_picture_is_fitted_for_a_provider_as_an_opaque_png() {
    let glass = file(&DynamicImage::new_rgba8(30, 20), ImageFormat::Png);
    for (bytes, width, height) in [
        (png(90, 60), 64, 43),
        (jpeg(60, 90), 43, 64),
        (lossless_webp(40, 30), 40, 30),
        (png(2, 900), 1, 64),
        (glass.clone(), 30, 20),
    ] {
        let made = fitted(bytes, 64).await.unwrap();
        assert_eq!(Format::sniff(&made), Some(Format::Png));
        let made = image::load_from_memory(&made).unwrap();
        assert_eq!((made.width(), made.height()), (width, height));
        assert_eq!(made.color(), image::ColorType::Rgb8);
    }
    let flat = image::load_from_memory(&fitted(glass, 64).await.unwrap()).unwrap();
    assert_eq!(flat.to_rgb8().get_pixel(3, 3).0, [255; 3]);
    assert!(fitted(png(90, 60).slice(..60), 64).await.is_err());
}

#[tokio::test]
async fn a_drawing_is_kept_small() {
    let kept = encode(picture(1280, 720).into_rgb8()).await.unwrap();
    assert_eq!(
        (kept.format, kept.width, kept.height),
        (Format::Webp, 1280, 720)
    );
    assert_eq!(kept.sha256, format!("{:x}", Sha256::digest(&kept.bytes)));
    assert_eq!(image::load_from_memory(&kept.preview).unwrap().width(), 640);
}

#[tokio::test]
async fn odd_shapes_and_depths_are_taken() {
    for colour in [
        image::ColorType::L8,
        image::ColorType::La8,
        image::ColorType::L16,
        image::ColorType::Rgba16,
    ] {
        let kept = prepared(file(&DynamicImage::new(900, 30, colour), ImageFormat::Png)).await;
        assert_eq!(
            image::load_from_memory(&kept.bytes).unwrap().color(),
            colour
        );
    }
    let kept = prepared(file(
        &DynamicImage::new(900, 30, image::ColorType::L8),
        ImageFormat::Jpeg,
    ))
    .await;
    assert_eq!(kept.width, 900);
    for (width, height) in [(1, 1), (1, 8192), (8192, 1)] {
        let kept = prepared(png(width, height)).await;
        assert_eq!((kept.width, kept.height), (width, height));
    }
}

#[test]
fn formats_are_known_by_their_names() {
    for format in [Format::Png, Format::Jpeg, Format::Webp] {
        assert_eq!(Format::from_extension(format.extension()), Some(format));
        assert_eq!(
            Format::from_content_type(format.content_type()),
            Some(format)
        );
    }
    assert_eq!(
        Format::from_content_type("Image/PNG; charset=x"),
        Some(Format::Png)
    );
    assert_eq!(Format::from_content_type("image/svg+xml"), None);
}
