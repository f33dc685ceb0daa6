//! The parts that hostile files are made of: sound pictures, chunks, streams that unpack to far more than they are.

use bytes::Bytes;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use img_parts::png::PngChunk;
use std::io::Cursor;

/// Something that nobody else should see, wherever it stands in a file.
pub(super) const SECRET: &[u8] = b"N 51.5033 W 0.1276 <script>alert(1)</script>";
/// What every PNG begins with.
pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Numbers that look random and are the same every time.
pub(super) struct Seeded(pub(super) u64);

impl Seeded {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub(super) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }
}

/// Sound files that others are made from, by what they are.
pub(super) fn sound() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("png", png()),
        ("clear-png", file(&glass().into(), ImageFormat::Png)),
        ("jpeg", jpeg()),
        ("grey-jpeg", grey_jpeg()),
        ("lossless-webp", lossless_webp()),
        ("lossy-webp", lossy_webp()),
        ("clear-webp", clear_webp()),
    ]
}

fn picture() -> RgbImage {
    RgbImage::from_fn(64, 40, |x, y| {
        Rgb([(x * 4) as u8, (y * 6) as u8, ((x ^ y) * 3) as u8])
    })
}

fn glass() -> RgbaImage {
    RgbaImage::from_fn(64, 40, |x, y| {
        Rgba([200, (x * 4) as u8, (y * 6) as u8, (x * 3 + y) as u8])
    })
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(super) fn png() -> Vec<u8> {
    file(&picture().into(), ImageFormat::Png)
}

pub(super) fn jpeg() -> Vec<u8> {
    file(&picture().into(), ImageFormat::Jpeg)
}

fn grey_jpeg() -> Vec<u8> {
    file(
        &DynamicImage::ImageRgb8(picture()).grayscale(),
        ImageFormat::Jpeg,
    )
}

pub(super) fn lossless_webp() -> Vec<u8> {
    file(&picture().into(), ImageFormat::WebP)
}

pub(super) fn lossy_webp() -> Vec<u8> {
    webp::Encoder::from_rgb(&picture(), 64, 40)
        .encode(80.0)
        .to_vec()
}

pub(super) fn clear_webp() -> Vec<u8> {
    webp::Encoder::from_rgba(&glass(), 64, 40)
        .encode(80.0)
        .to_vec()
}

/// Where the part stands in the file.
pub(super) fn place(bytes: &[u8], part: &[u8]) -> usize {
    bytes
        .windows(part.len())
        .position(|window| window == part)
        .expect("the part")
}

/// A PNG's chunk with its checksum.
pub(super) fn chunk(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    PngChunk::new(*kind, Bytes::copy_from_slice(contents))
        .encoder()
        .bytes()
        .to_vec()
}

/// The contents of a PNG's first chunk.
pub(super) fn header(width: u32, height: u32, depth: u8, colour: u8, interlaced: u8) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend_from_slice(&[depth, colour, 0, 0, interlaced]);
    header
}

/// A PNG of these chunks.
pub(super) fn png_of(chunks: &[Vec<u8>]) -> Vec<u8> {
    [PNG, &chunks.concat()].concat()
}

/// The sound PNG with more chunks before its end, and behind its header.
pub(super) fn png_with(after_header: &[Vec<u8>], before_end: &[Vec<u8>]) -> Vec<u8> {
    let png = png();
    let end = png.len() - 12;
    [
        &png[..33],
        &after_header.concat(),
        &png[33..end],
        &before_end.concat(),
        &png[end..],
    ]
    .concat()
}

/// A JPEG's segment.
pub(super) fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
    let length = (contents.len() + 2) as u16;
    [&[0xFF, marker][..], &length.to_be_bytes(), contents].concat()
}

/// The sound JPEG with more segments behind its beginning, and before its end.
pub(super) fn jpeg_with(first: &[Vec<u8>], last: &[Vec<u8>]) -> Vec<u8> {
    let jpeg = jpeg();
    let end = jpeg.len() - 2;
    [
        &jpeg[..2],
        &first.concat(),
        &jpeg[2..end],
        &last.concat(),
        &jpeg[end..],
    ]
    .concat()
}

/// A WebP's chunk, padded to an even length.
pub(super) fn riff_chunk(name: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    let padding = &[0][..contents.len() % 2];
    let length = (contents.len() as u32).to_le_bytes();
    [&name[..], &length, contents, padding].concat()
}

/// A WebP of these chunks.
pub(super) fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let chunks = chunks.concat();
    let length = (chunks.len() as u32 + 4).to_le_bytes();
    [&b"RIFF"[..], &length, b"WEBP", &chunks].concat()
}

/// The chunks of a sound WebP.
pub(super) fn frame(webp: &[u8]) -> Vec<u8> {
    webp[12..].to_vec()
}

/// The header of the extended WebP.
pub(super) fn canvas(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let (width, height) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
    let contents = [&[flags, 0, 0, 0][..], &width[..3], &height[..3]].concat();
    riff_chunk(b"VP8X", &contents)
}

/// A zlib stream of these bytes as they are.
pub(super) fn stored(data: &[u8]) -> Vec<u8> {
    let mut blocks: Vec<_> = data.chunks(65_535).collect();
    if blocks.is_empty() {
        blocks.push(data);
    }
    let mut stream = vec![0x78, 0x01];
    for (at, block) in blocks.iter().enumerate() {
        let length = block.len() as u16;
        stream.push(u8::from(at + 1 == blocks.len()));
        stream.extend_from_slice(&length.to_le_bytes());
        stream.extend_from_slice(&(!length).to_le_bytes());
        stream.extend_from_slice(block);
    }
    stream.extend_from_slice(&checksum(data, 0).to_be_bytes());
    stream
}

/// A zlib stream that unpacks to these bytes and then that many zeros, 160 times its size.
pub(super) fn packed(first: &[u8], zeros: u64) -> Vec<u8> {
    let mut bits = Bits {
        done: vec![0x78, 0x01],
        ..Bits::default()
    };
    // The last block, with the codes that every reader knows.
    bits.push(0b011, 3);
    for byte in first {
        bits.literal(*byte);
    }
    if zeros > 0 {
        bits.literal(0);
        for _ in 0..(zeros - 1) / 258 {
            // "258 more of the byte before", its eight bits turned round, and five for the distance 1.
            bits.push(0xA3, 13);
        }
        for _ in 0..(zeros - 1) % 258 {
            bits.literal(0);
        }
    }
    bits.push(0, 7);
    bits.push(0, 7);
    let mut stream = bits.done;
    stream.extend_from_slice(&checksum(first, zeros).to_be_bytes());
    stream
}

/// Bits as deflate packs them, the lowest first.
#[derive(Default)]
struct Bits {
    done: Vec<u8>,
    waiting: u64,
    count: u32,
}

impl Bits {
    fn push(&mut self, bits: u64, count: u32) {
        self.waiting |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.done.push(self.waiting as u8);
            self.waiting >>= 8;
            self.count -= 8;
        }
    }

    fn literal(&mut self, byte: u8) {
        let (code, count) = match byte {
            0..=143 => (0x30 + u64::from(byte), 8),
            _ => (0x190 + u64::from(byte) - 144, 9),
        };
        // Codes stand the other way round than numbers do.
        self.push(code.reverse_bits() >> (64 - count), count);
    }
}

/// Adler-32 of these bytes and that many zeros.
fn checksum(data: &[u8], zeros: u64) -> u32 {
    const MODULUS: u64 = 65_521;
    let (mut low, mut high) = (1, 0);
    for byte in data {
        low = (low + u64::from(*byte)) % MODULUS;
        high = (high + low) % MODULUS;
    }
    high = (high + zeros % MODULUS * low) % MODULUS;
    ((high << 16) | low) as u32
}

/// EXIF whose one entry says this, with a secret behind it.
pub(super) fn exif(tag: u16, kind: u16, count: u32, value: u32, next: u32) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&tag.to_le_bytes());
    exif.extend_from_slice(&kind.to_le_bytes());
    for number in [count, value, next] {
        exif.extend_from_slice(&number.to_le_bytes());
    }
    exif.extend_from_slice(SECRET);
    exif
}

/// A colour profile as far as anybody checks, of that length and with that claim of it.
pub(super) fn profile(length: usize, claimed: u32) -> Vec<u8> {
    let mut profile = vec![0; length.max(40)];
    profile[..4].copy_from_slice(&claimed.to_be_bytes());
    profile[16..20].copy_from_slice(b"RGB ");
    profile[36..40].copy_from_slice(b"acsp");
    profile
}
