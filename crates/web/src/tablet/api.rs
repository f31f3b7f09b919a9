//! What a tablet and its site say to each other.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use axum::response::Response;
use db::attendance::{Sheet, SheetChild};
use db::papers::health::Written;
use db::tablet::day::{CareNote, Carried, CarriedOuting, PickUp};
use domain::access::Action;
use domain::attendance::{Conflict, standing};
use domain::places::AttendanceKind;
use domain::tablet::{Eaten, MOST_FACTS, NotTaken, PIN_DIGITS, TabletFact};
use domain::*;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{API, COOKIE};
use crate::accounts::secrets;
use crate::commands::{Command, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(paths(pair, people, open, day, facts))]
struct Document;

/// The room's part of the API document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Header with the token a tablet was opened with.
const OPENING: &str = "x-tablet-opening";

/// The letters of a pairing code: none that is taken for another.
pub(crate) const CODE_LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How many there are.
pub(crate) const CODE_LENGTH: usize = 8;

/// A code as it is compared: capital letters and digits, whatever stands between them.
pub(crate) fn code_hash(code: &str) -> String {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    db::idempotency::sha256(format!("tablet {plain}").as_bytes())
}

/// A code typed on a tablet.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PairTablet {
    /// Eight letters and digits, shown on the screen of whoever runs the site.
    #[schema(max_length = 20)]
    code: String,
}

/// A tablet that was paired.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PairedTablet {
    /// The tablet.
    #[schema(schema_with = schemas::id)]
    tablet: TabletId,
    /// The name of its site.
    site: String,
}

/// Pairs this tablet with the site of a code. The answer sets the cookie that is the tablet's token.
#[utoipa::path(post, path = "/api/v1/tablet/pair", tag = "tablet", request_body = PairTablet,
    responses((status = 201, body = PairedTablet), (status = 422, description = "No code that holds.")))]
pub async fn pair(cx: Context, command: Command<PairTablet>) -> Result<Response, Problem> {
    let hash = code_hash(&command.input.code);
    // The token is never kept, so a repeat cannot be told it again: a code pairs once.
    let token = db::idempotency::hex(&cx.app.db().random_bytes::<32>());
    let token_hash = db::idempotency::sha256(token.as_bytes());
    let paired = cx
        .app
        .db()
        .write(move |tx| {
            let Some((tablet, site)) = tx.pair_tablet(&hash, &token_hash)? else { return Ok(None) };
            Ok(Some(PairedTablet { tablet, site: db::directory::site_by_id(tx.conn, site)?.name }))
        })
        .await?
        .ok_or_else(|| Problem::field("code", "wrong_code"))?;
    let secure = if cx.app.settings().insecure_cookies { "" } else { " Secure;" };
    // A year: a tablet that is taken back loses its right at once, whatever it still holds.
    let cookie = format!("{COOKIE}={token}; Path={API}; Max-Age=31536000; HttpOnly;{secure} SameSite=Strict");
    let mut response = crate::commands::created(&format!("{API}/day"), &paired)?;
    let value = cookie.parse().map_err(|_| Problem::broken("a cookie that is no header"))?;
    response.headers_mut().insert(header::SET_COOKIE, value);
    Ok(response)
}

/// Somebody who may open the tablet.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenerView {
    /// Who.
    #[schema(schema_with = schemas::id)]
    id: PersonId,
    /// Given name and initial.
    name: String,
    /// Whether she has a PIN.
    has_pin: bool,
}

/// Who may open the tablet.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenersView {
    /// The site's name.
    site: String,
    /// The server's time.
    #[schema(schema_with = schemas::instant)]
    now: Instant,
    /// By name.
    items: Vec<OpenerView>,
}

/// Who may open this tablet: the people of its site, by given name.
#[utoipa::path(get, path = "/api/v1/tablet/people", tag = "tablet", responses((status = 200, body = OpenersView)))]
pub async fn people(cx: Context) -> Result<Response, Problem> {
    let actor = cx.actor().clone();
    let (site, openers) = cx
        .app
        .db()
        .read(move |conn| {
            let (_, site) = db::tablet::site_of(&actor)?;
            Ok((db::directory::site_by_id(conn, site)?.name, db::tablet::openers(conn, site, actor.today)?))
        })
        .await?;
    let items = openers
        .into_iter()
        .map(|opener| OpenerView {
            id: opener.person,
            name: crate::places::pages::name_of(
                &opener.given_name,
                &opener.family_name.chars().next().map(String::from).unwrap_or_default(),
            ),
            has_pin: opener.pin_set_at.is_some(),
        })
        .collect();
    json(&OpenersView { site, now: cx.app.now(), items })
}

/// A PIN typed on a tablet.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct OpenTablet {
    /// Who.
    #[schema(schema_with = schemas::id)]
    person_id: PersonId,
    /// Six digits.
    #[schema(min_length = 6, max_length = 6)]
    pin: String,
}

/// A tablet that is open.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenedTablet {
    /// The token of this opening, for the header `x-tablet-opening`.
    opening: String,
    /// The half of the key that the site holds: 64 hexadecimal digits.
    key_half: String,
    /// When the tablet closes at the latest; without a network it is useful until then.
    #[schema(schema_with = schemas::instant)]
    until: Instant,
    /// The server's time.
    #[schema(schema_with = schemas::instant)]
    now: Instant,
}

/// Opens the tablet with a PIN. Five wrong ones in a row, and the person waits a quarter of an hour.
#[utoipa::path(post, path = "/api/v1/tablet/open", tag = "tablet", request_body = OpenTablet,
    responses((status = 200, body = OpenedTablet), (status = 422, description = "A wrong PIN."),
        (status = 429, description = "Too many wrong PINs: later.")))]
pub async fn open(cx: Context, command: Command<OpenTablet>) -> Result<Response, Problem> {
    let OpenTablet { person_id, pin } = command.input;
    let actor = cx.actor().clone();
    let tried = cx.app.db().write(move |tx| tx.try_pin(&actor, person_id)).await?;
    let tried = tried.map_err(|_until| Problem::too_many())?;
    let well_formed = pin.len() == PIN_DIGITS && pin.bytes().all(|byte| byte.is_ascii_digit());
    let right = secrets::verify(pin, tried.pin_hash).await? && well_formed;
    let opening = db::idempotency::hex(&cx.app.db().random_bytes::<32>());
    let (actor, hash) = (cx.actor().clone(), db::idempotency::sha256(opening.as_bytes()));
    let opened = cx.app.db().write(move |tx| tx.open_tablet(&actor, person_id, right, &hash)).await?;
    match opened {
        Some(opened) => {
            json(&OpenedTablet { opening, key_half: opened.key_half, until: opened.until, now: cx.app.now() })
        }
        None => Err(Problem::field("pin", if tried.left > 1 { "wrong_pin" } else { "wrong_pin_last" })),
    }
}

/// A mark that stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MarkView {
    /// The fact.
    #[schema(schema_with = schemas::id)]
    id: AttendanceFactId,
    /// `arrived`, `left` or `absent`.
    #[schema(schema_with = schemas::attendance_kind)]
    kind: AttendanceKind,
    /// When.
    #[schema(schema_with = schemas::instant)]
    at: Instant,
    /// Whether nobody saw it: a departure supposed by rule. What somebody saw takes its place.
    by_rule: bool,
}

/// Something noted of the child's day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoteView {
    /// The note.
    #[schema(schema_with = schemas::id)]
    id: CareNoteId,
    /// `meal`, `asleep`, `awake`, `note`.
    kind: String,
    /// When.
    #[schema(schema_with = schemas::instant)]
    at: Instant,
    /// How much of the meal: `all`, `most`, `little`, `nothing`.
    #[schema(value_type = Option<String>)]
    eaten: Option<Eaten>,
    /// The sentence.
    words: Option<String>,
}

/// Somebody on the child's list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PickUpView {
    /// Who.
    #[schema(schema_with = schemas::id)]
    id: PickUpPersonId,
    /// Name.
    name: String,
    /// What she is to the child.
    relation: Option<String>,
    /// Whether she may **not** fetch the child.
    forbidden: bool,
}

/// From when until when a first step is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VisitHoursView {
    /// From.
    #[schema(schema_with = schemas::instant)]
    starts: Instant,
    /// Until.
    #[schema(schema_with = schemas::instant)]
    ends: Instant,
}

/// What the team on duty must know of a child's health.
#[derive(Clone, Serialize, ToSchema)]
pub struct HealthView {
    /// What the child does not bear: it stands on the tile.
    allergy: Option<String>,
    /// Whether there is an individual care plan (PAI).
    care_plan: bool,
    /// Where the protocol lies.
    plan_place: Option<String>,
    /// Where the emergency treatment lies.
    treatment_place: Option<String>,
}

impl std::fmt::Debug for HealthView {
    // It must not reach a log by mistake.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HealthView")
    }
}

/// A child of the day: no more than the door needs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TabletChildView {
    /// The booking.
    #[schema(schema_with = schemas::id)]
    booking: BookingId,
    /// Given name and initial.
    name: String,
    /// Which of the pictures stands for the child, 0 to 11; the same every day.
    picture: u8,
    /// Completed months of age.
    months: i32,
    /// Whether the child counts as one who walks.
    walks: bool,
    /// A first step is shorter than its session.
    visit: Option<VisitHoursView>,
    /// The child's other places of the day: an absence may be of all of them.
    #[schema(value_type = Vec<String>)]
    also: Vec<BookingId>,
    /// What stands.
    marks: Vec<MarkView>,
    /// What was noted.
    notes: Vec<NoteView>,
    /// Who may fetch the child, and who may not.
    pick_up: Vec<PickUpView>,
    /// What does not fit together.
    #[schema(value_type = Vec<String>)]
    conflicts: Vec<Conflict>,
    /// What the team must know of the child's health; null when there is nothing.
    health: Option<HealthView>,
}

/// A session of the day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TabletSessionView {
    /// The session.
    #[schema(schema_with = schemas::id)]
    id: SessionId,
    /// Where.
    premises: String,
    /// Its start.
    #[schema(schema_with = schemas::instant)]
    starts: Instant,
    /// Its end.
    #[schema(schema_with = schemas::instant)]
    ends: Instant,
    /// From when on the hall is set up, where that takes time.
    #[schema(schema_with = schemas::instant, required = false)]
    set_up: Option<Instant>,
    /// The children.
    children: Vec<TabletChildView>,
}

/// An outing: who leaves the house together, by the hours that were planned.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TabletOutingView {
    /// When they leave.
    #[schema(schema_with = schemas::instant)]
    leaves: Instant,
    /// When they come back.
    #[schema(schema_with = schemas::instant)]
    returns: Instant,
    /// Where to.
    destination: String,
    /// The bookings of the children.
    #[schema(value_type = Vec<String>)]
    children: Vec<BookingId>,
    /// The adults: given name and initial.
    adults: Vec<String>,
}

/// A day of the site.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TabletDayView {
    /// The day.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Its sessions.
    sessions: Vec<TabletSessionView>,
    /// Its outings, by hour.
    outings: Vec<TabletOutingView>,
}

/// Adults rostered from a moment on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdultsView {
    /// From this moment, until the next.
    #[schema(schema_with = schemas::instant)]
    from: Instant,
    /// How many.
    count: u16,
}

/// What a tablet carries.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CarriedView {
    /// The server's time.
    #[schema(schema_with = schemas::instant)]
    now: Instant,
    /// The site's time zone.
    zone: String,
    /// Adults needed: row by children who do not walk, column by children who do.
    needed: Vec<Vec<u16>>,
    /// Adults rostered today, from a moment to the next.
    staff: Vec<AdultsView>,
    /// Today and tomorrow.
    days: Vec<TabletDayView>,
}

fn health_view(written: &Written) -> HealthView {
    let card = &written.card;
    HealthView {
        allergy: card.allergy.clone(),
        care_plan: card.care_plan,
        plan_place: card.plan_place.clone(),
        treatment_place: card.treatment_place.clone(),
    }
}

fn child_view(
    child: &SheetChild,
    sheet: &Sheet,
    carried: &Carried,
    cards: &BTreeMap<ChildId, Written>,
) -> TabletChildView {
    let marks = standing(&child.facts);
    let notes = carried.notes.get(&child.booking).map(Vec::as_slice).unwrap_or_default();
    let pick_up = carried.pick_up.get(&child.child).map(Vec::as_slice).unwrap_or_default();
    TabletChildView {
        booking: child.booking,
        name: crate::places::pages::name_of(&child.given_name, &child.initial),
        picture: child.child.uuid().as_bytes()[15] % 12,
        months: child.age_months,
        walks: carried.walking.contains(&child.booking),
        visit: carried.visits.get(&child.booking).map(|(starts, ends)| VisitHoursView { starts: *starts, ends: *ends }),
        also: sheet
            .children()
            .filter(|(_, other)| other.child == child.child && other.booking != child.booking)
            .map(|(_, other)| other.booking)
            .collect(),
        marks: marks
            .iter()
            .map(|fact| MarkView { id: fact.id, kind: fact.kind, at: fact.at, by_rule: fact.by_rule })
            .collect(),
        notes: notes.iter().cloned().map(note_view).collect(),
        pick_up: pick_up.iter().cloned().map(pick_up_view).collect(),
        conflicts: child.conflicts.clone(),
        health: cards.get(&child.child).map(health_view),
    }
}

fn note_view(note: CareNote) -> NoteView {
    NoteView { id: note.id, kind: note.kind, at: note.at, eaten: note.eaten, words: note.words }
}

fn pick_up_view(person: PickUp) -> PickUpView {
    PickUpView { id: person.id, name: person.name, relation: person.relation, forbidden: person.forbidden }
}

fn outing_view(outing: &CarriedOuting) -> TabletOutingView {
    TabletOutingView {
        leaves: outing.leaves,
        returns: outing.returns,
        destination: outing.destination.clone(),
        children: outing.children.clone(),
        adults: outing.adults.iter().map(|(given, initial)| crate::places::pages::name_of(given, initial)).collect(),
    }
}

fn day_view(sheet: &Sheet, carried: &Carried, cards: &BTreeMap<ChildId, Written>) -> TabletDayView {
    TabletDayView {
        date: sheet.date,
        outings: carried.outings.get(&sheet.date).into_iter().flatten().map(outing_view).collect(),
        sessions: sheet
            .sessions
            .iter()
            .filter(|line| line.session.cancelled_at.is_none())
            .map(|line| TabletSessionView {
                id: line.session.id,
                premises: line.premises.clone(),
                starts: line.starts,
                ends: line.ends,
                set_up: carried.set_up.get(&line.session.id).copied(),
                children: line.children.iter().map(|child| child_view(child, sheet, carried, cards)).collect(),
            })
            .collect(),
    }
}

/// Two days of the site, for a tablet that somebody has opened.
#[utoipa::path(get, path = "/api/v1/tablet/day", tag = "tablet",
    params(("x-tablet-opening" = String, Header, description = "The token of the opening.")),
    responses((status = 200, body = CarriedView), (status = 404, description = "Nobody has this tablet open.")))]
pub async fn day(cx: Context, headers: HeaderMap) -> Result<Response, Problem> {
    let opening = headers.get(OPENING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (actor, hash, now) = (cx.actor().clone(), db::idempotency::sha256(opening.as_bytes()), cx.app.now());
    let (person, carried, cards, read) = cx
        .app
        .db()
        .read(move |conn| {
            let (tablet, _) = db::tablet::site_of(&actor)?;
            let (person, opened) = db::tablet::opened_by(conn, tablet, &hash, now)?;
            let mut carried = db::tablet::day::carried(conn, &actor, now)?;
            let cards: BTreeMap<ChildId, Written> =
                std::mem::take(&mut carried.health).into_iter().map(|(child, card)| (child, card.open())).collect();
            let dated: Vec<(ChildId, Instant)> = cards.iter().map(|(child, card)| (*child, card.at)).collect();
            let read = db::papers::health::not_yet_written_down(conn, person, &dated, opened)?;
            let read = db::papers::health::families_of(conn, &read)?;
            Ok((person, carried, cards, read))
        })
        .await?;
    if let Some(sheet) = carried.days.first() {
        let mut by = cx.actor().signature();
        by.person = Some(person);
        let site = sheet.site.id;
        cx.audit_read_by(by.clone(), db::audit::Entry::read(Action::RecordAttendance, "sheet", sheet.date).site(site));
        if !read.is_empty() {
            // Written before anything is answered: no card leaves without its line, and the next asking knows of it.
            let write = move |tx: &mut db::Tx<'_>| {
                read.iter().try_for_each(|(child, family)| {
                    let line = db::audit::Entry::read(Action::SeeHealth, "health_card", child);
                    tx.audit(&by, line.family(*family).site(site))
                })
            };
            cx.app.db().write(write).await?;
        }
    }
    let zone =
        carried.days.first().and_then(|sheet| sheet.site.zone.iana_name().map(str::to_owned)).unwrap_or_default();
    let staff = carried.adults.iter().map(|change| AdultsView { from: change.from, count: change.count }).collect();
    json(&CarriedView {
        now,
        zone,
        needed: carried.needed.clone(),
        staff,
        days: carried.days.iter().map(|sheet| day_view(sheet, &carried, &cards)).collect(),
    })
}

/// Facts of a tablet; each is read for itself.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct SendFacts {
    /// `{id, counter, at, by, noted: {kind, booking, …}}`, in any order, at most 500.
    #[schema(value_type = Vec<Object>)]
    facts: Vec<serde_json::Value>,
}

/// What became of a fact.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TakenView {
    /// The fact, when it has an id.
    id: Option<String>,
    /// Whether it is written down, now or before.
    taken: bool,
    /// Why not.
    #[schema(value_type = Option<String>)]
    reason: Option<NotTaken>,
    /// The reason, in words.
    message: Option<String>,
    /// Whether to send it again later.
    again: bool,
}

/// What became of each, in the order they were sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TakenFactsView {
    /// The server's time.
    #[schema(schema_with = schemas::instant)]
    now: Instant,
    /// One for each.
    items: Vec<TakenView>,
}

/// Takes facts a tablet wrote down, with or without a network: each once, in whatever order; one that is not taken holds no other back.
#[utoipa::path(post, path = "/api/v1/tablet/facts", tag = "tablet", request_body = SendFacts,
    responses((status = 200, body = TakenFactsView), (status = 401, description = "The tablet was taken back.")))]
pub async fn facts(cx: Context, command: Command<SendFacts>) -> Result<Response, Problem> {
    let sent = command.input.facts;
    if sent.len() > MOST_FACTS {
        return Err(Problem::field("facts", "too_many"));
    }
    let ids: Vec<Option<String>> =
        sent.iter().map(|fact| fact.get("id").and_then(|id| id.as_str()).map(str::to_owned)).collect();
    let read: Vec<Option<TabletFact>> = sent.into_iter().map(|fact| serde_json::from_value(fact).ok()).collect();
    let readable: Vec<TabletFact> = read.iter().flatten().cloned().collect();
    let actor = cx.actor().clone();
    let taken = match cx.app.db().write(move |tx| tx.take_facts(&actor, &readable)).await {
        Err(db::Error::Denied) => return Err(Problem::tablet_revoked()),
        taken => taken?,
    };
    let mut taken = taken.into_iter();
    let items = ids
        .into_iter()
        .zip(read)
        .map(|(id, fact)| {
            let outcome = fact.and_then(|_| taken.next()).unwrap_or(Err(NotTaken::Unreadable));
            let reason = outcome.err();
            TakenView {
                id,
                taken: reason.is_none(),
                reason,
                message: reason.map(|reason| cx.t.word("tablet-not-taken", reason.as_str())),
                again: reason.is_some_and(NotTaken::may_be_sent_again),
            }
        })
        .collect();
    json(&TakenFactsView { now: cx.app.now(), items })
}
