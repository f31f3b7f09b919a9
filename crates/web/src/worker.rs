//! What happens after a commit: jobs are claimed, run by their room, and finished in the transaction that did the work.
//!
//! A room that has jobs adds a line to [`JOBS`]; a room that has something to do each day adds one to [`DAILY`].

use std::sync::Arc;
use std::time::Duration;

use db::jobs::Due;
use db::{Database, Tx};
use domain::Date;
use tokio::task::JoinSet;

use crate::app::App;
use crate::messages::{self, Carrier};

/// The work of a job, inside the transaction that finishes it.
pub type Work = fn(&App, &mut Tx<'_>, &Due) -> db::Result<()>;

/// Every kind of job and who does it.
pub const JOBS: &[(&str, Work)] = &[
    (DAILY_JOB, daily),
    (db::calendar::REBUILD_JOB, |_, tx, due| tx.run_rebuild_job(&due.payload).map(drop)),
    (db::places::RELEASE_HOLD, crate::places::jobs::release_hold),
    (db::places::OFFER_SEATS, crate::places::jobs::offer_seats),
    (db::places::END_ROUND, crate::places::jobs::end_round),
    (db::places::TELL_ASKED, crate::places::jobs::tell_asked),
    (db::places::TELL_TAKEN, crate::places::jobs::tell_taken),
    (db::places::TELL_TAKEN_BACK, crate::places::jobs::tell_taken_back),
    (db::places::TELL_PRESCRIBERS, crate::places::jobs::tell_prescribers),
    (db::places::TELL_OFFER, crate::places::jobs::tell_offer),
    (db::places::TELL_CANCELLED, crate::places::jobs::tell_cancelled),
    (db::messages::reminders::REMIND_OF_PLACE, messages::jobs::remind_of_place),
    (db::papers::reminders::REMIND_OF_PAPER, crate::papers::jobs::remind),
    (db::plans::SHAKEN_PROMISE, crate::plans::promises::shaken),
    (db::plans::KEEP_PROMISE, crate::plans::promises::keep),
    (db::referrals::REMIND_JOB, crate::referrals::jobs::remind),
    (db::referrals::EXPIRE_JOB, crate::referrals::jobs::expire),
    (db::attendance::closing::CLOSE_FORGOTTEN, crate::attendance::jobs::close_forgotten),
];

/// What is done once a day, in the order of the list.
pub const DAILY: &[fn(&mut Tx<'_>, Date) -> db::Result<()>] = &[
    |tx, today| tx.plan_rebuild_of_open_sites(today),
    |tx, _| tx.plan_closings(),
    |tx, today| tx.plan_place_reminders(today),
    |tx, today| tx.plan_paper_reminders(today),
    |tx, today| tx.erase_health_of_those_who_left(today),
    |tx, _| tx.forget_idempotency_keys(),
    |tx, _| tx.forget_ended_web_sessions(),
    |tx, _| tx.forget_done_jobs(),
];

/// Kind of the job that does what a day asks for.
const DAILY_JOB: &str = "daily";
/// Jobs taken at a time.
const AT_A_TIME: i64 = 16;
/// How long an idle worker waits before it looks again.
const PAUSE: Duration = Duration::from_secs(1);

async fn failed(db: &Database, job: &Due, error: &db::Error) -> db::Result<()> {
    tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, "a job failed: {error}");
    db.postpone_job(job, error.to_string()).await
}

fn daily(app: &App, tx: &mut Tx<'_>, _: &Due) -> db::Result<()> {
    let today = tx.now.date(&app.settings().time_zone);
    DAILY.iter().try_for_each(|work| work(tx, today))
}

/// Runs the jobs of an installation.
pub struct Worker {
    app: App,
    carrier: Arc<dyn Carrier>,
}

impl Worker {
    /// A worker that hands messages to this carrier.
    pub fn new(app: App, carrier: Arc<dyn Carrier>) -> Self {
        Self { app, carrier }
    }

    /// Runs what is due until told to stop. A job under way is finished first.
    pub async fn run(self, stopped: impl Future<Output = ()> + Send) {
        tokio::pin!(stopped);
        let mut thinking = JoinSet::new();
        loop {
            // Those that are done make room; the others think on beside the messages of the day.
            while thinking.try_join_next().is_some() {}
            match self.begin_due(&mut thinking).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!("the worker cannot go on yet: {error}"),
            }
            tokio::select! {
                () = &mut stopped => {
                    thinking.join_all().await;
                    return;
                }
                () = self.app.db().work_planned() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    /// Runs what is due now, once; how many jobs that was. Returns when they are done, runs of the planner too.
    pub async fn run_due(&self) -> db::Result<usize> {
        let mut thinking = JoinSet::new();
        let begun = self.begin_due(&mut thinking).await?;
        thinking.join_all().await;
        Ok(begun)
    }

    /// The same, but runs of the planner only begin.
    async fn begin_due(&self, thinking: &mut JoinSet<()>) -> db::Result<usize> {
        self.plan_the_day().await?;
        let db = self.app.db();
        let now = self.app.now();
        if !db.read(move |conn| db::jobs::any_due(conn, now)).await? {
            return Ok(0);
        }
        let due = db.claim_jobs(AT_A_TIME).await?;
        for job in &due {
            if [db::plans::RUN_JOB, db::plans::STUDY_JOB].contains(&job.kind.as_str()) {
                // A run takes seconds: nobody's message waits for it.
                let (app, job) = (self.app.clone(), job.clone());
                thinking.spawn(async move {
                    let done = match job.kind.as_str() {
                        db::plans::RUN_JOB => crate::plans::jobs::run(&app, &job).await,
                        _ => crate::plans::studies::run(&app, &job).await,
                    };
                    if let Err(error) = done
                        && let Err(error) = failed(app.db(), &job, &error).await
                    {
                        tracing::warn!(job = %job.id, "a failed job could not be postponed: {error}");
                    }
                });
            } else if let Err(error) = self.run_one(db, job).await {
                failed(db, job, &error).await?;
            }
        }
        Ok(due.len())
    }

    async fn run_one(&self, db: &Database, job: &Due) -> db::Result<()> {
        // The one kind that waits for the outside world, which no transaction may.
        if job.kind == db::messages::SEND_JOB {
            return messages::send(&self.app, self.carrier.as_ref(), job).await;
        }
        let work = JOBS.iter().find(|(kind, _)| *kind == job.kind).map(|(_, work)| *work);
        let Some(work) = work else {
            return Err(db::Error::Broken(format!("nobody does jobs of kind {:?}", job.kind)));
        };
        let (app, job) = (self.app.clone(), job.clone());
        db.write(move |tx| {
            work(&app, tx, &job)?;
            tx.finish_job(job.id)
        })
        .await
    }

    /// One daily job for each day, whoever looks and however often.
    async fn plan_the_day(&self) -> db::Result<()> {
        let today = self.app.today().to_string();
        let asked = today.clone();
        if self.app.db().read(move |conn| db::jobs::was_planned(conn, DAILY_JOB, &asked)).await? {
            return Ok(());
        }
        self.app.db().write(move |tx| tx.plan_job_once(DAILY_JOB, &today)).await
    }
}
