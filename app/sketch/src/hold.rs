//! What a figure carries in the hand, in the figure's own units.

use crate::cast::Person;
use crate::form::{Body, Stuff};
use crate::shape::{P, blob, ellipse, tube};
use crate::vec::{V3, hex, v};
use crate::words::Word;

/// Where the light of a carried thing sits, given the hand; nothing for things that do not shine.
pub(crate) fn flame(word: Word, hand: P) -> Option<P> {
    match word {
        Word::Lantern => Some((hand.0, hand.1 + 0.62)),
        Word::Candlestick => Some((hand.0, hand.1 - 0.45)),
        _ => None,
    }
}

/// Paints the thing held at `hand`.
pub(crate) fn paint(b: &mut Body<'_>, p: &Person, word: Word, hand: P, angle: f32) {
    match word {
        Word::Lantern => lantern(b, hand),
        Word::Candlestick => candle(b, hand),
        Word::Staff | Word::Umbrella => staff(b, hand, word == Word::Umbrella),
        Word::Sword | Word::Knife => {
            blade(b, hand, if word == Word::Sword { 2.6 } else { 0.8 }, angle)
        }
        Word::Letter | Word::Map => sheet(b, hand, p.accent),
        Word::Book | Word::Box => slab(b, hand, p.accent),
        Word::Gun => gun(b, hand, angle),
        Word::Bottle => bottle(b, hand),
        Word::Bag => bag(b, hand),
        _ => {}
    }
}

fn brass() -> Stuff {
    Stuff::plain(hex(0x8a6a38), 0.08).gloss(1.0)
}

fn lantern(b: &mut Body<'_>, (x, y): P) {
    b.part(
        &tube(&[
            (x - 0.16, y + 0.36, 0.018),
            (x - 0.12, y + 0.06, 0.018),
            (x, y, 0.02),
            (x + 0.12, y + 0.06, 0.018),
            (x + 0.16, y + 0.36, 0.018),
        ]),
        brass(),
    );
    b.part(
        &[
            (x - 0.19, y + 0.92),
            (x + 0.19, y + 0.92),
            (x + 0.16, y + 0.82),
            (x - 0.16, y + 0.82),
        ],
        brass(),
    );
    let lit = b.rig.lamp.is_some();
    let glass = blob(&[
        (x - 0.13, y + 0.82),
        (x - 0.17, y + 0.62),
        (x - 0.12, y + 0.44),
        (x + 0.12, y + 0.44),
        (x + 0.17, y + 0.62),
        (x + 0.13, y + 0.82),
    ]);
    let tone = if lit { hex(0xffd080) } else { hex(0x39424a) };
    b.part(&glass, Stuff::plain(tone, 0.2).gloss(0.8));
    if lit {
        shine(b, (x, y + 0.64), 0.2, v(2.6, 1.35, 0.45));
    }
    for s in [-1.0, 1.0] {
        b.part(
            &tube(&[
                (x + s * 0.16, y + 0.84, 0.014),
                (x + s * 0.16, y + 0.42, 0.014),
            ]),
            brass().cast(0.0),
        );
    }
    b.part(
        &blob(&[
            (x - 0.18, y + 0.45),
            (x - 0.08, y + 0.31),
            (x, y + 0.27),
            (x + 0.08, y + 0.31),
            (x + 0.18, y + 0.45),
        ]),
        brass(),
    );
}

/// A bright core with a wide halo around it.
fn shine(b: &mut Body<'_>, at: P, r: f32, c: V3) {
    let (px, py) = (b.ox + at.0 * b.s, b.oy + at.1 * b.s);
    b.canvas.glow(px, py, r * b.s, c * 1.4);
    b.canvas.glow(px, py, 5.0 * r * b.s, c * 0.12);
}

fn candle(b: &mut Body<'_>, (x, y): P) {
    b.part(&ellipse(x, y + 0.06, 0.2, 0.05, 0.0), brass());
    b.part(
        &tube(&[(x, y + 0.03, 0.055), (x, y - 0.3, 0.05)]),
        Stuff::plain(hex(0xd8ccb0), 0.08),
    );
    b.part(
        &blob(&[
            (x, y - 0.56),
            (x + 0.04, y - 0.42),
            (x, y - 0.34),
            (x - 0.04, y - 0.42),
        ]),
        Stuff::plain(hex(0xffe0a0), 0.1),
    );
    shine(b, (x, y - 0.44), 0.12, v(2.8, 1.5, 0.5));
}

fn staff(b: &mut Body<'_>, (x, y): P, umbrella: bool) {
    let wood = Stuff::plain(hex(0x4a3626), 0.08).gloss(0.3);
    let top = if umbrella { y - 2.4 } else { -0.55 };
    b.part(
        &tube(&[
            (x - 0.06, top, 0.035),
            (x, y, 0.042),
            (x + 0.08, y + 4.0, 0.04),
        ]),
        wood,
    );
    if umbrella {
        let dome = blob(&[
            (x - 1.5, top + 0.7),
            (x - 1.1, top + 0.1),
            (x, top - 0.3),
            (x + 1.1, top + 0.1),
            (x + 1.5, top + 0.7),
            (x + 0.7, top + 0.5),
            (x, top + 0.65),
            (x - 0.7, top + 0.5),
        ]);
        b.part(&dome, Stuff::cloth(hex(0x22242a), 0.4).gloss(0.4));
    }
}

fn blade(b: &mut Body<'_>, (x, y): P, long: f32, angle: f32) {
    let t = angle.signum() * 2.5;
    let go = |f: f32, a: f32| (x + t.sin() * f + t.cos() * a, y + t.cos() * f - t.sin() * a);
    let steel = Stuff::plain(hex(0x9aa2ac), 0.05).gloss(1.0);
    b.part(
        &[
            go(0.12, -0.05),
            go(long * 0.9, -0.03),
            go(long, 0.0),
            go(long * 0.9, 0.03),
            go(0.12, 0.05),
        ],
        steel,
    );
    let (g0, g1, h) = (go(0.12, -0.2), go(0.12, 0.2), go(-0.25, 0.0));
    b.part(
        &tube(&[(x, y, 0.05), (h.0, h.1, 0.06)]),
        Stuff::plain(hex(0x3a261a), 0.06),
    );
    b.part(&tube(&[(g0.0, g0.1, 0.035), (g1.0, g1.1, 0.035)]), brass());
}

fn sheet(b: &mut Body<'_>, (x, y): P, seal: V3) {
    let paper = [
        (x - 0.34, y - 0.36),
        (x + 0.30, y - 0.46),
        (x + 0.36, y + 0.02),
        (x - 0.28, y + 0.12),
    ];
    b.part(&paper, Stuff::plain(hex(0xd0c4a4), 0.05));
    b.part(
        &tube(&[
            (x - 0.34, y - 0.36, 0.008),
            (x + 0.02, y - 0.12, 0.008),
            (x + 0.30, y - 0.46, 0.008),
        ]),
        Stuff::plain(hex(0x8a7c60), 0.02).cast(0.0),
    );
    b.part(
        &ellipse(x + 0.02, y - 0.14, 0.065, 0.065, 0.0),
        Stuff::plain(seal.mix(hex(0x8e1f1c), 0.7), 0.06).gloss(0.8),
    );
}

fn slab(b: &mut Body<'_>, (x, y): P, colour: V3) {
    b.part(
        &[
            (x - 0.36, y - 0.40),
            (x + 0.34, y - 0.48),
            (x + 0.42, y + 0.42),
            (x - 0.30, y + 0.5),
        ],
        Stuff::plain(hex(0xb8ac8c), 0.06),
    );
    b.part(
        &[
            (x - 0.42, y - 0.42),
            (x + 0.28, y - 0.50),
            (x + 0.36, y + 0.42),
            (x - 0.36, y + 0.5),
        ],
        Stuff::plain(colour * 0.6, 0.07).gloss(0.35),
    );
}

fn gun(b: &mut Body<'_>, (x, y): P, angle: f32) {
    let s = angle.signum();
    let iron = Stuff::plain(hex(0x30343a), 0.06).gloss(1.0);
    b.part(
        &tube(&[(x, y - 0.02, 0.065), (x - s * 0.02, y + 0.2, 0.07)]),
        Stuff::plain(hex(0x3e2a1c), 0.06),
    );
    b.part(
        &tube(&[
            (x - s * 0.05, y - 0.1, 0.075),
            (x + s * 0.55, y - 0.14, 0.05),
        ]),
        iron,
    );
}

fn bottle(b: &mut Body<'_>, (x, y): P) {
    let glass = blob(&[
        (x - 0.05, y - 0.4),
        (x + 0.05, y - 0.4),
        (x + 0.06, y - 0.15),
        (x + 0.15, y),
        (x + 0.15, y + 0.5),
        (x - 0.15, y + 0.5),
        (x - 0.15, y),
        (x - 0.06, y - 0.15),
    ]);
    b.part(&glass, Stuff::plain(hex(0x2c4030), 0.15).gloss(1.0));
}

fn bag(b: &mut Body<'_>, (x, y): P) {
    b.part(
        &tube(&[
            (x - 0.2, y + 0.25, 0.03),
            (x, y, 0.035),
            (x + 0.2, y + 0.25, 0.03),
        ]),
        Stuff::plain(hex(0x2e2018), 0.05),
    );
    let shape = blob(&[
        (x - 0.5, y + 0.25),
        (x + 0.5, y + 0.25),
        (x + 0.56, y + 0.95),
        (x - 0.56, y + 0.95),
    ]);
    b.part(&shape, Stuff::plain(hex(0x5a3c26), 0.25).gloss(0.35));
}
