//! What is no picture of ours, what is two things at once, and sound pictures that were damaged.

use super::{ANY, Hostile, TAKEN, TOO_LARGE, UNKNOWN, UNREADABLE, build::*};

const MOST: usize = domain::images::MAX_BYTES;

pub(super) fn all() -> Vec<Hostile> {
    let mut all = strangers();
    all.extend(sizes());
    all.extend(polyglots());
    all.extend(orientations());
    all.extend(cut());
    all.extend(flipped());
    all
}

/// Files of every other kind, by how they begin.
fn strangers() -> Vec<Hostile> {
    let heads: [(&str, &[u8]); 44] = [
        ("empty", b""),
        ("a-zero", b"\0"),
        ("a-bracket", b"<"),
        ("half-a-mark", b"\x89PNG\r\n\x1a"),
        ("a-png-with-unix-lines", b"\x89PNG\n\x1a\n\0\0\0\0"),
        ("two-bytes-of-a-jpeg", b"\xFF\xD8"),
        ("ones", b"\xFF\xFF\xFF\xFF"),
        ("svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
        ("svg-with-a-mark", b"\xEF\xBB\xBF<svg onload=\"alert(1)\"/>"),
        ("svg-behind-xml", b"<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg>&x;</svg>"),
        ("html", b"<!doctype html><script>alert(1)</script>"),
        ("html-in-a-comment", b"<!-- --><html></html>"),
        ("json", b"{\"image\": \"data:image/png;base64,iVBORw0KGgo=\"}"),
        ("script", b"#!/bin/sh\necho no\n"),
        ("php", b"<?php system($_GET['c']); ?>"),
        ("mvg", b"push graphic-context\nfill 'url(https://example.com/x.png)'\npop graphic-context"),
        ("gif-87", b"GIF87a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF;"),
        ("gif-89", b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"),
        ("bmp", b"BM\x1e\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x01\0\x01\0\x01\0\x18\0\0\0\xFF\0"),
        ("tiff-little", b"II*\0\x08\0\0\0\0\0"),
        ("tiff-big", b"MM\0*\0\0\0\x08\0\0"),
        ("avif", b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1miaf"),
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"),
        ("ico", b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0"),
        ("cursor", b"\0\0\x02\0\x01\0\x10\x10\0\0\0\0\0\0\0\0\0\0\x16\0\0\0"),
        ("jpeg-2000", b"\0\0\0\x0CjP  \r\n\x87\n"),
        ("jpeg-xl", b"\0\0\0\x0CJXL \r\n\x87\n"),
        ("jpeg-xl-bare", b"\xFF\x0A\xFF\x07\x08\x83\x04\x0C"),
        ("psd", b"8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x01\0\x08\0\x03"),
        ("ppm", b"P6\n99999 99999\n255\n"),
        ("tga", b"\0\0\x02\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\x18\0"),
        ("exr", b"\x76\x2f\x31\x01\x02\0\0\0"),
        ("dds", b"DDS \x7c\0\0\0"),
        ("qoi", b"qoif\0\0\xFF\xFF\0\0\xFF\xFF\x04\0"),
        ("pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"),
        ("postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (w) file\n"),
        ("zip", b"PK\x03\x04\x14\0\0\0\x08\0"),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
        ("wave", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0"),
        ("avi", b"RIFF\x24\0\0\0AVI LIST"),
        ("rifx", b"RIFX\0\0\0\x1EWEBPVP8L"),
        ("elf", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
        ("wasm", b"\0asm\x01\0\0\0"),
    ];
    heads
        .into_iter()
        .map(|(name, head)| Hostile::new(format!("other-{name}"), head.to_vec(), UNKNOWN))
        .collect()
}

fn sizes() -> Vec<Hostile> {
    let filled = |size: usize| {
        let mut file = png();
        file.resize(size, b'a');
        file
    };
    vec![
        Hostile::new("size-of-as-much-as-is-taken", filled(MOST), TAKEN),
        Hostile::new("size-of-a-byte-more", filled(MOST + 1), TOO_LARGE),
        Hostile::new("size-of-zeros", vec![0; MOST], UNKNOWN),
        Hostile::new("size-of-noise", Seeded(99).bytes(200_000), UNKNOWN),
        Hostile::new("size-of-marks", PNG.repeat(50_000), UNREADABLE),
    ]
}

/// Files that are a picture to one reader and something else to another.
fn polyglots() -> Vec<Hostile> {
    let riders: [(&str, &[u8]); 6] = [
        ("html", b"<html><body onload=alert(1)>"),
        (
            "zip",
            b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        ),
        ("php", b"<?php system($_GET['c']); ?>"),
        ("pdf", b"%PDF-1.7\n%%EOF"),
        ("script", b"*/=1;alert(1)//"),
        ("gif", b"GIF89a\x01\0\x01\0\0\0\0;"),
    ];
    let mut all = Vec::new();
    for (name, rider) in riders {
        let rider = [rider, SECRET].concat();
        for (kind, sound) in sound() {
            let behind = [&sound[..], &rider].concat();
            let file = Hostile::new(format!("polyglot-{kind}-then-{name}"), behind, TAKEN);
            all.push(file.secret());
            let before = [&rider[..], &sound].concat();
            let name = format!("polyglot-{name}-then-{kind}");
            all.push(Hostile::new(name, before, UNKNOWN));
        }
        let inside = png_with(&[chunk(b"tEXt", &rider)], &[]);
        all.push(Hostile::new(format!("polyglot-{name}-in-a-png"), inside, TAKEN).secret());
        let inside = jpeg_with(&[segment(0xFE, &rider)], &[]);
        all.push(Hostile::new(format!("polyglot-{name}-in-a-jpeg"), inside, TAKEN).secret());
    }
    // The first segment's length begins a comment of a script, which its end closes.
    let filling = [&b"=1/*"[..], &[b' '; 0x2F2A - 19], b"*/;alert(1)//"].concat();
    let script = jpeg_with(&[segment(0xE1, &filling)], &[]);
    all.push(Hostile::new(
        "polyglot-script-that-is-a-jpeg",
        script,
        TAKEN,
    ));
    all
}

/// EXIF that turns the picture, turns it wrongly, or leads nowhere.
fn orientations() -> Vec<Hostile> {
    let mut cases = vec![];
    for value in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 65_535] {
        cases.push((format!("orientation-{value}"), exif(0x112, 3, 1, value, 0)));
    }
    for (name, exif) in [
        ("of-a-long", exif(0x112, 4, 1, 6, 0)),
        ("of-no-kind", exif(0x112, 99, 1, 6, 0)),
        ("of-none", exif(0x112, 3, 0, 6, 0)),
        ("of-too-many", exif(0x112, 3, u32::MAX, 6, 0)),
        ("that-leads-to-itself", exif(0x8769, 4, 1, 8, 8)),
        ("that-leads-away", exif(0x8769, 4, 1, u32::MAX, u32::MAX)),
        ("that-begins-nowhere", b"II*\0\xFF\xFF\xFF\xFF".to_vec()),
        ("of-endless-entries", b"MM\0*\0\0\0\x08\xFF\xFF".to_vec()),
        ("cut-off", b"II*".to_vec()),
        ("of-no-order", b"XX*\0\x08\0\0\0\x01\0".to_vec()),
    ] {
        cases.push((format!("exif-{name}"), exif));
    }
    let mut all = Vec::new();
    for (name, exif) in cases {
        let in_jpeg = segment(0xE1, &[&b"Exif\0\0"[..], &exif].concat());
        let files = [
            ("png", png_with(&[chunk(b"eXIf", &exif)], &[])),
            ("late-png", png_with(&[], &[chunk(b"eXIf", &exif)])),
            ("jpeg", jpeg_with(&[in_jpeg], &[])),
            ("lossless-webp", webp_with(&lossless_webp(), &exif)),
            ("lossy-webp", webp_with(&lossy_webp(), &exif)),
        ];
        for (kind, file) in files {
            all.push(Hostile::new(format!("{kind}-{name}"), file, TAKEN).secret());
        }
    }
    all
}

fn webp_with(sound: &[u8], exif: &[u8]) -> Vec<u8> {
    riff(&[
        canvas(0x08, 64, 40),
        frame(sound),
        riff_chunk(b"EXIF", exif),
    ])
}

/// Sound pictures that stop: within their first bytes, and at every part after.
fn cut() -> Vec<Hostile> {
    let mut all = Vec::new();
    for (kind, sound) in sound() {
        let known = if kind.ends_with("png") {
            8
        } else if kind.ends_with("jpeg") {
            3
        } else {
            12
        };
        let beginning = [
            0,
            1,
            known - 1,
            known,
            known + 1,
            16,
            20,
            24,
            25,
            29,
            33,
            37,
            41,
        ];
        let rest = (1..16).map(|part| sound.len() * part / 16);
        let end = (1..9).map(|left| sound.len() - left);
        let mut lengths: Vec<_> = beginning.into_iter().chain(rest).chain(end).collect();
        lengths.sort_unstable();
        lengths.dedup();
        for length in lengths {
            let verdict = if length < known {
                UNKNOWN
            } else if kind.ends_with("webp") && length + 2 > sound.len() {
                // The last byte may be one that only fills up.
                ANY
            } else {
                UNREADABLE
            };
            let name = format!("{kind}-cut-after-{length}");
            all.push(Hostile::new(name, sound[..length].to_vec(), verdict));
        }
    }
    all
}

/// Sound pictures with a bit turned round, or several bytes.
fn flipped() -> Vec<Hostile> {
    let mut random = Seeded(0x7468_726F_7567_686C);
    let mut all = Vec::new();
    for (kind, sound) in sound() {
        for time in 0..24 {
            let mut file = sound.clone();
            // The first ones where the sizes stand, the others anywhere.
            let end = if time < 8 {
                file.len().min(64)
            } else {
                file.len()
            };
            for _ in 0..1 + time % 3 {
                let at = random.below(end);
                file[at] ^= 1 << random.below(8);
            }
            all.push(Hostile::new(format!("{kind}-flipped-{time}"), file, ANY));
        }
        let mut file = sound.clone();
        let half = file.len() / 2;
        file[half..].fill(0);
        all.push(Hostile::new(format!("{kind}-half-zeros"), file, ANY));
    }
    all
}
