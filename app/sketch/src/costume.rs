//! Dresses a posed figure: legs, garment, sleeves, hands, scarf.

use crate::brief::Person;
use crate::figure::{Arm, Pose};
use crate::form::{Body, Stuff};
use crate::rng::{Rng, noise};
use crate::shape::{P, blob, ellipse, tube};
use crate::vec::{V3, hex};
use crate::words::Word;
use crate::{head, hold};

/// Paints the whole person, back to front.
pub(crate) fn paint(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    b.salt = p.salt as u32;
    if p.garment == Word::Cloak {
        cloak_back(b, p, pose);
    }
    head::back(b, p, pose);
    legs(b, p, pose);
    garment(b, p, pose);
    neck(b, p, pose);
    head::front(b, p, pose);
    if p.garment == Word::Cloak {
        cloak_front(b, p, pose);
    }
    for arm in &pose.arms {
        sleeve(b, p, pose, arm);
    }
}

fn y(pose: &Pose, at: f32) -> f32 {
    1.0 + at * pose.k
}

fn legs(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let g = pose.g;
    let colour = if p.garment == Word::Armour { p.cloth } else { (p.cloth * 0.45).mix(p.under * 0.3, 0.4) };
    for [hip, knee, ankle] in pose.legs {
        let leg = tube(&[
            (hip.0, hip.1 - 0.2, 0.33 * g),
            (hip.0.mix(knee.0), hip.1.mix(knee.1), 0.285 * g),
            (knee.0, knee.1, 0.215 * g),
            (knee.0.mix(ankle.0) + 0.01, knee.1.mix(ankle.1), 0.205 * g),
            (ankle.0, ankle.1, 0.15 * g),
        ]);
        let out = (ankle.0 - pose.hips.0).signum() * 0.09;
        let shoe = [
            (ankle.0 - 0.14 * g, ankle.1 - 0.08),
            (ankle.0 + 0.14 * g, ankle.1 - 0.08),
            (ankle.0 + 0.17 * g + out, pose.sole - 0.04),
            (ankle.0 + out, pose.sole + 0.03),
            (ankle.0 - 0.17 * g + out, pose.sole - 0.02),
        ];
        b.part(&blob(&shoe), Stuff::plain(hex(0x241c18), 0.2).gloss(0.5));
        b.part(&leg, Stuff::cloth(colour, 0.36).folds(0.03, 0.1));
    }
}

/// Midpoint, for readable knots.
trait Mix {
    fn mix(self, o: f32) -> f32;
}

impl Mix for f32 {
    fn mix(self, o: f32) -> f32 {
        (self + o) * 0.5
    }
}

/// How a garment hangs: hem height, flare at the hem, ease around the body.
fn cut(garment: Word) -> (f32, f32, f32) {
    match garment {
        Word::Gown => (6.32, 1.05, 0.0),
        Word::Dress => (5.0, 0.5, 0.0),
        Word::Coat => (4.75, 0.26, 0.07),
        Word::Uniform => (2.95, 0.06, 0.03),
        Word::Armour => (3.1, 0.12, 0.05),
        Word::Suit => (2.95, 0.03, 0.02),
        Word::Jacket => (2.7, 0.03, 0.05),
        _ => (2.5, 0.0, 0.02),
    }
}

/// The outline of a garment's body.
fn drop_shape(pose: &Pose, (hem, flare, ease): (f32, f32, f32), torn: f32, salt: u64) -> Vec<P> {
    let sides = |s: f32| {
        let a = if s < 0.0 { pose.arms[0].shoulder } else { pose.arms[1].shoulder };
        let fall = (hem - 2.5).max(0.0) / 3.8;
        let hx = pose.hips.0;
        let mut pts = vec![
            (pose.neck.0 + s * 0.2, pose.neck.1 - 0.02),
            (a.0 - s * 0.20, a.1 - 0.17 * pose.k),
            (a.0 + s * 0.13, a.1 - 0.03),
            (pose.chest.0 + s * (pose.shoulder * 0.80 + ease), y(pose, 1.05)),
            (pose.waist.0 + s * (pose.waist_w + ease), y(pose, 1.78)),
            (hx + s * (pose.hip_w + ease + flare * 0.25), y(pose, 2.5)),
        ];
        if fall > 0.1 {
            pts.push((hx * 0.9 + s * (pose.hip_w + ease + flare * 0.62), y(pose, 2.5.mix(hem))));
        }
        pts.push((hx * 0.8 + s * (pose.hip_w * (1.0 - 0.15 * fall) + ease + flare), y(pose, hem)));
        pts
    };
    let (left, right) = (sides(-1.0), sides(1.0));
    let (a, z) = (left[left.len() - 1], right[right.len() - 1]);
    let mut pts: Vec<P> = right;
    let steps = if torn > 0.0 { 26 } else { 9 };
    for i in 1..steps {
        let t = i as f32 / steps as f32;
        let wave = noise(t * 7.0, 0.0, salt as u32) * 0.14;
        let rip = if torn > 0.0 { noise(t * 31.0, 3.0, salt as u32) * 0.55 * torn } else { 0.0 };
        pts.push((z.0 + (a.0 - z.0) * t, z.1 + 0.10 * (t * (1.0 - t)) * 4.0 + wave - 0.07 - rip));
    }
    pts.extend(left.into_iter().rev());
    blob(&pts)
}

fn garment(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let shape = drop_shape(pose, cut(p.garment), b.wear.torn, p.salt);
    let stuff = match p.garment {
        Word::Armour => Stuff::plain(p.cloth.mix(hex(0x8a9096), 0.6), 0.5).gloss(1.0),
        Word::Gown => Stuff::cloth(p.cloth.mix(p.accent, 0.4), 0.9).folds(0.075, 0.0).gloss(0.3),
        Word::Dress => Stuff::cloth(p.cloth, 0.75).folds(0.055, 0.0),
        Word::Shirt | Word::Apron => Stuff::cloth(p.under, 0.6).folds(0.04, 0.25),
        _ => Stuff::cloth(p.cloth, 0.7).folds(0.042, 0.06),
    };
    b.part(&shape, stuff);
    match p.garment {
        Word::Gown | Word::Dress => bodice(b, p, pose),
        Word::Coat | Word::Suit | Word::Jacket => front(b, p, pose),
        Word::Uniform => uniform(b, p, pose),
        Word::Armour => plates(b, p, pose),
        Word::Apron => apron(b, p, pose),
        _ => placket(b, p, pose),
    }
    if p.belt || p.garment == Word::Uniform {
        belt(b, pose);
    }
}

/// The open front of a coat: shirt, lapels, edge, buttons.
fn front(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (hem, ..) = cut(p.garment);
    let c = pose.yaw * 0.16;
    let deep = if p.garment == Word::Suit { 1.7 } else { 1.15 };
    let (nx, ny) = pose.neck;
    let low = (pose.waist.0 + c, y(pose, deep));
    b.part(&[(nx - 0.24, ny), (nx + 0.24, ny), low], Stuff::cloth(p.under, 0.2).folds(0.02, 0.0));
    if p.garment == Word::Suit {
        let tie = [(nx + c * 0.3 - 0.05, ny + 0.1), (nx + c * 0.3 + 0.05, ny + 0.1), (low.0 + 0.08, low.1 - 0.25), (low.0, low.1 - 0.1), (low.0 - 0.08, low.1 - 0.25)];
        b.part(&tie, Stuff::cloth(p.accent * 0.7, 0.1).folds(0.0, 0.0));
    }
    let edge = tube(&[(low.0, low.1, 0.016), (pose.hips.0 + c, y(pose, 2.5), 0.018), (pose.hips.0 * 0.8 + c * 1.1, y(pose, hem) - 0.1, 0.03)]);
    b.part(&edge, Stuff::plain(p.cloth * 0.35, 0.02).cast(0.4));
    for s in [-1.0, 1.0] {
        let lapel = [
            (nx + s * 0.20, ny - 0.10),
            (nx + s * 0.40, ny + 0.10),
            (nx + s * 0.50 + c * 0.4, y(pose, 0.80)),
            (nx + s * 0.36 + c * 0.4, y(pose, 0.84)),
            (low.0 + s * 0.02, low.1 + 0.02),
            (nx + s * 0.16 + c * 0.3, y(pose, 0.7)),
        ];
        b.part(&lapel, Stuff::cloth(p.cloth * 1.15, 0.14).folds(0.01, 0.3));
    }
    buttons(b, p, (low.0 + 0.14, low.1 + 0.12), y(pose, 2.6), 4);
    for s in [-1.0, 1.0] {
        let x = pose.hips.0 + s * pose.hip_w * 0.62 + c;
        let pocket = tube(&[(x - 0.17, y(pose, 2.36), 0.035), (x + 0.17, y(pose, 2.40), 0.035)]);
        b.part(&pocket, Stuff::cloth(p.cloth * 0.9, 0.05).folds(0.0, 0.0));
    }
}

fn buttons(b: &mut Body<'_>, p: &Person, from: P, to: f32, n: usize) {
    for i in 0..n {
        let y = from.1 + (to - from.1) * i as f32 / n as f32;
        b.part(&ellipse(from.0, y, 0.035, 0.038, 0.0), Stuff::plain(p.accent.mix(hex(0xa08848), 0.4), 0.03).gloss(0.9));
    }
}

fn bodice(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (nx, ny) = pose.neck;
    let low = y(pose, if p.garment == Word::Gown { 0.95 } else { 0.7 });
    let wide = if p.garment == Word::Gown { 0.52 } else { 0.26 };
    let skin = blob(&[(nx - wide, ny + 0.06), (nx, ny - 0.1), (nx + wide, ny + 0.06), (nx + wide * 0.6, low - 0.05), (nx, low), (nx - wide * 0.6, low - 0.05)]);
    b.part(&skin, Stuff::plain(p.skin, 0.25));
    let w = pose.waist_w + 0.02;
    let sash = tube(&[(pose.waist.0 - w, y(pose, 1.74), 0.085), (pose.waist.0, y(pose, 1.82), 0.10), (pose.waist.0 + w, y(pose, 1.74), 0.085)]);
    b.part(&sash, Stuff::cloth(p.accent, 0.14).folds(0.015, 1.5));
}

fn uniform(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let c = pose.yaw * 0.16;
    let (nx, ny) = pose.neck;
    for s in [-0.17, 0.17] {
        buttons(b, p, (nx + s + c, ny + 0.42), y(pose, 1.75), 4);
    }
    let collar = tube(&[(nx - 0.26, ny - 0.02, 0.11), (nx + c * 0.4, ny + 0.1, 0.12), (nx + 0.26, ny - 0.02, 0.11)]);
    b.part(&collar, Stuff::cloth(p.cloth * 0.8, 0.12).folds(0.0, 0.0));
    for a in &pose.arms {
        let board = ellipse(a.shoulder.0, a.shoulder.1 - 0.1, 0.26, 0.06, (a.shoulder.0 - nx).signum() * 0.3);
        b.part(&board, Stuff::plain(p.accent.mix(hex(0xb08a3e), 0.6), 0.06).gloss(0.6));
    }
    let strap = tube(&[(pose.arms[0].shoulder.0 + 0.15, pose.arms[0].shoulder.1, 0.05), (pose.waist.0 + pose.waist_w * 0.8, y(pose, 1.75), 0.05)]);
    b.part(&strap, Stuff::plain(hex(0x4a3020), 0.05).gloss(0.5));
}

fn plates(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let steel = Stuff::plain(p.cloth.mix(hex(0x9aa0a8), 0.7), 0.3).gloss(1.0);
    let (cx, sh) = (pose.chest.0, pose.shoulder);
    let breast = blob(&[(cx - sh * 0.6, y(pose, 0.5)), (cx + sh * 0.6, y(pose, 0.5)), (cx + sh * 0.72, y(pose, 1.2)), (cx, y(pose, 1.8)), (cx - sh * 0.72, y(pose, 1.2))]);
    b.part(&breast, steel);
    for a in &pose.arms {
        b.part(&ellipse(a.shoulder.0, a.shoulder.1 + 0.06, 0.32 * pose.g, 0.27, 0.0), steel);
    }
    for i in 0..3 {
        let at = y(pose, 1.95 + 0.3 * i as f32);
        let w = pose.waist_w + 0.06 + 0.05 * i as f32;
        b.part(&tube(&[(pose.hips.0 - w, at, 0.12), (pose.hips.0, at + 0.08, 0.14), (pose.hips.0 + w, at, 0.12)]), steel);
    }
}

fn apron(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (cx, w) = (pose.waist.0 + pose.yaw * 0.1, pose.waist_w);
    let shape = blob(&[(cx - 0.32, y(pose, 0.85)), (cx + 0.32, y(pose, 0.85)), (cx + w * 0.92, y(pose, 1.75)), (cx + w * 1.15, y(pose, 4.2)), (cx - w * 1.15, y(pose, 4.2)), (cx - w * 0.92, y(pose, 1.75))]);
    b.part(&shape, Stuff::cloth(p.cloth.mix(hex(0x8a8070), 0.4), 0.4).folds(0.05, 0.0));
}

fn placket(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let c = pose.yaw * 0.16;
    let (nx, ny) = pose.neck;
    b.part(&[(nx - 0.13, ny), (nx + 0.13, ny), (nx + c * 0.4, ny + 0.42)], Stuff::plain(p.skin, 0.15));
    let edge = tube(&[(nx + c * 0.4, ny + 0.4, 0.012), (pose.waist.0 + c, y(pose, 2.3), 0.014)]);
    b.part(&edge, Stuff::plain(p.under * 0.4, 0.02));
}

fn belt(b: &mut Body<'_>, pose: &Pose) {
    let w = pose.waist_w + 0.04;
    let (x, at) = (pose.waist.0, y(pose, 1.82));
    b.part(&tube(&[(x - w, at - 0.03, 0.07), (x, at + 0.05, 0.075), (x + w, at - 0.03, 0.07)]), Stuff::plain(hex(0x2e2018), 0.07).gloss(0.5));
    let bx = x + pose.yaw * 0.16;
    b.part(&ellipse(bx, at + 0.05, 0.09, 0.08, 0.0), Stuff::plain(hex(0xa08040), 0.06).gloss(1.0));
}

fn cloak_back(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (x, sh) = (pose.chest.0, pose.shoulder);
    let shape = blob(&[(x - 0.4, y(pose, 0.2)), (x + 0.4, y(pose, 0.2)), (x + sh * 1.2, y(pose, 0.9)), (x + sh * 1.5, y(pose, 4.0)), (x + sh * 1.45, y(pose, 5.8)), (x, y(pose, 6.0)), (x - sh * 1.45, y(pose, 5.8)), (x - sh * 1.5, y(pose, 4.0)), (x - sh * 1.2, y(pose, 0.9))]);
    b.part(&shape, Stuff::cloth(p.cloth * 0.6, 0.8).folds(0.08, 0.0));
}

fn cloak_front(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (x, sh) = (pose.chest.0, pose.shoulder);
    for s in [-1.0f32, 1.0] {
        let shape = blob(&[(x + s * 0.06, y(pose, 0.36)), (x + s * 0.5, y(pose, 0.22)), (x + s * sh * 1.1, y(pose, 0.6)), (x + s * sh * 1.28, y(pose, 2.2)), (x + s * sh * 1.4, y(pose, 4.6)), (x + s * sh * 1.3, y(pose, 5.7)), (x + s * sh * 0.75, y(pose, 5.6)), (x + s * sh * 0.5, y(pose, 3.0)), (x + s * sh * 0.25, y(pose, 1.2))]);
        b.part(&shape, Stuff::cloth(p.cloth, 0.5).folds(0.075, s * -0.05));
    }
    b.part(&ellipse(x, y(pose, 0.4), 0.07, 0.08, 0.0), Stuff::plain(hex(0xb08a3e), 0.06).gloss(1.0));
}

fn neck(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let wide = if p.woman || p.child { 0.155 } else { 0.20 };
    let (nx, ny) = pose.neck;
    b.part(&tube(&[(pose.head.0, pose.head.1 + 0.72, wide), (nx, ny + 0.02, wide * 1.1)]), Stuff::plain(p.skin * 0.85, 0.2));
    if matches!(p.garment, Word::Coat | Word::Suit | Word::Jacket) {
        let up = if p.garment == Word::Coat { 0.16 } else { 0.02 };
        for s in [-1.0, 1.0] {
            let collar = blob(&[(nx + s * 0.40, ny + 0.12), (nx + s * 0.30, ny - 0.14 - up), (nx + s * 0.20, ny - 0.12 - up), (nx + s * 0.10, ny + 0.14), (nx + s * 0.2, ny + 0.26)]);
            b.part(&collar, Stuff::cloth(p.cloth * 1.1, 0.12).folds(0.01, 0.0));
        }
    }
    if p.scarf {
        scarf(b, p, pose);
    }
}

fn scarf(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (nx, ny) = pose.neck;
    let cloth = Stuff::cloth(p.accent, 0.18).folds(0.05, 1.45);
    let s = if p.salt & 1 == 0 { 1.0 } else { -1.0 };
    let tail = tube(&[(nx + s * 0.1, ny + 0.15, 0.12), (nx + s * 0.2, ny + 0.7, 0.16), (nx + s * 0.16, ny + 1.25, 0.17)]);
    b.part(&tail, Stuff::cloth(p.accent * 0.9, 0.16).folds(0.04, 0.0));
    b.part(&tube(&[(nx - 0.34, ny + 0.02, 0.16), (nx, ny + 0.2, 0.19), (nx + 0.34, ny + 0.02, 0.16)]), cloth);
    b.part(&tube(&[(nx - 0.27, ny - 0.16, 0.13), (nx + 0.02, ny + 0.0, 0.15), (nx + 0.27, ny - 0.16, 0.13)]), cloth);
}

fn sleeve(b: &mut Body<'_>, p: &Person, pose: &Pose, arm: &Arm) {
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
    let full = if matches!(p.garment, Word::Coat | Word::Cloak) { 1.15 } else if p.garment == Word::Gown { 0.72 } else { 1.0 };
    let g = g * full;
    let lie = (e.0 - s.0).atan2(e.1 - s.1);
    let cloth = if p.garment == Word::Gown { Stuff::plain(colour, 0.2) } else { Stuff::cloth(colour, 0.3).folds(0.045, lie + 1.2) };
    if !arm.hidden {
        hand(b, p, arm, pose.k);
    }
    let at = |t: f32, a: P, z: P| (a.0 + (z.0 - a.0) * t, a.1 + (z.1 - a.1) * t);
    let (m, n) = (at(0.5, s, e), at(0.5, e, w));
    let knots = if cloaked {
        vec![(e.0, e.1, 0.24 * g), (n.0, n.1, 0.22 * g), (w.0, w.1, 0.19 * g)]
    } else {
        vec![(s.0, s.1 + 0.12, 0.205 * g), (m.0, m.1, 0.225 * g), (e.0, e.1, 0.20 * g), (n.0, n.1, 0.19 * g), (w.0, w.1, 0.145 * g)]
    };
    b.part(&tube(&knots), cloth.cast(0.6));
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
    b.part(&ragged, Stuff::plain(p.skin.mix(p.under, 0.3), 0.1).cast(0.8));
}

fn hand(b: &mut Body<'_>, p: &Person, arm: &Arm, k: f32) {
    let gloved = V3::mix(p.skin, hex(0x2a201c), if p.garment == Word::Armour { 0.9 } else { 0.0 });
    let skin = Stuff::plain(gloved, 0.14);
    let (sin, cos) = arm.hand.sin_cos();
    let z = 0.9 * k + 0.1;
    let go = |f: f32, a: f32| (arm.wrist.0 + (sin * f + cos * a) * z, arm.wrist.1 + (cos * f - sin * a) * z);
    let inward = -(arm.shoulder.0 - arm.elbow.0).signum() * -1.0;
    let (p0, p1, p2) = (go(-0.05, 0.0), go(0.2, 0.0), go(if arm.held.is_some() { 0.34 } else { 0.52 }, 0.03 * inward));
    if let Some(word) = arm.held {
        hold::paint(b, p, word, go(0.26, 0.0), arm.hand);
    }
    b.part(&tube(&[(p0.0, p0.1, 0.10 * z), (p1.0, p1.1, 0.135 * z), (p2.0, p2.1, 0.085 * z)]), skin);
    let (t0, t1) = (go(0.12, 0.08 * inward), go(0.34, 0.15 * inward));
    b.part(&tube(&[(t0.0, t0.1, 0.06 * z), (t1.0, t1.1, 0.042 * z)]), skin.cast(0.3));
}
