//! A child's path at a site, as it is read: its steps, their visits, and how far it is.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::Action;
use domain::familiarisation::{Face, Faces, Outcome, ParentIs, Progress, Step, VisitSentence, is_familiar, next};
use domain::places::CareKind;
use domain::staff::day::{Minute, Span};
use domain::*;

use crate::access::{Actor, Scope, Seen, families, see_site};
use crate::error::OrNotFound;
use crate::places::facts::zone_named;
use crate::schema::{
    admission, booking, child, familiarisation, familiarisation_step, familiarisation_visit, premises, referral,
    referral_child, session, site, staff_member,
};
use crate::{Conn, Error, Result, Stored, stored};

/// A step at a session.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The id.
    pub id: FamiliarisationVisitId,
    /// The place it has.
    pub booking: BookingId,
    /// The step it was, once somebody said how it went.
    pub step: Option<FamiliarisationStepId>,
    /// The session.
    pub session: SessionId,
    /// Its hours.
    pub hours: Option<Span>,
    /// Where.
    pub premises: String,
    /// On which day.
    pub date: Date,
    /// Which half of it.
    pub half_day: HalfDay,
    /// From when until when.
    pub span: Span,
    /// Who of the team is with the child.
    pub referent: Option<StaffMemberId>,
    /// Whether its place was not given back.
    pub stands: bool,
    /// When it begins.
    pub begins: Option<Instant>,
    /// Whether it is over.
    pub is_past: bool,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// How it went.
    pub faces: Faces,
    /// What the team says of it.
    pub sentence: Option<VisitSentence>,
    /// What the parent says of it.
    pub parent_face: Option<Face>,
}

/// A step of a path.
#[derive(Debug, Clone)]
pub struct PathStep {
    /// The id.
    pub id: FamiliarisationStepId,
    /// What it is.
    pub step: Step,
}

/// How far a step is, and the visit that says so.
#[derive(Debug, Clone, Copy)]
pub struct Stone<'a> {
    /// The step.
    pub step: &'a PathStep,
    /// How far it is.
    pub progress: Progress,
    /// The visit it is done at; of a repeated one, the last.
    pub visit: Option<&'a Visit>,
    /// How often it was done before and will be done again.
    pub again: usize,
}

/// The familiarisation of a child at a site.
#[derive(Debug, Clone)]
pub struct Familiarisation {
    /// The id.
    pub id: FamiliarisationId,
    /// Where.
    pub site: SiteId,
    /// The site's name.
    pub site_name: String,
    /// The child.
    pub child: ChildId,
    /// Its family.
    pub family: FamilyId,
    /// First name.
    pub given_name: String,
    /// Surname.
    pub family_name: String,
    /// Birth date.
    pub birth_date: Date,
    /// The template it began from.
    pub template: String,
    /// Whether each step comes at the start of its session.
    pub at_start: bool,
    /// Who of the team goes through it with the child, and her name.
    pub referent: Option<(StaffMemberId, String)>,
    /// When it began.
    pub begun_at: Instant,
    /// When its last step was validated, or somebody said that the child is familiar already.
    pub finished_at: Option<Instant>,
    /// When it was stopped.
    pub stopped_at: Option<Instant>,
    /// Why it was stopped, or why the steps were not needed.
    pub reason: Option<String>,
    /// How often it was changed.
    pub revision: i64,
    /// Its steps, in order.
    pub steps: Vec<PathStep>,
    /// Its visits, in the order of their days.
    pub visits: Vec<Visit>,
}

impl Familiarisation {
    /// Whether it goes on.
    pub fn is_open(&self) -> bool {
        self.finished_at.is_none() && self.stopped_at.is_none()
    }
    /// Visits that stand and of which nobody has said yet how they went, in the order of their days.
    pub fn waiting(&self) -> impl Iterator<Item = &Visit> {
        self.visits.iter().filter(|visit| visit.stands && visit.outcome.is_none())
    }
    /// How far each step is. Visits without an answer are for the steps that are not validated, in the order of both: a visit that falls out
    /// moves the others up.
    pub fn stones(&self) -> Vec<Stone<'_>> {
        let mut waiting = self.waiting();
        let stone = |step| {
            let of_step = |outcome| {
                let of = move |visit: &&Visit| visit.step == Some(step_id(step)) && visit.outcome == Some(outcome);
                self.visits.iter().filter(of)
            };
            let again = of_step(Outcome::Repeated).count();
            let (progress, visit) = if let Some(visit) = of_step(Outcome::Validated).next_back() {
                (Progress::Validated, Some(visit))
            } else if let Some(visit) = waiting.next() {
                (if visit.is_past { Progress::Unanswered } else { Progress::Placed }, Some(visit))
            } else {
                let last = of_step(Outcome::Repeated).next_back();
                (if last.is_some() { Progress::Repeated } else { Progress::Open }, last)
            };
            Stone { step, progress, visit, again }
        };
        self.steps.iter().map(stone).collect()
    }
    /// How far each step is.
    pub fn progress(&self) -> Vec<Progress> {
        self.stones().iter().map(|stone| stone.progress).collect()
    }
    /// The step that comes next.
    pub fn next_step(&self) -> Option<usize> {
        next(&self.progress())
    }
    /// Whether every step is validated.
    pub fn is_walked(&self) -> bool {
        is_familiar(&self.progress())
    }
    /// Steps validated.
    pub fn validated(&self) -> usize {
        self.progress().iter().filter(|one| **one == Progress::Validated).count()
    }
    /// The next visit to come.
    pub fn coming(&self) -> Option<&Visit> {
        self.waiting().find(|visit| !visit.is_past)
    }
    /// Visits that are over and of which nobody said how they went.
    pub fn unanswered(&self) -> usize {
        self.waiting().filter(|visit| visit.is_past).count()
    }
}

fn step_id(step: &PathStep) -> FamiliarisationStepId {
    step.id
}

type Row = (
    (Stored<FamiliarisationId>, Stored<SiteId>, String, String, Stored<ChildId>, Stored<FamilyId>),
    (String, String, Stored<Date>),
    (String, bool, Option<Stored<StaffMemberId>>, Stored<Instant>),
    (Option<Stored<Instant>>, Option<Stored<Instant>>, Option<String>, i64),
);

macro_rules! path_columns {
    () => {
        (
            (
                familiarisation::id,
                familiarisation::site_id,
                site::name,
                site::time_zone,
                familiarisation::child_id,
                child::family_id,
            ),
            (child::given_name, child::family_name, child::birth_date),
            (
                familiarisation::template_name,
                familiarisation::at_start,
                familiarisation::referent_id,
                familiarisation::begun_at,
            ),
            (
                familiarisation::finished_at,
                familiarisation::stopped_at,
                familiarisation::reason,
                familiarisation::revision,
            ),
        )
    };
}

fn load(conn: &mut Conn, rows: Vec<Row>, now: Instant) -> Result<Vec<Familiarisation>> {
    let ids: Vec<Stored<FamiliarisationId>> = rows.iter().map(|((id, ..), ..)| stored(**id)).collect();
    let mut steps = steps_of(conn, ids.clone())?;
    let mut visits = visits_of(conn, ids, now)?;
    let members: Vec<Stored<StaffMemberId>> =
        rows.iter().filter_map(|(_, _, (_, _, referent, _), _)| referent.as_ref().map(|id| stored(**id))).collect();
    let names: Vec<(Stored<StaffMemberId>, String, String)> = staff_member::table
        .filter(staff_member::id.eq_any(members))
        .select((staff_member::id, staff_member::given_name, staff_member::family_name))
        .load(conn)?;
    let names: BTreeMap<StaffMemberId, String> =
        names.into_iter().map(|(id, given, family)| (id.value(), format!("{given} {family}"))).collect();
    let of_row = |row: Row| {
        let ((id, site, site_name, _, child, family), (given_name, family_name, birth_date), begun, ended) = row;
        let (template, at_start, referent, begun_at) = begun;
        let (finished_at, stopped_at, reason, revision) = ended;
        let (id, referent) = (id.value(), referent.map(Stored::value));
        Familiarisation {
            id,
            site: site.value(),
            site_name,
            child: child.value(),
            family: family.value(),
            given_name,
            family_name,
            birth_date: birth_date.value(),
            template,
            at_start,
            referent: referent.map(|id| (id, names.get(&id).cloned().unwrap_or_default())),
            begun_at: begun_at.value(),
            finished_at: finished_at.map(Stored::value),
            stopped_at: stopped_at.map(Stored::value),
            reason,
            revision,
            steps: steps.remove(&id).unwrap_or_default(),
            visits: visits.remove(&id).unwrap_or_default(),
        }
    };
    Ok(rows.into_iter().map(of_row).collect())
}

fn steps_of(
    conn: &mut Conn,
    ids: Vec<Stored<FamiliarisationId>>,
) -> Result<BTreeMap<FamiliarisationId, Vec<PathStep>>> {
    type StepRow = (Stored<FamiliarisationStepId>, Stored<FamiliarisationId>, i32, Stored<ParentIs>, bool, bool);
    let rows: Vec<StepRow> = familiarisation_step::table
        .filter(familiarisation_step::familiarisation_id.eq_any(ids))
        .order((familiarisation_step::familiarisation_id, familiarisation_step::position))
        .select((
            familiarisation_step::id,
            familiarisation_step::familiarisation_id,
            familiarisation_step::minutes,
            familiarisation_step::parent_is,
            familiarisation_step::meal,
            familiarisation_step::nap,
        ))
        .load(conn)?;
    let mut found: BTreeMap<FamiliarisationId, Vec<PathStep>> = BTreeMap::new();
    for (id, path, minutes, parent, meal, nap) in rows {
        let step = Step { minutes: u16::try_from(minutes).unwrap_or(0), parent: parent.value(), meal, nap };
        found.entry(path.value()).or_default().push(PathStep { id: id.value(), step });
    }
    Ok(found)
}

fn visits_of(
    conn: &mut Conn,
    ids: Vec<Stored<FamiliarisationId>>,
    now: Instant,
) -> Result<BTreeMap<FamiliarisationId, Vec<Visit>>> {
    type VisitRow = (
        (Stored<FamiliarisationVisitId>, Stored<FamiliarisationId>, Option<Stored<FamiliarisationStepId>>),
        (Stored<BookingId>, Stored<SessionId>, Stored<Time>, Stored<Time>, String),
        (Stored<Date>, Stored<HalfDay>, Stored<Time>, Stored<Time>, Option<Stored<StaffMemberId>>),
        (Option<Stored<Instant>>, String),
        (Option<Stored<Outcome>>, Option<Stored<Face>>, Option<Stored<Face>>, Option<Stored<Face>>),
        (Option<Stored<VisitSentence>>, Option<Stored<Face>>),
    );
    let rows: Vec<VisitRow> = familiarisation_visit::table
        .inner_join(booking::table.inner_join(session::table.inner_join(premises::table).inner_join(site::table)))
        .filter(familiarisation_visit::familiarisation_id.eq_any(ids))
        .order((booking::date, familiarisation_visit::starts_at, familiarisation_visit::id))
        .select((
            (familiarisation_visit::id, familiarisation_visit::familiarisation_id, familiarisation_visit::step_id),
            (
                familiarisation_visit::booking_id,
                booking::session_id,
                session::starts_at,
                session::ends_at,
                premises::name,
            ),
            (
                booking::date,
                booking::half_day,
                familiarisation_visit::starts_at,
                familiarisation_visit::ends_at,
                familiarisation_visit::referent_id,
            ),
            (booking::released_at, site::time_zone),
            (
                familiarisation_visit::outcome,
                familiarisation_visit::apart,
                familiarisation_visit::play,
                familiarisation_visit::rest,
            ),
            (familiarisation_visit::sentence, familiarisation_visit::parent_face),
        ))
        .load(conn)?;
    let mut found: BTreeMap<FamiliarisationId, Vec<Visit>> = BTreeMap::new();
    for ((id, path, step), place, when, (released, zone), faces, (sentence, parent)) in rows {
        let (booking, session, opens, closes, premises) = place;
        let (date, half_day, starts_at, ends_at, referent) = when;
        let (outcome, apart, play, rest) = faces;
        let Some(span) = Span::new(Minute::of(*starts_at), Minute::of(*ends_at)) else { continue };
        let zone = zone_named(&zone);
        let at = |time: Time| Instant::of_civil(*date, time, &zone);
        let (begins, over) = (at(*starts_at), at(*ends_at));
        found.entry(path.value()).or_default().push(Visit {
            id: id.value(),
            booking: booking.value(),
            step: step.map(Stored::value),
            session: session.value(),
            hours: Span::new(Minute::of(*opens), Minute::of(*closes)),
            premises,
            date: date.value(),
            half_day: half_day.value(),
            span,
            referent: referent.map(Stored::value),
            stands: released.is_none(),
            begins,
            is_past: over.is_some_and(|over| over <= now),
            outcome: outcome.map(Stored::value),
            faces: Faces {
                apart: apart.map(Stored::value),
                play: play.map(Stored::value),
                rest: rest.map(Stored::value),
            },
            sentence: sentence.map(Stored::value),
            parent_face: parent.map(Stored::value),
        });
    }
    Ok(found)
}

/// The proof for a path at a site: the child's family is one the actor may see there. A family that has left, or that is protected and for
/// others, takes its path with it.
pub fn see_path(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    (at, id): (SiteId, FamiliarisationId),
) -> Result<Seen<SiteId>> {
    let seen = see_site(conn, actor, action, at)?;
    familiarisation::table
        .inner_join(child::table)
        .filter(familiarisation::id.eq(stored(id)).and(familiarisation::site_id.eq(stored(at))))
        .filter(child::family_id.eq_any(families!(&Scope::new(actor, action))))
        .select(familiarisation::id)
        .first::<Stored<FamiliarisationId>>(conn)
        .or_not_found()?;
    Ok(seen)
}

/// The paths of a site's families that the actor may see: those that go on, by the day they began; or those that ended, the last first.
pub fn of_site(
    conn: &mut Conn,
    actor: &Actor,
    seen: &Seen<SiteId>,
    open: bool,
    now: Instant,
) -> Result<Vec<Familiarisation>> {
    /// Ended paths that are shown at most.
    const MOST_ENDED: i64 = 200;
    let at_site = familiarisation::table
        .inner_join(site::table)
        .inner_join(child::table)
        .filter(familiarisation::site_id.eq(stored(seen.id())))
        .filter(child::family_id.eq_any(families!(&Scope::new(actor, Action::RecordFamiliarisation))));
    let goes_on = familiarisation::finished_at.is_null().and(familiarisation::stopped_at.is_null());
    let rows: Vec<Row> = if open {
        let order = (familiarisation::begun_at, familiarisation::id);
        at_site.filter(goes_on).order(order).select(path_columns!()).load(conn)?
    } else {
        let order = (familiarisation::begun_at.desc(), familiarisation::id.desc());
        at_site.filter(diesel::dsl::not(goes_on)).order(order).limit(MOST_ENDED).select(path_columns!()).load(conn)?
    };
    load(conn, rows, now)
}

/// One path of a site.
pub fn one(conn: &mut Conn, seen: &Seen<SiteId>, id: FamiliarisationId, now: Instant) -> Result<Familiarisation> {
    let rows: Vec<Row> = familiarisation::table
        .inner_join(site::table)
        .inner_join(child::table)
        .filter(familiarisation::id.eq(stored(id)).and(familiarisation::site_id.eq(stored(seen.id()))))
        .select(path_columns!())
        .load(conn)?;
    load(conn, rows, now)?.pop().ok_or(Error::NotFound)
}

/// The paths of a child at a site, the last first.
pub fn of_child_at(conn: &mut Conn, seen: &Seen<ChildId>, at: SiteId, now: Instant) -> Result<Vec<Familiarisation>> {
    let rows: Vec<Row> = familiarisation::table
        .inner_join(site::table)
        .inner_join(child::table)
        .filter(familiarisation::child_id.eq(stored(seen.id())).and(familiarisation::site_id.eq(stored(at))))
        .order((familiarisation::begun_at.desc(), familiarisation::id.desc()))
        .select(path_columns!())
        .load(conn)?;
    load(conn, rows, now)
}

/// The paths of a family's children that were not stopped, the last first.
pub fn of_family(conn: &mut Conn, seen: &Seen<FamilyId>, now: Instant) -> Result<Vec<Familiarisation>> {
    let rows: Vec<Row> = familiarisation::table
        .inner_join(site::table)
        .inner_join(child::table)
        .filter(child::family_id.eq(stored(seen.id())).and(familiarisation::stopped_at.is_null()))
        .order((familiarisation::begun_at.desc(), familiarisation::id.desc()))
        .select(path_columns!())
        .load(conn)?;
    load(conn, rows, now)
}

/// On which day, from when until when the visits at a site are, by their places.
pub(crate) fn visit_hours(
    conn: &mut Conn,
    at: SiteId,
    (from, until): (Date, Date),
) -> Result<BTreeMap<BookingId, (Date, Span)>> {
    type Row = (Stored<BookingId>, Stored<Date>, Stored<Time>, Stored<Time>);
    let rows: Vec<Row> = familiarisation_visit::table
        .inner_join(booking::table)
        .filter(booking::site_id.eq(stored(at)).and(booking::date.between(stored(from), stored(until))))
        .select((
            familiarisation_visit::booking_id,
            booking::date,
            familiarisation_visit::starts_at,
            familiarisation_visit::ends_at,
        ))
        .load(conn)?;
    let hours = |(id, date, from, until): Row| {
        Some((id.value(), (date.value(), Span::new(Minute::of(*from), Minute::of(*until))?)))
    };
    Ok(rows.into_iter().filter_map(hours).collect())
}

/// A child who may begin its first steps at a site.
#[derive(Debug, Clone)]
pub struct Beginner {
    /// The child.
    pub id: ChildId,
    /// Its family.
    pub family: FamilyId,
    /// First name.
    pub given_name: String,
    /// Surname.
    pub family_name: String,
}

/// Children who are admitted at a site, or whose referral it accepted, and have neither begun nor finished their first steps there; by name.
pub fn beginners(conn: &mut Conn, actor: &Actor, seen: &Seen<SiteId>) -> Result<Vec<Beginner>> {
    let (at, today) = (stored(seen.id()), stored(actor.today));
    let scope = Scope::new(actor, Action::PlanFamiliarisation);
    let admitted = admission::table
        .filter(admission::site_id.eq(&at).and(admission::ended_at.is_null()))
        .filter(admission::until_date.is_null().or(admission::until_date.ge(&today)))
        .select(admission::child_id);
    let referred = referral_child::table
        .inner_join(referral::table)
        .filter(referral::site_id.eq(&at).and(referral::accepted_at.is_not_null()))
        .filter(referral::ended_at.is_null())
        .select(referral_child::child_id.assume_not_null());
    let begun = familiarisation::table
        .filter(familiarisation::site_id.eq(&at).and(familiarisation::stopped_at.is_null()))
        .select(familiarisation::child_id);
    let rows: Vec<(Stored<ChildId>, Stored<FamilyId>, String, String)> = child::table
        .filter(child::id.eq_any(admitted).or(child::id.eq_any(referred)))
        .filter(child::id.ne_all(begun))
        .filter(child::family_id.eq_any(families!(&scope)))
        .select((child::id, child::family_id, child::given_name, child::family_name))
        .load(conn)?;
    let mut found: Vec<Beginner> = rows
        .into_iter()
        .map(|(id, family, given_name, family_name)| Beginner {
            id: id.value(),
            family: family.value(),
            given_name,
            family_name,
        })
        .collect();
    found.sort_by_cached_key(|child| {
        (deunicode::deunicode(&format!("{} {}", child.given_name, child.family_name)).to_lowercase(), child.id)
    });
    Ok(found)
}

/// A place of the kind `familiarisation`.
#[derive(Debug, Clone, Copy)]
pub struct FirstPlace {
    /// The booking.
    pub booking: BookingId,
    /// Whose.
    pub child: ChildId,
    /// On which day.
    pub date: Date,
    /// When its session starts.
    pub starts_at: Time,
}

/// The places of the kind `familiarisation` at a site between two days that stand and belong to no path, by day.
pub fn first_places(conn: &mut Conn, seen: &Seen<SiteId>, (from, until): (Date, Date)) -> Result<Vec<FirstPlace>> {
    let told = familiarisation_visit::table.select(familiarisation_visit::booking_id);
    type Row = (Stored<BookingId>, Stored<ChildId>, Stored<Date>, Stored<Time>);
    let rows: Vec<Row> = booking::table
        .inner_join(session::table)
        .filter(booking::site_id.eq(stored(seen.id())).and(booking::care_kind.eq(stored(CareKind::Familiarisation))))
        .filter(booking::date.between(stored(from), stored(until)))
        .filter(booking::released_at.is_null().and(booking::confirmed_at.is_not_null()))
        .filter(booking::id.ne_all(told))
        .order((booking::date, session::starts_at, booking::id))
        .select((booking::id, booking::child_id, booking::date, session::starts_at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(booking, child, date, starts_at)| FirstPlace {
            booking: booking.value(),
            child: child.value(),
            date: date.value(),
            starts_at: starts_at.value(),
        })
        .collect())
}
