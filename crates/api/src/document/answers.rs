//! What may be null in an answer is never left out of it, so whoever reads answers need not tell the two apart. In a request null and
//! left out may differ. The few fields an answer does leave out are described as never null.

use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::openapi::{
    OpenApi, RefOr, Schema,
    schema::{AllOf, ArrayItems, OneOf, SchemaType, Type},
};

/// Says of every schema that only answers have that its nullable fields are always there.
pub fn require_nullable_fields(document: &mut OpenApi) {
    let asked = schemas_of_requests(document);
    let components = document.components.get_or_insert_default();
    for (name, schema) in &mut components.schemas {
        if !asked.contains(name) {
            require_nullable(schema);
        }
    }
}

fn require_nullable(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    if let Schema::Object(object) = schema {
        for (name, field) in &mut object.properties {
            if may_be_null(field) && !object.required.contains(name) {
                object.required.push(name.clone());
            }
            require_nullable(field);
        }
    } else if let Schema::OneOf(OneOf { items, .. }) | Schema::AllOf(AllOf { items, .. }) = schema {
        items.iter_mut().for_each(require_nullable);
    } else if let Schema::Array(array) = schema
        && let ArrayItems::RefOrSchema(items) = &mut array.items
    {
        require_nullable(items);
    }
}

fn may_be_null(schema: &RefOr<Schema>) -> bool {
    match schema {
        RefOr::T(Schema::Object(object)) => has_null(&object.schema_type),
        RefOr::T(Schema::Array(array)) => has_null(&array.schema_type),
        RefOr::T(Schema::OneOf(one_of)) => one_of.items.iter().any(may_be_null),
        RefOr::T(_) | RefOr::Ref(_) => false,
    }
}

fn has_null(schema_type: &SchemaType) -> bool {
    match schema_type {
        SchemaType::Type(one) => *one == Type::Null,
        SchemaType::Array(several) => several.contains(&Type::Null),
        SchemaType::AnyValue => false,
    }
}

/// Names of all schemas that requests have, those inside others too.
fn schemas_of_requests(document: &OpenApi) -> BTreeSet<String> {
    let document = serde_json::to_value(document).expect("the document is plain data");
    let items = document["paths"].as_object().into_iter().flat_map(serde_json::Map::values);
    let operations = items.filter_map(Value::as_object).flat_map(serde_json::Map::values);
    let mut found = BTreeSet::new();
    operations.for_each(|operation| follow(&operation["requestBody"], &document, &mut found));
    found
}

fn follow(value: &Value, document: &Value, found: &mut BTreeSet<String>) {
    if let Some(name) = value["$ref"].as_str().and_then(|place| place.rsplit('/').next())
        && found.insert(name.to_owned())
    {
        follow(&document["components"]["schemas"][name], document, found);
    }
    let fields = value.as_object().into_iter().flat_map(serde_json::Map::values);
    fields.chain(value.as_array().into_iter().flatten()).for_each(|inner| follow(inner, document, found));
}
