//! Brush strokes laid over the finished light, following its forms.

use crate::canvas::{BANDS, Canvas};
use crate::rng::{Rng, noise, speck};
use crate::vec::V3;

/// Repaints the picture with strokes: broad ones everywhere, fine ones where detail is.
pub(crate) fn strokes(c: &mut Canvas, r: &mut Rng) {
    let source = c.quarter();
    let flow = r.range(-0.5, 0.5);
    let salt = r.next() as u32;
    let size = (c.w as f32, c.h as f32);
    let mut plan = Vec::new();
    for (scale, cover, opacity, sharpest) in [(0.026, 0.9, 0.42, 0.11), (0.009, 0.85, 0.42, 0.22)] {
        let step = (size.0.min(size.1) * scale).max(3.0);
        for gy in 0..(size.1 / step) as i32 + 1 {
            for gx in 0..(size.0 / step) as i32 + 1 {
                let jitter = |k: u32| speck(gx, gy, salt ^ k);
                if jitter(1) > cover {
                    continue;
                }
                let at = (
                    (gx as f32 + jitter(2)) * step,
                    (gy as f32 + jitter(3)) * step,
                );
                let bend = noise(at.0 / size.1 * 2.2, at.1 / size.1 * 2.2, salt) - 0.5;
                let (dir, edge) = direction(&source, at, bend * 2.4 + flow);
                if edge > sharpest {
                    continue;
                }
                plan.push(Stroke {
                    at,
                    dir,
                    half: step * (1.3 + 0.9 * jitter(4)) * (1.0 - 4.0 * edge).max(0.3),
                    wide: step * 0.42,
                    opacity: opacity * (1.0 - 3.6 * edge).clamp(0.1, 1.0),
                    tone: source.sample(at.0 * 0.25, at.1 * 0.25) * (0.94 + 0.12 * jitter(5)),
                    salt: salt ^ ((gx as u32) << 12) ^ gy as u32,
                });
            }
        }
    }
    lay(c, &plan);
}

/// Lays all strokes, in order within each band of the picture.
fn lay(c: &mut Canvas, plan: &[Stroke]) {
    let (w, rows) = (c.w, c.h.div_ceil(BANDS));
    std::thread::scope(|s| {
        for (i, band) in c.px.chunks_mut(rows * w).enumerate() {
            s.spawn(move || plan.iter().for_each(|p| p.lay(band, w, i * rows)));
        }
    });
}

/// The way a stroke runs, across the gradient of light, and how strong the edge is.
fn direction(q: &Canvas, at: (f32, f32), calm: f32) -> ((f32, f32), f32) {
    let l = |dx: f32, dy: f32| q.sample(at.0 * 0.25 + dx, at.1 * 0.25 + dy).luma().sqrt();
    let (left, right, above, below) = (l(-1.5, 0.0), l(1.5, 0.0), l(0.0, -1.5), l(0.0, 1.5));
    let (here, gx, gy) = (2.0 * l(0.0, 0.0), right - left, below - above);
    // A thin bright line has no gradient on its crest, only curvature.
    let crest = (here - left - right)
        .abs()
        .max((here - above - below).abs());
    let slope = (gx * gx + gy * gy).sqrt();
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
    ((x / n, y / n), slope.max(crest * 1.5))
}

struct Stroke {
    at: (f32, f32),
    dir: (f32, f32),
    half: f32,
    wide: f32,
    opacity: f32,
    tone: V3,
    salt: u32,
}

impl Stroke {
    /// Lays the part of the stroke that falls on a band whose first row is `top`.
    fn lay(&self, band: &mut [V3], width: usize, top: usize) {
        let (c, s) = self.dir;
        let tall = self.half * s.abs() + self.wide * c.abs();
        let y0 = ((self.at.1 - tall).ceil() as i32).max(top as i32);
        let y1 = ((self.at.1 + tall) as i32).min((top + band.len() / width) as i32 - 1);
        for y in y0..=y1 {
            let dy = y as f32 - self.at.1;
            let (a0, a1) = span(c, dy * s, self.half);
            let (b0, b1) = span(-s, dy * c, self.wide);
            let x0 = ((self.at.0 + a0.max(b0)).ceil().max(0.0)) as usize;
            let x1 = (self.at.0 + a1.min(b1)).min(width as f32 - 1.0);
            let row = (y as usize - top) * width;
            let mut x = x0;
            while x as f32 <= x1 {
                let dx = x as f32 - self.at.0;
                let (u, w) = ((dx * c + dy * s) / self.half, (dy * c - dx * s) / self.wide);
                self.dab(&mut band[row + x], u, w);
                x += 1;
            }
        }
    }

    /// Bristles break the stroke up; its ends thin out.
    fn dab(&self, p: &mut V3, u: f32, w: f32) {
        let hair = speck((w * self.wide.max(1.0) * 2.0) as i32, 0, self.salt);
        let ends = (1.0 - u * u).max(0.0);
        let a = self.opacity * (1.0 - w * w * w * w).max(0.0) * ends.min(0.35 + 0.65 * hair);
        *p = p.mix(self.tone, a);
    }
}

/// The offsets x for which `|x * k + c| < r`.
fn span(k: f32, c: f32, r: f32) -> (f32, f32) {
    if k.abs() < 1e-3 {
        return if c.abs() < r {
            (-1e6, 1e6)
        } else {
            (1.0, -1.0)
        };
    }
    let (a, b) = ((-r - c) / k, (r - c) / k);
    (a.min(b), a.max(b))
}
