//! Figures on a plain studio ground.

use crate::brief::{Hour, Spec};
use crate::canvas::{Canvas, Plane};
use crate::cast::extra;
use crate::figure::{Pose, framing};
use crate::form::Body;
use crate::light::{Lamp, Rig};
use crate::reference::Guide;
use crate::rng::{Rng, fbm};
use crate::vec::{smooth, v};
use crate::{costume, hold};

/// One person, alone.
pub(crate) fn character(c: &mut Canvas, spec: &Spec, guide: Option<&Guide>, r: &mut Rng) {
    let (w, h) = (c.w as f32, c.h as f32);
    let mut rig = Rig::new(spec, r);
    let at = framing(&spec.person, w, h, r);
    let pose = Pose::new(&spec.person, r);
    light_lamp(&mut rig, spec, &pose, at);
    let sole = at.1 + (pose.sole + 0.02) * at.2;
    let line = if sole < h {
        sole - 0.35 * at.2
    } else {
        h * 0.9
    };
    backdrop(c, spec, &rig, (at.0, line), r);
    if let Some(guide) = guide
        && guide.subject(c, &rig, spec, r)
    {
        return;
    }
    shadow(c, &rig, (at.0, sole), at.2);
    let mut b = Body::new(c, rig, spec.wear, at);
    costume::paint(&mut b, &spec.person, &pose);
    edge_light(&mut b);
}

/// A carried lantern or candle lights its bearer.
fn light_lamp(rig: &mut Rig, spec: &Spec, pose: &Pose, at: (f32, f32, f32)) {
    let flame = pose.arms.iter().find_map(|a| hold::flame(a.held?, a.wrist));
    let Some(flame) = flame else { return };
    if !spec.lit {
        return;
    }
    let place = v(at.0 + flame.0 * at.2, at.1 + flame.1 * at.2, 0.8 * at.2);
    let dim = if matches!(spec.hour, Hour::Day | Hour::Snow) {
        0.35
    } else {
        1.0
    };
    rig.lamp = Some(Lamp {
        at: place,
        reach: 2.2 * at.2,
        colour: v(1.5, 0.80, 0.30) * dim,
    });
    rig.key = rig.key * 0.8;
}

/// A group: the farther, the smaller, higher and hazier.
pub(crate) fn extras(c: &mut Canvas, spec: &Spec, guide: Option<&Guide>, r: &mut Rng) {
    let (w, h) = (c.w as f32, c.h as f32);
    let rig = Rig::new(spec, r);
    backdrop(c, spec, &rig, (w * 0.5, h * 0.72), r);
    if let Some(guide) = guide
        && guide.subject(c, &rig, spec, r)
    {
        return;
    }
    let wide = (w / h).clamp(0.5, 2.4);
    let rows = [
        (0.50, (2.6 * wide) as usize + 2),
        (0.66, (1.8 * wide) as usize + 1),
        (0.86, (1.1 * wide) as usize + 1),
    ];
    let mut id = 0;
    for (row, (size, n)) in rows.into_iter().enumerate() {
        for i in 0..n {
            let p = extra(spec, id);
            id += 1;
            let s = h * size / 7.4;
            let gap = w / n as f32;
            let x = gap * (i as f32 + 0.5 + r.range(-0.28, 0.28));
            let base = h * (0.76 + 0.11 * row as f32) + r.range(-0.02, 0.02) * h;
            let pose = Pose::new(&p, r);
            let at = (x, base - pose.sole * s, s);
            shadow(c, &rig, (x, base), s);
            let mut b = Body::new(c, rig.clone(), spec.wear, at);
            costume::paint(&mut b, &p, &pose);
            edge_light(&mut b);
        }
        if row < 2 {
            haze(c, spec, 0.26 - 0.1 * row as f32);
        }
    }
}

/// Air between the rows.
fn haze(c: &mut Canvas, spec: &Spec, k: f32) {
    let (air, h) = (spec.mood.glow * 0.55, c.h as f32);
    c.each(|_, y, p| p.mix(air, k * (0.6 + 0.4 * smooth(h, h * 0.4, y))));
}

/// A painted cyclorama: a pool of light, brushed tone and the floor below `at.1`.
pub(crate) fn backdrop(c: &mut Canvas, spec: &Spec, rig: &Rig, at: (f32, f32), r: &mut Rng) {
    let (w, h) = (c.w as f32, c.h as f32);
    let m = &spec.mood;
    let side = rig.key_dir.x.signum();
    let (gx, gy) = (
        at.0 + side * r.range(0.08, 0.26) * w,
        h * r.range(0.22, 0.42),
    );
    let spread = r.range(0.62, 0.85) * w.max(h * 1.2);
    let turn = r.range(-0.6, 0.6);
    let salt = r.next() as u32;
    let line = at.1;
    let k = 6.0 / h;
    let mut small = Canvas::new(c.w.div_ceil(4).max(16), c.h.div_ceil(4).max(16));
    let (kx, ky) = (w / small.w as f32, h / small.h as f32);
    small.each(|x, y, _| {
        let (x, y) = ((x + 0.5) * kx, (y + 0.5) * ky);
        let (dx, dy) = ((x - gx) / spread, (y - gy) / (spread * 0.8));
        let d = (dx * dx + dy * dy).sqrt();
        let (u, t) = (x * k + y * k * turn, y * k - x * k * turn);
        let stroke = fbm(u * 0.55, t * 1.9, salt) - 0.5;
        let pool = smooth(1.0, 0.0, d + 0.30 * stroke);
        let wall = m.deep.mix(m.glow, pool * (0.78 + 0.5 * stroke));
        let near = ((y - line) / (h - line).max(1.0)).clamp(0.0, 1.0);
        let fx = (x - gx) / (w * 0.6);
        let floor = m.floor.mix(
            m.glow * 0.8,
            0.62 * smooth(1.0, 0.0, fx.abs()) * (1.0 - 0.65 * near),
        );
        let floor = floor * (0.9 + 0.5 * (fbm(u * 0.4, y * k * 5.0, salt ^ 9) - 0.5));
        wall.mix(
            floor,
            smooth(line - 0.03 * h, line + 0.05 * h, y + 10.0 * stroke),
        )
    });
    *c = small.resized(c.w, c.h);
}

/// The soft shadow a standing figure throws on the floor.
pub(crate) fn shadow(c: &mut Canvas, rig: &Rig, at: (f32, f32), s: f32) {
    let lean = -rig.key_dir.x;
    c.near(at.0 + lean * s, at.1, 3.6 * s, |x, y, p| {
        let (dx, dy) = ((x - at.0) / s, (y - at.1) / s);
        let long = dx * lean.signum();
        let run = smooth(-0.8, 0.1, long) * smooth(3.2, 0.2, long);
        let d = dy + 0.10 * long.max(0.0);
        let cast = 0.6 * run * smooth(0.36, 0.05, d.abs());
        let foot = 0.7 * smooth(1.0, 0.2, ((dx * dx) * 1.1 + dy * dy * 22.0).sqrt());
        p * (1.0 - cast.max(foot))
    });
}

/// Light from behind along the silhouette, and haze that separates it from the ground.
pub(crate) fn edge_light(b: &mut Body<'_>) {
    let mut soft: Plane = b.cover.clone();
    let r = (b.s * 0.045).clamp(1.0, 24.0);
    soft.blur(r as usize);
    let (w, h) = (b.canvas.w as i32, b.canvas.h as i32);
    let d = (r * 0.8).max(1.0) as i32;
    let rim = b.rig.rim;
    for y in 0..h {
        for x in 0..w {
            let i = (y * w + x) as usize;
            let a = b.cover.a[i];
            if a <= 0.0 || soft.a[i] > 0.985 {
                continue;
            }
            let (gx, gy) = (
                soft.at(x - d, y) - soft.at(x + d, y),
                soft.at(x, y - d) - soft.at(x, y + d),
            );
            let face = gx * b.rig.rim_dir.x + gy * b.rig.rim_dir.y;
            let k = a * smooth(0.12, 0.75, face) * (1.0 - soft.a[i]) * 1.5;
            let p = b.canvas.px[i];
            b.canvas.px[i] = p + rim * (0.62 * k) * (p * 2.0 + v(0.25, 0.25, 0.25));
        }
    }
}
