//! Stub.
use crate::{brief::Spec, canvas::Canvas, light::Rig, reference::Guide, rng::Rng, studio};
pub(crate) fn paint(c: &mut Canvas, spec: &Spec, _: Option<&Guide>, r: &mut Rng) {
    let rig = Rig::new(spec, r);
    let at = (c.w as f32 * 0.5, c.h as f32 * 0.7);
    studio::backdrop(c, spec, &rig, at, r);
}
