//! Studies, answered beside the transactions: they take seconds, and nobody waits for a page.

use std::collections::BTreeMap;

use db::jobs::Due;
use db::plans::{Study, StudyJob, WeekFacts};
use domain::plans::fairness::{Dimension, FairnessSettings};
use domain::plans::{StudyKind, Weights};
use domain::*;

use super::fairness::groups;
use super::history;
use super::instance::Ledger;
use super::jobs::Watched;
use super::sensitivity::Week;
use crate::app::App;

/// What a study needs.
enum Task {
    Sensitivity {
        instance: String,
        ledger: String,
        weights: Weights,
        seed: i64,
        groups: BTreeMap<FamilyId, BTreeMap<Dimension, String>>,
        smallest: usize,
    },
    History {
        weeks: Vec<WeekFacts>,
        weights: Weights,
        from: Date,
    },
}

/// Does a job of the kind [`db::plans::STUDY_JOB`].
pub(crate) async fn run(app: &App, job: &Due) -> db::Result<()> {
    let wanted: StudyJob = serde_json::from_str(&job.payload)?;
    let (id, job_id, db) = (wanted.study, job.id, app.db());
    let (today, now) = (app.today(), app.now());
    let task = db
        .read(move |conn| {
            let study = db::plans::studies::study_by_id(conn, id)?;
            task(conn, &study, today, now)
        })
        .await?;
    let found = tokio::task::spawn_blocking(move || think(&task)).await.unwrap_or_else(|error| Err(error.to_string()));
    let found = found.map_err(db::Error::Broken)?;
    db.write(move |tx| {
        tx.study_found(id, &found)?;
        tx.finish_job(job_id)
    })
    .await
}

fn task(conn: &mut db::Conn, study: &Study, today: Date, now: Instant) -> db::Result<Task> {
    match (study.kind, study.run, study.site) {
        (StudyKind::Sensitivity, Some(run), _) => {
            let run = db::plans::run_by_id(conn, run)?;
            let seen = db::plans::runs::run_of_worker(conn, run.id)?;
            let (instance, ledger) = db::plans::instance_and_ledger(conn, seen)?;
            let facts = db::plans::family_facts(conn, seen, run.monday)?;
            let settings = FairnessSettings::on(run.monday).map_err(|wrong| db::Error::Broken(wrong.to_string()))?;
            Ok(Task::Sensitivity {
                instance,
                ledger,
                weights: db::plans::weights::weights_by_id(conn, run.weights)?.weights,
                seed: run.seed,
                groups: facts.iter().map(|(family, facts)| (*family, groups(facts))).collect(),
                smallest: settings.smallest_group,
            })
        }
        (StudyKind::History, _, Some(site)) => Ok(Task::History {
            weeks: history::gather(conn, site, today, now)?,
            weights: db::plans::weights::weights_of_site(conn, site)?.weights,
            from: history::first_monday(today),
        }),
        _ => Err(db::Error::Broken(format!("study {} is about nothing", study.id))),
    }
}

fn think(task: &Task) -> Result<String, String> {
    match task {
        Task::Sensitivity { instance, ledger, weights, seed, groups, smallest } => {
            let instance = serde_json::from_str(instance).map_err(|error| error.to_string())?;
            let ledger: Ledger = serde_json::from_str(ledger).map_err(|error| error.to_string())?;
            let week = Week { instance: &instance, ledger: &ledger, weights, seed: *seed, groups, smallest: *smallest };
            let found = week.study(&Watched::default())?;
            serde_json::to_string(&found).map_err(|error| error.to_string())
        }
        Task::History { weeks, weights, from } => {
            let found = history::replayed(weeks, weights, *from)?;
            serde_json::to_string(&found).map_err(|error| error.to_string())
        }
    }
}
