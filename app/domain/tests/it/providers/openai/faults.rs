//! Rule 18: the lives of jobs that meet the faults of every provider, and those of this one.

use super::{answer, provider, settings};
use crate::providers::{
    faults::{Ends, Fault, Happens, Trial, Well, every_fault},
    peer::{Asked, Reply},
};
use domain::{
    model::kinds::JobErrorCode::{self, AuthError, Permanent, RateLimit, Temporary},
    testing::png,
};
use serde_json::{Value, json};
use std::sync::Arc;

every_fault!(trial);

fn trial() -> Trial {
    Trial {
        provider: |config| Arc::new(provider(config)),
        config: |base| settings(base, |_| {}),
        paid: |asked| asked.line() == "POST /v1/images/generations",
        well: || -> Well { Box::new(|_, bytes| Reply::json(200, answer(bytes))) },
        resumes: false,
        own: faults,
    }
}

fn replied(name: &'static str, status: u16, body: Value, ends: Ends) -> Fault {
    Fault {
        name,
        happens: Happens::Reply(Reply::json(status, body)),
        ends,
    }
}

fn scripted(name: &'static str, script: fn(&Asked) -> Option<Reply>, ends: Ends) -> Fault {
    Fault {
        name,
        happens: Happens::Script(script),
        ends,
    }
}

fn error(code: Value, words: &str) -> Value {
    json!({ "error": { "code": code, "type": "image_generation_user_error", "message": words } })
}

/// The picture is not in the answer, but at an address of the peer's own.
fn at(asked: &Asked, path: &str) -> Option<Reply> {
    let host = asked.header("host")?;
    let url = format!("http://{host}{path}");
    (asked.method == "POST").then(|| Reply::json(200, json!({ "data": [{ "url": url }] })))
}

fn faults() -> Vec<Fault> {
    let refused = |words| Ends::Refused(Permanent, words);
    let policy = "Your request was rejected by the safety system.";
    let mut all = vec![
        replied(
            "a model that is not there",
            404,
            error(
                json!("model_not_found"),
                "The model gpt-image-9 does not exist.",
            ),
            refused("gpt-image-9 does not exist"),
        ),
        replied(
            "policy",
            400,
            error(json!("content_policy_violation"), policy),
            refused(policy),
        ),
        replied(
            "moderation",
            400,
            error(json!("moderation_blocked"), policy),
            refused(policy),
        ),
        replied(
            "moderation by another status",
            403,
            error(json!("moderation_blocked"), policy),
            refused(policy),
        ),
        replied(
            "no money left",
            429,
            error(json!("insufficient_quota"), "You exceeded your quota."),
            refused("exceeded your quota"),
        ),
        replied(
            "a key of the wrong kind",
            401,
            error(json!("invalid_api_key"), "Incorrect API key provided."),
            Ends::Refused(AuthError, "Incorrect API key"),
        ),
        replied(
            "no pictures",
            200,
            json!({ "data": [] }),
            refused("without a picture"),
        ),
        replied(
            "no data",
            200,
            json!({ "created": 1 }),
            refused("without a picture"),
        ),
        replied(
            "an empty picture",
            200,
            json!({ "data": [{ "b64_json": "" }] }),
            refused("without a picture"),
        ),
        replied(
            "no base64",
            200,
            json!({ "data": [{ "b64_json": "¿qué?" }] }),
            refused("it is not base64"),
        ),
        replied(
            "several pictures",
            200,
            json!({ "data": [answer(&png(1))["data"][0], { "b64_json": "none" }] }),
            Ends::Completed,
        ),
    ];
    all.extend(inside_a_success());
    all.extend(at_an_address());
    all
}

/// Errors that come with the status of a success.
fn inside_a_success() -> Vec<Fault> {
    let inside = |name, code: Value, words: &'static str, class: JobErrorCode| {
        let ends = match class {
            Temporary | RateLimit => Ends::Passes(class, words),
            _ => Ends::Refused(class, words),
        };
        replied(name, 200, error(code, words), ends)
    };
    vec![
        inside(
            "refused inside",
            json!("moderation_blocked"),
            "Not this.",
            Permanent,
        ),
        inside("unknown inside", Value::Null, "Something odd.", Permanent),
        inside(
            "a key inside",
            json!("invalid_api_key"),
            "No such key.",
            AuthError,
        ),
        inside(
            "patience inside",
            json!("rate_limit_exceeded"),
            "Slow down.",
            RateLimit,
        ),
        inside(
            "a fault inside",
            json!("server_error"),
            "Try again.",
            Temporary,
        ),
        inside(
            "a status inside",
            json!(503),
            "Loading the model.",
            Temporary,
        ),
        inside(
            "a status in words inside",
            json!("401"),
            "Who are you?",
            AuthError,
        ),
    ]
}

/// Pictures that are named instead of sent.
fn at_an_address() -> Vec<Fault> {
    let refused = |words| Ends::Refused(Permanent, words);
    vec![
        scripted(
            "a picture elsewhere",
            |asked| at(asked, "/1.png").or_else(|| Some(Reply::bytes(200, "text/css", png(3)))),
            Ends::Completed,
        ),
        scripted(
            "a picture that is gone",
            |asked| {
                at(asked, "/1.png").or_else(|| Some(Reply::bytes(403, "text/plain", "Expired")))
            },
            refused("cannot be fetched: Expired"),
        ),
        scripted(
            "a picture that is not ready",
            |asked| at(asked, "/1.png").or_else(|| Some(Reply::bytes(503, "text/plain", "Later"))),
            Ends::Passes(Temporary, "cannot be fetched: Later"),
        ),
        scripted(
            "a picture in a circle",
            |asked| at(asked, "/1.png").or_else(|| Some(Reply::redirect(302, "/1.png"))),
            refused("without end"),
        ),
        scripted(
            "a picture where credentials are kept",
            |asked| {
                let there = "http://169.254.169.254/latest/meta-data/";
                at(asked, "/1.png").or_else(|| Some(Reply::redirect(302, there)))
            },
            refused("169.254.169.254, from which nothing is fetched"),
        ),
        scripted(
            "a picture on this disk",
            |_| {
                let url = "file:///etc/passwd";
                Some(Reply::json(200, json!({ "data": [{ "url": url }] })))
            },
            refused("not behind https"),
        ),
        scripted(
            "a picture without end",
            |asked| at(asked, "/1.png").or_else(|| Some(Reply::endless())),
            refused("larger than 40 MB"),
        ),
    ]
}
