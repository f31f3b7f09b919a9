//! The API's own description: every room's part, merged, at `/api/v1/openapi.json` and as a page at `/api`.
//!
//! A room annotates its handlers and writes `pub fn openapi() -> utoipa::openapi::OpenApi`; its line stands in [`parts`]. What all
//! operations share is added here: the bearer token (from the route's [`Action`]), `Idempotency-Key` on each write, the
//! problem document. A test compares the paths with the routes that exist.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use domain::access::Action;
use i18n::Text;
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaFormat, Type};

use crate::context::Context;
use crate::problem::Problem;
use crate::routes::Routes;
use crate::shared::view;

/// Each room's part.
fn parts() -> Vec<OpenApi> {
    vec![
        crate::directory::api::openapi(),
        crate::attendance::api::openapi(),
        crate::attendance::month_api::openapi(),
        crate::tablet::api::openapi(),
        crate::sites::api::openapi(),
        crate::calendar::api::openapi(),
        crate::referrals::api::openapi(),
        crate::families::api::openapi(),
        crate::places::api::openapi(),
        crate::places::week::openapi(),
        crate::accounts::api::openapi(),
        crate::plans::api::openapi(),
        crate::staff::api::openapi(),
        crate::familiarisation::api::openapi(),
        crate::papers::api::openapi(),
        crate::drills::api::openapi(),
        crate::outings::api::openapi(),
        crate::direction::api::openapi(),
    ]
}

/// The routes of the description itself.
pub fn routes() -> Routes {
    Routes::default().get("/api/v1/openapi.json", Action::SeeDirectory, serve).get("/api", Action::SeeDirectory, read)
}

/// Schemas of closed lists of words, for `#[schema(schema_with = …)]`: the enum of the document is the list of the domain.
macro_rules! word_schemas {
    ($($(#[$meta:meta])* $name:ident: $list:ty),+ $(,)?) => {$(
        $(#[$meta])*
        pub fn $name() -> Object {
            let words: Vec<&'static str> = <$list>::ALL.iter().map(|word| word.as_str()).collect();
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
        }
    )+};
}

/// Schemas of the values all rooms use.
pub mod schemas {
    use super::*;

    word_schemas! {
        /// `morning`, `afternoon`.
        half_day: domain::HalfDay,
        /// Days of the week.
        day_of_week: domain::time::DayOfWeek,
        /// Kinds of organisations.
        organisation_kind: domain::sites::OrganisationKind,
        /// Kinds of prescribers.
        prescriber_kind: domain::sites::PrescriberKind,
        /// Kinds of sites.
        site_kind: domain::sites::SiteKind,
        /// Classes of seats.
        seat_class: domain::sites::SeatClass,
        /// Booking modes.
        booking_mode: domain::sites::BookingMode,
        /// Kinds of care.
        care_kind: domain::places::CareKind,
        /// Purposes.
        purpose: domain::places::Purpose,
        /// Kinds of periods.
        period_kind: domain::calendar::PeriodKind,
        /// School zones.
        school_zone: domain::calendar::SchoolZone,
        /// Regions of public holidays.
        holiday_region: domain::calendar::HolidayRegion,
        /// Reasons of closures.
        closure_reason: domain::calendar::ClosureReason,
        /// What is recorded at the door.
        attendance_kind: domain::places::AttendanceKind,
        /// Why an expected child did not come.
        absence_reason: domain::places::AbsenceReason,
        /// Languages of families.
        spoken_language: domain::families::SpokenLanguage,
        /// How a family may safely be contacted.
        safe_contact: domain::families::SafeContact,
        /// Situations of a parent.
        situation_kind: domain::families::SituationKind,
        /// How a referral stands.
        referral_status: domain::referrals::ReferralStatus,
        /// Why a site refuses.
        refusal_reason: domain::referrals::RefusalReason,
        /// Why an accompaniment ends.
        referral_end_reason: domain::referrals::ReferralEndReason,
        /// How fast an answer is needed.
        urgency: domain::referrals::Urgency,
        /// How an alternative of a run was made.
        alternative_kind: domain::plans::AlternativeKind,
        /// What a proposed place is.
        proposal_role: domain::plans::ProposalRole,
        /// What a family is told before its half-day is known.
        promise_kind: domain::plans::PromiseKind,
        /// How a run stands.
        run_state: domain::plans::RunState,
        /// Why a request is not in a plan.
        unserved_reason: domain::plans::UnservedReason,
        /// Whether weights were agreed upon.
        weights_status: domain::plans::WeightsStatus,
        /// What somebody was trained for.
        qualification: domain::staff::Qualification,
        /// What a drill rehearsed.
        drill_kind: domain::drills::DrillKind,
        /// The two categories of staff.
        staff_category: domain::staff::StaffCategory,
        /// Why somebody of the team is absent.
        staff_absence: domain::staff::StaffAbsence,
        /// The ratio a site chose.
        ratio_mode: domain::staff::ratio::RatioMode,
        /// How a mixed group is rounded up.
        ratio_rounding: domain::staff::ratio::RatioRounding,
        /// What a site answers.
        decision: domain::referrals::Decision,
    }

    /// Several situations of a parent.
    pub fn situation_kinds() -> utoipa::openapi::schema::Array {
        utoipa::openapi::schema::ArrayBuilder::new().items(situation_kind()).build()
    }

    fn text(pattern: &str, example: &str, description: &str) -> Object {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(pattern))
            .examples([json!(example)])
            .description(Some(description))
            .build()
    }
    /// A civil time of day, `08:30`.
    pub fn time() -> Object {
        text("^([01][0-9]|2[0-3]):[0-5][0-9]$", "08:30", "Civil time of the site, hours and minutes, 24-hour clock")
    }
    /// A civil date.
    pub fn date() -> Object {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Date)))
            .examples([json!("2026-02-09")])
            .build()
    }
    /// An identifier.
    pub fn id() -> Object {
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom("uuid".to_owned()))).build()
    }
    /// An instant in UTC.
    pub fn instant() -> Object {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .build()
    }
}

/// The whole document.
pub fn document() -> Value {
    let mut whole = utoipa::openapi::OpenApiBuilder::new()
        .info(
            utoipa::openapi::InfoBuilder::new()
                .title("Marelle")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(INTRODUCTION))
                .build(),
        )
        .build();
    for part in parts() {
        whole.merge(part);
    }
    let mut document = serde_json::to_value(&whole).unwrap_or_default();
    let actions: BTreeMap<(String, String), Action> = crate::rooms::listed()
        .into_iter()
        .map(|route| ((route.path.to_owned(), route.method.to_lowercase()), route.action))
        .collect();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                if let Some(operation) = operation.as_object_mut() {
                    complete(operation, method, actions.get(&(path.clone(), method.clone())).copied());
                }
            }
        }
    }
    document["components"]["securitySchemes"] = json!({ "bearer": {
        "type": "http", "scheme": "bearer",
        "description": "A token of a membership, made on the account page, with scopes and an end date."
    }});
    document["components"]["schemas"]["Problem"] = problem_schema();
    document
}

const INTRODUCTION: &str = "Everything a screen can do. Dates are civil dates (2026-02-09) and times civil times of the site \
     (08:30, 24-hour clock); instants are UTC (2026-11-23T08:00:00Z). Lists are {items, next}: send `next` back as `cursor` for \
     the following page. Each write needs an Idempotency-Key: the same key with the same body has one effect and the same answer for \
     seven days. Errors are problem documents (RFC 9457); a rule that refuses is named in `rule`, with `parameters` and a `message`.";

/// Adds to an operation what every operation of its kind has.
fn complete(operation: &mut serde_json::Map<String, Value>, method: &str, action: Option<Action>) {
    if let Some(action) = action {
        let public = domain::access::may(domain::access::Role::Public, action);
        operation.insert(
            "security".to_owned(),
            if public { json!([{}, { "bearer": [] }]) } else { json!([{ "bearer": [] }]) },
        );
        operation.insert("x-action".to_owned(), json!(action.as_str()));
    }
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        let id = parameter["name"].as_str().is_some_and(|name| name == "id" || name.ends_with("_id"));
        if id && parameter["in"] == "path" && parameter["schema"]["type"] == "string" {
            parameter["schema"]["format"] = json!("uuid");
        }
    }
    if method != "get" {
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(list) = parameters.as_array_mut()
            && !list.iter().any(|parameter| parameter["name"] == "Idempotency-Key")
        {
            list.push(json!({
                "name": "Idempotency-Key", "in": "header", "required": true,
                "description": "Made by the client, new for each action, kept seven days.",
                "schema": { "type": "string", "minLength": 8, "maxLength": 100 }
            }));
        }
    }
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    if let Some(responses) = responses.as_object_mut() {
        responses.entry("4XX").or_insert_with(|| {
            json!({
                "description": "A problem document",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
            })
        });
    }
}

fn problem_schema() -> Value {
    let refusal = json!({
        "rule": { "type": "string", "description": "The rule that refused, such as seats_full" },
        "parameters": { "type": "object", "description": "The rule's parameters" },
        "message": { "type": "string", "description": "The refusal in the reader's language (Accept-Language)" }
    });
    let mut properties = json!({
        "type": { "type": "string", "description": "/api/problems/{code}" },
        "title": { "type": "string" },
        "status": { "type": "integer" },
        "detail": { "type": "string" },
        "errors": { "type": "array", "items": { "type": "object", "required": ["field", "code", "message"], "properties": {
            "field": { "type": "string", "description": "Path of the field, as children[0].birth_date" },
            "code": { "type": "string" }, "message": { "type": "string" }
        }}},
        "refusals": { "type": "array", "items": { "type": "object", "required": ["rule", "parameters", "message"], "properties": refusal } }
    });
    for name in ["rule", "parameters", "message"] {
        properties[name] = refusal[name].clone();
    }
    json!({ "type": "object", "required": ["type", "title", "status", "detail"], "properties": properties })
}

/// `GET /api/v1/openapi.json`
async fn serve() -> Result<Response, Problem> {
    let body = serde_json::to_string_pretty(&document()).map_err(|error| Problem::broken(&error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")], body)
        .into_response())
}

/// One operation, as the page shows it.
struct Operation {
    anchor: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    action: String,
    public: bool,
    parameters: Vec<Field>,
    body: Vec<Field>,
    answers: Vec<Answer>,
}

struct Answer {
    status: String,
    words: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    place: String,
    kind: String,
    required: bool,
    words: String,
}

struct Group {
    name: String,
    operations: Vec<Operation>,
}

#[derive(Template)]
#[template(path = "openapi.html")]
struct ApiPage {
    t: Text,
    layout: view::Layout,
    introduction: Vec<String>,
    groups: Vec<Group>,
}

/// `GET /api`: the same document, to read.
async fn read(cx: Context) -> Result<Html<String>, Problem> {
    let page = ApiPage {
        t: cx.t,
        layout: cx.layout().await,
        introduction: INTRODUCTION.split(". ").map(|sentence| format!("{}.", sentence.trim_end_matches('.'))).collect(),
        groups: groups(&document()),
    };
    Ok(Html(page.render().map_err(|error| Problem::broken(&error.to_string()))?))
}

fn text_of(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn groups(document: &Value) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let name = path.trim_start_matches("/api/v1/").split('/').next().unwrap_or_default().to_owned();
            let shown = operation_of(document, path, method, operation);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(shown),
                None => groups.push(Group { name, operations: vec![shown] }),
            }
        }
    }
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    groups
}

fn operation_of(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| Field {
            name: text_of(parameter, "name"),
            place: text_of(parameter, "in"),
            kind: kind(&parameter["schema"]),
            required: parameter["required"].as_bool().unwrap_or(false),
            words: described(parameter, &parameter["schema"]),
        })
        .collect();
    let answers = operation["responses"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(status, _)| status.as_str() != "4XX")
        .map(|(status, answer)| Answer {
            status: status.clone(),
            words: text_of(answer, "description"),
            fields: fields_of(document, &answer["content"]["application/json"]["schema"], "", 0),
        })
        .collect();
    Operation {
        anchor: format!("{method}-{}", path.trim_start_matches('/').replace(['/', '{', '}'], "-")),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text_of(operation, "summary"),
        description: text_of(operation, "description"),
        action: text_of(operation, "x-action"),
        public: operation["security"].as_array().is_some_and(|ways| ways.len() > 1),
        parameters,
        body: fields_of(document, &operation["requestBody"]["content"]["application/json"]["schema"], "", 0),
        answers,
    }
}

fn described(value: &Value, schema: &Value) -> String {
    let own = text_of(value, "description");
    if own.is_empty() { text_of(schema, "description") } else { own }
}

/// A schema's type in a few words.
fn kind(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    let name = match &schema["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        _ => match schema["$ref"].as_str() {
            Some(reference) => reference.rsplit('/').next().unwrap_or_default().to_owned(),
            None => String::new(),
        },
    };
    match schema["format"].as_str() {
        Some(format) => format!("{name} ({format})"),
        None => name,
    }
}

/// The fields of an object's schema, nested ones as `premises.name` and `seats[].class`, to a fixed depth.
fn fields_of(document: &Value, schema: &Value, prefix: &str, depth: usize) -> Vec<Field> {
    if depth > 8 {
        return Vec::new();
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return fields_of(document, &document["components"]["schemas"][name], prefix, depth + 1);
    }
    for several in ["allOf", "oneOf", "anyOf"] {
        if let Some(parts) = schema[several].as_array() {
            return parts.iter().flat_map(|part| fields_of(document, part, prefix, depth)).collect();
        }
    }
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut fields = Vec::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        fields.push(Field {
            name: path.clone(),
            place: String::new(),
            kind: kind(property),
            required: required.contains(&name.as_str()),
            words: text_of(property, "description"),
        });
        let (inside, path) =
            if property["items"].is_object() { (&property["items"], format!("{path}[]")) } else { (property, path) };
        fields.extend(fields_of(document, inside, &path, depth + 1));
    }
    fields
}
