//! The catalogue of messages: what is read from the Fluent files, what is refused, and the Rust functions made of it.
//!
//! Used by `build.rs`, and by the crate's tests, which check the refusals.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource,
};

/// Rooms a family reads: they exist in every language. Other rooms may lack Arabic and then fall back to French.
pub(crate) const FAMILY_ROOMS: [&str; 7] =
    ["common", "familiarisation_parent", "parents", "places", "plans_parent", "refusals_parent", "referrals_parent"];

/// Names of the methods written by hand on `Text`.
const RESERVED: [&str; 26] = [
    "date_figures",
    "time_figures",
    "new",
    "language",
    "has",
    "word",
    "message",
    "number",
    "money",
    "list_and",
    "list_or",
    "date_long",
    "date_medium",
    "date_short",
    "date_numeric",
    "weekday",
    "month_year",
    "time",
    "time_range",
    "half_day",
    "date_half_day",
    "instant_long",
    "tenths",
    "find",
    "period",
    "age_months",
];

const KEYWORDS: [&str; 52] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self",
    "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while", "abstract", "become",
    "box", "do", "final", "macro", "override", "priv", "try", "typeof", "unsized", "virtual", "yield", "union",
];

/// One Fluent file, in memory.
pub(crate) struct File {
    /// `fr`, `en` or `ar`.
    pub(crate) language: &'static str,
    /// The room's name: the file's name without `.ftl`.
    pub(crate) room: String,
    /// The text of the file.
    pub(crate) source: String,
}

impl File {
    fn name(&self) -> String {
        format!("locales/{}/{}.ftl", self.language, self.room)
    }
}

struct Entries<'a> {
    file: &'a File,
    messages: Vec<(String, Message<&'a str>)>,
}

/// A message that is right in every language.
struct Checked {
    id: String,
    file: String,
    variables: Vec<String>,
    french: String,
}

/// All messages, after every check.
pub(crate) struct Catalogue {
    messages: Vec<Checked>,
    files: Vec<(&'static str, String)>,
}

impl Catalogue {
    /// Reads the files; `Err` names every breach: the file, the message, and what is missing.
    pub(crate) fn read(files: &[File]) -> Result<Self, Vec<String>> {
        let mut breaches = Vec::new();
        let mut parsed = Vec::new();
        for file in files {
            parsed.push(parse(file, &mut breaches));
        }
        let mut languages: BTreeMap<&str, BTreeMap<String, (&Entries, &Message<&str>)>> = BTreeMap::new();
        for entries in &parsed {
            let known = languages.entry(entries.file.language).or_default();
            for (id, message) in &entries.messages {
                if let Some((first, _)) = known.get(id) {
                    breaches.push(format!("{}: `{id}` stands in {} already", entries.file.name(), first.file.name()));
                } else {
                    known.insert(id.clone(), (entries, message));
                }
            }
        }
        let empty = BTreeMap::new();
        let french = languages.get("fr").unwrap_or(&empty);
        for (language, messages) in &languages {
            for (id, (entries, message)) in messages {
                for quoted in walk(message, messages).unknown {
                    breaches.push(format!("{}: `{id}` quotes `{quoted}`, which does not exist", entries.file.name()));
                }
                match french.get(id) {
                    None => breaches.push(format!(
                        "locales/fr/{}.ftl: `{id}` is missing (it stands in {})",
                        entries.file.room,
                        entries.file.name()
                    )),
                    Some((other, _)) if other.file.room != entries.file.room => {
                        breaches.push(format!(
                            "{}: `{id}` belongs to the room of {}",
                            entries.file.name(),
                            other.file.name()
                        ));
                    }
                    Some(_) => {}
                }
                compare_variables(id, language, &languages, &mut breaches);
            }
        }
        let mut messages = Vec::new();
        let mut methods: BTreeMap<String, String> = BTreeMap::new();
        // In the order of the files, so that the documentation reads like the French file.
        for entries in parsed.iter().filter(|entries| entries.file.language == "fr") {
            for (id, message) in &entries.messages {
                for language in ["en", "ar"] {
                    let needed = language == "en" || FAMILY_ROOMS.contains(&entries.file.room.as_str());
                    if needed && !languages.get(language).is_some_and(|known| known.contains_key(id)) {
                        breaches.push(format!(
                            "locales/{language}/{}.ftl: `{id}` is missing (it stands in {})",
                            entries.file.room,
                            entries.file.name()
                        ));
                    }
                }
                let method = rust_name(id);
                if KEYWORDS.contains(&method.as_str()) || RESERVED.contains(&method.as_str()) {
                    breaches.push(format!(
                        "{}: `{id}` would make a method named `{method}`, which is taken; choose another id",
                        entries.file.name()
                    ));
                }
                if let Some(other) = methods.insert(method.clone(), id.clone()).filter(|other| other != id) {
                    breaches.push(format!(
                        "{}: `{id}` and `{other}` would make the same method `{method}`",
                        entries.file.name()
                    ));
                }
                let variables = variables(message, french);
                let mut names: Vec<String> = variables.iter().map(|variable| rust_name(variable)).collect();
                if let Some(name) = names.iter().find(|name| KEYWORDS.contains(&name.as_str())) {
                    breaches.push(format!(
                        "{}: `{id}` has a variable ${name}, a word of Rust; choose another name",
                        entries.file.name()
                    ));
                }
                names.sort();
                names.dedup();
                if names.len() != variables.len() {
                    breaches.push(format!(
                        "{}: `{id}` has two variables that make the same parameter",
                        entries.file.name()
                    ));
                }
                let french = message.value.as_ref().map(source_of).unwrap_or_default();
                messages.push(Checked { id: id.clone(), file: entries.file.name(), variables, french });
            }
        }
        if breaches.is_empty() {
            let files = files.iter().map(|file| (file.language, file.room.clone())).collect();
            Ok(Self { messages, files })
        } else {
            breaches.sort();
            breaches.dedup();
            Err(breaches)
        }
    }

    /// The Rust text: the sources by language, and one method of `Text` per message.
    pub(crate) fn rust(&self) -> String {
        let mut out = String::new();
        for (language, name) in [("fr", "FRENCH"), ("en", "ENGLISH"), ("ar", "ARABIC")] {
            let _ = writeln!(out, "const {name}: &[&str] = &[");
            for (_, room) in self.files.iter().filter(|(known, _)| *known == language) {
                let _ = writeln!(
                    out,
                    "    include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../locales/{language}/{room}.ftl\")),"
                );
            }
            let _ = writeln!(out, "];");
        }
        let _ = writeln!(out, "impl Text {{");
        for message in &self.messages {
            let text = format!("`{}` of `{}`:\n```text\n{}\n```", message.id, message.file, message.french);
            let _ = writeln!(out, "    #[doc = {text:?}]");
            if message.variables.len() > 6 {
                let _ = writeln!(
                    out,
                    "    #[expect(clippy::too_many_arguments, reason = \"the message has that many variables\")]"
                );
            }
            let method = rust_name(&message.id);
            let parameters: String = message
                .variables
                .iter()
                .map(|variable| format!(", {}: impl Into<Value>", rust_name(variable)))
                .collect();
            let arguments: Vec<String> = message
                .variables
                .iter()
                .map(|variable| format!("({variable:?}, {}.into())", rust_name(variable)))
                .collect();
            let id = &message.id;
            let _ = writeln!(out, "    pub fn {method}(&self{parameters}) -> String {{");
            let _ = writeln!(out, "        self.message({id:?}, [{}])", arguments.join(", "));
            let _ = writeln!(out, "    }}");
        }
        let _ = writeln!(out, "}}");
        out
    }
}

fn rust_name(id: &str) -> String {
    id.replace('-', "_").to_lowercase()
}

fn parse<'a>(file: &'a File, breaches: &mut Vec<String>) -> Entries<'a> {
    let resource = match fluent_syntax::parser::parse(file.source.as_str()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                let line = file.source.get(..error.pos.start).unwrap_or_default().lines().count().max(1);
                breaches.push(format!("{}: line {line}: {error}", file.name()));
            }
            resource
        }
    };
    let mut messages: Vec<(String, Message<&str>)> = Vec::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let id = message.id.name.to_owned();
            if message.value.is_none() {
                breaches.push(format!("{}: `{id}` has no text", file.name()));
            }
            if let Some(attribute) = message.attributes.first() {
                breaches.push(format!(
                    "{}: `{id}` has the attribute .{}; attributes are not used, write a message of its own",
                    file.name(),
                    attribute.id.name
                ));
            }
            if messages.iter().any(|(known, _)| *known == id) {
                breaches.push(format!("{}: `{id}` stands twice", file.name()));
            } else {
                messages.push((id, message));
            }
        }
    }
    Entries { file, messages }
}

type Known<'a> = BTreeMap<String, (&'a Entries<'a>, &'a Message<&'a str>)>;

fn compare_variables(id: &str, language: &str, languages: &BTreeMap<&str, Known>, breaches: &mut Vec<String>) {
    let (Some(french), Some(own)) = (languages.get("fr"), languages.get(language)) else { return };
    let (Some((_, expected)), Some((entries, message))) = (french.get(id), own.get(id)) else { return };
    let expected = variables(expected, french);
    let found = variables(message, own);
    for missing in expected.iter().filter(|variable| !found.contains(variable)) {
        breaches.push(format!("{}: `{id}` does not use ${missing}, the French text does", entries.file.name()));
    }
    for extra in found.iter().filter(|variable| !expected.contains(variable)) {
        breaches.push(format!("{}: `{id}` uses ${extra}, the French text does not", entries.file.name()));
    }
}

/// The variables of a message in order of first appearance, those of the messages it quotes included.
fn variables(message: &Message<&str>, known: &Known) -> Vec<String> {
    walk(message, known).found
}

fn walk<'a, 'b>(message: &Message<&str>, known: &'b Known<'a>) -> Walk<'a, 'b> {
    let mut walk = Walk { known, found: Vec::new(), unknown: Vec::new(), depth: 0 };
    if let Some(pattern) = &message.value {
        walk.pattern(pattern);
    }
    walk
}

struct Walk<'a, 'b> {
    known: &'b Known<'a>,
    found: Vec<String>,
    unknown: Vec<String>,
    depth: u8,
}

impl Walk<'_, '_> {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }
    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
            Expression::Inline(inline) => self.inline(inline),
        }
    }
    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                if !self.found.iter().any(|known| known == id.name) {
                    self.found.push(id.name.to_owned());
                }
            }
            InlineExpression::FunctionReference { arguments, .. } => self.arguments(arguments),
            InlineExpression::TermReference { arguments: Some(arguments), .. } => self.arguments(arguments),
            InlineExpression::MessageReference { id, .. } => {
                if !self.known.contains_key(id.name) {
                    self.unknown.push(id.name.to_owned());
                }
                // Eight quotations deep is a circle.
                if self.depth < 8
                    && let Some((_, message)) = self.known.get(id.name)
                    && let Some(pattern) = &message.value
                {
                    self.depth += 1;
                    self.pattern(pattern);
                    self.depth -= 1;
                }
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::TermReference { .. }
            | InlineExpression::StringLiteral { .. }
            | InlineExpression::NumberLiteral { .. } => {}
        }
    }
    fn arguments(&mut self, arguments: &CallArguments<&str>) {
        for positional in &arguments.positional {
            self.inline(positional);
        }
        for named in &arguments.named {
            self.inline(&named.value);
        }
    }
}

/// The text of a pattern as it stands in a Fluent file.
fn source_of(pattern: &Pattern<&str>) -> String {
    let message = Message {
        id: fluent_syntax::ast::Identifier { name: "x" },
        value: Some(pattern.clone()),
        attributes: Vec::new(),
        comment: None,
    };
    let resource = Resource { body: vec![Entry::Message(message)] };
    let text = fluent_syntax::serializer::serialize(&resource);
    text.strip_prefix("x =").unwrap_or(&text).trim().to_owned()
}
