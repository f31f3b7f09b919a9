//! Who may fetch a child, and who may not: a dated list, kept by those who accompany the family.

use diesel::prelude::*;
use domain::access::Action;
use domain::*;

use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::schema::{child, pick_up_person};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// Somebody on a child's list.
#[derive(Debug, Clone)]
pub struct PickUpPerson {
    /// Who.
    pub id: PickUpPersonId,
    /// Name.
    pub name: String,
    /// What she is to the child, in the family's words.
    pub relation: Option<String>,
    /// A number to call.
    pub phone: Option<String>,
    /// Whether she may **not** fetch the child (a decision of the family or of a court).
    pub forbidden: bool,
    /// The days it holds.
    pub period: Period,
}

/// Somebody to put on a child's list.
#[derive(Debug, Clone)]
pub struct NewPickUpPerson {
    /// Name.
    pub name: String,
    /// What she is to the child.
    pub relation: Option<String>,
    /// A number to call.
    pub phone: Option<String>,
    /// Whether she may **not** fetch the child.
    pub forbidden: bool,
    /// The days it holds.
    pub period: Period,
}

/// A child's list on a day and after, those who may not first.
pub fn of_child(conn: &mut Conn, seen: &Seen<FamilyId>, id: ChildId, today: Date) -> Result<Vec<PickUpPerson>> {
    type Row =
        (Stored<PickUpPersonId>, String, Option<String>, Option<String>, bool, Stored<Date>, Option<Stored<Date>>);
    let rows: Vec<Row> = pick_up_person::table
        .inner_join(child::table)
        .filter(child::id.eq(stored(id)).and(child::family_id.eq(stored(seen.id()))))
        .filter(pick_up_person::ended_at.is_null())
        .filter(pick_up_person::until_date.is_null().or(pick_up_person::until_date.assume_not_null().ge(stored(today))))
        .order((pick_up_person::forbidden.desc(), pick_up_person::name, pick_up_person::id))
        .select((
            pick_up_person::id,
            pick_up_person::name,
            pick_up_person::relation,
            pick_up_person::phone,
            pick_up_person::forbidden,
            pick_up_person::from_date,
            pick_up_person::until_date,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name, relation, phone, forbidden, from, until)| PickUpPerson {
            id: id.value(),
            name,
            relation,
            phone,
            forbidden,
            period: Period { from: from.value(), until: until.map(Stored::value) },
        })
        .collect())
}

impl Tx<'_> {
    /// Puts somebody on a child's list.
    pub fn add_pick_up(
        &mut self,
        by: &Signature,
        seen: &Seen<FamilyId>,
        child_id: ChildId,
        new: &NewPickUpPerson,
    ) -> Result<PickUpPersonId> {
        self.must_be_of(seen, child_id)?;
        let id: PickUpPersonId = self.new_id();
        diesel::insert_into(pick_up_person::table)
            .values((
                pick_up_person::id.eq(stored(id)),
                pick_up_person::child_id.eq(stored(child_id)),
                pick_up_person::name.eq(&new.name),
                pick_up_person::relation.eq(&new.relation),
                pick_up_person::phone.eq(&new.phone),
                pick_up_person::forbidden.eq(new.forbidden),
                pick_up_person::from_date.eq(stored(new.period.from)),
                pick_up_person::until_date.eq(new.period.until.map(stored)),
                pick_up_person::created_at.eq(stored(self.now)),
                pick_up_person::created_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        self.leave_pick_up_line(by, seen, id, serde_json::json!({ "child": child_id, "forbidden": new.forbidden }))?;
        Ok(id)
    }

    /// Ends an entry of a child's list at once. What was noted at the door keeps naming it.
    pub fn end_pick_up(
        &mut self,
        by: &Signature,
        seen: &Seen<FamilyId>,
        child_id: ChildId,
        id: PickUpPersonId,
    ) -> Result<()> {
        self.must_be_of(seen, child_id)?;
        let entry = pick_up_person::table.find(stored(id)).filter(pick_up_person::child_id.eq(stored(child_id)));
        let standing = entry.filter(pick_up_person::ended_at.is_null());
        let ended =
            diesel::update(standing).set(pick_up_person::ended_at.eq(Some(stored(self.now)))).execute(self.conn)?;
        if ended == 0 {
            return Err(Error::NotFound);
        }
        self.leave_pick_up_line(by, seen, id, serde_json::json!({ "child": child_id, "ended": true }))
    }

    fn must_be_of(&mut self, seen: &Seen<FamilyId>, child_id: ChildId) -> Result<()> {
        let found: i64 = child::table
            .filter(child::id.eq(stored(child_id)).and(child::family_id.eq(stored(seen.id()))))
            .count()
            .get_result(self.conn)?;
        if found == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    fn leave_pick_up_line(
        &mut self,
        by: &Signature,
        seen: &Seen<FamilyId>,
        id: PickUpPersonId,
        detail: serde_json::Value,
    ) -> Result<()> {
        // Names and numbers do not belong in the audit.
        self.audit(by, Entry::done(Action::ManageFamily, "pick_up_person", id).family(seen.id()).detail(detail))
    }
}
