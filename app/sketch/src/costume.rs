//! Dresses a posed figure: legs, garment, sleeves, hands, scarf.

use crate::cast::Person;
use crate::figure::Pose;
use crate::form::{Body, Stuff};
use crate::rng::noise;
use crate::shape::{P, blob, ellipse, tube};
use crate::vec::{V3, hex, smooth};
use crate::words::Word;
use crate::{head, sleeve, trim};

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
        sleeve::paint(b, p, pose, arm);
    }
}

/// A height below the chin, in the body's scale.
pub(crate) fn y(pose: &Pose, at: f32) -> f32 {
    1.0 + at * pose.k
}

fn legs(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let g = pose.g;
    let colour = if p.garment == Word::Armour {
        p.cloth
    } else {
        (p.cloth * 0.45).mix(p.under * 0.3, 0.4)
    };
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
        let a = if s < 0.0 {
            pose.arms[0].shoulder
        } else {
            pose.arms[1].shoulder
        };
        let fall = (hem - 2.5).max(0.0) / 3.8;
        let hx = pose.hips.0;
        let mut pts = vec![
            (pose.neck.0 + s * 0.2, pose.neck.1 - 0.02),
            (a.0 - s * 0.20, a.1 - 0.17 * pose.k),
            (a.0 + s * 0.13, a.1 - 0.03),
            (
                pose.chest.0 + s * (pose.shoulder * 0.80 + ease),
                y(pose, 1.05),
            ),
            (pose.waist.0 + s * (pose.waist_w + ease), y(pose, 1.78)),
            (hx + s * (pose.hip_w + ease + flare * 0.25), y(pose, 2.5)),
        ];
        if fall > 0.1 {
            pts.push((
                hx * 0.9 + s * (pose.hip_w + ease + flare * 0.62),
                y(pose, 2.5.mix(hem)),
            ));
        }
        pts.push((
            hx * 0.8 + s * (pose.hip_w * (1.0 - 0.15 * fall) + ease + flare),
            y(pose, hem),
        ));
        pts
    };
    let (left, right) = (sides(-1.0), sides(1.0));
    let (a, z) = (left[left.len() - 1], right[right.len() - 1]);
    let mut pts: Vec<P> = right;
    let steps = if torn > 0.0 { 26 } else { 9 };
    for i in 1..steps {
        let t = i as f32 / steps as f32;
        let wave = noise(t * 7.0, 0.0, salt as u32) * 0.14;
        let rip = if torn > 0.0 {
            noise(t * 31.0, 3.0, salt as u32) * 0.55 * torn
        } else {
            0.0
        };
        pts.push((
            z.0 + (a.0 - z.0) * t,
            z.1 + 0.10 * (t * (1.0 - t)) * 4.0 + wave - 0.07 - rip,
        ));
    }
    pts.extend(left.into_iter().rev());
    blob(&pts)
}

fn garment(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let shape = drop_shape(pose, cut(p.garment), b.wear.torn, p.salt);
    let stuff = match p.garment {
        Word::Armour => Stuff::plain(p.cloth.mix(hex(0x8a9096), 0.6), 0.5).gloss(1.0),
        Word::Gown => Stuff::cloth(p.cloth.mix(p.accent, 0.4), 0.9)
            .folds(0.075, 0.0)
            .gloss(0.3),
        Word::Dress => Stuff::cloth(p.cloth, 0.75).folds(0.055, 0.0),
        Word::Shirt | Word::Apron => Stuff::cloth(p.under, 0.6).folds(0.04, 0.25),
        _ => Stuff::cloth(p.cloth, 0.7).folds(0.042, 0.06),
    };
    b.part(&shape, stuff);
    trim::paint(b, p, pose, cut(p.garment).0);
}

fn cloak_back(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (x, sh) = (pose.chest.0, pose.shoulder);
    let shape = blob(&[
        (x - 0.4, y(pose, 0.2)),
        (x + 0.4, y(pose, 0.2)),
        (x + sh * 1.2, y(pose, 0.9)),
        (x + sh * 1.5, y(pose, 4.0)),
        (x + sh * 1.45, y(pose, 5.8)),
        (x, y(pose, 6.0)),
        (x - sh * 1.45, y(pose, 5.8)),
        (x - sh * 1.5, y(pose, 4.0)),
        (x - sh * 1.2, y(pose, 0.9)),
    ]);
    b.part(&shape, Stuff::cloth(p.cloth * 0.6, 0.8).folds(0.08, 0.0));
}

fn cloak_front(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (x, sh) = (pose.chest.0, pose.shoulder);
    for s in [-1.0f32, 1.0] {
        let shape = blob(&[
            (x + s * 0.06, y(pose, 0.36)),
            (x + s * 0.5, y(pose, 0.22)),
            (x + s * sh * 1.1, y(pose, 0.6)),
            (x + s * sh * 1.28, y(pose, 2.2)),
            (x + s * sh * 1.4, y(pose, 4.6)),
            (x + s * sh * 1.3, y(pose, 5.7)),
            (x + s * sh * 0.75, y(pose, 5.6)),
            (x + s * sh * 0.5, y(pose, 3.0)),
            (x + s * sh * 0.25, y(pose, 1.2)),
        ]);
        b.part(&shape, Stuff::cloth(p.cloth, 0.5).folds(0.075, s * -0.05));
    }
    b.part(
        &ellipse(x, y(pose, 0.4), 0.07, 0.08, 0.0),
        Stuff::plain(hex(0xb08a3e), 0.06).gloss(1.0),
    );
}

fn neck(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let wide = if p.woman || p.child { 0.155 } else { 0.20 };
    let (nx, ny) = pose.neck;
    let column = tube(&[
        (pose.head.0, pose.head.1 + 0.72, wide),
        (nx, ny + 0.02, wide * 1.1),
    ]);
    // The chin shades the throat, whatever the light.
    let (chin, pit) = (pose.head.1 + 0.95, ny + 0.2);
    let throat = |_: f32, y: f32, c: V3| c * (0.38 + 0.5 * smooth(chin, pit, y));
    b.sculpt(
        &column,
        Stuff {
            soil: 0.4,
            ..Stuff::plain(p.skin, 0.2)
        },
        |_, _| 0.0,
        throat,
    );
    if matches!(p.garment, Word::Coat | Word::Suit | Word::Jacket) {
        let up = if p.garment == Word::Coat { 0.16 } else { 0.02 };
        for s in [-1.0, 1.0] {
            let collar = blob(&[
                (nx + s * 0.40, ny + 0.12),
                (nx + s * 0.30, ny - 0.14 - up),
                (nx + s * 0.20, ny - 0.12 - up),
                (nx + s * 0.10, ny + 0.14),
                (nx + s * 0.2, ny + 0.26),
            ]);
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
    let tail = tube(&[
        (nx + s * 0.1, ny + 0.15, 0.12),
        (nx + s * 0.2, ny + 0.7, 0.16),
        (nx + s * 0.16, ny + 1.25, 0.17),
    ]);
    b.part(&tail, Stuff::cloth(p.accent * 0.9, 0.16).folds(0.04, 0.0));
    b.part(
        &tube(&[
            (nx - 0.34, ny + 0.02, 0.16),
            (nx, ny + 0.2, 0.19),
            (nx + 0.34, ny + 0.02, 0.16),
        ]),
        cloth,
    );
    b.part(
        &tube(&[
            (nx - 0.27, ny - 0.16, 0.13),
            (nx + 0.02, ny + 0.0, 0.15),
            (nx + 0.27, ny - 0.16, 0.13),
        ]),
        cloth,
    );
}
