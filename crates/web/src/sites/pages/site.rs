//! A site: overview, made, changed.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use db::access::see_site;
use db::directory::{self, Site};
use db::organisations::{self, SiteChange};
use domain::access::Action;
use domain::calendar::{HolidayRegion, SchoolZone};
use domain::sites::*;
use domain::{Date, OrganisationId, SiteId};
use i18n::Text;

use super::list::may_create;
use super::{Head, Wrong, choices, head, html, load, saved, write};
use crate::context::Context;
use crate::directory::pages::{commune_label, policy_words};
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::api::{self, SiteInput, done};

#[derive(Template)]
#[template(path = "sites/overview.html")]
struct OverviewPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    rows: Vec<view::SummaryRow>,
    missing: Vec<view::Link>,
    to_decide: usize,
    directory: String,
    /// What the site owes by a date.
    duties: Vec<String>,
}

/// `GET /sites/{id}`
pub(crate) async fn overview(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let (t, id, today, now) = (cx.t, site.id, cx.app.today(), cx.app.now());
    let actor = cx.actor().clone();
    let (policies, premises, rules, acts, waiting, duties) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = db::access::see_site(conn, &actor, Action::SeeSite, id)?;
            Ok((
                db::sites::policies(conn, &[id])?,
                directory::premises_of(conn, &[id])?,
                db::calendar::opening_rules(conn, id)?,
                db::sites::authorisations(conn, &[id])?,
                db::calendar::sessions_to_decide(conn, id, today, now)?.len(),
                db::duties::duties(conn, &seen, today)?,
            ))
        })
        .await?;
    let head = head(&cx, &site, "", waiting);
    let policy = db::sites::policy_on(&policies, id, today);
    let mut missing = Vec::new();
    let mut lacks = |is: bool, label: String, path: &str| {
        if is {
            missing.push(view::Link { label, href: format!("{}{path}", head.base) });
        }
    };
    lacks(premises.is_empty(), t.sites_lacks_premises(), "/premises");
    lacks(rules.is_empty(), t.sites_lacks_rules(), "/rules");
    lacks(policy.is_none(), t.sites_lacks_policy(), "/policy");
    lacks(acts.is_empty(), t.sites_lacks_authorisation(), "/authorisations");
    let line = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let yes = |is: bool| if is { t.answer_yes() } else { t.answer_no() };
    let or_none = |value: Option<String>| value.unwrap_or_else(|| t.answer_not_known());
    let act = acts.iter().find(|(_, act)| act.period.contains(today));
    let rows = vec![
        line(t.sites_organisation(), site.organisation_name.clone()),
        line(
            t.sites_phone(),
            or_none(site.phone.as_deref().map(|number| crate::directory::pages::phone(number).shown)),
        ),
        line(t.sites_email(), or_none(site.email.clone())),
        line(t.sites_description(), or_none(site.description.clone())),
        line(t.sites_who(), policy_words(t, policy).join(" · ")),
        line(
            t.sites_authorised(),
            act.map_or_else(
                || t.answer_not_known(),
                |(_, act)| act.bands.iter().map(|band| band_words(t, *band)).collect::<Vec<_>>().join(" · "),
            ),
        ),
        line(
            t.sites_calendar_followed(),
            format!(
                "{} · {} · {}",
                t.word("school-zone", site.school_zone.as_str()),
                t.word("holiday-region", site.holiday_region.as_str()),
                site.time_zone
            ),
        ),
        line(t.sites_opens_on_public_holidays(), yes(site.opens_on_public_holidays)),
        line(t.sites_free_of_charge(), yes(site.free_of_charge)),
        line(t.sites_avip(), yes(site.avip)),
        line(t.sites_ended_on(), site.ended_on.map_or_else(|| t.answer_not_known(), |day| t.date_long(day))),
    ];
    html(
        &OverviewPage {
            t,
            layout: cx.layout().await,
            head,
            rows,
            missing,
            to_decide: waiting,
            duties: duties.iter().map(|warning| i18n::warning_sentence(t, warning)).collect(),
            directory: format!("/directory/{id}"),
        },
        StatusCode::OK,
    )
}

pub(super) fn band_words(t: Text, band: AuthorisationBand) -> String {
    t.sites_band(band.places, t.time_range(band.from, band.until), instant_maximum(band.places))
}

#[derive(Template)]
#[template(path = "sites/form.html")]
struct SiteForm {
    t: Text,
    layout: view::Layout,
    title: String,
    action: String,
    back: String,
    form: Submitted,
    wrong: Wrong,
    key: String,
    kinds: Vec<view::Choice>,
    zones: Vec<view::Choice>,
    regions: Vec<view::Choice>,
    organisations: Vec<view::Choice>,
    edits: bool,
}

async fn site_form(cx: &Context, form: Submitted, wrong: Wrong, site: Option<SiteId>) -> Result<Response, Problem> {
    let (t, actor) = (cx.t, cx.actor().clone());
    let own = organisations::own_organisations(cx.actor(), Action::ManageOrganisations);
    let all = if own.len() > 1 {
        cx.app.db().read(move |conn| organisations::organisations(conn, &actor)).await?
    } else {
        Vec::new()
    };
    let status = wrong.status();
    let page = SiteForm {
        t,
        layout: cx.layout().await,
        title: if site.is_some() { t.sites_edit() } else { t.sites_new() },
        action: site.map_or_else(|| "/sites".to_owned(), |id| format!("/sites/{id}/edit")),
        back: site.map_or_else(|| "/sites".to_owned(), |id| format!("/sites/{id}")),
        form,
        wrong,
        key: cx.new_key(),
        kinds: choices(t, "site-kind", SiteKind::ALL),
        zones: choices(t, "school-zone", SchoolZone::ALL),
        regions: choices(t, "holiday-region", HolidayRegion::ALL),
        organisations: all
            .into_iter()
            .filter(|organisation| own.contains(&organisation.id))
            .map(|organisation| view::Choice {
                value: organisation.id.to_string(),
                label: organisation.name,
                ..view::Choice::default()
            })
            .collect(),
        edits: site.is_some(),
    };
    html(&page, status)
}

/// Fields as a form has them.
pub(crate) fn filled(fields: &[(&str, String)]) -> Submitted {
    Submitted::prefilled(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())))
}

/// `GET /sites/new`
pub(crate) async fn new(cx: Context) -> Result<Response, Problem> {
    if !may_create(&cx) {
        return Err(Problem::not_found());
    }
    site_form(
        &cx,
        filled(&[("kind", "micro_creche".into()), ("free_of_charge", "true".into())]),
        Wrong::default(),
        None,
    )
    .await
}

fn read_site(form: &Submitted) -> Result<(SiteInput, Option<Date>), Problem> {
    let mut read = form.read();
    let organisation_id = read.optional_word::<OrganisationId>("organisation_id");
    let (kind, name, place) = (read.word("kind"), read.text("name", 120), read.text("commune", 120));
    let (zone, region) = (read.optional_word("school_zone"), read.optional_word("holiday_region"));
    let (phone, email) = (read.optional_phone("phone"), read.optional_email("email"));
    let (description, ended_on) = (read.optional_text("description", 500), read.optional_date("ended_on"));
    let (holidays, avip) = (read.ticked("opens_on_public_holidays"), read.ticked("avip"));
    let free_of_charge = read.ticked("free_of_charge");
    if place.peek().is_some_and(|place| api::commune(place).is_err()) {
        read.problem("commune", "not_a_commune");
    }
    read.finish()?;
    let input = SiteInput {
        organisation_id: organisation_id.take()?,
        kind: kind.take()?,
        name: name.take()?,
        commune: place.take()?,
        latitude: None,
        longitude: None,
        time_zone: None,
        school_zone: zone.take()?,
        holiday_region: region.take()?,
        opens_on_public_holidays: holidays,
        phone: phone.take()?,
        email: email.take()?,
        description: description.take()?,
        avip,
        free_of_charge,
    };
    Ok((input, ended_on.take()?))
}

async fn make_site(cx: &Context, form: &Submitted) -> Result<SiteId, Problem> {
    let (input, _) = read_site(form)?;
    let own = organisations::own_organisations(cx.actor(), Action::ManageOrganisations);
    let organisation = match input.organisation_id {
        None => api::operator(cx)?,
        Some(id) if own.contains(&id) => id,
        Some(_) => return Err(Problem::field("organisation_id", "not_a_choice")),
    };
    let new = input.site(organisation)?;
    write(cx, form, move |tx, actor| {
        let id = tx.create_site(&new)?;
        tx.audit(&actor.signature(), done(Action::ManageSites, "site", id).site(id))?;
        Ok(id)
    })
    .await
}

/// `POST /sites`
pub(crate) async fn create(cx: Context, form: Submitted) -> Result<Response, Problem> {
    match make_site(&cx, &form).await {
        Ok(id) => saved(&cx, cx.t.form_saved(), &format!("/sites/{id}")).await,
        Err(problem) => site_form(&cx, form, Wrong::of(&cx, problem)?, None).await,
    }
}

/// `GET /sites/{id}/edit`
pub(crate) async fn edit(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let tick = |is: bool| if is { "true".to_owned() } else { String::new() };
    let form = filled(&[
        ("kind", site.kind.as_str().to_owned()),
        ("name", site.name),
        ("commune", commune_label(&site.commune)),
        ("school_zone", site.school_zone.as_str().to_owned()),
        ("holiday_region", site.holiday_region.as_str().to_owned()),
        ("phone", site.phone.unwrap_or_default()),
        ("email", site.email.unwrap_or_default()),
        ("description", site.description.unwrap_or_default()),
        ("ended_on", site.ended_on.map(|day| day.to_string()).unwrap_or_default()),
        ("opens_on_public_holidays", tick(site.opens_on_public_holidays)),
        ("avip", tick(site.avip)),
        ("free_of_charge", tick(site.free_of_charge)),
    ]);
    site_form(&cx, form, Wrong::default(), Some(site.id)).await
}

async fn update_site(cx: &Context, site: &Site, form: &Submitted) -> Result<(), Problem> {
    let (mut input, ended_on) = read_site(form)?;
    let moved = api::commune(&input.commune)?.code != site.commune;
    if !moved {
        (input.latitude, input.longitude) = (Some(site.latitude), Some(site.longitude));
        input.time_zone = Some(site.time_zone.clone());
    }
    let (id, change) = (site.id, SiteChange { site: input.site(site.organisation)?, ended_on });
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageSites, id)?;
        tx.change_site(&seen, &change, None)?;
        db::calendar::roll_horizon(tx, id)?;
        tx.audit(&actor.signature(), done(Action::ManageSites, "site", id).site(id))
    })
    .await
}

/// `POST /sites/{id}/edit`
pub(crate) async fn update(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match update_site(&cx, &site, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}", site.id)).await,
        Err(problem) => site_form(&cx, form, Wrong::of(&cx, problem)?, Some(site.id)).await,
    }
}
