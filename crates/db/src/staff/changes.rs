//! What is written down of a team: people, their dated facts, what was wrong.

use diesel::prelude::*;
use domain::access::Action;
use domain::staff::StaffFact;
use domain::*;

use super::organisation_of;
use super::people::{File, NewFact, NewMember, accounts_without_file, file};
use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{person, staff_absence, staff_check, staff_contract, staff_member, staff_qualification};
use crate::{Error, Result, Tx, stored};

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

    pub(super) fn insert_member(
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

    pub(super) fn insert_fact(
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
}
