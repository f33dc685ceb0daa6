//! A small ray tracer for places: boxes, columns, water, sky, lamps and daylight.

use crate::brief::Spec;
use crate::canvas::Canvas;
use crate::palette::Mood;
use crate::rng::speck;
use crate::surface::{block_hit, column_hit};
use crate::vec::{V3, hex, v};

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

impl Solid {
    fn meet(&self, o: V3, d: V3) -> Option<(f32, V3)> {
        let to = self.mid - o;
        let along = to.dot(d);
        if along < -self.r || to.dot(to) - along * along > self.r * self.r {
            return None;
        }
        match self.shape {
            Shape::Block(lo, hi) => block_hit(o, d, lo, hi),
            Shape::Column(foot, r0, r1, high) => column_hit(o, d, foot, (r0, r1), high),
        }
    }
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

/// Where a ray ends.
pub(crate) struct Hit {
    pub(crate) t: f32,
    pub(crate) n: V3,
    pub(crate) skin: Skin,
    pub(crate) colour: V3,
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
            air: 0.012 + 0.030 * spec.wear.fog + 0.012 * spec.wear.rain + 0.02 * spec.wear.snow,
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
        self.solids.push(Solid {
            shape: Shape::Block(lo, hi),
            skin,
            colour,
            mid,
            r: (hi - lo).len() * 0.5,
        });
    }

    pub(crate) fn column(&mut self, foot: V3, r: (f32, f32), high: f32, skin: Skin, colour: V3) {
        let mid = foot + v(0.0, high * 0.5, 0.0);
        let big = r.0.max(r.1);
        let reach = (big * big + high * high * 0.25).sqrt();
        self.solids.push(Solid {
            shape: Shape::Column(foot, r.0, r.1, high),
            skin,
            colour,
            mid,
            r: reach,
        });
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
        let (dx, dy) = (
            (x - w * 0.5) * 1.5 * k,
            (h * 0.5 - y) * 1.5 * k + self.pitch,
        );
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

    /// What a ray meets first.
    pub(crate) fn hit(&self, o: V3, d: V3) -> Option<Hit> {
        let mut best = self.shell(o, d);
        for s in &self.solids {
            if let Some((t, n)) = s.meet(o, d)
                && best.as_ref().is_none_or(|b| t < b.t)
            {
                best = Some(Hit {
                    t,
                    n,
                    skin: s.skin,
                    colour: s.colour,
                });
            }
        }
        best
    }

    /// Whether anything but a light's own glass stands within `far` along a ray.
    pub(crate) fn blocked(&self, o: V3, d: V3, far: f32) -> bool {
        let near = |s: &Solid| s.skin != Skin::Glow && s.meet(o, d).is_some_and(|(t, _)| t < far);
        self.shell(o, d).is_some_and(|h| h.t < far) || self.solids.iter().any(near)
    }

    /// The room's inside, or the ground outdoors; nothing where a window opens.
    pub(crate) fn shell(&self, o: V3, d: V3) -> Option<Hit> {
        let Some((lo, hi)) = self.room else {
            let t = -o.y / d.y;
            let seen = d.y < -1e-4 && t < 300.0;
            return seen.then(|| Hit {
                t,
                n: v(0.0, 1.0, 0.0),
                skin: self.floor.0,
                colour: self.floor.1,
            });
        };
        let far = |o: f32, d: f32, lo: f32, hi: f32| {
            if d > 0.0 {
                (hi - o) / d
            } else {
                (lo - o) / d.min(-1e-6)
            }
        };
        let (tx, ty, tz) = (
            far(o.x, d.x, lo.x, hi.x),
            far(o.y, d.y, lo.y, hi.y),
            far(o.z, d.z, lo.z, hi.z),
        );
        let t = tx.min(ty).min(tz);
        let p = o + d * t;
        let n = if t == tx {
            v(-d.x.signum(), 0.0, 0.0)
        } else if t == ty {
            v(0.0, -d.y.signum(), 0.0)
        } else {
            v(0.0, 0.0, -d.z.signum())
        };
        if n.y == 0.0 && self.opening(p, n) {
            return None;
        }
        let (skin, colour) = if n.y > 0.5 { self.floor } else { self.wall };
        let colour = if n.y < -0.5 { colour * 0.6 } else { colour };
        Some(Hit {
            t,
            n,
            skin: if n.y < -0.5 { Skin::Plank } else { skin },
            colour,
        })
    }

    fn opening(&self, p: V3, n: V3) -> bool {
        self.windows.iter().any(|w| {
            let (plane, u) = if w.side { (p.x, p.z) } else { (p.z, p.x) };
            let facing = if w.side { n.x != 0.0 } else { n.z != 0.0 };
            let inside = u > w.lo.0 && u < w.hi.0 && p.y > w.lo.1 && p.y < w.hi.1;
            facing && (plane - w.at).abs() < 0.05 && inside && !bar(w, u, p.y)
        })
    }

    /// Halos around the lamps that the camera sees.
    fn halos(&self, c: &mut Canvas) {
        let (w, h) = (c.w as f32, c.h as f32);
        let k = self.zoom * w.max(h * 1.1) / 1.5;
        let (s, cs) = self.yaw.sin_cos();
        for b in &self.bulbs {
            let d = b.at - self.eye;
            let (x, z) = (d.x * cs - d.z * s, d.x * s + d.z * cs);
            if z < 0.4 || self.blocked(self.eye, d.unit(), d.len() - 0.45) {
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
    let (across, up) = (
        (wide / 0.6).round().max(1.0),
        (high / 0.75).round().max(1.0),
    );
    cell((u - w.lo.0) / wide, across) * wide < 0.035 || cell((y - w.lo.1) / high, up) * high < 0.035
}
