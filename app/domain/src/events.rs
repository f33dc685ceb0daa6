//! What changed, told to whoever is looking. An event only wakes: the reader asks again for the state.

pub(crate) mod outbox;
pub mod relay;

use self::outbox::{Outbox, Word};
use crate::model::ids::{InstanceId, ProjectId, SceneId};
use serde::Serialize;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::broadcast;

/// Events kept for readers that were away for a moment.
const KEPT: usize = 1_024;

/// Something changed in a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Event {
    /// Counts up by one in this process, from the microsecond at which it began.
    pub seq: u64,
    /// The film.
    pub project: ProjectId,
    /// The scene, where one changed.
    pub scene: Option<SceneId>,
    /// The asset in the scene, where one changed.
    pub instance: Option<InstanceId>,
}

/// What a reader hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Something changed.
    Change(Event),
    /// More than can be told one by one: the reader asks for everything.
    Refresh,
}

/// The events that this process tells, its own and those that it hears of.
#[derive(Clone)]
pub struct Events {
    kept: Arc<Mutex<Kept>>,
    sender: broadcast::Sender<Heard>,
}

struct Kept {
    last: u64,
    events: VecDeque<Event>,
    /// The way to the other nodes, where there are any.
    outbox: Option<Outbox>,
}

impl Default for Events {
    fn default() -> Self {
        // Numbers go on from the clock, so that a reader of a process that is gone never takes a number of
        // this one for its own. Microseconds still fit a number in the browser exactly.
        let kept = Kept {
            last: chrono::Utc::now().timestamp_micros().unsigned_abs(),
            events: VecDeque::with_capacity(KEPT),
            outbox: None,
        };
        Self {
            kept: Arc::new(Mutex::new(kept)),
            sender: broadcast::channel(KEPT).0,
        }
    }
}

impl Events {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // What is kept is whole after every statement, so a panic elsewhere cannot have torn it.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells that something changed, here and on every other node. Call it after the transaction that changed it.
    pub fn tell(&self, project: ProjectId, scene: Option<SceneId>, instance: Option<InstanceId>) {
        self.hear(project, scene, instance);
        if let Some(outbox) = &self.kept().outbox {
            outbox.post(Word::Change {
                project,
                scene,
                instance,
            });
        }
    }

    /// Tells here what changed on another node.
    pub(crate) fn hear(
        &self,
        project: ProjectId,
        scene: Option<SceneId>,
        instance: Option<InstanceId>,
    ) {
        let mut kept = self.kept();
        kept.last += 1;
        let event = Event {
            seq: kept.last,
            project,
            scene,
            instance,
        };
        if kept.events.len() == KEPT {
            kept.events.pop_front();
        }
        kept.events.push_back(event.clone());
        // Nobody listening is no error.
        let _ = self.sender.send(Heard::Change(event));
    }

    /// Tells everybody here to ask for everything, those who come back later as well.
    pub(crate) fn refresh(&self) {
        let mut kept = self.kept();
        kept.last += 1;
        kept.events.clear();
        let _ = self.sender.send(Heard::Refresh);
    }

    /// Sends what is told from now on to the other nodes too.
    pub(crate) fn relay_through(&self, outbox: Outbox) {
        self.kept().outbox = Some(outbox);
    }

    /// The number of the last event.
    pub fn last(&self) -> u64 {
        self.kept().last
    }

    /// What came after `seq`, and all that follows. None for the first part when too much was missed,
    /// or when `seq` is another process's: then the reader asks for everything.
    pub fn since(&self, seq: u64) -> (Option<Vec<Event>>, broadcast::Receiver<Heard>) {
        let kept = self.kept();
        let receiver = self.sender.subscribe();
        let first = kept.events.front().map_or(kept.last + 1, |event| event.seq);
        let missed = seq <= kept.last && seq + 1 >= first;
        let events = missed.then(|| {
            kept.events
                .iter()
                .filter(|event| event.seq > seq)
                .cloned()
                .collect()
        });
        (events, receiver)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_resumes_where_it_stopped() {
        let events = Events::default();
        let begin = events.last();
        for _ in 0..3 {
            events.tell(ProjectId::new(), None, None);
        }
        let (missed, _) = events.since(begin + 1);
        let numbers: Vec<_> = missed
            .unwrap()
            .iter()
            .map(|event| event.seq - begin)
            .collect();
        assert_eq!(numbers, [2, 3]);
        assert_eq!(events.since(begin + 3).0.unwrap(), []);
    }

    #[test]
    fn a_reader_that_missed_too_much_asks_for_everything() {
        let events = Events::default();
        let begin = events.last();
        for _ in 0..KEPT + 10 {
            events.tell(ProjectId::new(), None, None);
        }
        assert!(events.since(begin + 3).0.is_none());
        assert!(events.since(begin + 12).0.is_some());
    }

    #[test]
    fn a_refresh_reaches_readers_and_those_who_come_back() {
        let events = Events::default();
        events.tell(ProjectId::new(), None, None);
        let seen = events.last();
        let (_, mut receiver) = events.since(seen);
        events.refresh();
        assert_eq!(receiver.try_recv(), Ok(Heard::Refresh));
        assert!(events.since(seen).0.is_none());
        assert_eq!(events.since(events.last()).0.unwrap(), []);
    }

    #[test]
    fn a_number_of_an_earlier_process_means_everything() {
        let before = Events::default();
        before.tell(ProjectId::new(), None, None);
        let seen = before.last();
        while chrono::Utc::now().timestamp_micros().unsigned_abs() <= seen {
            std::hint::spin_loop();
        }
        let after = Events::default();
        after.tell(ProjectId::new(), None, None);
        assert!(after.since(seen).0.is_none());
    }
}
