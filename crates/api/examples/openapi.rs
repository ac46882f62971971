//! Prints the description of the API. `make api` writes it to `crates/api/openapi.json`.

fn main() {
    println!("{}", otklik_api::openapi().to_pretty_json().expect("the document is plain data"));
}
