//! Who is in the team of a site: people with dated facts.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::staff::import::name_key;
use domain::staff::roster::Person;
use domain::staff::{Credentials, DatedQualification, HonorabilityCheck, Qualification, StaffAbsence, StaffFact};
use domain::*;

use super::organisation_of;
use crate::access::Seen;
use crate::schema::{
    membership, person, staff_absence, staff_check, staff_contract, staff_member, staff_qualification,
};
use crate::{Conn, Error, Result, Stored, stored};

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
    type Held = (Of, Id, Stored<Qualification>, Stored<Date>, Option<Stored<Date>>);
    type Checked = (Of, Id, Stored<Date>, Stored<Date>, String);
    type Contract = (Of, Id, i32, Stored<Date>, Option<Stored<Date>>);
    type Away = (Of, Id, Stored<StaffAbsence>, Stored<Date>, Stored<Date>);
    let ids: Vec<Of> = members.iter().map(|member| stored(member.id)).collect();
    let qualifications: Vec<Held> = staff_qualification::table
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
    let checks: Vec<Checked> = staff_check::table
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
    let contracts: Vec<Contract> = staff_contract::table
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
    let absences: Vec<Away> = staff_absence::table
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

/// The names of a team, as an import compares them.
pub fn names(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<BTreeSet<String>> {
    Ok(members(conn, seen.id())?.iter().map(|member| name_key(&member.given_name, &member.family_name)).collect())
}
