//! Scripts' access tokens: told once, known by a hash, ended by their time or by their owner.

use crate::support::{missing, refused, write};
use chrono::TimeDelta;
use domain::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::api_tokens,
    error::Error,
    model::ids::ApiTokenId,
    services::tokens::{self, MadeToken, NewToken},
    testing::TestCtx,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    EntityTrait,
};

on_both!(
    a_token_is_told_once_and_kept_as_a_hash,
    a_token_is_its_owners_until_it_is_revoked,
    a_token_holds_until_its_time,
    what_will_not_do_makes_no_token,
    use_of_a_token_is_written_down_every_ten_minutes,
    the_hundredth_token_is_the_last,
);

async fn made(ctx: &Ctx, viewer: Viewer, days: Option<u32>) -> MadeToken {
    let new = NewToken {
        name: "  Nightly export ".into(),
        expires_in_days: days,
    };
    tokens::create(ctx, viewer, new).await.ok().unwrap()
}

async fn row(ctx: &Ctx, id: ApiTokenId) -> api_tokens::Model {
    api_tokens::Entity::find_by_id(id)
        .one(ctx.db.read())
        .await
        .unwrap()
        .unwrap()
}

async fn holds(ctx: &Ctx, token: &str) -> bool {
    tokens::of_token(ctx, token).await.unwrap().is_some()
}

async fn a_token_is_told_once_and_kept_as_a_hash(ctx: TestCtx) {
    let made = made(&ctx, ctx.viewer, None).await;
    let random = made.token.strip_prefix("tl_").unwrap();
    assert_eq!(random.len(), 43);
    assert!(
        random
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    );
    let row = row(&ctx, made.id).await;
    assert_eq!(row.token_hash.len(), 64);
    assert!(!format!("{row:?}").contains(random));
    let listed = tokens::list(&ctx, ctx.viewer).await.unwrap();
    assert_eq!(
        (listed.len(), listed[0].id, listed[0].name.as_str()),
        (1, made.id, "Nightly export")
    );
    assert_eq!((listed[0].expires_at, listed[0].last_used_at), (None, None));
    assert_eq!(
        tokens::of_token(&ctx, &made.token).await.unwrap(),
        Some(ctx.viewer.user)
    );
    // Neither what is kept nor anything like a token opens anything.
    for other in ["", "tl_", random, &row.token_hash, &made.token[..45]] {
        assert!(!holds(&ctx, other).await, "{other}");
    }
}

async fn a_token_is_its_owners_until_it_is_revoked(ctx: TestCtx) {
    let stranger = ctx.stranger().await;
    let (one, other) = (
        made(&ctx, ctx.viewer, None).await,
        made(&ctx, ctx.viewer, Some(1)).await,
    );
    assert_eq!(tokens::list(&ctx, stranger).await.unwrap(), []);
    missing(tokens::revoke(&ctx, stranger, one.id).await);
    missing(tokens::revoke(&ctx, ctx.viewer, ApiTokenId::new()).await);
    assert!(holds(&ctx, &one.token).await);
    tokens::revoke(&ctx, ctx.viewer, one.id).await.unwrap();
    assert!(!holds(&ctx, &one.token).await);
    assert!(holds(&ctx, &other.token).await);
    missing(tokens::revoke(&ctx, ctx.viewer, one.id).await);
}

async fn a_token_holds_until_its_time(ctx: TestCtx) {
    let made = made(&ctx, ctx.viewer, Some(90)).await;
    let time = made.expires_at.unwrap() - now();
    assert!(time <= TimeDelta::days(90) && time > TimeDelta::days(89));
    let minute = TimeDelta::minutes(1);
    for (expires, still) in [
        (now() + minute, true),
        (now(), false),
        (now() - minute, false),
    ] {
        let change = api_tokens::ActiveModel {
            id: Unchanged(made.id),
            expires_at: Set(Some(expires)),
            ..Default::default()
        };
        write(&ctx, change).await;
        assert_eq!(holds(&ctx, &made.token).await, still);
        let listed = tokens::list(&ctx, ctx.viewer).await.unwrap();
        assert_eq!(listed.len(), usize::from(still));
    }
}

async fn what_will_not_do_makes_no_token(ctx: TestCtx) {
    for (name, days) in [
        ("", None),
        (" ", Some(1)),
        ("two\nlines", None),
        ("none", Some(0)),
        ("too long", Some(3_651)),
        ("much too long", Some(u32::MAX)),
    ] {
        let new = NewToken {
            name: name.into(),
            expires_in_days: days,
        };
        let made = tokens::create(&ctx, ctx.viewer, new).await;
        assert!(matches!(made, Err(Error::Invalid(_))), "{name}");
    }
    assert_eq!(tokens::list(&ctx, ctx.viewer).await.unwrap(), []);
    made(&ctx, ctx.viewer, Some(3_650)).await;
}

async fn use_of_a_token_is_written_down_every_ten_minutes(ctx: TestCtx) {
    let made = made(&ctx, ctx.viewer, None).await;
    assert!(holds(&ctx, &made.token).await);
    assert!(row(&ctx, made.id).await.last_used_at.is_some());
    let lately = now() - TimeDelta::minutes(9);
    for (used, kept) in [(lately, true), (now() - TimeDelta::minutes(11), false)] {
        let change = api_tokens::ActiveModel {
            id: Unchanged(made.id),
            last_used_at: Set(Some(used)),
            ..Default::default()
        };
        write(&ctx, change).await;
        assert!(holds(&ctx, &made.token).await);
        let row = row(&ctx, made.id).await;
        assert_eq!(row.last_used_at == Some(used), kept);
    }
}

async fn the_hundredth_token_is_the_last(ctx: TestCtx) {
    let txn = ctx.db.begin().await.unwrap();
    for number in 0..99 {
        // Those that do not hold any more are not counted.
        let expires_at = (number == 0).then(|| now() - TimeDelta::minutes(1));
        let row = api_tokens::ActiveModel {
            id: Set(ApiTokenId::new()),
            user_id: Set(ctx.viewer.user),
            name: Set(format!("Number {number}")),
            token_hash: Set(format!("{number:064}")),
            last_used_at: Set(None),
            expires_at: Set(expires_at),
            created_at: Set(now()),
            updated_at: Set(now()),
        };
        row.insert(&txn).await.unwrap();
    }
    txn.commit().await.unwrap();
    made(&ctx, ctx.viewer, None).await;
    let hundredth = made(&ctx, ctx.viewer, None).await;
    let another = tokens::create(&ctx, ctx.viewer, NewToken::default()).await;
    assert!(matches!(another, Err(Error::Invalid(_))), "it has no name");
    let another = NewToken {
        name: "One more".into(),
        expires_in_days: None,
    };
    let full = tokens::create(&ctx, ctx.viewer, another.clone()).await;
    assert!(refused(full.map(drop)).contains("Revoke one"));
    let stranger = ctx.stranger().await;
    made(&ctx, stranger, None).await;
    tokens::revoke(&ctx, ctx.viewer, hundredth.id)
        .await
        .unwrap();
    tokens::create(&ctx, ctx.viewer, another)
        .await
        .map(drop)
        .unwrap();
}
