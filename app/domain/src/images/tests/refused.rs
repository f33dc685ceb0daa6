//! What is not taken, and says why.

use super::*;

#[tokio::test]
async fn the_content_decides_not_the_name() {
    let avif = b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1miaf".as_slice();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".as_slice();
    let html = b"<!doctype html><script>alert(1)</script>".as_slice();
    for bytes in [
        b"GIF89a\x01\0\x01\0".as_slice(),
        svg,
        html,
        avif,
        b"BM",
        b"",
        b"RIFF\0\0\0\0WAVE",
        b"\xFF\xD8",
    ] {
        let err = refused(bytes).await;
        assert!(matches!(err, Error::Unsupported(_)), "{err:?}");
        assert_eq!(
            err.to_string(),
            "Invalid file type. Only PNG, JPEG, and WebP are allowed."
        );
    }
}

#[tokio::test]
async fn too_many_bytes_are_refused() {
    let mut bytes = png(10, 10).to_vec();
    bytes.resize(MAX_BYTES + 1, 0);
    assert_eq!(
        refused(bytes.clone()).await.to_string(),
        "File too large. Maximum size is 5 MB."
    );
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
    let frame = jpeg_bomb
        .windows(2)
        .position(|marker| marker == [0xFF, 0xC0])
        .unwrap();
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
    let header = PngChunk::new(*b"IHDR", Bytes::copy_from_slice(&bytes[16..29]))
        .encoder()
        .bytes();
    bytes[8..33].copy_from_slice(&header);
    let err = refused(bytes).await;
    assert!(matches!(err, Error::TooLarge(_)), "{err:?}");
}

#[tokio::test]
async fn cut_off_files_are_undecodable() {
    for whole in [
        png(200, 100),
        jpeg(200, 100),
        lossless_webp(200, 100),
        lossy_webp(200, 100),
    ] {
        for length in [13, 30, whole.len() / 2, whole.len() - 3] {
            let err = refused(whole.slice(..length)).await;
            assert!(
                matches!(err, Error::Undecodable(_)),
                "{length} of {}: {err:?}",
                whole.len()
            );
        }
    }
}

#[tokio::test]
async fn damage_in_the_middle_never_panics() {
    for whole in [
        png(64, 64),
        jpeg(64, 64),
        lossless_webp(64, 64),
        lossy_webp(64, 64),
    ] {
        for at in (8..whole.len()).step_by(7) {
            let mut bytes = whole.to_vec();
            bytes[at] ^= 0x5A;
            // Some damage leaves a picture; none may be a fault of ours.
            if let Err(err) = prepare(bytes.into(), MAX_BYTES).await {
                assert!(
                    !matches!(err, Error::Internal(_) | Error::Unavailable(_)),
                    "{at}: {err:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn animations_are_refused_or_stilled() {
    let canvas = [2, 0, 0, 0, 9, 0, 0, 9, 0, 0];
    let webp = [b"RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0".as_slice(), &canvas].concat();
    assert_eq!(
        refused(webp).await.to_string(),
        "Animated pictures are not accepted."
    );

    let apng = with_chunk(&png(20, 20), b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]);
    let kept = prepared(apng).await;
    assert!(!holds(&kept.bytes, b"acTL"));
}

#[tokio::test]
async fn a_jpeg_of_endless_scans_is_refused() {
    let one = jpeg(16, 16);
    let scan = one
        .windows(2)
        .position(|marker| marker == [0xFF, 0xDA])
        .unwrap();
    let mut bytes = one[..scan].to_vec();
    for _ in 0..1_000 {
        bytes.extend_from_slice(&one[scan..one.len() - 2]);
    }
    bytes.extend_from_slice(&[0xFF, 0xD9]);
    assert!(matches!(refused(bytes).await, Error::Undecodable(_)));
}

#[tokio::test]
async fn a_png_of_two_headers_is_refused() {
    let bytes = png(20, 20);
    let err = refused(with_chunk(&bytes, b"IHDR", &bytes[16..29])).await;
    assert!(matches!(err, Error::Undecodable(_)), "{err:?}");
}
