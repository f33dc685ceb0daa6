//! Arms: sleeves, tears and hands.

use crate::cast::Person;
use crate::figure::{Arm, Pose};
use crate::form::{Body, Stuff};
use crate::hold;
use crate::rng::Rng;
use crate::shape::{P, tube};
use crate::vec::{V3, hex};
use crate::words::Word;

/// Paints one arm with what it holds.
pub(crate) fn paint(b: &mut Body<'_>, p: &Person, pose: &Pose, arm: &Arm) {
    let cloaked = p.garment == Word::Cloak;
    if cloaked && arm.held.is_none() {
        return;
    }
    let g = pose.g * if p.woman { 0.86 } else { 1.0 };
    let (s, e, w) = (arm.shoulder, arm.elbow, arm.wrist);
    let colour = match p.garment {
        Word::Shirt | Word::Apron => p.under,
        Word::Armour => p.cloth.mix(hex(0x70767c), 0.5),
        Word::Gown => p.skin,
        _ => p.cloth,
    };
    let full = if matches!(p.garment, Word::Coat | Word::Cloak) {
        1.15
    } else if p.garment == Word::Gown {
        0.72
    } else {
        1.0
    };
    let g = g * full;
    let lie = (e.0 - s.0).atan2(e.1 - s.1);
    let cloth = if p.garment == Word::Gown {
        Stuff::plain(colour, 0.2)
    } else {
        Stuff::cloth(colour, 0.42).folds(0.05, lie + 0.95)
    };
    if !arm.hidden {
        hand(b, p, arm, pose.k);
    }
    let at = |t: f32, a: P, z: P| (a.0 + (z.0 - a.0) * t, a.1 + (z.1 - a.1) * t);
    let (m, n) = (at(0.55, s, e), at(0.5, e, w));
    let out = (s.0 - pose.chest.0).signum();
    let knots = if cloaked {
        vec![
            (e.0, e.1, 0.24 * g),
            (n.0, n.1, 0.22 * g),
            (w.0, w.1, 0.19 * g),
        ]
    } else {
        vec![
            (s.0 - out * 0.05, s.1 + 0.07, 0.17 * g),
            (at(0.2, s, e).0, at(0.2, s, e).1, 0.225 * g),
            (m.0, m.1, 0.215 * g),
            (e.0, e.1, 0.20 * g),
            (n.0, n.1, 0.19 * g),
            (w.0, w.1, 0.145 * g),
        ]
    };
    let long = ((e.0 - s.0).powi(2) + (e.1 - s.1).powi(2)).sqrt().max(0.1);
    let way = ((e.0 - s.0) / long, (e.1 - s.1) / long);
    let grows = (!cloaked).then_some((s, way));
    b.part(
        &tube(&knots),
        Stuff {
            grows,
            ..cloth.cast(0.5)
        },
    );
    if b.wear.torn > 0.0 {
        rip(b, p, m, e, g);
    }
}

/// A ragged tear at the elbow, the lining or skin showing.
fn rip(b: &mut Body<'_>, p: &Person, from: P, to: P, g: f32) {
    let mut r = Rng::new(p.salt ^ (from.0 * 1000.0) as i64 as u64);
    let c = ((from.0 + to.0) * 0.5, (from.1 + to.1) * 0.5 + 0.1);
    let ragged: Vec<P> = (0..14)
        .map(|i| {
            let (s, k) = (i as f32 / 14.0 * std::f32::consts::TAU).sin_cos();
            let q = if i % 2 == 0 { 1.0 } else { r.range(0.35, 0.7) };
            (c.0 + k * 0.13 * g * q, c.1 + s * 0.30 * q)
        })
        .collect();
    b.part(
        &ragged,
        Stuff::plain(p.skin.mix(p.under, 0.3), 0.1).cast(0.8),
    );
}

fn hand(b: &mut Body<'_>, p: &Person, arm: &Arm, k: f32) {
    let gloved = V3::mix(
        p.skin,
        hex(0x2a201c),
        if p.garment == Word::Armour { 0.9 } else { 0.0 },
    );
    let skin = Stuff {
        soil: 0.5,
        ..Stuff::plain(gloved, 0.14)
    };
    let (sin, cos) = arm.hand.sin_cos();
    let z = 0.9 * k + 0.1;
    let go = |f: f32, a: f32| {
        (
            arm.wrist.0 + (sin * f + cos * a) * z,
            arm.wrist.1 + (cos * f - sin * a) * z,
        )
    };
    let inward = -(arm.shoulder.0 - arm.elbow.0).signum() * -1.0;
    let (p0, p1, p2) = (
        go(-0.05, 0.0),
        go(0.2, 0.0),
        go(if arm.held.is_some() { 0.34 } else { 0.52 }, 0.03 * inward),
    );
    if let Some(word) = arm.held {
        hold::paint(b, p, word, go(0.26, 0.0), arm.hand);
    }
    b.part(
        &tube(&[
            (p0.0, p0.1, 0.10 * z),
            (p1.0, p1.1, 0.135 * z),
            (p2.0, p2.1, 0.085 * z),
        ]),
        skin,
    );
    let (t0, t1) = (go(0.12, 0.08 * inward), go(0.34, 0.15 * inward));
    b.part(
        &tube(&[(t0.0, t0.1, 0.06 * z), (t1.0, t1.1, 0.042 * z)]),
        skin.cast(0.3),
    );
}
