//! Jobs that meet the faults of the web UI.

use super::{PICTURE, WORDS, encoded, pictures};
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
        JobErrorCode::{AuthError, Permanent, Temporary},
        ProviderKind,
    },
    providers::{automatic1111::Automatic1111, config::Config},
    testing::png,
};
use serde_json::json;
use std::sync::Arc;

every_fault!(trial);

fn trial() -> Trial {
    Trial {
        provider: |config| Arc::new(Automatic1111::new(config).unwrap()),
        config: |base| Config {
            user: Some("mara".into()),
            ..faults::config(ProviderKind::Automatic1111, base)
        },
        paid: |asked| [WORDS, PICTURE].contains(&asked.line().as_str()),
        well: || Box::new(well),
        resumes: false,
        own,
    }
}

fn well(asked: &Asked, picture: &Bytes) -> Reply {
    match asked.line().as_str() {
        WORDS | PICTURE => pictures(json!([encoded(picture)])),
        "GET /sdapi/v1/progress" => Reply::json(200, json!({ "progress": 0.5 })),
        _ => Reply::json(200, json!({})),
    }
}

fn fault(name: &'static str, reply: Reply, ends: Ends) -> Fault {
    Fault {
        name,
        happens: Happens::Reply(reply),
        ends,
    }
}

fn own() -> Vec<Fault> {
    let faults = json!([{ "loc": ["body", "cfg_scale"], "msg": "value is not a valid float" }]);
    let memory =
        json!({ "error": "OutOfMemoryError", "detail": "", "errors": "CUDA out of memory." });
    let sampler = json!({ "error": "HTTPException", "detail": "Sampler not found", "errors": "" });
    let inside = json!({ "error": "ValueError", "errors": "No such checkpoint." });
    let password = json!({ "detail": "Incorrect username or password" });
    vec![
        fault(
            "a field that does not do",
            Reply::json(422, json!({ "detail": faults })),
            Refused(Permanent, "cfg_scale: value is not a valid float"),
        ),
        fault(
            "a sampler that is none",
            Reply::json(404, sampler),
            Refused(Permanent, "Sampler not found"),
        ),
        fault(
            "no API",
            Reply::json(404, json!({ "detail": "Not Found" })),
            Refused(Permanent, "--api"),
        ),
        fault(
            "a wrong password",
            Reply::json(401, password),
            Refused(AuthError, "Incorrect username or password"),
        ),
        fault(
            "no memory left for the moment",
            Reply::json(500, memory),
            Passes(Temporary, "CUDA out of memory."),
        ),
        fault(
            "a success with an error inside",
            Reply::json(200, inside),
            Refused(Permanent, "No such checkpoint."),
        ),
        fault(
            "an empty list of pictures",
            pictures(json!([])),
            Refused(Permanent, "without a picture"),
        ),
        fault(
            "base64 that is none",
            pictures(json!(["?not base64?"])),
            Refused(Permanent, "not base64"),
        ),
        fault(
            "several pictures",
            pictures(json!([encoded(&png(1)), encoded(&png(2))])),
            Completed,
        ),
    ]
}
