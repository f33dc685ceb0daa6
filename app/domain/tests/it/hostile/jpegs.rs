//! JPEGs that lie, never end, or carry what nobody should see.

use super::{ANY, Hostile, REFUSED, TAKEN, TOO_LARGE, UNREADABLE, build::*};

pub(super) fn all() -> Vec<Hostile> {
    let mut all = frames();
    all.extend(kinds());
    all.extend(scans());
    all.extend(lengths());
    all.extend(metadata());
    all.extend(late());
    all
}

/// The sound JPEG with its frame header changed.
fn with_frame(change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut file = jpeg();
    let frame = place(&file, &[0xFF, 0xC0]);
    change(&mut file[frame..]);
    file
}

fn frames() -> Vec<Hostile> {
    let sizes = [
        (65_535, 65_535, TOO_LARGE),
        (65_535, 1, TOO_LARGE),
        (1, 65_535, TOO_LARGE),
        (8_193, 8, TOO_LARGE),
        (8_000, 5_001, TOO_LARGE),
        (0, 40, UNREADABLE),
        (64, 0, UNREADABLE),
        (0, 0, UNREADABLE),
        // More than the scan holds: some readers fill up with grey.
        (8_000, 5_000, ANY),
        (8_192, 4_882, ANY),
        (65, 41, ANY),
        (1, 1, ANY),
    ];
    let mut all: Vec<_> = sizes
        .into_iter()
        .map(|(width, height, verdict): (u16, u16, _)| {
            let file = with_frame(|frame| {
                frame[5..7].copy_from_slice(&height.to_be_bytes());
                frame[7..9].copy_from_slice(&width.to_be_bytes());
            });
            Hostile::new(format!("jpeg-claims-{width}-by-{height}"), file, verdict)
        })
        .collect();
    // The precision, the number of components, then the first one's name, factors and table.
    for (at, value) in [
        (4, 0),
        (4, 12),
        (4, 16),
        (9, 0),
        (9, 1),
        (9, 2),
        (9, 4),
        (9, 255),
        (10, 255),
        (11, 0x00),
        (11, 0x0F),
        (11, 0xFF),
        (11, 0x44),
        (11, 0x31),
        (12, 3),
        (12, 255),
    ] {
        let file = with_frame(|frame| frame[at] = value);
        all.push(Hostile::new(
            format!("jpeg-frame-byte-{at}-is-{value}"),
            file,
            ANY,
        ));
    }
    all
}

/// Lossless, hierarchical and arithmetic pictures, and markers that mean nothing here.
fn kinds() -> Vec<Hostile> {
    let mut all = Vec::new();
    for marker in 0xC0..=0xCF_u8 {
        let unread = matches!(marker, 0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF);
        let verdict = if unread { UNREADABLE } else { ANY };
        let file = with_frame(|frame| frame[1] = marker);
        all.push(Hostile::new(
            format!("jpeg-frame-of-kind-{marker:x}"),
            file,
            verdict,
        ));
    }
    for marker in [0xC8, 0xCC, 0xDC, 0xDE, 0xDF, 0xF0, 0xFD, 0x02, 0xBF] {
        let file = jpeg_with(&[segment(marker, SECRET)], &[]);
        all.push(Hostile::new(format!("jpeg-marker-{marker:x}"), file, ANY).secret());
    }
    let twice = jpeg_with(&[segment(0xC0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0])], &[]);
    all.push(Hostile::new("jpeg-of-two-frames", twice, UNREADABLE));
    all
}

/// A sound progressive picture in grey of that size, which goes over all of itself that many times.
fn progressive(width: u16, height: u16, scans: u8) -> Vec<u8> {
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8);
    let [w1, w0] = width.to_be_bytes();
    let [h1, h0] = height.to_be_bytes();
    let mut file = vec![0xFF, 0xD8];
    file.extend(segment(0xDB, &[&[0_u8][..], &[1; 64]].concat()));
    file.extend(segment(0xC2, &[8, h1, h0, w1, w0, 1, 1, 0x11, 0]));
    // One code of one bit, for "no difference"; one for "nothing in the next 32,767 blocks".
    for (table, symbol) in [(0x00, 0x00), (0x10, 0xE0)] {
        let mut contents = vec![table, 1];
        contents.extend_from_slice(&[0; 15]);
        contents.push(symbol);
        file.extend(segment(0xC4, &contents));
    }
    file.extend(segment(0xDA, &[1, 1, 0x00, 0, 0, 0]));
    file.extend(vec![0; blocks.div_ceil(8)]);
    for band in 1..scans {
        // After the last band once more from the first: what is over 63 repeats.
        let band = (band - 1) % 63 + 1;
        file.extend(segment(0xDA, &[1, 1, 0x00, band, band, 0]));
        file.extend(runs(blocks));
    }
    file.extend_from_slice(&[0xFF, 0xD9]);
    file
}

/// "Nothing in the next 32,767 blocks", which is the code and fourteen ones, until all are gone over.
fn runs(blocks: usize) -> Vec<u8> {
    let bits: Vec<bool> = (0..blocks.div_ceil(32_767) * 15)
        .map(|at| at % 15 != 0)
        .collect();
    let mut packed = Vec::new();
    for eight in bits.chunks(8) {
        // What is left of the last byte is filled with ones.
        let byte = (0..8).fold(0, |byte, at| {
            (byte << 1) | u8::from(*eight.get(at).unwrap_or(&true))
        });
        packed.push(byte);
        if byte == 0xFF {
            packed.push(0);
        }
    }
    packed
}

fn scans() -> Vec<Hostile> {
    let one = jpeg();
    let scan = place(&one, &[0xFF, 0xDA]);
    let repeated = |count| {
        let scans = vec![&one[scan..one.len() - 2]; count].concat();
        [&one[..scan], &scans, &[0xFF, 0xD9]].concat()
    };
    let many = |count| format!("jpeg-of-{count}-scans");
    let mut all: Vec<_> = [2, 3, 63, 64]
        .into_iter()
        .map(|count| Hostile::new(many(count), repeated(count), ANY))
        .collect();
    for count in [65, 1_000, 4_000] {
        all.push(Hostile::new(many(count), repeated(count), UNREADABLE));
    }
    for (width, height, scans, verdict) in [
        (64, 40, 2, ANY),
        (8_000, 5_000, 1, ANY),
        (8_000, 5_000, 64, ANY),
        (8_000, 5_000, 65, UNREADABLE),
        (8_000, 5_000, 255, UNREADABLE),
        (65_500, 100, 2, TOO_LARGE),
    ] {
        let file = progressive(width, height, scans);
        let name = format!("jpeg-progressive-{width}-by-{height}-{scans}-times");
        all.push(Hostile::new(name, file, verdict));
    }
    let headless = [&one[..2], &one[scan..]].concat();
    all.push(Hostile::new("jpeg-of-a-scan-alone", headless, UNREADABLE));
    let scanless = [&one[..scan], &[0xFF, 0xD9]].concat();
    all.push(Hostile::new("jpeg-without-a-scan", scanless, UNREADABLE));
    all
}

/// Segments whose length is wrong, and files that are nothing but beginnings.
fn lengths() -> Vec<Hostile> {
    let mut all = Vec::new();
    for marker in [0xE0, 0xE1, 0xDB, 0xC4, 0xC0, 0xDA, 0xDD, 0xFE] {
        for length in [0_u16, 1, 2, 3, 65_535] {
            let [high, low] = length.to_be_bytes();
            let file = jpeg_with(&[vec![0xFF, marker, high, low]], &[]);
            let name = format!("jpeg-segment-{marker:x}-said-to-be-{length}");
            all.push(Hostile::new(name, file, ANY));
        }
    }
    // Three bytes decide that it is a JPEG.
    let left = 5 * 1_024 * 1_024 - 3;
    let files = [
        ("fill-bytes", vec![0xFF; left]),
        ("beginnings", [0xD8, 0xFF].repeat(left / 2)),
        ("restarts", [0xD0, 0xFF].repeat(left / 2)),
        ("ends", [0xD9, 0xFF].repeat(1_000)),
        ("zeros", vec![0; 100_000]),
    ];
    for (name, rest) in files {
        let file = [&[0xFF, 0xD8, 0xFF][..], &rest].concat();
        all.push(Hostile::new(format!("jpeg-of-{name}"), file, REFUSED));
    }
    all
}

fn metadata() -> Vec<Hostile> {
    let mut all = Vec::new();
    for marker in (0xE0..=0xEF).chain([0xFE]) {
        let file = jpeg_with(&[segment(marker, SECRET)], &[segment(marker, SECRET)]);
        let name = format!("jpeg-segments-{marker:x}");
        all.push(Hostile::new(name, file, TAKEN).secret());
    }
    let heads: [(&str, u8, &[u8]); 8] = [
        ("miniature", 0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x06\x01"),
        ("extension", 0xE0, b"JFXX\0\x10"),
        ("adobe", 0xEE, b"Adobe\0\x64\0\0\0\0\x01"),
        ("xmp", 0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
        ("photoshop", 0xED, b"Photoshop 3.0\08BIM\x04\x04\0\0"),
        ("several", 0xE2, b"MPF\0"),
        ("profile-0-of-0", 0xE2, b"ICC_PROFILE\0\0\0"),
        ("profile-9-of-1", 0xE2, b"ICC_PROFILE\0\x09\x01"),
    ];
    for (name, marker, head) in heads {
        let contents = [head, SECRET].concat();
        let file = jpeg_with(&[segment(marker, &contents)], &[]);
        let verdict = if name.starts_with("profile") {
            ANY
        } else {
            TAKEN
        };
        all.push(Hostile::new(format!("jpeg-{name}"), file, verdict).secret());
    }
    let part = |number: u8, of: u8| {
        segment(
            0xE2,
            &[&b"ICC_PROFILE\0"[..], &[number, of], &[7; 60_000]].concat(),
        )
    };
    let parts = [
        ("twice-the-same", vec![part(1, 2), part(1, 2)]),
        ("one-missing", vec![part(1, 3), part(3, 3)]),
        ("backwards", vec![part(2, 2), part(1, 2)]),
        ("of-eighty-parts", (1..=80).map(|at| part(at, 80)).collect()),
    ];
    for (name, parts) in parts {
        let file = jpeg_with(&parts, &[]);
        all.push(Hostile::new(format!("jpeg-profile-{name}"), file, ANY));
    }
    let small = vec![segment(0xEB, b""); 200_000];
    all.push(Hostile::new(
        "jpeg-of-200000-segments",
        jpeg_with(&small, &[]),
        TAKEN,
    ));
    let words = vec![segment(0xFE, &SECRET.repeat(1_000)); 90];
    all.push(Hostile::new("jpeg-of-long-words", jpeg_with(&words, &[]), TAKEN).secret());
    let second = [jpeg(), jpeg(), SECRET.to_vec()].concat();
    all.push(Hostile::new("jpeg-with-another-behind", second, TAKEN).secret());
    all
}

/// Behind the last scan nothing is read any more, so anything may hide there under a good name.
fn late() -> Vec<Hostile> {
    let mut all = Vec::new();
    for marker in [0xC0, 0xC4, 0xDB, 0xDD, 0xDA, 0xE0, 0xEE] {
        let late = jpeg_with(&[], &[segment(marker, SECRET)]);
        all.push(Hostile::new(format!("jpeg-hides-behind-{marker:x}"), late, ANY).secret());
        let early = jpeg_with(&[segment(marker, SECRET)], &[]);
        all.push(Hostile::new(format!("jpeg-swells-{marker:x}"), early, ANY).secret());
    }
    all
}
