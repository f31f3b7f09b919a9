//! The admission file: what is missing and by when, what blocks, who reads what a child's health asks for; refusals too.

use axum::http::{Method, StatusCode};
use domain::*;
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{Answer, TestApp, Town};

/// Today in tests: Monday 23 November 2026.
const TODAY: Date = date(2026, 11, 23);

fn base(town: &Town) -> String {
    format!("/api/v1/families/{}/children/{}", town.family, town.child)
}

async fn asks(app: &TestApp, town: &Town, from: &str, papers: &[&str], after_due: &str) {
    let body = json!({ "from": from, "asked": papers, "after_due": after_due, "checked": true });
    let path = format!("/api/v1/sites/{}/paper-settings", town.site);
    app.api(&town.manager, Method::POST, &path, body).await.expect(StatusCode::OK);
}

pub(crate) async fn note(app: &TestApp, town: &Town, body: Value) -> Answer {
    app.api(&town.manager, Method::POST, &format!("{}/papers", base(town)), body).await
}

async fn file(app: &TestApp, town: &Town) -> Value {
    app.get(&town.manager, &format!("{}/papers", base(town))).await.expect(StatusCode::OK).json()
}

fn standing(file: &Value, paper: &str) -> (String, Option<String>) {
    let found = file["papers"].as_array().unwrap().iter().find(|one| one["paper"] == paper).unwrap();
    (found["state"].as_str().unwrap().to_owned(), found["due"].as_str().map(str::to_owned))
}

fn due(state: &str, day: &str) -> (String, Option<String>) {
    (state.to_owned(), Some(day.to_owned()))
}

fn fine() -> (String, Option<String>) {
    ("fine".to_owned(), None)
}

/// A child of another family, admitted at the town's site for a time.
async fn admitted(app: &TestApp, town: &Town, birth: Date, period: Period) -> (FamilyId, ChildId) {
    let site = town.site;
    app.db
        .write(move |tx| {
            let family = tx.create_family("34145", false)?;
            tx.create_parent(
                family,
                &db::families::NewParent {
                    given_name: "Fatoumata".into(),
                    family_name: "N'Guessan".into(),
                    phone: Some("+33698765432".into()),
                    email: None,
                    language: domain::families::SpokenLanguage::French,
                    safe_contact: domain::families::SafeContact::Normal,
                    interpreter: false,
                },
            )?;
            let new =
                db::families::NewChild {
                    given_name: "Noé".into(), family_name: "N'Guessan".into(), birth_date: birth
                };
            let child = tx.create_child(family, &new)?;
            let to = db::families::LinkTo { site: Some(site), ..Default::default() };
            let since = Period { from: date(2025, 1, 1), until: None };
            tx.create_link(family, domain::families::LinkKind::Admission, to, since)?;
            tx.create_admission(child, site, None, domain::places::CareKind::Occasional, period)?;
            let line = db::audit::Entry::done(domain::access::Action::ManageFamily, "family", family);
            tx.audit(&db::audit::Signature::system(), line)?;
            Ok((family, child))
        })
        .await
        .unwrap()
}

async fn session(app: &TestApp, town: &Town, day: Date) -> SessionId {
    let site = town.site;
    let sessions = app.db.read(move |conn| db::calendar::sessions_of(conn, &[site], day, day)).await.unwrap();
    sessions.iter().find(|session| session.half_day == HalfDay::Morning).unwrap().id
}

async fn book(app: &TestApp, town: &Town, session: SessionId, reason: Option<&str>) -> Answer {
    let mut body = json!({ "child_id": town.child, "session_id": session, "purpose": "appointment" });
    if let Some(reason) = reason {
        body["override"] = json!({ "reason": reason });
    }
    app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await
}

async fn messages(app: &TestApp) -> Vec<(String, String, String, String)> {
    app.db.read(db::messages::texts).await.unwrap()
}

/// The town's worker, among those who may open its tablets.
async fn worker(app: &TestApp, town: &Town) -> PersonId {
    let site = town.site;
    let openers = app.db.read(move |conn| db::tablet::openers(conn, site, TODAY)).await.unwrap();
    openers.iter().find(|opener| opener.given_name == "Élise").unwrap().person
}

/// Puts the town's worker on the roster of a day.
async fn on_roster(app: &TestApp, town: &Town, day: Date) {
    let person = worker(app, town).await;
    let (site, premises) = (town.site, town.premises);
    let actor = db::access::Actor {
        kind: db::audit::ActorKind::Person,
        person: Some(person),
        ..db::access::Actor::public(app.app.now(), TODAY)
    };
    let operator = town.operator;
    app.db
        .write(move |tx| {
            let manager = db::access::Actor {
                memberships: vec![db::access::Membership {
                    id: tx.new_id(),
                    organisation: operator,
                    site: Some(site),
                    role: domain::access::Role::SiteManager,
                }],
                ..actor.clone()
            };
            let seen = db::access::see_site(tx.conn, &manager, domain::access::Action::ManageStaff, site)?;
            let by = manager.signature();
            let new = db::staff::NewMember {
                given_name: "Élise".into(),
                family_name: "Tendron".into(),
                person: Some(person),
                everywhere: false,
            };
            let member = tx.create_staff_member(&by, &seen, &new)?;
            let check = domain::staff::HonorabilityCheck { issued_on: date(2026, 9, 1), checked_on: date(2026, 9, 2) };
            tx.add_staff_fact(&by, &seen, member, &db::staff::NewFact::Check(check))?;
            let span = domain::staff::day::Span::new(
                domain::staff::day::Minute::of(jiff::civil::time(8, 0, 0, 0)),
                domain::staff::day::Minute::of(jiff::civil::time(12, 30, 0, 0)),
            );
            let shift =
                db::staff::NewShift { member, premises, date: day, span: span.unwrap(), opens: false, closes: false };
            tx.change_roster(&by, &seen, &[], &[shift]).map(drop)
        })
        .await
        .unwrap();
}

async fn card(app: &TestApp, town: &Town) {
    let body = json!({ "allergy": "Arachide", "care_plan": true, "plan_place": "Classeur rouge", "treatment_place": "Placard fermé" });
    app.api(&town.manager, Method::PUT, &format!("{}/health", base(town)), body).await.expect(StatusCode::OK);
}

testkit::both_engines! {
    async fn a_certificate_is_due_fifteen_days_after_admission_and_then_overdue(app: TestApp) {
        // T20: the site keeps papers here from 2 November on; the child has been there for longer.
        let town = app.town().await;
        assert_eq!(file(&app, &town).await["papers"], json!([]), "nothing is asked before the site says so");
        asks(&app, &town, "2026-11-10", &["certificate"], "warn").await;
        assert_eq!(standing(&file(&app, &town).await, "certificate"), due("awaited", "2026-11-25"));
        app.clock.advance(2 * 86_400);
        assert_eq!(standing(&file(&app, &town).await, "certificate"), due("overdue", "2026-11-25"));
        let page = app.get(&town.manager, &format!("/sites/{}/papers?state=overdue", town.site)).await.expect(StatusCode::OK).body;
        assert!(page.contains("Inès N&#39;Diaye") && page.contains("En retard depuis le"), "{page}");
        let desk = app.get(&town.manager, "/desk").await.expect(StatusCode::OK).body;
        assert!(desk.contains("Un papier d’admission en retard") && desk.contains(&format!("/sites/{}/papers", town.site)), "{desk}");
        note(&app, &town, json!({ "what": "certificate", "signed_on": "2026-11-20" })).await.expect(StatusCode::OK);
        assert_eq!(standing(&file(&app, &town).await, "certificate"), fine());
        assert!(!app.get(&town.manager, "/desk").await.body.contains("papier d’admission"));
    }

    async fn a_certificate_more_than_two_months_old_on_the_first_day_is_refused(app: TestApp) {
        // T20: admitted on 2 November, dated 1 September.
        let town = app.town().await;
        asks(&app, &town, "2026-01-01", &["certificate"], "warn").await;
        let (family, child) = admitted(&app, &town, date(2025, 6, 15), Period { from: date(2026, 11, 2), until: None }).await;
        let path = format!("/api/v1/families/{family}/children/{child}/papers");
        let refused = app.api(&town.manager, Method::POST, &path, json!({ "what": "certificate", "signed_on": "2026-09-01" })).await.expect(StatusCode::CONFLICT);
        assert_eq!((refused.rule(), refused.json()["parameters"]["not_before"].clone()), ("certificate_too_old".to_owned(), json!("2026-09-02")));
        let page = format!("/families/{family}/children/{child}/papers");
        let again = app.form(&town.manager, &page, &[("what", "certificate"), ("signed_on", "2026-09-01"), ("key", "a-certificate-1")]).await.expect(StatusCode::CONFLICT).body;
        assert!(again.contains("plus de deux mois") && again.contains("2026-09-01"), "the form comes back filled: {again}");
        app.api(&town.manager, Method::POST, &path, json!({ "what": "certificate", "signed_on": "2026-09-02" })).await.expect(StatusCode::OK);
    }

    async fn a_missing_dose_makes_the_admission_provisional_for_three_months(app: TestApp) {
        // T22: born on 15 June 2025; second dose against meningococcus B missing.
        let town = app.town().await;
        asks(&app, &town, "2025-01-01", &["vaccines"], "warn").await;
        let (family, child) = admitted(&app, &town, date(2025, 6, 15), Period { from: date(2025, 12, 20), until: None }).await;
        let path = format!("/api/v1/families/{family}/children/{child}/papers");
        let read = async || app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
        app.clock.set("2025-12-20T09:00:00Z".parse::<jiff::Timestamp>().map(Instant::new).unwrap());
        assert_eq!(read().await["missing_doses"], json!(["hexavalent-1", "pneumococcus-1", "meningococcus_b-1", "hexavalent-2", "pneumococcus-2", "meningococcus_b-2", "meningococcus_acwy-1"]));
        let seen = json!(["hexavalent-1", "hexavalent-2", "pneumococcus-1", "pneumococcus-2", "meningococcus_b-1", "meningococcus_acwy-1"]);
        app.api(&town.manager, Method::POST, &path, json!({ "what": "doses", "doses": seen })).await.expect(StatusCode::OK);
        assert_eq!(standing(&read().await, "vaccines"), due("provisional", "2026-03-20"));
        app.clock.set("2026-03-20T09:00:00Z".parse::<jiff::Timestamp>().map(Instant::new).unwrap());
        let ended = read().await;
        assert_eq!((standing(&ended, "vaccines"), ended["blocked_since"].clone()), (due("overdue", "2026-03-20"), json!("2026-03-20")));
        app.api(&town.manager, Method::POST, &path, json!({ "what": "contraindication" })).await.expect(StatusCode::OK);
        let told = read().await;
        assert_eq!((standing(&told, "vaccines"), told["blocked_since"].clone()), (fine(), Value::Null));
    }

    async fn a_site_that_blocks_gives_no_place_without_the_certificate_unless_its_manager_writes_why(app: TestApp) {
        let town = app.town().await;
        let tuesday = session(&app, &town, date(2026, 11, 24)).await;
        asks(&app, &town, "2026-11-08", &["certificate"], "warn").await;
        let booked = book(&app, &town, tuesday, None).await.expect(StatusCode::CREATED).json();
        assert!(booked["warnings"].to_string().contains("paper_due"), "W3 is told where one books: {booked}");
        let week = app.get(&town.manager, &format!("/sites/{}/week?monday=2026-11-23", town.site)).await.expect(StatusCode::OK).body;
        assert!(week.contains("W3"), "and on the board");
        let form = format!("/sites/{}/week/book?session={tuesday}&child={}", town.site, town.child);
        let form = app.get(&town.manager, &form).await.expect(StatusCode::OK).body;
        assert!(form.contains("W3 · ") && !form.contains("ertificat"), "and where one books by hand, without which paper: {form}");
        asks(&app, &town, "2026-11-23", &["certificate"], "block").await;
        let wednesday = session(&app, &town, date(2026, 11, 25)).await;
        let refused = book(&app, &town, wednesday, None).await.expect(StatusCode::CONFLICT);
        assert_eq!((refused.rule(), refused.json()["parameters"].clone()), ("paper_overdue".to_owned(), json!({ "since": "2026-11-23" })));
        assert!(!refused.body.contains("certificate"), "which paper is for the file only");
        // A counsellor books for the family she follows: she may not set a rule aside, and learns no more.
        let body = json!({ "child_id": town.child, "purpose": "appointment", "half_days": [{ "date": "2026-11-25", "half_day": "morning" }], "site_id": town.site });
        let asked = app.api(&town.counsellor, Method::POST, "/api/v1/place-requests", body).await;
        assert!(!asked.body.contains("certificat"), "{}", asked.body);
        book(&app, &town, wednesday, Some("  ")).await.expect(StatusCode::CONFLICT);
        book(&app, &town, wednesday, Some("Certificat annoncé pour demain")).await.expect(StatusCode::CREATED);
        note(&app, &town, json!({ "what": "certificate", "signed_on": "2026-11-20" })).await.expect(StatusCode::OK);
        let thursday = session(&app, &town, date(2026, 11, 26)).await;
        book(&app, &town, thursday, None).await.expect(StatusCode::CREATED);
    }

    async fn answers_are_dated_a_no_is_an_answer_and_what_is_withdrawn_can_be_taken_back(app: TestApp) {
        let town = app.town().await;
        asks(&app, &town, "2026-11-10", &["photo", "outing", "emergency_contact"], "warn").await;
        let yes = note(&app, &town, json!({ "what": "answer", "paper": "photo", "granted": true })).await.expect(StatusCode::OK).json();
        assert_eq!(standing(&yes, "photo"), fine());
        app.clock.advance(5);
        let no = note(&app, &town, json!({ "what": "answer", "paper": "photo", "granted": false })).await.expect(StatusCode::OK).json();
        let entries = no["entries"].as_array().unwrap();
        assert_eq!((standing(&no, "photo"), entries.len()), (fine(), 2), "the answer before stays to be read");
        assert!(!entries[0]["withdrawn_at"].is_null() && entries[1]["granted"] == json!(false), "{no}");
        // Undone at once, the answer before stands again.
        let id = entries[1]["id"].as_str().unwrap();
        let path = format!("{}/papers/{id}", base(&town));
        let undone = app.api(&town.manager, Method::POST, &format!("{path}/withdraw"), json!({})).await.expect(StatusCode::OK).json();
        assert!(undone["entries"][0]["withdrawn_at"].is_null() && !undone["entries"][1]["withdrawn_at"].is_null(), "{undone}");
        // Withdrawn again: not there twice; after ten minutes it cannot be taken back any more.
        app.api(&town.manager, Method::POST, &format!("{path}/withdraw"), json!({})).await.expect(StatusCode::NOT_FOUND);
        app.clock.advance(601);
        app.api(&town.manager, Method::POST, &format!("{path}/restore"), json!({})).await.expect(StatusCode::NOT_FOUND);
        // From the page: noted, undone, withdrawn, restored.
        let page = format!("/families/{}/children/{}/papers", town.family, town.child);
        let contact = [("what", "contact"), ("name", "Jeanne d'Arc"), ("phone", "06 11 22 33 44"), ("relation", "voisine"), ("key", "a-contact-1")];
        let to = app.form(&town.manager, &page, &contact).await.expect(StatusCode::SEE_OTHER).location().to_owned();
        app.form(&town.manager, &page, &contact).await.expect(StatusCode::SEE_OTHER);
        let shown = app.get(&town.manager, &to).await.expect(StatusCode::OK).body;
        assert_eq!(shown.matches("Jeanne d&#39;Arc · voisine").count(), 2, "once in the list and once in what was noted, pressed twice: {shown}");
        let contacts = file(&app, &town).await;
        let entry = contacts["entries"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
        app.form(&town.manager, &format!("{page}/withdraw?papers={entry}&site={}", town.site), &[("key", "a-withdrawal-1")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(standing(&file(&app, &town).await, "emergency_contact").0, "awaited");
        app.form(&town.manager, &format!("{page}/{entry}/restore?site={}", town.site), &[("key", "a-restoration-1")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(standing(&file(&app, &town).await, "emergency_contact"), fine());
        let lines = app.audit_lines().await;
        assert!(lines.iter().filter(|line| line.starts_with("manage_papers done")).count() >= 6, "{lines:?}");
        assert!(!lines.iter().any(|line| line.contains("Jeanne") || line.contains("0611223344") || line.contains("33611223344")));
    }

    async fn bad_input_names_its_field(app: TestApp) {
        let town = app.town().await;
        asks(&app, &town, "2026-11-10", &["certificate"], "warn").await;
        for (body, field, code) in [
            (json!({}), "what", "required"),
            (json!({ "what": "poem" }), "what", "not_a_choice"),
            (json!({ "what": "certificate" }), "signed_on", "required"),
            (json!({ "what": "certificate", "signed_on": "2026-11-24" }), "signed_on", "in_the_future"),
            (json!({ "what": "certificate", "signed_on": "1970-01-01" }), "signed_on", "not_in_range"),
            (json!({ "what": "doses", "doses": [] }), "doses", "required"),
            (json!({ "what": "doses", "doses": ["mmr-9"] }), "doses", "not_a_choice"),
            (json!({ "what": "wanting" }), "since", "required"),
            (json!({ "what": "answer", "paper": "certificate", "granted": true }), "paper", "not_a_choice"),
            (json!({ "what": "answer", "paper": "photo" }), "granted", "required"),
            (json!({ "what": "answer", "paper": "photo", "granted": true, "from": "2026-11-20", "until": "2026-11-19" }), "until", "until_before_from"),
            (json!({ "what": "contact", "name": "X", "phone": "twelve" }), "phone", "not_a_phone"),
            (json!({ "what": "contact", "phone": "0611223344" }), "name", "required"),
            (json!({ "what": "wanting", "why": "rougeole" }), "why", "unknown_field"),
        ] {
            let wrong = note(&app, &town, body.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!((wrong["errors"][0]["field"].as_str(), wrong["errors"][0]["code"].as_str()), (Some(field), Some(code)), "{body}");
        }
        let long = json!({ "allergy": "a".repeat(61) });
        app.api(&town.manager, Method::PUT, &format!("{}/health", base(&town)), long).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let settings = format!("/api/v1/sites/{}/paper-settings", town.site);
        for body in [
            json!({ "from": "2026-11-10", "asked": ["poem"], "after_due": "warn" }),
            json!({ "from": "2026-11-10", "asked": [], "after_due": "shout" }),
            json!({ "from": "1970-01-01", "asked": [], "after_due": "warn" }),
            json!({ "from": "2026-11-10", "asked": [], "after_due": "warn", "provisional_months": 13 }),
        ] {
            app.api(&town.manager, Method::POST, &settings, body).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let page = format!("/families/{}/children/{}/papers", town.family, town.child);
        let form = app.form(&town.manager, &page, &[("what", "contact"), ("name", "Zoé l'Été"), ("phone", "12"), ("key", "a-wrong-contact")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY).body;
        assert!(form.contains("Zoé l&#39;Été") && form.contains("id=\"phone-error\""), "{form}");
        let site = app.form(&town.manager, &format!("/sites/{}/papers/settings", town.site), &[("from", "x"), ("after_due", "warn"), ("provisional_months", "99"), ("key", "a-wrong-setting")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY).body;
        assert!(site.contains("id=\"from-error\"") && site.contains("id=\"provisional_months-error\""));
        app.get(&town.manager, &format!("{page}?site=nothing")).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.manager, &format!("{page}?site={}", town.other_site)).await.expect(StatusCode::NOT_FOUND);
    }

    async fn nobody_reads_a_file_who_does_not_run_the_site(app: TestApp) {
        let town = app.town().await;
        asks(&app, &town, "2026-11-10", &["certificate"], "warn").await;
        for (token, status) in [
            (&town.other_manager, StatusCode::NOT_FOUND),
            (&town.staff, StatusCode::FORBIDDEN),
            (&town.prescriber_member, StatusCode::FORBIDDEN),
            (&town.counsellor, StatusCode::FORBIDDEN),
            (&town.administrator, StatusCode::FORBIDDEN),
        ] {
            app.get(token, &format!("{}/papers", base(&town))).await.expect(status);
            app.get(token, &format!("/sites/{}/papers", town.site)).await.expect(status);
            app.api(token, Method::POST, &format!("{}/papers", base(&town)), json!({ "what": "contraindication" })).await.expect(status);
        }
        // A child who was never admitted has no file; a file is asked for with its own family.
        app.get(&town.manager, &format!("/families/{}/children/{}/papers", town.stranger_family, town.stranger_child)).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.manager, &format!("/families/{}/children/{}/papers", town.family, town.stranger_child)).await.expect(StatusCode::NOT_FOUND);
        assert!(!app.get(&town.other_manager, "/desk").await.body.contains("papier d’admission"));
    }

    async fn the_health_wall_is_read_on_duty_by_the_manager_and_by_the_parents_each_time_with_a_line(app: TestApp) {
        // R7
        let town = app.town().await;
        card(&app, &town).await;
        let path = format!("{}/health", base(&town));
        let page = format!("/families/{}/children/{}/health", town.family, town.child);
        let lines = async || app.audit_lines().await.into_iter().filter(|line| line.starts_with("see_health read")).count();
        for token in [&town.prescriber_member, &town.counsellor, &town.administrator] {
            app.get(token, &path).await.expect(StatusCode::FORBIDDEN);
            app.get(token, &page).await.expect(StatusCode::FORBIDDEN);
        }
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        // Staff off duty, whatever the child does that day; on duty on a day the child does not come; then both.
        app.place(town.site, town.child, TODAY, HalfDay::Morning, true).await;
        app.get(&town.staff, &path).await.expect(StatusCode::NOT_FOUND);
        on_roster(&app, &town, TODAY).await;
        let before = lines().await;
        let read = app.get(&town.staff, &path).await.expect(StatusCode::OK).json();
        assert_eq!((read["allergy"].as_str(), read["care_plan"].as_bool()), (Some("Arachide"), Some(true)));
        let shown = app.get(&town.staff, &page).await.expect(StatusCode::OK).body;
        assert!(shown.contains("Classeur rouge") && !shown.contains("<form class=\"form\""), "read, not written: {shown}");
        assert_eq!(lines().await, before + 2);
        app.api(&town.staff, Method::PUT, &path, json!({ "allergy": "Rien" })).await.expect(StatusCode::FORBIDDEN);
        // The next day she is not on the roster.
        app.clock.advance(86_400);
        app.place(town.site, town.child, date(2026, 11, 24), HalfDay::Morning, true).await;
        app.get(&town.staff, &path).await.expect(StatusCode::NOT_FOUND);
        assert!(app.get(&town.parent_token, "/family/health").await.expect(StatusCode::OK).body.contains("Arachide"));
        assert_eq!(lines().await, before + 3, "the parent's reading leaves a line too");
        assert!(!app.audit_lines().await.iter().any(|line| line.contains("Arachide")));
    }

    async fn on_duty_elsewhere_or_on_a_day_the_child_does_not_come_opens_nothing(app: TestApp) {
        let town = app.town().await;
        card(&app, &town).await;
        on_roster(&app, &town, TODAY).await;
        let path = format!("{}/health", base(&town));
        app.get(&town.staff, &path).await.expect(StatusCode::NOT_FOUND);
        // The child comes to another site that day: that is not this site's wall.
        app.place(town.other_site, town.child, TODAY, HalfDay::Morning, true).await;
        app.get(&town.staff, &path).await.expect(StatusCode::NOT_FOUND);
        app.place(town.site, town.child, TODAY, HalfDay::Afternoon, true).await;
        app.get(&town.staff, &path).await.expect(StatusCode::OK);
    }

    async fn health_stands_in_no_list_no_search_no_export_and_no_message(app: TestApp) {
        let town = app.town().await;
        card(&app, &town).await;
        asks(&app, &town, "2026-11-10", &["certificate", "vaccines"], "warn").await;
        app.place(town.site, town.child, TODAY, HalfDay::Morning, true).await;
        app.run_jobs().await;
        let mut read = Vec::new();
        for path in ["/desk", "/families", "/families?q=arachide", "/attendance", "/attendance/present", "/outbox", "/audit"] {
            for token in [&town.manager, &town.staff, &town.administrator] {
                read.push(app.get(token, path).await.body);
            }
        }
        for path in [format!("/families/{}", town.family), format!("/sites/{}/papers", town.site), format!("/sites/{}/week", town.site), base(&town) + "/papers", format!("/attendance/export?site={}&from=2026-11-23&until=2026-11-27", town.site), format!("/api/v1/sites/{}/attendance", town.site)] {
            read.push(app.get(&town.manager, &path).await.body);
        }
        assert!(read.iter().all(|body| !["Arachide", "Classeur rouge", "Placard"].iter().any(|word| body.contains(word))));
        assert!(messages(&app).await.iter().all(|(.., body)| !body.contains("Arachide")));
    }

    async fn a_tablet_carries_what_must_be_known_once_somebody_on_duty_has_opened_it(app: TestApp) {
        let town = app.town().await;
        app.place(town.site, town.child, TODAY, HalfDay::Morning, true).await;
        card(&app, &town).await;
        let path = format!("{}/health", base(&town));
        app.get(&town.staff, &path).await.expect(StatusCode::NOT_FOUND);
        let tablet = crate::tablet::opened(&app, &town).await;
        let lines = async || app.audit_lines().await.into_iter().filter(|line| line.starts_with("see_health read")).count();
        let before = lines().await;
        let day = async || crate::tablet::read(&app, &tablet, "/day").await.expect(StatusCode::OK).json();
        let child = day().await["days"][0]["sessions"][0]["children"][0].clone();
        assert_eq!(child["health"], json!({ "allergy": "Arachide", "care_plan": true, "plan_place": "Classeur rouge", "treatment_place": "Placard fermé" }));
        day().await;
        assert_eq!(lines().await, before + 1, "one line an opening, though the tablet asks every minute");
        app.clock.advance(60);
        let body = json!({ "allergy": "Arachide, œuf" });
        app.api(&town.manager, Method::PUT, &path, body).await.expect(StatusCode::OK);
        let now = lines().await;
        day().await;
        assert_eq!(lines().await, now + 1, "a card written anew is read anew");
        // Who has opened the site's tablet is on duty.
        app.get(&town.staff, &path).await.expect(StatusCode::OK);
    }

    async fn certificate_vaccines_and_health_go_when_the_contract_ends(app: TestApp) {
        let town = app.town().await;
        asks(&app, &town, "2026-01-01", &["certificate", "vaccines", "photo"], "warn").await;
        let (family, child) = admitted(&app, &town, date(2025, 6, 15), Period { from: date(2026, 11, 2), until: Some(date(2026, 11, 24)) }).await;
        let path = format!("/api/v1/families/{family}/children/{child}");
        for body in [json!({ "what": "certificate", "signed_on": "2026-11-01" }), json!({ "what": "doses", "doses": ["mmr-1"] }), json!({ "what": "wanting", "since": "2026-11-02" }), json!({ "what": "contraindication" }), json!({ "what": "answer", "paper": "photo", "granted": true }), json!({ "what": "contact", "name": "Jeanne", "phone": "0611223344" })] {
            app.clock.advance(1);
            app.api(&town.manager, Method::POST, &format!("{path}/papers"), body).await.expect(StatusCode::OK);
        }
        app.api(&town.manager, Method::PUT, &format!("{path}/health"), json!({ "care_plan": true })).await.expect(StatusCode::OK);
        note(&app, &town, json!({ "what": "certificate", "signed_on": "2026-11-01" })).await.expect(StatusCode::OK);
        let kinds = async || {
            let read = app.get(&town.manager, &format!("{path}/papers")).await.expect(StatusCode::OK).json();
            read["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        app.clock.advance(86_400);
        app.run_jobs().await;
        assert_eq!(kinds().await.len(), 6, "the last day of care");
        app.clock.advance(86_400);
        app.run_jobs().await;
        assert_eq!(kinds().await, ["answer", "contact"]);
        let card = app.get(&town.manager, &format!("{path}/health")).await.expect(StatusCode::OK).json();
        assert_eq!((card["care_plan"].as_bool(), card["written_at"].clone()), (Some(false), Value::Null));
        assert_eq!(standing(&file(&app, &town).await, "certificate"), fine(), "of a child who stays nothing goes");
        let page = app.get(&town.manager, &format!("/families/{family}/children/{child}/papers")).await.expect(StatusCode::OK).body;
        assert!(page.contains("Le contrat d’accueil est terminé"), "{page}");
        assert!(app.audit_lines().await.iter().any(|line| line.contains("end_of_contract")));
    }

    async fn a_parent_is_reminded_once_a_cause_and_never_with_a_word_of_health(app: TestApp) {
        let town = app.town().await;
        asks(&app, &town, "2026-11-23", &["certificate", "vaccines"], "warn").await;
        let sent = async || messages(&app).await.into_iter().filter(|(_, _, template, _)| template == "paper_reminder").collect::<Vec<_>>();
        let mut counts = Vec::new();
        for day in 0..=15 {
            app.run_jobs().await;
            app.run_jobs().await;
            counts.push(sent().await.len());
            if day == 13 {
                note(&app, &town, json!({ "what": "certificate", "signed_on": "2026-11-20" })).await.expect(StatusCode::OK);
            }
            app.clock.advance(86_400);
        }
        assert_eq!(counts, [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2], "on the seventh and on the twelfth day");
        // Thirty days before the provisional admission ends, on 23 February.
        app.clock.set("2027-01-23T08:00:00Z".parse::<jiff::Timestamp>().map(Instant::new).unwrap());
        app.run_jobs().await;
        assert_eq!(sent().await.len(), 2);
        app.clock.advance(86_400);
        app.run_jobs().await;
        app.clock.advance(86_400);
        app.run_jobs().await;
        let all = sent().await;
        assert_eq!(all.len(), 3);
        for (channel, _, _, body) in &all {
            assert_eq!(channel, "sms");
            assert!(body.contains("/family/papers"), "{body}");
            for word in ["شهادة", "تلقيح", "طبيب", "صح", "vaccin", "certificat", "médic", "Inès"] {
                assert!(!body.contains(word), "{body}");
            }
        }
    }

    async fn a_parent_reads_on_her_own_page_what_to_bring_and_by_when(app: TestApp) {
        let town = app.town().await;
        assert!(!app.get(&town.parent_token, "/family").await.expect(StatusCode::OK).body.contains("/family/papers"));
        asks(&app, &town, "2026-11-10", &["certificate", "photo"], "warn").await;
        let home = app.get(&town.parent_token, "/family?lang=fr").await.expect(StatusCode::OK).body;
        assert!(home.contains("2 papiers à apporter pour Inès") && home.contains("Certificat médical") && home.contains("avant le"), "{home}");
        let page = app.get(&town.parent_token, "/family/papers").await.expect(StatusCode::OK).body;
        assert!(page.contains("signé il y a moins de deux mois") && page.contains("Photos"), "{page}");
        note(&app, &town, json!({ "what": "certificate", "signed_on": "2026-11-20" })).await.expect(StatusCode::OK);
        note(&app, &town, json!({ "what": "answer", "paper": "photo", "granted": false })).await.expect(StatusCode::OK);
        assert!(!app.get(&town.parent_token, "/family").await.body.contains("/family/papers"));
        assert!(app.get(&town.parent_token, "/family/papers").await.body.contains("Tous les papiers sont là"));
        // She writes nothing herself, and reads no other family's.
        app.api(&town.parent_token, Method::POST, &format!("{}/papers", base(&town)), json!({ "what": "contraindication" })).await.expect(StatusCode::FORBIDDEN);
        let (family, child) = admitted(&app, &town, date(2025, 6, 15), Period { from: date(2026, 11, 2), until: None }).await;
        app.get(&town.parent_token, &format!("/api/v1/families/{family}/children/{child}/papers")).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.parent_token, &format!("/api/v1/families/{family}/children/{child}/health")).await.expect(StatusCode::NOT_FOUND);
    }

    async fn the_missing_list_is_filtered_sorted_searched_and_names_the_birthdays_that_end_the_money(app: TestApp) {
        let town = app.town().await;
        let list = async |query: &str| app.get(&town.manager, &format!("/sites/{}/papers{query}", town.site)).await.expect(StatusCode::OK).body;
        assert!(list("").await.contains("Cette structure ne tient pas encore ses papiers ici"));
        asks(&app, &town, "2026-11-10", &["certificate", "photo"], "warn").await;
        admitted(&app, &town, date(2022, 12, 24), Period { from: date(2026, 9, 1), until: None }).await;
        let all = list("").await;
        assert!(all.contains("4 papiers manquent") && all.contains("W15 · 4 ans"), "{all}");
        let photo = list("?kind=photo").await;
        assert_eq!(photo.matches("<th scope=\"row\">").count(), 2, "{photo}");
        let found = list("?q=n%27guessan&kind=certificate").await;
        assert_eq!(found.matches("<th scope=\"row\">").count(), 1, "{found}");
        assert!(list("?kind=birthday").await.contains("Noé") && list("?kind=outing").await.contains("Rien pour ces filtres"));
        let by_child = list("?sort=child").await;
        assert!(by_child.find("Inès").unwrap() < by_child.find("Noé").unwrap());
        let api = app.get(&town.manager, &format!("/api/v1/sites/{}/papers", town.site)).await.expect(StatusCode::OK).json();
        assert_eq!((api["items"].as_array().unwrap().len(), api["next"].clone()), (5, Value::Null));
        app.get(&town.manager, &format!("/api/v1/sites/{}/papers?cursor=x", town.site)).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
}
