//! What families asked and how it stands: who may see it, lists, the waiting list, and taking a request back.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{Asker, CareKind, Need, Purpose, ReleaseReason, RequestOutcome};
use domain::*;

use super::news::NewsKind;
use super::{Booking, BookingRow, booking_columns, booking_of};
use crate::access::{self, Actor, Scope, families, sites};
use crate::audit::{ActorKind, Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{booking, child, place_request, place_request_site, site};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// A request as it is stored.
#[derive(Debug, Clone)]
pub struct PlaceRequest {
    /// Its id.
    pub id: PlaceRequestId,
    /// The child.
    pub child: ChildId,
    /// One site only.
    pub site: Option<SiteId>,
    /// Why.
    pub purpose: Purpose,
    /// The kind of care.
    pub kind: CareKind,
    /// What is needed.
    pub need: Need,
    /// Longest travel.
    pub travel_limit_km: Option<i32>,
    /// Who asked.
    pub asker: Asker,
    /// Whether the professional who asked attested the purpose.
    pub attested: bool,
    /// When.
    pub created_at: Instant,
    /// When it was last answered.
    pub answered_at: Option<Instant>,
    /// How it stands.
    pub outcome: RequestOutcome,
    /// What refused.
    pub refusals: Vec<Refusal>,
    /// Reasons of the proposals' ranks, by rank.
    pub reasons: Vec<serde_json::Value>,
    /// When the family took it back.
    pub withdrawn_at: Option<Instant>,
    /// Day by which a waiting request is answered.
    pub answer_by: Option<Date>,
    /// Raised by each change.
    pub revision: i64,
}

type RequestRow = (
    (
        Stored<PlaceRequestId>,
        Stored<ChildId>,
        Option<Stored<SiteId>>,
        Stored<Purpose>,
        Stored<CareKind>,
        String,
        Option<i32>,
        Stored<Asker>,
        bool,
    ),
    (
        Stored<Instant>,
        Option<Stored<Instant>>,
        Option<Stored<RequestOutcome>>,
        Option<String>,
        Option<String>,
        Option<Stored<Instant>>,
        Option<Stored<Date>>,
        i64,
    ),
);

macro_rules! request_columns {
    () => {
        (
            (
                place_request::id,
                place_request::child_id,
                place_request::site_id,
                place_request::purpose,
                place_request::care_kind,
                place_request::need,
                place_request::travel_limit_km,
                place_request::asked_by,
                place_request::attested,
            ),
            (
                place_request::created_at,
                place_request::answered_at,
                place_request::outcome,
                place_request::refusals,
                place_request::proposals,
                place_request::withdrawn_at,
                place_request::answer_by,
                place_request::revision,
            ),
        )
    };
}

fn request_of(row: RequestRow) -> Result<PlaceRequest> {
    let (
        (id, child, site, purpose, kind, need, travel_limit_km, asker, attested),
        (created_at, answered_at, outcome, refusals, reasons, withdrawn_at, answer_by, revision),
    ) = row;
    Ok(PlaceRequest {
        id: id.value(),
        child: child.value(),
        site: site.map(Stored::value),
        purpose: purpose.value(),
        kind: kind.value(),
        need: serde_json::from_str(&need)?,
        travel_limit_km,
        asker: asker.value(),
        attested,
        created_at: created_at.value(),
        answered_at: answered_at.map(Stored::value),
        outcome: outcome.map_or(RequestOutcome::Waiting, Stored::value),
        refusals: refusals.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
        reasons: reasons.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
        withdrawn_at: withdrawn_at.map(Stored::value),
        answer_by: answer_by.map(Stored::value),
        revision,
    })
}

impl Tx<'_> {
    /// Takes a waiting or held request back: its open options are given back.
    pub fn withdraw_request(&mut self, by: &Signature, id: PlaceRequestId) -> Result<()> {
        let holds = options_of(self.conn, id)?;
        let open: Vec<Booking> =
            holds.into_iter().filter(|hold| hold.confirmed_at.is_none() && hold.is_active(self.now)).collect();
        let sessions: Vec<SessionId> = open.iter().map(|hold| hold.session).collect();
        self.lock_sessions(&sessions)?;
        diesel::update(place_request::table.find(stored(id)))
            .set((
                place_request::withdrawn_at.eq(Some(stored(self.now))),
                place_request::revision.eq(place_request::revision + 1_i64),
            ))
            .execute(self.conn)?;
        self.promises_fall(id)?;
        self.offers_fall(id)?;
        self.audit(
            by,
            Entry::done(Action::RequestPlace, "place_request", id).detail(serde_json::json!({ "withdrawn": true })),
        )?;
        for hold in &open {
            self.mark_released(by, hold, ReleaseReason::NotChosen)?;
        }
        for session in sessions {
            self.offer_seats_at(session, self.now)?;
        }
        Ok(())
    }

    /// A request has its place.
    pub(crate) fn request_is_served(&mut self, id: PlaceRequestId) -> Result<()> {
        self.offers_fall(id)?;
        self.tell_prescribers(id, NewsKind::Confirmed)?;
        self.set_outcome(id, RequestOutcome::Confirmed)
    }

    /// A request must not have been answered or taken back since a plan was made.
    pub(crate) fn must_still_wait(&mut self, id: PlaceRequestId) -> Result<()> {
        let (outcome, withdrawn): (Option<Stored<RequestOutcome>>, Option<Stored<Instant>>) = place_request::table
            .find(stored(id))
            .select((place_request::outcome, place_request::withdrawn_at))
            .first(self.conn)
            .or_not_found()?;
        let served = outcome.is_some_and(|outcome| *outcome == RequestOutcome::Confirmed);
        if withdrawn.is_some() || served { Err(Refusal::ChangedMeanwhile.into()) } else { Ok(()) }
    }

    pub(crate) fn set_outcome(&mut self, id: PlaceRequestId, outcome: RequestOutcome) -> Result<()> {
        diesel::update(place_request::table.find(stored(id)))
            .set((
                place_request::outcome.eq(Some(stored(outcome))),
                place_request::answered_at.eq(Some(stored(self.now))),
                place_request::revision.eq(place_request::revision + 1_i64),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// After an option is gone: a request from the waiting list waits again when nothing is left, unless the family declined.
    pub(crate) fn request_lost_an_option(&mut self, id: PlaceRequestId, ran_out: bool) -> Result<()> {
        let options = options_of(self.conn, id)?;
        if options.iter().any(|option| option.released_at.is_none()) {
            return Ok(());
        }
        let listed: i64 = place_request_site::table
            .filter(place_request_site::place_request_id.eq(stored(id)))
            .count()
            .get_result(self.conn)?;
        if ran_out && listed > 0 {
            self.set_outcome(id, RequestOutcome::Waiting)
        } else {
            diesel::update(place_request::table.find(stored(id)))
                .set((
                    place_request::withdrawn_at.eq(Some(stored(self.now))),
                    place_request::revision.eq(place_request::revision + 1_i64),
                ))
                .execute(self.conn)?;
            Ok(())
        }
    }
}

/// The holds and bookings of a request, by rank, date and half-day; those given back too.
pub fn options_of(conn: &mut Conn, id: PlaceRequestId) -> Result<Vec<Booking>> {
    let rows: Vec<BookingRow> = booking::table
        .filter(booking::place_request_id.eq(Some(stored(id))))
        .order((booking::proposal, booking::date, booking::half_day.desc(), booking::id))
        .select(booking_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(booking_of).collect())
}

/// The holds and bookings of some requests, request by request as [`options_of`] gives them.
pub fn options_of_all(
    conn: &mut Conn,
    ids: &[PlaceRequestId],
) -> Result<std::collections::BTreeMap<PlaceRequestId, Vec<Booking>>> {
    let wanted: Vec<Option<Stored<PlaceRequestId>>> = ids.iter().map(|id| Some(stored(*id))).collect();
    let rows: Vec<BookingRow> = booking::table
        .filter(booking::place_request_id.eq_any(wanted))
        .order((booking::place_request_id, booking::proposal, booking::date, booking::half_day.desc(), booking::id))
        .select(booking_columns!())
        .load(conn)?;
    let mut found: std::collections::BTreeMap<PlaceRequestId, Vec<Booking>> = std::collections::BTreeMap::new();
    for option in rows.into_iter().map(booking_of) {
        if let Some(request) = option.request {
            found.entry(request).or_default().push(option);
        }
    }
    Ok(found)
}

/// A request the actor may see, by its own proof.
#[derive(Debug, Clone, Copy)]
pub struct SeenRequest(PlaceRequestId);

impl SeenRequest {
    /// The request's id.
    pub fn id(self) -> PlaceRequestId {
        self.0
    }
}

/// The proof for a request: one's own family or caseload, a site it waits at or was addressed to, or a request one made oneself
/// for a family one still accompanies.
pub fn see_place_request(conn: &mut Conn, actor: &Actor, action: Action, id: PlaceRequestId) -> Result<SeenRequest> {
    type Row = (Stored<FamilyId>, Option<Stored<SiteId>>, Option<Stored<PersonId>>);
    let (family, addressed, asked_by): Row = place_request::table
        .inner_join(child::table)
        .filter(place_request::id.eq(stored(id)))
        .select((child::family_id, place_request::site_id, place_request::asked_by_person_id))
        .first(conn)
        .or_not_found()?;
    let family = family.value();
    if access::accompanies_beside_sites(conn, actor, action, family).is_ok() {
        return Ok(SeenRequest(id));
    }
    let asked_it = actor.person.is_some() && actor.person == asked_by.map(Stored::value);
    if asked_it && access::see_family(conn, actor, action, family).is_ok() {
        return Ok(SeenRequest(id));
    }
    let waits_at: Vec<Stored<SiteId>> = place_request_site::table
        .filter(place_request_site::place_request_id.eq(stored(id)))
        .select(place_request_site::site_id)
        .load(conn)?;
    let mine: i64 = site::table
        .filter(site::id.eq_any(waits_at.into_iter().chain(addressed)))
        .filter(site::id.eq_any(sites!(&Scope::new(actor, action))))
        .count()
        .get_result(conn)?;
    if mine > 0 { Ok(SeenRequest(id)) } else { Err(Error::NotFound) }
}

/// One request.
pub fn place_request(conn: &mut Conn, seen: SeenRequest) -> Result<PlaceRequest> {
    place_request::table
        .find(stored(seen.0))
        .select(request_columns!())
        .first::<RequestRow>(conn)
        .or_not_found()
        .and_then(request_of)
}

pub(crate) fn requests_by_ids(conn: &mut Conn, ids: &[Stored<PlaceRequestId>]) -> Result<Vec<PlaceRequest>> {
    place_request::table
        .filter(place_request::id.eq_any(ids))
        .order((place_request::created_at, place_request::id))
        .select(request_columns!())
        .load::<RequestRow>(conn)?
        .into_iter()
        .map(request_of)
        .collect()
}

/// Which requests to list.
#[derive(Debug, Clone, Default)]
pub struct RequestFilter {
    /// Of one child.
    pub child: Option<ChildId>,
    /// Of one family.
    pub family: Option<FamilyId>,
    /// With one outcome.
    pub outcome: Option<RequestOutcome>,
    /// After this one (older).
    pub after: Option<PlaceRequestId>,
    /// How many.
    pub limit: i64,
}

/// The request's own conditions as one fixed shape: "no condition" is a condition that always holds.
macro_rules! filtered {
    ($filter:expr) => {{
        use diesel::sql_types::Bool;
        let filter: &RequestFilter = $filter;
        let child_id = filter.child.map(|id| id.to_string()).unwrap_or_default();
        let family_id = filter.family.map(|id| id.to_string()).unwrap_or_default();
        let outcome = filter.outcome.map(RequestOutcome::as_str).unwrap_or_default();
        // Behind every id, in the order of the text.
        let before = filter.after.map_or_else(|| "~".to_owned(), |id| id.to_string());
        place_request::table
            .inner_join(child::table)
            .filter(place_request::id.lt(before))
            .filter(place_request::child_id.eq(child_id).or(filter.child.is_none().into_sql::<Bool>()))
            .filter(child::family_id.eq(family_id).or(filter.family.is_none().into_sql::<Bool>()))
            .filter(
                place_request::outcome.assume_not_null().eq(outcome).or(filter.outcome.is_none().into_sql::<Bool>()),
            )
            .order(place_request::id.desc())
            .limit(filter.limit)
            .select(place_request::id)
    }};
}

/// The requests an actor may see, the newest first.
pub fn place_requests(conn: &mut Conn, actor: &Actor, filter: &RequestFilter) -> Result<Vec<PlaceRequest>> {
    // Each relation is a question of its own; ids grow with time, so that the newest of each make the newest of all.
    let mut ids: Vec<Stored<PlaceRequestId>> = Vec::new();
    let scope = Scope::new(actor, Action::RequestPlace);
    if let Some((_, family)) = actor.parent.filter(|_| actor.kind == ActorKind::Parent) {
        // A parent reaches her own family whatever ties it to others. By itself: beside another condition no index would find it.
        ids.extend(filtered!(filter).filter(child::family_id.eq(stored(family))).load::<Stored<PlaceRequestId>>(conn)?);
    } else {
        ids.extend(
            filtered!(filter).filter(child::family_id.eq_any(families!(&scope.clone().beside_sites()))).load::<Stored<
                PlaceRequestId,
            >>(
                conn
            )?,
        );
    }
    let my_sites: Vec<Stored<SiteId>> =
        site::table.filter(site::id.eq_any(sites!(&scope))).select(site::id).load(conn)?;
    if !my_sites.is_empty() {
        let waits_here = place_request_site::table
            .filter(place_request_site::site_id.eq_any(my_sites.clone()))
            .select(place_request_site::place_request_id);
        let addressed =
            place_request::site_id.is_not_null().and(place_request::site_id.assume_not_null().eq_any(my_sites));
        ids.extend(
            filtered!(filter)
                .filter(place_request::id.eq_any(waits_here).or(addressed))
                .load::<Stored<PlaceRequestId>>(conn)?,
        );
    }
    if let Some(person) = actor.person {
        ids.extend(
            filtered!(filter)
                .filter(place_request::asked_by_person_id.eq(Some(stored(person))))
                .filter(child::family_id.eq_any(families!(&scope)))
                .load::<Stored<PlaceRequestId>>(conn)?,
        );
    }
    ids.sort_unstable_by_key(|id| std::cmp::Reverse(**id));
    ids.dedup_by_key(|id| **id);
    ids.truncate(usize::try_from(filter.limit).unwrap_or(0));
    let mut requests = requests_by_ids(conn, &ids)?;
    requests.sort_unstable_by_key(|request| std::cmp::Reverse(request.id));
    Ok(requests)
}

/// The requests that were asked together with one, for its brothers and sisters: itself is left out.
pub fn asked_with(conn: &mut Conn, request: &PlaceRequest) -> Result<Vec<PlaceRequest>> {
    let (family, _, _) = child_of_request(conn, request)?;
    let ids: Vec<Stored<PlaceRequestId>> = place_request::table
        .inner_join(child::table)
        .filter(child::family_id.eq(stored(family)))
        .filter(place_request::created_at.eq(stored(request.created_at)))
        .filter(place_request::id.ne(stored(request.id)))
        .filter(place_request::child_id.ne(stored(request.child)))
        .select(place_request::id)
        .load(conn)?;
    requests_by_ids(conn, &ids)
}

/// The sites where a request waits or waited, with their names.
pub fn sites_of(conn: &mut Conn, id: PlaceRequestId) -> Result<Vec<(SiteId, String)>> {
    let rows: Vec<(Stored<SiteId>, String)> = place_request_site::table
        .inner_join(site::table)
        .filter(place_request_site::place_request_id.eq(stored(id)))
        .order((site::name, site::id))
        .select((site::id, site::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name)| (id.value(), name)).collect())
}

/// The family of a child, its given name and initial; the caller holds a proof, or shows no name.
pub fn child_of_request(conn: &mut Conn, request: &PlaceRequest) -> Result<(FamilyId, String, String)> {
    let (family, given, name): (Stored<FamilyId>, String, String) = child::table
        .find(stored(request.child))
        .select((child::family_id, child::given_name, child::family_name))
        .first(conn)
        .or_not_found()?;
    let initial = name.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    Ok((family.value(), given, initial))
}
