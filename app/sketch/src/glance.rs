//! What a ray brings back: surfaces lit by sun and lamps, mirrored and dimmed by air.

use crate::rng::{fbm, noise};
use crate::solid::{Skin, World};
use crate::vec::{V3, hex, smooth, v};

impl World {
    /// The colour seen along a ray and its length.
    pub(crate) fn trace(&self, o: V3, d: V3, dither: f32, deep: bool) -> (V3, f32) {
        let Some(hit) = self.hit(o, d) else {
            return (self.sky(d), 400.0);
        };
        let p = o + d * hit.t;
        let mut base = self.texture(&hit, p);
        if hit.skin == Skin::Glow {
            return (base, hit.t);
        }
        let n = hit.n;
        if self.snow > 0.0 && n.y > 0.3 && self.room.is_none() && hit.skin != Skin::Water {
            base = base.mix(
                hex(0xd4dee8),
                0.9 * smooth(0.2, 0.5, fbm(p.x * 0.8, p.z * 0.8, 5) + 0.15),
            );
        }
        let lit = self.light(p + n * 0.01, n, dither);
        let mut c = base * lit;
        let slick = if hit.skin == Skin::Water {
            0.85
        } else {
            self.wet * 0.38 * n.y.max(0.0)
        };
        if slick > 0.05 && deep {
            let k = if hit.skin == Skin::Water { 0.10 } else { 0.05 };
            let wob = fbm(p.x * 1.3, p.z * 2.6, self.salt) - 0.5;
            let m = (n + v(
                wob * k,
                0.0,
                (noise(p.x * 3.1, p.z * 5.0, 7) - 0.5) * k * 2.0,
            ))
            .unit();
            let back = (d - m * (2.0 * d.dot(m))).unit();
            let graze = 1.0 - (-d.dot(n)).clamp(0.0, 1.0);
            let (mirror, _) = self.trace(p + n * 0.02, back, dither, false);
            c = c.mix(
                mirror + self.glints(p, back),
                slick * (0.25 + 0.75 * graze * graze),
            );
        }
        let fade = 1.0 - (-hit.t * self.air).exp();
        let haze = if self.room.is_some() {
            self.mood.glow * 0.35
        } else {
            self.mood.horizon * 0.8
        };
        (c.mix(haze, fade), hit.t)
    }

    /// Lamps mirrored in water or wet stone.
    fn glints(&self, p: V3, back: V3) -> V3 {
        let mut sum = V3::default();
        for b in &self.bulbs {
            let near = (b.at - p).unit().dot(back).max(0.0);
            sum += b.colour * (near.powi(60) * 0.7);
        }
        sum
    }

    /// All the light reaching a point.
    fn light(&self, p: V3, n: V3, dither: f32) -> V3 {
        let m = &self.mood;
        let up = 0.5 + 0.5 * n.y;
        let soft = if self.room.is_some() { 0.62 } else { 0.75 };
        let mut sum = m.fill.mix(m.horizon * 0.7, 0.4 * up) * (soft * (0.55 + 0.45 * up));
        if self.room.is_some() {
            // Daylight that the walls have already thrown about.
            sum += self.sunlight * (0.16 + 0.06 * n.z.abs());
        }
        let face = n.dot(self.sun);
        if face > 0.0 && !self.blocked(p, self.sun, f32::MAX) {
            let gain = if self.room.is_some() { 2.2 } else { 1.0 };
            sum += self.sunlight * (face * gain);
        }
        for b in &self.bulbs {
            let to = b.at - p + v(dither - 0.5, 0.0, dither * 0.7 - 0.3) * 0.22;
            let far = to.len();
            let dir = to * (1.0 / far.max(1e-3));
            let face = n.dot(dir) * 0.85 + 0.15;
            let fall = b.reach / (0.25 + far * far);
            if face <= 0.0 || fall < 0.01 {
                continue;
            }
            let open = fall < 0.03 || !self.blocked(p, dir, far - 0.45);
            sum += b.colour * (face * fall.min(3.0) * if open { 1.0 } else { 0.12 });
        }
        sum
    }

    /// Daylight caught by the room's air.
    pub(crate) fn shaft(&self, d: V3, t: f32, dither: f32) -> V3 {
        let far = t.min(16.0);
        let mut lit = 0.0;
        for i in 0..10 {
            let p = self.eye + d * (far * (i as f32 + dither) / 10.0);
            if self.shell(p, self.sun).is_none() {
                lit += 0.1;
            }
        }
        self.sunlight.mix(self.mood.glow, 0.4) * (lit * 0.14 * (far / 14.0))
    }
}
