//! The forms of several assets at once.

use super::{act, done, done_in, led, master, name, next, notice, state, undo};
use crate::client::{Api, instance};
use domain::{
    model::{
        ids::InstanceId,
        paths::{InstancePath, ScenePath},
    },
    services::panels,
};

/// Two assets of a scene with masters, and one that is locked.
async fn cast() -> (Api, ScenePath, [InstancePath; 3]) {
    let api = Api::sqlite().await;
    let scene = api.scene().await;
    let mut cast = Vec::new();
    for shade in [10, 20, 30] {
        let at = api.instance(scene, "Mara.").await;
        master(&api, at, shade).await;
        cast.push(at);
    }
    done(&api, cast[2], "do=lock&enabled=on").await;
    (api, scene, cast.try_into().unwrap())
}

fn ticked(action: &str, rows: &[InstancePath]) -> String {
    let rows = rows
        .iter()
        .map(|row| format!("&instances={}", row.instance));
    format!("do={action}{}", rows.collect::<String>())
}

async fn as_is(api: &Api, at: InstancePath) -> bool {
    api.get(&instance(at)).await.expect(200)["use_master_as_is"] == true
}

async fn open_jobs(api: &Api, at: ScenePath) -> usize {
    let address = format!("/api/projects/{}/jobs?status=queued", at.project);
    let jobs = api.get(&address).await.expect(200);
    jobs.as_array().unwrap().len()
}

const LOCKED: &str = "This asset is locked in this scene. Unlock it to change it.";

#[tokio::test]
async fn the_masters_of_those_that_are_ticked_are_used() {
    let (api, scene, [one, two, locked]) = cast().await;
    let said = done_in(&api, scene, &ticked("as_is_many", &[one, two])).await;
    assert_eq!(
        (said.error, said.text.as_str()),
        (false, "The master is used as-is for 2 assets")
    );
    assert!(as_is(&api, one).await && as_is(&api, two).await);
    let said = done_in(&api, scene, &ticked("not_as_is_many", &[one])).await;
    assert_eq!(
        (said.error, said.text.as_str()),
        (false, "The master is no longer used as-is for 1 asset")
    );
    assert!(!as_is(&api, one).await && as_is(&api, two).await);
    let said = done_in(&api, scene, &ticked("as_is_many", &[one, locked])).await;
    let name = name(&api, locked).await;
    assert_eq!(
        (said.error, said.text),
        (
            true,
            format!("The master is used as-is for 1 asset. Not done: {name}: {LOCKED}")
        )
    );
    assert!(as_is(&api, one).await && !as_is(&api, locked).await);
}

#[tokio::test]
async fn one_bad_row_does_not_stop_the_others() {
    let (api, scene, [one, two, locked]) = cast().await;
    let stray = scene.instance(InstanceId::new());
    let rows = [one, locked, stray, two, one];
    let said = done_in(&api, scene, &ticked("generate_many", &rows)).await;
    let name = name(&api, locked).await;
    let absent = "There is no such asset in this scene here.";
    assert_eq!(
        (said.error, said.text),
        (
            true,
            format!(
                "Generating 2 assets. Not done: {name}: {LOCKED} {}: {absent}",
                stray.instance
            )
        )
    );
    assert_eq!(open_jobs(&api, scene).await, 2);
}

#[tokio::test]
async fn a_run_is_cancelled_as_one() {
    let (api, scene, [one, two, _]) = cast().await;
    let said = done_in(&api, scene, &ticked("generate_many", &[one, two])).await;
    assert_eq!(
        (said.error, said.text.as_str()),
        (false, "Generating 2 assets")
    );
    let panel = panels::get(&api, api.viewer, scene, None).await.unwrap();
    let run = panel.run.expect("a run");
    assert_eq!((run.done, run.all), (0, 2));
    let page = api.get(&scene.address()).await.text();
    assert!(page.contains(&run.run), "the form names it");
    let cancel = format!("do=cancel_run&run={}", run.run);
    let said = done_in(&api, scene, &cancel).await;
    assert_eq!(said.text, "2 of the run cancelled");
    assert_eq!(open_jobs(&api, scene).await, 0);
    let panel = panels::get(&api, api.viewer, scene, None).await.unwrap();
    assert_eq!(panel.run, None);
    let nonsense = api.form(&act(scene), "do=cancel_run&run=x").await;
    assert_eq!(nonsense.status.as_u16(), 404);
}

#[tokio::test]
async fn nothing_is_done_where_nothing_is_ticked() {
    let (api, scene, _) = cast().await;
    for action in ["generate_many", "as_is_many", "not_as_is_many"] {
        let said = done_in(&api, scene, &format!("do={action}")).await;
        assert_eq!(
            (said.error, said.text.as_str()),
            (
                true,
                "No asset is selected. Tick the assets that are meant first."
            )
        );
    }
    let malformed = api.form(&act(scene), "do=as_is_many&instances=x").await;
    malformed.refusal(400, "invalid");
    assert_eq!(open_jobs(&api, scene).await, 0);
}

/// The assets in the next scene, each with a picture from the first one, which then shows another.
async fn stale(api: &Api, cast: &[InstancePath]) -> Vec<InstancePath> {
    let mut later = Vec::new();
    let mut scene = None;
    for at in cast {
        api.pictures(*at, 1).await;
        let row = api.get(&instance(*at)).await.expect(200);
        let asset = row["project_asset_id"].as_str().unwrap().parse().unwrap();
        let path = match scene {
            Some(path) => path,
            None => *scene.insert(ScenePath {
                scene: api.next_scene(at.project).await,
                ..at.scene()
            }),
        };
        later.push(path.instance(api.appear(path, asset).await));
    }
    later
}

#[tokio::test]
async fn what_is_stale_is_made_anew_at_once() {
    let (api, _, [one, two, _]) = cast().await;
    let later = stale(&api, &[one, two]).await;
    let scene = later[0].scene();
    done(&api, later[0], "do=as_is&enabled=on").await;
    let none = done_in(&api, scene, "do=refresh_all").await;
    assert_eq!(
        (none.error, none.text.as_str()),
        (false, "Every picture shows its reference as it is now")
    );
    api.pictures(one, 2).await;
    let copied = done_in(&api, scene, "do=refresh_all").await;
    assert_eq!(
        (copied.error, copied.text.as_str()),
        (false, "Refreshing 1 asset"),
        "what is copied needs no job"
    );
    let (shown, now) = (state(&api, later[0]).await, state(&api, one).await);
    assert_eq!(shown["history"][0]["sha256"], now["history"][0]["sha256"]);
    assert_eq!(open_jobs(&api, scene).await, 0);
    done_in(&api, scene, &ticked("generate_many", &later[1..])).await;
    api.work().await;
    api.pictures(one, 3).await;
    api.pictures(two, 3).await;
    let both = done_in(&api, scene, "do=refresh_all").await;
    assert_eq!(
        (both.error, both.text.as_str()),
        (false, "Refreshing 2 assets")
    );
    assert_eq!(open_jobs(&api, scene).await, 1);
}

#[tokio::test]
async fn what_is_done_to_many_can_be_undone_for_each() {
    let (api, _, [one, ..]) = cast().await;
    let later = next(&api, one).await;
    let reply = api
        .form(&act(later.scene()), &ticked("as_is_many", &[later]))
        .await;
    led(&reply, &later.scene().address());
    assert!(notice(&reply).undo.is_none());
    let said = done(&api, later, "do=as_is").await;
    undo(&api, later.scene(), said).await;
    assert!(as_is(&api, later).await);
}
