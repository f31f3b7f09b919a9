//! A document that makes no sense is refused with the path and the value; nothing panics, whatever stands in it.

use planner::exchange::{Wrong, read_instance, read_plan};
use serde_json::{Value, json};

/// A small week that makes sense.
fn week() -> Value {
    json!({
        "format": "marelle-plan/1",
        "name": "small",
        "bands": [
            { "id": 0, "date": "2026-11-23", "half_day": "morning" },
            { "id": 1, "date": "2026-11-23", "half_day": "afternoon" },
        ],
        "weights": { "second_site": 15, "familiarisation": 6, "emergency": 10, "usual_site": 8 },
        "sites": [
            {
                "id": "s0", "x_km": 0.5, "y_km": 1,
                "cells": [
                    { "band": 0, "regular": 2, "reserve": 1, "head_count": 3, "staff_units": 40, "minutes": 240 },
                    { "band": 1, "regular": 2, "reserve": 1, "head_count": 3, "staff_units": 40, "minutes": 240 },
                ],
                "week_minutes": [{ "bands": [0, 1], "limit": 900 }],
            },
            { "id": "s1", "x_km": 4, "y_km": 1, "cells": [] },
        ],
        "families": [
            {
                "id": "f0", "children": 1, "staff_load": 5, "available": [0], "usual_site": "s0",
                "minimum": { "sessions": 1, "reward": 60 },
                "reach": [{ "site": "s0", "cost_per_day": 3, "familiar": true }],
                "requests": [
                    {
                        "id": "r0", "purpose": "training", "value": 80, "critical": false, "emergency_allowed": false,
                        "bundles": [{ "bands": [0], "penalty": 0 }, { "bands": [0, 1], "penalty": 2 }],
                    },
                ],
            },
            {
                "id": "f1", "children": 2, "staff_load": 13, "available": [], "usual_site": null,
                "minimum": { "sessions": 0, "reward": 0 }, "reach": [], "requests": [],
            },
        ],
    })
}

fn refused(document: &str) -> Wrong {
    match read_instance(document.as_bytes()) {
        Ok(_) => panic!("read without a word: {}", &document[..document.len().min(200)]),
        Err(wrong) => wrong,
    }
}

/// Puts a value at a JSON pointer of the week and asks that the reader refuses, at this path and with these words.
#[track_caller]
fn refuses(pointer: &str, value: Value, path: &str, words: &str) {
    let mut week = week();
    *week.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer} in the week")) = value;
    let Wrong { path: found, reason } = refused(&week.to_string());
    assert!(
        found.ends_with(path) && !path.is_empty() || found == path,
        "{pointer}: path {found:?}, not {path:?} ({reason})"
    );
    assert!(reason.contains(words), "{pointer}: {reason:?} does not say {words:?}");
}

#[test]
fn the_week_itself_is_read() {
    let problem = read_instance(week().to_string().as_bytes()).unwrap();
    assert_eq!((problem.sites(), problem.families(), problem.requests()), (2, 2, 1));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let text = week().to_string();
    for end in 0..text.len() {
        let wrong = refused(&text[..end]);
        assert!(!wrong.reason.is_empty());
    }
    assert!(refused(&format!("{text} {{}}")).reason.contains("end of the document"));
    assert!(read_instance(format!("{text}\n\n").as_bytes()).is_ok());
}

#[test]
fn what_is_no_week_is_refused() {
    for document in [
        "",
        " ",
        "null",
        "[]",
        "3",
        "\"marelle-plan/1\"",
        "{}",
        "\u{feff}{}",
        "{\"format\":\"marelle-plan/1\"}",
        "\u{0}",
    ] {
        assert!(!refused(document).reason.is_empty(), "{document:?}");
    }
    assert!(read_instance([0xff, 0xfe, 0x00].as_slice()).is_err());
    refuses("/format", json!("marelle-plan/2"), "format", "\"marelle-plan/2\"");
    refuses("/format", json!(1), "format", "1");
}

#[test]
fn what_is_missing_or_stands_twice_is_named() {
    for field in ["format", "name", "bands", "weights", "sites", "families"] {
        let mut week = week();
        week.as_object_mut().unwrap().remove(field);
        assert!(refused(&week.to_string()).reason.contains(field), "{field}");
    }
    let text = week().to_string();
    assert!(
        refused(&text.replacen("\"name\":\"small\"", "\"name\":\"small\",\"name\":\"other\"", 1))
            .reason
            .contains("name")
    );
    refuses("/bands/1/id", json!(0), "bands[1].id", "0 names two bands");
    refuses("/sites/1/id", json!("s0"), "sites[1].id", "\"s0\" names two sites");
    refuses("/families/1/id", json!("f0"), "families[1].id", "\"f0\" names two families");
    refuses("/sites/0/cells/1/band", json!(0), "sites[0].cells[1].band", "0 stands twice");
    refuses("/families/0/requests/0/bundles/1/bands", json!([1, 1]), "bundles[1].bands[1]", "1 stands twice");
    refuses("/families/0/available", json!([0, 1, 0]), "families[0].available[2]", "0 stands twice");
    let reach = json!({ "site": "s0", "cost_per_day": 3, "familiar": true });
    refuses("/families/0/reach", json!([reach.clone(), reach]), "families[0].reach[1].site", "\"s0\" stands twice");
    let request = week()["families"][0]["requests"][0].clone();
    refuses(
        "/families/0/requests",
        json!([request.clone(), request]),
        "families[0].requests[1].id",
        "\"r0\" names two requests",
    );
}

#[test]
fn what_names_nothing_is_refused() {
    refuses("/families/0/reach/0/site", json!("s9"), "families[0].reach[0].site", "\"s9\"");
    refuses("/families/0/usual_site", json!("Lunel"), "families[0].usual_site", "\"Lunel\"");
    refuses("/families/0/available", json!([7]), "families[0].available[0]", "7");
    refuses("/families/0/requests/0/bundles/0/bands", json!([2]), "families[0].requests[0].bundles[0].bands[0]", "2");
    refuses("/sites/0/cells/0/band", json!(-1), "sites[0].cells[0].band", "-1");
    refuses("/sites/0/week_minutes/0/bands", json!([0, 63]), "sites[0].week_minutes[0].bands[1]", "63");
    refuses(
        "/families/0/requests/0/bundles/0/bands",
        json!([]),
        "families[0].requests[0].bundles[0].bands",
        "at least one",
    );
}

#[test]
fn bands_are_at_most_sixty_four_and_have_dates() {
    let bands = |count: i64| -> Value {
        (0..count).map(|id| json!({ "id": id, "date": "2026-11-23", "half_day": "morning" })).collect::<Vec<_>>().into()
    };
    let mut most = week();
    most["bands"] = bands(64);
    assert!(read_instance(most.to_string().as_bytes()).is_ok());
    let mut more = week();
    more["bands"] = bands(65);
    let wrong = refused(&more.to_string());
    assert!(wrong.to_string().starts_with("bands: 65"), "{wrong}");
    refuses("/bands", json!([]), "bands", "no band");
    refuses("/bands/0/id", json!(64), "bands[0].id", "64");
    refuses("/bands/0/id", json!(-1), "bands[0].id", "-1");
    for date in ["2026-02-30", "", "soon", "2026-11-23T08:00"] {
        refuses("/bands/0/date", json!(date), "bands[0].date", date);
    }
}

#[test]
fn time_children_and_rewards_are_never_negative() {
    refuses("/sites/0/cells/0/minutes", json!(-240), "sites[0].cells[0].minutes", "-240");
    refuses("/sites/0/week_minutes/0/limit", json!(-1), "sites[0].week_minutes[0].limit", "-1");
    refuses("/families/0/children", json!(0), "families[0].children", "0");
    refuses("/families/0/children", json!(-3), "families[0].children", "-3");
    refuses("/families/0/staff_load", json!(-5), "families[0].staff_load", "-5");
    refuses("/families/0/minimum/sessions", json!(-1), "families[0].minimum.sessions", "-1");
    for (most, words) in [(json!(-1), "-1 is negative"), (json!(10_000_001), "10000001"), (json!("two"), "\"two\"")] {
        let mut week = week();
        week["families"][1]["most_sessions"] = most;
        let Wrong { path, reason } = refused(&week.to_string());
        assert!(path == "families[1].most_sessions" && reason.contains(words), "{path}: {reason}");
    }
    refuses("/families/0/minimum/reward", json!(-60), "families[0].minimum.reward", "-60");
    refuses("/weights/second_site", json!(-15), "weights.second_site", "-15");
    refuses("/weights/familiarisation", json!(-6), "weights.familiarisation", "-6");
    // What is left of a full cell may be below zero: it counts as zero.
    let mut full = week();
    full["sites"][0]["cells"][0]["regular"] = json!(-2);
    assert!(read_instance(full.to_string().as_bytes()).is_ok());
}

#[test]
fn numbers_are_whole_and_of_a_size_one_can_add() {
    for number in ["1.5", "1.0", "1e3", "true", "\"1\"", "null", "[1]"] {
        let value: Value = serde_json::from_str(number).unwrap();
        for (pointer, path) in [
            ("/families/0/children", "families[0].children"),
            ("/families/0/requests/0/value", "families[0].requests[0].value"),
            ("/sites/0/cells/1/staff_units", "sites[0].cells[1].staff_units"),
            ("/bands/0/id", "bands[0].id"),
        ] {
            refuses(pointer, value.clone(), path, "");
        }
    }
    for pointer in [
        "/families/0/children",
        "/families/0/staff_load",
        "/families/0/minimum/sessions",
        "/families/0/minimum/reward",
        "/families/0/reach/0/cost_per_day",
        "/families/0/requests/0/value",
        "/families/0/requests/0/bundles/0/penalty",
        "/sites/0/cells/0/regular",
        "/sites/0/cells/0/head_count",
        "/sites/0/cells/0/minutes",
        "/weights/usual_site",
        "/bands/0/id",
    ] {
        let path = pointer.rsplit('/').next().unwrap();
        for number in [i64::MAX, i64::MIN, 10_i64.pow(15), -(10_i64.pow(15))] {
            refuses(pointer, json!(number), path, "");
        }
        let mut week = week();
        *week.pointer_mut(pointer).unwrap() = json!("here");
        for number in ["9223372036854775808", "1e400", "-1e400", &"9".repeat(5_000)] {
            refused(&week.to_string().replace("\"here\"", number));
        }
    }
    for nowhere in [json!(1e30), json!(-1e9), json!(60_000)] {
        refuses("/sites/0/x_km", nowhere, "sites[0].x_km", "");
    }
}

#[test]
fn depth_is_refused_not_climbed() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(read_instance(deep.as_bytes()).is_err());
        let text = week().to_string();
        assert!(read_instance(text.replacen("\"small\"", &deep, 1).as_bytes()).is_err());
        // A field that the format does not know is passed over without climbing, however deep.
        assert!(read_instance(text.replacen("\"name\"", &format!("\"more\":{deep},\"name\""), 1).as_bytes()).is_ok());
        assert!(read_plan(deep.as_bytes()).is_err());
    }
}

#[test]
fn fields_that_the_format_does_not_know_are_passed_over() {
    let mut more = week();
    more["remark"] = json!({ "by": ["someone", 1, null] });
    more["families"][0]["town"] = json!("Lunel");
    assert!(read_instance(more.to_string().as_bytes()).is_ok());
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    for document in [
        "",
        "[]",
        "{}",
        r#"{"format":"marelle-plan/1"}"#,
        r#"{"format":"marelle-plan/9","families":[]}"#,
        r#"{"format":"marelle-plan/1","families":[{"id":"f0","bookings":[{"request":"r0","site":"s0","role":"guest","bundle":0}]}]}"#,
        r#"{"format":"marelle-plan/1","families":[{"id":"f0","bookings":[{"request":"r0","site":"s0","role":"regular","bundle":-1}]}]}"#,
        r#"{"format":"marelle-plan/1","families":[{"id":"f0","bookings":[{"request":"r0","site":"s0","role":"regular","bundle":0.5}]}]}"#,
        r#"{"format":"marelle-plan/1","families":[]} and more"#,
    ] {
        let wrong = read_plan(document.as_bytes()).unwrap_err();
        assert!(!wrong.reason.is_empty(), "{document}");
    }
    let role = r#"{"format":"marelle-plan/1","families":[{"id":"f0","bookings":[{"request":"r0","site":"s0","role":"guest","bundle":0}]}]}"#;
    let wrong = read_plan(role.as_bytes()).unwrap_err();
    assert!(wrong.path == "families[0].bookings[0].role" && wrong.reason.contains("guest"), "{wrong}");
}
