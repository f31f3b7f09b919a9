//! Referrals, for programs: the same rules, the same access table.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_referral;
use db::families::NewChild;
use db::referrals::{self, File, Line, Order, Part, Query, Reader, StatusView};
use domain::access::Action;
use domain::families::{SafeContact, SituationKind, SpokenLanguage};
use domain::places::{Appointment, CareKind, DatedHalfDay, Need, Purpose, Rhythm, RhythmPattern, days_after};
use domain::referrals::{Decision, ReferralEndReason, ReferralStatus, RefusalReason, Urgency};
use domain::sites::PrescriberKind;
use domain::time::DayOfWeek;
use domain::{ChildId, Date, FamilyId, HalfDay, Instant, ReferralId, SiteId, Word};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::forms::{Written, WrittenAnswer, WrittenPrescriber};
use crate::asked::{Asked, path_id, with_etag};
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::directory::api::Named;
use crate::openapi::schemas;
use crate::problem::Problem;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list, send, show, seen, answer, reply, end))]
    struct Part;
    Part::openapi()
}

/// A referral to send.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ReferralInput {
    /// Where.
    #[schema(schema_with = schemas::id)]
    site_id: SiteId,
    /// Who refers; left out with the token of a member, who is known.
    prescriber: Option<PrescriberInput>,
    /// The parent.
    parent: ParentInput,
    /// The children, one to six.
    #[schema(min_items = 1, max_items = 6)]
    children: Vec<ChildInput>,
    /// Where the family lives: INSEE code, postcode or name.
    #[schema(example = "34145")]
    commune: String,
    /// Whether only named persons may see the family's contact (members only).
    #[serde(default)]
    protected: bool,
    /// Why a place is needed.
    #[schema(schema_with = schemas::purpose)]
    purpose: Purpose,
    /// When: exactly one of the fields.
    need: NeedInput,
    /// How far the family can travel, in kilometres.
    #[schema(minimum = 0, maximum = 200)]
    travel_limit_km: Option<i32>,
    /// How fast an answer is needed.
    #[schema(schema_with = schemas::urgency)]
    urgency: Urgency,
    /// A few words to the site.
    #[schema(max_length = 2000)]
    message: Option<String>,
    /// The consent that was read aloud to the parent.
    consent: ConsentInput,
}

/// Who refers without an account.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrescriberInput {
    /// Kind of organisation.
    #[schema(schema_with = schemas::prescriber_kind)]
    kind: PrescriberKind,
    /// Its name.
    #[schema(max_length = 160)]
    organisation: String,
    /// Name of who refers.
    #[schema(max_length = 120)]
    name: String,
    /// E-mail; it or a telephone is needed.
    email: Option<String>,
    /// Telephone.
    phone: Option<String>,
}

/// A parent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParentInput {
    /// Given name.
    #[schema(max_length = 80)]
    given_name: String,
    /// Family name.
    #[schema(max_length = 80)]
    family_name: String,
    /// Telephone; it or an e-mail is needed.
    #[schema(example = "06 12 34 56 78")]
    phone: Option<String>,
    /// E-mail.
    email: Option<String>,
    /// Language spoken.
    #[serde(default = "french")]
    #[schema(schema_with = schemas::spoken_language)]
    language: SpokenLanguage,
    /// Whether an interpreter is needed.
    #[serde(default)]
    interpreter: bool,
    /// How she may safely be contacted.
    #[serde(default = "usual_contact")]
    #[schema(schema_with = schemas::safe_contact)]
    safe_contact: SafeContact,
    /// What is known of her situation today.
    #[serde(default)]
    #[schema(schema_with = schemas::situation_kinds)]
    situations: Vec<SituationKind>,
}

const fn french() -> SpokenLanguage {
    SpokenLanguage::French
}
const fn usual_contact() -> SafeContact {
    SafeContact::Normal
}

/// A child.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChildInput {
    /// Given name.
    #[schema(max_length = 80)]
    given_name: String,
    /// Family name.
    #[schema(max_length = 80)]
    family_name: String,
    /// Day of birth, or the expected one.
    #[schema(schema_with = schemas::date)]
    birth_date: Date,
}

/// When care is needed: exactly one of the three.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedInput {
    /// During an appointment and both ways.
    appointment: Option<AppointmentInput>,
    /// On these half-days.
    half_days: Option<Vec<HalfDayInput>>,
    /// Half-days that come back every week.
    rhythm: Option<RhythmInput>,
}

/// An appointment, in civil time.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointmentInput {
    /// Civil date and time, `2026-11-26T10:00`.
    #[schema(example = "2026-11-26T10:00")]
    starts_at: String,
    /// The same day.
    #[schema(example = "2026-11-26T11:30")]
    ends_at: String,
    /// Minutes from the site to the appointment, one way (30 when nothing is said).
    #[schema(minimum = 0, maximum = 240)]
    travel_minutes: Option<u16>,
}

/// A half-day of a date.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HalfDayInput {
    /// The date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Which half of it.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
}

/// Half-days that come back every week: these (`half_days`), or any so many (`count`).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RhythmInput {
    /// These half-days of each week.
    half_days: Option<Vec<WeekHalfDayInput>>,
    /// Any so many half-days a week.
    #[schema(minimum = 1, maximum = 14)]
    count: Option<u8>,
    /// With `count`: only this half of the day.
    #[schema(schema_with = schemas::half_day)]
    half_day: Option<HalfDay>,
    /// First day.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day, included (half a year when nothing is said).
    #[schema(schema_with = schemas::date)]
    until: Option<Date>,
}

/// A half-day of every week.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekHalfDayInput {
    /// Day of the week.
    #[schema(schema_with = schemas::day_of_week)]
    day: DayOfWeek,
    /// Which half of it.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
}

/// The consent that was read aloud.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentInput {
    /// Whether it was read aloud to the parent and given.
    read_aloud: bool,
    /// In which language.
    #[serde(default = "french")]
    #[schema(schema_with = schemas::spoken_language)]
    language: SpokenLanguage,
}

/// Days a rhythm lasts when nothing else is said.
pub(crate) const RHYTHM_DAYS: i32 = 182;
/// Minutes of the way when nothing else is said.
pub(crate) const TRAVEL_MINUTES: u16 = 30;

impl NeedInput {
    fn need(self) -> Result<Need, Problem> {
        match (self.appointment, self.half_days, self.rhythm) {
            (Some(appointment), None, None) => {
                let civil = |text: &str, field: &str| {
                    text.parse::<jiff::civil::DateTime>()
                        .ok()
                        .filter(|moment| (1900..=2200).contains(&moment.year()))
                        .ok_or_else(|| Problem::field(field, "not_a_time"))
                };
                let starts = civil(&appointment.starts_at, "need.appointment.starts_at")?;
                let ends = civil(&appointment.ends_at, "need.appointment.ends_at")?;
                if starts.date() != ends.date() {
                    return Err(Problem::field("need.appointment.ends_at", "until_before_from"));
                }
                let travel_minutes = appointment.travel_minutes.unwrap_or(TRAVEL_MINUTES);
                if travel_minutes > 240 {
                    return Err(Problem::field("need.appointment.travel_minutes", "not_in_range"));
                }
                Ok(Need::Appointment(Appointment {
                    date: starts.date(),
                    starts_at: starts.time(),
                    ends_at: ends.time(),
                    travel_minutes,
                }))
            }
            (None, Some(days), None) => Ok(Need::HalfDays(
                days.into_iter().map(|day| DatedHalfDay { date: day.date, half_day: day.half_day }).collect(),
            )),
            (None, None, Some(rhythm)) => {
                let until = rhythm.until.unwrap_or_else(|| days_after(rhythm.from, RHYTHM_DAYS));
                let pattern = match (rhythm.half_days, rhythm.count) {
                    (Some(slots), None) => {
                        RhythmPattern::Fixed(slots.into_iter().map(|slot| (slot.day, slot.half_day)).collect())
                    }
                    (None, Some(count)) => RhythmPattern::Any { count, half_day: rhythm.half_day },
                    _ => return Err(Problem::field("need.rhythm.half_days", "one_of")),
                };
                Ok(Need::Rhythm(Rhythm { pattern, from: rhythm.from, until }))
            }
            _ => Err(Problem::field("need", "one_of")),
        }
    }
}

impl ReferralInput {
    fn written(self) -> Result<Written, Problem> {
        Ok(Written {
            prescriber: self.prescriber.map(|typed| WrittenPrescriber {
                kind: typed.kind,
                organisation: typed.organisation,
                name: typed.name,
                email: typed.email,
                phone: typed.phone,
            }),
            site: self.site_id,
            commune: self.commune,
            protected: self.protected,
            given_name: self.parent.given_name,
            family_name: self.parent.family_name,
            phone: self.parent.phone,
            email: self.parent.email,
            language: self.parent.language,
            safe_contact: self.parent.safe_contact,
            interpreter: self.parent.interpreter,
            situations: self.parent.situations,
            children: self
                .children
                .into_iter()
                .map(|child| NewChild {
                    given_name: child.given_name,
                    family_name: child.family_name,
                    birth_date: child.birth_date,
                })
                .enumerate()
                .collect(),
            purpose: self.purpose,
            need: self.need.need()?,
            travel_limit_km: self.travel_limit_km,
            urgency: self.urgency,
            message: self.message,
            consent_language: self.consent.language,
            consent_given: self.consent.read_aloud,
        })
    }
}

/// What sending answers: the same whether or not the family was known.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ReferralId,
    /// Its number, for the telephone.
    #[schema(example = "O00042")]
    number: String,
    /// `sent`.
    #[schema(schema_with = schemas::referral_status)]
    status: ReferralStatus,
    /// Address that shows the status without an account.
    follow_url: String,
}

/// Sends a referral.
///
/// With or without an account. The answer never says whether the family was known.
#[utoipa::path(post, path = "/api/v1/referrals", request_body = ReferralInput, responses((status = 201, description = "Sent", body = SentDocument)))]
pub(crate) async fn send(cx: Context, command: Command<ReferralInput>) -> Result<Response, Problem> {
    let sent = super::pages::send_referral(&cx, command.input.written()?, Some(command.key)).await?;
    let document = SentDocument {
        id: sent.id,
        number: sent.number,
        status: ReferralStatus::Sent,
        follow_url: cx.app.link(&format!("/referrals/follow/{}", sent.follow_token)),
    };
    created(&format!("/api/v1/referrals/{}", document.id), &document)
}

/// A refusal of a site.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusalDocument {
    /// The coded reason.
    #[schema(schema_with = schemas::refusal_reason)]
    reason_code: RefusalReason,
    /// The message.
    message: Option<String>,
}

/// What who sent a referral sees of it: how it stands, and nothing about the child's life.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ReferralId,
    /// Its number.
    number: String,
    /// How it stands, computed from the dates.
    #[schema(schema_with = schemas::referral_status)]
    status: ReferralStatus,
    /// The site.
    site: Named,
    /// Given names of the children, as they were sent.
    children: Vec<String>,
    /// Its dates.
    #[serde(flatten)]
    dates: DatesDocument,
    /// What the site asks, until somebody replies.
    question: Option<String>,
    /// Why it was refused.
    refusal: Option<RefusalDocument>,
}

/// The dates of a referral's life; null is not yet, or never.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatesDocument {
    /// Sent.
    #[schema(schema_with = schemas::instant)]
    sent_at: Option<Instant>,
    /// The site took notice.
    #[schema(schema_with = schemas::instant)]
    seen_at: Option<Instant>,
    /// The site asked something that has no reply yet.
    #[schema(schema_with = schemas::instant)]
    asked_at: Option<Instant>,
    /// Accepted.
    #[schema(schema_with = schemas::instant)]
    accepted_at: Option<Instant>,
    /// Refused.
    #[schema(schema_with = schemas::instant)]
    refused_at: Option<Instant>,
    /// Expired without an answer.
    #[schema(schema_with = schemas::instant)]
    expired_at: Option<Instant>,
    /// First half-day attended.
    #[schema(schema_with = schemas::instant)]
    first_attended_at: Option<Instant>,
    /// The accompaniment ended.
    #[schema(schema_with = schemas::instant)]
    ended_at: Option<Instant>,
}

impl From<domain::referrals::ReferralFacts> for DatesDocument {
    fn from(facts: domain::referrals::ReferralFacts) -> Self {
        Self {
            sent_at: facts.sent_at,
            seen_at: facts.seen_at,
            asked_at: facts.asked_at,
            accepted_at: facts.accepted_at,
            refused_at: facts.refused_at,
            expired_at: facts.expired_at,
            first_attended_at: facts.first_attended_at,
            ended_at: facts.ended_at,
        }
    }
}

impl From<StatusView> for StatusDocument {
    fn from(view: StatusView) -> Self {
        Self {
            id: view.id,
            number: view.number,
            status: view.facts.status(),
            site: Named { id: view.site.to_string(), name: view.site_name },
            children: view.children,
            refusal: view
                .refusal_reason
                .map(|reason_code| RefusalDocument { reason_code, message: view.answer_message }),
            question: view.question,
            dates: view.facts.into(),
        }
    }
}

/// What the site a referral came to reads.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ReferralId,
    /// Its number.
    number: String,
    /// How it stands, computed from the dates.
    #[schema(schema_with = schemas::referral_status)]
    status: ReferralStatus,
    /// The site.
    site: Named,
    /// Who referred.
    prescriber: PrescriberDocument,
    /// The family.
    family: FamilyDocument,
    /// The children, while the site accompanies the family.
    children: Vec<ChildDocument>,
    /// Why a place is needed.
    #[schema(schema_with = schemas::purpose)]
    purpose: Purpose,
    /// When.
    #[schema(value_type = Object)]
    need: Need,
    /// How far the family can travel.
    travel_limit_km: Option<i32>,
    /// How fast.
    #[schema(schema_with = schemas::urgency)]
    urgency: Urgency,
    /// A few words.
    message: Option<String>,
    /// Its dates.
    #[serde(flatten)]
    dates: DatesDocument,
    /// Why it was refused.
    refusal: Option<RefusalDocument>,
    /// Why the accompaniment ended.
    #[schema(schema_with = schemas::referral_end_reason)]
    end_reason: Option<ReferralEndReason>,
    /// How often the site was reminded.
    reminders: i32,
    /// Version, also the ETag.
    revision: i64,
}

/// Who referred.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrescriberDocument {
    /// Kind of organisation.
    #[schema(schema_with = schemas::prescriber_kind)]
    kind: PrescriberKind,
    /// Its name.
    organisation: String,
    /// Name.
    name: String,
    /// E-mail.
    email: Option<String>,
    /// Telephone.
    phone: Option<String>,
}

/// The family of a referral.
#[derive(Debug, Serialize, ToSchema)]
pub struct FamilyDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: FamilyId,
    /// Its number.
    reference: String,
    /// Whether only named persons see its contact.
    protected: bool,
    /// The parent; null when the family is protected and the reader is not named, or no longer accompanied.
    parent: Option<ContactDocument>,
}

/// The parent of a referral.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactDocument {
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Telephone.
    phone: Option<String>,
    /// E-mail.
    email: Option<String>,
    /// Language spoken.
    #[schema(schema_with = schemas::spoken_language)]
    language: SpokenLanguage,
    /// How she may safely be contacted.
    #[schema(schema_with = schemas::safe_contact)]
    safe_contact: SafeContact,
    /// Whether an interpreter is needed.
    interpreter: bool,
    /// INSEE code.
    commune: String,
    /// Situations that hold today.
    #[schema(schema_with = schemas::situation_kinds)]
    situations: Vec<SituationKind>,
}

/// A child of a referral.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ChildId,
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Day of birth.
    #[schema(schema_with = schemas::date)]
    birth_date: Date,
}

impl From<File> for FileDocument {
    fn from(file: File) -> Self {
        let message = file.answer_message();
        let referral = file.referral;
        Self {
            id: referral.id,
            number: referral.number,
            status: referral.facts.status(),
            site: Named { id: referral.site.to_string(), name: file.site_name },
            prescriber: PrescriberDocument {
                kind: referral.prescriber.kind,
                organisation: referral.prescriber.organisation_name,
                name: referral.prescriber.name,
                email: referral.prescriber.email,
                phone: referral.prescriber.phone,
            },
            family: FamilyDocument {
                id: referral.family,
                reference: file.family_reference,
                protected: file.protected,
                parent: file.contact.map(|contact| ContactDocument {
                    given_name: contact.given_name,
                    family_name: contact.family_name,
                    phone: contact.phone,
                    email: contact.email,
                    language: contact.language,
                    safe_contact: contact.safe_contact,
                    interpreter: contact.interpreter,
                    commune: contact.commune,
                    situations: contact.situations.into_iter().map(|(kind, _, _)| kind).collect(),
                }),
            },
            children: file
                .children
                .into_iter()
                .map(|child| ChildDocument {
                    id: child.id,
                    given_name: child.given_name,
                    family_name: child.family_name,
                    birth_date: child.birth_date,
                })
                .collect(),
            purpose: referral.purpose,
            need: referral.need,
            travel_limit_km: referral.travel_limit_km,
            urgency: referral.urgency,
            message: referral.message,
            dates: referral.facts.into(),
            refusal: referral.refusal_reason.map(|reason_code| RefusalDocument { reason_code, message }),
            end_reason: referral.end_reason,
            reminders: referral.reminders,
            revision: referral.revision,
        }
    }
}

/// Opens one referral.
///
/// The site it came to reads the file; who sent it reads how it stands. Anybody else: 404.
#[utoipa::path(get, path = "/api/v1/referrals/{id}", params(("id" = String, Path)), responses((status = 200, description = "The file, or its status for who sent it", body = FileDocument, headers(("ETag" = String, description = "Version")))))]
pub(crate) async fn show(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    match super::pages::open_referral(&cx, path_id(&id)?).await? {
        super::pages::Opened::File(file) => {
            let revision = file.referral.revision;
            Ok(with_etag(json(&FileDocument::from(*file))?, revision))
        }
        super::pages::Opened::Status(status) => {
            let revision = status.revision;
            Ok(with_etag(json(&StatusDocument::from(*status))?, revision))
        }
    }
}

/// A line of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ReferralId,
    /// Its number.
    number: String,
    /// How it stands.
    #[schema(schema_with = schemas::referral_status)]
    status: ReferralStatus,
    /// The site.
    site: Named,
    /// Organisation that sent it.
    prescriber: String,
    /// Given names of the children.
    children: Vec<String>,
    /// How fast.
    #[schema(schema_with = schemas::urgency)]
    urgency: Urgency,
    /// Why.
    #[schema(schema_with = schemas::purpose)]
    purpose: Purpose,
    /// Its dates.
    #[serde(flatten)]
    dates: DatesDocument,
}

impl From<Line> for LineDocument {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            number: line.number,
            status: line.facts.status(),
            site: Named { id: line.site.to_string(), name: line.site_name },
            prescriber: line.prescriber,
            children: line.children,
            urgency: line.urgency,
            purpose: line.purpose,
            dates: line.facts.into(),
        }
    }
}

/// A page of referrals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferralList {
    /// The latest first.
    items: Vec<LineDocument>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the document reads it; the query is read by Asked")]
pub(crate) struct ListQuery {
    /// Words of names, or a number.
    #[param(max_length = 120)]
    q: Option<String>,
    /// `open`, `accepted` or `closed`; all of them when nothing is said.
    part: Option<String>,
    /// Most referrals of the page (50 when nothing is said).
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

fn cursor(text: &str) -> Option<(Instant, ReferralId)> {
    let (at, id) = text.split_once('_')?;
    Some((Instant::read(at)?, ReferralId::read(id)?))
}

/// Under which action this reader lists referrals: those that came to her sites, else those she sent.
pub(crate) fn list_action(cx: &Context) -> Action {
    if cx.caller.may(Action::SeeReferral) { Action::SeeReferral } else { Action::FollowReferral }
}

/// The referrals that came to one's sites, or that one's organisation sent.
#[utoipa::path(get, path = "/api/v1/referrals", params(ListQuery), responses((status = 200, description = "A page of referrals", body = ReferralList)))]
pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let (search, part) = (read.optional_text("q", 120), read.optional_text("part", 20));
    let (limit, after) = (read.optional_number("limit", 1..=200), read.optional_text("cursor", 100));
    let after = after.take()?.map(|text| cursor(&text).ok_or_else(|| Problem::field("cursor", "invalid")));
    let part = match part.peek().and_then(Option::as_deref) {
        None => Part::All,
        Some("open") => Part::Open,
        Some("accepted") => Part::Accepted,
        Some("closed") => Part::Closed,
        Some(_) => {
            read.problem("part", "not_a_choice");
            Part::All
        }
    };
    read.finish()?;
    let most = i64::from(limit.take()?.unwrap_or(50));
    let query = Query {
        search: search.take()?.unwrap_or_default(),
        part,
        order: Order::Latest,
        offset: 0,
        limit: most + 1,
        after: after.transpose()?,
    };
    let (actor, action) = (cx.actor().clone(), list_action(&cx));
    let (mut lines, _) = cx.app.db().read(move |conn| referrals::list(conn, &actor, action, &query)).await?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > most;
    lines.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let next = lines
        .last()
        .filter(|_| more)
        .and_then(|line| line.facts.sent_at.map(|at| format!("{}_{}", at.text(), line.id)));
    json(&ReferralList { items: lines.into_iter().map(LineDocument::from).collect(), next })
}

/// A site's answer.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct AnswerInput {
    /// Yes, no, or a question.
    #[schema(schema_with = schemas::decision)]
    decision: Decision,
    /// Why not; needed to refuse.
    #[schema(schema_with = schemas::refusal_reason)]
    reason_code: Option<RefusalReason>,
    /// The message to the prescriber; the question, when one is asked; needed with the reason `other`.
    #[schema(max_length = 2000)]
    message: Option<String>,
    /// To accept: first day of the admission (today when nothing is said).
    #[schema(schema_with = schemas::date)]
    from: Option<Date>,
    /// To accept: last day of the admission.
    #[schema(schema_with = schemas::date)]
    until: Option<Date>,
    /// To accept: kind of care (occasional when nothing is said).
    #[schema(schema_with = schemas::care_kind)]
    care_kind: Option<CareKind>,
}

/// Answers a referral: accept, refuse with a coded reason, or ask.
#[utoipa::path(post, path = "/api/v1/referrals/{id}/answer", params(("id" = String, Path)), request_body = AnswerInput, responses((status = 200, description = "Answered", body = FileDocument)))]
pub(crate) async fn answer(
    cx: Context,
    Path(id): Path<String>,
    command: Command<AnswerInput>,
) -> Result<Response, Problem> {
    let id = path_id(&id)?;
    let input = command.input;
    let written = WrittenAnswer {
        decision: input.decision,
        reason: input.reason_code,
        message: input.message,
        from: input.from,
        until: input.until,
        care_kind: input.care_kind,
    };
    super::pages::answer_referral(&cx, id, written, Some(command.key)).await?;
    file_of(&cx, id).await
}

async fn file_of(cx: &Context, id: ReferralId) -> Result<Response, Problem> {
    let (actor, today) = (cx.actor().clone(), cx.app.today());
    let file = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_referral(conn, &actor, Action::SeeReferral, id)?;
            referrals::file(conn, seen, Reader::Actor(&actor), today)
        })
        .await?;
    let revision = file.referral.revision;
    Ok(with_etag(json(&FileDocument::from(file))?, revision))
}

/// Nothing to say.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct NothingInput {}

/// The site takes notice of a referral.
#[utoipa::path(post, path = "/api/v1/referrals/{id}/seen", params(("id" = String, Path)), responses((status = 200, description = "Noted", body = FileDocument)))]
pub(crate) async fn seen(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let id = path_id(&id)?;
    super::pages::mark_seen(&cx, id, Some(command.key)).await?;
    file_of(&cx, id).await
}

/// A reply to the site's question.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ReplyInput {
    /// The reply.
    #[schema(max_length = 2000)]
    message: String,
}

/// Replies to the site's question.
#[utoipa::path(post, path = "/api/v1/referrals/{id}/reply", params(("id" = String, Path)), request_body = ReplyInput, responses((status = 200, description = "Sent", body = StatusDocument)))]
pub(crate) async fn reply(
    cx: Context,
    Path(id): Path<String>,
    command: Command<ReplyInput>,
) -> Result<Response, Problem> {
    let id: ReferralId = path_id(&id)?;
    super::pages::reply_to_site(&cx, id, &command.input.message, Some(command.key)).await?;
    let actor = cx.actor().clone();
    let status = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_referral(conn, &actor, Action::FollowReferral, id)?;
            referrals::status(conn, seen)
        })
        .await?;
    json(&StatusDocument::from(status))
}

/// The end of an accompaniment.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct EndInput {
    /// Why.
    #[schema(schema_with = schemas::referral_end_reason)]
    reason_code: ReferralEndReason,
}

/// Ends the accompaniment an accepted referral began.
#[utoipa::path(post, path = "/api/v1/referrals/{id}/end", params(("id" = String, Path)), request_body = EndInput, responses((status = 200, description = "Ended", body = FileDocument)))]
pub(crate) async fn end(cx: Context, Path(id): Path<String>, command: Command<EndInput>) -> Result<Response, Problem> {
    let id = path_id(&id)?;
    super::pages::end_referral(&cx, id, command.input.reason_code, Some(command.key)).await?;
    file_of(&cx, id).await
}
