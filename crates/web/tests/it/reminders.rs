//! A family is reminded three days before and the evening before, and answers by the link of the message: one narrow right, no page of hers.

use axum::http::StatusCode;
use db::messages::reminders::places_of_day;
use domain::families::{SafeContact, SpokenLanguage};
use domain::messages::Travel;
use domain::{BookingId, Date, HalfDay, Instant};
use jiff::civil::date;
use testkit::{Answer, TestApp, Town};

use crate::parents::Phone;

const THURSDAY: Date = date(2026, 11, 26);

fn at(text: &str) -> Instant {
    Instant::new(text.parse().unwrap())
}

/// A place on Thursday morning, and the days until then as the worker lives them.
async fn placed(app: &TestApp) -> (Town, BookingId) {
    let town = app.town().await;
    app.reach(town.parent, SpokenLanguage::French, SafeContact::Normal, false).await;
    let booking = app.place(town.site, town.child, THURSDAY, HalfDay::Morning, true).await;
    (town, booking)
}

async fn on(app: &TestApp, instant: &str) {
    app.clock.set(at(instant));
    app.run_jobs().await;
}

async fn reminders(app: &TestApp) -> Vec<String> {
    let all = app.outbox().await;
    all.into_iter()
        .filter(|message| message.template.starts_with("place_reminder"))
        .map(|message| message.body)
        .collect()
}

/// The reminders that wait to leave, with their links.
async fn token(app: &TestApp, when: &str) -> String {
    let hour = at(when);
    app.clock.set(hour);
    let job = async || {
        let due = app.db.claim_jobs(50).await.unwrap();
        for job in &due {
            if job.kind == db::messages::reminders::REMIND_OF_PLACE {
                let reminder = serde_json::from_str(&job.payload).unwrap();
                let words = PlainWords;
                app.db.write(move |tx| tx.remind_of_place(&reminder, &words)).await.unwrap();
            }
        }
    };
    job().await;
    reminders(app).await.pop().unwrap().rsplit("/l/").next().unwrap().to_owned()
}

/// Words of the test: the link and what it is made of.
#[derive(Clone, Copy)]
struct PlainWords;

impl db::messages::reminders::PlaceReminderWords for PlainWords {
    fn message(&self, letter: &db::messages::reminders::PlaceLetter, token: &str) -> (String, String) {
        ("fr".into(), format!("{} {} /l/{token}", letter.names.join(","), letter.starts_at))
    }
    fn call(&self, letter: &db::messages::reminders::PlaceLetter) -> (String, String) {
        ("fr".into(), letter.contact.reference.clone())
    }
}

async fn answer(app: &TestApp, phone: &mut Phone, token: &str, booking: BookingId, rest: &str) -> Answer {
    // What is said at one instant has no order.
    app.clock.advance(1);
    phone.post(app, &format!("/l/{token}/answer"), &format!("booking={booking}&{rest}")).await
}

async fn last_word(app: &TestApp, town: &Town) -> Option<(bool, Option<Travel>)> {
    let family = town.family;
    app.db.read(move |conn| places_of_day(conn, family, THURSDAY)).await.unwrap()[0].answer
}

testkit::both_engines! {
    async fn a_family_is_reminded_three_days_before_and_the_evening_before(app: TestApp) {
        let (_, _) = placed(&app).await;
        on(&app, "2026-11-23T00:30:00+01:00").await;
        assert!(reminders(&app).await.is_empty(), "nobody is woken");
        on(&app, "2026-11-23T10:01:00+01:00").await;
        let first = reminders(&app).await;
        assert_eq!(first.len(), 1);
        assert!(first[0].starts_with("26/11 à 8:30 : "), "{}", first[0]);
        assert!(!first[0].contains("Marronniers"), "a first name and an hour, not where: {}", first[0]);
        on(&app, "2026-11-24T10:01:00+01:00").await;
        assert_eq!(reminders(&app).await.len(), 1, "once");
        on(&app, "2026-11-25T00:10:00+01:00").await;
        on(&app, "2026-11-25T18:01:00+01:00").await;
        assert_eq!(reminders(&app).await.len(), 2);
    }

    async fn who_has_answered_is_not_reminded_again(app: TestApp) {
        let (town, booking) = placed(&app).await;
        on(&app, "2026-11-23T00:30:00+01:00").await;
        let token = token(&app, "2026-11-23T10:01:00+01:00").await;
        let mut phone = Phone::default();
        let page = phone.get(&app, &format!("/l/{token}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("Oui, nous venons") && !page.body.contains("Marronniers"), "{}", page.body);
        let _ = answer(&app, &mut phone, &token, booking, "answer=comes").await.expect(StatusCode::SEE_OTHER);
        let page = phone.get(&app, &format!("/l/{token}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("Comment venez-vous"), "{}", page.body);
        let _ = answer(&app, &mut phone, &token, booking, "answer=comes&travel=bus").await.expect(StatusCode::SEE_OTHER);
        assert_eq!(last_word(&app, &town).await, Some((true, Some(Travel::Bus))));
        on(&app, "2026-11-25T00:10:00+01:00").await;
        on(&app, "2026-11-25T18:01:00+01:00").await;
        assert_eq!(reminders(&app).await.len(), 1);
    }

    async fn ten_looks_of_a_scanner_answer_nothing_and_the_phone_that_answers_keeps_the_link(app: TestApp) {
        let (town, booking) = placed(&app).await;
        on(&app, "2026-11-23T00:30:00+01:00").await;
        let token = token(&app, "2026-11-23T10:01:00+01:00").await;
        for _ in 0..10 {
            let _ = Phone::default().get(&app, &format!("/l/{token}")).await.expect(StatusCode::OK);
        }
        assert_eq!(last_word(&app, &town).await, None);
        let mut phone = Phone::default();
        let _ = phone.get(&app, &format!("/l/{token}")).await;
        let _ = answer(&app, &mut phone, &token, booking, "answer=comes").await.expect(StatusCode::SEE_OTHER);
        let mut other = Phone::default();
        let _ = other.get(&app, &format!("/l/{token}")).await.expect(StatusCode::GONE);
        let _ = answer(&app, &mut other, &token, booking, "answer=gives_back&reason=no_need").await.expect(StatusCode::GONE);
        assert_eq!(last_word(&app, &town).await, Some((true, None)));
    }

    async fn a_place_that_is_given_back_goes_to_others_and_can_be_taken_back_for_a_moment(app: TestApp) {
        let (town, booking) = placed(&app).await;
        on(&app, "2026-11-23T00:30:00+01:00").await;
        let token = token(&app, "2026-11-23T10:01:00+01:00").await;
        let mut phone = Phone::default();
        let _ = phone.get(&app, &format!("/l/{token}")).await;
        let asked = answer(&app, &mut phone, &token, booking, "answer=gives_back").await.expect(StatusCode::SEE_OTHER);
        let why = phone.get(&app, asked.location()).await.expect(StatusCode::OK);
        assert!(why.body.contains("value=\"child_ill\""), "{}", why.body);
        let _ = answer(&app, &mut phone, &token, booking, "answer=gives_back&reason=child_ill").await.expect(StatusCode::SEE_OTHER);
        let family = town.family;
        let stands = async || app.db.read(move |conn| places_of_day(conn, family, THURSDAY)).await.unwrap()[0].stands;
        assert!(!stands().await);
        let page = phone.get(&app, &format!("/l/{token}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("value=\"takes_back\""), "{}", page.body);
        let _ = answer(&app, &mut phone, &token, booking, "answer=takes_back").await.expect(StatusCode::SEE_OTHER);
        assert!(stands().await, "taken back in time");
    }

    async fn the_link_of_a_day_opens_no_page_of_hers_and_no_other_day(app: TestApp) {
        let (town, _) = placed(&app).await;
        let friday = app.place(town.site, town.child, date(2026, 11, 27), HalfDay::Morning, true).await;
        on(&app, "2026-11-23T00:30:00+01:00").await;
        let token = token(&app, "2026-11-23T10:01:00+01:00").await;
        let mut phone = Phone::default();
        let _ = phone.get(&app, &format!("/l/{token}")).await;
        let _ = phone.post(&app, &format!("/l/{token}"), "").await.expect(StatusCode::GONE);
        assert_ne!(phone.get(&app, "/family").await.status, StatusCode::OK);
        let _ = answer(&app, &mut phone, &token, friday, "answer=gives_back&reason=no_need").await.expect(StatusCode::NOT_FOUND);
        let _ = answer(&app, &mut phone, &token, friday, "answer=perhaps&travel=balloon").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn the_words_of_a_protected_family_say_nothing(app: TestApp) {
        let (town, _) = placed(&app).await;
        app.reach(town.parent, SpokenLanguage::French, SafeContact::Neutral, false).await;
        on(&app, "2026-11-23T00:30:00+01:00").await;
        on(&app, "2026-11-23T10:01:00+01:00").await;
        let sent = reminders(&app).await;
        assert!(sent[0].starts_with("Rappel : 26/11 à 8:30"), "{}", sent[0]);
    }

    async fn a_reminder_that_an_outage_kept_is_dropped_when_it_would_come_too_late(app: TestApp) {
        let (town, _) = placed(&app).await;
        on(&app, "2026-11-25T00:10:00+01:00").await;
        // The worker stands still until the place has begun.
        on(&app, "2026-11-26T09:30:00+01:00").await;
        assert!(reminders(&app).await.is_empty());
        // And one that was written, but could not leave in time.
        let page = app.get(&town.manager, "/outbox").await.expect(StatusCode::OK);
        assert!(!page.body.contains("26/11"), "{}", page.body);
    }

    async fn the_reminder_of_tomorrow_has_the_day_to_itself(app: TestApp) {
        let (town, _) = placed(&app).await;
        app.place(town.site, town.child, date(2026, 11, 24), HalfDay::Morning, true).await;
        // Today is three days before Thursday and the eve of Tuesday.
        on(&app, "2026-11-23T00:30:00+01:00").await;
        on(&app, "2026-11-23T10:01:00+01:00").await;
        assert!(reminders(&app).await.is_empty());
        on(&app, "2026-11-23T18:01:00+01:00").await;
        let sent = reminders(&app).await;
        assert!(sent.len() == 1 && sent[0].starts_with("24/11"), "{sent:?}");
    }
}
