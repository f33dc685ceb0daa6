//! Why the process does not go on.

use std::{error::Error, fmt, fmt::Display};

/// Why the process does not go on: one sentence for whoever started it.
#[derive(Clone, Debug)]
pub struct Failure(pub String);

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// It does not go on; the sentence says why, and what to do.
pub fn failed<T>(sentence: impl Into<String>) -> Result<T, Failure> {
    Err(Failure(sentence.into()))
}

/// Says what was tried when it did not work, with the cause.
pub trait Trying<T> {
    /// The value, or a sentence that begins with what was tried.
    ///
    /// # Errors
    /// What was tried and the innermost cause, as one sentence.
    fn trying(self, what: impl Display) -> Result<T, Failure>;
}

impl<T, E: Error> Trying<T> for Result<T, E> {
    fn trying(self, what: impl Display) -> Result<T, Failure> {
        self.map_err(|err| {
            let mut cause: &dyn Error = &err;
            while let Some(deeper) = cause.source() {
                cause = deeper;
            }
            Failure(format!("{what}: {cause}"))
        })
    }
}
