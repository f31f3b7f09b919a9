//! Questions about plans that take longer than a page: asked, answered in the background, kept.

use diesel::prelude::*;
use domain::access::Action;
use domain::plans::StudyKind;
use domain::*;
use serde::{Deserialize, Serialize};

use super::runs::SeenRun;
use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::plan_study;
use crate::{Conn, Result, Stored, Tx, stored};

/// The job that answers a study; its payload is [`StudyJob`].
pub const STUDY_JOB: &str = "plans.study";

/// The payload of [`STUDY_JOB`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct StudyJob {
    /// The study.
    pub study: PlanStudyId,
}

/// What a study is about: whoever asks holds the proof for it.
#[derive(Debug, Clone, Copy)]
pub enum StudyOf<'a> {
    /// A run.
    Run(SeenRun),
    /// A site.
    Site(&'a Seen<SiteId>),
}

impl StudyOf<'_> {
    fn columns(self) -> (Option<PlanRunId>, Option<SiteId>) {
        match self {
            Self::Run(run) => (Some(run.id()), None),
            Self::Site(site) => (None, Some(site.id())),
        }
    }
}

/// A study as it is stored.
#[derive(Debug, Clone)]
pub struct Study {
    /// Its id.
    pub id: PlanStudyId,
    /// What is asked.
    pub kind: StudyKind,
    /// Of which run.
    pub run: Option<PlanRunId>,
    /// Of which site.
    pub site: Option<SiteId>,
    /// When it was asked.
    pub asked_at: Instant,
    /// When it was answered.
    pub found_at: Option<Instant>,
    /// The answer, as its room writes it.
    pub found: Option<String>,
}

type Row = (
    Stored<PlanStudyId>,
    Stored<StudyKind>,
    Option<Stored<PlanRunId>>,
    Option<Stored<SiteId>>,
    Stored<Instant>,
    Option<Stored<Instant>>,
    Option<String>,
);

macro_rules! columns {
    () => {
        (
            plan_study::id,
            plan_study::kind,
            plan_study::plan_run_id,
            plan_study::site_id,
            plan_study::asked_at,
            plan_study::found_at,
            plan_study::found,
        )
    };
}

fn read((id, kind, run, site, asked_at, found_at, found): Row) -> Study {
    Study {
        id: id.value(),
        kind: kind.value(),
        run: run.map(Stored::value),
        site: site.map(Stored::value),
        asked_at: asked_at.value(),
        found_at: found_at.map(Stored::value),
        found,
    }
}

/// The newest study of a kind.
pub fn latest_study(conn: &mut Conn, of: StudyOf<'_>, kind: StudyKind) -> Result<Option<Study>> {
    // A condition that always holds for the column that is not asked about: one fixed shape for both.
    let (run, site) = of.columns();
    let text = |id: Option<String>| id.unwrap_or_default();
    let found: Option<Row> = plan_study::table
        .filter(plan_study::kind.eq(stored(kind)))
        .filter(
            plan_study::plan_run_id
                .assume_not_null()
                .eq(text(run.map(|id| id.to_string())))
                .or(plan_study::site_id.assume_not_null().eq(text(site.map(|id| id.to_string())))),
        )
        .order(plan_study::id.desc())
        .select(columns!())
        .first(conn)
        .optional()?;
    Ok(found.map(read))
}

/// A study, for the worker.
pub fn study_by_id(conn: &mut Conn, id: PlanStudyId) -> Result<Study> {
    plan_study::table.find(stored(id)).select(columns!()).first(conn).or_not_found().map(read)
}

impl Tx<'_> {
    /// Asks a study; one that is under way is not asked twice.
    pub fn ask_study(&mut self, by: &Signature, of: StudyOf<'_>, kind: StudyKind) -> Result<PlanStudyId> {
        let (run, site) = of.columns();
        if let Some(known) = latest_study(self.conn, of, kind)?.filter(|known| known.found_at.is_none()) {
            self.audit(by, Entry::done(Action::PlanWeek, "plan_study", known.id))?;
            return Ok(known.id);
        }
        let id: PlanStudyId = self.new_id();
        diesel::insert_into(plan_study::table)
            .values((
                plan_study::id.eq(stored(id)),
                plan_study::kind.eq(stored(kind)),
                plan_study::plan_run_id.eq(run.map(stored)),
                plan_study::site_id.eq(site.map(stored)),
                plan_study::asked_by.eq(by.person.map(stored)),
                plan_study::asked_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        self.plan_job(STUDY_JOB, &StudyJob { study: id }, self.now, Some(&id.to_string()))?;
        let mut line = Entry::done(Action::PlanWeek, "plan_study", id)
            .detail(serde_json::json!({ "kind": kind, "run": run, "site": site }));
        line.site = site;
        self.audit(by, line)?;
        Ok(id)
    }

    /// Keeps the answer of a study.
    pub fn study_found(&mut self, id: PlanStudyId, found: &str) -> Result<()> {
        self.audited = true;
        diesel::update(plan_study::table.find(stored(id)))
            .set((plan_study::found_at.eq(Some(stored(self.now))), plan_study::found.eq(Some(found))))
            .execute(self.conn)?;
        Ok(())
    }
}
