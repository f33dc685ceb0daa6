//! Where on the page of the film's assets the reader is: what its address says.

use domain::{
    error::{Error, Result},
    model::{
        ids::{AssetId, ProjectId},
        masters_page,
    },
};
use leptos_router::params::ParamsMap;

/// The page's address, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The film.
    pub project: ProjectId,
    /// The open asset.
    pub asset: Option<AssetId>,
    /// The slide that is to be seen.
    pub show: Option<String>,
}

impl Place {
    /// What an address asks for. An asset that it names and that cannot be read is none that there is.
    pub fn of(project: ProjectId, query: &ParamsMap) -> Result<Self> {
        let asset = query.get("asset").filter(|asset| !asset.is_empty());
        let asset = asset.map(|asset| asset.parse().map_err(|_| Error::NotFound("asset")));
        Ok(Self {
            project,
            asset: asset.transpose()?,
            show: query.get("show"),
        })
    }

    /// The same page with another asset open.
    pub fn open(&self, asset: AssetId) -> String {
        masters_page::address(self.project, Some(asset))
    }
}

/// The address that the page's forms are sent to.
pub fn acts(project: ProjectId) -> String {
    format!("{}/act", masters_page::address(project, None))
}
