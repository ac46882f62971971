//! Prints the API's description: `make api` writes it to `crates/api/openapi.json`.

fn main() {
    println!("{}", otklik_api::openapi().to_pretty_json().expect("the document is plain data"));
}
