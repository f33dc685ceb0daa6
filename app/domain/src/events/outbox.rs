//! What waits to be told to the other nodes.

use crate::model::ids::{InstanceId, JobId, ProjectId, SceneId};
use serde::{Deserialize, Serialize};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::mpsc;

/// What nodes tell each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "word", rename_all = "snake_case")]
pub(crate) enum Word {
    /// Something changed.
    Change {
        project: ProjectId,
        scene: Option<SceneId>,
        instance: Option<InstanceId>,
    },
    /// A job was ended; whoever draws it may stop.
    Stop { job: JobId },
    /// More than can be told one by one.
    Refresh,
}

/// Where words to the other nodes are left.
#[derive(Clone, Debug)]
pub(crate) struct Outbox {
    pub(super) words: mpsc::Sender<Word>,
    pub(super) overflowed: Arc<AtomicBool>,
}

impl Outbox {
    /// Leaves a word. It never waits; where there is no room, all that waits becomes a refresh.
    pub(crate) fn post(&self, word: Word) {
        if self.words.try_send(word).is_err() {
            self.overflowed.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_word_fits_a_letter_and_comes_back() {
        let words = [
            Word::Change {
                project: ProjectId::new(),
                scene: Some(SceneId::new()),
                instance: None,
            },
            Word::Stop { job: JobId::new() },
            Word::Refresh,
        ];
        for word in words {
            let letter = serde_json::to_string(&(Uuid::now_v7(), word)).unwrap();
            assert!(letter.len() < 8_000, "more than NOTIFY takes: {letter}");
            let (_, read): (Uuid, Word) = serde_json::from_str(&letter).unwrap();
            assert_eq!(read, word);
        }
    }

    #[test]
    fn a_full_box_loses_words_and_says_so() {
        let (words, mut waiting) = mpsc::channel(1);
        let overflowed = Arc::new(AtomicBool::new(false));
        let outbox = Outbox {
            words,
            overflowed: overflowed.clone(),
        };
        outbox.post(Word::Refresh);
        assert!(!overflowed.load(Ordering::Relaxed));
        outbox.post(Word::Stop { job: JobId::new() });
        assert!(overflowed.load(Ordering::Relaxed));
        assert_eq!(waiting.try_recv(), Ok(Word::Refresh));
        assert!(waiting.try_recv().is_err());
    }
}
