//! Loading a world in bulk: what only an invented history needs to write.

use diesel::prelude::*;
use domain::access::Role;
use domain::*;

use crate::accounts::TokenOwner;
use crate::schema::{admission, child, family_shield, membership, parent};
use crate::{Conn, Result, Stored, Tx, stored};

/// One person of each role, the longest there: whom a demo lets a visitor be. A parent, too.
pub fn leading_people(conn: &mut Conn, today: Date) -> Result<Vec<(Role, TokenOwner)>> {
    let day = stored(today);
    let held: Vec<(Stored<Role>, Stored<MembershipId>)> = membership::table
        .filter(membership::from_date.le(&day))
        .filter(membership::until_date.is_null().or(membership::until_date.ge(&day)))
        .order((membership::created_at, membership::id))
        .select((membership::role, membership::id))
        .load(conn)?;
    let mut leading: Vec<(Role, TokenOwner)> = Vec::new();
    for (role, id) in held {
        let role = role.value();
        if !leading.iter().any(|(known, _)| *known == role) {
            leading.push((role, TokenOwner::Membership(id.value())));
        }
    }
    // The parent of the child admitted first, at whichever site, and still there.
    let first: Option<Stored<ParentId>> = admission::table
        .inner_join(child::table.on(child::id.eq(admission::child_id)))
        .inner_join(parent::table.on(parent::family_id.eq(child::family_id)))
        .filter(admission::until_date.is_null().or(admission::until_date.ge(&day)))
        .order((admission::created_at, parent::created_at, parent::id))
        .select(parent::id)
        .first(conn)
        .optional()?;
    leading.extend(first.map(|id| (Role::Parent, TokenOwner::Parent(id.value()))));
    leading.sort_by_key(|(role, _)| *role);
    Ok(leading)
}

impl Tx<'_> {
    /// Writes down what is kept apart for a protected family.
    pub fn write_shield(&mut self, family: FamilyId, address: &str, danger_note: &str) -> Result<()> {
        diesel::insert_into(family_shield::table)
            .values((
                family_shield::family_id.eq(stored(family)),
                family_shield::address.eq(address),
                family_shield::danger_note.eq(danger_note),
                family_shield::updated_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(())
    }
}
