//! `/sites/{id}/papers`: what is missing at a site, the first due first; and what it asks for.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::audit::Entry;
use db::directory::Site;
use db::papers::missing::Missing;
use domain::access::Action;
use domain::papers::{AfterDue, PROVISIONAL_MONTHS, PaperKind, PaperSetting, Standing};
use domain::{Date, SiteId};
use i18n::Text;

use super::words;
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::{Submitted, percent};
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::list::paging;
use crate::sites::pages::{Head, PAGE, Wrong, choices, head, html, load, saved, write};

struct Row {
    name: String,
    href: String,
    paper: String,
    badge: view::Badge,
    due: String,
}

#[derive(Template)]
#[template(path = "papers/site.html")]
struct SitePage {
    t: Text,
    layout: view::Layout,
    head: Head,
    lead: String,
    kept: bool,
    filters: Filters,
    kinds: Vec<view::Choice>,
    states: Vec<view::Choice>,
    columns: Vec<view::Column>,
    rows: Vec<Row>,
    paging: Option<view::Paging>,
    settings: Vec<(String, bool)>,
    form: Submitted,
    wrong: Wrong,
    key: String,
    papers: Vec<view::Choice>,
    ticked: Vec<String>,
    after_due: Vec<view::Choice>,
}

/// What the list is asked for.
#[derive(Debug, Clone, Default)]
struct Filters {
    q: String,
    kind: String,
    state: String,
    sort: String,
    page: i32,
}

const BIRTHDAY: &str = "birthday";
const STATES: [&str; 4] = ["overdue", "awaited", "provisional", "too_old"];

impl Filters {
    fn of(asked: &Asked) -> Self {
        let mut read = asked.read_loosely();
        let page = read.optional_number("page", 1..=10_000).peek().copied().flatten().unwrap_or(1);
        let value = |name: &str| asked.value(name).to_owned();
        Self { q: value("q"), kind: value("kind"), state: value("state"), sort: value("sort"), page }
    }
    fn any(&self) -> bool {
        [&self.q, &self.kind, &self.state].into_iter().any(|filter| !filter.is_empty())
    }
    fn keeps(&self, one: &Missing) -> bool {
        let kind = one.kind.map_or(BIRTHDAY, PaperKind::as_str);
        let words = db::families::search_words(&format!("{} {}", one.child.given_name, one.child.family_name));
        let wanted = db::families::search_words(&self.q);
        (self.kind.is_empty() || self.kind == kind)
            && (self.state.is_empty() || self.state == one.standing.word())
            && wanted.iter().all(|part| words.iter().any(|word| word.starts_with(part.as_str())))
    }
    fn href(&self, base: &str, sort: &str, page: usize) -> String {
        let (q, kind, state) = (percent(&self.q), percent(&self.kind), percent(&self.state));
        format!("{base}/papers?q={q}&kind={kind}&state={state}&sort={}&page={page}", percent(sort))
    }
}

fn row(t: Text, site: SiteId, one: &Missing) -> Row {
    let child = &one.child;
    let birthday = |years: i32| view::Badge { tone: "special", word: t.papers_birthday_detail(i64::from(years)) };
    Row {
        name: format!("{} {}", child.given_name, child.family_name),
        href: format!("/families/{}/children/{}/papers?site={site}", child.family, child.id),
        paper: one.kind.map_or_else(|| t.papers_birthday_kind(), |kind| words::paper(t, kind)),
        badge: one.years.map_or_else(|| words::badge(t, one.standing), birthday),
        due: t.date_medium(one.due()),
    }
}

async fn page(cx: &Context, site: Site, filters: Filters, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, actor) = (cx.t, site.id, cx.actor().clone());
    let (mut found, settings) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeePapers, id)?;
            let settings = db::papers::settings(conn, &[id])?.remove(&id).unwrap_or_default();
            Ok((db::papers::missing::missing(conn, &actor, &seen)?, settings))
        })
        .await?;
    cx.audit_read(Entry::read(Action::SeePapers, "site", id).site(id));
    let missing = found.iter().filter(|one| one.kind.is_some()).count();
    found.retain(|one| filters.keeps(one));
    if filters.sort == "child" {
        found.sort_by_cached_key(|one| domain::geography::folded(&one.child.given_name));
    }
    let head = head(cx, &site, "papers", 0);
    let (start, paging) = paging(t, found.len(), filters.page, |page| filters.href(&head.base, &filters.sort, page));
    let column = |name: &str, label: String| view::Column {
        label,
        sort_href: filters.href(&head.base, name, 1),
        sorted: if filters.sort == name || (filters.sort.is_empty() && name == "due") { "ascending" } else { "" },
        numeric: false,
    };
    let plain = |label: String| view::Column { label, ..view::Column::default() };
    let choice =
        |value: &str, label: String| view::Choice { value: value.to_owned(), label, ..view::Choice::default() };
    let mut kinds = vec![choice("", t.papers_site_all())];
    kinds.extend(choices(t, "paper", PaperKind::ALL));
    kinds.push(choice(BIRTHDAY, t.papers_birthday_kind()));
    let mut states = vec![choice("", t.papers_site_all())];
    states.extend(STATES.map(|state| choice(state, t.word("papers-state", state))));
    let status = wrong.status();
    let page = SitePage {
        t,
        layout: cx.layout().await,
        lead: t.papers_site_lead(i64::try_from(missing).unwrap_or(i64::MAX)),
        kept: !settings.is_empty(),
        kinds,
        states,
        columns: vec![
            column("child", t.papers_site_child()),
            plain(t.papers_site_kind()),
            plain(t.papers_state()),
            column("due", t.papers_site_due()),
        ],
        rows: found.iter().skip(start).take(PAGE).map(|one| row(t, id, one)).collect(),
        paging,
        settings: settings.iter().rev().map(|setting| (setting_words(t, setting), setting.assumed)).collect(),
        head,
        filters,
        ticked: form.values("asked").map(str::to_owned).collect(),
        form,
        wrong,
        key: cx.new_key(),
        papers: choices(t, "paper", PaperKind::ALL),
        after_due: choices(t, "paper-after-due", AfterDue::ALL),
    };
    html(&page, status)
}

fn setting_words(t: Text, setting: &PaperSetting) -> String {
    let asked: Vec<String> = setting.asked.iter().map(|kind| words::paper(t, *kind)).collect();
    let after = t.word("paper-after-due", setting.after_due.as_str());
    let asked = if asked.is_empty() { t.papers_asked_none() } else { t.list_and(&asked) };
    t.papers_settings_since(t.date_medium(setting.from), format!("{asked} · {after}"))
}

/// What the form begins with: what holds, or what is proposed.
fn prefilled(setting: &PaperSetting, today: Date) -> Submitted {
    let asked = setting.asked.iter().map(|kind| ("asked".to_owned(), kind.to_string()));
    let checked = (!setting.assumed).then(|| ("checked".to_owned(), "true".to_owned()));
    let fields = [
        ("from", today.to_string()),
        ("after_due", setting.after_due.to_string()),
        ("provisional_months", setting.provisional_months.to_string()),
    ];
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
    Submitted::prefilled(fields.chain(asked).chain(checked))
}

/// `GET /sites/{id}/papers`
pub(super) async fn list(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let (id, today) = (site.id, cx.app.today());
    let settings = cx.app.db().read(move |conn| Ok(db::papers::settings(conn, &[id])?.remove(&id))).await?;
    let proposed = PaperSetting::proposed(today);
    let known = settings.unwrap_or_default();
    let form = prefilled(PaperSetting::on(&known, today).unwrap_or(&proposed), today);
    page(&cx, site, Filters::of(&asked), form, Wrong::default()).await
}

/// What a site asks for, as it was written, or what is wrong with it. Who writes it says whether it was read in the house rules.
pub(super) fn setting_of(
    from: Date,
    asked: Vec<PaperKind>,
    after_due: AfterDue,
    provisional_months: Option<i32>,
    checked: bool,
    today: Date,
) -> Result<PaperSetting, Problem> {
    let in_reach = domain::places::days_after(today, -3_660) <= from && from <= domain::places::days_after(today, 366);
    if !in_reach {
        return Err(Problem::field("from", "not_in_range"));
    }
    let provisional_months = provisional_months.unwrap_or(PROVISIONAL_MONTHS);
    if !(1..=12).contains(&provisional_months) {
        return Err(Problem::field("provisional_months", "not_in_range"));
    }
    let asked = PaperKind::ALL.iter().copied().filter(|kind| asked.contains(kind)).collect();
    Ok(PaperSetting { from, asked, after_due, provisional_months, assumed: !checked })
}

async fn write_setting(cx: &Context, id: SiteId, form: &Submitted) -> Result<(), Problem> {
    let mut read = form.read();
    let (from, asked) = (read.date("from"), read.words::<PaperKind>("asked"));
    let (after_due, months) = (read.word::<AfterDue>("after_due"), read.number("provisional_months", 1..=12));
    let checked = read.ticked("checked");
    read.finish()?;
    let months = Some(months.take()?);
    let setting = setting_of(from.take()?, asked.take()?, after_due.take()?, months, checked, cx.app.today())?;
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManagePapers, id)?;
        tx.set_papers(&actor.signature(), &seen, &setting).map(drop)
    })
    .await
}

/// `POST /sites/{id}/papers/settings`
pub(super) async fn set(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_setting(&cx, site.id, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/papers", site.id)).await,
        Err(problem) => page(&cx, site, Filters::default(), form, Wrong::of(&cx, problem)?).await,
    }
}

/// The state of something missing, for programs.
pub(super) fn state(standing: Standing) -> &'static str {
    standing.word()
}
