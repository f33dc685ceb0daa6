//! PNGs whose chunks carry what nobody should see, are missing, twice there or out of order.

use super::{ANY, Hostile, REFUSED, TAKEN, UNREADABLE, build::*};

pub(super) fn all() -> Vec<Hostile> {
    let mut all = metadata();
    all.extend(order());
    all.extend(late());
    all
}

/// Everything that is not picture, where it may stand and where not.
fn metadata() -> Vec<Hostile> {
    let mut all = Vec::new();
    let kinds = [
        b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"prVt", b"pHYs", b"sPLT", b"hIST", b"bKGD",
        b"acTL", b"fcTL", b"fdAT", b"oFFs", b"sTER", b"caBX",
    ];
    for kind in kinds {
        let name = String::from_utf8_lossy(kind).into_owned();
        let bad = chunk(kind, SECRET);
        let early = png_with(std::slice::from_ref(&bad), &[]);
        all.push(Hostile::new(format!("png-early-{name}"), early, TAKEN).secret());
        let late = png_with(&[], &[bad]);
        all.push(Hostile::new(format!("png-late-{name}"), late, TAKEN).secret());
    }
    let sixteen = profile(16 * 1_024 * 1_024, 16 * 1_024 * 1_024);
    let profiles = [
        (
            "huge-and-sound",
            packed(&sixteen[..40], 16 * 1_024 * 1_024 - 40),
        ),
        ("shorter-than-said", packed(&profile(200, 9_000), 0)),
        ("longer-than-said", packed(&profile(200, 44), 0)),
        ("of-secrets", packed(SECRET, 0)),
        ("cut", packed(&profile(200, 200), 0)[..60].to_vec()),
        ("empty", vec![]),
    ];
    for (name, stream) in profiles {
        let contents = [&b"icc\0\0"[..], &stream].concat();
        let file = png_with(&[chunk(b"iCCP", &contents)], &[]);
        all.push(Hostile::new(format!("png-profile-{name}"), file, TAKEN).secret());
    }
    for (name, contents) in [
        ("nameless", &[7; 90][..]),
        ("of-another-method", &b"icc\0\x01x"[..]),
    ] {
        let file = png_with(&[chunk(b"iCCP", contents)], &[]);
        all.push(Hostile::new(format!("png-profile-{name}"), file, TAKEN));
    }
    all
}

/// Chunks that are missing, twice there, out of order, or far too many.
fn order() -> Vec<Hostile> {
    let (head, data) = (
        chunk(b"IHDR", &header(16, 16, 8, 2, 0)),
        chunk(b"IDAT", &packed(&[], 784)),
    );
    let end = chunk(b"IEND", &[]);
    let small = chunk(b"tEXt", b"a\0b");
    let empty = chunk(b"IDAT", &[]);
    let many = |one: &[u8], count| vec![one.to_vec(); count];
    let files = [
        ("no-header", vec![data.clone(), end.clone()], UNREADABLE),
        ("no-data", vec![head.clone(), end.clone()], UNREADABLE),
        ("no-end", vec![head.clone(), data.clone()], UNREADABLE),
        ("only-an-end", vec![end.clone()], UNREADABLE),
        ("nothing", vec![], UNREADABLE),
        (
            "two-headers",
            vec![head.clone(), head.clone(), data.clone(), end.clone()],
            REFUSED,
        ),
        (
            "text-first",
            vec![small.clone(), head.clone(), data.clone(), end.clone()],
            UNREADABLE,
        ),
        (
            "data-first",
            vec![data.clone(), head.clone(), end.clone()],
            UNREADABLE,
        ),
        (
            "a-chunk-that-must-be-known",
            vec![
                head.clone(),
                chunk(b"WHAT", SECRET),
                data.clone(),
                end.clone(),
            ],
            ANY,
        ),
        (
            "a-hundred-thousand-texts",
            [
                vec![head.clone()],
                many(&small, 100_000),
                vec![data.clone(), end.clone()],
            ]
            .concat(),
            TAKEN,
        ),
        (
            "a-hundred-thousand-empty-data",
            [
                vec![head.clone()],
                many(&empty, 100_000),
                vec![data.clone(), end.clone()],
            ]
            .concat(),
            ANY,
        ),
        (
            "data-a-byte-at-a-time",
            [vec![head.clone()], by_the_byte(), vec![end.clone()]].concat(),
            TAKEN,
        ),
        (
            "empty-data-alone",
            vec![head.clone(), empty, end.clone()],
            UNREADABLE,
        ),
        (
            "data-that-do-not-unpack",
            vec![head.clone(), chunk(b"IDAT", &[0xFF; 500]), end.clone()],
            UNREADABLE,
        ),
        (
            "data-with-a-wrong-filter",
            vec![
                head.clone(),
                chunk(b"IDAT", &stored(&[9; 784])),
                end.clone(),
            ],
            ANY,
        ),
        (
            "two-pictures",
            vec![head.clone(), data.clone(), end.clone(), head, data, end],
            TAKEN,
        ),
    ];
    let file = |(name, chunks, verdict): (&str, Vec<Vec<u8>>, _)| {
        Hostile::new(format!("png-{name}"), png_of(&chunks), verdict).secret()
    };
    files.into_iter().map(file).collect()
}

fn by_the_byte() -> Vec<Vec<u8>> {
    let stream = stored(&[0; 784]);
    stream.chunks(1).map(|byte| chunk(b"IDAT", byte)).collect()
}

/// Behind the picture's data readers look at nothing any more, so anything may hide there under a good name.
fn late() -> Vec<Hostile> {
    let kinds = [
        b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"iCCP",
    ];
    let mut all = Vec::new();
    for kind in kinds {
        let name = String::from_utf8_lossy(kind).into_owned();
        let late = png_with(&[], &[chunk(kind, SECRET)]);
        all.push(Hostile::new(format!("png-hides-behind-{name}"), late, ANY).secret());
        let early = png_with(&[chunk(kind, SECRET)], &[]);
        all.push(Hostile::new(format!("png-swells-{name}"), early, ANY).secret());
    }
    let sound = png();
    let filled = [&sound[..sound.len() - 12], &chunk(b"IEND", SECRET)].concat();
    all.push(Hostile::new("png-with-a-filled-end", filled, ANY).secret());
    let behind = [&sound[..], SECRET].concat();
    all.push(Hostile::new("png-with-more-behind-its-end", behind, TAKEN).secret());
    all
}
