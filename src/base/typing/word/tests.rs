//! Keys and the word they make.

use super::*;

/// `<` is Backspace.
fn typed(keys: &str, method: TypingMethod) -> String {
    crate::base::typing::compose(&keys.replace('<', "\u{8}"), method)
}

#[track_caller]
fn all(method: TypingMethod, cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(keys, text)| (*keys, *text, typed(keys, method)))
        .filter(|(_, text, typed)| text != typed)
        .collect();
    assert!(wrong.is_empty(), "keys, wanted, made: {wrong:#?}");
}

#[test]
fn telex_makes_the_words_of_officers() {
    all(
        TypingMethod::Telex,
        &[
            ("tieengs", "tiếng"),
            ("tieesng", "tiếng"),
            ("tiengse", "tiếng"),
            ("ddaats", "đất"),
            ("datsd", "đát"),
            ("datasd", "đất"),
            ("dungd", "đung"),
            ("duwowngf", "dường"),
            ("dduwowngf", "đường"),
            ("dduowngf", "đường"),
            ("dduwongf", "đường"),
            ("duongwdf", "đường"),
            ("dduwongwf", "đường"),
            ("nuowcs", "nước"),
            ("nuwocs", "nước"),
            ("nwowcs", "nước"),
            ("nuocsw", "nước"),
            ("thuowr", "thuở"),
            ("uow", "ươ"),
            ("uowr", "uở"),
            ("uowsc", "ước"),
            ("thuowrng", "thưởng"),
            ("thuowngf", "thường"),
            ("huowng", "hương"),
            ("quowr", "quở"),
            ("hoaf", "hòa"),
            ("hoafn", "hoàn"),
            ("hoanf", "hoàn"),
            ("muaf", "mùa"),
            ("muaw", "mưa"),
            ("muwa", "mưa"),
            ("quaf", "quà"),
            ("quawng", "quăng"),
            ("quys", "quý"),
            ("quyeets", "quyết"),
            ("gif", "gì"),
            ("gias", "giá"),
            ("giowf", "giờ"),
            ("gieengs", "giếng"),
            ("ginf", "gìn"),
            ("huwu", "hưu"),
            ("huuw", "hưu"),
            ("ruwowuj", "rượu"),
            ("ruouwj", "rượu"),
            ("nguwowif", "người"),
            ("nguoiwf", "người"),
            ("uoongs", "uống"),
            ("uongso", "uống"),
            ("khuyeens", "khuyến"),
            ("khuyur", "khuỷu"),
            ("khuya", "khuya"),
            ("hoacwj", "hoặc"),
            ("xooong", "xoong"),
            ("moooc", "mooc"),
            ("mooocs", "moóc"),
            ("khoeo", "khoeo"),
            ("ngoaof", "ngoào"),
            ("thuys", "thúy"),
            ("uyr", "ủy"),
            ("yeeus", "yếu"),
            ("tw", "tư"),
            ("w", "ư"),
            ("wngs", "ứng"),
            ("asz", "a"),
            ("asf", "à"),
            ("zoo", "zô"),
        ],
    );
}

#[test]
fn capitals_stay_capitals() {
    all(
        TypingMethod::Telex,
        &[
            ("DDUWOWNGF", "ĐƯỜNG"),
            ("DDuwowngf", "Đường"),
            ("Dduwowngf", "Đường"),
            ("DdUwowngf", "ĐƯờng"),
            ("WNG", "ƯNG"),
            ("Wng", "Ưng"),
            ("HDDND", "HĐND"),
            ("UBND", "UBND"),
            ("NDD-CP", "NĐ-CP"),
            ("QDD", "QĐ"),
            ("UBDD", "UBĐ"),
            ("UBDDD", "UBDD"),
            ("TDDC", "TĐC"),
            ("TTHC", "TTHC"),
        ],
    );
}

#[test]
fn a_repeated_key_takes_off_what_it_put_on() {
    all(
        TypingMethod::Telex,
        &[
            ("ass", "as"),
            ("assk", "ask"),
            ("aaa", "aa"),
            ("aaaa", "aaa"),
            ("ddd", "dd"),
            ("ww", "w"),
            ("www", "www"),
            ("www.gialai.gov.vn", "www.gialai.gov.vn"),
            ("uww", "uw"),
            ("uoww", "uow"),
            ("tww", "tuw"),
            ("barr", "bar"),
            ("tesst", "test"),
            ("password", "pasword"),
            ("wwifi", "wifi"),
            ("ooo", "oo"),
            ("asszz", "aszz"),
        ],
    );
    all(TypingMethod::Vni, &[("a11", "a1"), ("d99", "d9"), ("a66", "a6"), ("u77", "u7"), ("a88", "a8")]);
}

#[test]
fn what_is_no_syllable_is_left_as_typed() {
    let words = [
        "windows",
        "wifi",
        "email",
        "website",
        "web",
        "internet",
        "facebook",
        "camera",
        "video",
        "file",
        "excel",
        "word",
        "menu",
        "online",
        "gps",
        "pdf",
        "zalo",
        "app",
        "covid",
        "radio",
        "ok",
        "fax",
        "basoi",
        "tivi",
        "testing",
        "win",
        "mask",
        "desk",
        "you",
        "learn",
        "status",
        "server",
        "dashboard",
        "km",
        "ha",
        "kwh",
        "html",
    ];
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    for word in words {
        for word in [word.to_owned(), capital(word), word.to_uppercase()] {
            assert_eq!(typed(&word, TypingMethod::Telex), word);
        }
    }
    // A tone that cannot stand there eats no letter.
    all(TypingMethod::Telex, &[("nuowcf", "nuowcf"), ("nuowcf<s", "nước"), ("catr", "catr")]);
}

#[test]
fn names_of_the_highlands_are_typed_as_they_sound() {
    all(
        TypingMethod::Telex,
        &[
            ("Kroong", "Krông"),
            ("DDawks Lawks", "Đắk Lắk"),
            ("DDawksLawks", "ĐắkLắk"),
            ("DDawk", "Đăk"),
            ("M'DDrawks", "M'Đrắk"),
            ("M'Drawks", "M'Drắk"),
            ("Proong", "Prông"),
            ("Blang", "Blang"),
            ("Kpaw", "Kpă"),
            ("Ksor", "Ksor"),
            ("Ea H'Leo", "Ea H'Leo"),
            ("Cuw M'gar", "Cư M'gar"),
            ("Ea Kar", "Ea Kar"),
            ("Ea Barr", "Ea Bar"),
            ("Chuw Pwh", "Chư Pưh"),
            ("Chuw Puwh", "Chư Pưh"),
            ("Chuw Pawh", "Chư Păh"),
            ("Kroong Buks", "Krông Búk"),
            ("Kroong Pawcs", "Krông Pắc"),
            ("Cuw Juts", "Cư Jút"),
            ("Cuw Kuin", "Cư Kuin"),
            ("DDawks R'Laaps", "Đắk R'Lấp"),
            ("DDaj Terh", "Đạ Tẻh"),
            ("DDaj Huoai", "Đạ Huoai"),
            ("Ia Grai", "Ia Grai"),
            ("Koong Chro", "Kông Chro"),
            ("Kbang", "Kbang"),
            ("Mang Yang", "Mang Yang"),
            ("Pleiku", "Pleiku"),
            ("Mlahs", "Mláh"),
            ("Kroas", "Króa"),
            ("Bhook", "Bhôk"),
            ("Rcawm", "Rcăm"),
            ("RSuwowm", "RSươm"),
            ("Tu Mow Roong", "Tu Mơ Rông"),
            ("Kon Ploong", "Kon Plông"),
            ("Siu Black", "Siu Black"),
            ("Y Bhawm", "Y Bhăm"),
        ],
    );
}

#[test]
fn vni_makes_the_same_words() {
    all(
        TypingMethod::Vni,
        &[
            ("d9a61t", "đất"),
            ("d9at61", "đất"),
            ("dat619", "đất"),
            ("d9u7o7ng2", "đường"),
            ("d9uo72ng", "đường"),
            ("d9u7ong2", "đường"),
            ("tie6ng1", "tiếng"),
            ("HOA2", "HÒA"),
            ("hoa2n", "hoàn"),
            ("quy1", "quý"),
            ("thuo73", "thuở"),
            ("mu7a", "mưa"),
            ("mua7", "mưa"),
            ("hoa8c5", "hoặc"),
            ("xoong", "xoong"),
            ("D9a81k La81k", "Đắk Lắk"),
            ("D9a8k1 La8k1", "Đắk Lắk"),
            ("Ksor", "Ksor"),
            ("windows", "windows"),
            ("QL14", "QL14"),
            ("10", "10"),
            ("12 km2", "12 km2"),
            ("a10", "a"),
        ],
    );
}

#[test]
fn backspace_takes_a_letter_or_the_key_that_spoilt_the_word() {
    all(
        TypingMethod::Telex,
        &[
            ("ddaats<", "đấ"),
            ("ddaats<n", "đấn"),
            ("ddaatsd<", "đất"),
            ("ddaatsdai<<<", "đất"),
            ("hoanf<", "hoà"),
            ("hoanf<<<", "h"),
            ("hoanf<<<<xa", "xa"),
            ("win<", "ưi"),
            ("barr<<a", "ba"),
            ("barr<rs", "bars"),
        ],
    );
}
