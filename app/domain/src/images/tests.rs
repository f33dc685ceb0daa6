//! Files are made here rather than kept, so that each says what is wrong with it.

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
        if x < width / 4 && y < height / 4 { Rgb([250, 10, 10]) } else { Rgb([20, (x % 200) as u8, (y % 200) as u8]) }
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
    [b"II*\0\x08\0\0\0\x01\0".as_slice(), &entry, &[0; 4], SECRET].concat().into()
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
    png.chunks_mut().insert(1, PngChunk::new(*kind, Bytes::copy_from_slice(contents)));
    png.encoder().bytes()
}

fn with_segment(jpeg: &Bytes, marker: u8, contents: &[u8]) -> Bytes {
    let mut jpeg = Jpeg::from_bytes(jpeg.clone()).unwrap();
    jpeg.segments_mut().insert(1, JpegSegment::new_with_contents(marker, Bytes::copy_from_slice(contents)));
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
        let (before, after) = (image::load_from_memory(&bytes).unwrap(), image::load_from_memory(&kept.bytes).unwrap());
        assert_eq!(before.to_rgba8(), after.to_rgba8());
    }
}

#[tokio::test]
async fn the_content_decides_not_the_name() {
    let avif = b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1miaf".as_slice();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".as_slice();
    let html = b"<!doctype html><script>alert(1)</script>".as_slice();
    for bytes in [b"GIF89a\x01\0\x01\0".as_slice(), svg, html, avif, b"BM", b"", b"RIFF\0\0\0\0WAVE", b"\xFF\xD8"] {
        let err = refused(bytes).await;
        assert!(matches!(err, Error::Unsupported(_)), "{err:?}");
        assert_eq!(err.to_string(), "Invalid file type. Only PNG, JPEG, and WebP are allowed.");
    }
}

#[tokio::test]
async fn too_many_bytes_are_refused() {
    let mut bytes = png(10, 10).to_vec();
    bytes.resize(MAX_BYTES + 1, 0);
    assert_eq!(refused(bytes.clone()).await.to_string(), "File too large. Maximum size is 5 MB.");
    bytes.truncate(MAX_BYTES);
    assert_eq!(prepared(bytes.into()).await.width, 10);
}

#[tokio::test]
async fn bombs_are_refused_by_what_they_claim() {
    let mut png_bomb = png(10, 10).to_vec();
    png_bomb[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
    png_bomb[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
    let mut webp_bomb = lossless_webp(10, 10).to_vec();
    webp_bomb[21..25].copy_from_slice(&[0xFF; 4]);
    let canvas = [0, 0, 0, 0, 0x30, 0x75, 0, 0x30, 0x75, 0];
    let mut canvas_bomb = [b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0".as_slice(), &canvas].concat();
    canvas_bomb[4] = 22;
    let mut jpeg_bomb = jpeg(10, 10).to_vec();
    let frame = jpeg_bomb.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
    jpeg_bomb[frame + 5..frame + 9].copy_from_slice(&[0xFF; 4]);
    let many_pixels = {
        let mut bytes = png(10, 10).to_vec();
        bytes[16..20].copy_from_slice(&8_000_u32.to_be_bytes());
        bytes[20..24].copy_from_slice(&5_001_u32.to_be_bytes());
        bytes
    };
    for bomb in [png_bomb, webp_bomb, canvas_bomb, jpeg_bomb, many_pixels] {
        let err = refused(bomb).await;
        assert!(matches!(err, Error::TooLarge(_)), "{err:?}");
    }
}

#[tokio::test]
async fn what_would_take_all_memory_is_refused() {
    let mut deep = DynamicImage::ImageRgba16(image::ImageBuffer::new(1, 1)).to_rgba16();
    deep.put_pixel(0, 0, Rgba([1, 2, 3, 4]));
    let mut bytes = file(&deep.into(), ImageFormat::Png).to_vec();
    bytes[16..20].copy_from_slice(&8_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&5_000_u32.to_be_bytes());
    // The claim alone decides, so the checksum has to be right.
    let header = PngChunk::new(*b"IHDR", Bytes::copy_from_slice(&bytes[16..29])).encoder().bytes();
    bytes[8..33].copy_from_slice(&header);
    let err = refused(bytes).await;
    assert!(matches!(err, Error::TooLarge(_)), "{err:?}");
}

#[tokio::test]
async fn cut_off_files_are_undecodable() {
    for whole in [png(200, 100), jpeg(200, 100), lossless_webp(200, 100), lossy_webp(200, 100)] {
        for length in [13, 30, whole.len() / 2, whole.len() - 3] {
            let err = refused(whole.slice(..length)).await;
            assert!(matches!(err, Error::Undecodable(_)), "{length} of {}: {err:?}", whole.len());
        }
    }
}

#[tokio::test]
async fn damage_in_the_middle_never_panics() {
    for whole in [png(64, 64), jpeg(64, 64), lossless_webp(64, 64), lossy_webp(64, 64)] {
        for at in (8..whole.len()).step_by(7) {
            let mut bytes = whole.to_vec();
            bytes[at] ^= 0x5A;
            // Some damage leaves a picture; none may be a fault of ours.
            if let Err(err) = prepare(bytes.into(), MAX_BYTES).await {
                assert!(!matches!(err, Error::Internal(_) | Error::Unavailable(_)), "{at}: {err:?}");
            }
        }
    }
}

#[tokio::test]
async fn animations_are_refused_or_stilled() {
    let canvas = [2, 0, 0, 0, 9, 0, 0, 9, 0, 0];
    let webp = [b"RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0".as_slice(), &canvas].concat();
    assert_eq!(refused(webp).await.to_string(), "Animated pictures are not accepted.");

    let apng = with_chunk(&png(20, 20), b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]);
    let kept = prepared(apng).await;
    assert!(!holds(&kept.bytes, b"acTL"));
}

#[tokio::test]
async fn a_jpeg_of_endless_scans_is_refused() {
    let one = jpeg(16, 16);
    let scan = one.windows(2).position(|marker| marker == [0xFF, 0xDA]).unwrap();
    let mut bytes = one[..scan].to_vec();
    for _ in 0..1_000 {
        bytes.extend_from_slice(&one[scan..one.len() - 2]);
    }
    bytes.extend_from_slice(&[0xFF, 0xD9]);
    assert!(matches!(refused(bytes).await, Error::Undecodable(_)));
}

#[tokio::test]
async fn orientation_is_applied_in_all_formats() {
    let exif = exif(6);
    let jpeg = with_segment(&jpeg(80, 40), 0xE1, &[b"Exif\0\0", &exif[..]].concat());
    let mut late = Png::from_bytes(png(80, 40)).unwrap();
    let end = late.chunks().len() - 1;
    late.chunks_mut().insert(end, PngChunk::new(*b"eXIf", exif.clone()));
    for turned in [
        jpeg,
        with_chunk(&png(80, 40), b"eXIf", &exif),
        late.encoder().bytes(),
        with_riff_chunk(&lossless_webp(80, 40), b"EXIF", &exif),
        with_riff_chunk(&lossy_webp(80, 40), b"EXIF", &exif),
        with_riff_chunk(&lossy_webp(80, 40), b"EXIF", &[b"Exif\0\0", &exif[..]].concat()),
    ] {
        let kept = prepared(turned.clone()).await;
        assert_eq!((kept.width, kept.height), (40, 80));
        assert_eq!(red_corner(&kept.bytes), "top right");
        assert_eq!(red_corner(&kept.preview), "top right");
        assert!(!holds(&kept.bytes, SECRET));
        assert_eq!(Format::sniff(&turned), Some(kept.format));
        // Old files that were never prepared are shown as they should be too.
        assert_eq!(red_corner(&rendition(turned.clone(), 20).await.unwrap()), "top right");
        assert_eq!(decode_rgb(turned, 40).await.unwrap().dimensions(), (20, 40));
    }
}

#[tokio::test]
async fn every_orientation_ends_where_the_camera_meant_it() {
    let corners = ["top left", "top right", "bottom right", "bottom left", "top left", "top right", "bottom right", "bottom left"];
    for (orientation, corner) in (1..).zip(corners) {
        let kept = prepared(with_chunk(&png(80, 40), b"eXIf", &exif(orientation))).await;
        assert_eq!(red_corner(&kept.bytes), corner, "{orientation}");
        assert_eq!(kept.width, if orientation < 5 { 80 } else { 40 });
    }
}

#[tokio::test]
async fn metadata_and_trailing_bytes_are_gone() {
    let exif = exif(1);
    let mut png = png(50, 50);
    for kind in [b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"prVt", b"pHYs"] {
        png = with_chunk(&png, kind, if kind == b"eXIf" { &exif } else { SECRET });
    }
    let mut jpeg = jpeg(50, 50);
    for marker in [0xE1, 0xE2, 0xE4, 0xED, 0xEF, 0xFE] {
        jpeg = with_segment(&jpeg, marker, SECRET);
    }
    jpeg = with_segment(&jpeg, 0xE1, &[b"Exif\0\0", &exif[..]].concat());
    let mut webps = vec![];
    for mut webp in [lossless_webp(50, 50), lossy_webp(50, 50)] {
        for id in [b"EXIF", b"XMP ", b"what"] {
            webp = with_riff_chunk(&webp, id, SECRET);
        }
        webps.push(webp);
    }
    for bytes in [png, jpeg].into_iter().chain(webps) {
        assert!(holds(&bytes, SECRET));
        let polyglot = [&bytes[..], b"PK\x03\x04<script>", SECRET].concat();
        let kept = prepared(polyglot.into()).await;
        assert!(!holds(&kept.bytes, SECRET) && !holds(&kept.bytes, b"<script>"));
        assert!(kept.bytes.len() < bytes.len());
        let (before, after) = (image::load_from_memory(&bytes).unwrap(), image::load_from_memory(&kept.bytes).unwrap());
        assert_eq!(before.to_rgb8(), after.to_rgb8());
    }
}

#[tokio::test]
async fn what_hides_between_the_scans_of_a_jpeg_is_gone() {
    let whole = jpeg(50, 50);
    let comment = [&[0xFF, 0xFE, 0, 2 + SECRET.len() as u8], SECRET].concat();
    let bytes = [&whole[..whole.len() - 2], &comment, &[0xFF, 0xD9]].concat();
    let kept = prepared(bytes.into()).await;
    assert!(!holds(&kept.bytes, SECRET));
    // The miniature of a JFIF header shows what was cut away.
    let jfif = [b"JFIF\0\x01\x01\0\0\x01\0\x01\x06\x01".as_slice(), SECRET].concat();
    let kept = prepared(with_segment(&whole, 0xE0, &jfif)).await;
    assert!(!holds(&kept.bytes, SECRET));
}

#[tokio::test]
async fn colour_profiles_stay_and_follow_into_renditions() {
    let mut files = vec![];
    for bytes in [png(700, 20), jpeg(700, 20), lossless_webp(700, 20), lossy_webp(700, 20)] {
        let mut file = img_parts::DynImage::from_bytes(bytes).unwrap().unwrap();
        file.set_icc_profile(Some(profile()));
        files.push(file.encoder().bytes());
    }
    for bytes in files {
        let kept = prepared(bytes).await;
        for file in [&kept.bytes, &kept.preview] {
            let file = img_parts::DynImage::from_bytes(file.clone()).unwrap().unwrap();
            assert_eq!(file.icc_profile(), Some(profile()));
            assert_eq!(file.exif(), None);
        }
        image::load_from_memory(&kept.bytes).unwrap();
        image::load_from_memory(&kept.preview).unwrap();
    }
}

#[tokio::test]
async fn renditions_are_lossy_and_never_wider_than_the_picture() {
    for (bytes, width, expected) in
        [(png(1000, 500), 320, (320, 160)), (jpeg(1000, 500), 1280, (1000, 500)), (lossy_webp(8, 90), 320, (8, 90))]
    {
        let made = rendition(bytes, width).await.unwrap();
        assert_eq!(Format::sniff(&made), Some(Format::Webp));
        assert!(holds(&made[..40], b"VP8 "));
        let made = image::load_from_memory(&made).unwrap();
        assert_eq!((made.width(), made.height()), expected);
    }
    assert_eq!(rendition(png(900, 1), 320).await.map(|made| made.len() > 20).ok(), Some(true));
}

#[tokio::test]
async fn the_preview_is_what_the_rendition_would_be() {
    let kept = prepared(png(1280, 720)).await;
    assert_eq!(kept.preview, rendition(kept.bytes, PREVIEW_WIDTH).await.unwrap());
}

#[tokio::test]
async fn transparency_is_kept_and_goes_on_white_for_providers() {
    let glass = RgbaImage::from_fn(800, 400, |x, _| if x < 400 { Rgba([0, 0, 0, 0]) } else { Rgba([0, 0, 200, 255]) });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let kept = prepared(file(&glass.clone().into(), format)).await;
        let small = image::load_from_memory(&kept.preview).unwrap().to_rgba8();
        assert_eq!((small.get_pixel(10, 10).0[3], small.get_pixel(630, 10).0[3]), (0, 255));
        let flat = decode_rgb(kept.bytes, 100).await.unwrap();
        assert_eq!(flat.dimensions(), (100, 50));
        assert_eq!(flat.get_pixel(2, 2).0, [255; 3]);
        assert!(flat.get_pixel(97, 2).0[2] >= 198);
    }
    // A lossy picture with transparency is another kind of file again.
    let lossy = pixels::lossy_webp(&glass.into(), 90.0).unwrap();
    let kept = prepared(with_riff_chunk(&lossy, b"XMP ", SECRET)).await;
    assert!(!holds(&kept.bytes, SECRET));
    assert_eq!(image::load_from_memory(&kept.bytes).unwrap().to_rgba8().get_pixel(10, 10).0[3], 0);
}

#[tokio::test]
async fn a_drawing_is_kept_small() {
    let kept = encode(picture(1280, 720).into_rgb8()).await.unwrap();
    assert_eq!((kept.format, kept.width, kept.height), (Format::Webp, 1280, 720));
    assert_eq!(kept.sha256, format!("{:x}", Sha256::digest(&kept.bytes)));
    assert_eq!(image::load_from_memory(&kept.preview).unwrap().width(), 640);
}

#[tokio::test]
async fn odd_shapes_and_depths_are_taken() {
    for colour in [image::ColorType::L8, image::ColorType::La8, image::ColorType::L16, image::ColorType::Rgba16] {
        let kept = prepared(file(&DynamicImage::new(900, 30, colour), ImageFormat::Png)).await;
        assert_eq!(image::load_from_memory(&kept.bytes).unwrap().color(), colour);
    }
    let kept = prepared(file(&DynamicImage::new(900, 30, image::ColorType::L8), ImageFormat::Jpeg)).await;
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
        assert_eq!(Format::from_content_type(format.content_type()), Some(format));
    }
    assert_eq!(Format::from_content_type("Image/PNG; charset=x"), Some(Format::Png));
    assert_eq!(Format::from_content_type("image/svg+xml"), None);
}
