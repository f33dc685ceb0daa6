//! Conditional and partial requests for bytes that never change under their address.

use axum::http::{HeaderMap, HeaderValue, header};
use std::ops::Range;

/// What a request wants of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of them.
    All,
    /// These.
    Part(Range<usize>),
    /// Some that are not there.
    Nothing,
}

/// Whether the reader has what this tag names.
pub fn has_already(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    known
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|one| {
            // A weak comparison: whether the bytes are the same is all that counts here.
            one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
        })
}

/// What the `Range` header wants of so many bytes. Of several ranges at once all bytes are sent, which
/// the standard allows; units other than bytes are unknown to us.
pub fn wanted(headers: &HeaderMap, tag: &str, size: usize) -> Wanted {
    let same = |value: &HeaderValue| value.as_bytes() == tag.as_bytes();
    if !headers.get(header::IF_RANGE).is_none_or(same) {
        return Wanted::All;
    }
    let range = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let Some(range) = range.and_then(|range| range.trim().strip_prefix("bytes=")) else {
        return Wanted::All;
    };
    if range.contains(',') {
        return Wanted::All;
    }
    match one(range.trim(), size) {
        Some(part) if part.start < part.end => Wanted::Part(part),
        _ => Wanted::Nothing,
    }
}

fn one(range: &str, size: usize) -> Option<Range<usize>> {
    let (first, last) = range.split_once('-')?;
    if first.is_empty() {
        let tail: usize = last.parse().ok()?;
        return Some(size.saturating_sub(tail)..size);
    }
    let first: usize = first.parse().ok()?;
    let last = if last.is_empty() {
        size
    } else {
        last.parse::<usize>().ok()?.saturating_add(1)
    };
    (first < last).then_some(first..last.min(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(range: &str) -> Wanted {
        let headers = HeaderMap::from_iter([(header::RANGE, range.parse().unwrap())]);
        wanted(&headers, "\"a\"", 10)
    }

    #[test]
    fn a_range_is_cut_at_the_end() {
        assert_eq!(asked("bytes=0-3"), Wanted::Part(0..4));
        assert_eq!(asked("bytes=8-"), Wanted::Part(8..10));
        assert_eq!(asked("bytes=-3"), Wanted::Part(7..10));
        assert_eq!(asked("bytes=-30"), Wanted::Part(0..10));
        assert_eq!(asked("bytes=5-99"), Wanted::Part(5..10));
        assert_eq!(asked("bytes=0-18446744073709551615"), Wanted::Part(0..10));
    }

    #[test]
    fn a_range_outside_or_without_sense_is_nothing() {
        for range in [
            "bytes=10-",
            "bytes=11-12",
            "bytes=-0",
            "bytes=3-2",
            "bytes=x-1",
            "bytes=",
            "bytes=-",
        ] {
            assert_eq!(asked(range), Wanted::Nothing, "{range}");
        }
    }

    #[test]
    fn several_ranges_and_other_units_get_all() {
        assert_eq!(asked("bytes=0-1,3-4"), Wanted::All);
        assert_eq!(asked("lines=1-2"), Wanted::All);
    }

    #[test]
    fn a_tag_is_known_weak_or_in_a_list() {
        let has = |value: &str| {
            has_already(
                &HeaderMap::from_iter([(header::IF_NONE_MATCH, value.parse().unwrap())]),
                "\"a\"",
            )
        };
        assert!(has("\"a\"") && has("W/\"a\"") && has("\"b\", \"a\"") && has("*"));
        assert!(!has("\"b\"") && !has("a"));
    }
}
