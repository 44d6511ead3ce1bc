//! Narrowing as a mode: where letters are commands in lists, a key begins it and Enter or Esc ends it.

use crate::base::Say;
use crate::client::Link;

use super::App;
use crate::tui::{
    command::{key_behind, list_under},
    screen::{Effect, Notice, Place},
    terminal::{Key, KeyCode},
};

impl App {
    /// What kind of place one stands in.
    pub(super) fn place(&self) -> Option<Place> {
        let top = self.layers.last()?;
        let is_narrowing = self.narrowing == Some(top.id) && top.screen.place() == Place::List;
        Some(if is_narrowing { Place::Narrow } else { top.screen.place() })
    }

    /// The key that a key stands for: `j` is the arrow down where a keymap says so.
    pub(super) fn meant(&self, key: &Key) -> Key {
        let run = self.place().and_then(|place| self.ground.keymap.command(place, key));
        run.and_then(key_behind).map_or_else(|| key.clone(), Key::plain)
    }

    /// From here on letters narrow the list; where they always do it is said.
    pub(super) fn begin_narrowing(&mut self) {
        if self.ground.keymap.letters_are_commands() {
            self.narrowing = self.layers.last().map(|top| top.id);
        } else {
            self.say(Notice::plain(Say::new(
                "Gõ chữ là lọc ngay; Esc bỏ lọc",
                "Letters narrow at once; Esc widens",
            )));
        }
    }

    /// A key in a list where letters are commands; `false` when it is for the screen.
    pub(super) fn dispatch_in_list(&mut self, key: &Key, link: &mut dyn Link) -> bool {
        let place = self.place();
        let back = self.ground.keymap.command(Place::Narrow, key) == Some("back");
        let Some(top) = self.layers.last() else { return false };
        let (id, is_narrowed) = (top.id, top.screen.is_narrowed());
        let is_home = self.layers.len() == 1;
        match (place, key.typed()) {
            (Some(Place::Narrow), _) if key.code == KeyCode::Enter => self.narrowing = None,
            (Some(Place::Narrow), _) if back => {
                self.narrowing = None;
                if is_narrowed {
                    self.run("back", link, 0);
                }
            }
            (Some(Place::List), Some(digit @ '1'..='9')) if !is_home => {
                if let Some(run) = list_under(digit) {
                    self.apply(id, vec![Effect::Run(run)], link, 0);
                }
            }
            (Some(Place::List), Some('0')) if is_narrowed => self.say(Notice::plain(Say::new(
                "Bỏ lọc trước (Esc): 0 chỉ dùng khi chưa lọc",
                "Widen first (Esc): 0 counts while nothing is narrowed",
            ))),
            (Some(Place::List), Some(letter)) if !letter.is_ascii_digit() => self.say_no_command(letter),
            _ => return false,
        }
        true
    }

    fn say_no_command(&mut self, letter: char) {
        let keys = &self.ground.keymap;
        let first = |run| keys.keys_of(run, Place::List).into_iter().next().unwrap_or_default();
        let (narrow, palette) = (first("narrow"), first("palette"));
        self.say(Notice::plain(Say::new(
            format!("{narrow} lọc, {palette} lệnh: {letter} không phải lệnh"),
            format!("{narrow} narrows, {palette} commands: {letter} is none"),
        )));
    }
}
