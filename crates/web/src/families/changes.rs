//! What is read of a family, and each change of it: the same for its pages and for programs.

use db::access::{Actor, Seen, see_family};
use db::audit::Entry;
use db::consents::Consent;
use db::families::{self, ChildChange, FamilyFile, NewChild, NewParent, ParentChange};
use db::idempotency::Key;
use domain::access::Action;
use domain::families::SituationKind;
use domain::{ChildId, ConsentId, Date, FamilyId, ParentId, Period, SituationId};

use crate::context::Context;
use crate::problem::Problem;

/// Opens a family; the reading is written down.
pub(crate) async fn open_family(cx: &Context, id: FamilyId) -> Result<FamilyFile, Problem> {
    let actor = cx.actor().clone();
    let file = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_family(conn, &actor, Action::SeeFamily, id)?;
            families::file(conn, &actor, seen)
        })
        .await?;
    cx.audit_read(Entry::read(Action::SeeFamily, "family", id).family(id));
    Ok(file)
}

/// What a family's parents allow.
pub(crate) async fn consents_of(cx: &Context, id: FamilyId) -> Result<Vec<Consent>, Problem> {
    let actor = cx.actor().clone();
    let read = move |conn: &mut db::Conn| {
        let seen = see_family(conn, &actor, Action::SeeFamily, id)?;
        db::consents::of_family(conn, seen)
    };
    Ok(cx.app.db().read(read).await?)
}

/// Whether a family has a car and lives in a priority district, as far as somebody said.
pub(crate) async fn circumstances_of(cx: &Context, id: FamilyId) -> Result<(Option<bool>, Option<bool>), Problem> {
    let actor = cx.actor().clone();
    let read = move |conn: &mut db::Conn| {
        let seen = see_family(conn, &actor, Action::SeeFamily, id)?;
        db::plans::fairness::circumstances(conn, &seen)
    };
    Ok(cx.app.db().read(read).await?)
}

/// Stores whether a family has a car and lives in a priority district.
pub(crate) async fn store_circumstances(
    cx: &Context,
    id: FamilyId,
    car: Option<bool>,
    priority_district: Option<bool>,
    key: Option<Key>,
) -> Result<(), Problem> {
    change(cx, id, key, move |tx, by, seen| tx.set_circumstances(&by.signature(), &seen, car, priority_district)).await
}

/// One change of a family: the proof that it may be made, the change and its audit line in one transaction, once under its key.
/// Stores a change of a family, once for its key.
pub(crate) async fn change<F>(cx: &Context, id: FamilyId, key: Option<Key>, work: F) -> Result<(), Problem>
where
    F: Fn(&mut db::Tx<'_>, &Actor, Seen<FamilyId>) -> db::Result<()> + Send + 'static,
{
    let actor = cx.actor().clone();
    let write = move |tx: &mut db::Tx<'_>| {
        tx.once(key.as_ref(), |tx| {
            let seen = see_family(tx.conn, &actor, Action::ManageFamily, id)?;
            work(tx, &actor, seen)
        })
    };
    Ok(cx.app.db().write(write).await?)
}

/// Stores a changed parent.
pub(crate) async fn store_parent(
    cx: &Context,
    id: FamilyId,
    parent_id: ParentId,
    change_of: ParentChange,
    key: Option<Key>,
) -> Result<(), Problem> {
    change(cx, id, key, move |tx, by, seen| tx.change_parent(&by.signature(), seen, parent_id, &change_of)).await
}

/// Stores a changed child.
pub(crate) async fn store_child(
    cx: &Context,
    id: FamilyId,
    child_id: ChildId,
    change_of: ChildChange,
    key: Option<Key>,
) -> Result<(), Problem> {
    change(cx, id, key, move |tx, by, seen| tx.change_child(&by.signature(), seen, child_id, &change_of)).await
}

/// Stores a new parent.
pub(crate) async fn store_new_parent(
    cx: &Context,
    id: FamilyId,
    new: NewParent,
    key: Option<Key>,
) -> Result<(), Problem> {
    change(cx, id, key, move |tx, by, seen| tx.add_parent(&by.signature(), seen, &new).map(drop)).await
}

/// Stores a new child.
pub(crate) async fn store_new_child(
    cx: &Context,
    id: FamilyId,
    new: NewChild,
    key: Option<Key>,
) -> Result<(), Problem> {
    change(cx, id, key, move |tx, by, seen| tx.add_child(&by.signature(), seen, &new).map(drop)).await
}

/// Stores whether a family is protected.
pub(crate) async fn store_protection(
    cx: &Context,
    id: FamilyId,
    protected: bool,
    key: Option<Key>,
) -> Result<(), Problem> {
    change(cx, id, key, move |tx, by, seen| tx.set_protected(by, seen, protected)).await
}

/// Stores that a parent said stop.
pub(crate) async fn store_withdrawal(
    cx: &Context,
    id: FamilyId,
    consent: ConsentId,
    key: Option<Key>,
) -> Result<(), Problem> {
    change(cx, id, key, move |tx, by, seen| tx.withdraw_consent(by, seen, consent)).await
}

/// Stores a situation.
pub(crate) async fn store_situation(
    cx: &Context,
    id: FamilyId,
    parent_id: ParentId,
    kind: SituationKind,
    period: Period,
    key: Option<Key>,
) -> Result<(), Problem> {
    change(cx, id, key, move |tx, by, seen| tx.add_situation(&by.signature(), seen, parent_id, kind, period).map(drop))
        .await
}

/// Stores the last day of a situation.
pub(crate) async fn store_end(
    cx: &Context,
    id: FamilyId,
    situation_id: SituationId,
    until: Date,
    key: Option<Key>,
) -> Result<(), Problem> {
    change(cx, id, key, move |tx, by, seen| tx.end_situation(&by.signature(), seen, situation_id, until)).await
}
