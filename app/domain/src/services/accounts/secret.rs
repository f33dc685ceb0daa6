//! What sessions and tokens are made of: a value that nobody can guess, of which only a hash is kept.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// 32 random bytes as 43 characters that cookies, headers and addresses take as they are.
pub(crate) fn fresh() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is kept of it. It needs no salt and no slow hash, because there is nothing to guess.
pub(crate) fn hashed(secret: &str) -> String {
    format!("{:x}", Sha256::digest(secret))
}
