//! The canary world: a world in which every text field of every record holds a word of its own, everybody who could ask, every
//! route, and a second opinion on who may read what. Any word that comes back to somebody who may not read it is a leak, with the
//! name of its field.
//!
//! * [`world`] makes the rows; [`oracle`] says who may read which field; [`driver`] asks every route as everybody.
//! * [`planted`] holds the faults the proof must find.
#![expect(clippy::expect_used, reason = "a proof whose world cannot be built stops")]

mod chance;
pub mod driver;
pub mod oracle;
pub mod planted;
pub mod world;

use axum::Router;
pub use chance::Chance;
use db::Engine;
use diesel::Connection;
use diesel::connection::SimpleConnection;
pub use driver::{Finding, Options, Report};
use web::routes::Routes;
pub use world::World;

use crate::TestApp;

/// The program over a fresh copy of a canary world.
pub struct Standing {
    /// The program.
    pub app: TestApp,
    /// The router with the proof's own routes.
    pub router: Router,
    /// Every route of it.
    pub routes: Vec<web::routes::Listed>,
    /// On which engine.
    pub engine: Engine,
}

impl Standing {
    /// Fills a fresh database with the world; `added` are routes beside the program's own.
    pub async fn new(engine: Engine, world: &World, added: fn() -> Routes) -> Self {
        Self::filled(engine, world.rows.join("\n"), added).await
    }

    /// A planted fault: the same world in a database that forgot who is protected.
    pub async fn unshielded(engine: Engine, world: &World, added: fn() -> Routes) -> Self {
        Self::filled(engine, format!("{}\nUPDATE family SET protected = FALSE;", world.rows.join("\n")), added).await
    }

    async fn filled(engine: Engine, script: String, added: fn() -> Routes) -> Self {
        let app = TestApp::new(engine).await;
        let url = app.url.clone();
        tokio::task::spawn_blocking(move || fill(engine, &url, &script)).await.expect("the filling thread ends");
        let (_, routes) = web::rooms::routes().room(added()).finish();
        let router = web::rooms::router_of(app.app.clone(), web::rooms::routes().room(added()));
        Self { app, router, routes, engine }
    }
}

fn fill(engine: Engine, url: &str, script: &str) {
    match engine {
        Engine::Sqlite => {
            let mut connection = diesel::SqliteConnection::establish(url).expect("the database opens");
            connection
                .batch_execute(&format!(
                    "PRAGMA busy_timeout = 20000; PRAGMA foreign_keys = ON; BEGIN; {script} COMMIT;"
                ))
                .expect("the canary world fits the schema");
        }
        Engine::Postgres => {
            let mut connection = diesel::PgConnection::establish(url).expect("the database opens");
            connection.batch_execute(&format!("BEGIN; {script} COMMIT;")).expect("the canary world fits the schema");
        }
    }
}
