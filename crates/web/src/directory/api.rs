//! Sites and their sessions, for everybody.

use axum::extract::Path;
use axum::response::Response;
use db::directory::{self, OpenSession, Site};
use domain::geography::{Commune, Communes, ROAD_FACTOR};
use domain::places::days_after;
use domain::sites::{ClassStanding, SeatClass, SiteKind, SitePolicy};
use domain::{Date, HalfDay, OrganisationId, PremisesId, SessionId, SiteId, Time, Word};
use serde::{Serialize, Serializer};
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::asked::{Asked, path_id, with_etag};
use crate::commands::json;
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

/// Kilometres within which sites are looked for when nothing is said.
pub const USUAL_KILOMETRES: i32 = 30;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list, show, sessions))]
    struct Part;
    Part::openapi()
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteList {
    /// The sites: the nearest first when `near` is given.
    items: Vec<SiteDocument>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
    /// The place that was understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<CommuneDocument>,
    /// How distances were made.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance: Option<DistanceDocument>,
}

/// A commune.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommuneDocument {
    /// INSEE code.
    #[schema(example = "34145")]
    pub code: String,
    /// Name.
    #[schema(example = "Lunel")]
    pub name: String,
    /// Département.
    #[schema(example = "34")]
    pub department: String,
}

impl CommuneDocument {
    /// The commune of an INSEE code; a code no list knows is its own name.
    pub fn of(code: &str) -> Self {
        match Communes::shipped().find(code) {
            Some(commune) => commune.into(),
            None => Self { code: code.to_owned(), name: code.to_owned(), department: String::new() },
        }
    }
}

impl From<&Commune> for CommuneDocument {
    fn from(commune: &Commune) -> Self {
        Self { code: commune.code.clone(), name: commune.name.clone(), department: commune.department.clone() }
    }
}

/// How distances were made: no road network is asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct DistanceDocument {
    /// From the centroid of the commune to the site in a straight line, times a factor for roads.
    #[schema(example = "straight_line_times_factor")]
    method: &'static str,
    /// The factor.
    factor: f64,
    /// The unit.
    unit: &'static str,
}

/// Something with an id and a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    pub id: String,
    /// Its name.
    pub name: String,
}

impl Named {
    fn organisation(id: OrganisationId, name: &str) -> Self {
        Self { id: id.to_string(), name: name.to_owned() }
    }
    fn premises(id: PremisesId, name: &str) -> Self {
        Self { id: id.to_string(), name: name.to_owned() }
    }
}

/// A site, as everybody may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: SiteId,
    /// Its name.
    name: String,
    /// What it is.
    #[schema(schema_with = schemas::site_kind)]
    kind: SiteKind,
    /// Who runs it.
    organisation: Named,
    /// Where it is.
    commune: CommuneDocument,
    /// WGS84.
    latitude: f64,
    /// WGS84.
    longitude: f64,
    /// IANA time zone of its civil times.
    time_zone: String,
    /// Telephone.
    phone: Option<String>,
    /// E-mail.
    email: Option<String>,
    /// A sentence on the site.
    description: Option<String>,
    /// Whether families pay nothing.
    free_of_charge: bool,
    /// Whether it has the AVIP label.
    avip: bool,
    /// Kilometres by road from `near`, one decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_km: Option<f64>,
    /// Who may come and how one books today; null when no policy holds today.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<PolicyDocument>,
    /// Where children are welcomed.
    #[serde(skip_serializing_if = "Option::is_none")]
    premises: Option<Vec<PremisesDocument>>,
}

/// Where children are welcomed.
#[derive(Debug, Serialize, ToSchema)]
pub struct PremisesDocument {
    /// Their id.
    #[schema(schema_with = schemas::id)]
    id: PremisesId,
    /// Their name.
    name: String,
    /// Street and number.
    address: String,
    /// Where they are.
    commune: CommuneDocument,
}

/// What is public of the booking rules.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyDocument {
    /// How one books.
    #[schema(schema_with = schemas::booking_mode)]
    booking_mode: domain::sites::BookingMode,
    /// Whether a professional must refer the family.
    referral_required: bool,
    /// Youngest age in completed months, on the day of care.
    minimum_age_months: i32,
    /// The child comes until the day before this age in completed months.
    maximum_age_months: i32,
    /// Kinds of care.
    #[schema(value_type = Vec<String>)]
    care_kinds: Vec<domain::places::CareKind>,
}

impl From<&SitePolicy> for PolicyDocument {
    fn from(policy: &SitePolicy) -> Self {
        Self {
            booking_mode: policy.booking_mode,
            referral_required: policy.referral_required,
            minimum_age_months: policy.minimum_age_months,
            maximum_age_months: policy.maximum_age_months,
            care_kinds: policy.care_kinds.clone(),
        }
    }
}

fn tenth(kilometres: f64) -> f64 {
    (kilometres * 10.0).round() / 10.0
}

impl SiteDocument {
    fn of(site: Site, kilometres: Option<f64>) -> Self {
        Self {
            id: site.id,
            name: site.name,
            kind: site.kind,
            organisation: Named::organisation(site.organisation, &site.organisation_name),
            commune: CommuneDocument::of(&site.commune),
            latitude: site.latitude,
            longitude: site.longitude,
            time_zone: site.time_zone,
            phone: site.phone,
            email: site.email,
            description: site.description,
            free_of_charge: site.free_of_charge,
            avip: site.avip,
            distance_km: kilometres.map(tenth),
            policy: None,
            premises: None,
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the document reads it; the query is read by Asked")]
pub(crate) struct ListQuery {
    /// An INSEE code (34145), a postcode or the name of a commune; "Saint-Denis (93)" where several bear the name.
    near: Option<String>,
    /// Most kilometres by road from `near` (30 when nothing is said).
    #[param(minimum = 1, maximum = 1000)]
    within_km: Option<i32>,
    /// Most sites of the page (50 when nothing is said).
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Sites, near a commune when one is given.
///
/// Distances by road are the straight line from the commune's centroid times a factor, as the answer says.
#[utoipa::path(get, path = "/api/v1/sites", params(ListQuery), responses((status = 200, description = "A page of sites", body = SiteList)))]
pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let (near, within) = (read.optional_text("near", 120), read.optional_number("within_km", 1..=1000));
    let (limit, cursor) = (read.optional_number("limit", 1..=200), read.optional_word::<SiteId>("cursor"));
    let near = near.peek().cloned().flatten();
    let commune = near.as_deref().and_then(|text| Communes::shipped().resolve(text));
    if near.is_some() && commune.is_none() {
        read.problem("near", "not_a_commune");
    }
    if near.is_none() && !asked.value("within_km").is_empty() {
        read.problem("near", "required");
    }
    read.finish()?;
    let (cursor, most) = (cursor.take()?, limit.take()?.unwrap_or(50));
    let most = usize::try_from(most).unwrap_or(50);
    let within = f64::from(within.take()?.unwrap_or(USUAL_KILOMETRES));
    let (today, point) = (cx.app.today(), commune.map(|commune| (commune.latitude, commune.longitude)));
    let (sites, next) = cx.app.db().read(move |conn| page_of_sites(conn, point, within, cursor, most, today)).await?;
    json(&SiteList {
        items: sites.into_iter().map(|(site, kilometres)| SiteDocument::of(site, kilometres)).collect(),
        next: next.map(|id| id.to_string()),
        near: commune.map(CommuneDocument::from),
        distance: commune.map(|_| DistanceDocument {
            method: "straight_line_times_factor",
            factor: ROAD_FACTOR,
            unit: "km",
        }),
    })
}

type Page = (Vec<(Site, Option<f64>)>, Option<SiteId>);

/// A page of sites: by distance from a point, or by id.
pub(crate) fn page_of_sites(
    conn: &mut db::Conn,
    point: Option<(f64, f64)>,
    within_km: f64,
    cursor: Option<SiteId>,
    most: usize,
    today: Date,
) -> db::Result<Page> {
    let Some((latitude, longitude)) = point else {
        let wanted = i64::try_from(most).unwrap_or(50) + 1;
        let mut found = directory::open_sites(conn, cursor, wanted, today)?;
        let more = found.len() > most;
        found.truncate(most);
        let next = found.last().filter(|_| more).map(|site| site.id);
        return Ok((found.into_iter().map(|site| (site, None)).collect(), next));
    };
    let near = directory::sites_near(conn, latitude, longitude, within_km, today)?;
    let start = match cursor {
        None => 0,
        Some(cursor) => near
            .iter()
            .position(|(id, _)| *id == cursor)
            .map(|place| place + 1)
            .ok_or(db::Error::Field { field: "cursor", message: "invalid" })?,
    };
    let page: Vec<(SiteId, f64)> = near.iter().skip(start).take(most).copied().collect();
    let next = page.last().filter(|_| near.len() > start + most).map(|(id, _)| *id);
    let ids: Vec<SiteId> = page.iter().map(|(id, _)| *id).collect();
    let mut rows = directory::sites_by_id(conn, &ids)?;
    let ordered = page
        .into_iter()
        .filter_map(|(id, kilometres)| {
            let place = rows.iter().position(|site| site.id == id)?;
            Some((rows.swap_remove(place), Some(kilometres)))
        })
        .collect();
    Ok((ordered, next))
}

/// One site, with where it is, who may come and how one books.
#[utoipa::path(get, path = "/api/v1/sites/{id}", params(("id" = String, Path)), responses((status = 200, description = "The site", body = SiteDocument, headers(("ETag" = String, description = "Version, for If-Match")))))]
pub(crate) async fn show(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (id, today) = (path_id::<SiteId>(&id)?, cx.app.today());
    let (site, policy, premises) = cx
        .app
        .db()
        .read(move |conn| {
            let site = directory::open_site(conn, id, today)?;
            let policies = db::sites::policies(conn, &[id])?;
            let policy = db::sites::policy_on(&policies, id, today).map(PolicyDocument::from);
            Ok((site, policy, directory::premises_of(conn, &[id])?))
        })
        .await?;
    let revision = site.revision;
    let document = SiteDocument {
        policy,
        premises: Some(
            premises
                .into_iter()
                .filter(|place| place.ended_on.is_none_or(|last| last >= today))
                .map(|place| PremisesDocument {
                    id: place.id,
                    name: place.name,
                    address: place.address,
                    commune: CommuneDocument::of(&place.commune),
                })
                .collect(),
        ),
        ..SiteDocument::of(site, None)
    };
    Ok(with_etag(json(&document)?, revision))
}

/// The sessions of a site.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionList {
    /// By date, morning first.
    items: Vec<SessionDocument>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

/// A half-day at some premises, with its seats.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    pub id: SessionId,
    /// Civil date in the site's time zone.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Which half of the day.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
    /// First arrival.
    #[serde(serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    starts_at: Time,
    /// Last departure.
    #[serde(serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    ends_at: Time,
    /// Where.
    premises: Named,
    /// Seats of each class; bookings and unexpired holds are taken.
    seats: Vec<SeatsDocument>,
}

/// The seats of one class.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeatsDocument {
    /// The class.
    #[schema(schema_with = schemas::seat_class)]
    class: SeatClass,
    /// All of them.
    total: u16,
    /// Booked or held.
    taken: u16,
    /// Left, without borrowing from another class.
    free: u16,
}

impl From<ClassStanding> for SeatsDocument {
    fn from(standing: ClassStanding) -> Self {
        Self { class: standing.class, total: standing.total, taken: standing.taken, free: standing.free }
    }
}

/// Writes a civil time as `08:30`.
pub fn hours<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time.text())
}

impl From<OpenSession> for SessionDocument {
    fn from(open: OpenSession) -> Self {
        let OpenSession { session, premises_name, seats, .. } = open;
        Self {
            id: session.id,
            date: session.date,
            half_day: session.half_day,
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            premises: Named::premises(session.premises, &premises_name),
            seats: seats.into_iter().map(SeatsDocument::from).collect(),
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the document reads it; the query is read by Asked")]
pub(crate) struct SessionsQuery {
    /// First day (today when nothing is said).
    #[param(schema_with = schemas::date)]
    from: Option<String>,
    /// Last day, included (27 days after the first when nothing is said); at most a year after the first.
    #[param(schema_with = schemas::date)]
    to: Option<String>,
    /// Most sessions of the page (500 when nothing is said).
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Most days between `from` and `to`.
const MOST_DAYS: i32 = 366;

/// The sessions of a site between two days, with free seats by class.
///
/// Cancelled sessions are left out. Times are civil times of the site, `08:30`.
#[utoipa::path(get, path = "/api/v1/sites/{id}/sessions", params(("id" = String, Path), SessionsQuery), responses((status = 200, description = "A page of sessions", body = SessionList)))]
pub(crate) async fn sessions(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let (from, to) = (read.optional_date("from"), read.optional_date("to"));
    let (limit, cursor) = (read.optional_number("limit", 1..=1000), read.optional_word::<SessionId>("cursor"));
    let first = from.peek().copied().flatten().unwrap_or_else(|| cx.app.today());
    let last = to.peek().copied().flatten().unwrap_or_else(|| days_after(first, 27));
    if last < first {
        read.problem("to", "until_before_from");
    } else if last > days_after(first, MOST_DAYS) {
        read.problem("to", "range_too_long");
    }
    let id = path_id::<SiteId>(&id)?;
    read.finish()?;
    let (cursor, most) = (cursor.take()?, usize::try_from(limit.take()?.unwrap_or(500)).unwrap_or(500));
    let (today, now) = (cx.app.today(), cx.app.now());
    let mut found = cx
        .app
        .db()
        .read(move |conn| {
            directory::open_site(conn, id, today)?;
            directory::open_sessions(conn, &[id], first, last, now)
        })
        .await?;
    if let Some(cursor) = cursor {
        let place = found.iter().position(|open| open.session.id == cursor);
        found.drain(..=place.ok_or_else(|| Problem::field("cursor", "invalid"))?);
    }
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|open| open.session.id.to_string());
    json(&SessionList { items: found.into_iter().map(SessionDocument::from).collect(), next })
}
