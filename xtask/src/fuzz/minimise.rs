//! Makes a document that shows a fault as small as it stays showing it.

use serde_json::Value;

/// As many smaller documents are tried.
const ATTEMPTS: usize = 600;

/// The smallest found document for which `shows` still holds.
pub(super) fn minimise<E>(
    text: String,
    mut shows: impl FnMut(&str) -> Result<bool, E>,
) -> Result<String, E> {
    let mut left = ATTEMPTS;
    let tree = serde_json::from_str::<Value>(&text).ok();
    match tree {
        Some(tree) => Ok(of_tree(tree, &mut left, &mut |it| shows(&it.to_string()))?.to_string()),
        None => of_text(text, &mut left, &mut shows),
    }
}

/// Takes out nodes, those nearest to the root first.
fn of_tree<E>(
    mut tree: Value,
    left: &mut usize,
    shows: &mut impl FnMut(&Value) -> Result<bool, E>,
) -> Result<Value, E> {
    let mut level = vec![String::new()];
    while !level.is_empty() {
        let mut next = Vec::new();
        for at in level {
            let mut index = 0;
            while let Some(key) = tree.pointer(&at).and_then(|it| key(it, index)) {
                if *left == 0 {
                    return Ok(tree);
                }
                *left -= 1;
                let mut smaller = tree.clone();
                if let Some(node) = smaller.pointer_mut(&at) {
                    remove(node, index);
                }
                if shows(&smaller)? {
                    tree = smaller;
                } else {
                    next.push(format!("{at}/{key}"));
                    index += 1;
                }
            }
        }
        level = next;
    }
    Ok(tree)
}

/// The token of the child at `index`.
fn key(node: &Value, index: usize) -> Option<String> {
    match node {
        Value::Object(members) => {
            members.keys().nth(index).map(|it| it.replace('~', "~0").replace('/', "~1"))
        }
        Value::Array(items) => (index < items.len()).then(|| index.to_string()),
        _ => None,
    }
}

fn remove(node: &mut Value, index: usize) {
    match node {
        Value::Object(members) => {
            let key = members.keys().nth(index).cloned();
            key.map(|it| members.shift_remove(&it));
        }
        Value::Array(items) => drop(items.remove(index)),
        _ => {}
    }
}

/// Takes out halves, quarters and so on.
fn of_text<E>(
    mut text: String,
    left: &mut usize,
    shows: &mut impl FnMut(&str) -> Result<bool, E>,
) -> Result<String, E> {
    let mut size = text.len() / 2;
    while size > 0 {
        let mut start = 0;
        while start < text.len() && *left > 0 {
            let (from, to) = (floor(&text, start), floor(&text, (start + size).min(text.len())));
            *left -= 1;
            let smaller = format!("{}{}", &text[..from], &text[to..]);
            if from < to && shows(&smaller)? {
                text = smaller;
            } else {
                start += size;
            }
        }
        size /= 2;
    }
    Ok(text)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|it| text.is_char_boundary(*it)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn check(text: &str, needed: &str, expected: &str) {
        let shows = |it: &str| Ok::<_, Infallible>(it.contains(needed));
        assert_eq!(minimise(text.to_owned(), shows).unwrap(), expected);
    }

    #[test]
    fn nodes_that_do_not_matter_go() {
        let text = r#"{"a": {"b/c": [1, {"bad": 2}, 3], "d": 4}, "e": {}}"#;
        check(text, "\"bad\"", r#"{"a":{"b/c":[{"bad":2}]}}"#);
    }

    #[test]
    fn text_that_is_no_json_gets_shorter_too() {
        check("é: [aaaa, bad, cccc", "bad", "bad");
    }
}
