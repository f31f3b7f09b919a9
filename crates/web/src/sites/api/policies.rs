//! Booking policies: one after the other, never changed afterwards.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::access::see_site;
use domain::access::Action;
use domain::places::CareKind;
use domain::sites::*;
use domain::{Date, Period, SiteId, SitePolicyId};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Written, read_date, read_optional_date};
use super::organisation::done;
use crate::asked::{Asked, path_id};
use crate::commands::{Command, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

/// The booking rules of a site, from a day on.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct PolicyInput {
    /// First day.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day, included; where two policies hold on a day, the one that starts later wins.
    #[serde(default, deserialize_with = "read_optional_date")]
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
    /// How one books.
    #[schema(schema_with = schemas::booking_mode)]
    booking_mode: BookingMode,
    /// Whether a professional must refer the family.
    referral_required: bool,
    /// Youngest age in completed months, on the day of care.
    #[garde(range(min = 0, max = 84))]
    #[schema(minimum = 0, maximum = 84)]
    minimum_age_months: i32,
    /// The child comes until the day before this age in completed months.
    #[garde(range(min = 1, max = 216))]
    #[schema(minimum = 1, maximum = 216)]
    maximum_age_months: i32,
    /// A booking is possible until this many hours before the session starts.
    #[garde(range(min = 0, max = 720))]
    #[schema(minimum = 0, maximum = 720)]
    notice_hours: i32,
    /// A booking is possible at most this many days ahead.
    #[garde(range(min = 1, max = 366))]
    #[schema(minimum = 1, maximum = 366)]
    horizon_days: i32,
    /// Most half-days a child may hold in one week; null is no cap.
    #[garde(inner(range(min = 1, max = 14)))]
    #[schema(minimum = 1, maximum = 14)]
    fair_share_per_week: Option<i32>,
    /// Fewest half-days a child should come in a month; null is none.
    #[garde(inner(range(min = 1, max = 62)))]
    #[schema(minimum = 1, maximum = 62)]
    minimum_per_month: Option<i32>,
    /// Both half-days of a date only with a dated situation "employed" or "in training".
    full_day_needs_situation: bool,
    /// An emergency may take an adaptation seat.
    emergency_borrows_adaptation: bool,
    /// An adaptation may take an emergency seat.
    adaptation_borrows_emergency: bool,
    /// A child stays alone for a half-day only after its first steps.
    #[serde(default)]
    familiarisation_required: bool,
    /// Reserved seats open to everybody from this many hours before; null is never.
    #[garde(inner(range(min = 0, max = 720)))]
    #[schema(minimum = 0, maximum = 720)]
    reserve_released_hours: Option<i32>,
    /// Hours a seat is kept while a parent chooses.
    #[garde(range(min = 1, max = 168))]
    #[schema(minimum = 1, maximum = 168)]
    hold_hours: i32,
    /// How a seat that is free again is offered: `one_at_a_time`, or `first_yes` of several families; null is one at a time.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "one_at_a_time")]
    offer_mode: Option<OfferMode>,
    /// Kinds of care the site offers.
    #[garde(length(min = 1, max = 5))]
    #[schema(value_type = Vec<String>, min_items = 1)]
    care_kinds: Vec<CareKind>,
}

impl PolicyInput {
    fn policy(&self) -> Result<SitePolicy, Problem> {
        let mut care_kinds = self.care_kinds.clone();
        care_kinds.sort_unstable();
        care_kinds.dedup();
        policy_of(SitePolicy {
            period: Period { from: self.from, until: self.until },
            booking_mode: self.booking_mode,
            referral_required: self.referral_required,
            minimum_age_months: self.minimum_age_months,
            maximum_age_months: self.maximum_age_months,
            notice_hours: self.notice_hours,
            horizon_days: self.horizon_days,
            fair_share_per_week: self.fair_share_per_week,
            minimum_per_month: self.minimum_per_month,
            full_day_needs_situation: self.full_day_needs_situation,
            emergency_borrows_adaptation: self.emergency_borrows_adaptation,
            adaptation_borrows_emergency: self.adaptation_borrows_emergency,
            familiarisation_required: self.familiarisation_required,
            reserve_released_hours: self.reserve_released_hours,
            hold_hours: self.hold_hours,
            offer_mode: self.offer_mode,
            care_kinds,
        })
    }
}

impl From<SitePolicy> for PolicyInput {
    fn from(policy: SitePolicy) -> Self {
        Self {
            from: policy.period.from,
            until: policy.period.until,
            booking_mode: policy.booking_mode,
            referral_required: policy.referral_required,
            minimum_age_months: policy.minimum_age_months,
            maximum_age_months: policy.maximum_age_months,
            notice_hours: policy.notice_hours,
            horizon_days: policy.horizon_days,
            fair_share_per_week: policy.fair_share_per_week,
            minimum_per_month: policy.minimum_per_month,
            full_day_needs_situation: policy.full_day_needs_situation,
            emergency_borrows_adaptation: policy.emergency_borrows_adaptation,
            adaptation_borrows_emergency: policy.adaptation_borrows_emergency,
            familiarisation_required: policy.familiarisation_required,
            reserve_released_hours: policy.reserve_released_hours,
            hold_hours: policy.hold_hours,
            offer_mode: policy.offer_mode,
            care_kinds: policy.care_kinds,
        }
    }
}

/// What must hold between the fields of a policy.
pub(crate) fn policy_of(policy: SitePolicy) -> Result<SitePolicy, Problem> {
    if Period::new(policy.period.from, policy.period.until).is_none() {
        return Err(Problem::field("until", "until_before_from"));
    }
    if policy.maximum_age_months <= policy.minimum_age_months {
        return Err(Problem::field("maximum_age_months", "not_in_range"));
    }
    Ok(policy)
}

/// Policies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyList {
    /// The latest first.
    items: Vec<PolicyInput>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The booking policies of a site, past ones too.
#[utoipa::path(get, path = "/api/v1/sites/{id}/policies", params(("id" = String, Path)), responses((status = 200, description = "Policies", body = PolicyList)))]
pub(crate) async fn policies(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (actor, id) = (cx.actor().clone(), path_id::<SiteId>(&id)?);
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            db::sites::policies(conn, &[id])
        })
        .await?;
    json(&PolicyList { items: found.into_iter().map(|(_, policy)| policy.into()).collect(), next: None })
}

/// Adds a policy, from a day on.
#[utoipa::path(post, path = "/api/v1/sites/{id}/policies", params(("id" = String, Path)), request_body = PolicyInput, responses((status = 201, description = "Created", body = Written)))]
pub(crate) async fn create_policy(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<PolicyInput>,
) -> Result<Response, Problem> {
    let (actor, id, policy) = (cx.actor().clone(), path_id::<SiteId>(&id)?, input.policy()?);
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                let made = write_policy(tx, &actor, id, &policy)?;
                Ok(Written { id: made.to_string(), revision: None })
            })
        })
        .await?;
    let mut response = written.answer_new(&format!("/api/v1/sites/{id}/policies"))?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response.into_response())
}

/// Adds a policy to a site the actor manages.
pub(crate) fn write_policy(
    tx: &mut db::Tx<'_>,
    actor: &db::access::Actor,
    id: SiteId,
    policy: &SitePolicy,
) -> db::Result<SitePolicyId> {
    see_site(tx.conn, actor, Action::ManageSites, id)?;
    tx.touch_site(id, None)?;
    let made = tx.create_policy(id, policy)?;
    tx.audit(&actor.signature(), done(Action::ManageSites, "site_policy", made).site(id))?;
    Ok(made)
}
