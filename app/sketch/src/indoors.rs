//! Rooms: their size, walls and windows.

use crate::brief::Spec;
use crate::furnish;
use crate::rng::Rng;
use crate::room::lamp;
use crate::solid::{Bulb, Skin, Window, World};
use crate::vec::{hex, v};
use crate::words::Word;

/// The glazed room at the top of a lighthouse.
pub(crate) fn lamp_room(w: &mut World, spec: &Spec) {
    w.room = Some((v(-4.2, 0.0, -2.0), v(4.2, 4.4, 8.6)));
    w.wall = (Skin::Panel, hex(0x50605e));
    w.floor = (Skin::Plank, hex(0x4e4436));
    w.ridge = (0.02, true);
    for i in 0..3 {
        let x = -4.0 + 2.75 * i as f32;
        w.windows.push(Window {
            side: false,
            at: 8.6,
            lo: (x, 1.0),
            hi: (x + 2.5, 3.7),
        });
        for at in [-4.2, 4.2] {
            w.windows.push(Window {
                side: true,
                at,
                lo: (0.2 + 2.8 * i as f32, 1.0),
                hi: (2.7 + 2.8 * i as f32, 3.7),
            });
        }
    }
    let brass = hex(0x8a6c3c);
    w.column(
        v(0.0, 0.0, 5.2),
        (1.1, 0.9),
        0.9,
        Skin::Panel,
        hex(0x3c4444),
    );
    w.column(v(0.0, 0.9, 5.2), (0.95, 0.95), 0.14, Skin::Plain, brass);
    w.column(
        v(0.0, 1.04, 5.2),
        (0.30, 0.46),
        0.8,
        Skin::Glow,
        lamp(spec) * 0.8 + hex(0x504838),
    );
    w.column(
        v(0.0, 1.84, 5.2),
        (0.46, 0.30),
        0.8,
        Skin::Glow,
        lamp(spec) * 0.8 + hex(0x504838),
    );
    w.column(v(0.0, 2.64, 5.2), (0.8, 0.2), 0.5, Skin::Plain, brass);
    for (x, z) in [(-0.9, 4.3), (0.9, 4.3), (-0.9, 6.1), (0.9, 6.1)] {
        w.column(v(x, 0.9, z), (0.05, 0.05), 1.8, Skin::Plain, brass);
    }
    w.bulbs.push(Bulb {
        at: v(0.0, 1.85, 4.4),
        colour: lamp(spec) * 1.2,
        reach: 3.4,
    });
    w.pitch = -0.02;
    w.eye.y = 1.7;
}

/// Size, walls and furniture of the indoor places.
pub(crate) fn interior(w: &mut World, spec: &Spec, p: &mut Rng) {
    let (half, high, deep) = match spec.place {
        Word::Hall | Word::Library | Word::Stairs => (5.2, 6.4, 15.0),
        Word::Church => (4.6, 9.0, 22.0),
        Word::Corridor => (1.5, 3.0, 18.0),
        Word::Cellar => (3.4, 2.7, 9.0),
        _ => (
            3.2 + p.range(0.0, 0.6),
            3.0 + p.range(0.0, 0.4),
            7.2 + p.range(0.0, 1.2),
        ),
    };
    let skin = match spec.place {
        Word::Church | Word::Cellar | Word::Stairs => Skin::Stone,
        Word::Library => Skin::Shelf,
        _ => p.pick(&[Skin::Panel, Skin::Panel, Skin::Plain]),
    };
    w.room = Some((v(-half, 0.0, -2.5), v(half, high, deep)));
    w.wall = (
        skin,
        hex(p.pick(&[0x8a7c66, 0x6e7a74, 0x84786e, 0x7a6a58, 0x66707a])),
    );
    let stone = matches!(
        spec.place,
        Word::Church | Word::Cellar | Word::Hall | Word::Stairs
    );
    w.floor = if stone {
        (Skin::Stone, hex(0x6a645a))
    } else {
        (Skin::Plank, hex(p.pick(&[0x5e4630, 0x6c523a, 0x4c3c30])))
    };
    windows(w, spec, half, high, deep);
    furnish::place(w, spec, p, (half, high, deep), lamp(spec));
    w.eye = v(0.0, (high * 0.45).min(1.7), -1.9);
    w.pitch = if high > 4.0 { 0.10 } else { -0.05 };
}

fn windows(w: &mut World, spec: &Spec, half: f32, high: f32, deep: f32) {
    let s = w.sun.x.signum();
    let (sill, top) = if high > 4.0 {
        (high * 0.32, high * 0.86)
    } else {
        (1.0, high - 0.6)
    };
    if spec.place != Word::Cellar {
        let n = ((deep - 1.0) / 3.2) as usize;
        for i in 0..n.max(1) {
            let z = 1.2 + (deep - 1.4) * i as f32 / n.max(1) as f32;
            w.windows.push(Window {
                side: true,
                at: s * half,
                lo: (z, sill),
                hi: (z + 1.45, top),
            });
        }
    }
    let m = if spec.place == Word::Church {
        half * 0.45
    } else {
        0.75
    };
    if !matches!(spec.place, Word::Library | Word::Cellar) {
        let off = if spec.place == Word::Church || spec.place == Word::Corridor {
            0.0
        } else {
            -s * half * 0.3
        };
        w.windows.push(Window {
            side: false,
            at: deep,
            lo: (off - m, sill),
            hi: (off + m, top),
        });
    }
}
