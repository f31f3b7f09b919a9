//! The administrator's screens of organisations and sites.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::Tx;
use db::access::{Actor, see_site};
use db::directory::{self, Premises, Site};
use db::organisations::{self, Organisation, PremisesChange, SiteChange, SiteLine, organisation_by_id};
use domain::access::Action;
use domain::calendar::{HolidayRegion, SchoolZone};
use domain::geography::folded;
use domain::places::CareKind;
use domain::sites::*;
use domain::{Date, OrganisationId, Period, PremisesId, SiteId};
use i18n::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::{self, SiteInput, authorisation_of, done, organisation_of, policy_of};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::directory::pages::{commune_label, policy_words};
use crate::forms::{Submitted, errors};
use crate::problem::Problem;
use crate::shared::view;

/// Lines of a page of a list.
const PAGE: usize = 50;

/// A page, as an answer.
pub(crate) fn html(page: &impl Template, status: StatusCode) -> Result<Response, Problem> {
    let body = page.render().map_err(|error| Problem::broken(&error.to_string()))?;
    Ok((status, Html(body)).into_response())
}

/// What a form that comes back has to say.
#[derive(Default)]
pub(crate) struct Wrong {
    /// What is wrong with its fields.
    pub(crate) fields: view::FieldErrors,
    /// Rules that refused.
    pub(crate) refusals: Vec<String>,
    status: Option<StatusCode>,
}

impl Wrong {
    /// What a problem says about a form; other problems are answered as pages of their own.
    pub(crate) fn of(cx: &Context, problem: Problem) -> Result<Self, Problem> {
        if problem.field_problems().is_none() && problem.refusals().is_none() {
            return Err(problem);
        }
        let refusals = problem.refusals().unwrap_or_default().iter().map(|refusal| cx.sentence(refusal)).collect();
        Ok(Self { fields: errors(cx.t, &problem), refusals, status: Some(problem.status()) })
    }
    /// The answer's status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status.unwrap_or(StatusCode::OK)
    }
}

/// Writes what a form asks, once for its key.
pub(crate) async fn write<T, F>(cx: &Context, form: &Submitted, work: F) -> Result<T, Problem>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&mut Tx<'_>, &Actor) -> db::Result<T> + Send + 'static,
{
    let (actor, key) = (cx.actor().clone(), form.key().cloned().ok_or_else(Problem::key_missing)?);
    Ok(cx.app.db().write(move |tx| tx.once(Some(&key), |tx| work(tx, &actor))).await?)
}

/// Says that it is done, and goes somewhere.
pub(crate) async fn saved(cx: &Context, text: String, href: &str) -> Result<Response, Problem> {
    cx.notify(view::Notice { tone: "done", text, undo: None }).await?;
    Ok(Redirect::to(href).into_response())
}

/// Choices of a closed list, in words.
pub(crate) fn choices<W: domain::Word>(t: Text, prefix: &str, words: &[W]) -> Vec<view::Choice> {
    words
        .iter()
        .map(|word| view::Choice {
            value: word.text().into_owned(),
            label: t.word(prefix, &word.text()),
            ..view::Choice::default()
        })
        .collect()
}

/// What stands above each page of a site.
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) over: String,
    pub(crate) base: String,
    pub(crate) tabs: Vec<view::Tab>,
    pub(crate) manages: bool,
}

/// The head of a site's page.
pub(crate) fn head(cx: &Context, site: &Site, current: &str, to_decide: usize) -> Head {
    let (t, base) = (cx.t, format!("/sites/{}", site.id));
    let tab = |path: &str, label: String, count: usize| view::Tab {
        label,
        href: format!("{base}{path}"),
        current: path.trim_start_matches('/') == current,
        count: if count == 0 { String::new() } else { count.to_string() },
    };
    let mut tabs = vec![
        tab("", t.sites_tab_overview(), 0),
        tab("/calendar", t.sites_tab_calendar(), to_decide),
        tab("/rules", t.sites_tab_rules(), 0),
        tab("/closures", t.sites_tab_closures(), 0),
        tab("/policy", t.sites_tab_policy(), 0),
        tab("/premises", t.sites_tab_premises(), 0),
        tab("/authorisations", t.sites_tab_authorisations(), 0),
    ];
    if cx.caller.may(Action::ManagePeople) {
        tabs.push(view::Tab {
            label: t.sites_tab_people(),
            href: format!("/people?site={}", site.id),
            current: false,
            count: String::new(),
        });
    }
    Head {
        name: site.name.clone(),
        over: format!("{} · {}", t.word("site-kind", site.kind.as_str()), commune_label(&site.commune)),
        base,
        tabs,
        manages: cx.caller.may(Action::ManageSites),
    }
}

/// A site the reader may see the settings of.
pub(crate) async fn load(cx: &Context, id: &str) -> Result<Site, Problem> {
    let (id, actor) = (path_id::<SiteId>(id)?, cx.actor().clone());
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            directory::site_by_id(conn, id)
        })
        .await?)
}

struct Row {
    name: String,
    href: String,
    commune: String,
    kind: String,
    organisation: String,
    badge: Option<view::Badge>,
}

#[derive(Template)]
#[template(path = "sites/list.html")]
struct ListPage {
    t: Text,
    layout: view::Layout,
    q: String,
    columns: Vec<view::Column>,
    rows: Vec<Row>,
    paging: Option<view::Paging>,
    any: bool,
    may_create: bool,
}

/// `GET /sites`
pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let page = read.optional_number("page", 1..=10_000).peek().copied().flatten().unwrap_or(1);
    let (sort, q) = (asked.value("sort").to_owned(), asked.value("q").to_owned());
    let (actor, t) = (cx.actor().clone(), cx.t);
    let mut lines = cx.app.db().read(move |conn| organisations::sites_in_reach(conn, &actor)).await?;
    let any = !lines.is_empty();
    let wanted = folded(&q);
    lines.retain(|line| {
        folded(&line.site.name).contains(&wanted)
            || folded(&commune_label(&line.site.commune)).contains(&wanted)
            || folded(&line.site.organisation_name).contains(&wanted)
    });
    match sort.as_str() {
        "commune" => lines.sort_by_cached_key(|line| folded(&commune_label(&line.site.commune))),
        "kind" => lines.sort_by_cached_key(|line| line.site.kind),
        _ => {}
    }
    let column = |name: &str, label: String| view::Column {
        label,
        sort_href: format!("/sites?sort={name}&q={}", crate::forms::percent(&q)),
        sorted: if sort == name || (sort.is_empty() && name == "name") { "ascending" } else { "" },
        numeric: false,
    };
    let columns = vec![
        column("name", t.sites_name()),
        column("commune", t.sites_commune()),
        column("kind", t.sites_kind()),
        view::Column { label: t.sites_organisation(), ..view::Column::default() },
        view::Column { label: t.sites_state(), ..view::Column::default() },
    ];
    let (start, paging) =
        paging(t, lines.len(), page, |page| format!("/sites?page={page}&sort={sort}&q={}", crate::forms::percent(&q)));
    let rows = lines.into_iter().skip(start).take(PAGE).map(|line| row(t, line, cx.app.today())).collect();
    let may_create = may_create(&cx);
    html(&ListPage { t, layout: cx.layout().await, q, columns, rows, paging, any, may_create }, StatusCode::OK)
}

fn may_create(cx: &Context) -> bool {
    cx.caller.may(Action::ManageOrganisations)
}

/// Where a page of a list starts, and its paging when there are several.
pub(crate) fn paging(
    t: Text,
    total: usize,
    page: i32,
    href: impl Fn(usize) -> String,
) -> (usize, Option<view::Paging>) {
    let pages = total.div_ceil(PAGE).max(1);
    let page = usize::try_from(page).unwrap_or(1).clamp(1, pages);
    let start = (page - 1) * PAGE;
    let paging = (pages > 1).then(|| view::Paging {
        words: t.paging_shown(start + 1, (start + PAGE).min(total), total),
        previous: if page > 1 { href(page - 1) } else { String::new() },
        next: if page < pages { href(page + 1) } else { String::new() },
    });
    (start, paging)
}

fn row(t: Text, line: SiteLine, today: Date) -> Row {
    let SiteLine { site, to_decide } = line;
    let badge = if site.ended_on.is_some_and(|last| last < today) {
        Some(view::Badge { tone: "neutral", word: t.sites_ended() })
    } else if to_decide > 0 {
        Some(view::Badge { tone: "waiting", word: t.sites_to_decide(to_decide) })
    } else {
        None
    };
    Row {
        href: format!("/sites/{}", site.id),
        name: site.name,
        commune: commune_label(&site.commune),
        kind: t.word("site-kind", site.kind.as_str()),
        organisation: site.organisation_name,
        badge,
    }
}

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
}

/// `GET /sites/{id}`
pub(crate) async fn overview(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let (t, id, today, now) = (cx.t, site.id, cx.app.today(), cx.app.now());
    let (policies, premises, rules, acts, waiting) = cx
        .app
        .db()
        .read(move |conn| {
            Ok((
                db::sites::policies(conn, &[id])?,
                directory::premises_of(conn, &[id])?,
                db::calendar::opening_rules(conn, id)?,
                db::sites::authorisations(conn, &[id])?,
                db::calendar::sessions_to_decide(conn, id, today, now)?.len(),
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
            directory: format!("/directory/{id}"),
        },
        StatusCode::OK,
    )
}

fn band_words(t: Text, band: AuthorisationBand) -> String {
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

struct PremisesRow {
    name: String,
    address: String,
    href: String,
    ended: String,
}

#[derive(Template)]
#[template(path = "sites/premises.html")]
struct PremisesPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    rows: Vec<PremisesRow>,
    title: String,
    action: String,
    form: Submitted,
    wrong: Wrong,
    key: String,
    edits: bool,
}

async fn premises_page(
    cx: &Context,
    site: Site,
    form: Submitted,
    wrong: Wrong,
    edited: Option<PremisesId>,
) -> Result<Response, Problem> {
    let (t, id) = (cx.t, site.id);
    let all: Vec<Premises> = cx.app.db().read(move |conn| directory::premises_of(conn, &[id])).await?;
    let status = wrong.status();
    let head = head(cx, &site, "premises", 0);
    let page = PremisesPage {
        t,
        layout: cx.layout().await,
        rows: all
            .into_iter()
            .map(|place| PremisesRow {
                href: format!("{}/premises/{}", head.base, place.id),
                address: format!("{}, {}", place.address, commune_label(&place.commune)),
                ended: place.ended_on.map(|day| t.sites_used_until(t.date_medium(day))).unwrap_or_default(),
                name: place.name,
            })
            .collect(),
        title: if edited.is_some() { t.sites_premises_edit() } else { t.sites_premises_new() },
        action: match edited {
            Some(premises) => format!("{}/premises/{premises}", head.base),
            None => format!("{}/premises", head.base),
        },
        head,
        form,
        wrong,
        key: cx.new_key(),
        edits: edited.is_some(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/premises`
pub(crate) async fn premises(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let form = filled(&[("commune", commune_label(&site.commune))]);
    premises_page(&cx, site, form, Wrong::default(), None).await
}

fn read_premises(form: &Submitted) -> Result<PremisesChange, Problem> {
    let mut read = form.read();
    let (name, address) = (read.text("name", 120), read.text("address", 200));
    let (place, ended_on) = (read.text("commune", 120), read.optional_date("ended_on"));
    if place.peek().is_some_and(|place| api::commune(place).is_err()) {
        read.problem("commune", "not_a_commune");
    }
    read.finish()?;
    Ok(PremisesChange {
        name: name.take()?,
        address: address.take()?,
        commune: api::commune(&place.take()?)?.code.clone(),
        ended_on: ended_on.take()?,
    })
}

async fn write_premises(cx: &Context, id: SiteId, edited: Option<PremisesId>, form: &Submitted) -> Result<(), Problem> {
    let change = read_premises(form)?;
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageSites, id)?;
        let premises = match edited {
            None => tx.create_premises(id, &change.name, &change.address, &change.commune)?,
            Some(premises) => {
                tx.change_premises(&seen, premises, &change)?;
                db::calendar::roll_horizon(tx, id)?;
                premises
            }
        };
        tx.audit(&actor.signature(), done(Action::ManageSites, "premises", premises).site(id))
    })
    .await
}

/// `POST /sites/{id}/premises`
pub(crate) async fn add_premises(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_premises(&cx, site.id, None, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/premises", site.id)).await,
        Err(problem) => premises_page(&cx, site, form, Wrong::of(&cx, problem)?, None).await,
    }
}

/// `GET /sites/{id}/premises/{premises_id}`
pub(crate) async fn edit_premises(
    cx: Context,
    Path((id, premises_id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (site, premises) = (load(&cx, &id).await?, path_id::<PremisesId>(&premises_id)?);
    let site_id = site.id;
    let all = cx.app.db().read(move |conn| directory::premises_of(conn, &[site_id])).await?;
    let place = all.into_iter().find(|place| place.id == premises).ok_or_else(Problem::not_found)?;
    let form = filled(&[
        ("name", place.name),
        ("address", place.address),
        ("commune", commune_label(&place.commune)),
        ("ended_on", place.ended_on.map(|day| day.to_string()).unwrap_or_default()),
    ]);
    premises_page(&cx, site, form, Wrong::default(), Some(premises)).await
}

/// `POST /sites/{id}/premises/{premises_id}`
pub(crate) async fn update_premises(
    cx: Context,
    Path((id, premises_id)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, premises) = (load(&cx, &id).await?, path_id::<PremisesId>(&premises_id)?);
    match write_premises(&cx, site.id, Some(premises), &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/premises", site.id)).await,
        Err(problem) => premises_page(&cx, site, form, Wrong::of(&cx, problem)?, Some(premises)).await,
    }
}

struct ActRow {
    period: String,
    number: String,
    bands: Vec<String>,
    current: bool,
}

#[derive(Template)]
#[template(path = "sites/authorisations.html")]
struct AuthorisationsPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    rows: Vec<ActRow>,
    form: Submitted,
    wrong: Wrong,
    key: String,
    action: String,
    bands: Vec<String>,
}

/// Time bands one can type at once.
const BANDS: usize = 4;

async fn authorisations_page(cx: &Context, site: Site, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, today) = (cx.t, site.id, cx.app.today());
    let acts = cx.app.db().read(move |conn| db::sites::authorisations(conn, &[id])).await?;
    let status = wrong.status();
    let head = head(cx, &site, "authorisations", 0);
    let page = AuthorisationsPage {
        t,
        layout: cx.layout().await,
        rows: acts
            .into_iter()
            .map(|(_, act)| ActRow {
                period: t.period(act.period),
                number: act.number.unwrap_or_default(),
                bands: act.bands.into_iter().map(|band| band_words(t, band)).collect(),
                current: act.period.contains(today),
            })
            .collect(),
        action: format!("{}/authorisations", head.base),
        head,
        form,
        wrong,
        key: cx.new_key(),
        bands: (1..=BANDS).map(|number| number.to_string()).collect(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/authorisations`
pub(crate) async fn authorisations(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let form = filled(&[("from", cx.app.today().to_string()), ("from_1", "08:00".into()), ("until_1", "18:00".into())]);
    authorisations_page(&cx, site, form, Wrong::default()).await
}

async fn write_act(cx: &Context, id: SiteId, form: &Submitted) -> Result<(), Problem> {
    let mut read = form.read();
    let (number, from, until) = (read.optional_text("number", 80), read.date("from"), read.optional_date("until"));
    let mut bands = Vec::new();
    for band in 1..=BANDS {
        let (starts, ends) =
            (read.optional_time(&format!("from_{band}")), read.optional_time(&format!("until_{band}")));
        let places = read.optional_number(&format!("places_{band}"), 1..=300);
        match (starts.peek().copied().flatten(), ends.peek().copied().flatten(), places.peek().copied().flatten()) {
            (Some(from), Some(until), Some(places)) => {
                bands.push(AuthorisationBand { from, until, places: u16::try_from(places).unwrap_or(1) });
            }
            (None, None, None) if band > 1 => {}
            (starts, ends, _) => {
                let missing = if starts.is_none() {
                    "from"
                } else if ends.is_none() {
                    "until"
                } else {
                    "places"
                };
                read.problem(&format!("{missing}_{band}"), "required");
            }
        }
    }
    read.finish()?;
    let new = authorisation_of(number.take()?, from.take()?, until.take()?, bands)?;
    write(cx, form, move |tx, actor| api::write_authorisation(tx, actor, id, &new).map(|_| ())).await
}

/// `POST /sites/{id}/authorisations`
pub(crate) async fn add_authorisation(
    cx: Context,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_act(&cx, site.id, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/authorisations", site.id)).await,
        Err(problem) => authorisations_page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}

struct PolicyCard {
    period: String,
    current: bool,
    rows: Vec<view::SummaryRow>,
}

#[derive(Template)]
#[template(path = "sites/policy.html")]
struct PolicyPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    cards: Vec<PolicyCard>,
    form: Submitted,
    wrong: Wrong,
    key: String,
    action: String,
    modes: Vec<view::Choice>,
    kinds: Vec<view::Choice>,
    ticked: Vec<String>,
}

fn policy_rows(t: Text, policy: &SitePolicy) -> Vec<view::SummaryRow> {
    let line = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let yes = |is: bool| if is { t.answer_yes() } else { t.answer_no() };
    let kinds: Vec<String> = policy.care_kinds.iter().map(|kind| t.word("care-kind", kind.as_str())).collect();
    let or = |value: Option<i32>, none: String| value.map_or(none, |value| t.number(i64::from(value)));
    vec![
        line(t.sites_policy_mode(), t.word("booking-mode", policy.booking_mode.as_str())),
        line(t.sites_policy_referral(), yes(policy.referral_required)),
        line(
            t.sites_policy_ages(),
            t.directory_ages(t.age_months(policy.minimum_age_months), t.age_months(policy.maximum_age_months)),
        ),
        line(t.sites_policy_notice(), t.sites_policy_hours(policy.notice_hours)),
        line(t.sites_policy_horizon(), t.sites_policy_days(policy.horizon_days)),
        line(t.sites_policy_share(), or(policy.fair_share_per_week, t.sites_policy_no_limit())),
        line(t.sites_policy_minimum(), or(policy.minimum_per_month, t.sites_policy_no_minimum())),
        line(t.sites_policy_full_day(), yes(policy.full_day_needs_situation)),
        line(t.sites_policy_emergency_borrows(), yes(policy.emergency_borrows_adaptation)),
        line(t.sites_policy_adaptation_borrows(), yes(policy.adaptation_borrows_emergency)),
        line(
            t.sites_policy_released(),
            policy.reserve_released_hours.map_or_else(|| t.sites_policy_never(), |hours| t.sites_policy_hours(hours)),
        ),
        line(t.sites_policy_hold(), t.sites_policy_hours(policy.hold_hours)),
        line(t.sites_policy_kinds(), t.list_and(&kinds)),
    ]
}

async fn policy_page(cx: &Context, site: Site, form: Option<Submitted>, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, today) = (cx.t, site.id, cx.app.today());
    let all = cx.app.db().read(move |conn| db::sites::policies(conn, &[id])).await?;
    let current = db::sites::policy_on(&all, id, today).cloned();
    let form = form.unwrap_or_else(|| policy_form(current.as_ref(), today));
    let status = wrong.status();
    let head = head(cx, &site, "policy", 0);
    let page = PolicyPage {
        t,
        layout: cx.layout().await,
        cards: all
            .iter()
            .map(|(_, policy)| PolicyCard {
                period: t.period(policy.period),
                current: current.as_ref() == Some(policy),
                rows: policy_rows(t, policy),
            })
            .collect(),
        action: format!("{}/policy", head.base),
        head,
        ticked: form.values("care_kinds").map(str::to_owned).collect(),
        form,
        wrong,
        key: cx.new_key(),
        modes: choices(t, "booking-mode", BookingMode::ALL),
        kinds: choices(t, "care-kind", CareKind::ALL),
    };
    html(&page, status)
}

/// A new policy begins with what holds today, from tomorrow on.
fn policy_form(current: Option<&SitePolicy>, today: Date) -> Submitted {
    let number = |value: Option<i32>| value.map(|value| value.to_string()).unwrap_or_default();
    let tick = |is: bool| if is { "true".to_owned() } else { String::new() };
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| fields.push((name.to_owned(), value));
    put("from", domain::places::days_after(today, i32::from(current.is_some())).to_string());
    put("booking_mode", current.map_or(BookingMode::OnRequest, |policy| policy.booking_mode).as_str().to_owned());
    put("referral_required", tick(current.is_none_or(|policy| policy.referral_required)));
    put("minimum_age_months", number(Some(current.map_or(3, |policy| policy.minimum_age_months))));
    put("maximum_age_months", number(Some(current.map_or(36, |policy| policy.maximum_age_months))));
    put("notice_hours", number(Some(current.map_or(24, |policy| policy.notice_hours))));
    put("horizon_days", number(Some(current.map_or(60, |policy| policy.horizon_days))));
    put("fair_share_per_week", number(current.and_then(|policy| policy.fair_share_per_week)));
    put("minimum_per_month", number(current.and_then(|policy| policy.minimum_per_month)));
    put("full_day_needs_situation", tick(current.is_some_and(|policy| policy.full_day_needs_situation)));
    put("emergency_borrows_adaptation", tick(current.is_some_and(|policy| policy.emergency_borrows_adaptation)));
    put("adaptation_borrows_emergency", tick(current.is_some_and(|policy| policy.adaptation_borrows_emergency)));
    put("reserve_released_hours", number(current.and_then(|policy| policy.reserve_released_hours)));
    put("hold_hours", number(Some(current.map_or(4, |policy| policy.hold_hours))));
    let kinds = current.map_or_else(|| CareKind::ALL.to_vec(), |policy| policy.care_kinds.clone());
    for kind in kinds {
        put("care_kinds", kind.as_str().to_owned());
    }
    Submitted::prefilled(fields)
}

/// `GET /sites/{id}/policy`
pub(crate) async fn policy(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    policy_page(&cx, site, None, Wrong::default()).await
}

async fn write_policy(cx: &Context, id: SiteId, form: &Submitted) -> Result<(), Problem> {
    let mut read = form.read();
    let (from, until, mode) = (read.date("from"), read.optional_date("until"), read.word("booking_mode"));
    let (youngest, oldest) = (read.number("minimum_age_months", 0..=84), read.number("maximum_age_months", 1..=216));
    let (notice, horizon) = (read.number("notice_hours", 0..=720), read.number("horizon_days", 1..=366));
    let share = read.optional_number("fair_share_per_week", 1..=14);
    let fewest = read.optional_number("minimum_per_month", 1..=62);
    let (released, hold) =
        (read.optional_number("reserve_released_hours", 0..=720), read.number("hold_hours", 1..=168));
    let kinds = read.words::<CareKind>("care_kinds");
    if kinds.peek().is_some_and(Vec::is_empty) {
        read.problem("care_kinds", "required");
    }
    let (referral, full_day) = (read.ticked("referral_required"), read.ticked("full_day_needs_situation"));
    let emergency = read.ticked("emergency_borrows_adaptation");
    let adaptation = read.ticked("adaptation_borrows_emergency");
    read.finish()?;
    let policy = policy_of(SitePolicy {
        period: Period { from: from.take()?, until: until.take()? },
        booking_mode: mode.take()?,
        referral_required: referral,
        minimum_age_months: youngest.take()?,
        maximum_age_months: oldest.take()?,
        notice_hours: notice.take()?,
        horizon_days: horizon.take()?,
        fair_share_per_week: share.take()?,
        minimum_per_month: fewest.take()?,
        full_day_needs_situation: full_day,
        emergency_borrows_adaptation: emergency,
        adaptation_borrows_emergency: adaptation,
        reserve_released_hours: released.take()?,
        hold_hours: hold.take()?,
        care_kinds: kinds.take()?,
    })?;
    write(cx, form, move |tx, actor| api::write_policy(tx, actor, id, &policy).map(|_| ())).await
}

/// `POST /sites/{id}/policy`
pub(crate) async fn add_policy(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_policy(&cx, site.id, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/policy", site.id)).await,
        Err(problem) => policy_page(&cx, site, Some(form), Wrong::of(&cx, problem)?).await,
    }
}

struct OrganisationRow {
    name: String,
    href: String,
    kind: String,
    commune: String,
    contact: String,
    ended: bool,
}

#[derive(Template)]
#[template(path = "sites/organisations.html")]
struct OrganisationsPage {
    t: Text,
    layout: view::Layout,
    q: String,
    columns: Vec<view::Column>,
    rows: Vec<OrganisationRow>,
    paging: Option<view::Paging>,
}

/// `GET /organisations`
pub(crate) async fn organisations(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let page = read.optional_number("page", 1..=10_000).peek().copied().flatten().unwrap_or(1);
    let (t, actor, q, today) = (cx.t, cx.actor().clone(), asked.value("q").to_owned(), cx.app.today());
    let mut all = cx.app.db().read(move |conn| organisations::organisations(conn, &actor)).await?;
    let wanted = folded(&q);
    let kind = |organisation: &Organisation| match organisation.prescriber_kind {
        Some(prescriber) => t.word("prescriber-kind", prescriber.as_str()),
        None => t.word("organisation-kind", organisation.kind.as_str()),
    };
    all.retain(|organisation| {
        folded(&organisation.name).contains(&wanted) || folded(&kind(organisation)).contains(&wanted)
    });
    let (start, paging) =
        paging(t, all.len(), page, |page| format!("/organisations?page={page}&q={}", crate::forms::percent(&q)));
    let column = |label: String| view::Column { label, ..view::Column::default() };
    let columns =
        vec![column(t.sites_name()), column(t.sites_kind()), column(t.sites_commune()), column(t.sites_contact())];
    let rows = all
        .iter()
        .skip(start)
        .take(PAGE)
        .map(|organisation| OrganisationRow {
            name: organisation.name.clone(),
            href: format!("/organisations/{}", organisation.id),
            kind: kind(organisation),
            commune: organisation.commune.as_deref().map(commune_label).unwrap_or_default(),
            contact: [organisation.phone.clone(), organisation.email.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            ended: organisation.ended_on.is_some_and(|last| last < today),
        })
        .collect();
    html(&OrganisationsPage { t, layout: cx.layout().await, q, columns, rows, paging }, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "sites/organisation.html")]
struct OrganisationForm {
    t: Text,
    layout: view::Layout,
    title: String,
    action: String,
    form: Submitted,
    wrong: Wrong,
    key: String,
    kinds: Vec<view::Choice>,
    prescriber_kinds: Vec<view::Choice>,
    edits: bool,
}

async fn organisation_form(
    cx: &Context,
    form: Submitted,
    wrong: Wrong,
    id: Option<OrganisationId>,
) -> Result<Response, Problem> {
    let t = cx.t;
    let status = wrong.status();
    let page = OrganisationForm {
        t,
        layout: cx.layout().await,
        title: if id.is_some() { t.sites_organisation_edit() } else { t.sites_organisation_new() },
        action: id.map_or_else(|| "/organisations".to_owned(), |id| format!("/organisations/{id}")),
        form,
        wrong,
        key: cx.new_key(),
        kinds: choices(t, "organisation-kind", OrganisationKind::ALL),
        prescriber_kinds: choices(t, "prescriber-kind", PrescriberKind::ALL),
        edits: id.is_some(),
    };
    html(&page, status)
}

/// `GET /organisations/new`
pub(crate) async fn new_organisation(cx: Context) -> Result<Response, Problem> {
    organisation_form(&cx, filled(&[("kind", "prescriber".into())]), Wrong::default(), None).await
}

async fn write_organisation(
    cx: &Context,
    id: Option<OrganisationId>,
    form: &Submitted,
) -> Result<OrganisationId, Problem> {
    let mut read = form.read();
    let (kind, prescriber) = (read.word("kind"), read.optional_word::<PrescriberKind>("prescriber_kind"));
    let (name, place) = (read.text("name", 160), read.optional_text("commune", 120));
    let (phone, email) = (read.optional_phone("phone"), read.optional_email("email"));
    let ended_on = read.optional_date("ended_on");
    let revision = read.optional_number("revision", 0..=i32::MAX);
    read.finish()?;
    let kind: OrganisationKind = kind.take()?;
    let new = organisation_of(
        kind,
        // The second question is for prescribers only: what stands there otherwise was not meant.
        prescriber.take()?.filter(|_| kind == OrganisationKind::Prescriber),
        &name.take()?,
        place.take()?.as_ref(),
        phone.take()?.as_ref(),
        email.take()?.as_ref(),
        Some(api::operator(cx)?),
    )?;
    let (ended_on, expected) = (ended_on.take()?, revision.take()?.map(i64::from));
    write(cx, form, move |tx, actor| {
        let id = match id {
            None => tx.create_organisation(&new)?,
            Some(id) => tx.change_organisation(actor, id, &new, ended_on, expected)?.id,
        };
        tx.audit(&actor.signature(), done(Action::ManageOrganisations, "organisation", id))?;
        Ok(id)
    })
    .await
}

/// `POST /organisations`
pub(crate) async fn create_organisation(cx: Context, form: Submitted) -> Result<Response, Problem> {
    match write_organisation(&cx, None, &form).await {
        Ok(_) => saved(&cx, cx.t.form_saved(), "/organisations").await,
        Err(problem) => organisation_form(&cx, form, Wrong::of(&cx, problem)?, None).await,
    }
}

/// `GET /organisations/{id}`
pub(crate) async fn edit_organisation(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<OrganisationId>(&id)?, cx.actor().clone());
    let found = cx.app.db().read(move |conn| organisation_by_id(conn, &actor, id)).await?;
    let form = filled(&[
        ("kind", found.kind.as_str().to_owned()),
        ("prescriber_kind", found.prescriber_kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default()),
        ("name", found.name),
        ("commune", found.commune.as_deref().map(commune_label).unwrap_or_default()),
        ("phone", found.phone.unwrap_or_default()),
        ("email", found.email.unwrap_or_default()),
        ("ended_on", found.ended_on.map(|day| day.to_string()).unwrap_or_default()),
        ("revision", found.revision.to_string()),
    ]);
    organisation_form(&cx, form, Wrong::default(), Some(id)).await
}

/// `POST /organisations/{id}`
pub(crate) async fn update_organisation(
    cx: Context,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, Problem> {
    let id = path_id::<OrganisationId>(&id)?;
    match write_organisation(&cx, Some(id), &form).await {
        Ok(_) => saved(&cx, cx.t.form_saved(), "/organisations").await,
        Err(problem) => organisation_form(&cx, form, Wrong::of(&cx, problem)?, Some(id)).await,
    }
}
