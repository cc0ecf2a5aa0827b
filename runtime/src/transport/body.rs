//! The body of an answer while it comes in.

use bytes::Bytes;

/// What came of a body so far. What comes in one piece, as most answers do, is not copied.
pub(crate) struct Body {
    announced: usize,
    pieces: Pieces,
}

enum Pieces {
    One(Bytes),
    Joined(Vec<u8>),
}

impl Body {
    /// A body of which nothing has come yet, and which is said to be that long.
    pub(crate) fn of(announced: usize) -> Self {
        Self { announced, pieces: Pieces::One(Bytes::new()) }
    }

    pub(crate) fn len(&self) -> usize {
        match &self.pieces {
            Pieces::One(bytes) => bytes.len(),
            Pieces::Joined(bytes) => bytes.len(),
        }
    }

    pub(crate) fn push(&mut self, piece: Bytes) {
        match &mut self.pieces {
            Pieces::One(first) if first.is_empty() => *first = piece,
            Pieces::One(first) => {
                let length = first.len().saturating_add(piece.len()).max(self.announced);
                let mut joined = Vec::with_capacity(length);
                joined.extend_from_slice(first);
                joined.extend_from_slice(&piece);
                self.pieces = Pieces::Joined(joined);
            }
            Pieces::Joined(joined) => joined.extend_from_slice(&piece),
        }
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        match self.pieces {
            Pieces::One(bytes) => bytes,
            Pieces::Joined(bytes) => bytes.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(announced: usize, pieces: &[&'static str], whole: &str) {
        let mut body = Body::of(announced);
        for piece in pieces {
            body.push(Bytes::from_static(piece.as_bytes()));
        }
        assert_eq!(body.len(), whole.len());
        assert_eq!(body.into_bytes(), whole);
    }

    #[test]
    fn pieces_are_joined_in_their_order_however_long_the_body_was_said_to_be() {
        for announced in [0, 2, 6, 100] {
            check(announced, &[], "");
            check(announced, &["", "ab"], "ab");
            check(announced, &["ab", "", "cd", "ef"], "abcdef");
        }
    }

    #[test]
    fn what_comes_in_one_piece_is_not_copied() {
        let piece = Bytes::from(vec![1, 2]);
        let mut body = Body::of(2);
        body.push(piece.clone());
        assert_eq!(body.into_bytes().as_ptr(), piece.as_ptr());
    }
}
