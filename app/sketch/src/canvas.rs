//! The linear-light picture under the brush, and single-channel planes with a fast blur.

use crate::vec::{V3, v};

/// Pictures are worked on in this many bands, each by a thread of its own.
pub(crate) const BANDS: usize = 4;

/// A linear-light colour picture.
pub(crate) struct Canvas {
    pub(crate) w: usize,
    pub(crate) h: usize,
    pub(crate) px: Vec<V3>,
}

impl Canvas {
    pub(crate) fn new(w: usize, h: usize) -> Self {
        Canvas {
            w,
            h,
            px: vec![V3::default(); w * h],
        }
    }

    /// Replaces every pixel by `f(x, y, old)`.
    pub(crate) fn each(&mut self, f: impl Fn(f32, f32, V3) -> V3 + Sync) {
        let (w, rows) = (self.w, self.h.div_ceil(BANDS));
        let f = &f;
        std::thread::scope(|s| {
            for (i, band) in self.px.chunks_mut(rows * w).enumerate() {
                s.spawn(move || {
                    for (j, p) in band.iter_mut().enumerate() {
                        *p = f((j % w) as f32, (i * rows + j / w) as f32, *p);
                    }
                });
            }
        });
    }

    /// Replaces the pixels within `r` of `(cx, cy)`, a square window clipped to the picture.
    pub(crate) fn near(&mut self, cx: f32, cy: f32, r: f32, f: impl Fn(f32, f32, V3) -> V3) {
        let span = |c: f32, n: usize| {
            let a = (c - r).floor().clamp(0.0, n as f32) as usize;
            let b = (c + r + 1.0).ceil().clamp(0.0, n as f32) as usize;
            a..b.max(a)
        };
        for y in span(cy, self.h) {
            for x in span(cx, self.w) {
                let p = &mut self.px[y * self.w + x];
                *p = f(x as f32, y as f32, *p);
            }
        }
    }

    /// Adds a soft round glow.
    pub(crate) fn glow(&mut self, cx: f32, cy: f32, r: f32, c: V3) {
        let k = 1.0 / (r * r).max(1e-3);
        self.near(cx, cy, r, |x, y, p| {
            let d = ((x - cx) * (x - cx) + (y - cy) * (y - cy)) * k;
            let g = (1.0 - d).max(0.0);
            p + c * (g * g * g)
        });
    }

    /// The colour at a point between pixels, clamped to the edge.
    pub(crate) fn sample(&self, x: f32, y: f32) -> V3 {
        let x = x.clamp(0.0, (self.w - 1) as f32);
        let y = y.clamp(0.0, (self.h - 1) as f32);
        let (ix, iy) = (x as usize, y as usize);
        let (jx, jy) = ((ix + 1).min(self.w - 1), (iy + 1).min(self.h - 1));
        let (u, t) = (x - ix as f32, y - iy as f32);
        let top = self.px[iy * self.w + ix].mix(self.px[iy * self.w + jx], u);
        let low = self.px[jy * self.w + ix].mix(self.px[jy * self.w + jx], u);
        top.mix(low, t)
    }

    /// A copy scaled to another size.
    pub(crate) fn resized(&self, w: usize, h: usize) -> Canvas {
        let (kx, ky) = (self.w as f32 / w as f32, self.h as f32 / h as f32);
        let mut out = Canvas::new(w, h);
        out.each(|x, y, _| self.sample((x + 0.5) * kx - 0.5, (y + 0.5) * ky - 0.5));
        out
    }

    /// A quarter-size copy, each pixel the mean of its block: the ground for wide blurs.
    pub(crate) fn quarter(&self) -> Canvas {
        let (w, h) = (self.w.div_ceil(4), self.h.div_ceil(4));
        let mut out = Canvas::new(w, h);
        for y in 0..h {
            for x in 0..w {
                let mut sum = V3::default();
                for dy in [0, 2] {
                    for dx in [0, 2] {
                        let sx = (x * 4 + dx).min(self.w - 1);
                        let sy = (y * 4 + dy).min(self.h - 1);
                        sum += self.px[sy * self.w + sx];
                    }
                }
                out.px[y * w + x] = sum * 0.25;
            }
        }
        out
    }

    /// Blurs in place with `passes` box blurs of radius `r`.
    pub(crate) fn blur(&mut self, r: usize, passes: usize) {
        let mut line = Vec::new();
        for _ in 0..passes {
            for y in 0..self.h {
                box_line(&mut self.px, y * self.w, 1, self.w, r, &mut line);
            }
            for x in 0..self.w {
                box_line(&mut self.px, x, self.w, self.h, r, &mut line);
            }
        }
    }
}

/// One running-sum box blur along a line of `n` pixels, `step` apart.
fn box_line(px: &mut [V3], start: usize, step: usize, n: usize, r: usize, line: &mut Vec<V3>) {
    line.clear();
    line.extend((0..n).map(|i| px[start + i * step]));
    let r = r.min(n.saturating_sub(1));
    let edge = |i: isize| line[i.clamp(0, n as isize - 1) as usize];
    let mut sum = V3::default();
    for i in -(r as isize)..=r as isize {
        sum += edge(i);
    }
    let k = 1.0 / (2 * r + 1) as f32;
    for i in 0..n {
        px[start + i * step] = sum * k;
        sum = sum + edge((i + r + 1) as isize) - edge(i as isize - r as isize);
    }
}

/// A window of one float per pixel, placed at `(x0, y0)` of the picture.
#[derive(Clone)]
pub(crate) struct Plane {
    pub(crate) x0: i32,
    pub(crate) y0: i32,
    pub(crate) w: usize,
    pub(crate) h: usize,
    pub(crate) a: Vec<f32>,
}

impl Plane {
    pub(crate) fn new(x0: i32, y0: i32, w: usize, h: usize) -> Self {
        Plane {
            x0,
            y0,
            w,
            h,
            a: vec![0.0; w * h],
        }
    }

    /// The value at a picture coordinate; zero outside the window.
    pub(crate) fn at(&self, x: i32, y: i32) -> f32 {
        let (lx, ly) = (x - self.x0, y - self.y0);
        if lx < 0 || ly < 0 || lx >= self.w as i32 || ly >= self.h as i32 {
            return 0.0;
        }
        self.a[ly as usize * self.w + lx as usize]
    }

    /// Blurs in place with two box blurs of radius `r`; outside counts as zero.
    pub(crate) fn blur(&mut self, r: usize) {
        let mut line = vec![0.0; self.w.max(self.h)];
        for _ in 0..2 {
            for y in 0..self.h {
                thin_line(&mut self.a, y * self.w, 1, self.w, r, &mut line);
            }
            self.blur_columns(r);
        }
    }

    /// The vertical pass, row by row so that memory is read in order.
    fn blur_columns(&mut self, r: usize) {
        let (w, h) = (self.w, self.h);
        let src = self.a.clone();
        let k = 1.0 / (2 * r + 1) as f32;
        let mut sum = vec![0.0f32; w];
        for row in src.chunks(w.max(1)).take(r + 1) {
            sum.iter_mut().zip(row).for_each(|(s, v)| *s += v);
        }
        for y in 0..h {
            let out = &mut self.a[y * w..(y + 1) * w];
            out.iter_mut().zip(&sum).for_each(|(o, s)| *o = s * k);
            if y + r + 1 < h {
                let row = &src[(y + r + 1) * w..(y + r + 2) * w];
                sum.iter_mut().zip(row).for_each(|(s, v)| *s += v);
            }
            if y >= r {
                let row = &src[(y - r) * w..(y - r + 1) * w];
                sum.iter_mut().zip(row).for_each(|(s, v)| *s -= v);
            }
        }
    }
}

fn thin_line(a: &mut [f32], start: usize, step: usize, n: usize, r: usize, line: &mut [f32]) {
    for (i, slot) in line.iter_mut().enumerate().take(n) {
        *slot = a[start + i * step];
    }
    let k = 1.0 / (2 * r + 1) as f32;
    let mut sum: f32 = line[..n.min(r + 1)].iter().sum();
    for i in 0..n {
        a[start + i * step] = sum * k;
        if i + r + 1 < n {
            sum += line[i + r + 1];
        }
        if i >= r {
            sum -= line[i - r];
        }
    }
}

/// A display byte triple as linear colour.
pub(crate) fn from_bytes(p: [u8; 3]) -> V3 {
    let c = |b: u8| (f32::from(b) / 255.0) * (f32::from(b) / 255.0);
    v(c(p[0]), c(p[1]), c(p[2]))
}
