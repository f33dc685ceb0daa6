//! The human figure: proportions, pose and framing.

use crate::cast::Person;
use crate::rng::Rng;
use crate::shape::P;
use crate::words::Word;

/// The main joints of a posed figure, in head heights; the crown is at y = 0.
#[derive(Clone, Copy)]
pub(crate) struct Pose {
    /// Body scale below the chin.
    pub(crate) k: f32,
    /// Widths across the body.
    pub(crate) g: f32,
    pub(crate) neck: P,
    /// Middle of the chest, of the waist and of the hips.
    pub(crate) chest: P,
    pub(crate) waist: P,
    pub(crate) hips: P,
    /// Left and right of the picture.
    pub(crate) arms: [Arm; 2],
    pub(crate) legs: [[P; 3]; 2],
    pub(crate) sole: f32,
    /// Half widths.
    pub(crate) shoulder: f32,
    pub(crate) waist_w: f32,
    pub(crate) hip_w: f32,
    /// Head position, tilt in radians and turn to the side, -1..1.
    pub(crate) head: P,
    pub(crate) tilt: f32,
    pub(crate) yaw: f32,
}

/// Shoulder, elbow and wrist, and the way the hand points.
#[derive(Clone, Copy)]
pub(crate) struct Arm {
    pub(crate) shoulder: P,
    pub(crate) elbow: P,
    pub(crate) wrist: P,
    pub(crate) hand: f32,
    /// In a pocket or behind: nothing to see.
    pub(crate) hidden: bool,
    pub(crate) held: Option<Word>,
}

/// Upper-arm and forearm angles from straight down, outwards positive.
fn gesture(held: Option<Word>, r: &mut Rng) -> (f32, f32) {
    match held {
        Some(Word::Lantern | Word::Candlestick) => {
            r.pick(&[(0.16, 0.42), (0.42, 2.35), (0.12, 0.25), (0.25, 1.5)])
        }
        Some(Word::Staff | Word::Umbrella | Word::Sword) => (0.22, r.range(1.75, 2.15)),
        Some(Word::Letter | Word::Book | Word::Map | Word::Box) => (0.26, r.range(-1.75, -1.45)),
        Some(Word::Gun | Word::Knife | Word::Bottle) => (0.35, r.range(0.5, 1.0)),
        Some(_) => (0.16, 0.06),
        None => r.pick(&[
            (0.16, 0.02),
            (0.14, -0.1),
            (0.62, -0.72),
            (0.34, -0.42),
            (0.2, -1.5),
        ]),
    }
}

impl Pose {
    pub(crate) fn new(p: &Person, r: &mut Rng) -> Pose {
        let k = (p.heads - 1.0) / 6.4;
        let g = p.girth * (0.35 + 0.65 * k);
        let side = r.sign();
        let shift = side * r.range(0.05, 0.16);
        let stoop = if p.old { 0.10 } else { 0.0 };
        let yaw = (side * r.range(-0.75, 0.75)).clamp(-0.8, 0.8);
        let y = |at: f32| 1.0 + at * k;
        let lean = shift * 0.4;
        let tiltline = shift * 0.45;
        let shoulder = if p.woman { 0.84 } else { 1.0 } * g * (1.0 - 0.12 * yaw.abs());
        let hip_w = if p.woman { 0.70 } else { 0.64 } * g;
        let joint = |s: f32| {
            (
                lean + s * shoulder * 0.80,
                y(0.44) + s * tiltline + stoop * 0.5,
            )
        };
        let holding = if r.chance(0.5) { 0 } else { 1 };
        let arm = |i: usize, r: &mut Rng| {
            let s = if i == 0 { -1.0 } else { 1.0 };
            let held = p.holds[usize::from(i != holding)];
            let (a, f) = gesture(held, r);
            let hidden = held.is_none() && a > 0.3 && a < 0.4;
            Arm {
                held,
                hidden,
                ..reach(joint(s), s, a, f, k)
            }
        };
        let arms = [arm(0, r), arm(1, r)];
        let hips = (shift, y(2.42));
        let stride = if r.chance(0.3) { 0.25 } else { 0.08 };
        let leg = |s: f32| {
            let bend = if s == side { 0.0 } else { 0.10 };
            let spread = (0.24 + stride * if s == side { 0.2 } else { 1.0 }) * s;
            [
                (hips.0 + s * hip_w * 0.5, y(2.7)),
                (hips.0 * 0.7 + s * (hip_w * 0.46 + bend), y(4.45)),
                (hips.0 * 0.5 + spread * g, y(6.1)),
            ]
        };
        Pose {
            k,
            g,
            neck: (lean, y(0.16) + stoop),
            chest: (lean * 0.8, y(1.15)),
            waist: (shift * 0.7, y(1.78)),
            hips,
            arms,
            legs: [leg(-1.0), leg(1.0)],
            sole: y(6.4),
            shoulder,
            waist_w: if p.woman { 0.50 } else { 0.58 } * g,
            hip_w,
            head: (lean + yaw * 0.05, stoop),
            tilt: -shift * 0.5 + r.range(-0.05, 0.05),
            yaw,
        }
    }
}

fn reach(shoulder: P, s: f32, a: f32, f: f32, k: f32) -> Arm {
    let go = |p: P, t: f32, l: f32| (p.0 + s * t.sin() * l * k, p.1 + t.cos() * l * k);
    let elbow = go(shoulder, a, 1.32);
    Arm {
        shoulder,
        elbow,
        wrist: go(elbow, f, 1.10),
        hand: f * s,
        hidden: false,
        held: None,
    }
}

/// How much of the figure the picture shows: pixels per head and where the crown's middle goes.
pub(crate) fn framing(p: &Person, w: f32, h: f32, r: &mut Rng) -> (f32, f32, f32) {
    let tall = h / w;
    let roll = r.unit();
    let seen = if tall > 1.1 {
        if roll < 0.5 { p.heads + 1.1 } else { 5.4 }
    } else if roll < 0.22 {
        p.heads + 0.9
    } else if roll < 0.55 {
        5.0
    } else {
        r.range(3.5, 4.2)
    };
    let seen = if p.child { seen * 0.86 } else { seen };
    let s = (h / seen).min(w / 3.3);
    let room = if seen > p.heads {
        h - p.heads * s - 0.35 * s
    } else {
        s * r.range(0.42, 0.6)
    };
    let hat = matches!(
        p.hat,
        Some(Word::TopHat | Word::Hat | Word::Helmet | Word::Hood)
    );
    let off = r.range(-0.13, 0.13) * (w - 2.4 * s).max(0.0);
    (
        w * 0.5 + off,
        room.max(0.3 * s) + if hat { 0.12 * s } else { 0.0 },
        s,
    )
}
