//! The lists of steps a site starts from.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_site;
use db::directory::Site;
use domain::FamiliarisationTemplateId;
use domain::access::Action;
use domain::familiarisation::{MOST_STEPS, ParentIs, STEP_MINUTES, Step, Template as Steps, shipped};
use i18n::Text;

use super::words::{step_words, template_name};
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, choices, head, html, load, saved, write};

struct Shown {
    name: String,
    note: String,
    steps: Vec<String>,
    action: String,
    withdrawn: bool,
}

struct Line {
    number: usize,
    minutes: String,
    minutes_error: String,
    parent: String,
    meal: bool,
    nap: bool,
}

#[derive(Template)]
#[template(path = "familiarisation/templates.html")]
struct TemplatesPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    shown: Vec<Shown>,
    lines: Vec<Line>,
    parents: Vec<view::Choice>,
    form: Submitted,
    wrong: Wrong,
    key: String,
}

async fn page(cx: &Context, site: Site, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, actor) = (cx.t, site.id, cx.actor().clone());
    let own = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::PlanFamiliarisation, id)?;
            db::familiarisation::templates(conn, &seen)
        })
        .await?;
    let head = head(cx, &site, "familiarisation", 0);
    let steps = |template: &Steps| template.steps.iter().map(|step| step_words(t, step)).collect();
    let own = own.iter().map(|one| {
        let what = if one.withdrawn { "restore" } else { "withdraw" };
        Shown {
            name: one.template.name.clone(),
            note: if one.withdrawn { t.familiarisation_template_is_withdrawn() } else { String::new() },
            steps: steps(&one.template),
            action: format!("{}/familiarisation/templates/{}/{what}", head.base, one.id),
            withdrawn: one.withdrawn,
        }
    });
    let shipped = shipped().into_iter().map(|template| Shown {
        name: template_name(t, &template.name),
        note: t.familiarisation_template_shipped(),
        steps: steps(&template),
        action: String::new(),
        withdrawn: false,
    });
    let status = wrong.status();
    let page = TemplatesPage {
        t,
        layout: cx.layout().await,
        shown: own.chain(shipped).collect(),
        lines: (1..=MOST_STEPS)
            .map(|number| {
                let field = |name: &str| format!("{name}-{number}");
                Line {
                    number,
                    minutes: form.value(&field("minutes")).to_owned(),
                    minutes_error: wrong.fields.of(&field("minutes")).to_owned(),
                    parent: form.value(&field("parent")).to_owned(),
                    meal: !form.value(&field("meal")).is_empty(),
                    nap: !form.value(&field("nap")).is_empty(),
                }
            })
            .collect(),
        parents: choices(t, "parent-is", ParentIs::ALL),
        head,
        form,
        wrong,
        key: cx.new_key(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/familiarisation/templates`
pub(crate) async fn list(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    page(&cx, site, Submitted::prefilled([]), Wrong::default()).await
}

fn read_template(form: &Submitted) -> Result<Steps, Problem> {
    let mut read = form.read();
    let name = read.text("name", 80);
    let at_start = read.ticked("at_start");
    let mut steps = Vec::new();
    let range = i32::from(*STEP_MINUTES.start())..=i32::from(*STEP_MINUTES.end());
    for number in 1..=MOST_STEPS {
        let minutes = read.optional_number(&format!("minutes-{number}"), range.clone());
        let parent = read.optional_word::<ParentIs>(&format!("parent-{number}"));
        let (meal, nap) = (read.ticked(&format!("meal-{number}")), read.ticked(&format!("nap-{number}")));
        let parent = parent.peek().copied().flatten().unwrap_or(ParentIs::With);
        if let Some(Some(minutes)) = minutes.peek() {
            let minutes = u16::try_from(*minutes).unwrap_or(*STEP_MINUTES.start());
            steps.push(Step { minutes, parent, meal, nap });
        }
    }
    if steps.is_empty() {
        read.problem("minutes-1", "required");
    }
    read.finish()?;
    Ok(Steps { name: name.take()?, steps, at_start })
}

/// `POST /sites/{id}/familiarisation/templates`
pub(crate) async fn add(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let id = site.id;
    let added = match read_template(&form) {
        Ok(template) => {
            write(&cx, &form, move |tx, actor| {
                let seen = see_site(tx.conn, actor, Action::PlanFamiliarisation, id)?;
                tx.add_familiarisation_template(&actor.signature(), &seen, &template)
            })
            .await
        }
        Err(problem) => Err(problem),
    };
    match added {
        Ok(_) => {
            let here = format!("/sites/{id}/familiarisation/templates");
            saved(&cx, cx.t.familiarisation_template_added(), &here).await
        }
        Err(problem) => {
            let wrong = Wrong::of(&cx, problem)?;
            page(&cx, site, form, wrong).await
        }
    }
}

async fn take_away(
    cx: Context,
    (id, template): (String, String),
    form: Submitted,
    away: bool,
) -> Result<Response, Problem> {
    let (site, template) = (load(&cx, &id).await?.id, path_id::<FamiliarisationTemplateId>(&template)?);
    form.read().finish()?;
    write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::PlanFamiliarisation, site)?;
        tx.withdraw_familiarisation_template(&actor.signature(), &seen, template, away)
    })
    .await?;
    let here = format!("/sites/{site}/familiarisation/templates");
    let undo = away.then(|| view::Undo {
        action: format!("{here}/{template}/restore"),
        key: cx.new_key(),
        words: cx.t.familiarisation_template_withdrawn(),
    });
    let text = if away { cx.t.familiarisation_template_withdrawn() } else { cx.t.familiarisation_template_restored() };
    cx.notify(view::Notice { tone: "done", text, undo }).await?;
    Ok(Redirect::to(&here).into_response())
}

/// `POST /sites/{id}/familiarisation/templates/{template}/withdraw`
pub(crate) async fn withdraw(
    cx: Context,
    Path(path): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    take_away(cx, path, form, true).await
}

/// `POST /sites/{id}/familiarisation/templates/{template}/restore`
pub(crate) async fn restore(
    cx: Context,
    Path(path): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    take_away(cx, path, form, false).await
}
