//! The providers that are configured, each with room for as many pictures as it draws at once.

use super::{ImageProvider, sketch::Sketch};
use crate::error::{Error, Result};
use std::{collections::BTreeMap, ops::Deref, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A provider with room for as many pictures as it draws at once.
#[derive(Clone)]
pub struct Provider {
    drawing: Arc<dyn ImageProvider>,
    room: Option<Arc<Semaphore>>,
    testing: Arc<Semaphore>,
}

impl Deref for Provider {
    type Target = dyn ImageProvider;
    fn deref(&self) -> &Self::Target {
        &*self.drawing
    }
}

impl Provider {
    fn new(drawing: Arc<dyn ImageProvider>) -> Self {
        let at_once = drawing.bounds().at_once;
        let room = at_once.map(|count| Arc::new(Semaphore::new(count.max(1))));
        Self {
            drawing,
            room,
            testing: Arc::new(Semaphore::new(1)),
        }
    }

    /// The right to test it, which one has at a time; held while it is tested.
    pub fn to_be_tested(&self) -> Option<OwnedSemaphorePermit> {
        self.testing.clone().try_acquire_owned().ok()
    }
}

/// The providers that are configured, and the one that draws unless another is named.
#[derive(Clone)]
pub struct Providers {
    all: Arc<BTreeMap<String, Provider>>,
    default: Arc<str>,
}

impl Providers {
    /// These providers; the first is the default.
    pub fn new(first: Arc<dyn ImageProvider>, others: Vec<Arc<dyn ImageProvider>>) -> Self {
        let default = first.capabilities().name;
        let all = std::iter::once(first)
            .chain(others)
            .map(|one| (one.capabilities().name, Provider::new(one)))
            .collect();
        Self {
            all: Arc::new(all),
            default: default.into(),
        }
    }

    /// The built-in renderer alone.
    pub fn built_in() -> Self {
        Self::new(Arc::new(Sketch), Vec::new())
    }

    /// The same with another default. None where there is none of that name.
    pub fn led_by(self, name: &str) -> Option<Self> {
        self.all.contains_key(name).then(|| Self {
            default: name.into(),
            ..self.clone()
        })
    }

    /// The names of all, in order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }

    /// The names of those that take up what they draw already when a job is begun again.
    pub(crate) fn resuming(&self) -> Vec<String> {
        let resuming = self.all.iter().filter(|(_, one)| one.resumes());
        resuming.map(|(name, _)| name.clone()).collect()
    }

    /// Room for one picture at each provider that is held to some and has some left, by name, and the names of those
    /// that are full. What comes back is held while they draw.
    pub(crate) fn rooms(&self) -> (BTreeMap<String, OwnedSemaphorePermit>, Vec<String>) {
        let (mut rooms, mut full) = (BTreeMap::new(), Vec::new());
        for (name, provider) in self.all.iter() {
            let Some(room) = provider.room.clone() else {
                continue;
            };
            match room.try_acquire_owned() {
                Ok(room) => {
                    rooms.insert(name.clone(), room);
                }
                Err(_) => full.push(name.clone()),
            }
        }
        (rooms, full)
    }

    /// The provider of that name, or the default one.
    pub fn get(&self, name: Option<&str>) -> Result<&Provider> {
        let name = name.unwrap_or(&self.default);
        self.all.get(name).ok_or_else(|| {
            let known: Vec<_> = self.names().collect();
            Error::Invalid(format!(
                "No provider \"{name}\" is configured. There is: {}.",
                known.join(", ")
            ))
        })
    }
}
