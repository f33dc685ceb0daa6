//! How far a prompt is, added up from its events: every node counts, samplers for more.

use super::graph::Graph;
use crate::providers::Progress;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// How many times as long as other nodes a sampler is taken to run.
const SAMPLER: f64 = 20.0;

/// Passes on how far one prompt is.
pub(super) struct Meter<'a> {
    id: String,
    weights: HashMap<String, f64>,
    done: HashSet<String>,
    current: Option<String>,
    progress: &'a Progress,
}

impl<'a> Meter<'a> {
    /// Of the prompt of that id, which draws with the graph.
    pub(super) fn new(id: &str, graph: &Graph, progress: &'a Progress) -> Self {
        let weight = |kind: &str| {
            if kind.contains("Sampler") {
                SAMPLER
            } else {
                1.0
            }
        };
        let weights = graph.kinds();
        Self {
            id: id.to_owned(),
            weights: weights
                .map(|(id, kind)| (id.to_owned(), weight(kind)))
                .collect(),
            done: HashSet::new(),
            current: None,
            progress,
        }
    }

    /// Takes an event in. True when it says that the prompt has ended.
    pub(super) fn hear(&mut self, event: &Value) -> bool {
        let data = &event["data"];
        // Other prompts' events are none of ours, and neither are those that name no prompt.
        if data["prompt_id"] != self.id.as_str() {
            return false;
        }
        match event["type"].as_str().unwrap_or_default() {
            "execution_success" | "execution_error" | "execution_interrupted" => return true,
            "execution_cached" => {
                let nodes = data["nodes"].as_array().into_iter().flatten();
                let nodes = nodes.filter_map(|node| node.as_str().map(str::to_owned));
                self.done.extend(nodes);
                self.tell(0.0);
            }
            "executing" => {
                let Some(node) = data["node"].as_str() else {
                    return true;
                };
                self.enter(node);
                self.tell(0.0);
            }
            "progress" => {
                if let Some(node) = data["node"].as_str() {
                    self.enter(node);
                }
                let number = |name: &str| data[name].as_f64().unwrap_or_default();
                let part = number("value") / number("max").max(1.0);
                self.tell(part.clamp(0.0, 1.0));
            }
            _ => {}
        }
        false
    }

    /// The node that runs now; the one before it is done.
    fn enter(&mut self, node: &str) {
        if self.current.as_deref() != Some(node)
            && let Some(before) = self.current.replace(node.to_owned())
        {
            self.done.insert(before);
        }
    }

    /// Passes on how far it is with so much of the running node done. It never goes back, and is never all: the
    /// picture is still to be fetched.
    fn tell(&self, part: f64) {
        let weight = |node: &String| self.weights.get(node).copied().unwrap_or_default();
        let done: f64 = self.done.iter().map(weight).sum();
        let running = self.current.as_ref();
        let running = running.filter(|node| !self.done.contains(*node));
        let running = running.map_or(0.0, weight) * part;
        let all: f64 = self.weights.values().sum();
        let percent = (100.0 * (done + running) / all.max(1.0)).clamp(0.0, 99.0) as i32;
        self.progress.send_if_modified(|told| {
            let further = percent > *told;
            *told = percent.max(*told);
            further
        });
    }
}
