//! Brush strokes laid over the finished light, following its forms.

use crate::canvas::Canvas;
use crate::rng::{Rng, noise, speck};
use crate::vec::V3;

/// Repaints the picture with strokes: broad ones everywhere, fine ones where detail is.
pub(crate) fn strokes(c: &mut Canvas, r: &mut Rng) {
    let source = c.quarter();
    let h = (c.w.min(c.h)) as f32;
    let flow = r.range(-0.5, 0.5);
    let salt = r.next() as u32;
    for (size, cover, opacity) in [(0.026, 0.9, 0.42), (0.009, 0.85, 0.42)] {
        let step = (h * size).max(3.0);
        let (nx, ny) = (
            (c.w as f32 / step) as i32 + 1,
            (c.h as f32 / step) as i32 + 1,
        );
        for gy in 0..ny {
            for gx in 0..nx {
                let jitter = |k: u32| speck(gx, gy, salt ^ k);
                if jitter(1) > cover {
                    continue;
                }
                let at = (
                    (gx as f32 + jitter(2)) * step,
                    (gy as f32 + jitter(3)) * step,
                );
                let bend = (noise(at.0 / h * 2.2, at.1 / h * 2.2, salt) - 0.5) * 2.4 + flow;
                let (dir, edge) = direction(&source, at, bend);
                if edge > if size > 0.02 { 0.11 } else { 0.22 } {
                    continue;
                }
                let stroke = Stroke {
                    at,
                    dir,
                    half: step * (1.3 + 0.9 * jitter(4)) * (1.0 - 4.0 * edge).max(0.3),
                    wide: step * 0.42,
                    opacity: opacity * (1.0 - 3.6 * edge).clamp(0.1, 1.0),
                    lift: 0.94 + 0.12 * jitter(5),
                    salt: salt ^ (gx as u32) << 12 ^ gy as u32,
                };
                stroke.lay(c, &source);
            }
        }
    }
}

/// The way a stroke runs, across the gradient of light, and how strong the edge is.
fn direction(q: &Canvas, at: (f32, f32), calm: f32) -> ((f32, f32), f32) {
    let l = |dx: f32, dy: f32| q.sample(at.0 * 0.25 + dx, at.1 * 0.25 + dy).luma().sqrt();
    let (left, right, above, below, here) = (
        l(-1.5, 0.0),
        l(1.5, 0.0),
        l(0.0, -1.5),
        l(0.0, 1.5),
        l(0.0, 0.0),
    );
    let (gx, gy) = (right - left, below - above);
    // A thin bright line has no gradient on its crest, only curvature.
    let crest = (2.0 * here - left - right)
        .abs()
        .max((2.0 * here - above - below).abs());
    let slope = (gx * gx + gy * gy).sqrt();
    let edge = slope.max(crest * 1.5);
    let (s, c) = calm.sin_cos();
    let k = (slope * 14.0).min(1.0);
    let (tx, ty) = if slope > 1e-4 {
        (-gy / slope, gx / slope)
    } else {
        (c, s)
    };
    let flip = if tx * c + ty * s < 0.0 { -1.0 } else { 1.0 };
    let (x, y) = (c + (tx * flip - c) * k, s + (ty * flip - s) * k);
    let n = (x * x + y * y).sqrt().max(1e-3);
    ((x / n, y / n), edge)
}

struct Stroke {
    at: (f32, f32),
    dir: (f32, f32),
    half: f32,
    wide: f32,
    opacity: f32,
    lift: f32,
    salt: u32,
}

impl Stroke {
    /// Lays the stroke: its colour from the source, broken up by bristles.
    fn lay(&self, c: &mut Canvas, source: &Canvas) {
        let tone: V3 = source.sample(self.at.0 * 0.25, self.at.1 * 0.25) * self.lift;
        let bristle = 2.2 / self.wide.max(1.0);
        let reach = self.half + self.wide;
        c.near(self.at.0, self.at.1, reach, |x, y, p| {
            let (dx, dy) = (x - self.at.0, y - self.at.1);
            let u = (dx * self.dir.0 + dy * self.dir.1) / self.half;
            let w = (dy * self.dir.0 - dx * self.dir.1) / self.wide;
            if u * u >= 1.0 || w * w >= 1.0 {
                return p;
            }
            let hair = speck((w * self.wide * bristle * 2.0) as i32, 0, self.salt);
            let ends = 1.0 - u * u;
            let a = self.opacity * (1.0 - w * w * w * w) * ends.min(0.35 + 0.65 * hair);
            p.mix(tone, a)
        });
    }
}
