//! From a brief to a scene specification: what is said, then what the name decides.

use crate::palette::{ACCENT, CLOTH, HAIR, Mood, SKIN, moods};
use crate::rng::{Rng, hash};
use crate::vec::{V3, hex};
use crate::words::{Hits, Word};
use crate::{Brief, Subject};

/// The lighting situation of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hour {
    Night,
    Dawn,
    Day,
    Sunset,
    Candle,
    Fire,
    Fog,
    Snow,
    Studio,
    Mono,
}

/// What the state of the scene does to the subject, each 0..1.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wear {
    pub(crate) rain: f32,
    pub(crate) snow: f32,
    pub(crate) fog: f32,
    pub(crate) fire: f32,
    pub(crate) wet: f32,
    pub(crate) mud: f32,
    pub(crate) blood: f32,
    pub(crate) torn: f32,
    pub(crate) dust: f32,
    pub(crate) burnt: f32,
}

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

/// Everything the painters need to know.
pub(crate) struct Spec {
    pub(crate) mood: Mood,
    pub(crate) hour: Hour,
    pub(crate) wear: Wear,
    pub(crate) person: Person,
    pub(crate) place: Word,
    /// A tower seen from within.
    pub(crate) inside: bool,
    pub(crate) prop: Option<Word>,
    pub(crate) prop_colour: Option<V3>,
    pub(crate) lit: bool,
    pub(crate) broken: bool,
    pub(crate) mono: bool,
    /// Chance that follows the asset's name only.
    pub(crate) name: u64,
    /// Chance that follows every word and the seed.
    pub(crate) shot: u64,
}

/// The texts of a brief, read for keywords.
pub(crate) struct Texts {
    tags: Hits,
    description: Hits,
    name: Hits,
    style: Hits,
}

#[rustfmt::skip]
impl Texts {
    /// Any text but the style, which speaks of the whole film.
    fn has(&self, w: Word) -> bool {
        self.tags.has(w) || self.description.has(w) || self.name.has(w)
    }

    /// The first of `group` in tags, description, name: the scene speaks before the asset.
    fn scene(&self, group: &[Word]) -> Option<Word> {
        self.tags.first_of(group).or_else(|| self.description.first_of(group)).or_else(|| self.name.first_of(group))
    }

    /// The first of `group` in name, description, tags: what the asset is.
    fn asset(&self, group: &[Word]) -> Option<Word> {
        self.name.first_of(group).or_else(|| self.description.first_of(group)).or_else(|| self.tags.first_of(group))
    }

    /// What the hands hold: the description, else the tags, else the name.
    fn carried(&self) -> [Option<Word>; 2] {
        let texts = [&self.description, &self.tags, &self.name];
        texts.into_iter().map(|t| t.first_two(HELD)).find(|two| two[0].is_some()).unwrap_or([None; 2])
    }

    fn colour_of(&self, w: Word) -> Option<V3> {
        let c = self.tags.colour_of(w).or_else(|| self.description.colour_of(w)).or_else(|| self.name.colour_of(w));
        c.map(hex)
    }
}

/// Reads a brief into a specification.
pub(crate) fn spec(b: &Brief<'_>) -> Spec {
    let tags = b.tags.join(" , ");
    let t = Texts {
        tags: Hits::read(&tags),
        description: Hits::read(b.description),
        name: Hits::read(b.name),
        style: Hits::read(b.style),
    };
    let name = hash(b.name);
    let words = hash(&tags) ^ hash(b.description).rotate_left(17) ^ hash(b.style).rotate_left(34);
    let shot = hash(&format!("{name}:{words}:{}", b.seed));
    let hour = hour(&t, b.subject);
    let mut chance = Rng::new(name ^ hash(b.style) ^ hash(b.description).rotate_left(5));
    let mood = chance.pick(moods(hour));
    Spec {
        mood,
        hour,
        wear: wear(&t),
        person: person(&t, name),
        place: place(&t, name),
        inside: t.has(Word::Room),
        prop: t.asset(PROPS),
        prop_colour: t.name.any_colour().or_else(|| t.description.any_colour()).map(hex),
        lit: !t.has(Word::Dark),
        broken: t.has(Word::Broken),
        mono: t.style.has(Word::Mono) || t.tags.has(Word::Mono),
        name,
        shot,
    }
}

/// Where the light comes from; the scene's words outrank the film's style.
fn hour(t: &Texts, subject: Subject) -> Hour {
    use Word::{Candle, Cold, Dawn, Day, Fire, Fog, Mono, Night, Rain, Snow, Storm, Sunset, Warm};
    let lights = [Fire, Candle, Dawn, Sunset, Snow, Night, Fog, Rain, Storm, Day];
    let said = t.scene(&lights);
    let usual = match subject {
        Subject::Location => [Mono, Night, Sunset, Dawn, Candle, Fog, Day].as_slice(),
        _ => [Mono, Candle, Sunset, Dawn, Fog].as_slice(),
    };
    match said.or_else(|| t.style.first_of(usual)) {
        Some(Fire) => Hour::Fire,
        Some(Candle) => Hour::Candle,
        Some(Dawn) => Hour::Dawn,
        Some(Sunset) => Hour::Sunset,
        Some(Snow) => Hour::Snow,
        Some(Night | Rain | Storm) => Hour::Night,
        Some(Fog) => Hour::Fog,
        Some(Day) => Hour::Day,
        Some(Mono) => Hour::Mono,
        _ if t.has(Cold) => Hour::Night,
        _ if t.has(Warm) => Hour::Candle,
        _ => Hour::Studio,
    }
}

fn wear(t: &Texts) -> Wear {
    let on = |w: Word, k: f32| if t.has(w) { k } else { 0.0 };
    let rain = on(Word::Rain, 0.8).max(on(Word::Storm, 1.0));
    Wear {
        rain,
        snow: on(Word::Snow, 1.0),
        fog: on(Word::Fog, 1.0).max(on(Word::Smoke, 0.7)),
        fire: on(Word::Fire, 1.0),
        wet: on(Word::Wet, 1.0).max(rain * 0.8),
        mud: on(Word::Mud, 1.0),
        blood: on(Word::Blood, 1.0),
        torn: on(Word::Torn, 1.0),
        dust: on(Word::Dust, 1.0),
        burnt: on(Word::Burnt, 1.0),
    }
}

const HATS: &[Word] = &[Word::TopHat, Word::Hat, Word::Cap, Word::Hood, Word::Crown, Word::Helmet];
#[rustfmt::skip]
const GARMENTS: &[Word] = &[
    Word::Gown, Word::Dress, Word::Uniform, Word::Armour, Word::Cloak, Word::Coat, Word::Suit, Word::Apron, Word::Jacket, Word::Shirt,
];
#[rustfmt::skip]
const HELD: &[Word] = &[
    Word::Lantern, Word::Staff, Word::Sword, Word::Gun, Word::Letter, Word::Book, Word::Knife, Word::Candlestick, Word::Bag,
    Word::Bottle, Word::Umbrella, Word::Map, Word::Box,
];
#[rustfmt::skip]
const PROPS: &[Word] = &[
    Word::Lantern, Word::Sword, Word::Gun, Word::Letter, Word::Book, Word::Watch, Word::Key, Word::Bottle, Word::Cup, Word::Staff,
    Word::Bag, Word::Box, Word::Boat, Word::Car, Word::Candlestick, Word::Knife, Word::Rope, Word::Chair, Word::Mask, Word::Ring,
    Word::Flower, Word::Map, Word::Umbrella, Word::Wheel, Word::Phone, Word::Bird,
];
#[rustfmt::skip]
const PLACES: &[Word] = &[
    Word::Kitchen, Word::Harbour, Word::Corridor, Word::Office, Word::Church, Word::Library, Word::Bedroom, Word::Cellar, Word::Lab,
    Word::Bar, Word::Station, Word::Hall, Word::Tower, Word::Stairs, Word::Street, Word::Forest, Word::Garden, Word::Mountain,
    Word::Desert, Word::Field, Word::Sea, Word::Ship, Word::Roof, Word::Bridge, Word::Ruin, Word::Room,
];

fn place(t: &Texts, name: u64) -> Word {
    let some = [Word::Room, Word::Street, Word::Hall, Word::Field, Word::Harbour, Word::Corridor];
    t.asset(PLACES).unwrap_or_else(|| Rng::new(name).pick(&some))
}

/// A guess from the name's ending, so that an asset keeps its figure when a text is silent.
fn sounds_female(name: u64, t: &Texts, first: &str) -> bool {
    match t.asset(&[Word::Woman, Word::Man]) {
        Some(w) => w == Word::Woman,
        None => first.ends_with(['a', 'e', 'y']) || name % 100 < 25,
    }
}

fn person(t: &Texts, name: u64) -> Person {
    let mut r = Rng::new(name);
    let woman = sounds_female(name, t, &t.name.first_token());
    let child = t.has(Word::Child);
    let old = t.has(Word::Old) && !child;
    let garment = t.scene(GARMENTS);
    let usual = if woman { [Word::Coat, Word::Dress, Word::Jacket] } else { [Word::Coat, Word::Suit, Word::Jacket] };
    let fallback = if child { Word::Jacket } else { r.pick(&usual) };
    let garment = garment.unwrap_or(fallback);
    let cloth = hex(r.pick(CLOTH));
    let accent = hex(r.pick(ACCENT));
    let hair = if old || t.has(Word::Grey) { hex(0x9a9690) } else { hex(r.pick(HAIR)) };
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
        accent: t.colour_of(Word::Scarf).or_else(|| t.colour_of(Word::Tie)).unwrap_or(accent),
        hat_colour: hat.and_then(|w| t.colour_of(w)).unwrap_or(cloth * 0.7),
        salt: r.next(),
    }
}

fn heads(t: &Texts, child: bool, r: &mut Rng) -> f32 {
    let base = if child { 5.7 } else { 7.4 };
    let said = if t.has(Word::Tall) { 0.35 } else { 0.0 } - if t.has(Word::Short) && !child { 0.5 } else { 0.0 };
    base + said + r.range(-0.15, 0.15)
}

fn girth(t: &Texts, woman: bool, child: bool, r: &mut Rng) -> f32 {
    let base = if woman || child { 0.90 } else { 1.0 };
    let said = if t.has(Word::Stout) { 0.24 } else { 0.0 } - if t.has(Word::Lean) { 0.07 } else { 0.0 };
    base + said + r.range(-0.03, 0.04)
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
        garment: if alike || r.chance(0.5) { p.garment } else { r.pick(&[Word::Coat, Word::Jacket, Word::Cloak, Word::Suit]) },
        hat: p.hat.or_else(|| r.chance(0.45).then(|| r.pick(&[Word::Cap, Word::Hat]))),
        beard: !woman && r.chance(0.25),
        long_hair: woman,
        holds: if i == 0 { p.holds } else { [None; 2] },
        skin: hex(r.pick(SKIN)),
        hair: if r.chance(0.2) { hex(0x9a9690) } else { hex(r.pick(HAIR)) },
        cloth: if alike { p.cloth } else { p.cloth.mix(tint, 0.6) },
        hat_colour: tint * 0.7,
        accent: hex(r.pick(ACCENT)),
        scarf: r.chance(0.4),
        salt: r.next(),
        ..p
    }
}
