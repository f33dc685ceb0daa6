//! Turns flat outlines into lit forms: inflate, fold, weather, shade, lay down.

use crate::brief::Wear;
use crate::canvas::{Canvas, Plane};
use crate::light::Rig;
use crate::rng::{fbm, noise};
use crate::shape::{P, mask};
use crate::vec::{V3, hex, smooth, v};

/// What a part is made of.
#[derive(Clone, Copy)]
pub(crate) struct Stuff {
    pub(crate) colour: V3,
    pub(crate) gloss: f32,
    /// How far the roundness reaches in from the edge, in units of the figure.
    pub(crate) round: f32,
    /// Depth of the folds; zero for smooth things.
    pub(crate) folds: f32,
    /// The direction the folds run, in radians from straight down.
    pub(crate) lie: f32,
    /// Strength of the shadow cast on what lies behind.
    pub(crate) cast: f32,
    /// How steeply the form swells.
    pub(crate) puff: f32,
    /// How fine the folds are; hair is finer than cloth.
    pub(crate) fine: f32,
    /// How much of the weather clings to it.
    pub(crate) soil: f32,
    /// A point and direction: the part grows out of what lies behind it along that way.
    pub(crate) grows: Option<(P, P)>,
}

impl Stuff {
    /// Cloth hanging straight.
    pub(crate) fn cloth(colour: V3, round: f32) -> Stuff {
        Stuff {
            colour,
            gloss: 0.08,
            round,
            folds: 0.035,
            lie: 0.0,
            cast: 0.55,
            puff: 1.2,
            fine: 1.0,
            soil: 1.0,
            grows: None,
        }
    }

    /// Something smooth: skin, leather, metal.
    pub(crate) fn plain(colour: V3, round: f32) -> Stuff {
        Stuff {
            colour,
            gloss: 0.15,
            round,
            folds: 0.0,
            lie: 0.0,
            cast: 0.4,
            puff: 1.3,
            fine: 1.0,
            soil: 1.0,
            grows: None,
        }
    }

    pub(crate) fn gloss(self, gloss: f32) -> Stuff {
        Stuff { gloss, ..self }
    }

    pub(crate) fn folds(self, folds: f32, lie: f32) -> Stuff {
        Stuff { folds, lie, ..self }
    }

    pub(crate) fn cast(self, cast: f32) -> Stuff {
        Stuff { cast, ..self }
    }
}

/// A figure being painted, part over part.
pub(crate) struct Body<'a> {
    pub(crate) canvas: &'a mut Canvas,
    pub(crate) rig: Rig,
    pub(crate) wear: Wear,
    /// Where the figure is, over the whole picture.
    pub(crate) cover: Plane,
    /// Pixels per unit.
    pub(crate) s: f32,
    pub(crate) ox: f32,
    pub(crate) oy: f32,
    pub(crate) salt: u32,
}

impl<'a> Body<'a> {
    pub(crate) fn new(canvas: &'a mut Canvas, rig: Rig, wear: Wear, at: (f32, f32, f32)) -> Self {
        let cover = Plane::new(0, 0, canvas.w, canvas.h);
        Body {
            canvas,
            rig,
            wear,
            cover,
            s: at.2,
            ox: at.0,
            oy: at.1,
            salt: 1,
        }
    }

    /// A unit-space outline in pixels.
    pub(crate) fn place(&self, outline: &[P]) -> Vec<P> {
        outline
            .iter()
            .map(|p| (self.ox + p.0 * self.s, self.oy + p.1 * self.s))
            .collect()
    }

    /// Paints a unit-space outline.
    pub(crate) fn part(&mut self, outline: &[P], stuff: Stuff) {
        self.sculpt(outline, stuff, |_, _| 0.0, |_, _, c| c);
    }

    /// Paints an outline with extra `relief` (height in units) and `tint`, both of unit space.
    pub(crate) fn sculpt(
        &mut self,
        outline: &[P],
        stuff: Stuff,
        relief: impl Fn(f32, f32) -> f32,
        tint: impl Fn(f32, f32, V3) -> V3,
    ) {
        let r = (stuff.round * self.s * 0.5).clamp(1.0, 400.0);
        let pad = (2.0 * r + 2.0).max(4.0);
        let outline = self.place(outline);
        let Some(mut m) = mask(&outline, self.canvas.w, self.canvas.h, pad) else {
            return;
        };
        self.salt = self.salt.wrapping_add(0x9e37);
        let mut soft = m.clone();
        soft.blur(r as usize);
        let height = self.height(soft.clone(), &m, &stuff, r, relief);
        if let Some(grows) = stuff.grows {
            self.fade(&mut m, grows);
            self.fade(&mut soft, grows);
        }
        self.cast(&soft, stuff.cast);
        self.lay(&m, &height, &stuff, tint);
    }

    /// Lets a part emerge gradually, as a sleeve does from the shoulder.
    fn fade(&self, m: &mut Plane, (from, way): (P, P)) {
        let inv = 1.0 / self.s;
        for ly in 0..m.h {
            for lx in 0..m.w {
                let x = (m.x0 as f32 + lx as f32 - self.ox) * inv - from.0;
                let y = (m.y0 as f32 + ly as f32 - self.oy) * inv - from.1;
                let bare = 1.0 - self.cover.at(m.x0 + lx as i32, m.y0 + ly as i32);
                m.a[ly * m.w + lx] *= smooth(0.05, 0.42, x * way.0 + y * way.1).max(bare);
            }
        }
    }

    /// Darkens the figure behind a part, away from the light.
    fn cast(&mut self, soft: &Plane, strength: f32) {
        let d = (0.07 * self.s).max(1.0);
        let (dx, dy) = ((-self.rig.key_dir.x * d) as i32, (d * 0.8) as i32);
        let (w, h) = (self.canvas.w as i32, self.canvas.h as i32);
        for y in (soft.y0 + dy).max(0)..(soft.y0 + dy + soft.h as i32).min(h) {
            for x in (soft.x0 + dx).max(0)..(soft.x0 + dx + soft.w as i32).min(w) {
                let i = (y * w + x) as usize;
                let k = self.cover.a[i];
                if k > 0.0 {
                    let dark = 1.0 - strength * k * soft.at(x - dx, y - dy);
                    self.canvas.px[i] = self.canvas.px[i] * dark;
                }
            }
        }
    }

    /// Height in pixels over the mask's window.
    fn height(
        &self,
        mut soft: Plane,
        m: &Plane,
        stuff: &Stuff,
        r: f32,
        relief: impl Fn(f32, f32) -> f32,
    ) -> Plane {
        let (sin, cos) = stuff.lie.sin_cos();
        let inv = 1.0 / self.s;
        let amp = stuff.folds * self.s;
        for ly in 0..soft.h {
            for lx in 0..soft.w {
                let i = ly * soft.w + lx;
                if m.a[i] <= 0.0 && soft.a[i] < 0.2 {
                    continue;
                }
                let t = (soft.a[i] * 2.0 - 1.0).clamp(0.0, 1.0);
                let x = (soft.x0 as f32 + lx as f32 - self.ox) * inv;
                let y = (soft.y0 as f32 + ly as f32 - self.oy) * inv;
                let mut z = stuff.puff * r * (1.0 - (1.0 - t) * (1.0 - t)).sqrt();
                if amp > 0.0 {
                    z += amp
                        * drape(
                            (x * cos - y * sin) * stuff.fine,
                            (x * sin + y * cos) * stuff.fine.sqrt(),
                            self.salt,
                        );
                }
                soft.a[i] = z + relief(x, y) * self.s;
            }
        }
        soft
    }

    /// Shades the part over the canvas.
    fn lay(&mut self, m: &Plane, height: &Plane, stuff: &Stuff, tint: impl Fn(f32, f32, V3) -> V3) {
        let (w, h) = (self.canvas.w as i32, self.canvas.h as i32);
        let inv = 1.0 / self.s;
        for y in m.y0.max(0)..(m.y0 + m.h as i32).min(h) {
            for x in m.x0.max(0)..(m.x0 + m.w as i32).min(w) {
                let a = m.at(x, y);
                if a <= 0.0 {
                    continue;
                }
                let gx = height.at(x + 1, y) - height.at(x - 1, y);
                let gy = height.at(x, y + 1) - height.at(x, y - 1);
                let n = v(-gx * 0.5, -gy * 0.5, 1.0).unit();
                let (ux, uy) = ((x as f32 - self.ox) * inv, (y as f32 - self.oy) * inv);
                let dab = noise(ux * 7.0 - uy * 5.0, uy * 4.0 + ux * 2.0, self.salt ^ 0x3c) - 0.5;
                let tooth =
                    0.6 * (noise(ux * 23.0 + uy * 8.0, uy * 9.0, self.salt) - 0.5) + 0.7 * dab;
                let base = tint(ux, uy, stuff.colour) * (0.92 + 0.3 * tooth);
                let (worn, wet) = weather(&self.wear, base, stuff.gloss, n, (ux, uy));
                let base = base.mix(worn, stuff.soil);
                let gloss = stuff.gloss + (wet - stuff.gloss) * stuff.soil;
                let c = self.rig.shade(base, n, gloss, (x as f32, y as f32), tooth);
                let i = (y * w + x) as usize;
                self.canvas.px[i] = self.canvas.px[i].mix(c, a);
                self.cover.a[i] = self.cover.a[i].max(a);
            }
        }
    }
}

/// Ridges running along `v`, wandering and merging like cloth.
fn drape(u: f32, v: f32, salt: u32) -> f32 {
    let wander = noise(u * 1.1, v * 0.9, salt ^ 0x77) - 0.5;
    let n = noise(u * 3.4 + wander * 2.6, v * 0.75 + wander, salt);
    let ridge = 1.0 - (2.0 * n - 1.0) * (2.0 * n - 1.0);
    let fine = noise(u * 9.0 + wander * 6.0, v * 1.9, salt ^ 0x31);
    ridge * ridge * ridge * 1.5 + 0.4 * fine
}

/// What rain, mud, blood, fire, dust and snow do to a surface.
pub(crate) fn weather(w: &Wear, base: V3, gloss: f32, n: V3, at: (f32, f32)) -> (V3, f32) {
    let (mut c, mut g) = (base, gloss);
    let blot = |k: f32, salt: u32| fbm(at.0 * k, at.1 * k, salt);
    if w.wet > 0.0 {
        c = c * (1.0 - 0.38 * w.wet);
        g = g.max(w.wet * (0.35 + 0.9 * smooth(0.45, 0.7, blot(4.0, 91))));
    }
    if w.mud > 0.0 {
        let low = 0.30 + 0.075 * at.1;
        let k = smooth(0.62 - 0.45 * low, 0.78 - 0.45 * low, blot(2.6, 17)) * w.mud;
        c = c.mix(hex(0x4a3826), 0.85 * k);
    }
    if w.burnt > 0.0 {
        c = c.mix(
            hex(0x0c0a0a),
            smooth(0.45, 0.62, blot(1.9, 29)) * 0.9 * w.burnt,
        );
    }
    if w.dust > 0.0 {
        let top = smooth(0.1, -0.7, n.y) * 0.5 + 0.35 * smooth(0.4, 0.7, blot(3.2, 41));
        c = c.mix(hex(0xb0a48e), top * w.dust);
    }
    if w.blood > 0.0 {
        let k = smooth(0.60, 0.66, blot(2.2, 53)) * w.blood;
        c = c.mix(hex(0x6a0f10), 0.92 * k);
        g = g.max(0.5 * k);
    }
    if w.snow > 0.0 {
        let k = smooth(-0.25, -0.6, n.y + 0.35 * (blot(5.0, 67) - 0.5));
        c = c.mix(hex(0xe4ecf4), 0.9 * k);
    }
    (c, g)
}
