//! How the value of a parameter becomes text.

use super::Placement;

/// How the value of a parameter becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// As one value, or as one pair for each value of a list.
    Plain,
    /// By a style, since it has parts or its style is not the usual one.
    Styled(Style),
    /// As JSON.
    Json,
}

/// A style of OpenAPI with what modifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Which one it is.
    pub kind: StyleKind,
    /// Whether each part of a value stands for itself.
    pub explode: bool,
    /// Whether reserved characters are not encoded.
    pub allow_reserved: bool,
    /// How lists are named in a `deepObject`.
    pub lists: Lists,
}

/// The word that a document says for a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StyleKind {
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Simple,
    Label,
    Matrix,
}

/// How the items of a list are named in a `deepObject`: `x-deep-lists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// `a[]=1&a[]=2`
    Brackets,
    /// `a[0]=1&a[1]=2`
    Indices,
    /// `a=1&a=2`
    Repeated,
}

impl StyleKind {
    const ALL: [Self; 7] = [
        Self::Form,
        Self::SpaceDelimited,
        Self::PipeDelimited,
        Self::DeepObject,
        Self::Simple,
        Self::Label,
        Self::Matrix,
    ];

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// As OpenAPI spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
        }
    }

    /// Whether OpenAPI has the style in this place.
    pub(super) fn fits(self, place: &Placement) -> bool {
        match place {
            Placement::Path => matches!(self, Self::Simple | Self::Label | Self::Matrix),
            Placement::Header => self == Self::Simple,
            Placement::Cookie => self == Self::Form,
            Placement::Query | Placement::QueryTemplate(..) => matches!(
                self,
                Self::Form | Self::SpaceDelimited | Self::PipeDelimited | Self::DeepObject
            ),
        }
    }
}
