//! The words that a provider receives, put together in one pure function.

use super::kinds::AssetType;

/// What a prompt is made of.
#[derive(Clone, Copy, Debug)]
pub struct PromptParts<'a> {
    /// The asset's name.
    pub name: &'a str,
    /// What it is; decides the framing.
    pub asset_type: AssetType,
    /// The effective description, word for word.
    pub description: &'a str,
    /// The status tags, word for word.
    pub tags: &'a [String],
    /// The project's visual style, word for word; may be empty.
    pub visual_style: &'a str,
    /// The project's aspect ratio.
    pub aspect_ratio: &'a str,
}

/// How an asset of a kind stands in its picture.
pub fn framing(asset_type: AssetType) -> &'static str {
    match asset_type {
        AssetType::Character => {
            "One character alone on a plain ground, whole figure readable, no other people."
        }
        AssetType::Location => {
            "The location with its surroundings, wide enough to stage a scene in, no people."
        }
        AssetType::Prop => {
            "One object alone on a plain ground, seen whole, no hands and no people."
        }
        AssetType::ExtraArchetype => "A small group of extras of this type on a plain ground.",
    }
}

/// The prompt: who or what it is, how it looks here, its state, its framing, the style and the shape.
/// Parts that are empty leave no trace.
pub fn assemble(parts: &PromptParts<'_>) -> String {
    let mut lines = vec![parts.name.trim().to_owned()];
    if !parts.description.trim().is_empty() {
        lines.push(parts.description.trim().to_owned());
    }
    if !parts.tags.is_empty() {
        lines.push(format!("State in this scene: {}.", parts.tags.join(", ")));
    }
    lines.push(format!("Framing: {}", framing(parts.asset_type)));
    if !parts.visual_style.trim().is_empty() {
        lines.push(format!("Style: {}", parts.visual_style.trim()));
    }
    lines.push(format!("Aspect ratio: {}", parts.aspect_ratio));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts<'a>(tags: &'a [String]) -> PromptParts<'a> {
        PromptParts {
            name: "Mara Quill",
            asset_type: AssetType::Character,
            description: "Mara in the oilskin coat, soaked through.",
            tags,
            visual_style: "Film noir, wet light",
            aspect_ratio: "16:9",
        }
    }

    #[test]
    fn description_tags_and_style_appear_word_for_word() {
        let tags = ["rain-soaked".to_owned(), "torn sleeve".to_owned()];
        assert_eq!(
            assemble(&parts(&tags)),
            "Mara Quill\n\
             Mara in the oilskin coat, soaked through.\n\
             State in this scene: rain-soaked, torn sleeve.\n\
             Framing: One character alone on a plain ground, whole figure readable, no other people.\n\
             Style: Film noir, wet light\n\
             Aspect ratio: 16:9"
        );
    }

    #[test]
    fn empty_parts_leave_no_trace() {
        let bare = PromptParts {
            description: " ",
            visual_style: "",
            ..parts(&[])
        };
        let prompt = assemble(&bare);
        assert!(!prompt.contains("State"), "{prompt}");
        assert!(!prompt.contains("Style"), "{prompt}");
        assert_eq!(prompt.lines().count(), 3, "{prompt}");
    }

    #[test]
    fn every_kind_has_a_framing_of_its_own() {
        let framings: std::collections::HashSet<_> =
            AssetType::ALL.iter().map(|kind| framing(*kind)).collect();
        assert_eq!(framings.len(), AssetType::ALL.len());
    }
}
