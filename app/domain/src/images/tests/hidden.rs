//! What hides under a good name, where decoders do not look.

use super::*;

/// A segment of a JPEG.
fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
    let length = (contents.len() + 2) as u16;
    [&[0xFF, marker][..], &length.to_be_bytes(), contents].concat()
}

/// A JPEG of these segments and scans.
fn jpeg_of(parts: &[Vec<u8>]) -> Bytes {
    [&[0xFF_u8, 0xD8][..], &parts.concat(), &[0xFF, 0xD9]]
        .concat()
        .into()
}

/// The JPEG with something more before its end.
fn ending_with(jpeg: &Bytes, more: &[u8]) -> Bytes {
    [&jpeg[..jpeg.len() - 2], more, &[0xFF, 0xD9]]
        .concat()
        .into()
}

/// Where the JPEG's first segment of that kind begins.
fn place(jpeg: &[u8], marker: u8) -> usize {
    let found = jpeg.windows(2).position(|two| two == [0xFF, marker]);
    found.unwrap()
}

/// How many bytes the segment there takes, its marker included.
fn length(jpeg: &[u8], at: usize) -> usize {
    2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]))
}

/// A Huffman table of one code, which is one bit long.
fn codes(table: u8, symbol: u8) -> Vec<u8> {
    segment(0xC4, &[&[table, 1][..], &[0; 15], &[symbol]].concat())
}

/// A frame header of that many components, each as large as the picture.
fn frame(marker: u8, width: u16, height: u16, components: u8) -> Vec<u8> {
    let mut contents = vec![8];
    contents.extend_from_slice(&height.to_be_bytes());
    contents.extend_from_slice(&width.to_be_bytes());
    contents.push(components);
    (1..=components).for_each(|name| contents.extend_from_slice(&[name, 0x11, 0]));
    segment(marker, &contents)
}

/// A scan of one component.
fn scan(component: u8, from: u8, to: u8, data: &[u8]) -> Vec<u8> {
    let header = segment(0xDA, &[1, component, 0, from, to, 0]);
    [&header[..], data].concat()
}

/// Four pixels of one bit: the palette's first entry, its second, the first and the second again.
fn indexed(palette: &[u8], transparency: &[u8]) -> Bytes {
    let header = [0_u8, 0, 0, 4, 0, 0, 0, 1, 1, 3, 0, 0, 0];
    let data = [0x78_u8, 1, 1, 2, 0, 0xFD, 0xFF, 0, 0x50, 0, 0x52, 0, 0x51];
    let chunks: [(&[u8; 4], &[u8]); 5] = [
        (b"IHDR", &header),
        (b"PLTE", palette),
        (b"tRNS", transparency),
        (b"IDAT", &data),
        (b"IEND", &[]),
    ];
    let mut file = Png::from_bytes(png(4, 1)).unwrap();
    *file.chunks_mut() = chunks
        .map(|(kind, contents)| PngChunk::new(*kind, Bytes::copy_from_slice(contents)))
        .into();
    file.encoder().bytes()
}

#[tokio::test]
async fn behind_the_data_of_a_png_stands_its_end_alone() {
    let sound = png(50, 50);
    for kind in [
        b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"iCCP", b"IEND",
    ] {
        let mut file = Png::from_bytes(sound.clone()).unwrap();
        let end = file.chunks().len() - 1;
        file.chunks_mut()
            .insert(end, PngChunk::new(*kind, Bytes::from_static(SECRET)));
        let kept = prepared(file.encoder().bytes()).await;
        assert_eq!(kept.bytes, sound, "{}", String::from_utf8_lossy(kind));
    }
}

#[tokio::test]
async fn a_png_says_what_its_colours_mean_once_and_no_longer_than_it_may() {
    let lawful: [(&[u8; 4], &[u8]); 5] = [
        (b"gAMA", &[0, 0, 0xB1, 0x8F]),
        (b"cHRM", &[1; 32]),
        (b"sRGB", &[0]),
        (b"cICP", &[1, 13, 0, 1]),
        (b"sBIT", &[8, 8, 8]),
    ];
    let mut file = png(50, 50);
    for (kind, contents) in lawful {
        for contents in [contents, contents, SECRET] {
            file = with_chunk(&file, kind, contents);
        }
    }
    for kind in [b"PLTE", b"tRNS"] {
        file = with_chunk(&file, kind, SECRET);
    }
    let kept = prepared(file).await.bytes;
    assert!(!holds(&kept, SECRET));
    let kept = Png::from_bytes(kept).unwrap();
    let kinds = kept.chunks().iter().map(PngChunk::kind);
    let kinds: Vec<_> = kinds.filter(|kind| kind != b"IDAT").collect();
    assert_eq!(
        kinds,
        [
            *b"IHDR", *b"sBIT", *b"cICP", *b"sRGB", *b"cHRM", *b"gAMA", *b"IEND"
        ]
    );
}

#[tokio::test]
async fn a_palette_holds_what_pixels_can_name() {
    let colours = [200, 0, 0, 0, 0, 200];
    let long = [&colours[..], SECRET].concat();
    let kept = prepared(indexed(&long, &[0])).await;
    assert!(!holds(&kept.bytes, SECRET));
    let pixels = image::load_from_memory(&kept.bytes).unwrap().to_rgba8();
    assert_eq!(pixels.get_pixel(0, 0).0[3], 0);
    assert_eq!(pixels.get_pixel(3, 0).0, [0, 0, 200, 255]);
    // Transparency of more entries than there are is none.
    let kept = prepared(indexed(&colours, &[&[0, 0][..], SECRET].concat())).await;
    assert!(!holds(&kept.bytes, SECRET));
    let pixels = image::load_from_memory(&kept.bytes).unwrap().to_rgba8();
    assert_eq!(pixels.get_pixel(0, 0).0, [200, 0, 0, 255]);
}

#[tokio::test]
async fn behind_the_last_scan_of_a_jpeg_stands_its_end_alone() {
    let sound = jpeg(50, 50);
    let clean = prepared(sound.clone()).await.bytes;
    let at = place(&sound, 0xDA);
    let header = &sound[at..at + length(&sound, at)];
    let numbers = [&[0_u8][..], SECRET, &[1; 46]].concat();
    let symbols = [&[0_u8; 16][..], &[SECRET.len() as u8], SECRET].concat();
    for hidden in [
        segment(0xDB, &numbers),
        segment(0xC4, &symbols),
        segment(0xDD, &[0, 7]),
        segment(0xE0, b"JFIF\0\x01\x01\0\0\x07\0\x07\0\0"),
        segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01"),
        [header, SECRET].concat(),
    ] {
        let kept = prepared(ending_with(&sound, &hidden)).await;
        assert_eq!(kept.bytes, clean, "{:x}", hidden[1]);
    }
}

#[tokio::test]
async fn a_progressive_jpeg_keeps_the_tables_between_its_scans() {
    let numbers = segment(0xDB, &[&[0_u8][..], &[1; 64]].concat());
    let sound = jpeg_of(&[
        numbers,
        frame(0xC2, 8, 8, 1),
        codes(0x00, 0),
        scan(1, 0, 0, &[0x7F]),
        codes(0x10, 0),
        scan(1, 1, 63, &[0x7F]),
    ]);
    assert_eq!(prepared(sound.clone()).await.bytes, sound);
    let late = ending_with(&sound, &codes(0x10, 1));
    assert_eq!(prepared(late).await.bytes, sound);
}

#[test]
fn a_jpeg_with_a_scan_for_each_component_keeps_each_and_no_more() {
    let sound = jpeg_of(&[
        frame(0xC0, 8, 8, 3),
        scan(1, 0, 63, &[0x7F]),
        codes(0x10, 0),
        scan(2, 0, 63, &[0x7F]),
        segment(0xDD, &[0, 1]),
        scan(3, 0, 63, &[0x7F]),
    ]);
    let more = ending_with(&sound, &scan(1, 0, 63, SECRET));
    for file in [&sound, &more] {
        assert_eq!(take_apart(Format::Jpeg, file).unwrap().clean, sound);
    }
}

#[tokio::test]
async fn a_jpeg_says_once_how_its_colours_are_meant() {
    let sound = jpeg(50, 50);
    let clean = prepared(sound.clone()).await.bytes;
    let again = with_segment(&sound, 0xE0, b"JFIF\0\x01\x01\0\x12\x34\x56\x78\0\0");
    assert_eq!(prepared(again).await.bytes, clean);
}

#[tokio::test]
async fn what_a_jpeg_says_of_itself_is_no_longer_than_it_is() {
    let sound = with_segment(&jpeg(50, 50), 0xDD, &[0, 0]);
    prepared(sound.clone()).await;
    for marker in [0xC0, 0xC4, 0xDA, 0xDB, 0xDD] {
        let at = place(&sound, marker);
        let end = at + length(&sound, at);
        let contents = [&sound[at + 4..end], SECRET].concat();
        let swollen = segment(marker, &contents);
        let file = [&sound[..at], &swollen, &sound[end..]].concat();
        let taken = take_apart(Format::Jpeg, &file.into());
        assert!(matches!(taken, Err(Error::Undecodable(_))), "{marker:x}");
    }
}

#[tokio::test]
async fn a_jpeg_that_is_kept_until_its_last_scan_counts_as_that_much_memory() {
    let scans = [1, 2, 3].map(|component| scan(component, 0, 63, &[0x7F]));
    let file = jpeg_of(&[frame(0xC0, 8_000, 5_000, 3), scans.concat()]);
    let err = refused(file).await;
    assert!(matches!(err, Error::TooLarge(_)), "{err:?}");
}
