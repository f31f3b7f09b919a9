//! For benches: a country of sites with four weeks of sessions, written in bulk past the rooms' own functions.

use std::fmt::Write as _;

use db::Tx;
use diesel::connection::SimpleConnection;
use domain::access::Action;
use domain::geography::{Commune, Communes};
use domain::{ChildId, Date, HalfDay, Id, Instant, ParentId, SiteId, Word};
use jiff::civil::date;
use uuid::Uuid;

use crate::TestApp;
use crate::served::Draw;

/// Rows of one `INSERT`.
const ROWS: usize = 400;
/// First day of the four weeks: the Monday after the tests' first day.
pub const FIRST_DAY: Date = date(2026, 11, 30);
/// Days of the four weeks.
pub const DAYS: i32 = 28;

/// What a bench asks with.
#[derive(Debug, Clone)]
pub struct Country {
    /// How many sites.
    pub sites: usize,
    /// How many sessions.
    pub sessions: usize,
    /// How many bookings.
    pub bookings: usize,
    /// Families that ask: the parent's token, the parent, the child, the commune.
    pub families: Vec<(String, ParentId, ChildId, String)>,
    /// Some sites that have a full week, for boards.
    pub some_sites: Vec<SiteId>,
}

fn id(kind: u128, number: usize) -> Uuid {
    // Shaped like a UUIDv7 of a day long ago, so that ids are spread as they would be.
    let number = number as u128;
    Uuid::from_u128((0x0190_0000_0000_7000_8000_0000_0000_0000 | (kind << 48)) + number)
}

/// One `INSERT` of many rows at a time.
struct Bulk {
    head: &'static str,
    text: String,
    waiting: usize,
    rows: usize,
}

impl Bulk {
    fn new(head: &'static str) -> Self {
        Self { head, text: String::new(), waiting: 0, rows: 0 }
    }
    fn row(&mut self, tx: &mut Tx<'_>, values: std::fmt::Arguments<'_>) -> db::Result<()> {
        self.text.push_str(if self.waiting == 0 { "" } else { "," });
        let _ = write!(self.text, "({values})");
        self.waiting += 1;
        self.rows += 1;
        if self.waiting == ROWS { self.send(tx) } else { Ok(()) }
    }
    fn send(&mut self, tx: &mut Tx<'_>) -> db::Result<()> {
        if self.waiting > 0 {
            tx.conn.batch_execute(&format!("INSERT INTO {} VALUES {}", self.head, self.text))?;
            self.text.clear();
            self.waiting = 0;
        }
        Ok(())
    }
}

impl Country {
    /// Builds a country of so many sites, spread over the communes as people are.
    #[expect(clippy::expect_used, reason = "a bench whose world cannot be built stops")]
    pub async fn build(app: &TestApp, sites: usize, families: usize, seed: u64) -> Self {
        let built = app.db.write(move |tx| build(tx, sites, families, seed)).await.expect("the country is built");
        app.db
            .write(|tx| {
                tx.conn.batch_execute("ANALYZE")?;
                done(tx)
            })
            .await
            .expect("the planner of the engine has its figures");
        built
    }
}

fn done(tx: &mut Tx<'_>) -> db::Result<()> {
    tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageSites, "site", "country"))
}

/// Communes for so many things, each as often as its people ask.
fn spread(count: usize, draw: &mut Draw) -> Vec<&'static Commune> {
    let all = Communes::shipped().all();
    let people: u64 = all.iter().map(|commune| u64::from(commune.population)).sum();
    let step = (people / count.max(1) as u64).max(1);
    let mut next = draw.number() % step;
    let (mut passed, mut out) = (0_u64, Vec::with_capacity(count));
    for commune in all {
        passed += u64::from(commune.population);
        while next < passed && out.len() < count {
            out.push(commune);
            next += step;
        }
    }
    out
}

fn build(tx: &mut Tx<'_>, count: usize, families: usize, seed: u64) -> db::Result<Country> {
    let mut draw = Draw(seed);
    let now = tx.now.text().into_owned();
    let organisation = id(1, 1);
    tx.conn.batch_execute(&format!(
        "INSERT INTO organisation (id, kind, name, created_at, revision) VALUES ('{organisation}', 'operator', 'Pays', '{now}', 1)"
    ))?;
    let truth = |value: bool| match (tx_is_postgres(tx), value) {
        (true, true) => "TRUE",
        (true, false) => "FALSE",
        (false, true) => "1",
        (false, false) => "0",
    };
    let (yes, no) = (truth(true), truth(false));
    let mut site = Bulk::new(
        "site (id, organisation_id, kind, name, commune, latitude, longitude, time_zone, school_zone, holiday_region, \
         opens_on_public_holidays, avip, free_of_charge, created_at, revision)",
    );
    let mut premises = Bulk::new("premises (id, site_id, name, address, commune, created_at)");
    let mut policy = Bulk::new(
        "site_policy (id, site_id, from_date, booking_mode, referral_required, minimum_age_months, maximum_age_months, notice_hours, \
         horizon_days, fair_share_per_week, minimum_per_month, full_day_needs_situation, emergency_borrows_adaptation, \
         adaptation_borrows_emergency, familiarisation_required, hold_hours, care_kinds, created_at)",
    );
    let mut act = Bulk::new("authorisation (id, site_id, from_date, created_at)");
    let mut band = Bulk::new("authorisation_band (id, authorisation_id, starts_at, ends_at, places)");
    let mut session = Bulk::new(
        "session (id, site_id, premises_id, date, half_day, starts_at, ends_at, starts_instant, seats_regular, seats_adaptation, \
         seats_emergency, revision, created_at)",
    );
    let places = spread(count, &mut draw);
    let mut sessions: Vec<(usize, usize, Date, HalfDay)> = Vec::new();
    for (number, commune) in places.iter().enumerate() {
        let (site_id, premises_id) = (id(2, number), id(3, number));
        // Up to two kilometres around the middle of the commune.
        let away = |draw: &mut Draw| (draw.number() % 400) as f64 / 10_000.0 - 0.02;
        let (latitude, longitude) = (commune.latitude + away(&mut draw), commune.longitude + away(&mut draw));
        let mode = match draw.number() % 10 {
            0..7 => "instant",
            7..9 => "on_request",
            _ => "professionals_only",
        };
        let code = &commune.code;
        site.row(tx, format_args!("'{site_id}','{organisation}','micro_creche','Crèche {number}','{code}',{latitude},{longitude},'Europe/Paris','C','metropole',{no},{no},{yes},'{now}',1"))?;
        premises.row(tx, format_args!("'{premises_id}','{site_id}','Maison','1 rue du Bourg','{code}','{now}'"))?;
        policy.row(tx, format_args!("'{}','{site_id}','2025-01-01','{mode}',{no},3,48,2,60,5,2,{yes},{yes},{no},{no},4,'regular occasional emergency buffer familiarisation','{now}'", id(4, number)))?;
        act.row(tx, format_args!("'{}','{site_id}','2025-01-01','{now}'", id(5, number)))?;
        band.row(tx, format_args!("'{}','{}','07:00','19:00',8", id(6, number), id(5, number)))?;
        for day in (0..DAYS).filter(|day| day % 7 < 5) {
            for half_day in [HalfDay::Morning, HalfDay::Afternoon] {
                sessions.push((sessions.len(), number, domain::places::days_after(FIRST_DAY, day), half_day));
            }
        }
    }
    for bulk in [&mut site, &mut premises, &mut policy, &mut act, &mut band] {
        bulk.send(tx)?;
    }
    let zone = domain::time::time_zone("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    for (number, of_site, day, half_day) in &sessions {
        let (from, until) = match half_day {
            HalfDay::Morning => ("08:30", "12:30"),
            HalfDay::Afternoon => ("13:30", "17:30"),
        };
        let start = jiff::civil::Time::read(from).unwrap_or(jiff::civil::Time::midnight());
        let starts = Instant::of_civil(*day, start, &zone).unwrap_or(tx.now).text().into_owned();
        session.row(
            tx,
            format_args!(
                "'{}','{}','{}','{day}','{half_day}','{from}','{until}','{starts}',6,1,1,1,'{now}'",
                id(7, *number),
                id(2, *of_site),
                id(3, *of_site)
            ),
        )?;
    }
    session.send(tx)?;

    // Children who hold the seats: one for each seat number of each site, at its own site every half-day it is drawn.
    let family_id = id(8, 0);
    tx.conn.batch_execute(&format!(
        "INSERT INTO family (id, reference, commune, protected, created_at, revision) VALUES ('{family_id}', 'FPAYS', '34145', {no}, '{now}', 1)"
    ))?;
    let mut child = Bulk::new("child (id, family_id, given_name, family_name, birth_date, created_at, revision)");
    for number in 0..count * 8 {
        child.row(tx, format_args!("'{}','{family_id}','Enfant','Pays','2025-06-01','{now}',1", id(9, number)))?;
    }
    child.send(tx)?;
    let mut booking = Bulk::new(
        "booking (id, session_id, seat_no, child_id, site_id, date, half_day, care_kind, purpose, created_at, confirmed_at)",
    );
    for (number, of_site, day, half_day) in &sessions {
        // From empty to full: four of seven seats on average, one session in seven is full.
        let taken = match draw.number() % 7 {
            6 => 8,
            few => few as usize,
        };
        for seat in 1..=taken {
            let row = booking.rows;
            booking.row(
                tx,
                format_args!(
                    "'{}','{}',{seat},'{}','{}','{day}','{half_day}','occasional','training','{now}','{now}'",
                    id(10, row),
                    id(7, *number),
                    id(9, of_site * 8 + seat - 1),
                    id(2, *of_site)
                ),
            )?;
        }
    }
    booking.send(tx)?;
    let bookings = booking.rows;

    let mut asking = Vec::new();
    for (number, commune) in spread(families, &mut draw).into_iter().enumerate() {
        let (family, parent, child) = (id(11, number), id(12, number), id(13, number));
        let code = &commune.code;
        tx.conn.batch_execute(&format!(
            "INSERT INTO family (id, reference, commune, protected, created_at, revision) VALUES ('{family}', 'FQ{number}', '{code}', {no}, '{now}', 1);
             INSERT INTO parent (id, family_id, given_name, family_name, language, safe_contact, interpreter, created_at, revision) VALUES ('{parent}', '{family}', 'Amel', 'Pays', 'fr', 'normal', {no}, '{now}', 1);
             INSERT INTO child (id, family_id, given_name, family_name, birth_date, created_at, revision) VALUES ('{child}', '{family}', 'Inès', 'Pays', '2025-06-01', '{now}', 1);"
        ))?;
        let parent = ParentId::from_uuid(parent);
        let owner = db::accounts::TokenOwner::Parent(parent);
        let token = tx.create_api_token(owner, "bench", "*", tx.now.plus_hours(24 * 30))?;
        asking.push((token, parent, ChildId::from_uuid(child), code.clone()));
    }
    // The order of the communes is not the order of the questions.
    for index in (1..asking.len()).rev() {
        asking.swap(index, (draw.number() % (index as u64 + 1)) as usize);
    }
    done(tx)?;
    Ok(Country {
        sites: count,
        sessions: sessions.len(),
        bookings,
        families: asking,
        some_sites: (0..50.min(count))
            .map(|number| SiteId::from_uuid(id(2, number * (count / 50.min(count)))))
            .collect(),
    })
}

fn tx_is_postgres(tx: &Tx<'_>) -> bool {
    matches!(*tx.conn, db::Conn::Postgres(_))
}
