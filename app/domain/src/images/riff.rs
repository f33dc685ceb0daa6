//! WebP, taken apart. It is a RIFF file, whence the name.

use super::{Format, Parts, acceptable, animated, damaged, icc};
use crate::error::Result;
use bytes::{BufMut, Bytes, BytesMut};
use image::metadata::Orientation;

const ANIMATION_FLAG: u8 = 0b0000_0010;
const ALPHA_FLAG: u8 = 0b0001_0000;
/// In the header of a lossless picture: whether transparency is used.
const LOSSLESS_ALPHA: u8 = 0b0001_0000;

/// What the decoder takes for a pixel at its height: lossless goes straight into the result (see
/// [`for_decoding`]); lossy also needs its planes, and with transparency a second lossless picture.
const LOSSLESS_COST: u64 = 4;
const LOSSY_COST: u64 = 5;
const LOSSY_ALPHA_COST: u64 = 11;

/// Name and contents.
type Chunk = ([u8; 4], Bytes);

pub(super) fn take_apart(bytes: &Bytes) -> Result<Parts> {
    let chunks = chunks(bytes)?;
    let (lossless, frame) = match (find(&chunks, b"VP8L"), find(&chunks, b"VP8 ")) {
        (Some(frame), _) => (true, frame),
        (None, Some(frame)) => (false, frame),
        (None, None) => return Err(damaged()),
    };
    let size = if lossless {
        lossless_size(&frame)
    } else {
        lossy_size(&frame)
    };
    let (width, height) = size.ok_or_else(damaged)?;
    acceptable(width, height)?;
    let alpha = find(&chunks, b"ALPH").filter(|_| !lossless);
    let cost = match &alpha {
        _ if lossless => LOSSLESS_COST,
        None => LOSSY_COST,
        Some(_) => LOSSY_ALPHA_COST,
    };
    let orientation = find(&chunks, b"EXIF").and_then(|exif| orientation(&exif));
    Ok(Parts {
        format: Format::Webp,
        width,
        height,
        orientation: orientation.unwrap_or(Orientation::NoTransforms),
        icc: icc::sound(find(&chunks, b"ICCP")),
        lossless,
        memory: u64::from(width) * u64::from(height) * cost,
        clean: match alpha {
            Some(alpha) => file(&[
                (*b"VP8X", extended_header(width, height)),
                (*b"ALPH", alpha),
                (*b"VP8 ", frame),
            ]),
            None => file(&[(if lossless { *b"VP8L" } else { *b"VP8 " }, frame)]),
        },
    })
}

/// The first chunk of that name, which is the one that counts.
fn find(chunks: &[Chunk], name: &[u8; 4]) -> Option<Bytes> {
    let found = chunks.iter().find(|(found, _)| found == name);
    found.map(|(_, contents)| contents.clone())
}

/// All chunks of the file. An animation ends it, and so does a canvas that is too large, before more
/// is read.
fn chunks(bytes: &Bytes) -> Result<Vec<Chunk>> {
    let length = bytes
        .get(4..8)
        .and_then(|length| length.try_into().ok())
        .ok_or_else(damaged)?;
    let end = usize::try_from(u32::from_le_bytes(length))
        .map_err(|_| damaged())?
        .saturating_add(8)
        .min(bytes.len());
    let mut chunks = Vec::new();
    let mut at = 12;
    while at + 8 <= end {
        let [a, b, c, d, l0, l1, l2, l3] = bytes[at..at + 8] else {
            return Err(damaged());
        };
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        at += 8;
        if length > end - at {
            return Err(damaged());
        }
        let chunk = ([a, b, c, d], bytes.slice(at..at + length));
        check(&chunk)?;
        chunks.push(chunk);
        at += length + length % 2;
    }
    Ok(chunks)
}

fn check((name, contents): &Chunk) -> Result<()> {
    match name {
        b"ANIM" | b"ANMF" => Err(animated()),
        b"VP8X" => {
            let [flags, _, _, _, w0, w1, w2, h0, h1, h2, ..] = contents[..] else {
                return Err(damaged());
            };
            if flags & ANIMATION_FLAG != 0 {
                return Err(animated());
            }
            acceptable(
                u32::from_le_bytes([w0, w1, w2, 0]) + 1,
                u32::from_le_bytes([h0, h1, h2, 0]) + 1,
            )
        }
        _ => Ok(()),
    }
}

fn lossy_size(frame: &[u8]) -> Option<(u32, u32)> {
    let [_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..] = *frame else {
        return None;
    };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    Some((side(w0, w1), side(h0, h1)))
}

fn lossless_size(frame: &[u8]) -> Option<(u32, u32)> {
    let [0x2F, b0, b1, b2, b3, ..] = *frame else {
        return None;
    };
    let packed = u32::from_le_bytes([b0, b1, b2, b3]);
    Some(((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1))
}

/// Some writers put the prefix that JPEG has in front of it.
fn orientation(exif: &[u8]) -> Option<Orientation> {
    Orientation::from_exif_chunk(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif))
}

/// The header of the extended format, with nothing announced but transparency.
fn extended_header(width: u32, height: u32) -> Bytes {
    let mut header = BytesMut::with_capacity(10);
    header.put_u32_le(u32::from(ALPHA_FLAG));
    header.put_uint_le(u64::from(width - 1), 3);
    header.put_uint_le(u64::from(height - 1), 3);
    header.freeze()
}

fn file(chunks: &[Chunk]) -> Bytes {
    let padded = |contents: &Bytes| contents.len() + contents.len() % 2;
    let length = 4 + chunks
        .iter()
        .map(|(_, contents)| 8 + padded(contents))
        .sum::<usize>();
    let mut file = BytesMut::with_capacity(8 + length);
    file.put_slice(b"RIFF");
    // The lengths come from a file whose own were 32 bits wide.
    file.put_u32_le(length as u32);
    file.put_slice(b"WEBP");
    for (name, contents) in chunks {
        file.put_slice(name);
        file.put_u32_le(contents.len() as u32);
        file.put_slice(contents);
        file.put_bytes(0, contents.len() % 2);
    }
    file.freeze()
}

/// The file as the decoder should see it, and whether all its pixels are to be made opaque after.
///
/// The decoder reads an opaque lossless picture into four channels and then copies three, which takes
/// nearly twice the memory. Marked as transparent, it is read in place.
pub(super) fn for_decoding(parts: &Parts) -> (Bytes, bool) {
    // `take_apart` wrote the file: its one chunk begins at 12, the picture's own header at 20.
    const FLAGS: usize = 24;
    match parts.clean.get(FLAGS) {
        Some(flags) if parts.lossless && flags & LOSSLESS_ALPHA == 0 => {
            let mut marked = BytesMut::from(&parts.clean[..]);
            marked[FLAGS] |= LOSSLESS_ALPHA;
            (marked.freeze(), true)
        }
        _ => (parts.clean.clone(), false),
    }
}
