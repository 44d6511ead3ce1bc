//! The one list of commands: keys, help, palette and key card are read from it.

use crate::base::{Say, Words};
use crate::domain::query::View;

use super::{screen::Place, terminal::KeyCode};

/// A command by its name in keymap files.
pub type CommandName = &'static str;

/// One command.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// In keymap files; never changes.
    pub name: CommandName,
    /// In the palette.
    pub title: Words,
    /// Where it can be run.
    pub places: &'static [Place],
    /// Where, in words, as the palette writes it at the right.
    pub place_words: Words,
    /// Its line on the help page.
    pub help: Words,
}

const EVERYWHERE: &[Place] =
    &[Place::List, Place::Detail, Place::Form, Place::Palette, Place::Find, Place::Compare, Place::Beside];
const TYPED_IN: &[Place] = &[Place::Form, Place::Reason];
const OUTSIDE_FORMS: &[Place] = &[Place::List, Place::Detail, Place::Find];
const ANYWHERE: Words = Words::new("mọi nơi", "anywhere");
const IN_FORMS: Words = Words::new("trong phiếu nhập", "in forms");
const IN_LISTS: Words = Words::new("trong danh sách", "in lists");
const IN_LISTS_AND_PETITIONS: Words = Words::new("danh sách, đơn", "lists, petitions");
const LIST: Words = Words::new("danh sách", "list");

const fn list(name: CommandName, title: Words) -> Command {
    Command { name, title, places: EVERYWHERE, place_words: LIST, help: title }
}

/// All commands, in the order of the palette. The steps of a petition are added by the detail, from their declaration.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "petition.new",
        title: Words::new("Nhập đơn mới", "New petition"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("mở phiếu nhập đơn mới", "opens the form of a new petition"),
    },
    list("list.overdue", Words::new("Đơn quá hạn", "Overdue")),
    list("list.soon", Words::new("Sắp đến hạn (3 ngày)", "Due soon (3 days)")),
    list("list.new", Words::new("Mới tiếp nhận", "New")),
    list("list.unresolved", Words::new("Đơn chưa giải quyết", "Unresolved")),
    list("list.transferred", Words::new("Đã chuyển, chờ kết quả", "Transferred, awaiting result")),
    list("list.silent", Words::new("Thôn, buôn chưa báo", "Villages not reported")),
    list("list.matters", Words::new("Việc tồn đọng", "Pending issues")),
    list("list.proposals", Words::new("Tham mưu, đề xuất", "Proposals")),
    list("list.drafts", Words::new("Bản nháp", "Drafts")),
    list("list.overdue-ours", Words::new("Quá hạn, ta phải làm", "Overdue, ours")),
    list("list.overdue-theirs", Words::new("Quá hạn, nơi khác: đôn đốc", "Overdue elsewhere: urge")),
    list("list.suspended", Words::new("Đang tạm đình chỉ", "Suspended")),
    list("list.no-clock", Words::new("Chưa xong, không có hạn", "Open without a clock")),
    list("list.mine", Words::new("Tôi phụ trách", "In my charge")),
    list("list.all", Words::new("Tất cả đơn", "All petitions")),
    Command {
        name: "statistics",
        title: Words::new("Thống kê đơn thư", "Statistics of petitions"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new(
            "tồn, phát sinh, đã xong theo kỳ; mỗi ô mở đơn",
            "a period in figures; each opens its petitions",
        ),
    },
    Command {
        name: "update.new",
        title: Words::new("Nhập tình hình", "Village update"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("nhập tình hình một thôn, buôn trong kỳ", "enters how a village was in a period"),
    },
    Command {
        name: "find",
        title: Words::new("Tìm", "Find"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("tìm mọi thứ: nơi, đơn, tình hình", "looks up places, petitions, updates"),
    },
    Command {
        name: "view.next",
        title: Words::new("Danh sách sau", "Next view"),
        places: &[Place::List],
        place_words: IN_LISTS,
        help: Words::new("danh sách sau, giữ phần lọc", "next view, the narrowing kept"),
    },
    Command {
        name: "view.previous",
        title: Words::new("Danh sách trước", "Previous view"),
        places: &[Place::List],
        place_words: IN_LISTS,
        help: Words::new("danh sách trước, giữ phần lọc", "previous view, the narrowing kept"),
    },
    Command {
        name: "narrow",
        title: Words::new("Lọc danh sách", "Narrow the list"),
        places: &[Place::List],
        place_words: IN_LISTS,
        help: Words::new(
            "gõ chữ để lọc; Enter xong, Esc bỏ lọc",
            "letters narrow; Enter ends it, Esc widens",
        ),
    },
    Command {
        name: "sort",
        title: Words::new("Sắp xếp lại", "Sort anew"),
        places: &[Place::List],
        place_words: IN_LISTS,
        help: Words::new("xếp lại danh sách đang xem", "puts the list in the order of now"),
    },
    Command {
        name: "count.by",
        title: Words::new("Đếm theo", "Count by"),
        places: &[Place::List],
        place_words: IN_LISTS,
        help: Words::new(
            "đếm danh sách đang xem theo lĩnh vực, nơi, ai trễ",
            "counts the list by domain, place, who is late",
        ),
    },
    Command {
        name: "tag",
        title: Words::new("Đánh dấu dòng", "Tag the row"),
        places: &[Place::List],
        place_words: IN_LISTS,
        help: Words::new("đánh dấu, bỏ dấu dòng đang đứng", "tags or untags the marked row"),
    },
    Command {
        name: "village.page",
        title: Words::new("Trang thôn", "Village page"),
        places: OUTSIDE_FORMS,
        place_words: Words::new("trong đơn, danh sách 6", "in a petition, in list 6"),
        help: Words::new("số liệu và mọi danh sách của thôn, buôn này", "figures and lists of this village"),
    },
    Command {
        name: "handover",
        title: Words::new("Bàn giao đơn vị đã hết hiệu lực", "Handover of units that ended"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new(
            "việc, đơn còn mở của xã, thôn cũ về đơn vị mới",
            "open records of units that ended go to the next",
        ),
    },
    Command {
        name: "period.close",
        title: Words::new("Chốt kỳ", "Close the period"),
        places: &[Place::List],
        place_words: Words::new("danh sách 6, thống kê", "list 6, statistics"),
        help: Words::new("chốt kỳ đang xem, hỏi lại một lần", "closes the period shown, after one question"),
    },
    Command {
        name: "slip",
        title: Words::new("In phiếu tiếp nhận", "Print the receipt slip"),
        places: &[Place::Detail],
        place_words: Words::new("trong đơn", "in a petition"),
        help: Words::new(
            "phiếu cho người nộp đơn: máy in hoặc tệp",
            "for whoever handed it in: printer or file",
        ),
    },
    Command {
        name: "record.edit",
        title: Words::new("Sửa", "Edit"),
        places: &[Place::Detail],
        place_words: Words::new("trong đơn", "in a petition"),
        help: Words::new("sửa nội dung đơn đang mở", "changes the opened petition"),
    },
    Command {
        name: "petition.beside",
        title: Words::new("Đặt cạnh đơn khác", "Beside another petition"),
        places: &[Place::Detail, Place::Form],
        place_words: Words::new("trong đơn, phiếu đơn", "petitions, their form"),
        help: Words::new(
            "so với đơn có thể trùng, hoặc đơn bất kỳ theo số; gắn",
            "compares with one that may be the same, or any; links",
        ),
    },
    Command {
        name: "petition.link",
        title: Words::new("Gắn, bỏ gắn hai đơn", "Link, unlink the two"),
        places: &[Place::Beside],
        place_words: Words::new("đặt cạnh nhau", "side by side"),
        help: Words::new("gắn hai đơn cùng việc; lần nữa: bỏ gắn", "links two about one matter; again: not"),
    },
    Command {
        name: "record.next",
        title: Words::new("Đơn sau", "Next petition"),
        places: &[Place::Detail],
        place_words: Words::new("trong đơn", "in a petition"),
        help: Words::new("đơn sau trong danh sách", "the next one of the list"),
    },
    Command {
        name: "record.previous",
        title: Words::new("Đơn trước", "Previous petition"),
        places: &[Place::Detail],
        place_words: Words::new("trong đơn", "in a petition"),
        help: Words::new("đơn trước trong danh sách", "the previous one of the list"),
    },
    Command {
        name: "save",
        title: Words::new("Lưu", "Save"),
        places: &[Place::Form, Place::List, Place::Compare],
        place_words: Words::new("phiếu nhập, danh sách 6", "forms, list 6"),
        help: Words::new(
            "lưu từ bất cứ mục nào; ở danh sách 6 sau 0",
            "saves from any field; in list 6 after 0",
        ),
    },
    Command {
        name: "values",
        title: Words::new("Danh mục", "List of values"),
        places: &[Place::Form],
        place_words: IN_FORMS,
        help: Words::new("danh mục của mục này; trên dòng trùng: đặt cạnh", "the values of this field"),
    },
    Command {
        name: "copy.field",
        title: Words::new("Chép mục này như trước", "Copy this field"),
        places: &[Place::Form],
        place_words: IN_FORMS,
        help: Words::new("chép mục này từ đơn vừa lưu", "copies this field from the one saved before"),
    },
    Command {
        name: "copy.rest",
        title: Words::new("Chép phần còn lại", "Copy the rest"),
        places: &[Place::Form],
        place_words: IN_FORMS,
        help: Words::new(
            "chép các mục còn trống từ đơn vừa lưu",
            "copies the empty fields from the one saved before",
        ),
    },
    Command {
        name: "problem.next",
        title: Words::new("Mục sai tiếp theo", "Next problem"),
        places: &[Place::Form],
        place_words: IN_FORMS,
        help: Words::new("đến mục sai hoặc cần xem tiếp theo", "goes to the next error or warning"),
    },
    Command {
        name: "persons.clear",
        title: Words::new("Bỏ tên người, số giấy tờ", "Take out names and numbers"),
        places: &[Place::Form],
        place_words: IN_FORMS,
        help: Words::new(
            "bỏ tên người, số giấy tờ, điện thoại khỏi nội dung; trên dòng ?: Enter",
            "takes persons' names and numbers out of the text; on the line ?: Enter",
        ),
    },
    Command {
        name: "undo",
        title: Words::new("Hoàn tác", "Undo"),
        places: &[Place::Form, Place::Detail],
        place_words: Words::new("phiếu nhập, trong đơn", "forms, petitions"),
        help: Words::new(
            "hoàn tác chữ vừa gõ; trong đơn: lấy lại bước vừa ghi",
            "undoes typing; in a petition takes the last step back",
        ),
    },
    Command {
        name: "redo",
        title: Words::new("Làm lại", "Redo"),
        places: &[Place::Form],
        place_words: IN_FORMS,
        help: Words::new("làm lại chữ vừa hoàn tác", "does again what was undone"),
    },
    Command {
        name: "word.turn",
        title: Words::new("Sửa chữ cuối", "Mend the last word"),
        places: TYPED_IN,
        place_words: IN_FORMS,
        help: Words::new(
            "ddoongf thành đồng; bấm lần nữa thì trả lại",
            "ddoongf becomes đồng; again takes it back",
        ),
    },
    Command {
        name: "letter.highland",
        title: Words::new("Đổi chữ cuối: ƀ ê\u{306} ŏ", "Highland letter: ƀ ŏ"),
        places: TYPED_IN,
        place_words: IN_FORMS,
        help: Words::new(
            "chữ Ê Đê, Jrai, M'nông; bấm tiếp để đổi tiếp",
            "letters of Ê Đê, Jrai, M'nông; again goes on",
        ),
    },
    Command {
        name: "draft.drop",
        title: Words::new("Bỏ nháp", "Discard the draft"),
        places: &[Place::Form, Place::List],
        place_words: Words::new("phiếu nhập, bản nháp", "forms, drafts"),
        help: Words::new("bỏ hẳn bản nháp, hỏi lại một lần", "throws the draft away, after one question"),
    },
    Command {
        name: "draft.restore",
        title: Words::new("Lấy lại nháp đã bỏ", "Bring a discarded draft back"),
        places: &[Place::List],
        place_words: Words::new("bản nháp", "drafts"),
        help: Words::new("bản bỏ sau cùng, trong 30 ngày", "the last one, within 30 days"),
    },
    Command {
        name: "palette",
        title: Words::new("Bảng lệnh", "Commands"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("mọi lệnh, gõ không dấu", "every command, searched without tones"),
    },
    Command {
        name: "help",
        title: Words::new("Trợ giúp chỗ này", "Help of this place"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("nói về mục đang đứng", "tells of the field one stands in"),
    },
    Command {
        name: "language",
        title: Words::new("Đổi ngôn ngữ Việt / Anh", "Switch language Vietnamese / English"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("nhãn bằng tiếng Anh hoặc tiếng Việt", "labels in English or Vietnamese"),
    },
    Command {
        name: "typing.next",
        title: Words::new("Chuyển kiểu gõ Telex / VNI / tắt", "Switch typing Telex / VNI / off"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new(
            "kiểu gõ tiếng Việt có sẵn; nhớ cho lần sau",
            "the Vietnamese typing built in; remembered",
        ),
    },
    Command {
        name: "keys.try",
        title: Words::new("Thử phím", "Try the keys"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new(
            "xem máy này gửi phím gì, và học phím lạ",
            "what this terminal sends; learns strange keys",
        ),
    },
    Command {
        name: "redraw",
        title: Words::new("Vẽ lại màn hình", "Draw the screen again"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("vẽ lại khi màn hình bị hỏng", "when the screen is spoilt"),
    },
    Command {
        name: "back",
        title: Words::new("Lùi một bước", "One level back"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("lùi một bước, giữ nháp", "one level back, keeps the draft"),
    },
    Command {
        name: "home",
        title: Words::new("Trang chính", "Home"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("về trang chính", "to the home screen"),
    },
    Command {
        name: "export.table",
        title: Words::new("Xuất tệp CSV, bảng tính", "Export a CSV file, a spreadsheet"),
        places: &[Place::List],
        place_words: IN_LISTS,
        help: Words::new(
            "mọi dòng của danh sách, vào ~/nghedan-xuat",
            "all rows of the list, to ~/nghedan-xuat",
        ),
    },
    Command {
        name: "export.pages",
        title: Words::new("Xuất tệp chữ, 80 cột", "Export a text file, 80 columns"),
        places: OUTSIDE_FORMS,
        place_words: IN_LISTS_AND_PETITIONS,
        help: Words::new("trang A4 để in, vào ~/nghedan-xuat", "pages of A4 to print, to ~/nghedan-xuat"),
    },
    Command {
        name: "export.wide",
        title: Words::new("Xuất tệp chữ, 132 cột", "Export a text file, 132 columns"),
        places: OUTSIDE_FORMS,
        place_words: IN_LISTS_AND_PETITIONS,
        help: Words::new("trang A4 nằm ngang, vào ~/nghedan-xuat", "wide pages, to ~/nghedan-xuat"),
    },
    Command {
        name: "print",
        title: Words::new("In", "Print"),
        places: OUTSIDE_FORMS,
        place_words: IN_LISTS_AND_PETITIONS,
        help: Words::new("ra máy in của máy đang ngồi", "on the printer behind this terminal"),
    },
    Command {
        name: "leave",
        title: Words::new("Đăng xuất", "Log out"),
        places: EVERYWHERE,
        place_words: ANYWHERE,
        help: Words::new("rời chương trình; nháp được giữ", "leaves the program; drafts are kept"),
    },
    Command {
        name: "count.order",
        title: Words::new("Xếp bảng đếm theo chữ cái / theo số", "Order the count by name / by number"),
        places: &[Place::List],
        place_words: Words::new("trong bảng đếm", "in a frequency table"),
        help: Words::new("xếp theo chữ cái hoặc theo số lượng", "orders by name or by number"),
    },
    moves("open", Words::new("Mở dòng đang đứng", "Open the marked row")),
    moves("row.next", Words::new("Dòng dưới", "Next row")),
    moves("row.previous", Words::new("Dòng trên", "Previous row")),
    moves("row.first", Words::new("Dòng đầu", "First row")),
    moves("row.last", Words::new("Dòng cuối", "Last row")),
    moves("page.next", Words::new("Trang sau", "Next page")),
    moves("page.previous", Words::new("Trang trước", "Previous page")),
    moves("hit.next", Words::new("Kết quả lọc sau", "Next hit")),
    moves("hit.previous", Words::new("Kết quả lọc trước", "Previous hit")),
];

/// Commands that stand for a key that always means the same in a list; keymaps may give them another one.
const MOVES: &[(CommandName, KeyCode)] = &[
    ("open", KeyCode::Enter),
    ("row.next", KeyCode::Down),
    ("row.previous", KeyCode::Up),
    ("row.first", KeyCode::Home),
    ("row.last", KeyCode::End),
    ("page.next", KeyCode::PageDown),
    ("page.previous", KeyCode::PageUp),
    // A narrowing leaves nothing but hits.
    ("hit.next", KeyCode::Down),
    ("hit.previous", KeyCode::Up),
];

const fn moves(name: CommandName, title: Words) -> Command {
    Command { name, title, places: &[Place::List], place_words: IN_LISTS, help: title }
}

/// The key for which a command stands.
pub fn key_behind(run: &str) -> Option<KeyCode> {
    MOVES.iter().find(|(own, _)| *own == run).map(|(_, code)| code.clone())
}

impl Command {
    /// Whether it can be run wherever one stands; every other one belongs to some screens.
    pub fn is_general(&self) -> bool {
        EVERYWHERE.iter().all(|place| self.places.contains(place))
    }

    /// Why it cannot be run where one stands.
    pub fn elsewhere(&self) -> Say {
        let words = self.place_words;
        Say::new(format!("Không dùng được ở đây: chỉ {}", words.vi), format!("Not here: only {}", words.en))
    }
}

/// The nine lists under their digits, the same everywhere.
pub const DIGITS: &[(char, CommandName)] = &[
    ('1', "list.overdue"),
    ('2', "list.soon"),
    ('3', "list.new"),
    ('4', "list.unresolved"),
    ('5', "list.transferred"),
    ('6', "list.silent"),
    ('7', "list.matters"),
    ('8', "list.proposals"),
    ('9', "list.drafts"),
];

/// The list under a digit.
pub fn list_under(digit: char) -> Option<CommandName> {
    DIGITS.iter().find(|(own, _)| *own == digit).map(|(_, run)| *run)
}

/// The digit of a list.
pub fn digit_of(run: &str) -> Option<char> {
    DIGITS.iter().find(|(_, own)| *own == run).map(|(digit, _)| *digit)
}

/// The view that a `list.` command opens.
pub fn view_of(run: &str) -> Option<View> {
    run.strip_prefix("list.").and_then(View::from_name)
}

/// The command of this name.
pub fn command(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}
