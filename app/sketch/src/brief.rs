//! From a brief to a scene specification: what is said, then what the name decides.

use crate::cast::{Person, person};
use crate::palette::{Mood, moods};
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
    pub(crate) name: Hits,
    style: Hits,
}

#[rustfmt::skip]
impl Texts {
    /// Any text but the style, which speaks of the whole film.
    pub(crate) fn has(&self, w: Word) -> bool {
        self.tags.has(w) || self.description.has(w) || self.name.has(w)
    }

    /// The first of `group` in tags, description, name: the scene speaks before the asset.
    pub(crate) fn scene(&self, group: &[Word]) -> Option<Word> {
        self.tags.first_of(group).or_else(|| self.description.first_of(group)).or_else(|| self.name.first_of(group))
    }

    /// The first of `group` in name, description, tags: what the asset is.
    pub(crate) fn asset(&self, group: &[Word]) -> Option<Word> {
        self.name.first_of(group).or_else(|| self.description.first_of(group)).or_else(|| self.tags.first_of(group))
    }

    /// What the hands hold: the description, else the tags, else the name.
    pub(crate) fn carried(&self) -> [Option<Word>; 2] {
        let texts = [&self.description, &self.tags, &self.name];
        texts.into_iter().map(|t| t.first_two(HELD)).find(|two| two[0].is_some()).unwrap_or([None; 2])
    }

    pub(crate) fn colour_of(&self, w: Word) -> Option<V3> {
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
        prop: prop(&t),
        prop_colour: t
            .name
            .any_colour()
            .or_else(|| t.description.any_colour())
            .map(hex),
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
    let lights = [
        Fire, Candle, Dawn, Sunset, Snow, Night, Fog, Rain, Storm, Day,
    ];
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

/// The thing a prop is; a ring of something is that something.
fn prop(t: &Texts) -> Option<Word> {
    let first = t.asset(PROPS);
    if first == Some(Word::Ring) && t.has(Word::Key) {
        Some(Word::Key)
    } else {
        first
    }
}

fn place(t: &Texts, name: u64) -> Word {
    let some = [
        Word::Room,
        Word::Street,
        Word::Hall,
        Word::Field,
        Word::Harbour,
        Word::Corridor,
    ];
    match t.asset(PLACES) {
        Some(Word::Room) if t.has(Word::Tower) => Word::Tower,
        Some(Word::Harbour | Word::Stairs) if t.has(Word::Harbour) => Word::Harbour,
        Some(place) => place,
        None => Rng::new(name).pick(&some),
    }
}
