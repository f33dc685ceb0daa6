//! JPEG, taken apart.
//!
//! The segments are walked by hand, because metadata may also stand between two scans, and another
//! picture (or anything at all) after the end.

use super::{Format, Parts, acceptable, damaged, icc};
use crate::error::{Error, Result};
use bytes::Bytes;
use image::metadata::Orientation;
use img_parts::{ImageICC, jpeg::Jpeg};

/// A progressive picture has some ten scans. A small file can hold a hundred thousand, each of which
/// makes the decoder go over all pixels again.
const MAX_SCANS: usize = 64;

const EXIF: &[u8] = b"Exif\0\0";

/// What has been read of a file so far.
#[derive(Default)]
struct Walk {
    clean: Vec<u8>,
    /// Where in `clean` the last scan ends that adds to the picture.
    end: usize,
    frame: Option<Frame>,
    orientation: Option<Orientation>,
    scans: usize,
    /// The components that the scans so far show.
    shown: Vec<u8>,
    /// Whether the picture is complete, so that decoders look no further.
    whole: bool,
    /// The kinds of application segments that were kept.
    said: Vec<u8>,
}

/// What the frame header says.
struct Frame {
    width: u32,
    height: u32,
    progressive: bool,
    /// The names of the components.
    components: Vec<u8>,
    /// Bytes of memory that decoding takes at its height.
    memory: u64,
    /// Bytes that are part of it only where no single scan shows the whole picture.
    coefficients: u64,
}

pub(super) fn take_apart(bytes: &Bytes) -> Result<Parts> {
    let mut walk = Walk {
        clean: Vec::with_capacity(bytes.len()),
        ..Walk::default()
    };
    walk.clean.extend_from_slice(&[0xFF, 0xD8]);
    walk.all(bytes)?;
    let frame = walk.frame.filter(|_| walk.scans > 0).ok_or_else(damaged)?;
    let profile = Jpeg::from_bytes(bytes.clone())
        .ok()
        .and_then(|jpeg| jpeg.icc_profile());
    Ok(Parts {
        format: Format::Jpeg,
        width: frame.width,
        height: frame.height,
        orientation: walk.orientation.unwrap_or(Orientation::NoTransforms),
        icc: icc::sound(profile),
        lossless: false,
        memory: frame.memory,
        clean: walk.clean.into(),
    })
}

impl Walk {
    /// Goes from marker to marker up to the end of the picture. A file that stops before was cut off.
    fn all(&mut self, bytes: &[u8]) -> Result<()> {
        let mut at = 2;
        loop {
            at += distance(bytes, at, |byte| byte == 0xFF)?;
            at += distance(bytes, at, |byte| byte != 0xFF)?;
            let marker = *bytes.get(at).ok_or_else(damaged)?;
            at += 1;
            match marker {
                0xD9 => break,
                // Stuffed bytes and markers without a length, which carry nothing outside a scan.
                0x00 | 0x01 | 0xD0..=0xD8 => continue,
                _ => {}
            }
            let length = bytes.get(at..at + 2).ok_or_else(damaged)?;
            let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
            let contents = bytes.get(at + 2..at + length).ok_or_else(damaged)?;
            at += length;
            self.segment(marker, contents)?;
            if marker == 0xDA {
                let end = end_of_scan(bytes, at)?;
                self.scanned(&bytes[at..end]);
                at = end;
            }
        }
        // Nobody looks at what stands behind the last scan.
        self.clean.truncate(self.end);
        self.clean.extend_from_slice(&[0xFF, 0xD9]);
        Ok(())
    }

    /// Keeps what belongs to the picture, and reads what has to be known of it. Headers and tables say
    /// how long they are: nothing may hide behind what they hold.
    fn segment(&mut self, marker: u8, contents: &[u8]) -> Result<()> {
        match marker {
            0xC0..=0xC2 => self.frame(marker == 0xC2, contents)?,
            0xC4 if !filled(contents, huffman_table) => return Err(damaged()),
            0xDB if !filled(contents, quantization_table) => return Err(damaged()),
            0xDD if contents.len() != 2 => return Err(damaged()),
            0xC4 | 0xDB | 0xDD => {}
            0xDA => self.scan(contents)?,
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(Error::Undecodable(
                    "This kind of JPEG cannot be read. Please save it as a usual JPEG and retry."
                        .into(),
                ));
            }
            _ => {
                self.application(marker, contents);
                return Ok(());
            }
        }
        self.keep(marker, contents);
        Ok(())
    }

    /// Keeps what an application says of the colours, once and in front of the first scan.
    fn application(&mut self, marker: u8, contents: &[u8]) {
        let said = self.scans > 0 || self.said.contains(&marker);
        match marker {
            // JFIF says how colours are meant. The miniature that may follow shows the picture before
            // it was edited, so the header is closed without it.
            0xE0 if !said && contents.starts_with(b"JFIF\0") && contents.len() >= 14 => {
                self.said.push(marker);
                self.keep(marker, &[&contents[..12], &[0, 0]].concat());
            }
            // Adobe says which colour transform was used.
            0xEE if !said && contents.starts_with(b"Adobe") && contents.len() >= 12 => {
                self.said.push(marker);
                self.keep(marker, &contents[..12]);
            }
            0xE1 if self.orientation.is_none() => {
                self.orientation = contents
                    .strip_prefix(EXIF)
                    .and_then(Orientation::from_exif_chunk);
            }
            _ => {}
        }
    }

    fn keep(&mut self, marker: u8, contents: &[u8]) {
        // The length was read from two bytes, so it fits into two.
        let length = u16::try_from(contents.len() + 2).unwrap_or(u16::MAX);
        self.clean.extend_from_slice(&[0xFF, marker]);
        self.clean.extend_from_slice(&length.to_be_bytes());
        self.clean.extend_from_slice(contents);
    }

    /// Reads the frame header. There may be one: decoders disagree on which of two counts.
    fn frame(&mut self, progressive: bool, contents: &[u8]) -> Result<()> {
        let [_, h1, h0, w1, w0, components, rest @ ..] = contents else {
            return Err(damaged());
        };
        if self.frame.is_some() || rest.len() != 3 * usize::from(*components) {
            return Err(damaged());
        }
        let (width, height) = (
            u16::from_be_bytes([*w1, *w0]).into(),
            u16::from_be_bytes([*h1, *h0]).into(),
        );
        acceptable(width, height)?;
        let area = u64::from(width) * u64::from(height);
        let output = if *components == 1 { area } else { area * 3 };
        let coefficients = samples(area, rest) * 2;
        self.frame = Some(Frame {
            width,
            height,
            progressive,
            components: rest.chunks_exact(3).map(|one| one[0]).collect(),
            memory: output + if progressive { coefficients } else { 0 },
            coefficients,
        });
        Ok(())
    }

    /// Reads the header of a scan.
    fn scan(&mut self, contents: &[u8]) -> Result<()> {
        let frame = self.frame.as_mut().ok_or_else(damaged)?;
        let [count, rest @ ..] = contents else {
            return Err(damaged());
        };
        let count = usize::from(*count);
        self.scans += 1;
        if self.scans > MAX_SCANS || rest.len() != 2 * count + 3 {
            return Err(damaged());
        }
        if self.scans == 1 && !frame.progressive && count != frame.components.len() {
            // What the scan shows is kept until the others have come.
            frame.memory += frame.coefficients;
        }
        let names = rest.chunks_exact(2).take(count).map(|one| one[0]);
        self.shown.extend(names);
        Ok(())
    }

    /// Keeps a scan, and with it what stands in front of it. Every scan of a progressive picture may
    /// add to it; any other is whole once each component was shown.
    fn scanned(&mut self, data: &[u8]) {
        if self.whole {
            return;
        }
        self.clean.extend_from_slice(data);
        self.end = self.clean.len();
        self.whole = self.frame.as_ref().is_some_and(|frame| {
            let mut names = frame.components.iter();
            !frame.progressive && names.all(|name| self.shown.contains(name))
        });
    }
}

/// Whether tables, each of which says how long it is, are all that the segment holds.
fn filled(mut rest: &[u8], length: impl Fn(&[u8]) -> Option<usize>) -> bool {
    while !rest.is_empty() {
        match length(rest).and_then(|length| rest.get(length..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

/// How long the Huffman table is: its place, the number of codes of each of sixteen lengths, a symbol
/// for each code.
fn huffman_table(table: &[u8]) -> Option<usize> {
    let codes = table.get(1..17)?.iter().map(|count| usize::from(*count));
    let codes = codes.sum::<usize>();
    (codes <= 256).then_some(17 + codes)
}

/// How long the quantization table is: its place and 64 numbers of one byte or two.
fn quantization_table(table: &[u8]) -> Option<usize> {
    match table.first()? >> 4 {
        0 => Some(1 + 64),
        1 => Some(1 + 2 * 64),
        _ => None,
    }
}

/// The samples of all components, of which some have fewer than there are pixels.
fn samples(area: u64, components: &[u8]) -> u64 {
    let factors = |component: &[u8]| u64::from(component[1] >> 4) * u64::from(component[1] & 15);
    let largest = components
        .chunks_exact(3)
        .map(factors)
        .max()
        .unwrap_or(1)
        .max(1);
    components
        .chunks_exact(3)
        .map(|component| area * factors(component) / largest)
        .sum()
}

/// How far it is from `at` to the next byte that is sought.
fn distance(bytes: &[u8], at: usize, sought: impl Fn(u8) -> bool) -> Result<usize> {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .position(|byte| sought(*byte))
        .ok_or_else(damaged)
}

/// The place of the marker that ends the scan which begins at `at`. Stuffed bytes and restart markers
/// belong to it.
fn end_of_scan(bytes: &[u8], mut at: usize) -> Result<usize> {
    loop {
        at += distance(bytes, at, |byte| byte == 0xFF)?;
        match bytes.get(at + 1) {
            Some(0x00 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return Ok(at),
            None => return Err(damaged()),
        }
    }
}
