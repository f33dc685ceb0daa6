//! Signed-in browsers.

use super::{BETTER, GOOD, added, invalid};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ctx::Ctx,
    db::now,
    entities::{api_tokens, sessions},
    error::{Error, Result},
    model::ids::SessionId,
    services::{
        accounts::{self, SignedIn},
        tokens::{self, NewToken},
    },
    testing::TestCtx,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter,
};

on_both!(
    a_wrong_password_and_an_unknown_address_are_answered_alike,
    a_token_stands_nowhere_in_the_database,
    each_login_is_a_new_session_and_ends_the_one_before,
    a_session_holds_until_it_is_too_old_or_unused,
    use_is_written_down_every_ten_minutes,
    signing_out_ends_that_session_alone,
    a_new_password_ends_every_other_session,
    a_wrong_old_password_changes_nothing,
    everywhere_else_is_everywhere_but_here,
    what_has_expired_is_forgotten,
);

const MARA: &str = "mara@studio.example";

async fn login(ctx: &Ctx, before: Option<&str>) -> SignedIn {
    accounts::login(ctx, MARA, GOOD, before).await.ok().unwrap()
}

async fn all(ctx: &Ctx) -> Vec<sessions::Model> {
    sessions::Entity::find().all(ctx.db.read()).await.unwrap()
}

async fn holds(ctx: &Ctx, token: &str) -> bool {
    accounts::of_session(ctx, token).await.unwrap().is_some()
}

/// Moves the one session that there is in time.
async fn moved(ctx: &Ctx, id: SessionId, expires: DateTime<Utc>, seen: DateTime<Utc>) {
    let change = sessions::ActiveModel {
        id: Unchanged(id),
        expires_at: Set(expires),
        last_seen_at: Set(seen),
        ..Default::default()
    };
    crate::support::write(ctx, change).await;
}

fn unauthorized<T>(result: Result<T>) -> String {
    match result {
        Err(Error::Unauthorized(why)) => why,
        Err(other) => panic!("expected to be turned away, got {other:?}"),
        Ok(_) => panic!("it was let in"),
    }
}

async fn a_wrong_password_and_an_unknown_address_are_answered_alike(ctx: TestCtx) {
    added(&ctx, MARA).await;
    let sentence = "The e-mail address or the password is wrong.";
    for (email, password) in [
        (MARA, BETTER),
        (MARA, ""),
        (MARA, "Violet anchor thirteen umbrella"),
        ("voss@studio.example", GOOD),
        ("no address", GOOD),
        ("\0", GOOD),
        // Somebody who is there, but has no password.
        ("editor@example.com", GOOD),
        ("editor@example.com", ""),
    ] {
        let refused = unauthorized(accounts::login(&ctx, email, password, None).await);
        assert_eq!(refused, sentence, "{email}");
    }
    assert_eq!(all(&ctx).await.len(), 0);
}

async fn a_token_stands_nowhere_in_the_database(ctx: TestCtx) {
    let mara = added(&ctx, MARA).await;
    let token = login(&ctx, None).await.token;
    assert_eq!(token.len(), 43);
    assert!(
        token
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    );
    let rows = all(&ctx).await;
    assert_eq!((rows.len(), rows[0].user_id), (1, mara.user));
    assert_eq!(rows[0].token_hash.len(), 64);
    assert!(!format!("{rows:?}").contains(&token));
    // What is kept opens nothing.
    assert!(!holds(&ctx, &rows[0].token_hash).await);
    assert!(!holds(&ctx, "").await);
    assert_eq!(
        accounts::of_session(&ctx, &token).await.unwrap(),
        Some(mara.user)
    );
}

async fn each_login_is_a_new_session_and_ends_the_one_before(ctx: TestCtx) {
    let mara = added(&ctx, MARA).await;
    let elsewhere = login(&ctx, None).await;
    let first = login(&ctx, None).await;
    let second = login(&ctx, Some(&first.token)).await;
    assert_ne!(first.token, second.token);
    assert_eq!(second.user.id, mara.user);
    assert!(!holds(&ctx, &first.token).await);
    assert!(holds(&ctx, &second.token).await);
    assert!(holds(&ctx, &elsewhere.token).await);
    // A login that fails ends nothing.
    let failed = accounts::login(&ctx, MARA, BETTER, Some(&second.token)).await;
    unauthorized(failed);
    assert!(holds(&ctx, &second.token).await);
    let fortnight = second.expires_at - now();
    assert!(fortnight <= TimeDelta::days(14) && fortnight > TimeDelta::days(13));
}

async fn a_session_holds_until_it_is_too_old_or_unused(ctx: TestCtx) {
    let mara = added(&ctx, MARA).await;
    let token = login(&ctx, None).await.token;
    let id = all(&ctx).await[0].id;
    let (later, minute) = (now() + TimeDelta::days(1), TimeDelta::minutes(1));
    let unused = TimeDelta::hours(48);
    for (expires, seen, still) in [
        (now() + minute, now(), true),
        (now(), now(), false),
        (now() - minute, now(), false),
        (later, now() - unused + minute, true),
        (later, now() - unused, false),
        (later, now() - unused - minute, false),
    ] {
        moved(&ctx, id, expires, seen).await;
        let listed = accounts::sessions(&ctx, mara).await.unwrap();
        assert_eq!(listed.len(), usize::from(still), "{expires} {seen}");
        assert_eq!(holds(&ctx, &token).await, still, "{expires} {seen}");
    }
}

async fn use_is_written_down_every_ten_minutes(ctx: TestCtx) {
    let mara = added(&ctx, MARA).await;
    let token = login(&ctx, None).await.token;
    let id = all(&ctx).await[0].id;
    let expires = now() + TimeDelta::days(14);
    let lately = now() - TimeDelta::minutes(9);
    moved(&ctx, id, expires, lately).await;
    assert!(holds(&ctx, &token).await);
    assert_eq!(all(&ctx).await[0].last_seen_at, lately);
    moved(&ctx, id, expires, now() - TimeDelta::minutes(11)).await;
    assert!(holds(&ctx, &token).await);
    let seen = all(&ctx).await[0].last_seen_at;
    assert!(seen > now() - TimeDelta::minutes(1));
    let listed = accounts::sessions(&ctx, mara).await.unwrap();
    assert_eq!((listed.len(), listed[0].id), (1, id));
    assert_eq!(listed[0].expires_at, seen + TimeDelta::hours(48));
    assert_eq!(all(&ctx).await[0].expires_at, expires, "that stays");
}

async fn signing_out_ends_that_session_alone(ctx: TestCtx) {
    added(&ctx, MARA).await;
    let (one, other) = (login(&ctx, None).await, login(&ctx, None).await);
    accounts::logout(&ctx, &one.token).await.unwrap();
    assert!(!holds(&ctx, &one.token).await);
    assert!(holds(&ctx, &other.token).await);
    accounts::logout(&ctx, &one.token).await.unwrap();
    accounts::logout(&ctx, "nonsense").await.unwrap();
    assert!(holds(&ctx, &other.token).await);
}

async fn a_new_password_ends_every_other_session(ctx: TestCtx) {
    let mara = added(&ctx, MARA).await;
    added(&ctx, "voss@studio.example").await;
    let voss = accounts::login(&ctx, "voss@studio.example", GOOD, None)
        .await
        .ok()
        .unwrap();
    let (here, there) = (login(&ctx, None).await, login(&ctx, None).await);
    accounts::change_password(&ctx, mara, GOOD, BETTER, Some(&here.token))
        .await
        .unwrap();
    assert!(holds(&ctx, &here.token).await);
    assert!(!holds(&ctx, &there.token).await);
    assert!(holds(&ctx, &voss.token).await, "somebody else's stays");
    unauthorized(accounts::login(&ctx, MARA, GOOD, None).await);
    accounts::login(&ctx, MARA, BETTER, None)
        .await
        .map(drop)
        .unwrap();
}

async fn a_wrong_old_password_changes_nothing(ctx: TestCtx) {
    let mara = added(&ctx, MARA).await;
    let there = login(&ctx, None).await;
    let wrong = accounts::change_password(&ctx, mara, BETTER, BETTER, None).await;
    assert!(invalid(wrong).contains("old password"));
    let weak = accounts::change_password(&ctx, mara, GOOD, "password1234", None).await;
    assert!(invalid(weak).contains("easy to guess"));
    assert!(holds(&ctx, &there.token).await);
    login(&ctx, None).await;
}

async fn everywhere_else_is_everywhere_but_here(ctx: TestCtx) {
    let mara = added(&ctx, MARA).await;
    let here = login(&ctx, None).await;
    let (there, yonder) = (login(&ctx, None).await, login(&ctx, None).await);
    let ended = accounts::end_sessions(&ctx, mara, Some(&here.token)).await;
    assert_eq!(ended.unwrap(), 2);
    assert!(holds(&ctx, &here.token).await);
    assert!(!holds(&ctx, &there.token).await && !holds(&ctx, &yonder.token).await);
    let ended = accounts::end_sessions(&ctx, ctx.viewer, None).await;
    assert_eq!(ended.unwrap(), 0, "somebody else has none");
    assert_eq!(accounts::end_sessions(&ctx, mara, None).await.unwrap(), 1);
    assert!(!holds(&ctx, &here.token).await);
}

async fn what_has_expired_is_forgotten(ctx: TestCtx) {
    let mara = added(&ctx, MARA).await;
    let kept = login(&ctx, None).await;
    let (later, before) = (now() + TimeDelta::days(1), now() - TimeDelta::minutes(1));
    for (expires, seen) in [(before, now()), (later, now() - TimeDelta::hours(49))] {
        let token = login(&ctx, None).await.token;
        let newest = all(&ctx).await.iter().map(|row| row.id).max();
        moved(&ctx, newest.unwrap(), expires, seen).await;
        assert!(!holds(&ctx, &token).await);
    }
    let named = |name: &str, days| NewToken {
        name: name.into(),
        expires_in_days: days,
    };
    for (name, days) in [("old", Some(1)), ("young", Some(1)), ("for good", None)] {
        tokens::create(&ctx, mara, named(name, days))
            .await
            .map(drop)
            .unwrap();
    }
    let old = api_tokens::Entity::find().filter(api_tokens::Column::Name.eq("old"));
    let old = old.one(ctx.db.read()).await.unwrap().unwrap();
    let change = api_tokens::ActiveModel {
        id: Unchanged(old.id),
        expires_at: Set(Some(before)),
        ..Default::default()
    };
    crate::support::write(&ctx, change).await;
    assert_eq!(accounts::forget_expired(&ctx).await.unwrap(), 3);
    assert_eq!(accounts::forget_expired(&ctx).await.unwrap(), 0);
    assert_eq!(all(&ctx).await.len(), 1);
    assert!(holds(&ctx, &kept.token).await);
    let left = api_tokens::Entity::find().all(ctx.db.read()).await.unwrap();
    assert_eq!(left.len(), 2);
}
