//! Where on the panel the reader is: what its address says, and the addresses that lead on from there.

use domain::model::{
    ids::{AttemptId, InstanceId},
    kinds::AssetType,
    panel::{EditorView, Filter},
    paths::ScenePath,
};
use leptos_router::params::ParamsMap;
use std::{fmt::Display, str::FromStr};

/// The panel's address, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The scene.
    pub path: ScenePath,
    /// The open asset.
    pub asset: Option<InstanceId>,
    /// What the list is filtered by.
    pub filter: Filter,
    /// The slide of the generation carousel that is to be seen.
    pub show: Option<String>,
    /// The slide of the reference carousel that is to be seen.
    pub reference: Option<String>,
    /// The kind whose rows are all ticked.
    pub ticked: Option<AssetType>,
    /// The attempts that stand side by side.
    pub compare: Vec<AttemptId>,
    /// Whether two of them share one frame.
    pub split: bool,
}

impl Place {
    /// What an address asks for. What cannot be read is left out.
    pub fn of(path: ScenePath, query: &ParamsMap) -> Self {
        Self {
            path,
            asset: one(query, "asset"),
            filter: Filter {
                words: query.get("q").unwrap_or_default(),
                kinds: all(query, "kind"),
                tags: query.get_all("tag").unwrap_or_default(),
                only: all(query, "only"),
            },
            show: query.get("show"),
            reference: query.get("reference"),
            ticked: one(query, "select"),
            compare: query
                .get("compare")
                .unwrap_or_default()
                .split(',')
                .filter_map(|id| id.parse().ok())
                .take(4)
                .collect(),
            split: query.get("view").as_deref() == Some("slider"),
        }
    }

    /// What was deleted leaves the comparison; where only one picture stays, the next comes beside it.
    pub fn leave_out_removed(&mut self, editor: &EditorView) {
        let compared = self.compare.len();
        self.compare
            .retain(|id| editor.removed.iter().all(|shot| shot.id != *id));
        if compared > 1 && self.compare.len() == 1 {
            let others = editor.attempts.iter().map(|shot| shot.id);
            let next = others.into_iter().find(|id| !self.compare.contains(id));
            self.compare.extend(next);
        }
    }

    /// The fields that keep the open asset and the filter, as names and values.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let asset = self.asset.map(|asset| ("asset", asset.to_string()));
        let mut kept: Vec<_> = asset.into_iter().collect();
        if !self.filter.words.is_empty() {
            kept.push(("q", self.filter.words.clone()));
        }
        kept.extend(texts("kind", &self.filter.kinds));
        kept.extend(texts("only", &self.filter.only));
        kept.extend(texts("tag", &self.filter.tags));
        kept
    }

    /// This place with something more.
    pub fn with(&self, more: &[(&'static str, String)]) -> String {
        let fields = self.kept().into_iter().chain(more.iter().cloned());
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(fields);
        match query.finish() {
            query if query.is_empty() => self.path.address(),
            query => format!("{}?{query}", self.path.address()),
        }
    }

    /// The same list with another asset open.
    pub fn open(&self, asset: InstanceId) -> String {
        let place = Self {
            asset: Some(asset),
            ..self.clone()
        };
        place.with(&[])
    }

    /// These attempts side by side.
    pub fn comparing(&self, attempts: &[AttemptId]) -> String {
        let ids: Vec<_> = attempts.iter().map(ToString::to_string).collect();
        self.with(&[("compare", ids.join(","))])
    }
}

fn texts<T: Display>(name: &'static str, values: &[T]) -> Vec<(&'static str, String)> {
    values
        .iter()
        .map(|value| (name, value.to_string()))
        .collect()
}

fn one<T: FromStr>(query: &ParamsMap, name: &str) -> Option<T> {
    query.get(name)?.parse().ok()
}

fn all<T: FromStr>(query: &ParamsMap, name: &str) -> Vec<T> {
    let texts = query.get_all(name).unwrap_or_default();
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::model::{
        ids::{ProjectId, SceneId},
        kinds::{AssetType, Only},
    };

    #[test]
    fn an_address_is_the_place_that_it_came_from() {
        let path = ScenePath {
            project: ProjectId::new(),
            scene: SceneId::new(),
        };
        let mut query = ParamsMap::new();
        for (name, value) in [
            ("q", "oil & wet"),
            ("kind", "prop"),
            ("kind", "location"),
            ("only", "as-is"),
            ("only", "nonsense"),
            ("tag", "torn sleeve"),
        ] {
            query.insert(name, value.to_owned());
        }
        let place = Place::of(path, &query);
        assert_eq!(place.filter.kinds, [AssetType::Prop, AssetType::Location]);
        assert_eq!(place.filter.only, [Only::AsIs]);
        let address = place.open(InstanceId::new());
        for part in [
            "q=oil",
            "kind=prop",
            "kind=location",
            "only=as-is",
            "tag=torn",
            "&asset=",
        ] {
            let found = address.contains(part) || address.contains(&part.replace('&', "?"));
            assert!(found, "{part} in {address}");
        }
        assert!(!address.contains("nonsense"), "{address}");
    }
}
