//! Sentences as officers write them, with what of them is marked and what is not.

use super::*;

/// What is marked, as it stands in the text.
fn marked(text: &str) -> Vec<(MarkSort, &str)> {
    marks(text).into_iter().map(|mark| (mark.sort, &text[mark.span])).collect()
}

#[test]
fn numbers_of_identity_cards_are_marked() {
    for (text, number) in [
        ("CCCD 079123456789 cấp năm 2021", "079123456789"),
        ("số căn cước 066 092 001 234 ở buôn", "066 092 001 234"),
        ("CMND 241.345.678 do công an tỉnh cấp", "241.345.678"),
        ("mang thẻ 241345678 đến xã", "241345678"),
        ("thẻ 241-345-678, đến xã ba lần", "241-345-678"),
        ("CCCD:066092001234.", "066092001234"),
        ("CMND241345600 đã hết hạn", "241345600"),
        ("(066092001234)", "066092001234"),
        ("số định danh 066092 001234", "066092 001234"),
        ("đơn ngày 23/11/2026 066092001234", "066092001234"),
        ("lệ phí cấp CCCD 066092001200 chưa thu", "066092001200"),
        ("cước công dân 0660 9200 1234", "0660 9200 1234"),
    ] {
        assert_eq!(marked(text), [(MarkSort::Paper, number)], "{text}");
    }
}

#[test]
fn telephone_numbers_are_marked() {
    for (text, number) in [
        ("gọi 0905123456 để trả lời", "0905123456"),
        ("ĐT: 0905.123.456.", "0905.123.456"),
        ("gọi 0905 123 456 buổi sáng", "0905 123 456"),
        ("số 0905-123-456", "0905-123-456"),
        ("số 0905 12 34 56", "0905 12 34 56"),
        ("số +84 905 123 456", "+84 905 123 456"),
        ("số +84905123456", "+84905123456"),
        ("số (+84)905123456", "(+84)905123456"),
        ("số 84905123456", "84905123456"),
        ("số 0084 905 123 456", "0084 905 123 456"),
        ("máy bàn (0262) 3812 345", "(0262) 3812 345"),
        ("máy bàn 02623.812.345", "02623.812.345"),
        ("số cũ 0165 123 4567", "0165 123 4567"),
        ("sđt 905 123 456", "905 123 456"),
        ("họp 05-12-2026 0381234567", "0381234567"),
        ("Zalo/0905123456", "0905123456"),
    ] {
        assert_eq!(marked(text), [(MarkSort::Telephone, number)], "{text}");
    }
    assert_eq!(marked("0905123456/0914123456, 0388123456").len(), 3);
    assert_eq!(marked("0905 123 456 0914 123 456").len(), 2);
    assert_eq!(marked("0905123456 - 0914123456").len(), 2);
}

#[test]
fn money_areas_days_and_numbers_of_documents_are_not_marked() {
    for text in [
        "hỗ trợ 200.000.000 đồng cho 7 hộ",
        "hỗ trợ 215.345.678 đồng",
        "hỗ trợ 215.345.678đ mỗi năm",
        "hỗ trợ 215 345 678 đồng",
        "kinh phí 215345678 đồng",
        "kinh phí là 215.345.678, đã chi hết",
        "tổng vốn 150000000, giải ngân chậm",
        "khoảng 250.000.000 - 300.000.000 đồng",
        "1.215.345.678 đồng",
        "1.215.345.678",
        "1 215 345 678",
        "12.500.000.000 đồng; 100.000.000.000 đồng",
        "215.345.678,5 đồng",
        "diện tích 123.456.789 m2, 123456789 m²",
        "rừng 123.456.789 ha",
        "công văn 12-CV/BDV ngày 05/12/2026",
        "công văn 123456789/UBND-VP",
        "công văn số 123456789/2026",
        "ngày 23/11/2026, 23.11.2026, 23-11-2026",
        "từ 01.01.2026 15.02.2026 đến 03.12.2026 15 hộ",
        "các năm 2023 2024 2025",
        "giai đoạn 2020-2025-2030",
        "năm 2025 12 hộ, 2026 15 hộ",
        "Nghị định 155/2026/NĐ-CP, Điều 12.3.4",
        "hồ sơ 000.00.12.H15-230101-0001",
        "biển số 47B-123.45, tờ bản đồ 12 thửa 345",
        "tọa độ 12.123456, 108.123456",
        "đường dây 22 kV, trạm 400 kVA, 3 x 50 mm",
        "gọi 113, 114, 115 hoặc 1900 1234, 18001091",
        "dân số 1.184 người, 285 hộ, đạt 6,9 %",
        "mã hộ HN123456789",
        "các thửa 05 07 08 09 10",
        "lúc 2026-11-23 0930, từ 2026-11-23 2026-11-24",
        "vụ thu hoạch 123.456.789 kg",
        "",
    ] {
        assert_eq!(marked(text), [], "{text}");
    }
}

#[test]
fn a_form_of_address_with_a_name_is_marked() {
    for (text, name) in [
        ("ông Nguyễn Văn Hùng lấn rẫy", "ông Nguyễn Văn Hùng"),
        ("Bà H'Yŭ Mlô, ở buôn Ma Lim", "Bà H'Yŭ Mlô"),
        ("bà H’Yŭ và các con", "bà H’Yŭ"),
        ("rẫy của ông Y Bhăm Niê Kdăm đã bán", "ông Y Bhăm Niê Kdăm"),
        ("anh Y Wih bán rẫy", "anh Y Wih"),
        ("chị Ksor H'Bia", "chị Ksor H'Bia"),
        ("ông Ma Lim lấn đất", "ông Ma Lim"),
        ("ông bà Trần Thị Sáu", "ông bà Trần Thị Sáu"),
        ("ông/bà Trần Sáu", "ông/bà Trần Sáu"),
        ("ông (bà) Trần Sáu", "ông (bà) Trần Sáu"),
        ("ông: Lê Tám", "ông: Lê Tám"),
        ("cô giáo Hương dạy lớp 1", "cô giáo Hương"),
        ("bà tên là Hoa", "bà tên là Hoa"),
        ("hộ bà Siu H'Lan Buôn Ma Lim", "bà Siu H'Lan"),
        ("chú Tư, em của người làm đơn", "chú Tư"),
        ("cháu Êban Zô\u{306}", "cháu Êban Zô\u{306}"),
        ("Ông N.V.Hùng", "Ông N.V.Hùng"),
        ("ÔNG NGUYỄN VĂN HÙNG lấn rẫy", "ÔNG NGUYỄN VĂN HÙNG"),
        ("anh Trường chưa nhận tiền", "anh Trường"),
        ("anh Hùng chưa nhận tiền", "anh Hùng"),
        ("xã mời bác Đoàn lên", "bác Đoàn"),
        ("hai anh em Y Bhăm và bố", "anh em Y Bhăm"),
        ("Đã mời. Anh Sáu không đến", "Anh Sáu"),
        ("chị Thái xin hỗ trợ", "chị Thái"),
    ] {
        assert_eq!(marked(text), [(MarkSort::Name, name)], "{text}");
    }
    assert_eq!(marked("ông Y Bhăm, bà H'Yŭ và anh Tư").len(), 3);
}

#[test]
fn kin_places_and_offices_are_not_marked() {
    for text in [
        "ông nội và bà ngoại để lại",
        "bà con Buôn Ma Lim, bà con thôn 2",
        "BÀ CON BUÔN MA LIM ĐỀ NGHỊ",
        "Bà con đề nghị. Ông nội mất",
        "Buôn Ma Lim thiếu nước, ma Lim là tên buôn",
        "anh em Ê Đê, chị em Jrai, anh em M'Nông",
        "chị em Hội Phụ nữ, anh em Dân quân, các em Học sinh",
        "các cháu Thiếu nhi, Tết Trung thu, cháu ngoan Bác Hồ",
        "học và làm theo Bác Hồ",
        "các cô Trường Mầm non Ia Dreh, cô giáo chưa về",
        "ông A và bà B, anh Y tá",
        "tiếng Anh Lớp 5, nước Anh",
        "xã Bà Nà, tỉnh Bà Rịa - Vũng Tàu, suối Ông Hai, đường Bà Triệu",
        "Trần Anh Tuấn",
        "ông, bà. Nguyên nhân do mưa",
        "gửi ông Chủ tịch UBND xã, bà Bí thư Đảng ủy, anh Công an viên",
        "mẹ Việt Nam anh hùng, bà mẹ Việt Nam",
        "em UBND, ông Trưởng thôn",
        "ông là Người có uy tín, bà là Đảng viên, bác là Thương binh, ông là Già làng",
        "Chú Ý: nộp đơn trước 15 giờ",
        "cô\nNguyên nhân",
        "chợ Buôn, thanh niên, công an, canh tranh",
    ] {
        assert_eq!(marked(text), [], "{text}");
    }
}

#[test]
fn spans_are_whole_letters_apart_and_in_order() {
    let text = "Zô\u{306}: ông Y Bhăm (CCCD 066092001234), gọi 0905 123 456; bà H'Yŭ";
    let marks = marks(text);
    assert_eq!(
        marks.iter().map(|mark| mark.sort).collect::<Vec<_>>(),
        [MarkSort::Name, MarkSort::Paper, MarkSort::Telephone, MarkSort::Name]
    );
    assert!(marks.windows(2).all(|two| two[0].span.end < two[1].span.start));
}

#[test]
fn what_is_marked_is_neither_found_nor_left() {
    let text = "Ông Y Bhăm lấn rẫy của bà H'Yŭ, gọi 0905 123 456";
    assert_eq!(searchable(text), "  lấn rẫy của  , gọi  ");
    assert_eq!(cleared(text), "Một người lấn rẫy của một người, gọi [bỏ số]");
    assert!(matches!(searchable("đường sạt lở"), Cow::Borrowed("đường sạt lở")));
    let holds = |word: &'static str| move |told: &str| text::fold(told).contains(word);
    assert!(is_found(text, holds("ray")));
    assert!(!is_found(text, holds("bham")) && !is_found(text, holds("0905")));
    assert!(is_found("Bhăm là tên rẫy", holds("bham")));
}

#[test]
fn the_warning_says_what_was_seen_without_a_word_of_it() {
    let said = warning("bà H'Yŭ, 0905123456, CCCD 066092001234").unwrap();
    assert_eq!(said.vi, "Bỏ khỏi lời văn: có số giấy tờ, số điện thoại, tên người");
    assert!(
        said.en.ends_with("there is the number of an identity card, a telephone number, a person's name")
    );
    assert_eq!(warning("bà con thiếu nước"), None);
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    /// Texts made of what the guard looks for and of what it must let pass.
    fn told() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "ông",
            "Bà",
            "anh",
            "EM",
            "cháu",
            "Nguyễn",
            "Y",
            "H'Yŭ",
            "Zô\u{306}",
            "buôn",
            "Buôn",
            "UBND",
            "là",
            "tên",
            "0905",
            "123",
            "456",
            "066092001234",
            "23/11/2026",
            "đồng",
            "CCCD",
            "12-CV/BDV",
            "2026",
            "+84",
            "(0262)",
            " ",
            " ",
            " ",
            ".",
            ",",
            "/",
            "(",
            ")",
            "-",
            "\n",
            "một người",
            "[bỏ số]",
        ]);
        prop_oneof![prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat()), any::<String>()]
    }

    proptest! {
        #[test]
        fn marks_are_whole_letters_apart_and_in_order(text in told()) {
            let marks = marks(&text);
            prop_assert!(marks.iter().all(|mark| text.get(mark.span.clone()).is_some_and(|told| !told.is_empty())));
            prop_assert!(marks.windows(2).all(|two| two[0].span.end <= two[1].span.start));
        }

        #[test]
        fn nothing_is_marked_in_what_was_cleared(text in told()) {
            let once = cleared(&text).into_owned();
            prop_assert_eq!(marks(&once), vec![], "{}", once);
        }
    }
}
