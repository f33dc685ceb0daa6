//! What a caller saw of an instance before it asks for a change.

use super::view;
use crate::{
    entities::instances,
    error::{Error, Result},
    model::views::InstanceView,
};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};

/// What stands for an instance as it is shown: another one whenever anything of it is another. 16 hexadecimal
/// digits.
pub fn tag(shown: &InstanceView) -> String {
    // A view is made of plain fields alone, which always have a JSON.
    let json = serde_json::to_vec(shown).unwrap_or_default();
    let mut tag = format!("{:x}", Sha256::digest(&json));
    tag.truncate(16);
    tag
}

/// Refuses with `Changed` where the caller says what it saw and the locked instance is none of that.
pub(crate) async fn refuse_changed(
    conn: &impl ConnectionTrait,
    row: &instances::Model,
    seen: Option<&[String]>,
) -> Result<()> {
    let Some(seen) = seen else { return Ok(()) };
    let tag = tag(&view(conn, row.clone()).await?);
    if seen.contains(&tag) {
        return Ok(());
    }
    Err(Error::Changed(
        "This asset was changed by somebody else meanwhile. Look at it again before you change it."
            .into(),
    ))
}
