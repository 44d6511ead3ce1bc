//! A petition of each kind taken from receipt to its close by keyboard, as an officer does it, and looked at by scripts.

use super::{
    entry::{petition, saved_number},
    screen::{Screen, sample},
};

/// One thing that is typed into a form.
enum Do {
    /// Letters and digits.
    Type(&'static str),
    /// The Enter key: this field is as it should be.
    Next,
}
use Do::{Next, Type};

fn fill(screen: &mut Screen, done: &[Do]) {
    for one in done {
        match one {
            Type(keys) => screen.type_keys(keys),
            Next => screen.key("enter"),
        }
    }
    screen.key("f2");
}

/// Enters a petition, goes back home, and opens it as the last of the new ones.
fn received(screen: &mut Screen, form: &[Do]) -> String {
    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.key("enter");
    fill(screen, form);
    let number = saved_number(screen);
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.type_keys("3");
    screen.wait_for_in(1, "Mới tiếp nhận");
    screen.settle();
    screen.key("end");
    screen.key("enter");
    screen.wait_for_in(1, &number);
    screen.wait_for("Mới tiếp nhận");
    number
}

/// Takes a step by its letter; its title is in row 1 of the form and in the words of the saving. One that opens
/// something asks first, and once more before it is done.
fn step(screen: &mut Screen, letter: &str, title: &str, form: &[Do]) {
    screen.settle();
    screen.type_keys(letter);
    let heading = format!("BƯỚC  {title}");
    screen.wait("the form or the question", |screen| {
        screen.row(1).starts_with(&heading) || screen.message().starts_with("? ")
    });
    if !screen.row(1).starts_with(&heading) {
        screen.key("enter");
        screen.wait_for_in(1, &heading);
    }
    fill(screen, form);
    let done = format!("Đã ghi: {title}");
    screen.wait("the step is saved", |screen| {
        screen.message().starts_with("? ") || screen.message().starts_with(&done)
    });
    if screen.message().starts_with("? ") {
        screen.key("enter");
        screen.wait("the step is saved", |screen| screen.message().starts_with(&done));
    }
}

/// Back home from the opened petition.
fn home(screen: &mut Screen) {
    while !screen.row(1).starts_with("NGHE DÂN") {
        let before = screen.contents();
        screen.key("esc");
        screen.wait("another screen", |screen| screen.contents() != before);
        screen.settle();
    }
}

const CLASSIFY: &[Do] = &[Next, Type("t")];
const TODAY_TOLD: &[Do] = &[Next, Type("23/11")];

#[test]
fn a_petition_of_each_kind_goes_from_receipt_to_its_close_by_keyboard() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("9 Bản nháp");

    // Complaint: accepted, verified, dialogue, decided, carried out, closed.
    let complaint = received(&mut screen, &[Type("tk1mldd"), Next, Type("Do dac lai ranh giới rẫy")]);
    step(&mut screen, "f", "Phân loại", CLASSIFY);
    step(&mut screen, "l", "Thụ lý", &[Next, Type("901/TB-UBND")]);
    step(&mut screen, "m", "Xác minh", &[]);
    step(&mut screen, "v", "Đối thoại", &[Next, Type("30/11"), Next, Type("23/11")]);
    step(&mut screen, "q", "Quyết định, kết luận, trả lời", &[Type("mp"), Next, Type("901/QĐ-UBND")]);
    step(&mut screen, "y", "Tổ chức thực hiện", &[]);
    step(&mut screen, "e", "Kết thúc", TODAY_TOLD);
    home(&mut screen);
    // Denunciation: a number of a file and codes, nothing else.
    let denounced = received(&mut screen, &[Type("ttiddd"), Next, Type("901-M")]);
    step(&mut screen, "f", "Phân loại", CLASSIFY);
    step(&mut screen, "l", "Thụ lý", &[Next, Type("902/TB-UBND")]);
    step(&mut screen, "m", "Xác minh", &[]);
    step(&mut screen, "q", "Quyết định, kết luận, trả lời", &[Type("dg"), Next, Type("902/KL-UBND")]);
    step(&mut screen, "e", "Kết thúc", TODAY_TOLD);
    home(&mut screen);
    // Recommendation: answered and closed.
    let recommended = received(&mut screen, &[Type("tnmlgt"), Next, Type("Đề nghị làm lại cống")]);
    step(&mut screen, "f", "Phân loại", CLASSIFY);
    step(&mut screen, "l", "Thụ lý", &[]);
    step(&mut screen, "m", "Xác minh", &[]);
    step(&mut screen, "q", "Quyết định, kết luận, trả lời", &[Type("th"), Next, Type("903/UBND-VP")]);
    step(&mut screen, "e", "Kết thúc", TODAY_TOLD);
    home(&mut screen);
    // Report of a fact: dealt with and closed.
    let fact = received(&mut screen, &[Type("tpmlgt"), Next, Type("Cống đầu buôn tắc")]);
    step(&mut screen, "f", "Phân loại", CLASSIFY);
    step(&mut screen, "l", "Thụ lý", &[]);
    step(&mut screen, "m", "Xác minh", &[]);
    step(&mut screen, "q", "Quyết định, kết luận, trả lời", &[Type("xl"), Next, Type("907/UBND-VP")]);
    step(&mut screen, "e", "Kết thúc", TODAY_TOLD);
    home(&mut screen);
    // Another one: transferred, urged, the result came back.
    let reported = received(&mut screen, &[Type("tpmlgt"), Next, Type("Cầu treo hỏng ván")]);
    step(&mut screen, "f", "Phân loại", &[Next, Type("k")]);
    step(&mut screen, "c", "Chuyển đơn", &[Type("kt"), Next, Type("904-CV/BDV")]);
    step(&mut screen, "d", "Đôn đốc", &[Next, Type("905-CV/BDV")]);
    step(&mut screen, "z", "Có kết quả từ nơi nhận", &[Type("xl"), Next]);
    home(&mut screen);
    // Several contents: split in two, each a petition of its own.
    let several = received(&mut screen, &[Type("tgmldd"), Next, Type("Ranh rẫy; đường nội buôn")]);
    step(&mut screen, "f", "Phân loại", CLASSIFY);
    // Enter between a code and a text, as an input method outside needs it.
    let first = [Next, Type("kdd"), Next, Type("Ranh rẫy"), Next];
    let second = [Type("ngt"), Next, Type("Đường nội buôn")];
    let contents: Vec<Do> = first.into_iter().chain(second).collect();
    step(&mut screen, "a", "Tách nội dung", &contents);
    home(&mut screen);
    // Voters' wish: nobody to tell.
    let wished = received(&mut screen, &[Type("qhncmlns"), Next, Type("Giếng cạn mùa khô")]);
    step(&mut screen, "f", "Phân loại", CLASSIFY);
    step(&mut screen, "l", "Thụ lý", &[]);
    step(&mut screen, "m", "Xác minh", &[]);
    step(&mut screen, "q", "Quyết định, kết luận, trả lời", &[Type("gn"), Next, Type("906/UBND-VP")]);
    step(&mut screen, "e", "Kết thúc", &[]);
    home(&mut screen);
    drop(screen);

    for (number, kind, state) in [
        (complaint, "khieu_nai", "hoan_thanh"),
        (denounced, "to_cao", "hoan_thanh"),
        (recommended, "kien_nghi", "hoan_thanh"),
        (fact, "phan_anh", "hoan_thanh"),
        (reported, "phan_anh", "co_ket_qua_chuyen"),
        (several, "nhieu_noi_dung", "da_tach"),
        (wished, "cu_tri", "hoan_thanh"),
    ] {
        let record = petition(&desk, &number);
        assert_eq!((&record["petition_kind"], &record["state"]), (&kind.into(), &state.into()), "{number}");
    }
}
