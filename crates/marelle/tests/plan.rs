//! `marelle plan` as somebody uses it who has only files: made up, solved, checked, explained; and files with something wrong.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn plan(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_marelle"))
        .arg("plan")
        .args(arguments)
        .env("NO_COLOR", "1")
        .env_remove("RUST_LOG")
        .output()
        .unwrap()
}

fn said(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[track_caller]
fn good(arguments: &[&str]) -> String {
    let output = plan(arguments);
    let (out, err) = said(&output);
    assert!(output.status.success(), "{arguments:?}: {:?}\n{out}{err}", output.status.code());
    out
}

/// Asks for one clear line on standard error, this exit code, and nothing that looks like a crash.
#[track_caller]
fn refused(arguments: &[&str], code: i32, words: &[&str]) {
    let output = plan(arguments);
    let (out, err) = said(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {out}{err}");
    let lines: Vec<&str> = err.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!((lines.len(), err.lines().count()), (1, 1), "{arguments:?}: one line, not:\n{err}");
    for words in words {
        assert!(lines[0].contains(words), "{arguments:?}: {:?} does not say {words:?}", lines[0]);
    }
    assert!(!err.contains("panicked"), "{err}");
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.0.path().join(name), content).unwrap();
        self.path(name)
    }
    /// A made-up town as a file, and as a tree.
    fn town(&self) -> (String, Value) {
        let path = self.path("town.json");
        good(&["generate", "town", "--seed", "5", "--out", &path]);
        let tree = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        (path, tree)
    }
}

fn read(path: &str) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../planner/fuzz-corpus")
}

#[test]
fn a_town_is_made_up_planned_checked_and_explained() {
    let folder = Folder::new();
    let (town, tree) = folder.town();
    let planned = folder.path("plan.json");
    let out = good(&["solve", &town, "--rounds", "20", "--out", &planned]);
    assert!(out.starts_with("town-radial-5: 6 sites, 100 families, "), "{out}");
    assert!(out.contains(" of at most ") && out.contains("critical ones"), "{out}");

    let checked = good(&["check", &town, &planned, "--bound"]);
    assert!(checked.starts_with("objective=") && checked.contains("\nbound="), "{checked}");
    let plan: Value = serde_json::from_slice(&read(&planned)).unwrap();
    assert!(checked.contains(&format!("objective={} ", plan["objective"])), "{checked}");

    let refusals = |family: &Value| family["refusals"].as_array().map_or(0, Vec::len);
    let families = plan["families"].as_array().unwrap();
    let some = families.iter().find(|family| refusals(family) > 0).unwrap()["id"].as_str().unwrap();
    let french = good(&["explain", &town, &planned, some]);
    assert!(french.starts_with(&format!("Famille {some}\u{a0}: ")) && french.contains("pas de place"), "{french}");
    let english = good(&["explain", &town, &planned, some, "--language", "en"]);
    assert!(english.starts_with(&format!("Family {some}: ")) && english.contains("no place."), "{english}");
    // No other family is named: seats of others are counted by purpose.
    for family in tree["families"].as_array().unwrap() {
        let other = family["id"].as_str().unwrap();
        let named = english.split(|char: char| !char.is_alphanumeric()).any(|word| word == other);
        assert!(!named || other == some, "{other} is named: {english}");
    }
    refused(&["explain", &town, &planned, "f100000"], 1, &["no family \"f100000\""]);
}

#[test]
fn the_same_rounds_and_seed_give_the_same_bytes_on_one_thread_or_two() {
    let folder = Folder::new();
    let (town, _) = folder.town();
    let bytes = |name: &str, threads: &str, week: &[&str]| {
        let out = folder.path(name);
        good(&[&["solve"], week, &["--rounds", "5", "--threads", threads, "--seed", "9", "--out", &out]].concat());
        read(&out)
    };
    let one = bytes("one.json", "1", &[&town]);
    assert_eq!(one, bytes("two.json", "2", &[&town]));
    // A week that never was a file is the same week.
    assert_eq!(one, bytes("made.json", "2", &["--generated", "town:5"]));
}

#[test]
fn files_may_be_compressed() {
    let folder = Folder::new();
    let (town, _) = folder.town();
    let compressed = folder.path("town.json.gz");
    good(&["generate", "town", "--seed", "5", "--out", &compressed]);
    assert!(read(&compressed).starts_with(&[0x1f, 0x8b]) && read(&compressed).len() * 4 < read(&town).len());
    let planned = folder.path("plan.json.gz");
    good(&["solve", &compressed, "--rounds", "2", "--out", &planned]);
    assert!(read(&planned).starts_with(&[0x1f, 0x8b]));
    good(&["check", &town, &planned]);
    // The name says nothing: what is compressed is seen.
    let renamed = folder.file("renamed.json", read(&compressed));
    good(&["check", &renamed, &planned]);
    let whole = read(&compressed);
    for end in [2, 10, 100, whole.len() / 2, whole.len() - 9, whole.len() - 1] {
        let cut = folder.file("cut.json.gz", &whole[..end]);
        refused(&["solve", &cut, "--rounds", "1"], 1, &["cut.json.gz: "]);
    }
}

#[test]
fn a_plan_goes_to_standard_output_when_asked_and_figures_do_not_mix_with_it() {
    let output = plan(&["solve", "--generated", "town:5:corridor", "--rounds", "2", "--out", "-", "--quiet"]);
    let (out, err) = said(&output);
    assert!(output.status.success(), "{err}");
    let plan: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(plan["format"], "marelle-plan/1");
    assert!(err.starts_with("town-corridor-5: "), "{err}");
}

#[test]
fn a_time_limit_is_kept() {
    let began = std::time::Instant::now();
    let out = good(&["solve", "--generated", "departement:1", "--time-limit", "0.3", "--json"]);
    let figures: Value = serde_json::from_str(&out).unwrap();
    assert!(figures["value"].as_i64().unwrap() > 0, "{out}");
    // A debug build on a busy machine: what matters is that it does not go on.
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

#[test]
fn bench_prints_a_table() {
    let folder = Folder::new();
    let (town, _) = folder.town();
    let out = good(&["bench", &town, "--generated", "site:1", "--time-limit", "0.1", "--runs", "2", "--threads", "1"]);
    let rows: Vec<&str> = out.lines().collect();
    assert_eq!(rows.len(), 4, "{out}");
    assert!(rows[2].starts_with("| town | 0.1 s | ") && rows[3].starts_with("| site:1 | 0.1 s | "), "{out}");
}

#[test]
fn a_plan_that_breaks_a_rule_is_refused_by_its_own_code() {
    let folder = Folder::new();
    let (town, _) = folder.town();
    let planned = folder.path("plan.json");
    good(&["solve", &town, "--rounds", "2", "--out", &planned]);
    let tree: Value = serde_json::from_slice(&read(&planned)).unwrap();
    let change = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut tree = tree.clone();
        change(&mut tree);
        let path = folder.file(name, tree.to_string());
        let output = plan(&["check", &town, &path, "--bound"]);
        let (out, err) = said(&output);
        assert_eq!(output.status.code(), Some(3), "{name}: {out}{err}");
        assert!(out.starts_with("BROKEN ") && out.lines().count() == 1, "{name}: {out}");
        out
    };
    let booked = tree["families"]
        .as_array()
        .unwrap()
        .iter()
        .position(|f| !f["bookings"].as_array().unwrap().is_empty())
        .unwrap();
    change("worth.json", &|tree| tree["objective"] = (tree["objective"].as_i64().unwrap() + 1).into());
    change("bound.json", &|tree| tree["bound"] = 1.0.into());
    change("price.json", &|tree| tree["prices"][0]["regular"] = (-1).into());
    change("bundle.json", &|tree| tree["families"][booked]["bookings"][0]["bundle"] = 99.into());
    change("site.json", &|tree| tree["families"][booked]["bookings"][0]["site"] = "s77".into());
    change("request.json", &|tree| tree["families"][booked]["bookings"][0]["request"] = "r77".into());
    change("family.json", &|tree| tree["families"][booked]["id"] = "f777".into());
    change("twice.json", &|tree| {
        let again = tree["families"][booked].clone();
        tree["families"].as_array_mut().unwrap().push(again);
    });
    change("crowd.json", &|tree| {
        let booking = tree["families"][booked]["bookings"][0].clone();
        tree["families"][booked]["bookings"].as_array_mut().unwrap().push(booking);
    });
}

#[test]
fn what_is_wrong_with_a_file_is_one_line_with_the_path_and_the_value() {
    let folder = Folder::new();
    let (town, tree) = folder.town();
    let missing = folder.path("nowhere.json");
    refused(&["solve", &missing], 1, &["nowhere.json", "No such file"]);
    refused(&["solve", folder.0.path().to_str().unwrap()], 1, &["error: "]);
    let wrong = |name: &str, pointer: &str, value: Value, words: &[&str]| {
        let mut tree = tree.clone();
        *tree.pointer_mut(pointer).unwrap() = value;
        let path = folder.file(name, tree.to_string());
        for command in
            [&["solve", &path, "--rounds", "1"][..], &["check", &path, &path], &["explain", &path, &path, "f0"]]
        {
            refused(command, 1, &[&[name], words].concat());
        }
    };
    wrong("format.json", "/format", "marelle-plan/7".into(), &["format", "marelle-plan/7"]);
    wrong("children.json", "/families/3/children", 0.into(), &["families[3].children", "0"]);
    wrong("float.json", "/families/3/children", 1.5.into(), &["families[3].children", "1.5"]);
    wrong("negative.json", "/families/7/staff_load", (-8).into(), &["families[7].staff_load", "-8"]);
    wrong("site.json", "/families/99/usual_site", "Lunel\nsite".into(), &["families[99].usual_site", "Lunel"]);
    wrong("band.json", "/sites/0/cells/0/band", 64.into(), &["sites[0].cells[0].band", "64"]);
    wrong("twice.json", "/families/1/id", "f0".into(), &["families[1].id", "\"f0\""]);
    wrong("huge.json", "/families/0/requests/0/value", i64::MIN.into(), &["families[0].requests[0].value"]);
    let bands: Vec<Value> =
        (0..65).map(|id| serde_json::json!({ "id": id, "date": "2026-11-23", "half_day": "morning" })).collect();
    wrong("bands.json", "/bands", bands.into(), &["bands", "65"]);
    let cut = folder.file("cut.json", &read(&town)[..5_000]);
    refused(&["solve", &cut], 1, &["cut.json: ", "EOF"]);
    let endless = folder.file("endless.json", "[".repeat(1_000_000));
    refused(&["solve", &endless], 1, &["endless.json: "]);
    // A plan where a week should be, and the other way round.
    let planned = folder.path("plan.json");
    good(&["solve", &town, "--rounds", "1", "--out", &planned]);
    refused(&["solve", &planned], 1, &["plan.json: "]);
    refused(&["check", &town, &town], 1, &["town.json: "]);
}

#[test]
fn kept_documents_end_in_a_plan_or_in_one_line() {
    let mut planned = 0;
    for entry in std::fs::read_dir(corpus()).unwrap() {
        let path = entry.unwrap().path();
        let output = plan(&["solve", path.to_str().unwrap(), "--rounds", "1", "--quiet"]);
        let (_, err) = said(&output);
        match output.status.code() {
            Some(0) => planned += 1,
            Some(1) => assert!(err.starts_with("error: ") && err.lines().count() == 1, "{}: {err}", path.display()),
            code => panic!("{}: {code:?} {err}", path.display()),
        }
    }
    assert!(planned > 5, "only {planned} documents are planned");
}

#[test]
fn wrong_arguments_are_told_as_such() {
    for arguments in [
        &["solve"][..],
        &["solve", "a.json", "--generated", "town:1"],
        &["solve", "a.json", "--time-limit", "-1"],
        &["solve", "a.json", "--time-limit", "soon"],
        &["solve", "a.json", "--threads", "0"],
        &["solve", "--generated", "moon:1"],
        &["solve", "--generated", "town:x"],
        &["generate", "continent"],
        &["generate", "town", "--geography", "flat"],
        &["explain", "a.json", "b.json"],
        &["bench"],
        &["bench", "a.json", "--runs", "0"],
    ] {
        let output = plan(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output).1);
    }
}

#[test]
fn a_reader_who_stops_reading_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_marelle"))
        .args(["plan", "generate", "departement"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success() && said.is_empty(), "{said}");
}
