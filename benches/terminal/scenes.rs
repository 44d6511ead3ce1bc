//! The events that are measured, with the keys that lead there and what they may cost.

use std::time::Duration;

use super::{
    Outcome, QUIET, SIZE,
    player::{Burst, Player},
};

pub const ENTER: &str = "\r";
pub const ESC: &str = "\x1b";
pub const UP: &str = "\x1b[A";
pub const DOWN: &str = "\x1b[B";
pub const RIGHT: &str = "\x1b[C";
pub const LEFT: &str = "\x1b[D";
pub const PAGE_DOWN: &str = "\x1b[6~";
pub const PAGE_UP: &str = "\x1b[5~";
pub const BACKSPACE: &str = "\x7f";
pub const F1: &str = "\x1bOP";
pub const F3: &str = "\x1bOR";
pub const F4: &str = "\x1bOS";
pub const F9: &str = "\x1b[20~";

/// What an event may cost.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// So many bytes.
    Bytes(usize),
    /// So many percent of what ncurses needs for the same cells, and never more than so many bytes.
    OfNcurses(usize, usize),
    /// No more is asked than to know it.
    Known,
}

/// What happens.
#[derive(Clone, Copy, Debug)]
pub enum Happening {
    /// Keys are pressed at once.
    Keys(&'static str),
    /// So many letters are pasted without brackets.
    Paste(usize),
    /// Nothing, for so long.
    Nothing(Duration),
    /// The window gets this size and then its own again; the second is measured.
    Resize(u16, u16),
}

/// An event in its place.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    pub name: &'static str,
    /// The keys from the home screen to the place.
    pub place: &'static [&'static str],
    pub happening: Happening,
    /// The keys that make it possible to happen once more.
    pub back: &'static [&'static str],
    pub times: usize,
    pub target: Target,
}

impl Scene {
    /// Lets it happen.
    pub fn happen(&self, player: &mut Player) -> Outcome<Burst> {
        match self.happening {
            Happening::Keys(keys) => player.play(keys.as_bytes(), QUIET),
            Happening::Paste(letters) => {
                let words = "nghe bao tin mua lon ban thon ";
                let pasted: String = words.chars().cycle().take(letters).collect();
                // Nothing need come while it is worked on.
                player.play(pasted.as_bytes(), 15 * QUIET)
            }
            Happening::Nothing(wait) => Ok(player.settle(wait)),
            Happening::Resize(columns, rows) => {
                player.resize((columns, rows), 4 * QUIET)?;
                player.resize(SIZE, 4 * QUIET)
            }
        }
    }
}

/// All events, in the order of the table.
pub fn scenes() -> Vec<Scene> {
    let scene = |name, place, keys, back, target| Scene {
        name,
        place,
        happening: Happening::Keys(keys),
        back,
        times: 9,
        target,
    };
    let changes = |scene: Scene| Scene { times: 5, ..scene };
    use Target::{Bytes, Known, OfNcurses};
    const STORY: &[&str] = &[F3, ENTER, "t", "p", "ml", "gt", ENTER];
    const SUMMARY: &[&str] = &[F3, ENTER, "t", "p", "ml", "gt", ENTER, "thon bao tin"];
    const FILLED: &[&str] = &[F3, ENTER, "t", "p", "ml", "gt", UP, UP, UP, UP];
    const DETAIL: &[&str] = &["4", ENTER];
    // 23,000 letters of 32 KB; leaked once, as the keys of all scenes live as long as the program.
    let much: &str = format!("\x1b[200~{}\x1b[201~", "Đường vào buôn lầy lội ".repeat(1_000)).leak();
    let behind: &[&str] = [STORY, &[much]].concat().leak();
    let amid: &[&str] = [behind, &[UP; 20]].concat().leak();
    vec![
        scene("type n", SUMMARY, "n", &[], Bytes(1)),
        scene("type ễ", SUMMARY, "ễ", &[], Bytes(3)),
        scene(
            "backspace at the end",
            &[F3, ENTER, "t", "p", "ml", "gt", ENTER, "thon bao tin mua lon bao tin thon bao"],
            BACKSPACE,
            &[],
            Bytes(3),
        ),
        scene("next field", FILLED, ENTER, &[UP], Bytes(8)),
        scene("next field, echoed name", FILLED, "b", &[UP, "t", UP], Bytes(35)),
        scene("row down, home", &[DOWN], DOWN, &[UP], Bytes(10)),
        scene("row down, list", &["4"], DOWN, &[UP], Bytes(10)),
        scene("row down, detail", DETAIL, DOWN, &[UP], Bytes(10)),
        scene("row down, silent villages", &["6"], DOWN, &[UP], Bytes(10)),
        // The cursor goes back to what is typed above the rows.
        scene("row down, palette", &[F9], DOWN, &[UP], Known),
        Scene {
            place: &[
                "4",
                "\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B",
            ],
            times: 6,
            ..scene("scroll one line", &[], DOWN, &[], Bytes(130))
        },
        changes(scene("page down", &["4"], PAGE_DOWN, &[PAGE_UP], OfNcurses(85, usize::MAX))),
        changes(scene("page up", &["4", PAGE_DOWN], PAGE_UP, &[PAGE_DOWN], OfNcurses(85, usize::MAX))),
        changes(scene("narrow by a letter", &["4"], "m", &[BACKSPACE], OfNcurses(85, 2_000))),
        changes(scene("narrow by a second letter", &["4", "m"], "l", &[BACKSPACE], OfNcurses(85, 2_000))),
        changes(scene("another view", &["4"], RIGHT, &[LEFT], OfNcurses(85, 2_000))),
        changes(scene("why a deadline", DETAIL, ENTER, &[ENTER], Bytes(300))),
        changes(scene("why, closed", &["4", ENTER, ENTER], ENTER, &[ENTER], OfNcurses(85, 2_000))),
        changes(scene("values of a field (F4)", &[F3, ENTER, "t", "p"], F4, &[ESC], OfNcurses(85, 2_000))),
        changes(scene("values closed", &[F3, ENTER, "t", "p", F4], ESC, &[F4], OfNcurses(85, 2_000))),
        changes(scene("palette over a list (F9)", &["4"], F9, &[ESC], OfNcurses(85, 2_000))),
        changes(scene("palette, a letter", &[F9], "c", &[BACKSPACE], OfNcurses(85, 2_000))),
        changes(scene("help (F1)", &["4"], F1, &[ESC], OfNcurses(85, 2_000))),
        changes(scene("home -> list 1", &[], "1", &[ESC], OfNcurses(85, 2_000))),
        changes(scene("home -> list 4", &[], "4", &[ESC], OfNcurses(85, 2_000))),
        changes(scene("list -> home", &["4"], ESC, &["4"], OfNcurses(85, 2_000))),
        changes(scene("list -> detail", &["4"], ENTER, &[ESC], OfNcurses(85, 2_000))),
        changes(scene("detail -> list", DETAIL, ESC, &[ENTER], OfNcurses(85, 2_000))),
        changes(scene("next record", DETAIL, "n", &["N"], OfNcurses(85, 2_000))),
        changes(scene("detail -> step form", &["3", ENTER], "f", &[ESC], OfNcurses(85, 2_000))),
        changes(scene("home -> petition form", &[], F3, &[ESC], OfNcurses(85, 2_000))),
        changes(scene("home -> silent villages", &[], "6", &[ESC], OfNcurses(85, 2_000))),
        changes(scene("silent villages -> update form", &["6"], ENTER, &[ESC], OfNcurses(85, 2_000))),
        changes(scene("home -> matters", &[], "7", &[ESC], OfNcurses(85, 2_000))),
        changes(scene("home -> proposals", &[], "8", &[ESC], OfNcurses(85, 2_000))),
        changes(scene("home -> drafts", &[F3, ENTER, "t", "p", ESC], "9", &[ESC], OfNcurses(85, 2_000))),
        changes(scene("home -> look-up, a letter", &[], "m", &[ESC], OfNcurses(85, 2_000))),
        changes(scene("look-up, a second letter", &["m"], "l", &[BACKSPACE], OfNcurses(85, 2_000))),
        changes(scene("look-up -> village page", &["ml"], ENTER, &[ESC], OfNcurses(85, 2_000))),
        changes(scene(
            "count by",
            &["4", F9, "dem theo"],
            ENTER,
            &[ESC, F9, "dem theo"],
            OfNcurses(85, 2_000),
        )),
        Scene {
            happening: Happening::Nothing(Duration::from_secs(2)),
            times: 3,
            ..scene("idle for 2 s", &["4"], "", &[], Bytes(0))
        },
        scene("a key that does nothing", &[DOWN, UP], UP, &[], Bytes(0)),
        Scene {
            happening: Happening::Resize(60, 20),
            times: 3,
            ..scene("resize 60x20 and back", &["4"], "", &[], Known)
        },
        Scene {
            happening: Happening::Paste(5_000),
            // A fifth time the field would be full.
            times: 4,
            ..scene("5,000 letters pasted", SUMMARY, "", &[], Bytes(1_200))
        },
        scene("a letter behind 32 KB", behind, "n", &[], Bytes(1)),
        scene("a letter amid 32 KB", amid, "n", &[BACKSPACE], Known),
    ]
}
