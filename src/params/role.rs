//! Who may change what.
//!
//! In: a role bound to a device or a source. Out: an order. Not here: how a device gets a role (`control::access`).
//! Invariant: a role may do all that a lesser one may.

use std::fmt;

/// What a person may do, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks on.
    Viewer,
    /// Changes the look, inside the operator's bounds.
    Director,
    /// Runs the stage.
    Operator,
    /// Changes everything, bounds and devices too.
    Engineer,
}

impl Role {
    /// All, least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Director, Self::Operator, Self::Engineer];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Director => "director",
            Self::Operator => "operator",
            Self::Engineer => "engineer",
        }
    }

    /// The role of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_roles() {
        assert!(Role::ALL.into_iter().all(|role| Role::of(role.word()) == Some(role)));
        assert_eq!(Role::of("king"), None);
        assert!(Role::Viewer < Role::Director && Role::Operator < Role::Engineer);
    }
}
