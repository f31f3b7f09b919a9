//! The proof that no rule of the planner can be dropped unseen: each rule is taken out of a copy of the source, one at a time, and the
//! planner's tests must fail.
//!
//! What is taken out is named by the text it stands in. A text that is not there exactly once is an error: a proof that has lost its
//! target must say so.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::house::House;
use crate::run;

/// A rule, where it stands, and what is left without it.
struct Rule {
    name: &'static str,
    file: &'static str,
    with: &'static str,
    without: &'static str,
}

const fn rule(name: &'static str, file: &'static str, with: &'static str, without: &'static str) -> Rule {
    Rule { name, file, with, without }
}

const RULES: &[Rule] = &[
    // The family oracle.
    rule(
        "one thing at a time",
        "oracle.rs",
        "            if way.bands & taken == 0 && together",
        "            if together",
    ),
    rule(
        "regular seats only after the familiarisation session",
        "oracle.rs",
        "(!way.after_step || way.bands & until == 0)",
        "(!way.after_step || until != 0)",
    ),
    rule("nothing else during the familiarisation session", "oracle.rs", "way.bands & step == 0 && (!way", "(!way"),
    rule(
        "emergency seat only where the children are not familiar",
        "oracle.rs",
        "row.emergency_allowed() && !site.familiar",
        "row.emergency_allowed()",
    ),
    rule(
        "emergency seat only for requests that allow it",
        "oracle.rs",
        "row.emergency_allowed() && !site.familiar",
        "!site.familiar",
    ),
    rule(
        "emergency seat for one half-day only",
        "oracle.rs",
        "may_be_emergency && bundle.sessions == 1 &&",
        "may_be_emergency &&",
    ),
    rule(
        "a parent comes to the familiarisation session",
        "oracle.rs",
        "{ available & reserve_open }",
        "{ reserve_open }",
    ),
    rule("head-count", "oracle.rs", "room[HEAD_COUNT] < children || room[STAFF] < load", "room[STAFF] < load"),
    rule("staff", "oracle.rs", "room[HEAD_COUNT] < children || room[STAFF] < load", "room[HEAD_COUNT] < children"),
    rule("regular seats", "oracle.rs", "u64::from(full || room[REGULAR] < children)", "u64::from(full)"),
    rule("reserve", "oracle.rs", "u64::from(full || room[RESERVE] < 1)", "u64::from(full)"),
    rule(
        "closed half-days",
        "oracle.rs",
        "let open = problem.open[site.site as usize];",
        "let open = (1_u64 << self.width) - 1;",
    ),
    rule(
        "the reward only for those who reach the minimum",
        "oracle.rs",
        "if fits && together <= most_sessions && (reward == 0 || together >= minimum) {",
        "if fits && together <= most_sessions {",
    ),
    rule(
        "most half-days a week, where nothing is in the way",
        "oracle.rs",
        "if fits && together <= most_sessions && (reward",
        "if fits && (reward",
    ),
    rule(
        "most half-days a week, among what is in the way",
        "oracle.rs",
        "way.bands & taken == 0 && together <= self.most_sessions {",
        "way.bands & taken == 0 {",
    ),
    rule(
        "the familiarisation session is one of the most half-days a week",
        "oracle.rs",
        "row.most_sessions - 1, reward, floor",
        "row.most_sessions, reward, floor",
    ),
    rule(
        "most half-days a week, by table",
        "oracle.rs",
        "**worth > NEVER && set.count_ones().cast_signed() <= most_sessions)",
        "**worth > NEVER)",
    ),
    rule("a second site costs", "oracle.rs", "        worth -= weights.second_site;\n", ""),
    rule("familiarisation costs", "oracle.rs", "        worth -= weights.familiarisation;\n", ""),
    rule("the emergency seat costs", "oracle.rs", "            worth -= weights.emergency;\n", ""),
    rule("the usual site is worth more", "oracle.rs", "            worth += weights.usual_site;\n", ""),
    rule(
        "travel costs by the day",
        "oracle.rs",
        "            - i64::from(at.cost_per_day) * i64::from(bundle.days);",
        "            - i64::from(at.cost_per_day);",
    ),
    rule(
        "presence of the week",
        "week_limit.rs",
        "if more > 0 && more > self.minutes[row] {",
        "if more > 0 && more > self.minutes[row] + 99_999 {",
    ),
    rule(
        "the share of an AVIP site",
        "week_limit.rs",
        "Counts::Others => !family.avip,",
        "Counts::Others => family.children > 99,",
    ),
    rule(
        "only other families count against the share of an AVIP site",
        "week_limit.rs",
        "Counts::Others => !family.avip,",
        "Counts::Others => true,",
    ),
    rule(
        "families on an AVIP path do not pay for its share",
        "model.rs",
        "if self.others_priced && !self.families[family].avip {",
        "if self.others_priced {",
    ),
    // The good weeks kept at hand.
    rule(
        "good weeks: head-count",
        "good_weeks.rs",
        "            left[HEAD_COUNT] >= row.children\n                && left[STAFF]",
        "            left[STAFF]",
    ),
    rule("good weeks: staff", "good_weeks.rs", "                && left[STAFF] >= row.staff_load\n", ""),
    rule(
        "good weeks: reserve and regular seats",
        "good_weeks.rs",
        "if cell & 1 == 1 { left[RESERVE] >= 1 } else { left[REGULAR] >= row.children }",
        "(cell & 1 == 1 || left[REGULAR] < i32::MAX)",
    ),
    rule(
        "good weeks: presence of the week",
        "good_weeks.rs",
        "        }) && (room.minutes.is_empty() || {",
        "        }) && (room.minutes.len() < usize::MAX || {",
    ),
    // The independent check.
    rule(
        "check: one week a family",
        "check.rs",
        "if std::mem::replace(&mut seen[family], true) {",
        "if std::mem::replace(&mut seen[family], false) {",
    ),
    rule("check: a request is served once", "check.rs", "if done.contains(&request) {", "if done.len() > 99 {"),
    rule(
        "check: most half-days a week",
        "check.rs",
        "if comes > row.most_sessions {",
        "if comes > row.most_sessions.max(99) {",
    ),
    rule("check: two sites at most", "check.rs", "if week.sites.len() > 2 {", "if week.sites.len() > 9 {"),
    rule(
        "check: one thing at a time",
        "check.rs",
        "if self.taken & bands != 0 {",
        "if self.taken & bands == 1 << 63 {",
    ),
    rule("check: familiar by then", "check.rs", "where_to != site || when >= first", "where_to != site"),
    rule("check: familiar there", "check.rs", "where_to != site || when >= first", "when >= first"),
    rule(
        "check: a parent is available",
        "check.rs",
        "if row.available & (1 << band) == 0 {",
        "if row.available == 1 << 63 {",
    ),
    rule(
        "check: not familiar already",
        "check.rs",
        "            if reach.familiar {\n                return Err",
        "            if false {\n                return Err",
    ),
    rule(
        "check: familiarisation needs a booking",
        "check.rs",
        "if !planned.bookings.iter().any(|booking| booking.site == session.site) {",
        "if planned.bookings.len() > 99 {",
    ),
    rule(
        "check: the limits of a cell",
        "check.rs",
        "if used[limit] > room[limit] {",
        "if used[limit] > room[limit] + 99 {",
    ),
    rule("check: presence of the week", "check.rs", "if minutes > row.limit {", "if minutes > row.limit + 9_999 {"),
    rule("check: the share of an AVIP site", "check.rs", "if others > row.limit {", "if others > row.limit + 9_999 {"),
    rule(
        "check: a price of the week is part of its cells' prices",
        "week_limit.rs",
        "if prices[cell][HEAD_COUNT] < *least {",
        "if prices[cell][HEAD_COUNT] < least - i64::MAX / 2 {",
    ),
    rule(
        "a freed seat keeps the limits of the week",
        "repair.rs",
        "                    && self.room.holds_minutes(problem, family, &alone[..week.len()], Step::NONE)\n",
        "",
    ),
    rule(
        "first come, first served: the share of an AVIP site",
        "queue.rs",
        "} else if !family.avip && over(&self.others, &|_| 1) {",
        "} else if false {",
    ),
    rule(
        "envy: the limits of the week",
        "fairness.rs",
        "                    || !holds_exchange(problem, room, cell, holder, family)\n",
        "",
    ),
    rule(
        "check: closed half-days",
        "check.rs",
        "if problem.open[site as usize] & (1 << band) == 0 {",
        "if band > 63 {",
    ),
    // Repair.
    rule(
        "repair: a third site",
        "repair.rs",
        "if two.is_some() && one != Some(position) && two != Some(position) {",
        "if one.is_none() && two.is_some() {",
    ),
    rule(
        "repair: a family at two places",
        "repair.rs",
        "                    || bundle.bands & taken != 0\n                    || sessions",
        "                    || sessions",
    ),
    rule(
        "repair: most half-days a week",
        "repair.rs",
        "                    || sessions + i32::from(bundle.sessions) > row.most_sessions\n",
        "",
    ),
    rule(
        "first come, first served: most half-days a week",
        "queue.rs",
        "        if too_many(0) {",
        "        if sessions > 999 {",
    ),
    // Fairness.
    rule(
        "envy: most half-days a week",
        "fairness.rs",
        "    if sessions >= row.most_sessions {\n        return None;\n    }\n",
        "",
    ),
    rule(
        "envy: only where the holder's going makes room",
        "fairness.rs",
        "                    || !fits(&room.cells[cell], problem, holder, row.children, row.staff_load)\n",
        "",
    ),
    rule(
        "envy: what the holder loses counts",
        "fairness.rs",
        "let gain = gain - loss;",
        "let gain = gain - loss.min(0);",
    ),
    rule("envy: one thing at a time", "fairness.rs", "                || bundle.bands & taken != 0\n", ""),
    rule(
        "repair: closed for today",
        "repair.rs",
        "                        && !self.closed.contains(&cell)\n                });\n                if !fits",
        "                });\n                if !fits",
    ),
    rule(
        "repair: what needed the familiarisation session goes with it",
        "repair.rs",
        "let needed = step_lost && there && !emergency && !reach.familiar;",
        "let needed = false;",
    ),
];

/// Takes out each rule in turn; fails when the tests did not notice one.
pub(crate) fn prove(house: &House) -> Result<ExitCode> {
    let copy = house.target.join("rules");
    let there = copy.join("marelle");
    if there.exists() {
        fs::remove_dir_all(&there).context("an older copy")?;
    }
    fs::create_dir_all(&copy)?;
    run::watch(
        run::command("git").args(["clone", "--quiet", "--local", "--no-hardlinks"]).arg(&house.root).arg(&there),
    )?;
    let source = there.join("crates/planner/src");
    let test = |cases: &str| -> Result<(bool, String)> {
        let mut command = run::cargo();
        command
            .current_dir(&there)
            .env("CARGO_TARGET_DIR", copy.join("target"))
            .env("MARELLE_CASES", cases)
            .env("RUST_BACKTRACE", "0")
            .args(["test", "--quiet", "--locked", "-p", "planner", "--test", "week", "--test", "checker"]);
        let output = command.output().context("running the planner's tests")?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        Ok((output.status.success(), text))
    };
    let (sound, text) = test("200")?;
    if !sound {
        bail!("the planner's tests fail with every rule in place:\n{text}");
    }
    let mut unseen = 0;
    for rule in RULES {
        let file = source.join(rule.file);
        let whole = fs::read_to_string(&file).with_context(|| format!("reading {}", rule.file))?;
        if whole.matches(rule.with).count() != 1 {
            bail!("{}: the text of the rule {:?} is not there exactly once", rule.file, rule.name);
        }
        fs::write(&file, whole.replace(rule.with, rule.without))?;
        let (passed, text) = test("2000")?;
        fs::write(&file, &whole)?;
        if text.contains("could not compile") {
            bail!("{}: without the rule {:?} the planner does not compile:\n{text}", rule.file, rule.name);
        }
        let failed: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("    ").filter(|name| !name.contains(' ') && name.contains('_')))
            .collect();
        unseen += usize::from(passed);
        let seen =
            if passed { "NOT SEEN".to_owned() } else { format!("seen by {}", failed.first().unwrap_or(&"a test")) };
        println!("{:<10} {:<62} {seen}", rule.file, rule.name);
    }
    println!("{} rules taken out, {unseen} not seen", RULES.len());
    Ok(if unseen == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
