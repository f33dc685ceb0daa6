//! From the compiled WebAssembly to the pair of script and WebAssembly that a page loads.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::site::Site;
use super::{Pace, digest, files_below, read};
use crate::shell::{self, Checkout};

const NAME: &str = "throughline";

/// What Rust compiles to and every browser of the last two years runs. Not `--all-features`: with
/// it wasm-opt also writes what is only proposed, as compact imports, and no browser loads that.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Writes script, WebAssembly and snippets into a folder and returns it. What was written for the
/// same `key` is used again.
///
/// # Errors
/// When wasm-bindgen or wasm-opt fails.
pub(super) fn generate(
    checkout: &Checkout,
    pace: Pace,
    wasm: &[u8],
    key: &str,
    optimiser: Option<&Path>,
) -> Result<PathBuf> {
    let folder = checkout.target().join("browser").join(pace.folder());
    let stamp = folder.with_extension("stamp");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == key) {
        return Ok(folder);
    }
    println!("browser side: wasm-bindgen");
    // The stamp goes first, so that a run broken off in the middle is not taken for a whole one.
    let _ = fs::remove_file(&stamp);
    let _ = fs::remove_dir_all(&folder);
    let finished = pace == Pace::Finished;
    Bindgen::new()
        .input_bytes(NAME, wasm.to_vec())
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        // The page says where the WebAssembly lies; its plain name leads nowhere.
        .omit_default_module_path(true)
        .remove_name_section(finished)
        .remove_producers_section(finished)
        .generate(&folder)
        .context("wasm-bindgen failed")?;
    if let Some(optimiser) = optimiser {
        optimise(checkout, optimiser, &folder.join(format!("{NAME}_bg.wasm")))?;
    }
    fs::write(&stamp, key)?;
    Ok(folder)
}

fn optimise(checkout: &Checkout, optimiser: &Path, wasm: &Path) -> Result<()> {
    let smaller = wasm.with_extension("smaller");
    let mut command = checkout.command(optimiser);
    command
        .arg("-Oz")
        .args(FEATURES)
        .arg(wasm)
        .arg("-o")
        .arg(&smaller);
    shell::run(&mut command)?;
    fs::rename(smaller, wasm).context("the optimised WASM cannot be moved into place")
}

/// Adds what [`generate`] wrote to the site.
///
/// # Errors
/// When the script imports something that the site does not hold.
pub(super) fn add_to(site: &mut Site, folder: &Path) -> Result<()> {
    let script = String::from_utf8(read(&folder.join(format!("{NAME}.js")))?)?;
    let snippets = files_below(&folder.join("snippets"))?;
    for import in imports(&script) {
        let shipped = import
            .strip_prefix("./snippets/")
            .is_some_and(|at| snippets.contains_key(at));
        if !shipped {
            bail!("the browser's script imports `{import}`, which is not among its snippets");
        }
    }
    // The script names its snippets, so they keep their names and count for its hash instead.
    let mut parts = vec![script.as_bytes()];
    for (name, bytes) in &snippets {
        site.keep(&format!("snippets/{name}"), bytes)?;
        parts.extend([name.as_bytes(), bytes]);
    }
    let (js, wasm) = (format!("{NAME}.js"), format!("{NAME}.wasm"));
    site.add_as(
        &format!("/pkg/{js}"),
        &js,
        script.as_bytes(),
        &digest(&parts),
    )?;
    site.add(
        &format!("/pkg/{wasm}"),
        &wasm,
        &read(&folder.join(format!("{NAME}_bg.wasm")))?,
    )
}

/// What a script of wasm-bindgen imports: each stands on a line of its own.
fn imports(script: &str) -> impl Iterator<Item = &str> {
    let lines = script.lines().filter(|line| line.starts_with("import "));
    lines.filter_map(|line| line.split(['\'', '"']).nth(1))
}

#[cfg(test)]
mod tests {
    use super::imports;

    #[test]
    fn imports_are_found_and_nothing_else() {
        let script = "import { a } from './snippets/x-1/inline0.js';\n\
                      import * as b from \"./snippets/x-1/y.js\"\n\
                      const important = 'import \"z\"';\n";
        let found: Vec<_> = imports(script).collect();
        assert_eq!(found, ["./snippets/x-1/inline0.js", "./snippets/x-1/y.js"]);
    }
}
