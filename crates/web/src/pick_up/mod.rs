//! Who may fetch a child, and who may not.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::see_family;
use db::pick_up::{NewPickUpPerson, PickUpPerson};
use domain::access::Action;
use domain::{ChildId, FamilyId, Period, PickUpPersonId};
use i18n::Text;

use crate::asked::path_id;
use crate::context::Context;
use crate::families::changes::{change, open_family};
use crate::forms::{Submitted, errors};
use crate::problem::Problem;
use crate::routes::Routes;
use crate::shared::view;

/// The room's routes.
pub fn routes() -> Routes {
    const HERE: &str = "/families/{id}/children/{child_id}/pick-up";
    Routes::default().get(HERE, Action::ManageFamily, list).post(HERE, Action::ManageFamily, add).post(
        "/families/{id}/children/{child_id}/pick-up/{person_id}/end",
        Action::ManageFamily,
        end,
    )
}

struct PersonRow {
    name: String,
    words: String,
    badge: view::Badge,
    end: String,
}

#[derive(Template)]
#[template(path = "pick_up/list.html")]
struct PickUpPage {
    t: Text,
    layout: view::Layout,
    title: String,
    back: String,
    action: String,
    people: Vec<PersonRow>,
    form: Submitted,
    errors: view::FieldErrors,
    key: String,
}

async fn page(
    cx: &Context,
    id: FamilyId,
    child_id: ChildId,
    form: Submitted,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let file = open_family(cx, id).await?;
    let child = file.children.into_iter().find(|child| child.id == child_id).ok_or_else(Problem::not_found)?;
    let (actor, today, t) = (cx.actor().clone(), cx.app.today(), cx.t);
    let people: Vec<PickUpPerson> = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_family(conn, &actor, Action::SeeFamily, id)?;
            db::pick_up::of_child(conn, &seen, child_id, today)
        })
        .await?;
    let action = format!("/families/{id}/children/{child_id}/pick-up");
    let row = |person: PickUpPerson| {
        let period = match person.period.until {
            Some(until) => t.pick_up_from_until(t.date_medium(person.period.from), t.date_medium(until)),
            None => t.pick_up_from(t.date_medium(person.period.from)),
        };
        let words: Vec<String> =
            [person.relation, person.phone.map(|phone| view::Phone::of(&phone).shown), Some(period)]
                .into_iter()
                .flatten()
                .collect();
        PersonRow {
            end: format!("{action}/{}/end", person.id),
            badge: if person.forbidden {
                view::Badge { tone: "refused", word: t.pick_up_may_not() }
            } else {
                view::Badge { tone: "done", word: t.pick_up_may() }
            },
            words: words.join(" · "),
            name: person.name,
        }
    };
    let page = PickUpPage {
        t,
        layout: cx.layout().await,
        title: t.pick_up_title(format!("{} {}", child.given_name, child.family_name)),
        back: format!("/families/{id}"),
        people: people.into_iter().map(row).collect(),
        action,
        form,
        errors,
        key: cx.new_key(),
    };
    page.render().map(Html).map_err(|error| Problem::broken(&error.to_string()))
}

/// `GET /families/{id}/children/{child_id}/pick-up`
pub(crate) async fn list(cx: Context, Path((id, child_id)): Path<(String, String)>) -> Result<Html<String>, Problem> {
    let (id, child_id) = (path_id::<FamilyId>(&id)?, path_id::<ChildId>(&child_id)?);
    let form = Submitted::prefilled([("from".to_owned(), cx.app.today().to_string())]);
    page(&cx, id, child_id, form, view::FieldErrors::none()).await
}

fn read(form: &Submitted) -> Result<NewPickUpPerson, Problem> {
    let mut read = form.read();
    let (name, from, until) = (read.text("name", 120), read.date("from"), read.optional_date("until"));
    let (relation, phone) = (read.optional_text("relation", 80), read.optional_phone("phone"));
    let forbidden = read.ticked("forbidden");
    if let (Some(from), Some(Some(until))) = (from.peek(), until.peek())
        && until < from
    {
        read.problem("until", "until_before_from");
    }
    read.finish()?;
    Ok(NewPickUpPerson {
        name: name.take()?,
        relation: relation.take()?,
        phone: phone.take()?,
        forbidden,
        period: Period { from: from.take()?, until: until.take()? },
    })
}

async fn saved(cx: &Context, id: FamilyId, child_id: ChildId) -> Result<Response, Problem> {
    cx.notify(view::Notice { tone: "done", text: cx.t.form_saved(), undo: None }).await?;
    Ok(Redirect::to(&format!("/families/{id}/children/{child_id}/pick-up")).into_response())
}

/// `POST /families/{id}/children/{child_id}/pick-up`
pub(crate) async fn add(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (id, child_id) = (path_id::<FamilyId>(&id)?, path_id::<ChildId>(&child_id)?);
    match read(&form) {
        Ok(new) => {
            let key = form.key().cloned();
            change(&cx, id, key, move |tx, by, seen| tx.add_pick_up(&by.signature(), &seen, child_id, &new).map(drop))
                .await?;
            saved(&cx, id, child_id).await
        }
        Err(problem) => {
            let wrong = errors(cx.t, &problem);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&cx, id, child_id, form, wrong).await?).into_response())
        }
    }
}

/// `POST /families/{id}/children/{child_id}/pick-up/{person}/end`
pub(crate) async fn end(
    cx: Context,
    Path((id, child_id, person)): Path<(String, String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (id, child_id) = (path_id::<FamilyId>(&id)?, path_id::<ChildId>(&child_id)?);
    let person: PickUpPersonId = path_id(&person)?;
    form.read().finish()?;
    change(&cx, id, form.key().cloned(), move |tx, by, seen| tx.end_pick_up(&by.signature(), &seen, child_id, person))
        .await?;
    saved(&cx, id, child_id).await
}
