//! Lines of the audit that belong to no write: reads of personal data, refusals, attempts that are not allowed.
//!
//! They wait in a bounded queue and are written together by a task of their own, so that no page waits for them. When the queue is
//! full the line is told to the log and counted: a page is never lost for a line.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use db::Database;
use db::audit::{Entry, Signature};
use domain::Instant;
use tokio::sync::{mpsc, oneshot};

/// Lines that may wait.
const QUEUE: usize = 4096;
/// Lines written in one transaction.
const GROUP: usize = 128;

struct Line {
    at: Instant,
    by: Signature,
    entry: Entry,
}

enum Waiting {
    Line(Box<Line>),
    Flush(oneshot::Sender<()>),
}

/// The queue of an installation.
#[derive(Default)]
pub struct Queue {
    sender: OnceLock<mpsc::Sender<Waiting>>,
    lost: AtomicU64,
}

impl Queue {
    fn sender(&self, db: &Database) -> &mpsc::Sender<Waiting> {
        self.sender.get_or_init(|| {
            let (sender, receiver) = mpsc::channel(QUEUE);
            tokio::spawn(write(db.clone(), receiver));
            sender
        })
    }
    /// Leaves a line to be written in a moment.
    pub fn push(&self, db: &Database, by: Signature, entry: Entry) {
        let line = Line { at: db.now(), by, entry };
        if self.sender(db).try_send(Waiting::Line(Box::new(line))).is_err() {
            let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
            tracing::error!(lost, "the audit queue is full");
        }
    }
    /// Waits until what was left before is written: at the end of the program, and in tests.
    pub async fn flush(&self, db: &Database) {
        let (done, written) = oneshot::channel();
        if self.sender(db).send(Waiting::Flush(done)).await.is_ok() {
            let _ = written.await;
        }
    }
}

async fn write(db: Database, mut receiver: mpsc::Receiver<Waiting>) {
    let mut group = Vec::with_capacity(GROUP);
    while receiver.recv_many(&mut group, GROUP).await > 0 {
        let mut lines = Vec::with_capacity(group.len());
        let mut flushed = Vec::new();
        for waiting in group.drain(..) {
            match waiting {
                Waiting::Line(line) => lines.push(*line),
                Waiting::Flush(done) => flushed.push(done),
            }
        }
        if !lines.is_empty() {
            let written = db
                .write(move |tx| lines.iter().try_for_each(|line| tx.audit_at(line.at, &line.by, line.entry.clone())))
                .await;
            if let Err(error) = written {
                tracing::error!(%error, "lines of the audit could not be written");
            }
        }
        for done in flushed {
            let _ = done.send(());
        }
    }
}
