//! A child's first steps as its parent sees them: stones, one after the other; and three faces to answer with.

use askama::Template;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::see_family;
use db::familiarisation::{Familiarisation, Stone, Visit};
use domain::access::Action;
use domain::familiarisation::{Face, Faces, Outcome, Progress};
use domain::{FamiliarisationVisitId, FamilyId};
use i18n::Text;

use super::words::{hours, parent_step_words, state};
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::parents::layout;
use crate::problem::Problem;
use crate::shared::view;

/// What was said of a visit, and where to answer.
struct Said {
    when: String,
    faces: Vec<(String, String, &'static str)>,
    sentence: String,
    /// The parent's own face, once given.
    own: Option<(String, &'static str)>,
    action: String,
    key: String,
}

struct Way {
    title: String,
    lead: String,
    referent: String,
    stones: Vec<view::Step>,
    next: Option<(String, String, String, &'static str)>,
    said: Option<Said>,
}

#[derive(Template)]
#[template(path = "familiarisation/family.html")]
struct FirstSteps {
    t: Text,
    layout: view::Layout,
    ways: Vec<Way>,
    /// Word, icon, value.
    faces: Vec<(String, &'static str, &'static str)>,
}

fn own(cx: &Context) -> Result<FamilyId, Problem> {
    cx.actor().parent.map(|(_, family)| family).ok_or_else(Problem::not_found)
}

fn stones(t: Text, path: &Familiarisation) -> Vec<view::Step> {
    let (stones, next) = (path.stones(), path.next_step());
    let stone = |(number, stone): (usize, &Stone<'_>)| {
        let day = |visit: &Visit| t.date_long(visit.date);
        let detail = match (stone.progress, stone.visit) {
            (Progress::Placed, Some(visit)) => format!("{} · {}", day(visit), hours(t, visit.span)),
            (Progress::Validated | Progress::Unanswered, Some(visit)) => day(visit),
            _ if next == Some(number) => t.first_steps_no_date(),
            _ => String::new(),
        };
        let again = stone.again > 0 && stone.progress != Progress::Validated;
        view::Step {
            state: state(path, stone, next == Some(number)),
            label: parent_step_words(t, &stone.step.step),
            detail: if again { t.first_steps_again(detail) } else { detail },
        }
    };
    stones.iter().enumerate().map(stone).collect()
}

fn said(cx: &Context, visit: &Visit) -> Said {
    let t = cx.t;
    let face = |name: String, face: Option<Face>| face.map(|face| (name, t.word("face", face.as_str()), icon(face)));
    let Faces { apart, play, rest } = visit.faces;
    Said {
        when: t.date_long(visit.date),
        faces: [
            face(t.first_steps_faces_apart(), apart),
            face(t.first_steps_faces_play(), play),
            face(t.first_steps_faces_rest(), rest),
        ]
        .into_iter()
        .flatten()
        .collect(),
        sentence: visit.sentence.map(|sentence| t.word("visit-sentence", sentence.as_str())).unwrap_or_default(),
        own: visit.parent_face.map(|face| (t.word("face", face.as_str()), icon(face))),
        action: format!("/family/first-steps/{}", visit.id),
        key: cx.new_key(),
    }
}

const fn icon(face: Face) -> &'static str {
    match face {
        Face::Well => "face-well",
        Face::Mixed => "face-mixed",
        Face::Hard => "face-hard",
    }
}

fn way(cx: &Context, path: &Familiarisation) -> Way {
    let t = cx.t;
    // The first name is enough, and all a phone shows.
    let first_name = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
    let last = path.visits.iter().rfind(|visit| matches!(visit.outcome, Some(Outcome::Validated | Outcome::Repeated)));
    Way {
        title: t.first_steps_title(&path.given_name),
        lead: if path.finished_at.is_some() { t.first_steps_finished(&path.given_name) } else { t.first_steps_lead() },
        referent: match &path.referent {
            Some((_, name)) => t.first_steps_referent(first_name(name), &path.site_name),
            None => t.first_steps_site(&path.site_name),
        },
        stones: stones(t, path),
        next: path.coming().map(|visit| {
            (t.date_long(visit.date), hours(t, visit.span), visit.premises.clone(), visit.half_day.as_str())
        }),
        said: last.map(|visit| said(cx, visit)),
    }
}

/// `GET /family/first-steps`
pub(crate) async fn show(cx: Context) -> Result<Html<String>, Problem> {
    let family = own(&cx)?;
    let (actor, now, t) = (cx.actor().clone(), cx.app.now(), cx.t);
    let (paths, site) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_family(conn, &actor, Action::SeeOwnFamily, family)?;
            Ok((db::familiarisation::of_family(conn, &seen, now)?, db::parents::last_site(conn, seen)?))
        })
        .await?;
    let page = FirstSteps {
        t,
        layout: layout(&cx, site.as_ref()).await,
        ways: paths.iter().map(|path| way(&cx, path)).collect(),
        faces: Face::ALL.iter().map(|face| (t.word("face", face.as_str()), icon(*face), face.as_str())).collect(),
    };
    page.render().map(Html).map_err(|error| Problem::broken(&error.to_string()))
}

/// `POST /family/first-steps/{visit}`: how the parent found it.
pub(crate) async fn say(cx: Context, Path(visit): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let (family, visit) = (own(&cx)?, path_id::<FamiliarisationVisitId>(&visit)?);
    let mut read = form.read();
    let face = read.word::<Face>("face");
    read.finish()?;
    let (actor, key, face) = (cx.actor().clone(), form.key().cloned(), face.take()?);
    cx.app
        .db()
        .write(move |tx| {
            let seen = see_family(tx.conn, &actor, Action::AnswerFirstSteps, family)?;
            tx.once(key.as_ref(), |tx| tx.parent_says(&actor.signature(), &seen, visit, face))
        })
        .await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.first_steps_thanks(), undo: None }).await?;
    Ok(Redirect::to("/family/first-steps").into_response())
}
