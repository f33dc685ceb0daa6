//! Whether a picture that is about to be stored is a picture and nothing else. It is taken apart here once more, by
//! other means than the product's.

use super::build::{PNG, SECRET};
use domain::images::{Format, MAX_PIXELS, MAX_SIDE, PREVIEW_WIDTH, Prepared};
use sha2::{Digest, Sha256};

/// Fails with what is wrong with it.
pub(super) fn examine(kept: &Prepared, secret: bool) -> Result<(), String> {
    let fine = |so: bool, what: &str| if so { Ok(()) } else { Err(what.to_owned()) };
    let area = u64::from(kept.width) * u64::from(kept.height);
    fine(
        kept.width <= MAX_SIDE && kept.height <= MAX_SIDE && area <= MAX_PIXELS,
        "it is larger than allowed",
    )?;
    fine(
        kept.sha256 == format!("{:x}", Sha256::digest(&kept.bytes)),
        "its hash is another's",
    )?;
    let again = image::load_from_memory(&kept.bytes).map_err(|err| err.to_string())?;
    fine(
        (again.width(), again.height()) == (kept.width, kept.height),
        "it has another size than said",
    )?;
    let small = image::load_from_memory(&kept.preview).map_err(|err| err.to_string())?;
    fine(small.width() <= PREVIEW_WIDTH, "its preview is too wide")?;
    let shows = |bytes: &[u8]| secret && bytes.windows(18).any(|part| part == &SECRET[..18]);
    fine(
        !shows(&kept.bytes) && !shows(&kept.preview),
        "it still holds the secret",
    )?;
    let parts = match kept.format {
        Format::Png => png(&kept.bytes),
        Format::Jpeg => jpeg(&kept.bytes),
        Format::Webp => webp(&kept.bytes),
    };
    parts.ok_or("it cannot be walked to its end")?
}

/// `None` where the walk leads out of the file.
type Walk = Option<Result<(), String>>;

fn wrong(what: impl Into<String>) -> Walk {
    Some(Err(what.into()))
}

/// Only chunks that say what the pixels are, as long as they may be, in front of the data.
fn png(bytes: &[u8]) -> Walk {
    let mut rest = bytes.strip_prefix(PNG)?;
    let (mut seen, mut ended) = (Vec::new(), false);
    while !ended {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let kind = rest.get(4..8)?;
        let contents = rest.get(8..8 + length)?;
        rest = rest.get(12 + length..)?;
        let fits = match kind {
            b"IHDR" => seen.is_empty() && length == 13,
            b"IDAT" => true,
            b"IEND" => length == 0,
            b"PLTE" => length <= 768 && length.is_multiple_of(3),
            b"tRNS" => length <= 256,
            b"gAMA" | b"cICP" => length == 4,
            b"cHRM" => length == 32,
            b"sRGB" => length == 1,
            b"sBIT" => length <= 4,
            b"iCCP" => contents.starts_with(b"icc\0\0"),
            _ => false,
        };
        let name = String::from_utf8_lossy(kind).into_owned();
        let late = seen.iter().any(|kind| kind == "IDAT") && !matches!(kind, b"IDAT" | b"IEND");
        let twice = name != "IDAT" && seen.contains(&name);
        if !fits || late || twice {
            return wrong(format!("it has a chunk {name} of {length} bytes there"));
        }
        ended = kind == b"IEND";
        seen.push(name);
    }
    if rest.is_empty() {
        Some(Ok(()))
    } else {
        wrong("something stands behind its end")
    }
}

/// Only segments that say what the pixels are, none longer than what it says, none behind the last scan.
fn jpeg(bytes: &[u8]) -> Walk {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    let mut last = 0xD8;
    loop {
        let [0xFF, marker, ..] = *rest else {
            return None;
        };
        if marker == 0xD9 {
            return match (last, rest.len()) {
                (0xDA, 2) => Some(Ok(())),
                (0xDA, _) => wrong("something stands behind its end"),
                _ => wrong(format!("a segment {last:x} stands behind its last scan")),
            };
        }
        let length = usize::from(u16::from_be_bytes(rest.get(2..4)?.try_into().ok()?));
        let contents = rest.get(4..2 + length)?;
        if !fits(marker, contents)? {
            return wrong(format!("it has a segment {marker:x} of {length} bytes"));
        }
        rest = rest.get(2 + length..)?;
        if marker == 0xDA {
            rest = rest.get(scan(rest)?..)?;
        }
        last = marker;
    }
}

/// Where the next marker is that is no part of the scan.
fn scan(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(2)
        .position(|two| two[0] == 0xFF && !matches!(two[1], 0x00 | 0xD0..=0xD7 | 0xFF))
}

/// Whether a segment is as long as what it says makes it.
fn fits(marker: u8, contents: &[u8]) -> Option<bool> {
    Some(match marker {
        0xC0..=0xC2 => contents.len() == 6 + 3 * usize::from(*contents.get(5)?),
        0xDA => contents.len() == 4 + 2 * usize::from(*contents.first()?),
        0xDD => contents.len() == 2,
        0xC4 => tables(contents, |rest| {
            let symbols = rest.get(1..17)?.iter().map(|count| usize::from(*count));
            Some(17 + symbols.sum::<usize>())
        }),
        0xDB => tables(contents, |rest| {
            Some(if rest.first()? >> 4 == 0 { 65 } else { 129 })
        }),
        0xE0 => contents.starts_with(b"JFIF\0") && contents.len() == 14,
        0xEE => contents.starts_with(b"Adobe") && contents.len() == 12,
        0xE2 => contents.starts_with(b"ICC_PROFILE\0"),
        _ => false,
    })
}

/// Whether tables, each of which says how long it is, fill the segment.
fn tables(mut rest: &[u8], length: impl Fn(&[u8]) -> Option<usize>) -> bool {
    while !rest.is_empty() {
        match length(rest).and_then(|length| rest.get(length..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

/// Only the picture, its transparency and its colours, and nothing else announced.
fn webp(bytes: &[u8]) -> Walk {
    let said = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    if said + 8 != bytes.len() {
        return wrong("something stands behind its end");
    }
    let mut rest = bytes
        .strip_prefix(b"RIFF")?
        .get(4..)?
        .strip_prefix(b"WEBP")?;
    while !rest.is_empty() {
        let (name, length) = (rest.get(..4)?, rest.get(4..8)?.try_into().ok()?);
        let length = u32::from_le_bytes(length) as usize;
        let contents = rest.get(8..8 + length)?;
        let fits = match name {
            // Transparency and a profile are all that may be announced.
            b"VP8X" => length == 10 && contents[0] & !0b0011_0000 == 0,
            b"ICCP" | b"ALPH" | b"VP8 " | b"VP8L" => true,
            _ => false,
        };
        if !fits {
            let name = String::from_utf8_lossy(name);
            return wrong(format!("it has a chunk {name} of {length} bytes"));
        }
        rest = rest.get(8 + length + length % 2..)?;
    }
    Some(Ok(()))
}
