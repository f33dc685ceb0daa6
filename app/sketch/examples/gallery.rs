//! Writes contact sheets of pictures into the folder given as argument.

use std::path::Path;
use std::time::Instant;

use image::RgbImage;
use image::imageops::{FilterType, replace, resize};
use sketch::{Brief, Subject, draw};

const FILM: &str = "painted film noir, muted palette";

type Cell = (Subject, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const PEOPLE: &[Cell] = &[
    (Subject::Character, "Mara Quill", "young woman in a yellow oilskin coat with a rust-red scarf, soaked through, holds the lantern low", "rain-soaked,torn sleeve"),
    (Subject::Character, "Inspector Voss", "lean older man, long dark coat, hat", ""),
    (Subject::Character, "The Lamplighter", "old bearded man in a long coat and cap with pole and lantern", "night"),
    (Subject::Character, "Tom", "a child of nine, woollen jacket, cap", "dawn"),
];
#[rustfmt::skip]
const MORE: &[Cell] = &[
    (Subject::Character, "Lady Ashe", "woman in a crimson ball gown, candle-lit", ""),
    (Subject::Character, "Constable Reed", "stout man with moustache in navy uniform, helmet", "muddy"),
    (Subject::Character, "The Stranger", "hooded man in a cloak holding a sword", "snow"),
    (Subject::Character, "Anna", "tall woman with long-haired braid, dress, holding a letter, sunset", ""),
];
#[rustfmt::skip]
const PLACES: &[Cell] = &[
    (Subject::Location, "Harbour steps", "stone steps down to the water at night in the rain", "night,rain-soaked"),
    (Subject::Location, "Customs house hall", "a tall hall with windows and pillars", "day"),
    (Subject::Location, "Lamp room", "round room at the top of the lighthouse", "sunset"),
    (Subject::Location, "Mara's kitchen", "a small kitchen, candle-lit", ""),
    (Subject::Location, "Old forest", "tall pines in fog", "fog"),
    (Subject::Location, "Market street", "narrow street", "night"),
    (Subject::Location, "St Brannoc church", "a cold nave", "dawn"),
    (Subject::Location, "The lighthouse", "lighthouse tower on the cliff", "sunset"),
];
#[rustfmt::skip]
const PROPS: &[Cell] = &[
    (Subject::Prop, "Brass lantern", "an oil lantern, dented, lit", ""),
    (Subject::Prop, "Sealed letter", "cream envelope with red wax", ""),
    (Subject::Prop, "Pocket watch", "silver, on a chain", ""),
    (Subject::Prop, "Ledger book", "leather-bound", ""),
    (Subject::Prop, "Ring of keys", "iron keys", "night"),
    (Subject::Prop, "Rowing boat", "green painted wood", "dawn"),
    (Subject::Prop, "Voss's pistol", "", ""),
    (Subject::Prop, "The idol", "strange carved thing", ""),
];
#[rustfmt::skip]
const CROWDS: &[Cell] = &[
    (Subject::Extras, "Dock workers", "men and women in coats and caps", "fog"),
    (Subject::Extras, "Guests", "ball guests in suits and gowns", "candle-lit"),
];

fn picture(cell: &Cell, seed: u64, size: (u32, u32), reference: Option<&RgbImage>) -> RgbImage {
    let tags: Vec<String> = cell
        .3
        .split(',')
        .filter(|t| !t.is_empty())
        .map(str::to_owned)
        .collect();
    let (width, height) = size;
    draw(&Brief {
        subject: cell.0,
        name: cell.1,
        description: cell.2,
        tags: &tags,
        style: FILM,
        seed,
        reference,
        width,
        height,
    })
}

/// Draws every cell with every seed and pastes the results, reduced, into one picture.
fn sheet(
    folder: &Path,
    name: &str,
    cells: &[Cell],
    seeds: u64,
    size: (u32, u32),
    reference: Option<&RgbImage>,
) {
    let (tw, th) = (size.0 / 2, size.1 / 2);
    let mut out = RgbImage::new(tw * seeds as u32, th * cells.len() as u32);
    let start = Instant::now();
    for (row, cell) in cells.iter().enumerate() {
        for seed in 0..seeds {
            let small = resize(
                &picture(cell, seed, size, reference),
                tw,
                th,
                FilterType::Triangle,
            );
            replace(
                &mut out,
                &small,
                i64::from(tw) * seed as i64,
                i64::from(th) * row as i64,
            );
        }
    }
    let each = start.elapsed().as_millis() / (cells.len() as u128 * u128::from(seeds));
    println!("{name}: {each} ms each");
    if let Err(e) = out.save(folder.join(format!("{name}.png"))) {
        eprintln!("{name}: {e}");
    }
}

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let only = std::env::args().nth(2).unwrap_or_default();
    let folder = Path::new(&folder);
    let wide = (1280, 720);
    let wanted = |name: &str| name.starts_with(&only);
    for (name, cells) in [
        ("people", PEOPLE),
        ("more", MORE),
        ("places", PLACES),
        ("props", PROPS),
        ("crowds", CROWDS),
    ] {
        if wanted(name) {
            sheet(folder, name, cells, 3, wide, None);
        }
    }
    if wanted("tall") {
        sheet(
            folder,
            "tall",
            &[PEOPLE[0], PEOPLE[2], PLACES[0], PROPS[0]],
            4,
            (540, 960),
            None,
        );
    }
    if wanted("reference") {
        let mara = picture(&PEOPLE[0], 1, wide, None);
        let lady = picture(&MORE[0], 2, wide, None);
        let cells = [PEOPLE[1], PEOPLE[0], PLACES[0], PROPS[0]];
        sheet(folder, "reference-a", &cells, 3, wide, Some(&mara));
        sheet(folder, "reference-b", &cells, 3, wide, Some(&lady));
    }
}
