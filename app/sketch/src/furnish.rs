//! Furniture for the indoor places.

use crate::brief::Spec;
use crate::halls;
use crate::rng::Rng;
use crate::solid::{Bulb, Skin, World};
use crate::vec::{V3, hex, v};
use crate::words::Word;

/// Furnishes a room of half width, height and depth.
pub(crate) fn place(
    w: &mut World,
    spec: &Spec,
    p: &mut Rng,
    (half, high, deep): (f32, f32, f32),
    lamp: V3,
) {
    let wood = hex(p.pick(&[0x5a3e28, 0x6c4a30, 0x46342a]));
    match spec.place {
        Word::Hall | Word::Church | Word::Stairs => {
            halls::nave(w, spec, (half, high, deep), lamp, wood)
        }
        Word::Corridor => halls::corridor(w, (half, high, deep), lamp, wood),
        Word::Library => halls::shelves(w, (half, high, deep), lamp, wood),
        Word::Cellar => cellar(w, p, (half, high, deep), lamp, wood),
        Word::Bedroom => bedroom(w, p, (half, deep), lamp, wood),
        _ => kitchen(w, spec, p, (half, high, deep), lamp, wood),
    }
    for i in 0..((deep / 2.2) as usize) {
        let z = 0.4 + 2.2 * i as f32;
        w.block(
            v(-half, high - 0.26, z),
            v(half, high, z + 0.22),
            Skin::Plank,
            wood * 0.8,
        );
    }
}

/// A top on four legs.
pub(crate) fn table(w: &mut World, at: V3, size: (f32, f32, f32), wood: V3) {
    let (x, y, z) = (size.0 * 0.5, size.1, size.2 * 0.5);
    w.block(
        at + v(-x, y - 0.07, -z),
        at + v(x, y, z),
        Skin::Plank,
        wood * 1.2,
    );
    for (sx, sz) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
        let foot = at + v(sx * (x - 0.08), 0.0, sz * (z - 0.08));
        w.block(
            foot - v(0.045, 0.0, 0.045),
            foot + v(0.045, y - 0.07, 0.045),
            Skin::Plain,
            wood * 0.8,
        );
    }
}

fn chair(w: &mut World, at: V3, back: f32, wood: V3) {
    table(w, at, (0.46, 0.47, 0.44), wood);
    let z = back * 0.2;
    w.block(
        at + v(-0.22, 0.47, z - 0.03),
        at + v(0.22, 1.0, z + 0.03),
        Skin::Plank,
        wood,
    );
}

/// A lamp on a cord or standing at `at`.
pub(crate) fn hang(w: &mut World, at: V3, high: f32, lamp: V3, reach: f32) {
    w.column(
        at + v(0.0, 0.15, 0.0),
        (0.012, 0.012),
        (high - at.y - 0.15).max(0.1),
        Skin::Plain,
        hex(0x1c1a18),
    );
    w.column(
        at + v(0.0, 0.05, 0.0),
        (0.24, 0.05),
        0.16,
        Skin::Plain,
        hex(0x3a3a34),
    );
    w.column(
        at - v(0.0, 0.05, 0.0),
        (0.06, 0.06),
        0.10,
        Skin::Glow,
        lamp * 2.5,
    );
    w.bulbs.push(Bulb {
        at: at - v(0.0, 0.1, 0.0),
        colour: lamp,
        reach,
    });
}

fn kitchen(
    w: &mut World,
    spec: &Spec,
    p: &mut Rng,
    (half, high, deep): (f32, f32, f32),
    lamp: V3,
    wood: V3,
) {
    let s = -w.sun.x.signum();
    let at = v(s * 0.25, 0.0, deep * 0.52);
    let desk = matches!(spec.place, Word::Office | Word::Lab);
    table(w, at, (if desk { 2.2 } else { 1.8 }, 0.78, 0.95), wood);
    chair(w, at + v(-0.5, 0.0, 0.95), 1.0, wood);
    chair(w, at + v(0.75, 0.0, -0.8), -1.0, wood);
    w.column(
        at + v(0.3, 0.78, 0.1),
        (0.08, 0.05),
        0.26,
        Skin::Plain,
        hex(0xb0a890),
    );
    w.column(
        at + v(-0.35, 0.78, -0.1),
        (0.15, 0.18),
        0.07,
        Skin::Plain,
        hex(0x9aa09c),
    );
    w.block(
        at + v(0.5, 0.78, -0.2),
        at + v(0.85, 0.84, 0.1),
        Skin::Plain,
        hex(0x6c2c24),
    );
    hang(w, at + v(0.1, 1.55, 0.0), high, lamp, 1.5);
    let (a, b) = (s * half, s * (half - 0.6));
    w.block(
        v(a.min(b), 0.0, 2.2),
        v(a.max(b), 0.92, deep - 0.8),
        Skin::Panel,
        wood * 1.1,
    );
    w.block(
        v(a.min(b), 0.92, 2.2),
        v(a.max(b) + 0.03, 0.97, deep - 0.8),
        Skin::Plain,
        hex(0x8a8070),
    );
    let (c, shelf) = (
        s * (half - 0.32),
        if desk { Skin::Shelf } else { Skin::Plank },
    );
    w.block(
        v(a.min(c), 1.7, 2.8),
        v(a.max(c), if desk { 2.6 } else { 1.76 }, deep - 1.4),
        shelf,
        wood,
    );
    for i in 0..6 {
        let r = p.range(0.06, 0.13);
        let foot = v(s * (half - 0.18), 1.76, 3.1 + 0.52 * i as f32);
        w.column(
            foot,
            (r, r * p.range(0.6, 1.1)),
            p.range(0.14, 0.34),
            Skin::Plain,
            hex(p.pick(&[0x9a6a4a, 0xa8a294, 0x5a6a6c, 0x8a7440])),
        );
    }
    let x = s * half * 0.55;
    w.block(
        v(x - 0.6, 0.0, deep - 0.7),
        v(x + 0.6, 1.0, deep),
        Skin::Plain,
        hex(0x2a2826),
    );
    w.block(
        v(x - 0.22, 0.35, deep - 0.72),
        v(x + 0.22, 0.6, deep - 0.68),
        Skin::Glow,
        lamp * 1.4,
    );
    w.column(
        v(x, 1.0, deep - 0.35),
        (0.1, 0.1),
        high - 1.0,
        Skin::Plain,
        hex(0x242220),
    );
    w.bulbs.push(Bulb {
        at: v(x, 0.5, deep - 1.0),
        colour: lamp * v(1.0, 0.6, 0.4),
        reach: 0.7,
    });
    w.block(
        v(-0.9, 0.0, 2.2),
        v(1.1, 0.02, 4.2),
        Skin::Panel,
        hex(0x6a3a30),
    );
}

fn cellar(w: &mut World, p: &mut Rng, (half, high, deep): (f32, f32, f32), lamp: V3, wood: V3) {
    for i in 0..6 {
        let (x, z) = (
            p.sign() * p.range(half * 0.5, half - 0.6),
            2.4 + 1.1 * i as f32,
        );
        if p.chance(0.6) {
            w.column(v(x, 0.0, z), (0.4, 0.4), 1.0, Skin::Plank, wood);
        } else {
            w.block(
                v(x - 0.45, 0.0, z - 0.4),
                v(x + 0.45, p.range(0.6, 1.2), z + 0.4),
                Skin::Plank,
                wood * 1.2,
            );
        }
    }
    w.column(
        v(-half * 0.4, 0.0, deep * 0.6),
        (0.3, 0.3),
        high,
        Skin::Stone,
        hex(0x6c665c),
    );
    hang(w, v(0.4, high - 0.8, deep * 0.5), high, lamp, 1.8);
}

fn bedroom(w: &mut World, p: &mut Rng, (half, deep): (f32, f32), lamp: V3, wood: V3) {
    let s = -w.sun.x.signum();
    let x = s * (half - 1.1);
    w.block(
        v(x - 0.8, 0.25, deep - 3.2),
        v(x + 0.8, 0.5, deep - 0.9),
        Skin::Plank,
        wood,
    );
    w.block(
        v(x - 0.78, 0.5, deep - 3.1),
        v(x + 0.78, 0.72, deep - 1.0),
        Skin::Plain,
        hex(p.pick(&[0xa8a294, 0x6a3a38, 0x4a5c6c])),
    );
    w.block(
        v(x - 0.6, 0.72, deep - 1.6),
        v(x + 0.6, 0.88, deep - 1.05),
        Skin::Plain,
        hex(0xc8c2b4),
    );
    w.block(
        v(x - 0.85, 0.0, deep - 0.9),
        v(x + 0.85, 1.4, deep - 0.8),
        Skin::Panel,
        wood,
    );
    let t = v(x - s * 1.4, 0.0, deep - 1.1);
    table(w, t, (0.55, 0.65, 0.5), wood);
    w.column(
        t + v(0.0, 0.65, 0.0),
        (0.04, 0.03),
        0.25,
        Skin::Plain,
        hex(0xd0c8b0),
    );
    w.bulbs.push(Bulb {
        at: t + v(0.0, 1.05, 0.0),
        colour: lamp,
        reach: 1.5,
    });
    w.block(
        v(-s * half, 0.0, 3.0).mix(v(-s * (half - 0.6), 0.0, 3.0), 0.0) - v(0.3, 0.0, 0.0),
        v(-s * half, 1.1, 4.4) + v(0.3, 0.0, 0.0),
        Skin::Panel,
        wood,
    );
    chair(w, v(-s * 0.6, 0.0, 4.0), 1.0, wood);
}
