//! `/families/{id}/children/{child_id}/health`: what the team on duty must know, behind a wall of its own.
//!
//! Each reading is written down in the transaction that reads, before anything is shown.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::audit::Entry;
use db::papers::health::Written;
use domain::access::Action;
use domain::families::Shielded;
use domain::papers::HealthCard;
use domain::{ChildId, SiteId};
use i18n::Text;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Whose, whose};
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::{Submitted, errors};
use crate::problem::{FieldProblem, Problem};
use crate::shared::view;

/// A card as somebody may read it, at a site.
pub(crate) struct Read {
    /// The card, if there is one.
    pub(crate) card: Option<Written>,
    /// The site.
    pub(crate) site: SiteId,
    /// Its name.
    pub(crate) site_name: String,
    /// The child's names.
    pub(crate) given_name: String,
    /// The child's names.
    pub(crate) family_name: String,
    /// Whether the reader may change it.
    pub(crate) manages: bool,
}

/// Reads a card; the line is written in the same transaction, so that no card is read without one (R7).
pub(crate) async fn read_card(cx: &Context, (child, site): Whose) -> Result<Read, Problem> {
    let actor = cx.actor().clone();
    let read = cx
        .app
        .db()
        .write(move |tx| {
            let (seen, _) = db::papers::health::at_site(tx.conn, &actor, Action::SeeHealth, child, site)?;
            let card = db::papers::health::card(tx.conn, &seen)?.map(Shielded::open);
            let file = db::papers::file(tx.conn, &seen, actor.today)?;
            let site = Some(seen.site());
            let manages = db::papers::health::at_site(tx.conn, &actor, Action::ManageHealth, child, site).is_ok();
            let line = Entry::read(Action::SeeHealth, "health_card", seen.child()).family(seen.family());
            tx.audit(&actor.signature(), line.site(seen.site()))?;
            Ok((card, seen.site(), file, manages))
        })
        .await;
    let (card, site, file, manages) = read?;
    cx.read_is_written_down();
    Ok(Read {
        card,
        site,
        site_name: file.admitted.site_name,
        given_name: file.given_name,
        family_name: file.family_name,
        manages,
    })
}

/// Where a child's card is read, for who may read it at this site today; empty for everybody else. Whether there is one is not said.
pub(crate) async fn href(cx: &Context, child: ChildId, site: SiteId) -> Result<String, Problem> {
    let actor = cx.actor().clone();
    let read = move |conn: &mut db::Conn| {
        let Some(family) = db::papers::health::families_of(conn, &[child])?.remove(&child) else { return Ok(None) };
        let found = db::papers::health::at_site(conn, &actor, Action::SeeHealth, (family, child), Some(site));
        Ok(found.is_ok().then_some(family))
    };
    let family = cx.app.db().read(read).await?;
    Ok(family.map(|family| format!("/families/{family}/children/{child}/health?site={site}")).unwrap_or_default())
}

#[derive(Template)]
#[template(path = "papers/health.html")]
struct HealthPage {
    t: Text,
    layout: view::Layout,
    title: String,
    lead: String,
    back: String,
    rows: Vec<view::SummaryRow>,
    written: String,
    manages: bool,
    action: String,
    site: String,
    form: Submitted,
    errors: view::FieldErrors,
    key: String,
}

/// The lines of a card, in words; those that say nothing are left out.
pub(crate) fn rows(t: Text, card: &HealthCard) -> Vec<view::SummaryRow> {
    let row = |label: String, value: Option<String>| value.map(|value| view::SummaryRow { label, value, change: None });
    let plan = if card.care_plan { t.health_care_plan_yes() } else { t.health_care_plan_no() };
    [
        row(t.health_allergy(), card.allergy.clone()),
        row(t.health_care_plan(), Some(plan)),
        row(t.health_plan_place(), card.plan_place.clone()),
        row(t.health_treatment_place(), card.treatment_place.clone()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn page(
    cx: &Context,
    whose: Whose,
    form: Option<Submitted>,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let ((family, child), _) = whose;
    // A parent reads it on her own pages.
    if cx.actor().parent.is_some() {
        return Err(Problem::not_found());
    }
    let read = read_card(cx, whose).await?;
    let t = cx.t;
    let known = read.card.as_ref().map(|written| &written.card);
    let text = |of: fn(&HealthCard) -> Option<String>| known.and_then(of).unwrap_or_default();
    let form = form.unwrap_or_else(|| {
        let plan = if known.is_some_and(|card| card.care_plan) { "true" } else { "" };
        Submitted::prefilled(
            [
                ("allergy", text(|card| card.allergy.clone())),
                ("care_plan", plan.to_owned()),
                ("plan_place", text(|card| card.plan_place.clone())),
                ("treatment_place", text(|card| card.treatment_place.clone())),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        )
    });
    let page = HealthPage {
        t,
        layout: cx.layout().await,
        title: t.health_title(format!("{} {}", read.given_name, read.family_name)),
        lead: t.health_lead(&read.site_name),
        back: if read.manages {
            format!("/families/{family}/children/{child}/papers?site={}", read.site)
        } else {
            format!("/attendance?site={}", read.site)
        },
        rows: known.map(|card| rows(t, card)).unwrap_or_default(),
        written: read
            .card
            .as_ref()
            .map(|written| t.health_written(t.date_long(written.at.date(&cx.frame.zone))))
            .unwrap_or_default(),
        manages: read.manages,
        action: format!("/families/{family}/children/{child}/health"),
        site: read.site.to_string(),
        form,
        errors,
        key: cx.new_key(),
    };
    page.render().map(Html).map_err(|error| Problem::broken(&error.to_string()))
}

/// `GET /families/{id}/children/{child_id}/health`
pub(super) async fn show(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    asked: Asked,
) -> Result<Html<String>, Problem> {
    page(&cx, whose(&id, &child_id, asked.value("site"))?, None, view::FieldErrors::none()).await
}

/// A card as it is written. Empty, it takes away what was known.
#[derive(Clone, Default, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[garde(allow_unvalidated)]
pub(crate) struct WrittenCard {
    /// The site, where the child has contracts at several.
    #[schema(value_type = Option<String>, format = "uuid")]
    pub(crate) site_id: Option<SiteId>,
    /// What the child does not bear, in a few words.
    #[schema(max_length = 60)]
    pub(crate) allergy: Option<String>,
    /// Whether there is an individual care plan (PAI).
    pub(crate) care_plan: bool,
    /// Where the protocol lies.
    #[schema(max_length = 200)]
    pub(crate) plan_place: Option<String>,
    /// Where the emergency treatment lies.
    #[schema(max_length = 200)]
    pub(crate) treatment_place: Option<String>,
}

impl WrittenCard {
    /// The card, or every field that is wrong.
    pub(crate) fn read(self) -> Result<HealthCard, Problem> {
        let mut wrong = Vec::new();
        let mut text = |field: &str, text: Option<String>, most: usize| {
            let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
            if text.as_ref().is_some_and(|text| text.chars().count() > most) {
                wrong.push(FieldProblem { field: field.into(), code: "too_long".into(), message: String::new() });
            }
            text
        };
        let card = HealthCard {
            allergy: text("allergy", self.allergy, HealthCard::MOST_ALLERGY),
            care_plan: self.care_plan,
            plan_place: text("plan_place", self.plan_place, HealthCard::MOST_PLACE),
            treatment_place: text("treatment_place", self.treatment_place, HealthCard::MOST_PLACE),
        };
        if wrong.is_empty() { Ok(card) } else { Err(Problem::fields(wrong)) }
    }
}

/// Writes a card in the stead of what was known.
pub(crate) async fn write_card(
    cx: &Context,
    (child, site): Whose,
    key: Option<db::idempotency::Key>,
    card: HealthCard,
) -> Result<(), Problem> {
    let actor = cx.actor().clone();
    let write = move |tx: &mut db::Tx<'_>| {
        tx.once(key.as_ref(), |tx| {
            let (seen, _) = db::papers::health::at_site(tx.conn, &actor, Action::ManageHealth, child, site)?;
            tx.write_health(&actor.signature(), &seen, &card)
        })
    };
    Ok(cx.app.db().write(write).await?)
}

/// `POST /families/{id}/children/{child_id}/health`
pub(super) async fn write(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let whose = whose(&id, &child_id, form.value("site"))?;
    let read = || {
        let mut read = form.read();
        read.also("site");
        let care_plan = read.ticked("care_plan");
        let mut texts =
            ["allergy", "plan_place", "treatment_place"].map(|name| read.optional_text(name, 1_000)).into_iter();
        read.finish()?;
        let mut next = || texts.next().map(|text| text.take()).transpose().map(Option::flatten);
        WrittenCard { site_id: None, allergy: next()?, care_plan, plan_place: next()?, treatment_place: next()? }.read()
    };
    match read() {
        Ok(card) => {
            write_card(&cx, whose, form.key().cloned(), card).await?;
            cx.notify(view::Notice { tone: "done", text: cx.t.health_saved(), undo: None }).await?;
            let site = form.value("site");
            Ok(Redirect::to(&format!("/families/{id}/children/{child_id}/health?site={site}")).into_response())
        }
        Err(problem) => {
            let wrong = errors(cx.t, &problem);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&cx, whose, Some(form.clone()), wrong).await?).into_response())
        }
    }
}
