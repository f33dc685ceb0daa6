//! Draws a storyboard panel from words.
//!
//! [`draw`] reads keywords out of a [`Brief`] and paints what they describe: a figure or a prop
//! on a studio ground, a place with its surroundings, or a group of people, in film light with
//! brush strokes and grain. It needs no network and no model, and equal input gives equal pixels.
//!
//! The asset's name decides what stays the same from picture to picture (build, face, room,
//! form); description and tags decide clothes, weather, hour and wear; the seed decides pose,
//! framing and where the light stands. A reference picture lends its palette and its subject.

mod brief;
mod brush;
mod canvas;
mod cast;
mod catalogue;
mod costume;
mod cutout;
mod face;
mod figure;
mod form;
mod furnish;
mod glance;
mod grain;
mod halls;
mod hats;
mod head;
mod hold;
mod indoors;
mod light;
mod mark;
mod more;
mod palette;
mod prop;
mod reference;
mod rng;
mod room;
mod shape;
mod sleeve;
mod solid;
mod studio;
mod surface;
#[cfg(test)]
mod tests;
mod things;
mod town;
mod trim;
mod vec;
mod weather;
mod wild;
mod words;

use canvas::Canvas;
use image::RgbImage;
use rng::Rng;

/// What kind of asset the picture shows, and so how it is framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One person on a plain ground.
    Character,
    /// A place with its surroundings.
    Location,
    /// One thing on a plain ground.
    Prop,
    /// A group of people.
    Extras,
}

/// Everything a picture is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Brief<'a> {
    /// The kind of asset.
    pub subject: Subject,
    /// The asset's name; equal names give the same basic figure.
    pub name: &'a str,
    /// The effective description for the scene.
    pub description: &'a str,
    /// The scene's status tags.
    pub tags: &'a [String],
    /// The visual style of the project; may be empty.
    pub style: &'a str,
    /// Chooses pose, framing and light direction.
    pub seed: u64,
    /// A picture whose palette and subject carry over.
    pub reference: Option<&'a RgbImage>,
    /// Width in pixels, held to 64..=4096.
    pub width: u32,
    /// Height in pixels, held to 64..=4096.
    pub height: u32,
}

/// The most pixels painted; larger pictures are painted at this size and enlarged.
const PAINTED: f32 = 1_500_000.0;

/// Draws the picture a brief describes.
pub fn draw(brief: &Brief<'_>) -> RgbImage {
    let (w, h) = (brief.width.clamp(64, 4096), brief.height.clamp(64, 4096));
    let k = (PAINTED / (w as f32 * h as f32)).sqrt().min(1.0);
    let size = |n: u32| ((n as f32 * k) as usize).max(1);
    let mut canvas = Canvas::new(size(w), size(h));
    let mut spec = brief::spec(brief);
    let guide = brief.reference.and_then(reference::Guide::read);
    if let Some(guide) = &guide {
        guide.lend(&mut spec);
    }
    let mut r = Rng::new(spec.shot);
    match brief.subject {
        Subject::Character => studio::character(&mut canvas, &spec, guide.as_ref(), &mut r),
        Subject::Extras => studio::extras(&mut canvas, &spec, guide.as_ref(), &mut r),
        Subject::Prop => prop::paint(&mut canvas, &spec, guide.as_ref(), &mut r),
        Subject::Location => room::paint(&mut canvas, &spec, guide.as_ref(), &mut r),
    }
    let close = brief.subject != Subject::Location;
    weather::veil(&mut canvas, &spec, close, &mut r);
    brush::strokes(&mut canvas, &mut r);
    let mut picture = grain::develop(canvas, &spec, w, h);
    mark::sign(&mut picture);
    picture
}
