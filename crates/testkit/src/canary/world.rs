//! The canary world: two operators, their sites, prescribers, families in every placement; every text field holds a word of its own.
//!
//! The rows are written as they are, not through the rooms' functions: those would refuse such names and telephone numbers, and a
//! world that the tested code had made could only show what that code believes.

use domain::access::Role;
use domain::places::Need;
use jiff::civil::date;

use super::chance::Chance;
use super::oracle::Class;

/// The day of the world: a Monday, [`crate::START`] in Paris.
pub const TODAY: &str = "2026-11-23";
const NOW: &str = "2026-11-23T07:00:00.000000Z";
const EARLIER: &str = "2026-11-02T09:00:00.000000Z";
const LATER: &str = "2027-11-23T07:00:00.000000Z";

/// A word (or an id) to look for, where it stands, and what decides who may read it.
#[derive(Debug, Clone)]
pub struct Token {
    /// What to look for.
    pub text: String,
    /// `table.column`.
    pub field: &'static str,
    /// The record, in words.
    pub record: String,
    /// Its field class.
    pub class: Class,
}

/// Something a path can name.
#[derive(Debug, Clone)]
pub struct Object {
    /// Name of its table.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Who may know that it exists; `None` when it is public.
    pub class: Option<Class>,
    /// Objects that are alike for everybody: one of each is enough.
    pub placement: String,
    /// The family, by number.
    pub family: Option<usize>,
    /// The site, by number.
    pub site: Option<usize>,
}

/// When a link holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// It ended yesterday.
    Past,
    /// It holds.
    Now,
    /// It begins tomorrow.
    Future,
}

impl Window {
    fn days(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Past => ("2025-01-01", Some("2026-11-22")),
            Self::Now => ("2025-01-01", None),
            Self::Future => ("2026-11-24", None),
        }
    }
}

/// What ties a family to somebody: the facts the oracle reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tie {
    /// Waits or was taken in at a site.
    Admission(usize),
    /// Referred by an organisation.
    Referral(usize),
    /// Followed by a person.
    Caseload(usize),
    /// A person is named for it.
    Named(usize),
}

/// A family as the oracle knows it.
#[derive(Debug, Clone, Default)]
pub struct Family {
    /// In words.
    pub label: String,
    /// Protected by the operator's own record.
    pub protected: bool,
    /// Its ties, with when they hold.
    pub ties: Vec<(Tie, Window)>,
    /// Sites at which a child of it has or had a booking.
    pub booked_at: Vec<usize>,
    /// Sites at which it asked for a place.
    pub asked_at: Vec<usize>,
}

/// A referral as the oracle knows it.
#[derive(Debug, Clone)]
pub struct Referral {
    /// Of which family.
    pub family: usize,
    /// By which organisation.
    pub organisation: usize,
    /// To which site.
    pub site: usize,
    /// By which person.
    pub person: usize,
}

/// A membership as the oracle knows it.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The role.
    pub role: Role,
    /// In which organisation.
    pub organisation: usize,
    /// At which site only.
    pub site: Option<usize>,
    /// When.
    pub window: Window,
}

/// A professional as the oracle knows it.
#[derive(Debug, Clone)]
pub struct Person {
    /// In words.
    pub label: String,
    /// The roles.
    pub members: Vec<Member>,
    /// May not come in any more.
    pub disabled: bool,
    id: String,
}

/// How somebody comes to the program.
#[derive(Debug, Clone)]
pub struct Caller {
    /// In words.
    pub label: String,
    /// Bearer token; empty for nobody.
    pub token: String,
    /// Professional, by number, and the membership of the token.
    pub person: Option<(usize, usize)>,
    /// Parent: her number and her family's.
    pub parent: Option<(usize, usize)>,
    /// The role in the table of the report.
    pub role: Role,
}

/// The whole world.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// One `INSERT` a row, in an order the foreign keys accept.
    pub rows: Vec<String>,
    /// Every word.
    pub tokens: Vec<Token>,
    /// Everything that has an id.
    pub objects: Vec<Object>,
    /// Everybody.
    pub callers: Vec<Caller>,
    /// Families by number.
    pub families: Vec<Family>,
    /// Referrals by number.
    pub referrals: Vec<Referral>,
    /// Professionals by number.
    pub people: Vec<Person>,
    /// Organisation of each site.
    pub sites: Vec<usize>,
    /// The operator that entered each organisation.
    pub operators: Vec<Option<usize>>,
}

enum Value {
    Text(String),
    Number(i64),
    Real(f64),
    Flag(bool),
    Nothing,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl Value {
    fn sql(&self) -> String {
        match self {
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Number(number) => number.to_string(),
            Self::Real(number) => format!("{number:?}"),
            Self::Flag(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Nothing => "NULL".to_owned(),
        }
    }
}

macro_rules! row {
    ($world:expr, $table:literal { $($column:ident: $value:expr),+ $(,)? }) => {{
        let columns = [$(stringify!($column)),+].join(", ");
        let values = [$(Value::from($value).sql()),+].join(", ");
        $world.rows.push(format!("INSERT INTO {} ({columns}) VALUES ({values});", $table));
    }};
}

mod care;

struct Builder {
    world: World,
    chance: Chance,
    organisations: Vec<String>,
    sites: Vec<SiteRow>,
    families: Vec<FamilyRow>,
    seats: std::collections::BTreeMap<String, i64>,
    phones: u64,
}

struct SiteRow {
    id: String,
    label: &'static str,
    /// Date, half-day, session id.
    sessions: Vec<(String, &'static str, String)>,
}

struct FamilyRow {
    id: String,
    parents: Vec<String>,
    children: Vec<String>,
}

/// What a family of the world is like.
struct Plan<'a> {
    label: &'a str,
    protected: bool,
    ties: &'a [(Tie, Window)],
    /// Bookings: site, and the day in days from today.
    booked: &'a [(usize, i64)],
    /// Requests: a site or anywhere.
    asked: &'a [Option<usize>],
}

impl Builder {
    /// A fresh word for a field.
    fn token(&mut self, field: &'static str, record: &str, class: Class) -> String {
        let text = self.chance.word();
        self.world.tokens.push(Token { text: text.clone(), field, record: record.to_owned(), class });
        text
    }
    fn mail(&mut self, field: &'static str, record: &str, class: Class) -> String {
        format!("{}@exemple.fr", self.token(field, record, class).to_lowercase())
    }
    /// A telephone number of its own; looked for without its first digits, which screens write in several ways.
    fn phone(&mut self, field: &'static str, record: &str, class: Class) -> String {
        self.phones += 1;
        let digits =
            format!("7{:08}", (self.phones * 7_654_321 + self.chance.bits() % 1000 * 100_000_000) % 100_000_000);
        self.world.tokens.push(Token { text: digits.clone(), field, record: record.to_owned(), class });
        format!("+33{digits}")
    }
    /// A fresh id, findable and (when it is not public) looked for like a word.
    fn object(
        &mut self,
        kind: &'static str,
        placement: &str,
        class: Option<Class>,
        family: Option<usize>,
        site: Option<usize>,
    ) -> String {
        let id = self.chance.uuid().to_string();
        if let Some(class) = &class {
            self.world.tokens.push(Token {
                text: id.clone(),
                field: kind,
                record: placement.to_owned(),
                class: class.clone(),
            });
        }
        self.world.objects.push(Object { kind, id: id.clone(), class, placement: placement.to_owned(), family, site });
        id
    }

    fn organisation(
        &mut self,
        label: &str,
        kind: &str,
        prescriber_kind: Option<&str>,
        operator: Option<usize>,
    ) -> usize {
        let number = self.organisations.len();
        let id = self.object("organisation", label, None, None, None);
        let name = self.token("organisation.name", label, Class::Public);
        let phone = self.phone("organisation.phone", label, Class::Professional);
        let email = self.mail("organisation.email", label, Class::Professional);
        row!(self.world, "organisation" {
            id: &id, kind: kind, prescriber_kind: prescriber_kind, name: name, commune: "34145",
            operator_id: operator.map(|operator| self.organisations[operator].clone()), phone: phone, email: email,
            created_at: EARLIER, revision: 1_i64,
        });
        self.organisations.push(id);
        self.world.operators.push(operator);
        number
    }

    fn site(&mut self, label: &'static str, organisation: usize) -> usize {
        let number = self.sites.len();
        self.world.sites.push(organisation);
        let id = self.object("site", label, None, None, Some(number));
        let name = self.token("site.name", label, Class::Public);
        let phone = self.phone("site.phone", label, Class::Public);
        let email = self.mail("site.email", label, Class::Public);
        let description = self.token("site.description", label, Class::Public);
        row!(self.world, "site" {
            id: &id, organisation_id: &self.organisations[organisation], kind: "micro_creche", name: &name, commune: "34145",
            latitude: 43.67, longitude: 4.13, time_zone: "Europe/Paris", school_zone: "C", holiday_region: "metropole",
            opens_on_public_holidays: false, phone: phone, email: email, description: description, avip: true,
            free_of_charge: false, created_at: EARLIER, revision: 1_i64,
        });
        row!(self.world, "search_word" { entity: "site", entity_id: &id, word: name.to_lowercase() });
        let inside = Class::SiteInternal(number);
        let premises = self.object("premises", label, None, None, Some(number));
        let premises_name = self.token("premises.name", label, Class::Public);
        let address = self.token("premises.address", label, Class::Public);
        row!(self.world, "premises" {
            id: &premises, site_id: &id, name: premises_name, address: address, commune: "34145", created_at: EARLIER,
        });
        let policy = self.object("site_policy", label, Some(inside.clone()), None, Some(number));
        row!(self.world, "site_policy" {
            id: policy, site_id: &id, from_date: "2025-01-01", booking_mode: "instant", referral_required: false,
            minimum_age_months: 3_i64, maximum_age_months: 48_i64, notice_hours: 0_i64, horizon_days: 60_i64,
            full_day_needs_situation: false, emergency_borrows_adaptation: true, adaptation_borrows_emergency: true,
            familiarisation_required: false,
            hold_hours: 4_i64, care_kinds: "regular occasional emergency buffer familiarisation", created_at: EARLIER,
        });
        let authorisation = self.object("authorisation", label, Some(inside.clone()), None, Some(number));
        let act = self.token("authorisation.number", label, inside.clone());
        row!(self.world, "authorisation" { id: &authorisation, site_id: &id, number: act, from_date: "2025-01-01", created_at: EARLIER });
        row!(self.world, "authorisation_band" {
            id: self.chance.uuid().to_string(), authorisation_id: authorisation, starts_at: "07:00", ends_at: "19:00", places: 40_i64,
        });
        let closure = self.object("closure", label, Some(inside.clone()), None, Some(number));
        let note = self.token("closure.note", label, inside.clone());
        row!(self.world, "closure" {
            id: closure, site_id: &id, from_date: "2026-12-24", until_date: "2026-12-31", reason: "holidays", note: note,
            created_at: EARLIER,
        });
        let mut sessions = Vec::new();
        let monday = date(2026, 11, 9);
        for (weekday_number, weekday) in
            ["monday", "tuesday", "wednesday", "thursday", "friday"].into_iter().enumerate()
        {
            for (half_day, starts_at, ends_at, instant) in
                [("morning", "08:30", "12:15", "07:30"), ("afternoon", "13:30", "17:00", "12:30")]
            {
                let rule = self.object("opening_rule", label, Some(inside.clone()), None, Some(number));
                row!(self.world, "opening_rule" {
                    id: &rule, site_id: &id, premises_id: &premises, weekday: weekday, period_kind: "always", half_day: half_day,
                    starts_at: starts_at, ends_at: ends_at, seats_regular: 30_i64, seats_adaptation: 2_i64, seats_emergency: 0_i64,
                    from_date: "2025-01-01", created_at: EARLIER,
                });
                for week in 0_i64..6 {
                    let day_number = i64::try_from(weekday_number).unwrap_or(0) + 7 * week;
                    let day = monday.saturating_add(jiff::Span::new().days(day_number)).to_string();
                    let session = self.object("session", label, None, None, Some(number));
                    row!(self.world, "session" {
                        id: &session, site_id: &id, premises_id: &premises, opening_rule_id: &rule, date: &day, half_day: half_day,
                        starts_at: starts_at, ends_at: ends_at, starts_instant: format!("{day}T{instant}:00.000000Z"),
                        seats_regular: 30_i64, seats_adaptation: 2_i64, seats_emergency: 0_i64, revision: 1_i64, created_at: EARLIER,
                    });
                    sessions.push((day, half_day, session));
                }
            }
        }
        self.sites.push(SiteRow { id, label, sessions });
        self.care_of_site(number);
        self.outing_of_site(number, &premises);
        number
    }

    /// A professional with one role, and the token of that role.
    fn person(&mut self, label: &str, member: Member, disabled: bool) -> usize {
        let number = self.world.people.len();
        let id = self.object("person", label, Some(Class::PersonName(number)), None, None);
        let given = self.token("person.given_name", label, Class::PersonName(number));
        let family = self.token("person.family_name", label, Class::PersonName(number));
        let email = self.mail("person.email", label, Class::PersonContact(number));
        row!(self.world, "person" {
            id: &id, given_name: given, family_name: family, email: email, language: "fr", failed_attempts: 0_i64,
            created_at: EARLIER, disabled_at: disabled.then_some(EARLIER),
        });
        self.world.people.push(Person { label: label.to_owned(), members: Vec::new(), disabled, id });
        self.member(number, member);
        number
    }

    fn member(&mut self, person: usize, member: Member) {
        let label = self.world.people[person].label.clone();
        let id = self.object("membership", &label, Some(Class::PersonName(person)), None, None);
        let (from, until) = member.window.days();
        row!(self.world, "membership" {
            id: &id, person_id: &self.world.people[person].id, organisation_id: &self.organisations[member.organisation],
            site_id: member.site.map(|site| self.sites[site].id.clone()), role: member.role.as_str(), from_date: from, until_date: until,
            created_at: EARLIER,
        });
        self.world.people[person].members.push(member);
        let token = self.secret();
        let name = self.token("api_token.name", &label, Class::OwnAccount(person));
        let token_id = self.object("api_token", &label, Some(Class::OwnAccount(person)), None, None);
        row!(self.world, "api_token" {
            id: token_id, token_hash: db::idempotency::sha256(token.as_bytes()), membership_id: &id, name: name, scopes: "*",
            created_at: EARLIER, expires_at: LATER,
        });
        let device = self.token("web_session.device", &label, Class::OwnAccount(person));
        row!(self.world, "web_session" {
            id: db::idempotency::sha256(device.as_bytes()), data: "{}", person_id: &self.world.people[person].id, device: device,
            created_at: EARLIER, last_seen_at: EARLIER, expires_at: LATER,
        });
        let which = self.world.people[person].members.len() - 1;
        self.world.callers.push(Caller {
            label,
            token,
            person: Some((person, which)),
            parent: None,
            role: member.role,
        });
    }

    fn secret(&mut self) -> String {
        format!("mrl_{:016x}{:016x}{:016x}", self.chance.bits(), self.chance.bits(), self.chance.bits())
    }

    fn family(&mut self, plan: &Plan<'_>) -> usize {
        let number = self.world.families.len();
        let label = plan.label;
        let identity = Class::ChildIdentity(number);
        let id = self.object("family", label, Some(Class::FamilyNumber(number)), Some(number), None);
        let reference = self.token("family.reference", label, Class::FamilyNumber(number));
        let note = self.token("family.note", label, Class::FamilyContact(number));
        self.world.families.push(Family {
            label: label.to_owned(),
            protected: plan.protected,
            ties: plan.ties.to_vec(),
            booked_at: plan.booked.iter().map(|(site, _)| *site).collect(),
            asked_at: plan.asked.iter().flatten().copied().collect(),
        });
        row!(self.world, "family" {
            id: &id, reference: reference, commune: "34145", protected: plan.protected, note: note, created_at: EARLIER, revision: 1_i64,
        });
        if plan.protected {
            let address = self.token("family_shield.address", label, Class::Shield(number));
            let danger = self.token("family_shield.danger_note", label, Class::Shield(number));
            row!(self.world, "family_shield" { family_id: &id, address: address, danger_note: danger, updated_at: EARLIER });
        }
        let mut parents = Vec::new();
        let how_many = if number.is_multiple_of(3) { 2 } else { 1 };
        for position in 0..how_many {
            let parent = self.object("parent", label, Some(identity.clone()), Some(number), None);
            let given = self.token("parent.given_name", label, Class::ParentName(number));
            let name = self.token("parent.family_name", label, Class::ParentName(number));
            let phone = self.phone("parent.phone", label, Class::FamilyContact(number));
            let email = self.mail("parent.email", label, Class::FamilyContact(number));
            for word in [&given, &name] {
                row!(self.world, "search_word" { entity: "family", entity_id: &id, word: word.to_lowercase() });
            }
            row!(self.world, "parent" {
                id: &parent, family_id: &id, given_name: given, family_name: name, phone: phone, email: email, language: "fr",
                safe_contact: if plan.protected { "neutral" } else { "normal" }, interpreter: false, created_at: EARLIER, revision: 1_i64,
            });
            let situation = self.object("situation", label, Some(Class::FamilyContact(number)), Some(number), None);
            let source = self.token("situation.source", label, Class::FamilyContact(number));
            row!(self.world, "situation" {
                id: situation, parent_id: &parent, kind: "job_seeker", from_date: "2026-01-01", source: source, created_at: EARLIER,
            });
            let recorded = self.token("consent.recorded_name", label, Class::FamilyContact(number));
            row!(self.world, "consent" {
                id: self.chance.uuid().to_string(), parent_id: &parent, kind: "referral", text_version: "1", language: "fr",
                read_aloud: true, given_at: EARLIER, recorded_name: recorded,
            });
            let token = self.secret();
            let name = self.token("api_token.name", label, Class::OwnFamily(number));
            row!(self.world, "api_token" {
                id: self.chance.uuid().to_string(), token_hash: db::idempotency::sha256(token.as_bytes()), parent_id: &parent,
                name: name, scopes: "*", created_at: EARLIER, expires_at: LATER,
            });
            if position == 0 {
                self.world.callers.push(Caller {
                    label: format!("parent of {label}"),
                    token,
                    person: None,
                    parent: Some((number, number)),
                    role: Role::Parent,
                });
            }
            parents.push(parent);
        }
        let mut children = Vec::new();
        for birth_date in ["2025-06-01", "2024-09-15"].iter().take(if number.is_multiple_of(4) { 2 } else { 1 }) {
            let child = self.object("child", label, Some(identity.clone()), Some(number), None);
            let given = self.token("child.given_name", label, identity.clone());
            let name = self.token("child.family_name", label, identity.clone());
            for word in [&given, &name] {
                row!(self.world, "search_word" { entity: "family", entity_id: &id, word: word.to_lowercase() });
            }
            row!(self.world, "child" {
                id: &child, family_id: &id, given_name: given, family_name: name, birth_date: *birth_date, created_at: EARLIER,
                revision: 1_i64,
            });
            children.push(child);
        }
        self.families.push(FamilyRow { id, parents, children });
        for (tie, window) in plan.ties {
            self.tie(number, tie, *window);
        }
        for (site, days) in plan.booked {
            self.booking(number, *site, *days);
        }
        for site in plan.asked {
            self.request(number, *site);
        }
        number
    }

    fn tie(&mut self, family: usize, tie: &Tie, window: Window) {
        let (from, until) = window.days();
        let (kind, organisation, site, person) = match tie {
            Tie::Admission(site) => ("admission", None, Some(*site), None),
            Tie::Referral(organisation) => ("referral", Some(*organisation), None, None),
            Tie::Caseload(person) => ("caseload", None, None, Some(*person)),
            Tie::Named(person) => ("named", None, None, Some(*person)),
        };
        row!(self.world, "link" {
            id: self.chance.uuid().to_string(), family_id: &self.families[family].id, kind: kind,
            organisation_id: organisation.map(|organisation| self.organisations[organisation].clone()),
            site_id: site.map(|site| self.sites[site].id.clone()), person_id: person.map(|person| self.world.people[person].id.clone()),
            from_date: from, until_date: until, created_at: EARLIER,
        });
        if let Some(site) = site {
            let label = format!("{} at {}", self.world.families[family].label, self.sites[site].label);
            let class = Class::Place { family, site: Some(site) };
            let id = self.object("admission", &label, Some(class), Some(family), Some(site));
            row!(self.world, "admission" {
                id: id, child_id: &self.families[family].children[0], site_id: &self.sites[site].id, care_kind: "occasional",
                from_date: from, until_date: until, created_at: EARLIER,
            });
            let organisation = self.world.sites[site];
            let class = Class::Message { family: Some(family), organisation: Some(organisation), site: Some(site) };
            self.message(&label, &class, Some(family), Some(organisation), Some(site));
            self.care_of_child(family, site);
        }
    }

    fn message(
        &mut self,
        label: &str,
        class: &Class,
        family: Option<usize>,
        organisation: Option<usize>,
        site: Option<usize>,
    ) {
        let id = self.object("message", label, Some(class.clone()), family, site);
        let recipient = self.phone("message.recipient", label, class.clone());
        let subject = self.token("message.subject", label, class.clone());
        let body = self.token("message.body", label, class.clone());
        row!(self.world, "message" {
            id: id, channel: "sms", recipient: recipient, language: "fr", subject: subject, body: body, template: "invitation", class: "professional",
            family_id: family.map(|family| self.families[family].id.clone()),
            organisation_id: organisation.map(|organisation| self.organisations[organisation].clone()),
            site_id: site.map(|site| self.sites[site].id.clone()), created_at: EARLIER, sent_at: EARLIER,
        });
    }

    /// A referral of a family to a site; `answered` is a column of the answer's instant.
    fn referral(&mut self, family: usize, organisation: usize, site: usize, person: usize, answered: Option<&str>) {
        let number = self.world.referrals.len();
        self.world.referrals.push(Referral { family, organisation, site, person });
        let label = format!("{} to {}", self.world.families[family].label, self.sites[site].label);
        let status = Class::ReferralStatus(number);
        let id = self.object("referral", &label, Some(status.clone()), Some(family), Some(site));
        let reference = self.token("referral.number", &label, status.clone());
        let organisation_name =
            self.token("referral.prescriber_organisation_name", &label, Class::ReferralSender(number));
        let name = self.token("referral.prescriber_name", &label, Class::ReferralSender(number));
        let email = self.mail("referral.prescriber_email", &label, Class::ReferralSender(number));
        let phone = self.phone("referral.prescriber_phone", &label, Class::ReferralSender(number));
        let message = self.token("referral.message", &label, Class::ReferralText(number));
        let at = |name: &str| (answered == Some(name)).then_some(EARLIER);
        row!(self.world, "referral" {
            id: &id, number: reference, family_id: &self.families[family].id, parent_id: &self.families[family].parents[0],
            organisation_id: &self.organisations[organisation],
            prescriber_kind: "france_travail", prescriber_organisation_name: organisation_name, prescriber_name: &name,
            prescriber_email: email, prescriber_phone: phone, person_id: &self.world.people[person].id,
            site_id: &self.sites[site].id, purpose: "training", urgency: "weeks", need: need(), message: message, travel_limit_km: 10_i64,
            sent_at: EARLIER, seen_at: answered.map(|_| EARLIER), reminders: 0_i64, accepted_at: at("accepted"), refused_at: at("refused"),
            refusal_reason: at("refused").map(|_| "site_full"), first_attended_at: at("attended"),
            ended_at: at("ended"), revision: 1_i64,
        });
        for child in self.families[family].children.clone() {
            row!(self.world, "referral_child" { referral_id: &id, child_id: child });
        }
        let said = self.token("referral_event.by_name", &label, Class::ReferralSender(number));
        row!(self.world, "referral_event" {
            id: self.chance.uuid().to_string(), referral_id: &id, kind: "sent", at: EARLIER,
            by_person_id: &self.world.people[person].id, by_name: said,
        });
        if answered.is_some() {
            let answer = self.token("referral_event.message", &label, Class::ReferralAnswer(number));
            // Who of the site answered is the site's own to know, whatever the family.
            let by = self.token("referral_event.by_name", &label, Class::ReferralSender(number));
            row!(self.world, "referral_event" {
                id: self.chance.uuid().to_string(), referral_id: &id,
                kind: if answered == Some("refused") { "refused" } else { "accepted" }, at: NOW, by_name: by, message: answer,
            });
        }
    }

    fn booking(&mut self, family: usize, site: usize, days: i64) {
        let day = date(2026, 11, 23).saturating_add(jiff::Span::new().days(days)).to_string();
        let half_day = if days.rem_euclid(2) == 0 { "morning" } else { "afternoon" };
        let Some(session) = self.sites[site].sessions.iter().find(|(date, half, _)| *date == day && *half == half_day)
        else {
            return;
        };
        let session = session.2.clone();
        let seat = self.seats.entry(session.clone()).and_modify(|seat| *seat += 1).or_insert(1);
        let seat = *seat;
        let when = if days < 0 {
            "past"
        } else if days == 0 {
            "today"
        } else {
            "coming"
        };
        let label = format!("{} {when} at {}", self.world.families[family].label, self.sites[site].label);
        let class = Class::Place { family, site: Some(site) };
        let staff = Class::StaffOnly { site };
        let id = self.object("booking", &label, Some(class), Some(family), Some(site));
        let why = self.token("booking.override_reason", &label, staff);
        let held = days > 3;
        row!(self.world, "booking" {
            id: &id, session_id: session, seat_no: seat, child_id: &self.families[family].children[0], site_id: &self.sites[site].id,
            date: day, half_day: half_day, care_kind: "occasional", purpose: "training", created_at: EARLIER,
            expires_at: held.then_some(LATER), confirmed_at: (!held).then_some(EARLIER), override_rule: "fair_share",
            override_reason: why,
        });
        if days <= 0 {
            let class = Class::Attendance { family, site };
            let fact = self.object("attendance_fact", &label, Some(class.clone()), Some(family), Some(site));
            let reason = self.token("attendance_fact.reason", &label, class);
            row!(self.world, "attendance_fact" {
                id: fact, booking_id: &id, kind: "absent", at: EARLIER, recorded_at: EARLIER, reason: reason, absence_reason: "ill", withdrawn: false,
            });
        }
        let detail = self.token("audit.detail", &label, Class::AuditDetail(self.world.sites[site]));
        row!(self.world, "audit" {
            id: self.chance.uuid().to_string(), at: EARLIER, actor_kind: "system", organisation_id: &self.organisations[self.world.sites[site]],
            action: "manage_bookings", object_kind: "booking", object_id: &id, family_id: &self.families[family].id,
            site_id: &self.sites[site].id, outcome: "done", detail: format!("{{\"note\":\"{detail}\"}}"),
        });
    }

    fn request(&mut self, family: usize, site: Option<usize>) {
        let place = site.map_or("anywhere", |site| self.sites[site].label);
        let label = format!("{} asks {place}", self.world.families[family].label);
        let id = self.object("place_request", &label, Some(Class::Place { family, site }), Some(family), site);
        row!(self.world, "place_request" {
            id: &id, child_id: &self.families[family].children[0], site_id: site.map(|site| self.sites[site].id.clone()),
            purpose: "training", care_kind: "occasional", need: need(), travel_limit_km: 10_i64, asked_by: "parent",
            created_at: EARLIER, answered_at: EARLIER, outcome: "waiting", refusals: "[]", proposals: "[]", revision: 1_i64,
        });
        if let Some(site) = site {
            row!(self.world, "place_request_site" { place_request_id: &id, site_id: &self.sites[site].id });
        }
    }
}

fn need() -> String {
    let need = Need::Every { from: date(2026, 12, 1), until: date(2026, 12, 11) };
    serde_json::to_string(&need).unwrap_or_default()
}

const PROFESSIONALS: [Role; 6] =
    [Role::Administrator, Role::SiteManager, Role::Staff, Role::Prescriber, Role::Counsellor, Role::Funder];

/// Builds the world of a seed. A small one has families on one side only, for the test of each commit.
pub fn build(seed: u64, small: bool) -> World {
    let mut builder = Builder {
        world: World::default(),
        chance: Chance::new(seed),
        organisations: Vec::new(),
        sites: Vec::new(),
        families: Vec::new(),
        seats: std::collections::BTreeMap::new(),
        phones: seed % 1000,
    };
    builder.fill(small);
    builder.world
}

impl Builder {
    fn fill(&mut self, small: bool) {
        let holiday = self.object("school_holiday", "zone C", None, None, None);
        row!(self.world, "school_holiday" {
            id: holiday, zone: "C", name: self.chance.word(), from_date: "2026-12-19", until_date: "2027-01-03",
            school_year: "2026-2027", source: "canary", assumed: true, created_at: EARLIER,
        });
        let operator_a = self.organisation("operator A", "operator", None, None);
        let operator_b = self.organisation("operator B", "operator", None, None);
        let prescribers = [
            self.organisation("prescriber P1", "prescriber", Some("france_travail"), Some(operator_a)),
            self.organisation("prescriber P2", "prescriber", Some("plie"), Some(operator_b)),
            self.organisation("prescriber P3", "prescriber", Some("pmi"), None),
        ];
        let funder = self.organisation("funder F", "funder", None, None);
        let (a1, a2) = (self.site("site A1", operator_a), self.site("site A2", operator_a));
        let (b1, b2) = (self.site("site B1", operator_b), self.site("site B2", operator_b));

        // Nobody, and every role in every placement.
        self.world.callers.push(Caller {
            label: "nobody".to_owned(),
            token: String::new(),
            person: None,
            parent: None,
            role: Role::Public,
        });
        let placements = [
            ("operator A", operator_a, None),
            ("site A1", operator_a, Some(a1)),
            ("site A2", operator_a, Some(a2)),
            ("operator B", operator_b, None),
            ("site B1", operator_b, Some(b1)),
            ("prescriber P1", prescribers[0], None),
            ("prescriber P2", prescribers[1], None),
            ("prescriber P3", prescribers[2], None),
            ("funder F", funder, None),
        ];
        let mut standing = std::collections::BTreeMap::new();
        for role in PROFESSIONALS {
            for (place, organisation, site) in placements {
                let member = Member { role, organisation, site, window: Window::Now };
                let person = self.person(&format!("{} of {place}", role.as_str()), member, false);
                standing.insert((role, organisation, site), person);
            }
        }
        let now = |role, organisation, site| Member { role, organisation, site, window: Window::Now };
        // Named for protected families; gone; not there yet; shut out.
        let named: Vec<usize> = [
            ("named manager", now(Role::SiteManager, operator_a, Some(a1))),
            ("named counsellor", now(Role::Counsellor, prescribers[0], None)),
            ("named staff", now(Role::Staff, operator_a, Some(a1))),
            ("named prescriber", now(Role::Prescriber, prescribers[0], None)),
            ("named administrator", now(Role::Administrator, operator_a, None)),
        ]
        .into_iter()
        .map(|(label, member)| self.person(label, member, false))
        .collect();
        for (label, window, disabled) in [
            ("former manager of A1", Window::Past, false),
            ("coming manager of A1", Window::Future, false),
            ("disabled manager of A1", Window::Now, true),
        ] {
            self.person(
                label,
                Member { role: Role::SiteManager, organisation: operator_a, site: Some(a1), window },
                disabled,
            );
        }
        // Two roles in one person: a token keeps one of them.
        let double = self.person("manager of A2, staff of B1", now(Role::SiteManager, operator_a, Some(a2)), false);
        self.member(double, now(Role::Staff, operator_b, Some(b1)));

        for (operator, label) in [(operator_a, "operator A"), (operator_b, "operator B")] {
            let email = self.mail("invitation.email", label, Class::ManagedBy(operator));
            let id = self.object("invitation", label, Some(Class::ManagedBy(operator)), None, None);
            row!(self.world, "invitation" {
                id: id, email: email, organisation_id: &self.organisations[operator], role: "staff",
                token_hash: db::idempotency::sha256(label.as_bytes()), created_at: EARLIER, expires_at: LATER,
            });
            let class = Class::Message { family: None, organisation: Some(operator), site: None };
            self.message(label, &class, None, Some(operator), None);
        }

        let sides =
            [("A", a1, a2, b1, prescribers[0], prescribers[1]), ("B", b1, b2, a1, prescribers[1], prescribers[0])];
        for (side, near, beside, far, referring, other) in sides.into_iter().take(if small { 1 } else { 2 }) {
            let counsellor = standing[&(Role::Counsellor, referring, None)];
            let prescriber = standing[&(Role::Prescriber, referring, None)];
            let stranger = standing[&(Role::Prescriber, other, None)];
            let name = |text: &str| format!("{side} {text}");
            use Tie::{Admission, Caseload, Named, Referral};
            use Window::{Future, Now, Past};
            for protected in [false, true] {
                let shield = if protected { ", protected" } else { "" };
                let add = |builder: &mut Self,
                           text: &str,
                           ties: &[(Tie, Window)],
                           booked: &[(usize, i64)],
                           asked: &[Option<usize>]| {
                    let label = format!("{}{shield}", name(text));
                    builder.family(&Plan { label: &label, protected, ties, booked, asked })
                };
                let admitted = add(
                    self,
                    "taken in",
                    &[(Admission(near), Now), (Referral(referring), Now)],
                    &[(near, 0), (near, -4), (near, 2), (near, 4)],
                    &[Some(near), None],
                );
                self.referral(admitted, referring, near, prescriber, Some("accepted"));
                let waiting = add(self, "waiting", &[(Admission(near), Now), (Referral(referring), Now)], &[], &[]);
                self.referral(waiting, referring, near, prescriber, None);
                add(self, "followed", &[(Caseload(counsellor), Now)], &[], &[None]);
                add(self, "unknown to all", &[], &[], &[None]);
                if protected {
                    let mut ties = vec![(Admission(near), Now), (Caseload(named[1]), Now)];
                    ties.extend(named.iter().map(|person| (Named(*person), Now)));
                    add(self, "with named persons", &ties, &[(near, 0), (near, 3)], &[Some(near)]);
                    add(
                        self,
                        "once with named persons",
                        &[(Admission(near), Now), (Named(named[0]), Past)],
                        &[(near, 0)],
                        &[],
                    );
                }
                if small {
                    continue;
                }
                add(self, "beside", &[(Admission(beside), Now)], &[(beside, 0), (beside, 3)], &[Some(beside)]);
                add(
                    self,
                    "at both",
                    &[(Admission(near), Now), (Admission(beside), Now)],
                    &[(near, 1), (beside, 2)],
                    &[],
                );
                add(
                    self,
                    "at two operators'",
                    &[(Admission(near), Now), (Admission(far), Now)],
                    &[(near, 1), (far, 0)],
                    &[],
                );
                let refused = add(self, "refused", &[(Admission(near), Past), (Referral(other), Now)], &[], &[]);
                self.referral(refused, other, near, stranger, Some("refused"));
                add(
                    self,
                    "gone",
                    &[(Admission(near), Past), (Referral(referring), Past)],
                    &[(near, -6), (near, -10)],
                    &[],
                );
                add(self, "coming", &[(Admission(near), Future)], &[(near, 4)], &[]);
                add(self, "once followed", &[(Caseload(counsellor), Past)], &[], &[]);
                add(self, "referred only", &[(Referral(referring), Now)], &[], &[]);
            }
        }
    }
}
