//! The booking policy of a site.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::directory::Site;
use domain::places::CareKind;
use domain::sites::*;
use domain::{Date, Period, SiteId};
use i18n::Text;

use super::{Head, Wrong, choices, head, html, load, saved, write};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::api::{self, policy_of};

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
    offer_modes: Vec<view::Choice>,
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
        line(t.sites_policy_familiarisation(), yes(policy.familiarisation_required)),
        line(
            t.sites_policy_released(),
            policy.reserve_released_hours.map_or_else(|| t.sites_policy_never(), |hours| t.sites_policy_hours(hours)),
        ),
        line(t.sites_policy_hold(), t.sites_policy_hours(policy.hold_hours)),
        line(
            t.sites_policy_offers(),
            match policy.offer_mode {
                Some(mode) => t.word("offer-mode", mode.as_str()),
                None => t.sites_policy_offers_assumed(t.word("offer-mode", policy.offers().as_str())),
            },
        ),
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
        offer_modes: choices(t, "offer-mode", OfferMode::ALL),
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
    put("familiarisation_required", tick(current.is_some_and(|policy| policy.familiarisation_required)));
    put("reserve_released_hours", number(current.and_then(|policy| policy.reserve_released_hours)));
    put("hold_hours", number(Some(current.map_or(4, |policy| policy.hold_hours))));
    let mode = current.and_then(|policy| policy.offer_mode);
    put("offer_mode", mode.map(|mode| mode.as_str().to_owned()).unwrap_or_default());
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
    let offer_mode = read.optional_word::<OfferMode>("offer_mode");
    let kinds = read.words::<CareKind>("care_kinds");
    if kinds.peek().is_some_and(Vec::is_empty) {
        read.problem("care_kinds", "required");
    }
    let (referral, full_day) = (read.ticked("referral_required"), read.ticked("full_day_needs_situation"));
    let emergency = read.ticked("emergency_borrows_adaptation");
    let adaptation = read.ticked("adaptation_borrows_emergency");
    let familiarisation_required = read.ticked("familiarisation_required");
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
        familiarisation_required,
        reserve_released_hours: released.take()?,
        hold_hours: hold.take()?,
        offer_mode: offer_mode.take()?,
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
