//! `Unknown` is not made by hand, so that it never holds a value that is known.

use qonversion::UnknownValue;
use qonversion::models::Comparator;

fn main() {
    let _ = Comparator::Unknown(UnknownValue { value: "eq".to_owned(), of: Default::default() });
}
