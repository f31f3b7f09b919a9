//! Drills: written down on a page, or counted on a tablet. Nothing is changed; one noted by mistake is withdrawn and stays in the list.

use diesel::prelude::*;
use domain::access::Action;
use domain::drills::DrillKind;
use domain::*;
use serde::{Deserialize, Serialize};

use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{drill, head_count, person};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// A drill, as the log shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// Written down on a page.
    pub id: Option<DrillId>,
    /// Counted on a tablet.
    pub counted_on_tablet: Option<AttendanceFactId>,
    /// Its day.
    pub date: Date,
    /// What was rehearsed; a tablet does not say.
    pub kind: Option<DrillKind>,
    /// How long it took.
    pub minutes: Option<i32>,
    /// Children counted outside.
    pub counted: i32,
    /// Children who were there.
    pub present: i32,
    /// What is to remember.
    pub remark: Option<String>,
    /// By whom it was written down.
    pub by: Option<String>,
    /// Taken back.
    pub withdrawn: bool,
}

/// A drill to write down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDrill {
    /// Its day.
    pub date: Date,
    /// What was rehearsed.
    pub kind: DrillKind,
    /// How long it took.
    pub minutes: Option<i32>,
    /// Children counted.
    pub counted: i32,
    /// Children who were there.
    pub present: i32,
    /// What is to remember.
    pub remark: Option<String>,
    /// The tablet's count it completes: date and children are those of the count.
    pub of_count: Option<AttendanceFactId>,
}

fn name((given, family): (String, String)) -> String {
    format!("{given} {family}")
}

/// The drills of a site, the latest first: those written down, and those counted on a tablet that nobody has completed yet.
pub fn drills(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<Vec<Drill>> {
    let zone = crate::attendance::site_card(conn, seen)?.zone;
    type Row = (
        (Stored<DrillId>, Stored<Date>, Stored<DrillKind>, Option<i32>, i32, i32),
        (Option<String>, Option<Stored<AttendanceFactId>>, Option<Stored<Instant>>, Option<(String, String)>),
    );
    let rows: Vec<Row> = drill::table
        .left_join(person::table)
        .filter(drill::site_id.eq(stored(seen.id())))
        .select((
            (drill::id, drill::date, drill::kind, drill::minutes, drill::counted, drill::present),
            (
                drill::remark,
                drill::head_count_id,
                drill::withdrawn_at,
                (person::given_name, person::family_name).nullable(),
            ),
        ))
        .load(conn)?;
    let mut found: Vec<Drill> = rows
        .into_iter()
        .map(|((id, date, kind, minutes, counted, present), (remark, count, withdrawn, by))| Drill {
            id: Some(id.value()),
            counted_on_tablet: count.map(Stored::value),
            date: date.value(),
            kind: Some(kind.value()),
            minutes,
            counted,
            present,
            remark,
            by: by.map(name),
            withdrawn: withdrawn.is_some(),
        })
        .collect();
    type Count = (Stored<AttendanceFactId>, Stored<Instant>, i32, i32, (String, String));
    let counts: Vec<Count> = head_count::table
        .inner_join(person::table.on(head_count::recorded_by.eq(person::id)))
        .filter(head_count::site_id.eq(stored(seen.id())).and(head_count::reason.eq("drill")))
        .select((
            head_count::id,
            head_count::at,
            head_count::counted,
            head_count::expected,
            (person::given_name, person::family_name),
        ))
        .load(conn)?;
    for (id, at, counted, present, by) in counts {
        let id = id.value();
        if found.iter().any(|drill| drill.counted_on_tablet == Some(id) && !drill.withdrawn) {
            continue;
        }
        found.push(Drill {
            id: None,
            counted_on_tablet: Some(id),
            date: at.date(&zone),
            kind: None,
            minutes: None,
            counted,
            present,
            remark: None,
            by: Some(name(by)),
            withdrawn: false,
        });
    }
    found.sort_by_key(|drill| (std::cmp::Reverse(drill.date), drill.id, drill.counted_on_tablet));
    Ok(found)
}

/// The day of the last drill of any kind, and of the last in which the house sheltered.
pub fn last(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<(Option<Date>, Option<Date>)> {
    let drills = drills(conn, seen)?;
    let days = |kind: Option<DrillKind>| {
        let of_kind = drills.iter().filter(move |drill| kind.is_none() || drill.kind == kind);
        of_kind.filter(|drill| !drill.withdrawn).map(|drill| drill.date).max()
    };
    Ok((days(None), days(Some(DrillKind::Shelter))))
}

impl Tx<'_> {
    /// Writes a drill down; one that completes a tablet's count takes day and children from it.
    pub fn add_drill(&mut self, by: &Signature, seen: &Seen<SiteId>, new: &NewDrill) -> Result<DrillId> {
        let (mut date, mut counted, mut present) = (new.date, new.counted, new.present);
        if let Some(count) = new.of_count {
            let zone = crate::attendance::site_card(self.conn, seen)?.zone;
            let row: (Stored<Instant>, i32, i32) = head_count::table
                .find(stored(count))
                .filter(head_count::site_id.eq(stored(seen.id())).and(head_count::reason.eq("drill")))
                .select((head_count::at, head_count::counted, head_count::expected))
                .first(self.conn)
                .or_not_found()?;
            let known: i64 = drill::table
                .filter(drill::head_count_id.eq(stored(count)).and(drill::withdrawn_at.is_null()))
                .count()
                .get_result(self.conn)?;
            if known > 0 {
                return Err(Refusal::ChangedMeanwhile.into());
            }
            (date, counted, present) = (row.0.date(&zone), row.1, row.2);
        }
        let id: DrillId = self.new_id();
        diesel::insert_into(drill::table)
            .values((
                drill::id.eq(stored(id)),
                drill::site_id.eq(stored(seen.id())),
                drill::date.eq(stored(date)),
                drill::kind.eq(stored(new.kind)),
                drill::minutes.eq(new.minutes),
                drill::counted.eq(counted),
                drill::present.eq(present),
                drill::remark.eq(&new.remark),
                drill::head_count_id.eq(new.of_count.map(stored)),
                drill::recorded_at.eq(stored(self.now)),
                drill::recorded_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        let detail = serde_json::json!({ "kind": new.kind, "date": date, "counted": counted, "present": present });
        self.audit(by, Entry::done(Action::RecordDrill, "drill", id).site(seen.id()).detail(detail))?;
        Ok(id)
    }

    /// Takes back a drill that was noted by mistake; it stays in the list, struck out.
    pub fn withdraw_drill(&mut self, by: &Signature, seen: &Seen<SiteId>, id: DrillId) -> Result<()> {
        let row = drill::table.find(stored(id)).filter(drill::site_id.eq(stored(seen.id())));
        let changed = diesel::update(row.filter(drill::withdrawn_at.is_null()))
            .set((drill::withdrawn_at.eq(Some(stored(self.now))), drill::withdrawn_by.eq(by.person.map(stored))))
            .execute(self.conn)?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        self.audit(
            by,
            Entry::done(Action::RecordDrill, "drill", id)
                .site(seen.id())
                .detail(serde_json::json!({ "withdrawn": true })),
        )
    }
}
