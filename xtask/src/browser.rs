//! The browser's side: script, WebAssembly, style sheet and everything in `public/`, each under a
//! name that holds a hash of its content, in `target/site`.

mod glue;
mod site;
mod style;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use self::site::Site;
pub(crate) use self::site::sizes;
use crate::setup;
use crate::shell::{self, Checkout};

/// How much trouble is taken to make the browser's side small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Optimised and compressed, for people to use.
    Finished,
    /// As soon as possible, for who is changing it.
    Quick,
}

impl Pace {
    fn profile(self) -> &'static str {
        match self {
            Self::Finished => "wasm-release",
            Self::Quick => "dev",
        }
    }

    /// The folder that cargo names after the profile.
    fn folder(self) -> &'static str {
        match self {
            Self::Finished => "wasm-release",
            Self::Quick => "debug",
        }
    }
}

/// Builds the browser's side into `target/site`; nothing there is touched when nothing changed.
///
/// # Errors
/// When it does not compile, names a file that is not there, or cannot be written.
pub(crate) fn build(checkout: &Checkout, pace: Pace) -> Result<()> {
    let wasm = compile(checkout, pace)?;
    let optimiser = optimiser(checkout, pace);
    let bytes = read(&wasm)?;
    // The lock says which wasm-opt it is.
    let lock = fs::read(checkout.end2end().join("package-lock.json")).unwrap_or_default();
    let described = describe(optimiser.as_deref(), pace);
    let key = digest(&[&bytes, &own_version()?, described.as_bytes(), &lock]);
    let glue = glue::generate(checkout, pace, &bytes, &key, optimiser.as_deref())?;
    assemble(checkout, pace, &glue, &key)
}

/// Compiles `frontend` in a call of its own: together with the server, `app` would be built once
/// with the features of both sides.
fn compile(checkout: &Checkout, pace: Pace) -> Result<PathBuf> {
    let mut cargo = checkout.cargo(&["build", "--package", "frontend", "--lib"]);
    cargo.args([
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        pace.profile(),
    ]);
    shell::run(&mut cargo).context("the browser's side does not build")?;
    let built = checkout
        .target()
        .join("wasm32-unknown-unknown")
        .join(pace.folder());
    Ok(built.join("frontend.wasm"))
}

/// `wasm-opt`, if it is wanted and npm can give it. Without it all works, only larger.
fn optimiser(checkout: &Checkout, pace: Pace) -> Option<PathBuf> {
    if pace == Pace::Quick {
        return None;
    }
    if let Err(failure) = setup::npm_packages(checkout) {
        println!("wasm-opt is skipped, the WASM gets about twice as large: {failure:#}");
        return None;
    }
    Some(checkout.end2end().join("node_modules/.bin/wasm-opt"))
}

fn describe(optimiser: Option<&Path>, pace: Pace) -> String {
    format!(
        "{pace:?}, {}",
        if optimiser.is_some() {
            "optimised"
        } else {
            "not optimised"
        }
    )
}

fn assemble(checkout: &Checkout, pace: Pace, glue: &Path, key: &str) -> Result<()> {
    let style = files_below(&checkout.root().join("style"))?;
    let public = files_below(&checkout.root().join("public"))?;
    let mut parts: Vec<&[u8]> = vec![key.as_bytes()];
    for (name, bytes) in style.iter().chain(&public) {
        parts.extend([name.as_bytes(), bytes]);
    }
    let key = digest(&parts);
    let stamp = checkout.root().join("target/site.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == key) && Site::stands(&checkout.site()) {
        println!("browser side: unchanged");
        return Ok(());
    }
    let mut site = Site::begin(&checkout.site(), pace == Pace::Finished)?;
    for (name, bytes) in &public {
        site.add(&format!("/{name}"), name, bytes)?;
    }
    let entry = checkout.root().join("style/main.css");
    if entry.is_file() {
        let css = style::bundle(&entry, site.addresses())?;
        site.add("/style.css", "style.css", css.as_bytes())?;
    } else {
        println!("style/main.css is not there: the site gets no style sheet");
    }
    glue::add_to(&mut site, glue)?;
    site.finish()?;
    fs::write(&stamp, key).with_context(|| format!("{} cannot be written", stamp.display()))
}

/// Every file below a folder by its path from there, with `/` between the parts; hidden ones are
/// left out. A folder that is not there has none.
fn files_below(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut left = vec![(folder.to_owned(), String::new())];
    while let Some((folder, before)) = left.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            if entry.path().is_dir() {
                left.push((entry.path(), format!("{before}{name}/")));
            } else {
                found.insert(format!("{before}{name}"), read(&entry.path())?);
            }
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Another xtask may write another site from the same sources.
fn own_version() -> Result<Vec<u8>> {
    read(&std::env::current_exe()?)
}

/// SHA-256 over all parts and their lengths, as 64 hexadecimal digits.
fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    format!("{:x}", hash.finalize())
}
