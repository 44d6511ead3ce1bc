//! A proposal (tham mưu, đề xuất): matters put before a committee, its direction, what came of it.

use crate::base::{Day, Id, Number, Say, Words};
use crate::domain::{
    Act, Book, Circumstances, Column, DayRange, DueFirst, Echo, Field, FieldValue, Fields, KindDef, Open,
    Pending, Problem, Record, Shape, Step, View, Whose, choices::choices, facet,
};

choices! {
    /// To whom a proposal goes (cấp).
    CommitteeLevel {
        Commune = "dang_uy_xa", "x", "ĐUX", "Ban Thường vụ Đảng ủy xã", "Commune standing committee";
        District = "huyen_uy", "h", "HU", "Ban Thường vụ Huyện ủy (trước 01/7/2025)", "District standing committee (before 01/07/2025)";
        Mobilisation = "dan_van_tinh", "d", "BDV", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "Provincial mobilisation commission";
        Province = "tinh_uy", "t", "TU", "Ban Thường vụ Tỉnh ủy", "Provincial standing committee";
    }
}

choices! {
    /// How far a proposal is.
    ProposalState {
        Waiting = "cho_y_kien", "", "", "Chờ ý kiến", "Awaiting direction";
        Directed = "co_y_kien", "", "", "Đã có ý kiến", "Direction given";
        Closed = "xong", "", "", "Đã có kết quả", "Closed with a result";
    }
}

/// Characters of the subject, the direction and the result.
const TEXT_CHARS_MAX: usize = 300;

/// The fields of a proposal and of its steps.
pub mod fields {
    use super::*;

    /// Ngày gửi.
    pub const SUBMITTED_ON: Field<Day> =
        Field::new("submitted_on", Words::new("Ngày gửi", "Submitted on"), Shape::Day(DayRange::Past))
            .required()
            .help("Enter là hôm nay.", "Enter is today.");
    /// Cấp.
    pub const LEVEL: Field<CommitteeLevel> =
        Field::new("level", Words::new("Gửi cấp nào", "Level"), Shape::Choice(CommitteeLevel::TABLE))
            .required()
            .help("X cấp xã, T cấp tỉnh, D ban dân vận tỉnh.", "X commune, T province, D commission.");
    /// Các việc.
    pub const MATTERS: Field<Vec<Id>> =
        Field::new("matters", Words::new("Về các việc", "Issues"), Shape::List(&Shape::Record("matter")))
            .required()
            .help("Số việc, cách nhau bằng dấu phẩy: 31, 45.", "Numbers of issues with commas: 31, 45.");
    /// Nội dung đề xuất.
    pub const SUBJECT: Field<String> =
        Field::new("subject", Words::new("Nội dung đề xuất", "Subject"), Shape::Line(TEXT_CHARS_MAX))
            .required()
            .narrative()
            .help(
                "Đề xuất điều gì. Không ghi tên người, số giấy tờ, số điện thoại.",
                "What is proposed. No person's name, no identity or telephone number.",
            );
    /// Hạn trả lời.
    pub const ANSWER_DUE_ON: Field<Day> =
        Field::new("answer_due_on", Words::new("Hạn trả lời", "Answer due on"), Shape::Day(DayRange::Any))
            .help(
                "Ngày xin ý kiến; quá ngày này là quá hạn trả lời.",
                "The day by which an answer is asked.",
            );
    /// Số.
    pub const NUMBER: Field<Number> =
        Field::new("number", Words::new("Số", "Number"), Shape::Number).derived().indexed();
    /// Trạng thái.
    pub const STATE: Field<ProposalState> =
        Field::new("state", Words::new("Trạng thái", "State"), Shape::Choice(ProposalState::TABLE))
            .derived()
            .indexed();
    /// Hạn thực hiện: by the direction.
    pub const CARRY_OUT_BY: Field<Day> =
        Field::new("carry_out_by", Words::new("Hạn thực hiện", "Carry out by"), Shape::Day(DayRange::Any))
            .derived();
    /// Kết quả.
    pub const RESULT: Field<String> =
        Field::new("result", Words::new("Kết quả", "Result"), Shape::Line(TEXT_CHARS_MAX))
            .derived()
            .narrative();
    /// Diễn biến.
    pub const STEPS: Field<Vec<Fields>> =
        Field::new("steps", Words::new("Diễn biến", "History"), Shape::Rows(&[])).derived();

    /// Ngày của bước.
    pub const ON: Field<Day> =
        Field::new("on", Words::new("Ngày", "Day"), Shape::Day(DayRange::Past)).required();
    /// Ý kiến chỉ đạo.
    pub const DIRECTION: Field<String> =
        Field::new("direction", Words::new("Ý kiến chỉ đạo", "Direction"), Shape::Line(TEXT_CHARS_MAX))
            .required()
            .narrative()
            .help("Cấp ủy đồng ý điều gì, giao ai.", "What the committee decided, who is charged.");
    /// Số, ký hiệu văn bản.
    pub const DOCUMENT: Field<String> =
        Field::new("document", Words::new("Số, ký hiệu", "Document number"), Shape::Line(40)).help(
            "Văn bản ghi ý kiến; bỏ trống nếu nói trực tiếp.",
            "The document; empty when it was spoken.",
        );
    /// Hạn thực hiện, entered with the direction.
    pub const DUE: Field<Day> =
        Field::new("due", Words::new("Hạn thực hiện", "Carry out by"), Shape::Day(DayRange::Any));
    /// Kết quả, entered with the end.
    pub const OUTCOME: Field<String> =
        Field::new("outcome", Words::new("Kết quả", "Result"), Shape::Line(TEXT_CHARS_MAX))
            .required()
            .narrative();
}

use fields::*;

/// The book of proposals: ĐX-9.
const BOOK: Book = Book { name: "de_xuat", sign: "ĐX-", digits: 1 };

/// The declaration.
pub const PROPOSAL: KindDef = KindDef {
    name: "proposal",
    title: Words::new("Đề xuất", "Proposal"),
    noun: Words::new("đề xuất", "proposal"),
    heading: Words::new("THAM MƯU, ĐỀ XUẤT", "PROPOSALS"),
    fields: &[
        SUBMITTED_ON.def,
        LEVEL.def,
        MATTERS.def,
        SUBJECT.def,
        ANSWER_DUE_ON.def,
        NUMBER.def,
        STATE.def,
        CARRY_OUT_BY.def,
        RESULT.def,
        STEPS.def,
    ],
    columns: &[
        Column::new("number", Words::new("Số", "No."), (8, 10, 8), |record, around, _| {
            NUMBER.of(record).map_or_else(String::new, |number| BOOK.in_column(number, around.today.year()))
        })
        .in_full(|record, _, _| NUMBER.of(record).map_or_else(String::new, |number| BOOK.in_full(number))),
        Column::new("level_code", Words::new("Cấp", "Lev"), (3, 4, 3), |record, _, _| {
            LEVEL.of(record).map_or_else(String::new, |level| level.choice().abbr.to_owned())
        }),
        Column::new("submitted", Words::new("Gửi", "Sent"), (5, 10, 5), |record, _, _| {
            SUBMITTED_ON.of(record).map_or_else(String::new, |day| day.short())
        })
        .in_full(|record, _, _| SUBMITTED_ON.of(record).map_or_else(String::new, |day| day.to_string())),
        Column::new(
            "content",
            Words::new("Nội dung đề xuất", "Subject"),
            (35, 60, 31),
            |record, _, _| SUBJECT.of(record).unwrap_or_default(),
        ),
        Column::new("standing", Words::new("Trạng thái", "State"), (12, 16, 0), |record, _, lang| {
            let state = STATE.of(record).unwrap_or(ProposalState::Waiting);
            state.label().get(lang).to_owned()
        }),
        Column::new("due", Words::new("Hạn", "Due"), (5, 5, 0), |record, _, _| {
            due(record).map_or_else(String::new, |day| day.short())
        })
        .in_full(|record, _, _| due(record).map_or_else(String::new, |day| day.to_string())),
        Column::new("days", Words::new("Ngày", "Days"), (4, 5, 5), |record, around, _| {
            due(record).map_or_else(String::new, |due| match due.since(around.today) {
                0 => "0".to_owned(),
                left => format!("{left:+}"),
            })
        })
        .at_the_right(),
    ],
    book: Some(BOOK),
    newest_by: Some("number"),
    pending: Some(Pending {
        state: STATE.def.name,
        states: || vec![ProposalState::Waiting.into_value(), ProposalState::Directed.into_value()],
        since: SUBMITTED_ON.def.name,
        stands,
    }),
    steps: PROPOSAL_STEPS,
    echoes: &[Echo { field: "matters", kept_in: "proposals" }],
    counted_by: &["level", "state", facet::AGE],
    rules: &[an_answer_follows],
    edit_rules: &[a_closed_proposal_stays],
    fill: |record, _| {
        if STATE.of(record).is_none() {
            STATE.set(record, ProposalState::Waiting);
        }
    },
    label: |record, _| Say::plain(NUMBER.of(record).map_or_else(String::new, |number| BOOK.in_full(number))),
    ..KindDef::PLAIN
};

/// The steps of a proposal, in the order in which they are offered.
pub const PROPOSAL_STEPS: &[&Step] = &[&DIRECTED, &CLOSE];

/// The committee gave its direction.
const DIRECTED: Step = Step {
    name: "y_kien_chi_dao",
    letter: Some('y'),
    title: Words::new("Ý kiến chỉ đạo", "Direction given"),
    fields: &[ON.def, DIRECTION.def, DOCUMENT.def, DUE.def],
    day: &ON,
    refusal: is_closed,
    rules: &[not_before_it_was_sent],
    effect: |record, input| {
        STATE.set(record, ProposalState::Directed);
        match DUE.of(input) {
            Some(due) => CARRY_OUT_BY.set(record, due),
            None => CARRY_OUT_BY.clear(record),
        }
    },
    line: |act, _| {
        let (told, document) = (act.get(&DIRECTION).unwrap_or_default(), act.get(&DOCUMENT));
        let document = document.map_or_else(String::new, |number| format!(" ({number})"));
        Say::new(format!("Ý kiến chỉ đạo{document}: {told}"), format!("Direction{document}: {told}"))
    },
};

/// What came of it.
const CLOSE: Step = Step {
    name: "ket_qua",
    letter: Some('k'),
    title: Words::new("Kết quả", "Result"),
    fields: &[ON.def, OUTCOME.def],
    day: &ON,
    refusal: is_closed,
    rules: &[not_before_it_was_sent],
    effect: |record, input| {
        STATE.set(record, ProposalState::Closed);
        if let Some(outcome) = OUTCOME.of(input) {
            RESULT.set(record, outcome);
        }
    },
    line: |act, _| {
        let outcome = act.get(&OUTCOME).unwrap_or_default();
        Say::new(format!("Kết quả: {outcome}"), format!("Result: {outcome}"))
    },
};

/// A proposal told in a few lines. `named` tells how another record is called, `came_up` on which day the first of its
/// matters came up.
pub fn lines(
    record: &Record,
    around: &Circumstances<'_>,
    named: &dyn Fn(&Id) -> Option<Say>,
    came_up: Option<Day>,
) -> Vec<Say> {
    let level = LEVEL.of(record).map_or(Words::new("", ""), CommitteeLevel::label);
    let sent = SUBMITTED_ON.of(record);
    let sent_words = sent.map_or_else(String::new, |day| day.short());
    let mut lines = vec![Say::new(
        format!("Gửi          {sent_words}, {}", level.vi),
        format!("Sent         {sent_words}, {}", level.en),
    )];
    let matters: Vec<String> = MATTERS
        .of(record)
        .unwrap_or_default()
        .iter()
        .map(|id| named(id).map_or_else(|| id.to_string(), |said| said.vi))
        .collect();
    let matters = matters.join(", ");
    lines.push(Say::new(format!("Việc         {matters}"), format!("Issues       {matters}")));
    if let Some(days) = sent.zip(came_up).map(|(sent, came_up)| sent.since(came_up)) {
        lines.push(Say::new(
            format!("Báo cấp ủy   {days} ngày sau khi việc phát sinh"),
            format!("Proposed     {days} days after it came up"),
        ));
    }
    if let Some(due) = ANSWER_DUE_ON.of(record).filter(|_| state(record) == ProposalState::Waiting) {
        let left = due.since(around.today);
        let due = due.short();
        lines.push(Say::new(
            format!("Hạn trả lời  {due}, {left:+} ngày"),
            format!("Answer due   {due}, {left:+} days"),
        ));
    }
    if let Some(act) = Act::last(record, DIRECTED.name) {
        let (on, told) = (act.on.short(), act.get(&DIRECTION).unwrap_or_default());
        let document = act.get(&DOCUMENT).map_or_else(String::new, |number| format!(" {number}"));
        lines.push(Say::new(
            format!("Chỉ đạo      {on}{document}: {told}"),
            format!("Direction    {on}{document}: {told}"),
        ));
    }
    if let Some(due) = CARRY_OUT_BY.of(record) {
        let left = due.since(around.today);
        let (vi, en) = if state(record) == ProposalState::Closed {
            (String::new(), String::new())
        } else {
            (format!(", {left:+} ngày"), format!(", {left:+} days"))
        };
        let due = due.short();
        lines.push(Say::new(format!("Thực hiện    hạn {due}{vi}"), format!("Carry out    by {due}{en}")));
    }
    if let Some(result) = RESULT.of(record) {
        lines.push(Say::new(format!("Kết quả      {result}"), format!("Result       {result}")));
    }
    lines
}

/// "ĐX-9  Hỗ trợ khoan giếng".
pub fn headline(record: &Record, around: &Circumstances<'_>) -> Say {
    let number = NUMBER.of(record).map_or_else(String::new, |number| BOOK.shown(number, around.today.year()));
    Say::plain(format!("{number}  {}", SUBJECT.of(record).unwrap_or_default()))
}

fn state(record: &Record) -> ProposalState {
    STATE.of(record).unwrap_or(ProposalState::Waiting)
}

/// The day of the answer while one is awaited, then that of carrying it out.
fn due(record: &Record) -> Option<Day> {
    match state(record) {
        ProposalState::Waiting => ANSWER_DUE_ON.of(record),
        ProposalState::Directed => CARRY_OUT_BY.of(record),
        ProposalState::Closed => None,
    }
}

fn stands(record: &Record, around: &Circumstances<'_>) -> Option<Open> {
    let state = state(record);
    if state == ProposalState::Closed {
        return None;
    }
    let due = due(record);
    let is_waiting = state == ProposalState::Waiting;
    let place = (0, due.unwrap_or(Day::LAST));
    let views = [
        (View::ProposalsOpen, true),
        (View::ProposalsWaiting, is_waiting),
        (View::ProposalsLate, is_waiting && due.is_some_and(|due| due < around.today)),
    ];
    // While an answer is awaited it is the committee that is late, which is no agency of the list.
    let from = if is_waiting { Whose::Committee } else { Whose::Ours };
    Some(Open {
        due: due.map(|on| DueFirst { on, from }),
        views: views.into_iter().filter(|(_, is_in)| *is_in).map(|(view, _)| (view, place)).collect(),
    })
}

fn is_closed(record: &Record) -> Option<Say> {
    (state(record) == ProposalState::Closed).then(|| {
        Say::new(
            "Đề xuất đã có kết quả; Ctrl-Z lấy lại trong ngày",
            "It has a result; Ctrl-Z takes that back the same day",
        )
    })
}

fn an_answer_follows(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let days = ANSWER_DUE_ON.of(record).zip(SUBMITTED_ON.of(record));
    if days.is_some_and(|(due, sent)| due < sent) {
        problems.push(Problem::error(
            ANSWER_DUE_ON.def.name,
            Say::new("Sửa ngày: hạn trả lời trước ngày gửi", "Correct the day: it is due before it was sent"),
        ));
    }
}

fn not_before_it_was_sent(
    record: &Record,
    input: &Record,
    _: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    if ON.of(input).zip(SUBMITTED_ON.of(record)).is_some_and(|(on, sent)| on < sent) {
        problems.push(Problem::error(
            ON.def.name,
            Say::new("Sửa ngày: trước ngày gửi đề xuất", "Correct the day: before it was sent"),
        ));
    }
}

fn a_closed_proposal_stays(old: &Record, _: &Record, problems: &mut Vec<Problem>) {
    if state(old) == ProposalState::Closed {
        problems.push(Problem::error(
            "",
            Say::new("Đề xuất đã có kết quả: không sửa nữa", "It has a result: no more changes"),
        ));
    }
}
