//! Hats, hoods, crowns and helmets.

use crate::cast::Person;
use crate::face::Frame;
use crate::form::{Body, Stuff};
use crate::shape::{P, blob, ellipse, tube};
use crate::vec::hex;
use crate::words::Word;

/// Paints the hat, if there is one.
pub(crate) fn paint(b: &mut Body<'_>, p: &Person, f: &Frame, yaw: f32) {
    let x = -yaw * 0.03;
    let felt = Stuff::cloth(p.hat_colour, 0.3).folds(0.012, 0.0).cast(0.8);
    let band = |b: &mut Body<'_>, y: f32, w: f32| {
        let t = tube(&[
            (x - w, y - 0.02, 0.045),
            (x, y + 0.045, 0.05),
            (x + w, y - 0.02, 0.045),
        ]);
        b.part(&f.all(&t), Stuff::plain(p.accent * 0.4, 0.06));
    };
    match p.hat {
        Some(Word::Hat) => {
            b.part(&f.all(&ellipse(x, 0.21, 0.64, 0.135, yaw * 0.08)), felt);
            b.part(
                &f.all(&blob(&[
                    (x - 0.38, 0.17),
                    (x - 0.34, -0.12),
                    (x - 0.2, -0.24),
                    (x, -0.19),
                    (x + 0.2, -0.24),
                    (x + 0.34, -0.12),
                    (x + 0.38, 0.17),
                    (x, 0.23),
                ])),
                felt,
            );
            band(b, 0.12, 0.36);
        }
        Some(Word::TopHat) => {
            b.part(&f.all(&ellipse(x, 0.16, 0.58, 0.11, 0.0)), felt.gloss(0.4));
            b.part(
                &f.all(&blob(&[
                    (x - 0.36, 0.13),
                    (x - 0.36, -0.3),
                    (x - 0.4, -0.62),
                    (x, -0.67),
                    (x + 0.4, -0.62),
                    (x + 0.36, -0.3),
                    (x + 0.36, 0.13),
                    (x, 0.19),
                ])),
                felt.gloss(0.5),
            );
            band(b, 0.06, 0.36);
        }
        Some(Word::Cap) => {
            b.part(
                &f.all(&blob(&[
                    (x - 0.42, 0.18),
                    (x - 0.44, -0.02),
                    (x - 0.2, -0.14),
                    (x + 0.2, -0.14),
                    (x + 0.44, -0.02),
                    (x + 0.42, 0.18),
                    (x, 0.24),
                ])),
                felt,
            );
            b.part(
                &f.all(&ellipse(x + yaw * 0.16, 0.24, 0.34, 0.07, 0.0)),
                felt.cast(0.9),
            );
        }
        Some(Word::Hood) => {
            let outer = blob(&[
                (x, -0.17),
                (x + 0.36, -0.06),
                (x + 0.52, 0.35),
                (x + 0.50, 0.85),
                (x + 0.3, 1.25),
                (x, 1.36),
                (x - 0.3, 1.25),
                (x - 0.50, 0.85),
                (x - 0.52, 0.35),
                (x - 0.36, -0.06),
            ]);
            let m = x + yaw * 0.1;
            let inner = ellipse(m, 0.55, 0.325, 0.50, 0.0);
            b.part(
                &f.all(&ring(outer, &inner)),
                Stuff::cloth(p.cloth, 0.3).cast(0.8),
            );
        }
        Some(Word::Crown) => {
            let mut pts: Vec<P> = vec![(x - 0.37, 0.16), (x, 0.22), (x + 0.37, 0.16)];
            pts.extend((0..9).map(|i| {
                (
                    x + 0.38 - 0.095 * i as f32,
                    if i % 2 == 0 { -0.16 } else { 0.0 },
                )
            }));
            b.part(&f.all(&pts), Stuff::plain(hex(0xb8923e), 0.1).gloss(1.0));
        }
        Some(Word::Helmet) => {
            let steel = Stuff::plain(hex(0x7c828a).mix(p.cloth, 0.3), 0.5)
                .gloss(0.9)
                .cast(0.8);
            b.part(
                &f.all(&blob(&[
                    (x - 0.44, 0.33),
                    (x - 0.43, 0.05),
                    (x - 0.2, -0.16),
                    (x + 0.2, -0.16),
                    (x + 0.43, 0.05),
                    (x + 0.44, 0.33),
                    (x, 0.28),
                ])),
                steel,
            );
            b.part(&f.all(&ellipse(x, 0.29, 0.52, 0.07, 0.0)), steel);
        }
        _ => {}
    }
}

/// An outline with a hole: the inner curve runs the other way round.
fn ring(mut outer: Vec<P>, inner: &[P]) -> Vec<P> {
    outer.push(outer[0]);
    let area = |q: &[P]| -> f32 {
        (0..q.len())
            .map(|i| q[i].0 * q[(i + 1) % q.len()].1 - q[(i + 1) % q.len()].0 * q[i].1)
            .sum()
    };
    let mut hole: Vec<P> = inner.to_vec();
    if area(&hole) * area(&outer) > 0.0 {
        hole.reverse();
    }
    hole.push(hole[0]);
    outer.extend(hole);
    outer
}
