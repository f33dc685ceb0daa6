//! What hangs in the air before the camera: rain, snow, fog, embers and dust.

use crate::brief::{Hour, Spec};
use crate::canvas::Canvas;
use crate::rng::{Rng, fbm};
use crate::vec::{V3, smooth, v};

/// Lays the weather over the picture.
pub(crate) fn veil(c: &mut Canvas, spec: &Spec, close: bool, r: &mut Rng) {
    let m = &spec.mood;
    let thin = if close { 0.6 } else { 1.0 };
    if spec.wear.fog > 0.0 {
        fog(
            c,
            m.horizon.mix(m.glow, 0.4),
            spec.wear.fog * if close { 0.38 } else { 0.5 },
            r,
        );
    }
    if spec.wear.rain > 0.0 {
        rain(c, m.rim, spec.wear.rain * (0.6 + 0.4 * thin), r);
    }
    if spec.wear.snow > 0.0 {
        flakes(c, v(0.75, 0.8, 0.88), (0.0016, 0.0052), r);
    }
    if spec.wear.fire > 0.0 {
        let (w, h) = (c.w as f32, c.h as f32);
        c.each(|_, y, p| p + v(0.30, 0.075, 0.012) * (smooth(h * 0.45, h, y) * 0.6));
        c.glow(w * r.range(0.1, 0.9), h * 1.05, h * 0.9, v(1.0, 0.30, 0.06));
        flakes(c, v(2.2, 0.8, 0.18), (0.0012, 0.003), r);
    }
    if spec.wear.dust > 0.0 || spec.hour == Hour::Candle {
        flakes(c, m.key * 0.35, (0.0008, 0.0018), r);
    }
}

fn fog(c: &mut Canvas, air: V3, k: f32, r: &mut Rng) {
    let salt = r.next() as u32;
    let h = c.h as f32;
    let f = 3.2 / h;
    c.each(|x, y, p| {
        let low = 0.35 + 0.65 * smooth(h * 0.1, h * 0.95, y);
        let bank = smooth(0.30, 0.72, fbm(x * f * 0.5, y * f * 1.6, salt));
        p.mix(air, (k * low * (0.35 + 0.85 * bank)).min(0.92))
    });
}

/// Slanting streaks in three depths.
fn rain(c: &mut Canvas, tone: V3, k: f32, r: &mut Rng) {
    let (w, h) = (c.w as f32, c.h as f32);
    let slant = r.range(0.08, 0.28) * r.sign();
    for (n, long, bright) in [
        (420.0, 0.04, 0.055),
        (170.0, 0.09, 0.10),
        (40.0, 0.19, 0.15),
    ] {
        for _ in 0..(n * k * w / h) as usize {
            let (x, y) = (r.range(-0.1, 1.1) * w, r.range(-0.2, 1.0) * h);
            let l = long * h * r.range(0.6, 1.3);
            streak(
                c,
                (x, y),
                (slant * l, l),
                tone * (bright * r.range(0.4, 1.2)),
            );
        }
    }
}

/// One drop's path, fading in and out.
fn streak(c: &mut Canvas, from: (f32, f32), by: (f32, f32), tone: V3) {
    let n = by.1.max(2.0) as usize;
    for i in 0..n {
        let t = i as f32 / n as f32;
        let (x, y) = (from.0 + by.0 * t, from.1 + by.1 * t);
        if x < 0.0 || y < 0.0 || x >= c.w as f32 - 1.0 || y >= c.h as f32 {
            continue;
        }
        let (ix, f) = (x as usize, x.fract());
        let at = y as usize * c.w + ix;
        let a = 4.0 * t * (1.0 - t);
        c.px[at] += tone * (a * (1.0 - f));
        c.px[at + 1] += tone * (a * f);
    }
}

/// Drifting soft specks, some close and large.
fn flakes(c: &mut Canvas, tone: V3, size: (f32, f32), r: &mut Rng) {
    let (w, h) = (c.w as f32, c.h as f32);
    for _ in 0..(260.0 * (w / h).min(3.0)) as usize {
        let big = r.unit();
        let s = (size.0 + (size.1 - size.0) * big * big * big) * h;
        let (x, y) = (r.range(0.0, w), r.range(0.0, h));
        c.glow(x, y, s.max(0.8) * 1.6, tone * r.range(0.25, 1.0));
    }
}
