//! Routes that only the proof has: one with its scope, as a floor under the real rooms, and one that misses it on purpose.

use axum::Json;
use axum::extract::{Path, State};
use db::access::see_family;
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::FamilyId;
use domain::access::Action;
use serde_json::{Value, json};
use web::routes::Routes;
use web::{App, Context, Problem};

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    family_name: String,
}

/// One route with its scope.
pub fn routes() -> Routes {
    Routes::default().get("/proof/families/{id}", Action::SeeFamily, scoped)
}

/// The same, and one that forgets it.
pub fn leaking() -> Routes {
    routes().get("/proof/every-family/{id}", Action::SeeFamily, unscoped)
}

/// A route that believes every date to be one.
pub fn breaking() -> Routes {
    Routes::default().get("/api/v1/proof/days/{date}", Action::SeeDirectory, unwrapped)
}

fn names(conn: &mut db::Conn, id: FamilyId) -> db::Result<Value> {
    let rows: Vec<Name> =
        diesel::sql_query(format!("SELECT family_name FROM parent WHERE family_id = '{id}' ORDER BY id")).load(conn)?;
    if rows.is_empty() {
        Err(db::Error::NotFound)
    } else {
        Ok(json!(rows.into_iter().map(|row| row.family_name).collect::<Vec<_>>()))
    }
}

async fn scoped(cx: Context, Path(id): Path<FamilyId>) -> Result<Json<Value>, Problem> {
    let actor = cx.actor().clone();
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_family(conn, &actor, Action::SeeFamily, id)?;
            names(conn, id)
        })
        .await?;
    Ok(Json(found))
}

#[expect(clippy::unwrap_used, reason = "this is the fault")]
async fn unwrapped(Path(date): Path<String>) -> Json<Value> {
    let date: domain::Date = date.parse().unwrap();
    Json(json!({ "tomorrow": date.tomorrow().unwrap().to_string() }))
}

/// Asks the gate for the role and forgets to ask whose family it is.
async fn unscoped(State(app): State<App>, Path(id): Path<FamilyId>) -> Result<Json<Value>, Problem> {
    Ok(Json(app.db().read(move |conn| names(conn, id)).await?))
}
