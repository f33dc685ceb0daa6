//! What the models behind the API take: sizes, references, and how they answer.

use crate::providers::config::Config;

/// The references that the API takes at most.
const MOST_REFERENCES: usize = 16;
/// The longest side of a picture, in pixels, where nobody says otherwise.
const MAX_SIDE: u32 = 2048;

/// A model, as far as asking it goes.
pub(super) struct Model {
    /// Its name, where it is known.
    pub(super) name: Option<String>,
    /// References that it takes at most.
    pub(super) references: usize,
    /// The field of each reference.
    pub(super) pictures: &'static str,
    /// The longest side in pixels.
    pub(super) max_side: u32,
    /// Whether it answers in base64 without being asked to, and refuses to be asked.
    pub(super) answers_in_base64: bool,
    /// The sizes that it draws; any where there are none.
    sizes: &'static [(u32, u32)],
}

impl Model {
    /// The model of that name. Options may say less references and another longest side.
    pub(super) fn of(name: Option<&str>, config: &Config) -> Result<Self, String> {
        let mut model = Self::by_name(name);
        if let Some(count) = number(config, "references", 0)? {
            model.references = model.references.min(count as usize);
        }
        if let Some(side) = number(config, "max_side", 64)? {
            model.max_side = side;
        }
        Ok(model)
    }

    fn by_name(name: Option<&str>) -> Self {
        // Gateways put the maker before the name.
        let bare = name
            .and_then(|name| name.rsplit('/').next())
            .unwrap_or_default();
        let gpt = bare.starts_with("gpt-image") || bare.starts_with("chatgpt-image");
        let (sizes, references, max_side): (&'static [(u32, u32)], _, _) = match bare {
            _ if gpt => (
                &[(1024, 1024), (1536, 1024), (1024, 1536)],
                MOST_REFERENCES,
                1536,
            ),
            "dall-e-3" => (&[(1024, 1024), (1792, 1024), (1024, 1792)], 0, 1792),
            "dall-e-2" => (&[(1024, 1024)], 1, 1024),
            _ => (&[], MOST_REFERENCES, MAX_SIDE),
        };
        Self {
            name: name.map(str::to_owned),
            references,
            // It takes one picture, and no list of them.
            pictures: match bare {
                "dall-e-2" => "image",
                _ => "image[]",
            },
            max_side,
            answers_in_base64: gpt,
            sizes,
        }
    }

    /// The size to ask for: of the model's own the one whose shape is nearest, else the very one, made to fit.
    pub(super) fn size(&self, width: u32, height: u32) -> (u32, u32) {
        let shape =
            |(width, height): (u32, u32)| (f64::from(width.max(1)) / f64::from(height.max(1))).ln();
        let wanted = shape((width, height));
        let off = |size: &(u32, u32)| (shape(*size) - wanted).abs();
        let nearest = self.sizes.iter().copied();
        nearest
            .min_by(|one, other| off(one).total_cmp(&off(other)))
            .unwrap_or_else(|| self.fitting(width, height))
    }

    fn fitting(&self, width: u32, height: u32) -> (u32, u32) {
        let longest = f64::from(width.max(height).max(1));
        let scale = (f64::from(self.max_side) / longest).min(1.0);
        let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
        (scaled(width), scaled(height))
    }
}

/// A whole number among the options, at least so much.
fn number(config: &Config, option: &str, least: u32) -> Result<Option<u32>, String> {
    let Some(value) = config.options.get(option) else {
        return Ok(None);
    };
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    match number {
        Some(number) if number >= least => Ok(Some(number)),
        _ => Err(format!(
            "The provider \"{}\" cannot be set up: the option {option} is a whole number, {least} or more.",
            config.name
        )),
    }
}
