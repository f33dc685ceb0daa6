//! Open country: forest, land and the cliff with its tower.

use crate::brief::Spec;
use crate::rng::Rng;
use crate::room::lamp;
use crate::solid::{Bulb, Skin, World};
use crate::vec::{hex, v};
use crate::words::Word;

/// Trunks to the horizon.
pub(crate) fn forest(w: &mut World, spec: &Spec, p: &mut Rng) {
    w.floor = (Skin::Earth, hex(0x3e4430));
    w.ridge = (0.22, true);
    w.air = w.air.max(0.035);
    for i in 0..46 {
        let z = 3.5 + 0.85 * i as f32 + p.range(0.0, 1.0);
        let x = p.sign() * (0.9 + p.range(0.0, 1.0) * (3.0 + z * 0.45));
        let r = p.range(0.13, 0.38);
        let high = p.range(9.0, 15.0);
        w.column(v(x, 0.0, z), (r, r * 0.6), high, Skin::Bark, hex(0x54463a));
        if spec.place == Word::Forest && i % 2 == 0 {
            for k in 0..2 {
                let y = p.range(4.0, 5.5) + 2.4 * k as f32;
                w.column(
                    v(x, y, z),
                    (p.range(1.2, 2.0), 0.1),
                    3.4,
                    Skin::Bark,
                    hex(0x34432f),
                );
            }
        }
    }
    w.block(
        v(-0.5, 0.0, 9.0),
        v(1.6, 0.34, 9.4),
        Skin::Bark,
        hex(0x4c4034),
    );
    w.pitch = 0.10;
}

/// Field, mountain or desert.
pub(crate) fn land(w: &mut World, spec: &Spec, p: &mut Rng) {
    let (soil, ridge) = match spec.place {
        Word::Desert => (hex(0xa08058), 0.10),
        Word::Mountain => (hex(0x5c5e54), 0.55),
        _ => (hex(0x59603c), 0.14),
    };
    w.floor = (Skin::Earth, soil);
    w.ridge = (ridge, true);
    for i in 0..9 {
        let z = 6.0 + 3.6 * i as f32;
        if spec.place == Word::Field {
            w.column(
                v(-2.6, 0.0, z * 0.6),
                (0.07, 0.06),
                1.1,
                Skin::Bark,
                hex(0x4e4438),
            );
        }
        let x = p.sign() * p.range(4.0, 9.0 + z * 0.4);
        let s = p.range(0.4, 1.5);
        w.block(
            v(x, 0.0, z),
            v(x + 2.0 * s, s, z + s),
            Skin::Stone,
            soil * 0.8,
        );
    }
    if spec.place == Word::Field {
        w.column(
            v(4.2, 0.0, 13.0),
            (0.34, 0.2),
            3.6,
            Skin::Bark,
            hex(0x3e342a),
        );
        w.column(
            v(4.2, 2.2, 13.0),
            (2.4, 1.3),
            2.6,
            Skin::Bark,
            hex(0x39452c),
        );
    }
    w.pitch = 0.05;
}

/// A lighthouse over the sea.
pub(crate) fn cliff(w: &mut World, spec: &Spec, p: &mut Rng) {
    w.floor = (Skin::Water, hex(0x2a3e48));
    w.ridge = (0.05, true);
    let s = p.sign();
    let rock = hex(0x5a564e);
    for i in 0..9 {
        let t = i as f32;
        let x = s * (2.0 + p.range(-1.0, 5.0));
        w.block(
            v(x - 3.4, -0.5, 9.0 + t),
            v(x + 3.4 - 0.2 * t, 0.8 + 0.36 * t, 11.5 + t),
            Skin::Stone,
            rock * p.range(0.7, 1.1),
        );
    }
    let (x, z) = (s * 3.6, 18.0);
    w.column(v(x, 2.6, z), (1.5, 0.95), 9.0, Skin::Plain, hex(0xc4beb0));
    w.column(v(x, 5.8, z), (1.26, 1.14), 1.5, Skin::Plain, hex(0x8a4034));
    w.column(
        v(x, 11.6, z),
        (1.35, 1.35),
        0.22,
        Skin::Plain,
        hex(0x2e3034),
    );
    w.column(
        v(x, 11.8, z),
        (0.62, 0.62),
        1.3,
        Skin::Glow,
        lamp(spec) * 2.4 + v(0.3, 0.3, 0.3),
    );
    w.column(v(x, 13.1, z), (0.95, 0.05), 0.9, Skin::Plain, hex(0x2e3034));
    w.bulbs.push(Bulb {
        at: v(x, 12.4, z - 0.7),
        colour: lamp(spec) * 1.4,
        reach: 16.0,
    });
    w.block(
        v(x - s * 2.7 - 1.2, 2.2, z - 1.0),
        v(x - s * 2.7 + 1.3, 4.7, z + 3.0),
        Skin::Facade,
        hex(0x9a9284),
    );
    w.eye.z = -7.0;
    w.pitch = 0.19;
}
