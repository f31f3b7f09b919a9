//! The people of a file come into a team together, and can be taken out again.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::access::Action;
use domain::staff::import::{ImportedPerson, name_key};
use domain::*;

use super::people::{NewFact, NewMember, names};
use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::schema::{shift, staff_member};
use crate::{Result, Stored, Tx, stored};

impl Tx<'_> {
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
