//! Who is in the team of a site: people with dated facts.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::access::Action;
use domain::staff::import::{ImportedPerson, name_key};
use domain::staff::roster::Person;
use domain::staff::{Credentials, DatedQualification, HonorabilityCheck, Qualification, StaffAbsence, StaffFact};
use domain::*;

use super::organisation_of;
use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{
    membership, person, shift, staff_absence, staff_check, staff_contract, staff_member, staff_qualification,
};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// Somebody of the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The id.
    pub id: StaffMemberId,
    /// The operator.
    pub organisation: OrganisationId,
    /// The site; `None` for who works at every site of the operator.
    pub site: Option<SiteId>,
    /// Her account, if she has one.
    pub person: Option<PersonId>,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Her last day in the team.
    pub ended_on: Option<Date>,
    /// Raised by each change.
    pub revision: i64,
}

impl Member {
    /// Both names.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

/// A person with everything that was written down of her; what was withdrawn is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Who.
    pub member: Member,
    /// Qualifications, the latest first.
    pub qualifications: Vec<(StaffFactId, Qualification, Period)>,
    /// Checks of honorability with who verified them, the latest first.
    pub checks: Vec<(StaffFactId, HonorabilityCheck, String)>,
    /// Contracts, minutes a week, the latest first.
    pub contracts: Vec<(StaffFactId, u16, Period)>,
    /// Absences, the latest first.
    pub absences: Vec<(StaffFactId, StaffAbsence, Period)>,
}

impl File {
    /// Qualifications and checks.
    pub fn credentials(&self) -> Credentials {
        Credentials {
            qualifications: self
                .qualifications
                .iter()
                .map(|(_, qualification, period)| DatedQualification { qualification: *qualification, period: *period })
                .collect(),
            checks: self.checks.iter().map(|(_, check, _)| *check).collect(),
        }
    }
    /// What the rules of the roster read; her shifts are added by who knows them.
    pub fn person(&self) -> Person {
        Person {
            credentials: self.credentials(),
            contracts: self.contracts.iter().map(|(_, _, period)| *period).collect(),
            absences: self.absences.iter().map(|(_, _, period)| *period).collect(),
            shifts: Vec::new(),
            ended_on: self.member.ended_on,
        }
    }
    /// Minutes a week of the contracts of a day.
    pub fn weekly_minutes_on(&self, day: Date) -> u32 {
        self.contracts
            .iter()
            .filter(|(_, _, period)| period.contains(day))
            .map(|(_, minutes, _)| u32::from(*minutes))
            .sum()
    }
}

/// Somebody to add.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Her account, if she has one.
    pub person: Option<PersonId>,
    /// Whether she works at every site of the operator.
    pub everywhere: bool,
}

/// A dated fact to write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewFact {
    /// She was trained for something.
    Qualification(Qualification, Period),
    /// Her certificate was seen and checked.
    Check(HonorabilityCheck),
    /// She works so many minutes a week.
    Contract(u16, Period),
    /// She does not come on some days.
    Absence(StaffAbsence, Period),
}

impl NewFact {
    /// What it is.
    pub const fn kind(&self) -> StaffFact {
        match self {
            Self::Qualification(..) => StaffFact::Qualification,
            Self::Check(_) => StaffFact::Check,
            Self::Contract(..) => StaffFact::Contract,
            Self::Absence(..) => StaffFact::Absence,
        }
    }
}

type MemberRow = (
    Stored<StaffMemberId>,
    Stored<OrganisationId>,
    Option<Stored<SiteId>>,
    Option<Stored<PersonId>>,
    String,
    String,
    Option<Stored<Date>>,
    i64,
);

macro_rules! member_columns {
    () => {
        (
            staff_member::id,
            staff_member::organisation_id,
            staff_member::site_id,
            staff_member::person_id,
            staff_member::given_name,
            staff_member::family_name,
            staff_member::ended_on,
            staff_member::revision,
        )
    };
}

fn member_of((id, organisation, site, person, given_name, family_name, ended_on, revision): MemberRow) -> Member {
    Member {
        id: id.value(),
        organisation: organisation.value(),
        site: site.map(Stored::value),
        person: person.map(Stored::value),
        given_name,
        family_name,
        ended_on: ended_on.map(Stored::value),
        revision,
    }
}

/// Everybody of a site's team, those who work at every site of its operator among them, by name.
pub fn team(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<Vec<File>> {
    let members = members(conn, seen.id())?;
    with_facts(conn, members)
}

fn members(conn: &mut Conn, site: SiteId) -> Result<Vec<Member>> {
    let organisation = organisation_of(conn, site)?;
    let rows: Vec<MemberRow> = staff_member::table
        .filter(staff_member::removed_at.is_null())
        .filter(
            staff_member::site_id
                .eq(Some(stored(site)))
                .or(staff_member::site_id.is_null().and(staff_member::organisation_id.eq(stored(organisation)))),
        )
        .order((staff_member::family_name, staff_member::given_name, staff_member::id))
        .select(member_columns!())
        .load(conn)?;
    let mut members: Vec<Member> = rows.into_iter().map(member_of).collect();
    members.sort_by_cached_key(|member| (name_key(&member.family_name, &member.given_name), member.id));
    Ok(members)
}

/// One person of a site's team.
pub fn file(conn: &mut Conn, seen: &Seen<SiteId>, id: StaffMemberId) -> Result<File> {
    let member = members(conn, seen.id())?.into_iter().find(|member| member.id == id).ok_or(Error::NotFound)?;
    with_facts(conn, vec![member])?.pop().ok_or(Error::NotFound)
}

/// The files of some people, whatever their site: only for those who hold a proof for a shift of theirs.
pub(crate) fn files(conn: &mut Conn, ids: &[StaffMemberId]) -> Result<Vec<File>> {
    let wanted: Vec<Stored<StaffMemberId>> = ids.iter().copied().map(stored).collect();
    let rows: Vec<MemberRow> =
        staff_member::table.filter(staff_member::id.eq_any(wanted)).select(member_columns!()).load(conn)?;
    with_facts(conn, rows.into_iter().map(member_of).collect())
}

fn with_facts(conn: &mut Conn, members: Vec<Member>) -> Result<Vec<File>> {
    type Of = Stored<StaffMemberId>;
    type Id = Stored<StaffFactId>;
    let ids: Vec<Of> = members.iter().map(|member| stored(member.id)).collect();
    let qualifications: Vec<(Of, Id, Stored<Qualification>, Stored<Date>, Option<Stored<Date>>)> =
        staff_qualification::table
            .filter(staff_qualification::staff_member_id.eq_any(&ids).and(staff_qualification::withdrawn_at.is_null()))
            .order((staff_qualification::from_date.desc(), staff_qualification::id))
            .select((
                staff_qualification::staff_member_id,
                staff_qualification::id,
                staff_qualification::qualification,
                staff_qualification::from_date,
                staff_qualification::until_date,
            ))
            .load(conn)?;
    let checks: Vec<(Of, Id, Stored<Date>, Stored<Date>, String)> = staff_check::table
        .filter(staff_check::staff_member_id.eq_any(&ids).and(staff_check::withdrawn_at.is_null()))
        .order((staff_check::checked_on.desc(), staff_check::id))
        .select((
            staff_check::staff_member_id,
            staff_check::id,
            staff_check::issued_on,
            staff_check::checked_on,
            staff_check::checked_by,
        ))
        .load(conn)?;
    let contracts: Vec<(Of, Id, i32, Stored<Date>, Option<Stored<Date>>)> = staff_contract::table
        .filter(staff_contract::staff_member_id.eq_any(&ids).and(staff_contract::withdrawn_at.is_null()))
        .order((staff_contract::from_date.desc(), staff_contract::id))
        .select((
            staff_contract::staff_member_id,
            staff_contract::id,
            staff_contract::weekly_minutes,
            staff_contract::from_date,
            staff_contract::until_date,
        ))
        .load(conn)?;
    let absences: Vec<(Of, Id, Stored<StaffAbsence>, Stored<Date>, Stored<Date>)> = staff_absence::table
        .filter(staff_absence::staff_member_id.eq_any(&ids).and(staff_absence::withdrawn_at.is_null()))
        .order((staff_absence::from_date.desc(), staff_absence::id))
        .select((
            staff_absence::staff_member_id,
            staff_absence::id,
            staff_absence::kind,
            staff_absence::from_date,
            staff_absence::until_date,
        ))
        .load(conn)?;
    let open = |from: Date, until: Option<Stored<Date>>| Period { from, until: until.map(Stored::value) };
    let mut files: Vec<File> = members
        .into_iter()
        .map(|member| File {
            member,
            qualifications: Vec::new(),
            checks: Vec::new(),
            contracts: Vec::new(),
            absences: Vec::new(),
        })
        .collect();
    let places: std::collections::BTreeMap<StaffMemberId, usize> =
        files.iter().enumerate().map(|(place, file)| (file.member.id, place)).collect();
    for (of, id, qualification, from, until) in qualifications {
        if let Some(place) = places.get(&*of) {
            files[*place].qualifications.push((id.value(), qualification.value(), open(*from, until)));
        }
    }
    for (of, id, issued_on, checked_on, by) in checks {
        if let Some(place) = places.get(&*of) {
            let check = HonorabilityCheck { issued_on: *issued_on, checked_on: *checked_on };
            files[*place].checks.push((id.value(), check, by));
        }
    }
    for (of, id, minutes, from, until) in contracts {
        if let Some(place) = places.get(&*of) {
            let minutes = u16::try_from(minutes).unwrap_or(0);
            files[*place].contracts.push((id.value(), minutes, open(*from, until)));
        }
    }
    for (of, id, kind, from, until) in absences {
        if let Some(place) = places.get(&*of) {
            files[*place].absences.push((id.value(), kind.value(), Period { from: *from, until: Some(*until) }));
        }
    }
    Ok(files)
}

/// People with an account at the site (or at every site of its operator) who are in no team of it yet, by name.
pub fn accounts_without_file(conn: &mut Conn, seen: &Seen<SiteId>, today: Date) -> Result<Vec<(PersonId, String)>> {
    use domain::access::Role;
    let organisation = organisation_of(conn, seen.id())?;
    let known: BTreeSet<PersonId> = members(conn, seen.id())?.into_iter().filter_map(|member| member.person).collect();
    let rows: Vec<(Stored<PersonId>, String, String)> = membership::table
        .inner_join(person::table)
        .filter(membership::organisation_id.eq(stored(organisation)))
        .filter(membership::site_id.is_null().or(membership::site_id.eq(Some(stored(seen.id())))))
        .filter(membership::role.eq_any([stored(Role::Staff), stored(Role::SiteManager)]))
        .filter(membership::from_date.le(stored(today)))
        .filter(membership::until_date.is_null().or(membership::until_date.ge(stored(today))))
        .filter(person::disabled_at.is_null())
        .order((person::family_name, person::given_name, person::id))
        .select((person::id, person::given_name, person::family_name))
        .load(conn)?;
    let mut found: Vec<(PersonId, String)> = Vec::new();
    for (id, given, family) in rows {
        let id = id.value();
        if !known.contains(&id) && !found.iter().any(|(other, _)| *other == id) {
            found.push((id, format!("{given} {family}")));
        }
    }
    Ok(found)
}

impl Tx<'_> {
    /// Adds somebody to the team of a site.
    pub fn create_staff_member(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        new: &NewMember,
    ) -> Result<StaffMemberId> {
        if let Some(account) = new.person {
            let today = self.now.date(&jiff::tz::TimeZone::UTC);
            let known = accounts_without_file(self.conn, seen, today)?;
            if !known.iter().any(|(id, _)| *id == account) {
                return Err(Error::Field { field: "person", message: "not_a_choice" });
            }
        }
        self.insert_member(by, seen.id(), new, None)
    }

    fn insert_member(
        &mut self,
        by: &Signature,
        site: SiteId,
        new: &NewMember,
        added_in: Option<RosterChangeId>,
    ) -> Result<StaffMemberId> {
        let id: StaffMemberId = self.new_id();
        let organisation = organisation_of(self.conn, site)?;
        diesel::insert_into(staff_member::table)
            .values((
                staff_member::id.eq(stored(id)),
                staff_member::organisation_id.eq(stored(organisation)),
                staff_member::site_id.eq((!new.everywhere).then(|| stored(site))),
                staff_member::person_id.eq(new.person.map(stored)),
                staff_member::given_name.eq(&new.given_name),
                staff_member::family_name.eq(&new.family_name),
                staff_member::created_at.eq(stored(self.now)),
                staff_member::added_in.eq(added_in.map(stored)),
                staff_member::revision.eq(1_i64),
            ))
            .execute(self.conn)?;
        self.audit(by, Entry::done(Action::ManageStaff, "staff_member", id).site(site))?;
        Ok(id)
    }

    /// Corrects a name, or says when somebody leaves; `revision` is what was shown.
    pub fn change_staff_member(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        id: StaffMemberId,
        (given_name, family_name, ended_on): (&str, &str, Option<Date>),
        revision: Option<i64>,
    ) -> Result<i64> {
        let before = self.lock_member(seen, id)?;
        if revision.is_some_and(|shown| shown != before.member.revision) {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        diesel::update(staff_member::table.find(stored(id)))
            .set((
                staff_member::given_name.eq(given_name),
                staff_member::family_name.eq(family_name),
                staff_member::ended_on.eq(ended_on.map(stored)),
            ))
            .execute(self.conn)?;
        let detail = serde_json::json!({ "ended_on": ended_on });
        self.audit(by, Entry::done(Action::ManageStaff, "staff_member", id).site(seen.id()).detail(detail))?;
        Ok(before.member.revision + 1)
    }

    /// Takes a person's row, so that two writers of her facts or shifts come one after the other; the file as it was.
    pub(crate) fn lock_member(&mut self, seen: &Seen<SiteId>, id: StaffMemberId) -> Result<File> {
        diesel::update(staff_member::table.find(stored(id)))
            .set(staff_member::revision.eq(staff_member::revision + 1_i64))
            .execute(self.conn)?;
        // Somebody of another team is not found, and the transaction leaves nothing.
        let mut known = file(self.conn, seen, id)?;
        known.member.revision -= 1;
        Ok(known)
    }

    /// Writes a dated fact down.
    pub fn add_staff_fact(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        member: StaffMemberId,
        new: &NewFact,
    ) -> Result<StaffFactId> {
        let known = self.lock_member(seen, member)?;
        let today = self.now.plus_hours(14).date(&jiff::tz::TimeZone::UTC);
        if let NewFact::Check(check) = new {
            if check.checked_on > today {
                return Err(Error::Field { field: "checked_on", message: "in_the_future" });
            }
            if !check.is_acceptable() {
                return Err(Error::Field { field: "issued_on", message: "certificate_too_old" });
            }
        }
        if let NewFact::Contract(_, period) = new
            && known.contracts.iter().any(|(_, _, other)| other.overlaps(*period))
        {
            return Err(Refusal::PeriodConflict.into());
        }
        self.insert_fact(by, seen.id(), member, new)
    }

    fn insert_fact(
        &mut self,
        by: &Signature,
        site: SiteId,
        member: StaffMemberId,
        new: &NewFact,
    ) -> Result<StaffFactId> {
        let id: StaffFactId = self.new_id();
        let (of, now, author) = (stored(member), stored(self.now), by.person.map(stored));
        match new {
            NewFact::Qualification(qualification, period) => diesel::insert_into(staff_qualification::table)
                .values((
                    staff_qualification::id.eq(stored(id)),
                    staff_qualification::staff_member_id.eq(of),
                    staff_qualification::qualification.eq(stored(*qualification)),
                    staff_qualification::from_date.eq(stored(period.from)),
                    staff_qualification::until_date.eq(period.until.map(stored)),
                    staff_qualification::created_at.eq(now),
                    staff_qualification::created_by.eq(author),
                ))
                .execute(self.conn)?,
            NewFact::Check(check) => {
                let checked_by = self.name_of(by)?;
                diesel::insert_into(staff_check::table)
                    .values((
                        staff_check::id.eq(stored(id)),
                        staff_check::staff_member_id.eq(of),
                        staff_check::issued_on.eq(stored(check.issued_on)),
                        staff_check::checked_on.eq(stored(check.checked_on)),
                        staff_check::checked_by.eq(checked_by),
                        staff_check::created_at.eq(now),
                        staff_check::created_by.eq(author),
                    ))
                    .execute(self.conn)?
            }
            NewFact::Contract(minutes, period) => diesel::insert_into(staff_contract::table)
                .values((
                    staff_contract::id.eq(stored(id)),
                    staff_contract::staff_member_id.eq(of),
                    staff_contract::weekly_minutes.eq(i32::from(*minutes)),
                    staff_contract::from_date.eq(stored(period.from)),
                    staff_contract::until_date.eq(period.until.map(stored)),
                    staff_contract::created_at.eq(now),
                    staff_contract::created_by.eq(author),
                ))
                .execute(self.conn)?,
            NewFact::Absence(kind, period) => diesel::insert_into(staff_absence::table)
                .values((
                    staff_absence::id.eq(stored(id)),
                    staff_absence::staff_member_id.eq(of),
                    staff_absence::kind.eq(stored(*kind)),
                    staff_absence::from_date.eq(stored(period.from)),
                    staff_absence::until_date.eq(stored(period.until.unwrap_or(period.from))),
                    staff_absence::created_at.eq(now),
                    staff_absence::created_by.eq(author),
                ))
                .execute(self.conn)?,
        };
        let detail = serde_json::json!({ "fact": new.kind(), "staff_member": member });
        self.audit(by, Entry::done(Action::ManageStaff, "staff_fact", id).site(site).detail(detail))?;
        Ok(id)
    }

    /// Who acts, by name: the one who verified a certificate.
    fn name_of(&mut self, by: &Signature) -> Result<String> {
        let Some(id) = by.person else { return Ok("Marelle".to_owned()) };
        let (given, family): (String, String) = person::table
            .find(stored(id))
            .select((person::given_name, person::family_name))
            .first(self.conn)
            .or_not_found()?;
        Ok(format!("{given} {family}"))
    }

    /// Withdraws a fact that was wrong, or takes the withdrawal back.
    pub fn withdraw_staff_fact(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        member: StaffMemberId,
        (kind, id): (StaffFact, StaffFactId),
        withdrawn: bool,
    ) -> Result<()> {
        self.lock_member(seen, member)?;
        let (wanted, of, at) = (stored(id), stored(member), withdrawn.then(|| stored(self.now)));
        let changed = match kind {
            StaffFact::Qualification => {
                let row = staff_qualification::id.eq(wanted).and(staff_qualification::staff_member_id.eq(of));
                diesel::update(staff_qualification::table.filter(row))
                    .set(staff_qualification::withdrawn_at.eq(at))
                    .execute(self.conn)?
            }
            StaffFact::Check => {
                let row = staff_check::id.eq(wanted).and(staff_check::staff_member_id.eq(of));
                diesel::update(staff_check::table.filter(row))
                    .set(staff_check::withdrawn_at.eq(at))
                    .execute(self.conn)?
            }
            StaffFact::Contract => {
                let row = staff_contract::id.eq(wanted).and(staff_contract::staff_member_id.eq(of));
                diesel::update(staff_contract::table.filter(row))
                    .set(staff_contract::withdrawn_at.eq(at))
                    .execute(self.conn)?
            }
            StaffFact::Absence => {
                let row = staff_absence::id.eq(wanted).and(staff_absence::staff_member_id.eq(of));
                diesel::update(staff_absence::table.filter(row))
                    .set(staff_absence::withdrawn_at.eq(at))
                    .execute(self.conn)?
            }
        };
        if changed == 0 {
            return Err(Error::NotFound);
        }
        let detail = serde_json::json!({ "fact": kind, "staff_member": member, "withdrawn": withdrawn });
        self.audit(by, Entry::done(Action::ManageStaff, "staff_fact", id).site(seen.id()).detail(detail))
    }

    /// Adds the people of a file to the team; those whose name is there already are left out. The change, to undo it, and how many came.
    pub fn import_team(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        people: &[ImportedPerson],
    ) -> Result<(RosterChangeId, usize)> {
        let change: RosterChangeId = self.new_id();
        let mut known: BTreeSet<String> = names(self.conn, seen)?;
        let mut count = 0;
        for person in people {
            if !known.insert(name_key(&person.given_name, &person.family_name)) {
                continue;
            }
            let new = NewMember {
                given_name: person.given_name.clone(),
                family_name: person.family_name.clone(),
                person: None,
                everywhere: false,
            };
            let id = self.insert_member(by, seen.id(), &new, Some(change))?;
            let qualification = person
                .qualification
                .map(|(qualification, from)| NewFact::Qualification(qualification, Period { from, until: None }));
            let contract = person.contract.map(|(minutes, period)| NewFact::Contract(minutes, period));
            for fact in [qualification, person.check.map(NewFact::Check), contract].into_iter().flatten() {
                self.insert_fact(by, seen.id(), id, &fact)?;
            }
            count += 1;
        }
        let detail = serde_json::json!({ "people": count });
        self.audit(by, Entry::done(Action::ManageStaff, "staff_import", change).site(seen.id()).detail(detail))?;
        Ok((change, count))
    }

    /// Takes the people of an import out of the team again, but for those who have a shift by now; how many.
    pub fn undo_import(&mut self, by: &Signature, seen: &Seen<SiteId>, change: RosterChangeId) -> Result<usize> {
        let rows: Vec<Stored<StaffMemberId>> = staff_member::table
            .filter(staff_member::added_in.eq(Some(stored(change))))
            .filter(staff_member::site_id.eq(Some(stored(seen.id()))))
            .filter(staff_member::removed_at.is_null())
            .select(staff_member::id)
            .load(self.conn)?;
        let mut count = 0;
        for id in rows {
            let shifts: i64 = shift::table
                .filter(shift::staff_member_id.eq(&id).and(shift::removed_at.is_null()))
                .count()
                .get_result(self.conn)?;
            if shifts == 0 {
                diesel::update(staff_member::table.find(&id))
                    .set(staff_member::removed_at.eq(Some(stored(self.now))))
                    .execute(self.conn)?;
                count += 1;
            }
        }
        if count == 0 {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let detail = serde_json::json!({ "people": count, "undone": true });
        self.audit(by, Entry::done(Action::ManageStaff, "staff_import", change).site(seen.id()).detail(detail))?;
        Ok(count)
    }
}

/// The names of a team, as an import compares them.
pub fn names(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<BTreeSet<String>> {
    Ok(members(conn, seen.id())?.iter().map(|member| name_key(&member.given_name, &member.family_name)).collect())
}
