//! A team, its roster, and whether the adults are enough: in the words of those who keep it, refusals too.

use axum::http::{Method, StatusCode};
use domain::{HalfDay, SessionId, SiteId};
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{Answer, TestApp, Town};

const MONDAY: &str = "2026-11-23";

/// Somebody of the team with a title and, unless told otherwise, a certificate checked in October.
pub(crate) async fn member(
    app: &TestApp,
    town: &Town,
    given: &str,
    family: &str,
    title: &str,
    checked: bool,
) -> String {
    let base = format!("/api/v1/sites/{}/staff", town.site);
    let body = json!({ "given_name": given, "family_name": family });
    let id = app.api(&town.manager, Method::POST, &base, body).await.expect(StatusCode::CREATED).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let facts = format!("{base}/{id}/facts");
    let title = json!({ "kind": "qualification", "qualification": title, "from": "2020-07-01" });
    app.api(&town.manager, Method::POST, &facts, title).await.expect(StatusCode::CREATED);
    if checked {
        let check = json!({ "kind": "check", "issued_on": "2026-09-20", "checked_on": "2026-10-05" });
        app.api(&town.manager, Method::POST, &facts, check).await.expect(StatusCode::CREATED);
    }
    id
}

pub(crate) async fn shift(app: &TestApp, town: &Town, member: &str, day: &str, (from, until): (&str, &str)) -> Answer {
    let body = json!({ "member_id": member, "date": day, "starts_at": from, "ends_at": until });
    app.api(&town.manager, Method::POST, &format!("/api/v1/sites/{}/shifts", town.site), body).await
}

pub(crate) async fn session(app: &TestApp, site: SiteId, day: domain::Date, half_day: HalfDay) -> SessionId {
    let sessions = app.db.read(move |conn| db::calendar::sessions_of(conn, &[site], day, day)).await.unwrap();
    sessions.iter().find(|session| session.half_day == half_day).unwrap().id
}

/// Other children of the site, who do not walk.
pub(crate) async fn children(app: &TestApp, town: &Town, count: usize) -> Vec<domain::ChildId> {
    let site = town.site;
    app.db
        .write(move |tx| {
            let mut made = Vec::new();
            for number in 0..count {
                let family = tx.create_family("34145", false)?;
                let new = db::families::NewChild {
                    given_name: format!("Zélie {number}"),
                    family_name: "D'Été".into(),
                    birth_date: date(2025, 11, 1),
                };
                made.push(tx.create_child(family, &new)?);
                let to = db::families::LinkTo { site: Some(site), ..Default::default() };
                let since = domain::Period { from: date(2026, 1, 1), until: None };
                tx.create_link(family, domain::families::LinkKind::Admission, to, since)?;
                let line = db::audit::Entry::done(domain::access::Action::ManageFamily, "family", family);
                tx.audit(&db::audit::Signature::system(), line)?;
            }
            Ok(made)
        })
        .await
        .unwrap()
}

pub(crate) async fn book(app: &TestApp, town: &Town, child: domain::ChildId, session: SessionId) -> Answer {
    let body = json!({ "child_id": child, "session_id": session, "purpose": "appointment" });
    app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await
}

pub(crate) async fn ratio(app: &TestApp, town: &Town, query: &str) -> Value {
    let path = format!("/api/v1/sites/{}/ratio?{query}", town.site);
    app.get(&town.manager, &path).await.expect(StatusCode::OK).json()
}

testkit::both_engines! {
    /// R5.
    async fn nobody_is_rostered_without_a_certificate_that_was_checked(app: TestApp) {
        let town = app.town().await;
        let ines = member(&app, &town, "Zoé", "L'Hôte", "cap_petite_enfance", false).await;
        let refused = shift(&app, &town, &ines, MONDAY, ("08:00", "12:30")).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.rule(), "no_honorability_check");
        let said = refused.json()["message"].as_str().unwrap().to_owned();
        assert!(said.starts_with("R5 · ") && said.contains("L. 133-6"), "{said}");
        let facts = format!("/api/v1/sites/{}/staff/{ines}/facts", town.site);
        let old = json!({ "kind": "check", "issued_on": "2026-04-05", "checked_on": "2026-10-05" });
        let wrong = app.api(&town.manager, Method::POST, &facts, old).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.json()["errors"][0]["code"], "certificate_too_old");
        let tomorrow = json!({ "kind": "check", "issued_on": "2026-11-20", "checked_on": "2027-01-05" });
        app.api(&town.manager, Method::POST, &facts, tomorrow).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let good = json!({ "kind": "check", "issued_on": "2026-09-20", "checked_on": "2026-10-05" });
        app.api(&town.manager, Method::POST, &facts, good).await.expect(StatusCode::CREATED);
        shift(&app, &town, &ines, MONDAY, ("08:00", "12:30")).await.expect(StatusCode::CREATED);
        // Three years, and not a day more.
        shift(&app, &town, &ines, "2029-10-05", ("08:00", "12:30")).await.expect(StatusCode::CONFLICT);
        let lines = app.audit_lines().await;
        assert!(lines.iter().any(|line| line.starts_with("manage_staff refused no_honorability_check")), "{lines:?}");
        assert!(!lines.iter().any(|line| line.contains("L'Hôte")), "no name in the audit");
    }

    async fn a_person_is_in_one_place_at_a_time_within_her_contract_and_not_while_absent(app: TestApp) {
        let town = app.town().await;
        let zoe = member(&app, &town, "Zoé", "L'Hôte", "nurse", true).await;
        shift(&app, &town, &zoe, MONDAY, ("08:00", "12:30")).await.expect(StatusCode::CREATED);
        let twice = shift(&app, &town, &zoe, MONDAY, ("12:00", "17:00")).await.expect(StatusCode::CONFLICT);
        assert_eq!((twice.rule(), twice.json()["parameters"]["from"].clone()), ("shift_overlaps".to_owned(), json!("08:00")));
        shift(&app, &town, &zoe, MONDAY, ("12:30", "17:00")).await.expect(StatusCode::CREATED);
        for (hours, field) in [(("07:45", "12:00"), "starts_at"), (("12:00", "12:00"), "ends_at"), (("8:00", "12:00"), "starts_at")] {
            let wrong = shift(&app, &town, &zoe, "2026-11-24", hours).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(wrong.json()["errors"][0]["field"], field);
        }
        let facts = format!("/api/v1/sites/{}/staff/{zoe}/facts", town.site);
        let away = json!({ "kind": "absence", "reason": "training", "from": "2026-11-24", "until": "2026-11-25" });
        app.api(&town.manager, Method::POST, &facts, away).await.expect(StatusCode::CREATED);
        assert_eq!(shift(&app, &town, &zoe, "2026-11-25", ("08:00", "12:00")).await.rule(), "staff_absent");
        let contract = json!({ "kind": "contract", "weekly_minutes": 1050, "from": "2026-11-01", "until": "2026-11-30" });
        app.api(&town.manager, Method::POST, &facts, contract.clone()).await.expect(StatusCode::CREATED);
        assert_eq!(app.api(&town.manager, Method::POST, &facts, contract).await.rule(), "period_conflict");
        assert_eq!(shift(&app, &town, &zoe, "2026-12-01", ("08:00", "12:00")).await.rule(), "outside_contract");
        let backwards = json!({ "kind": "absence", "reason": "leave", "from": "2026-12-02", "until": "2026-12-01" });
        app.api(&town.manager, Method::POST, &facts, backwards).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    /// R2, R3: only where a roster is kept; a manager may set it aside with a reason.
    async fn booking_reads_the_roster_of_the_day_where_there_is_one(app: TestApp) {
        let town = app.town().await;
        let (monday, tuesday) = (date(2026, 11, 30), date(2026, 12, 1));
        let morning = session(&app, town.site, monday, HalfDay::Morning).await;
        let others = children(&app, &town, 5).await;
        // Nobody on the roster: places only, as ever.
        book(&app, &town, others[0], morning).await.expect(StatusCode::CREATED);
        let zoe = member(&app, &town, "Zoé", "L'Hôte", "auxiliaire_de_puericulture", true).await;
        let elise = member(&app, &town, "Élise", "N'Diaye", "cap_petite_enfance", true).await;
        shift(&app, &town, &zoe, "2026-11-30", ("08:00", "12:30")).await.expect(StatusCode::CREATED);
        // A micro-crèche: one adult for three children, two from the fourth.
        book(&app, &town, others[1], morning).await.expect(StatusCode::CREATED);
        book(&app, &town, others[2], morning).await.expect(StatusCode::CREATED);
        let fourth = book(&app, &town, others[3], morning).await.expect(StatusCode::CONFLICT);
        assert_eq!(fourth.rule(), "fewer_than_two_staff");
        assert_eq!(fourth.json()["parameters"], json!({ "date": "2026-11-30", "half_day": "morning", "at": "08:30", "present": 1 }));
        assert!(fourth.json()["message"].as_str().unwrap().starts_with("R2 · "), "{}", fourth.body);
        // The second leaves at ten: from then on there is one again.
        shift(&app, &town, &elise, "2026-11-30", ("08:00", "10:00")).await.expect(StatusCode::CREATED);
        assert_eq!(book(&app, &town, others[3], morning).await.json()["parameters"]["at"], "10:00");
        shift(&app, &town, &elise, "2026-11-30", ("10:00", "12:30")).await.expect(StatusCode::CREATED);
        book(&app, &town, others[3], morning).await.expect(StatusCode::CREATED);
        // The afternoon of a rostered day without anybody.
        let afternoon = session(&app, town.site, monday, HalfDay::Afternoon).await;
        assert_eq!(book(&app, &town, others[0], afternoon).await.rule(), "too_few_staff");
        let reason = json!({ "child_id": others[0], "session_id": afternoon, "purpose": "appointment", "override": { "reason": "La responsable est sur place" } });
        let anyway = app.api(&town.manager, Method::POST, "/api/v1/bookings", reason).await.expect(StatusCode::CREATED);
        assert!(anyway.body.contains("too_few_staff"), "{}", anyway.body);
        // Tuesday keeps no roster.
        let other = session(&app, town.site, tuesday, HalfDay::Morning).await;
        for child in &others {
            book(&app, &town, *child, other).await.expect(StatusCode::CREATED);
        }
    }

    async fn the_day_answers_what_is_legal_what_is_needed_what_breaks_next_and_what_mends_it(app: TestApp) {
        let town = app.town().await;
        let day = date(2026, 11, 30);
        for child in children(&app, &town, 5).await {
            app.place(town.site, child, day, HalfDay::Morning, true).await;
        }
        let zoe = member(&app, &town, "Zoé", "L'Hôte", "auxiliaire_de_puericulture", true).await;
        let elise = member(&app, &town, "Élise", "N'Diaye", "cap_petite_enfance", true).await;
        shift(&app, &town, &zoe, "2026-11-30", ("08:00", "12:30")).await.expect(StatusCode::CREATED);
        shift(&app, &town, &elise, "2026-11-30", ("08:00", "11:00")).await.expect(StatusCode::CREATED);
        let day = ratio(&app, &town, "date=2026-11-30&at=09:00").await;
        assert_eq!((day["mode"].clone(), day["assumed"].clone()), (json!("five_or_eight"), json!(true)));
        let place = &day["items"][0];
        assert_eq!((place["now"]["legal"].clone(), place["now"]["required"].clone()), (json!(true), json!(2)));
        assert_eq!(place["now"]["not_walking"], 5);
        let next = &place["next_breach"];
        assert_eq!((next["from"].clone(), next["until"].clone()), (json!("11:00"), json!("12:15")));
        assert_eq!(next["breaches"][0]["rule"], "R2");
        assert_eq!(next["breaches"][1]["message"], "R3 : il faut 2 adultes, 1 adulte au planning".replace(" :", "\u{a0}:"));
        assert_eq!(place["mends"][0]["change"], "one_adult_more");
        assert!(place["mends"].as_array().unwrap().len() == 1, "one child less leaves four: two adults still");
        // One for six of any age, from December on: five children need one by the ratio, two by the fourth child.
        let body = [("key", "ratio-key-01"), ("ratio_from", "2026-11-01"), ("mode", "six"), ("rounding", "together")];
        app.form(&town.manager, &format!("/sites/{}/staff/ratio", town.site), &body).await.expect(StatusCode::SEE_OTHER);
        let day = ratio(&app, &town, "date=2026-11-30").await;
        assert_eq!((day["mode"].clone(), day["assumed"].clone()), (json!("six"), json!(false)));
        app.get(&town.manager, &format!("/api/v1/sites/{}/ratio?date=demain", town.site)).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        // The same day for people.
        let page = app.get(&town.manager, &format!("/sites/{}/ratio?date=2026-11-30", town.site)).await.expect(StatusCode::OK);
        for words in ["R2", "11 h – 12 h 15".replace(' ', "\u{a0}").replace("\u{a0}–\u{a0}", " – ").as_str(), "un adulte de plus", "Zoé L'Hôte"] {
            assert!(page.body.replace("&#39;", "'").contains(words), "{words} in {}", page.body);
        }
    }

    /// The same child, read by each rule: one who walks takes less of an adult.
    async fn a_child_counts_as_walking_from_the_day_somebody_wrote_down(app: TestApp) {
        let town = app.town().await;
        app.place(town.site, town.child, date(2026, 11, 30), HalfDay::Morning, true).await;
        let zoe = member(&app, &town, "Zoé", "L'Hôte", "nurse", true).await;
        shift(&app, &town, &zoe, "2026-11-30", ("08:00", "12:30")).await.expect(StatusCode::CREATED);
        let count = |day: &Value| (day["items"][0]["now"]["not_walking"].clone(), day["items"][0]["now"]["walking"].clone());
        assert_eq!(count(&ratio(&app, &town, "date=2026-11-30&at=09:00").await), (json!(1), json!(0)));
        let path = format!("/api/v1/families/{}/children/{}", town.family, town.child);
        let body = json!({ "given_name": "Inès", "family_name": "N'Diaye-L'Hostis", "birth_date": "2025-10-14", "walks_since": "2026-11-30" });
        app.api(&town.manager, Method::PUT, &path, body).await.expect(StatusCode::OK);
        assert_eq!(count(&ratio(&app, &town, "date=2026-11-30&at=09:00").await), (json!(0), json!(1)));
    }

    /// W13, W6, W2, W12.
    async fn what_stops_nothing_is_told_with_its_rule(app: TestApp) {
        let town = app.town().await;
        let elise = member(&app, &town, "Élise", "N'Diaye", "cap_petite_enfance", false).await;
        // Three years ago in six weeks.
        let check = json!({ "kind": "check", "issued_on": "2023-12-20", "checked_on": "2024-01-05" });
        app.api(&town.manager, Method::POST, &format!("/api/v1/sites/{}/staff/{elise}/facts", town.site), check).await.expect(StatusCode::CREATED);
        shift(&app, &town, &elise, MONDAY, ("08:00", "12:30")).await.expect(StatusCode::CREATED);
        app.place(town.site, town.child, date(2026, 11, 23), HalfDay::Morning, true).await;
        let roster = app.get(&town.manager, &format!("/sites/{}/roster?monday={MONDAY}", town.site)).await.expect(StatusCode::OK);
        for rule in ["W2 · ", "W12 · ", "W13 · ", "5\u{a0}janvier 2027"] {
            assert!(roster.body.replace("5 janvier", "5\u{a0}janvier").contains(rule), "{rule}: {}", roster.body);
        }
        let board = app.get(&town.manager, &format!("/sites/{}/week?monday={MONDAY}", town.site)).await.expect(StatusCode::OK);
        assert!(board.body.contains("W13 · "), "{}", board.body);
        let team = app.get(&town.manager, &format!("/sites/{}/staff", town.site)).await;
        assert!(team.body.contains("W12 · "), "{}", team.body);
        let staff = app.get(&town.staff, &format!("/sites/{}/roster?monday={MONDAY}", town.site)).await;
        assert!(staff.body.contains("W13 · ") && !staff.body.contains("W12 · "), "a colleague reads the hours, not the certificates");
    }

    async fn those_who_came_count_and_those_who_did_not_do_not(app: TestApp) {
        let town = app.town().await;
        let today = date(2026, 11, 23);
        let others = children(&app, &town, 2).await;
        let mut bookings = Vec::new();
        for child in [town.child, others[0], others[1]] {
            bookings.push(app.place(town.site, child, today, HalfDay::Morning, true).await);
        }
        let fact = |number: u8, body: Value| {
            let path = format!("/api/v1/attendance-facts/00000000-0000-7000-8000-0000000000{number:02}");
            let (app, token) = (&app, &town.staff);
            async move { app.api(token, Method::PUT, &path, body).await }
        };
        app.clock.set(domain::Instant::new("2026-11-23T07:40:00Z".parse().unwrap()));
        let first = fact(1, json!({ "booking_id": bookings[0], "kind": "arrived", "at": "2026-11-23T07:35:00Z" })).await;
        assert!(first.status.is_success(), "{}", first.body);
        let absent = fact(2, json!({ "booking_id": bookings[1], "kind": "absent", "at": "2026-11-23T07:36:00Z", "reason": "ill" })).await;
        assert!(absent.status.is_success(), "{}", absent.body);
        app.clock.set(domain::Instant::new("2026-11-23T08:30:00Z".parse().unwrap()));
        let children = |day: &Value, at: &str| {
            let steps = day["items"][0]["steps"].as_array().unwrap();
            let step = steps.iter().find(|step| step["from"].as_str().unwrap() <= at && at < step["until"].as_str().unwrap()).unwrap();
            ["not_walking", "walking", "familiarising"].map(|kind| step[kind].as_u64().unwrap()).iter().sum::<u64>()
        };
        let day = ratio(&app, &town, "date=2026-11-23").await;
        // 8:40 in Paris: one is there. From now (9:30) on the third may still come.
        assert_eq!((children(&day, "08:40"), children(&day, "09:30"), children(&day, "12:10")), (1, 2, 2));
    }

    async fn a_week_is_made_with_forms_and_every_change_can_be_undone(app: TestApp) {
        let town = app.town().await;
        let zoe = member(&app, &town, "Zoé", "L'Hôte", "nurse", true).await;
        let here = format!("/sites/{}/roster", town.site);
        let premises = town.premises.to_string();
        let fields = |key: &'static str, date: &'static str, until: &'static str| {
            vec![("key", key), ("monday", MONDAY), ("member", zoe.as_str()), ("premises", premises.as_str()), ("date", date), ("starts_at", "08:00"), ("ends_at", until), ("opens", "true")]
        };
        let mut two = fields("roster-0001", "2026-11-24", "12:30");
        two.push(("date", "2026-11-26"));
        let done = app.form(&town.manager, &here, &two).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(done.location(), format!("{here}?monday={MONDAY}"));
        app.clock.advance(1);
        // The same form sent twice has one effect.
        app.form(&town.manager, &here, &two).await.expect(StatusCode::SEE_OTHER);
        let list = |body: Value| body["items"].as_array().unwrap().clone();
        let all = || async { list(app.get(&town.manager, &format!("/api/v1/sites/{}/shifts?from={MONDAY}", town.site)).await.json()) };
        let shifts = all().await;
        assert_eq!(shifts.iter().map(|shift| shift["date"].as_str().unwrap()).collect::<Vec<_>>(), ["2026-11-24", "2026-11-26"]);
        assert_eq!(shifts[0]["opens"], true);
        let page = app.get(&town.manager, &format!("{here}?monday={MONDAY}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("Ouverture") && page.body.contains("Zoé"), "{}", page.body);
        // A form that comes back is filled, and says what is wrong.
        let wrong = app.form(&town.manager, &here, &fields("roster-0002", "2026-11-25", "12:20")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("value=\"12:20\"") && wrong.body.contains("à la demie"), "{}", wrong.body);
        let clash = app.form(&town.manager, &here, &fields("roster-0003", "2026-11-24", "10:00")).await.expect(StatusCode::CONFLICT);
        assert!(clash.body.contains("travaille déjà"), "{}", clash.body);
        // Moved, then removed, then both undone.
        let first = shifts[0]["id"].as_str().unwrap();
        app.get(&town.manager, &format!("{here}?monday={MONDAY}&edit={first}")).await.expect(StatusCode::OK);
        app.form(&town.manager, &format!("{here}/shifts/{first}"), &fields("roster-0004", "2026-11-25", "12:00")).await.expect(StatusCode::SEE_OTHER);
        app.clock.advance(1);
        let moved = all().await;
        assert_eq!((moved[0]["date"].clone(), moved[0]["ends_at"].clone(), moved.len()), (json!("2026-11-25"), json!("12:00"), 2));
        app.form(&town.manager, &format!("{here}/shifts/{first}"), &fields("roster-0005", "2026-11-25", "12:00")).await.expect(StatusCode::CONFLICT);
        let id = moved[0]["id"].as_str().unwrap();
        app.form(&town.manager, &format!("{here}/shifts/{id}/remove"), &[("key", "roster-0006")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(all().await.len(), 1);
        let changes = changes(&app).await;
        let undo = |change: String, key: &'static str| {
            let (app, path) = (&app, format!("{here}/changes/{change}/undo"));
            let token = &town.manager;
            async move { app.form(token, &path, &[("key", key)]).await }
        };
        undo(changes[2].clone(), "roster-0007").await.expect(StatusCode::SEE_OTHER);
        assert_eq!(all().await.len(), 2);
        undo(changes[2].clone(), "roster-0008").await.expect(StatusCode::CONFLICT);
        undo(changes[0].clone(), "roster-0009").await.expect(StatusCode::SEE_OTHER);
        let left = all().await;
        assert_eq!(left.iter().map(|shift| shift["date"].as_str().unwrap()).collect::<Vec<_>>(), ["2026-11-25"], "what was moved since is left alone");
    }

    async fn a_copied_week_says_first_what_cannot_be_copied_and_why(app: TestApp) {
        let town = app.town().await;
        let zoe = member(&app, &town, "Zoé", "L'Hôte", "nurse", true).await;
        let elise = member(&app, &town, "Élise", "N'Diaye", "cap_petite_enfance", true).await;
        for day in ["2026-11-23", "2026-11-24"] {
            shift(&app, &town, &zoe, day, ("08:00", "12:30")).await.expect(StatusCode::CREATED);
        }
        shift(&app, &town, &elise, "2026-11-23", ("08:00", "12:30")).await.expect(StatusCode::CREATED);
        // A Saturday: the site is closed, and was when somebody tidied up.
        shift(&app, &town, &elise, "2026-11-28", ("09:00", "11:00")).await.expect(StatusCode::CREATED);
        let facts = format!("/api/v1/sites/{}/staff/{zoe}/facts", town.site);
        let away = json!({ "kind": "absence", "reason": "leave", "from": "2026-12-01", "until": "2026-12-04" });
        app.api(&town.manager, Method::POST, &facts, away).await.expect(StatusCode::CREATED);
        let here = format!("/sites/{}/roster", town.site);
        let look = app.get(&town.manager, &format!("{here}/copy?from={MONDAY}&to=2026-11-30")).await.expect(StatusCode::OK);
        for words in ["2 services seront copiés", "2 services ne peuvent pas être copiés", "est absente le mardi 1er", "samedi 5 décembre"] {
            assert!(look.body.replace('\u{a0}', " ").contains(words), "{words}: {}", look.body);
        }
        app.clock.advance(1);
        let fields = [("key", "copy-key-01"), ("from", MONDAY), ("to", "2026-11-30")];
        app.form(&town.manager, &format!("{here}/copy"), &fields).await.expect(StatusCode::SEE_OTHER);
        let next = app.get(&town.manager, &format!("/api/v1/sites/{}/shifts?from=2026-11-30", town.site)).await.json();
        assert_eq!(next["items"].as_array().unwrap().len(), 2);
        let again = [("key", "copy-key-02"), ("from", MONDAY), ("to", "2026-11-30")];
        app.form(&town.manager, &format!("{here}/copy"), &again).await.expect(StatusCode::CONFLICT);
        app.get(&town.manager, &format!("{here}/copy?from={MONDAY}&to={MONDAY}")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let change = changes(&app).await.pop().unwrap();
        app.form(&town.manager, &format!("{here}/changes/{change}/undo"), &[("key", "copy-key-03")]).await.expect(StatusCode::SEE_OTHER);
        let next = app.get(&town.manager, &format!("/api/v1/sites/{}/shifts?from=2026-11-30", town.site)).await.json();
        assert_eq!(next["items"].as_array().unwrap().len(), 0);
    }

    async fn a_team_comes_from_a_spreadsheet_row_by_row_and_goes_back_to_one(app: TestApp) {
        let town = app.town().await;
        member(&app, &town, "Élise", "N'Diaye", "nurse", true).await;
        let here = format!("/sites/{}/staff", town.site);
        let sheet = "Nom;Prénom;Qualification;Attestation du;Vérifiée le;Heures par semaine;Contrat du\n\
                     L'Hôte;Zoé;CAP petite enfance (AEPE);20/09/2026;05/10/2026;17,5;01/10/2026\n\
                     \"Ait; Saïd\";Karim;;;;;\n\
                     =HYPERLINK(\"x\");Ali;;;;;\n\
                     NDIAYE;Elise;;;;;\nN’Diaye;elise;dompteuse;;;;\n";
        let look = app.form(&town.manager, &format!("{here}/import"), &[("key", "import-0001"), ("file", sheet)]).await.expect(StatusCode::OK);
        let body = look.body.replace('\u{a0}', " ").replace("&#39;", "'");
        for words in ["3 sur 5 peuvent", "formule de tableur", "déjà dans l’équipe", "n’est pas connue", "17 h 30"] {
            assert!(body.contains(words), "{words}: {body}");
        }
        let team = || async { app.get(&town.manager, &format!("/api/v1/sites/{}/staff", town.site)).await.json()["items"].as_array().unwrap().clone() };
        assert_eq!(team().await.len(), 1, "a look adds nobody");
        let fields = [("key", "import-0002"), ("file", sheet), ("confirm", "true")];
        app.form(&town.manager, &format!("{here}/import"), &fields).await.expect(StatusCode::SEE_OTHER);
        let people = team().await;
        let names: Vec<&str> = people.iter().map(|one| one["family_name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Ait; Saïd", "L'Hôte", "N'Diaye", "NDIAYE"]);
        assert_eq!((people[1]["category"].clone(), people[1]["weekly_minutes"].clone()), (json!("second"), json!(1050)));
        let out = app.get(&town.manager, &format!("{here}/export")).await.expect(StatusCode::OK);
        assert!(out.body.contains("\"Ait; Saïd\"") && out.body.contains("17h30"), "{}", out.body);
        let nothing = app.form(&town.manager, &format!("{here}/import"), &[("key", "import-0003"), ("file", "a;b\n1;2")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.body.contains("doit nommer"), "{}", nothing.body);
        let shown = app.get(&town.manager, &format!("{here}?q=hote")).await.expect(StatusCode::OK);
        let table = shown.body.split("id=\"team\"").nth(1).unwrap().split("</table>").next().unwrap();
        assert!(table.contains("Hôte") && !table.contains("Saïd"), "search without accents: {table}");
    }

    async fn the_weeks_sheet_says_presence_over_capacity_and_is_kept_as_it_was(app: TestApp) {
        let town = app.town().await;
        let here = format!("/sites/{}/surplus", town.site);
        for child in children(&app, &town, 3).await {
            app.place(town.site, child, date(2026, 12, 1), HalfDay::Morning, true).await;
        }
        let sheet = app.get(&town.manager, &format!("{here}?monday=2026-11-30")).await.expect(StatusCode::OK);
        let body = sheet.body.replace('\u{a0}', " ");
        // T12: 32.75 hours × 6 places; three children for 3 h 45.
        for words in ["196 h 30", "11 h 15", "5,7 %", "3 enfants", "tient dans 100 %", "planning non tenu"] {
            assert!(body.contains(words), "{words}: {body}");
        }
        let kept = app.form(&town.manager, &here, &[("key", "sheet-key-01"), ("monday", "2026-11-30")]).await.expect(StatusCode::SEE_OTHER);
        let address = kept.location().to_owned();
        for child in children(&app, &town, 2).await {
            app.place(town.site, child, date(2026, 12, 3), HalfDay::Morning, true).await;
        }
        let then = app.get(&town.manager, &address).await.expect(StatusCode::OK).body.replace('\u{a0}', " ");
        assert!(then.contains("11 h 15") && then.contains("Gardée"), "{then}");
        let now = app.get(&town.manager, &format!("{here}?monday=2026-11-30")).await.body.replace('\u{a0}', " ");
        assert!(now.contains("18 h 45"), "{now}");
        app.get(&town.other_manager, &address).await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_team_is_seen_by_those_who_run_the_site_and_by_nobody_else(app: TestApp) {
        let town = app.town().await;
        let zoe = member(&app, &town, "Zoé", "L'Hôte", "nurse", true).await;
        let base = format!("/sites/{}", town.site);
        for path in [format!("{base}/staff"), format!("{base}/staff/{zoe}"), format!("{base}/roster"), format!("{base}/surplus"), format!("{base}/ratio")] {
            app.get(&town.manager, &path).await.expect(StatusCode::OK);
            app.get(&town.administrator, &path).await.expect(StatusCode::OK);
            app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
            app.get(&town.counsellor, &path).await.expect(StatusCode::FORBIDDEN);
        }
        app.get(&town.staff, &format!("{base}/roster")).await.expect(StatusCode::OK);
        app.get(&town.staff, &format!("{base}/staff")).await.expect(StatusCode::FORBIDDEN);
        app.get(&town.staff, &format!("{base}/staff/{zoe}")).await.expect(StatusCode::FORBIDDEN);
        // A person of one site is nobody at another.
        app.get(&town.other_manager, &format!("/sites/{}/staff/{zoe}", town.other_site)).await.expect(StatusCode::NOT_FOUND);
        let body = json!({ "member_id": zoe, "date": MONDAY, "starts_at": "08:00", "ends_at": "12:00" });
        app.api(&town.other_manager, Method::POST, &format!("/api/v1/sites/{}/shifts", town.other_site), body).await.expect(StatusCode::NOT_FOUND);
        // A name with markup is a name.
        let new = [("key", "member-key-1"), ("given_name", "<b>Ana</b>"), ("family_name", "O'Neil & fils")];
        app.form(&town.manager, &format!("{base}/staff"), &new).await.expect(StatusCode::SEE_OTHER);
        let team = app.get(&town.manager, &format!("{base}/staff")).await;
        assert!(!team.body.contains("<b>Ana"), "{}", team.body);
        app.form(&town.manager, &format!("{base}/staff"), &[("key", "member-key-2"), ("given_name", " "), ("family_name", "X")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn a_fact_that_was_wrong_is_withdrawn_and_put_back(app: TestApp) {
        let town = app.town().await;
        let zoe = member(&app, &town, "Zoé", "L'Hôte", "nurse", false).await;
        let here = format!("/sites/{}/staff/{zoe}", town.site);
        let unverified = [("key", "check-key-01"), ("issued_on", "2026-09-20"), ("checked_on", "2026-10-05")];
        let wrong = app.form(&town.manager, &format!("{here}/check"), &unverified).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("value=\"2026-09-20\""), "{}", wrong.body);
        let mut verified = unverified.to_vec();
        verified[0].1 = "check-key-02";
        verified.push(("genuine", "true"));
        app.form(&town.manager, &format!("{here}/check"), &verified).await.expect(StatusCode::SEE_OTHER);
        let page = app.get(&town.manager, &here).await.expect(StatusCode::OK).body;
        assert!(page.contains("Mona Gérard"), "who verified it: {page}");
        let withdraw = page.split("action=\"").filter_map(|part| part.split('"').next()).find(|path| path.contains("/check/")).unwrap().to_owned();
        app.form(&town.manager, &withdraw, &[("key", "check-key-03")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(shift(&app, &town, &zoe, MONDAY, ("08:00", "12:00")).await.rule(), "no_honorability_check");
        app.form(&town.manager, &withdraw.replace("/withdraw", "/restore"), &[("key", "check-key-04")]).await.expect(StatusCode::SEE_OTHER);
        shift(&app, &town, &zoe, MONDAY, ("08:00", "12:00")).await.expect(StatusCode::CREATED);
        app.form(&town.manager, &withdraw.replace("/check/", "/contract/"), &[("key", "check-key-05")]).await.expect(StatusCode::NOT_FOUND);
        // The week board draws the day.
        let board = app.get(&town.manager, &format!("/sites/{}/week?monday={MONDAY}", town.site)).await.expect(StatusCode::OK);
        assert!(board.body.contains("ratio-figure"), "{}", board.body);
    }
}

/// The changes of the roster, oldest first, as the audit names them.
async fn changes(app: &TestApp) -> Vec<String> {
    app.audited("roster_change").await
}
