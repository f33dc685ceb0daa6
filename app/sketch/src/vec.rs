//! One small vector, used for directions, points and linear colours alike.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

/// Three floats: a point or direction in space, or a linear colour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct V3 {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) z: f32,
}

/// Builds a vector.
pub(crate) const fn v(x: f32, y: f32, z: f32) -> V3 {
    V3 { x, y, z }
}

/// The linear colour of an `0xRRGGBB` display colour, with gamma 2 for speed.
pub(crate) const fn hex(rgb: u32) -> V3 {
    let r = ((rgb >> 16) & 255) as f32 / 255.0;
    let g = ((rgb >> 8) & 255) as f32 / 255.0;
    let b = (rgb & 255) as f32 / 255.0;
    v(r * r, g * g, b * b)
}

impl V3 {
    pub(crate) fn dot(self, o: V3) -> f32 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }

    pub(crate) fn cross(self, o: V3) -> V3 {
        v(
            self.y * o.z - self.z * o.y,
            self.z * o.x - self.x * o.z,
            self.x * o.y - self.y * o.x,
        )
    }

    pub(crate) fn len(self) -> f32 {
        self.dot(self).sqrt()
    }

    pub(crate) fn unit(self) -> V3 {
        self * (1.0 / self.len().max(1e-6))
    }

    pub(crate) fn mix(self, o: V3, t: f32) -> V3 {
        self + (o - self) * t
    }

    /// Brightness as the eye weighs it.
    pub(crate) fn luma(self) -> f32 {
        0.25 * self.x + 0.65 * self.y + 0.10 * self.z
    }

    /// The same brightness with the colourfulness scaled by `k`.
    pub(crate) fn saturate(self, k: f32) -> V3 {
        let l = self.luma();
        let c = v(l, l, l).mix(self, k);
        v(c.x.max(0.0), c.y.max(0.0), c.z.max(0.0))
    }

    pub(crate) fn max(self, o: V3) -> V3 {
        v(self.x.max(o.x), self.y.max(o.y), self.z.max(o.z))
    }

    pub(crate) fn map(self, f: impl Fn(f32) -> f32) -> V3 {
        v(f(self.x), f(self.y), f(self.z))
    }
}

impl Add for V3 {
    type Output = V3;
    fn add(self, o: V3) -> V3 {
        v(self.x + o.x, self.y + o.y, self.z + o.z)
    }
}

impl AddAssign for V3 {
    fn add_assign(&mut self, o: V3) {
        *self = *self + o;
    }
}

impl Sub for V3 {
    type Output = V3;
    fn sub(self, o: V3) -> V3 {
        v(self.x - o.x, self.y - o.y, self.z - o.z)
    }
}

impl Mul<f32> for V3 {
    type Output = V3;
    fn mul(self, k: f32) -> V3 {
        v(self.x * k, self.y * k, self.z * k)
    }
}

impl Mul for V3 {
    type Output = V3;
    fn mul(self, o: V3) -> V3 {
        v(self.x * o.x, self.y * o.y, self.z * o.z)
    }
}

impl Neg for V3 {
    type Output = V3;
    fn neg(self) -> V3 {
        self * -1.0
    }
}

/// Cubic ramp from 0 at `a` to 1 at `b`; `a` may be above `b`.
pub(crate) fn smooth(a: f32, b: f32, x: f32) -> f32 {
    let t = ((x - a) / (b - a)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
