//! Who a person is: build, face, clothes and colours, from the words and the name.

use crate::brief::{Spec, Texts};
use crate::palette::{ACCENT, CLOTH, HAIR, SKIN};
use crate::rng::Rng;
use crate::vec::{V3, hex};
use crate::words::Word;

const HATS: &[Word] = &[
    Word::TopHat,
    Word::Hat,
    Word::Cap,
    Word::Hood,
    Word::Crown,
    Word::Helmet,
];
#[rustfmt::skip]
const GARMENTS: &[Word] = &[
    Word::Gown, Word::Dress, Word::Uniform, Word::Armour, Word::Cloak, Word::Coat, Word::Suit, Word::Apron, Word::Jacket, Word::Shirt,
];

/// How a person looks, whatever the pose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) woman: bool,
    pub(crate) child: bool,
    pub(crate) old: bool,
    /// Height in heads.
    pub(crate) heads: f32,
    /// Width against the usual one.
    pub(crate) girth: f32,
    pub(crate) beard: bool,
    pub(crate) moustache: bool,
    pub(crate) glasses: bool,
    pub(crate) bald: bool,
    pub(crate) long_hair: bool,
    pub(crate) garment: Word,
    pub(crate) hat: Option<Word>,
    pub(crate) scarf: bool,
    pub(crate) belt: bool,
    pub(crate) holds: [Option<Word>; 2],
    pub(crate) skin: V3,
    pub(crate) hair: V3,
    pub(crate) cloth: V3,
    pub(crate) under: V3,
    pub(crate) accent: V3,
    pub(crate) hat_colour: V3,
    /// Face proportions and other small things follow this.
    pub(crate) salt: u64,
}

/// A guess from the name's ending, so that an asset keeps its figure when a text is silent.
fn sounds_female(name: u64, t: &Texts, first: &str) -> bool {
    match t.asset(&[Word::Woman, Word::Man]) {
        Some(w) => w == Word::Woman,
        None => first.ends_with(['a', 'e', 'y']) || name % 100 < 25,
    }
}

/// Reads a person; what no text says, the name decides.
pub(crate) fn person(t: &Texts, name: u64) -> Person {
    let mut r = Rng::new(name);
    let woman = sounds_female(name, t, &t.name.first_token());
    let child = t.has(Word::Child);
    let old = t.has(Word::Old) && !child;
    let garment = t.scene(GARMENTS);
    let usual = if woman {
        [Word::Coat, Word::Dress, Word::Jacket]
    } else {
        [Word::Coat, Word::Suit, Word::Jacket]
    };
    let fallback = if child { Word::Jacket } else { r.pick(&usual) };
    let garment = garment.unwrap_or(fallback);
    let cloth = hex(r.pick(CLOTH));
    let accent = hex(r.pick(ACCENT));
    let hair = if old || t.has(Word::Grey) {
        hex(0x9a9690)
    } else {
        hex(r.pick(HAIR))
    };
    let skin = hex(r.pick(&SKIN[..4]));
    let hat = t.scene(HATS);
    Person {
        woman,
        child,
        old,
        heads: heads(t, child, &mut r),
        girth: girth(t, woman, child, &mut r),
        beard: t.has(Word::Beard),
        moustache: t.has(Word::Moustache) || (!woman && !child && r.chance(0.2)),
        glasses: t.has(Word::Glasses),
        bald: t.has(Word::Bald),
        long_hair: t.has(Word::LongHair) || (woman && r.chance(0.5)),
        garment,
        hat,
        scarf: t.has(Word::Scarf),
        belt: t.has(Word::Belt) || r.chance(0.35),
        holds: t.carried(),
        skin: skin.mix(hex(SKIN[r.below(SKIN.len())]), 0.4),
        hair,
        cloth: t.colour_of(garment).unwrap_or(cloth),
        under: hex(r.pick(&[0xb8ac98, 0x8a8478, 0x5a5650, 0xa09484, 0x40464c])),
        accent: t
            .colour_of(Word::Scarf)
            .or_else(|| t.colour_of(Word::Tie))
            .unwrap_or(accent),
        hat_colour: hat.and_then(|w| t.colour_of(w)).unwrap_or(cloth * 0.7),
        salt: r.next(),
    }
}

fn heads(t: &Texts, child: bool, r: &mut Rng) -> f32 {
    let base = if child { 5.7 } else { 7.4 };
    let said = if t.has(Word::Tall) { 0.35 } else { 0.0 }
        - if t.has(Word::Short) && !child {
            0.5
        } else {
            0.0
        };
    base + said + r.range(-0.15, 0.15)
}

fn girth(t: &Texts, woman: bool, child: bool, r: &mut Rng) -> f32 {
    let base = if woman || child { 0.90 } else { 1.0 };
    let said =
        if t.has(Word::Stout) { 0.24 } else { 0.0 } - if t.has(Word::Lean) { 0.07 } else { 0.0 };
    base + said + r.range(-0.03, 0.04)
}

/// What one of a crowd wears: most dress alike, and finery suits the wearer.
fn crowd_garment(usual: Word, woman: bool, alike: bool, r: &mut Rng) -> Word {
    let finery = matches!(usual, Word::Gown | Word::Dress | Word::Suit);
    match (alike, finery, woman) {
        (true, ..) => usual,
        (_, true, true) if usual == Word::Dress => Word::Dress,
        (_, true, true) => Word::Gown,
        (_, true, false) => Word::Suit,
        _ if r.chance(0.5) => usual,
        _ => r.pick(&[Word::Coat, Word::Jacket, Word::Cloak, Word::Suit]),
    }
}

/// Another person of the same crowd: same words, other bones and clothes.
pub(crate) fn extra(spec: &Spec, i: u64) -> Person {
    let mut r = Rng::new(spec.name ^ (i + 1).wrapping_mul(0x9e37_79b9));
    let p = spec.person;
    let woman = r.chance(0.4);
    let tint = hex(r.pick(CLOTH));
    let alike = matches!(p.garment, Word::Uniform | Word::Armour);
    Person {
        woman,
        heads: p.heads + r.range(-0.5, 0.3),
        girth: p.girth * r.range(0.9, 1.18),
        garment: crowd_garment(p.garment, woman, alike, &mut r),
        hat: p
            .hat
            .or_else(|| r.chance(0.45).then(|| r.pick(&[Word::Cap, Word::Hat]))),
        beard: !woman && r.chance(0.25),
        moustache: !woman && !p.child && r.chance(0.3),
        long_hair: woman && r.chance(0.7),
        holds: if i == 0 { p.holds } else { [None; 2] },
        skin: hex(r.pick(SKIN)),
        hair: if r.chance(0.2) {
            hex(0x9a9690)
        } else {
            hex(r.pick(HAIR))
        },
        cloth: if alike {
            p.cloth
        } else {
            p.cloth.mix(tint, 0.6)
        },
        hat_colour: tint * 0.7,
        accent: hex(r.pick(ACCENT)),
        scarf: r.chance(0.4),
        salt: r.next(),
        ..p
    }
}
