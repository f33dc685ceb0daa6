//! The rules' numbers and sentences, in one place.

/// Live attempts an instance keeps at most.
pub const MAX_LIVE_ATTEMPTS: usize = 8;
/// Characters of a description at most.
pub const MAX_DESCRIPTION: usize = 4_000;
/// Characters of a name or title at most.
pub const MAX_NAME: usize = 200;
/// Tags of an instance at most.
pub const MAX_TAGS: usize = 20;
/// Characters of a tag at most.
pub const MAX_TAG: usize = 60;
/// Bytes of an uploaded picture at most.
pub const MAX_UPLOAD: usize = 5 * 1024 * 1024;
/// Characters of a script excerpt at most.
pub const MAX_SCRIPT: usize = 50_000;
/// Pictures that are copied into a new branch at most.
pub const MAX_COPIED: u64 = 5_000;
/// Extra references of an instance at most, beside the one in force.
pub const MAX_EXTRA_REFERENCES: usize = 4;
/// How strongly a reference counts: so much at least, and 1 at most.
pub const LEAST_WEIGHT: f64 = 0.05;
/// Characters of a negative prompt at most.
pub const MAX_NEGATIVE: usize = 2_000;
/// Names that a refusal lists at most.
pub const MOST_NAMED: usize = 10;
/// The aspect ratios that a project may have, widest use first.
pub const ASPECT_RATIOS: &[&str] = &["16:9", "9:16", "1:1", "4:3", "2.39:1"];

/// Refusal of a change by somebody who may only look, or of an owner's act by somebody else.
pub const NOT_ALLOWED: &str =
    "You take part in this film, but your role does not allow that. Ask its owner.";
/// Refusal of deleting the selected attempt.
pub const SELECTED_NOT_DELETED: &str = "Select another image before deleting this one.";
/// Refusal of selecting a deleted attempt.
pub const DELETED_NOT_SELECTED: &str = "This image was deleted. Restore it before selecting it.";
/// Refusal of changing a locked instance.
pub const LOCKED: &str = "This asset is locked in this scene. Unlock it to change it.";
/// Refusal of changing a locked master.
pub const LOCKED_MASTER: &str = "This asset is locked. Unlock it to change it.";
/// Refusal of describing an asset over words that somebody else wrote meanwhile.
pub const DESCRIBED_MEANWHILE: &str = "Somebody changed this description meanwhile, and yours was not saved. Theirs \
    stands beside it; save again to put yours in its place.";
/// Refusal of using a master as-is where there is none.
pub const NO_MASTER: &str = "No master image available to use";
/// Refusal of generating under as-is.
pub const AS_IS: &str =
    "This asset uses its master as-is. Untick \"Use master as-is\" to generate or describe it.";

/// Refusal of drawing a picture again that no provider drew.
pub const NOT_DRAWN: &str =
    "Only a picture that was generated can be drawn again; of this one it is not known how.";
/// Refusal of drawing a picture again whose reference is gone.
pub const REFERENCE_GONE: &str = "The reference that this picture started from is gone, so it cannot be drawn again \
    like this. Generate a new one.";

/// The size in pixels of a picture generated at an aspect ratio. Unknown ratios count as 16:9.
pub fn generated_size(aspect_ratio: &str) -> (u32, u32) {
    match aspect_ratio {
        "9:16" => (720, 1280),
        "1:1" => (1024, 1024),
        "4:3" => (1152, 864),
        "2.39:1" => (1280, 536),
        _ => (1280, 720),
    }
}
