//! What of a file is left behind, and what stays.

use super::*;

#[tokio::test]
async fn orientation_is_applied_in_all_formats() {
    let exif = exif(6);
    let jpeg = with_segment(&jpeg(80, 40), 0xE1, &[b"Exif\0\0", &exif[..]].concat());
    let mut late = Png::from_bytes(png(80, 40)).unwrap();
    let end = late.chunks().len() - 1;
    late.chunks_mut()
        .insert(end, PngChunk::new(*b"eXIf", exif.clone()));
    for turned in [
        jpeg,
        with_chunk(&png(80, 40), b"eXIf", &exif),
        late.encoder().bytes(),
        with_riff_chunk(&lossless_webp(80, 40), b"EXIF", &exif),
        with_riff_chunk(&lossy_webp(80, 40), b"EXIF", &exif),
        with_riff_chunk(
            &lossy_webp(80, 40),
            b"EXIF",
            &[b"Exif\0\0", &exif[..]].concat(),
        ),
    ] {
        let kept = prepared(turned.clone()).await;
        assert_eq!((kept.width, kept.height), (40, 80));
        assert_eq!(red_corner(&kept.bytes), "top right");
        assert_eq!(red_corner(&kept.preview), "top right");
        assert!(!holds(&kept.bytes, SECRET));
        assert_eq!(Format::sniff(&turned), Some(kept.format));
        // Old files that were never prepared are shown as they should be too.
        assert_eq!(
            red_corner(&rendition(turned.clone(), 30).await.unwrap()),
            "top right"
        );
        assert_eq!(decode_rgb(turned, 40).await.unwrap().dimensions(), (20, 40));
    }
}

#[tokio::test]
async fn every_orientation_ends_where_the_camera_meant_it() {
    let corners = [
        "top left",
        "top right",
        "bottom right",
        "bottom left",
        "top left",
        "top right",
        "bottom right",
        "bottom left",
    ];
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
    for kind in [
        b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"prVt", b"pHYs",
    ] {
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
        let (before, after) = (
            image::load_from_memory(&bytes).unwrap(),
            image::load_from_memory(&kept.bytes).unwrap(),
        );
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
    for bytes in [
        png(700, 20),
        jpeg(700, 20),
        lossless_webp(700, 20),
        lossy_webp(700, 20),
    ] {
        let mut file = img_parts::DynImage::from_bytes(bytes).unwrap().unwrap();
        file.set_icc_profile(Some(profile()));
        files.push(file.encoder().bytes());
    }
    for bytes in files {
        let kept = prepared(bytes).await;
        for file in [&kept.bytes, &kept.preview] {
            let file = img_parts::DynImage::from_bytes(file.clone())
                .unwrap()
                .unwrap();
            assert_eq!(file.icc_profile(), Some(profile()));
            assert_eq!(file.exif(), None);
        }
        image::load_from_memory(&kept.bytes).unwrap();
        image::load_from_memory(&kept.preview).unwrap();
    }
}
