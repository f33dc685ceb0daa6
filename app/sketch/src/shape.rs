//! Outlines in picture pixels and their antialiased masks.

use tiny_skia::{FillRule, Mask, Path, PathBuilder, Transform};

use crate::canvas::Plane;

/// A point in the picture.
pub(crate) type P = (f32, f32);

/// A closed smooth curve through `points`, densely sampled.
pub(crate) fn blob(points: &[P]) -> Vec<P> {
    let n = points.len();
    let mut out = Vec::with_capacity(n * 8);
    for i in 0..n {
        let at = |k: usize| points[(i + k + n - 1) % n];
        curve(at(0), at(1), at(2), at(3), 8, &mut out);
    }
    out
}

/// A smooth tube along `(x, y, radius)` knots, round at both ends.
pub(crate) fn tube(knots: &[(f32, f32, f32)]) -> Vec<P> {
    let n = knots.len();
    let mut mid: Vec<(P, f32)> = Vec::new();
    for i in 0..n.saturating_sub(1) {
        let at = |k: isize| knots[(i as isize + k).clamp(0, n as isize - 1) as usize];
        let mut pts = Vec::new();
        let p = |k: (f32, f32, f32)| (k.0, k.1);
        curve(p(at(-1)), p(at(0)), p(at(1)), p(at(2)), 10, &mut pts);
        for (j, q) in pts.into_iter().enumerate() {
            let t = j as f32 / 10.0;
            let t = t * t * (3.0 - 2.0 * t);
            mid.push((q, at(0).2 + (at(1).2 - at(0).2) * t));
        }
    }
    if let Some(k) = knots.last() {
        mid.push(((k.0, k.1), k.2));
    }
    sides(&mid)
}

/// Both sides of a centre line with radii, joined by round caps.
fn sides(mid: &[(P, f32)]) -> Vec<P> {
    let n = mid.len();
    let angle = |i: usize| {
        let (a, b) = (mid[i.saturating_sub(1)].0, mid[(i + 1).min(n - 1)].0);
        (b.1 - a.1).atan2(b.0 - a.0)
    };
    let off = |i: usize, turn: f32| {
        let (p, r) = mid[i];
        let t = angle(i) + turn;
        (p.0 + t.cos() * r, p.1 + t.sin() * r)
    };
    let half = std::f32::consts::FRAC_PI_2;
    let mut out: Vec<P> = (0..n).map(|i| off(i, half)).collect();
    out.extend((1..6).map(|k| off(n - 1, half - k as f32 * half / 3.0)));
    out.extend((0..n).rev().map(|i| off(i, -half)));
    out.extend((1..6).map(|k| off(0, -half - k as f32 * half / 3.0)));
    out
}

/// Catmull-Rom samples from `b` up to, not including, `c`.
fn curve(a: P, b: P, c: P, d: P, steps: usize, out: &mut Vec<P>) {
    for i in 0..steps {
        let t = i as f32 / steps as f32;
        let (t2, t3) = (t * t, t * t * t);
        let f = |a: f32, b: f32, c: f32, d: f32| {
            0.5 * (2.0 * b
                + (c - a) * t
                + (2.0 * a - 5.0 * b + 4.0 * c - d) * t2
                + (3.0 * b - a - 3.0 * c + d) * t3)
        };
        out.push((f(a.0, b.0, c.0, d.0), f(a.1, b.1, c.1, d.1)));
    }
}

/// An ellipse turned by `turn` radians.
pub(crate) fn ellipse(cx: f32, cy: f32, rx: f32, ry: f32, turn: f32) -> Vec<P> {
    let (s, c) = turn.sin_cos();
    (0..32)
        .map(|i| {
            let (y, x) = (i as f32 / 32.0 * std::f32::consts::TAU).sin_cos();
            let (x, y) = (x * rx, y * ry);
            (cx + x * c - y * s, cy + x * s + y * c)
        })
        .collect()
}

/// The mask of a polygon within a `w` × `h` picture, with `pad` pixels of room around it.
pub(crate) fn mask(points: &[P], w: usize, h: usize, pad: f32) -> Option<Plane> {
    let fold = |f: fn(f32, f32) -> f32, init: f32, g: fn(&P) -> f32| {
        points.iter().map(g).filter(|v| v.is_finite()).fold(init, f)
    };
    let x0 = (fold(f32::min, f32::MAX, |p| p.0) - pad).floor().max(-pad);
    let y0 = (fold(f32::min, f32::MAX, |p| p.1) - pad).floor().max(-pad);
    let x1 = (fold(f32::max, f32::MIN, |p| p.0) + pad)
        .ceil()
        .min(w as f32 + pad);
    let y1 = (fold(f32::max, f32::MIN, |p| p.1) + pad)
        .ceil()
        .min(h as f32 + pad);
    if !(x1 - x0 >= 1.0 && y1 - y0 >= 1.0) {
        return None;
    }
    let (x0, y0) = (x0 as i32, y0 as i32);
    let mut m = Mask::new((x1 as i32 - x0) as u32, (y1 as i32 - y0) as u32)?;
    let shift = Transform::from_translate(-x0 as f32, -y0 as f32);
    m.fill_path(&path(points)?, FillRule::Winding, true, shift);
    let mut plane = Plane::new(x0, y0, m.width() as usize, m.height() as usize);
    for (a, b) in plane.a.iter_mut().zip(m.data()) {
        *a = f32::from(*b) / 255.0;
    }
    Some(plane)
}

fn path(points: &[P]) -> Option<Path> {
    let mut b = PathBuilder::new();
    let (first, rest) = points.split_first()?;
    b.move_to(first.0, first.1);
    rest.iter().for_each(|p| b.line_to(p.0, p.1));
    b.close();
    b.finish()
}
