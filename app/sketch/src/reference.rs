//! What a reference picture lends: its palette, and its subject redrawn in new light.

use image::RgbImage;
use image::imageops::{FilterType, resize};

use crate::brief::Spec;
use crate::canvas::{Canvas, from_bytes};
use crate::cutout::{Figure, figure, soft};
use crate::form::{Body, weather};
use crate::light::Rig;
use crate::palette::Mood;
use crate::rng::{Rng, noise};
use crate::studio;
use crate::vec::{V3, smooth, v};

/// A reference, read once: a moderate copy, its palette and where its figure is.
pub(crate) struct Guide {
    picture: Canvas,
    /// The figure's mask over the copy, when one stands out.
    figure: Option<Figure>,
    /// Colours from dark to light with their share of the picture.
    palette: Vec<(V3, f32)>,
}

/// The longer side of the copy that is worked on.
const COPY: u32 = 720;

impl Guide {
    /// Reads a reference; nothing for an empty picture.
    pub(crate) fn read(image: &RgbImage) -> Option<Guide> {
        let (w, h) = image.dimensions();
        if w == 0 || h == 0 {
            return None;
        }
        let k = (COPY as f32 / w.max(h) as f32).min(1.0);
        let size = |n: u32| ((n as f32 * k) as u32).max(8);
        let small = resize(image, size(w), size(h), FilterType::Triangle);
        let mut picture = Canvas::new(small.width() as usize, small.height() as usize);
        for (p, c) in picture.px.iter_mut().zip(small.pixels()) {
            *p = undevelop(from_bytes(c.0));
        }
        let palette = palette(&picture);
        let figure = figure(&picture);
        Some(Guide {
            picture,
            figure,
            palette,
        })
    }

    /// Gives the spec's lights and cloth the reference's colours.
    pub(crate) fn lend(&self, spec: &mut Spec) {
        let n = self.palette.len();
        let (dark, light) = (self.palette[0].0, self.palette[n - 1].0);
        let main = self.dominant();
        let m = spec.mood;
        let tint = |base: V3, hue: V3, k: f32| base.mix(recolour(base, hue), k);
        spec.mood = Mood {
            glow: tint(m.glow, main, 0.85),
            deep: tint(m.deep, dark.mix(main, 0.3), 0.85),
            key: tint(m.key, light, 0.55),
            fill: tint(m.fill, main, 0.6),
            rim: tint(m.rim, light, 0.5),
            floor: tint(m.floor, main, 0.8),
            horizon: tint(m.horizon, main, 0.8),
        };
        let strong = self.vivid();
        spec.person.cloth = spec
            .person
            .cloth
            .mix(recolour(spec.person.cloth, strong), 0.6);
        spec.person.accent = spec.person.accent.mix(strong, 0.6);
        spec.prop_colour = Some(spec.prop_colour.map_or(strong, |c| c.mix(strong, 0.4)));
    }

    /// The palette colour that covers most, weighed by its colourfulness.
    fn dominant(&self) -> V3 {
        self.best(|c, share| share * (0.3 + chroma(c)))
    }

    fn vivid(&self) -> V3 {
        self.best(|c, share| share.sqrt() * chroma(c) * (0.2 + c.luma().sqrt()))
    }

    fn best(&self, score: impl Fn(V3, f32) -> f32) -> V3 {
        let mut best = (f32::MIN, v(0.3, 0.3, 0.3));
        for (c, share) in &self.palette {
            let s = score(*c, *share);
            if s > best.0 {
                best = (s, *c);
            }
        }
        best.1
    }

    /// Redraws the reference's figure in the new light; false when it has none.
    pub(crate) fn subject(&self, c: &mut Canvas, rig: &Rig, spec: &Spec, r: &mut Rng) -> bool {
        let Some(f) = &self.figure else {
            self.ghost(c, 0.55);
            return false;
        };
        let (w, h) = (c.w as f32, c.h as f32);
        let (fw, fh) = (f.frame.2 - f.frame.0, f.frame.3 - f.frame.1);
        let fill = if f.cut {
            r.range(0.82, 0.96)
        } else {
            r.range(0.72, 0.86)
        };
        let s = (h * fill / fh).min(w * 0.86 / fw);
        let low = if f.cut {
            h + 2.0
        } else {
            h * r.range(0.90, 0.95)
        };
        let x = w * 0.5 + r.range(-0.14, 0.14) * (w - fw * s).max(0.0);
        if !f.cut {
            studio::shadow(c, rig, (x, low), fw * s * 0.45);
        }
        let place = Place {
            s,
            x,
            low,
            lean: r.range(-0.05, 0.05),
            mid: (f.frame.0 + f.frame.2) * 0.5,
            foot: f.frame.3,
        };
        self.relight(c, rig, spec, f, &place);
        true
    }

    fn relight(&self, c: &mut Canvas, rig: &Rig, spec: &Spec, f: &Figure, place: &Place) {
        let mut round = f.mask.clone();
        round.blur((self.picture.w / 40).max(2));
        let salt = spec.shot as u32;
        let (cw, ch) = (c.w, c.h);
        let unit = ch as f32 / 5.0;
        let mut b = Body::new(
            c,
            rig.clone(),
            spec.wear,
            (place.x, place.low - 5.0 * unit, unit),
        );
        for y in 0..ch {
            for x in 0..cw {
                let (sx, sy) = place.source(x as f32, y as f32);
                let a = smooth(0.35, 0.65, soft(&f.mask, sx, sy));
                if a <= 0.0 {
                    continue;
                }
                let base = self.sharp(sx, sy);
                let l = |dx: f32, dy: f32| self.picture.sample(sx + dx, sy + dy).luma().sqrt();
                let g = |dx: f32, dy: f32| soft(&round, sx + dx, sy + dy);
                let n = v(
                    -4.5 * (g(3.0, 0.0) - g(-3.0, 0.0)) - 1.1 * (l(1.5, 0.0) - l(-1.5, 0.0)),
                    -4.5 * (g(0.0, 3.0) - g(0.0, -3.0)) - 1.1 * (l(0.0, 1.5) - l(0.0, -1.5)),
                    1.0,
                )
                .unit();
                let (ux, uy) = ((x as f32 - b.ox) / unit, (y as f32 - b.oy) / unit);
                let tooth = noise(ux * 17.0 + uy * 5.0, uy * 9.0, salt) - 0.5;
                let (worn, gloss) = weather(&spec.wear, base, 0.12, n, (ux, uy));
                let lit = b
                    .rig
                    .shade(worn * 0.9, n, gloss, (x as f32, y as f32), tooth);
                let kept = worn * (0.92 + 0.16 * tooth);
                let i = y * cw + x;
                b.canvas.px[i] = b.canvas.px[i].mix(kept.mix(lit, 0.5), a);
                b.cover.a[i] = a;
            }
        }
        studio::edge_light(&mut b);
    }

    /// The reference's colour, a little sharpened so that repeated redraws keep their edges.
    fn sharp(&self, x: f32, y: f32) -> V3 {
        let p = &self.picture;
        let c = p.sample(x, y);
        let around = p.sample(x - 1.5, y)
            + p.sample(x + 1.5, y)
            + p.sample(x, y - 1.5)
            + p.sample(x, y + 1.5);
        (c + (c - around * 0.25) * 0.55).max(V3::default())
    }

    /// Redraws a whole setting: its tones, seen from elsewhere, in the new mood.
    pub(crate) fn setting(&self, c: &mut Canvas, rig: &Rig, spec: &Spec, r: &mut Rng) -> bool {
        let (pw, ph) = (self.picture.w as f32, self.picture.h as f32);
        let (w, h) = (c.w as f32, c.h as f32);
        let zoom = r.range(0.72, 0.86);
        let k = (pw / w).min(ph / h) * zoom;
        let (ox, oy) = (
            pw * 0.5 + r.range(-0.05, 0.05) * pw,
            ph * (0.48 + r.range(-0.03, 0.02)),
        );
        let (mut near, side) = (self.picture.quarter(), rig.key_dir.x.signum());
        near.blur((near.w / 30).max(1), 2);
        let tilt = r.range(-0.12, 0.12);
        let m = spec.mood;
        let wash = m.glow.mix(m.key, 0.4);
        c.each(|x, y, _| {
            let depth = 1.0 + tilt * (x / w - 0.5);
            let (sx, sy) = (
                ox + (x - w * 0.5) * k * depth,
                oy + (y - h * 0.5) * k * depth,
            );
            let base = self.sharp(sx, sy);
            let broad = near.sample(sx * 0.25, sy * 0.25);
            let relief = (base.luma() - broad.luma()).clamp(-0.4, 0.6);
            let fall = smooth(
                -0.2,
                1.1,
                0.5 + side * (x / w - 0.5) * 1.3 - (y / h - 0.5) * 0.5,
            );
            let graded = base.mix(recolour(base, wash) * (0.55 + 0.9 * fall), 0.42);
            (graded * (0.72 + 0.55 * fall) + wash * (relief.max(0.0) * 0.25 * fall))
                .max(V3::default())
        });
        true
    }

    /// A faint echo of the whole reference on the ground, when no figure can be carried.
    fn ghost(&self, c: &mut Canvas, k: f32) {
        let mut echo = self.picture.quarter();
        echo.blur((echo.w / 50).max(1), 2);
        let (kx, ky) = (echo.w as f32 / c.w as f32, echo.h as f32 / c.h as f32);
        c.each(|x, y, p| p.mix(echo.sample(x * kx, y * ky), k));
    }
}

/// Where the reference's figure lands in the picture.
struct Place {
    s: f32,
    x: f32,
    low: f32,
    lean: f32,
    mid: f32,
    foot: f32,
}

impl Place {
    fn source(&self, x: f32, y: f32) -> (f32, f32) {
        let up = (self.low - y) / self.s;
        (
            self.mid + (x - self.x) / self.s - self.lean * up,
            self.foot - up,
        )
    }
}

/// Roughly undoes the print's tone curve, so that a redraw keeps its values.
fn undevelop(c: V3) -> V3 {
    c.map(|x| -(1.0 - x.min(0.97)).ln() / 1.75)
}

fn chroma(c: V3) -> f32 {
    let (hi, lo) = (c.x.max(c.y).max(c.z), c.x.min(c.y).min(c.z));
    (hi - lo) / (hi + 0.02)
}

/// `hue`'s colour at the brightness of `base`.
fn recolour(base: V3, hue: V3) -> V3 {
    let c = hue * (base.luma() / hue.luma().max(0.004));
    c.map(|x| x.min(3.0))
}

/// Six colours by k-means over a coarse grid, from dark to light.
fn palette(p: &Canvas) -> Vec<(V3, f32)> {
    let step = (p.px.len() / 2500).max(1);
    let mut dots: Vec<V3> =
        p.px.iter()
            .step_by(step)
            .map(|c| c.map(f32::sqrt))
            .collect();
    dots.sort_by(|a, b| a.luma().total_cmp(&b.luma()));
    let mut means: Vec<V3> = (0..6)
        .map(|i| dots[(dots.len() - 1) * (2 * i + 1) / 12])
        .collect();
    let mut share = vec![0.0; 6];
    for _ in 0..8 {
        let mut sums = vec![(V3::default(), 0.0f32); 6];
        for d in &dots {
            let far = |m: &V3| (*d - *m).dot(*d - *m);
            let near = (0..6)
                .min_by(|a, b| far(&means[*a]).total_cmp(&far(&means[*b])))
                .unwrap_or(0);
            sums[near].0 += *d;
            sums[near].1 += 1.0;
        }
        for (i, (sum, n)) in sums.into_iter().enumerate() {
            if n > 0.0 {
                means[i] = sum * (1.0 / n);
            }
            share[i] = n / dots.len() as f32;
        }
    }
    let mut out: Vec<(V3, f32)> = means.into_iter().map(|m| m * m).zip(share).collect();
    out.sort_by(|a, b| a.0.luma().total_cmp(&b.0.luma()));
    out
}
