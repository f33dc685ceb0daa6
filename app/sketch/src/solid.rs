//! A small ray tracer for places: boxes, columns, water, sky, lamps and daylight.

use crate::brief::Spec;
use crate::canvas::Canvas;
use crate::palette::Mood;
use crate::rng::{fbm, noise, speck};
use crate::vec::{V3, hex, smooth, v};

/// What a surface looks like close up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Skin {
    Plain,
    Plank,
    Stone,
    Panel,
    Shelf,
    Facade,
    Water,
    Bark,
    Earth,
    Glow,
}

#[derive(Clone, Copy)]
enum Shape {
    Block(V3, V3),
    /// Foot, radius at the foot, radius at the top, height.
    Column(V3, f32, f32, f32),
}

#[derive(Clone, Copy)]
struct Solid {
    shape: Shape,
    skin: Skin,
    colour: V3,
    /// Bounding sphere.
    mid: V3,
    r: f32,
}

/// An opening to the outside, in the wall plane `axis = at`.
#[derive(Clone, Copy)]
pub(crate) struct Window {
    pub(crate) side: bool,
    pub(crate) at: f32,
    pub(crate) lo: (f32, f32),
    pub(crate) hi: (f32, f32),
}

/// A practical light.
#[derive(Clone, Copy)]
pub(crate) struct Bulb {
    pub(crate) at: V3,
    pub(crate) colour: V3,
    pub(crate) reach: f32,
}

/// A place ready to be seen. x right, y up, z away from the camera.
pub(crate) struct World {
    solids: Vec<Solid>,
    pub(crate) room: Option<(V3, V3)>,
    pub(crate) wall: (Skin, V3),
    pub(crate) floor: (Skin, V3),
    pub(crate) windows: Vec<Window>,
    pub(crate) bulbs: Vec<Bulb>,
    pub(crate) sun: V3,
    pub(crate) sunlight: V3,
    pub(crate) mood: Mood,
    pub(crate) air: f32,
    pub(crate) wet: f32,
    pub(crate) snow: f32,
    pub(crate) eye: V3,
    pub(crate) yaw: f32,
    pub(crate) pitch: f32,
    pub(crate) zoom: f32,
    /// Height of the far skyline: hills when soft, roofs when not.
    pub(crate) ridge: (f32, bool),
    pub(crate) salt: u32,
}

struct Hit {
    t: f32,
    n: V3,
    skin: Skin,
    colour: V3,
}

impl World {
    pub(crate) fn new(spec: &Spec, sun: V3, salt: u32) -> World {
        World {
            solids: Vec::new(),
            room: None,
            wall: (Skin::Plain, hex(0x807868)),
            floor: (Skin::Plank, hex(0x5a4632)),
            windows: Vec::new(),
            bulbs: Vec::new(),
            sun: sun.unit(),
            sunlight: spec.mood.key,
            mood: spec.mood,
            air: 0.012 + 0.05 * spec.wear.fog + 0.012 * spec.wear.rain + 0.02 * spec.wear.snow,
            wet: spec.wear.wet,
            snow: spec.wear.snow,
            eye: v(0.0, 1.6, 0.0),
            yaw: 0.0,
            pitch: 0.0,
            zoom: 1.0,
            ridge: (0.0, true),
            salt,
        }
    }

    pub(crate) fn block(&mut self, lo: V3, hi: V3, skin: Skin, colour: V3) {
        let mid = (lo + hi) * 0.5;
        self.solids.push(Solid { shape: Shape::Block(lo, hi), skin, colour, mid, r: (hi - lo).len() * 0.5 });
    }

    pub(crate) fn column(&mut self, foot: V3, r: (f32, f32), high: f32, skin: Skin, colour: V3) {
        let mid = foot + v(0.0, high * 0.5, 0.0);
        let big = r.0.max(r.1);
        let reach = (big * big + high * high * 0.25).sqrt();
        self.solids.push(Solid { shape: Shape::Column(foot, r.0, r.1, high), skin, colour, mid, r: reach });
    }

    /// Paints the view, at half size, over several threads.
    pub(crate) fn render(&self, c: &mut Canvas) {
        let (w, h) = ((c.w / 2).max(32), (c.h / 2).max(32));
        let mut small = Canvas::new(w, h);
        let band = h.div_ceil(4);
        std::thread::scope(|s| {
            for (i, rows) in small.px.chunks_mut(band * w).enumerate() {
                s.spawn(move || {
                    for (j, p) in rows.iter_mut().enumerate() {
                        let (x, y) = (j % w, i * band + j / w);
                        *p = self.look(x as f32 + 0.5, y as f32 + 0.5, w as f32, h as f32);
                    }
                });
            }
        });
        *c = small.resized(c.w, c.h);
        self.halos(c);
    }

    fn ray(&self, x: f32, y: f32, w: f32, h: f32) -> V3 {
        let k = 1.0 / (self.zoom * w.max(h * 1.1));
        let (dx, dy) = ((x - w * 0.5) * 1.5 * k, (h * 0.5 - y) * 1.5 * k + self.pitch);
        let (s, c) = self.yaw.sin_cos();
        v(dx * c + s, dy, c - dx * s).unit()
    }

    fn look(&self, x: f32, y: f32, w: f32, h: f32) -> V3 {
        let d = self.ray(x, y, w, h);
        let dither = speck(x as i32, y as i32, self.salt);
        let (mut c, t) = self.trace(self.eye, d, dither, true);
        if self.room.is_some() && !self.windows.is_empty() {
            c += self.shaft(d, t, dither);
        }
        c
    }

    /// The colour seen along a ray and its length.
    fn trace(&self, o: V3, d: V3, dither: f32, deep: bool) -> (V3, f32) {
        let Some(hit) = self.hit(o, d) else { return (self.sky(d), 400.0) };
        let p = o + d * hit.t;
        let mut base = self.texture(&hit, p);
        if hit.skin == Skin::Glow {
            return (base, hit.t);
        }
        let n = hit.n;
        if self.snow > 0.0 && n.y > 0.3 && self.room.is_none() && hit.skin != Skin::Water {
            base = base.mix(hex(0xd4dee8), 0.9 * smooth(0.2, 0.5, fbm(p.x * 0.8, p.z * 0.8, 5) + 0.15));
        }
        let lit = self.light(p + n * 0.01, n, dither);
        let mut c = base * lit;
        let slick = if hit.skin == Skin::Water { 0.85 } else { self.wet * 0.55 * n.y.max(0.0) };
        if slick > 0.05 && deep {
            let k = if hit.skin == Skin::Water { 0.10 } else { 0.05 };
            let wob = fbm(p.x * 1.3, p.z * 2.6, self.salt) - 0.5;
            let m = (n + v(wob * k, 0.0, (noise(p.x * 3.1, p.z * 5.0, 7) - 0.5) * k * 2.0)).unit();
            let back = (d - m * (2.0 * d.dot(m))).unit();
            let graze = 1.0 - (-d.dot(n)).clamp(0.0, 1.0);
            let (mirror, _) = self.trace(p + n * 0.02, back, dither, false);
            c = c.mix(mirror + self.glints(p, back), slick * (0.25 + 0.75 * graze * graze));
        }
        let fade = 1.0 - (-hit.t * self.air).exp();
        let haze = if self.room.is_some() { self.mood.glow * 0.35 } else { self.mood.horizon * 0.8 };
        (c.mix(haze, fade), hit.t)
    }

    /// Lamps mirrored in water or wet stone.
    fn glints(&self, p: V3, back: V3) -> V3 {
        let mut sum = V3::default();
        for b in &self.bulbs {
            let near = (b.at - p).unit().dot(back).max(0.0);
            sum += b.colour * (near.powi(60) * 1.2);
        }
        sum
    }

    fn hit(&self, o: V3, d: V3) -> Option<Hit> {
        let mut best = self.shell(o, d);
        for s in &self.solids {
            let to = s.mid - o;
            let along = to.dot(d);
            if along < -s.r || to.dot(to) - along * along > s.r * s.r {
                continue;
            }
            let found = match s.shape {
                Shape::Block(lo, hi) => block_hit(o, d, lo, hi),
                Shape::Column(foot, r0, r1, high) => column_hit(o, d, foot, (r0, r1), high),
            };
            if let Some((t, n)) = found
                && best.as_ref().is_none_or(|b| t < b.t)
            {
                best = Some(Hit { t, n, skin: s.skin, colour: s.colour });
            }
        }
        best
    }

    /// The room's inside, or the ground outdoors; nothing where a window opens.
    fn shell(&self, o: V3, d: V3) -> Option<Hit> {
        let Some((lo, hi)) = self.room else {
            let t = -o.y / d.y;
            let seen = d.y < -1e-4 && t < 300.0;
            return seen.then(|| Hit { t, n: v(0.0, 1.0, 0.0), skin: self.floor.0, colour: self.floor.1 });
        };
        let far = |o: f32, d: f32, lo: f32, hi: f32| if d > 0.0 { (hi - o) / d } else { (lo - o) / d.min(-1e-6) };
        let (tx, ty, tz) = (far(o.x, d.x, lo.x, hi.x), far(o.y, d.y, lo.y, hi.y), far(o.z, d.z, lo.z, hi.z));
        let t = tx.min(ty).min(tz);
        let p = o + d * t;
        let n = if t == tx { v(-d.x.signum(), 0.0, 0.0) } else if t == ty { v(0.0, -d.y.signum(), 0.0) } else { v(0.0, 0.0, -d.z.signum()) };
        if n.y == 0.0 && self.opening(p, n) {
            return None;
        }
        let (skin, colour) = if n.y > 0.5 { self.floor } else { self.wall };
        let colour = if n.y < -0.5 { colour * 0.6 } else { colour };
        Some(Hit { t, n, skin: if n.y < -0.5 { Skin::Plank } else { skin }, colour })
    }

    fn opening(&self, p: V3, n: V3) -> bool {
        self.windows.iter().any(|w| {
            let (plane, u) = if w.side { (p.x, p.z) } else { (p.z, p.x) };
            let facing = if w.side { n.x != 0.0 } else { n.z != 0.0 };
            let inside = u > w.lo.0 && u < w.hi.0 && p.y > w.lo.1 && p.y < w.hi.1;
            facing && (plane - w.at).abs() < 0.05 && inside && !bar(w, u, p.y)
        })
    }

    /// All the light reaching a point.
    fn light(&self, p: V3, n: V3, dither: f32) -> V3 {
        let m = &self.mood;
        let up = 0.5 + 0.5 * n.y;
        let soft = if self.room.is_some() { 0.30 } else { 0.75 };
        let mut sum = m.fill.mix(m.horizon * 0.7, 0.4 * up) * (soft * (0.55 + 0.45 * up));
        let face = n.dot(self.sun);
        if face > 0.0 && self.hit(p, self.sun).is_none() {
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
            let open = self.hit(p, dir).is_none_or(|h| h.t > far - 0.45 || h.skin == Skin::Glow);
            sum += b.colour * (face * fall.min(3.0) * if open { 1.0 } else { 0.12 });
        }
        sum
    }

    /// Daylight caught by the room's air.
    fn shaft(&self, d: V3, t: f32, dither: f32) -> V3 {
        let far = t.min(16.0);
        let mut lit = 0.0;
        for i in 0..10 {
            let p = self.eye + d * (far * (i as f32 + dither) / 10.0);
            if self.shell(p, self.sun).is_none() {
                lit += 0.1;
            }
        }
        self.sunlight.mix(self.mood.glow, 0.4) * (lit * 0.30 * (far / 12.0))
    }

    /// The sky with cloud, horizon light and the far skyline.
    fn sky(&self, d: V3) -> V3 {
        let m = &self.mood;
        let up = d.y.max(0.0);
        let sun = d.dot(self.sun).max(0.0);
        let mut c = m.horizon.mix(m.deep * 1.6, smooth(0.0, 0.75, up.sqrt()));
        c = c.mix(m.glow * 1.3, 0.8 * sun.powi(6));
        let k = 1.0 / (up + 0.16);
        let cloud = smooth(0.42, 0.78, fbm(d.x * k * 1.6 + 9.0, d.z * k * 2.4, self.salt));
        c = c.mix(m.deep.mix(m.horizon, 0.35 + 0.5 * sun), 0.62 * cloud * smooth(0.0, 0.12, up));
        if self.ridge.0 > 0.0 {
            let a = d.x.atan2(d.z);
            let line = if self.ridge.1 { fbm(a * 2.4, 0.0, self.salt ^ 3) } else { noise((a * 16.0).floor() * 1.7, 0.0, self.salt ^ 3) };
            let near = smooth(self.ridge.0 * line + 0.006, self.ridge.0 * line, d.y);
            c = c.mix(m.deep.mix(m.horizon, 0.38), near * 0.9);
        }
        c
    }

    /// The surface's colour at a point.
    fn texture(&self, hit: &Hit, p: V3) -> V3 {
        let n = hit.n;
        let (u, w) = if n.y.abs() > 0.5 { (p.x, p.z) } else if n.x.abs() > 0.5 { (p.z, p.y) } else { (p.x, p.y) };
        let age = 0.72 + 0.56 * fbm(u * 1.7, w * 1.7, self.salt);
        let base = hit.colour * age;
        let groove = |t: f32, wide: f32| smooth(0.0, wide, (t - t.round()).abs());
        match hit.skin {
            Skin::Plank => base * (0.35 + 0.65 * groove(u * 4.5, 0.09)) * (0.8 + 0.4 * speck((u * 4.5 + 0.5).floor() as i32, 0, 3)),
            Skin::Stone => {
                let row = (w * 2.2 + 0.5).floor();
                let shift = 0.5 * (row as i32 & 1) as f32;
                let tone = 0.75 + 0.5 * speck((u * 1.2 + shift + 0.5).floor() as i32, row as i32, 9);
                base * (0.4 + 0.6 * groove(w * 2.2, 0.10) * groove(u * 1.2 + shift, 0.06)) * tone
            }
            Skin::Panel => {
                let low = if p.y < 1.1 { 0.62 } else { 1.0 };
                base * low * (0.7 + 0.3 * groove(u * 0.9, 0.05)) * (0.6 + 0.4 * smooth(0.0, 0.04, (p.y - 1.1).abs()))
            }
            Skin::Shelf => {
                let row = (w * 2.6).floor();
                let book = speck((u * 13.0).floor() as i32, row as i32, 4);
                let gap = smooth(0.0, 0.12, w * 2.6 - row) * smooth(1.0, 0.62 + 0.3 * book, w * 2.6 - row);
                base * (0.25 + gap * (0.5 + 1.1 * book)) * (v(1.0, 0.8, 0.7).mix(v(0.7, 0.9, 1.0), speck((u * 13.0) as i32, row as i32, 8)))
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
        let pane = smooth(0.30, 0.34, fu) * smooth(0.70, 0.66, fu) * smooth(0.28, 0.31, fw) * smooth(0.80, 0.77, fw);
        let luck = speck(cu as i32, cw as i32, self.salt ^ 11);
        let dusk = 1.0 - smooth(0.05, 0.5, self.mood.horizon.luma());
        let glow = if luck > 0.68 { hex(0xffb860) * (6.0 * dusk) } else { base * 0.15 };
        let cross = smooth(0.0, 0.03, (fu - 0.5).abs()) * smooth(0.0, 0.03, (fw - 0.55).abs());
        base.mix(glow, pane * (0.35 + 0.65 * cross))
    }

    /// Halos around the lamps that the camera sees.
    fn halos(&self, c: &mut Canvas) {
        let (w, h) = (c.w as f32, c.h as f32);
        let k = self.zoom * w.max(h * 1.1) / 1.5;
        let (s, cs) = self.yaw.sin_cos();
        for b in &self.bulbs {
            let d = b.at - self.eye;
            let (x, z) = (d.x * cs - d.z * s, d.x * s + d.z * cs);
            if z < 0.4 || self.hit(self.eye, d.unit()).is_some_and(|q| q.t < d.len() - 0.45 && q.skin != Skin::Glow) {
                continue;
            }
            let (px, py) = (w * 0.5 + x / z * k, h * 0.5 - (d.y / z - self.pitch) * k);
            let r = (k * 0.13 / z).clamp(1.5, h * 0.2);
            c.glow(px, py, r, b.colour * 2.2);
            c.glow(px, py, r * 7.0, b.colour * (0.10 + 2.0 * self.air));
        }
    }
}

/// Glazing bars of a window.
fn bar(w: &Window, u: f32, y: f32) -> bool {
    let (wide, high) = (w.hi.0 - w.lo.0, w.hi.1 - w.lo.1);
    let cell = |t: f32, n: f32| ((t * n).round() / n - t).abs();
    let (across, up) = ((wide / 0.6).round().max(1.0), (high / 0.75).round().max(1.0));
    cell((u - w.lo.0) / wide, across) * wide < 0.035 || cell((y - w.lo.1) / high, up) * high < 0.035
}

fn block_hit(o: V3, d: V3, lo: V3, hi: V3) -> Option<(f32, V3)> {
    let inv = d.map(|c| if c.abs() < 1e-6 { 1e6 } else { 1.0 / c });
    let (a, b) = ((lo - o) * inv, (hi - o) * inv);
    let near = v(a.x.min(b.x), a.y.min(b.y), a.z.min(b.z));
    let far = a.max(b);
    let t = near.x.max(near.y).max(near.z);
    if t < 1e-3 || t > far.x.min(far.y).min(far.z) {
        return None;
    }
    let n = if t == near.x { v(-d.x.signum(), 0.0, 0.0) } else if t == near.y { v(0.0, -d.y.signum(), 0.0) } else { v(0.0, 0.0, -d.z.signum()) };
    Some((t, n))
}

fn column_hit(o: V3, d: V3, foot: V3, r: (f32, f32), high: f32) -> Option<(f32, V3)> {
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
