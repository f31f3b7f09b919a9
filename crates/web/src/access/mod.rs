//! Who can see this: the table of `domain::access` in words, as a page and as `docs/access.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use domain::access::{Action, Role, TABLE};
use i18n::{Language, Text};

use crate::context::Context;
use crate::problem::Problem;
use crate::routes::{Listed, Routes};
use crate::shared::view;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default().get("/access", Action::SeeDirectory, show)
}

/// One cell in words: who, on what, and whether for protected families too.
pub struct Cell {
    /// The role.
    pub role: String,
    /// What must tie them to the object.
    pub relations: String,
    /// Whether the grant holds for a protected family.
    pub protected: bool,
}

/// One action with those who may do it.
pub struct ActionRow {
    /// The action.
    pub action: Action,
    /// In words.
    pub words: String,
    /// Who may, in the order of roles.
    pub cells: Vec<Cell>,
}

/// The whole table in words.
pub fn table(t: Text) -> Vec<ActionRow> {
    Action::ALL
        .iter()
        .map(|action| ActionRow {
            action: *action,
            words: t.word("access-action", action.as_str()),
            cells: Role::ALL
                .iter()
                .filter_map(|role| TABLE.iter().find(|grant| grant.role == *role && grant.action == *action))
                .map(|grant| Cell {
                    role: t.word("role", grant.role.as_str()),
                    relations: grant
                        .relations
                        .iter()
                        .map(|relation| t.word("relation", relation.as_str()))
                        .collect::<Vec<_>>()
                        .join(", "),
                    protected: grant.protected,
                })
                .collect(),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "access/table.html")]
struct AccessPage {
    t: Text,
    layout: view::Layout,
    columns: Vec<view::Column>,
    rows: Vec<ActionRow>,
}

async fn show(cx: Context) -> Result<Response, Problem> {
    let t = cx.t;
    let head = |label: String| view::Column { label, ..view::Column::default() };
    let columns = [t.access_what(), t.access_who()].map(head).to_vec();
    let page = AccessPage { t, layout: cx.layout().await, columns, rows: table(t) };
    Ok(Html(page.render()?).into_response())
}

/// `docs/access.md`: the table and every route under its action, from the same data as the program.
pub fn document(listed: &[Listed]) -> String {
    let mut routes: BTreeMap<Action, Vec<String>> = BTreeMap::new();
    for route in listed {
        routes.entry(route.action).or_default().push(format!("`{} {}`", route.method, route.path));
    }
    let mut text = String::from(
        "# Who can do what\n\n\
         Made from the table in `crates/domain/src/access.rs` and from the routes; a test compares this file with them. Write it again with\n\
         `MARELLE_WRITE_ACCESS=1 cargo nextest run -p web access::`.\n\n\
         A role alone opens nothing: each cell says what must tie the person to the thing. What is out of reach answers like what does\n\
         not exist (404). \"Protected too\" holds for families under protection; the other cells never do, unless one is named for that family.\n",
    );
    for row in table(Text::new(Language::English)) {
        let _ = write!(text, "\n## {} (`{}`)\n\n", row.words, row.action);
        for cell in &row.cells {
            let protected = if cell.protected { " (protected too)" } else { "" };
            let _ = writeln!(text, "- {}: {}{protected}", cell.role, cell.relations);
        }
        if let Some(mut paths) = routes.remove(&row.action) {
            paths.sort_by(|left, right| {
                left.split(' ').next_back().cmp(&right.split(' ').next_back()).then(left.cmp(right))
            });
            let _ = write!(text, "\nRoutes: {}.\n", paths.join(", "));
        }
    }
    text
}
