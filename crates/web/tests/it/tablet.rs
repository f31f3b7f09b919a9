//! A site's tablets: paired with a code, opened with a PIN, and facts that come in whatever order.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use domain::*;
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{Answer, TestApp, Town};

const DAY: Date = date(2026, 11, 23);

/// A tablet as its browser sees it: a cookie, and who has it open.
pub(crate) struct Tablet {
    cookie: String,
    opening: String,
    person: String,
}

async fn call(
    app: &TestApp,
    cookie: &str,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Answer {
    let mut request = app.request(method, &format!("/api/v1/tablet{path}")).header(header::COOKIE, cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = match body {
        Some(body) => {
            let key = format!("tablet-{}", app.db.random_bytes::<8>().map(|byte| format!("{byte:02x}")).concat());
            request = request.header(header::CONTENT_TYPE, "application/json").header("idempotency-key", key);
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    app.send(request.body(body).unwrap()).await
}

/// A code from the page of the site's tablets.
async fn code(app: &TestApp, town: &Town) -> String {
    let path = format!("/sites/{}/tablets/code", town.site);
    let page = app
        .form(&town.manager, &path, &[("name", "Entrée"), ("key", "code-for-a-tablet")])
        .await
        .expect(StatusCode::OK)
        .body;
    shown(&page)
}

/// What a page shows once.
fn shown(page: &str) -> String {
    let after = page.split("class=\"code-shown\"").nth(1).unwrap();
    after.split("<bdi dir=\"ltr\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

async fn pair(app: &TestApp, code: &str) -> Answer {
    call(app, "", Method::POST, "/pair", &[], Some(json!({ "code": code }))).await
}

async fn paired(app: &TestApp, town: &Town) -> String {
    let answer = pair(app, &code(app, town).await).await.expect(StatusCode::CREATED);
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/api/v1/tablet")
    );
    cookie.split(';').next().unwrap().to_owned()
}

/// The staff member of the town, by the list of those who may open.
async fn staff(app: &TestApp, cookie: &str) -> String {
    let people = call(app, cookie, Method::GET, "/people", &[], None).await.expect(StatusCode::OK).json();
    let staff = people["items"].as_array().unwrap();
    assert_eq!(staff.len(), 2, "the manager and the staff of this site, nobody of another: {people}");
    let page = people.to_string();
    assert!(!page.contains("family_name") && !page.contains('@'), "a given name and an initial are enough to be found");
    staff[1]["id"].as_str().unwrap().to_owned()
}

async fn pin(app: &TestApp, town: &Town, person: &str) -> String {
    let path = format!("/sites/{}/tablets/pins/{person}", town.site);
    let key = format!("pin-{}", app.db.random_bytes::<8>().map(|byte| format!("{byte:02x}")).concat());
    let page = app.form(&town.manager, &path, &[("key", &key)]).await.expect(StatusCode::OK).body;
    let again = app.form(&town.manager, &path, &[("key", &key)]).await.expect(StatusCode::SEE_OTHER).body;
    assert!(!again.contains("code-shown"), "pressed twice, it is one PIN");
    let pin = shown(&page);
    assert!(pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit()), "{pin}");
    pin
}

async fn open(app: &TestApp, cookie: &str, person: &str, pin: &str) -> Answer {
    call(app, cookie, Method::POST, "/open", &[], Some(json!({ "person_id": person, "pin": pin }))).await
}

pub(crate) async fn opened(app: &TestApp, town: &Town) -> Tablet {
    let cookie = paired(app, town).await;
    let person = staff(app, &cookie).await;
    let pin = pin(app, town, &person).await;
    let answer = open(app, &cookie, &person, &pin).await.expect(StatusCode::OK).json();
    assert_eq!(answer["key_half"].as_str().unwrap().len(), 64);
    Tablet { cookie, opening: answer["opening"].as_str().unwrap().to_owned(), person }
}

/// What a tablet that is open reads.
pub(crate) async fn read(app: &TestApp, tablet: &Tablet, path: &str) -> Answer {
    call(app, &tablet.cookie, Method::GET, path, &[("x-tablet-opening", &tablet.opening)], None).await
}

async fn day(app: &TestApp, tablet: &Tablet) -> Answer {
    read(app, tablet, "/day").await
}

fn uuid(number: u32) -> String {
    format!("01938c00-0000-7000-8000-{number:012}")
}

fn fact(tablet: &Tablet, number: u32, at: &str, noted: Value) -> Value {
    json!({ "id": uuid(number), "counter": number, "at": format!("2026-11-23T{at}:00Z"), "by": tablet.person, "noted": noted })
}

async fn send(app: &TestApp, tablet: &Tablet, facts: &[Value]) -> Value {
    call(app, &tablet.cookie, Method::POST, "/facts", &[], Some(json!({ "facts": facts })))
        .await
        .expect(StatusCode::OK)
        .json()
}

/// A fact written down on a tablet, taken by the server.
pub(crate) async fn send_fact(app: &TestApp, tablet: &Tablet, number: u32, at: &str, noted: Value) {
    let fact = json!({ "id": uuid(900 + number), "counter": number, "at": at, "by": tablet.person, "noted": noted });
    assert_eq!(reasons(&send(app, tablet, &[fact]).await), ["taken"]);
}

fn reasons(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().unwrap().iter();
    items.map(|item| item["reason"].as_str().unwrap_or("taken").to_owned()).collect()
}

async fn child(app: &TestApp, tablet: &Tablet) -> Value {
    let day = day(app, tablet).await.expect(StatusCode::OK).json();
    day["days"][0]["sessions"][0]["children"][0].clone()
}

testkit::both_engines! {
    async fn a_code_pairs_one_tablet_for_ten_minutes(app: TestApp) {
        let town = app.town().await;
        assert_eq!(pair(&app, "ABCD EFGH").await.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["errors"][0]["code"], "wrong_code");
        let first = code(&app, &town).await;
        pair(&app, &first.to_lowercase().replace(' ', "-")).await.expect(StatusCode::CREATED);
        pair(&app, &first).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let late = code(&app, &town).await;
        app.clock.advance(601);
        pair(&app, &late).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let page = app.get(&town.manager, &format!("/sites/{}/tablets", town.site)).await.expect(StatusCode::OK).body;
        assert!(page.contains("Entrée") && !page.contains(&late), "the code is shown once");
        app.get(&town.other_manager, &format!("/sites/{}/tablets", town.site)).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.staff, &format!("/sites/{}/tablets", town.site)).await.expect(StatusCode::FORBIDDEN);
    }

    async fn a_tablet_is_opened_by_those_who_work_there_and_five_wrong_pins_make_one_wait(app: TestApp) {
        let town = app.town().await;
        let cookie = paired(&app, &town).await;
        let person = staff(&app, &cookie).await;
        open(&app, &cookie, &person, "000000").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let pin = pin(&app, &town, &person).await;
        for left in (1..5).rev() {
            let wrong = open(&app, &cookie, &person, "12345").await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(wrong["errors"][0]["code"], if left > 1 { "wrong_pin" } else { "wrong_pin_last" });
        }
        open(&app, &cookie, &person, "12345").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        open(&app, &cookie, &person, &pin).await.expect(StatusCode::TOO_MANY_REQUESTS);
        app.clock.advance(15 * 60 + 1);
        open(&app, &cookie, &person, &pin).await.expect(StatusCode::OK);
        // Somebody of another site, with whatever PIN.
        open(&app, &cookie, &town.counsellor_person.to_string(), &pin).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn a_tablet_carries_two_days_of_its_site_while_it_is_open(app: TestApp) {
        let town = app.town().await;
        let booking = app.place(town.site, town.child, DAY, HalfDay::Morning, true).await;
        let tablet = opened(&app, &town).await;
        let closed = Tablet { opening: String::new(), cookie: tablet.cookie.clone(), person: tablet.person.clone() };
        day(&app, &closed).await.expect(StatusCode::NOT_FOUND);
        let carried = day(&app, &tablet).await.expect(StatusCode::OK);
        let days = carried.json()["days"].as_array().unwrap().len();
        assert_eq!(days, 2);
        let child = child(&app, &tablet).await;
        assert_eq!((child["booking"].as_str(), child["name"].as_str()), (Some(booking.to_string().as_str()), Some("Inès N.")));
        for secret in ["N'Diaye", "birth", "phone", "purpose", "address", "family"] {
            assert!(!carried.body.contains(secret), "{secret} is not needed at the door: {}", carried.body);
        }
        // The cookie opens nothing else, and after twelve hours the opening is over.
        let elsewhere = app.request(Method::GET, "/attendance").header(header::COOKIE, &tablet.cookie);
        assert_eq!(app.send(elsewhere.body(Body::empty()).unwrap()).await.status, StatusCode::SEE_OTHER);
        app.clock.advance(12 * 3600 + 1);
        day(&app, &tablet).await.expect(StatusCode::NOT_FOUND);
    }

    async fn facts_are_taken_once_in_any_order_and_one_that_is_wrong_holds_no_other_back(app: TestApp) {
        let town = app.town().await;
        let booking = app.place(town.site, town.child, DAY, HalfDay::Morning, true).await;
        let elsewhere = app.place(town.other_site, town.stranger_child, DAY, HalfDay::Morning, true).await;
        let tablet = opened(&app, &town).await;
        app.clock.advance(4 * 3600);
        let arrived = fact(&tablet, 1, "07:42", json!({ "kind": "arrived", "booking": booking }));
        let wrong_tap = fact(&tablet, 2, "07:43", json!({ "kind": "left", "booking": booking }));
        let undone = fact(&tablet, 3, "07:43", json!({ "kind": "undone", "fact": uuid(2) }));
        let left = fact(&tablet, 9, "10:50", json!({ "kind": "left", "booking": booking, "fetched": { "who": "other", "words": "Sa tante, appelée par la mère" } }));
        let batch = [
            undone.clone(),
            left.clone(),
            fact(&tablet, 4, "08:00", json!({ "kind": "arrived", "booking": uuid(999) })),
            fact(&tablet, 5, "08:00", json!({ "kind": "arrived", "booking": elsewhere })),
            json!({ "id": uuid(6), "counter": 6, "at": "1970-01-01T00:00:00Z", "by": tablet.person, "noted": { "kind": "arrived", "booking": booking } }),
            json!({ "id": uuid(7), "counter": 7, "at": "2026-11-23T08:00:00Z", "by": town.counsellor_person, "noted": { "kind": "arrived", "booking": booking } }),
            json!({ "id": uuid(8), "nonsense": true }),
            fact(&tablet, 10, "09:30", json!({ "kind": "meal", "booking": booking, "eaten": "most" })),
            fact(&tablet, 11, "09:40", json!({ "kind": "note", "booking": booking, "words": " " })),
            fact(&tablet, 12, "10:00", json!({ "kind": "counted", "counted": 1, "expected": 1, "reason": "drill" })),
            arrived.clone(),
            wrong_tap.clone(),
            left.clone(),
        ];
        let answer = send(&app, &tablet, &batch).await;
        let expected = [
            "unknown_fact", "taken", "unknown_booking", "unknown_booking", "wrong_time", "unknown_person", "unreadable", "taken", "words",
            "taken", "taken", "taken", "taken",
        ];
        assert_eq!(reasons(&answer), expected);
        assert!(answer["items"][0]["again"] == true && answer["items"][2]["again"] == false);
        assert_eq!(answer["items"][4]["message"], "La date est à plusieurs jours de l’accueil\u{a0}: l’horloge de la tablette est à vérifier.");
        // What waited for its mark comes again, and everything a second time.
        assert_eq!(reasons(&send(&app, &tablet, std::slice::from_ref(&undone)).await), ["taken"]);
        assert_eq!(reasons(&send(&app, &tablet, &[left, undone, wrong_tap, arrived]).await), ["taken"; 4]);
        let child = child(&app, &tablet).await;
        let marks: Vec<&str> = child["marks"].as_array().unwrap().iter().map(|mark| mark["kind"].as_str().unwrap()).collect();
        assert_eq!(marks, ["arrived", "left"], "{child}");
        assert_eq!(child["notes"][0]["eaten"], "most");
        assert_eq!(child["conflicts"], json!([]));
        let lines = app.audit_lines().await;
        assert!(!lines.iter().any(|line| line.contains("tante")), "who fetched is not for the audit");
        // An id that is another fact's.
        let other = fact(&tablet, 13, "08:00", json!({ "kind": "absent", "booking": booking }));
        let stolen = json!({ "id": uuid(1), "counter": 13, "at": other["at"], "by": other["by"], "noted": other["noted"] });
        assert_eq!(reasons(&send(&app, &tablet, &[stolen]).await), ["id_taken"]);
        let most = vec![json!({}); 501];
        call(&app, &tablet.cookie, Method::POST, "/facts", &[], Some(json!({ "facts": most }))).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let huge = "x".repeat(10 << 20);
        call(&app, &tablet.cookie, Method::POST, "/facts", &[], Some(json!({ "facts": [huge] }))).await.expect(StatusCode::PAYLOAD_TOO_LARGE);
    }

    async fn two_tablets_that_say_different_things_are_both_believed_and_the_team_is_told(app: TestApp) {
        let town = app.town().await;
        let booking = app.place(town.site, town.child, DAY, HalfDay::Morning, true).await;
        let (one, other) = (opened(&app, &town).await, opened(&app, &town).await);
        app.clock.advance(4 * 3600);
        let early = fact(&one, 1, "07:42", json!({ "kind": "arrived", "booking": booking }));
        let late = fact(&other, 2, "08:40", json!({ "kind": "arrived", "booking": booking }));
        assert_eq!(reasons(&send(&app, &other, &[late]).await), ["taken"]);
        assert_eq!(reasons(&send(&app, &one, &[early]).await), ["taken"]);
        let seen = child(&app, &one).await;
        assert_eq!((seen["marks"].as_array().unwrap().len(), &seen["conflicts"]), (2, &json!(["two_arrivals"])));
        let page = app.get(&town.staff, &format!("/attendance?site={}", town.site)).await.expect(StatusCode::OK).body;
        assert!(page.contains("Deux arrivées à des heures différentes"), "{page}");
    }

    async fn the_tablet_shows_who_may_fetch_a_child_and_who_may_not(app: TestApp) {
        let town = app.town().await;
        let booking = app.place(town.site, town.child, DAY, HalfDay::Morning, true).await;
        let path = format!("/families/{}/children/{}/pick-up", town.family, town.child);
        let add = async |fields: &[(&str, &str)]| app.form(&town.manager, &path, fields).await;
        let grandmother = [("name", "Awa N'Diaye"), ("relation", "grand-mère"), ("phone", "06 12 34 56 78"), ("from", "2026-11-01"), ("key", "add-grandmother")];
        add(&grandmother).await.expect(StatusCode::SEE_OTHER);
        add(&[("name", "Paul Martin"), ("from", "2026-11-01"), ("forbidden", "true"), ("key", "add-somebody-else")]).await.expect(StatusCode::SEE_OTHER);
        add(&[("name", "Luc"), ("from", "2026-11-20"), ("until", "2026-11-10"), ("key", "add-a-third-one")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        let page = app.get(&town.manager, &path).await.expect(StatusCode::OK).body;
        assert!(page.contains("Awa N&#39;Diaye") && page.contains("06 12 34 56 78") && page.contains("Ne peut pas venir"), "{page}");
        let tablet = opened(&app, &town).await;
        let seen = child(&app, &tablet).await;
        let shown: Vec<(&str, bool)> =
            seen["pick_up"].as_array().unwrap().iter().map(|one| (one["name"].as_str().unwrap(), one["forbidden"].as_bool().unwrap())).collect();
        assert_eq!(shown, [("Awa N'Diaye", false), ("Paul Martin", true)]);
        assert!(!seen.to_string().contains("0612"), "no number is carried");
        // Fetched by somebody of the list; by somebody of no list it is not taken.
        app.clock.advance(4 * 3600);
        let by = |person: &str| json!({ "kind": "left", "booking": booking, "fetched": { "who": "listed", "person": person } });
        let arrived = fact(&tablet, 1, "07:42", json!({ "kind": "arrived", "booking": booking }));
        let listed = fact(&tablet, 2, "10:50", by(seen["pick_up"][0]["id"].as_str().unwrap()));
        let unknown = fact(&tablet, 3, "10:51", by(&uuid(77)));
        assert_eq!(reasons(&send(&app, &tablet, &[arrived, listed, unknown]).await), ["taken", "taken", "unknown_person"]);
    }

    async fn the_rota_and_the_tablet_say_where_the_site_is_and_from_when_on_the_hall_is_set_up(app: TestApp) {
        let town = app.town().await;
        let tablet = opened(&app, &town).await;
        let before = day(&app, &tablet).await.json();
        assert_eq!(before["days"][0]["sessions"][0]["set_up"], Value::Null, "everything is in place");
        let hall = format!("/api/v1/sites/{}/premises/{}", town.site, town.premises);
        let too_long = app.api(&town.manager, Method::PATCH, &hall, json!({ "setup_minutes": 241 })).await;
        assert_eq!(too_long.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["errors"][0]["field"], "setup_minutes");
        app.api(&town.manager, Method::PATCH, &hall, json!({ "setup_minutes": 30 })).await.expect(StatusCode::OK);
        let after = day(&app, &tablet).await.json();
        let sessions = after["days"][0]["sessions"].as_array().unwrap();
        assert_eq!(sessions[0]["set_up"], "2026-11-23T07:00:00Z", "half an hour before half past eight");
        assert_eq!(sessions[1]["set_up"], Value::Null, "once for the day");
        let rota = format!("/sites/{}/rota", town.site);
        let page = app.get(&town.staff, &rota).await.expect(StatusCode::OK).body.replace('\u{a0}', " ");
        assert!(page.contains("Accueil de loisirs") && page.contains("8 h") && page.contains("7 + 7"), "{page}");
        app.get(&town.staff, &format!("{rota}?monday=nothing")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.get(&town.prescriber_member, &rota).await.expect(StatusCode::FORBIDDEN);
        app.get(&town.other_manager, &rota).await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_tablet_that_was_taken_back_gets_nothing_and_gives_nothing(app: TestApp) {
        let town = app.town().await;
        let booking = app.place(town.site, town.child, DAY, HalfDay::Morning, true).await;
        let tablet = opened(&app, &town).await;
        let page = app.get(&town.manager, &format!("/sites/{}/tablets", town.site)).await.expect(StatusCode::OK).body;
        let revoke = page.split("action=\"").find(|part| part.contains("/revoke\"")).unwrap().split('"').next().unwrap().to_owned();
        app.form(&town.other_manager, &revoke, &[("key", "revoke-a-tablet")]).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.manager, &revoke, &[("key", "revoke-a-tablet")]).await.expect(StatusCode::SEE_OTHER);
        let arrived = fact(&tablet, 1, "07:42", json!({ "kind": "arrived", "booking": booking }));
        let refused = call(&app, &tablet.cookie, Method::POST, "/facts", &[], Some(json!({ "facts": [arrived] }))).await.expect(StatusCode::UNAUTHORIZED).json();
        assert_eq!(refused["type"], "/api/problems/tablet_revoked");
        day(&app, &tablet).await.expect(StatusCode::UNAUTHORIZED);
        let other = opened(&app, &town).await;
        assert_eq!(child(&app, &other).await["marks"], json!([]));
    }
}
