//! A check of every dependency's licence that needs no tool: the allowed ones are read from
//! `deny.toml`, so that cargo-deny and this check never disagree about them.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell::{self, Checkout};

/// Checks every package that cargo may ever fetch for this workspace.
///
/// # Errors
/// When one has a licence that is not allowed, or none.
pub(crate) fn check(checkout: &Checkout) -> Result<()> {
    let settings = fs::read_to_string(checkout.root().join("deny.toml"))?;
    let allowed = allowed(&settings).context("deny.toml has no list of allowed licences")?;
    let metadata = shell::output(&mut checkout.cargo(&["metadata", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo lists no packages")?;
    let refused: Vec<String> = packages
        .iter()
        .filter_map(|it| refusal(it, &allowed))
        .collect();
    if !refused.is_empty() {
        bail!(
            "licences that deny.toml does not allow: {}",
            refused.join(", ")
        );
    }
    println!("licences of {} packages: all allowed", packages.len());
    Ok(())
}

fn refusal(package: &Value, allowed: &[&str]) -> Option<String> {
    let licence = package["license"].as_str().unwrap_or("none named");
    let name = package["name"].as_str().unwrap_or_default();
    (!Expression::of(licence).holds(allowed)).then(|| format!("{name} ({licence})"))
}

/// The quoted words between the brackets of `allow = [ … ]`.
fn allowed(settings: &str) -> Option<Vec<&str>> {
    let list = settings
        .split_once("\n[licenses]")?
        .1
        .split_once("\nallow = [")?
        .1;
    let list = list.split_once("\n]")?.0;
    let lines = list
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default());
    Some(
        lines
            .flat_map(|line| line.split('"').skip(1).step_by(2))
            .collect(),
    )
}

/// A licence expression of SPDX, read from left to right; `AND` binds tighter than `OR`.
struct Expression {
    words: Vec<String>,
    next: usize,
}

impl Expression {
    fn of(text: &str) -> Self {
        // Before SPDX expressions, a slash stood for `OR`.
        let spaced = text
            .replace('/', " OR ")
            .replace('(', " ( ")
            .replace(')', " ) ");
        Self {
            words: spaced.split_whitespace().map(str::to_owned).collect(),
            next: 0,
        }
    }

    fn holds(mut self, allowed: &[&str]) -> bool {
        self.any(allowed) && self.next == self.words.len()
    }

    fn any(&mut self, allowed: &[&str]) -> bool {
        let mut holds = self.every(allowed);
        while self.take("OR") {
            holds |= self.every(allowed);
        }
        holds
    }

    fn every(&mut self, allowed: &[&str]) -> bool {
        let mut holds = self.one(allowed);
        while self.take("AND") {
            holds &= self.one(allowed);
        }
        holds
    }

    fn one(&mut self, allowed: &[&str]) -> bool {
        if self.take("(") {
            return self.any(allowed) & self.take(")");
        }
        let mut name = self.word();
        if self.take("WITH") {
            name = format!("{name} WITH {}", self.word());
        }
        allowed.contains(&name.as_str())
    }

    fn word(&mut self) -> String {
        self.next += 1;
        self.words.get(self.next - 1).cloned().unwrap_or_default()
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.words.get(self.next).is_some_and(|next| next == word);
        self.next += usize::from(found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_judged() {
        let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"];
        let holds = |text: &str| Expression::of(text).holds(&allowed);
        assert!(holds("MIT"));
        assert!(holds("GPL-3.0 OR MIT"));
        assert!(holds("MIT/GPL-3.0"));
        assert!(holds("ISC AND (GPL-3.0 OR MIT)"));
        assert!(holds("Apache-2.0 WITH LLVM-exception OR GPL-3.0"));
        assert!(!holds("Apache-2.0"));
        assert!(!holds("MIT AND GPL-3.0"));
        assert!(!holds("GPL-3.0 AND ISC OR GPL-2.0"));
        assert!(!holds("(MIT"));
        assert!(!holds("none named"));
    }

    #[test]
    fn the_list_is_read_without_remarks() {
        let text = "[graph]\n[licenses]\nallow = [\n  \"MIT\", # not \"GPL-3.0\"\n  \"ISC\",\n]\n";
        assert_eq!(allowed(text).unwrap(), ["MIT", "ISC"]);
    }
}
