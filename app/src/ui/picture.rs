//! A picture in a place of known size, with its blurred likeness until it has loaded.

use base64::{Engine, prelude::BASE64_STANDARD};
use leptos::prelude::*;

/// Pixels of the likeness along its longer side: few, as the browser blurs them when it stretches them.
const LONGER: usize = 12;

/// The style that shows a thumbhash behind a picture; none for what is no thumbhash.
pub fn likeness(thumbhash: Option<&str>) -> Option<String> {
    let hash = BASE64_STANDARD.decode(thumbhash?).ok()?;
    let (width, height, rgba) = thumbhash::thumb_hash_to_rgba(&hash).ok()?;
    let longer = width.max(height).max(1);
    let (across, down) = (
        (width * LONGER).div_ceil(longer),
        (height * LONGER).div_ceil(longer),
    );
    let mut bitmap = header(across, down);
    // A bitmap's rows stand bottom up, each filled to a multiple of four bytes, its colours blue first.
    for y in (0..down).rev() {
        for x in 0..across {
            let row = (y * 2 + 1) * height / (down * 2);
            let at = 4 * (row * width + (x * 2 + 1) * width / (across * 2));
            let pixel = rgba.get(at..at + 3)?;
            bitmap.extend([pixel[2], pixel[1], pixel[0]]);
        }
        bitmap.resize(bitmap.len() + across % 4, 0);
    }
    Some(format!(
        "background-image:url(data:image/bmp;base64,{})",
        BASE64_STANDARD.encode(bitmap)
    ))
}

/// The same in a frame of 16:9 that holds a picture of these pixels whole: exactly where the picture will be.
pub fn framed_likeness(thumbhash: Option<&str>, (width, height): (i32, i32)) -> Option<String> {
    let likeness = likeness(thumbhash)?;
    let shape = f64::from(width.max(1)) / f64::from(height.max(1)) * 9.0 / 16.0;
    let (across, down) = (100.0 * shape.min(1.0), 100.0 / shape.max(1.0));
    Some(format!(
        "{likeness};background-size:{across:.2}% {down:.2}%"
    ))
}

/// A bitmap's header: 54 bytes, then 24 bits a pixel.
fn header(across: usize, down: usize) -> Vec<u8> {
    let size = 54 + down * (3 * across + across % 4);
    let mut bytes = b"BM".to_vec();
    for word in [
        size,
        0,
        54,
        40,
        across,
        down,
        1 + (24 << 16),
        0,
        0,
        0,
        0,
        0,
        0,
    ] {
        bytes.extend((word as u32).to_le_bytes());
    }
    bytes
}

/// An address of a picture in a width that the server keeps.
pub fn scaled(url: &str, width: u32) -> String {
    if url.starts_with("/media/") {
        format!("{url}?w={width}")
    } else {
        url.to_owned()
    }
}

/// A small picture that adds nothing to the words beside it.
#[component]
pub fn Thumb(
    /// Its class.
    class: &'static str,
    /// Its address.
    url: String,
    /// Its likeness.
    thumbhash: Option<String>,
    /// Pixels across of its place.
    width: u32,
    /// Pixels down of its place.
    height: u32,
) -> impl IntoView {
    view! {
        <img
            class=class
            src=scaled(&url, 320)
            alt=""
            width=width
            height=height
            loading="lazy"
            decoding="async"
            style=likeness(thumbhash.as_deref())
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbhash_becomes_a_small_bitmap() {
        let rgba: Vec<u8> = (0..16 * 9).flat_map(|_| [200, 40, 90, 255]).collect();
        let hash = BASE64_STANDARD.encode(thumbhash::rgba_to_thumb_hash(16, 9, &rgba));
        let style = likeness(Some(&hash)).expect("a likeness");
        let data = style
            .trim_start_matches("background-image:url(data:image/bmp;base64,")
            .trim_end_matches(')');
        let bitmap = BASE64_STANDARD.decode(data).expect("base64");
        assert_eq!(
            bitmap.len(),
            54 + 3 * 12 * 7,
            "twelve across and seven down"
        );
        assert!(
            bitmap[54].abs_diff(90) < 12 && bitmap[56].abs_diff(200) < 12,
            "{:?}",
            &bitmap[54..57]
        );
    }

    #[test]
    fn what_is_no_thumbhash_shows_nothing() {
        assert_eq!(likeness(Some("<script>")), None);
        assert_eq!(likeness(None), None);
    }
}
