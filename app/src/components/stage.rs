//! The panel's state: the view as the server last gave it, what is shown of it, and the way to act.

use crate::{
    api::{Refused, panel},
    ui::{carousel::Slides, toast::Toasts},
};
use domain::model::{
    act::{Notice, Outcome, PanelAction},
    ids::{AttemptId, InstanceId, JobId},
    panel::{EditorView, PanelView},
    paths::ScenePath,
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::HashSet;

/// One picture or job in the generation carousel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slide {
    /// A job that waits, runs or failed.
    Job(JobId),
    /// A picture.
    Attempt(AttemptId),
}

impl Slide {
    /// The id of its element.
    pub fn id(self) -> String {
        match self {
            Self::Job(id) => format!("job-{id}"),
            Self::Attempt(id) => format!("attempt-{id}"),
        }
    }

    /// The slide of an element's id.
    pub fn of(id: &str) -> Option<Self> {
        if let Some(job) = id.strip_prefix("job-") {
            return job.parse().ok().map(Self::Job);
        }
        id.strip_prefix("attempt-")?.parse().ok().map(Self::Attempt)
    }
}

/// The state that the parts of the panel share.
#[derive(Clone, Copy)]
pub struct Stage {
    /// Where it stands.
    pub path: StoredValue<ScenePath>,
    /// The view as the server last gave it.
    pub view: RwSignal<PanelView>,
    /// The open asset.
    pub editor: Memo<Option<EditorView>>,
    /// The slides of the generation carousel.
    pub slides: Slides,
    /// The attempt whose picture fills the window.
    pub enlarged: RwSignal<Option<AttemptId>>,
    /// What is said.
    pub toasts: Toasts,
    /// What takes the last action back.
    undo: RwSignal<Option<PanelAction>>,
    /// Calls are numbered, so that an answer that was overtaken is not shown.
    asked: StoredValue<u64>,
    answered: StoredValue<u64>,
    /// Jobs that were asked for here: their pictures come into view.
    mine: StoredValue<HashSet<JobId>>,
}

impl Stage {
    /// The state of a panel that opens at a picture, or at the selected one.
    pub fn new(view: PanelView, open: Option<String>) -> Self {
        let path = StoredValue::new(view.path);
        let view = RwSignal::new(view);
        let editor = Memo::new(move |_| view.with(|view| view.editor.clone()));
        let ids = Memo::new(move |_| {
            editor.with(|editor| editor.as_ref().map(slide_ids).unwrap_or_default())
        });
        let first = open.filter(|id| ids.with_untracked(|ids| ids.contains(id)));
        let first = first.unwrap_or_else(|| editor.with_untracked(opening));
        Self {
            path,
            view,
            editor,
            slides: Slides {
                ids,
                shown: RwSignal::new(first),
            },
            enlarged: RwSignal::new(None),
            toasts: Toasts::default(),
            undo: RwSignal::new(None),
            asked: StoredValue::new(0),
            answered: StoredValue::new(0),
            mine: StoredValue::new(HashSet::new()),
        }
    }

    /// The open asset in this scene.
    pub fn open(self) -> Option<InstanceId> {
        self.editor
            .with_untracked(|editor| editor.as_ref().map(|editor| editor.asset.instance))
    }

    /// Does something: shows it at once where it can be foreseen, and puts it back if it is refused.
    pub fn act(self, action: PanelAction) {
        self.foresee(&action);
        let call = self.ask();
        spawn_local(async move {
            match panel::act(self.path.get_value(), action.clone()).await {
                Ok(Outcome { notice, job, panel }) => {
                    self.mine.update_value(|mine| mine.extend(job));
                    self.answer(call, panel, Some(&action));
                    self.seek(job);
                    if let Some(notice) = notice {
                        self.say(notice);
                    }
                }
                Err(refused) => self.refuse(refused),
            }
        });
    }

    /// Takes the last action back, if it can be.
    pub fn take_back(self) {
        if let Some(action) = self.undo.get_untracked() {
            self.undo.set(None);
            self.act(action);
        }
    }

    /// Opens another asset of the scene.
    pub fn show(self, instance: InstanceId) {
        let call = self.ask();
        spawn_local(async move {
            match panel::look(self.path.get_value(), Some(instance)).await {
                Ok(panel) => self.answer(call, panel, None),
                Err(refused) => self.refuse(refused),
            }
        });
    }

    /// Asks for the state again, without a word when it cannot be had.
    pub async fn refresh(self) {
        let call = self.ask();
        if let Ok(panel) = panel::look(self.path.get_value(), self.open()).await {
            self.answer(call, panel, None);
        }
    }

    fn ask(self) -> u64 {
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }

    /// Shows an answer unless a later one is shown already.
    fn answer(self, call: u64, panel: PanelView, action: Option<&PanelAction>) {
        if call <= self.answered.get_value() {
            return;
        }
        self.answered.set_value(call);
        let before = self.editor.get_untracked();
        let same = before.as_ref().map(|editor| editor.asset.instance)
            == panel.editor.as_ref().map(|new| new.asset.instance);
        self.view.set(panel);
        let after = self.editor.get_untracked();
        let next = match (before, &after) {
            (Some(before), Some(after)) if same => {
                if !matches!(action, Some(PanelAction::Restore { .. })) {
                    self.tell_eviction(&before, after);
                }
                self.next_shown(&before, after, action)
            }
            _ => Some(opening(&after)),
        };
        if let Some(next) = next {
            self.bring_into_view(next);
        }
        self.seek(None);
    }

    fn bring_into_view(self, slide: String) {
        if self.slides.shown.with_untracked(|shown| *shown != slide) {
            self.slides.shown.set(slide);
        }
    }

    /// A picture that this editor asked for comes into view when it is there, and its job while it is not. What
    /// somebody else made does not move the carousel.
    fn seek(self, fresh: Option<JobId>) {
        let Some(editor) = self.editor.get_untracked() else {
            return;
        };
        let mine = |job: &JobId| self.mine.with_value(|mine| mine.contains(job));
        let made = editor
            .attempts
            .iter()
            .find(|attempt| attempt.job.as_ref().is_some_and(mine));
        if let Some((made, job)) = made.and_then(|made| Some((made.id, made.job?))) {
            self.mine.update_value(|mine| {
                mine.remove(&job);
            });
            self.bring_into_view(Slide::Attempt(made).id());
        } else if let Some(job) =
            fresh.filter(|job| editor.jobs.iter().any(|shown| shown.id == *job))
        {
            self.bring_into_view(Slide::Job(job).id());
        }
    }

    /// Where the carousel goes when what it showed is gone: to what stands where that was.
    fn next_shown(
        self,
        before: &EditorView,
        after: &EditorView,
        action: Option<&PanelAction>,
    ) -> Option<String> {
        if let Some(PanelAction::Restore { attempt, .. }) = action {
            return Some(Slide::Attempt(*attempt).id());
        }
        let (old, new) = (slide_ids(before), slide_ids(after));
        let shown = self.slides.shown.get_untracked();
        if new.contains(&shown) {
            return None;
        }
        let place = old.iter().position(|id| *id == shown).unwrap_or_default();
        new.get(place.min(new.len().saturating_sub(1))).cloned()
    }

    /// Says which attempt made room for a new one, and offers to bring it back.
    fn tell_eviction(self, before: &EditorView, after: &EditorView) {
        let had = |id| before.attempts.iter().any(|attempt| attempt.id == id);
        if after.attempts.iter().all(|attempt| had(attempt.id)) {
            return;
        }
        let live = |id| after.attempts.iter().any(|attempt| attempt.id == id);
        for gone in before.attempts.iter().filter(|attempt| !live(attempt.id)) {
            let undo = PanelAction::Restore {
                instance: after.asset.instance,
                attempt: gone.id,
            };
            let text = format!("Attempt {} made room for the new image", gone.number);
            self.say(Notice::done(text, Some(undo)));
        }
    }

    fn refuse(self, refused: Refused) {
        self.say(Notice::refused(refused.error));
        // What was foreseen is put back as the server has it.
        spawn_local(self.refresh());
    }

    /// Says something in a toast.
    pub fn say(self, notice: Notice) {
        self.undo.set(notice.undo.clone());
        let undo = notice
            .undo
            .map(|action| Callback::new(move |()| self.act(action.clone())));
        self.toasts.say(notice.text, notice.error, undo);
    }

    /// Selecting and deleting are shown within a frame; the server's answer follows.
    fn foresee(self, action: &PanelAction) {
        let change = |editor: &mut EditorView| match action {
            PanelAction::Select { attempt, .. } => {
                for other in &mut editor.attempts {
                    other.selected = other.id == *attempt;
                }
            }
            PanelAction::Cancel { job, .. } => editor.jobs.retain(|other| other.id != *job),
            _ => {}
        };
        if matches!(
            action,
            PanelAction::Select { .. } | PanelAction::Cancel { .. }
        ) {
            self.view
                .update(|view| view.editor.iter_mut().for_each(change));
        }
    }
}

/// The slides of an asset: jobs, then pictures, each newest first.
fn slide_ids(editor: &EditorView) -> Vec<String> {
    let jobs = editor.jobs.iter().map(|job| Slide::Job(job.id).id());
    jobs.chain(
        editor
            .attempts
            .iter()
            .map(|attempt| Slide::Attempt(attempt.id).id()),
    )
    .collect()
}

/// The slide that the carousel opens on: the selected picture, else the first.
fn opening(editor: &Option<EditorView>) -> String {
    let Some(editor) = editor else {
        return String::new();
    };
    let selected = editor.attempts.iter().find(|attempt| attempt.selected);
    selected
        .map(|attempt| Slide::Attempt(attempt.id).id())
        .or_else(|| slide_ids(editor).into_iter().next())
        .unwrap_or_default()
}
