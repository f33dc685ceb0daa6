//! What the surfaces and the sky of a place look like, and how rays meet its solids.

use crate::rng::{fbm, noise, speck};
use crate::solid::{Hit, Skin, World};
use crate::vec::{V3, hex, smooth, v};

impl World {
    /// The sky with cloud, horizon light and the far skyline.
    pub(crate) fn sky(&self, d: V3) -> V3 {
        let m = &self.mood;
        let up = d.y.max(0.0);
        let sun = d.dot(self.sun).max(0.0);
        let mut c = m.horizon.mix(m.deep * 1.6, smooth(0.0, 0.75, up.sqrt()));
        c = c.mix(m.glow * 1.3, 0.8 * sun.powi(6));
        let k = 1.0 / (up + 0.16);
        let cloud = smooth(
            0.42,
            0.78,
            fbm(d.x * k * 1.6 + 9.0, d.z * k * 2.4, self.salt),
        );
        c = c.mix(
            m.deep.mix(m.horizon, 0.35 + 0.5 * sun),
            0.62 * cloud * smooth(0.0, 0.12, up),
        );
        if self.ridge.0 > 0.0 {
            let a = d.x.atan2(d.z);
            let line = if self.ridge.1 {
                fbm(a * 2.4, 0.0, self.salt ^ 3)
            } else {
                noise((a * 16.0).floor() * 1.7, 0.0, self.salt ^ 3)
            };
            let near = smooth(self.ridge.0 * line + 0.006, self.ridge.0 * line, d.y);
            c = c.mix(m.deep.mix(m.horizon, 0.38), near * 0.9);
        }
        c
    }

    /// The surface's colour at a point.
    pub(crate) fn texture(&self, hit: &Hit, p: V3) -> V3 {
        let n = hit.n;
        let (u, w) = if n.y.abs() > 0.5 {
            (p.x, p.z)
        } else if n.x.abs() > 0.5 {
            (p.z, p.y)
        } else {
            (p.x, p.y)
        };
        let age = 0.72 + 0.56 * fbm(u * 1.7, w * 1.7, self.salt);
        let base = hit.colour * age;
        let groove = |t: f32, wide: f32| smooth(0.0, wide, (t - t.round()).abs());
        match hit.skin {
            Skin::Plank => {
                base * (0.35 + 0.65 * groove(u * 4.5, 0.09))
                    * (0.8 + 0.4 * speck((u * 4.5 + 0.5).floor() as i32, 0, 3))
            }
            Skin::Stone => {
                let row = (w * 2.2 + 0.5).floor();
                let shift = 0.5 * (row as i32 & 1) as f32;
                let tone =
                    0.75 + 0.5 * speck((u * 1.2 + shift + 0.5).floor() as i32, row as i32, 9);
                base * (0.4 + 0.6 * groove(w * 2.2, 0.10) * groove(u * 1.2 + shift, 0.06)) * tone
            }
            Skin::Panel => {
                let low = if p.y < 1.1 { 0.62 } else { 1.0 };
                base * low
                    * (0.7 + 0.3 * groove(u * 0.9, 0.05))
                    * (0.6 + 0.4 * smooth(0.0, 0.04, (p.y - 1.1).abs()))
            }
            Skin::Shelf => {
                let row = (w * 2.6).floor();
                let book = speck((u * 13.0).floor() as i32, row as i32, 4);
                let gap = smooth(0.0, 0.12, w * 2.6 - row)
                    * smooth(1.0, 0.62 + 0.3 * book, w * 2.6 - row);
                base * (0.25 + gap * (0.5 + 1.1 * book))
                    * (v(1.0, 0.8, 0.7)
                        .mix(v(0.7, 0.9, 1.0), speck((u * 13.0) as i32, row as i32, 8)))
            }
            Skin::Facade => self.facade(base, u, w),
            Skin::Bark => base * (0.45 + 0.9 * noise(p.x * 9.0 + p.z * 7.0, p.y * 1.3, 6)),
            Skin::Earth => base * (0.7 + 0.6 * fbm(u * 5.0, w * 5.0, 2)),
            Skin::Water => base * 0.35,
            Skin::Glow => hit.colour,
            Skin::Plain => base,
        }
    }

    /// House fronts with windows, some of them lit after dark.
    fn facade(&self, base: V3, u: f32, w: f32) -> V3 {
        let (cu, cw) = ((u * 0.62).floor(), (w * 0.42).floor());
        let (fu, fw) = (u * 0.62 - cu, w * 0.42 - cw);
        let pane = smooth(0.30, 0.34, fu)
            * smooth(0.70, 0.66, fu)
            * smooth(0.28, 0.31, fw)
            * smooth(0.80, 0.77, fw);
        let luck = speck(cu as i32, cw as i32, self.salt ^ 11);
        let dusk = 1.0 - smooth(0.05, 0.5, self.mood.horizon.luma());
        let glow = if luck > 0.68 {
            hex(0xffb860) * (6.0 * dusk)
        } else {
            base * 0.15
        };
        let cross = smooth(0.0, 0.03, (fu - 0.5).abs()) * smooth(0.0, 0.03, (fw - 0.55).abs());
        base.mix(glow, pane * (0.35 + 0.65 * cross))
    }
}

/// Where a ray enters a box, and the face it meets.
pub(crate) fn block_hit(o: V3, d: V3, lo: V3, hi: V3) -> Option<(f32, V3)> {
    let inv = d.map(|c| if c.abs() < 1e-6 { 1e6 } else { 1.0 / c });
    let (a, b) = ((lo - o) * inv, (hi - o) * inv);
    let near = v(a.x.min(b.x), a.y.min(b.y), a.z.min(b.z));
    let far = a.max(b);
    let t = near.x.max(near.y).max(near.z);
    if t < 1e-3 || t > far.x.min(far.y).min(far.z) {
        return None;
    }
    let n = if t == near.x {
        v(-d.x.signum(), 0.0, 0.0)
    } else if t == near.y {
        v(0.0, -d.y.signum(), 0.0)
    } else {
        v(0.0, 0.0, -d.z.signum())
    };
    Some((t, n))
}

/// Where a ray enters a tapered column standing on `foot`.
pub(crate) fn column_hit(o: V3, d: V3, foot: V3, r: (f32, f32), high: f32) -> Option<(f32, V3)> {
    let q = o - foot;
    let slope = (r.1 - r.0) / high;
    let (ry, dr) = (r.0 + slope * q.y, slope * d.y);
    let a = d.x * d.x + d.z * d.z - dr * dr;
    let b = q.x * d.x + q.z * d.z - ry * dr;
    let c = q.x * q.x + q.z * q.z - ry * ry;
    let disc = b * b - a * c;
    if disc > 0.0 && a.abs() > 1e-9 {
        let t = (-b - disc.sqrt()) / a;
        let p = q + d * t;
        if t > 1e-3 && p.y >= 0.0 && p.y <= high {
            return Some((t, v(p.x, -slope * (ry + dr * t), p.z).unit()));
        }
    }
    let t = (high - q.y) / d.y;
    let p = q + d * t;
    (d.y < 0.0 && t > 1e-3 && p.x * p.x + p.z * p.z < r.1 * r.1).then(|| (t, v(0.0, 1.0, 0.0)))
}
