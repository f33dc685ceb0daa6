//! Props: marches rays over a [`Thing`] on a table top and lights it.

use crate::brief::{Hour, Spec};
use crate::canvas::Canvas;
use crate::form::weather;
use crate::light::Rig;
use crate::reference::Guide;
use crate::rng::{Rng, fbm, noise};
use crate::things::{Matter, Thing};
use crate::vec::{V3, hex, smooth, v};
use crate::{catalogue, studio};

/// The camera and lights around one prop.
struct Shot<'a> {
    thing: &'a Thing,
    spec: &'a Spec,
    rig: &'a Rig,
    back: &'a Canvas,
    eye: V3,
    right: V3,
    up: V3,
    ahead: V3,
    /// Towards the key light in world space; y up.
    key: V3,
    salt: u32,
}

/// Paints a prop.
pub(crate) fn paint(c: &mut Canvas, spec: &Spec, guide: Option<&Guide>, r: &mut Rng) {
    let rig = Rig::new(spec, r);
    let (w, h) = (c.w as f32, c.h as f32);
    studio::backdrop(c, spec, &rig, (w * 0.5, h * 0.50), r);
    if let Some(guide) = guide
        && guide.subject(c, &rig, spec, r)
    {
        return;
    }
    let thing = catalogue::build(spec);
    let flat = thing.mid.y < 0.35;
    let turn = r.range(-0.9, 0.9) + if r.chance(0.2) { 2.6 } else { 0.0 };
    let tip = if flat {
        r.range(0.62, 0.95)
    } else {
        r.range(0.22, 0.48)
    };
    let far = 7.0;
    let out = v(turn.sin() * tip.cos(), tip.sin(), -turn.cos() * tip.cos());
    let right = v(turn.cos(), 0.0, turn.sin());
    let ahead = -out;
    let up = right.cross(ahead);
    let up = if up.y < 0.0 { -up } else { up };
    let k = rig.key_dir;
    let key = (right * k.x + v(0.0, (-k.y).max(0.28) + 0.25, 0.0) + out * k.z).unit();
    let small = c.resized((c.w / 2).max(32), (c.h / 2).max(32));
    let shot = Shot {
        thing: &thing,
        spec,
        rig: &rig,
        back: &small,
        eye: thing.mid + out * far,
        right,
        up,
        ahead,
        key,
        salt: spec.name as u32,
    };
    let zoom = r.range(0.92, 1.16);
    *c = shot.render(zoom).resized(c.w, c.h);
    flare(c, &shot, zoom);
}

/// The glow of a prop that burns.
fn flare(c: &mut Canvas, shot: &Shot<'_>, zoom: f32) {
    let Some(flame) = shot.thing.flame else {
        return;
    };
    let d = flame - shot.thing.mid;
    let k = scale(c.w as f32, c.h as f32, shot.thing, zoom);
    let (x, y) = (
        c.w as f32 * 0.5 + d.dot(shot.right) * k,
        c.h as f32 * 0.53 - d.dot(shot.up) * k,
    );
    c.glow(x, y, 0.34 * k, v(1.5, 0.75, 0.22));
    c.glow(x, y, 1.9 * k, v(0.30, 0.14, 0.04));
}

/// Pixels per unit so that the thing fills the frame well.
fn scale(w: f32, h: f32, thing: &Thing, zoom: f32) -> f32 {
    (h * 0.47).min(w * 0.43) / thing.reach * zoom
}

impl Shot<'_> {
    fn render(&self, zoom: f32) -> Canvas {
        let (w, h) = (self.back.w, self.back.h);
        let k = 1.0 / scale(w as f32, h as f32, self.thing, zoom);
        let mut out = Canvas::new(w, h);
        let band = h.div_ceil(4);
        std::thread::scope(|s| {
            for (i, rows) in out.px.chunks_mut(band * w).enumerate() {
                s.spawn(move || {
                    for (j, p) in rows.iter_mut().enumerate() {
                        let (x, y) = ((j % w) as f32, (i * band + j / w) as f32);
                        let dx = (x + 0.5 - w as f32 * 0.5) * k;
                        let dy = (h as f32 * 0.53 - y) * k;
                        *p = self.look(dx, dy, self.back.px[(i * band) * w + j]);
                    }
                });
            }
        });
        out
    }

    fn look(&self, dx: f32, dy: f32, back: V3) -> V3 {
        let from = self.eye + self.right * dx + self.up * dy;
        // A slight convergence keeps the drawing from looking like a plan.
        let d = (self.ahead + (self.right * dx + self.up * dy) * 0.035).unit();
        if let Some((p, i)) = self.march(from, d) {
            return self.surface(p, d, i);
        }
        let t = -from.y / d.y;
        if d.y > -1e-3 || t < 0.0 {
            return back;
        }
        let p = from + d * t;
        self.ground(p, back)
    }

    fn march(&self, o: V3, d: V3) -> Option<(V3, usize)> {
        let to = self.thing.mid - o;
        let (along, r) = (to.dot(d), self.thing.reach * 1.3);
        let miss = to.dot(to) - along * along;
        if miss > r * r {
            return None;
        }
        let half = (r * r - miss).sqrt();
        let mut t = (along - half).max(0.0);
        for _ in 0..56 {
            let p = o + d * t;
            let (dist, i) = self.thing.distance(p);
            if dist < 0.004 {
                return Some((p, i));
            }
            t += dist;
            if t > along + half {
                break;
            }
        }
        None
    }

    fn normal(&self, p: V3) -> V3 {
        let e = 0.008;
        let d = |x: f32, y: f32, z: f32| self.thing.distance(p + v(x, y, z) * e).0;
        let (a, b, c, g) = (
            d(1.0, -1.0, -1.0),
            d(-1.0, -1.0, 1.0),
            d(-1.0, 1.0, -1.0),
            d(1.0, 1.0, 1.0),
        );
        v(a - b - c + g, -a - b + c + g, -a + b - c + g).unit()
    }

    /// How much of the light from direction `l` reaches `p`.
    fn open(&self, p: V3, l: V3, far: f32, soft: f32) -> f32 {
        let to = self.thing.mid - p;
        let along = to.dot(l);
        let wide = self.thing.reach * 1.15;
        let miss = (to.dot(to) - along * along).max(0.0).sqrt() / wide;
        if miss > 1.0 || along < -wide {
            return 1.0;
        }
        let (mut t, mut k) = ((along - wide).max(0.03), 1.0f32);
        for _ in 0..18 {
            let (d, _) = self.thing.distance(p + l * t);
            k = k.min(soft * d / t);
            t += d.clamp(0.02, 0.25);
            if k < 0.02 || t > far.min(along + wide) {
                break;
            }
        }
        smooth(0.0, 1.0, k.max(smooth(0.7, 1.0, miss)).min(1.0))
    }

    fn surface(&self, p: V3, d: V3, i: usize) -> V3 {
        let n = self.normal(p);
        let m = self.thing.matter(i);
        let (u, w) = (p.x + p.z * 0.6, p.y - p.z * 0.4);
        let worn = 0.72
            + 0.5 * fbm(u * 3.0, w * 3.0, self.salt)
            + 0.12 * (noise(u * 26.0, w * 5.0, 3) - 0.5);
        let seen = v(n.dot(self.right), -n.dot(self.up), -n.dot(self.ahead));
        let (base, gloss) = weather(
            &self.spec.wear,
            m.colour * worn,
            m.gloss,
            seen,
            (u * 1.6, 3.0 - w * 1.6),
        );
        let crack = smooth(
            0.03,
            0.0,
            (fbm(u * 2.0, w * 2.0, self.salt ^ 5) - 0.5).abs(),
        );
        let base = if self.spec.broken {
            base * (1.0 - 0.9 * crack)
        } else {
            base
        };
        let lit = self.lights(p, n, d, base, Matter { gloss, ..m });
        let hollow = smooth(-0.05, 0.12, self.thing.distance(p + n * 0.12).0);
        lit * (0.45 + 0.55 * hollow) + m.colour * m.glow * 1.6
    }

    fn lights(&self, p: V3, n: V3, d: V3, base: V3, m: Matter) -> V3 {
        let rig = self.rig;
        let up = 0.5 + 0.5 * n.y;
        let shade = self.open(p + n * 0.01, self.key, 3.0, 9.0);
        let body = if m.metal { 0.45 } else { 1.0 };
        let mut c = base * (rig.fill * (0.25 + 0.75 * up) + rig.bounce * (1.0 - up));
        c += base * rig.key * (n.dot(self.key).max(0.0) * shade * body * 1.15);
        let mirror = (d - n * (2.0 * d.dot(n))).unit();
        let shine = mirror.dot(self.key).max(0.0);
        let tone = if m.metal {
            base * 3.0
        } else {
            v(0.5, 0.5, 0.5)
        };
        c += rig.key
            * tone
            * (m.gloss * (shine.powi(40) * 1.4 + 0.3 * shine.powi(6)) * (0.3 + 0.7 * shade));
        let sky = smooth(
            -0.2,
            0.9,
            mirror.y + 0.5 * mirror.dot(self.right) * rig.rim_dir.x.signum(),
        );
        let env = self.spec.mood.deep.mix(self.spec.mood.glow, sky * sky);
        let edge = (1.0 + d.dot(n)).clamp(0.0, 1.0);
        c += env
            * (if m.metal {
                base * 2.6
            } else {
                v(1.0, 1.0, 1.0) * 0.5
            } * (m.gloss
                * if m.metal {
                    0.8
                } else {
                    0.08 + 0.6 * edge * edge * edge
                }));
        let rimward = n.dot(self.right) * rig.rim_dir.x - n.dot(self.up) * rig.rim_dir.y;
        c += rig.rim * (edge * edge * rimward.max(0.0) * 0.9) * (base + v(0.15, 0.15, 0.15));
        c + base * self.flame(p, n)
    }

    /// Light from the prop's own flame.
    fn flame(&self, p: V3, n: V3) -> V3 {
        let Some(at) = self.thing.flame else {
            return V3::default();
        };
        let to = at - p;
        let d2 = to.dot(to);
        let dim = if matches!(self.spec.hour, Hour::Day | Hour::Snow) {
            0.3
        } else {
            1.0
        };
        v(1.7, 0.85, 0.3) * (dim * (0.3 + 0.7 * n.dot(to.unit()).max(0.0)) / (0.35 + 1.6 * d2))
    }

    /// The table top: planks under the thing, lost in the backdrop's tone further off.
    fn ground(&self, p: V3, back: V3) -> V3 {
        let q = p - v(self.thing.mid.x, 0.0, self.thing.mid.z);
        let far = q.len() / self.thing.reach;
        let shade = self.open(p + v(0.0, 0.01, 0.0), self.key, 4.0, 7.0);
        let near = if far < 1.5 {
            self.thing.distance(p).0
        } else {
            1.0
        };
        let contact = smooth(-0.05, 0.35, near);
        let (s, c) = 0.5f32.sin_cos();
        let (u, w) = (q.x * c - q.z * s, q.x * s + q.z * c);
        let board = (u * 1.3).floor();
        let seam = smooth(0.0, 0.03, (u * 1.3 - (u * 1.3).round()).abs());
        let streak = 0.75 + 0.5 * fbm(u * 7.0, w * 0.7 + board * 3.7, self.salt);
        let wood = self.spec.mood.floor.mix(hex(0x5a4430), 0.45) * (streak * (0.55 + 0.45 * seam));
        let (wood, _) = weather(&self.spec.wear, wood, 0.2, v(0.0, -1.0, 0.0), (q.x, q.z));
        let light = self.rig.fill * 0.8
            + self.rig.key * (0.85 * shade * self.key.y)
            + self.flame(p, v(0.0, 1.0, 0.0)) * 1.4;
        let top = wood * light * (0.25 + 0.75 * contact) * 1.5;
        let veil = back * (0.35 + 0.65 * shade.max(smooth(1.0, 2.4, far))) * (0.5 + 0.5 * contact);
        top.mix(veil, smooth(1.2, 3.2, far))
    }
}
