//! The folder that the server embeds: hashed names, compressed twins and a manifest.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{digest, files_below};

/// Hexadecimal digits of the content's hash in a name.
const HASH_DIGITS: usize = 16;
/// Kinds that get smaller by compressing; pictures and fonts are compressed already.
const COMPRESSIBLE: [&str; 7] = ["js", "wasm", "css", "svg", "txt", "json", "webmanifest"];

/// A site that is being written beside the one that stands.
pub(super) struct Site {
    place: PathBuf,
    new: PathBuf,
    compress: bool,
    addresses: BTreeMap<String, String>,
}

impl Site {
    /// Whether a whole site lies there.
    pub(super) fn stands(place: &Path) -> bool {
        place.join("manifest.json").is_file()
    }

    /// Begins an empty one that will take this place.
    pub(super) fn begin(place: &Path, compress: bool) -> Result<Self> {
        let new = place.with_extension("new");
        let _ = fs::remove_dir_all(&new);
        fs::create_dir_all(&new).with_context(|| format!("{} cannot be made", new.display()))?;
        Ok(Self {
            place: place.to_owned(),
            new,
            compress,
            addresses: BTreeMap::new(),
        })
    }

    /// Where each file added so far is reached, by its plain address.
    pub(super) fn addresses(&self) -> &BTreeMap<String, String> {
        &self.addresses
    }

    /// Adds a file under a name with the hash of its content: `a/b.js` becomes `pkg/a/b.HASH.js`.
    pub(super) fn add(&mut self, address: &str, name: &str, bytes: &[u8]) -> Result<()> {
        self.add_as(address, name, bytes, &digest(&[bytes]))
    }

    /// As [`Site::add`], with a hash that covers more than the file's own content.
    pub(super) fn add_as(
        &mut self,
        address: &str,
        name: &str,
        bytes: &[u8],
        hash: &str,
    ) -> Result<()> {
        let hashed = hashed_name(name, hash);
        self.addresses
            .insert(address.into(), format!("/pkg/{hashed}"));
        self.keep(&hashed, bytes)
    }

    /// Adds a file under the name that it has.
    pub(super) fn keep(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.write(&format!("pkg/{name}"), bytes)?;
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if self.compress && COMPRESSIBLE.contains(&extension) {
            self.write(&format!("pkg/{name}.br"), &brotli(bytes)?)?;
            self.write(&format!("pkg/{name}.gz"), &gzip(bytes)?)?;
        }
        Ok(())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.new.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Writes the manifest and puts the new site in the old one's place. When both are the same
    /// the old one stays untouched: its times tell cargo whether to build the server again.
    pub(super) fn finish(self) -> Result<()> {
        let manifest = serde_json::json!({ "files": self.addresses });
        self.write(
            "manifest.json",
            serde_json::to_string_pretty(&manifest)?.as_bytes(),
        )?;
        if files_below(&self.new)? == files_below(&self.place)? {
            println!("browser side: built, and the same as before");
            return Ok(fs::remove_dir_all(&self.new)?);
        }
        let old = self.place.with_extension("old");
        let _ = fs::remove_dir_all(&old);
        if self.place.exists() {
            fs::rename(&self.place, &old)?;
        }
        fs::rename(&self.new, &self.place).context("the new site cannot be moved into place")?;
        let _ = fs::remove_dir_all(&old);
        println!(
            "browser side: {} files in target/site",
            self.addresses.len()
        );
        Ok(())
    }
}

/// Compressed bytes of all scripts and of all WebAssembly in a site.
///
/// # Errors
/// When the site cannot be read.
pub(crate) fn sizes(site: &Path) -> Result<(usize, usize)> {
    let files = files_below(site)?;
    let sum = |end: &str| {
        files
            .iter()
            .filter(|(name, _)| name.ends_with(end))
            .map(|it| it.1.len())
            .sum()
    };
    Ok((sum(".js.br"), sum(".wasm.br")))
}

fn hashed_name(name: &str, hash: &str) -> String {
    let hash = &hash[..HASH_DIGITS];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut Cursor::new(bytes), &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn write(place: &Path, text: &str) -> SystemTime {
        let mut site = Site::begin(place, true).unwrap();
        site.add("/a/b.js", "a/b.js", text.as_bytes()).unwrap();
        site.add("/c.png", "c.png", b"picture").unwrap();
        site.finish().unwrap();
        place
            .join("manifest.json")
            .metadata()
            .unwrap()
            .modified()
            .unwrap()
    }

    #[test]
    fn files_are_hashed_compressed_and_listed() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("site");
        write(&place, "let a = 1");
        let files = files_below(&place).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        let script = manifest["files"]["/a/b.js"]
            .as_str()
            .unwrap()
            .trim_start_matches('/');
        assert_eq!(files[script], b"let a = 1");
        assert!(files.contains_key(&format!("{script}.br")));
        assert!(files.contains_key(&format!("{script}.gz")));
        assert_eq!(files.len(), 5, "{:?}", files.keys());
    }

    #[test]
    fn the_same_site_is_left_untouched_and_another_one_replaces_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("site");
        let first = write(&place, "let a = 1");
        assert_eq!(write(&place, "let a = 1"), first);
        assert_ne!(write(&place, "let a = 2"), first);
        assert_eq!(files_below(&place).unwrap().len(), 5);
    }
}
