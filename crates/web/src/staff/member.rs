//! One person of the team: qualifications, checks of honorability, contracts, absences.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_site;
use db::directory::Site;
use db::staff::{File, NewFact};
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::staff::import::read_weekly_minutes;
use domain::staff::{CheckState, HonorabilityCheck, Qualification, StaffAbsence, StaffFact};
use domain::{Date, Period, SiteId, StaffFactId, StaffMemberId, Word};
use i18n::Text;

use super::figure::hours;
use super::team::{check_badge, hours_words, trained_words};
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, choices, filled, head, html, load, saved, write};

struct Fact {
    words: String,
    detail: String,
    withdraw: String,
    key: String,
}

#[derive(Template)]
#[template(path = "staff/member.html")]
struct MemberPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    name: String,
    trained: String,
    check: view::Badge,
    warning: String,
    qualifications: Vec<Fact>,
    checks: Vec<Fact>,
    contracts: Vec<Fact>,
    absences: Vec<Fact>,
    shifts: Vec<String>,
    here: String,
    form: Submitted,
    wrong: Wrong,
    keys: Vec<String>,
    titles: Vec<view::Choice>,
    kinds: Vec<view::Choice>,
    today: String,
}

struct Look {
    file: File,
    shifts: Vec<db::staff::Shift>,
}

async fn look(cx: &Context, id: SiteId, member: StaffMemberId) -> Result<Look, Problem> {
    let (actor, monday) = (cx.actor().clone(), week_of(cx.app.today()));
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeStaff, id)?;
            let file = db::staff::file(conn, &seen, member)?;
            let mut shifts = db::staff::shifts_of(conn, &[id], monday, days_after(monday, 20))?;
            shifts.retain(|shift| shift.member == member);
            Ok(Look { file, shifts })
        })
        .await?)
}

fn fact(cx: &Context, here: &str, kind: StaffFact, id: StaffFactId, words: String, detail: String) -> Fact {
    Fact { words, detail, withdraw: format!("{here}/{kind}/{id}/withdraw"), key: cx.new_key() }
}

async fn member_page(
    cx: &Context,
    site: Site,
    member: StaffMemberId,
    form: Option<Submitted>,
    wrong: Wrong,
) -> Result<Response, Problem> {
    let Look { file, shifts } = look(cx, site.id, member).await?;
    let (t, today) = (cx.t, cx.app.today());
    let head = head(cx, &site, "staff", 0);
    let here = format!("{}/staff/{member}", head.base);
    let state = file.credentials().check_state(today);
    let due = match state {
        CheckState::DueSoon(due) => Some(due),
        _ => None,
    };
    let warning = domain::refusal::Warning::HonorabilityDue { name: file.member.name(), due };
    let status = wrong.status();
    let page = MemberPage {
        t,
        layout: cx.layout().await,
        name: file.member.name(),
        trained: trained_words(t, &file, today),
        check: check_badge(t, state),
        warning: if matches!(state, CheckState::Valid(_)) {
            String::new()
        } else {
            i18n::warning_sentence(t, &warning)
        },
        qualifications: file
            .qualifications
            .iter()
            .map(|(id, qualification, period)| {
                let category = qualification.category().map(|category| t.word("staff-category", category.as_str()));
                let detail = [category, Some(t.period(*period))].into_iter().flatten().collect::<Vec<_>>().join(" · ");
                let words = t.word("qualification", qualification.as_str());
                fact(cx, &here, StaffFact::Qualification, *id, words, detail)
            })
            .collect(),
        checks: file
            .checks
            .iter()
            .map(|(id, check, by)| {
                let words = t.staff_check_of(t.date_medium(check.checked_on), t.date_medium(check.ends_on()));
                let detail = t.staff_check_by(by, t.date_medium(check.issued_on));
                fact(cx, &here, StaffFact::Check, *id, words, detail)
            })
            .collect(),
        contracts: file
            .contracts
            .iter()
            .map(|(id, minutes, period)| {
                let words = t.staff_contract_of(hours_words(t, u32::from(*minutes)));
                fact(cx, &here, StaffFact::Contract, *id, words, t.period(*period))
            })
            .collect(),
        absences: file
            .absences
            .iter()
            .map(|(id, kind, period)| {
                let words = t.word("staff-absence", kind.as_str());
                fact(cx, &here, StaffFact::Absence, *id, words, t.period(*period))
            })
            .collect(),
        shifts: shifts.iter().map(|shift| t.staff_shift_line(t.date_long(shift.date), hours(t, shift.span))).collect(),
        form: form.unwrap_or_else(|| {
            filled(&[
                ("given_name", file.member.given_name.clone()),
                ("family_name", file.member.family_name.clone()),
                ("ended_on", file.member.ended_on.map(|day| day.to_string()).unwrap_or_default()),
                ("revision", file.member.revision.to_string()),
                ("checked_on", today.to_string()),
            ])
        }),
        wrong,
        keys: (0..5).map(|_| cx.new_key()).collect(),
        titles: choices(t, "qualification", Qualification::ALL),
        kinds: choices(t, "staff-absence", StaffAbsence::ALL),
        here,
        head,
        today: today.to_string(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/staff/{member}`
pub(crate) async fn show(cx: Context, Path((id, member)): Path<(String, String)>) -> Result<Response, Problem> {
    let (site, member) = (load(&cx, &id).await?, path_id::<StaffMemberId>(&member)?);
    member_page(&cx, site, member, None, Wrong::default()).await
}

async fn write_change(cx: &Context, id: SiteId, member: StaffMemberId, form: &Submitted) -> Result<(), Problem> {
    let mut read = form.read();
    let (given, family) = (read.text("given_name", 80), read.text("family_name", 80));
    let (ended_on, revision) = (read.optional_date("ended_on"), read.optional_number("revision", 1..=i32::MAX));
    read.finish()?;
    let (given, family, ended_on) = (given.take()?, family.take()?, ended_on.take()?);
    let revision = revision.take()?.map(i64::from);
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, id)?;
        tx.change_staff_member(&actor.signature(), &seen, member, (&given, &family, ended_on), revision).map(drop)
    })
    .await
}

/// `POST /sites/{id}/staff/{member}`
pub(crate) async fn change(
    cx: Context,
    Path((id, member)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, member) = (load(&cx, &id).await?, path_id::<StaffMemberId>(&member)?);
    match write_change(&cx, site.id, member, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/staff/{member}", site.id)).await,
        Err(problem) => member_page(&cx, site, member, Some(form), Wrong::of(&cx, problem)?).await,
    }
}

/// A period of a form whose end may be left open.
fn period(from: Date, until: Option<Date>) -> Result<Period, Problem> {
    Period::new(from, until).ok_or_else(|| Problem::field("until", "until_before_from"))
}

fn read_fact(kind: StaffFact, form: &Submitted) -> Result<NewFact, Problem> {
    let mut read = form.read();
    match kind {
        StaffFact::Qualification => {
            let (what, from) = (read.word::<Qualification>("qualification"), read.date("qualified_on"));
            read.finish()?;
            Ok(NewFact::Qualification(what.take()?, Period { from: from.take()?, until: None }))
        }
        StaffFact::Check => {
            let (issued, checked) = (read.date("issued_on"), read.date("checked_on"));
            let genuine = read.ticked("genuine");
            if !genuine {
                read.problem("genuine", "must_be_ticked");
            }
            read.finish()?;
            Ok(NewFact::Check(HonorabilityCheck { issued_on: issued.take()?, checked_on: checked.take()? }))
        }
        StaffFact::Contract => {
            let (hours, from) = (read.text("weekly_hours", 12), read.date("contract_from"));
            let until = read.optional_date("contract_until");
            let minutes = hours.peek().map(|text| read_weekly_minutes(text));
            if minutes == Some(None) {
                read.problem("weekly_hours", "not_hours");
            }
            read.finish()?;
            let period = Period::new(from.take()?, until.take()?)
                .ok_or_else(|| Problem::field("contract_until", "until_before_from"))?;
            let minutes = minutes.flatten().ok_or_else(|| Problem::field("weekly_hours", "not_hours"))?;
            Ok(NewFact::Contract(minutes, period))
        }
        StaffFact::Absence => {
            let (what, from) = (read.word::<StaffAbsence>("absence"), read.date("from"));
            let until = read.optional_date("until");
            read.finish()?;
            let from = from.take()?;
            Ok(NewFact::Absence(what.take()?, period(from, Some(until.take()?.unwrap_or(from)))?))
        }
    }
}

async fn write_fact(
    cx: &Context,
    id: SiteId,
    member: StaffMemberId,
    kind: StaffFact,
    form: &Submitted,
) -> Result<(), Problem> {
    let new = read_fact(kind, form)?;
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, id)?;
        tx.add_staff_fact(&actor.signature(), &seen, member, &new).map(drop)
    })
    .await
}

/// `POST /sites/{id}/staff/{member}/{kind}`: one more dated fact.
pub(crate) async fn add(
    cx: Context,
    Path((id, member, kind)): Path<(String, String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, member) = (load(&cx, &id).await?, path_id::<StaffMemberId>(&member)?);
    let kind = StaffFact::read(&kind).ok_or_else(Problem::not_found)?;
    match write_fact(&cx, site.id, member, kind, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/staff/{member}", site.id)).await,
        Err(problem) => {
            let found = Wrong::of(&cx, problem)?;
            // The other forms of the page come back as they were.
            let shown = look(&cx, site.id, member).await?.file.member;
            let mut fields: Vec<(String, String)> = vec![
                ("given_name".into(), shown.given_name),
                ("family_name".into(), shown.family_name),
                ("ended_on".into(), shown.ended_on.map(|day| day.to_string()).unwrap_or_default()),
                ("revision".into(), shown.revision.to_string()),
            ];
            for name in FACT_FIELDS {
                fields.extend(form.values(name).map(|value| ((*name).to_owned(), value.to_owned())));
            }
            member_page(&cx, site, member, Some(Submitted::prefilled(fields)), found).await
        }
    }
}

/// Fields of the forms of dated facts.
const FACT_FIELDS: &[&str] = &[
    "qualification",
    "qualified_on",
    "issued_on",
    "checked_on",
    "genuine",
    "weekly_hours",
    "contract_from",
    "contract_until",
    "absence",
    "from",
    "until",
];

async fn take_back(
    cx: Context,
    (id, member, kind, fact): (String, String, String, String),
    form: Submitted,
    withdrawn: bool,
) -> Result<Response, Problem> {
    let (site, member) = (load(&cx, &id).await?.id, path_id::<StaffMemberId>(&member)?);
    let kind = StaffFact::read(&kind).ok_or_else(Problem::not_found)?;
    let fact = path_id::<StaffFactId>(&fact)?;
    form.read().finish()?;
    write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, site)?;
        tx.withdraw_staff_fact(&actor.signature(), &seen, member, (kind, fact), withdrawn)
    })
    .await?;
    let here = format!("/sites/{site}/staff/{member}");
    let what = cx.t.word("staff-fact", kind.as_str());
    let undo = withdrawn.then(|| view::Undo {
        action: format!("{here}/{kind}/{fact}/restore"),
        key: cx.new_key(),
        words: what.clone(),
    });
    let text = if withdrawn { cx.t.staff_fact_withdrawn(what) } else { cx.t.staff_fact_restored(what) };
    cx.notify(view::Notice { tone: "done", text, undo }).await?;
    Ok(Redirect::to(&here).into_response())
}

/// `POST /sites/{id}/staff/{member}/{kind}/{fact}/withdraw`
pub(crate) async fn withdraw(
    cx: Context,
    Path(path): Path<(String, String, String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    take_back(cx, path, form, true).await
}

/// `POST /sites/{id}/staff/{member}/{kind}/{fact}/restore`
pub(crate) async fn restore(
    cx: Context,
    Path(path): Path<(String, String, String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    take_back(cx, path, form, false).await
}
