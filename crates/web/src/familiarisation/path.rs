//! One child's first steps: what was done, what comes, the dates proposed, how a visit went.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::Tx;
use db::audit::{Entry, Signature};
use db::directory::Site;
use db::familiarisation::{Answer, Familiarisation, Fitted, Proposal, Refitted, Visit, see_path};
use domain::access::Action;
use domain::familiarisation::{Face, Faces, Outcome, VisitSentence};
use domain::{Date, FamiliarisationId, FamiliarisationVisitId, Instant, SessionId, SiteId, StaffMemberId, Time, Word};
use i18n::Text;

use super::begin::referent_choices;
use super::list::badge;
use super::words::{hours, squares, step_words, template_name, when};
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, choices, head, html, load, saved, write};

struct Line {
    words: String,
    step: String,
    /// `session|time`, as the form sends it back.
    value: String,
    action: String,
}

struct Asked {
    title: String,
    step: String,
    action: String,
}

#[derive(Template)]
#[template(path = "familiarisation/path.html")]
struct PathPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    here: String,
    name: String,
    child_href: String,
    about: Vec<String>,
    badge: view::Badge,
    reason: String,
    squares: Vec<view::Step>,
    /// The visit that is asked about.
    asked: Option<Asked>,
    too_early: String,
    sentences: Vec<view::Choice>,
    faces: Vec<view::Choice>,
    outcomes: Vec<view::Choice>,
    proposed: Vec<Line>,
    left: String,
    nothing: Vec<String>,
    coming: Vec<Line>,
    history: Vec<Line>,
    undo: String,
    plans: bool,
    open: bool,
    resumes: bool,
    referents: Vec<view::Choice>,
    form: Submitted,
    wrong: Wrong,
    key: String,
}

struct Look {
    path: Familiarisation,
    proposal: Proposal,
    team: Vec<db::staff::File>,
}

fn history(cx: &Context, path: &Familiarisation) -> Vec<Line> {
    let t = cx.t;
    let line = |visit: &Visit| {
        let outcome = visit.outcome?;
        let step = path.steps.iter().find(|step| Some(step.id) == visit.step)?;
        let face = |name: &str, face: Option<Face>| {
            face.map(|face| t.familiarisation_face_line(name, t.word("face", face.as_str())))
        };
        let mut words: Vec<String> = [
            face(&t.first_steps_faces_apart(), visit.faces.apart),
            face(&t.first_steps_faces_play(), visit.faces.play),
            face(&t.first_steps_faces_rest(), visit.faces.rest),
        ]
        .into_iter()
        .flatten()
        .collect();
        words.extend(visit.sentence.map(|sentence| t.word("visit-sentence", sentence.as_str())));
        let parent = visit.parent_face.map(|face| t.familiarisation_parent_says(t.word("face", face.as_str())));
        words.extend(parent);
        Some(Line {
            words: t.familiarisation_history_line(
                t.date_long(visit.date),
                step_words(t, &step.step),
                t.word("visit-outcome", outcome.as_str()),
            ),
            step: words.join(" · "),
            value: String::new(),
            action: String::new(),
        })
    };
    path.visits.iter().rev().filter_map(line).collect()
}

fn proposed(t: Text, proposal: &Proposal) -> Vec<Line> {
    let line = |visit: &db::familiarisation::Proposed| Line {
        words: t.familiarisation_when(t.date_long(visit.date), hours(t, visit.span), &visit.premises),
        step: step_words(t, &visit.what),
        value: format!("{}|{}", visit.session, visit.span.from().time().text()),
        action: String::new(),
    };
    proposal.visits.iter().map(line).collect()
}

/// The visit that waits for an answer, once it has begun; before, when it will be.
fn question(cx: &Context, path: &Familiarisation, here: &str, zone: &jiff::tz::TimeZone) -> (Option<Asked>, String) {
    let t = cx.t;
    let Some(visit) = path.waiting().next().filter(|_| path.is_open()) else { return (None, String::new()) };
    let begins = Instant::of_civil(visit.date, visit.span.from().time(), zone);
    if begins.is_none_or(|begins| cx.app.now() < begins) {
        return (None, t.familiarisation_answer_too_early(when(t, visit)));
    }
    let stones = path.stones();
    let stone = stones.iter().enumerate().find(|(_, stone)| stone.visit.is_some_and(|of| of.id == visit.id));
    let step = stone.map(|(number, stone)| {
        t.familiarisation_answer_step(u32::try_from(number + 1).unwrap_or(0), step_words(t, &stone.step.step))
    });
    let asked = Asked {
        title: t.familiarisation_answer_title(t.date_long(visit.date)),
        step: step.unwrap_or_default(),
        action: format!("{here}/visits/{}", visit.id),
    };
    (Some(asked), String::new())
}

async fn page(
    cx: &Context,
    site: Site,
    id: FamiliarisationId,
    form: Submitted,
    wrong: Wrong,
) -> Result<Response, Problem> {
    let (t, at, actor, now) = (cx.t, site.id, cx.actor().clone(), cx.app.now());
    let plans = cx.caller.may(Action::PlanFamiliarisation);
    let (Look { path, proposal, team }, zone) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_path(conn, &actor, Action::RecordFamiliarisation, (at, id))?;
            let path = db::familiarisation::one(conn, &seen, id, now)?;
            let look = Look {
                proposal: if plans { db::familiarisation::proposed(conn, &path, now)? } else { Proposal::default() },
                team: if plans { db::staff::team(conn, &seen)? } else { Vec::new() },
                path,
            };
            Ok((look, db::sites::name_and_zone(conn, at)?.1))
        })
        .await?;
    let line = Entry::read(Action::RecordFamiliarisation, "familiarisation", id);
    cx.audit_read(line.family(path.family).site(at));
    let head = head(cx, &site, "familiarisation", 0);
    let here = format!("{}/familiarisation/{id}", head.base);
    let (asked, too_early) = question(cx, &path, &here, &zone);
    let stones = path.stones();
    let coming = path.waiting().filter(|visit| !visit.is_past).map(|visit| {
        let stone = stones.iter().find(|stone| stone.visit.is_some_and(|of| of.id == visit.id));
        Line {
            words: when(t, visit),
            step: stone.map(|stone| step_words(t, &stone.step.step)).unwrap_or_default(),
            value: String::new(),
            action: format!("{here}/visits/{}/cancel", visit.id),
        }
    });
    let undo = path.visits.iter().rfind(|visit| visit.outcome.is_some()).filter(|_| path.stopped_at.is_none());
    let nothing = if proposal.left > 0 && proposal.visits.is_empty() {
        let said: Vec<String> = proposal.refusals.iter().take(3).map(|refusal| cx.sentence(refusal)).collect();
        if said.is_empty() { vec![t.familiarisation_proposed_referent()] } else { said }
    } else {
        Vec::new()
    };
    let status = wrong.status();
    let about: Vec<String> = vec![
        template_name(t, &path.template),
        path.referent.as_ref().map_or_else(|| t.familiarisation_nobody(), |(_, name)| name.clone()),
        t.familiarisation_progress_of(
            u32::try_from(path.validated()).unwrap_or(0),
            u32::try_from(path.steps.len()).unwrap_or(0),
        ),
    ];
    let page = PathPage {
        t,
        layout: cx.layout().await,
        name: format!("{} {}", path.given_name, path.family_name),
        child_href: if cx.caller.may(Action::SeeFamily) { format!("/families/{}", path.family) } else { String::new() },
        about,
        badge: badge(t, &path, &zone),
        reason: path.reason.clone().unwrap_or_default(),
        squares: squares(t, &path),
        asked,
        too_early,
        sentences: choices(t, "visit-sentence", VisitSentence::ALL),
        faces: choices(t, "face", Face::ALL),
        outcomes: vec![
            view::Choice {
                value: Outcome::Validated.as_str().to_owned(),
                label: t.familiarisation_validate(),
                ..view::Choice::default()
            },
            view::Choice {
                value: Outcome::Repeated.as_str().to_owned(),
                label: t.familiarisation_repeat_choice(),
                ..view::Choice::default()
            },
            view::Choice {
                value: Outcome::Missed.as_str().to_owned(),
                label: t.familiarisation_missed_choice(),
                ..view::Choice::default()
            },
        ],
        proposed: proposed(t, &proposal),
        left: match u32::try_from(proposal.left).unwrap_or(u32::MAX) {
            0 => String::new(),
            left => t.familiarisation_proposed_left(left),
        },
        nothing,
        coming: coming.collect(),
        history: history(cx, &path),
        undo: undo.map(|visit| format!("{here}/visits/{}/undo", visit.id)).unwrap_or_default(),
        plans,
        open: path.is_open(),
        resumes: !path.is_open() && !path.is_walked(),
        referents: referent_choices(cx, &team),
        form: form_with_referent(form, &path),
        wrong,
        key: cx.new_key(),
        here,
        head,
    };
    html(&page, status)
}

/// The form as it came, or with what stands.
fn form_with_referent(form: Submitted, path: &Familiarisation) -> Submitted {
    let referent = path.referent.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default();
    let mut fields = vec![("referent".to_owned(), referent)];
    for name in ["apart", "play", "rest", "sentence", "outcome", "reason"] {
        fields.extend(form.values(name).map(|value| (name.to_owned(), value.to_owned())));
    }
    Submitted::prefilled(fields)
}

/// `GET /sites/{id}/familiarisation/{path}`
pub(crate) async fn show(cx: Context, Path((id, path)): Path<(String, String)>) -> Result<Response, Problem> {
    let (site, path) = (load(&cx, &id).await?, path_id::<FamiliarisationId>(&path)?);
    page(&cx, site, path, Submitted::prefilled([]), Wrong::default()).await
}

/// What was shown as proposed, as the form sends it back.
fn read_shown(form: &Submitted) -> Result<Vec<(SessionId, Time)>, Problem> {
    let read = |value: &str| {
        let (session, time) = value.split_once('|')?;
        Some((SessionId::read(session)?, Time::read(time)?))
    };
    let shown: Option<Vec<(SessionId, Time)>> = form.values("visit").map(read).collect();
    shown.ok_or_else(|| Problem::field("visit", "invalid"))
}

/// `POST /sites/{id}/familiarisation/{path}/visits`: the dates shown become places.
pub(crate) async fn place(
    cx: Context,
    Path((id, path)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, path) = (load(&cx, &id).await?, path_id::<FamiliarisationId>(&path)?);
    let mut read = form.read();
    read.also("visit");
    read.finish()?;
    let (at, shown) = (site.id, read_shown(&form)?);
    let done = write(&cx, &form, move |tx, actor| {
        let seen = see_path(tx.conn, actor, Action::PlanFamiliarisation, (at, path))?;
        tx.place_visits(&actor.signature(), &seen, path, &shown)
    })
    .await;
    match done {
        Ok(done) => {
            let text = cx.t.familiarisation_placed(u32::try_from(done.placed).unwrap_or(0));
            saved(&cx, text, &format!("/sites/{at}/familiarisation/{path}")).await
        }
        Err(problem) => {
            let wrong = Wrong::of(&cx, problem)?;
            page(&cx, site, path, form, wrong).await
        }
    }
}

fn read_answer(form: &Submitted) -> Result<Answer, Problem> {
    let mut read = form.read();
    let outcome = read.word::<Outcome>("outcome");
    let (apart, play) = (read.optional_word::<Face>("apart"), read.optional_word::<Face>("play"));
    let (rest, sentence) = (read.optional_word::<Face>("rest"), read.optional_word::<VisitSentence>("sentence"));
    let faces = Faces {
        apart: apart.peek().copied().flatten(),
        play: play.peek().copied().flatten(),
        rest: rest.peek().copied().flatten(),
    };
    let took_place = outcome.peek().is_some_and(|outcome| *outcome != Outcome::Missed);
    if took_place && faces.is_empty() {
        read.problem("apart", "required");
    }
    if took_place && sentence.peek() == Some(&None) {
        read.problem("sentence", "required");
    }
    read.finish()?;
    let outcome = outcome.take()?;
    Ok(match sentence.take()? {
        Some(sentence) if outcome != Outcome::Missed => {
            Answer::Done { validated: outcome == Outcome::Validated, faces, sentence }
        }
        _ => Answer::Missed,
    })
}

/// `POST /sites/{id}/familiarisation/{path}/visits/{visit}`: how it went.
pub(crate) async fn answer(
    cx: Context,
    Path((id, path, visit)): Path<(String, String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, path) = (load(&cx, &id).await?, path_id::<FamiliarisationId>(&path)?);
    let (at, visit) = (site.id, path_id::<FamiliarisationVisitId>(&visit)?);
    let done = match read_answer(&form) {
        Ok(answer) => {
            write(&cx, &form, move |tx, actor| {
                let seen = see_path(tx.conn, actor, Action::RecordFamiliarisation, (at, path))?;
                let fitted = tx.answer_visit(&actor.signature(), &seen, (path, visit), answer)?;
                let now = tx.now;
                Ok((db::familiarisation::one(tx.conn, &seen, path, now)?.finished_at.is_some(), fitted))
            })
            .await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok((finished, fitted)) => {
            let text = if finished { cx.t.familiarisation_finished_now() } else { cx.t.familiarisation_answered() };
            saved(&cx, with_fitted(cx.t, text, &fitted), &format!("/sites/{at}/familiarisation/{path}")).await
        }
        Err(problem) => {
            let wrong = Wrong::of(&cx, problem)?;
            page(&cx, site, path, form, wrong).await
        }
    }
}

/// What was done, and what became of the visits that could not stay as they were.
fn with_fitted(t: Text, done: String, fitted: &Fitted) -> String {
    let line = |(date, became): &(Date, Refitted)| {
        let day = t.date_long(*date);
        match became {
            Refitted::Moved(span) => t.familiarisation_fitted_moved(day, hours(t, *span)),
            Refitted::WithAnotherChild => t.familiarisation_fitted_with_another(day),
            Refitted::NotThere => t.familiarisation_fitted_not_there(day),
            Refitted::Kept => t.familiarisation_fitted_kept(day),
        }
    };
    std::iter::once(done).chain(fitted.iter().map(line)).collect::<Vec<_>>().join(" ")
}

type Change = dyn Fn(&mut Tx<'_>, &Signature, &db::access::Seen<SiteId>) -> db::Result<Fitted> + Send;

/// A change of a path that has no more fields than these, and comes back to its page.
async fn change(
    cx: Context,
    (id, path): (String, String),
    form: Submitted,
    action: Action,
    text: String,
    work: Result<Box<Change>, Problem>,
) -> Result<Response, Problem> {
    let (site, path) = (load(&cx, &id).await?, path_id::<FamiliarisationId>(&path)?);
    let at = site.id;
    let done = match work {
        Ok(work) => {
            write(&cx, &form, move |tx, actor| {
                let seen = see_path(tx.conn, actor, action, (at, path))?;
                work(tx, &actor.signature(), &seen)
            })
            .await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(fitted) => {
            saved(&cx, with_fitted(cx.t, text, &fitted), &format!("/sites/{at}/familiarisation/{path}")).await
        }
        Err(problem) => {
            let wrong = Wrong::of(&cx, problem)?;
            page(&cx, site, path, form, wrong).await
        }
    }
}

/// `POST /sites/{id}/familiarisation/{path}/visits/{visit}/undo`
pub(crate) async fn undo(
    cx: Context,
    Path((id, path, visit)): Path<(String, String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    form.read().finish()?;
    let (of, visit) = (path_id::<FamiliarisationId>(&path)?, path_id::<FamiliarisationVisitId>(&visit)?);
    let text = cx.t.familiarisation_undone();
    let work: Box<Change> = Box::new(move |tx, by, seen| tx.take_answer_back(by, seen, (of, visit)));
    change(cx, (id, path), form, Action::RecordFamiliarisation, text, Ok(work)).await
}

/// `POST /sites/{id}/familiarisation/{path}/visits/{visit}/cancel`
pub(crate) async fn cancel(
    cx: Context,
    Path((id, path, visit)): Path<(String, String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    form.read().finish()?;
    let (of, visit) = (path_id::<FamiliarisationId>(&path)?, path_id::<FamiliarisationVisitId>(&visit)?);
    let text = cx.t.familiarisation_cancelled();
    let work: Box<Change> = Box::new(move |tx, by, seen| tx.give_visit_back(by, seen, (of, visit)));
    change(cx, (id, path), form, Action::PlanFamiliarisation, text, Ok(work)).await
}

/// `POST /sites/{id}/familiarisation/{path}/referent`
pub(crate) async fn referent(
    cx: Context,
    Path((id, path)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let of = path_id::<FamiliarisationId>(&path)?;
    let mut read = form.read();
    let chosen = read.optional_word::<StaffMemberId>("referent");
    let work = read
        .finish()
        .and_then(|()| chosen.take())
        .map(|chosen| -> Box<Change> { Box::new(move |tx, by, seen| tx.change_referent(by, seen, of, chosen)) });
    let text = cx.t.familiarisation_referent_changed();
    change(cx, (id, path), form, Action::PlanFamiliarisation, text, work).await
}

fn read_reason(form: &Submitted) -> Result<String, Problem> {
    let mut read = form.read();
    let reason = read.text("reason", 300);
    read.finish()?;
    reason.take()
}

/// A path ends before its last step: stopped, or because the child is familiar already.
async fn end(cx: Context, ids: (String, String), form: Submitted, familiar: bool) -> Result<Response, Problem> {
    let of = path_id::<FamiliarisationId>(&ids.1)?;
    let work = read_reason(&form).map(|reason| -> Box<Change> {
        Box::new(move |tx, by, seen| tx.end_familiarisation(by, seen, of, (familiar, &reason)).map(|()| Fitted::new()))
    });
    let text = if familiar { cx.t.familiarisation_declared() } else { cx.t.familiarisation_stopped() };
    change(cx, ids, form, Action::PlanFamiliarisation, text, work).await
}

/// `POST /sites/{id}/familiarisation/{path}/stop`
pub(crate) async fn stop(cx: Context, Path(ids): Path<(String, String)>, form: Submitted) -> Result<Response, Problem> {
    end(cx, ids, form, false).await
}

/// `POST /sites/{id}/familiarisation/{path}/familiar`
pub(crate) async fn familiar(
    cx: Context,
    Path(ids): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    end(cx, ids, form, true).await
}

/// `POST /sites/{id}/familiarisation/{path}/resume`
pub(crate) async fn resume(
    cx: Context,
    Path((id, path)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    form.read().finish()?;
    let of = path_id::<FamiliarisationId>(&path)?;
    let text = cx.t.familiarisation_resumed();
    let work: Box<Change> =
        Box::new(move |tx, by, seen| tx.resume_familiarisation(by, seen, of).map(|()| Fitted::new()));
    change(cx, (id, path), form, Action::PlanFamiliarisation, text, Ok(work)).await
}
