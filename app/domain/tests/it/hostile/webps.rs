//! WebPs that lie, move, or carry what nobody should see.

use super::{ANY, Hostile, REFUSED, TAKEN, TOO_LARGE, UNREADABLE, build::*};

/// What the extended header can announce.
const ANIMATION: u8 = 0b0000_0010;
const EVERYTHING: u8 = 0b0011_1100;

pub(super) fn all() -> Vec<Hostile> {
    let mut all = canvases();
    all.extend(frames());
    all.extend(animations());
    all.extend(lengths());
    all.extend(metadata());
    all
}

fn canvases() -> Vec<Hostile> {
    let sizes = [
        (1 << 24, 1 << 24, TOO_LARGE),
        (1 << 24, 1, TOO_LARGE),
        (1, 1 << 24, TOO_LARGE),
        (8_193, 1, TOO_LARGE),
        (8_000, 5_001, TOO_LARGE),
        // The picture itself decides where the canvas says something else that is allowed.
        (8_000, 5_000, ANY),
        (65, 41, ANY),
        (63, 39, ANY),
        (1, 1, ANY),
    ];
    let mut all = Vec::new();
    for (width, height, verdict) in sizes {
        for (name, sound) in [("lossless", lossless_webp()), ("lossy", lossy_webp())] {
            let file = riff(&[canvas(0, width, height), frame(&sound)]);
            let name = format!("webp-{name}-on-{width}-by-{height}");
            all.push(Hostile::new(name, file, verdict));
        }
    }
    for flags in [0x01, 0x10, 0x40, 0x80, 0xC1, EVERYTHING] {
        let file = riff(&[canvas(flags, 64, 40), frame(&lossless_webp())]);
        all.push(Hostile::new(format!("webp-announces-{flags:x}"), file, ANY));
    }
    let cut = riff(&[riff_chunk(b"VP8X", &[0; 9]), frame(&lossless_webp())]);
    all.push(Hostile::new("webp-of-a-cut-canvas", cut, UNREADABLE));
    let alone = riff(&[canvas(0, 64, 40)]);
    all.push(Hostile::new("webp-of-a-canvas-alone", alone, UNREADABLE));
    all
}

/// What the picture's own header says.
fn frames() -> Vec<Hostile> {
    let mut all = Vec::new();
    let lossless = |width: u32, height: u32| {
        let mut file = lossless_webp();
        let packed = (width - 1) | ((height - 1) << 14);
        file[21..25].copy_from_slice(&packed.to_le_bytes());
        file
    };
    let lossy = |width: u16, height: u16| {
        let mut file = lossy_webp();
        let size = place(&file, &[0x9D, 0x01, 0x2A]) + 3;
        file[size..size + 2].copy_from_slice(&width.to_le_bytes());
        file[size + 2..size + 4].copy_from_slice(&height.to_le_bytes());
        file
    };
    for (width, height, verdict) in [
        (16_384, 16_384, TOO_LARGE),
        (8_193, 1, TOO_LARGE),
        (8_000, 5_001, TOO_LARGE),
        (8_000, 5_000, ANY),
        (8_192, 4_882, ANY),
        (65, 41, ANY),
    ] {
        let name = format!("webp-lossless-claims-{width}-by-{height}");
        all.push(Hostile::new(name, lossless(width, height), verdict));
    }
    for (width, height, verdict) in [
        (16_383, 16_383, TOO_LARGE),
        (8_193, 1, TOO_LARGE),
        (8_000, 5_001, TOO_LARGE),
        (0, 0, UNREADABLE),
        (64, 0, UNREADABLE),
        (8_000, 5_000, ANY),
        (8_192, 4_882, ANY),
        (65, 41, ANY),
    ] {
        let name = format!("webp-lossy-claims-{width}-by-{height}");
        all.push(Hostile::new(name, lossy(width, height), verdict));
    }
    all.extend(misfits());
    all
}

/// Frames that do not fit what stands around them.
fn misfits() -> Vec<Hostile> {
    let mut later = lossy_webp();
    let begins = place(&later, &[0x9D, 0x01, 0x2A]) - 3;
    later[begins] |= 1;
    let (one, other) = (frame(&lossless_webp()), frame(&lossy_webp()));
    let clear = |alpha: &[u8]| {
        riff(&[
            canvas(0x10, 64, 40),
            riff_chunk(b"ALPH", alpha),
            other.clone(),
        ])
    };
    vec![
        Hostile::new("webp-of-a-later-frame", later, ANY),
        Hostile::new("webp-of-two-frames", riff(&[one.clone(), one.clone()]), ANY),
        Hostile::new(
            "webp-of-both-kinds",
            riff(&[one.clone(), other.clone()]),
            ANY,
        ),
        Hostile::new(
            "webp-of-an-empty-frame",
            riff(&[riff_chunk(b"VP8L", b"")]),
            UNREADABLE,
        ),
        Hostile::new(
            "webp-of-a-short-frame",
            riff(&[riff_chunk(b"VP8 ", &[0; 9])]),
            UNREADABLE,
        ),
        Hostile::new(
            "webp-of-noise",
            riff(&[riff_chunk(b"VP8L", &noise(0x2F))]),
            ANY,
        ),
        Hostile::new("webp-of-nothing", riff(&[]), UNREADABLE),
        Hostile::new("webp-with-empty-alpha", clear(b""), ANY),
        Hostile::new("webp-with-short-alpha", clear(&[0, 1, 2]), ANY),
        Hostile::new("webp-with-packed-noise-for-alpha", clear(&noise(1)), ANY),
        Hostile::new("webp-with-unknown-alpha", clear(&noise(0xFF)), ANY),
        Hostile::new(
            "webp-with-alpha-alone",
            riff(&[riff_chunk(b"ALPH", &[0; 99])]),
            UNREADABLE,
        ),
    ]
}

/// A first byte, and then noise.
fn noise(first: u8) -> Vec<u8> {
    let mut noise = Seeded(u64::from(first) + 7).bytes(3_000);
    noise[0] = first;
    noise
}

fn animations() -> Vec<Hostile> {
    let one = frame(&lossless_webp());
    let shown = |side: u32| {
        let side = (side - 1).to_le_bytes();
        let head = [&[0; 6][..], &side[..3], &side[..3], &[100, 0, 0, 0]].concat();
        riff_chunk(b"ANMF", &[&head[..], &one].concat())
    };
    let moving = |frames: Vec<Vec<u8>>, side| {
        let mut chunks = vec![canvas(ANIMATION, side, side), riff_chunk(b"ANIM", &[0; 6])];
        chunks.extend(frames);
        riff(&chunks)
    };
    let unannounced = riff(&[canvas(0, 64, 64), shown(64), one.clone()]);
    vec![
        Hostile::new(
            "webp-that-moves",
            moving(vec![shown(64), shown(64)], 64),
            UNREADABLE,
        ),
        Hostile::new(
            "webp-that-moves-largely",
            moving(vec![shown(8_000)], 8_000),
            UNREADABLE,
        ),
        Hostile::new(
            "webp-of-huge-frames",
            moving(vec![shown(1 << 24)], 64),
            UNREADABLE,
        ),
        Hostile::new(
            "webp-of-many-frames",
            moving(vec![shown(64); 500], 64),
            UNREADABLE,
        ),
        Hostile::new(
            "webp-that-moves-without-frames",
            moving(vec![], 64),
            UNREADABLE,
        ),
        Hostile::new("webp-that-moves-unannounced", unannounced, UNREADABLE),
        Hostile::new(
            "webp-of-a-moving-part",
            riff(&[shown(64), one.clone()]),
            UNREADABLE,
        ),
    ]
}

fn lengths() -> Vec<Hostile> {
    let mut all = Vec::new();
    for (name, sound) in [("lossless", lossless_webp()), ("lossy", lossy_webp())] {
        // The file's length, then that of its one chunk.
        for at in [4, 16] {
            for said in [0, 1, 3, 4, 7, 8, 21, 1_000_000, i32::MAX as u32, u32::MAX] {
                let mut file = sound.clone();
                file[at..at + 4].copy_from_slice(&said.to_le_bytes());
                let name = format!("webp-{name}-byte-{at}-says-{said}");
                all.push(Hostile::new(name, file, ANY));
            }
        }
    }
    let small = [
        vec![riff_chunk(b"abcd", b""); 200_000],
        vec![frame(&lossless_webp())],
    ]
    .concat();
    all.push(Hostile::new("webp-of-200000-chunks", riff(&small), TAKEN));
    let empty = vec![riff_chunk(b"VP8 ", b""); 200_000];
    all.push(Hostile::new(
        "webp-of-200000-empty-frames",
        riff(&empty),
        REFUSED,
    ));
    let nested = riff(&[riff_chunk(b"LIST", &lossless_webp())]);
    all.push(Hostile::new("webp-within-a-list", nested, UNREADABLE));
    all
}

fn metadata() -> Vec<Hostile> {
    let mut all = Vec::new();
    for (kind, sound) in [("lossless", lossless_webp()), ("lossy", lossy_webp())] {
        for name in [b"EXIF", b"XMP ", b"ICCP", b"what", b"\0\0\0\0", b"<scr"] {
            let (head, bad) = (canvas(EVERYTHING, 64, 40), riff_chunk(name, SECRET));
            let word = String::from_utf8_lossy(name).replace('\0', "0");
            let before = riff(&[head.clone(), bad.clone(), frame(&sound)]);
            let after = riff(&[head, frame(&sound), bad]);
            for (place, file) in [("before", before), ("behind", after)] {
                let name = format!("webp-{kind}-with-{word}-{place}");
                all.push(Hostile::new(name, file, TAKEN).secret());
            }
        }
        let trailing = [&sound[..], SECRET].concat();
        let name = format!("webp-{kind}-with-more-behind-its-end");
        all.push(Hostile::new(name, trailing, TAKEN).secret());
    }
    for (name, contents) in [
        ("shorter-than-said", profile(200, 9_000)),
        ("of-four-megabytes", profile(4_000_000, 4_000_000)),
    ] {
        let file = riff(&[
            canvas(0x20, 64, 40),
            riff_chunk(b"ICCP", &contents),
            frame(&lossless_webp()),
        ]);
        all.push(Hostile::new(format!("webp-profile-{name}"), file, TAKEN));
    }
    all
}
