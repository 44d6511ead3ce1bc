//! Closed lists of names as Rust types, each beside the table that forms and exports read.

/// Declares a closed list: the type, its table for [`super::Shape::Choice`], and the ids that are on disk.
///
/// Each line is `Variant = id, code, abbreviation, Vietnamese, English`.
macro_rules! choices {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $id:literal, $code:literal, $abbr:literal, $vi:literal, $en:literal;)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $vi] $variant,)+
        }

        impl $name {
            /// What forms offer, one line a choice.
            pub const TABLE: &'static [$crate::domain::Choice] = &[$($crate::domain::Choice {
                id: $id, code: $code, abbr: $abbr, label: $crate::base::Words::new($vi, $en),
            },)+];

            /// Its line of the table.
            pub const fn choice(self) -> &'static $crate::domain::Choice {
                match self {
                    $($name::$variant => const { &$crate::domain::Choice {
                        id: $id, code: $code, abbr: $abbr, label: $crate::base::Words::new($vi, $en),
                    } },)+
                }
            }

            /// Its name in full.
            pub const fn label(self) -> $crate::base::Words {
                self.choice().label
            }
        }

        impl $crate::domain::Choices for $name {
            const ALL: &'static [$name] = &[$($name::$variant,)+];

            fn id(self) -> &'static str {
                self.choice().id
            }
        }
    };
}

pub(super) use choices;
