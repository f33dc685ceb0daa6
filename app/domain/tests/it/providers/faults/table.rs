//! The faults that every provider meets.

use super::{
    Ends::{self, Passes, Refused},
    Fault, Happens, Reply,
};
use bytes::Bytes;
use domain::{
    model::kinds::JobErrorCode::{AuthError, Permanent, RateLimit, Temporary},
    testing::png,
};
use img_parts::png::PngChunk;
use serde_json::json;
use std::time::Duration;

/// An answer of that status with words in it, as most write them.
fn says(status: u16, words: &str) -> Reply {
    Reply::json(status, json!({ "error": { "message": words } }))
}

fn fault(name: &'static str, reply: Reply, ends: Ends) -> Fault {
    Fault {
        name,
        happens: Happens::Reply(reply),
        ends,
    }
}

fn spoiled(name: &'static str, spoil: fn(Reply) -> Reply, words: &'static str) -> Fault {
    Fault {
        name,
        happens: Happens::Spoiled(spoil),
        ends: Passes(Temporary, words),
    }
}

/// What will not pass by itself.
pub(super) fn refusals() -> Vec<Fault> {
    let page = "<!doctype html>\n<html><head><title>Welcome to nginx</title></head></html>";
    let echo = format!("No such key: {}", super::KEY);
    vec![
        fault(
            "400",
            says(400, "No such size."),
            Refused(Permanent, "No such size."),
        ),
        fault(
            "401",
            says(401, "No such key."),
            Refused(AuthError, "No such key."),
        ),
        fault(
            "401 with the key",
            says(401, &echo),
            Refused(AuthError, "No such key: …"),
        ),
        fault(
            "403",
            says(403, "Not for you."),
            Refused(AuthError, "Not for you."),
        ),
        fault(
            "404 in words",
            Reply::bytes(404, "text/plain", "no such model\nask elsewhere"),
            Refused(Permanent, "no such model"),
        ),
        fault(
            "418 without words",
            Reply::bytes(418, "", ""),
            Refused(Permanent, "418"),
        ),
        fault(
            "a page instead of JSON",
            Reply::bytes(200, "text/html", page),
            Refused(Permanent, "not JSON: Welcome to nginx"),
        ),
        fault(
            "a redirect of what is paid",
            Reply::redirect(307, "http://127.0.0.1:9/elsewhere"),
            Refused(Permanent, "sends on to another address"),
        ),
        fault(
            "a redirect in a circle",
            Reply::redirect(302, "?again"),
            Refused(Permanent, "sends on to another address"),
        ),
        fault(
            "an answer without end",
            Reply::endless(),
            Refused(Permanent, "larger than"),
        ),
    ]
}

/// What passes, and is gone at the second try.
pub(super) fn passing() -> Vec<Fault> {
    let patience = || says(429, "Slow down.");
    let slow_down = || Passes(RateLimit, "Slow down.");
    let past = "Wed, 21 Oct 2015 07:28:00 GMT";
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head></html>";
    vec![
        fault(
            "408",
            says(408, "Too slow."),
            Passes(Temporary, "Too slow."),
        ),
        fault(
            "425",
            says(425, "Too early."),
            Passes(Temporary, "Too early."),
        ),
        fault("429", patience(), slow_down()),
        fault(
            "429 for no time",
            patience().with_header("Retry-After", "0"),
            slow_down(),
        ),
        fault(
            "429 until then",
            patience().with_header("retry-after", past),
            slow_down(),
        ),
        fault(
            "500",
            says(500, "Out of memory."),
            Passes(Temporary, "Out of memory."),
        ),
        fault(
            "502 as a page",
            Reply::bytes(502, "text/html", page),
            Passes(Temporary, "502 Bad Gateway"),
        ),
        fault(
            "503 without words",
            Reply::bytes(503, "", ""),
            Passes(Temporary, "503"),
        ),
        fault(
            "529",
            says(529, "Overloaded."),
            Passes(Temporary, "Overloaded."),
        ),
        fault(
            "closed",
            Reply::close(),
            Passes(Temporary, "answer broke off."),
        ),
        fault(
            "not HTTP",
            Reply::raw("220 mail.example.com ESMTP\r\n\r\n"),
            Passes(Temporary, "answer broke off."),
        ),
        spoiled("cut off", |reply| reply.cut_after(7), "answer broke off."),
        spoiled(
            "declared too long",
            |reply| reply.declared(1_000_000),
            "answer broke off.",
        ),
        spoiled(
            "declared too short",
            |reply| reply.declared(9),
            "answer broke off.",
        ),
    ]
}

/// What is given up after the time in the settings.
pub(super) fn silence() -> Vec<Fault> {
    let slowly = |reply: Reply| reply.slowly(1, Duration::from_millis(300));
    vec![
        fault("silent", Reply::hang(), Passes(Temporary, "")),
        spoiled("silent in the middle", slowly, ""),
    ]
}

/// What is no picture, or none that may be kept.
pub(super) fn no_pictures() -> Vec<(&'static str, Bytes)> {
    let sound = png(7);
    let page = Bytes::from_static(b"<!doctype html><title>Sign in</title>");
    vec![
        ("a page", page),
        ("nothing", Bytes::from_static(b"\x89")),
        ("half a picture", sound.slice(..sound.len() / 2)),
        (
            "another kind",
            Bytes::from_static(b"GIF89a\x01\0\x01\0\0\0\0;"),
        ),
        ("a bomb", bomb()),
    ]
}

/// A few bytes that claim to be 50,000 pixels a side.
fn bomb() -> Bytes {
    let side = 50_000_u32.to_be_bytes();
    let header = [&side[..], &side, &[8, 2, 0, 0, 0]].concat();
    let chunk =
        |kind: [u8; 4], contents: Vec<u8>| PngChunk::new(kind, contents.into()).encoder().bytes();
    let parts = [
        Bytes::from_static(b"\x89PNG\r\n\x1a\n"),
        chunk(*b"IHDR", header),
        chunk(*b"IDAT", vec![0x78, 0x9c, 3, 0, 0, 0, 0, 1]),
        chunk(*b"IEND", Vec::new()),
    ];
    parts.concat().into()
}
