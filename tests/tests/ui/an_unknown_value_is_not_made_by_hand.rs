//! `Unknown` is not made by hand, so that it never holds a value that is known.

use openapi_exact_runtime::UnknownValue;
use qonversion::models::Comparator;

fn main() {
    let _ = Comparator::Unknown(UnknownValue { value: "eq".to_owned(), of: Default::default() });
}
