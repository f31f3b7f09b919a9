//! The API's own description, read back: operations, their parameters and bodies, and values made from their schemas.

use serde_json::{Map, Value, json};

use crate::canary::Chance;

/// One operation of the description.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `GET`, `POST`…
    pub method: String,
    /// Path with `{name}` placeholders, as routed.
    pub path: String,
    /// Query parameters: name, whether it must be there, schema.
    pub query: Vec<(String, bool, Value)>,
    /// Path parameters: name and schema.
    pub segments: Vec<(String, Value)>,
    /// Schema of the body.
    pub body: Option<Value>,
    /// Statuses it declares.
    pub statuses: Vec<String>,
}

/// A description and its schemas.
#[derive(Debug, Clone)]
pub struct Described {
    document: Value,
    /// Every operation, in the document's order.
    pub operations: Vec<Operation>,
}

impl Described {
    /// Reads an OpenAPI 3.1 document.
    pub fn read(document: Value) -> Self {
        let mut operations = Vec::new();
        let base = document["servers"][0]["url"].as_str().unwrap_or_default().trim_end_matches('/').to_owned();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let path = if path.starts_with("/api/") { path.clone() } else { format!("{base}{path}") };
            for (method, operation) in item.as_object().into_iter().flatten() {
                if !["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                    continue;
                }
                let parameters: Vec<Value> = [&item["parameters"], &operation["parameters"]]
                    .into_iter()
                    .filter_map(Value::as_array)
                    .flatten()
                    .map(|parameter| follow(&document, parameter).clone())
                    .collect();
                let of = |place: &str| -> Vec<(String, bool, Value)> {
                    parameters
                        .iter()
                        .filter(|parameter| parameter["in"] == place)
                        .map(|parameter| {
                            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
                            (name, parameter["required"] == true, parameter["schema"].clone())
                        })
                        .collect()
                };
                let content = &follow(&document, &operation["requestBody"])["content"]["application/json"]["schema"];
                operations.push(Operation {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    query: of("query"),
                    segments: of("path").into_iter().map(|(name, _, schema)| (name, schema)).collect(),
                    body: (!content.is_null()).then(|| content.clone()),
                    statuses: operation["responses"]
                        .as_object()
                        .into_iter()
                        .flatten()
                        .map(|(status, _)| status.clone())
                        .collect(),
                });
            }
        }
        Self { document, operations }
    }

    /// What a schema is, through its references.
    pub fn schema<'a>(&'a self, schema: &'a Value) -> &'a Value {
        follow(&self.document, schema)
    }

    /// A value a schema allows. `known` may give one for a field's name (ids of things that exist).
    pub fn value(
        &self,
        schema: &Value,
        name: &str,
        chance: &mut Chance,
        known: &mut dyn FnMut(&str) -> Option<Value>,
    ) -> Value {
        self.made(schema, name, chance, known, 0)
    }

    fn made(
        &self,
        schema: &Value,
        name: &str,
        chance: &mut Chance,
        known: &mut dyn FnMut(&str) -> Option<Value>,
        depth: u8,
    ) -> Value {
        let schema = self.schema(schema);
        if depth > 8 {
            return Value::Null;
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[key].as_array() {
                let real: Vec<&Value> = choices.iter().filter(|choice| choice["type"] != "null").collect();
                let Some(choice) = chance.pick(&real) else { return Value::Null };
                return self.made(choice, name, chance, known, depth + 1);
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                match self.made(part, name, chance, known, depth + 1) {
                    Value::Object(fields) => whole.extend(fields),
                    other => return other,
                }
            }
            return Value::Object(whole);
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(words) = schema["enum"].as_array() {
            return chance.pick(words).cloned().unwrap_or(Value::Null);
        }
        match kind_of(schema) {
            "object" => {
                let required: Vec<&str> =
                    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                let mut fields = Map::new();
                for (field, inner) in schema["properties"].as_object().into_iter().flatten() {
                    if required.contains(&field.as_str()) || chance.percent(60) {
                        fields.insert(field.clone(), self.made(inner, field, chance, known, depth + 1));
                    }
                }
                Value::Object(fields)
            }
            "array" => {
                let least = schema["minItems"].as_u64().unwrap_or(1).clamp(1, 3);
                Value::Array((0..least).map(|_| self.made(&schema["items"], name, chance, known, depth + 1)).collect())
            }
            "integer" | "number" => {
                let least = schema["minimum"].as_i64().unwrap_or(1);
                let most = schema["maximum"].as_i64().unwrap_or(least.saturating_add(20)).max(least);
                let span = usize::try_from(most.saturating_sub(least)).unwrap_or(20).min(20);
                json!(least + i64::try_from(chance.below(span + 1)).unwrap_or(0))
            }
            "boolean" => json!(chance.percent(50)),
            "null" => Value::Null,
            _ => known(name).unwrap_or_else(|| text_of(schema, name, chance)),
        }
    }
}

fn follow<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let mut found = schema;
    for _ in 0..8 {
        let Some(pointer) = found["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) else { break };
        found = document.pointer(pointer).unwrap_or(&Value::Null);
    }
    found
}

/// The type of a schema; of several, the first that is not null.
pub fn kind_of(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null"),
        _ if schema.get("properties").is_some() => "object",
        _ => "string",
    }
}

/// A text for a field: by the schema's format, or by what the field's name says.
pub fn text_of(schema: &Value, name: &str, chance: &mut Chance) -> Value {
    let format = schema["format"].as_str().unwrap_or_default();
    let is = |word: &str| name == word || name.ends_with(&format!("_{word}"));
    json!(match format {
        "uuid" => chance.uuid().to_string(),
        "date" => format!("2026-{:02}-{:02}", 11 + chance.below(2), 1 + chance.below(28)),
        "date-time" => format!("2026-11-{:02}T{:02}:00:00Z", 23 + chance.below(6), 8 + chance.below(9)),
        "email" => "quelqu.un@exemple.fr".to_owned(),
        _ if is("id") => chance.uuid().to_string(),
        _ if ["from", "until", "date", "on"].iter().any(|word| is(word)) =>
            format!("2026-12-{:02}", 1 + chance.below(11)),
        _ if is("starts_at") => "09:00".to_owned(),
        _ if is("ends_at") => "11:30".to_owned(),
        _ if is("at") => "2026-11-23T08:00:00Z".to_owned(),
        _ if is("commune") || is("near") => "34145".to_owned(),
        _ if is("phone") => "0612345678".to_owned(),
        _ if is("email") => "quelqu.un@exemple.fr".to_owned(),
        _ => ["Amélie", "L'Haÿ", "Zoé d'Ys", "Noël"].get(chance.below(4)).copied().unwrap_or("Noé").to_owned(),
    })
}
