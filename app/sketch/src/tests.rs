//! What every picture must hold to.

use image::{Rgb, RgbImage};

use crate::{Brief, Subject, draw};

const SUBJECTS: [Subject; 4] = [
    Subject::Character,
    Subject::Location,
    Subject::Prop,
    Subject::Extras,
];

fn brief(subject: Subject) -> Brief<'static> {
    Brief {
        subject,
        name: "Mara Quill",
        description: "young woman in an oilskin coat",
        tags: &[],
        style: "painted",
        seed: 7,
        reference: None,
        width: 320,
        height: 180,
    }
}

/// The share of pixels that differ by more than a little.
fn differing(a: &RgbImage, b: &RgbImage) -> f32 {
    let far = |(p, q): (&Rgb<u8>, &Rgb<u8>)| (0..3).any(|i| p.0[i].abs_diff(q.0[i]) > 14);
    let n = a.pixels().zip(b.pixels()).filter(|pair| far(*pair)).count();
    n as f32 / (a.width() * a.height()) as f32
}

/// A figure-like blob of `colour` on a ground of `ground`.
fn reference(colour: [u8; 3], ground: [u8; 3]) -> RgbImage {
    RgbImage::from_fn(200, 150, |x, y| {
        let (dx, dy) = (x as f32 - 100.0, y as f32 - 80.0);
        let inside = dx * dx / 900.0 + dy * dy / 3600.0 < 1.0;
        Rgb(if inside { colour } else { ground })
    })
}

/// Mean red, green and blue.
fn mean(p: &RgbImage) -> [f32; 3] {
    let mut sum = [0.0; 3];
    for q in p.pixels() {
        (0..3).for_each(|i| sum[i] += f32::from(q.0[i]));
    }
    sum.map(|s| s / (p.width() * p.height()) as f32)
}

#[test]
fn equal_input_gives_equal_pixels() {
    for subject in SUBJECTS {
        assert_eq!(
            draw(&brief(subject)).as_raw(),
            draw(&brief(subject)).as_raw(),
            "{subject:?}"
        );
    }
}

#[test]
fn another_seed_gives_another_picture() {
    for subject in SUBJECTS {
        let other = Brief {
            seed: 8,
            ..brief(subject)
        };
        let share = differing(&draw(&brief(subject)), &draw(&other));
        assert!(share > 0.05, "{subject:?}: {share}");
    }
}

#[test]
fn the_reference_shows_in_hue_and_figure() {
    let (red, blue) = (
        reference([190, 40, 30], [90, 40, 36]),
        reference([30, 60, 190], [36, 44, 90]),
    );
    for subject in SUBJECTS {
        let with = |r| {
            draw(&Brief {
                reference: Some(r),
                ..brief(subject)
            })
        };
        let (a, b) = (with(&red), with(&blue));
        assert!(differing(&a, &b) > 0.3, "{subject:?}");
        let (ma, mb) = (mean(&a), mean(&b));
        assert!(ma[0] > ma[2] * 1.15, "{subject:?} is not red: {ma:?}");
        assert!(mb[2] > mb[0] * 1.15, "{subject:?} is not blue: {mb:?}");
    }
}

#[test]
fn a_flat_or_tiny_reference_is_no_trouble() {
    for (w, h) in [(1, 1), (3, 900), (64, 64)] {
        let flat = RgbImage::from_pixel(w, h, Rgb([120, 90, 60]));
        for subject in SUBJECTS {
            draw(&Brief {
                reference: Some(&flat),
                width: 96,
                height: 64,
                ..brief(subject)
            });
        }
    }
}

#[test]
fn every_aspect_and_subject_draws() {
    for (width, height) in [
        (64, 64),
        (160, 90),
        (90, 160),
        (120, 90),
        (239, 100),
        (64, 400),
        (400, 64),
    ] {
        for subject in SUBJECTS {
            let p = draw(&Brief {
                width,
                height,
                ..brief(subject)
            });
            assert_eq!(p.dimensions(), (width, height));
        }
    }
}

#[test]
fn sizes_are_held_to_the_limits() {
    assert_eq!(
        draw(&Brief {
            width: 1,
            height: 0,
            ..brief(Subject::Prop)
        })
        .dimensions(),
        (64, 64)
    );
}

#[test]
fn tags_change_the_picture() {
    for tag in [
        "night",
        "muddy",
        "rain-soaked",
        "burning",
        "snow",
        "fog",
        "bloodied",
        "torn",
    ] {
        let tags = [tag.to_owned()];
        let plain = draw(&brief(Subject::Character));
        let tagged = draw(&Brief {
            tags: &tags,
            ..brief(Subject::Character)
        });
        assert!(differing(&plain, &tagged) > 0.02, "{tag}");
    }
}

#[test]
fn every_known_thing_and_place_draws() {
    let props = "lantern letter watch book key boat sword gun bottle cup flower box candlestick staff car chair rope mask idol";
    let places = "harbour street forest field desert mountain kitchen hall office church corridor bedroom lighthouse stairs cellar library";
    let clothes = "gown dress uniform armour cloak coat suit apron jacket shirt tophat cap hood crown helmet umbrella bag gun bottle";
    for (subject, words) in [
        (Subject::Prop, props),
        (Subject::Location, places),
        (Subject::Character, clothes),
    ] {
        for name in words.split(' ') {
            draw(&Brief {
                subject,
                name,
                description: "",
                width: 96,
                height: 64,
                ..brief(subject)
            });
        }
    }
}

#[test]
fn any_text_is_no_trouble() {
    let long = "harbour \u{1f56f} ".repeat(9000);
    for text in [
        "",
        "\u{0}",
        "灯台守 — «пальто»",
        "İ ß ﬃ ---",
        "🕯️🕯️",
        long.as_str(),
    ] {
        let tags = [text.to_owned(), String::new()];
        for subject in SUBJECTS {
            draw(&Brief {
                name: text,
                description: text,
                style: text,
                tags: &tags,
                width: 64,
                height: 64,
                ..brief(subject)
            });
        }
    }
}
