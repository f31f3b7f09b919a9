//! The register: what was written down, what was forgotten, and a month of it against what was booked.

use axum::http::{Method, StatusCode};
use domain::*;
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{TestApp, Town};

const DAY: Date = date(2026, 11, 23);

async fn put(app: &TestApp, token: &str, number: u32, body: Value) -> testkit::Answer {
    let path = format!("/api/v1/attendance-facts/01938c00-0000-7000-8000-{number:012}");
    app.api(token, Method::PUT, &path, body).await
}

async fn at_the_door(app: &TestApp, town: &Town, number: u32, booking: BookingId, kind: &str, at: &str) {
    put(app, &town.staff, number, json!({ "booking_id": booking, "kind": kind, "at": at }))
        .await
        .expect(StatusCode::OK);
}

/// A page without its no-break spaces.
async fn text(app: &TestApp, token: &str, path: &str) -> String {
    app.get(token, path).await.expect(StatusCode::OK).body.replace(['\u{a0}', '\u{202f}'], " ")
}

fn sheet(town: &Town) -> String {
    format!("/attendance?site={}&date={DAY}", town.site)
}

fn register(town: &Town) -> String {
    format!("/attendance/register?site={}&date={DAY}", town.site)
}

async fn state(app: &TestApp, town: &Town) -> Value {
    let path = format!("/api/v1/sites/{}/attendance?date={DAY}", town.site);
    app.get(&town.staff, &path).await.expect(StatusCode::OK).json()["items"][0]["children"][0].clone()
}

/// The rule looks once more.
async fn close_again(app: &TestApp, town: &Town) {
    let site = town.site;
    let again = move |tx: &mut db::Tx<'_>| {
        let line = db::audit::Entry::done(domain::access::Action::RecordAttendance, "site", site);
        tx.audit(&db::audit::Signature::system(), line)?;
        tx.close_forgotten(site)
    };
    assert_eq!(app.db.write(again).await.unwrap(), 0);
}

/// The lines of a file, cell by cell, without its head.
fn lines(body: &str) -> Vec<Vec<String>> {
    body.trim_start_matches('\u{feff}')
        .lines()
        .skip(1)
        .map(|line| line.split(';').map(str::to_owned).collect())
        .collect()
}

/// Inès came on Monday morning and nobody wrote her departure down; the day's work is planned.
async fn forgotten(app: &TestApp) -> (Town, BookingId) {
    let town = app.town().await;
    app.run_jobs().await;
    let booking = app.place(town.site, town.child, DAY, HalfDay::Morning, true).await;
    app.clock.advance(45 * 60);
    at_the_door(app, &town, 1, booking, "arrived", "2026-11-23T07:42:00Z").await;
    (town, booking)
}

/// From 8:45 to 13:15, an hour after the end of the session.
const TO_AN_HOUR_AFTER: i64 = 4 * 3600 + 30 * 60;

testkit::both_engines! {
    async fn a_departure_nobody_noted_is_closed_an_hour_after_the_session_and_says_so_until_somebody_answers(app: TestApp) {
        let (town, booking) = forgotten(&app).await;
        app.clock.advance(TO_AN_HOUR_AFTER - 1);
        app.run_jobs().await;
        assert_eq!(state(&app, &town).await["state"], "here", "not a second before");
        app.clock.advance(1);
        app.run_jobs().await;
        let closed = state(&app, &town).await;
        assert_eq!((closed["state"].as_str(), closed["left_at"].as_str()), (Some("left"), Some("2026-11-23T11:15:00Z")), "at the booked end");
        assert_eq!(closed["facts"][1]["by_rule"], true);
        assert!(app.audit_lines().await.iter().any(|line| line.contains("\"by_rule\":true")), "the rule leaves a line");
        app.clock.advance(3600);
        close_again(&app, &town).await;
        assert_eq!(state(&app, &town).await["facts"].as_array().unwrap().len(), 2, "doing it again changes nothing");

        for path in [sheet(&town), register(&town), format!("/attendance/{booking}")] {
            let page = text(&app, &town.staff, &path).await;
            assert!(page.contains("Départ clos d’office à 12 h 15, à confirmer"), "{path}: {page}");
        }
        let desk = text(&app, &town.manager, "/desk").await;
        assert!(desk.contains("Inès N. : départ clos d’office") && desk.contains(&format!("/attendance/{booking}")), "{desk}");
        let file = app.get(&town.staff, &format!("/attendance/export?site={}&from={DAY}&until={DAY}", town.site)).await.body;
        assert!(file.contains("clos d’office"), "{file}");

        // She confirms with one tap; a second tap is one confirmation, and there is nothing left to answer.
        let confirm = format!("/attendance/{booking}/confirm");
        let fact = closed["facts"][1]["id"].as_str().unwrap().to_owned();
        for _ in 0..2 {
            app.form(&town.staff, &confirm, &[("key", "confirm-0001"), ("fact", &fact)]).await.expect(StatusCode::SEE_OTHER);
        }
        let confirmed = state(&app, &town).await;
        assert_eq!((confirmed["left_at"].as_str(), confirmed["facts"].as_array().unwrap().len()), (Some("2026-11-23T11:15:00Z"), 3));
        assert!(!text(&app, &town.manager, "/desk").await.contains("clos d’office"));
        assert!(!text(&app, &town.staff, &sheet(&town)).await.contains("à confirmer"));
        let page = text(&app, &town.staff, &register(&town)).await;
        assert!(page.contains("Départ à 12 h 15 : confirmé, noté le") && page.contains("Élise Tendron"), "who and when: {page}");
        let late = app.form(&town.staff, &confirm, &[("key", "confirm-0002"), ("fact", &fact)]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "somebody has answered");
        let stranger = app.form(&town.other_manager, &confirm, &[("key", "confirm-0003"), ("fact", &fact)]).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        let arrival = confirmed["facts"][0]["id"].as_str().unwrap().to_owned();
        let other = app.form(&town.staff, &confirm, &[("key", "confirm-0004"), ("fact", &arrival)]).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND, "only what a rule supposed is confirmed");
    }

    async fn a_tablet_that_comes_back_late_is_believed_and_the_flag_says_so(app: TestApp) {
        let (town, booking) = forgotten(&app).await;
        let tablet = crate::tablet::opened(&app, &town).await;
        app.clock.advance(TO_AN_HOUR_AFTER);
        app.run_jobs().await;
        assert_eq!(state(&app, &town).await["left_at"], "2026-11-23T11:15:00Z");
        let carried = crate::tablet::read(&app, &tablet, "/day").await.expect(StatusCode::OK).json();
        assert_eq!(carried["days"][0]["sessions"][0]["children"][0]["marks"][1]["by_rule"], true, "{carried}");
        let left = json!({ "kind": "left", "booking": booking, "fetched": { "who": "other", "words": "Sa tante Rose, appelée par la mère" } });
        crate::tablet::send_fact(&app, &tablet, 1, "2026-11-23T10:50:00Z", left).await;
        let seen = state(&app, &town).await;
        assert_eq!((seen["state"].as_str(), seen["left_at"].as_str()), (Some("left"), Some("2026-11-23T10:50:00Z")));
        let page = text(&app, &town.staff, &register(&town)).await;
        assert!(page.contains("Départ supposé à 12 h 15, puis noté à 11 h 50"), "{page}");
        assert!(page.contains("hors liste : Sa tante Rose"), "who fetched: {page}");
        assert!(!text(&app, &town.manager, "/desk").await.contains("clos d’office"), "nothing is left to answer");
        app.clock.advance(3600);
        app.run_jobs().await;
        assert_eq!(state(&app, &town).await["facts"].as_array().unwrap().len(), 3);
    }

    async fn the_next_morning_starts_clean_even_when_nobody_worked_that_night(app: TestApp) {
        let (town, booking) = forgotten(&app).await;
        app.clock.advance(24 * 3600);
        app.run_jobs().await;
        assert_eq!(state(&app, &town).await["left_at"], "2026-11-23T11:15:00Z");
        assert!(text(&app, &town.manager, "/desk").await.contains("départ clos d’office"), "and it still waits for an answer");
        // Corrected with its reason on a past day, as any fact.
        let fact = state(&app, &town).await["facts"][1]["id"].as_str().unwrap().to_owned();
        let correct = format!("/attendance/{booking}/correct");
        let fields = |reason: &'static str, key: &'static str| vec![("key", key), ("fact", fact.as_str()), ("really", "left"), ("time", "12:40"), ("correction", reason)];
        app.form(&town.staff, &correct, &fields("", "late-0001")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.staff, &correct, &fields("Le père est venu à la fermeture", "late-0002")).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(state(&app, &town).await["left_at"], "2026-11-23T11:40:00Z");
        let page = text(&app, &town.staff, &register(&town)).await;
        assert!(page.contains("Départ à 12 h 40 au lieu de : Départ à 12 h 15") && page.contains("Motif : Le père est venu à la fermeture"), "{page}");
        assert!(!text(&app, &town.manager, "/desk").await.contains("clos d’office"));
    }

    async fn a_site_says_how_long_it_waits_from_a_day_on(app: TestApp) {
        let town = app.town().await;
        let path = format!("/sites/{}/closing", town.site);
        let page = text(&app, &town.manager, &path).await;
        assert!(page.contains("60 minutes") && page.contains("upposé"), "assumed while nobody has said it: {page}");
        for (minutes, from) in [("601", "2026-11-23"), ("-1", "2026-11-23"), ("vingt", "2026-11-23"), ("", "2026-11-23"), ("20", "demain")] {
            let wrong = app.form(&town.manager, &path, &[("key", "closing-0000"), ("minutes", minutes), ("from", from)]).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{minutes} {from}");
        }
        app.form(&town.staff, &path, &[("key", "closing-0001"), ("minutes", "0"), ("from", "2026-11-23")]).await.expect(StatusCode::FORBIDDEN);
        app.form(&town.other_manager, &path, &[("key", "closing-0001"), ("minutes", "0"), ("from", "2026-11-23")]).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.manager, &path, &[("key", "closing-0002"), ("minutes", "20"), ("from", "2026-11-23")]).await.expect(StatusCode::SEE_OTHER);
        assert!(text(&app, &town.staff, &path).await.contains("20 minutes"));
        app.run_jobs().await;
        let booking = app.place(town.site, town.child, DAY, HalfDay::Morning, true).await;
        app.clock.advance(45 * 60);
        at_the_door(&app, &town, 1, booking, "arrived", "2026-11-23T07:42:00Z").await;
        app.clock.advance(3 * 3600 + 50 * 60);
        app.run_jobs().await;
        assert_eq!(state(&app, &town).await["state"], "left", "twenty minutes after the end");
    }

    async fn what_is_added_to_a_day_that_is_over_says_why(app: TestApp) {
        let town = app.town().await;
        let booking = app.place(town.site, town.child, DAY, HalfDay::Morning, true).await;
        app.clock.advance(24 * 3600);
        let record = format!("/attendance/{booking}/record");
        let page = app.get(&town.staff, &sheet(&town)).await.body;
        assert!(!page.contains("value=\"absent\""), "no one-tap absence on a day that is over");
        let arrived = [("key", "past-0001"), ("kind", "arrived"), ("time", "08:40")];
        let wrong = app.form(&town.staff, &record, &arrived).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("name=\"why\"") && wrong.body.contains("value=\"08:40\""), "the form comes back filled");
        let without_time = [("key", "past-0002"), ("kind", "arrived"), ("time", ""), ("why", "Oubli")];
        app.form(&town.staff, &record, &without_time).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let whole = [("key", "past-0003"), ("kind", "arrived"), ("time", "08:40"), ("why", "Tablette déchargée")];
        app.form(&town.staff, &record, &whole).await.expect(StatusCode::SEE_OTHER);
        let page = text(&app, &town.staff, &register(&town)).await;
        assert!(page.contains("Ajouté : Arrivée à 8 h 40, noté le") && page.contains("Motif : Tablette déchargée") && page.contains("Élise Tendron"), "{page}");
        assert!(!app.audit_lines().await.iter().any(|line| line.contains("déchargée")), "words do not go into the audit");
    }

    async fn a_month_is_what_its_days_and_its_children_are(app: TestApp) {
        let town = app.town().await;
        let days = [date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 9), DAY];
        let mut bookings = Vec::new();
        for day in days {
            bookings.push(app.place(town.site, town.child, day, HalfDay::Morning, true).await);
        }
        let other = app.place(town.site, town.stranger_child, DAY, HalfDay::Afternoon, true).await;
        app.clock.advance(10 * 3600);
        at_the_door(&app, &town, 1, bookings[0], "arrived", "2026-11-02T07:42:00Z").await;
        at_the_door(&app, &town, 2, bookings[0], "left", "2026-11-02T11:30:00Z").await;
        put(&app, &town.staff, 3, json!({ "booking_id": bookings[1], "kind": "absent", "at": "2026-11-03T07:00:00Z", "reason": "ill" })).await.expect(StatusCode::OK);
        put(&app, &town.staff, 4, json!({ "booking_id": bookings[2], "kind": "absent", "at": "2026-11-09T08:30:00Z" })).await.expect(StatusCode::OK);
        at_the_door(&app, &town, 5, other, "arrived", "2026-11-23T12:20:00Z").await;
        at_the_door(&app, &town, 6, other, "left", "2026-11-23T15:00:00Z").await;

        let path = format!("/attendance/month/export?site={}&month=2026-11", town.site);
        let file = app.get(&town.staff, &path).await.expect(StatusCode::OK);
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"realise-2026-11.csv\"");
        let table = lines(&file.body);
        let figures = |row: &[String]| row[2..].iter().map(|cell| cell.parse::<i64>().unwrap()).collect::<Vec<i64>>();
        let named = |kind: &str, name: &str| figures(table.iter().find(|row| row[0] == kind && row[1].starts_with(name)).unwrap_or_else(|| panic!("{kind} {name}: {table:?}")));
        // Half-days booked, came, told, not told; minutes booked, attended, unused, told, not told, open, not booked.
        assert_eq!(named("Enfant", "Inès"), [4, 1, 1, 1, 900, 213, 12, 225, 225, 225, 15]);
        assert_eq!(named("Date", "2026-11-23"), [2, 1, 0, 0, 435, 150, 60, 0, 0, 225, 10], "half an hour early is not booked");
        let sum = |kind: &str| {
            let rows: Vec<Vec<i64>> = table.iter().filter(|row| row[0] == kind).map(|row| figures(row)).collect();
            (0..11).map(|column| rows.iter().map(|row| row[column]).sum()).collect::<Vec<i64>>()
        };
        let total = figures(table.last().unwrap());
        assert_eq!((sum("Enfant"), sum("Date")), (total.clone(), total.clone()));
        assert_eq!(total[4], total[5..10].iter().sum::<i64>(), "each booked minute is somewhere");
        // The day sheets say the same: their minutes of presence are attended and unplanned.
        let sheets = app.get(&town.staff, &format!("/attendance/export?site={}&from=2026-11-01&until=2026-11-30", town.site)).await.body;
        assert_eq!(lines(&sheets).iter().map(|row| row[7].parse::<i64>().unwrap()).sum::<i64>(), total[5] + total[10]);

        // Programs read the same sums.
        let month = app.get(&town.staff, &format!("/api/v1/sites/{}/attendance/month?month=2026-11", town.site)).await.expect(StatusCode::OK).json();
        let columns = ["half_days", "came", "told", "untold", "booked", "attended", "unused", "absent_told", "absent_untold", "open", "unplanned"];
        let minutes = |sum: &Value| columns.map(|name| sum[name].as_i64().unwrap()).to_vec();
        assert_eq!((minutes(&month["total"]), month["month"].as_str()), (total.clone(), Some("2026-11")));
        let ines = month["items"].as_array().unwrap().iter().find(|child| child["name"] == "Inès N.").unwrap();
        assert_eq!((minutes(&ines["balance"]), &ines["child_id"]), (named("Enfant", "Inès"), &json!(town.child)));
        let day = month["days"].as_array().unwrap().iter().find(|day| day["date"] == "2026-11-23").unwrap();
        assert_eq!(minutes(&day["balance"]), named("Date", "2026-11-23"));

        let page = text(&app, &town.manager, &format!("/attendance/month?site={}&month=2026-11", town.site)).await;
        assert!(page.contains("Réalisé et réservé, novembre 2026") && page.contains("3 h 33") && page.contains("Inès N."), "{page}");
        let printed = text(&app, &town.manager, &format!("/attendance/register?site={}&month=2026-11", town.site)).await;
        assert_eq!(printed.matches("class=\"register-day\"").count(), 4, "a page for each day on which somebody was expected");
        let captions: Vec<&str> = printed.split("<caption").skip(1).map(|part| part.split("</caption>").next().unwrap().split('>').nth(1).unwrap()).collect();
        let names: std::collections::BTreeSet<&&str> = captions.iter().collect();
        assert!(captions.len() > 3 && names.len() == captions.len(), "each table has a name of its own: {captions:?}");
        assert!(printed.contains("Les Marronniers, lundi 2 novembre 2026") || printed.contains("lundi 2 novembre 2026"), "{printed}");
        assert!(app.audit_lines().await.iter().any(|line| line.starts_with("record_attendance read") && line.contains("\"month\":\"2026-11-01\"")), "who took the file is known");
    }

    async fn a_month_is_for_the_sites_own_people_and_must_be_one(app: TestApp) {
        let town = app.town().await;
        for path in ["/attendance/month", "/attendance/month/export", "/attendance/register"] {
            let path = format!("{path}?site={}&month=2026-11", town.site);
            app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
            app.get(&town.prescriber_member, &path).await.expect(StatusCode::FORBIDDEN);
            app.get(&town.administrator, &path).await.expect(StatusCode::FORBIDDEN);
            app.get("", &path).await.expect(StatusCode::SEE_OTHER);
            app.get(&town.staff, &path).await.expect(StatusCode::OK);
            for wrong in ["2026-13", "novembre", "2026"] {
                let path = path.replace("2026-11", wrong);
                let answer = app.get(&town.staff, &path).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            }
        }
        app.get(&town.staff, &format!("/attendance/month/export?site={}", town.site)).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let api = format!("/api/v1/sites/{}/attendance/month", town.site);
        app.get(&town.staff, &api).await.expect(StatusCode::OK);
        app.get(&town.staff, &format!("{api}?month=2026-13")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.get(&town.other_manager, &api).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.prescriber_member, &api).await.expect(StatusCode::FORBIDDEN);
        let empty = text(&app, &town.staff, "/attendance/month?month=2031-02").await;
        assert!(empty.contains("Aucun enfant inscrit ce mois-ci"), "{empty}");
    }

    async fn one_tap_is_an_absence_of_one_half_and_a_tick_of_the_whole_day(app: TestApp) {
        let town = app.town().await;
        let morning = app.place(town.site, town.child, DAY, HalfDay::Morning, true).await;
        let afternoon = app.place(town.site, town.child, DAY, HalfDay::Afternoon, true).await;
        let strange = app.place(town.site, town.stranger_child, DAY, HalfDay::Afternoon, true).await;
        let page = text(&app, &town.staff, &sheet(&town)).await;
        assert!(page.contains(&format!("name=\"both\" value=\"{afternoon}\"")) && page.contains("Toute la journée"), "{page}");
        assert_eq!(page.matches("name=\"both\"").count(), 2, "only beside a child who is booked twice");
        let tablet = crate::tablet::opened(&app, &town).await;
        let carried = crate::tablet::read(&app, &tablet, "/day").await.expect(StatusCode::OK).json();
        assert_eq!(carried["days"][0]["sessions"][0]["children"][0]["also"], json!([afternoon]), "{carried}");

        let record = format!("/attendance/{morning}/record");
        let both = afternoon.to_string();
        let other_child = strange.to_string();
        let wrong = [("key", "absent-0001"), ("kind", "absent"), ("reason", "ill"), ("both", other_child.as_str())];
        app.form(&town.staff, &record, &wrong).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.staff, &record, &[("key", "absent-0002"), ("kind", "absent"), ("reason", "ill"), ("both", "x")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let states = async || {
            let path = format!("/api/v1/sites/{}/attendance?date={DAY}", town.site);
            let items = app.get(&town.staff, &path).await.json()["items"].clone();
            let of = |session: usize| {
                let children = items[session]["children"].as_array().unwrap().clone();
                children.iter().find(|child| child["given_name"] == "Inès").unwrap()["state"].as_str().unwrap().to_owned()
            };
            (of(0), of(1))
        };
        assert_eq!(states().await, ("expected".to_owned(), "expected".to_owned()), "refused, nothing is written");
        let one = [("key", "absent-0003"), ("kind", "absent"), ("reason", "ill")];
        app.form(&town.staff, &record, &one).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(states().await, ("absent".to_owned(), "expected".to_owned()));
        // Both at once is all or nothing: the morning is noted already.
        let twice = [("key", "absent-0004"), ("kind", "absent"), ("reason", "ill"), ("both", both.as_str())];
        assert_eq!(app.form(&town.staff, &record, &twice).await.status, StatusCode::CONFLICT);
        assert_eq!(states().await, ("absent".to_owned(), "expected".to_owned()));
        let fact = state(&app, &town).await["facts"][0]["id"].as_str().unwrap().to_owned();
        app.form(&town.staff, &format!("/attendance/{morning}/undo"), &[("key", "absent-0005"), ("fact", &fact)]).await.expect(StatusCode::SEE_OTHER);
        let day = [("key", "absent-0006"), ("kind", "absent"), ("reason", "ill"), ("both", both.as_str())];
        for _ in 0..2 {
            app.form(&town.staff, &record, &day).await.expect(StatusCode::SEE_OTHER);
        }
        assert_eq!(states().await, ("absent".to_owned(), "absent".to_owned()));
    }
}
