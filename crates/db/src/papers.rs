//! The admission file of a child at a site: what was seen, what is missing, who is to be called.
//!
//! Entries are added and withdrawn, never changed. What the team must know of a child's health lies apart, in [`health`].
//!
//! * [`missing`]: what is missing at a site. * [`reminders`]: what a parent is written, once a cause. * [`ending`]: what goes with the contract.

pub mod ending;
pub mod health;
pub mod missing;
pub mod reminders;

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::Action;
use domain::papers::{AfterDue, Blocking, Dose, PaperKind, PaperSetting, Papers, Vaccine};
use domain::places::UNDO_SECONDS;
use domain::*;

use crate::access::{Actor, see_family, see_site};
use crate::audit::{ActorKind, Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{admission, booking, child, paper, paper_setting, pick_up_person, site};
use crate::{Conn, Error, Result, Stored, Tx, stored};

word_list! {
    /// What an entry of the file is.
    EntryKind {
        /// A certificate was seen; its date is the day it was signed.
        Certificate = "certificate",
        /// A dose of a vaccine was seen.
        Dose = "dose",
        /// The vaccines were found wanting on its date.
        Wanting = "wanting",
        /// A doctor says that a vaccine must not be given; never why.
        Contraindication = "contraindication",
        /// A parent's yes or no to one of the authorisations.
        Answer = "answer",
        /// Somebody to call.
        Contact = "contact",
    }
}

impl EntryKind {
    /// Whether it goes at the end of the care contract.
    pub const OF_HEALTH: [Self; 4] = [Self::Certificate, Self::Dose, Self::Wanting, Self::Contraindication];
}

/// Something to note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewPaper {
    /// A certificate was seen.
    Certificate {
        /// The day it was signed.
        signed_on: Date,
    },
    /// Doses were seen on a day; those known already are left out.
    Doses {
        /// Which.
        doses: Vec<Dose>,
        /// When.
        seen_on: Date,
    },
    /// The vaccines were found wanting.
    Wanting {
        /// When.
        since: Date,
    },
    /// A doctor says that a vaccine must not be given.
    Contraindication {
        /// When that was seen.
        seen_on: Date,
    },
    /// A parent answered.
    Answer {
        /// Which authorisation.
        kind: PaperKind,
        /// Yes or no.
        granted: bool,
        /// The days it holds.
        period: Period,
    },
    /// Somebody to call.
    Contact {
        /// Name.
        name: String,
        /// Number.
        phone: String,
        /// What she is to the child.
        relation: Option<String>,
        /// Since when.
        from: Date,
    },
}

/// An entry of the file.
#[derive(Debug, Clone)]
pub struct PaperEntry {
    /// The entry.
    pub id: PaperId,
    /// What it is.
    pub kind: EntryKind,
    /// The dose.
    pub dose: Option<Dose>,
    /// The authorisation, and whether it was given.
    pub answer: Option<(PaperKind, bool)>,
    /// Name, number and link of somebody to call.
    pub contact: Option<(String, String, Option<String>)>,
    /// The days it holds; of a certificate, the day it was signed.
    pub period: Period,
    /// When it was noted.
    pub created_at: Instant,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
}

impl PaperEntry {
    /// Whether it counts on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.withdrawn_at.is_none() && (self.kind == EntryKind::Certificate || self.period.contains(day))
    }
}

/// The proof that an actor may do an action on a child's file at one site. It cannot be made outside this room.
#[derive(Debug, Clone, Copy)]
pub struct AtSite {
    child: ChildId,
    family: FamilyId,
    site: SiteId,
    action: Action,
}

impl AtSite {
    /// The child.
    pub const fn child(&self) -> ChildId {
        self.child
    }
    /// Its family.
    pub const fn family(&self) -> FamilyId {
        self.family
    }
    /// The site.
    pub const fn site(&self) -> SiteId {
        self.site
    }
    pub(crate) fn line(&self, object_kind: &'static str, object: impl std::fmt::Display) -> Entry {
        Entry::done(self.action, object_kind, object).family(self.family).site(self.site)
    }
}

/// A child's care contract at a site, as its file needs it.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// The days.
    pub period: Period,
    /// Whether it is over.
    pub over: bool,
}

/// The child's contracts, one a site, those that run first.
pub fn admissions(conn: &mut Conn, child_id: ChildId, today: Date) -> Result<Vec<Admitted>> {
    type Row = (Stored<SiteId>, String, Stored<Date>, Option<Stored<Date>>, Option<Stored<Instant>>);
    let rows: Vec<Row> = admission::table
        .inner_join(site::table)
        .filter(admission::child_id.eq(stored(child_id)))
        .order((admission::from_date, admission::id))
        .select((site::id, site::name, admission::from_date, admission::until_date, admission::ended_at))
        .load(conn)?;
    let mut found: Vec<Admitted> = Vec::new();
    for (site, site_name, from, until, ended) in rows {
        let (site, from, until) = (site.value(), from.value(), until.map(Stored::value));
        let over = ended.is_some() || until.is_some_and(|until| until < today);
        match found.iter_mut().find(|known| known.site == site) {
            // One that runs stands for the site, the earliest of those that run; else the last that ran.
            Some(known) if known.over => *known = Admitted { site, site_name, period: Period { from, until }, over },
            Some(known) if !over => {
                known.period.until = known.period.until.zip(until).map(|(one, other)| one.max(other))
            }
            Some(_) => {}
            None => found.push(Admitted { site, site_name, period: Period { from, until }, over }),
        }
    }
    found.sort_by(|one, other| (one.over, other.period.from).cmp(&(other.over, one.period.from)));
    Ok(found)
}

/// The proof for a child's file at a site: the one asked for, else the first of the actor's where the child has a contract.
pub fn at_site(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    (family, child_id): (FamilyId, ChildId),
    wanted: Option<SiteId>,
) -> Result<(AtSite, Vec<Admitted>)> {
    see_family(conn, actor, action, family)?;
    must_be_of(conn, family, child_id)?;
    let mut mine = Vec::new();
    for one in admissions(conn, child_id, actor.today)? {
        if actor.kind == ActorKind::Parent || see_site(conn, actor, action, one.site).is_ok() {
            mine.push(one);
        }
    }
    let site = match wanted {
        Some(wanted) => mine.iter().find(|one| one.site == wanted),
        None => mine.first(),
    };
    let site = site.ok_or(Error::NotFound)?.site;
    Ok((AtSite { child: child_id, family, site, action }, mine))
}

fn must_be_of(conn: &mut Conn, family: FamilyId, child_id: ChildId) -> Result<()> {
    let of_family = child::id.eq(stored(child_id)).and(child::family_id.eq(stored(family)));
    child::table.filter(of_family).select(child::id).first::<Stored<ChildId>>(conn).or_not_found().map(drop)
}

/// What sites ask for, each with its settings of all times.
pub fn settings(conn: &mut Conn, sites: &[SiteId]) -> Result<BTreeMap<SiteId, Vec<PaperSetting>>> {
    type Row = (Stored<SiteId>, Stored<Date>, String, Stored<AfterDue>, i32, bool);
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let rows: Vec<Row> = paper_setting::table
        .filter(paper_setting::site_id.eq_any(wanted))
        .order((paper_setting::site_id, paper_setting::from_date))
        .select((
            paper_setting::site_id,
            paper_setting::from_date,
            paper_setting::asked,
            paper_setting::after_due,
            paper_setting::provisional_months,
            paper_setting::assumed,
        ))
        .load(conn)?;
    let mut found: BTreeMap<SiteId, Vec<PaperSetting>> = BTreeMap::new();
    for (site, from, asked, after_due, provisional_months, assumed) in rows {
        found.entry(site.value()).or_default().push(PaperSetting {
            from: from.value(),
            asked: asked.split(' ').filter_map(PaperKind::read).collect(),
            after_due: after_due.value(),
            provisional_months,
            assumed,
        });
    }
    Ok(found)
}

/// The entries of some children at all sites, withdrawn ones too, in the order they were noted.
pub(crate) fn entries_of(
    conn: &mut Conn,
    children: &[ChildId],
) -> Result<BTreeMap<(ChildId, SiteId), Vec<PaperEntry>>> {
    type Row = (
        (Stored<PaperId>, Stored<ChildId>, Stored<SiteId>, Stored<EntryKind>),
        (Option<String>, Option<i32>, Option<bool>),
        (Option<String>, Option<String>, Option<String>),
        (Stored<Date>, Option<Stored<Date>>, Stored<Instant>, Option<Stored<Instant>>),
    );
    let mut found: BTreeMap<(ChildId, SiteId), Vec<PaperEntry>> = BTreeMap::new();
    for some in children.chunks(500) {
        let wanted: Vec<Stored<ChildId>> = some.iter().copied().map(stored).collect();
        let rows: Vec<Row> = paper::table
            .filter(paper::child_id.eq_any(wanted))
            .order((paper::created_at, paper::id))
            .select((
                (paper::id, paper::child_id, paper::site_id, paper::kind),
                (paper::word, paper::number, paper::granted),
                (paper::name, paper::phone, paper::relation),
                (paper::from_date, paper::until_date, paper::created_at, paper::withdrawn_at),
            ))
            .load(conn)?;
        for ((id, child, site, kind), (word, number, granted), (name, phone, relation), dates) in rows {
            let (from, until, created_at, withdrawn_at) = dates;
            let word = word.unwrap_or_default();
            found.entry((child.value(), site.value())).or_default().push(PaperEntry {
                id: id.value(),
                kind: kind.value(),
                dose: Vaccine::read(&word).zip(number).and_then(|(vaccine, number)| Dose::of(vaccine, number)),
                answer: PaperKind::read(&word).zip(granted),
                contact: name.zip(phone).map(|(name, phone)| (name, phone, relation)),
                period: Period { from: from.value(), until: until.map(Stored::value) },
                created_at: created_at.value(),
                withdrawn_at: withdrawn_at.map(Stored::value),
            });
        }
    }
    Ok(found)
}

/// What parents answered to one question, by the bookings of their children: the answer that holds on a day.
pub(crate) fn answers(
    conn: &mut Conn,
    at: SiteId,
    bookings: &[BookingId],
    (asked, day): (PaperKind, Date),
) -> Result<BTreeMap<BookingId, bool>> {
    let wanted: Vec<Stored<BookingId>> = bookings.iter().copied().map(stored).collect();
    let rows: Vec<(Stored<BookingId>, Option<bool>)> = booking::table
        .inner_join(paper::table.on(paper::child_id.eq(booking::child_id).and(paper::site_id.eq(booking::site_id))))
        .filter(booking::id.eq_any(wanted).and(booking::site_id.eq(stored(at))))
        .filter(paper::kind.eq(stored(EntryKind::Answer)).and(paper::word.eq(Some(asked.as_str()))))
        .filter(paper::withdrawn_at.is_null().and(paper::from_date.le(stored(day))))
        .filter(paper::until_date.is_null().or(paper::until_date.assume_not_null().ge(stored(day))))
        .order((paper::created_at, paper::id))
        .select((booking::id, paper::granted))
        .load(conn)?;
    // Of several the last holds.
    Ok(rows.into_iter().filter_map(|(booking, granted)| Some((booking.value(), granted?))).collect())
}

/// Those of some children who have somebody on the list of who may fetch them.
pub(crate) fn with_pick_up(conn: &mut Conn, children: &[ChildId], day: Date) -> Result<Vec<ChildId>> {
    let mut found = Vec::new();
    for some in children.chunks(500) {
        let wanted: Vec<Stored<ChildId>> = some.iter().copied().map(stored).collect();
        let rows: Vec<Stored<ChildId>> = pick_up_person::table
            .filter(pick_up_person::child_id.eq_any(wanted).and(pick_up_person::forbidden.eq(false)))
            .filter(pick_up_person::ended_at.is_null())
            .filter(
                pick_up_person::until_date.is_null().or(pick_up_person::until_date.assume_not_null().ge(stored(day))),
            )
            .select(pick_up_person::child_id)
            .load(conn)?;
        found.extend(rows.into_iter().map(Stored::value));
    }
    Ok(found)
}

/// What entries and dates add up to on a day.
pub(crate) fn add_up(
    (admitted_on, kept_since, birth): (Date, Date, Date),
    entries: &[PaperEntry],
    pick_up: bool,
    day: Date,
) -> Papers {
    let holding: Vec<&PaperEntry> = entries.iter().filter(|entry| entry.holds(day)).collect();
    let of = |kind: EntryKind| holding.iter().filter(move |entry| entry.kind == kind);
    let mut in_hand: Vec<PaperKind> = of(EntryKind::Answer).filter_map(|entry| Some(entry.answer?.0)).collect();
    in_hand.extend(of(EntryKind::Contact).next().map(|_| PaperKind::EmergencyContact));
    in_hand.extend(pick_up.then_some(PaperKind::PickUp));
    Papers {
        admitted_on,
        kept_since,
        birth,
        certificate: of(EntryKind::Certificate).map(|entry| entry.period.from).max(),
        doses: of(EntryKind::Dose).filter_map(|entry| entry.dose).collect(),
        wanting_since: of(EntryKind::Wanting).map(|entry| entry.period.from).max(),
        contraindicated: of(EntryKind::Contraindication).next().is_some(),
        in_hand,
    }
}

/// A child's file at a site.
#[derive(Debug, Clone)]
pub struct File {
    /// The child's names.
    pub given_name: String,
    /// The child's names.
    pub family_name: String,
    /// Birth day.
    pub birth: Date,
    /// The contract.
    pub admitted: Admitted,
    /// What is known of the papers; `None` while the site keeps none here.
    pub papers: Option<Papers>,
    /// What the site asks for today.
    pub setting: Option<PaperSetting>,
    /// Every entry, in the order they were noted, withdrawn ones too.
    pub entries: Vec<PaperEntry>,
}

/// A child's file at a site on a day.
pub fn file(conn: &mut Conn, seen: &AtSite, today: Date) -> Result<File> {
    let (given_name, family_name, birth): (String, String, Stored<Date>) = child::table
        .find(stored(seen.child))
        .select((child::given_name, child::family_name, child::birth_date))
        .first(conn)
        .or_not_found()?;
    let admitted = admissions(conn, seen.child, today)?.into_iter().find(|one| one.site == seen.site);
    let admitted = admitted.ok_or(Error::NotFound)?;
    let entries = entries_of(conn, &[seen.child])?.remove(&(seen.child, seen.site)).unwrap_or_default();
    let settings = settings(conn, &[seen.site])?.remove(&seen.site).unwrap_or_default();
    let pick_up = !with_pick_up(conn, &[seen.child], today)?.is_empty();
    let birth = birth.value();
    let papers = PaperSetting::kept_since(&settings)
        .filter(|_| !admitted.over)
        .map(|since| add_up((admitted.period.from, since, birth), &entries, pick_up, today));
    let setting = PaperSetting::on(&settings, today).cloned();
    Ok(File { given_name, family_name, birth, admitted, papers, setting, entries })
}

/// Of a child's contracts, the sites that give no place today for want of a paper.
pub(crate) fn blocking(
    conn: &mut Conn,
    child_id: ChildId,
    birth: Date,
    admitted: &[(SiteId, Date)],
    now: Instant,
) -> Result<Vec<(SiteId, Blocking)>> {
    let sites: Vec<SiteId> = admitted.iter().map(|(site, _)| *site).collect();
    let settings = settings(conn, &sites)?;
    if settings.is_empty() {
        return Ok(Vec::new());
    }
    let entries = entries_of(conn, &[child_id])?;
    let mut found = Vec::new();
    for (site_id, settings) in &settings {
        let zone: String = site::table.find(stored(*site_id)).select(site::time_zone).first(conn)?;
        let today = now.date(&crate::places::facts::zone_named(&zone));
        let from = admitted.iter().filter(|(id, _)| id == site_id).map(|(_, from)| *from).min();
        let (Some(from), Some(since)) = (from, PaperSetting::kept_since(settings)) else { continue };
        let Some(setting) = PaperSetting::on(settings, today) else { continue };
        let known = entries.get(&(child_id, *site_id)).map(Vec::as_slice).unwrap_or_default();
        let papers = add_up((from, since, birth), known, false, today);
        found.extend(papers.blocking(setting, today).map(|blocking| (*site_id, blocking)));
    }
    Ok(found)
}

impl Tx<'_> {
    /// Sets what a site asks for from a day on; a setting of the same day is replaced.
    pub fn set_papers(
        &mut self,
        by: &Signature,
        seen: &crate::access::Seen<SiteId>,
        setting: &PaperSetting,
    ) -> Result<PaperSettingId> {
        let same_day =
            paper_setting::site_id.eq(stored(seen.id())).and(paper_setting::from_date.eq(stored(setting.from)));
        diesel::delete(paper_setting::table.filter(same_day)).execute(self.conn)?;
        let id: PaperSettingId = self.new_id();
        let asked: Vec<&str> = setting.asked.iter().map(|kind| kind.as_str()).collect();
        diesel::insert_into(paper_setting::table)
            .values((
                paper_setting::id.eq(stored(id)),
                paper_setting::site_id.eq(stored(seen.id())),
                paper_setting::from_date.eq(stored(setting.from)),
                paper_setting::asked.eq(asked.join(" ")),
                paper_setting::after_due.eq(stored(setting.after_due)),
                paper_setting::provisional_months.eq(setting.provisional_months),
                paper_setting::assumed.eq(setting.assumed),
                paper_setting::created_at.eq(stored(self.now)),
                paper_setting::created_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        let detail = serde_json::to_value(setting)?;
        self.audit(by, Entry::done(Action::ManagePapers, "paper_setting", id).site(seen.id()).detail(detail))?;
        Ok(id)
    }

    /// Notes something of a child's file; what was noted, the doses known already left out. A certificate that was too old on the first
    /// day of care is refused (T20).
    pub fn note_paper(&mut self, by: &Signature, seen: &AtSite, new: &NewPaper) -> Result<Vec<PaperId>> {
        let file = file(self.conn, seen, self.now.date(&jiff::tz::TimeZone::UTC))?;
        if let NewPaper::Certificate { signed_on } = new {
            let not_before = domain::time::day_of_age(file.admitted.period.from, -domain::papers::CERTIFICATE_MONTHS);
            if *signed_on < not_before {
                return Err(Refusal::CertificateTooOld { not_before }.into());
            }
        }
        let day = |from: Date| Period { from, until: None };
        let plain = Row::default();
        let rows: Vec<Row> = match new.clone() {
            NewPaper::Certificate { signed_on } => vec![plain.of(EntryKind::Certificate, day(signed_on))],
            NewPaper::Doses { doses, seen_on } => doses
                .into_iter()
                .filter(|dose| {
                    !file.entries.iter().any(|entry| entry.withdrawn_at.is_none() && entry.dose == Some(*dose))
                })
                .map(|dose| Row {
                    word: Some(dose.vaccine.to_string()),
                    number: Some(i32::from(dose.number)),
                    ..Row::default().of(EntryKind::Dose, day(seen_on))
                })
                .collect(),
            NewPaper::Wanting { since } => vec![plain.of(EntryKind::Wanting, day(since))],
            NewPaper::Contraindication { seen_on } => vec![plain.of(EntryKind::Contraindication, day(seen_on))],
            NewPaper::Answer { kind, granted, period } => vec![Row {
                word: Some(kind.to_string()),
                granted: Some(granted),
                ..plain.of(EntryKind::Answer, period)
            }],
            NewPaper::Contact { name, phone, relation, from } => {
                vec![Row { name: Some(name), phone: Some(phone), relation, ..plain.of(EntryKind::Contact, day(from)) }]
            }
        };
        let mut ids = Vec::new();
        if let NewPaper::Answer { kind, .. } = new {
            // An answer takes the place of the one before, which stays to be read.
            let before = file.entries.iter().filter(|entry| {
                entry.withdrawn_at.is_none() && entry.answer.is_some_and(|(answered, _)| answered == *kind)
            });
            for entry in before {
                self.set_withdrawn(by, entry.id, true)?;
            }
        }
        for row in rows {
            ids.push(self.insert_paper(by, seen, row)?);
        }
        // The line says what kind of thing was noted; never which dose, which answer or whose number.
        let kind = match new {
            NewPaper::Certificate { .. } => "certificate",
            NewPaper::Doses { .. } | NewPaper::Wanting { .. } | NewPaper::Contraindication { .. } => "vaccines",
            NewPaper::Answer { kind, .. } => kind.as_str(),
            NewPaper::Contact { .. } => "emergency_contact",
        };
        self.audit(by, seen.line("paper", seen.child).detail(serde_json::json!({ "noted": kind })))?;
        Ok(ids)
    }

    fn insert_paper(&mut self, by: &Signature, seen: &AtSite, row: Row) -> Result<PaperId> {
        let id: PaperId = self.new_id();
        diesel::insert_into(paper::table)
            .values((
                (
                    paper::id.eq(stored(id)),
                    paper::child_id.eq(stored(seen.child)),
                    paper::site_id.eq(stored(seen.site)),
                    paper::kind.eq(stored(row.kind)),
                ),
                (paper::word.eq(row.word), paper::number.eq(row.number), paper::granted.eq(row.granted)),
                (paper::name.eq(row.name), paper::phone.eq(row.phone), paper::relation.eq(row.relation)),
                (
                    paper::from_date.eq(stored(row.period.from)),
                    paper::until_date.eq(row.period.until.map(stored)),
                    paper::created_at.eq(stored(self.now)),
                    paper::created_by.eq(by.person.map(stored)),
                ),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Withdraws entries of a file, all at once.
    pub fn withdraw_papers(&mut self, by: &Signature, seen: &AtSite, ids: &[PaperId]) -> Result<()> {
        for id in ids {
            let entry = self.entry_of(seen, *id)?;
            if entry.is_some() {
                return Err(Error::NotFound);
            }
            self.set_withdrawn(by, *id, true)?;
            self.bring_back_what_it_replaced(seen, *id)?;
        }
        self.audit(by, seen.line("paper", seen.child).detail(serde_json::json!({ "withdrawn": ids.len() })))
    }

    /// An answer that was just noted by mistake leaves the one before it standing again.
    fn bring_back_what_it_replaced(&mut self, seen: &AtSite, id: PaperId) -> Result<()> {
        type Noted = (Stored<EntryKind>, Option<String>, Stored<Instant>);
        let (kind, word, noted): Noted =
            paper::table.find(stored(id)).select((paper::kind, paper::word, paper::created_at)).first(self.conn)?;
        if *kind != EntryKind::Answer || self.now.seconds_since(*noted) > UNDO_SECONDS {
            return Ok(());
        }
        let none: Option<Stored<Instant>> = None;
        diesel::update(
            paper::table
                .filter(paper::child_id.eq(stored(seen.child)).and(paper::site_id.eq(stored(seen.site))))
                .filter(paper::kind.eq(kind).and(paper::word.eq(word)).and(paper::id.ne(stored(id))))
                .filter(paper::withdrawn_at.eq(Some(noted))),
        )
        .set(paper::withdrawn_at.eq(none))
        .execute(self.conn)?;
        Ok(())
    }

    /// Takes a withdrawal back, while that can be undone.
    pub fn restore_paper(&mut self, by: &Signature, seen: &AtSite, id: PaperId) -> Result<()> {
        let withdrawn = self.entry_of(seen, id)?.ok_or(Error::NotFound)?;
        if self.now.seconds_since(withdrawn) > UNDO_SECONDS {
            return Err(Error::NotFound);
        }
        self.set_withdrawn(by, id, false)?;
        self.audit(by, seen.line("paper", seen.child).detail(serde_json::json!({ "restored": 1 })))
    }

    /// When an entry of this file was withdrawn, if it was.
    fn entry_of(&mut self, seen: &AtSite, id: PaperId) -> Result<Option<Instant>> {
        let of_file = paper::child_id.eq(stored(seen.child)).and(paper::site_id.eq(stored(seen.site)));
        let withdrawn: Option<Stored<Instant>> = paper::table
            .find(stored(id))
            .filter(of_file)
            .select(paper::withdrawn_at)
            .first(self.conn)
            .or_not_found()?;
        Ok(withdrawn.map(Stored::value))
    }

    fn set_withdrawn(&mut self, by: &Signature, id: PaperId, withdrawn: bool) -> Result<()> {
        diesel::update(paper::table.find(stored(id)))
            .set((
                paper::withdrawn_at.eq(withdrawn.then(|| stored(self.now))),
                paper::withdrawn_by.eq(by.person.filter(|_| withdrawn).map(stored)),
            ))
            .execute(self.conn)?;
        Ok(())
    }
}

/// A row to write.
struct Row {
    kind: EntryKind,
    word: Option<String>,
    number: Option<i32>,
    granted: Option<bool>,
    name: Option<String>,
    phone: Option<String>,
    relation: Option<String>,
    period: Period,
}

impl Default for Row {
    fn default() -> Self {
        Self {
            kind: EntryKind::Certificate,
            word: None,
            number: None,
            granted: None,
            name: None,
            phone: None,
            relation: None,
            period: Period { from: Date::MIN, until: None },
        }
    }
}

impl Row {
    fn of(self, kind: EntryKind, period: Period) -> Self {
        Self { kind, period, ..self }
    }
}
