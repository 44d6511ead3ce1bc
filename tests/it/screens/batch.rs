//! A batch of petitions from one village: the form opens again, the village stays.

use super::{
    entry::{petition, saved_number},
    screen::{Screen, sample},
    telex::{Method, keys_max, text},
};

#[test]
fn the_next_petition_of_a_batch_keeps_its_village() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    let summary = text("register_petition", "summary");
    screen.key("f3");
    screen.key("enter");
    screen.type_keys("tk1mldd");
    screen.key("enter");
    screen.type_as(Method::Telex, "Tranh chấp đất rẫy");
    screen.key("f2");
    let first = saved_number(&screen);
    screen.take_keys();
    screen.key("enter");
    screen.type_keys("tp");
    screen.key("enter");
    screen.type_keys("gt");
    screen.key("enter");
    screen.type_as(Method::Telex, &summary);
    screen.key("f2");
    let keys = screen.take_keys();
    assert!(keys <= keys_max("register_petition", "keys_max_same_village"), "{keys} keys");
    assert_eq!(keys, 102);
    screen.wait("the second number", |screen| {
        screen.message().starts_with("Đã lưu ") && !screen.message().contains(&first)
    });
    let second = saved_number(&screen);
    let (one, two) = (petition(&desk, &first), petition(&desk, &second));
    assert_eq!(one["village"], two["village"]);
    assert_eq!(two["petition_kind"], "phan_anh");
    assert_eq!(two["domain"], "GT");
    assert_eq!(two["summary"], summary.as_str());
    assert!(two["place"].as_str().unwrap().starts_with("Buôn Ma Lim"));
    let seq = |number: &str| number.split('/').next().unwrap().parse::<u32>().unwrap();
    assert_eq!(seq(&second), seq(&first) + 1);
}
