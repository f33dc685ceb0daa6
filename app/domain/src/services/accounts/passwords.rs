//! Passwords: whether one is good enough, what is kept of it, and whether it is the one that was kept.

use crate::error::{Error, Result, invalid};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{self, PasswordHasher, PasswordVerifier},
};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

/// Characters of a password at least.
const LEAST: usize = 10;
/// And at most.
const MOST: usize = 128;

/// What one hash costs whoever guesses, as OWASP has it: KiB of memory, passes over it, threads.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes that are made at once, so that many who sign in together take neither all memory nor every core.
static PLACES: Semaphore = Semaphore::const_new(2);

/// The hash of no password, of the same cost as all others. It is looked at for an address that nobody has, so that
/// the time of the answer does not tell.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What is kept of a password that whoever runs this chose, good or not.
pub(super) async fn kept_as_it_is(password: &str) -> Result<String> {
    if password.is_empty() || password.chars().count() > MOST {
        return invalid(format!("A password has up to {MOST} characters."));
    }
    let password = password.to_owned();
    aside(move || hashed(&password)).await
}

/// Why a password is not good enough for this person; none where it is.
pub(super) async fn weakness(password: &str, email: &str, name: &str) -> Result<Option<String>> {
    match kept(password, email, name).await {
        Ok(_) => Ok(None),
        Err(Error::Invalid(why)) => Ok(Some(why)),
        Err(err) => Err(err),
    }
}

/// What is kept of a password, if it is good enough for this person.
pub(super) async fn kept(password: &str, email: &str, name: &str) -> Result<String> {
    if !(LEAST..=MOST).contains(&password.chars().count()) {
        return invalid(format!("A password has {LEAST} to {MOST} characters."));
    }
    let password = password.to_owned();
    // What an attacker who knows them would try first.
    let words = format!("{email} {name}");
    let about = words.split(|c: char| !c.is_alphanumeric());
    let about: Vec<String> = about.chain([email, name]).map(str::to_owned).collect();
    aside(move || {
        strong(&password, &about)?;
        hashed(&password)
    })
    .await
}

/// Whether this is the password that was kept. Where none was, it is not, after as long a time.
pub(super) async fn fits(password: &str, kept: Option<&str>) -> Result<bool> {
    let known = kept.is_some();
    let (password, kept) = (password.to_owned(), kept.unwrap_or(NOBODY).to_owned());
    let fits = aside(
        move || match argon()?.verify_password(password.as_bytes(), kept.as_str()) {
            Ok(()) => Ok(true),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(err) => Err(Error::internal(err)),
        },
    );
    Ok(fits.await? && known)
}

fn strong(password: &str, about: &[String]) -> Result<()> {
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    let found = zxcvbn(password, &about);
    if found.score() >= Score::Three {
        return Ok(());
    }
    let advice = found
        .feedback()
        .map(ToString::to_string)
        .unwrap_or_default();
    invalid(format!("This password is easy to guess. {advice}").trim_end())
}

fn hashed(password: &str) -> Result<String> {
    let hash = argon()?.hash_password(password.as_bytes());
    Ok(hash.map_err(Error::internal)?.to_string())
}

fn argon() -> Result<Argon2<'static>> {
    let cost = Params::new(MEMORY, PASSES, LANES, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, cost))
}

/// Does the work on a thread of its own, once there is a place for it. The place goes along: a caller that goes away
/// must not make room that is still taken.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let place = PLACES.acquire().await.map_err(Error::internal)?;
    let done = tokio::task::spawn_blocking(move || {
        let _place = place;
        work()
    });
    done.await.map_err(Error::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "violet anchor thirteen umbrella";

    #[tokio::test]
    async fn only_the_password_that_was_kept_fits() {
        let kept = kept(GOOD, "mara@studio.example", "Mara").await.unwrap();
        assert!(fits(GOOD, Some(&kept)).await.unwrap());
        assert!(
            !fits("violet anchor thirteen umbrellas", Some(&kept))
                .await
                .unwrap()
        );
        assert!(!fits("", Some(&kept)).await.unwrap());
    }

    #[tokio::test]
    async fn nobodys_hash_costs_as_much_as_any_and_fits_nothing() {
        let kept = kept(GOOD, "mara@studio.example", "Mara").await.unwrap();
        let cost = |hash: &str| hash.rsplitn(3, '$').nth(2).map(str::to_owned);
        assert_eq!(cost(NOBODY), cost(&kept));
        assert_eq!(NOBODY.len(), kept.len());
        assert!(!fits(GOOD, None).await.unwrap());
        assert!(!fits("", None).await.unwrap());
    }
}
