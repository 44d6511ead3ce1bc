//! Snapshots of every screen.

use insta::assert_snapshot;

use crate::base::Lang;
use crate::tui::testing::Desk;

const USUAL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);
const SMALL: (u16, u16) = (60, 20);

fn picture(lang: Lang, size: (u16, u16), keys: &str) -> String {
    Desk::new(lang, size).press(keys).screen()
}

/// The frequency table of the unresolved petitions, from the palette.
fn count(lang: Lang, size: (u16, u16), keys: &str) -> String {
    let mut desk = Desk::new(Lang::Vi, size);
    desk.press("4 f9 d e m space t h e o enter");
    if lang == Lang::En {
        desk.press("f9 l a n g u a g e enter");
    }
    desk.press(keys).screen()
}

#[test]
fn home_as_a_person_reads_it() {
    assert_snapshot!("home_vi", picture(Lang::Vi, USUAL, ""));
    assert_snapshot!("home_en", picture(Lang::En, USUAL, ""));
    assert_snapshot!("home_vi_120", picture(Lang::Vi, LARGE, ""));
    assert_snapshot!("home_vi_60", picture(Lang::Vi, SMALL, ""));
    assert_snapshot!("home_en_60", picture(Lang::En, SMALL, ""));
}

#[test]
fn a_list_as_a_person_reads_it() {
    assert_snapshot!("list_vi", picture(Lang::Vi, USUAL, "4 down down down space"));
    assert_snapshot!("list_en", picture(Lang::En, USUAL, "4"));
    assert_snapshot!("list_vi_120", picture(Lang::Vi, LARGE, "4"));
    assert_snapshot!("list_vi_60", picture(Lang::Vi, SMALL, "4"));
    assert_snapshot!("list_narrowed", picture(Lang::Vi, USUAL, "1 m l"));
    assert_snapshot!("list_nothing", picture(Lang::Vi, USUAL, "1 z z"));
    assert_snapshot!("list_next_page", picture(Lang::Vi, USUAL, "4 pgdn pgdn"));
}

#[test]
fn a_detail_as_a_person_reads_it() {
    assert_snapshot!("detail_vi", picture(Lang::Vi, USUAL, "4 enter"));
    assert_snapshot!("detail_en", picture(Lang::En, USUAL, "4 enter"));
    assert_snapshot!("detail_vi_120", picture(Lang::Vi, LARGE, "4 enter"));
    assert_snapshot!("detail_vi_60", picture(Lang::Vi, SMALL, "4 enter"));
    assert_snapshot!("detail_why", picture(Lang::Vi, USUAL, "4 enter enter"));
    assert_snapshot!("detail_event", picture(Lang::Vi, USUAL, "4 enter down down down enter"));
}

#[test]
fn drafts_and_empty_lists_as_a_person_reads_them() {
    assert_snapshot!("drafts_vi", picture(Lang::Vi, USUAL, "9"));
    assert_snapshot!("drafts_en", picture(Lang::En, USUAL, "9 down"));
    assert_snapshot!(
        "drafts_restored",
        picture(Lang::Vi, USUAL, "9 f9 l a y space l a i space n h a p enter")
    );
}

#[test]
fn matters_and_proposals_as_a_person_reads_them() {
    assert_snapshot!("matters_vi", picture(Lang::Vi, USUAL, "7"));
    assert_snapshot!("matters_en", picture(Lang::En, USUAL, "7"));
    assert_snapshot!("matters_vi_60", picture(Lang::Vi, SMALL, "7"));
    assert_snapshot!("matters_none", picture(Lang::Vi, USUAL, "7 right"));
    assert_snapshot!("matter_unfolded_vi", picture(Lang::Vi, USUAL, "7 down enter"));
    assert_snapshot!("matter_unfolded_en", picture(Lang::En, USUAL, "7 down enter down down"));
    assert_snapshot!("matter_unfolded_60", picture(Lang::Vi, SMALL, "7 down enter"));
    assert_snapshot!("proposals_vi", picture(Lang::Vi, USUAL, "8"));
    assert_snapshot!("proposals_en_120", picture(Lang::En, LARGE, "8 right"));
}

#[test]
fn a_frequency_table_as_a_person_reads_it() {
    assert_snapshot!("count_vi", count(Lang::Vi, USUAL, "down"));
    assert_snapshot!("count_en", count(Lang::En, USUAL, ""));
    assert_snapshot!("count_long", count(Lang::Vi, USUAL, "right"));
    assert_snapshot!("count_long_end", count(Lang::Vi, USUAL, "right end"));
    assert_snapshot!("count_narrowed", count(Lang::Vi, USUAL, "right t h ô n space 1"));
    assert_snapshot!("count_opened", count(Lang::Vi, USUAL, "enter"));
}

#[test]
fn palette_and_help_as_a_person_reads_them() {
    assert_snapshot!("palette_vi", picture(Lang::Vi, USUAL, "f9"));
    assert_snapshot!("palette_en", picture(Lang::En, USUAL, "f9"));
    assert_snapshot!("palette_found", picture(Lang::Vi, USUAL, "4 enter f9 c h u y e n"));
    assert_snapshot!("help_of_a_list", picture(Lang::Vi, USUAL, "4 ?"));
    assert_snapshot!("help_of_a_detail_en", picture(Lang::En, USUAL, "4 enter f1"));
    assert_snapshot!("help_120", picture(Lang::Vi, LARGE, "f1"));
}
