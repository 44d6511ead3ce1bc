//! The screen before the register is open: how far it is, a way out, and the home screen by itself.

use std::{
    fs::DirBuilder,
    io::{Read, Write},
    os::unix::{fs::DirBuilderExt, net::UnixListener},
    time::Duration,
};

use nghedan::base::Say;
use nghedan::wire::{Message, Push, Refusal, RefusalKind, encode};

use super::screen::{Screen, USUAL};
use crate::desk::Desk;

/// A server that never gets ready.
fn never_ready(desk: &Desk) {
    DirBuilder::new().mode(0o700).create(desk.data()).unwrap();
    let listener = UnixListener::bind(desk.data().join("socket")).unwrap();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            assert!(socket.read(&mut [0; 1_024]).unwrap() > 0);
            let say = Say::new("Chờ máy chủ mở sổ: đã dựng 12.000/40.000", "Wait: 12,000/40,000");
            let refusal = Refusal::new(RefusalKind::Opening, say.clone());
            socket.write_all(&encode(&Message::Reply { ticket: 0, outcome: Err(refusal) }).unwrap()).unwrap();
            let push = Message::Push(Push::Opening { done: 12_000, total: 40_000, say });
            // Until the client has left.
            socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
            while socket.write_all(&encode(&push).unwrap()).is_ok()
                && !matches!(socket.read(&mut [0; 64]), Ok(0))
            {}
        }
    });
}

#[test]
fn whoever_waits_for_the_register_sees_how_far_it_is_and_can_leave() {
    for is_esc in [true, false] {
        let desk = Desk::new();
        never_ready(&desk);
        let mut screen = Screen::open_at(&desk, USUAL, &[]);
        screen.wait_for_in(3, "Chờ máy chủ mở sổ: đã dựng 12.000/40.000");
        assert!(screen.contents().contains("Esc, q: thoát"));
        if is_esc {
            screen.key("esc");
        } else {
            screen.type_keys("q");
        }
        assert_eq!(screen.wait_for_end().0, 0);
    }
}

#[test]
fn the_home_screen_comes_by_itself_when_the_register_is_open_and_says_what_was_found() {
    let desk = super::screen::sample();
    desk.end();
    std::fs::remove_dir_all(desk.data().join("state")).unwrap();
    let screen = Screen::open_at(&desk, USUAL, &[]);
    screen.wait("the home screen", |screen| screen.message().contains("Đã dựng lại bảng tra cứu"));
    assert!(screen.contents().contains("DỮ LIỆU MẪU"));
}
