//! Deterministic chance: a splitmix64 generator, a text hash and value noise.

/// A splitmix64 generator.
#[derive(Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = Rng(seed);
        rng.next();
        rng
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scramble(self.0)
    }

    /// A float in `0..1`.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// A float in `a..b`.
    pub(crate) fn range(&mut self, a: f32, b: f32) -> f32 {
        a + (b - a) * self.unit()
    }

    /// Whether an event of chance `p` happens.
    pub(crate) fn chance(&mut self, p: f32) -> bool {
        self.unit() < p
    }

    /// One or minus one.
    pub(crate) fn sign(&mut self) -> f32 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }

    /// An index below `n`, which is at least one.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// One of `items`, which is not empty.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

fn scramble(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A 64-bit FNV-1a hash of trimmed, lower-cased text, well mixed.
pub(crate) fn hash(text: &str) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        h = (h ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
    }
    scramble(h)
}

/// White noise in `0..1` for a lattice point.
pub(crate) fn speck(x: i32, y: i32, salt: u32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x8da6_b343)
        ^ (y as u32).wrapping_mul(0xd816_3841)
        ^ salt.wrapping_mul(0xcb1a_b31f);
    h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
    h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
    (h ^ (h >> 15)) as f32 * (1.0 / 4_294_967_296.0)
}

/// Smooth value noise in `0..1` with features about one unit wide.
pub(crate) fn noise(x: f32, y: f32, salt: u32) -> f32 {
    let (fx, fy) = (x.floor(), y.floor());
    let (ix, iy) = (fx as i32, fy as i32);
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (u, w) = (ease(x - fx), ease(y - fy));
    let at = |dx: i32, dy: i32| speck(ix.wrapping_add(dx), iy.wrapping_add(dy), salt);
    let top = at(0, 0) + (at(1, 0) - at(0, 0)) * u;
    let low = at(0, 1) + (at(1, 1) - at(0, 1)) * u;
    top + (low - top) * w
}

/// Three octaves of [`noise`], in `0..1`.
pub(crate) fn fbm(x: f32, y: f32, salt: u32) -> f32 {
    let a = noise(x, y, salt);
    let b = noise(x * 2.1 + 7.3, y * 2.1 - 3.1, salt ^ 0x55);
    let c = noise(x * 4.3 - 1.7, y * 4.3 + 9.2, salt ^ 0xaa);
    a * 0.55 + b * 0.3 + c * 0.15
}
