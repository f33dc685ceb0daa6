//! Heads: face relief, hair, beards and hats.

use crate::brief::Person;
use crate::figure::Pose;
use crate::form::{Body, Stuff};
use crate::rng::Rng;
use crate::shape::{P, blob, ellipse, tube};
use crate::vec::{V3, hex, smooth};
use crate::words::Word;

/// Maps head space (crown 0, chin 1) into the figure and back.
#[derive(Clone, Copy)]
struct Frame {
    at: P,
    sin: f32,
    cos: f32,
}

impl Frame {
    fn new(pose: &Pose) -> Frame {
        let (sin, cos) = pose.tilt.sin_cos();
        Frame { at: pose.head, sin, cos }
    }

    fn out(&self, p: P) -> P {
        let (x, y) = (p.0, p.1 - 0.9);
        (self.at.0 + x * self.cos - y * self.sin, self.at.1 + 0.9 + x * self.sin + y * self.cos)
    }

    fn back(&self, x: f32, y: f32) -> P {
        let (x, y) = (x - self.at.0, y - self.at.1 - 0.9);
        (x * self.cos + y * self.sin, 0.9 - x * self.sin + y * self.cos)
    }

    fn all(&self, pts: &[P]) -> Vec<P> {
        pts.iter().map(|p| self.out(*p)).collect()
    }
}

/// The proportions of one face, decided by the name.
#[derive(Clone, Copy)]
struct Face {
    yaw: f32,
    jaw: f32,
    nose: f32,
    brow: f32,
    eye: f32,
    lips: f32,
    mid: f32,
    apart: f32,
    eye_y: f32,
    old: f32,
}

impl Face {
    fn new(p: &Person, pose: &Pose) -> Face {
        let mut r = Rng::new(p.salt);
        let soft = p.woman || p.child;
        Face {
            yaw: pose.yaw,
            jaw: r.range(0.9, 1.08) * if soft { 0.9 } else { 1.05 } * (0.8 + 0.2 * p.girth),
            nose: r.range(0.8, 1.25) * if soft { 0.72 } else { 1.05 },
            brow: r.range(0.8, 1.2) * if soft { 0.55 } else { 1.1 },
            eye: r.range(0.92, 1.08) * if p.child { 1.25 } else { 1.0 },
            lips: r.range(0.85, 1.15) * if soft { 1.2 } else { 0.9 },
            mid: pose.yaw * 0.19,
            apart: r.range(0.150, 0.168),
            eye_y: if p.child { 0.545 } else { 0.50 },
            old: if p.old { 1.0 } else { 0.0 },
        }
    }

    /// The picture x of something `d` beside the face's middle line.
    fn side(&self, d: f32) -> f32 {
        self.mid + d * (1.0 - 0.32 * self.yaw * d.signum())
    }

    fn outline(&self) -> Vec<P> {
        let (back, front, j) = (-self.yaw * 0.07, self.yaw * 0.07, self.jaw);
        blob(&[
            (back, 0.0),
            (0.24 + back, 0.055),
            (0.355 + back, 0.24),
            (0.36 + back * 0.5, 0.46),
            (0.335 * j.max(0.95) + front * 0.4, 0.64),
            (0.26 * j + front, 0.82),
            (0.13 * j + front * 1.4, 0.97),
            (front * 1.5, 1.0),
            (-0.13 * j + front * 1.4, 0.97),
            (-0.26 * j + front, 0.82),
            (-0.335 * j.max(0.95) + front * 0.4, 0.64),
            (-0.36 + back * 0.5, 0.46),
            (-0.355 + back, 0.24),
            (-0.24 + back, 0.055),
        ])
    }

    /// The face's relief at a point of head space, in head heights.
    fn relief(&self, u: f32, v: f32) -> f32 {
        let m = self.mid;
        let mut z = 0.030 * self.brow * hump(u - m, v - self.eye_y + 0.075, 0.20, 0.030);
        for s in [-1.0, 1.0] {
            let e = self.side(s * self.apart);
            z -= 0.060 * hump(u - e, v - self.eye_y, 0.085, 0.048);
            z += 0.030 * hump(u - e, v - self.eye_y - 0.005, 0.055 * self.eye, 0.026 * self.eye);
            z += 0.030 * hump(u - self.side(s * 0.22), v - 0.61, 0.08, 0.05);
            z -= (0.022 + 0.02 * self.old) * hump(u - self.side(s * 0.21), v - 0.76, 0.07, 0.08);
            z -= 0.016 * self.old * hump(u - self.side(s * 0.12), v - 0.72 - 0.2 * (u - m).abs(), 0.02, 0.06);
            z += 0.026 * self.nose * hump(u - self.side(s * 0.05), v - 0.672, 0.032, 0.026);
        }
        let along = smooth(self.eye_y - 0.05, 0.67, v);
        let ridge = m + self.yaw * 0.07 * along;
        let wide = 0.026 + 0.024 * along;
        z += self.nose * (0.022 + 0.075 * along * along) * hump(u - ridge, 0.0, wide, 1.0) * smooth(0.715, 0.675, v) * smooth(self.eye_y - 0.09, self.eye_y + 0.02, v);
        let l = m * 1.02;
        z += 0.022 * hump(u - l, v - 0.80, 0.13, 0.075);
        z += self.lips * (0.016 * hump(u - l, v - 0.774, 0.075, 0.013) + 0.021 * hump(u - l, v - 0.817, 0.065, 0.018));
        z -= 0.016 * hump(u - l, v - 0.793, 0.085, 0.008) + 0.020 * hump(u - l, v - 0.858, 0.08, 0.018);
        z + 0.036 * hump(u - m, v - 0.925, 0.085 * self.jaw, 0.05)
    }

    /// Skin colour with brows, eyes, lips and blush painted in.
    fn tint(&self, u: f32, v: f32, skin: V3, p: &Person, shade: f32) -> V3 {
        let mut c = skin;
        let warm = hump(u - self.mid, v - 0.62, 0.30, 0.06) * 0.22 + hump(u - self.mid, v - 0.67, 0.05, 0.03) * 0.15;
        c = c.mix(skin * hex(0xff9a86), warm);
        let (lip_u, lip_v) = (u - self.mid * 1.02, v - 0.796);
        let mouth = hump(lip_u, lip_v, 0.07, 0.024) * if p.woman { 0.75 } else { 0.35 };
        c = c.mix(hex(0x8a3c36), mouth);
        c = c * (1.0 - 0.62 * hump(lip_u, lip_v + 0.12 * lip_u * lip_u, 0.075, 0.006));
        for s in [-1.0, 1.0] {
            let e = (u - self.side(s * self.apart)) * s;
            let w = v - self.eye_y;
            let squeeze = 1.0 - 0.32 * self.yaw * s;
            c = c.mix(p.hair * 0.5, 0.85 * hump(e / squeeze - 0.01, w + 0.078 - 0.16 * e + 0.9 * e * e, 0.068, 0.010 + 0.004 * self.brow));
            c = c * (1.0 - 0.45 * hump(e / squeeze, w + 0.022, 0.075, 0.020));
            let almond = hump(e / squeeze, w - 0.002, 0.044 * self.eye, 0.014 * self.eye);
            c = c.mix(hex(0x9a948a), 0.55 * almond);
            c = c.mix(hex(0x16100e), smooth(0.35, 0.75, hump(e / squeeze - 0.006, w - 0.001, 0.023 * self.eye, 0.018 * self.eye)));
            c = c.mix(hex(0x120c0a), 0.9 * smooth(0.3, 0.7, hump(e / squeeze, w + 0.016 * self.eye - 2.2 * e * e, 0.056 * self.eye, 0.0075)));
            c = c * (1.0 - 0.6 * hump(u - self.side(s * 0.036) - self.yaw * 0.05, v - 0.702, 0.018, 0.010));
        }
        if p.glasses {
            for s in [-1.0, 1.0] {
                let d = ((u - self.side(s * self.apart)).powi(2) * 0.8 + (v - self.eye_y).powi(2)).sqrt();
                c = c * (1.0 - 0.85 * smooth(0.014, 0.006, (d - 0.082).abs()));
            }
        }
        c * (1.0 - shade * smooth(0.50, 0.36, v))
    }
}

/// A soft bump of height one.
fn hump(x: f32, y: f32, sx: f32, sy: f32) -> f32 {
    let d = (x * x) / (sx * sx) + (y * y) / (sy * sy);
    let t = (1.0 - d * 0.22).max(0.0);
    t * t * t
}

fn hair(p: &Person, lie: f32) -> Stuff {
    Stuff::cloth(p.hair, 0.3).folds(0.045, lie).gloss(0.35)
}

/// Hood and hair that hang behind the shoulders.
pub(crate) fn back(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let f = Frame::new(pose);
    if p.hat == Some(Word::Hood) {
        let hood = blob(&[(0.0, -0.2), (0.42, -0.05), (0.56, 0.4), (0.58, 1.0), (0.7, 1.4), (-0.7, 1.4), (-0.58, 1.0), (-0.56, 0.4), (-0.42, -0.05)]);
        b.part(&f.all(&hood), Stuff::cloth(p.cloth * 0.5, 0.3));
    } else if p.long_hair && !p.bald {
        let d = if p.salt & 2 == 0 { 1.65 } else { 1.15 };
        let x = -pose.yaw * 0.1;
        let fall = blob(&[(x, -0.05), (x + 0.38, 0.1), (x + 0.46, 0.5), (x + 0.47, 0.9), (x + 0.40, d), (x, d + 0.08), (x - 0.40, d), (x - 0.47, 0.9), (x - 0.46, 0.5), (x - 0.38, 0.1)]);
        b.part(&f.all(&fall), hair(p, 0.0));
    }
}

/// The head itself with everything on it.
pub(crate) fn front(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let f = Frame::new(pose);
    let face = Face::new(p, pose);
    if !p.long_hair || p.bald {
        let near = -pose.yaw.signum();
        let ear = ellipse(near * 0.355 - pose.yaw * 0.03, 0.55, 0.055, 0.10, near * 0.15);
        b.part(&f.all(&ear), Stuff::plain(p.skin * 0.95, 0.08));
    }
    let shade = match p.hat {
        Some(Word::Hat | Word::Hood | Word::Helmet) => 0.72,
        Some(Word::Cap | Word::TopHat) => 0.5,
        _ => 0.0,
    };
    let skin = Stuff::plain(p.skin, 0.46).cast(0.75).gloss(0.12);
    let relief = |x: f32, y: f32| {
        let (u, v) = f.back(x, y);
        face.relief(u, v)
    };
    let tint = |x: f32, y: f32, c: V3| {
        let (u, v) = f.back(x, y);
        face.tint(u, v, c, p, shade)
    };
    b.sculpt(&f.all(&face.outline()), skin, relief, tint);
    beard(b, p, &f, &face);
    if !p.bald {
        locks(b, p, &f, pose.yaw);
    }
    hat(b, p, &f, pose.yaw);
}

fn beard(b: &mut Body<'_>, p: &Person, f: &Frame, face: &Face) {
    let m = face.mid;
    let j = face.jaw;
    if p.beard {
        let d = if p.salt & 4 == 0 || p.old { 1.42 } else { 1.14 };
        let shape = blob(&[(-0.35 * j, 0.56), (-0.27 * j + m * 0.2, 0.72), (m - 0.13, 0.735), (m, 0.75), (m + 0.13, 0.735), (0.27 * j + m * 0.2, 0.72), (0.35 * j, 0.56), (0.33 * j + m * 0.3, 0.9), (0.20 + m * 0.7, d - 0.1), (m * 0.8, d), (-0.20 + m * 0.7, d - 0.1), (-0.33 * j + m * 0.3, 0.9)]);
        b.part(&f.all(&shape), hair(p, 0.0).cast(0.6));
        let mouth = ellipse(m, 0.815, 0.075, 0.020, 0.0);
        b.part(&f.all(&mouth), Stuff::plain(hex(0x5a2c26), 0.03).cast(0.0));
    }
    if p.beard || p.moustache {
        for s in [-1.0, 1.0] {
            let k = tube(&[(m + s * 0.01, 0.745, 0.026), (face.side(s * 0.09), 0.762, 0.028), (face.side(s * 0.17), 0.80, 0.012)]);
            b.part(&f.all(&k), hair(p, s * 1.2).cast(0.4));
        }
    }
}

fn locks(b: &mut Body<'_>, p: &Person, f: &Frame, yaw: f32) {
    let x = -yaw * 0.07;
    let m = yaw * 0.14;
    let part: f32 = if p.salt & 8 == 0 { 0.12 } else { -0.12 };
    let stuff = hair(p, 0.5 * part.signum());
    let high = if p.old && !p.woman { 0.14 } else { 0.21 };
    let side = if p.long_hair { 0.95 } else if p.woman { 0.72 } else { 0.47 };
    let out = if p.long_hair || p.woman { 0.44 } else { 0.39 };
    let tuck = if p.woman { 0.27 } else { 0.335 };
    let cap = blob(&[
        (x, -0.06),
        (x + 0.26, -0.015),
        (x + out - 0.01, 0.2),
        (x + out, 0.42),
        (x + out - 0.03, side),
        (x + tuck + 0.02, side - 0.04),
        (x + tuck, 0.42),
        (m + 0.24, high + 0.06),
        (m + part, high - 0.04),
        (m - 0.24, high + 0.08),
        (x - tuck, 0.42),
        (x - tuck - 0.02, side - 0.04),
        (x - out + 0.03, side),
        (x - out, 0.42),
        (x - out + 0.01, 0.2),
        (x - 0.26, -0.015),
    ]);
    b.part(&f.all(&cap), stuff.cast(0.5));
    if p.woman && !p.long_hair && p.hat.is_none() && p.salt & 16 == 0 {
        b.part(&f.all(&ellipse(x - yaw * 0.2, -0.1, 0.19, 0.16, 0.0)), hair(p, 1.2));
    }
}

fn hat(b: &mut Body<'_>, p: &Person, f: &Frame, yaw: f32) {
    let x = -yaw * 0.03;
    let felt = Stuff::cloth(p.hat_colour, 0.3).folds(0.012, 0.0).cast(0.8);
    let band = |b: &mut Body<'_>, y: f32, w: f32| {
        let t = tube(&[(x - w, y - 0.02, 0.045), (x, y + 0.045, 0.05), (x + w, y - 0.02, 0.045)]);
        b.part(&f.all(&t), Stuff::plain(p.accent * 0.4, 0.06));
    };
    match p.hat {
        Some(Word::Hat) => {
            b.part(&f.all(&ellipse(x, 0.21, 0.64, 0.135, yaw * 0.08)), felt);
            b.part(&f.all(&blob(&[(x - 0.38, 0.17), (x - 0.34, -0.12), (x - 0.2, -0.24), (x, -0.19), (x + 0.2, -0.24), (x + 0.34, -0.12), (x + 0.38, 0.17), (x, 0.23)])), felt);
            band(b, 0.12, 0.36);
        }
        Some(Word::TopHat) => {
            b.part(&f.all(&ellipse(x, 0.16, 0.58, 0.11, 0.0)), felt.gloss(0.4));
            b.part(&f.all(&blob(&[(x - 0.36, 0.13), (x - 0.36, -0.3), (x - 0.4, -0.62), (x, -0.67), (x + 0.4, -0.62), (x + 0.36, -0.3), (x + 0.36, 0.13), (x, 0.19)])), felt.gloss(0.5));
            band(b, 0.06, 0.36);
        }
        Some(Word::Cap) => {
            b.part(&f.all(&blob(&[(x - 0.42, 0.18), (x - 0.44, -0.02), (x - 0.2, -0.14), (x + 0.2, -0.14), (x + 0.44, -0.02), (x + 0.42, 0.18), (x, 0.24)])), felt);
            b.part(&f.all(&ellipse(x + yaw * 0.16, 0.24, 0.34, 0.07, 0.0)), felt.cast(0.9));
        }
        Some(Word::Hood) => {
            let outer = blob(&[(x, -0.17), (x + 0.36, -0.06), (x + 0.52, 0.35), (x + 0.50, 0.85), (x + 0.3, 1.25), (x, 1.36), (x - 0.3, 1.25), (x - 0.50, 0.85), (x - 0.52, 0.35), (x - 0.36, -0.06)]);
            let m = x + yaw * 0.1;
            let inner = ellipse(m, 0.55, 0.325, 0.50, 0.0);
            b.part(&f.all(&ring(outer, &inner)), Stuff::cloth(p.cloth, 0.3).cast(0.8));
        }
        Some(Word::Crown) => {
            let mut pts: Vec<P> = vec![(x - 0.37, 0.16), (x, 0.22), (x + 0.37, 0.16)];
            pts.extend((0..9).map(|i| (x + 0.38 - 0.095 * i as f32, if i % 2 == 0 { -0.16 } else { 0.0 })));
            b.part(&f.all(&pts), Stuff::plain(hex(0xb8923e), 0.1).gloss(1.0));
        }
        Some(Word::Helmet) => {
            let steel = Stuff::plain(hex(0x7c828a).mix(p.cloth, 0.3), 0.5).gloss(0.9).cast(0.8);
            b.part(&f.all(&blob(&[(x - 0.44, 0.33), (x - 0.43, 0.05), (x - 0.2, -0.16), (x + 0.2, -0.16), (x + 0.43, 0.05), (x + 0.44, 0.33), (x, 0.28)])), steel);
            b.part(&f.all(&ellipse(x, 0.29, 0.52, 0.07, 0.0)), steel);
        }
        _ => {}
    }
}

/// An outline with a hole: the inner curve runs the other way round.
fn ring(mut outer: Vec<P>, inner: &[P]) -> Vec<P> {
    outer.push(outer[0]);
    let area = |q: &[P]| -> f32 {
        (0..q.len()).map(|i| q[i].0 * q[(i + 1) % q.len()].1 - q[(i + 1) % q.len()].0 * q[i].1).sum()
    };
    let mut hole: Vec<P> = inner.to_vec();
    if area(&hole) * area(&outer) > 0.0 {
        hole.reverse();
    }
    hole.push(hole[0]);
    outer.extend(hole);
    outer
}
