//! Jobs that meet the faults of the Gemini API.

use super::{DRAW, MODEL, encoded, picture};
use crate::providers::{
    faults::{
        self,
        Ends::{self, Completed, Passes, Refused},
        Fault, Happens, Trial, every_fault,
    },
    peer::{Asked, Reply},
};
use bytes::Bytes;
use domain::{
    model::kinds::{
        JobErrorCode::{AuthError, Permanent, RateLimit, Temporary},
        ProviderKind,
    },
    providers::{config::Config, gemini::Gemini},
    testing::png,
};
use serde_json::{Value, json};
use std::sync::Arc;

every_fault!(trial);

fn trial() -> Trial {
    Trial {
        provider: |config| Arc::new(Gemini::new(config).unwrap()),
        config: |base| Config {
            model: Some(MODEL.into()),
            ..faults::config(ProviderKind::Gemini, base)
        },
        paid: |asked| asked.line() == DRAW,
        well: || Box::new(well),
        resumes: false,
        own,
    }
}

fn well(_: &Asked, bytes: &Bytes) -> Reply {
    picture(inline(&encoded(bytes)))
}

fn inline(data: &str) -> Value {
    json!([{ "inlineData": { "mimeType": "image/png", "data": data } }])
}

fn fault(name: &'static str, reply: Reply, ends: Ends) -> Fault {
    Fault {
        name,
        happens: Happens::Reply(reply),
        ends,
    }
}

fn refusal(status: u16, word: &str, details: Value) -> Reply {
    let error = json!({
        "code": status,
        "message": format!("Google says {word}."),
        "status": word,
        "details": details,
    });
    Reply::json(status, json!({ "error": error }))
}

fn ended(reason: &str) -> Reply {
    Reply::json(200, json!({ "candidates": [{ "finishReason": reason }] }))
}

fn own() -> Vec<Fault> {
    let at_once = json!([{ "@type": "RetryInfo", "retryDelay": "0.01s" }]);
    let invalid_key = json!([{ "reason": "API_KEY_INVALID" }]);
    let several = json!([
        { "text": "Two of them." },
        { "inlineData": { "data": encoded(&png(1)) } },
        { "inlineData": { "data": encoded(&png(2)) } },
    ]);
    let blocked = json!({ "promptFeedback": { "blockReason": "PROHIBITED_CONTENT" } });
    let inside =
        json!({ "error": { "code": 429, "message": "Later.", "status": "RESOURCE_EXHAUSTED" } });
    vec![
        fault(
            "a key that is none",
            refusal(400, "INVALID_ARGUMENT", invalid_key),
            Refused(AuthError, "Google says INVALID_ARGUMENT."),
        ),
        fault(
            "no such model",
            refusal(404, "NOT_FOUND", json!([])),
            Refused(Permanent, "Google says NOT_FOUND."),
        ),
        fault(
            "a quota that is used up for the moment",
            refusal(429, "RESOURCE_EXHAUSTED", at_once),
            Passes(RateLimit, "Google says RESOURCE_EXHAUSTED."),
        ),
        fault(
            "overloaded",
            refusal(503, "UNAVAILABLE", json!([])),
            Passes(Temporary, "Google says UNAVAILABLE."),
        ),
        fault(
            "a success with an error inside",
            Reply::json(200, inside),
            Passes(RateLimit, "Later."),
        ),
        fault(
            "words that are blocked",
            Reply::json(200, blocked),
            Refused(Permanent, "(PROHIBITED_CONTENT)"),
        ),
        fault(
            "a picture that is blocked",
            ended("IMAGE_SAFETY"),
            Refused(Permanent, "(IMAGE_SAFETY)"),
        ),
        fault(
            "stopped too early",
            ended("MAX_TOKENS"),
            Passes(Temporary, "(MAX_TOKENS)"),
        ),
        fault(
            "nothing drawn",
            ended("NO_IMAGE"),
            Passes(Temporary, "(NO_IMAGE)"),
        ),
        fault(
            "an empty list of candidates",
            Reply::json(200, json!({ "candidates": [] })),
            Refused(Permanent, "without a picture"),
        ),
        fault(
            "words instead of a picture",
            picture(json!([{ "text": "I would rather not." }])),
            Refused(Permanent, "I would rather not."),
        ),
        fault(
            "base64 that is none",
            picture(inline("?not base64?")),
            Refused(Permanent, "not base64"),
        ),
        fault("several pictures", picture(several), Completed),
    ]
}
