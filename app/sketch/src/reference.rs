//! Reference.
use crate::{brief::Spec, canvas::Canvas, light::Rig, rng::Rng};
use image::RgbImage;
pub(crate) struct Guide {}
impl Guide {
    pub(crate) fn read(_: &RgbImage) -> Option<Guide> { None }
    pub(crate) fn lend(&self, _: &mut Spec) {}
    pub(crate) fn setting(&self, _: &mut Canvas, _: &Rig, _: &Spec, _: &mut Rng) -> bool { false }
    pub(crate) fn subject(&self, _: &mut Canvas, _: &Rig, _: &Spec, _: &mut Rng) -> bool { false }
}
