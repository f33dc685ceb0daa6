//! What the settings say about this kind of provider alone.

use super::graph::Graph;
use crate::providers::config::Config;
use serde_json::Value;
use std::{fs, time::Duration};

/// The longest side that is drawn, unless the option `max_side` says otherwise.
const MAX_SIDE: u32 = 2048;
/// What that option may say.
const SIDES: std::ops::RangeInclusive<u64> = 256..=8192;
/// The shortest side that is drawn.
const MIN_SIDE: u32 = 64;
/// Sides are multiples of this: the models draw in blocks.
const BLOCK: u32 = 8;
/// The pause between two looks after a prompt, unless the option `poll_seconds` says otherwise.
const PAUSE: Duration = Duration::from_secs(2);
/// What that option may say.
const PAUSES: std::ops::RangeInclusive<f64> = 0.01..=60.0;

/// The options, read.
pub(super) struct Settings {
    /// What draws.
    pub(super) graph: Graph,
    /// What draws where no reference is in force, if the workflow itself wants one.
    pub(super) bare: Option<Graph>,
    /// The longest side in pixels.
    pub(super) max_side: u32,
    /// Between two looks after a prompt.
    pub(super) pause: Duration,
}

impl Settings {
    /// Reads them. Error: a sentence that names the provider and the setting.
    pub(super) fn read(config: &Config) -> Result<Self, String> {
        config.only(&["max_side", "poll_seconds", "without_reference"])?;
        Self::options(config).map_err(|why| {
            let name = &config.name;
            format!("The provider \"{name}\" cannot be set up: {why}")
        })
    }

    fn options(config: &Config) -> Result<Self, String> {
        let workflow = config.workflow.as_ref().ok_or(
            "workflow_file names the workflow that draws, exported from ComfyUI in the API format.",
        )?;
        Ok(Self {
            graph: Graph::read(workflow)?,
            bare: bare(config).map_err(|why| format!("without_reference: {why}"))?,
            max_side: max_side(config)?,
            pause: pause(config)?,
        })
    }

    /// Whether each workflow that may draw has something.
    pub(super) fn all_have(&self, has: impl Fn(&Graph) -> bool) -> bool {
        // Without a place for references the first one draws everything.
        let bare = self.bare.as_ref().filter(|_| self.graph.references() > 0);
        has(&self.graph) && bare.is_none_or(has)
    }

    /// Every kind of node that is used, each once.
    pub(super) fn classes(&self) -> Vec<&str> {
        let graphs = std::iter::once(&self.graph).chain(&self.bare);
        let mut classes: Vec<_> = graphs.flat_map(Graph::classes).collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    /// The size that is drawn for one that is wanted: as large as allowed, of the same shape, in whole blocks.
    pub(super) fn size(&self, width: u32, height: u32) -> (u32, u32) {
        let longest = f64::from(width.max(height).max(1));
        let scale = (f64::from(self.max_side) / longest).min(1.0);
        let most = self.max_side / BLOCK * BLOCK;
        let side = |side: u32| {
            let blocks = (f64::from(side) * scale / f64::from(BLOCK)).round() as u32;
            (blocks * BLOCK).clamp(MIN_SIDE, most)
        };
        (side(width), side(height))
    }
}

/// The workflow for when there is no reference: a file, or the graph itself.
fn bare(config: &Config) -> Result<Option<Graph>, String> {
    let read;
    let workflow = match config.options.get("without_reference") {
        None => return Ok(None),
        Some(Value::String(file)) => {
            // The file is named in the settings; the sentence does not repeat where it is.
            let text = fs::read_to_string(file)
                .map_err(|err| format!("the file cannot be read ({}).", err.kind()))?;
            read = serde_json::from_str(&text)
                .map_err(|err| format!("the file is not JSON: {err}."))?;
            &read
        }
        Some(graph) => graph,
    };
    let graph = Graph::read(workflow)?;
    if graph.references() > 0 {
        return Err("this workflow has a place for a reference too.".into());
    }
    Ok(Some(graph))
}

fn max_side(config: &Config) -> Result<u32, String> {
    match config.options.get("max_side").map(Value::as_u64) {
        None => Ok(MAX_SIDE),
        Some(Some(side)) if SIDES.contains(&side) => Ok(side as u32),
        Some(_) => Err(format!(
            "max_side is a number of pixels from {} to {}.",
            SIDES.start(),
            SIDES.end()
        )),
    }
}

fn pause(config: &Config) -> Result<Duration, String> {
    match config.options.get("poll_seconds").map(Value::as_f64) {
        None => Ok(PAUSE),
        Some(Some(seconds)) if PAUSES.contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        Some(_) => Err(format!(
            "poll_seconds is a number from {} to {}.",
            PAUSES.start(),
            PAUSES.end()
        )),
    }
}
