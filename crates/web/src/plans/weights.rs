//! What half-days are worth in a territory, in plain words: the version that holds, those before it, and adopting another one.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use db::plans::{StoredWeights, Territory, WeightsVersion};
use domain::access::Action;
use domain::places::Purpose;
use domain::plans::{Weights, WeightsStatus};
use domain::*;
use i18n::Text;

use super::fairness::columns;
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::{Read, Reader, Submitted};
use crate::places::pages::html;
use crate::problem::Problem;
use crate::shared::view;

/// Most points of one figure in the form.
const MOST_POINTS: i32 = 100_000;
/// Figures beside those of the purposes, as the form names them.
const FIGURES: [&str; 10] = [
    "critical",
    "waiting_week",
    "waiting_weeks_most",
    "minimum",
    "kilometre",
    "later_choice",
    "second_site",
    "familiarisation",
    "emergency",
    "usual_site",
];

fn figure(weights: &Weights, name: &str) -> i32 {
    match name {
        "critical" => weights.critical,
        "waiting_week" => weights.waiting_week,
        "waiting_weeks_most" => weights.waiting_weeks_most,
        "minimum" => weights.minimum,
        "kilometre" => weights.kilometre,
        "later_choice" => weights.later_choice,
        "second_site" => weights.second_site,
        "familiarisation" => weights.familiarisation,
        "emergency" => weights.emergency,
        _ => weights.usual_site,
    }
}

/// What weights say, one sentence after the other.
pub(super) fn sentences(t: Text, weights: &Weights) -> Vec<String> {
    let worth = |purpose: Purpose| weights.purposes.get(&purpose).copied().unwrap_or(0);
    let mut ranked: Vec<Purpose> = Purpose::ALL.to_vec();
    // What is “other” is no example of anything.
    ranked.retain(|purpose| *purpose != Purpose::Other);
    ranked.sort_by_key(|purpose| std::cmp::Reverse(worth(*purpose)));
    let mut lines = Vec::new();
    if let (Some(most), Some(least)) = (ranked.first(), ranked.iter().rev().find(|purpose| worth(**purpose) > 0))
        && worth(*most) > worth(*least)
    {
        let times = i64::from(worth(*most)) * 10 / i64::from(worth(*least).max(1));
        lines.push(t.weights_purposes(
            t.word("purpose", most.as_str()),
            t.number(i64::from(worth(*most))),
            t.tenths(times),
            t.word("purpose", least.as_str()),
            t.number(i64::from(worth(*least))),
        ));
    }
    let shares: Vec<String> =
        weights.further_half_days_percent.iter().map(|percent| t.weights_percent(i64::from(*percent))).collect();
    if !shares.is_empty() {
        lines.push(t.weights_further(t.list_and(&shares)));
        let third = weights.worth(Purpose::Training, 3) - weights.worth(Purpose::Training, 2);
        let first = weights.worth(Purpose::Training, 1);
        if third < first {
            lines.push(t.weights_third(
                t.word("purpose", Purpose::Training.as_str()),
                t.number(third),
                t.number(first),
            ));
        }
    }
    let critical: Vec<String> =
        weights.critical_purposes.iter().map(|purpose| t.word("purpose", purpose.as_str())).collect();
    if !critical.is_empty() {
        lines.push(t.weights_critical(t.list_and(&critical), t.number(i64::from(weights.critical))));
    }
    let points = |name: &str| t.number(i64::from(figure(weights, name)));
    lines.push(t.weights_waiting(points("waiting_week"), i64::from(weights.waiting_weeks_most)));
    lines.push(t.weights_minimum(points("minimum")));
    lines.push(t.weights_kilometre(points("kilometre")));
    lines.push(t.weights_later_choice(points("later_choice")));
    lines.push(t.weights_second_site(points("second_site")));
    lines.push(t.weights_familiarisation(points("familiarisation")));
    lines.push(t.weights_emergency(points("emergency")));
    lines.push(t.weights_usual_site(points("usual_site")));
    lines
}

#[derive(Template)]
#[template(path = "plans/weights.html")]
struct WeightsPage {
    t: Text,
    layout: view::Layout,
    over: String,
    tabs: Vec<view::Tab>,
    plans: bool,
    territory: bool,
    name: String,
    status: view::Badge,
    source: String,
    sentences: Vec<String>,
    purpose_columns: Vec<view::Column>,
    purposes: Vec<PurposeRow>,
    version_columns: Vec<view::Column>,
    versions: Vec<VersionRow>,
    adopt: String,
}

struct PurposeRow {
    name: String,
    points: String,
    critical: bool,
}

struct VersionRow {
    name: String,
    version: String,
    when: String,
    who: String,
    why: String,
    holds: bool,
}

/// The territory that is asked for: one of the actor's, the first when she names none.
fn chosen(territories: &[Territory], wanted: Option<OrganisationId>) -> Result<Option<Territory>, Problem> {
    match wanted {
        Some(id) => match territories.iter().find(|territory| territory.id == id) {
            Some(territory) => Ok(Some(territory.clone())),
            None => Err(db::Error::NotFound.into()),
        },
        None => Ok(territories.first().cloned()),
    }
}

pub(super) type Loaded = (Vec<Territory>, Option<(Territory, StoredWeights, Vec<WeightsVersion>)>);

pub(super) async fn load(cx: &Context, wanted: Option<OrganisationId>) -> Result<Loaded, Problem> {
    let actor = cx.actor().clone();
    let territories = cx.app.db().read(move |conn| db::plans::territories(conn, &actor)).await?;
    let Some(territory) = chosen(&territories, wanted)? else { return Ok((territories, None)) };
    let found = cx
        .app
        .db()
        .read(move |conn| {
            let weights = db::plans::weights_of(conn, territory.id)?;
            let versions = db::plans::weights::versions(conn, &territory)?;
            Ok((territory.clone(), weights, versions))
        })
        .await?;
    Ok((territories, Some(found)))
}

pub(super) fn wanted(asked: &Asked) -> Result<Option<OrganisationId>, Problem> {
    let mut read = asked.read_loosely();
    let territory = read.optional_word::<OrganisationId>("territory");
    read.finish()?;
    territory.take()
}

/// `GET /plans/weights`
pub async fn show(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let (territories, found) = load(&cx, wanted(&asked)?).await?;
    let t = cx.t;
    let shipped = Weights::shipped().map_err(|wrong| db::Error::Broken(wrong.to_string()))?;
    let (territory, stored, versions) = match found {
        Some((territory, stored, versions)) => (Some(territory), stored, versions),
        None => (None, StoredWeights { id: None, version: 1, weights: shipped.clone() }, Vec::new()),
    };
    let weights = &stored.weights;
    let mut purposes: Vec<Purpose> = Purpose::ALL.to_vec();
    purposes.sort_by_key(|purpose| std::cmp::Reverse(weights.worth(*purpose, 1)));
    let id = territory.as_ref().map(|territory| territory.id);
    let page = WeightsPage {
        t,
        over: territory.as_ref().map(|territory| territory.name.clone()).unwrap_or_default(),
        tabs: territories
            .iter()
            .filter(|_| territories.len() > 1)
            .map(|one| view::Tab {
                label: one.name.clone(),
                href: format!("/plans/weights?territory={}", one.id),
                current: Some(one.id) == id,
                count: String::new(),
            })
            .collect(),
        plans: cx.caller.may(Action::PlanWeek),
        territory: territory.is_some(),
        name: t.weights_version_name(&weights.name, i64::from(stored.version)),
        status: status_badge(t, weights.status),
        source: if *weights == shipped { t.weights_source_shipped() } else { weights.source.clone() },
        sentences: sentences(t, weights),
        purpose_columns: columns([(t.weights_column_purpose(), false), (t.weights_column_points(), true)]),
        purposes: purposes
            .iter()
            .map(|purpose| PurposeRow {
                name: t.word("purpose", purpose.as_str()),
                points: t.number(weights.worth(*purpose, 1)),
                critical: weights.is_critical(*purpose),
            })
            .collect(),
        version_columns: columns([
            (t.weights_column_version(), false),
            (t.weights_column_when(), false),
            (t.weights_column_who(), false),
            (t.weights_column_why(), false),
        ]),
        versions: versions
            .iter()
            .map(|version| VersionRow {
                name: version.stored.weights.name.clone(),
                version: t.number(i64::from(version.stored.version)),
                when: t.instant_long(version.created_at, &cx.frame.zone),
                who: match (&version.adopted_by, version.own) {
                    (Some(name), _) => name.clone(),
                    (None, true) => t.answer_not_known(),
                    (None, false) => t.weights_shipped(),
                },
                why: version.reason.clone().unwrap_or_default(),
                holds: version.stored.id == stored.id,
            })
            .collect(),
        adopt: territory
            .as_ref()
            .filter(|territory| territory.whole)
            .map(|territory| format!("/plans/weights/new?territory={}", territory.id))
            .unwrap_or_default(),
        layout: cx.layout().await,
    };
    html(&page)
}

fn status_badge(t: Text, status: WeightsStatus) -> view::Badge {
    let tone = match status {
        WeightsStatus::Assumed => "warning",
        WeightsStatus::Adopted => "done",
    };
    view::Badge { tone, word: t.word("weights-status", status.as_str()) }
}

#[derive(Template)]
#[template(path = "plans/weights_new.html")]
struct NewPage {
    t: Text,
    layout: view::Layout,
    over: String,
    back: String,
    key: String,
    territory: String,
    errors: view::FieldErrors,
    form: Submitted,
    purposes: Vec<Field>,
    figures: Vec<Field>,
    critical: Vec<view::Choice>,
    chosen: Vec<String>,
}

struct Field {
    name: String,
    label: String,
    hint: String,
    value: String,
    error: String,
}

fn first_values(weights: &Weights) -> Submitted {
    let mut fields = vec![
        ("name".to_owned(), weights.name.clone()),
        ("source".to_owned(), String::new()),
        (
            "further".to_owned(),
            weights.further_half_days_percent.iter().map(i32::to_string).collect::<Vec<_>>().join(" "),
        ),
    ];
    fields.extend(Purpose::ALL.iter().map(|purpose| {
        (format!("purpose_{}", purpose.as_str()), weights.purposes.get(purpose).copied().unwrap_or(0).to_string())
    }));
    fields.extend(FIGURES.map(|name| (name.to_owned(), figure(weights, name).to_string())));
    fields.extend(
        weights.critical_purposes.iter().map(|purpose| ("critical_purposes".to_owned(), purpose.as_str().to_owned())),
    );
    Submitted::prefilled(fields)
}

/// `GET /plans/weights/new`
pub async fn new(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let (_, found) = load(&cx, wanted(&asked)?).await?;
    let Some((territory, stored, _)) = found.filter(|(territory, ..)| territory.whole) else {
        return Err(db::Error::NotFound.into());
    };
    new_page(&cx, &territory, first_values(&stored.weights), view::FieldErrors::none()).await
}

async fn new_page(
    cx: &Context,
    territory: &Territory,
    form: Submitted,
    errors: view::FieldErrors,
) -> Result<Response, Problem> {
    let t = cx.t;
    let field = |name: String, label: String, hint: String| Field {
        value: form.value(&name).to_owned(),
        error: errors.of(&name).to_string(),
        name,
        label,
        hint,
    };
    let page = NewPage {
        t,
        over: territory.name.clone(),
        back: format!("/plans/weights?territory={}", territory.id),
        key: cx.new_key(),
        territory: territory.id.to_string(),
        purposes: Purpose::ALL
            .iter()
            .map(|purpose| {
                field(format!("purpose_{}", purpose.as_str()), t.word("purpose", purpose.as_str()), String::new())
            })
            .collect(),
        figures: FIGURES
            .map(|name| field(name.to_owned(), t.word("weights-figure", name), t.word("weights-figure-hint", name)))
            .into(),
        critical: Purpose::ALL
            .iter()
            .map(|purpose| view::Choice {
                value: purpose.as_str().to_owned(),
                label: t.word("purpose", purpose.as_str()),
                ..view::Choice::default()
            })
            .collect(),
        chosen: form.values("critical_purposes").map(str::to_owned).collect(),
        form,
        errors,
        layout: cx.layout().await,
    };
    html(&page)
}

/// What a form of weights says.
fn read_weights(form: &Submitted) -> Result<(OrganisationId, Weights, String), Problem> {
    let mut read = form.read();
    let territory = read.word::<OrganisationId>("territory");
    let (name, source, reason) = (read.text("name", 80), read.text("source", 300), read.text("reason", 500));
    let purposes: Vec<(Purpose, Read<i32>)> = Purpose::ALL
        .iter()
        .map(|purpose| (*purpose, read.number(&format!("purpose_{}", purpose.as_str()), 0..=MOST_POINTS)))
        .collect();
    let figures = FIGURES.map(|name| {
        let most = if name == "waiting_weeks_most" { 520 } else { MOST_POINTS };
        read.number(name, 0..=most)
    });
    let critical = read.words::<Purpose>("critical_purposes");
    let further = percents(&mut read);
    read.finish()?;
    let mut taken = Vec::with_capacity(figures.len());
    for figure in figures {
        taken.push(figure.take()?);
    }
    let [
        critical_points,
        waiting_week,
        waiting_weeks_most,
        minimum,
        kilometre,
        later_choice,
        second_site,
        familiarisation,
        emergency,
        usual_site,
    ] = taken[..]
    else {
        return Err(Problem::broken("figures of the form"));
    };
    let weights = Weights {
        name: name.take()?,
        status: WeightsStatus::Adopted,
        source: source.take()?,
        purposes: purposes
            .into_iter()
            .map(|(purpose, points)| points.take().map(|points| (purpose, points)))
            .collect::<Result<_, _>>()?,
        critical_purposes: critical.take()?,
        critical: critical_points,
        further_half_days_percent: further,
        waiting_week,
        waiting_weeks_most,
        minimum,
        kilometre,
        later_choice,
        second_site,
        familiarisation,
        emergency,
        usual_site,
    };
    Ok((territory.take()?, weights, reason.take()?))
}

/// Percentages one after the other, none above the one before: a third half-day never counts more than a second.
fn percents(read: &mut Reader<'_>) -> Vec<i32> {
    let typed = read.text("further", 60);
    let Some(typed) = typed.peek() else { return Vec::new() };
    let found: Option<Vec<i32>> = typed
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '%'))
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect();
    match found {
        Some(found)
            if !found.is_empty()
                && found.len() <= 10
                && found.iter().all(|percent| (0..=100).contains(percent))
                && found.is_sorted_by(|one, other| one >= other) =>
        {
            found
        }
        _ => {
            read.problem("further", "percents");
            Vec::new()
        }
    }
}

/// `POST /plans/weights`
pub async fn adopt(cx: Context, submitted: Submitted) -> Result<Response, Problem> {
    let (id, weights, reason) = match read_weights(&submitted) {
        Ok(read) => read,
        Err(problem) => return again_with(&cx, submitted, &problem).await,
    };
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    cx.app
        .db()
        .write(move |tx| {
            let territory = db::plans::territories(tx.conn, &actor)?
                .into_iter()
                .find(|one| one.id == id)
                .ok_or(db::Error::NotFound)?;
            tx.once(key.as_ref(), |tx| tx.adopt_weights(&actor.signature(), &territory, &weights, &reason))
        })
        .await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.weights_adopted(), undo: None }).await?;
    Ok(Redirect::to(&format!("/plans/weights?territory={id}")).into_response())
}

async fn again_with(cx: &Context, submitted: Submitted, problem: &Problem) -> Result<Response, Problem> {
    let id = OrganisationId::read(submitted.value("territory"));
    if problem.field_problems().is_none() || id.is_none() {
        return Err(problem.clone());
    }
    let (_, found) = load(cx, id).await?;
    let Some((territory, ..)) = found.filter(|(territory, ..)| territory.whole) else {
        return Err(db::Error::NotFound.into());
    };
    let errors = crate::forms::errors(cx.t, problem);
    let mut response = new_page(cx, &territory, submitted, errors).await?;
    *response.status_mut() = problem.status();
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_filled_with_weights_says_the_same_weights() {
        let weights = Weights::shipped().unwrap();
        let first = first_values(&weights);
        let mut fields: Vec<(String, String)> = Vec::new();
        for name in ["name", "further"].into_iter().chain(FIGURES) {
            fields.push((name.to_owned(), first.value(name).to_owned()));
        }
        for purpose in Purpose::ALL {
            let name = format!("purpose_{}", purpose.as_str());
            fields.push((name.clone(), first.value(&name).to_owned()));
        }
        fields.extend(first.values("critical_purposes").map(|one| ("critical_purposes".to_owned(), one.to_owned())));
        fields.push(("territory".to_owned(), "00000000-0000-7000-8000-000000000001".to_owned()));
        fields.push(("source".to_owned(), "the partners".to_owned()));
        fields.push(("reason".to_owned(), "they met".to_owned()));
        let (_, read, reason) = read_weights(&Submitted::prefilled(fields.clone())).unwrap();
        let adopted = Weights { status: WeightsStatus::Adopted, source: "the partners".to_owned(), ..weights };
        assert_eq!((read, reason.as_str()), (adopted, "they met"));
        for wrong in ["50 70", "110", "x", ""] {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.clone(), if name == "further" { wrong.to_owned() } else { value.clone() }));
            assert!(read_weights(&Submitted::prefilled(fields)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn weights_are_said_in_words() {
        let t = Text::new(i18n::Language::French);
        let said = sentences(t, &Weights::shipped().unwrap()).join(" ");
        let said = said.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(said.contains("70 %") && said.contains("La troisième"), "{said}");
    }
}
