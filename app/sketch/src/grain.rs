//! Development of the print: bloom, tone curve, vignette and film grain.

use image::RgbImage;

use crate::brief::Spec;
use crate::canvas::{BANDS, Canvas};
use crate::rng::speck;
use crate::vec::{V3, smooth, v};

/// Turns linear light into the final picture of `w` × `h` pixels.
pub(crate) fn develop(canvas: Canvas, spec: &Spec, w: u32, h: u32) -> RgbImage {
    let bloom = bloom(&canvas);
    let (cw, ch) = (canvas.w as f32, canvas.h as f32);
    let (kx, ky) = (cw / w as f32, ch / h as f32);
    let same = canvas.w == w as usize && canvas.h == h as usize;
    let curve = Curve::new();
    let salt = spec.shot as u32;
    let mut out = vec![0u8; w as usize * h as usize * 3];
    let rows = (h as usize).div_ceil(BANDS);
    let row = |y: usize, row: &mut [u8]| {
        let sy = (y as f32 + 0.5) * ky - 0.5;
        let ny = sy / ch - 0.5;
        for (x, px) in row.chunks_mut(3).enumerate() {
            let sx = (x as f32 + 0.5) * kx - 0.5;
            let c = if same {
                canvas.px[y * canvas.w + x]
            } else {
                canvas.sample(sx, sy)
            };
            let c = c + bloom.sample(sx * 0.25, sy * 0.25);
            let nx = sx / cw - 0.5;
            let c = c * (1.0 - 0.62 * smooth(0.18, 0.72, nx * nx * 1.5 + ny * ny * 1.3));
            let c = if spec.mono { c.saturate(0.0) } else { c };
            let l = curve.at(c.luma());
            let g = grain(x as i32, y as i32, salt) * (3.0 + 11.0 * l * (1.3 - l));
            px[0] = (curve.at(c.x) * 255.0 + g) as u8;
            px[1] = (curve.at(c.y) * 255.0 + g) as u8;
            px[2] = (curve.at(c.z) * 255.0 + g * 1.1) as u8;
        }
    };
    std::thread::scope(|s| {
        for (i, band) in out.chunks_mut(rows * w as usize * 3).enumerate() {
            let row = &row;
            s.spawn(move || {
                let lines = band.chunks_mut(w as usize * 3).enumerate();
                lines.for_each(|(j, line)| row(i * rows + j, line));
            });
        }
    });
    RgbImage::from_raw(w, h, out).unwrap_or_else(|| RgbImage::new(w, h))
}

/// Bright places bleed into their surroundings.
fn bloom(canvas: &Canvas) -> Canvas {
    let mut q = canvas.quarter();
    q.each(|_, _, p| {
        (p - v(0.42, 0.42, 0.42))
            .max(V3::default())
            .map(|c| c.min(2.5))
    });
    let r = (q.w.max(q.h) / 60).max(1);
    q.blur(r, 2);
    q.each(|_, _, p| p * 0.55);
    q
}

/// Grain is two pixels soft, so that it reads as film and not as noise.
fn grain(x: i32, y: i32, salt: u32) -> f32 {
    let fine = (speck(x, y, salt) - 0.5) * 1.4;
    let coarse = speck(x >> 1, y >> 1, salt ^ 0x79b9) - 0.5;
    fine * 0.7 + coarse * 0.6
}

/// A filmic shoulder and toe, tabulated over the square root of light.
struct Curve(Vec<f32>);

impl Curve {
    fn new() -> Curve {
        let tone = |i: usize| {
            let s = i as f32 / 1023.0 * 2.0;
            let l = s * s;
            let shoulder = 1.0 - (-l * 1.75).exp();
            let d = shoulder.sqrt();
            (0.018 + 0.985 * (d * 0.82 + 0.18 * d * d * (3.0 - 2.0 * d))).min(1.0)
        };
        Curve((0..1024).map(tone).collect())
    }

    fn at(&self, linear: f32) -> f32 {
        let i = (linear.max(0.0).sqrt() * (1023.0 / 2.0)) as usize;
        self.0[i.min(1023)]
    }
}
