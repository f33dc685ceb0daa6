//! Props as solid forms: signed distance fields in units of the prop's size.

use crate::vec::{V3, v};

/// What a prop is made of at a point.
#[derive(Clone, Copy)]
pub(crate) struct Matter {
    pub(crate) colour: V3,
    pub(crate) gloss: f32,
    pub(crate) metal: bool,
    /// Light of its own.
    pub(crate) glow: f32,
}

/// A primitive form.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// Half sizes and edge rounding.
    Slab(V3, f32),
    /// Lower and upper radius, half height.
    Drum(f32, f32, f32),
    /// Ring radius and thickness, standing up.
    Hoop(f32, f32),
    Ball(V3),
    /// From the origin to a point, with a thickness.
    Rod(V3, f32),
    /// A boat's shell: half length, half beam, depth.
    Hull(f32, f32, f32),
}

impl Form {
    /// The middle and radius of a sphere around the form, unturned pieces only being off-centre.
    fn bounds(self) -> (V3, f32) {
        match self {
            Form::Slab(half, _) => (V3::default(), half.len()),
            Form::Drum(a, b, h) => (V3::default(), (a.max(b).powi(2) + h * h).sqrt()),
            Form::Hoop(r, t) => (V3::default(), r + t),
            Form::Ball(r) => (V3::default(), r.x.max(r.y).max(r.z)),
            Form::Rod(end, r) => (end * 0.5, end.len() * 0.5 + r),
            Form::Hull(l, b, d) => (V3::default(), l + b + d),
        }
    }
}

#[derive(Clone, Copy)]
struct Piece {
    form: Form,
    at: V3,
    /// Turn about the vertical and then forwards.
    turn: (f32, f32),
    matter: Matter,
    /// A sphere around the piece, to pass over it quickly.
    mid: V3,
    r: f32,
}

/// A prop of several pieces, standing on y = 0.
pub(crate) struct Thing {
    pieces: Vec<Piece>,
    /// Radius of a sphere around all of it, and its middle.
    pub(crate) reach: f32,
    pub(crate) mid: V3,
    /// Its own light, if it burns.
    pub(crate) flame: Option<V3>,
}

impl Thing {
    /// An empty thing, to be built of pieces.
    pub(crate) fn new() -> Thing {
        Thing {
            pieces: Vec::new(),
            reach: 1.2,
            mid: v(0.0, 0.8, 0.0),
            flame: None,
        }
    }

    pub(crate) fn add(&mut self, form: Form, at: V3, matter: Matter) {
        self.turned(form, at, (0.0, 0.0), matter);
    }

    pub(crate) fn turned(&mut self, form: Form, at: V3, turn: (f32, f32), matter: Matter) {
        let (mid, r) = form.bounds();
        self.pieces.push(Piece {
            form,
            at,
            turn,
            matter,
            mid: at + mid,
            r,
        });
    }

    /// Distance to the surface and the piece nearest.
    pub(crate) fn distance(&self, p: V3) -> (f32, usize) {
        let mut best = (f32::MAX, 0);
        for (i, piece) in self.pieces.iter().enumerate() {
            let (to, near) = (p - piece.mid, best.0 + piece.r);
            if near < f32::MAX && near > 0.0 && to.dot(to) > near * near {
                continue;
            }
            let d = piece.distance(p);
            if d < best.0 {
                best = (d, i);
            }
        }
        best
    }

    pub(crate) fn matter(&self, i: usize) -> Matter {
        self.pieces[i].matter
    }
}

impl Piece {
    fn distance(&self, p: V3) -> f32 {
        let mut q = p - self.at;
        if self.turn.0 != 0.0 {
            let (s, c) = self.turn.0.sin_cos();
            q = v(q.x * c - q.z * s, q.y, q.x * s + q.z * c);
        }
        if self.turn.1 != 0.0 {
            let (s, c) = self.turn.1.sin_cos();
            q = v(q.x, q.y * c + q.z * s, q.z * c - q.y * s);
        }
        match self.form {
            Form::Slab(half, round) => slab(q, half - v(round, round, round)) - round,
            Form::Drum(r0, r1, h) => {
                let t = (q.y / h * 0.5 + 0.5).clamp(0.0, 1.0);
                let (dr, dy) = (
                    (q.x * q.x + q.z * q.z).sqrt() - (r0 + (r1 - r0) * t),
                    q.y.abs() - h,
                );
                (dr.max(dy).min(0.0) + (dr.max(0.0).powi(2) + dy.max(0.0).powi(2)).sqrt()) * 0.9
            }
            Form::Hoop(r, t) => {
                let a = (q.x * q.x + q.y * q.y).sqrt() - r;
                (a * a + q.z * q.z).sqrt() - t
            }
            Form::Ball(r) => {
                let k = v(q.x / r.x, q.y / r.y, q.z / r.z);
                (k.len() - 1.0) * r.x.min(r.y).min(r.z)
            }
            Form::Rod(end, r) => {
                let t = (q.dot(end) / end.dot(end)).clamp(0.0, 1.0);
                (q - end * t).len() - r
            }
            Form::Hull(l, b, d) => hull(q, l, b, d),
        }
    }
}

fn slab(q: V3, half: V3) -> f32 {
    let d = v(q.x.abs() - half.x, q.y.abs() - half.y, q.z.abs() - half.z);
    d.max(V3::default()).len() + d.x.max(d.y).max(d.z).min(0.0)
}

/// A shell pointed at both ends with a rising sheer.
fn hull(q: V3, l: f32, b: f32, d: f32) -> f32 {
    let t = (q.x / l).clamp(-1.0, 1.0);
    let wide = b * (1.0 - t * t).max(0.0).powf(0.7) + 0.01;
    let sheer = d * (1.0 + 0.45 * t * t);
    let deep = ((q.y / d).clamp(0.0, 1.6)).sqrt();
    let side = q.z.abs() - wide * (0.35 + 0.65 * deep);
    let shell = (side.abs() - 0.022)
        .max(q.y - sheer)
        .max(-q.y)
        .max(q.x.abs() - l);
    let floor = side
        .max((q.y - 0.05).abs() - 0.03)
        .max(q.x.abs() - l * 0.95);
    shell.min(floor) * 0.55
}
