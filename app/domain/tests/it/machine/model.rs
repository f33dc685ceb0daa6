//! The history as the rules describe it, and random changes of it.

use proptest::prelude::*;

/// A change. The numbers pick one of the attempts that were ever made, living or not.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    Upload,
    Select(usize),
    Delete(usize),
    Restore(usize),
    Lock,
    Unlock,
    Purge,
    AsIs,
    NotAsIs,
}

pub(super) fn changes() -> impl Strategy<Value = Vec<Change>> {
    let one = prop_oneof![
        8 => Just(Change::Upload),
        4 => any::<usize>().prop_map(Change::Select),
        6 => any::<usize>().prop_map(Change::Delete),
        5 => any::<usize>().prop_map(Change::Restore),
        1 => Just(Change::Lock),
        3 => Just(Change::Unlock),
        1 => Just(Change::Purge),
        4 => Just(Change::AsIs),
        1 => Just(Change::NotAsIs),
    ];
    prop::collection::vec(one, 30..50)
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum State {
    /// In the history since this step.
    Live(usize),
    Removed,
    Gone,
}

#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    Done,
    Conflict,
    NotFound,
}

/// The history as the rules describe it: the attempt with the number n stands at n - 1.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) attempts: Vec<State>,
    pub(super) selected: Option<usize>,
    pub(super) locked: bool,
    pub(super) as_is: bool,
    /// Those that are copies of the master, which stays the same.
    copies: Vec<usize>,
    step: usize,
}

impl Model {
    pub(super) fn live(&self) -> Vec<usize> {
        (0..self.attempts.len())
            .filter(|&at| matches!(self.attempts[at], State::Live(_)))
            .collect()
    }

    fn make_room(&mut self) {
        let live = self.live();
        let since = |&at: &usize| match self.attempts[at] {
            State::Live(step) => step,
            _ => usize::MAX,
        };
        if live.len() == 8 {
            let oldest = live
                .into_iter()
                .filter(|&at| Some(at) != self.selected)
                .min_by_key(since);
            self.attempts[oldest.unwrap()] = State::Removed;
        }
    }

    fn enter(&mut self) {
        self.make_room();
        self.attempts.push(State::Live(self.step));
        self.selected = Some(self.attempts.len() - 1);
    }

    fn copy(&mut self) {
        let live = self.live();
        let there = live.into_iter().rfind(|at| self.copies.contains(at));
        match there {
            Some(at) => self.selected = Some(at),
            None => {
                self.enter();
                self.copies.extend(self.selected);
            }
        }
        self.as_is = true;
    }

    pub(super) fn apply(&mut self, change: Change) -> Answer {
        self.step += 1;
        match change {
            Change::Unlock => self.locked = false,
            Change::Purge => {
                let removed = self
                    .attempts
                    .iter_mut()
                    .filter(|state| **state == State::Removed);
                removed.for_each(|state| *state = State::Gone);
            }
            _ if self.locked => return Answer::Conflict,
            Change::Lock => self.locked = true,
            Change::Upload => {
                self.enter();
                self.as_is = false;
            }
            Change::AsIs if self.as_is => {}
            Change::AsIs => self.copy(),
            Change::NotAsIs => self.as_is = false,
            Change::Select(at) => match self.attempts[at] {
                State::Live(_) => {
                    self.selected = Some(at);
                    self.as_is = false;
                }
                State::Removed => return Answer::Conflict,
                State::Gone => return Answer::NotFound,
            },
            Change::Delete(at) => match self.attempts[at] {
                State::Live(_) if self.selected == Some(at) => return Answer::Conflict,
                State::Live(_) => self.attempts[at] = State::Removed,
                State::Removed | State::Gone => return Answer::NotFound,
            },
            Change::Restore(at) => match self.attempts[at] {
                State::Live(_) => {}
                State::Removed => {
                    self.make_room();
                    self.attempts[at] = State::Live(self.step);
                }
                State::Gone => return Answer::NotFound,
            },
        }
        Answer::Done
    }
}
