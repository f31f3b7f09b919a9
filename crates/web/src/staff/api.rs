//! The team, its shifts, and the ratio engine, for programs.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::staff::{CareDate, File, NewFact, NewMember, NewShift, Shift, care_dates};
use domain::access::Action;
use domain::places::days_after;
use domain::staff::day::{Mend, Minute, Span, Step};
use domain::staff::ratio::{RatioMode, RatioRounding};
use domain::staff::roster::is_on_a_step;
use domain::staff::{HonorabilityCheck, Qualification, StaffAbsence, StaffCategory};
use domain::*;
use garde::Validate;
use i18n::Text;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::figure::{breach_words, mend_words};
use crate::asked::{Asked, path_id};
use crate::calendar::api::Nothing;
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{Written, name, read_date, read_optional_date, read_time};

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(staff, create_member, add_fact, shifts, create_shift, delete_shift, ratio))]
    struct Part;
    Part::openapi()
}

/// Somebody of a team.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffMemberView {
    /// The id.
    #[schema(schema_with = schemas::id)]
    id: StaffMemberId,
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Whether she works at every site of the operator.
    everywhere: bool,
    /// Her last day in the team.
    #[schema(schema_with = schemas::date, required = false)]
    ended_on: Option<Date>,
    /// The category she counts in today; null when she does not count.
    #[schema(schema_with = schemas::staff_category, required = false)]
    category: Option<StaffCategory>,
    /// The day on which no check of honorability holds any more; null when none holds.
    #[schema(schema_with = schemas::date, required = false)]
    check_ends_on: Option<Date>,
    /// Minutes a week of today's contracts.
    weekly_minutes: u32,
}

fn member_view(file: &File, today: Date) -> StaffMemberView {
    StaffMemberView {
        id: file.member.id,
        given_name: file.member.given_name.clone(),
        family_name: file.member.family_name.clone(),
        everywhere: file.member.site.is_none(),
        ended_on: file.member.ended_on,
        category: domain::staff::counted_as(&file.person(), today),
        check_ends_on: file.credentials().check_due_on(today),
        weekly_minutes: file.weekly_minutes_on(today),
    }
}

/// A team.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffList {
    /// By name.
    items: Vec<StaffMemberView>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

/// The team of a site.
#[utoipa::path(get, path = "/api/v1/sites/{id}/staff", params(("id" = String, Path, format = "uuid"), ("cursor" = Option<String>, Query, description = "`next` of the page before")), responses((status = 200, description = "A page of the team", body = StaffList)))]
pub(crate) async fn staff(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    const PAGE: usize = 100;
    let (id, actor, today) = (path_id::<SiteId>(&id)?, cx.actor().clone(), cx.app.today());
    let mut read = asked.read();
    let cursor = read.optional_word::<StaffMemberId>("cursor");
    read.finish()?;
    let mut found = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeStaff, id)?;
            db::staff::team(conn, &seen)
        })
        .await?;
    if let Some(cursor) = cursor.take()? {
        let place = found.iter().position(|file| file.member.id == cursor);
        found.drain(..=place.ok_or_else(|| Problem::field("cursor", "invalid"))?);
    }
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| last.member.id.to_string());
    json(&StaffList { items: found.iter().map(|file| member_view(file, today)).collect(), next })
}

/// Somebody to add.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct StaffMemberInput {
    /// Given name.
    #[schema(min_length = 1, max_length = 80)]
    given_name: String,
    /// Family name.
    #[schema(min_length = 1, max_length = 80)]
    family_name: String,
    /// Whether she works at every site of the operator.
    #[serde(default)]
    everywhere: bool,
}

/// Adds somebody to the team of a site.
#[utoipa::path(post, path = "/api/v1/sites/{id}/staff", params(("id" = String, Path, format = "uuid")), request_body = StaffMemberInput, responses((status = 201, description = "Added", body = Written)))]
pub(crate) async fn create_member(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<StaffMemberInput>,
) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<SiteId>(&id)?, cx.actor().clone());
    let new = NewMember {
        given_name: name(&input.given_name, 80, "given_name")?,
        family_name: name(&input.family_name, 80, "family_name")?,
        person: None,
        everywhere: input.everywhere,
    };
    let made = cx.app.db().write(move |tx| {
        tx.once(Some(&key), |tx| {
            let seen = see_site(tx.conn, &actor, Action::ManageStaff, id)?;
            let member = tx.create_staff_member(&actor.signature(), &seen, &new)?;
            Ok(Written { id: member.to_string(), revision: Some(1) })
        })
    });
    let made = made.await?;
    created(&format!("/api/v1/sites/{id}/staff/{}", made.id), &made)
}

/// A dated fact on somebody of the team: exactly the fields of its `kind`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum StaffFactInput {
    /// What she was trained for.
    Qualification {
        /// The title.
        #[schema(schema_with = schemas::qualification)]
        qualification: Qualification,
        /// When it was obtained.
        #[serde(deserialize_with = "read_date")]
        #[schema(schema_with = schemas::date)]
        from: Date,
    },
    /// Her certificate of honorability was seen, and checked on the State's site.
    Check {
        /// The certificate's own date: less than six months before.
        #[serde(deserialize_with = "read_date")]
        #[schema(schema_with = schemas::date)]
        issued_on: Date,
        /// When it was checked.
        #[serde(deserialize_with = "read_date")]
        #[schema(schema_with = schemas::date)]
        checked_on: Date,
    },
    /// How much she works.
    Contract {
        /// Minutes a week.
        #[schema(minimum = 1, maximum = 2880)]
        weekly_minutes: u16,
        /// First day.
        #[serde(deserialize_with = "read_date")]
        #[schema(schema_with = schemas::date)]
        from: Date,
        /// Last day; open when left out.
        #[serde(default, deserialize_with = "read_optional_date")]
        #[schema(schema_with = schemas::date, required = false)]
        until: Option<Date>,
    },
    /// Days she does not come.
    Absence {
        /// Why, as far as a roster needs to know.
        #[schema(schema_with = schemas::staff_absence)]
        reason: StaffAbsence,
        /// First day.
        #[serde(deserialize_with = "read_date")]
        #[schema(schema_with = schemas::date)]
        from: Date,
        /// Last day, included.
        #[serde(deserialize_with = "read_date")]
        #[schema(schema_with = schemas::date)]
        until: Date,
    },
}

impl Validate for StaffFactInput {
    type Context = ();
    fn validate_into(&self, (): &(), _: &mut dyn FnMut() -> garde::Path, _: &mut garde::Report) {}
}

fn fact_of(input: &StaffFactInput) -> Result<NewFact, Problem> {
    let period = |from, until| Period::new(from, until).ok_or_else(|| Problem::field("until", "until_before_from"));
    Ok(match *input {
        StaffFactInput::Qualification { qualification, from } => {
            NewFact::Qualification(qualification, Period { from, until: None })
        }
        StaffFactInput::Check { issued_on, checked_on } => NewFact::Check(HonorabilityCheck { issued_on, checked_on }),
        StaffFactInput::Contract { weekly_minutes, from, until } => {
            if !(1..=2880).contains(&weekly_minutes) {
                return Err(Problem::field("weekly_minutes", "not_in_range"));
            }
            NewFact::Contract(weekly_minutes, period(from, until)?)
        }
        StaffFactInput::Absence { reason, from, until } => NewFact::Absence(reason, period(from, Some(until))?),
    })
}

/// Writes a dated fact down: a qualification, a check of honorability, a contract or an absence.
#[utoipa::path(post, path = "/api/v1/sites/{id}/staff/{member}/facts", params(("id" = String, Path, format = "uuid"), ("member" = String, Path, format = "uuid")), request_body = StaffFactInput, responses((status = 201, description = "Written down", body = Written)))]
pub(crate) async fn add_fact(
    cx: Context,
    Path((id, member)): Path<(String, String)>,
    Command { input, key }: Command<StaffFactInput>,
) -> Result<Response, Problem> {
    let (id, member) = (path_id::<SiteId>(&id)?, path_id::<StaffMemberId>(&member)?);
    let (actor, new) = (cx.actor().clone(), fact_of(&input)?);
    let made = cx.app.db().write(move |tx| {
        tx.once(Some(&key), |tx| {
            let seen = see_site(tx.conn, &actor, Action::ManageStaff, id)?;
            let fact = tx.add_staff_fact(&actor.signature(), &seen, member, &new)?;
            Ok(Written { id: fact.to_string(), revision: None })
        })
    });
    created(&format!("/api/v1/sites/{id}/staff"), &made.await?)
}

/// A shift.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShiftView {
    /// The id.
    #[schema(schema_with = schemas::id)]
    id: ShiftId,
    /// Who.
    #[schema(schema_with = schemas::id)]
    member_id: StaffMemberId,
    /// Where.
    #[schema(schema_with = schemas::id)]
    premises_id: PremisesId,
    /// On which day.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Civil time of the site.
    #[schema(schema_with = schemas::time)]
    starts_at: String,
    /// Civil time of the site.
    #[schema(schema_with = schemas::time)]
    ends_at: String,
    /// Opens the house.
    opens: bool,
    /// Closes it.
    closes: bool,
}

fn text_of(minute: Minute) -> String {
    if minute == Minute::END { "24:00".to_owned() } else { minute.time().text().into_owned() }
}

fn shift_view(shift: &Shift) -> ShiftView {
    ShiftView {
        id: shift.id,
        member_id: shift.member,
        premises_id: shift.premises,
        date: shift.date,
        starts_at: text_of(shift.span.from()),
        ends_at: text_of(shift.span.until()),
        opens: shift.opens,
        closes: shift.closes,
    }
}

/// Shifts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShiftList {
    /// By day and hour.
    items: Vec<ShiftView>,
    /// Always null: at most five weeks are one page.
    next: Option<String>,
}

/// The shifts of a site between two days.
#[utoipa::path(get, path = "/api/v1/sites/{id}/shifts", params(("id" = String, Path, format = "uuid"), ("from" = String, Query, format = Date), ("until" = Option<String>, Query, format = Date, description = "Last day, at most 35 days after `from`; a week when left out")), responses((status = 200, description = "The shifts", body = ShiftList)))]
pub(crate) async fn shifts(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<SiteId>(&id)?, cx.actor().clone());
    let mut read = asked.read();
    let (from, until) = (read.date("from"), read.optional_date("until"));
    read.finish()?;
    let from = from.take()?;
    let until = until.take()?.unwrap_or(days_after(from, 6));
    if until < from || until > days_after(from, 35) {
        return Err(Problem::field("until", "not_in_range"));
    }
    let found = cx.app.db().read(move |conn| {
        see_site(conn, &actor, Action::SeeRoster, id)?;
        db::staff::shifts_of(conn, &[id], from, until)
    });
    json(&ShiftList { items: found.await?.iter().map(shift_view).collect(), next: None })
}

/// A shift to add.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct ShiftInput {
    /// Who.
    #[schema(schema_with = schemas::id)]
    member_id: StaffMemberId,
    /// Where; may be left out where the site has one premises.
    #[schema(schema_with = schemas::id, required = false)]
    premises_id: Option<PremisesId>,
    /// On which day.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// On the hour or half past.
    #[serde(deserialize_with = "read_time")]
    #[schema(schema_with = schemas::time)]
    starts_at: Time,
    /// On the hour or half past.
    #[serde(deserialize_with = "read_time")]
    #[schema(schema_with = schemas::time)]
    ends_at: Time,
    /// Opens the house.
    #[serde(default)]
    opens: bool,
    /// Closes it.
    #[serde(default)]
    closes: bool,
}

/// Adds a shift; refused without a check of honorability that holds (R5), while absent, out of contract, or on top of another.
#[utoipa::path(post, path = "/api/v1/sites/{id}/shifts", params(("id" = String, Path, format = "uuid")), request_body = ShiftInput, responses((status = 201, description = "Added", body = Written)))]
pub(crate) async fn create_shift(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<ShiftInput>,
) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<SiteId>(&id)?, cx.actor().clone());
    for (field, time) in [("starts_at", input.starts_at), ("ends_at", input.ends_at)] {
        if !is_on_a_step(time) {
            return Err(Problem::field(field, "not_half_hour"));
        }
    }
    let span = Span::new(Minute::of(input.starts_at), Minute::of(input.ends_at))
        .ok_or_else(|| Problem::field("ends_at", "end_before_start"))?;
    let made = cx.app.db().write(move |tx| {
        tx.once(Some(&key), |tx| {
            let seen = see_site(tx.conn, &actor, Action::ManageStaff, id)?;
            let premises = match input.premises_id {
                Some(premises) => premises,
                None => match db::directory::premises_of(tx.conn, &[id])?.as_slice() {
                    [only] => only.id,
                    _ => return Err(db::Error::Field { field: "premises_id", message: "required" }),
                },
            };
            let ShiftInput { member_id: member, date, opens, closes, .. } = input;
            let new = NewShift { member, premises, date, span, opens, closes };
            let made = tx.change_roster(&actor.signature(), &seen, &[], &[new])?;
            let shift = made.added.first().ok_or(db::Error::NotFound)?;
            Ok(Written { id: shift.to_string(), revision: None })
        })
    });
    created(&format!("/api/v1/sites/{id}/shifts"), &made.await?)
}

/// Takes a shift away.
#[utoipa::path(delete, path = "/api/v1/sites/{id}/shifts/{shift}", params(("id" = String, Path, format = "uuid"), ("shift" = String, Path, format = "uuid")), responses((status = 200, description = "Taken away", body = Written)))]
pub(crate) async fn delete_shift(
    cx: Context,
    Path((id, shift)): Path<(String, String)>,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let (id, shift, actor) = (path_id::<SiteId>(&id)?, path_id::<ShiftId>(&shift)?, cx.actor().clone());
    let made = cx.app.db().write(move |tx| {
        tx.once(Some(&key), |tx| {
            let seen = see_site(tx.conn, &actor, Action::ManageStaff, id)?;
            db::staff::shifts::shift_by_id(tx.conn, &seen, shift)?;
            tx.change_roster(&actor.signature(), &seen, &[shift], &[])?;
            Ok(Written { id: shift.to_string(), revision: None })
        })
    });
    json(&made.await?)
}

/// Something that is wrong with a moment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BreachView {
    /// The rule's code: `R1`, `R2`, `R3`, `W6`, `W13`.
    rule: &'static str,
    /// Whether it stops what would cause it; otherwise it warns.
    blocks: bool,
    /// In the reader's language.
    message: String,
}

/// A change that mends.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MendView {
    /// `one_adult_more`, `one_of_first_category_more`, `one_walking_less`, `one_not_walking_less`, `one_familiarising_less`,
    /// `first_in_place_of_second`.
    change: String,
    /// In the reader's language.
    message: String,
}

/// A time during which nothing changes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RatioStep {
    /// From this minute on.
    #[schema(schema_with = schemas::time)]
    from: String,
    /// Until this one, which does not belong to it (`24:00`: the end of the day).
    until: String,
    /// Children who do not walk.
    not_walking: u16,
    /// Children who walk.
    walking: u16,
    /// Children in familiarisation.
    familiarising: u16,
    /// Adults of the first category.
    first_category: u16,
    /// Adults of the second.
    second_category: u16,
    /// Places authorised.
    authorised_places: u16,
    /// Adults needed.
    required: u16,
    /// Whether it is legal.
    legal: bool,
    /// What is wrong.
    breaches: Vec<BreachView>,
}

/// One premises on the day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RatioPremises {
    /// The premises.
    #[schema(schema_with = schemas::id)]
    premises_id: PremisesId,
    /// Their name.
    name: String,
    /// Whether anybody is rostered: without a roster the booking rules ask nothing.
    rostered: bool,
    /// The minute asked about.
    now: RatioStep,
    /// The next time, from that minute on, that is against a rule; null when none is.
    next_breach: Option<RatioStep>,
    /// Every single change that makes that time legal.
    mends: Vec<MendView>,
    /// The whole day: as it really went until now, as it is planned from now on.
    steps: Vec<RatioStep>,
}

/// The adults and children of a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RatioView {
    /// The day.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// `five_or_eight` or `six`.
    #[schema(schema_with = schemas::ratio_mode)]
    mode: RatioMode,
    /// `together` or `apart`.
    #[schema(schema_with = schemas::ratio_rounding)]
    rounding: RatioRounding,
    /// Whether nobody has said so: the most usual reading is assumed.
    assumed: bool,
    /// Premises that open, or where somebody works.
    items: Vec<RatioPremises>,
    /// Always null: a day is one page.
    next: Option<String>,
}

fn step_view(t: Text, step: &Step) -> RatioStep {
    RatioStep {
        from: text_of(step.span.from()),
        until: text_of(step.span.until()),
        not_walking: step.group.not_walking,
        walking: step.group.walking,
        familiarising: step.group.familiarising,
        first_category: step.team.first,
        second_category: step.team.second,
        authorised_places: step.places,
        required: step.required,
        legal: step.breaches.is_empty(),
        breaches: step
            .breaches
            .iter()
            .map(|breach| BreachView {
                rule: breach.code(),
                blocks: breach.blocks(),
                message: breach_words(t, *breach),
            })
            .collect(),
    }
}

fn mend_view(t: Text, mend: Mend) -> MendView {
    let change =
        serde_json::to_value(mend).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    MendView { change, message: mend_words(t, mend) }
}

fn premises_view(t: Text, care: &CareDate, minute: Minute) -> RatioPremises {
    let day = care.known();
    let next = day.next_breach(minute);
    RatioPremises {
        premises_id: care.premises,
        name: care.premises_name.clone(),
        rostered: care.rostered,
        now: step_view(t, &day.at(minute)),
        mends: next
            .as_ref()
            .map(|step| day.mends(step).into_iter().map(|mend| mend_view(t, mend)).collect())
            .unwrap_or_default(),
        next_breach: next.map(|step| step_view(t, &step)),
        steps: day.steps().filter(|step| step.span.overlaps(care.span)).map(|step| step_view(t, &step)).collect(),
    }
}

/// Is this minute legal, how many adults are needed, which time breaks next, which single change mends it.
#[utoipa::path(get, path = "/api/v1/sites/{id}/ratio", params(("id" = String, Path, format = "uuid"), ("date" = Option<String>, Query, format = Date, description = "Today when left out"), ("at" = Option<String>, Query, description = "The minute asked about, `08:30`; now, or the first of the day")), responses((status = 200, description = "The day", body = RatioView)))]
pub(crate) async fn ratio(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let (id, actor, now, t) = (path_id::<SiteId>(&id)?, cx.actor().clone(), cx.app.now(), cx.t);
    let mut read = asked.read();
    let (date, at) = (read.optional_date("date"), read.optional_time("at"));
    read.finish()?;
    let (date, at) = (date.take()?, at.take()?);
    let (date, today, setting, care, zone) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeRoster, id)?;
            let zone = db::attendance::site_card(conn, &seen)?.zone;
            let today = now.date(&zone);
            let date = date.unwrap_or(today);
            let settings: Vec<_> =
                db::staff::ratio_settings(conn, &[id])?.into_iter().map(|(_, setting)| setting).collect();
            let setting = domain::staff::ratio::RatioSetting::on(&settings, date);
            Ok((date, today, setting, care_dates(conn, &seen, (date, date), now)?, zone))
        })
        .await?;
    let minute = |care: &CareDate| match at {
        Some(at) => Minute::of(at),
        None if date == today => Minute::of(now.civil(&zone).time()),
        None => care.span.from(),
    };
    json(&RatioView {
        date,
        mode: setting.mode,
        rounding: setting.rounding,
        assumed: setting.assumed,
        items: care.iter().map(|care| premises_view(t, care, minute(care))).collect(),
        next: None,
    })
}
