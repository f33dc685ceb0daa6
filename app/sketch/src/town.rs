//! Built places under the sky: the harbour and the street.

use crate::brief::Spec;
use crate::rng::Rng;
use crate::room::lamp;
use crate::solid::{Bulb, Skin, World};
use crate::vec::{hex, v};

fn post(w: &mut World, spec: &Spec, x: f32, y: f32, z: f32) {
    let iron = hex(0x23262a);
    w.column(v(x, y, z), (0.09, 0.05), 3.3, Skin::Plain, iron);
    w.column(
        v(x, y + 3.3, z),
        (0.13, 0.19),
        0.42,
        Skin::Glow,
        lamp(spec) * 2.6,
    );
    w.column(v(x, y + 3.72, z), (0.24, 0.03), 0.22, Skin::Plain, iron);
    w.bulbs.push(Bulb {
        at: v(x, y + 3.5, z),
        colour: lamp(spec),
        reach: 6.0,
    });
}

/// A quay with steps down to the water, houses, boats and a far light.
pub(crate) fn harbour(w: &mut World, spec: &Spec, p: &mut Rng) {
    w.floor = (Skin::Water, hex(0x22343c));
    w.ridge = (0.07, true);
    let stone = hex(0x6e6a62);
    let s = p.sign();
    for i in 0..9 {
        let (y, z) = (1.1 - 0.19 * i as f32, 3.2 + 0.62 * i as f32);
        w.block(
            v(s * 0.4 - 3.0, -0.6, z),
            v(s * 0.4 + 3.0, y, z + 0.62),
            Skin::Stone,
            stone,
        );
    }
    w.block(
        v(-14.0, -0.6, -4.0),
        v(14.0, 1.1, 3.2),
        Skin::Stone,
        stone * 0.9,
    );
    let (near, far) = if s > 0.0 { (-16.0, -2.6) } else { (3.4, 16.0) };
    w.block(
        v(near, -0.6, 3.2),
        v(far, 1.5, 26.0),
        Skin::Stone,
        stone * 0.8,
    );
    let wall = if s > 0.0 { -7.0 } else { 7.0 };
    for i in 0..4 {
        let z = 8.0 + 6.0 * i as f32;
        let tall = p.range(4.5, 9.0);
        let (a, b) = (wall - s * 7.0, wall);
        w.block(
            v(a.min(b), 1.5, z),
            v(a.max(b), 1.5 + tall, z + 5.6),
            Skin::Facade,
            hex(p.pick(&[0x6a5c50, 0x5a6064, 0x746454])),
        );
    }
    let edge = if s > 0.0 { -3.4 } else { 4.2 };
    for z in [5.2, 11.5, 19.0] {
        post(w, spec, edge, 1.5, z);
        w.column(
            v(edge + s * 0.5, 1.5, z - 2.2),
            (0.2, 0.16),
            0.55,
            Skin::Plain,
            hex(0x2c2a28),
        );
    }
    boats(w, p, s);
    w.block(
        v(-60.0, -0.5, 42.0),
        v(60.0, 0.9, 46.0),
        Skin::Stone,
        stone * 0.5,
    );
    w.column(
        v(s * 17.0, 0.9, 43.0),
        (1.3, 0.9),
        9.0,
        Skin::Plain,
        hex(0xa8a498),
    );
    w.bulbs.push(Bulb {
        at: v(s * 17.0, 10.4, 43.0),
        colour: lamp(spec) * 1.3,
        reach: 18.0,
    });
    w.eye = v(s * 0.4, 3.4, 0.4);
    w.pitch = -0.19;
}

/// Moored hulls with masts.
fn boats(w: &mut World, p: &mut Rng, s: f32) {
    for i in 0..3 {
        let (x, z) = (s * p.range(3.5, 9.0), 13.0 + 6.5 * i as f32);
        let long = p.range(2.0, 3.4);
        let hull = hex(p.pick(&[0x3a2c26, 0x2c3a40, 0x4a3c30]));
        for (y, out) in [(0.0, -0.5), (0.26, -0.2), (0.5, 0.05), (0.72, 0.32)] {
            w.block(
                v(x - long - out, y - 0.3, z),
                v(x + long + out, y, z + 1.5),
                Skin::Plain,
                hull,
            );
        }
        w.block(
            v(x - long * 0.3, 0.7, z + 0.2),
            v(x + long * 0.25, 1.5, z + 1.3),
            Skin::Plain,
            hull * 1.4,
        );
        w.column(
            v(x, 0.7, z + 0.7),
            (0.08, 0.04),
            p.range(4.0, 7.0),
            Skin::Plain,
            hull,
        );
    }
}

/// Two rows of houses with lamps between them.
pub(crate) fn street(w: &mut World, spec: &Spec, p: &mut Rng) {
    w.floor = (Skin::Stone, hex(0x58544e));
    w.ridge = (0.16, false);
    let wide = p.range(3.0, 4.6);
    for s in [-1.0, 1.0] {
        let mut z = -3.0;
        while z < 46.0 {
            let (deep, tall) = (p.range(4.0, 8.0), p.range(5.0, 10.5));
            let set = wide + p.range(0.0, 0.9);
            let (a, b) = (s * set, s * (set + 8.0));
            let tone = hex(p.pick(&[0x7a6450, 0x6a6058, 0x5e6668, 0x80705c, 0x684c40]));
            w.block(
                v(a.min(b), 0.0, z),
                v(a.max(b), tall, z + deep),
                Skin::Facade,
                tone,
            );
            w.block(
                v(a.min(b) - 0.12, tall - 0.25, z),
                v(a.max(b) + 0.12, tall, z + deep),
                Skin::Plain,
                tone * 0.7,
            );
            z += deep + if p.chance(0.25) { 1.6 } else { 0.05 };
        }
        w.block(
            v((s * wide - 0.9 * s).min(s * wide), 0.0, -3.0),
            v((s * wide - 0.9 * s).max(s * wide), 0.14, 46.0),
            Skin::Stone,
            hex(0x6c6860),
        );
    }
    for (i, z) in [6.0, 13.0, 22.0, 33.0].into_iter().enumerate() {
        let s = if i % 2 == 0 { -1.0 } else { 1.0 };
        post(w, spec, s * (wide - 0.7), 0.14, z);
    }
    w.column(
        v(p.sign() * 9.0, 0.0, 48.0),
        (2.2, 1.8),
        17.0,
        Skin::Stone,
        hex(0x5c5850),
    );
    w.eye.y = 1.5;
    w.pitch = 0.07;
}
