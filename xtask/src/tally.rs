//! Counting tests from what the test runners say at the end.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `Summary [ 1.2s] 7/9 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 2 skipped`
pub(crate) fn nextest(lines: &[String]) -> Tally {
    let summary = lines.iter().rev().find_map(|line| {
        let line = plain(line);
        line.trim_start()
            .starts_with("Summary")
            .then(|| line.split_once("run:").map(|(_, counts)| counts.to_owned()))?
    });
    let mut tally = Tally::default();
    for part in summary.iter().map(|counts| without_brackets(counts)).collect::<String>().split(',') {
        let mut words = part.split_whitespace();
        let count = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        match words.next() {
            Some("passed") => tally.passed += count,
            Some("skipped") | None => {}
            Some(_) => tally.failed += count,
        }
    }
    tally
}

/// `ℹ pass 3` and `ℹ fail 0`, or `# pass 3` in the TAP form; a cancelled test did not pass.
pub(crate) fn node(lines: &[String]) -> Tally {
    let mut tally = Tally::default();
    for line in lines {
        let line = plain(line);
        let mut words = line.split_whitespace();
        if !matches!(words.next(), Some("ℹ" | "#")) {
            continue;
        }
        match (words.next(), words.next().and_then(|count| count.parse::<u64>().ok()), words.next()) {
            (Some("pass"), Some(count), None) => tally.passed += count,
            (Some("fail" | "cancelled"), Some(count), None) => tally.failed += count,
            _ => {}
        }
    }
    tally
}

/// `test result: ok. 3 passed; 0 failed; …`, once for each crate.
pub(crate) fn doctests(lines: &[String]) -> Tally {
    let mut tally = Tally::default();
    for counts in lines.iter().filter_map(|line| line.strip_prefix("test result: ")) {
        for part in counts.split(['.', ';']) {
            match part.trim().split_once(' ') {
                Some((count, "passed")) => tally.passed += count.parse().unwrap_or(0),
                Some((count, "failed")) => tally.failed += count.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
    tally
}

/// A line without what it says in round brackets.
fn without_brackets(line: &str) -> String {
    let outside = |part: &str| part.rsplit(')').next().unwrap_or_default().to_owned();
    line.split('(').map(outside).collect()
}

/// A line without the terminal's colours.
fn plain(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn nextest_counts_what_failed_in_any_way() {
        let said = lines(
            "     Summary [   1.204s] 9/9 tests run: 5 passed (1 slow, 1 leaky), 3 failed, 1 timed out, 2 skipped",
        );
        assert_eq!(nextest(&said), Tally { passed: 5, failed: 4 });
    }

    #[test]
    fn nextest_counts_through_colours() {
        let said = lines(
            "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped",
        );
        assert_eq!(nextest(&said), Tally { passed: 2, failed: 0 });
    }

    #[test]
    fn a_runner_that_said_nothing_counts_nothing() {
        assert_eq!(nextest(&lines("error: could not compile `web`")), Tally::default());
        assert_eq!(node(&lines("")), Tally::default());
    }

    #[test]
    fn node_counts_in_both_of_its_forms() {
        let spec = "ℹ tests 5\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\nℹ duration_ms 12.3";
        let tap = "# tests 5\n# pass 3\n# fail 1\n# cancelled 1\n# Subtest: pass 9 times";
        assert_eq!(node(&lines(spec)), Tally { passed: 3, failed: 2 });
        assert_eq!(node(&lines(tap)), Tally { passed: 3, failed: 2 });
    }

    #[test]
    fn doctests_add_up_over_crates() {
        let said = lines(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\ntest result: FAILED. 1 passed; 2 failed; 0 ignored",
        );
        assert_eq!(doctests(&said), Tally { passed: 4, failed: 2 });
    }
}
