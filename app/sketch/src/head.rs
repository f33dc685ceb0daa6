//! Heads, back to front: hood and hair behind, face, beard, hair, hat.

use crate::cast::Person;
use crate::face::{Face, Frame};
use crate::figure::Pose;
use crate::form::{Body, Stuff};
use crate::hats;
use crate::shape::{blob, ellipse, tube};
use crate::vec::{V3, hex};
use crate::words::Word;

fn hair(p: &Person, lie: f32) -> Stuff {
    Stuff {
        fine: 3.2,
        puff: 1.0,
        ..Stuff::cloth(p.hair, 0.34).folds(0.022, lie).gloss(0.3)
    }
}

/// Hood and hair that hang behind the shoulders.
pub(crate) fn back(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let f = Frame::new(pose);
    if p.hat == Some(Word::Hood) {
        let hood = blob(&[
            (0.0, -0.2),
            (0.42, -0.05),
            (0.56, 0.4),
            (0.58, 1.0),
            (0.7, 1.4),
            (-0.7, 1.4),
            (-0.58, 1.0),
            (-0.56, 0.4),
            (-0.42, -0.05),
        ]);
        b.part(&f.all(&hood), Stuff::cloth(p.cloth * 0.5, 0.3));
    } else if p.long_hair && !p.bald {
        let d = if p.salt & 2 == 0 { 1.65 } else { 1.15 };
        let x = -pose.yaw * 0.1;
        let fall = blob(&[
            (x, -0.05),
            (x + 0.38, 0.1),
            (x + 0.46, 0.5),
            (x + 0.47, 0.9),
            (x + 0.40, d),
            (x, d + 0.08),
            (x - 0.40, d),
            (x - 0.47, 0.9),
            (x - 0.46, 0.5),
            (x - 0.38, 0.1),
        ]);
        b.part(&f.all(&fall), hair(p, 0.0));
    }
}

/// The head itself with everything on it.
pub(crate) fn front(b: &mut Body<'_>, p: &Person, pose: &Pose) {
    let f = Frame::new(pose);
    let face = Face::new(p, pose);
    if !p.long_hair || p.bald {
        let near = -pose.yaw.signum();
        let ear = ellipse(
            near * 0.355 - pose.yaw * 0.03,
            0.55,
            0.055,
            0.10,
            near * 0.15,
        );
        b.part(&f.all(&ear), Stuff::plain(p.skin * 0.95, 0.08));
    }
    let shade = match p.hat {
        Some(Word::Hat | Word::Hood | Word::Helmet) => 0.72,
        Some(Word::Cap | Word::TopHat) => 0.5,
        _ => 0.0,
    };
    let skin = Stuff {
        puff: 0.85,
        soil: 0.4,
        ..Stuff::plain(p.skin, 0.40).cast(0.7).gloss(0.08)
    };
    let relief = |x: f32, y: f32| {
        let (u, v) = f.back(x, y);
        face.relief(u, v)
    };
    let tint = |x: f32, y: f32, c: V3| {
        let (u, v) = f.back(x, y);
        face.tint(u, v, c, p, shade)
    };
    b.sculpt(&f.all(&face.outline()), skin, relief, tint);
    beard(b, p, &f, &face);
    if !p.bald {
        locks(b, p, &f, pose.yaw);
    }
    hats::paint(b, p, &f, pose.yaw);
}

fn beard(b: &mut Body<'_>, p: &Person, f: &Frame, face: &Face) {
    let m = face.mid;
    let j = face.jaw;
    if p.beard {
        let d = if p.salt & 4 == 0 || p.old { 1.42 } else { 1.14 };
        let shape = blob(&[
            (-0.35 * j, 0.56),
            (-0.27 * j + m * 0.2, 0.72),
            (m - 0.13, 0.735),
            (m, 0.75),
            (m + 0.13, 0.735),
            (0.27 * j + m * 0.2, 0.72),
            (0.35 * j, 0.56),
            (0.33 * j + m * 0.3, 0.9),
            (0.20 + m * 0.7, d - 0.1),
            (m * 0.8, d),
            (-0.20 + m * 0.7, d - 0.1),
            (-0.33 * j + m * 0.3, 0.9),
        ]);
        b.part(&f.all(&shape), hair(p, 0.0).cast(0.6));
        let mouth = ellipse(m, 0.815, 0.075, 0.020, 0.0);
        b.part(&f.all(&mouth), Stuff::plain(hex(0x5a2c26), 0.03).cast(0.0));
    }
    if p.beard || p.moustache {
        for s in [-1.0, 1.0] {
            let k = tube(&[
                (m + s * 0.01, 0.745, 0.026),
                (face.side(s * 0.09), 0.762, 0.028),
                (face.side(s * 0.17), 0.80, 0.012),
            ]);
            b.part(&f.all(&k), hair(p, s * 1.2).cast(0.4));
        }
    }
}

fn locks(b: &mut Body<'_>, p: &Person, f: &Frame, yaw: f32) {
    let x = -yaw * 0.07;
    let m = yaw * 0.14;
    let part: f32 = if p.salt & 8 == 0 { 0.12 } else { -0.12 };
    let stuff = hair(p, 0.5 * part.signum());
    let high = if p.old && !p.woman { 0.14 } else { 0.21 };
    let side = if p.long_hair {
        0.95
    } else if p.woman {
        0.72
    } else {
        0.47
    };
    let out = if p.long_hair || p.woman { 0.44 } else { 0.39 };
    let tuck = if p.woman { 0.27 } else { 0.335 };
    let cap = blob(&[
        (x, -0.06),
        (x + 0.26, -0.015),
        (x + out - 0.01, 0.2),
        (x + out, 0.42),
        (x + out - 0.03, side),
        (x + tuck + 0.02, side - 0.04),
        (x + tuck, 0.42),
        (m + 0.24, high + 0.06),
        (m + part, high - 0.04),
        (m - 0.24, high + 0.08),
        (x - tuck, 0.42),
        (x - tuck - 0.02, side - 0.04),
        (x - out + 0.03, side),
        (x - out, 0.42),
        (x - out + 0.01, 0.2),
        (x - 0.26, -0.015),
    ]);
    b.part(&f.all(&cap), stuff.cast(0.5));
    if p.woman && !p.long_hair && p.hat.is_none() && p.salt & 16 == 0 {
        b.part(
            &f.all(&ellipse(x - yaw * 0.2, -0.1, 0.19, 0.16, 0.0)),
            hair(p, 1.2),
        );
    }
}
