//! Finds the figure in a reference: what stands out from a smoothly lit ground.

use crate::canvas::{Canvas, Plane};
use crate::vec::{V3, smooth};

/// A figure found in a reference.
pub(crate) struct Figure {
    /// Coverage over the whole reference copy.
    pub(crate) mask: Plane,
    /// Left, top, right and bottom, in pixels of the copy.
    pub(crate) frame: (f32, f32, f32, f32),
    /// Whether the figure runs out of the picture below.
    pub(crate) cut: bool,
}

/// Terms of the cubic surface that stands for the ground's light.
const TERMS: usize = 10;

/// Finds the figure, if something stands out clearly.
pub(crate) fn figure(p: &Canvas) -> Option<Figure> {
    let mut q = p.quarter();
    q.blur(1, 1);
    q.each(|_, _, c| c.map(f32::sqrt));
    let (w, h) = (q.w, q.h);
    let ground = ground(&q);
    let mut far = Plane::new(0, 0, w, h);
    for (i, a) in far.a.iter_mut().enumerate() {
        let (t, d) = (
            (i % w) as f32 / w as f32,
            q.px[i] - at(&ground, &terms(&q, i)),
        );
        // A difference of hue tells a figure from a pool of light better than one of brightness.
        let hue = d - V3 {
            x: 1.0,
            y: 1.0,
            z: 1.0,
        } * ((d.x + d.y + d.z) / 3.0);
        let centre = 1.0 - 0.7 * smooth(0.2, 0.5, (t - 0.5).abs());
        *a = (d.dot(d) + 2.0 * hue.dot(hue)).sqrt() * centre;
    }
    far.blur(1);
    let cut = threshold(&far.a);
    let strong = largest(&far, cut)?;
    let size = |m: &Plane| m.a.iter().sum::<f32>();
    // Dim limbs join when a lower threshold does not spill into the ground.
    let looser = [0.4, 0.5, 0.62, 0.78].into_iter().find_map(|k| {
        let m = largest(&far, cut * k)?;
        (size(&m) < 1.6 * size(&strong)).then_some(m)
    });
    finish(&looser.unwrap_or(strong), p)
}

fn terms(q: &Canvas, i: usize) -> [f32; TERMS] {
    let x = 2.0 * (i % q.w) as f32 / q.w as f32 - 1.0;
    let y = 2.0 * (i / q.w) as f32 / q.h as f32 - 1.0;
    [
        1.0,
        x,
        y,
        x * x,
        x * y,
        y * y,
        x * x * x,
        x * x * y,
        x * y * y,
        y * y * y,
    ]
}

fn at(ground: &[V3; TERMS], t: &[f32; TERMS]) -> V3 {
    let mut sum = V3::default();
    for (g, t) in ground.iter().zip(t) {
        sum += *g * *t;
    }
    sum
}

/// Fits the ground's light, trusting the sides first and then whatever fits.
fn ground(q: &Canvas) -> [V3; TERMS] {
    let step = (q.px.len() / 3000).max(1) | 1;
    let mut fit = [V3::default(); TERMS];
    for round in 0..6 {
        let mut m = [[0.0f32; TERMS]; TERMS];
        let mut rhs = [V3::default(); TERMS];
        for i in (0..q.px.len()).step_by(step) {
            let t = terms(q, i);
            let side = smooth(0.35, 0.85, t[1].abs()).max(smooth(-0.7, -0.98, t[2]));
            let d = q.px[i] - at(&fit, &t);
            let near = 1.0 / (1.0 + d.dot(d) * 900.0);
            let k = if round == 0 {
                side + 1e-3
            } else {
                near * near * (0.25 + side)
            };
            for a in 0..TERMS {
                rhs[a] += q.px[i] * (t[a] * k);
                for b in 0..TERMS {
                    m[a][b] += t[a] * t[b] * k;
                }
            }
        }
        fit = solve(m, rhs);
    }
    fit
}

/// Gauss elimination with a little damping, so that flat pictures stay solvable.
fn solve(mut m: [[f32; TERMS]; TERMS], mut r: [V3; TERMS]) -> [V3; TERMS] {
    for (i, row) in m.iter_mut().enumerate() {
        row[i] = row[i] * 1.0005 + 1e-3;
    }
    for i in 0..TERMS {
        for j in i + 1..TERMS {
            let k = m[j][i] / m[i][i];
            let upper = m[i];
            m[j].iter_mut().zip(upper).for_each(|(a, b)| *a -= k * b);
            r[j] = r[j] - r[i] * k;
        }
    }
    for i in (0..TERMS).rev() {
        for j in i + 1..TERMS {
            r[i] = r[i] - r[j] * m[i][j];
        }
        r[i] = r[i] * (1.0 / m[i][i]);
    }
    r
}

/// A mask between pixels.
pub(crate) fn soft(m: &Plane, x: f32, y: f32) -> f32 {
    let (fx, fy) = (x.floor(), y.floor());
    let (u, t) = (x - fx, y - fy);
    let at = |dx: i32, dy: i32| m.at(fx as i32 + dx, fy as i32 + dy);
    let top = at(0, 0) + (at(1, 0) - at(0, 0)) * u;
    let low = at(0, 1) + (at(1, 1) - at(0, 1)) * u;
    top + (low - top) * t
}

/// Otsu's threshold over distances in `0..1`.
fn threshold(values: &[f32]) -> f32 {
    let mut bins = [0.0f32; 64];
    values
        .iter()
        .for_each(|v| bins[((v * 64.0) as usize).min(63)] += 1.0);
    let total: f32 = bins.iter().sum();
    let mean: f32 = bins
        .iter()
        .enumerate()
        .map(|(i, n)| i as f32 * n)
        .sum::<f32>()
        / total;
    let (mut best, mut n0, mut s0) = ((0.0, 4), 0.0, 0.0);
    for (i, n) in bins.iter().enumerate().take(63) {
        n0 += n;
        s0 += i as f32 * n;
        if n0 <= 0.0 || n0 >= total {
            continue;
        }
        let (m0, m1) = (s0 / n0, (mean * total - s0) / (total - n0));
        let split = n0 * (total - n0) * (m0 - m1) * (m0 - m1);
        if split > best.0 {
            best = (split, i);
        }
    }
    ((best.1 as f32 + 1.0) / 64.0 * 0.85).max(0.05)
}

/// The largest connected region above `cut`, with its holes filled.
fn largest(far: &Plane, cut: f32) -> Option<Plane> {
    let (w, h) = (far.w, far.h);
    let mut label = vec![0u32; w * h];
    let mut best = (0usize, 0u32);
    for start in 0..w * h {
        if label[start] != 0 || far.a[start] < cut {
            continue;
        }
        let id = start as u32 + 1;
        let n = flood(&mut label, w, h, start, id, |i| far.a[i] >= cut);
        best = best.max((n, id));
    }
    let share = best.0 as f32 / (w * h) as f32;
    if !(0.015..0.72).contains(&share) {
        return None;
    }
    let mut ground: Vec<u32> = label.iter().map(|l| u32::from(*l == best.1)).collect();
    for x in (0..w).chain((0..h).flat_map(|y| [y * w, y * w + w - 1])) {
        if ground[x] == 0 {
            flood(&mut ground, w, h, x, 2, |_| true);
        }
    }
    let mut out = Plane::new(0, 0, w, h);
    out.a
        .iter_mut()
        .zip(&ground)
        .for_each(|(a, g)| *a = if *g == 2 { 0.0 } else { 1.0 });
    Some(out)
}

/// Fills unlabelled neighbours that pass `open`, starting at `start`; returns how many.
fn flood(
    label: &mut [u32],
    w: usize,
    h: usize,
    start: usize,
    id: u32,
    open: impl Fn(usize) -> bool,
) -> usize {
    let mut stack = vec![start];
    label[start] = id;
    let mut n = 0;
    while let Some(i) = stack.pop() {
        n += 1;
        let (x, y) = (i % w, i / w);
        let steps = [
            (x > 0, i.wrapping_sub(1)),
            (x + 1 < w, i + 1),
            (y > 0, i.wrapping_sub(w)),
            (y + 1 < h, i + w),
        ];
        for (inside, j) in steps {
            if inside && label[j] == 0 && open(j) {
                label[j] = id;
                stack.push(j);
            }
        }
    }
    n
}

/// Brings a quarter-size mask up to the copy's size and measures it.
fn finish(small: &Plane, p: &Canvas) -> Option<Figure> {
    let mut mask = Plane::new(0, 0, p.w, p.h);
    let (mut x0, mut y0, mut x1, mut y1) = (f32::MAX, f32::MAX, 0.0f32, 0.0f32);
    for y in 0..p.h {
        for x in 0..p.w {
            let a = soft(small, x as f32 * 0.25 - 0.4, y as f32 * 0.25 - 0.4);
            mask.a[y * p.w + x] = a;
            if a > 0.5 {
                x0 = x0.min(x as f32);
                x1 = x1.max(x as f32);
                y0 = y0.min(y as f32);
                y1 = y1.max(y as f32);
            }
        }
    }
    mask.blur(1);
    if x1 - x0 < 4.0 || y1 - y0 < 4.0 {
        return None;
    }
    let cut = y1 > p.h as f32 * 0.965;
    Some(Figure {
        mask,
        frame: (x0, y0, x1, y1),
        cut,
    })
}
