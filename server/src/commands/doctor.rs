//! `throughline doctor`: whether the data keeps every rule that the data alone can show.

use super::say;
use crate::failure::{Failure, Trying};
use domain::{
    ctx::Ctx,
    services::doctor::{self, Finding},
};

/// Prints a line for each finding and one that sums up, and answers how many are left.
///
/// # Errors
/// Why the data could not be looked at.
pub async fn run(ctx: &Ctx, fix: bool, deep: bool) -> Result<usize, Failure> {
    let found = if deep {
        doctor::examine_deeply(ctx, fix).await
    } else {
        doctor::examine(ctx, fix).await
    };
    let found = found.trying("The data cannot be looked at")?;
    for finding in &found {
        say(line(finding));
    }
    let fixed = found.iter().filter(|finding| finding.fixed).count();
    say(closing(found.len(), fixed));
    Ok(found.len() - fixed)
}

fn line(finding: &Finding) -> String {
    let Finding {
        rule,
        what,
        place,
        fixed,
    } = finding;
    let fixed = if *fixed { " Mended." } else { "" };
    // A title may hold anything, and a terminal does what it is told.
    format!("rule {rule}: {place}: {what}{fixed}")
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn closing(found: usize, fixed: usize) -> String {
    match (found, fixed) {
        (0, _) => "Every rule holds.".to_owned(),
        (found, 0) => format!("Findings: {found}."),
        (found, fixed) if found == fixed => format!("Findings: {found}, all mended."),
        (found, fixed) => format!("Findings: {found}, of which {fixed} were mended."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_whatever_its_place_is_called() {
        let finding = Finding {
            rule: 1,
            what: "It shows another image than the selected one.".into(),
            place: "\"Two\nlines\u{1b}[31m\", scene 1, Mara".into(),
            fixed: true,
        };
        assert_eq!(
            line(&finding),
            "rule 1: \"Two lines [31m\", scene 1, Mara: It shows another image than the selected one. Mended."
        );
    }

    #[test]
    fn the_closing_line_says_what_is_left() {
        assert_eq!(closing(0, 0), "Every rule holds.");
        assert_eq!(closing(2, 0), "Findings: 2.");
        assert_eq!(closing(2, 2), "Findings: 2, all mended.");
        assert_eq!(closing(3, 2), "Findings: 3, of which 2 were mended.");
    }
}
