//! What a ComfyUI of paper knows, and what it answers by itself.

use crate::providers::{
    comfyui::stage::{failed, saved},
    peer::{Asked, Reply},
};
use bytes::Bytes;
use domain::testing::png;
use serde_json::{Map, Value, json};

pub(super) type Answering = Box<dyn Fn(&Asked) -> Reply + Send>;

/// Something that goes wrong at an address, so many times.
pub(super) struct Wrong {
    pub(super) line: &'static str,
    pub(super) times: usize,
    /// Whether what was asked for is done all the same.
    pub(super) done: bool,
    pub(super) answering: Answering,
}

pub(super) struct Open {
    pub(super) id: String,
    pub(super) workflow: Value,
    pub(super) running: bool,
}

pub(super) struct State {
    pub(super) open: Vec<Open>,
    pub(super) history: Map<String, Value>,
    /// Whether what runs goes on running.
    pub(super) held: bool,
    /// How prompts end.
    pub(super) ending: Value,
    pub(super) picture: Bytes,
    /// Whether it gives prompts names of its own.
    pub(super) renames: bool,
    pub(super) missing: &'static str,
    pub(super) wrong: Vec<Wrong>,
}

impl State {
    /// One in which all is well.
    pub(super) fn new() -> Self {
        Self {
            open: Vec::new(),
            history: Map::new(),
            held: false,
            ending: json!({
                "outputs": saved(&["film_00001_.png"]),
                "status": { "status_str": "success", "completed": true, "messages": [] },
            }),
            picture: png(90),
            renames: false,
            missing: "",
            wrong: Vec::new(),
        }
    }

    /// What is wrong at the address, or what it answers by itself.
    pub(super) fn answer(&mut self, asked: &Asked) -> Reply {
        let line = asked.line();
        let wrong = self
            .wrong
            .iter_mut()
            .find(|wrong| wrong.times > 0 && line.starts_with(wrong.line));
        let Some(wrong) = wrong else {
            return self.well(asked);
        };
        wrong.times -= 1;
        let (answer, done) = ((wrong.answering)(asked), wrong.done);
        if done {
            self.well(asked);
        }
        answer
    }

    fn well(&mut self, asked: &Asked) -> Reply {
        let empty = || Reply::bytes(200, "text/plain", "");
        let body = || asked.json();
        match asked.line().as_str() {
            "POST /prompt" => return self.prompt(&body()),
            "GET /queue" => return self.queue(),
            "POST /queue" => self
                .open
                .retain(|open| open.running || !names(&body(), &open.id)),
            "POST /interrupt" => self.interrupt(&body()),
            "POST /history" => self.history.retain(|id, _| !names(&body(), id)),
            "POST /upload/image" => return uploaded(asked),
            "GET /view" => return Reply::bytes(200, "image/png", self.picture.clone()),
            "GET /system_stats" => return stats(),
            line => return self.looked_up(line),
        }
        empty()
    }

    fn looked_up(&self, line: &str) -> Reply {
        if let Some(id) = line.strip_prefix("GET /history/") {
            let entry = self.history.get(id);
            return Reply::json(200, entry.map_or(json!({}), |entry| json!({ id: entry })));
        }
        match line.strip_prefix("GET /object_info/") {
            Some(class) if class != self.missing => {
                let class = class
                    .replace("%20", " ")
                    .replace("%2F", "/")
                    .replace("%3F", "?");
                Reply::json(200, json!({ class: { "input": {} } }))
            }
            Some(_) => Reply::json(200, json!({})),
            None => Reply::bytes(404, "text/plain", "404: Not Found"),
        }
    }

    fn prompt(&mut self, body: &Value) -> Reply {
        let ours = body["prompt_id"].as_str().unwrap();
        let id = if self.renames {
            format!("mine-{ours}")
        } else {
            ours.to_owned()
        };
        self.open.push(Open {
            id: id.clone(),
            workflow: body["prompt"].clone(),
            running: true,
        });
        Reply::json(
            200,
            json!({ "prompt_id": id, "number": 1, "node_errors": {} }),
        )
    }

    /// What runs is told once, and has ended when it is looked for next.
    fn queue(&mut self) -> Reply {
        let part = |running: bool| {
            let part = self.open.iter().filter(|open| open.running == running);
            part.map(|open| json!([1, open.id, open.workflow, {}, ["9"]]))
                .collect::<Vec<_>>()
        };
        let told = json!({ "queue_running": part(true), "queue_pending": part(false) });
        if !self.held {
            let (ended, open) = self.open.drain(..).partition(|open| open.running);
            self.open = open;
            self.end(ended, &self.ending.clone());
        }
        Reply::json(200, told)
    }

    fn interrupt(&mut self, body: &Value) {
        let ours = |open: &Open| open.running && body["prompt_id"] == open.id.as_str();
        let (ended, open) = self.open.drain(..).partition(ours);
        self.open = open;
        self.end(
            ended,
            &failed("execution_interrupted", json!({ "node_id": "3" })),
        );
    }

    fn end(&mut self, ended: Vec<Open>, ending: &Value) {
        for open in ended {
            let mut entry = ending.clone();
            entry["prompt"] = json!([1, open.id, open.workflow, {}, ["9"]]);
            self.history.insert(open.id, entry);
        }
    }
}

fn names(body: &Value, id: &str) -> bool {
    body["delete"]
        .as_array()
        .unwrap()
        .iter()
        .any(|one| one == id)
}

fn uploaded(asked: &Asked) -> Reply {
    let parts = asked.parts();
    let part = |name: &str| parts.iter().find(|part| part.name == name).unwrap();
    let folder = String::from_utf8(part("subfolder").body.clone()).unwrap();
    let answer = json!({ "name": part("image").file, "subfolder": folder, "type": "input" });
    Reply::json(200, answer)
}

fn stats() -> Reply {
    Reply::json(
        200,
        json!({ "system": { "comfyui_version": "0.3.40" }, "devices": [{ "name": "NVIDIA RTX 4090" }] }),
    )
}
