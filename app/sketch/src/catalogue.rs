//! The props that are known by name.

use crate::brief::Spec;
use crate::more;
use crate::rng::Rng;
use crate::things::{Form, Matter, Thing};
use crate::vec::{V3, hex, v};
use crate::words::Word;

pub(crate) fn matte(colour: V3) -> Matter {
    Matter {
        colour,
        gloss: 0.12,
        metal: false,
        glow: 0.0,
    }
}

pub(crate) fn metal(colour: V3) -> Matter {
    Matter {
        colour,
        gloss: 1.0,
        metal: true,
        glow: 0.0,
    }
}

pub(crate) fn hide(colour: V3) -> Matter {
    Matter {
        gloss: 0.4,
        ..matte(colour)
    }
}

/// Builds the prop the words name, or a form that only the name knows.
#[rustfmt::skip]
pub(crate) fn build(spec: &Spec) -> Thing {
    let mut r = Rng::new(spec.name);
    let said = spec.prop_colour;
    let brass = metal(said.unwrap_or(hex(0xa8803c)).mix(hex(0xa8803c), 0.4));
    let iron = metal(said.unwrap_or(hex(0x5c6066)).mix(hex(0x5c6066), 0.5));
    let wood = matte(said.unwrap_or(hex(0x6a4a30)));
    let mut t = Thing::new();
    match spec.prop {
        Some(Word::Lantern) => lantern(&mut t, brass, spec.lit),
        Some(Word::Letter | Word::Map | Word::Phone) => letter(&mut t, said, &mut r),
        Some(Word::Watch | Word::Ring) => watch(&mut t, metal(said.unwrap_or(hex(0xb08a48)))),
        Some(Word::Book) => book(&mut t, hide(said.unwrap_or(hex(r.pick(&[0x5a2c24, 0x2c4038, 0x2c3450, 0x4a3624])))), brass),
        Some(Word::Key) => keys(&mut t, iron, brass),
        Some(Word::Boat) => boat(&mut t, said.unwrap_or(hex(0x4a6660)), wood),
        Some(Word::Sword | Word::Knife) => sword(&mut t, spec.prop == Some(Word::Sword), iron, brass),
        Some(Word::Gun) => more::gun(&mut t, iron),
        Some(Word::Bottle | Word::Cup | Word::Flower) => more::bottle(&mut t, spec.prop, said, &mut r),
        Some(Word::Box | Word::Bag) => more::chest(&mut t, said.unwrap_or(hex(0x5e4028)), brass),
        Some(Word::Candlestick) => more::candle(&mut t, brass, spec.lit),
        Some(Word::Staff | Word::Umbrella) => more::staff(&mut t, wood, brass),
        Some(Word::Car | Word::Wheel) => more::car(&mut t, said.unwrap_or(hex(0x2c3438)), iron),
        Some(Word::Chair) => more::chair(&mut t, wood),
        Some(Word::Rope) => more::rope(&mut t, matte(said.unwrap_or(hex(0x9a8458)))),
        Some(Word::Mask) => more::mask(&mut t, matte(said.unwrap_or(hex(0xb8ac94)))),
        _ => more::turned(&mut t, &mut r, said),
    }
    t
}

#[rustfmt::skip]
fn lantern(t: &mut Thing, brass: Matter, lit: bool) {
    t.add(Form::Drum(0.40, 0.36, 0.10), v(0.0, 0.10, 0.0), brass);
    t.add(Form::Drum(0.30, 0.30, 0.06), v(0.0, 0.25, 0.0), brass);
    let glass = Matter { colour: if lit { hex(0xffc468) } else { hex(0x2c3a3c) }, gloss: 1.0, metal: false, glow: if lit { 0.85 } else { 0.0 } };
    t.add(Form::Ball(v(0.27, 0.40, 0.27)), v(0.0, 0.62, 0.0), glass);
    for i in 0..4 {
        let (s, c) = (0.4 + i as f32 * std::f32::consts::FRAC_PI_2).sin_cos();
        t.add(Form::Rod(v(0.0, 0.70, 0.0), 0.022), v(0.31 * c, 0.28, 0.31 * s), brass);
    }
    t.add(Form::Hoop(0.31, 0.018), v(0.0, 0.62, 0.0), brass);
    t.turned(Form::Hoop(0.31, 0.02), v(0.0, 0.48, 0.0), (0.0, std::f32::consts::FRAC_PI_2), brass);
    t.turned(Form::Hoop(0.31, 0.02), v(0.0, 0.80, 0.0), (0.0, std::f32::consts::FRAC_PI_2), brass);
    t.add(Form::Drum(0.38, 0.14, 0.13), v(0.0, 1.10, 0.0), brass);
    t.add(Form::Drum(0.14, 0.16, 0.08), v(0.0, 1.30, 0.0), brass);
    t.turned(Form::Hoop(0.30, 0.02), v(0.0, 1.45, 0.0), (0.3, 0.0), brass);
    t.mid = v(0.0, 0.85, 0.0);
    t.reach = 1.0;
    t.flame = lit.then(|| v(0.0, 0.62, 0.0));
}

#[rustfmt::skip]
fn letter(t: &mut Thing, said: Option<V3>, r: &mut Rng) {
    let paper = matte(said.unwrap_or(hex(0xc8b890)).mix(hex(0xd0c4a4), 0.5));
    let crease = matte(paper.colour * 0.55);
    t.add(Form::Slab(v(0.85, 0.018, 0.56), 0.012), v(0.0, 0.02, 0.0), paper);
    for (x, z) in [(0.84, 0.55), (-0.84, 0.55)] {
        t.add(Form::Rod(v(-x, 0.0, -z - 0.05), 0.007), v(x, 0.036, z), crease);
    }
    for (x, z) in [(0.84, -0.55), (-0.84, -0.55)] {
        t.add(Form::Rod(v(-x * 0.9, 0.0, 0.5), 0.004), v(x, 0.036, z), crease);
    }
    let wax = Matter { gloss: 0.9, ..matte(hex(0x8e1f1c)) };
    t.add(Form::Drum(0.15, 0.13, 0.025), v(0.0, 0.06, -0.03), wax);
    t.add(Form::Ball(v(0.08, 0.04, 0.06)), v(0.11, 0.05, 0.06), wax);
    t.turned(Form::Hoop(0.085, 0.014), v(0.0, 0.088, -0.03), (0.0, std::f32::consts::FRAC_PI_2), wax);
    t.turned(Form::Slab(v(0.6, 0.012, 0.42), 0.01), v(0.5, 0.0, 0.35), (r.range(0.3, 0.8), 0.0), matte(paper.colour * 0.8));
    t.mid = v(0.1, 0.05, 0.05);
    t.reach = 1.05;
}

#[rustfmt::skip]
fn watch(t: &mut Thing, case: Matter) {
    let flat = std::f32::consts::FRAC_PI_2;
    let ink = matte(hex(0x14100c));
    t.add(Form::Ball(v(0.56, 0.13, 0.56)), v(0.0, 0.10, 0.0), case);
    t.turned(Form::Hoop(0.53, 0.055), v(0.0, 0.17, 0.0), (0.0, flat), case);
    t.add(Form::Drum(0.50, 0.50, 0.02), v(0.0, 0.215, 0.0), matte(hex(0xd4c8a8)));
    for i in 0..12 {
        let (s, c) = (i as f32 * std::f32::consts::TAU / 12.0).sin_cos();
        let r = if i % 3 == 0 { 0.33 } else { 0.38 };
        t.add(Form::Rod(v(c * (0.43 - r), 0.0, s * (0.43 - r)), 0.014), v(c * r, 0.236, s * r), ink);
    }
    t.add(Form::Rod(v(0.17, 0.0, -0.13), 0.018), v(0.0, 0.25, 0.0), ink);
    t.add(Form::Rod(v(-0.12, 0.0, -0.30), 0.013), v(0.0, 0.26, 0.0), ink);
    t.add(Form::Rod(v(0.0, 0.0, 0.10), 0.06), v(0.0, 0.15, 0.56), case);
    t.turned(Form::Hoop(0.12, 0.026), v(0.0, 0.15, 0.80), (0.0, flat - 0.3), case);
    for i in 0..17 {
        let k = i as f32;
        let a = 1.45 - 0.115 * k;
        let at = v(a.cos() * 0.98, 0.05, a.sin() * 0.98) + v(0.03 * (k * 1.7).sin(), 0.0, 0.0);
        t.turned(Form::Hoop(0.055, 0.016), at, (a + k * 0.25, if i % 2 == 0 { flat } else { 0.4 }), case);
    }
    (t.mid, t.reach) = (v(0.12, 0.12, 0.12), 1.02);
}

#[rustfmt::skip]
fn book(t: &mut Thing, cover: Matter, brass: Matter) {
    let pages = matte(hex(0xbcae8c));
    t.add(Form::Slab(v(0.72, 0.025, 0.98), 0.02), v(0.0, 0.03, 0.0), cover);
    t.add(Form::Slab(v(0.68, 0.13, 0.93), 0.01), v(0.02, 0.18, 0.0), pages);
    for i in 0..5 {
        t.add(Form::Slab(v(0.685, 0.004, 0.935), 0.002), v(0.02, 0.08 + 0.05 * i as f32, 0.0), matte(pages.colour * 0.6));
    }
    t.add(Form::Slab(v(0.72, 0.025, 0.98), 0.02), v(0.0, 0.33, 0.0), cover);
    t.add(Form::Ball(v(0.07, 0.17, 0.98)), v(-0.70, 0.18, 0.0), cover);
    for z in [-0.55, 0.0, 0.55] {
        t.add(Form::Slab(v(0.06, 0.18, 0.03), 0.02), v(-0.73, 0.18, z), cover);
    }
    for (x, z) in [(0.64, 0.9), (0.64, -0.9)] {
        t.add(Form::Slab(v(0.10, 0.035, 0.10), 0.02), v(x, 0.33, z), brass);
    }
    t.add(Form::Slab(v(0.05, 0.17, 0.10), 0.02), v(0.71, 0.18, 0.0), brass);
    t.add(Form::Slab(v(0.34, 0.01, 0.22), 0.008), v(0.02, 0.355, 0.35), matte(hex(0xa89870)));
    t.mid = v(0.0, 0.2, 0.0);
    t.reach = 1.15;
}

#[rustfmt::skip]
fn keys(t: &mut Thing, iron: Matter, brass: Matter) {
    let flat = std::f32::consts::FRAC_PI_2;
    t.turned(Form::Hoop(0.42, 0.035), v(-0.25, 0.09, 0.0), (0.0, flat - 0.08), iron);
    for i in 0..5 {
        let a = -0.75 + 0.42 * i as f32;
        let m = if i == 2 { brass } else { iron };
        let dir = v(a.cos(), 0.0, a.sin());
        let from = v(-0.25, 0.06, 0.0) + dir * 0.45;
        let long = 0.55 + 0.12 * (i % 3) as f32;
        t.turned(Form::Hoop(0.12, 0.03), from + dir * 0.08, (0.0, flat), m);
        t.add(Form::Rod(dir * long, 0.032), from + dir * 0.2, m);
        let side = v(-dir.z, 0.0, dir.x);
        for k in 0..3 {
            let at = from + dir * (0.2 + long - 0.02 - 0.075 * k as f32);
            t.add(Form::Rod(side * (0.17 - 0.03 * k as f32), 0.022), at, m);
        }
        t.add(Form::Ball(v(0.05, 0.05, 0.05)), from + dir * 0.26, m);
    }
    t.mid = v(0.15, 0.06, 0.0);
    t.reach = 1.2;
}

#[rustfmt::skip]
fn boat(t: &mut Thing, paint: V3, wood: Matter) {
    t.add(Form::Hull(1.25, 0.42, 0.36), v(0.0, 0.02, 0.0), matte(paint));
    for x in [-0.6, 0.05, 0.65] {
        t.add(Form::Slab(v(0.09, 0.015, 0.33), 0.01), v(x, 0.30, 0.0), wood);
    }
    for s in [-1.0, 1.0] {
        t.add(Form::Rod(v(1.5, 0.12, s * 0.22), 0.018), v(-0.75, 0.37, s * 0.12), wood);
        t.add(Form::Ball(v(0.18, 0.02, 0.06)), v(0.85, 0.50, s * 0.36), wood);
    }
    t.mid = v(0.0, 0.25, 0.0);
    t.reach = 1.4;
}

#[rustfmt::skip]
fn sword(t: &mut Thing, long: bool, iron: Matter, brass: Matter) {
    let l = if long { 1.15 } else { 0.62 };
    t.add(Form::Slab(v(l * 0.5, 0.012, 0.052), 0.01), v(l * 0.5 - 0.2, 0.06, 0.0), metal(hex(0x9aa4ae)));
    t.add(Form::Rod(v(0.12, 0.0, 0.0), 0.02), v(l - 0.24, 0.06, 0.0), metal(hex(0x9aa4ae)));
    t.add(Form::Rod(v(0.0, 0.0, 0.44), 0.034), v(-0.22, 0.06, -0.22), brass);
    t.add(Form::Rod(v(-0.34, 0.0, 0.0), 0.042), v(-0.24, 0.06, 0.0), hide(hex(0x3a2418)));
    t.add(Form::Ball(v(0.075, 0.06, 0.075)), v(-0.64, 0.06, 0.0), iron);
    t.mid = v(if long { 0.2 } else { 0.0 }, 0.06, 0.0);
    t.reach = if long { 1.05 } else { 0.75 };
}
