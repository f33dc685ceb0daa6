//! What only ComfyUI can do to a job.

use crate::providers::{
    comfyui::stage::{failed, saved},
    faults::{Ends, Fault, Happens},
    peer::{Asked, Reply},
};
use domain::model::kinds::JobErrorCode::{Permanent, Temporary};
use serde_json::{Value, json};

/// Each with what the job comes to.
pub(super) fn all() -> Vec<Fault> {
    let mut all = refused_workflows();
    all.extend(ends());
    all.extend(fetched());
    all
}

fn refused(name: &'static str, happens: Happens, words: &'static str) -> Fault {
    Fault {
        name,
        happens,
        ends: Ends::Refused(Permanent, words),
    }
}

fn passes(name: &'static str, happens: Happens, words: &'static str) -> Fault {
    Fault {
        name,
        happens,
        ends: Ends::Passes(Temporary, words),
    }
}

/// What is wrong with a workflow before it is drawn.
fn refused_workflows() -> Vec<Fault> {
    let model = json!({
        "class_type": "CheckpointLoaderSimple",
        "errors": [{ "message": "Value not in list", "details": "ckpt_name: 'xl' not in []" }],
    });
    let seed = json!({ "errors": [{ "message": "Value too large", "details": "" }] });
    let both = json!({ "4": model, "3": seed });
    let says = |status: u16, error: Value, nodes: Value| {
        let told = json!({ "prompt_id": "x", "error": error, "node_errors": nodes });
        Happens::Reply(Reply::json(status, told))
    };
    let outputs = json!({ "message": "Prompt outputs failed validation", "details": "" });
    let words = "Load Checkpoint: Value not in list (ckpt_name: 'xl' not in []).";
    let late = "throughline:seed: Value too large.";
    vec![
        refused(
            "a model that is not there",
            says(400, outputs.clone(), both.clone()),
            words,
        ),
        refused("all that is wrong is told", says(400, outputs, both), late),
        refused(
            "a prompt without nodes",
            says(
                400,
                json!({ "message": "No prompt", "details": "at all" }),
                json!({}),
            ),
            "No prompt (at all)",
        ),
        refused(
            "words alone, as of older versions",
            says(400, json!("invalid prompt"), json!([])),
            "invalid prompt",
        ),
        refused(
            "taken in part",
            says(200, Value::Null, json!({ "9": { "errors": [] } })),
            "Save: ComfyUI does not take this node.",
        ),
        refused(
            "a success with an error inside",
            says(200, json!({ "message": "Something broke" }), json!({})),
            "Something broke",
        ),
        refused(
            "another program",
            Happens::Reply(Reply::json(200, json!({ "hello": "world" }))),
            "is no ComfyUI",
        ),
    ]
}

/// Answers the history of whatever prompt with this end.
fn ended(asked: &Asked, ending: Value) -> Option<Reply> {
    let line = asked.line();
    let id = line.strip_prefix("GET /history/")?;
    Some(Reply::json(200, json!({ id: ending })))
}

fn crash(asked: &Asked, kind: &str, words: &str) -> Option<Reply> {
    let error = json!({
        "node_id": "3", "node_type": "KSampler", "exception_type": kind, "exception_message": words,
        "traceback": ["File nodes.py, line 1"],
    });
    ended(asked, failed("execution_error", error))
}

/// How a prompt may end without a picture.
fn ends() -> Vec<Fault> {
    let script = Happens::Script;
    vec![
        refused(
            "a node that fails",
            script(|asked| crash(asked, "ValueError", "No such sampler\n")),
            "throughline:seed: No such sampler.",
        ),
        refused(
            "a node that fails without words",
            script(|asked| crash(asked, "KeyError", " ")),
            "throughline:seed: KeyError.",
        ),
        passes(
            "a card that is full",
            script(|asked| crash(asked, "torch.OutOfMemoryError", "Allocation on device")),
            "Allocation on device",
        ),
        passes(
            "a card that is full, in words alone",
            script(|asked| crash(asked, "RuntimeError", "CUDA error: out of memory")),
            "out of memory",
        ),
        passes(
            "interrupted by somebody",
            script(|asked| ended(asked, failed("execution_interrupted", json!({})))),
            "was interrupted in ComfyUI",
        ),
        refused(
            "an error without a word",
            script(|asked| ended(asked, json!({ "status": { "status_str": "error" } }))),
            "does not say why",
        ),
        refused(
            "no picture at all",
            script(|asked| ended(asked, json!({ "outputs": saved(&[]) }))),
            "without a picture at Save",
        ),
        refused(
            "a picture without a name",
            script(|asked| ended(asked, json!({ "outputs": saved(&[""]) }))),
            "without a picture at Save",
        ),
        passes(
            "restarted meanwhile",
            script(|asked| {
                let empty = json!({ "queue_running": [], "queue_pending": [] });
                match asked.line().as_str() {
                    "GET /queue" => Some(Reply::json(200, empty)),
                    line => line
                        .starts_with("GET /history/")
                        .then(|| Reply::json(200, json!({}))),
                }
            }),
            "does not know this picture any more",
        ),
    ]
}

fn viewed(asked: &Asked, reply: Reply) -> Option<Reply> {
    (asked.line() == "GET /view").then_some(reply)
}

/// What may happen to a picture on its way.
fn fetched() -> Vec<Fault> {
    let script = Happens::Script;
    vec![
        refused(
            "a picture that is gone",
            script(|asked| viewed(asked, Reply::bytes(404, "text/plain", "Not Found"))),
            "Not Found",
        ),
        refused(
            "a picture elsewhere",
            script(|asked| viewed(asked, Reply::redirect(302, "http://169.254.169.254/latest"))),
            "sends on to another server",
        ),
        refused(
            "a picture in a circle",
            script(|asked| viewed(asked, Reply::redirect(302, "/view"))),
            "without end",
        ),
        refused(
            "a picture without end",
            script(|asked| viewed(asked, Reply::endless())),
            "larger than 40 MB",
        ),
    ]
}
