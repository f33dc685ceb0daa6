//! What closes and trims a garment: fronts, lapels, buttons, belts, plates.

use crate::cast::Person;
use crate::costume::y;
use crate::figure::Pose;
use crate::form::{Body, Stuff};
use crate::shape::{P, blob, ellipse, tube};
use crate::vec::hex;
use crate::words::Word;

/// Paints the trim of the person's garment, whose hem is at `hem`.
pub(crate) fn paint(b: &mut Body<'_>, p: &Person, pose: &Pose, hem: f32) {
    match p.garment {
        Word::Gown | Word::Dress => bodice(b, p, pose),
        Word::Coat | Word::Suit | Word::Jacket => front(b, p, pose, hem),
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
fn front(b: &mut Body<'_>, p: &Person, pose: &Pose, hem: f32) {
    let c = pose.yaw * 0.16;
    let deep = if p.garment == Word::Suit { 1.7 } else { 1.15 };
    let (nx, ny) = pose.neck;
    let low = (pose.waist.0 + c, y(pose, deep));
    b.part(
        &[(nx - 0.24, ny), (nx + 0.24, ny), low],
        Stuff::cloth(p.under, 0.2).folds(0.02, 0.0),
    );
    if p.garment == Word::Suit {
        let tie = [
            (nx + c * 0.3 - 0.05, ny + 0.1),
            (nx + c * 0.3 + 0.05, ny + 0.1),
            (low.0 + 0.08, low.1 - 0.25),
            (low.0, low.1 - 0.1),
            (low.0 - 0.08, low.1 - 0.25),
        ];
        b.part(&tie, Stuff::cloth(p.accent * 0.7, 0.1).folds(0.0, 0.0));
    }
    let edge = tube(&[
        (low.0, low.1, 0.016),
        (pose.hips.0 + c, y(pose, 2.5), 0.018),
        (pose.hips.0 * 0.8 + c * 1.1, y(pose, hem) - 0.1, 0.03),
    ]);
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
        let pocket = tube(&[
            (x - 0.17, y(pose, 2.36), 0.035),
            (x + 0.17, y(pose, 2.40), 0.035),
        ]);
        b.part(&pocket, Stuff::cloth(p.cloth * 0.9, 0.05).folds(0.0, 0.0));
    }
}

fn buttons(b: &mut Body<'_>, p: &Person, from: P, to: f32, n: usize) {
    for i in 0..n {
        let y = from.1 + (to - from.1) * i as f32 / n as f32;
        b.part(
            &ellipse(from.0, y, 0.035, 0.038, 0.0),
            Stuff::plain(p.accent.mix(hex(0xa08848), 0.4), 0.03).gloss(0.9),
        );
    }
}

fn bodice(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (nx, ny) = pose.neck;
    let low = y(pose, if p.garment == Word::Gown { 0.95 } else { 0.7 });
    let wide = if p.garment == Word::Gown { 0.52 } else { 0.26 };
    let skin = blob(&[
        (nx - wide, ny + 0.06),
        (nx, ny - 0.1),
        (nx + wide, ny + 0.06),
        (nx + wide * 0.6, low - 0.05),
        (nx, low),
        (nx - wide * 0.6, low - 0.05),
    ]);
    b.part(&skin, Stuff::plain(p.skin, 0.25));
    let w = pose.waist_w + 0.02;
    let sash = tube(&[
        (pose.waist.0 - w, y(pose, 1.74), 0.085),
        (pose.waist.0, y(pose, 1.82), 0.10),
        (pose.waist.0 + w, y(pose, 1.74), 0.085),
    ]);
    b.part(&sash, Stuff::cloth(p.accent, 0.14).folds(0.015, 1.5));
}

fn uniform(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let c = pose.yaw * 0.16;
    let (nx, ny) = pose.neck;
    for s in [-0.17, 0.17] {
        buttons(b, p, (nx + s + c, ny + 0.42), y(pose, 1.75), 4);
    }
    let collar = tube(&[
        (nx - 0.26, ny - 0.02, 0.11),
        (nx + c * 0.4, ny + 0.1, 0.12),
        (nx + 0.26, ny - 0.02, 0.11),
    ]);
    b.part(&collar, Stuff::cloth(p.cloth * 0.8, 0.12).folds(0.0, 0.0));
    for a in &pose.arms {
        let board = ellipse(
            a.shoulder.0,
            a.shoulder.1 - 0.1,
            0.26,
            0.06,
            (a.shoulder.0 - nx).signum() * 0.3,
        );
        b.part(
            &board,
            Stuff::plain(p.accent.mix(hex(0xb08a3e), 0.6), 0.06).gloss(0.6),
        );
    }
    let strap = tube(&[
        (
            pose.arms[0].shoulder.0 + 0.15,
            pose.arms[0].shoulder.1,
            0.05,
        ),
        (pose.waist.0 + pose.waist_w * 0.8, y(pose, 1.75), 0.05),
    ]);
    b.part(&strap, Stuff::plain(hex(0x4a3020), 0.05).gloss(0.5));
}

fn plates(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let steel = Stuff::plain(p.cloth.mix(hex(0x9aa0a8), 0.7), 0.3).gloss(1.0);
    let (cx, sh) = (pose.chest.0, pose.shoulder);
    let breast = blob(&[
        (cx - sh * 0.6, y(pose, 0.5)),
        (cx + sh * 0.6, y(pose, 0.5)),
        (cx + sh * 0.72, y(pose, 1.2)),
        (cx, y(pose, 1.8)),
        (cx - sh * 0.72, y(pose, 1.2)),
    ]);
    b.part(&breast, steel);
    for a in &pose.arms {
        b.part(
            &ellipse(a.shoulder.0, a.shoulder.1 + 0.06, 0.32 * pose.g, 0.27, 0.0),
            steel,
        );
    }
    for i in 0..3 {
        let at = y(pose, 1.95 + 0.3 * i as f32);
        let w = pose.waist_w + 0.06 + 0.05 * i as f32;
        b.part(
            &tube(&[
                (pose.hips.0 - w, at, 0.12),
                (pose.hips.0, at + 0.08, 0.14),
                (pose.hips.0 + w, at, 0.12),
            ]),
            steel,
        );
    }
}

fn apron(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let (cx, w) = (pose.waist.0 + pose.yaw * 0.1, pose.waist_w);
    let shape = blob(&[
        (cx - 0.32, y(pose, 0.85)),
        (cx + 0.32, y(pose, 0.85)),
        (cx + w * 0.92, y(pose, 1.75)),
        (cx + w * 1.15, y(pose, 4.2)),
        (cx - w * 1.15, y(pose, 4.2)),
        (cx - w * 0.92, y(pose, 1.75)),
    ]);
    b.part(
        &shape,
        Stuff::cloth(p.cloth.mix(hex(0x8a8070), 0.4), 0.4).folds(0.05, 0.0),
    );
}

fn placket(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let c = pose.yaw * 0.16;
    let (nx, ny) = pose.neck;
    b.part(
        &[(nx - 0.13, ny), (nx + 0.13, ny), (nx + c * 0.4, ny + 0.42)],
        Stuff::plain(p.skin, 0.15),
    );
    let edge = tube(&[
        (nx + c * 0.4, ny + 0.4, 0.012),
        (pose.waist.0 + c, y(pose, 2.3), 0.014),
    ]);
    b.part(&edge, Stuff::plain(p.under * 0.4, 0.02));
}

fn belt(b: &mut Body<'_>, pose: &Pose) {
    let w = pose.waist_w + 0.04;
    let (x, at) = (pose.waist.0, y(pose, 1.82));
    b.part(
        &tube(&[
            (x - w, at - 0.03, 0.07),
            (x, at + 0.05, 0.075),
            (x + w, at - 0.03, 0.07),
        ]),
        Stuff::plain(hex(0x2e2018), 0.07).gloss(0.5),
    );
    let bx = x + pose.yaw * 0.16;
    b.part(
        &ellipse(bx, at + 0.05, 0.09, 0.08, 0.0),
        Stuff::plain(hex(0xa08040), 0.06).gloss(1.0),
    );
}
