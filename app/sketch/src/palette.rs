//! Light moods: limited palettes for the hour and weather of a scene.

use crate::brief::Hour;
use crate::vec::{V3, hex};

/// The colours of one lighting mood, in linear light.
#[derive(Clone, Copy)]
pub(crate) struct Mood {
    /// Backdrop where the light falls.
    pub(crate) glow: V3,
    /// Backdrop away from the light.
    pub(crate) deep: V3,
    /// The main light.
    pub(crate) key: V3,
    /// What fills the shadows.
    pub(crate) fill: V3,
    /// The edge light from behind.
    pub(crate) rim: V3,
    /// The ground.
    pub(crate) floor: V3,
    /// The lower sky, for exteriors.
    pub(crate) horizon: V3,
}

const fn mood(c: [u32; 7]) -> Mood {
    Mood {
        glow: hex(c[0]),
        deep: hex(c[1]),
        key: hex(c[2]),
        fill: hex(c[3]),
        rim: hex(c[4]),
        floor: hex(c[5]),
        horizon: hex(c[6]),
    }
}

/// The variants of each hour; the asset and seed choose among them.
#[rustfmt::skip]
pub(crate) fn moods(hour: Hour) -> &'static [Mood] {
    const NIGHT: &[Mood] = &[
        mood([0x4f7396, 0x0c1320, 0xb4cbe6, 0x22344c, 0x9cc4ee, 0x101a28, 0x31506e]),
        mood([0x3d6a80, 0x0a151c, 0xa8d0dc, 0x1c3844, 0xe0a868, 0x0e1a20, 0x28505e]),
        mood([0x5a688c, 0x10111e, 0xc0c4e4, 0x2a2c4a, 0xa4b4f0, 0x141628, 0x3c4870]),
    ];
    const DAWN: &[Mood] = &[
        mood([0xc89a94, 0x342c3e, 0xffd4b8, 0x4c4860, 0xffb8a0, 0x40343e, 0xe0a898]),
        mood([0xb8a090, 0x28323e, 0xffdcb0, 0x44546a, 0xf8c8b0, 0x383840, 0xd8b09c]),
    ];
    const DAY: &[Mood] = &[
        mood([0xb0bab8, 0x3c4850, 0xfff2dc, 0x5c6c7a, 0xe8f0f4, 0x565850, 0xc0ccd0]),
        mood([0xbcae94, 0x40403c, 0xffeccc, 0x5e6468, 0xfff4e0, 0x5c5446, 0xccc4b0]),
    ];
    const SUNSET: &[Mood] = &[
        mood([0xd08a48, 0x2c2028, 0xffbe78, 0x44384e, 0xff9c58, 0x34262a, 0xe88c44]),
        mood([0xbc6a50, 0x20202e, 0xffac80, 0x34405a, 0xffb070, 0x2a2228, 0xdc7450]),
    ];
    const CANDLE: &[Mood] = &[
        mood([0x94602c, 0x150e0c, 0xffc078, 0x3a2620, 0xffa048, 0x22160e, 0x24303e]),
        mood([0x7c5630, 0x12100e, 0xffc888, 0x342a26, 0x88a8c4, 0x1e1610, 0x1e2c3c]),
    ];
    const FIRE: &[Mood] = &[mood([0xb8501c, 0x180a0a, 0xffa050, 0x44201a, 0xff7428, 0x28120c, 0x9c3814])];
    const FOG: &[Mood] = &[
        mood([0x98a4a6, 0x3a4448, 0xdce4e2, 0x66727a, 0xc8d4d6, 0x4a5254, 0xa4b0b0]),
        mood([0xa49c8c, 0x403e3a, 0xf0e2c8, 0x6c6c6a, 0xe0d4c0, 0x4c4a44, 0xb0a898]),
    ];
    const SNOW: &[Mood] = &[mood([0xa8bcc8, 0x3a4858, 0xf0f6fc, 0x6a7e94, 0xd8ecfc, 0x98a8b4, 0xb8c8d2])];
    const STUDIO: &[Mood] = &[
        mood([0x9a8058, 0x16181e, 0xffd8a8, 0x2c3c48, 0x90c0d0, 0x241f1c, 0x7c6a50]),
        mood([0x6c8488, 0x121a1e, 0xffdcb4, 0x2a4046, 0xffb468, 0x1a2022, 0x5c7478]),
        mood([0x8c7a70, 0x1a161a, 0xffe0c4, 0x3a3a4c, 0xa8b8e8, 0x262022, 0x80706a]),
        mood([0x7c8068, 0x161a16, 0xffe6b8, 0x344038, 0xd8e0a8, 0x20221c, 0x747860]),
    ];
    const MONO: &[Mood] = &[mood([0x8c8a86, 0x101011, 0xf4f0ea, 0x38383a, 0xe8e8ec, 0x1c1c1d, 0x6c6c6c])];
    match hour {
        Hour::Night => NIGHT,
        Hour::Dawn => DAWN,
        Hour::Day => DAY,
        Hour::Sunset => SUNSET,
        Hour::Candle => CANDLE,
        Hour::Fire => FIRE,
        Hour::Fog => FOG,
        Hour::Snow => SNOW,
        Hour::Studio => STUDIO,
        Hour::Mono => MONO,
    }
}

/// Base colours for clothes nobody described.
#[rustfmt::skip]
pub(crate) const CLOTH: &[u32] = &[
    0x4a4038, 0x3a4650, 0x54483a, 0x5a3a34, 0x3c4a42, 0x48424e, 0x62543e, 0x34383e, 0x6a5a4c, 0x4a5460, 0x583e48, 0x46503a,
];
/// Accent colours for scarves, ties and trims.
pub(crate) const ACCENT: &[u32] = &[
    0x9a4a2c, 0x8e2f30, 0xa8863a, 0x3c6a70, 0x6a7a4a, 0x7a4a68, 0xb09a78,
];
/// Hair, young.
pub(crate) const HAIR: &[u32] = &[
    0x1e1814, 0x2e2018, 0x463020, 0x5c3820, 0x7c5c38, 0x241c1c, 0x6a3420,
];
/// Skin.
pub(crate) const SKIN: &[u32] = &[
    0xd8a888, 0xc8957a, 0xb47e60, 0x8e5c42, 0xe0b498, 0x74482f, 0xcc9c74,
];
