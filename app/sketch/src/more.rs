//! More props: arms, vessels, furniture, and forms for things without a known shape.

use crate::catalogue::{hide, matte};
use crate::rng::Rng;
use crate::things::{Form, Matter, Thing};
use crate::vec::{V3, hex, smooth, v};
use crate::words::Word;

#[rustfmt::skip]
pub(crate) fn gun(t: &mut Thing, iron: Matter) {
    let y = 0.09;
    t.add(Form::Rod(v(0.85, 0.0, 0.0), 0.05), v(0.0, y, -0.06), iron);
    t.add(Form::Slab(v(0.24, 0.07, 0.10), 0.03), v(-0.08, y, 0.0), iron);
    t.turned(Form::Drum(0.115, 0.115, 0.13), v(0.03, y, 0.0), (std::f32::consts::FRAC_PI_2, std::f32::consts::FRAC_PI_2), iron);
    t.add(Form::Rod(v(-0.20, 0.0, 0.42), 0.075), v(-0.28, y, 0.04), hide(hex(0x4a2e1c)));
    t.turned(Form::Hoop(0.10, 0.016), v(-0.10, y, 0.17), (0.0, std::f32::consts::FRAC_PI_2), iron);
    t.add(Form::Rod(v(-0.08, 0.0, -0.1), 0.03), v(-0.3, y, -0.04), iron);
    t.mid = v(0.1, 0.08, 0.12);
    t.reach = 0.95;
}

#[rustfmt::skip]
pub(crate) fn bottle(t: &mut Thing, kind: Option<Word>, said: Option<V3>, r: &mut Rng) {
    let glass = Matter { gloss: 1.0, ..matte(said.unwrap_or(hex(r.pick(&[0x24402e, 0x3a2c1c, 0x2c3c48])))) };
    if kind == Some(Word::Cup) {
        t.add(Form::Drum(0.30, 0.42, 0.36), v(0.0, 0.38, 0.0), Matter { colour: said.unwrap_or(hex(0xa8a090)), ..glass });
        t.add(Form::Drum(0.37, 0.37, 0.01), v(0.0, 0.745, 0.0), matte(hex(0x2a1a10)));
        t.add(Form::Hoop(0.20, 0.045), v(0.48, 0.40, 0.0), Matter { colour: said.unwrap_or(hex(0xa8a090)), ..glass });
        (t.mid, t.reach) = (v(0.08, 0.38, 0.0), 0.8);
        return;
    }
    t.add(Form::Drum(0.30, 0.30, 0.42), v(0.0, 0.43, 0.0), glass);
    t.add(Form::Ball(v(0.30, 0.24, 0.30)), v(0.0, 0.86, 0.0), glass);
    t.add(Form::Drum(0.11, 0.085, 0.22), v(0.0, 1.22, 0.0), glass);
    t.add(Form::Drum(0.11, 0.11, 0.03), v(0.0, 1.40, 0.0), glass);
    t.add(Form::Drum(0.306, 0.306, 0.20), v(0.0, 0.45, 0.0), matte(hex(0xb8a880)));
    if kind == Some(Word::Flower) {
        for i in 0..7 {
            let (s, c) = (i as f32 * 0.9).sin_cos();
            t.add(Form::Rod(v(0.35 * s, 0.55, 0.35 * c), 0.015), v(0.0, 1.4, 0.0), matte(hex(0x3a5030)));
            t.add(Form::Ball(v(0.14, 0.12, 0.14)), v(0.36 * s, 1.98, 0.36 * c), matte(said.unwrap_or(hex(0x9a2c38))));
        }
    }
    (t.mid, t.reach) = (v(0.0, if kind == Some(Word::Flower) { 1.05 } else { 0.72 }, 0.0), 0.95);
}

#[rustfmt::skip]
pub(crate) fn chest(t: &mut Thing, colour: V3, brass: Matter) {
    let body = hide(colour);
    t.add(Form::Slab(v(0.80, 0.34, 0.52), 0.03), v(0.0, 0.35, 0.0), body);
    t.add(Form::Ball(v(0.82, 0.24, 0.54)), v(0.0, 0.70, 0.0), body);
    for x in [-0.55, 0.55] {
        t.add(Form::Slab(v(0.05, 0.36, 0.55), 0.02), v(x, 0.36, 0.0), matte(colour * 0.45));
    }
    t.add(Form::Slab(v(0.82, 0.03, 0.55), 0.01), v(0.0, 0.68, 0.0), brass);
    t.add(Form::Slab(v(0.10, 0.12, 0.05), 0.02), v(0.0, 0.60, -0.53), brass);
    (t.mid, t.reach) = (v(0.0, 0.48, 0.0), 1.1);
}

#[rustfmt::skip]
pub(crate) fn candle(t: &mut Thing, brass: Matter, lit: bool) {
    t.add(Form::Drum(0.45, 0.36, 0.04), v(0.0, 0.05, 0.0), brass);
    t.add(Form::Drum(0.08, 0.06, 0.32), v(0.0, 0.38, 0.0), brass);
    t.add(Form::Ball(v(0.14, 0.09, 0.14)), v(0.0, 0.34, 0.0), brass);
    t.add(Form::Drum(0.10, 0.16, 0.06), v(0.0, 0.74, 0.0), brass);
    t.add(Form::Drum(0.09, 0.085, 0.26), v(0.0, 1.02, 0.0), Matter { gloss: 0.5, ..matte(hex(0xd0c4a4)) });
    if lit {
        t.add(Form::Ball(v(0.045, 0.12, 0.045)), v(0.0, 1.42, 0.0), Matter { colour: hex(0xffd890), gloss: 0.0, metal: false, glow: 1.5 });
        t.flame = Some(v(0.0, 1.42, 0.0));
    }
    (t.mid, t.reach) = (v(0.0, 0.78, 0.0), 0.95);
}

#[rustfmt::skip]
pub(crate) fn staff(t: &mut Thing, wood: Matter, brass: Matter) {
    t.add(Form::Rod(v(2.1, 0.0, 0.15), 0.035), v(-1.05, 0.06, 0.0), wood);
    t.add(Form::Ball(v(0.08, 0.07, 0.07)), v(-1.08, 0.07, 0.0), brass);
    t.add(Form::Rod(v(0.16, 0.0, 0.012), 0.045), v(0.92, 0.06, 0.14), brass);
    (t.mid, t.reach) = (v(0.0, 0.06, 0.07), 1.25);
}

#[rustfmt::skip]
pub(crate) fn car(t: &mut Thing, colour: V3, iron: Matter) {
    let body = Matter { gloss: 0.9, ..matte(colour) };
    let tyre = matte(hex(0x1a1a1c));
    t.add(Form::Slab(v(0.95, 0.16, 0.36), 0.08), v(0.0, 0.36, 0.0), body);
    t.add(Form::Slab(v(0.42, 0.20, 0.31), 0.10), v(0.18, 0.64, 0.0), Matter { colour: hex(0x1c242a), ..body });
    t.add(Form::Slab(v(0.40, 0.05, 0.33), 0.05), v(0.18, 0.83, 0.0), body);
    for (x, z) in [(-0.58, -0.36), (-0.58, 0.36), (0.58, -0.36), (0.58, 0.36)] {
        t.add(Form::Hoop(0.15, 0.07), v(x, 0.22, z), tyre);
        t.turned(Form::Drum(0.11, 0.11, 0.04), v(x, 0.22, z), (0.0, std::f32::consts::FRAC_PI_2), iron);
        t.add(Form::Ball(v(0.30, 0.10, 0.09)), v(x, 0.42, z), body);
    }
    for z in [-0.24, 0.24] {
        t.add(Form::Ball(v(0.06, 0.09, 0.09)), v(-0.95, 0.42, z), Matter { colour: hex(0xffe0a8), gloss: 1.0, metal: false, glow: 0.8 });
    }
    (t.mid, t.reach) = (v(0.0, 0.45, 0.0), 1.15);
}

#[rustfmt::skip]
pub(crate) fn chair(t: &mut Thing, wood: Matter) {
    t.add(Form::Slab(v(0.40, 0.04, 0.38), 0.02), v(0.0, 0.72, 0.0), wood);
    for (x, z) in [(-0.34, -0.32), (0.34, -0.32), (-0.34, 0.32), (0.34, 0.32)] {
        t.add(Form::Rod(v(-x * 0.06, if z > 0.0 { 1.5 } else { 0.68 }, 0.02), 0.035), v(x, 0.03, z), wood);
    }
    for y in [0.98, 1.22, 1.46] {
        t.add(Form::Slab(v(0.33, 0.06, 0.02), 0.015), v(0.0, y, 0.34), wood);
    }
    (t.mid, t.reach) = (v(0.0, 0.8, 0.0), 1.05);
}

#[rustfmt::skip]
pub(crate) fn rope(t: &mut Thing, hemp: Matter) {
    for i in 0..6 {
        let (k, s) = (i as f32, (i as f32 * 2.1).sin());
        t.turned(Form::Hoop(0.58 - 0.03 * s, 0.062), v(0.03 * s, 0.07 + 0.095 * k, 0.02), (k, std::f32::consts::FRAC_PI_2 + 0.04 * s), hemp);
    }
    t.add(Form::Rod(v(0.55, -0.04, -0.25), 0.06), v(0.55, 0.10, -0.1), hemp);
    (t.mid, t.reach) = (v(0.1, 0.28, 0.0), 1.1);
}

#[rustfmt::skip]
pub(crate) fn mask(t: &mut Thing, bone: Matter) {
    let dark = matte(hex(0x120e0c));
    t.add(Form::Ball(v(0.46, 0.44, 0.50)), v(0.0, 0.72, 0.0), bone);
    t.add(Form::Slab(v(0.24, 0.20, 0.20), 0.12), v(0.0, 0.28, -0.22), bone);
    for s in [-1.0, 1.0] {
        t.add(Form::Ball(v(0.12, 0.11, 0.08)), v(s * 0.18, 0.66, -0.44), dark);
        t.add(Form::Ball(v(0.11, 0.08, 0.10)), v(s * 0.27, 0.48, -0.34), bone);
    }
    t.add(Form::Ball(v(0.05, 0.08, 0.05)), v(0.0, 0.48, -0.44), dark);
    t.add(Form::Slab(v(0.16, 0.008, 0.02), 0.004), v(0.0, 0.25, -0.42), dark);
    (t.mid, t.reach) = (v(0.0, 0.58, 0.0), 0.85);
}

/// A turned vessel or figure whose profile only the name knows.
pub(crate) fn turned(t: &mut Thing, r: &mut Rng, said: Option<V3>) {
    let colour = said.unwrap_or(hex(
        r.pick(&[0x6a4a30, 0x5a6a64, 0x7a5a3c, 0x6c6460, 0x4a4038])
    ));
    let body = Matter {
        gloss: r.range(0.2, 0.9),
        metal: r.chance(0.4),
        ..matte(colour)
    };
    let mut y = 0.0;
    let mut radius = r.range(0.3, 0.5);
    for i in 0..4 {
        let (h, next) = (r.range(0.10, 0.26), r.range(0.14, 0.5));
        match r.below(3) {
            0 => t.add(
                Form::Ball(v(radius, h * 1.25, radius)),
                v(0.0, y + h, 0.0),
                body,
            ),
            1 => t.add(
                Form::Slab(v(radius * 0.8, h, radius * 0.7), 0.05),
                v(0.0, y + h, 0.0),
                body,
            ),
            _ => t.add(Form::Drum(radius, next, h), v(0.0, y + h, 0.0), body),
        }
        let trim = Matter {
            colour: colour.mix(hex(0xb08a48), 0.6),
            ..body
        };
        t.turned(
            Form::Hoop(next * 0.95, 0.03),
            v(0.0, y + 2.0 * h, 0.0),
            (0.0, std::f32::consts::FRAC_PI_2),
            trim,
        );
        y += 2.0 * h - 0.02 * smooth(0.0, 3.0, i as f32);
        radius = next;
    }
    (t.mid, t.reach) = (v(0.0, y * 0.5, 0.0), (y * 0.62).max(0.75));
}
