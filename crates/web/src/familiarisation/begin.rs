//! A child's first steps at a site begin: who, which steps, with whom.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::access::{see_child, see_site};
use db::audit::Entry;
use db::directory::Site;
use db::familiarisation::{Beginner, NewFamiliarisation, SiteTemplate};
use db::staff::File;
use domain::access::Action;
use domain::familiarisation::{Template as Steps, shipped};
use domain::{ChildId, FamiliarisationTemplateId, StaffMemberId, Word};
use i18n::Text;

use super::words::{step_words, template_name};
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, filled, head, html, load, saved, write};

#[derive(Template)]
#[template(path = "familiarisation/new.html")]
struct NewPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    children: Vec<view::Choice>,
    templates: Vec<view::Choice>,
    referents: Vec<view::Choice>,
    form: Submitted,
    wrong: Wrong,
    key: String,
}

/// How a shipped template is named in a form.
const SHIPPED: &str = "shipped:";

/// The choices of templates: the site's own first.
fn template_choices(t: Text, own: &[SiteTemplate]) -> Vec<view::Choice> {
    let steps =
        |template: &Steps| template.steps.iter().map(|step| step_words(t, step)).collect::<Vec<_>>().join(" · ");
    let own = own.iter().filter(|one| !one.withdrawn).map(|one| view::Choice {
        value: one.id.to_string(),
        label: one.template.name.clone(),
        hint: steps(&one.template),
        ..view::Choice::default()
    });
    let shipped = shipped().into_iter().map(|template| view::Choice {
        value: format!("{SHIPPED}{}", template.name),
        label: template_name(t, &template.name),
        hint: steps(&template),
        ..view::Choice::default()
    });
    own.chain(shipped).collect()
}

/// Those of a team who may go through first steps with a child: with children today or later.
pub(super) fn referent_choices(cx: &Context, team: &[File]) -> Vec<view::Choice> {
    let today = cx.app.today();
    team.iter()
        .filter(|file| file.member.ended_on.is_none_or(|last| last >= today))
        .map(|file| view::Choice {
            value: file.member.id.to_string(),
            label: file.member.name(),
            ..view::Choice::default()
        })
        .collect()
}

async fn page(cx: &Context, site: Site, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, actor) = (cx.t, site.id, cx.actor().clone());
    type Found = (Vec<Beginner>, Vec<SiteTemplate>, Vec<File>);
    let (children, own, team): Found = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::PlanFamiliarisation, id)?;
            Ok((
                db::familiarisation::beginners(conn, &actor, &seen)?,
                db::familiarisation::templates(conn, &seen)?,
                db::staff::team(conn, &seen)?,
            ))
        })
        .await?;
    for child in &children {
        cx.audit_read(Entry::read(Action::PlanFamiliarisation, "child", child.id).family(child.family).site(id));
    }
    let status = wrong.status();
    let page = NewPage {
        t,
        layout: cx.layout().await,
        head: head(cx, &site, "familiarisation", 0),
        children: children
            .iter()
            .map(|child| view::Choice {
                value: child.id.to_string(),
                label: format!("{} {}", child.given_name, child.family_name),
                ..view::Choice::default()
            })
            .collect(),
        templates: template_choices(t, &own),
        referents: referent_choices(cx, &team),
        form,
        wrong,
        key: cx.new_key(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/familiarisation/new`
pub(crate) async fn form(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let first = shipped().first().map(|template| format!("{SHIPPED}{}", template.name)).unwrap_or_default();
    let form = filled(&[("child", asked.value("child").to_owned()), ("template", first)]);
    page(&cx, site, form, Wrong::default()).await
}

async fn write_new(cx: &Context, site: &Site, form: &Submitted) -> Result<domain::FamiliarisationId, Problem> {
    let mut read = form.read();
    let (child, template) = (read.word::<ChildId>("child"), read.text("template", 60));
    let referent = read.optional_word::<StaffMemberId>("referent");
    let chosen = template.peek().map(String::as_str).unwrap_or_default();
    let fixed = chosen.strip_prefix(SHIPPED).and_then(|name| shipped().into_iter().find(|one| one.name == name));
    let own = FamiliarisationTemplateId::read(chosen);
    if template.peek().is_some() && fixed.is_none() && own.is_none() {
        read.problem("template", "invalid");
    }
    read.finish()?;
    let (id, child, referent) = (site.id, child.take()?, referent.take()?);
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::PlanFamiliarisation, id)?;
        let child = see_child(tx.conn, actor, Action::PlanFamiliarisation, child)?;
        let template = match &fixed {
            Some(template) => template.clone(),
            None => {
                db::familiarisation::templates(tx.conn, &seen)?
                    .into_iter()
                    .find(|one| Some(one.id) == own && !one.withdrawn)
                    .ok_or(db::Error::NotFound)?
                    .template
            }
        };
        let new = NewFamiliarisation { template, referent };
        tx.begin_familiarisation(&actor.signature(), (&seen, (&child.0, child.1)), &new)
    })
    .await
}

/// `POST /sites/{id}/familiarisation/new`
pub(crate) async fn begin(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_new(&cx, &site, &form).await {
        Ok(path) => {
            saved(&cx, cx.t.familiarisation_begun(), &format!("/sites/{}/familiarisation/{path}", site.id)).await
        }
        Err(problem) => {
            let wrong = Wrong::of(&cx, problem)?;
            page(&cx, site, form, wrong).await
        }
    }
}
