//! What a parent still has to bring, and what the team knows of her child's health.

use askama::Template;
use axum::response::Html;
use db::access::see_family;
use db::papers::File;
use db::parents::OwnSite;
use domain::access::Action;
use domain::papers::Standing;
use domain::{Date, FamilyId};
use i18n::Text;

use super::home::{html, own};
use super::layout;
use crate::context::Context;
use crate::papers::words;
use crate::problem::Problem;
use crate::shared::view;

/// A paper as a parent reads it.
struct Bring {
    name: String,
    when: String,
    what: String,
    late: bool,
}

struct ChildPapers {
    title: String,
    lead: String,
    missing: Vec<Bring>,
}

#[derive(Template)]
#[template(path = "parents/papers.html")]
struct PapersPage {
    t: Text,
    layout: view::Layout,
    children: Vec<ChildPapers>,
    title: String,
}

/// The files of the family's children at the sites that take them in.
pub(super) async fn own_files(cx: &Context, family: FamilyId) -> Result<Vec<File>, Problem> {
    let (actor, today) = (cx.actor().clone(), cx.app.today());
    let read = move |conn: &mut db::Conn| {
        let seen = see_family(conn, &actor, Action::SeePapers, family)?;
        let mut found = Vec::new();
        for child in db::parents::children(conn, seen)? {
            for admitted in db::papers::admissions(conn, child.id, today)? {
                let whose = (family, child.id);
                let (seen, _) = db::papers::at_site(conn, &actor, Action::SeePapers, whose, Some(admitted.site))?;
                let file = db::papers::file(conn, &seen, today)?;
                if file.papers.is_some() {
                    found.push(file);
                }
            }
        }
        Ok(found)
    };
    Ok(cx.app.db().read(read).await?)
}

/// When a paper is due, in words; nothing for what is there.
fn when(t: Text, standing: Standing, today: Date) -> Option<(String, bool)> {
    let due = standing.due()?;
    let late = due <= today;
    Some((if late { t.parents_papers_late(t.date_medium(due)) } else { t.parents_papers_by(t.date_medium(due)) }, late))
}

fn missing(t: Text, file: &File, today: Date) -> Vec<Bring> {
    let Some((papers, setting)) = file.papers.as_ref().zip(file.setting.as_ref()) else { return Vec::new() };
    papers
        .asked(setting, today)
        .into_iter()
        .filter_map(|(kind, standing)| {
            let (when, late) = when(t, standing, today)?;
            Some(Bring { name: words::paper(t, kind), when, what: words::bring(t, kind), late })
        })
        .collect()
}

/// What stands on a parent's home: one card a child, the words of the first paper due, and whether one is late.
pub(super) struct Card {
    /// How many papers, of whom.
    pub(super) words: String,
    /// The first one due.
    pub(super) first: String,
    /// Whether it is late.
    pub(super) late: bool,
}

/// The cards of a family.
pub(super) async fn cards(cx: &Context, family: FamilyId) -> Result<Vec<Card>, Problem> {
    let (t, today) = (cx.t, cx.app.today());
    let mut cards = Vec::new();
    for file in own_files(cx, family).await? {
        let Some((papers, setting)) = file.papers.as_ref().zip(file.setting.as_ref()) else { continue };
        let mut due: Vec<_> = papers
            .asked(setting, today)
            .into_iter()
            .filter_map(|(kind, standing)| Some((standing.due()?, kind, standing)))
            .collect();
        due.sort_by_key(|(due, kind, _)| (*due, *kind));
        let count = i64::try_from(due.len()).unwrap_or(i64::MAX);
        let Some((_, kind, standing)) = due.into_iter().next() else { continue };
        let Some((when, late)) = when(t, standing, today) else { continue };
        cards.push(Card {
            words: t.parents_papers_card(count, &file.given_name),
            first: format!("{} : {when}", words::paper(t, kind)),
            late,
        });
    }
    Ok(cards)
}

/// The site that stands at the head of the page.
async fn site(cx: &Context, family: FamilyId) -> Result<Option<OwnSite>, Problem> {
    let actor = cx.actor().clone();
    let read = move |conn: &mut db::Conn| {
        let seen = see_family(conn, &actor, Action::SeePapers, family)?;
        Ok(db::parents::admitting_sites(conn, seen, actor.today)?.into_iter().next())
    };
    Ok(cx.app.db().read(read).await?)
}

/// `GET /family/papers`
pub(super) async fn list(cx: Context) -> Result<Html<String>, Problem> {
    let (_, family) = own(&cx)?;
    let files = own_files(&cx, family).await?;
    let (t, today) = (cx.t, cx.app.today());
    let children: Vec<ChildPapers> = files
        .iter()
        .map(|file| ChildPapers {
            title: t.parents_papers_title(&file.given_name),
            lead: t.parents_papers_lead(&file.admitted.site_name),
            missing: missing(t, file, today),
        })
        .collect();
    let title = children.first().map(|child| child.title.clone()).unwrap_or_else(|| t.papers_site_tab());
    let site = site(&cx, family).await?;
    html(&PapersPage { t, layout: layout(&cx, site.as_ref()).await, children, title })
}

struct ChildHealth {
    title: String,
    lead: String,
    rows: Vec<view::SummaryRow>,
}

#[derive(Template)]
#[template(path = "parents/health.html")]
struct HealthPage {
    t: Text,
    layout: view::Layout,
    children: Vec<ChildHealth>,
}

/// `GET /family/health`: what the team knows; the reading is written down like any other.
pub(super) async fn health(cx: Context) -> Result<Html<String>, Problem> {
    let (_, family) = own(&cx)?;
    let t = cx.t;
    let mut children = Vec::new();
    let (actor, today) = (cx.actor().clone(), cx.app.today());
    let at = move |conn: &mut db::Conn| {
        let seen = see_family(conn, &actor, Action::SeeHealth, family)?;
        let mut found = Vec::new();
        for child in db::parents::children(conn, seen)? {
            let running = db::papers::admissions(conn, child.id, today)?.into_iter().filter(|one| !one.over);
            found.extend(running.map(|one| (child.id, one.site)));
        }
        Ok(found)
    };
    for (child, site) in cx.app.db().read(at).await? {
        let read = crate::papers::read_card(&cx, ((family, child), Some(site))).await?;
        children.push(ChildHealth {
            title: t.parents_health_title(&read.given_name),
            lead: t.parents_health_lead(&read.site_name),
            rows: read.card.map(|written| crate::papers::card_rows(t, &written.card)).unwrap_or_default(),
        });
    }
    let site = site(&cx, family).await?;
    html(&HealthPage { t, layout: layout(&cx, site.as_ref()).await, children })
}
