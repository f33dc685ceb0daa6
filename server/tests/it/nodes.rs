//! Several processes on one PostgreSQL and one bucket.

mod cluster;
mod film;

use cluster::{Cluster, Front, PATIENCE, until};
use domain::{model::ids::JobId, testing_jobs::holders};
use film::{Film, attempts, upload};
use serde_json::json;
use std::{
    collections::{BTreeSet, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use tokio::task::JoinSet;

/// Uploads of the load at most: fewer than somebody may do in a minute.
const MOST_UPLOADS: usize = 120;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_edit_on_one_node_is_told_to_who_reads_at_the_other() {
    let cluster = Cluster::new().await;
    let (one, other) = (cluster.node(1), cluster.node(1));
    let front = cluster.front(&[&one, &other]);
    let film = Film::new(&front, 1).await;
    let events = format!("{}/events", film.project);
    let mut streams = [
        front.open(&one, &events).await,
        front.open(&other, &events).await,
    ];
    for stream in &mut streams {
        read_until(stream, "connected").await;
    }
    let instance = &film.instances[0];
    let words = json!({ "descriptionOverride": "Mara, soaked to the bone" });
    front.put(&one, instance, words).await.json();
    let id = instance.rsplit('/').next().unwrap();
    for stream in &mut streams {
        read_until(stream, id).await;
    }
}

async fn read_until(stream: &mut reqwest::Response, words: &str) {
    let mut read = String::new();
    while !read.contains(words) {
        let piece = tokio::time::timeout(PATIENCE, stream.chunk()).await;
        let piece = piece.unwrap_or_else(|_| panic!("no {words:?} in {read:?}"));
        let piece = piece.unwrap().expect("the stream goes on");
        read.push_str(&String::from_utf8_lossy(&piece));
    }
}

/// The jobs that a process holds, alive or not.
async fn held_by(cluster: &Cluster, process: u32) -> Vec<JobId> {
    let begin = format!("{process}-");
    let held = holders(&cluster.db.db).await.into_iter();
    held.filter(|(_, holder)| holder.starts_with(&begin))
        .map(|(job, _)| job)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_nodes_draw() {
    let cluster = Cluster::new().await;
    let nodes = [cluster.node(1), cluster.node(1)];
    let front = cluster.front(&[&nodes[0], &nodes[1]]);
    let film = Film::new(&front, 4).await;
    let mut jobs = film.generate(&front).await;
    let mut drew = HashSet::new();
    until("both nodes hold a job", async || {
        let mut idle = true;
        for node in &nodes {
            if !held_by(&cluster, node.process()).await.is_empty() {
                drew.insert(node.process());
                idle = false;
            }
        }
        // Fewer than somebody may ask for in a minute.
        if idle && drew.len() < 2 && jobs.len() < 100 {
            jobs.extend(film.generate(&front).await);
        }
        (drew.len() == 2).then_some(())
    })
    .await;
    film.completed(&front, &jobs).await;
    assert!(holders(&cluster.db.db).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_killed_node_drew_is_drawn_by_the_other() {
    let cluster = Cluster::new().await;
    let staying = cluster.node(1);
    let front = cluster.front(&[&staying]);
    let film = Film::new(&front, 6).await;
    let mut jobs = Vec::new();
    let mut rounds = 0;
    let abandoned = loop {
        let killed = cluster.node(6);
        jobs.extend(film.generate(&front).await);
        let process = killed.process();
        until("the node holds a job, or all are done", async || {
            let holds = !held_by(&cluster, process).await.is_empty();
            (holds || open(&front, &jobs).await == 0).then_some(())
        })
        .await;
        killed.kill();
        let left = held_by(&cluster, process).await;
        if !left.is_empty() {
            break left;
        }
        rounds += 1;
        assert!(rounds < 4, "the node was never killed while it drew");
    };
    film.completed(&front, &jobs).await;
    for job in abandoned {
        assert!(jobs.contains(&job.to_string()));
    }
    assert!(holders(&cluster.db.db).await.is_empty());
    for instance in &film.instances {
        let live = attempts(&front, instance, false).await;
        assert_eq!(
            live.len(),
            rounds + 1,
            "each job made one picture: {live:?}"
        );
        let selected = live.iter().filter(|one| one["is_selected"] == true);
        assert_eq!(selected.count(), 1);
    }
}

/// How many of these jobs are not completed yet.
async fn open(front: &Front, jobs: &[String]) -> usize {
    let mut open = 0;
    for job in jobs {
        let job = front.get(&format!("/api/images/jobs/{job}")).await.json();
        open += usize::from(job["status"] != "completed");
    }
    open
}

/// What the load did.
#[derive(Default)]
struct Load {
    ended: AtomicBool,
    uploads: AtomicUsize,
    asked: AtomicUsize,
    acknowledged: Mutex<BTreeSet<String>>,
}

impl Load {
    /// Lists, selects and uploads on one instance until the load is ended. Nobody gets a 5xx.
    async fn carry(&self, front: &Front, instance: &str, who: usize) {
        let mut turn = who;
        while !self.ended.load(Ordering::Relaxed) {
            turn += 1;
            self.asked.fetch_add(1, Ordering::Relaxed);
            if turn.is_multiple_of(3) && self.uploads.fetch_add(1, Ordering::Relaxed) < MOST_UPLOADS
            {
                let name = format!("{who}-{turn}.png");
                let status = upload(front, instance, &name, (turn * 7 % 251) as u8).await;
                assert_eq!(status, 200, "an upload");
                self.acknowledged.lock().unwrap().insert(name);
                continue;
            }
            let live = attempts(front, instance, false).await;
            let Some(one) = live.get(turn % live.len().max(1)) else {
                continue;
            };
            let select = format!("{instance}/attempts/{}/select", one["id"].as_str().unwrap());
            let status = front.post(&select, json!({})).await.status;
            // It may have been evicted meanwhile.
            assert!([200, 404, 409].contains(&status), "selecting: {status}");
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rolling_restart_under_load_refuses_nobody_and_loses_nothing() {
    let cluster = Cluster::new().await;
    let mut nodes = vec![cluster.node(1), cluster.node(1)];
    let front = Arc::new(cluster.front(&[&nodes[0], &nodes[1]]));
    let film = Film::new(&front, 1).await;
    let instance = film.instances[0].clone();
    let load = Arc::new(Load::default());
    let mut carrying = JoinSet::new();
    for who in 0..6 {
        let (load, front, instance) = (load.clone(), front.clone(), instance.clone());
        carrying.spawn(async move { load.carry(&front, &instance, who * 10_000).await });
    }
    for _ in 0..2 {
        for _ in 0..nodes.len() {
            // Some work between any two steps.
            let before = load.asked();
            until("the load goes on", async || {
                if let Some(ended) = carrying.try_join_next() {
                    ended.unwrap();
                }
                (load.asked() > before + 20).then_some(())
            })
            .await;
            let old = nodes.remove(0);
            let gone = old.address;
            assert_eq!(old.stop().await.code(), Some(0));
            let new = cluster.node(1);
            front.replace(gone, new.address);
            nodes.push(new);
        }
    }
    load.ended.store(true, Ordering::Relaxed);
    while let Some(carried) = carrying.join_next().await {
        carried.unwrap();
    }
    let acknowledged = load.acknowledged.lock().unwrap().clone();
    nothing_is_lost(&front, &instance, &acknowledged).await;
}

/// At most one picture is selected, and what was acknowledged is there: live, or taken out and still to be restored.
async fn nothing_is_lost(front: &Front, instance: &str, acknowledged: &BTreeSet<String>) {
    assert!(!acknowledged.is_empty());
    let live = attempts(front, instance, false).await;
    assert!(live.len() <= 8, "{live:?}");
    let selected: Vec<_> = live
        .iter()
        .filter(|one| one["is_selected"] == true)
        .collect();
    assert_eq!(selected.len(), 1, "{live:?}");
    let shown = front.get(instance).await.json();
    assert_eq!(shown["image_key_url"], selected[0]["image_url"]);
    let removed = attempts(front, instance, true).await;
    let mut names = BTreeSet::new();
    for one in live.iter().chain(&removed) {
        let picture = front.get(one["image_url"].as_str().unwrap()).await;
        assert_eq!(picture.status, 200, "{one}");
        assert_eq!(
            Some(picture.body.len() as u64),
            one["file_size_bytes"].as_u64()
        );
        names.insert(one["original_filename"].as_str().unwrap().to_owned());
    }
    let lost: Vec<_> = acknowledged.difference(&names).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
}
