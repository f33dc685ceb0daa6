//! Sizes, times and amounts as people read them, and text made safe where the framework does not.

use chrono::{DateTime, Datelike, Timelike, Utc};

/// Text inside an element whose content the framework does not escape: that of `<title>`, and what is set as HTML.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The same for `<textarea>`. Its first line break would be swallowed; one more keeps it.
pub fn escaped_lines(text: &str) -> String {
    format!("\n{}", escaped(text))
}

/// A few letters that change when anything of a value does.
pub fn fingerprint(value: &impl std::fmt::Debug) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    format!("{value:?}").hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// How long ago, roughly: "just now", "2 min ago", "3 h ago", else the day. Times are milliseconds since 1970.
pub fn ago(then: i64, now: i64) -> String {
    let seconds = (now - then) / 1_000;
    match seconds {
        ..45 => "just now".to_owned(),
        45..3_600 => format!("{} min ago", (seconds / 60).max(1)),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ => day(then),
    }
}

/// The day and the minute, in UTC. The time is milliseconds since 1970.
pub fn day(then: i64) -> String {
    let then = DateTime::<Utc>::from_timestamp_millis(then).unwrap_or_default();
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = MONTHS[then.month0() as usize % 12];
    format!(
        "{} {month} {}, {:02}:{:02} UTC",
        then.day(),
        then.year(),
        then.hour(),
        then.minute()
    )
}

/// Bytes as KB or MB.
pub fn bytes(count: i64) -> String {
    match count {
        ..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{} KB", count / 1_000),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}

/// Ten-thousandths of a credit as credits.
pub fn credits(parts: i64) -> String {
    format!("{} cr", domain::model::credits::said(parts))
}

/// "1 asset", "2 assets".
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_closing_tag_stays_text() {
        let safe = escaped_lines("</textarea><script>alert(1)</script>");
        assert_eq!(
            safe,
            "\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
        );
    }

    #[test]
    fn times_are_said_roughly() {
        let now = 1_763_900_000_000;
        let before = |seconds: i64| ago(now - seconds * 1_000, now);
        assert_eq!(before(3), "just now");
        assert_eq!(before(125), "2 min ago");
        assert_eq!(before(7_300), "2 h ago");
        assert_eq!(before(86_400), "22 Nov 2025, 12:13 UTC");
    }
}
