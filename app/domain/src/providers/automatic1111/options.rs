//! What the settings say about a provider of the kind `automatic1111` alone.

use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Sides are multiples of this many pixels.
const GRAIN: u32 = 8;
/// The shortest side that can be drawn, in pixels.
const LEAST_SIDE: u32 = 64;

/// The options, each as the web UI has it where it is not set.
pub(super) struct Options {
    /// Pixels a side at most.
    pub(super) max_side: u32,
    /// How much is drawn anew over a reference, from 0 to 1; decided by the reference's weight unless set.
    pub(super) denoising: Option<f64>,
    steps: Option<u64>,
    cfg_scale: Option<f64>,
    sampler: Option<String>,
    scheduler: Option<String>,
}

impl Options {
    /// What there is.
    pub(super) const KNOWN: [&str; 6] = [
        "cfg_scale",
        "denoising",
        "max_side",
        "sampler",
        "scheduler",
        "steps",
    ];

    /// Reads them. Error: a sentence that names what does not do.
    pub(super) fn read(options: &BTreeMap<String, Value>) -> Result<Self, String> {
        let mut read = Self {
            max_side: 2048,
            denoising: None,
            steps: None,
            cfg_scale: None,
            sampler: None,
            scheduler: None,
        };
        for (option, value) in options {
            read.take(option, value)?;
        }
        Ok(read)
    }

    /// Takes one option over. Error: what it has to be.
    fn take(&mut self, option: &str, value: &Value) -> Result<(), String> {
        let whole = |least: u64, most: u64| {
            let number = value.as_u64();
            number.filter(|number| (least..=most).contains(number))
        };
        let number = |most: f64| {
            let number = value.as_f64();
            number.filter(|number| (0.0..=most).contains(number))
        };
        let words = || {
            let words = value.as_str().map(str::trim);
            words.filter(|words| !words.is_empty()).map(str::to_owned)
        };
        let taken = match option {
            "max_side" => whole(u64::from(LEAST_SIDE), 8192)
                .map(|side| self.max_side = side as u32 / GRAIN * GRAIN)
                .ok_or("a number of pixels from 64 to 8192"),
            "steps" => whole(1, 150)
                .map(|steps| self.steps = Some(steps))
                .ok_or("a number from 1 to 150"),
            "cfg_scale" => number(50.0)
                .map(|scale| self.cfg_scale = Some(scale))
                .ok_or("a number from 0 to 50"),
            "denoising" => number(1.0)
                .map(|strength| self.denoising = Some(strength))
                .ok_or("a number from 0 to 1"),
            "sampler" => words()
                .map(|sampler| self.sampler = Some(sampler))
                .ok_or("the name of a sampler, as \"DPM++ 2M\""),
            "scheduler" => words()
                .map(|scheduler| self.scheduler = Some(scheduler))
                .ok_or("the name of a scheduler, as \"Karras\""),
            // What is none was refused by its name before.
            _ => Ok(()),
        };
        taken.map_err(|wanted| format!("{option} is {wanted}."))
    }

    /// Writes what is set into what is asked.
    pub(super) fn set(&self, body: &mut Value) {
        let set = [
            ("steps", self.steps.map(|steps| json!(steps))),
            ("cfg_scale", self.cfg_scale.map(|scale| json!(scale))),
            (
                "sampler_name",
                self.sampler.as_ref().map(|name| json!(name)),
            ),
            ("scheduler", self.scheduler.as_ref().map(|name| json!(name))),
        ];
        for (field, value) in set {
            if let Some(value) = value {
                body[field] = value;
            }
        }
    }

    /// The size to draw in: the one wanted, made small enough in its own shape, on the grain.
    pub(super) fn size(&self, width: u32, height: u32) -> (u32, u32) {
        let longest = width.max(height).max(1);
        let scale = (f64::from(self.max_side) / f64::from(longest)).min(1.0);
        let side = |side: u32| {
            let grains = (f64::from(side) * scale / f64::from(GRAIN)).round() as u32;
            (grains * GRAIN).clamp(LEAST_SIDE, self.max_side)
        };
        (side(width), side(height))
    }
}
