//! The face: its place in the figure, its relief and its colouring.

use crate::cast::Person;
use crate::figure::Pose;
use crate::rng::Rng;
use crate::shape::{P, blob};
use crate::vec::{V3, hex, smooth};

/// Maps head space (crown 0, chin 1) into the figure and back.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) at: P,
    pub(crate) sin: f32,
    pub(crate) cos: f32,
}

impl Frame {
    pub(crate) fn new(pose: &Pose) -> Frame {
        let (sin, cos) = pose.tilt.sin_cos();
        Frame {
            at: pose.head,
            sin,
            cos,
        }
    }

    pub(crate) fn out(&self, p: P) -> P {
        let (x, y) = (p.0, p.1 - 0.9);
        (
            self.at.0 + x * self.cos - y * self.sin,
            self.at.1 + 0.9 + x * self.sin + y * self.cos,
        )
    }

    pub(crate) fn back(&self, x: f32, y: f32) -> P {
        let (x, y) = (x - self.at.0, y - self.at.1 - 0.9);
        (
            x * self.cos + y * self.sin,
            0.9 - x * self.sin + y * self.cos,
        )
    }

    pub(crate) fn all(&self, pts: &[P]) -> Vec<P> {
        pts.iter().map(|p| self.out(*p)).collect()
    }
}

/// The proportions of one face, decided by the name.
#[derive(Clone, Copy)]
pub(crate) struct Face {
    pub(crate) yaw: f32,
    pub(crate) jaw: f32,
    pub(crate) nose: f32,
    pub(crate) brow: f32,
    pub(crate) eye: f32,
    pub(crate) lips: f32,
    pub(crate) mid: f32,
    pub(crate) apart: f32,
    pub(crate) eye_y: f32,
    pub(crate) old: f32,
}

impl Face {
    pub(crate) fn new(p: &Person, pose: &Pose) -> Face {
        let mut r = Rng::new(p.salt);
        let soft = p.woman || p.child;
        Face {
            yaw: pose.yaw,
            jaw: r.range(0.9, 1.08) * if soft { 0.9 } else { 1.05 } * (0.8 + 0.2 * p.girth),
            nose: r.range(0.85, 1.2) * if soft { 0.5 } else { 0.85 },
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
    pub(crate) fn side(&self, d: f32) -> f32 {
        self.mid + d * (1.0 - 0.32 * self.yaw * d.signum())
    }

    pub(crate) fn outline(&self) -> Vec<P> {
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
    pub(crate) fn relief(&self, u: f32, v: f32) -> f32 {
        let m = self.mid;
        let mut z = 0.030 * self.brow * hump(u - m, v - self.eye_y + 0.075, 0.20, 0.030);
        for s in [-1.0, 1.0] {
            let e = self.side(s * self.apart);
            z -= (0.026 + 0.018 * self.brow) * hump(u - e, v - self.eye_y, 0.085, 0.048);
            z += 0.024
                * hump(
                    u - e,
                    v - self.eye_y - 0.005,
                    0.060 * self.eye,
                    0.032 * self.eye,
                );
            z += 0.022 * hump(u - self.side(s * 0.21), v - 0.62, 0.09, 0.07);
            z -= (0.010 * self.brow + 0.02 * self.old)
                * hump(u - self.side(s * 0.21), v - 0.76, 0.07, 0.08);
            z -= 0.016
                * self.old
                * hump(
                    u - self.side(s * 0.12),
                    v - 0.72 - 0.2 * (u - m).abs(),
                    0.02,
                    0.06,
                );
            z += 0.026 * self.nose * hump(u - self.side(s * 0.05), v - 0.672, 0.032, 0.026);
        }
        let along = smooth(self.eye_y - 0.05, 0.67, v);
        let ridge = m + self.yaw * 0.07 * along;
        let wide = 0.026 + 0.024 * along;
        z += self.nose
            * (0.022 + 0.060 * along * along)
            * hump(u - ridge, 0.0, wide, 1.0)
            * smooth(0.715, 0.675, v)
            * smooth(self.eye_y - 0.09, self.eye_y + 0.02, v);
        let l = m * 1.02;
        z += 0.014 * hump(u - l, v - 0.80, 0.13, 0.075);
        z += self.lips
            * (0.010 * hump(u - l, v - 0.774, 0.075, 0.016)
                + 0.012 * hump(u - l, v - 0.817, 0.065, 0.018));
        z -= 0.008 * hump(u - l, v - 0.793, 0.085, 0.010)
            + 0.009 * hump(u - l, v - 0.862, 0.08, 0.026);
        z + 0.020 * hump(u - m, v - 0.925, 0.10 * self.jaw, 0.06)
    }

    /// Skin colour with brows, eyes, lips and blush painted in.
    pub(crate) fn tint(&self, u: f32, v: f32, skin: V3, p: &Person, shade: f32) -> V3 {
        let mut c = skin;
        let warm = hump(u - self.mid, v - 0.62, 0.30, 0.06) * 0.22
            + hump(u - self.mid, v - 0.67, 0.05, 0.03) * 0.15;
        c = c.mix(skin * hex(0xff9a86), warm);
        let (lip_u, lip_v) = (u - self.mid * 1.02, v - 0.796);
        let mouth = hump(lip_u, lip_v, 0.07, 0.024) * if p.woman { 0.75 } else { 0.35 };
        c = c.mix(hex(0x8a3c36), mouth);
        c = c * (1.0 - 0.62 * hump(lip_u, lip_v + 0.12 * lip_u * lip_u, 0.075, 0.006));
        for s in [-1.0, 1.0] {
            let e = (u - self.side(s * self.apart)) * s;
            let w = v - self.eye_y;
            let squeeze = 1.0 - 0.32 * self.yaw * s;
            c = c.mix(
                p.hair * 0.5,
                0.85 * hump(
                    e / squeeze - 0.01,
                    w + 0.078 - 0.16 * e + 0.9 * e * e,
                    0.068,
                    0.010 + 0.004 * self.brow,
                ),
            );
            c = c * (1.0 - 0.45 * hump(e / squeeze, w + 0.022, 0.075, 0.020));
            let almond = hump(e / squeeze, w - 0.002, 0.044 * self.eye, 0.014 * self.eye);
            c = c.mix(hex(0xc4beb4), 0.75 * almond);
            c = c.mix(
                hex(0x16100e),
                smooth(
                    0.35,
                    0.75,
                    hump(
                        e / squeeze - 0.006,
                        w - 0.001,
                        0.023 * self.eye,
                        0.018 * self.eye,
                    ),
                ),
            );
            c = c.mix(
                hex(0x120c0a),
                0.9 * smooth(
                    0.3,
                    0.7,
                    hump(
                        e / squeeze,
                        w + 0.016 * self.eye - 2.2 * e * e,
                        0.056 * self.eye,
                        0.0075,
                    ),
                ),
            );
            c = c
                * (1.0
                    - 0.6
                        * hump(
                            u - self.side(s * 0.036) - self.yaw * 0.05,
                            v - 0.702,
                            0.018,
                            0.010,
                        ));
        }
        if p.glasses {
            for s in [-1.0, 1.0] {
                let d = ((u - self.side(s * self.apart)).powi(2) * 0.8 + (v - self.eye_y).powi(2))
                    .sqrt();
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
