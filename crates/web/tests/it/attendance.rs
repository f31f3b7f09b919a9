//! At the door: facts that are never changed, and what they add up to.

use axum::http::{Method, StatusCode};
use domain::*;
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{TestApp, Town};

const DAY: Date = date(2026, 11, 23);

/// A confirmed booking (or a hold) of the town's child, this Monday.
async fn booked(app: &TestApp, town: &Town, half_day: HalfDay, confirmed: bool) -> BookingId {
    app.place(town.site, town.child, DAY, half_day, confirmed).await
}

fn uuid(number: u32) -> String {
    format!("01938c00-0000-7000-8000-{number:012}")
}

async fn put(app: &TestApp, token: &str, number: u32, body: Value) -> testkit::Answer {
    app.api(token, Method::PUT, &format!("/api/v1/attendance-facts/{}", uuid(number)), body).await
}

async fn sheet(app: &TestApp, town: &Town) -> Value {
    let path = format!("/api/v1/sites/{}/attendance?date=2026-11-23", town.site);
    app.get(&town.staff, &path).await.expect(StatusCode::OK).json()
}

/// The town's child on the sheet, in a half-day's session.
fn child(sheet: &Value, half_day: usize) -> Value {
    sheet["items"][half_day]["children"][0].clone()
}

testkit::both_engines! {
    async fn a_child_comes_and_goes_and_the_sheet_says_so(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        let expected = child(&sheet(&app, &town).await, 0);
        assert_eq!(expected["state"], "expected");
        assert_eq!(expected["given_name"], "Inès");
        assert_eq!(expected["initial"], "N", "a sheet shows no family name");
        assert_eq!(expected["age_months"], 13);

        app.clock.advance(2520);
        let fact = put(&app, &town.staff, 1, json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:42:00Z"})).await.expect(StatusCode::OK).json();
        assert_eq!(fact["id"], uuid(1));
        let here = sheet(&app, &town).await;
        assert_eq!(here["present"], 1);
        assert_eq!(child(&here, 0)["state"], "here");
        assert_eq!(child(&here, 0)["arrived_at"], "2026-11-23T07:42:00Z");

        app.clock.advance(4 * 3600);
        put(&app, &town.staff, 2, json!({"booking_id": booking, "kind": "left", "at": "2026-11-23T10:50:00Z"})).await.expect(StatusCode::OK);
        let gone = sheet(&app, &town).await;
        assert_eq!(gone["present"], 0);
        assert_eq!(child(&gone, 0)["state"], "left");
        let minutes = app.db.read({
            let (site, now, today) = (town.site, app.app.now(), app.app.today());
            let hash = db::idempotency::sha256(town.staff.as_bytes());
            move |conn| {
                let actor = db::accounts::token_bearer(conn, &hash, now, today)?.unwrap().actor;
                let seen = db::access::see_site(conn, &actor, domain::access::Action::RecordAttendance, site)?;
                db::attendance::presence_minutes(conn, &seen, DAY, now)
            }
        }).await.unwrap();
        assert_eq!(minutes, 188, "from 7:42 to 10:50");
    }

    async fn sending_a_fact_again_records_it_once_and_another_content_is_refused(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        app.clock.advance(3600);
        let body = json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:42:00.1234567Z"});
        let first = put(&app, &town.staff, 1, body.clone()).await.expect(StatusCode::OK);
        app.clock.advance(600);
        // The tablet sends its whole queue again, with new keys.
        let again = put(&app, &town.staff, 1, body).await.expect(StatusCode::OK);
        assert_eq!(first.body, again.body);
        assert_eq!(child(&sheet(&app, &town).await, 0)["facts"].as_array().unwrap().len(), 1);
        let other = json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:43:00Z"});
        let answer = put(&app, &town.staff, 1, other).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.json()["type"], "/api/problems/idempotency_key_reused");
    }

    async fn what_cannot_be_is_refused_with_its_rule_and_leaves_a_line_in_the_audit(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        let before = app.db.read(db::audit::count).await.unwrap();
        let left = json!({"booking_id": booking, "kind": "left", "at": "2026-11-23T07:00:00Z"});
        assert_eq!(put(&app, &town.staff, 1, left).await.expect(StatusCode::CONFLICT).rule(), "impossible_time");
        let ahead = json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:05:01Z"});
        assert_eq!(put(&app, &town.staff, 2, ahead).await.expect(StatusCode::CONFLICT).rule(), "impossible_time");
        assert_eq!(app.db.read(db::audit::count).await.unwrap(), before + 2, "refusals are audited");
        let soon = json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:05:00Z"});
        put(&app, &town.staff, 3, soon).await.expect(StatusCode::OK);
        let twice = json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:00:00Z"});
        assert_eq!(put(&app, &town.staff, 4, twice).await.expect(StatusCode::CONFLICT).rule(), "already_recorded");
        let absent = json!({"booking_id": booking, "kind": "absent", "at": "2026-11-23T07:00:00Z", "reason": "ill"});
        assert_eq!(put(&app, &town.staff, 5, absent).await.expect(StatusCode::CONFLICT).rule(), "already_recorded");
        assert_eq!(child(&sheet(&app, &town).await, 0)["facts"].as_array().unwrap().len(), 1);
    }

    async fn a_correction_is_a_new_fact_with_its_reason(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        app.clock.advance(3600);
        put(&app, &town.staff, 1, json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:42:00Z"})).await.expect(StatusCode::OK);
        let without = json!({"booking_id": booking, "kind": "absent", "at": "2026-11-23T07:30:00Z", "corrects": uuid(1)});
        let answer = put(&app, &town.staff, 2, without).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.json()["errors"][0]["field"], "correction");
        let corrected = json!({"booking_id": booking, "kind": "absent", "at": "2026-11-23T07:30:00Z", "reason": "ill", "corrects": uuid(1), "correction": "Inès prise pour Zoé"});
        put(&app, &town.staff, 2, corrected.clone()).await.expect(StatusCode::OK);
        let line = child(&sheet(&app, &town).await, 0);
        assert_eq!(line["state"], "absent");
        assert_eq!(line["absence_reason"], "ill");
        assert_eq!(line["facts"].as_array().unwrap().len(), 2, "nothing is erased");
        let late = put(&app, &town.manager, 3, corrected).await.expect(StatusCode::CONFLICT);
        assert_eq!(late.rule(), "changed_meanwhile", "the fact was corrected by somebody else");
    }

    async fn another_sites_booking_a_hold_and_a_stranger_are_not_there(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        let hold = booked(&app, &town, HalfDay::Afternoon, false).await;
        let arrived = |booking: BookingId| json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:00:00Z"});
        put(&app, &town.other_manager, 1, arrived(booking)).await.expect(StatusCode::NOT_FOUND);
        put(&app, &town.staff, 2, arrived(hold)).await.expect(StatusCode::NOT_FOUND);
        put(&app, &town.staff, 3, arrived(BookingId::from_uuid(uuid::Uuid::nil()))).await.expect(StatusCode::NOT_FOUND);
        for token in [&town.prescriber_member, &town.counsellor, &town.parent_token, &town.administrator] {
            put(&app, token, 4, arrived(booking)).await.expect(StatusCode::FORBIDDEN);
        }
        put(&app, "", 5, arrived(booking)).await.expect(StatusCode::UNAUTHORIZED);
        let path = format!("/api/v1/sites/{}/attendance", town.site);
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        let day = app.get(&town.other_manager, &format!("/attendance?site={}", town.site)).await;
        assert_eq!(day.status, StatusCode::NOT_FOUND);
        assert_eq!(app.get(&town.other_manager, &format!("/attendance/{booking}")).await.status, StatusCode::NOT_FOUND);
        let mine = app.get(&town.other_manager, "/attendance").await.expect(StatusCode::OK);
        assert!(!mine.body.contains("Inès"), "her own sheet has her own children only");
    }

    async fn wrong_input_names_its_field(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        for (body, field) in [
            (json!({"booking_id": booking, "kind": "vanished", "at": "2026-11-23T07:00:00Z"}), "kind"),
            (json!({"booking_id": booking, "kind": "arrived", "at": "demain"}), "at"),
            (json!({"booking_id": booking, "kind": "arrived"}), "at"),
            (json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:00:00Z", "reason": "ill"}), "reason"),
            (json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:00:00Z", "withdrawn": true}), "corrects"),
            (json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:00:00Z", "colour": "red"}), "colour"),
        ] {
            let answer = put(&app, &town.staff, 1, body.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(answer["errors"][0]["field"], field, "{body}");
        }
        app.api(&town.staff, Method::PUT, "/api/v1/attendance-facts/42", json!({})).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let sound = json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:00:00Z"});
        app.api(&town.staff, Method::PUT, "/api/v1/attendance-facts/42", sound).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.staff, &format!("/api/v1/sites/{}/attendance?date=2026-02-30", town.site)).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn staff_record_with_one_tap_and_take_it_back(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        let page = app.get(&town.staff, "/attendance").await.expect(StatusCode::OK).body;
        assert!(page.contains("Inès N."), "{page}");
        assert!(page.contains("Noter l’arrivée maintenant\u{a0}: Inès N."));
        app.clock.advance(2520);
        let record = format!("/attendance/{booking}/record");
        let answer = app.form(&town.staff, &record, &[("key", "one-tap-0001"), ("kind", "arrived")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.location(), format!("/attendance?site={}&date=2026-11-23#b-{booking}", town.site));
        let page = app.get(&town.staff, "/attendance").await.body;
        assert!(page.contains("depuis 8\u{a0}h\u{a0}42"), "in the site's zone: {page}");
        // A double tap is one arrival.
        app.form(&town.staff, &record, &[("key", "one-tap-0001"), ("kind", "arrived")]).await.expect(StatusCode::SEE_OTHER);
        let fact = child(&sheet(&app, &town).await, 0)["facts"][0]["id"].as_str().unwrap().to_owned();
        app.clock.advance(599);
        assert!(app.get(&town.staff, "/attendance").await.body.contains("/undo"));
        app.form(&town.staff, &format!("/attendance/{booking}/undo"), &[("key", "undo-tap-0001"), ("fact", &fact)]).await.expect(StatusCode::SEE_OTHER);
        let line = child(&sheet(&app, &town).await, 0);
        assert_eq!(line["state"], "expected");
        assert_eq!(line["facts"].as_array().unwrap().len(), 2, "undoing is a fact too");
    }

    async fn after_ten_minutes_a_mark_needs_a_reason(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        app.clock.advance(2520);
        app.form(&town.staff, &format!("/attendance/{booking}/record"), &[("key", "one-tap-0001"), ("kind", "arrived")]).await.expect(StatusCode::SEE_OTHER);
        let fact = child(&sheet(&app, &town).await, 0)["facts"][0]["id"].as_str().unwrap().to_owned();
        app.clock.advance(601);
        assert!(!app.get(&town.staff, "/attendance").await.body.contains("/undo"));
        let late = app.form(&town.staff, &format!("/attendance/{booking}/undo"), &[("key", "undo-tap-0001"), ("fact", &fact)]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);

        let correct = format!("/attendance/{booking}/correct");
        let without = [("key", "correct-0001"), ("fact", fact.as_str()), ("really", "arrived"), ("time", "08:30"), ("correction", "")];
        let answer = app.form(&town.staff, &correct, &without).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("value=\"08:30\""), "the form comes back filled");
        let with = [("key", "correct-0002"), ("fact", fact.as_str()), ("really", "arrived"), ("time", "08:30"), ("correction", "Notée en retard, l'entrée était bloquée")];
        app.form(&town.staff, &correct, &with).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(child(&sheet(&app, &town).await, 0)["arrived_at"], "2026-11-23T07:30:00Z");
        let page = app.get(&town.staff, &format!("/attendance/{booking}")).await.body;
        assert!(page.contains("Notée en retard") && page.contains("Élise Tendron"), "{page}");
    }

    async fn an_absence_has_a_reason_and_a_late_child_is_marked(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        app.clock.advance(45 * 60);
        let page = app.get(&town.staff, "/attendance").await.body;
        assert!(page.contains("En retard"), "expected at 8:30, it is 8:45");
        app.form(&town.staff, &format!("/attendance/{booking}/record"), &[("key", "one-tap-0001"), ("kind", "absent"), ("reason", "ill")]).await.expect(StatusCode::SEE_OTHER);
        let page = app.get(&town.staff, "/attendance").await.body;
        assert!(page.contains("Enfant malade") && !page.contains("En retard"));
        let wrong = app.form(&town.staff, &format!("/attendance/{booking}/record"), &[("key", "one-tap-0002"), ("kind", "arrived")]).await;
        assert_eq!(wrong.status, StatusCode::CONFLICT);
        assert!(wrong.body.contains("déjà notée"), "{}", wrong.body);
        let audit = app.audit_lines().await;
        assert!(audit.iter().filter(|line| !line.starts_with("record_drill")).all(|line| !line.contains("ill")), "the reason of an absence is not in the audit");
    }

    async fn the_register_and_the_evacuation_list_name_who_is_here(app: TestApp) {
        let town = app.town().await;
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        let empty = app.get(&town.staff, "/attendance/present").await.expect(StatusCode::OK);
        assert!(!empty.body.contains("Inès"));
        app.clock.advance(2520);
        app.form(&town.staff, &format!("/attendance/{booking}/record"), &[("key", "one-tap-0001"), ("kind", "arrived")]).await.expect(StatusCode::SEE_OTHER);
        let list = app.get(&town.staff, "/attendance/present").await.expect(StatusCode::OK);
        assert!(list.body.contains("Inès N.") && list.body.contains("1 enfant dans les locaux"), "{}", list.body);
        let register = app.get(&town.staff, "/attendance/register?date=2026-11-23").await.expect(StatusCode::OK);
        assert!(register.body.contains("Inès N.") && register.body.contains("Signature"));
    }

    async fn the_attendance_of_a_period_leaves_as_a_table_no_spreadsheet_runs(app: TestApp) {
        let town = app.town().await;
        let (site, family) = (town.site, town.family);
        let formula = app.db.write(move |tx| {
            let new = db::families::NewChild { given_name: "=HYPERLINK(\"x\")".into(), family_name: "Éboué".into(), birth_date: jiff::civil::date(2025, 9, 1) };
            let id = tx.create_child(family, &new)?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::ManageFamily, "child", id))?;
            Ok(id)
        }).await.unwrap();
        let booking = booked(&app, &town, HalfDay::Morning, true).await;
        app.place(site, formula, jiff::civil::date(2026, 11, 24), HalfDay::Morning, true).await;
        put(&app, &town.staff, 1, json!({ "booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:00:00Z" })).await;
        let path = format!("/attendance/export?site={site}&from=2026-11-23&until=2026-11-30");
        let file = app.get(&town.staff, &path).await.expect(StatusCode::OK);
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"presences-2026-11-23-2026-11-30.csv\"");
        let lines: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 3, "{}", file.body);
        assert!(lines[0].starts_with("Date;Demi-journée;Locaux;Enfant;"), "{}", lines[0]);
        assert!(lines[1].starts_with("2026-11-23;") && lines[1].contains(";Inès N.;"), "as on the sheet, no whole name: {}", lines[1]);
        assert!(lines[2].contains("'=HYPERLINK") && lines[2].contains("É."), "{}", lines[2]);
        assert!(app.audit_lines().await.iter().any(|line| line.starts_with("record_attendance read") && line.contains("\"rows\":2")));
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.prescriber_member, &path).await.expect(StatusCode::FORBIDDEN);
        app.get("", &path).await.expect(StatusCode::SEE_OTHER);
        for (wrong, field) in [("from=2026-11-23&until=2026-11-22", "until"), ("from=2026-01-01&until=2026-11-22", "until"), ("from=demain&until=2026-11-22", "from"), ("until=2026-11-22", "from")] {
            let answer = app.get(&town.staff, &format!("/attendance/export?site={site}&{wrong}")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {field}");
        }
        let register = app.get(&town.staff, &format!("/attendance/register?site={site}&date=2026-11-23")).await.expect(StatusCode::OK);
        assert!(register.body.contains("action=\"/attendance/export\""), "{}", register.body);
    }

    async fn a_day_to_come_shows_no_buttons_and_a_closed_day_says_so(app: TestApp) {
        let town = app.town().await;
        let to_come = app.get(&town.staff, "/attendance?date=2026-11-24").await.expect(StatusCode::OK);
        assert!(to_come.body.contains("à venir"));
        let sunday = app.get(&town.staff, "/attendance?date=2026-11-22").await.expect(StatusCode::OK);
        assert!(sunday.body.contains("fermée"));
        app.get(&town.staff, "/attendance?date=hier").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
}
