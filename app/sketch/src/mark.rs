//! The small word "sketch" in the lower right corner.

use image::RgbImage;

use crate::shape::{P, mask, tube};

/// Pen strokes of the word on a grid whose x-height is one.
#[rustfmt::skip]
const STROKES: &[&[P]] = &[
    // s
    &[(0.55, 0.15), (0.3, 0.0), (0.05, 0.2), (0.3, 0.48), (0.55, 0.75), (0.3, 1.0), (0.02, 0.85)],
    // k
    &[(0.95, -0.6), (0.95, 0.2), (0.95, 1.0)], &[(1.42, 0.05), (1.0, 0.55)], &[(1.12, 0.45), (1.45, 1.0)],
    // e
    &[(1.8, 0.5), (2.3, 0.48), (2.25, 0.12), (2.02, 0.0), (1.78, 0.3), (1.8, 0.75), (2.05, 1.0), (2.32, 0.85)],
    // t
    &[(2.78, -0.4), (2.78, 0.3), (2.82, 0.85), (3.08, 0.98)], &[(2.58, 0.05), (3.05, 0.05)],
    // c
    &[(3.85, 0.15), (3.6, 0.0), (3.36, 0.3), (3.38, 0.75), (3.62, 1.0), (3.86, 0.85)],
    // h
    &[(4.22, -0.6), (4.22, 0.2), (4.22, 1.0)], &[(4.22, 0.35), (4.45, 0.0), (4.68, 0.3), (4.68, 1.0)],
];

/// Writes the mark, discreetly: half-transparent and small.
pub(crate) fn sign(picture: &mut RgbImage) {
    let (w, h) = picture.dimensions();
    let s = (w.min(h) as f32 * 0.0145).max(2.0);
    let (ox, oy) = (w as f32 - 7.2 * s, h as f32 - 2.6 * s);
    for stroke in STROKES {
        let knots: Vec<_> = stroke
            .iter()
            .map(|p| (ox + p.0 * s, oy + p.1 * s, s * 0.085))
            .collect();
        let Some(m) = mask(&tube(&knots), w as usize, h as usize, 1.0) else {
            continue;
        };
        for (x, y, p) in picture
            .enumerate_pixels_mut()
            .skip((m.y0.max(0) as usize) * w as usize)
        {
            if y as i32 >= m.y0 + m.h as i32 {
                break;
            }
            let a = m.at(x as i32, y as i32) * 0.5;
            for c in &mut p.0 {
                *c = (f32::from(*c) * (1.0 - a) + 225.0 * a) as u8;
            }
        }
    }
}
