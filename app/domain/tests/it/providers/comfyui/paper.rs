//! A ComfyUI of paper: a queue, a history, a folder of inputs, and whatever goes wrong with them. `state` is what it
//! knows, and what it answers by itself.

mod state;

use super::stage::config;
use crate::providers::{
    faults::Well,
    peer::{Asked, Peer, Reply},
};
use bytes::Bytes;
use domain::providers::{comfyui::ComfyUi, config::Config};
use serde_json::Value;
use state::{Open, State, Wrong};
use std::sync::{Arc, Mutex};

/// Such a ComfyUI for the faults that all providers meet.
pub(super) fn well() -> Well {
    let mut state = State::new();
    Box::new(move |asked: &Asked, picture: &Bytes| {
        state.picture = picture.clone();
        state.answer(asked)
    })
}

/// The ComfyUI of paper.
pub(super) struct Comfy {
    pub(super) peer: Peer,
    state: Arc<Mutex<State>>,
}

impl Comfy {
    pub(super) async fn new() -> Self {
        let state = Arc::new(Mutex::new(State::new()));
        let script = state.clone();
        let peer = Peer::new(move |asked| script.lock().unwrap().answer(asked)).await;
        Self { peer, state }
    }

    pub(super) fn provider(&self, workflow: Value) -> ComfyUi {
        ComfyUi::new(self.config(workflow)).unwrap()
    }

    pub(super) fn config(&self, workflow: Value) -> Config {
        config(&self.peer.url(), workflow)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
    }

    /// Answers so, and does nothing, so many times.
    pub(super) fn wrong(
        &self,
        line: &'static str,
        times: usize,
        answering: impl Fn(&Asked) -> Reply + Send + 'static,
    ) {
        let wrong = Wrong {
            line,
            times,
            done: false,
            answering: Box::new(answering),
        };
        self.change(|state| state.wrong.push(wrong));
    }

    /// Does what it is asked, and answers so, once.
    pub(super) fn spoilt(
        &self,
        line: &'static str,
        answering: impl Fn(&Asked) -> Reply + Send + 'static,
    ) {
        let wrong = Wrong {
            line,
            times: 1,
            done: true,
            answering: Box::new(answering),
        };
        self.change(|state| state.wrong.push(wrong));
    }

    /// Lets nothing end from now on.
    pub(super) fn hold(&self) {
        self.change(|state| state.held = true);
    }

    /// Lets everything end again.
    pub(super) fn release(&self) {
        self.change(|state| state.held = false);
    }

    /// Prompts end so from now on; how they ended until now.
    pub(super) fn ending(&self, ending: Value) -> Value {
        let mut state = self.state.lock().unwrap();
        std::mem::replace(&mut state.ending, ending)
    }

    /// Prompts end with these outputs from now on.
    pub(super) fn outputs(&self, outputs: Value) {
        self.change(|state| state.ending["outputs"] = outputs);
    }

    /// Whatever was drawn, is this.
    pub(super) fn picture(&self, bytes: impl Into<Bytes>) {
        self.change(|state| state.picture = bytes.into());
    }

    /// Behaves as older versions do.
    pub(super) fn rename(&self) {
        self.change(|state| state.renames = true);
    }

    /// Has no nodes of a kind.
    pub(super) fn lack(&self, class: &'static str) {
        self.change(|state| state.missing = class);
    }

    /// A prompt is there already.
    pub(super) fn open(&self, id: impl ToString, workflow: Value, running: bool) {
        let id = id.to_string();
        let open = Open {
            id,
            workflow,
            running,
        };
        self.change(|state| state.open.push(open));
    }

    /// Begins to draw all that waits.
    pub(super) fn run(&self) {
        self.change(|state| {
            for open in &mut state.open {
                open.running = true;
            }
        });
    }

    /// The ids of what waits or runs.
    pub(super) fn waiting(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state.open.iter().map(|open| open.id.clone()).collect()
    }

    /// Every request to an address, as `POST /prompt`.
    pub(super) fn asked(&self, line: &str) -> Vec<Asked> {
        let mut asked = self.peer.asked();
        asked.retain(|asked| asked.line() == line);
        asked
    }

    /// How often it was asked to draw.
    pub(super) fn paid(&self) -> usize {
        self.asked("POST /prompt").len()
    }

    /// The workflow that it was asked to draw last.
    pub(super) fn drawn(&self) -> Value {
        self.asked("POST /prompt").pop().unwrap().json()["prompt"].take()
    }
}
