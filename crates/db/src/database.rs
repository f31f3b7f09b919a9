//! The two doors to the database: [`Database::read`] and [`Database::write`].
//!
//! On SQLite one thread writes. It takes what waits in the queue (up to 64 writes), runs each in a savepoint of one transaction,
//! commits once with `synchronous=FULL`, and only then answers everybody: no write is acknowledged before it is on the disk. What is
//! committed stands in the journal; a second thread moves it into the database file, so that no commit has to.
//! On PostgreSQL each write is a transaction of its own on a pooled connection, run again when it lost a race.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};

use diesel::Connection;
use diesel::r2d2::{CustomizeConnection, ManageConnection, Pool};
use domain::id::IdSource;
use domain::{Clock, Id, Instant};
use tokio::sync::{Semaphore, oneshot};

use crate::connection::{self, Conn, Engine, Synchronous};
use crate::{Error, Result};

/// How a database is opened.
#[derive(Clone)]
pub struct Settings {
    /// A file path, `sqlite://…` or `postgres://…`.
    pub url: String,
    /// Connections that read at the same time.
    pub readers: u32,
    /// Durability of SQLite.
    pub synchronous: Synchronous,
    /// Proofs only: acknowledge before the commit. The crash proof must catch this.
    pub planted_early_acknowledgement: bool,
}

impl Settings {
    /// The settings of production for this URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), readers: 4, synchronous: Synchronous::Full, planted_early_acknowledgement: false }
    }
}

/// An open database, cheap to clone.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    engine: Engine,
    readers: Pool<Opener>,
    read_permits: Semaphore,
    writer: Writer,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    work: tokio::sync::Notify,
}

enum Writer {
    Queue(SyncSender<Box<dyn QueuedWrite>>),
    Pool { pool: Pool<Opener>, permits: Semaphore },
}

/// One transaction's hands: the connection, the time, new ids, and what the transaction leaves behind.
pub struct Tx<'a> {
    /// The connection.
    pub conn: &'a mut Conn,
    /// The instant of this transaction: every fact of it carries the same.
    pub now: Instant,
    ids: &'a dyn IdSource,
    pub(crate) audited: bool,
    /// Whether there is work for the worker at once.
    pub(crate) planned: bool,
}

impl Tx<'_> {
    /// A new identifier.
    pub fn new_id<I: Id>(&self) -> I {
        I::from_uuid(self.ids.next(self.now))
    }
    /// Fresh random bytes for a secret.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.ids.random_bytes(&mut bytes);
        bytes
    }
}

impl Tx<'_> {
    /// Runs a part of the transaction that leaves nothing behind when it fails.
    pub fn savepoint<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let (now, ids) = (self.now, self.ids);
        let (mut audited, mut planned) = (self.audited, self.planned);
        let result = self.conn.transaction(|conn| {
            let mut tx = Tx { conn, now, ids, audited, planned };
            let value = work(&mut tx)?;
            (audited, planned) = (tx.audited, tx.planned);
            Ok(value)
        });
        (self.audited, self.planned) = (audited, planned);
        result
    }
}

/// Diesel's pool wants to know how to open our connections; no more than that.
struct Opener {
    url: String,
    synchronous: Synchronous,
}

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> std::result::Result<Conn, Self::Error> {
        connection::open(&self.url, self.synchronous).map_err(diesel::r2d2::Error::ConnectionError)
    }
    fn is_valid(&self, _: &mut Conn) -> std::result::Result<(), Self::Error> {
        Ok(())
    }
    fn has_broken(&self, conn: &mut Conn) -> bool {
        use diesel::connection::TransactionManager;
        std::thread::panicking() || <Conn as Connection>::TransactionManager::is_broken_transaction_manager(conn)
    }
}

#[derive(Debug)]
struct NoCustomisation;
impl CustomizeConnection<Conn, diesel::r2d2::Error> for NoCustomisation {}

fn pool(settings: &Settings, size: u32) -> Result<Pool<Opener>> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(std::time::Duration::from_secs(20))
        .connection_customizer(Box::new(NoCustomisation))
        .build(Opener { url: settings.url.clone(), synchronous: settings.synchronous })
        .map_err(|error| Error::Unavailable(error.to_string()))
}

const GROUP: usize = 64;
/// Writes after which what is committed is moved from the journal into the database file. Neither after each few nor once the journal is
/// huge: a commit that meets a move waits for it a little, and a move costs less a page when pages written several times go together
/// (three thousand pages every four seconds: one commit in a hundred waits 5 ms; three hundred every 0.4 s: 20 ms).
const WRITES_TO_MOVE: usize = 100;
/// Time without a write after which the rest is moved.
const QUIET: std::time::Duration = std::time::Duration::from_secs(1);
const QUEUE: usize = 4096;

impl Database {
    /// Opens the database and brings its schema up to date.
    pub fn open(settings: Settings, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Result<Self> {
        let engine = Engine::of(&settings.url);
        let mut first = connection::open(&settings.url, settings.synchronous)
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        connection::migrate(&mut first)?;
        let readers = pool(&settings, settings.readers)?;
        let writer = match engine {
            Engine::Sqlite => {
                let (sender, receiver) = mpsc::sync_channel(QUEUE);
                let (clock, ids) = (clock.clone(), ids.clone());
                let early = settings.planted_early_acknowledgement;
                let unavailable = |error: std::io::Error| Error::Unavailable(error.to_string());
                let (committed, to_move) = mpsc::channel();
                let mover = connection::open(&settings.url, settings.synchronous)
                    .map_err(|error| Error::Unavailable(error.to_string()))?;
                std::thread::Builder::new()
                    .name("journal".into())
                    .spawn(move || move_journal(mover, &to_move))
                    .map_err(unavailable)?;
                std::thread::Builder::new()
                    .name("writer".into())
                    .spawn(move || write_in_groups(first, &receiver, clock.as_ref(), ids.as_ref(), early, &committed))
                    .map_err(unavailable)?;
                Writer::Queue(sender)
            }
            Engine::Postgres => {
                drop(first);
                let size = settings.readers.max(4);
                Writer::Pool { pool: pool(&settings, size)?, permits: Semaphore::new(size as usize) }
            }
        };
        let permits = settings.readers as usize;
        Ok(Self(Arc::new(Inner {
            engine,
            readers,
            read_permits: Semaphore::new(permits),
            writer,
            clock,
            ids,
            work: tokio::sync::Notify::new(),
        })))
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.0.engine
    }
    /// The present, from the clock the database was opened with.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }
    /// Fresh random bytes for a secret made outside a transaction.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.ids.random_bytes(&mut bytes);
        bytes
    }

    /// Runs queries that change nothing, on a blocking thread, inside one consistent snapshot.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let inner = self.0.clone();
        let _permit = self.0.read_permits.acquire().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        tokio::task::spawn_blocking(move || {
            let mut conn = inner.readers.get().map_err(|error| Error::Unavailable(error.to_string()))?;
            conn.transaction(|conn| work(conn))
        })
        .await
        .map_err(|error| Error::Broken(error.to_string()))?
    }

    /// Runs one write: a transaction that is stored whole, with its audit line, or not at all.
    ///
    /// The closure may run more than once (a lost race is run again), so it borrows what it captured.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (value, planned) = self
            .write_noting(move |tx: &mut Tx<'_>| {
                let value = work(tx)?;
                Ok((value, tx.planned))
            })
            .await?;
        if planned {
            self.0.work.notify_one();
        }
        Ok(value)
    }

    /// Waits until a write of this program has planned a job that is due at once.
    pub async fn work_planned(&self) {
        self.0.work.notified().await;
    }

    async fn write_noting<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        match &self.0.writer {
            Writer::Queue(queue) => {
                let (answer, answered) = oneshot::channel();
                let write: Box<dyn QueuedWrite> = Box::new(Write { work, answer: Some(answer), result: None });
                queue.try_send(write).map_err(|error| match error {
                    TrySendError::Full(_) => Error::Unavailable("the write queue is full".into()),
                    TrySendError::Disconnected(_) => Error::Unavailable("the writer has stopped".into()),
                })?;
                answered.await.map_err(|_| Error::Unavailable("the writer has stopped".into()))?
            }
            Writer::Pool { permits, .. } => {
                let inner = self.0.clone();
                let _permit = permits.acquire().await.map_err(|error| Error::Unavailable(error.to_string()))?;
                tokio::task::spawn_blocking(move || inner.write_pooled(&work))
                    .await
                    .map_err(|error| Error::Broken(error.to_string()))?
            }
        }
    }
}

impl Inner {
    fn write_pooled<T>(&self, work: &dyn Fn(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let Writer::Pool { pool, .. } = &self.writer else {
            return Err(Error::Broken("no pool on this engine".into()));
        };
        let mut conn = pool.get().map_err(|error| Error::Unavailable(error.to_string()))?;
        let mut attempt = 0;
        loop {
            let now = self.clock.now();
            let result = conn.transaction(|conn| run(work, conn, now, self.ids.as_ref()));
            match result {
                Err(error) if error.is_retryable() && attempt < 8 => attempt += 1,
                result => return result,
            }
        }
    }
}

fn run<T>(work: &dyn Fn(&mut Tx<'_>) -> Result<T>, conn: &mut Conn, now: Instant, ids: &dyn IdSource) -> Result<T> {
    let mut tx = Tx { conn, now, ids, audited: false, planned: false };
    let value = work(&mut tx)?;
    if tx.audited { Ok(value) } else { Err(Error::Broken("a write without its audit line".into())) }
}

/// A write in the queue, its type forgotten.
trait QueuedWrite: Send {
    /// Runs inside its own savepoint of the group's transaction.
    fn run(&mut self, conn: &mut Conn, now: Instant, ids: &dyn IdSource);
    /// Answers the caller, once the group is on the disk (`Ok`) or is not (`Err`).
    fn answer(self: Box<Self>, group: std::result::Result<(), String>);
    /// Answers before the commit: the planted fault of the crash proof.
    fn answer_early(&mut self);
}

struct Write<T, F> {
    work: F,
    answer: Option<oneshot::Sender<Result<T>>>,
    result: Option<Result<T>>,
}

impl<T, F> QueuedWrite for Write<T, F>
where
    T: Send,
    F: Fn(&mut Tx<'_>) -> Result<T> + Send,
{
    fn run(&mut self, conn: &mut Conn, now: Instant, ids: &dyn IdSource) {
        let work = &self.work;
        let run_guarded = std::panic::AssertUnwindSafe(|| conn.transaction(|conn| run(work, conn, now, ids)));
        self.result = Some(
            std::panic::catch_unwind(run_guarded).unwrap_or_else(|_| Err(Error::Broken("a write panicked".into()))),
        );
    }
    fn answer(mut self: Box<Self>, group: std::result::Result<(), String>) {
        let result = match (group, self.result.take()) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(Error::Broken("a write was not run".into())),
            (Err(message), _) => Err(Error::Unavailable(message)),
        };
        if let Some(answer) = self.answer.take() {
            // The caller may have gone away; the write stands all the same.
            let _ = answer.send(result);
        }
    }
    fn answer_early(&mut self) {
        if let (Some(answer), Some(result)) = (self.answer.take(), self.result.take()) {
            let _ = answer.send(result);
        }
    }
}

fn write_in_groups(
    mut conn: Conn,
    queue: &Receiver<Box<dyn QueuedWrite>>,
    clock: &dyn Clock,
    ids: &dyn IdSource,
    early: bool,
    committed: &mpsc::Sender<usize>,
) {
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            match queue.try_recv() {
                Ok(next) => group.push(next),
                Err(_) => break,
            }
        }
        let outcome = conn.immediate_transaction_of_group(|conn| {
            for write in &mut group {
                write.run(conn, clock.now(), ids);
                if early {
                    write.answer_early();
                }
            }
        });
        let failed = outcome.is_err();
        // Without the other thread the journal is moved here, once it is long.
        let _ = committed.send(group.len());
        for write in group {
            write.answer(outcome.clone());
        }
        if failed {
            // After a failed commit nobody knows what the disk holds: stop, let the program be started again.
            tracing::error!("commit failed; the writer stops");
            return;
        }
    }
}

/// Moves committed pages from the journal into the database file, as far as nobody reads older ones; ends with the writer.
fn move_journal(mut conn: Conn, committed: &Receiver<usize>) {
    use diesel::connection::SimpleConnection;
    let mut waiting = 0;
    loop {
        let more = if waiting == 0 {
            committed.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            committed.recv_timeout(QUIET)
        };
        match more {
            Ok(writes) => waiting += writes,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        waiting += committed.try_iter().sum::<usize>();
        if waiting >= WRITES_TO_MOVE || more.is_err() {
            waiting = 0;
            if let Err(error) = conn.batch_execute("PRAGMA wal_checkpoint(PASSIVE)") {
                // The writer moves the journal itself once it is long: nothing is lost, somebody waits.
                tracing::warn!(%error, "the journal was not moved");
            }
        }
    }
}

impl Conn {
    /// One transaction around a whole group; takes SQLite's write lock at its start.
    fn immediate_transaction_of_group(&mut self, work: impl FnOnce(&mut Conn)) -> std::result::Result<(), String> {
        use diesel::RunQueryDsl;
        self.transaction(|conn| {
            // Any change takes the write lock: after it nobody else can write under our feet.
            diesel::sql_query("UPDATE installation SET id = id").execute(conn)?;
            work(conn);
            Ok::<(), diesel::result::Error>(())
        })
        .map_err(|error| error.to_string())
    }
}
