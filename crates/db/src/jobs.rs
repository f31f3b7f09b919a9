//! Work to do after a commit: the outbox. A job is planned in the business transaction and run by the worker.

use diesel::prelude::*;
use domain::{Date, Instant, JobId, SiteId};
use serde::Serialize;

use crate::schema::{idempotency, job, site, web_session};
use crate::{Conn, Database, Result, Stored, Tx, stored};

/// A job that is due.
#[derive(Debug, Clone)]
pub struct Due {
    /// Its id.
    pub id: JobId,
    /// Its kind, a name of the room that runs it.
    pub kind: String,
    /// Its parameters, as JSON.
    pub payload: String,
    /// How many times it was tried before.
    pub attempts: i32,
}

/// Seconds a claimed job is left alone before somebody else may take it.
const LEASE_SECONDS: i64 = 120;
/// Tries before a job is set aside for a human.
pub const MOST_ATTEMPTS: i32 = 8;

/// Days a done job is kept, for those who look what happened.
const DAYS_OF_DONE_JOBS: i64 = 30;

/// Whether some job is due and free.
pub fn any_due(conn: &mut Conn, now: Instant) -> Result<bool> {
    let now = stored(now);
    let found: Option<Stored<JobId>> = job::table
        .filter(job::done_at.is_null().and(job::failed_at.is_null()).and(job::run_at.le(&now)))
        .filter(job::claimed_until.is_null().or(job::claimed_until.le(&now)))
        .select(job::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Whether a job was planned under this name, done or not.
pub fn was_planned(conn: &mut Conn, kind: &str, name: &str) -> Result<bool> {
    let found: Option<Stored<JobId>> = job::table
        .filter(job::kind.eq(kind).and(job::deduplication.eq(name)))
        .select(job::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

impl Tx<'_> {
    /// Plans a job; a job of the same kind and `deduplication` that still waits makes this one needless.
    pub fn plan_job(
        &mut self,
        kind: &str,
        payload: &impl Serialize,
        run_at: Instant,
        deduplication: Option<&str>,
    ) -> Result<()> {
        if let Some(same) = deduplication {
            let waiting: i64 = job::table
                .filter(job::kind.eq(kind).and(job::deduplication.eq(same)).and(job::done_at.is_null()))
                .count()
                .get_result(self.conn)?;
            if waiting > 0 {
                return Ok(());
            }
        }
        let id: JobId = self.new_id();
        diesel::insert_into(job::table)
            .values((
                job::id.eq(stored(id)),
                job::kind.eq(kind),
                job::payload.eq(serde_json::to_string(payload)?),
                job::deduplication.eq(deduplication),
                job::created_at.eq(stored(self.now)),
                job::run_at.eq(stored(run_at)),
                job::attempts.eq(0),
            ))
            .execute(self.conn)?;
        self.planned |= run_at <= self.now;
        Ok(())
    }

    /// Plans a job that is done once, ever, under this name.
    pub fn plan_job_once(&mut self, kind: &str, name: &str) -> Result<()> {
        self.audited = true;
        if was_planned(self.conn, kind, name)? {
            return Ok(());
        }
        self.plan_job(kind, &serde_json::json!({}), self.now, Some(name))
    }

    /// Plans the rolling on of the sessions of every site that has not ended.
    pub fn plan_rebuild_of_open_sites(&mut self, today: Date) -> Result<()> {
        let open: Vec<Stored<SiteId>> = site::table
            .filter(site::ended_on.is_null().or(site::ended_on.ge(stored(today))))
            .order(site::id)
            .select(site::id)
            .load(self.conn)?;
        let open: Vec<SiteId> = open.into_iter().map(Stored::value).collect();
        self.plan_rebuild(&open)
    }

    /// Forgets idempotency keys that are too old to be repeated.
    pub fn forget_idempotency_keys(&mut self) -> Result<()> {
        let oldest = self.now.plus_hours(-24 * crate::idempotency::DAYS_KEPT);
        diesel::delete(idempotency::table.filter(idempotency::created_at.lt(stored(oldest)))).execute(self.conn)?;
        Ok(())
    }

    /// Forgets browser sessions that have ended.
    pub fn forget_ended_web_sessions(&mut self) -> Result<()> {
        diesel::delete(web_session::table.filter(web_session::expires_at.le(stored(self.now)))).execute(self.conn)?;
        Ok(())
    }

    /// Forgets jobs done long ago.
    pub fn forget_done_jobs(&mut self) -> Result<()> {
        let oldest = self.now.plus_hours(-24 * DAYS_OF_DONE_JOBS);
        diesel::delete(job::table.filter(job::done_at.lt(stored(oldest)))).execute(self.conn)?;
        Ok(())
    }

    /// Puts a job that is held off until then: it has not been tried.
    pub fn job_later(&mut self, id: JobId, at: Instant) -> Result<()> {
        self.audited = true;
        diesel::update(job::table.find(stored(id)))
            .set((job::run_at.eq(stored(at)), job::claimed_until.eq(None::<Stored<Instant>>), job::attempts.eq(0)))
            .execute(self.conn)?;
        Ok(())
    }

    /// Marks a job done, in the transaction that did it.
    pub fn finish_job(&mut self, id: JobId) -> Result<()> {
        self.audited = true;
        diesel::update(job::table.find(stored(id))).set(job::done_at.eq(Some(stored(self.now)))).execute(self.conn)?;
        Ok(())
    }
}

impl Database {
    /// Takes up to `limit` due jobs for this worker, for [`LEASE_SECONDS`].
    pub async fn claim_jobs(&self, limit: i64) -> Result<Vec<Due>> {
        self.write(move |tx| {
            tx.audited = true;
            let now = stored(tx.now);
            let due: Vec<(Stored<JobId>, String, String, i32)> = job::table
                .filter(job::done_at.is_null().and(job::failed_at.is_null()).and(job::run_at.le(&now)))
                .filter(job::claimed_until.is_null().or(job::claimed_until.le(&now)))
                .order((job::run_at, job::id))
                .limit(limit)
                .select((job::id, job::kind, job::payload, job::attempts))
                .load(tx.conn)?;
            let mut taken = Vec::with_capacity(due.len());
            for (id, kind, payload, attempts) in due {
                // The condition is repeated in the update: of two workers that saw the same row, one changes it.
                let changed = diesel::update(
                    job::table
                        .filter(job::id.eq(&id))
                        .filter(job::claimed_until.is_null().or(job::claimed_until.le(&now))),
                )
                .set((
                    job::claimed_until.eq(Some(stored(tx.now.plus_seconds(LEASE_SECONDS)))),
                    job::attempts.eq(attempts + 1),
                ))
                .execute(tx.conn)?;
                if changed == 1 {
                    taken.push(Due { id: id.value(), kind, payload, attempts });
                }
            }
            Ok(taken)
        })
        .await
    }

    /// Puts a failed job back with a growing delay, or sets it aside for a human.
    pub async fn postpone_job(&self, due: &Due, error: String) -> Result<()> {
        let (id, attempts) = (due.id, due.attempts + 1);
        self.write(move |tx| {
            tx.audited = true;
            let delay = 30_i64 << attempts.clamp(0, 10);
            let row = job::table.find(stored(id));
            if attempts >= MOST_ATTEMPTS {
                diesel::update(row)
                    .set((job::failed_at.eq(Some(stored(tx.now))), job::last_error.eq(Some(error.clone()))))
                    .execute(tx.conn)?;
            } else {
                diesel::update(row)
                    .set((
                        job::run_at.eq(stored(tx.now.plus_seconds(delay))),
                        job::claimed_until.eq(None::<Stored<Instant>>),
                        job::last_error.eq(Some(error.clone())),
                    ))
                    .execute(tx.conn)?;
            }
            Ok(())
        })
        .await
    }
}
