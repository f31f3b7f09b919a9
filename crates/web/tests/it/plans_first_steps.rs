//! No plan leaves a child alone for a half-day at a site that asks for first steps, before it is familiar there: random weeks.

use axum::http::{Method, StatusCode};
use domain::families::SpokenLanguage;
use domain::places::{DatedHalfDay, Need, Purpose};
use domain::{ChildId, Date, HalfDay};
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{TestApp, Town};

use crate::plans::{MONDAY, family, publish, run, waits};

/// Numbers that look random and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// What happened between a child and the site before this week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Unknown,
    Begun,
    Stopped,
    Familiar,
    CameAlone,
    CameAloneAndBegins,
    Option,
}

const ALL: [Before; 8] = [
    Before::Nothing,
    Before::Unknown,
    Before::Begun,
    Before::Stopped,
    Before::Familiar,
    Before::CameAlone,
    Before::CameAloneAndBegins,
    Before::Option,
];

impl Before {
    /// What the field says: its steps are done, or nobody asks for them because it came alone.
    fn is_familiar(self) -> bool {
        matches!(self, Self::Familiar | Self::CameAlone)
    }
}

async fn begin(app: &TestApp, town: &Town, child: ChildId) -> String {
    let body = json!({ "child_id": child, "template": "six_stones" });
    let paths = format!("/api/v1/sites/{}/familiarisations", town.site);
    let made = app.api(&town.manager, Method::POST, &paths, body).await.expect(StatusCode::CREATED);
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn end(app: &TestApp, town: &Town, path: &str, how: &str) {
    let form = format!("/sites/{}/familiarisation/{path}/{how}", town.site);
    let fields = [("key", &*format!("{how}-{path}")), ("reason", "Ainsi décidé")];
    app.form(&town.manager, &form, &fields).await.expect(StatusCode::SEE_OTHER);
}

/// A child with a past and a wish for the week.
async fn child(app: &TestApp, town: &Town, chance: &mut Chance, number: usize, before: Before) -> ChildId {
    let known = before != Before::Unknown;
    let child = family(app, town, "D'Été", 1, known, SpokenLanguage::French).await[0];
    let past: [Date; 3] = [12, 17, 19].map(|day| date(2026, 11, day));
    let came = async |confirmed: bool| {
        app.place(town.site, child, past[number % past.len()], HalfDay::Morning, confirmed).await
    };
    match before {
        Before::Nothing | Before::Unknown => {}
        Before::Begun => {
            begin(app, town, child).await;
        }
        Before::Stopped => end(app, town, &begin(app, town, child).await, "stop").await,
        Before::Familiar => end(app, town, &begin(app, town, child).await, "familiar").await,
        Before::CameAlone => {
            came(true).await;
        }
        Before::CameAloneAndBegins => {
            came(true).await;
            begin(app, town, child).await;
        }
        // An option that nobody confirmed is not having come.
        Before::Option => {
            came(false).await;
        }
    }
    let days: Vec<DatedHalfDay> = (0..=chance.below(3))
        .map(|_| DatedHalfDay {
            date: domain::places::days_after(MONDAY, i32::try_from(chance.below(5)).unwrap()),
            half_day: if chance.below(2) == 0 { HalfDay::Morning } else { HalfDay::Afternoon },
        })
        .collect();
    let need = if chance.below(2) == 0 { Need::AnyHalfDay(days) } else { Need::HalfDays(days[..1].to_vec()) };
    let purposes = [Purpose::Training, Purpose::Respite, Purpose::JobInterview, Purpose::Appointment];
    let hours = i64::try_from(chance.below(200)).unwrap();
    waits(app, town, child, purposes[chance.below(purposes.len())], need, hours).await;
    child
}

/// Places of a run in which the child is alone.
fn alone(run: &Value, child: ChildId) -> usize {
    let places = run["places"].as_array().unwrap().iter();
    places.filter(|place| place["child_id"] == child.to_string() && place["role"] != "familiarisation").count()
}

testkit::both_engines! {
    async fn no_plan_leaves_a_child_alone_before_it_is_familiar_whatever_the_week(app: TestApp) {
        const WEEKS: usize = 4;
        let town = app.town().await;
        crate::familiarisation::rules(&app, town.site, |policy| policy.familiarisation_required = true).await;
        let mut chance = Chance(2026);
        let mut children: Vec<(ChildId, Before)> = Vec::new();
        let mut placed = 0;
        for week in 0..WEEKS {
            for _ in 0..6 {
                let number = children.len();
                let before = ALL[if number < ALL.len() { number } else { chance.below(ALL.len()) }];
                children.push((child(&app, &town, &mut chance, number, before).await, before));
            }
            let run = run(&app, &town, json!({ "seed": week + 1, "budget_seconds": 1 })).await;
            assert_eq!(run["state"], "finished", "{run}");
            for (child, before) in &children {
                let alone = alone(&run, *child);
                assert!(alone == 0 || before.is_familiar(), "week {week}: {before:?}, alone {alone} times: {run}");
                placed += alone;
            }
            if week + 1 == WEEKS {
                publish(&app, &town, &run).await;
            }
        }
        assert!(placed >= WEEKS, "the familiar ones have places, so the weeks were not empty: {placed}");
    }
}
