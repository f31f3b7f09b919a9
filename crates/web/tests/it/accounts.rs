//! Signing in and out, one's own account, people and invitations, the first run.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use db::accounts::{NewPerson, TokenOwner};
use db::audit::{Entry, Signature};
use domain::access::{Action, Role};
use domain::{MembershipId, OrganisationId, Period, PersonId, SiteId};
use jiff::civil::date;
use testkit::{Answer, TestApp};
use web::accounts::secrets::totp_code;

/// A browser: it keeps the cookie it was given.
struct Browser<'a> {
    app: &'a TestApp,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn new(app: &'a TestApp) -> Self {
        Self { app, cookie: String::new() }
    }
    async fn send(&mut self, method: Method, path: &str, body: String) -> Answer {
        let mut request = self
            .app
            .request(method, path)
            .header("sec-fetch-site", "same-origin")
            .header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, self.cookie.clone());
        }
        let answer = self.app.send(request.body(Body::from(body)).unwrap()).await;
        for value in answer.headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = value.to_str().unwrap().split_once(';').unwrap();
            if pair.starts_with("marelle=") {
                let dropped = rest.to_lowercase().contains("max-age=0") || pair == "marelle=";
                self.cookie = if dropped { String::new() } else { pair.to_owned() };
            }
        }
        answer
    }
    async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }
    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", web::forms::percent(name), web::forms::percent(value)))
            .collect();
        self.send(Method::POST, path, body.join("&")).await
    }
}

const PASSWORD: &str = "quatre chats gris dorment";

/// Somebody of an organisation, with [`PASSWORD`], until a day.
async fn somebody(
    app: &TestApp,
    email: &str,
    organisation: OrganisationId,
    site: Option<SiteId>,
    role: Role,
    until: Option<domain::Date>,
) -> (PersonId, MembershipId) {
    let hash = web::accounts::secrets::hash(&app.app, PASSWORD.to_owned()).await.unwrap();
    let new = NewPerson {
        given_name: "Nadia".to_owned(),
        family_name: "Ben'Ali".to_owned(),
        email: email.to_owned(),
        language: "fr".to_owned(),
        password_hash: Some(hash),
    };
    app.db
        .write(move |tx| {
            let person = tx.create_person(&new)?;
            let period = Period { from: date(2025, 1, 1), until };
            let membership = tx.create_membership(person, organisation, site, role, period)?;
            tx.audit(&Signature::system(), Entry::done(Action::ManagePeople, "person", person))?;
            Ok((person, membership))
        })
        .await
        .unwrap()
}

/// Signs in with the password, puts a second factor in place, and waits until its step is over.
async fn sign_in_fully(app: &TestApp, browser: &mut Browser<'_>, email: &str) -> String {
    let entered = browser.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
    entered.expect(StatusCode::SEE_OTHER);
    let page = browser.get("/account/second-factor").await.expect(StatusCode::OK);
    let secret: String = page.body.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().replace(' ', "");
    let code = totp_code(&secret, app.app.now()).unwrap();
    browser.post("/account/second-factor", &[("code", &code)]).await.expect(StatusCode::SEE_OTHER);
    app.clock.advance(60);
    secret
}

/// The membership a token acts under.
async fn membership_of(app: &TestApp, token: &str) -> MembershipId {
    let (hash, now, today) = (db::idempotency::sha256(token.as_bytes()), app.app.now(), app.app.today());
    let bearer = app.db.read(move |conn| db::accounts::token_bearer(conn, &hash, now, today)).await.unwrap();
    bearer.unwrap().actor.memberships[0].id
}

async fn has_signed_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/account").await.status == StatusCode::OK
}

testkit::both_engines! {
    async fn each_role_of_a_demonstration_is_one_click_away_and_lands_on_its_page(app: TestApp) {
        app.town().await;
        let app = app.with_settings(|settings| settings.demo = true);
        let page = app.get("", "/sign-in").await.expect(StatusCode::OK);
        assert!(page.body.contains("Mona G., Les Marronniers"), "{}", page.body);
        for (role, home) in [
            ("administrator", "/sites"),
            ("site_manager", "/desk"),
            ("staff", "/attendance"),
            ("prescriber", "/referrals"),
            ("counsellor", "/referrals"),
            ("parent", "/family"),
        ] {
            let mut browser = Browser::new(&app);
            browser.get("/sign-in").await.expect(StatusCode::OK);
            let entered = browser.post("/sign-in/demo", &[("demo", role)]).await.expect(StatusCode::SEE_OTHER);
            assert_eq!(entered.location(), "/");
            let landed = browser.get("/").await.expect(StatusCode::SEE_OTHER);
            assert_eq!(landed.location(), home, "{role}");
            browser.post("/sign-out", &[]).await.expect(StatusCode::SEE_OTHER);
            browser.get("/").await.expect(StatusCode::OK);
        }
    }

    async fn a_real_installation_has_no_door_without_a_key(app: TestApp) {
        app.town().await;
        let page = app.get("", "/sign-in").await.expect(StatusCode::OK);
        assert!(!page.body.contains("name=\"demo\""), "{}", page.body);
        app.form("", "/sign-in/demo", &[("demo", "administrator")]).await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_password_then_a_code_and_only_then_personal_pages(app: TestApp) {
        let town = app.town().await;
        somebody(&app, "nadia@exemple.fr", town.operator, None, Role::Administrator, None).await;
        let mut browser = Browser::new(&app);
        let asked = browser.get("/people").await.expect(StatusCode::SEE_OTHER);
        assert_eq!(asked.location(), "/sign-in?next=/people");
        let entered = browser.post("/sign-in", &[("email", "Nadia@Exemple.fr"), ("password", PASSWORD), ("next", "/people")]).await;
        assert_eq!(entered.expect(StatusCode::SEE_OTHER).location(), "/people");
        // The password alone opens nothing but the way to the second factor.
        assert_eq!(browser.get("/people").await.expect(StatusCode::SEE_OTHER).location(), "/account/second-factor");
        browser.get("/account/second-factor").await.expect(StatusCode::OK);
        let wrong = browser.post("/account/second-factor", &[("code", "000000")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("Ce code ne va pas"), "{}", wrong.body);
        browser.post("/sign-out", &[]).await.expect(StatusCode::SEE_OTHER);

        let secret = sign_in_fully(&app, &mut browser, "nadia@exemple.fr").await;
        let page = browser.get("/people").await.expect(StatusCode::OK);
        assert!(page.body.contains("Ben&#39;Ali Nadia") || page.body.contains("Ben'Ali Nadia"), "{}", page.body);
        browser.post("/sign-out", &[]).await.expect(StatusCode::SEE_OTHER);

        // From now on the code is asked for at the door; a code works once.
        let code = totp_code(&secret, app.app.now()).unwrap();
        for (attempt, status) in [(0, StatusCode::SEE_OTHER), (1, StatusCode::UNPROCESSABLE_ENTITY)] {
            let mut door = Browser::new(&app);
            let asked = door.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await;
            assert_eq!(asked.expect(StatusCode::SEE_OTHER).location(), "/sign-in/code");
            assert!(!has_signed_in(&mut door).await, "half way in is not in");
            door.post("/sign-in/code", &[("code", &code)]).await.expect(status);
            assert_eq!(has_signed_in(&mut door).await, attempt == 0);
        }
    }

    async fn a_thousand_wrong_passwords_count_as_ten_at_most(app: TestApp) {
        let town = app.town().await;
        let (person, _) = somebody(&app, "nadia@exemple.fr", town.operator, None, Role::Administrator, None).await;
        // The passwords are compared elsewhere: here it is counted how often one would be.
        let effective = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let tries: Vec<_> = (0..1000)
            .map(|count| {
                let (db, effective, clock) = (app.db.clone(), effective.clone(), app.clock.clone());
                tokio::spawn(async move {
                    // Half of them wait a second between two tries.
                    if count % 2 == 0 {
                        clock.advance(1);
                    }
                    loop {
                        match db.write(|tx| tx.take_attempt("nadia@exemple.fr")).await {
                            Ok(attempt) => {
                                effective.fetch_add(usize::from(attempt.is_some()), std::sync::atomic::Ordering::SeqCst);
                                return;
                            }
                            Err(db::Error::Unavailable(_)) => tokio::task::yield_now().await,
                            Err(error) => panic!("{error}"),
                        }
                    }
                })
            })
            .collect();
        for attempt in tries {
            attempt.await.unwrap();
        }
        let effective = effective.load(std::sync::atomic::Ordering::SeqCst);
        assert!((1..=10).contains(&effective), "{effective}");
        // The right password does not help while the account waits, and is told apart by nothing.
        app.db.write(move |tx| { for _ in 0..10 { tx.take_attempt_of(person)?; } Ok(()) }).await.unwrap();
        let mut browser = Browser::new(&app);
        let locked = browser.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let unknown = browser.post("/sign-in", &[("email", "personne@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let told = |answer: &Answer| answer.body.split("error-summary").nth(1).unwrap().split("</div>").next().unwrap().to_owned();
        assert_eq!(told(&locked), told(&unknown));
        // A quarter of an hour later she is let in.
        app.clock.advance(15 * 60);
        browser.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn the_session_has_another_name_once_signed_in(app: TestApp) {
        let town = app.town().await;
        somebody(&app, "nadia@exemple.fr", town.operator, None, Role::Administrator, None).await;
        let app = app.with_settings(|settings| settings.demo = true);
        let mut browser = Browser::new(&app);
        browser.post("/sign-in/demo", &[("demo", "staff")]).await.expect(StatusCode::SEE_OTHER);
        let planted = browser.cookie.clone();
        browser.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        assert_ne!(browser.cookie, planted);
        let mut thief = Browser { app: &app, cookie: planted };
        assert!(!has_signed_in(&mut thief).await, "the planted cookie opens nothing");
    }

    async fn the_cookie_stays_at_home_and_away_from_scripts(app: TestApp) {
        app.town().await;
        let app = app.with_settings(|settings| { settings.demo = true; settings.insecure_cookies = false; });
        let answer = app.form("", "/sign-in/demo", &[("demo", "staff")]).await.expect(StatusCode::SEE_OTHER);
        let cookie = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        assert!(cookie.starts_with("__Host-marelle="), "{cookie}");
        for flag in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(flag), "{flag} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }

    async fn an_ended_membership_opens_nothing_from_the_end_of_its_last_day(app: TestApp) {
        let town = app.town().await;
        let last = date(2026, 11, 24);
        let (_, membership) = somebody(&app, "nadia@exemple.fr", town.operator, None, Role::Administrator, Some(last)).await;
        let token = app.db.write(move |tx| {
            let token = tx.create_api_token(TokenOwner::Membership(membership), "tests", "*", tx.now.plus_hours(24 * 365))?;
            tx.audit(&Signature::system(), Entry::done(Action::ManagePeople, "person", membership))?;
            Ok(token)
        }).await.unwrap();
        let mut browser = Browser::new(&app);
        sign_in_fully(&app, &mut browser, "nadia@exemple.fr").await;
        let midnight = |day| domain::Instant::of_civil(day, domain::Time::midnight(), &app.app.settings().time_zone).unwrap();
        let end = midnight(date(2026, 11, 25));
        // The browser is used now and then on the way.
        for hour in [3, 13, 23, 32] {
            app.clock.set(end.plus_hours(hour - 33));
            assert!(has_signed_in(&mut browser).await, "{hour}");
        }
        app.clock.set(end.plus_seconds(-1));
        browser.get("/people").await.expect(StatusCode::OK);
        app.get(&token, "/api/v1/me").await.expect(StatusCode::OK);
        app.clock.set(end);
        browser.get("/people").await.expect(StatusCode::SEE_OTHER);
        assert!(!has_signed_in(&mut browser).await);
        app.get(&token, "/api/v1/me").await.expect(StatusCode::UNAUTHORIZED);
        // Nor does the password.
        let again = Browser::new(&app).post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "the code is asked for first");
    }

    async fn a_page_of_another_site_changes_nothing(app: TestApp) {
        app.town().await;
        let app = app.with_settings(|settings| settings.demo = true);
        let mut browser = Browser::new(&app);
        browser.post("/sign-in/demo", &[("demo", "administrator")]).await.expect(StatusCode::SEE_OTHER);
        for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example"), ("origin", "null")] {
            let request = app
                .request(Method::POST, "/account/sessions/end-others")
                .header(header::COOKIE, browser.cookie.clone())
                .header(name, value)
                .body(Body::empty())
                .unwrap();
            app.send(request).await.expect(StatusCode::FORBIDDEN);
        }
        browser.post("/account/sessions/end-others", &[]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn a_password_is_changed_by_who_knows_it_and_other_devices_are_signed_out(app: TestApp) {
        let town = app.town().await;
        somebody(&app, "nadia@exemple.fr", town.operator, None, Role::Administrator, None).await;
        let (mut here, mut there) = (Browser::new(&app), Browser::new(&app));
        for browser in [&mut there, &mut here] {
            browser.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        }
        for (present, new, why) in [
            ("wrong password", "cinq chiens roux courent", "Ce mot de passe ne va pas"),
            (PASSWORD, "xyz?uvw", "douze caractères"),
            (PASSWORD, "nadia@exemple.fr", "contient votre nom ou votre adresse"),
            (PASSWORD, "azertyuiop12", "se devine"),
        ] {
            let refused = here.post("/account/password", &[("present_password", present), ("new_password", new)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains(why), "{why}");
            assert!(!refused.body.contains(new) || new.contains('@'), "a password never comes back");
        }
        assert!(has_signed_in(&mut there).await);
        here.post("/account/password", &[("present_password", PASSWORD), ("new_password", "cinq chiens roux courent")]).await.expect(StatusCode::SEE_OTHER);
        assert!(has_signed_in(&mut here).await && !has_signed_in(&mut there).await);
        there.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        there.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", "cinq chiens roux courent")]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn a_device_is_listed_by_name_and_can_be_signed_out_from_another(app: TestApp) {
        app.town().await;
        let app = app.with_settings(|settings| settings.demo = true);
        let (mut here, mut there) = (Browser::new(&app), Browser::new(&app));
        for browser in [&mut there, &mut here] {
            browser.post("/sign-in/demo", &[("demo", "staff")]).await.expect(StatusCode::SEE_OTHER);
        }
        let page = here.get("/account").await.expect(StatusCode::OK);
        assert_eq!(page.body.matches("Firefox, Linux").count(), 2, "{}", page.body);
        let other = page.body.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        here.post("/account/sessions/end", &[("session", &other)]).await.expect(StatusCode::SEE_OTHER);
        assert!(!has_signed_in(&mut there).await && has_signed_in(&mut here).await);
        // Nobody ends the session of somebody else.
        there.post("/sign-in/demo", &[("demo", "administrator")]).await.expect(StatusCode::SEE_OTHER);
        let page = here.get("/account").await.expect(StatusCode::OK);
        assert_eq!(page.body.matches("Firefox, Linux").count(), 1);
        here.post("/account/sessions/end", &[("session", &"a".repeat(64))]).await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_token_acts_within_its_scopes_is_shown_once_and_can_be_revoked(app: TestApp) {
        app.town().await;
        let app = app.with_settings(|settings| settings.demo = true);
        let mut browser = Browser::new(&app);
        browser.post("/sign-in/demo", &[("demo", "administrator")]).await.expect(StatusCode::SEE_OTHER);
        for (scope, until, why) in [
            ("see_family", "2026-12-31", "an administrator sees no family, nor does her token"),
            ("see_audit", "2027-11-24", "a year at most"),
            ("see_audit", "2026-11-22", "not in the past"),
            ("", "2026-12-31", "something it may do"),
        ] {
            let refused = browser.post("/account/tokens", &[("token_name", "Tableur"), ("token_until", until), ("scopes", scope)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        }
        let fields = [("key", "0123456789abcdef"), ("token_name", "Tableur"), ("token_until", "2026-12-31"), ("scopes", "see_audit")];
        let made = browser.post("/account/tokens", &fields).await.expect(StatusCode::OK);
        let token = format!("mrl_{}", made.body.split("mrl_").nth(1).unwrap().split('<').next().unwrap());
        let again = browser.post("/account/tokens", &fields).await.expect(StatusCode::OK);
        assert!(!again.body.contains("mrl_") && again.body.matches("<bdi>Tableur</bdi>").count() == 1, "shown once, made once");
        let me = app.get(&token, "/api/v1/me").await.expect(StatusCode::OK).json();
        assert_eq!((me["memberships"][0]["role"].as_str(), me["scopes"][0].as_str()), (Some("administrator"), Some("see_audit")));
        app.get(&token, "/audit").await.expect(StatusCode::OK);
        app.get(&token, "/people").await.expect(StatusCode::FORBIDDEN);
        // A token makes no other token.
        app.form(&token, "/account/tokens", &fields).await.expect(StatusCode::FORBIDDEN);
        let page = browser.get("/account").await.expect(StatusCode::OK);
        let revoke = page.body.split("action=\"/account/tokens/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        browser.post(&format!("/account/tokens/{revoke}"), &[]).await.expect(StatusCode::SEE_OTHER);
        app.get(&token, "/api/v1/me").await.expect(StatusCode::UNAUTHORIZED);
        browser.post(&format!("/account/tokens/{revoke}"), &[]).await.expect(StatusCode::NOT_FOUND);
    }

    async fn everybody_is_told_who_they_are(app: TestApp) {
        let town = app.town().await;
        app.get("", "/api/v1/me").await.expect(StatusCode::UNAUTHORIZED);
        let me = app.get(&town.manager, "/api/v1/me").await.expect(StatusCode::OK).json();
        assert_eq!(me["memberships"][0]["site_id"], town.site.to_string());
        assert_eq!(me["name"], "Mona Gérard");
        let parent = app.get(&town.parent_token, "/api/v1/me").await.expect(StatusCode::OK).json();
        assert_eq!(parent["family_id"], town.family.to_string());
    }

    async fn an_invitation_opens_once_and_looking_at_it_changes_nothing(app: TestApp) {
        let town = app.town().await;
        let (operator, site) = (town.operator.to_string(), town.site.to_string());
        let sent = app.form(&town.administrator, "/people/invite", &[("key", "invite-0001"), ("email", "zoe@exemple.fr"), ("role", "site_manager"), ("organisation", &operator), ("site", &site), ("until", "2027-06-30")]).await.expect(StatusCode::OK);
        let token = sent.body.split("/invitation/").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let path = format!("/invitation/{token}");
        for _ in 0..10 {
            let page = app.get("", &path).await.expect(StatusCode::OK);
            assert!(page.body.contains("Les Marronniers"), "{}", page.body);
        }
        let short = app.form("", &path, &[("given_name", "Zoé"), ("family_name", "D'Arc"), ("new_password", "court")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(short.body.contains("value=\"Zoé\""), "the form comes back filled");
        // A hundred presses at once: one membership.
        let presses: Vec<_> = (0..20).map(|_| app.form("", &path, &[("given_name", "Zoé"), ("family_name", "D'Arc"), ("new_password", PASSWORD)])).collect();
        let mut accepted = 0;
        for press in presses {
            let answer = press.await;
            accepted += usize::from(answer.status == StatusCode::SEE_OTHER);
        }
        assert_eq!(accepted, 1);
        app.get("", &path).await.expect(StatusCode::NOT_FOUND);
        let mut browser = Browser::new(&app);
        sign_in_fully(&app, &mut browser, "zoe@exemple.fr").await;
        assert_eq!(browser.get("/").await.expect(StatusCode::SEE_OTHER).location(), "/desk");
        let list = app.get(&town.administrator, "/people?q=darc").await.expect(StatusCode::OK);
        assert!(!list.body.contains("zoe@exemple.fr"), "words are compared, not letters");
        let list = app.get(&town.administrator, "/people?q=zoe+responsable").await.expect(StatusCode::OK);
        assert!(list.body.contains("zoe@exemple.fr") && list.body.contains("30 juin 2027"), "{}", list.body);
    }

    async fn an_invitation_ends_after_seven_days_or_when_it_is_taken_back(app: TestApp) {
        let town = app.town().await;
        let operator = town.operator.to_string();
        let fields = |email: &'static str| [("email", email), ("role", "staff"), ("organisation", operator.as_str())];
        let link = |answer: Answer| format!("/invitation/{}", answer.body.split("/invitation/").nth(1).unwrap().split('<').next().unwrap());
        let first = link(app.form(&town.administrator, "/people/invite", &fields("un@exemple.fr")).await.expect(StatusCode::OK));
        let list = app.get(&town.administrator, "/people").await.expect(StatusCode::OK);
        let revoke = format!("/people/invitations/{}", list.body.split("action=\"/people/invitations/").nth(1).unwrap().split('"').next().unwrap());
        app.form(&town.manager, &revoke, &[]).await.expect(StatusCode::FORBIDDEN);
        app.form(&town.administrator, &revoke, &[]).await.expect(StatusCode::SEE_OTHER);
        app.get("", &first).await.expect(StatusCode::NOT_FOUND);
        let second = link(app.form(&town.administrator, "/people/invite", &fields("deux@exemple.fr")).await.expect(StatusCode::OK));
        app.clock.advance(7 * 86_400 - 1);
        app.get("", &second).await.expect(StatusCode::OK);
        app.clock.advance(1);
        app.get("", &second).await.expect(StatusCode::NOT_FOUND);
        app.form("", &second, &[("given_name", "A"), ("family_name", "B"), ("new_password", PASSWORD)]).await.expect(StatusCode::NOT_FOUND);
    }

    async fn an_administrator_acts_in_her_own_organisation_only(app: TestApp) {
        let town = app.town().await;
        let (_, foreign) = somebody(&app, "otto2@exemple.fr", town.other_operator, None, Role::Administrator, None).await;
        let (stranger, site) = (town.other_operator.to_string(), town.other_site.to_string());
        let operator = town.operator.to_string();
        let list = app.get(&town.administrator, "/people").await.expect(StatusCode::OK);
        assert!(list.body.contains("Mona") && !list.body.contains("D&#39;ailleurs") && !list.body.contains("Otto"), "{}", list.body);
        for (action, fields) in [("end", vec![("until", "2026-12-31")]), ("disable", vec![]), ("enable", vec![]), ("renew", vec![])] {
            app.form(&town.administrator, &format!("/people/{foreign}/{action}"), &fields).await.expect(StatusCode::NOT_FOUND);
        }
        app.get(&town.administrator, &format!("/people/{foreign}")).await.expect(StatusCode::NOT_FOUND);
        let invite = |organisation: &str, site: &str, role: &str| {
            let fields = [("email", "x@exemple.fr".to_owned()), ("role", role.to_owned()), ("organisation", organisation.to_owned()), ("site", site.to_owned())];
            let (app, token) = (&app, &town.administrator);
            async move {
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                app.form(token, "/people/invite", &fields).await.status
            }
        };
        assert_eq!(invite(&stranger, "", "staff").await, StatusCode::NOT_FOUND);
        assert_eq!(invite(&operator, &site, "staff").await, StatusCode::UNPROCESSABLE_ENTITY, "a site of another organisation");
        assert_eq!(invite(&operator, "", "parent").await, StatusCode::UNPROCESSABLE_ENTITY, "no role an administrator gives");
        for token in [&town.manager, &town.staff, &town.prescriber_member, &town.counsellor] {
            app.get(token, "/people").await.expect(StatusCode::FORBIDDEN);
        }
    }

    async fn an_end_or_a_disabling_takes_effect_at_the_next_request(app: TestApp) {
        let town = app.town().await;
        let (_, membership) = somebody(&app, "nadia@exemple.fr", town.operator, Some(town.site), Role::SiteManager, None).await;
        let path = format!("/people/{membership}");
        let mut browser = Browser::new(&app);
        sign_in_fully(&app, &mut browser, "nadia@exemple.fr").await;
        app.form(&town.administrator, &format!("{path}/end"), &[("until", "2024-01-01")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.administrator, &format!("{path}/end"), &[("until", "2026-11-22")]).await.expect(StatusCode::SEE_OTHER);
        assert!(!has_signed_in(&mut browser).await, "ended yesterday");
        app.form(&town.administrator, &format!("{path}/end"), &[("until", "")]).await.expect(StatusCode::SEE_OTHER);
        assert!(has_signed_in(&mut browser).await, "prolonged");
        app.form(&town.administrator, &format!("{path}/disable"), &[]).await.expect(StatusCode::SEE_OTHER);
        assert!(!has_signed_in(&mut browser).await, "disabled");
        browser.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.administrator, &format!("{path}/enable"), &[]).await.expect(StatusCode::SEE_OTHER);
        assert!(!has_signed_in(&mut browser).await, "her sessions stay ended");
        // Forgotten password: a link makes another; the old one is nothing any more.
        let renewed = app.form(&town.administrator, &format!("{path}/renew"), &[]).await.expect(StatusCode::OK);
        let link = format!("/invitation/{}", renewed.body.split("/invitation/").nth(1).unwrap().split('<').next().unwrap());
        browser.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form("", &link, &[("given_name", "Nadia"), ("family_name", "Ben'Ali"), ("new_password", "cinq chiens roux courent")]).await.expect(StatusCode::SEE_OTHER);
        browser.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", "cinq chiens roux courent")]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn an_organisation_keeps_an_administrator(app: TestApp) {
        let town = app.town().await;
        let ada = membership_of(&app, &town.administrator).await;
        let end = async |token: &str, id: MembershipId, until: &str| {
            app.form(token, &format!("/people/{id}/end"), &[("until", until)]).await
        };
        let refused = end(&town.administrator, ada, "2026-12-31").await.expect(StatusCode::CONFLICT);
        assert!(refused.body.contains("31 décembre 2026") && refused.body.contains("Ville des Marronniers"), "{}", refused.body);
        assert!(app.audit_lines().await.iter().any(|line| line.starts_with("manage_people refused last_administrator")));
        // Others who do not run the whole organisation, or not longer, are no successors.
        somebody(&app, "a@exemple.fr", town.operator, Some(town.site), Role::Administrator, None).await;
        somebody(&app, "b@exemple.fr", town.operator, None, Role::SiteManager, None).await;
        somebody(&app, "c@exemple.fr", town.operator, None, Role::Administrator, Some(date(2026, 12, 15))).await;
        end(&town.administrator, ada, "2026-12-31").await.expect(StatusCode::CONFLICT);
        let (_, successor) = somebody(&app, "d@exemple.fr", town.operator, None, Role::Administrator, None).await;
        end(&town.administrator, ada, "2026-12-31").await.expect(StatusCode::SEE_OTHER);
        end(&town.administrator, successor, "2026-12-31").await.expect(StatusCode::CONFLICT);
        end(&town.administrator, ada, "").await.expect(StatusCode::SEE_OTHER);
        end(&town.administrator, successor, "2026-12-31").await.expect(StatusCode::SEE_OTHER);
        app.form(&town.administrator, &format!("/people/{successor}/disable"), &[]).await.expect(StatusCode::SEE_OTHER);
        let english = app.send(app.request(Method::POST, &format!("/people/{ada}/end"))
            .header(header::AUTHORIZATION, format!("Bearer {}", town.administrator))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header(header::COOKIE, "language=en")
            .body(Body::from("until=2026-12-31")).unwrap()).await.expect(StatusCode::CONFLICT);
        assert!(english.body.contains("would have no administrator"), "who is disabled is no successor: {}", english.body);
    }

    async fn an_access_given_by_mistake_this_morning_is_taken_back_at_once(app: TestApp) {
        let town = app.town().await;
        let (person, _) = somebody(&app, "erreur@exemple.fr", town.operator, None, Role::Staff, Some(date(2026, 11, 20))).await;
        let operator = town.operator;
        let (mistaken, token) = app.db.write(move |tx| {
            let today = Period { from: date(2026, 11, 23), until: None };
            let mistaken = tx.create_membership(person, operator, None, Role::SiteManager, today)?;
            let token = tx.create_api_token(TokenOwner::Membership(mistaken), "tests", "*", tx.now.plus_hours(24))?;
            tx.audit(&Signature::system(), Entry::done(Action::ManagePeople, "membership", mistaken))?;
            Ok((mistaken, token))
        }).await.unwrap();
        app.get(&token, "/desk").await.expect(StatusCode::OK);
        let page = app.get(&town.administrator, &format!("/people/{mistaken}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("Mettre fin tout de suite"), "{}", page.body);
        app.form(&town.administrator, &format!("/people/{mistaken}/end"), &[("until", "2026-11-21")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.administrator, &format!("/people/{mistaken}/end-now"), &[]).await.expect(StatusCode::SEE_OTHER);
        assert_ne!(app.get(&token, "/desk").await.status, StatusCode::OK);
        let page = app.get(&town.administrator, &format!("/people/{mistaken}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("repris le jour où il a été donné") && !page.body.contains("Mettre fin tout de suite"), "{}", page.body);
        let ada = membership_of(&app, &town.administrator).await;
        app.form(&town.administrator, &format!("/people/{ada}/end-now"), &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn of_two_administrators_who_end_each_other_one_stays(app: TestApp) {
        let town = app.town().await;
        let (ada, operator) = (membership_of(&app, &town.administrator).await, town.operator);
        let (_, other) = somebody(&app, "autre@exemple.fr", operator, None, Role::Administrator, None).await;
        let token = app.db.write(move |tx| {
            let token = tx.create_api_token(db::accounts::TokenOwner::Membership(other), "tests", "*", tx.now.plus_hours(24))?;
            tx.audit(&Signature::system(), Entry::done(Action::ManagePeople, "membership", other))?;
            Ok(token)
        }).await.unwrap();
        let (one, two) = (format!("/people/{other}/end"), format!("/people/{ada}/end"));
        let until = [("until", "2026-11-22")];
        let (first, second) = tokio::join!(app.form(&town.administrator, &one, &until), app.form(&token, &two, &until));
        let done = [&first, &second].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
        assert_eq!(done, 1, "{} {}", first.status, second.status);
        let left = [app.get(&town.administrator, "/people").await.status, app.get(&token, "/people").await.status];
        assert_eq!(left.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{left:?}");
    }

    async fn the_pages_are_in_the_language_a_person_chose_on_any_device(app: TestApp) {
        let town = app.town().await;
        somebody(&app, "nadia@exemple.fr", town.operator, Some(town.site), Role::SiteManager, None).await;
        let mut first = Browser::new(&app);
        let secret = sign_in_fully(&app, &mut first, "nadia@exemple.fr").await;
        assert!(first.get("/account").await.body.contains("<html lang=\"fr\""));
        let name = [("key", "0123456789abcdef"), ("given_name", "Nadia"), ("family_name", "Ben'Ali"), ("language", "en")];
        first.post("/account/name", &name).await.expect(StatusCode::SEE_OTHER);
        let mut second = Browser::new(&app);
        assert!(second.get("/sign-in").await.body.contains("<html lang=\"fr\""));
        second.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        assert!(second.get("/sign-in/code").await.body.contains("<html lang=\"fr\""), "nobody is known before the code");
        second.post("/sign-in/code", &[("code", "000000")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let code = totp_code(&secret, app.app.now()).unwrap();
        let entered = second.post("/sign-in/code", &[("code", &code)]).await.expect(StatusCode::SEE_OTHER);
        let cookies: Vec<&str> = entered.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
        assert!(cookies.iter().any(|cookie| cookie.starts_with("language=en;")), "{cookies:?}");
    }

    async fn the_use_of_a_token_is_noted_once_an_hour(app: TestApp) {
        let town = app.town().await;
        assert_eq!(app.token_last_used(&town.manager).await, None);
        let noted_after = async |before: Option<String>| {
            for _ in 0..200 {
                let noted = app.token_last_used(&town.manager).await;
                if noted != before {
                    return noted;
                }
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            before
        };
        app.get("mrl_nothing", "/api/v1/me").await.expect(StatusCode::UNAUTHORIZED);
        app.get(&town.manager, "/api/v1/me").await.expect(StatusCode::OK);
        let first = noted_after(None).await;
        assert!(first.is_some(), "its use is noted");
        app.clock.advance(1800);
        app.get(&town.manager, "/api/v1/me").await.expect(StatusCode::OK);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert_eq!(app.token_last_used(&town.manager).await, first, "not again within the hour");
        app.clock.advance(1801);
        app.get(&town.manager, "/api/v1/me").await.expect(StatusCode::OK);
        assert_ne!(noted_after(first.clone()).await, first);
        assert_eq!(app.token_last_used(&town.staff).await, None);
    }

    async fn somebody_who_also_works_elsewhere_is_not_disabled_from_here(app: TestApp) {
        let town = app.town().await;
        let (person, here) = somebody(&app, "nadia@exemple.fr", town.operator, None, Role::Staff, None).await;
        let elsewhere = town.other_operator;
        app.db.write(move |tx| {
            tx.create_membership(person, elsewhere, None, Role::Administrator, Period { from: date(2025, 1, 1), until: None })?;
            tx.audit(&Signature::system(), Entry::done(Action::ManagePeople, "person", person))
        }).await.unwrap();
        for action in ["disable", "renew"] {
            let refused = app.form(&town.administrator, &format!("/people/{here}/{action}"), &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains("dans un autre organisme"), "{}", refused.body);
        }
        let mut browser = Browser::new(&app);
        browser.post("/sign-in", &[("email", "nadia@exemple.fr"), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        // Two roles: the weightier first, the other on demand.
        assert_eq!(browser.get("/").await.expect(StatusCode::SEE_OTHER).location(), "/sites");
        browser.post("/account/role", &[("membership", &here.to_string())]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/").await.expect(StatusCode::SEE_OTHER).location(), "/attendance");
        let (_, foreign) = somebody(&app, "autre@exemple.fr", town.operator, None, Role::Administrator, None).await;
        browser.post("/account/role", &[("membership", &foreign.to_string())]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn an_empty_installation_is_opened_once(app: TestApp) {
        app.db.write(|tx| tx.install(db::installation::InstallationKind::Real, None)).await.unwrap();
        for path in ["/", "/sign-in", "/people", "/account"] {
            assert_eq!(app.get("", path).await.expect(StatusCode::SEE_OTHER).location(), "/first-run", "{path}");
        }
        app.get("", "/language/en?next=/first-run").await.expect(StatusCode::SEE_OTHER);
        let fields = [("organisation", "Ville de L'Haÿ"), ("given_name", "Ada"), ("family_name", "Minière"), ("email", "ada@exemple.fr"), ("new_password", PASSWORD)];
        let mut weak = fields;
        weak[4] = ("new_password", "ada");
        let refused = app.form("", "/first-run", &weak).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("Ville de L&#39;Haÿ") && refused.body.contains("douze caractères"), "{}", refused.body);
        let (mut first, mut second) = (Browser::new(&app), Browser::new(&app));
        let opened = tokio::join!(first.post("/first-run", &fields), second.post("/first-run", &fields));
        let statuses = [opened.0.status, opened.1.status];
        assert!(statuses.contains(&StatusCode::SEE_OTHER) && statuses.contains(&StatusCode::NOT_FOUND), "{statuses:?}");
        app.get("", "/first-run").await.expect(StatusCode::NOT_FOUND);
        app.get("", "/").await.expect(StatusCode::OK);
        let mut browser = Browser::new(&app);
        sign_in_fully(&app, &mut browser, "ada@exemple.fr").await;
        assert_eq!(browser.get("/").await.expect(StatusCode::SEE_OTHER).location(), "/sites");
    }

    async fn an_address_that_sends_too_much_waits(app: TestApp) {
        app.town().await;
        let app = app.with_settings(|settings| { settings.requests_per_minute = 5; settings.behind_proxy = true; });
        let press = async |address: &str| {
            let request = app.request(Method::POST, "/sign-out").header("x-forwarded-for", address).body(Body::empty()).unwrap();
            app.send(request).await.status
        };
        for _ in 0..5 {
            assert_eq!(press("203.0.113.7").await, StatusCode::SEE_OTHER);
        }
        assert_eq!(press("203.0.113.7").await, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(press("1.1.1.1, 203.0.113.7").await, StatusCode::TOO_MANY_REQUESTS, "what the client wrote is not believed");
        assert_eq!(press("203.0.113.8").await, StatusCode::SEE_OTHER);
        app.get("", "/sign-in").await.expect(StatusCode::OK);
    }
}
