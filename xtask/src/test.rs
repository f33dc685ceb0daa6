//! Everything that is checked and tried before a change goes out.

use std::env;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::browser::{self, Pace};
use crate::shell::{self, Checkout};
use crate::{build, fuzz, lint, setup};

/// What the steps share.
struct Bench<'a> {
    checkout: &'a Checkout,
    /// Whether the tests marked `#[ignore]` run too.
    ignored_too: bool,
    chromium: Option<PathBuf>,
    postgres: PathBuf,
    /// Where `moto_server` lies, when it is not on the `PATH`.
    moto: Option<PathBuf>,
    /// What fuzzes the API.
    schemathesis: PathBuf,
    nextest: bool,
}

struct Step {
    name: &'static str,
    why: &'static str,
    usually: &'static str,
    run: fn(&Bench) -> Result<()>,
}

/// Soonest done first. The browser's side comes before the tests, because the server embeds it
/// and would otherwise be built twice.
const STEPS: [Step; 9] = [
    Step {
        name: "format",
        why: "every file is formatted alike",
        usually: "a second",
        run: |bench| lint::format(bench.checkout),
    },
    Step {
        name: "browser tree",
        why: "no crate of the server reaches the browser",
        usually: "a second",
        run: |bench| lint::browser_tree(bench.checkout),
    },
    Step {
        name: "dependencies",
        why: "every licence is one we may pass on",
        usually: "a second",
        run: |bench| lint::dependencies(bench.checkout),
    },
    Step {
        name: "clippy, server",
        why: "lints on the server's side and in its tests",
        usually: "a minute, four when cold",
        run: |bench| lint::clippy_server(bench.checkout),
    },
    Step {
        name: "clippy, browser",
        why: "lints on the browser's side",
        usually: "half a minute, two when cold",
        run: |bench| lint::clippy_browser(bench.checkout),
    },
    Step {
        name: "browser side",
        why: "what the browser loads builds and is small enough",
        usually: "two minutes, five when cold",
        run: browser_side,
    },
    Step {
        name: "tests",
        why: "rules, services on SQLite, PostgreSQL and S3, routes",
        usually: "three minutes, eight when cold",
        run: rust_tests,
    },
    Step {
        name: "journeys",
        why: "what a person does, in a real browser, with and without JavaScript",
        usually: "three minutes",
        run: journeys,
    },
    Step {
        name: "fuzzing",
        why: "every answer of the API is as described, whatever is asked",
        usually: "two minutes",
        run: fuzzed,
    },
];

/// Runs every step and stops at the first that fails.
///
/// # Errors
/// When a step fails; the sentence names it.
pub(crate) fn all(checkout: &Checkout, arguments: &[String]) -> Result<()> {
    let ignored_too = match arguments {
        [] => false,
        [only] if only == "--all" => true,
        _ => bail!("`cargo xtask test` takes no argument but --all"),
    };
    let bench = set_up(checkout, ignored_too).context("setting up failed")?;
    let begun = Instant::now();
    for (at, step) in STEPS.iter().enumerate() {
        let Step {
            name,
            why,
            usually,
            run,
        } = step;
        println!(
            "\n== {}/{} {name}: {why} (usually {usually})",
            at + 1,
            STEPS.len()
        );
        let since = Instant::now();
        run(&bench).with_context(|| format!("step `{name}` failed"))?;
        println!("== {name}: done in {} s", since.elapsed().as_secs());
    }
    println!(
        "\nall {} steps passed in {} s",
        STEPS.len(),
        begun.elapsed().as_secs()
    );
    Ok(())
}

fn set_up(checkout: &Checkout, ignored_too: bool) -> Result<Bench<'_>> {
    setup::browser_target(checkout)?;
    setup::npm_packages(checkout)?;
    let chromium = setup::chromium(checkout)?;
    let postgres = setup::postgres()?;
    let moto = setup::moto(checkout)?;
    let schemathesis = setup::schemathesis(checkout)?;
    let nextest = setup::nextest(checkout);
    Ok(Bench {
        checkout,
        ignored_too,
        chromium,
        postgres,
        moto,
        schemathesis,
        nextest,
    })
}

fn browser_side(bench: &Bench) -> Result<()> {
    browser::build(bench.checkout, Pace::Finished)?;
    build::weigh(bench.checkout)
}

fn rust_tests(bench: &Bench) -> Result<()> {
    let arguments: &[&str] = match (bench.nextest, bench.ignored_too) {
        (true, false) => &["nextest", "run"],
        (true, true) => &["nextest", "run", "--run-ignored", "all"],
        (false, false) => &["test"],
        (false, true) => &["test", "--", "--include-ignored"],
    };
    let mut cargo = bench.checkout.cargo(arguments);
    if bench.nextest && shell::in_ci() {
        cargo.args(["--profile", "ci"]);
    }
    // Debian keeps initdb and pg_ctl where no one looks for them.
    let before = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&before)
        .chain([bench.postgres.clone()])
        .chain(bench.moto.clone());
    cargo.env("PATH", env::join_paths(folders)?);
    shell::run_on_stdout(&mut cargo)
}

fn journeys(bench: &Bench) -> Result<()> {
    let checkout = bench.checkout;
    let end2end = checkout.end2end();
    if !end2end.join("playwright.config.ts").is_file() {
        bail!("end2end/playwright.config.ts is not there, so no journey can run");
    }
    let binary = testing_binary(checkout)?;
    let mut npx = checkout.command("npx");
    npx.current_dir(end2end)
        .args(["--no-install", "playwright", "test"]);
    npx.env("THROUGHLINE_BIN", binary);
    if let Some(chromium) = &bench.chromium {
        npx.env("CHROMIUM", chromium);
    }
    shell::run_on_stdout(&mut npx)
}

fn fuzzed(bench: &Bench) -> Result<()> {
    let binary = testing_binary(bench.checkout)?;
    let seconds = if bench.ignored_too { 300 } else { 45 };
    fuzz::both(bench.checkout, &bench.schemathesis, &binary, seconds)
}

/// Builds the product with the provider that does what a description tells it, which exists in this
/// build alone, and returns where it lies.
fn testing_binary(checkout: &Checkout) -> Result<PathBuf> {
    // Without `--package`: the features are then those of the tests' build, and little is rebuilt.
    shell::run(&mut checkout.cargo(&[
        "build",
        "--bin",
        "throughline",
        "--features",
        "server/testing",
    ]))?;
    Ok(checkout.target().join("debug/throughline"))
}
