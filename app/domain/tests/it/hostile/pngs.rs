//! PNGs that lie, or unpack to too much.

use super::{ANY, Hostile, REFUSED, TAKEN, TOO_LARGE, UNREADABLE, build::*};

pub(super) fn all() -> Vec<Hostile> {
    let mut all = claims();
    all.extend(oddities());
    all.extend(bombs());
    all.extend(checksums());
    all
}

/// A picture of that size and kind whose data are zeros.
fn black(width: u32, height: u32, depth: u8, colour: u8, zeros: u64) -> Vec<u8> {
    let header = header(width, height, depth, colour, 0);
    png_of(&[
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &packed(&[], zeros)),
        chunk(b"IEND", &[]),
    ])
}

/// Sizes that are said, with next to nothing behind them.
fn claims() -> Vec<Hostile> {
    let sizes = [
        (30_000, 30_000, TOO_LARGE),
        (65_535, 65_535, TOO_LARGE),
        (i32::MAX as u32, i32::MAX as u32, TOO_LARGE),
        (u32::MAX, u32::MAX, TOO_LARGE),
        (u32::MAX, 1, TOO_LARGE),
        (1, u32::MAX, TOO_LARGE),
        (8_193, 1, TOO_LARGE),
        (1, 8_193, TOO_LARGE),
        (8_000, 5_001, TOO_LARGE),
        (0, 1, UNREADABLE),
        (1, 0, UNREADABLE),
        (0, 0, UNREADABLE),
        // Within the limits, so that room is made for them before the data are found missing.
        (8_000, 5_000, UNREADABLE),
        (8_192, 4_882, UNREADABLE),
        (1, 8_192, UNREADABLE),
    ];
    let claim = |(width, height, verdict)| {
        let file = black(width, height, 8, 2, 10);
        Hostile::new(format!("png-claims-{width}-by-{height}"), file, verdict)
    };
    sizes.into_iter().map(claim).collect()
}

/// Every depth with every kind of colour, sound or not, plain and interlaced.
fn oddities() -> Vec<Hostile> {
    let mut all = Vec::new();
    for colour in 0..=6 {
        for depth in [0, 1, 2, 3, 4, 8, 16, 32] {
            for interlaced in [0, 1] {
                let header = header(16, 16, depth, colour, interlaced);
                let mut chunks = vec![chunk(b"IHDR", &header)];
                if colour == 3 {
                    chunks.push(chunk(b"PLTE", &[1, 2, 3]));
                }
                chunks.push(chunk(b"IDAT", &packed(&[], 4_096)));
                chunks.push(chunk(b"IEND", &[]));
                let name = format!("png-colour-{colour}-depth-{depth}-interlaced-{interlaced}");
                all.push(Hostile::new(name, png_of(&chunks), ANY));
            }
        }
    }
    for (place, value) in [(10, 1), (10, 255), (11, 1), (11, 64), (12, 2), (12, 255)] {
        let mut header = header(16, 16, 8, 2, 0);
        header[place] = value;
        let file = png_of(&[
            chunk(b"IHDR", &header),
            chunk(b"IDAT", &packed(&[], 784)),
            chunk(b"IEND", &[]),
        ]);
        all.push(Hostile::new(
            format!("png-method-{place}-is-{value}"),
            file,
            REFUSED,
        ));
    }
    all
}

/// Small files that are much when they are opened.
fn bombs() -> Vec<Hostile> {
    let much = packed(&[], 600_000_000);
    let text = |head: &[u8]| [head, &much].concat();
    let grown = |file: Vec<u8>, name: &str, verdict| Hostile::new(name.to_owned(), file, verdict);
    vec![
        grown(
            black(8_000, 5_000, 8, 0, 40_005_000),
            "png-grey-of-40-million",
            TAKEN,
        ),
        grown(
            black(8_000, 5_000, 8, 2, 120_005_000),
            "png-of-40-million",
            TAKEN,
        ),
        grown(
            black(8_000, 5_000, 8, 6, 160_005_000),
            "png-clear-of-40-million",
            TAKEN,
        ),
        grown(
            black(8_000, 5_000, 16, 2, 240_005_000),
            "png-deep-of-40-million",
            TOO_LARGE,
        ),
        grown(
            black(8_000, 5_000, 16, 6, 10),
            "png-deep-and-clear-of-40-million",
            TOO_LARGE,
        ),
        grown(
            black(8_192, 4_882, 1, 0, 5_004_050),
            "png-of-single-bits",
            TAKEN,
        ),
        grown(turned(), "png-of-40-million-turned", ANY),
        grown(
            black(16, 16, 8, 2, 600_000_000),
            "png-of-more-rows-than-said",
            ANY,
        ),
        grown(
            png_with(&[chunk(b"zTXt", &text(b"Comment\0\0"))], &[]),
            "png-text-bomb",
            TAKEN,
        ),
        grown(
            png_with(&[chunk(b"iTXt", &text(b"Comment\0\x01\0\0\0"))], &[]),
            "png-wide-text-bomb",
            TAKEN,
        ),
        grown(
            png_with(&[chunk(b"iCCP", &text(b"icc\0\0"))], &[]),
            "png-profile-bomb",
            TAKEN,
        ),
        grown(
            png_with(&[], &[chunk(b"fdAT", &text(&[0; 4]))]),
            "png-frame-bomb",
            TAKEN,
        ),
    ]
}

/// As much as is taken, and on its side.
fn turned() -> Vec<u8> {
    png_of(&[
        chunk(b"IHDR", &header(8_000, 5_000, 8, 2, 0)),
        chunk(b"eXIf", &exif(0x112, 3, 1, 6, 0)),
        chunk(b"IDAT", &packed(&[], 120_005_000)),
        chunk(b"IEND", &[]),
    ])
}

/// Wrong lengths and wrong checksums, for each chunk.
fn checksums() -> Vec<Hostile> {
    let sound = png();
    let data = place(&sound, b"IDAT") - 4;
    let mut all = Vec::new();
    for (name, at) in [("header", 8), ("data", data), ("end", sound.len() - 12)] {
        let length = u32::from_be_bytes(sound[at..at + 4].try_into().unwrap());
        let lies = [
            length + 1,
            length + 4,
            length + 5_000,
            i32::MAX as u32,
            u32::MAX,
        ];
        for said in lies.into_iter().chain(length.checked_sub(1)) {
            let mut file = sound.clone();
            file[at..at + 4].copy_from_slice(&said.to_be_bytes());
            let name = format!("png-{name}-said-to-be-{said}");
            all.push(Hostile::new(name, file, UNREADABLE));
        }
        let mut file = sound.clone();
        file[at + 8 + length as usize] ^= 1;
        let name = format!("png-{name}-with-a-wrong-checksum");
        all.push(Hostile::new(name, file, UNREADABLE));
    }
    all
}
