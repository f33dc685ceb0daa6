//! A page's tags, read as a browser reads them.

use crate::client::Reply;

/// A tag that begins an element.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Elements in which everything up to their end is text.
const TEXT: [&str; 4] = ["script", "style", "textarea", "title"];

/// All tags of a page. What stands in comments and in text is none.
pub(super) fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        rest = if let Some(comment) = after.strip_prefix("!--") {
            comment.split_once("-->").map_or("", |(_, after)| after)
        } else if after.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let Some((tag, after)) = tag(after) else {
                break;
            };
            let text = TEXT.contains(&&*tag.name);
            let end = format!("</{}", tag.name);
            let skipped = text.then(|| after.to_ascii_lowercase().find(&end));
            tags.push(tag);
            match skipped {
                Some(Some(end)) => &after[end..],
                Some(None) => "",
                None => after,
            }
        } else {
            after
        };
    }
    tags
}

/// The tag whose name the text begins with, and what follows it.
fn tag(text: &str) -> Option<(Tag, &str)> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '>');
    let (name, mut rest) = text.split_at(text.find(ends)?);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            let name = name.to_ascii_lowercase();
            return Some((Tag { name, attributes }, after));
        }
        let (name, after) = rest.split_at(rest.find(|c| ends(c) || c == '=')?);
        rest = after.trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            (value, rest) = match after.chars().next()? {
                quote @ ('"' | '\'') => after[1..].split_once(quote)?,
                _ => after.split_at(after.find(|c: char| c.is_whitespace() || c == '>')?),
            };
        }
        attributes.push((name.to_ascii_lowercase(), value.to_owned()));
    }
}

/// Nothing in the tag itself runs.
#[track_caller]
pub(super) fn carries_no_script(tag: &Tag) {
    for (name, value) in &tag.attributes {
        assert!(!name.starts_with("on"), "{tag:?}");
        let bare: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        let bare = bare.to_ascii_lowercase();
        let leads = matches!(&**name, "href" | "src" | "action" | "formaction" | "data");
        let runs = ["javascript:", "vbscript:", "data:text"];
        assert!(
            !leads || !runs.iter().any(|scheme| bare.starts_with(scheme)),
            "{tag:?}"
        );
        assert!(name != "srcdoc", "{tag:?}");
    }
}

/// The page runs only scripts that carry the nonce of its own policy, and nothing that words could bring in.
#[track_caller]
pub(super) fn runs_its_own_alone(address: &str, page: &Reply) {
    let policy = page.header("content-security-policy");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .unwrap_or_else(|| panic!("{address}: {policy}"));
    assert!(nonce.len() >= 16, "{address}: {nonce}");
    let scripts = policy
        .split(';')
        .find(|part| part.trim().starts_with("script-src"));
    assert!(
        scripts.is_some_and(|scripts| !scripts.contains("unsafe-inline")),
        "{address}: {policy}"
    );
    let tags = tags(&page.text());
    assert!(tags.iter().any(|tag| tag.name == "body"), "{address}");
    for tag in &tags {
        carries_no_script(tag);
        if tag.name == "script" {
            assert_eq!(tag.value("nonce"), Some(nonce), "{address}: {tag:?}");
        }
        let foreign = ["base", "object", "embed", "iframe", "frame", "applet"];
        assert!(!foreign.contains(&&*tag.name), "{address}: {tag:?}");
    }
}

#[test]
fn tags_are_read_as_a_browser_reads_them() {
    let page = "<!DOCTYPE html><body><!-- <b> --><a HREF='x>y' data-a=1/>&lt;i&gt; 1 < 2\
        <textarea><u onclick=1></textarea><IMG src=x onerror=alert(1)></body>";
    let tags = tags(page);
    let names: Vec<_> = tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["body", "a", "textarea", "img"]);
    assert_eq!(tags[1].value("href"), Some("x>y"));
    assert_eq!(tags[3].value("onerror"), Some("alert(1)"));
}
