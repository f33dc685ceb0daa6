//! Places: builds the world a location's words describe and frames it.

use crate::brief::{Hour, Spec};
use crate::canvas::Canvas;
use crate::light::Rig;
use crate::reference::Guide;
use crate::rng::Rng;
use crate::solid::{Bulb, Skin, Window, World};
use crate::vec::{V3, hex, v};
use crate::words::Word;

/// Paints a location.
pub(crate) fn paint(c: &mut Canvas, spec: &Spec, guide: Option<&Guide>, r: &mut Rng) {
    let rig = Rig::new(spec, r);
    if let Some(guide) = guide
        && guide.setting(c, &rig, spec, r)
    {
        return;
    }
    let mut w = world(spec, r);
    let sway = if w.room.is_some() { 0.9 } else { 1.3 };
    w.eye += v(r.range(-sway, sway), r.range(-0.25, 0.5), r.range(-0.4, 0.6));
    w.yaw += r.range(-0.24, 0.24) - w.eye.x * 0.05;
    w.pitch += r.range(-0.03, 0.05);
    w.zoom = r.range(0.92, 1.18);
    w.render(c);
}

fn world(spec: &Spec, r: &mut Rng) -> World {
    // The layout follows the name alone; only the camera and the sun follow the seed.
    let mut plan = Rng::new(spec.name);
    let side = if r.chance(0.8) { 1.0 } else { -1.0 } * if spec.name & 1 == 0 { 1.0 } else { -1.0 };
    let high = match spec.hour {
        Hour::Sunset | Hour::Dawn => r.range(0.16, 0.28),
        _ => r.range(0.45, 0.8),
    };
    let sun = v(side * r.range(0.5, 0.9), high, r.range(0.2, 0.8));
    let mut w = World::new(spec, sun, spec.name as u32);
    let dim = match spec.hour {
        Hour::Night => 0.35,
        Hour::Candle | Hour::Fire => 0.10,
        Hour::Fog => 0.4,
        _ => 1.6,
    };
    w.sunlight = w.sunlight * dim;
    match spec.place {
        Word::Harbour | Word::Sea | Word::Ship => harbour(&mut w, spec, &mut plan),
        Word::Street | Word::Station | Word::Bridge | Word::Roof | Word::Ruin => street(&mut w, spec, &mut plan),
        Word::Forest | Word::Garden => forest(&mut w, spec, &mut plan),
        Word::Field | Word::Mountain | Word::Desert => land(&mut w, spec, &mut plan),
        Word::Tower if spec.inside => lamp_room(&mut w, spec),
        Word::Tower => cliff(&mut w, spec, &mut plan),
        _ => interior(&mut w, spec, &mut plan),
    }
    w
}

/// After dark lamps burn; by day they hardly count.
fn lamp(spec: &Spec) -> V3 {
    let k = match spec.hour {
        Hour::Day | Hour::Snow | Hour::Dawn => 0.25,
        Hour::Fog | Hour::Sunset => 0.7,
        _ => 1.3,
    };
    let k = if spec.lit { k } else { 0.05 };
    v(1.6, 0.82, 0.32) * k
}

fn post(w: &mut World, spec: &Spec, x: f32, y: f32, z: f32) {
    let iron = hex(0x23262a);
    w.column(v(x, y, z), (0.09, 0.05), 3.3, Skin::Plain, iron);
    w.column(v(x, y + 3.3, z), (0.13, 0.19), 0.42, Skin::Glow, lamp(spec) * 2.6);
    w.column(v(x, y + 3.72, z), (0.24, 0.03), 0.22, Skin::Plain, iron);
    w.bulbs.push(Bulb { at: v(x, y + 3.5, z), colour: lamp(spec), reach: 6.0 });
}

fn harbour(w: &mut World, spec: &Spec, p: &mut Rng) {
    w.floor = (Skin::Water, hex(0x22343c));
    w.ridge = (0.07, true);
    let stone = hex(0x6e6a62);
    let s = p.sign();
    for i in 0..9 {
        let (y, z) = (1.1 - 0.17 * i as f32, 3.2 + 0.62 * i as f32);
        w.block(v(s * 0.4 - 3.0, -0.6, z), v(s * 0.4 + 3.0, y, z + 0.62), Skin::Stone, stone);
    }
    w.block(v(-14.0, -0.6, -4.0), v(14.0, 1.1, 3.2), Skin::Stone, stone * 0.9);
    let (near, far) = if s > 0.0 { (-16.0, -2.6) } else { (3.4, 16.0) };
    w.block(v(near, -0.6, 3.2), v(far, 1.5, 26.0), Skin::Stone, stone * 0.8);
    let wall = if s > 0.0 { -7.0 } else { 7.0 };
    for i in 0..4 {
        let z = 8.0 + 6.0 * i as f32;
        let tall = p.range(4.5, 9.0);
        let (a, b) = (wall - s * 7.0, wall);
        w.block(v(a.min(b), 1.5, z), v(a.max(b), 1.5 + tall, z + 5.6), Skin::Facade, hex(p.pick(&[0x6a5c50, 0x5a6064, 0x746454])));
    }
    let edge = if s > 0.0 { -3.4 } else { 4.2 };
    for z in [5.2, 11.5, 19.0] {
        post(w, spec, edge, 1.5, z);
        w.column(v(edge + s * 0.5, 1.5, z - 2.2), (0.2, 0.16), 0.55, Skin::Plain, hex(0x2c2a28));
    }
    boats(w, p, s);
    w.block(v(-60.0, -0.5, 42.0), v(60.0, 0.9, 46.0), Skin::Stone, stone * 0.5);
    w.column(v(s * 17.0, 0.9, 43.0), (1.3, 0.9), 9.0, Skin::Plain, hex(0xa8a498));
    w.bulbs.push(Bulb { at: v(s * 17.0, 10.4, 43.0), colour: lamp(spec) * 1.3, reach: 18.0 });
    w.eye = v(s * 0.4, 3.1, -1.6);
    w.pitch = -0.10;
}

/// Moored hulls with masts.
fn boats(w: &mut World, p: &mut Rng, s: f32) {
    for i in 0..3 {
        let (x, z) = (s * p.range(3.5, 9.0), 13.0 + 6.5 * i as f32);
        let long = p.range(2.0, 3.4);
        let hull = hex(p.pick(&[0x3a2c26, 0x2c3a40, 0x4a3c30]));
        w.block(v(x - long, -0.2, z), v(x + long, 0.7, z + 1.5), Skin::Plank, hull);
        w.block(v(x - long * 0.3, 0.7, z + 0.2), v(x + long * 0.25, 1.5, z + 1.3), Skin::Plain, hull * 1.4);
        w.column(v(x, 0.7, z + 0.7), (0.08, 0.04), p.range(4.0, 7.0), Skin::Plain, hull);
    }
}

fn street(w: &mut World, spec: &Spec, p: &mut Rng) {
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
            w.block(v(a.min(b), 0.0, z), v(a.max(b), tall, z + deep), Skin::Facade, tone);
            w.block(v(a.min(b) - 0.12, tall - 0.25, z), v(a.max(b) + 0.12, tall, z + deep), Skin::Plain, tone * 0.7);
            z += deep + if p.chance(0.25) { 1.6 } else { 0.05 };
        }
        w.block(v((s * wide - 0.9 * s).min(s * wide), 0.0, -3.0), v((s * wide - 0.9 * s).max(s * wide), 0.14, 46.0), Skin::Stone, hex(0x6c6860));
    }
    for (i, z) in [6.0, 13.0, 22.0, 33.0].into_iter().enumerate() {
        let s = if i % 2 == 0 { -1.0 } else { 1.0 };
        post(w, spec, s * (wide - 0.7), 0.14, z);
    }
    w.column(v(p.sign() * 9.0, 0.0, 48.0), (2.2, 1.8), 17.0, Skin::Stone, hex(0x5c5850));
    w.eye.y = 1.5;
    w.pitch = 0.07;
}

fn forest(w: &mut World, spec: &Spec, p: &mut Rng) {
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
                w.column(v(x, y, z), (p.range(1.2, 2.0), 0.1), 3.4, Skin::Bark, hex(0x34432f));
            }
        }
    }
    w.block(v(-0.5, 0.0, 9.0), v(1.6, 0.34, 9.4), Skin::Bark, hex(0x4c4034));
    w.pitch = 0.10;
}

fn land(w: &mut World, spec: &Spec, p: &mut Rng) {
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
            w.column(v(-2.6, 0.0, z * 0.6), (0.07, 0.06), 1.1, Skin::Bark, hex(0x4e4438));
        }
        let x = p.sign() * p.range(4.0, 9.0 + z * 0.4);
        let s = p.range(0.4, 1.5);
        w.block(v(x, 0.0, z), v(x + 2.0 * s, s, z + s), Skin::Stone, soil * 0.8);
    }
    if spec.place == Word::Field {
        w.column(v(4.2, 0.0, 13.0), (0.34, 0.2), 3.6, Skin::Bark, hex(0x3e342a));
        w.column(v(4.2, 2.2, 13.0), (2.4, 1.3), 2.6, Skin::Bark, hex(0x39452c));
    }
    w.pitch = 0.05;
}

fn cliff(w: &mut World, spec: &Spec, p: &mut Rng) {
    w.floor = (Skin::Water, hex(0x2a3e48));
    w.ridge = (0.05, true);
    let s = p.sign();
    let rock = hex(0x5a564e);
    for i in 0..9 {
        let t = i as f32;
        let x = s * (2.0 + p.range(-1.0, 5.0));
        w.block(v(x - 3.4, -0.5, 9.0 + t), v(x + 3.4 - 0.2 * t, 0.8 + 0.36 * t, 11.5 + t), Skin::Stone, rock * p.range(0.7, 1.1));
    }
    let (x, z) = (s * 3.6, 18.0);
    w.column(v(x, 2.6, z), (1.5, 0.95), 9.0, Skin::Plain, hex(0xc4beb0));
    w.column(v(x, 5.8, z), (1.26, 1.14), 1.5, Skin::Plain, hex(0x8a4034));
    w.column(v(x, 11.6, z), (1.35, 1.35), 0.22, Skin::Plain, hex(0x2e3034));
    w.column(v(x, 11.8, z), (0.62, 0.62), 1.3, Skin::Glow, lamp(spec) * 2.4 + v(0.3, 0.3, 0.3));
    w.column(v(x, 13.1, z), (0.95, 0.05), 0.9, Skin::Plain, hex(0x2e3034));
    w.bulbs.push(Bulb { at: v(x, 12.4, z - 0.7), colour: lamp(spec) * 1.4, reach: 16.0 });
    w.block(v(x - s * 6.5 - 1.5, 2.2, z), v(x - s * 6.5 + 1.6, 4.6, z + 4.0), Skin::Facade, hex(0x9a9284));
    w.pitch = 0.20;
}

fn lamp_room(w: &mut World, spec: &Spec) {
    w.room = Some((v(-4.2, 0.0, -2.0), v(4.2, 4.4, 8.6)));
    w.wall = (Skin::Panel, hex(0x50605e));
    w.floor = (Skin::Plank, hex(0x4e4436));
    w.ridge = (0.02, true);
    for i in 0..3 {
        let x = -4.0 + 2.75 * i as f32;
        w.windows.push(Window { side: false, at: 8.6, lo: (x, 1.0), hi: (x + 2.5, 3.7) });
        for at in [-4.2, 4.2] {
            w.windows.push(Window { side: true, at, lo: (0.2 + 2.8 * i as f32, 1.0), hi: (2.7 + 2.8 * i as f32, 3.7) });
        }
    }
    let brass = hex(0x8a6c3c);
    w.column(v(0.0, 0.0, 5.2), (1.1, 0.9), 0.9, Skin::Panel, hex(0x3c4444));
    w.column(v(0.0, 0.9, 5.2), (0.95, 0.95), 0.14, Skin::Plain, brass);
    w.column(v(0.0, 1.04, 5.2), (0.42, 0.60), 0.8, Skin::Glow, lamp(spec) * 1.6 + hex(0x504838));
    w.column(v(0.0, 1.84, 5.2), (0.60, 0.42), 0.8, Skin::Glow, lamp(spec) * 1.6 + hex(0x504838));
    w.column(v(0.0, 2.64, 5.2), (0.8, 0.2), 0.5, Skin::Plain, brass);
    for (x, z) in [(-0.9, 4.3), (0.9, 4.3), (-0.9, 6.1), (0.9, 6.1)] {
        w.column(v(x, 0.9, z), (0.05, 0.05), 1.8, Skin::Plain, brass);
    }
    w.bulbs.push(Bulb { at: v(0.0, 1.85, 4.4), colour: lamp(spec) * 1.2, reach: 3.4 });
    w.pitch = -0.02;
    w.eye.y = 1.7;
}

/// Size, walls and furniture of the indoor places.
fn interior(w: &mut World, spec: &Spec, p: &mut Rng) {
    let (half, high, deep) = match spec.place {
        Word::Hall | Word::Library | Word::Stairs => (5.2, 6.4, 15.0),
        Word::Church => (4.6, 9.0, 22.0),
        Word::Corridor => (1.5, 3.0, 18.0),
        Word::Cellar => (3.4, 2.7, 9.0),
        _ => (3.2 + p.range(0.0, 0.6), 3.0 + p.range(0.0, 0.4), 7.2 + p.range(0.0, 1.2)),
    };
    let skin = match spec.place {
        Word::Church | Word::Cellar | Word::Stairs => Skin::Stone,
        Word::Library => Skin::Shelf,
        _ => p.pick(&[Skin::Panel, Skin::Panel, Skin::Plain]),
    };
    w.room = Some((v(-half, 0.0, -2.5), v(half, high, deep)));
    w.wall = (skin, hex(p.pick(&[0x8a7c66, 0x6e7a74, 0x84786e, 0x7a6a58, 0x66707a])));
    let stone = matches!(spec.place, Word::Church | Word::Cellar | Word::Hall | Word::Stairs);
    w.floor = if stone { (Skin::Stone, hex(0x6a645a)) } else { (Skin::Plank, hex(p.pick(&[0x5e4630, 0x6c523a, 0x4c3c30]))) };
    windows(w, spec, half, high, deep);
    crate::furnish::place(w, spec, p, (half, high, deep), lamp(spec));
    w.eye = v(0.0, (high * 0.45).min(1.7), -1.9);
    w.pitch = if high > 4.0 { 0.10 } else { -0.05 };
}

fn windows(w: &mut World, spec: &Spec, half: f32, high: f32, deep: f32) {
    let s = w.sun.x.signum();
    let (sill, top) = if high > 4.0 { (high * 0.32, high * 0.86) } else { (1.0, high - 0.6) };
    if spec.place != Word::Cellar {
        let n = ((deep - 1.0) / 3.2) as usize;
        for i in 0..n.max(1) {
            let z = 1.2 + (deep - 1.4) * i as f32 / n.max(1) as f32;
            w.windows.push(Window { side: true, at: s * half, lo: (z, sill), hi: (z + 1.45, top) });
        }
    }
    let m = if spec.place == Word::Church { half * 0.45 } else { 0.75 };
    if !matches!(spec.place, Word::Library | Word::Cellar) {
        let off = if spec.place == Word::Church || spec.place == Word::Corridor { 0.0 } else { -s * half * 0.3 };
        w.windows.push(Window { side: false, at: deep, lo: (off - m, sill), hi: (off + m, top) });
    }
}
