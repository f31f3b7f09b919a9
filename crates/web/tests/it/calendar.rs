//! Rules as data through the API, the sessions they make, and what a change touches.

use axum::http::{Method, StatusCode};
use domain::families::{SafeContact, SpokenLanguage};
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{TestApp, Town};

async fn post(app: &TestApp, token: &str, path: &str, body: Value) -> Value {
    let answer = app.api(token, Method::POST, path, body).await;
    assert!(answer.status.is_success(), "{path}: {} {}", answer.status, answer.body);
    answer.json()
}

async fn site(app: &TestApp, town: &Town, name: &str, commune: &str) -> String {
    let site = json!({ "kind": "micro_creche", "name": name, "commune": commune, "free_of_charge": true });
    post(app, &town.administrator, "/api/v1/sites", site).await["id"].as_str().unwrap().to_owned()
}

async fn premises(app: &TestApp, town: &Town, site: &str, name: &str, address: &str, commune: &str) -> String {
    let premises = json!({ "name": name, "address": address, "commune": commune });
    post(app, &town.administrator, &format!("/api/v1/sites/{site}/premises"), premises).await["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[expect(clippy::too_many_arguments, reason = "the columns of the published timetable")]
async fn open(
    app: &TestApp,
    town: &Town,
    site: &str,
    premises: &str,
    days: &[&str],
    kind: &str,
    half_day: &str,
    hours: (&str, &str),
    seats: (u16, u16),
) {
    for day in days {
        post(
            app,
            &town.administrator,
            &format!("/api/v1/sites/{site}/opening-rules"),
            json!({
                "premises_id": premises, "weekday": day, "period_kind": kind, "half_day": half_day, "starts_at": hours.0,
                "ends_at": hours.1, "seats": { "regular": seats.0, "adaptation": seats.1 }, "from": "2024-02-26"
            }),
        )
        .await;
    }
}

/// One line a session: date, half-day, premises, hours, seats by class.
async fn lines(app: &TestApp, site: &str, from: &str, to: &str) -> Vec<String> {
    let path = format!("/api/v1/sites/{site}/sessions?from={from}&to={to}");
    let list = app.get("", &path).await.expect(StatusCode::OK).json();
    assert!(list["next"].is_null());
    let seats = |session: &Value, class: &str| {
        let seats = session["seats"].as_array().unwrap().iter().find(|seats| seats["class"] == class).unwrap();
        assert_eq!(seats["total"], seats["free"]);
        seats["total"].to_string()
    };
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|session| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!(
                "{} {} {} {}-{} {}+{}+{}",
                text(&session["date"]),
                text(&session["half_day"]),
                text(&session["premises"]["name"]),
                text(&session["starts_at"]),
                text(&session["ends_at"]),
                seats(session, "regular"),
                seats(session, "adaptation"),
                seats(session, "emergency")
            )
        })
        .collect()
}

const PARC: &str = "Parc";
const ARC: &str = "Arc-en-Ciel";

async fn lunel(app: &TestApp, town: &Town) -> (String, String, String) {
    let site = site(app, town, "Les Petits Pas", "34145").await;
    let parc = premises(app, town, &site, PARC, "73 rue de l'École du Parc", "34145").await;
    let arc = premises(app, town, &site, ARC, "149 rue des 4 Vents", "34145").await;
    let (morning, afternoon, seats) = (("08:30", "12:15"), ("13:30", "17:00"), (6, 1));
    let (four, three) = (["monday", "tuesday", "thursday", "friday"], ["monday", "tuesday", "thursday"]);
    open(app, town, &site, &parc, &four, "term", "morning", morning, seats).await;
    open(app, town, &site, &parc, &three, "term", "afternoon", afternoon, seats).await;
    open(app, town, &site, &arc, &["wednesday"], "always", "morning", morning, seats).await;
    open(app, town, &site, &arc, &["wednesday"], "always", "afternoon", afternoon, seats).await;
    open(app, town, &site, &arc, &four, "holidays", "morning", morning, seats).await;
    open(app, town, &site, &arc, &three, "holidays", "afternoon", afternoon, seats).await;
    (site, parc, arc)
}

/// The morning of 15 January 2026: the horizon of 26 weeks covers February and March.
fn in_january(app: &TestApp) {
    app.clock.set("2026-01-15T07:00:00Z".parse::<jiff::Timestamp>().map(domain::Instant::new).unwrap());
}

testkit::both_engines! {
    async fn lunel_opens_exactly_as_published_from_its_rules_as_data(app: TestApp) {
        in_january(&app);
        let town = app.town().await;
        let (site, _, _) = lunel(&app, &town).await;
        // Written from the published text: zone C is on holiday from Saturday 21 February to Sunday 8 March 2026; the Parc in
        // term but on Wednesdays, the school on Wednesdays and in the holidays; no Friday afternoon; 6 + 1 seats.
        let mut expected = Vec::new();
        let mut day = date(2026, 2, 9);
        while day <= date(2026, 3, 8) {
            let weekday = day.weekday().to_monday_one_offset();
            let place = if day >= date(2026, 2, 21) || weekday == 3 { ARC } else { PARC };
            if weekday <= 5 {
                expected.push(format!("{day} morning {place} 08:30-12:15 6+1+0"));
            }
            if weekday <= 4 {
                expected.push(format!("{day} afternoon {place} 13:30-17:00 6+1+0"));
            }
            day = day.tomorrow().unwrap();
        }
        assert_eq!(expected.len(), 36);
        assert_eq!(lines(&app, &site, "2026-02-09", "2026-03-08").await, expected);
    }

    async fn lunel_closes_when_it_says_so_and_opens_again_when_the_closure_is_lifted(app: TestApp) {
        in_january(&app);
        let town = app.town().await;
        let (site, _, arc) = lunel(&app, &town).await;
        let path = format!("/api/v1/sites/{site}/closures");
        let closure = json!({ "from": "2026-02-12", "until": "2026-02-13", "reason": "staff_training" });
        let preview = post(&app, &town.administrator, &format!("{path}/preview"), closure.clone()).await;
        assert_eq!((preview["touched"].as_array().unwrap().len(), preview["to_decide"].as_u64()), (3, Some(0)));
        assert_eq!(lines(&app, &site, "2026-02-12", "2026-02-13").await.len(), 3, "a preview changes nothing");
        let made = post(&app, &town.administrator, &path, closure).await;
        assert_eq!(made["cancelled"], 3);
        assert_eq!(lines(&app, &site, "2026-02-12", "2026-02-13").await, Vec::<String>::new());
        let one = json!({ "from": "2026-02-11", "until": "2026-02-11", "half_day": "afternoon", "premises_id": arc, "reason": "works" });
        post(&app, &town.administrator, &path, one).await;
        assert_eq!(lines(&app, &site, "2026-02-11", "2026-02-11").await, ["2026-02-11 morning Arc-en-Ciel 08:30-12:15 6+1+0"]);
        let id = made["closure"].as_str().unwrap();
        let lifted = app.api(&town.administrator, Method::DELETE, &format!("{path}/{id}"), json!({})).await.expect(StatusCode::OK);
        assert_eq!(lifted.json()["changed"], 3);
        assert_eq!(lines(&app, &site, "2026-02-12", "2026-02-13").await.len(), 3);
    }

    async fn la_passerelle_opens_from_eight_to_half_past_five_in_term_and_holidays(app: TestApp) {
        in_january(&app);
        let town = app.town().await;
        let site = site(&app, &town, "La Passerelle", "43157").await;
        let place = premises(&app, &town, &site, "La Passerelle", "28 rue de la Passerelle", "43157").await;
        let week = ["monday", "tuesday", "wednesday", "thursday", "friday"];
        open(&app, &town, &site, &place, &week, "always", "morning", ("08:00", "12:45"), (6, 0)).await;
        open(&app, &town, &site, &place, &week, "always", "afternoon", ("12:45", "17:30"), (6, 0)).await;
        let mut expected = Vec::new();
        let mut day = date(2026, 2, 9);
        while day <= date(2026, 3, 8) {
            if day.weekday().to_monday_one_offset() <= 5 {
                expected.push(format!("{day} morning La Passerelle 08:00-12:45 6+0+0"));
                expected.push(format!("{day} afternoon La Passerelle 12:45-17:30 6+0+0"));
            }
            day = day.tomorrow().unwrap();
        }
        assert_eq!(expected.len(), 40);
        assert_eq!(lines(&app, &site, "2026-02-09", "2026-03-08").await, expected);
    }

    async fn a_correction_shows_what_it_touches_and_leaves_the_days_before_alone(app: TestApp) {
        let town = app.town().await;
        let site = town.site;
        let rules = app.get(&town.manager, &format!("/api/v1/sites/{site}/opening-rules")).await.expect(StatusCode::OK).json();
        let rule = rules["items"].as_array().unwrap().iter().find(|rule| rule["weekday"] == "tuesday" && rule["half_day"] == "morning").unwrap().clone();
        let session: domain::SessionId = app.get("", &format!("/api/v1/sites/{site}/sessions?from=2026-12-01&to=2026-12-01")).await.json()["items"][0]["id"].as_str().unwrap().parse().unwrap();
        app.seat(session, town.child, 6, None).await;
        app.seat(session, town.stranger_child, 7, None).await;
        let corrected = |regular: u16, adaptation: u16| json!({ "rule": {
            "premises_id": rule["premises_id"], "weekday": "tuesday", "period_kind": "always", "half_day": "morning",
            "starts_at": "09:00", "ends_at": "12:15", "seats": { "regular": regular, "adaptation": adaptation }, "from": "2026-12-01"
        }});
        let path = format!("/api/v1/sites/{site}/opening-rules/{}", rule["id"].as_str().unwrap());
        // No adaptation seat any more: the child who sits on it needs a decision.
        let preview = post(&app, &town.manager, &format!("{path}/preview"), corrected(5, 0)).await;
        assert_eq!((preview["to_decide"].as_u64(), preview["children"].as_u64()), (Some(1), Some(2)));
        let first = &preview["touched"][0];
        assert_eq!((first["session_id"].as_str(), first["bookings"].as_u64(), first["outcome"].as_str()), (Some(session.to_string().as_str()), Some(2), Some("needs_decision")));
        // Fewer seats where everybody still has one: numbers move, nobody decides.
        let answer = app.api(&town.manager, Method::PATCH, &path, corrected(5, 1)).await.expect(StatusCode::OK).json();
        assert_eq!(answer["to_decide"], json!([]));
        let after = app.get("", &format!("/api/v1/sites/{site}/sessions?from=2026-11-24&to=2026-12-01")).await.json();
        let of = |day: &str| after["items"].as_array().unwrap().iter().find(|session| session["date"] == day && session["half_day"] == "morning").unwrap().clone();
        assert_eq!(of("2026-11-24")["starts_at"], "08:30", "the week before is as it was");
        assert_eq!(of("2026-12-01")["starts_at"], "09:00");
        assert_eq!(of("2026-12-01")["seats"], json!([
            { "class": "regular", "total": 5, "taken": 1, "free": 4 },
            { "class": "adaptation", "total": 1, "taken": 1, "free": 0 },
            { "class": "emergency", "total": 0, "taken": 0, "free": 0 },
        ]));
    }

    async fn a_booked_session_is_never_taken_away_silently(app: TestApp) {
        let town = app.town().await;
        let site = town.site;
        let sessions = app.get("", &format!("/api/v1/sites/{site}/sessions?from=2026-12-01&to=2026-12-02")).await.json();
        let id = |place: usize| -> domain::SessionId { sessions["items"][place]["id"].as_str().unwrap().parse().unwrap() };
        let (kept, cancelled) = (id(0), id(1));
        app.seat(kept, town.child, 1, None).await;
        app.seat(cancelled, town.child, 1, None).await;
        app.seat(cancelled, town.stranger_child, 2, Some(4)).await;
        let closure = json!({ "from": "2026-12-01", "until": "2026-12-02", "reason": "works" });
        let made = post(&app, &town.manager, &format!("/api/v1/sites/{site}/closures"), closure).await;
        assert_eq!((made["cancelled"].as_u64(), made["to_decide"].as_array().unwrap().len()), (Some(2), 2));
        let waiting = app.get(&town.manager, &format!("/api/v1/sites/{site}/decisions")).await.expect(StatusCode::OK).json();
        assert_eq!(waiting["items"].as_array().unwrap().len(), 2);
        assert_eq!(waiting["items"][1]["children"], 2);
        post(&app, &town.manager, &format!("/api/v1/sessions/{kept}/keep"), json!({})).await;
        let given_back = post(&app, &town.manager, &format!("/api/v1/sessions/{cancelled}/cancel"), json!({ "reason": "works" })).await;
        assert_eq!(given_back["released"], 2);
        assert_eq!(app.get(&town.manager, &format!("/api/v1/sites/{site}/decisions")).await.json()["items"], json!([]));
        // The next rebuild leaves both decisions alone.
        app.db.write(move |tx| {
            let rebuilt = db::calendar::roll_horizon(tx, site)?;
            assert_eq!(rebuilt.to_decide, []);
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::ManageSites, "site", site))
        }).await.unwrap();
        assert_eq!(lines_of(&app, site).await, ["2026-12-01 morning"]);
        let again = app.api(&town.manager, Method::POST, &format!("/api/v1/sessions/{cancelled}/cancel"), json!({ "reason": "works" })).await.expect(StatusCode::CONFLICT);
        assert_eq!(again.rule(), "session_cancelled");
    }

    async fn a_cancelled_session_is_told_to_each_family_in_its_language_and_once(app: TestApp) {
        let town = app.town().await;
        let family = town.family;
        let twin = app.db.write(move |tx| {
            let twin = db::families::NewChild { given_name: "Noé".into(), family_name: "N'Diaye-L'Hostis".into(), birth_date: date(2025, 10, 14) };
            let id = tx.create_child(family, &twin)?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::ManageFamily, "child", id))?;
            Ok(id)
        }).await.unwrap();
        let sessions = app.get("", &format!("/api/v1/sites/{}/sessions?from=2026-12-01&to=2026-12-02", town.site)).await.json();
        let id = |place: usize| -> domain::SessionId { sessions["items"][place]["id"].as_str().unwrap().parse().unwrap() };
        for (child, seat) in [(town.child, 1), (twin, 2)] {
            app.seat(id(0), child, seat, None).await;
        }
        app.seat(id(0), town.stranger_child, 3, Some(4)).await;
        let works = json!({ "reason": "works" });
        let path = |place: usize| format!("/api/v1/sessions/{}/cancel", id(place));
        app.api(&town.other_manager, Method::POST, &path(0), works.clone()).await.expect(StatusCode::NOT_FOUND);
        app.api(&town.staff, Method::POST, &path(0), works.clone()).await.expect(StatusCode::FORBIDDEN);
        assert!(app.outbox().await.is_empty(), "who may not cancel tells nobody");
        let given_back = app.api_keyed(&town.manager, Method::POST, &path(0), "cancel-it", works.clone()).await.expect(StatusCode::OK).json();
        assert_eq!(given_back["released"], 3);
        let told = app.outbox().await;
        assert_eq!(told.len(), 2, "twins are one family: {told:?}");
        for message in &told {
            assert_eq!((message.channel.as_str(), message.language.as_str(), message.template.as_str()), ("sms", "ar", "place_cancelled"));
            assert!(message.body.contains("Les Marronniers") && message.body.ends_with("http://127.0.0.1:8080/family/ask"), "{}", message.body);
            assert!(!message.body.contains("Inès") && !message.body.contains("Noé"), "no name leaves");
        }
        assert_eq!(app.seats_taken().await, 0);
        app.api_keyed(&town.manager, Method::POST, &path(0), "cancel-it", works.clone()).await.expect(StatusCode::OK);
        app.api(&town.manager, Method::POST, &path(0), works.clone()).await.expect(StatusCode::CONFLICT);
        assert_eq!(app.outbox().await.len(), 2, "nobody is told twice");
        assert!(app.audit_lines().await.iter().any(|line| line.contains("\"families_told\":2")));
        // A message to a family in danger says nothing; who takes none has the site call her.
        app.seat(id(1), town.child, 1, None).await;
        app.reach(town.parent, SpokenLanguage::English, SafeContact::Normal, true).await;
        app.api(&town.manager, Method::POST, &path(1), works.clone()).await.expect(StatusCode::OK);
        let neutral = app.outbox().await.pop().unwrap();
        assert!(neutral.language == "en" && !neutral.body.contains("Marronniers") && !neutral.body.contains("childcare"), "{}", neutral.body);
        app.clock.advance(1);
        app.seat(id(2), town.child, 1, None).await;
        app.reach(town.parent, SpokenLanguage::English, SafeContact::CallOnly, false).await;
        app.api(&town.manager, Method::POST, &path(2), works).await.expect(StatusCode::OK);
        let call = app.outbox().await.pop().unwrap();
        assert_eq!((call.channel.as_str(), call.language.as_str()), ("call", "fr"));
    }

    async fn a_place_the_manager_takes_away_is_told_when_the_time_to_undo_is_over(app: TestApp) {
        let town = app.town().await;
        let sessions = app.get("", &format!("/api/v1/sites/{}/sessions?from=2026-12-01&to=2026-12-02", town.site)).await.json();
        let id = |place: usize| -> domain::SessionId { sessions["items"][place]["id"].as_str().unwrap().parse().unwrap() };
        let booking = app.seat(id(0), town.child, 1, None).await;
        let ill = app.seat(id(1), town.child, 1, None).await;
        let undone = app.seat(id(2), town.child, 1, None).await;
        for (booking, reason) in [(booking, "site_closed"), (ill, "child_ill"), (undone, "site_closed")] {
            app.api(&town.manager, Method::POST, &format!("/api/v1/bookings/{booking}/cancel"), json!({ "reason": reason })).await.expect(StatusCode::OK);
        }
        app.api(&town.manager, Method::POST, &format!("/api/v1/bookings/{undone}/restore"), json!({})).await.expect(StatusCode::OK);
        let told = async || app.outbox().await.iter().filter(|message| message.template == "place_cancelled").count();
        app.run_jobs().await;
        assert_eq!(told().await, 0, "it may still be undone");
        app.clock.advance(domain::places::UNDO_SECONDS + 1);
        app.run_jobs().await;
        assert_eq!(told().await, 1, "not for what the family asked for, nor for what was undone");
    }

    async fn a_cancelled_half_day_stays_closed_though_its_rule_opens_it(app: TestApp) {
        let town = app.town().await;
        let site = town.site;
        let sessions = app.get("", &format!("/api/v1/sites/{site}/sessions?from=2026-12-01&to=2026-12-01")).await.json();
        let id = sessions["items"][0]["id"].as_str().unwrap();
        post(&app, &town.manager, &format!("/api/v1/sessions/{id}/cancel"), json!({ "reason": "staff_absence", "note": "Grippe" })).await;
        app.db.write(move |tx| {
            db::calendar::roll_horizon(tx, site)?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::ManageSites, "site", site))
        }).await.unwrap();
        assert_eq!(lines_of(&app, site).await, ["2026-12-01 afternoon", "2026-12-02 morning", "2026-12-02 afternoon"]);
    }

    async fn rules_that_cannot_stand_together_are_refused_with_their_field(app: TestApp) {
        let town = app.town().await;
        let path = format!("/api/v1/sites/{}/opening-rules", town.site);
        let rule = |starts: &str, ends: &str, half_day: &str, from: &str| json!({
            "premises_id": town.premises, "weekday": "monday", "period_kind": "always", "half_day": half_day, "starts_at": starts,
            "ends_at": ends, "seats": { "regular": 6 }, "from": from
        });
        for (body, field, code) in [
            (rule("08:00", "07:00", "morning", "2026-12-01"), "ends_at", "until_before_from"),
            (rule("08:00", "14:00", "morning", "2026-12-01"), "ends_at", "morning_after_afternoon"),
            (rule("08:00", "12:00", "morning", "2025-01-01"), "from", "same_start"),
            (rule("8h", "12:00", "morning", "2026-12-01"), "starts_at", "invalid"),
            (json!({ "weekday": "someday" }), "weekday", "not_a_choice"),
            (json!({ "colour": "red" }), "colour", "unknown_field"),
        ] {
            let problem = app.api(&town.manager, Method::POST, &path, body.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!((problem["errors"][0]["field"].as_str(), problem["errors"][0]["code"].as_str()), (Some(field), Some(code)), "{body}");
        }
        // The premises of another site are no choice, and another site is not there at all.
        let mut foreign = rule("08:00", "12:00", "morning", "2026-12-01");
        foreign["premises_id"] = json!(town.child);
        assert_eq!(app.api(&town.manager, Method::POST, &path, foreign).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let other = format!("/api/v1/sites/{}/opening-rules", town.other_site);
        assert_eq!(app.api(&town.manager, Method::POST, &other, rule("08:00", "12:00", "morning", "2026-12-01")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.get(&town.manager, &other).await.status, StatusCode::NOT_FOUND);
    }

    async fn two_who_edit_the_same_site_do_not_overwrite_each_other(app: TestApp) {
        let town = app.town().await;
        let site = format!("/api/v1/sites/{}", town.site);
        let etag = app.get("", &site).await.headers["etag"].to_str().unwrap().to_owned();
        let patch = |name: &str, key: &str| app.request(Method::PATCH, &site)
            .header("authorization", format!("Bearer {}", town.administrator))
            .header("if-match", etag.clone()).header("idempotency-key", key.to_owned()).header("content-type", "application/json")
            .body(axum::body::Body::from(json!({ "name": name }).to_string())).unwrap();
        let first = app.send(patch("Les Marronniers d'Inde", "first-key")).await.expect(StatusCode::OK);
        assert_ne!(first.headers["etag"].to_str().unwrap(), etag);
        assert_eq!(app.send(patch("Autre nom", "other-key")).await.status, StatusCode::PRECONDITION_FAILED);
        // The first one repeated has its first answer.
        assert_eq!(app.send(patch("Les Marronniers d'Inde", "first-key")).await.expect(StatusCode::OK).json(), first.json());
        assert_eq!(app.get("", &site).await.json()["name"], "Les Marronniers d'Inde");
    }

    async fn a_new_school_holiday_moves_the_sessions_of_its_zone(app: TestApp) {
        in_january(&app);
        let town = app.town().await;
        let (site, _, _) = lunel(&app, &town).await;
        let holiday = json!({ "zone": "C", "name": "Pont local", "from": "2026-02-12", "until": "2026-02-13", "source": "arrêté du recteur" });
        post(&app, &town.administrator, "/api/v1/school-holidays", holiday.clone()).await;
        let twice = app.api(&town.administrator, Method::POST, "/api/v1/school-holidays", holiday.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(twice.json()["errors"][0]["code"], "overlaps");
        for due in app.db.claim_jobs(50).await.unwrap() {
            assert_eq!(due.kind, db::calendar::REBUILD_JOB);
            app.db.write(move |tx| {
                tx.run_rebuild_job(&due.payload)?;
                tx.finish_job(due.id)
            }).await.unwrap();
        }
        assert_eq!(lines(&app, &site, "2026-02-12", "2026-02-13").await, [
            "2026-02-12 morning Arc-en-Ciel 08:30-12:15 6+1+0", "2026-02-12 afternoon Arc-en-Ciel 13:30-17:00 6+1+0",
            "2026-02-13 morning Arc-en-Ciel 08:30-12:15 6+1+0",
        ]);
        assert_eq!(app.api(&town.manager, Method::POST, "/api/v1/school-holidays", holiday).await.status, StatusCode::FORBIDDEN);
    }
}

async fn lines_of(app: &TestApp, site: domain::SiteId) -> Vec<String> {
    let list = app.get("", &format!("/api/v1/sites/{site}/sessions?from=2026-12-01&to=2026-12-02")).await.json();
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|session| format!("{} {}", session["date"].as_str().unwrap(), session["half_day"].as_str().unwrap()))
        .collect()
}
