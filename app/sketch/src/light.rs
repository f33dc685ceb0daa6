//! The lights of a shot and how a surface answers them.

use crate::brief::{Hour, Spec};
use crate::rng::Rng;
use crate::vec::{V3, smooth, v};

/// A small practical light within the picture, in pixels; `z` is towards the viewer.
#[derive(Clone, Copy)]
pub(crate) struct Lamp {
    pub(crate) at: V3,
    pub(crate) reach: f32,
    pub(crate) colour: V3,
}

/// Key, fill, rim and an optional lamp.
#[derive(Clone)]
pub(crate) struct Rig {
    /// Towards the key light; x right, y down, z to the viewer.
    pub(crate) key_dir: V3,
    pub(crate) key: V3,
    pub(crate) fill: V3,
    pub(crate) bounce: V3,
    pub(crate) rim_dir: V3,
    pub(crate) rim: V3,
    pub(crate) lamp: Option<Lamp>,
}

impl Rig {
    /// The lights for a shot: the words choose the colours, the seed the directions.
    pub(crate) fn new(spec: &Spec, r: &mut Rng) -> Rig {
        let side = r.sign();
        let (lift, gain) = match spec.hour {
            Hour::Day | Hour::Snow => (-0.8, 1.35),
            Hour::Fog => (-0.8, 0.8),
            Hour::Sunset | Hour::Dawn => (-0.22, 1.5),
            Hour::Candle | Hour::Fire => (r.range(-0.1, 0.25), 1.5),
            Hour::Night => (-0.6, 0.95),
            Hour::Studio | Hour::Mono => (r.range(-0.75, -0.3), 1.35),
        };
        let m = &spec.mood;
        let key_dir = v(side * r.range(0.55, 1.0), lift, r.range(0.35, 0.75)).unit();
        Rig {
            key_dir,
            key: m.key * gain,
            fill: m.fill * 1.15,
            bounce: m.floor * 0.8,
            rim_dir: v(-side * r.range(0.6, 0.9), -0.55, -0.35).unit(),
            rim: m.rim * 1.15,
            lamp: None,
        }
    }

    /// The colour of a surface facing `n`; `tooth` is brush noise around zero.
    pub(crate) fn shade(&self, albedo: V3, n: V3, gloss: f32, at: (f32, f32), tooth: f32) -> V3 {
        let up = 0.5 - 0.5 * n.y;
        let ambient = self.fill * (0.35 + 0.65 * up) + self.bounce * (1.0 - up);
        let lit = planes(smooth(-0.12, 0.95, n.dot(self.key_dir) + tooth * 0.30));
        let edge = (1.0 - n.z).max(0.0);
        let rim = edge * edge * (n.x * self.rim_dir.x + n.y * self.rim_dir.y).max(0.0);
        let half = (self.key_dir + v(0.0, 0.0, 1.0)).unit();
        let shine = n.dot(half).max(0.0).powi(24) * gloss;
        let mut out = albedo * (ambient + self.key * lit);
        out += self.rim * (rim * (0.5 + 0.9 * gloss)) * (albedo * 0.6 + v(0.2, 0.2, 0.2));
        out += self.key * (shine * 0.45 * (0.6 + tooth));
        if let Some(lamp) = &self.lamp {
            out += lamp.light(albedo, n, gloss, at);
        }
        out
    }
}

impl Lamp {
    fn light(&self, albedo: V3, n: V3, gloss: f32, at: (f32, f32)) -> V3 {
        let to = self.at - v(at.0, at.1, 0.0);
        let d2 = to.dot(to) / (self.reach * self.reach);
        let dir = to.unit();
        let fall = 1.0 / (0.12 + 3.0 * d2) * smooth(1.6, 0.2, d2.sqrt());
        let face = planes(smooth(-0.25, 0.9, n.dot(dir)));
        let shine = n.dot((dir + v(0.0, 0.0, 1.0)).unit()).max(0.0).powi(20) * gloss;
        self.colour * (fall * face) * albedo + self.colour * (shine * fall * 0.12)
    }
}

/// Gathers smooth light into a few soft planes, as a painter blocks in tone.
fn planes(t: f32) -> f32 {
    let q = t * 4.0;
    let step = q.floor();
    let soft = step + smooth(0.2, 0.8, q - step);
    0.45 * t + 0.55 * soft * 0.25
}
