//! Pages by the sort key of their last row: a cursor is that key, and the next page begins beyond it. So rows that
//! come or go meanwhile shift nothing, and the hundredth page costs what the first one does.

use crate::{
    entities::assets,
    error::{Error, Result},
    model::{
        kinds::AssetType,
        paging::{Page, Paging},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{
    ColumnTrait, ExprTrait,
    prelude::DateTimeUtc,
    sea_query::{CaseStatement, Expr, SimpleExpr},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Rows of a page at most, whatever was asked for.
const MOST: u64 = 10_000;
/// The last microsecond of the year 9999: both databases keep it, and no row is younger.
const LATEST: i64 = 253_402_300_799_999_999;

/// How many rows to read: one more than are shown, to know whether there is a next page.
pub(crate) fn with_next(paging: &Paging) -> u64 {
    shown(paging) + 1
}

fn shown(paging: &Paging) -> u64 {
    paging.limit.clamp(1, MOST)
}

/// The sort key after which the page begins, if it is not the first one. Error: `Invalid` for a cursor that could
/// not have been this list's.
pub(crate) fn after<K: DeserializeOwned>(paging: &Paging) -> Result<Option<K>> {
    let Some(cursor) = &paging.cursor else {
        return Ok(None);
    };
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| none())?;
    let json: Value = serde_json::from_slice(&bytes).map_err(|_| none())?;
    if has_nul(&json) {
        // PostgreSQL takes no text with it, and no row has one.
        return Err(none());
    }
    serde_json::from_value(json).map(Some).map_err(|_| none())
}

fn none() -> Error {
    Error::Invalid("The cursor is none of this list's.".into())
}

fn has_nul(json: &Value) -> bool {
    match json {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        _ => false,
    }
}

/// The page of the rows that were read, with the cursor that stands for its last one's key.
pub(crate) fn page<R, K: Serialize>(
    paging: &Paging,
    mut rows: Vec<R>,
    key: impl FnOnce(&R) -> K,
) -> Result<Page<R>> {
    let shown = usize::try_from(shown(paging)).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = match rows.last().filter(|_| more) {
        Some(last) => Some(cursor(&key(last))?),
        None => None,
    };
    Ok(Page { rows, next })
}

fn cursor(key: &impl Serialize) -> Result<String> {
    let json = serde_json::to_vec(key).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// A moment as it stands in a cursor.
pub(crate) fn micros(moment: DateTimeUtc) -> i64 {
    moment.timestamp_micros()
}

/// The moment that stands in a cursor. Error: `Invalid` for one that no row has.
pub(crate) fn moment(micros: i64) -> Result<DateTimeUtc> {
    Some(micros)
        .filter(|micros| (0..=LATEST).contains(micros))
        .and_then(DateTimeUtc::from_timestamp_micros)
        .ok_or_else(none)
}

/// The rows beyond a key, in a list whose columns all rise.
pub(crate) fn above<const N: usize>(columns: [SimpleExpr; N], last: [SimpleExpr; N]) -> SimpleExpr {
    Expr::tuple(columns).gt(Expr::tuple(last))
}

/// The rows beyond a key, in a list whose columns all fall.
pub(crate) fn below<const N: usize>(columns: [SimpleExpr; N], last: [SimpleExpr; N]) -> SimpleExpr {
    Expr::tuple(columns).lt(Expr::tuple(last))
}

/// The place of an asset's kind among the kinds, as people are shown them.
pub(crate) fn kind() -> SimpleExpr {
    let mut places = CaseStatement::new();
    for kind in AssetType::ALL {
        places = places.case(assets::Column::AssetType.eq(*kind), place(*kind));
    }
    places.finally(i32::MAX).into()
}

/// The same of a kind that is known.
pub(crate) fn place(kind: AssetType) -> i32 {
    kind as i32
}
