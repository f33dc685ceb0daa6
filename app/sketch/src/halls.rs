//! What furnishes the large indoor places.

use crate::brief::Spec;
use crate::furnish::{hang, table};
use crate::solid::{Bulb, Skin, World};
use crate::vec::{V3, hex, v};
use crate::words::Word;

/// Columns in two rows with what a church, a staircase or a hall keeps between them.
pub(crate) fn nave(
    w: &mut World,
    spec: &Spec,
    (half, high, deep): (f32, f32, f32),
    lamp: V3,
    wood: V3,
) {
    let stone = hex(0x8c8474);
    let mut z = 2.0;
    while z < deep - 0.8 {
        for s in [-1.0, 1.0] {
            let x = s * half * 0.66;
            w.block(
                v(x - 0.42, 0.0, z - 0.42),
                v(x + 0.42, 0.4, z + 0.42),
                Skin::Plain,
                stone * 0.8,
            );
            w.column(v(x, 0.4, z), (0.32, 0.27), high - 0.9, Skin::Plain, stone);
            w.block(
                v(x - 0.45, high - 0.6, z - 0.45),
                v(x + 0.45, high - 0.26, z + 0.45),
                Skin::Plain,
                stone * 0.9,
            );
        }
        z += 3.1;
    }
    match spec.place {
        Word::Church => {
            for i in 0..6 {
                for s in [-1.0f32, 1.0] {
                    let (a, b, z) = (s * 0.6, s * half * 0.56, 3.0 + 1.5 * i as f32);
                    w.block(
                        v(a.min(b), 0.0, z),
                        v(a.max(b), 0.46, z + 0.42),
                        Skin::Plank,
                        wood,
                    );
                    w.block(
                        v(a.min(b), 0.46, z),
                        v(a.max(b), 0.98, z + 0.07),
                        Skin::Plank,
                        wood,
                    );
                }
            }
            w.block(
                v(-1.1, 0.0, deep - 3.2),
                v(1.1, 1.1, deep - 2.4),
                Skin::Panel,
                stone,
            );
            for x in [-0.8, 0.8] {
                w.column(
                    v(x, 1.1, deep - 2.8),
                    (0.05, 0.04),
                    0.5,
                    Skin::Plain,
                    hex(0xd0c8b0),
                );
                w.bulbs.push(Bulb {
                    at: v(x, 1.75, deep - 2.8),
                    colour: lamp * 0.8,
                    reach: 1.6,
                });
            }
        }
        Word::Stairs => (0..14).for_each(|i| {
            let t = i as f32;
            w.block(
                v(-2.0, 0.0, 5.0 + 0.5 * t),
                v(2.0, 0.24 * (t + 1.0), 5.5 + 0.5 * t),
                Skin::Stone,
                stone,
            );
        }),
        _ => {
            w.block(
                v(-half * 0.5, 0.0, deep - 4.0),
                v(half * 0.5, 1.12, deep - 3.3),
                Skin::Panel,
                wood,
            );
            w.block(
                v(-half * 0.53, 1.12, deep - 4.1),
                v(half * 0.53, 1.2, deep - 3.2),
                Skin::Plain,
                wood * 1.3,
            );
            table(w, v(1.4, 0.0, 4.6), (1.4, 0.8, 0.7), wood);
            w.block(
                v(-2.6, 0.0, 3.8),
                v(-1.7, 0.7, 4.6),
                Skin::Plank,
                wood * 1.2,
            );
        }
    }
    for z in [4.0, deep * 0.62] {
        hang(w, v(0.0, high * 0.55, z), high, lamp * 1.2, 4.0);
    }
}

/// Doors and lamps along a passage.
pub(crate) fn corridor(w: &mut World, (half, high, deep): (f32, f32, f32), lamp: V3, wood: V3) {
    for i in 0..4 {
        let z = 1.5 + 4.0 * i as f32;
        for s in [-1.0f32, 1.0] {
            let (a, b) = (s * half, s * (half - 0.07));
            w.block(
                v(a.min(b), 0.0, z),
                v(a.max(b), 2.15, z + 1.0),
                Skin::Panel,
                wood,
            );
        }
        hang(w, v(0.0, high - 0.7, z + 2.2), high, lamp, 1.4);
    }
    w.block(
        v(-0.55, 0.0, deep - 0.1),
        v(0.55, 2.2, deep),
        Skin::Glow,
        lamp * 0.8,
    );
    w.block(
        v(-0.6, 0.0, 0.0),
        v(0.6, 0.02, deep),
        Skin::Panel,
        hex(0x6a2c28),
    );
}

/// Rows of books.
pub(crate) fn shelves(w: &mut World, (half, high, deep): (f32, f32, f32), lamp: V3, wood: V3) {
    for i in 0..4 {
        let z = 2.6 + 3.0 * i as f32;
        for s in [-1.0f32, 1.0] {
            let (a, b) = (s * half, s * 1.7);
            w.block(
                v(a.min(b), 0.0, z),
                v(a.max(b), high * 0.62, z + 0.5),
                Skin::Shelf,
                wood * 1.5,
            );
        }
    }
    table(w, v(0.0, 0.0, 5.0), (1.5, 0.8, 2.6), wood);
    hang(w, v(0.0, 1.7, 5.0), high, lamp, 2.0);
    w.block(
        v(-1.2, 0.0, deep - 0.6),
        v(1.2, 3.0, deep),
        Skin::Shelf,
        wood,
    );
}
