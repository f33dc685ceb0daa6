//! Places: builds the world a location's words describe and frames it.

use crate::brief::{Hour, Spec};
use crate::canvas::Canvas;
use crate::light::Rig;
use crate::reference::Guide;
use crate::rng::Rng;
use crate::solid::World;
use crate::vec::{V3, v};
use crate::words::Word;
use crate::{indoors, town, wild};

/// Paints a location.
pub(crate) fn paint(c: &mut Canvas, spec: &Spec, guide: Option<&Guide>, r: &mut Rng) {
    let rig = Rig::new(spec, r);
    if let Some(guide) = guide
        && guide.setting(c, &rig, spec, r)
    {
        return;
    }
    let mut w = world(spec, r);
    let sway = if w.room.is_some() { 0.9 } else { 1.3 };
    w.eye += v(
        r.range(-sway, sway),
        r.range(-0.25, 0.5),
        r.range(-0.4, 0.6),
    );
    w.yaw += r.range(-0.24, 0.24) - w.eye.x * 0.05;
    w.pitch += r.range(-0.03, 0.05);
    w.zoom = r.range(0.92, 1.18);
    w.render(c);
}

fn world(spec: &Spec, r: &mut Rng) -> World {
    // The layout follows the name alone; only the camera and the sun follow the seed.
    let mut plan = Rng::new(spec.name);
    let side = if r.chance(0.8) { 1.0 } else { -1.0 } * if spec.name & 1 == 0 { 1.0 } else { -1.0 };
    let high = match spec.hour {
        Hour::Sunset | Hour::Dawn => r.range(0.16, 0.28),
        _ => r.range(0.45, 0.8),
    };
    let sun = v(side * r.range(0.5, 0.9), high, r.range(0.2, 0.8));
    let mut w = World::new(spec, sun, spec.name as u32);
    let dim = match spec.hour {
        Hour::Night => 0.35,
        Hour::Candle | Hour::Fire => 0.10,
        Hour::Fog => 0.4,
        _ => 1.6,
    };
    w.sunlight = w.sunlight * dim;
    match spec.place {
        Word::Harbour | Word::Sea | Word::Ship => town::harbour(&mut w, spec, &mut plan),
        Word::Street | Word::Station | Word::Bridge | Word::Roof | Word::Ruin => {
            town::street(&mut w, spec, &mut plan)
        }
        Word::Forest | Word::Garden => wild::forest(&mut w, spec, &mut plan),
        Word::Field | Word::Mountain | Word::Desert => wild::land(&mut w, spec, &mut plan),
        Word::Tower if spec.inside => indoors::lamp_room(&mut w, spec),
        Word::Tower => wild::cliff(&mut w, spec, &mut plan),
        _ => indoors::interior(&mut w, spec, &mut plan),
    }
    w
}

/// After dark lamps burn; by day they hardly count.
pub(crate) fn lamp(spec: &Spec) -> V3 {
    let k = match spec.hour {
        Hour::Day | Hour::Snow | Hour::Dawn => 0.25,
        Hour::Fog | Hour::Sunset => 0.7,
        _ => 1.3,
    };
    let k = if spec.lit { k } else { 0.05 };
    v(1.6, 0.82, 0.32) * k
}
