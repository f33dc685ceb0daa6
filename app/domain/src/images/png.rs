//! PNG, taken apart.

use super::{Format, Parts, acceptable, damaged, icc};
use crate::error::Result;
use bytes::Bytes;
use image::metadata::Orientation;
use img_parts::{
    ImageEXIF, ImageICC,
    png::{Png, PngChunk},
};

/// Bytes of a palette's entry.
const ENTRY: usize = 3;

/// What the header says of a pixel.
struct Pixel {
    depth: u8,
    colour: u8,
}

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
    // Nothing else behind the beginning of the data is read any more, so nothing else of it stays.
    let first = png.chunks().iter().position(is_data).ok_or_else(damaged)?;
    let mut data = png.chunks_mut().split_off(first);
    data.retain(is_data);
    let icc = icc::sound(png.icc_profile());
    let pixel = pixel(png.chunks()).ok_or_else(damaged)?;
    strip(png.chunks_mut(), &pixel)?;
    let memory = bytes_a_pixel(&png, &pixel).ok_or_else(damaged)?;
    png.chunks_mut().append(&mut data);
    // The end is written anew, because it may have been filled.
    png.chunks_mut().push(PngChunk::new(*b"IEND", Bytes::new()));
    Ok(Parts {
        format: Format::Png,
        width,
        height,
        orientation: orientation.unwrap_or(Orientation::NoTransforms),
        icc,
        lossless: true,
        memory: u64::from(width) * u64::from(height) * memory,
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

fn is_data(chunk: &PngChunk) -> bool {
    chunk.kind() == *b"IDAT"
}

fn pixel(chunks: &[PngChunk]) -> Option<Pixel> {
    let header = chunks.first()?.contents();
    let [_, _, _, _, _, _, _, _, depth, colour, _, _, _] = header[..] else {
        return None;
    };
    Some(Pixel { depth, colour })
}

/// Leaves the picture itself, and what its numbers mean where no profile says it: each chunk once, and
/// no longer than it may be. All else (text, time, EXIF, animation, private chunks) is left behind.
///
/// Two headers are refused: decoders disagree on which of them counts.
fn strip(chunks: &mut Vec<PngChunk>, pixel: &Pixel) -> Result<()> {
    let profiled = chunks.iter().any(|chunk| chunk.kind() == *b"iCCP");
    for chunk in std::mem::take(chunks) {
        let before = |kind: [u8; 4]| chunks.iter().find(|kept| kept.kind() == kind);
        let again = before(chunk.kind()).is_some();
        if again && chunk.kind() == *b"IHDR" {
            return Err(damaged());
        }
        let entries = before(*b"PLTE").map_or(0, |palette| palette.contents().len() / ENTRY);
        let stays = pixel.needs(&chunk, entries) || (!profiled && pixel.is_explained_by(&chunk));
        if stays && !again {
            chunks.push(pixel.within_reach(chunk));
        }
    }
    Ok(())
}

impl Pixel {
    /// Whether the chunk is needed to make the picture, and is as long as that takes. `entries` are
    /// those of the palette in front of it.
    fn needs(&self, chunk: &PngChunk, entries: usize) -> bool {
        let length = chunk.contents().len();
        match (&chunk.kind(), self.colour) {
            (b"IHDR", _) => true,
            // Elsewhere a palette is advice for screens of few colours.
            (b"PLTE", 3) => (ENTRY..=256 * ENTRY).contains(&length) && length.is_multiple_of(ENTRY),
            (b"tRNS", 0) => length == 2,
            (b"tRNS", 2) => length == 6,
            (b"tRNS", 3) => (1..=entries).contains(&length),
            _ => false,
        }
    }

    /// Whether the chunk says what the numbers mean, and is as long as that takes.
    fn is_explained_by(&self, chunk: &PngChunk) -> bool {
        let length = chunk.contents().len();
        match &chunk.kind() {
            b"gAMA" | b"cICP" => length == 4,
            b"cHRM" => length == 32,
            b"sRGB" => length == 1,
            b"sBIT" => match self.colour {
                0 => length == 1,
                4 => length == 2,
                6 => length == 4,
                _ => length == 3,
            },
            _ => false,
        }
    }

    /// A palette without the entries that no pixel of this depth can name, any other chunk as it is.
    fn within_reach(&self, chunk: PngChunk) -> PngChunk {
        let most = ENTRY << self.depth.min(8);
        if chunk.kind() != *b"PLTE" || chunk.contents().len() <= most {
            return chunk;
        }
        PngChunk::new(*b"PLTE", chunk.contents().slice(..most))
    }
}

/// Of a decoded pixel: palettes are resolved, transparency by colour key becomes a channel. Deep pixels are scaled as
/// deep as they are, which takes about a byte of each more.
fn bytes_a_pixel(png: &Png, pixel: &Pixel) -> Option<u64> {
    let transparent = u64::from(png.chunk_by_type(*b"tRNS").is_some());
    let channels = match pixel.colour {
        0 => 1 + transparent,
        2 | 3 => 3 + transparent,
        4 => 2,
        6 => 4,
        _ => return None,
    };
    Some(if pixel.depth == 16 {
        channels * 2 + 1
    } else {
        channels
    })
}
