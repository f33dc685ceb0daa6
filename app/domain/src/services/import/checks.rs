//! The rows of an archive by themselves: their words, their numbers, and the rules among them. What hangs together by
//! keys is seen to where the keys are changed.

mod masters;

use crate::{
    ctx::Ctx,
    db::now,
    entities::{attempts, instances, values::Words},
    error::{Result, invalid},
    model::{ids::InstanceId, kinds::AttemptSource, rules},
    services::{
        archive::{ENDED, Manifest},
        text,
    },
};
use sea_orm::prelude::Decimal;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

/// Characters of any one text at most.
const MAX_TEXT: usize = 1_000_000;

/// The manifest as it may be written, or why not. What was deleted too long ago to be restored is left out.
pub(super) fn sound(ctx: &Ctx, mut manifest: Manifest) -> Result<Manifest> {
    let oldest = now() - ctx.settings.attempt_retention;
    manifest
        .attempts
        .retain(|attempt| attempt.deleted_at.is_none_or(|then| then > oldest));
    masters::keep(&mut manifest, oldest);
    plain(&manifest)?;
    film(ctx, &mut manifest)?;
    words(&mut manifest)?;
    if manifest.jobs.iter().any(|job| !ENDED.contains(&job.status)) {
        return invalid("The archive holds a job that has not ended.");
    }
    costs(&manifest)?;
    weights(&manifest)?;
    masters::histories(&mut manifest)?;
    histories(&mut manifest)?;
    Ok(manifest)
}

/// Nothing cost less than nothing: it would make room under what a film may cost. A decimal is always finite.
fn costs(manifest: &Manifest) -> Result<()> {
    let jobs = manifest.jobs.iter();
    let jobs = jobs.flat_map(|job| [job.estimated_cost, job.cost_credits]);
    let attempts = manifest.attempts.iter().map(|one| one.cost_credits);
    let masters = manifest.masters.iter().map(|one| one.cost_credits);
    let all = jobs.chain(attempts).chain(masters);
    if all.flatten().any(|cost| cost < Decimal::ZERO) {
        return invalid("The archive holds a cost below zero.");
    }
    Ok(())
}

/// References count as much as somebody could have said, and there are no more of them than can be sent.
fn weights(manifest: &Manifest) -> Result<()> {
    let in_force = manifest.instances.iter().map(|one| one.reference_weight);
    let others = manifest.references.iter().map(|one| one.weight);
    if in_force
        .chain(others)
        .any(|weight| !(rules::LEAST_WEIGHT..=1.0).contains(&weight))
    {
        return invalid(format!(
            "A reference counts between {} and 1.",
            rules::LEAST_WEIGHT
        ));
    }
    let mut counted: HashMap<InstanceId, usize> = HashMap::new();
    for one in &manifest.references {
        *counted.entry(one.scene_asset_instance_id).or_default() += 1;
    }
    if counted
        .values()
        .any(|count| *count > rules::MAX_EXTRA_REFERENCES)
    {
        return invalid("The archive holds an asset with more references than are sent.");
    }
    Ok(())
}

/// No text holds what one of the databases cannot keep, or is without measure.
fn plain(manifest: &Manifest) -> Result<()> {
    each(&[&manifest.project])?;
    each(&manifest.branches)?;
    each(&manifest.scenes)?;
    each(&manifest.assets)?;
    each(&manifest.masters)?;
    each(&manifest.instances)?;
    each(&manifest.references)?;
    each(&manifest.descriptions)?;
    each(&manifest.jobs)?;
    each(&manifest.attempts)
}

fn each<T: Serialize>(rows: &[T]) -> Result<()> {
    for row in rows {
        match serde_json::to_value(row) {
            Ok(row) if is_plain(&row) => {}
            _ => return invalid("The archive holds a text that cannot be kept."),
        }
    }
    Ok(())
}

fn is_plain(value: &Value) -> bool {
    let text = |text: &String| !text.contains('\0') && text.len() <= MAX_TEXT;
    match value {
        Value::String(words) => text(words),
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(fields) => fields
            .iter()
            .all(|(name, item)| text(name) && is_plain(item)),
        _ => true,
    }
}

fn film(ctx: &Ctx, manifest: &mut Manifest) -> Result<()> {
    let film = &mut manifest.project;
    film.title = text::name("The title", &film.title)?;
    if !rules::ASPECT_RATIOS.contains(&film.aspect_ratio.as_str()) {
        return invalid("The film has an aspect ratio that is not known.");
    }
    // Who drew there is not always set up here.
    let here = |name: &String| ctx.providers.names().any(|known| known == name);
    film.provider = film.provider.take().filter(here);
    film.visual_style = long("The visual style", film.visual_style.take())?;
    for branch in &mut manifest.branches {
        branch.name = text::name("A branch's name", &branch.name)?;
    }
    for scene in &mut manifest.scenes {
        if !(1..=9_999).contains(&scene.scene_number) {
            return invalid("A scene number lies between 1 and 9999.");
        }
        scene.heading = line("A heading", &scene.heading)?;
        scene.slug = line("A slug", &scene.slug)?;
        if let Some(script) = &scene.script_excerpt {
            text::words("A script excerpt", script, rules::MAX_SCRIPT)?;
        }
        names(&scene.expected_characters)?;
        names(&scene.expected_props)?;
        if let Some(place) = &scene.expected_location {
            line("A location", place)?;
        }
    }
    Ok(())
}

fn words(manifest: &mut Manifest) -> Result<()> {
    for asset in &mut manifest.assets {
        asset.name = text::name("An asset's name", &asset.name)?;
        text::words("A description", &asset.description, rules::MAX_DESCRIPTION)?;
    }
    for instance in &mut manifest.instances {
        instance.description_override =
            long("A description", instance.description_override.take())?;
        text::words(
            "A description",
            &instance.effective_description,
            rules::MAX_DESCRIPTION,
        )?;
        let tags = instance.status_tags.take().unwrap_or_default();
        instance.status_tags = Some(Words(text::tags(&tags.0)?));
        instance.modification_reason = long("A reason", instance.modification_reason.take())?;
        if let Some(reason) = &instance.waived_reason {
            text::name("A reason", reason)?;
        }
    }
    for version in &manifest.descriptions {
        text::words("A description", &version.words, rules::MAX_DESCRIPTION)?;
    }
    Ok(())
}

/// A line that may be empty.
fn line(what: &str, words: &str) -> Result<String> {
    match words.trim() {
        "" => Ok(String::new()),
        words => text::name(what, words),
    }
}

fn long(what: &str, words: Option<String>) -> Result<Option<String>> {
    words
        .map(|words| text::words(what, &words, rules::MAX_DESCRIPTION))
        .transpose()
}

fn names(names: &Words) -> Result<()> {
    if names.0.len() > 200 {
        return invalid("A scene expects at most 200 names of a kind.");
    }
    names
        .0
        .iter()
        .try_for_each(|name| line("A name", name).map(drop))
}

/// Rules 1, 2, 5, 6 and 8 in every history.
fn histories(manifest: &mut Manifest) -> Result<()> {
    let mut of: HashMap<InstanceId, Vec<&attempts::Model>> = HashMap::new();
    for attempt in &manifest.attempts {
        of.entry(attempt.scene_asset_instance_id)
            .or_default()
            .push(attempt);
    }
    for instance in &mut manifest.instances {
        history(instance, of.remove(&instance.id).unwrap_or_default())?;
    }
    if of.is_empty() {
        Ok(())
    } else {
        invalid("The archive holds a picture of an asset that is not in it.")
    }
}

fn history(instance: &mut instances::Model, history: Vec<&attempts::Model>) -> Result<()> {
    let kept = history.iter().map(|one| Kept {
        number: one.attempt_number,
        selected: one.is_selected,
        live: one.deleted_at.is_none(),
    });
    instance.next_attempt_number = next(kept.collect(), instance.next_attempt_number)?;
    let selected = history.iter().find(|one| one.is_selected);
    let copied = selected.is_some_and(|one| one.source == AttemptSource::MasterCopy);
    instance.use_master_as_is &= copied;
    match (selected, history.is_empty()) {
        (Some(selected), _) => instance.image_key_url = Some(selected.image_url.clone()),
        (None, false) => instance.image_key_url = None,
        // Older data's picture, which becomes an attempt when it is first looked at.
        (None, true) => {}
    }
    Ok(())
}

/// What the rules ask of an attempt, be it in a scene or at a master.
struct Kept {
    number: i32,
    selected: bool,
    live: bool,
}

/// The number that the next attempt of a history takes, by what is said and by those that are taken. Error: `Invalid`
/// for a history that breaks the rules.
fn next(mut history: Vec<Kept>, said: i32) -> Result<i32> {
    history.sort_by_key(|one| one.number);
    let numbered = history.iter().all(|one| one.number >= 1)
        && history.windows(2).all(|two| two[0].number < two[1].number);
    let live = history.iter().filter(|one| one.live).count();
    let selected: Vec<_> = history.iter().filter(|one| one.selected).collect();
    let highest = history.last().map_or(0, |last| last.number);
    let next = said.max(highest.saturating_add(1));
    if !numbered
        || live > rules::MAX_LIVE_ATTEMPTS
        || selected.len() > 1
        || selected.iter().any(|one| !one.live)
        || next == i32::MAX
    {
        return invalid("The archive holds a history of pictures that breaks the rules.");
    }
    Ok(next)
}
