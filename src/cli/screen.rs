//! The screen: joins the terminal, the screens and the line to the server.

use std::path::Path;

use crate::base::Lang;

use super::connect::Demo;
use super::failure::Done;

/// Opens the screen of the register in `data`, or of a register of samples.
pub fn run(data: Option<&Path>, lang: Lang, demo: Option<Demo>) -> Done {
    let _ = super::connect::connect(data, lang, demo).map_err(super::cannot_connect)?;
    Ok(())
}
