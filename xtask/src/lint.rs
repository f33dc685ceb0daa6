//! What is checked without running the product: format, lints, the browser's tree, licences.

use anyhow::{Context, Result, bail};

use crate::licences;
use crate::setup;
use crate::shell::{self, Checkout, find_program};

/// Crates that belong to the server alone; with a `-` behind them, so do their relatives.
const SERVER_ONLY: [&str; 8] = [
    "axum",
    "hyper",
    "image",
    "object_store",
    "rustls",
    "sea-orm",
    "sqlx",
    "tokio",
];

/// Every check, in the order of how soon each is done.
///
/// # Errors
/// At the first one that finds something.
pub(crate) fn all(checkout: &Checkout) -> Result<()> {
    setup::browser_target(checkout)?;
    format(checkout)?;
    browser_tree(checkout)?;
    dependencies(checkout)?;
    clippy_server(checkout)?;
    clippy_browser(checkout)?;
    println!("lint: nothing found");
    Ok(())
}

/// # Errors
/// When a file is not formatted as rustfmt would.
pub(crate) fn format(checkout: &Checkout) -> Result<()> {
    shell::run(&mut checkout.cargo(&["fmt", "--all", "--", "--check"]))
        .context("some files are not formatted, `cargo fmt --all` does it")
}

/// Lints everything that runs on the server, and its tests.
///
/// # Errors
/// When clippy has something to say.
pub(crate) fn clippy_server(checkout: &Checkout) -> Result<()> {
    embedded_folder(checkout)?;
    shell::run(&mut checkout.cargo(&["clippy", "--all-targets", "--", "-D", "warnings"]))
        .context("clippy found something on the server's side")
}

/// Lints what runs in the browser.
///
/// # Errors
/// When clippy has something to say.
pub(crate) fn clippy_browser(checkout: &Checkout) -> Result<()> {
    let mut cargo = checkout.cargo(&["clippy", "--package", "frontend"]);
    cargo.args(["--target", "wasm32-unknown-unknown", "--", "-D", "warnings"]);
    shell::run(&mut cargo).context("clippy found something on the browser's side")
}

/// The server does not compile without the folder that it embeds, empty as it may be.
///
/// # Errors
/// When the folder cannot be made.
pub(crate) fn embedded_folder(checkout: &Checkout) -> Result<()> {
    let site = checkout.site();
    std::fs::create_dir_all(&site).with_context(|| format!("{} cannot be made", site.display()))
}

/// Proves that no crate of the server is compiled for the browser.
///
/// # Errors
/// When one is, with the way it came in.
pub(crate) fn browser_tree(checkout: &Checkout) -> Result<()> {
    let tree = [
        "tree",
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "-e",
        "normal",
    ];
    let list = shell::output(checkout.cargo(&tree).args(["--prefix", "none"]))?;
    let names = list
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let Some(offender) = names.into_iter().find(|name| is_server_only(name)) else {
        println!("browser tree: free of {}", SERVER_ONLY.join(", "));
        return Ok(());
    };
    let way = shell::output(checkout.cargo(&tree).args(["--invert", offender]));
    bail!(
        "{offender} is compiled for the browser; it belongs to the server alone\n{}",
        way.unwrap_or_default()
    )
}

fn is_server_only(name: &str) -> bool {
    let belongs = |family: &str| {
        name.strip_prefix(family)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    SERVER_ONLY.iter().any(|family| belongs(family))
}

/// Licences always; with cargo-deny also forbidden crates and where crates come from.
///
/// # Errors
/// When one of these checks finds something.
pub(crate) fn dependencies(checkout: &Checkout) -> Result<()> {
    licences::check(checkout)?;
    if find_program(&["cargo-deny"]).is_none() {
        println!(
            "cargo-deny is not installed: bans and sources not checked, licences by xtask alone; \
             install with `cargo install cargo-deny`"
        );
        return Ok(());
    }
    shell::run(&mut checkout.cargo(&["deny", "check", "licenses", "bans", "sources"]))
        .context("cargo-deny found something")
}

#[cfg(test)]
mod tests {
    use super::is_server_only;

    #[test]
    fn relatives_of_the_server_crates_are_known() {
        for name in ["tokio", "tokio-util", "sqlx-core", "sea-orm", "image"] {
            assert!(is_server_only(name), "{name}");
        }
        for name in ["tokiolike", "imagesize", "leptos", "hydration_context"] {
            assert!(!is_server_only(name), "{name}");
        }
    }
}
