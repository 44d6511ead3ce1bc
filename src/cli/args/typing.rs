//! What can be said to the commands about keys and typing: `keys`, `compose`.

use clap::{Args, ValueEnum};

use crate::base::typing::TypingMethod;
use crate::tui::keymap::KeymapBase;

/// `compose`.
#[derive(Debug, Args)]
pub struct ComposeArguments {
    /// How marks are typed
    #[arg(long, value_enum, value_name = "METHOD")]
    pub method: ComposedMethod,
}

/// A way of typing marks.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ComposedMethod {
    /// By letters
    Telex,
    /// By digits
    Vni,
}

impl From<ComposedMethod> for TypingMethod {
    fn from(method: ComposedMethod) -> TypingMethod {
        match method {
            ComposedMethod::Telex => TypingMethod::Telex,
            ComposedMethod::Vni => TypingMethod::Vni,
        }
    }
}

/// `keys`.
#[derive(Debug, Args)]
pub struct KeysArguments {
    /// The card to print: one page of A4, 80 columns
    #[arg(long)]
    pub card: bool,
    /// Tries the keys of this terminal and learns what it sends; needs no register
    #[arg(long, conflicts_with = "card")]
    pub doctor: bool,
    /// Which keys lie below your own file of keys [default: what base says in it, else default]
    #[arg(long, value_enum, value_name = "KEYS")]
    pub keymap: Option<KeymapName>,
}

/// A keymap of the program.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum KeymapName {
    /// Letters narrow lists
    Default,
    /// Letters are commands in lists, / narrows
    Vim,
}

impl From<KeymapName> for KeymapBase {
    fn from(name: KeymapName) -> KeymapBase {
        match name {
            KeymapName::Default => KeymapBase::Default,
            KeymapName::Vim => KeymapBase::Vim,
        }
    }
}
