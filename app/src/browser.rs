//! What happens in the browser, without a framework: the server's page is the truth, its forms and links are
//! the actions. Sent by themselves, they are instant; what changed in the page that answers is taken over.

mod arrivals;
pub mod bulk;
pub mod carousel;
pub mod changing;
pub mod compare;
pub mod dom;
pub mod draft;
pub mod fetch;
mod focus;
pub mod foresee;
pub mod forms;
pub mod keys;
pub mod listen;
pub mod live;
pub mod morph;
pub mod page;
pub mod scroll;
pub mod upload;

use page::Page;

/// Starts everything, once, when the page has come.
pub fn start(page: Page) {
    scroll::keep();
    draft::bring_back();
    listen::listen(page);
    keys::listen(page);
    upload::listen(page);
    if let Some(address) = dom::find("[data-events]").and_then(|on| on.get_attribute("data-events"))
    {
        live::follow(page, &address);
    }
    page.settled();
    if let Some(root) = leptos::prelude::document().document_element() {
        // Without the mark the page acts all the same.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
