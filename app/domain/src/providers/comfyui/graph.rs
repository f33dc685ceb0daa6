//! The workflow that draws: read once from the settings, filled anew for every picture.
//!
//! It is the editor's own, in ComfyUI's API format. The nodes that Throughline fills bear a name in their title, and
//! the node's kind decides which of its inputs is set.

use crate::providers::Request;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What the title of a node that Throughline fills begins with.
const MARK: &str = "throughline:";
/// The inputs that take words, in nodes of all kinds.
const TEXTS: &[&str] = &[
    "text", "prompt", "text_g", "text_l", "clip_l", "t5xxl", "string", "value",
];
const IMAGES: &[&str] = &["image"];
const SEEDS: &[&str] = &["seed", "noise_seed", "value"];
const WIDTH: &str = "width";
const HEIGHT: &str = "height";
/// Places for references at most.
const MOST_REFERENCES: usize = 16;

/// One input of one node.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Input {
    node: String,
    name: &'static str,
}

/// A workflow, and where in it what goes.
#[derive(Debug)]
pub(super) struct Graph {
    nodes: Map<String, Value>,
    prompt: Vec<Input>,
    negative: Vec<Input>,
    seed: Vec<Input>,
    size: Vec<Input>,
    references: Vec<Vec<Input>>,
    /// The nodes whose picture is taken, the first of them that has one.
    outputs: Vec<String>,
}

/// What a title names.
enum Place {
    Prompt,
    Negative,
    Seed,
    Size,
    Reference(usize),
    Output,
}

impl Place {
    /// What the title names, if it is one of ours at all.
    fn named(title: &str) -> Option<Result<Self, String>> {
        let name = title.trim().strip_prefix(MARK)?.trim();
        let number = |number: &str| match number.parse::<usize>() {
            Ok(number) if (1..=MOST_REFERENCES).contains(&number) => Some(number),
            _ => None,
        };
        Some(match name {
            "prompt" => Ok(Self::Prompt),
            "negative" => Ok(Self::Negative),
            "seed" => Ok(Self::Seed),
            "size" => Ok(Self::Size),
            "output" => Ok(Self::Output),
            "reference" => Ok(Self::Reference(1)),
            other => other
                .strip_prefix("reference")
                .and_then(number)
                .map(Self::Reference)
                .ok_or_else(|| {
                    format!(
                        "The title {MARK}{other} names no place. There is: prompt, negative, reference, reference2 to \
                         reference{MOST_REFERENCES}, seed, size, output."
                    )
                }),
        })
    }
}

impl Graph {
    /// Reads a workflow. Error: a sentence that says what to do about it.
    pub(super) fn read(workflow: &Value) -> Result<Self, String> {
        let nodes = nodes(workflow)?;
        let mut graph = Self {
            prompt: Vec::new(),
            negative: Vec::new(),
            seed: Vec::new(),
            size: Vec::new(),
            references: Vec::new(),
            outputs: Vec::new(),
            nodes: nodes.clone(),
        };
        let mut references: BTreeMap<usize, Vec<Input>> = BTreeMap::new();
        for (id, node) in nodes {
            let Some(place) = Place::named(title(node)) else {
                continue;
            };
            match place? {
                Place::Prompt => graph.prompt.extend(inputs(id, node, TEXTS)?),
                Place::Negative => graph.negative.extend(inputs(id, node, TEXTS)?),
                Place::Seed => graph.seed.extend(inputs(id, node, SEEDS)?),
                Place::Size => graph.size.extend(inputs(id, node, &[WIDTH, HEIGHT])?),
                Place::Reference(number) => {
                    let place = references.entry(number).or_default();
                    place.extend(inputs(id, node, IMAGES)?);
                }
                Place::Output => graph.outputs.push(id.clone()),
            }
        }
        graph.references = references.into_values().collect();
        graph.checked()
    }

    fn checked(mut self) -> Result<Self, String> {
        if self.prompt.is_empty() {
            return Err(format!(
                "The workflow does not say where the words go. In ComfyUI give the node that holds the prompt the \
                 title {MARK}prompt, and export the workflow in the API format again."
            ));
        }
        if self.outputs.is_empty() {
            self.outputs = self.of_class("SaveImage");
            self.outputs.extend(self.of_class("PreviewImage"));
        }
        if self.outputs.is_empty() {
            return Err(format!(
                "The workflow saves no picture. Add a SaveImage node, or give the node whose picture is to be taken \
                 the title {MARK}output."
            ));
        }
        self.outputs.sort_by_key(|id| rank(id));
        Ok(self)
    }

    /// The nodes of a kind.
    fn of_class(&self, kind: &str) -> Vec<String> {
        let found = self.nodes.iter().filter(|(_, node)| class(node) == kind);
        found.map(|(id, _)| id.clone()).collect()
    }

    /// How many references it takes.
    pub(super) fn references(&self) -> usize {
        self.references.len()
    }

    /// Whether a negative prompt has a place in it.
    pub(super) fn negative(&self) -> bool {
        !self.negative.is_empty()
    }

    /// Whether a seed has a place in it.
    pub(super) fn seeds(&self) -> bool {
        !self.seed.is_empty()
    }

    /// The nodes whose picture is taken, the first of them that has one.
    pub(super) fn outputs(&self) -> &[String] {
        &self.outputs
    }

    /// Every kind of node in it, each once.
    pub(super) fn classes(&self) -> Vec<&str> {
        let mut classes: Vec<_> = self.nodes.values().map(class).collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    /// The ids of its nodes with the kind of each.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (&str, &str)> {
        self.nodes
            .iter()
            .map(|(id, node)| (id.as_str(), class(node)))
    }

    /// What people call a node: its title, else its kind, else its number.
    pub(super) fn called(&self, id: &str) -> String {
        let node = self.nodes.get(id).unwrap_or(&Value::Null);
        let name = [title(node), class(node), id];
        let name = name.into_iter().find(|name| !name.trim().is_empty());
        name.unwrap_or("?").to_owned()
    }

    /// The workflow for one picture. `pictures` are the references as ComfyUI calls them. A place that has none of its
    /// own gets the most important one again: what the file names there is the picture of something else.
    pub(super) fn filled(
        &self,
        request: &Request,
        pictures: &[String],
        (width, height): (u32, u32),
    ) -> Value {
        let mut graph = Value::Object(self.nodes.clone());
        let mut set = |places: &[Input], value: Value| {
            for place in places {
                graph[&place.node]["inputs"][place.name] = value.clone();
            }
        };
        set(&self.prompt, json!(request.prompt));
        if let Some(negative) = &request.negative_prompt {
            set(&self.negative, json!(negative));
        }
        // Every seed that a job can have is one that ComfyUI takes: it counts them without a sign.
        set(&self.seed, json!(request.seed as u64));
        for place in &self.size {
            let side = if place.name == WIDTH { width } else { height };
            set(std::slice::from_ref(place), json!(side));
        }
        for (number, places) in self.references.iter().enumerate() {
            if let Some(picture) = pictures.get(number).or(pictures.first()) {
                set(places, json!(picture));
            }
        }
        graph
    }

    /// Whether another filled workflow asks for the same picture as `ours`, which was filled from this one.
    pub(super) fn same(&self, ours: &Value, theirs: &Value) -> bool {
        let Some(nodes) = theirs.as_object() else {
            return false;
        };
        let kinds = nodes.len() == self.nodes.len()
            && self.kinds().all(|(id, kind)| class(&theirs[id]) == kind);
        let input = |graph: &Value, place: &Input| graph[&place.node]["inputs"][place.name].clone();
        kinds
            && self
                .places()
                .all(|place| input(ours, place) == input(theirs, place))
    }

    fn places(&self) -> impl Iterator<Item = &Input> {
        let words = self.prompt.iter().chain(&self.negative);
        let numbers = self.seed.iter().chain(&self.size);
        words.chain(numbers).chain(self.references.iter().flatten())
    }
}

/// The nodes of a workflow in the API format.
fn nodes(workflow: &Value) -> Result<&Map<String, Value>, String> {
    let nodes = workflow.as_object().filter(|nodes| !nodes.is_empty());
    let nodes = nodes.ok_or("The workflow holds no nodes.")?;
    if nodes.get("nodes").is_some_and(Value::is_array) {
        return Err(
            "The workflow is in the format of ComfyUI's editor. Export it in the API format (File, Export Workflow (API); in older versions Workflow, Export (API))."
                .into(),
        );
    }
    for (id, node) in nodes {
        if class(node).is_empty() || !node["inputs"].is_object() {
            return Err(format!(
                "The entry {id} of the workflow is no node: it has no class_type or no inputs. Export the workflow in \
                 the API format."
            ));
        }
    }
    Ok(nodes)
}

/// The inputs of the node that go by one of the names and hold a value of their own.
fn inputs(id: &str, node: &Value, names: &[&'static str]) -> Result<Vec<Input>, String> {
    let has = |name: &&&str| node["inputs"].get(**name).is_some();
    let known: Vec<_> = names.iter().filter(has).collect();
    let own: Vec<_> = known
        .iter()
        .filter(|name| !node["inputs"][***name].is_array())
        .map(|name| Input {
            node: id.to_owned(),
            name,
        })
        .collect();
    let (title, kind) = (title(node), class(node));
    if !own.is_empty() {
        Ok(own)
    } else if known.is_empty() {
        Err(format!(
            "The node with the title {title} is a {kind}, which has no input {}.",
            names.join(", ")
        ))
    } else {
        Err(format!(
            "The node with the title {title} takes its value from another node. Give that node the title instead."
        ))
    }
}

fn title(node: &Value) -> &str {
    node["_meta"]["title"].as_str().unwrap_or_default()
}

fn class(node: &Value) -> &str {
    node["class_type"].as_str().unwrap_or_default()
}

/// Nodes are numbered; "9" comes before "10".
fn rank(id: &str) -> (u64, String) {
    (id.parse().unwrap_or(u64::MAX), id.to_owned())
}
