//! How much memory the files take: measured in a process that does nothing else.

use super::{Hostile, NAMES, corpus};
use crate::support::alone;
use domain::{services::instances as in_scene, testing::TestCtx};
use std::process::Command;

/// Kibibytes that the files may take at most, over what the process takes before the first.
const MOST: u64 = 256 * 1_024;
/// Set in the process that is measured.
const MEASURED: &str = "THROUGHLINE_HOSTILE_MEASURED";
/// What that process says at its end, before the figure.
const SAID: &str = "kibibytes taken by hostile files: ";

#[tokio::test]
async fn some_of_them_take_no_more_memory_than_allowed() {
    stay_small("some_of_them_take_no_more_memory_than_allowed", 10).await;
}

#[tokio::test]
#[ignore = "long: cargo xtask test --all"]
async fn all_of_them_take_no_more_memory_than_allowed() {
    stay_small("all_of_them_take_no_more_memory_than_allowed", 1).await;
}

/// Runs the test of that name once more, alone in a process of its own, and judges what that says.
async fn stay_small(test: &str, step: usize) {
    if of_this_process("VmHWM").is_none() {
        println!("this system has no /proc, so the memory of hostile files was not measured");
        return;
    }
    if std::env::var_os(MEASURED).is_some() {
        let files: Vec<_> = corpus().into_iter().step_by(step).collect();
        println!("{SAID}{}", taken_by(&files).await);
        return;
    }
    let me = std::env::current_exe().unwrap();
    let test = format!("hostile::memory::{test}");
    let output = Command::new(me)
        .args([&test, "--exact", "--include-ignored", "--nocapture"])
        .env(MEASURED, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let figure = said.split(SAID).nth(1).and_then(|rest| rest.lines().next());
    let taken: u64 = figure.expect("a figure").parse().unwrap();
    assert!(taken < MOST, "{taken} KiB");
}

/// Uploads them one after the other, and answers the kibibytes at the height over those before.
async fn taken_by(files: &[Hostile]) -> u64 {
    let ctx = TestCtx::sqlite().await;
    let path = alone(&ctx).await;
    let before = of_this_process("VmRSS").unwrap();
    for (at, file) in files.iter().enumerate() {
        let name = NAMES[at % NAMES.len()].to_owned();
        let sent = in_scene::upload(&ctx, ctx.viewer, path, Some(name), file.bytes.clone());
        file.judge(sent.await);
    }
    of_this_process("VmHWM").unwrap().saturating_sub(before)
}

/// A figure that the system keeps of this process, in kibibytes.
fn of_this_process(figure: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(figure))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
