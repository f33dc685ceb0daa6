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
    frame: Option<Frame>,
    orientation: Option<Orientation>,
    scans: usize,
}

/// What the frame header says.
struct Frame {
    width: u32,
    height: u32,
    memory: u64,
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
                self.clean.extend_from_slice(&bytes[at..end]);
                at = end;
            }
        }
        self.clean.extend_from_slice(&[0xFF, 0xD9]);
        Ok(())
    }

    /// Keeps what belongs to the picture, and reads what has to be known of it.
    fn segment(&mut self, marker: u8, contents: &[u8]) -> Result<()> {
        match marker {
            0xC0..=0xC2 => {
                self.frame(marker == 0xC2, contents)?;
                self.keep(marker, contents);
            }
            0xC4 | 0xDB | 0xDD => self.keep(marker, contents),
            0xDA => {
                self.scans += 1;
                if self.scans > MAX_SCANS {
                    return Err(damaged());
                }
                self.keep(marker, contents);
            }
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(Error::Undecodable(
                    "This kind of JPEG cannot be read. Please save it as a usual JPEG and retry."
                        .into(),
                ));
            }
            // JFIF says how colours are meant. The miniature that may follow shows the picture before
            // it was edited, so the header is closed without it.
            0xE0 if contents.starts_with(b"JFIF\0") && contents.len() >= 14 => {
                self.keep(marker, &[&contents[..12], &[0, 0]].concat());
            }
            // Adobe says which colour transform was used.
            0xEE if contents.starts_with(b"Adobe") && contents.len() >= 12 => {
                self.keep(marker, &contents[..12])
            }
            0xE1 if self.orientation.is_none() => {
                self.orientation = contents
                    .strip_prefix(EXIF)
                    .and_then(Orientation::from_exif_chunk);
            }
            _ => {}
        }
        Ok(())
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
        if self.frame.is_some() || rest.len() < 3 * usize::from(*components) {
            return Err(damaged());
        }
        let (width, height) = (
            u16::from_be_bytes([*w1, *w0]).into(),
            u16::from_be_bytes([*h1, *h0]).into(),
        );
        acceptable(width, height)?;
        let area = u64::from(width) * u64::from(height);
        let output = if *components == 1 { area } else { area * 3 };
        let coefficients = if progressive {
            samples(area, rest) * 2
        } else {
            0
        };
        self.frame = Some(Frame {
            width,
            height,
            memory: output + coefficients,
        });
        Ok(())
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
