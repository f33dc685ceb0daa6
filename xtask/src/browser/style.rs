//! One style sheet out of `style/`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, anyhow, bail};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::dependencies::{Dependency, DependencyOptions, UrlDependency};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Features, Targets};

/// The browsers of the last two years. Nesting is written out all the same: it compresses better
/// than it reads, and tools that look at the sheet need not know it.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    let browsers = Browsers {
        android: version(131, 0),
        chrome: version(131, 0),
        edge: version(131, 0),
        firefox: version(132, 0),
        ios_saf: version(18, 1),
        safari: version(18, 1),
        ..Browsers::default()
    };
    Targets {
        browsers: Some(browsers),
        include: Features::Nesting,
        ..Targets::default()
    }
}

/// Bundles and minifies a sheet and everything it imports. `addresses` says where each file of
/// the site lies under its hashed name.
///
/// # Errors
/// When the sheet cannot be parsed or names a file of the site that is not there.
pub(super) fn bundle(entry: &Path, addresses: &BTreeMap<String, String>) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler
        .bundle(entry)
        .map_err(|error| anyhow!("style sheet: {error}"))?;
    let minify = MinifyOptions {
        targets: targets(),
        ..MinifyOptions::default()
    };
    sheet
        .minify(minify)
        .map_err(|error| anyhow!("style sheet: {error}"))?;
    let printed = sheet.to_css(PrinterOptions {
        minify: true,
        targets: targets(),
        analyze_dependencies: Some(DependencyOptions::default()),
        ..PrinterOptions::default()
    })?;
    let mut css = printed.code;
    for dependency in printed.dependencies.unwrap_or_default() {
        match dependency {
            Dependency::Url(url) => {
                let address = resolve(&url, addresses)?;
                let quoted = address.replace('\\', "\\\\").replace('"', "\\\"");
                css = css.replace(
                    &format!("\"{}\"", url.placeholder),
                    &format!("\"{quoted}\""),
                );
            }
            Dependency::Import(import) => {
                bail!("style sheet: `{}` is imported from elsewhere", import.url);
            }
        }
    }
    Ok(css)
}

fn resolve(url: &UrlDependency, addresses: &BTreeMap<String, String>) -> Result<String> {
    if url.url.starts_with("data:") || url.url.starts_with('#') {
        return Ok(url.url.clone());
    }
    // A part of a file, as `/icons.svg#plus`, lies in the hashed file under the same name.
    let plain = url.url.split('#').next().unwrap_or_default();
    let Some(address) = addresses.get(plain) else {
        let (file, line) = (&url.loc.file_path, url.loc.start.line);
        bail!("{file}:{line} names {plain}, but public/ has no such file");
    };
    Ok(format!("{address}{}", &url.url[plain.len()..]))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn bundled(sheets: &[(&str, &str)]) -> Result<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in sheets {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let hashed = [("/a.woff2", "/pkg/a.12.woff2"), ("/i.svg", "/pkg/i.34.svg")]
            .map(|(plain, hashed)| (plain.to_owned(), hashed.to_owned()))
            .into();
        bundle(&folder.path().join(sheets[0].0), &hashed)
    }

    #[test]
    fn imports_are_bundled_and_addresses_hashed() {
        let main = "@import \"./base.css\"; .a { .b & { color: red } }";
        let base = "@font-face { font-family: A; src: url(\"/a.woff2\") format(\"woff2\") }";
        let css = bundled(&[("main.css", main), ("base.css", base)]).unwrap();
        assert!(css.contains("url(\"/pkg/a.12.woff2\")"), "{css}");
        assert!(css.contains(".b .a{color:red}"), "{css}");
    }

    #[test]
    fn a_part_of_a_file_keeps_its_name() {
        let css = bundled(&[("main.css", "i { background: url(/i.svg#plus) }")]).unwrap();
        assert!(css.contains("url(\"/pkg/i.34.svg#plus\")"), "{css}");
    }

    #[test]
    fn pictures_within_the_sheet_stay() {
        let css = bundled(&[(
            "main.css",
            "i { mask: url('data:image/svg+xml,%3Csvg a=\"b\"/%3E') }",
        )]);
        assert!(
            css.unwrap()
                .contains("data:image/svg+xml,%3Csvg a=\\\"b\\\"/%3E")
        );
    }

    #[test]
    fn a_missing_file_is_named() {
        let failure = bundled(&[("main.css", "\ni { background: url(/no.png) }")]).unwrap_err();
        assert!(failure.to_string().contains("names /no.png"), "{failure}");
    }
}
