//! What is said of a film: when it is made, and later.

use crate::ui::{dialog::Dialog, words::escaped_lines};
use domain::model::{panel::ProviderChoice, rules, views::ProjectView};
use leptos::prelude::*;

/// The fields of a film that every form of one has; filled in where there is one already.
#[component]
pub fn FilmFields(
    /// The film.
    #[prop(optional_no_strip)]
    film: Option<ProjectView>,
) -> impl IntoView {
    let (title, aspect_ratio, style) = match film {
        Some(film) => (film.title, film.aspect_ratio, film.visual_style),
        None => Default::default(),
    };
    let ratio = move |ratio: &'static str| {
        let selected = aspect_ratio == ratio;
        view! { <option selected=selected>{ratio}</option> }
    };
    view! {
        <label class="form-row">
            <span class="label">"Title"</span>
            <input class="field" name="title" required maxlength=rules::MAX_NAME value=title/>
        </label>
        <label class="form-row">
            <span class="label">"Aspect ratio"</span>
            <select class="field" name="aspectRatio">
                {rules::ASPECT_RATIOS.iter().copied().map(ratio).collect_view()}
            </select>
        </label>
        <label class="form-row">
            <span class="label">"Visual style"</span>
            <textarea
                class="field"
                name="visualStyle"
                rows="3"
                maxlength=rules::MAX_DESCRIPTION
                placeholder="Oil lamps and wet stone, 35 mm, muted"
                inner_html=escaped_lines(&style)
            ></textarea>
        </label>
    }
}

/// The dialog that changes a film.
#[component]
pub fn EditFilm(
    /// The film.
    film: ProjectView,
    /// Everybody who can draw.
    providers: Vec<ProviderChoice>,
) -> impl IntoView {
    let address = format!("/projects/{}/edit", film.id);
    let own = film.provider.clone();
    let option = |choice: ProviderChoice| {
        let selected = own.as_ref() == Some(&choice.name);
        view! { <option title=choice.label selected=selected>{choice.name}</option> }
    };
    // A provider that is not set up just now stays the film's until another is chosen.
    let away = own
        .clone()
        .filter(|own| providers.iter().all(|one| one.name != *own));
    let away = away.map(|own| view! { <option value=own.clone() selected=true>{format!("{own}, not set up")}</option> });
    let was = film.clone();
    let choice = (providers.len() > 1).then(|| {
        view! {
            <label class="form-row">
                <span class="label">"Provider"</span>
                <select class="field" name="provider">
                    <option value="">"The default one"</option>
                    {away}
                    {providers.into_iter().map(option).collect_view()}
                </select>
            </label>
        }
    });
    view! {
        <Dialog id="edit-film" title="Film settings">
            <form class="dialog-body" method="post" action=address>
                <Was film=was/>
                <FilmFields film=Some(film)/>
                {choice}
                <div class="dialog-foot"><button class="button primary">"Save film"</button></div>
            </form>
        </Dialog>
    }
}

/// What the form was filled in with. Only what was changed since is sent on, so that what somebody else changed
/// meanwhile stays.
#[component]
fn Was(film: ProjectView) -> impl IntoView {
    let fields = [
        ("wasTitle", film.title),
        ("wasAspectRatio", film.aspect_ratio),
        ("wasVisualStyle", film.visual_style),
        ("wasProvider", film.provider.unwrap_or_default()),
    ];
    let field = |(name, value): (&'static str, String)| view! { <input type="hidden" name=name value=value/> };
    fields.map(field).collect_view()
}
