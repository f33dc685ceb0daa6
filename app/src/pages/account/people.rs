//! Everybody who has an account here, for those who manage people.

use crate::{
    components::wording,
    notice::Refilled,
    pages::door::PasswordHint,
    ui::field::{Line, Why},
};
use domain::{
    model::{kinds::UserRole, paging::Page},
    services::users::UserView,
};
use leptos::prelude::*;

/// The list, and the form that adds somebody.
#[component]
pub fn People(
    /// A page of them.
    people: Page<UserView>,
) -> impl IntoView {
    let next = people.next.map(|cursor| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("people", &cursor)
            .finish();
        view! { <p><a class="quiet-link" href=format!("/account?{query}#people")>"Further people"</a></p> }
    });
    let row = |user: UserView| {
        view! {
            <tr>
                <th scope="row">{user.name}</th>
                <td class="second">{user.email}</td>
                <td>{wording::role(user.role)}</td>
            </tr>
        }
    };
    view! {
        <section class="account-part" id="people" aria-labelledby="people-title">
            <h2 class="account-title" id="people-title">"People"</h2>
            <div class="account-form">
                <p class="account-text">"Everybody who can sign in here. What they see is decided film by film, by its owner."</p>
                <div class="table-scroll" role="region" aria-label="Everybody" tabindex="0">
                    <table class="table">
                        <thead><tr><th scope="col">"Name"</th><th scope="col">"E-mail"</th><th scope="col">"Role"</th></tr></thead>
                        <tbody>{people.rows.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
                {next}
                <Another/>
            </div>
        </section>
    }
}

#[component]
fn Another() -> impl IntoView {
    let refilled = Refilled::of("person");
    let typed = |name: &str| refilled.as_ref().and_then(|refilled| refilled.typed(name));
    let (name, email, role) = (typed("name"), typed("email"), typed("role"));
    let why = refilled.is_some().then_some("person-why");
    let explained = match why {
        Some(_) => "first-password-hint person-why",
        None => "first-password-hint",
    };
    let choice = move |kind: UserRole| {
        let selected = role.as_deref() == Some(kind.as_str());
        view! { <option value=kind.as_str() selected=selected>{wording::role(kind)}</option> }
    };
    view! {
        <form class="account-form" method="post" action="/account/people" aria-labelledby="person-title">
            <h3 class="section-title" id="person-title">"Add a person"</h3>
            {refilled.map(|refilled| view! { <Why id="person-why" why=refilled.why/> })}
            <Line label="Name" name="name" autocomplete="off" value=name describedby=why/>
            <Line label="E-mail" name="email" kind="email" most=254 autocomplete="off" value=email describedby=why/>
            <Line label="First password" name="password" kind="password" least=10 most=128 autocomplete="new-password" describedby=Some(explained)/>
            <PasswordHint id="first-password-hint"/>
            <label class="form-row">
                <span class="label">"Role"</span>
                <select class="field" name="role">{[UserRole::Member, UserRole::Admin].into_iter().map(choice).collect_view()}</select>
            </label>
            <div><button class="button">"Add person"</button></div>
        </form>
    }
}
