//! The JSON Schema of a bank file, for editors: the types' own schema with the limits, needs and
//! meanings of the field table laid over it, so that neither can say what the other does not.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::shape::{
    BANK, CLARIFICATION, CODE, CRITERION, ESTIMATE, EXEMPLAR, FOLLOW_UP, Field, IDEA, Need, PITFALL,
    QUESTION, RESOURCE, STAGE, Shape,
};
use super::{limits, shape};
use crate::domain::bank::Bank;

/// The definitions of the types' schema, with the fields that describe each.
static DEFINITIONS: &[(&str, &[Field])] = &[
    ("Question", QUESTION),
    ("Clarification", CLARIFICATION),
    ("Estimate", ESTIMATE),
    ("Criterion", CRITERION),
    ("Idea", IDEA),
    ("FollowUp", FOLLOW_UP),
    ("Exemplar", EXEMPLAR),
    ("Pitfall", PITFALL),
    ("Resource", RESOURCE),
    ("Code", CODE),
    ("Stage", STAGE),
];

/// Returns the schema as it stands in `assets/bank.schema.json`.
pub fn schema() -> String {
    let mut root = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Bank>()
        .to_value();
    object(&mut root, BANK);
    if let Some(root) = root.as_object_mut() {
        root.insert("title".to_owned(), json!("hotseat question bank"));
        let note = "A question bank of hotseat, format 1. `hotseat bank check` knows further rules: \
                    unique ids, references that lead somewhere, parts that only one round has.";
        root.insert("description".to_owned(), json!(note));
    }
    for (name, fields) in DEFINITIONS {
        if let Some(definition) = root.pointer_mut(&format!("/$defs/{name}")) {
            object(definition, fields);
        }
    }
    // The untagged ones: a text or an object, in this order.
    for (name, text, fields) in [
        (
            "Hint",
            Shape::Text {
                least: 1,
                most: limits::PASSAGE,
            },
            Some(shape::HINT),
        ),
        ("ResourceRef", Shape::Id, None),
        (
            "ExemplarAnswer",
            Shape::Text {
                least: 1,
                most: limits::TEXT,
            },
            None,
        ),
    ] {
        if let Some(first) = root.pointer_mut(&format!("/$defs/{name}/anyOf/0")) {
            limit(first, &text);
        }
        if let (Some(fields), Some(second)) = (fields, root.pointer_mut(&format!("/$defs/{name}/anyOf/1"))) {
            object(second, fields);
        }
    }
    if let Some(by_field) = root.pointer_mut("/$defs/ExemplarAnswer/anyOf/1/additionalProperties") {
        limit(
            by_field,
            &Shape::Text {
                least: 1,
                most: limits::TEXT,
            },
        );
    }
    let mut text = serde_json::to_string_pretty(&root).expect("a JSON value serialises");
    text.push('\n');
    text
}

fn object(schema: &mut Value, fields: &[Field]) {
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| field.need == Need::Required)
        .map(|field| field.name)
        .collect();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("required".to_owned(), json!(required));
    }
    for field in fields {
        if let Some(property) = schema.pointer_mut(&format!("/properties/{}", field.name)) {
            limit(property, &field.shape);
            if let Some(property) = property.as_object_mut() {
                property.insert("description".to_owned(), json!(field.meaning));
            }
        }
    }
}

/// Lays the limits of a shape over the schema of its type.
fn limit(schema: &mut Value, shape: &Shape) {
    let Some(map) = schema.as_object_mut() else { return };
    let mut set = |pairs: &[(&str, Value)]| {
        for (key, value) in pairs {
            map.insert((*key).to_owned(), value.clone());
        }
    };
    match shape {
        Shape::Id => set(&[("pattern", json!(limits::ID_PATTERN))]),
        Shape::Line(most) => set(&[("minLength", json!(1)), ("maxLength", json!(most))]),
        Shape::Text { least, most } => set(&[("minLength", json!(least)), ("maxLength", json!(most))]),
        Shape::Number { least, most } => set(&[("minimum", json!(least)), ("maximum", json!(most))]),
        Shape::Weight(most) => set(&[("exclusiveMinimum", json!(0)), ("maximum", json!(most))]),
        Shape::Integer { least, most } => set(&[("minimum", json!(least)), ("maximum", json!(most))]),
        Shape::IdeaName => set(&[(
            "pattern",
            json!("^[a-z0-9-]{1,64}/[a-z0-9-]{1,64}#[a-z0-9-]{1,64}$"),
        )]),
        Shape::Identifier => set(&[(
            "pattern",
            json!("^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*$"),
        )]),
        Shape::PythonFile => set(&[("pattern", json!("^[A-Za-z0-9_-]{1,64}\\.py$"))]),
        Shape::Choice(names) => choice(map, names),
        Shape::List { of, least, most } => {
            set(&[("minItems", json!(least)), ("maxItems", json!(most))]);
            if let Some(items) = map.get_mut("items") {
                limit(items, of);
            }
        }
        Shape::Maybe(shape) => limit(schema, shape),
        Shape::Flag | Shape::Round | Shape::Object(_) | Shape::ByField { .. } | Shape::Either(..) => {}
    }
}

fn choice(map: &mut Map<String, Value>, names: &[&str]) {
    if map.contains_key("$ref") {
        return;
    }
    let mut values: Vec<Value> = names.iter().map(|name| json!(name)).collect();
    let nullable = map
        .get("type")
        .and_then(Value::as_array)
        .is_some_and(|types| types.contains(&json!("null")));
    if nullable {
        values.push(Value::Null);
    }
    map.insert("enum".to_owned(), Value::Array(values));
}
