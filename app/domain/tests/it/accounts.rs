//! Who can sign in, and for how long: people, passwords, sessions.

mod sessions;

use crate::support::refused;
use domain::{
    ctx::{Ctx, Viewer},
    entities::users,
    error::{Error, Result},
    model::{ids::UserId, kinds::UserRole, paging::Paging},
    services::{
        accounts::{self, NewUser},
        projects::{self, ProjectInput},
        users as people,
    },
    testing::TestCtx,
};
use sea_orm::EntityTrait;

on_both!(
    the_first_one_is_an_admin_and_there_is_only_one_first,
    of_two_who_begin_at_once_one_is_the_first,
    the_first_one_takes_over_the_films_of_local_mode,
    an_address_is_folded_and_taken_once,
    what_will_not_do_is_refused_and_adds_nobody,
    what_is_kept_of_a_password_is_not_the_password,
    a_password_that_says_who_they_are_is_refused,
    only_admins_manage_people,
    people_are_listed_in_pages,
);

/// A password that is good enough, and another one.
pub(crate) const GOOD: &str = "violet anchor thirteen umbrella";
pub(crate) const BETTER: &str = "quarry lantern 47 ember tallow";

pub(crate) fn person(email: &str) -> NewUser {
    NewUser {
        email: email.into(),
        name: "Mara Voss".into(),
        password: GOOD.into(),
    }
}

/// Somebody who can sign in.
pub(crate) async fn added(ctx: &Ctx, email: &str) -> Viewer {
    let user = accounts::add(ctx, person(email), UserRole::Member)
        .await
        .unwrap();
    Viewer::new(user.id)
}

async fn row(ctx: &Ctx, id: UserId) -> users::Model {
    users::Entity::find_by_id(id)
        .one(ctx.db.read())
        .await
        .unwrap()
        .unwrap()
}

async fn everybody(ctx: &Ctx) -> usize {
    users::Entity::find()
        .all(ctx.db.read())
        .await
        .unwrap()
        .len()
}

/// The sentence of a refusal for what was sent.
fn invalid<T>(result: Result<T>) -> String {
    match result {
        Err(Error::Invalid(why)) => why,
        Err(other) => panic!("expected an invalid request, got {other:?}"),
        Ok(_) => panic!("it was accepted"),
    }
}

async fn the_first_one_is_an_admin_and_there_is_only_one_first(ctx: TestCtx) {
    // There is a user already, but nobody who can sign in.
    assert!(accounts::is_fresh(&ctx).await.unwrap());
    let first = accounts::begin(&ctx, person("mara@studio.example"))
        .await
        .unwrap();
    assert_eq!(first.role, UserRole::Admin);
    assert!(!accounts::is_fresh(&ctx).await.unwrap());
    let second = accounts::begin(&ctx, person("voss@studio.example")).await;
    assert!(refused(second).contains("already"));
    assert_eq!(everybody(&ctx).await, 2);
    accounts::login(&ctx, "mara@studio.example", GOOD, None)
        .await
        .map(drop)
        .unwrap();
}

async fn of_two_who_begin_at_once_one_is_the_first(ctx: TestCtx) {
    let (one, other) = tokio::join!(
        accounts::begin(&ctx, person("mara@studio.example")),
        accounts::begin(&ctx, person("voss@studio.example")),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} and {other:?}");
    refused(one.and(other));
    assert_eq!(everybody(&ctx).await, 2);
}

async fn the_first_one_takes_over_the_films_of_local_mode(ctx: TestCtx) {
    let local = people::local(&ctx).await.unwrap();
    let input = ProjectInput {
        title: Some("The Lamplighter".into()),
        ..Default::default()
    };
    let film = projects::create(&ctx, local, input).await.unwrap();
    let first = accounts::begin(&ctx, person("mara@studio.example"))
        .await
        .unwrap();
    assert_eq!(first.id, local.user);
    assert_eq!(
        (first.email.as_str(), first.name.as_str(), first.role),
        ("mara@studio.example", "Mara Voss", UserRole::Admin)
    );
    let signed_in = accounts::login(&ctx, "mara@studio.example", GOOD, None)
        .await
        .ok()
        .unwrap();
    projects::get(&ctx, Viewer::new(signed_in.user.id), film.id)
        .await
        .unwrap();
}

async fn an_address_is_folded_and_taken_once(ctx: TestCtx) {
    let mara = accounts::add(&ctx, person("  Mara@Studio.Example "), UserRole::Member)
        .await
        .unwrap();
    assert_eq!(mara.email, "mara@studio.example");
    let again = accounts::add(&ctx, person("MARA@studio.example"), UserRole::Admin).await;
    assert!(refused(again).contains("e-mail address already"));
    let found = accounts::find(&ctx, " mara@STUDIO.example").await.unwrap();
    assert_eq!(found, Some(mara));
    let nobody = accounts::find(&ctx, "voss@studio.example").await.unwrap();
    assert_eq!(nobody, None);
    accounts::login(&ctx, "Mara@Studio.example ", GOOD, None)
        .await
        .map(drop)
        .unwrap();
}

async fn what_will_not_do_is_refused_and_adds_nobody(ctx: TestCtx) {
    let before = everybody(&ctx).await;
    let with = |email: &str, name: &str, password: &str| NewUser {
        email: email.into(),
        name: name.into(),
        password: password.into(),
    };
    let good = "mara@studio.example";
    let long = "violet anchor ".repeat(10);
    for (new, why) in [
        (with("mara", "Mara", GOOD), "no e-mail address"),
        (
            with("mara@ studio.example", "Mara", GOOD),
            "no e-mail address",
        ),
        (with(good, " ", GOOD), "must not be empty"),
        (with(good, "Mara\nVoss", GOOD), "one line"),
        (with(good, "Mara", "tV8#qz!Lp"), "10 to 128"),
        (with(good, "Mara", &long), "10 to 128"),
        (with(good, "Mara", "password1234"), "easy to guess"),
        (with(good, "Mara", "aaaaaaaaaaaaaaaa"), "easy to guess"),
        (with(good, "Mara", "qwertyuiop"), "easy to guess"),
    ] {
        let sentence = invalid(accounts::add(&ctx, new, UserRole::Member).await);
        assert!(sentence.contains(why), "{sentence}");
    }
    assert_eq!(everybody(&ctx).await, before);
}

async fn what_is_kept_of_a_password_is_not_the_password(ctx: TestCtx) {
    let mara = added(&ctx, "mara@studio.example").await;
    let voss = added(&ctx, "voss@studio.example").await;
    let mara = row(&ctx, mara.user).await.password_hash.unwrap();
    let voss = row(&ctx, voss.user).await.password_hash.unwrap();
    assert_ne!(mara, voss, "the same password is kept with another salt");
    for hash in [&mara, &voss] {
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(!hash.contains("violet"), "{hash}");
    }
}

async fn a_password_that_says_who_they_are_is_refused(ctx: TestCtx) {
    let new = NewUser {
        password: "Mara.Voss@Studio.Example".into(),
        ..person("mara.voss@studio.example")
    };
    let sentence = invalid(accounts::add(&ctx, new, UserRole::Member).await);
    assert!(sentence.contains("easy to guess"), "{sentence}");
    let other = NewUser {
        password: "Mara.Voss@Studio.Example".into(),
        ..person("ida@mill.test")
    };
    accounts::add(&ctx, other, UserRole::Member).await.unwrap();
}

async fn only_admins_manage_people(ctx: TestCtx) {
    let first = accounts::begin(&ctx, person("mara@studio.example"))
        .await
        .unwrap();
    let admin = Viewer::new(first.id);
    let paging = Paging::first(10);
    for viewer in [ctx.viewer, Viewer::new(UserId::new())] {
        let added = accounts::invite(&ctx, viewer, person("voss@studio.example"), UserRole::Admin);
        assert!(matches!(added.await, Err(Error::Forbidden(_))));
        let listed = accounts::list(&ctx, viewer, &paging).await;
        assert!(matches!(listed, Err(Error::Forbidden(_))));
    }
    accounts::invite(&ctx, admin, person("voss@studio.example"), UserRole::Member)
        .await
        .unwrap();
    let listed = accounts::list(&ctx, admin, &paging).await.unwrap();
    let emails: Vec<_> = listed.rows.iter().map(|user| user.email.as_str()).collect();
    assert_eq!(
        emails,
        [
            "editor@example.com",
            "mara@studio.example",
            "voss@studio.example"
        ]
    );
}

async fn people_are_listed_in_pages(ctx: TestCtx) {
    let first = accounts::begin(&ctx, person("mara@studio.example"))
        .await
        .unwrap();
    let admin = Viewer::new(first.id);
    for _ in 0..3 {
        ctx.stranger().await;
    }
    let whole = accounts::list(&ctx, admin, &Paging::first(10))
        .await
        .unwrap();
    assert_eq!((whole.rows.len(), &whole.next), (5, &None));
    let mut walked = Vec::new();
    let mut paging = Paging::first(2);
    loop {
        let page = accounts::list(&ctx, admin, &paging).await.unwrap();
        walked.extend(page.rows);
        match page.next {
            Some(cursor) => paging.cursor = Some(cursor),
            None => break,
        }
    }
    assert_eq!(walked, whole.rows);
}
