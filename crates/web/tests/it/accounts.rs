//! Signing in and out, one's own account, people and invitations, the first run.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use testkit::{Answer, TestApp};

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
}
