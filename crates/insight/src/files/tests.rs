//! Files in, calls out.

use super::*;
use otklik_model::{
    call_record::{CallRecord, Outcome},
    event::{DomainEvent, RoutedTo},
};

const MANGO: &[u8] = include_bytes!("../../testdata/files/mango.csv");
const MASTER: &[u8] = include_bytes!("../../testdata/files/master.csv");

fn read_all(bytes: &[u8], options: &ReadOptions) -> Result<(ReadSummary, Vec<Vec<JournalEntry>>), FileRefused> {
    let mut calls = Vec::new();
    let summary = read(bytes, options, &mut |_| (), &mut |entries| calls.push(entries.to_vec()))?;
    Ok((summary, calls))
}

fn calls_of(bytes: &[u8]) -> (ReadSummary, Vec<CallRecord>) {
    let (summary, calls) = read_all(bytes, &ReadOptions::default()).expect("a file of calls");
    (summary, calls.iter().map(|entries| CallRecord::fold(entries).expect("a whole call")).collect())
}

fn said(record: &CallRecord) -> String {
    let client = record.client().map_or_else(|| "-".to_owned(), |party| party.raw.clone());
    let outcome = record.outcome().map_or("live", Outcome::as_str);
    format!("{} {client} {outcome} {}", record.direction.as_str(), record.talk_ms() / 1000)
}

#[test]
fn statistics_of_mango_become_calls() {
    let (summary, calls) = calls_of(MANGO);
    let told: Vec<String> = calls.iter().map(said).collect();
    assert_eq!(told, ["inbound +79161234567 answered 95", "inbound +79031112233 missed 0", "outbound +79031112233 answered 50"]);
    let source = summary.source;
    assert_eq!((source.rows, source.doubled, source.rejected, source.calls), (7, 1, 1, 3));
    assert_eq!(source.from.as_deref(), Some("2026-03-10T08:19:39Z"));
    assert_eq!(source.cannot_tell, ["hold", "hours", "queue"]);
    assert_eq!((summary.rejected[0].row, summary.rejected[0].reason.as_str()), (7, "negative_duration"));
}

#[test]
fn an_answer_of_the_menu_is_a_prompt_and_not_a_person() {
    let (_, calls) = read_all(MANGO, &ReadOptions::default()).unwrap();
    let events: Vec<&DomainEvent> = calls[0].iter().map(|entry| &entry.event).collect();
    assert!(matches!(events[1], DomainEvent::PromptStarted { prompt } if prompt == "ivr"));
    assert!(matches!(events[2], DomainEvent::PromptFinished { heard_ms: 11_000, .. }));
    assert!(matches!(events[3], DomainEvent::CallRouted { to: RoutedTo::User(_), .. }));
    assert_eq!(events.iter().filter(|event| matches!(event, DomainEvent::LegAnswered { .. })).count(), 1);
}

#[test]
fn phones_that_rang_together_are_a_group() {
    let (summary, calls) = calls_of(MANGO);
    assert!(matches!(calls[1].routed_to, Some(RoutedTo::Group(_))));
    let rung: Vec<&str> = calls[1].users().iter().map(|user| summary.legend.users[user].as_str()).collect();
    assert_eq!(rung.len(), 2);
    assert!(rung.contains(&"101") && rung.contains(&"102"));
}

#[test]
fn records_of_asterisk_become_calls() {
    let (summary, calls) = calls_of(MASTER);
    let told: Vec<String> = calls.iter().map(said).collect();
    assert_eq!(
        told,
        [
            "inbound +79161234567 answered 95",
            "inbound +79031112233 missed 0",
            "inbound +79990000000 missed 0",
            "outbound +79031112233 answered 51",
            "internal - busy 0",
        ]
    );
    assert_eq!(calls[1].legs.len(), 2, "both members of the queue rang");
    assert!(matches!(calls[1].routed_to, Some(RoutedTo::Group(_))));
    assert_eq!(calls[2].routed_to, Some(RoutedTo::Prompt), "answered by the menu only");
    assert_eq!(calls[0].started_at.to_string(), "2026-03-10T08:19:39Z");
    assert_eq!(summary.source.format, "asterisk_cdr");
    assert_eq!((summary.source.rows, summary.source.rejected), (6, 0));
}

#[test]
fn entries_come_in_order_and_their_ids_are_the_same_each_time() {
    let (_, calls) = read_all(MASTER, &ReadOptions::default()).unwrap();
    for call in &calls {
        assert!(call.windows(2).all(|pair| (pair[0].at, pair[0].event_id) < (pair[1].at, pair[1].event_id)), "{call:#?}");
        assert!(matches!(call[0].event, DomainEvent::CallStarted { .. }));
        assert!(matches!(call[call.len() - 1].event, DomainEvent::CallEnded { .. }));
    }
    assert_eq!(read_all(MASTER, &ReadOptions::default()).unwrap().1, calls);
}

#[test]
fn a_call_handed_on_is_one_call_with_a_transfer() {
    let rows = "[];1773130790;1773130890;1773130795;;79161234567;101;sip:101@x;1100;74951234567;abonent;MjQzMTUxMzY2Mjo0\n\
                [];1773130890;1773130990;1773130899;;79161234567;102;sip:102@x;1110;74951234567;abonent;MjQzMTUxMzY2Mjo0\n";
    let (_, calls) = read_all(rows.as_bytes(), &ReadOptions::default()).unwrap();
    let names: Vec<&str> = calls[0].iter().filter_map(|entry| transfer_word(&entry.event)).collect();
    assert_eq!(names, ["started", "completed"]);
    let record = CallRecord::fold(&calls[0]).unwrap();
    assert_eq!(record.talk_ms(), 195_000);
}

const fn transfer_word(event: &DomainEvent) -> Option<&'static str> {
    if matches!(event, DomainEvent::TransferStarted { .. }) {
        return Some("started");
    }
    if matches!(event, DomainEvent::TransferCompleted { .. }) {
        return Some("completed");
    }
    None
}

#[test]
fn files_that_overlap_are_counted_once_and_each_says_what_it_added() {
    let later = "[];1773993600;1773993700;1773993605;;79161112233;101;sip:101@pbx;1110;74951234567;abonent;TWFyY2gyMA==\n\
                 [];-100;-50;0;;79161234567;101;;1110;74951234567;abonent;MjQzMTUxMzY2Mjo0\n";
    let second = [MANGO, later.as_bytes()].concat();
    let (march, spring) = (("march.csv", MANGO), ("spring.csv", second.as_slice()));
    // The bad row of both is rejected where it is read first.
    for (files, rejected) in
        [([march, spring], [("march.csv", 7, 1), ("spring.csv", 9, 1)]), ([spring, march], [("spring.csv", 9, 2), ("march.csv", 7, 0)])]
    {
        let (mut several, mut calls) = (Several::default(), 0);
        for (name, bytes) in files {
            several.read(name, bytes, &ReadOptions::default(), &mut |_| (), &mut |_| calls += 1).unwrap();
        }
        let read = several.finish().unwrap();
        assert_eq!((calls, read.source.calls, read.source.rows), (4, 4, 16));
        assert_eq!((read.source.doubled, read.source.overlapping, read.source.rejected), (8, 7, 2));
        let said: Vec<_> = read.source.files.iter().map(|file| (file.name.as_str(), file.rows, file.rejected)).collect();
        assert_eq!(said, rejected);
        assert_eq!(read.rejected.first().and_then(|row| row.file.as_deref()), Some(files[0].0));
    }
}

#[test]
fn of_one_file_alone_its_name_is_not_said() {
    let mut several = Several::default();
    several.read("march.csv", [MANGO, MANGO].concat().as_slice(), &ReadOptions::default(), &mut |_| (), &mut |_| ()).unwrap();
    let source = several.finish().unwrap().source;
    assert_eq!((source.doubled, source.overlapping, source.files.len()), (8, 0, 0));
}

#[test]
fn every_bad_file_has_its_own_refusal() {
    let refused = |bytes: &[u8]| read_all(bytes, &ReadOptions::default()).expect_err("refused").code();
    assert_eq!(refused(b""), "file_empty");
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "file_binary");
    assert_eq!(refused(b"calldate,src,dst,channel,dstchannel,disposition\n"), "file_only_headings");
    assert_eq!(refused(b"colour;size\nred;7\nblue;9\n"), "mapping_needed");
    assert_eq!(refused(&[MANGO, "[];1773130779;Ж".as_bytes(), b"\n[];1;\xcf\xe5\xf2\n"].concat()), "file_mixed_encodings");
    let before = "[];-100;-50;0;;79161234567;101;;1110;74951234567;abonent;MjQzMTUxMzY2Mjo0\n";
    let other_zone = ReadOptions { time_zone: "Mars/Olympus".into(), ..ReadOptions::default() };
    assert_eq!(read_all(MANGO, &other_zone).expect_err("refused").code(), "unknown_time_zone");
    let (summary, _) = read_all(&[MANGO, before.as_bytes()].concat(), &ReadOptions::default()).unwrap();
    assert_eq!(summary.rejected.last().map(|row| row.reason.as_str()), Some("time_before_1970"));
}

#[test]
fn rows_without_an_id_of_the_call_are_joined_by_caller_and_time() {
    let cut = |bytes: &[u8]| -> String {
        let text = std::str::from_utf8(bytes).unwrap();
        text.lines().map(|line| line.rsplit_once(';').unwrap().0.to_owned() + "\n").collect()
    };
    let (summary, calls) = calls_of(cut(MANGO).as_bytes());
    assert_eq!(calls.len(), 3);
    assert!(summary.source.cannot_tell.contains(&"transfers".to_owned()));
}

#[test]
fn a_file_that_runs_backwards_gives_the_same_calls() {
    let mut lines: Vec<&str> = std::str::from_utf8(MASTER).unwrap().lines().collect();
    lines.reverse();
    let backwards = read_all(lines.join("\n").as_bytes(), &ReadOptions::default()).unwrap().1;
    let mut forwards = read_all(MASTER, &ReadOptions::default()).unwrap().1;
    forwards.reverse();
    assert_eq!(backwards, forwards);
}

#[test]
fn progress_is_told_at_least_at_the_end() {
    let mut last = Progress::default();
    read(MANGO, &ReadOptions::default(), &mut |progress| last = progress, &mut |_| ()).unwrap();
    assert_eq!(last, Progress { rows: 7, bytes: MANGO.len() as u64 });
}

const BITRIX: &str = "Сотрудник;Номер телефона;Тип звонка;Длительность звонка;Дата звонка;Статус звонка;Стоимость\n\
    Иванов Иван;+7 916 123-45-67;Входящий;1:35;10.03.2026 11:19:39;Успешный звонок;0\n\
    -;+7 903 111-22-33;Входящий;;10.03.2026 11:30:00;Пропущенный звонок;0\n\
    Петрова Анна;+7 903 111-22-33;Исходящий;0:51;10.03.2026 11:45:00;Успешный звонок;1,2\n";

const UIS: &str = "Дата и время;Номер абонента;Виртуальный номер;Направление;Статус;Сотрудник;Время ожидания;Длительность разговора\n\
    10.03.2026 11:19:39;79161234567;74951234567;Входящий;Принят;Иванов;00:00:16;00:01:35\n\
    10.03.2026 11:30:00;79031112233;74951234567;Входящий;Потерян;;00:00:40;00:00:00\n";

fn cp1251(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1251.encode(text).0.into_owned()
}

#[test]
fn a_list_of_bitrix24_in_the_encoding_of_excel_becomes_calls() {
    let (summary, calls) = calls_of(&cp1251(BITRIX));
    let told: Vec<String> = calls.iter().map(said).collect();
    assert_eq!(told, ["inbound +79161234567 answered 95", "inbound +79031112233 missed 0", "outbound +79031112233 answered 51"]);
    assert_eq!(summary.source.format, "bitrix24");
    assert!(summary.source.cannot_tell.contains(&"wait".to_owned()));
    assert!(summary.legend.users.values().any(|name| name == "Иванов Иван"));
}

#[test]
fn a_report_of_uis_tells_the_wait_and_the_number() {
    let (summary, calls) = calls_of(UIS.as_bytes());
    assert_eq!(calls.iter().map(said).collect::<Vec<_>>(), ["inbound +79161234567 answered 95", "inbound +79031112233 missed 0"]);
    assert_eq!(calls[0].answered_at.unwrap().duration_since(calls[0].started_at).as_secs(), 16);
    assert_eq!(summary.legend.dids.values().collect::<Vec<_>>(), ["+74951234567"]);
    assert!(!summary.source.cannot_tell.contains(&"wait".to_owned()));
}

#[test]
fn an_export_with_the_headings_of_the_table_is_one_of_freepbx() {
    let rows = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,uniqueid,did,dst_cnam,linkedid\n\
        2026-03-10 11:19:39,\"\"\"Ivan\"\" <79161234567>\",79161234567,101,ext-local,SIP/mtt-00000001,SIP/101-00000002,Dial,\"SIP/101,30\",111,95,ANSWERED,1773130779.1,74951234567,Иванов,1773130779.1\n";
    let (summary, calls) = calls_of(rows.as_bytes());
    assert_eq!(calls.iter().map(said).collect::<Vec<_>>(), ["inbound +79161234567 answered 95"]);
    assert_eq!(summary.source.format, "freepbx_cdr");
    assert_eq!(summary.legend.users.values().collect::<Vec<_>>(), ["Иванов (101)"]);
    assert_eq!(summary.legend.dids.values().collect::<Vec<_>>(), ["+74951234567"]);
}

#[test]
fn a_page_saved_as_a_workbook_is_read() {
    let rows = BITRIX.lines().map(|line| format!("<tr><td>{}</td></tr>", line.replace(';', "</td><td>")));
    let page = format!("<html><meta charset=utf-8><table border=1>{}</table></html>", rows.collect::<String>());
    assert_eq!(calls_of(page.as_bytes()).1.len(), 3);
}

#[test]
fn a_table_nobody_knows_is_guessed_from_its_contents() {
    let rows = "Отчёт за март;;;;;\n\nКогда;Кто звонил;Кому;Направление;Результат;Разговор\n\
        10.03.2026 11:19;8 (916) 123-45-67;101;входящий;отвечен;95\n\
        10.03.2026 11:30;8 (903) 111-22-33;102;входящий;нет ответа;0\n";
    let (summary, calls) = calls_of(rows.as_bytes());
    assert_eq!(summary.source.format, "table");
    assert_eq!(calls.iter().map(said).collect::<Vec<_>>(), ["inbound +79161234567 answered 95", "inbound +79031112233 missed 0"]);
    assert_eq!(calls[1].users().len(), 1, "the extension that rang is a person");
}

#[test]
fn a_guess_that_is_not_certain_is_asked_about() {
    let rows = "a;b;c;d\n10.03.2026 11:19;89161234567;74951234567;95\n11.03.2026 12:19;89161234568;74951234567;0\n";
    let Err(FileRefused::MappingNeeded(needed)) = read_all(rows.as_bytes(), &ReadOptions::default()) else { panic!("read") };
    assert_eq!(needed.columns, ["a", "b", "c", "d"]);
    assert_eq!(needed.guess.mapping.columns[0], Meaning::Start);
    assert_eq!(needed.sample.len(), 2);
    let answer = Mapping {
        columns: vec![Meaning::Start, Meaning::From, Meaning::To, Meaning::Talk],
        heading_rows: needed.guess.mapping.heading_rows,
        ..Mapping::default()
    };
    let options = ReadOptions { mapping: Some(answer), ..ReadOptions::default() };
    assert_eq!(read_all(rows.as_bytes(), &options).unwrap().0.source.calls, 2);
}

#[test]
fn dates_with_slashes_are_americans_only_when_a_day_says_so() {
    let rows = |date: &str| format!("start;from;to;status\n{date} 11:19;89161234567;101;answered\n");
    assert_eq!(read_all(rows("03/04/2026").as_bytes(), &ReadOptions::default()).expect_err("either").code(), "mapping_needed");
    let (summary, _) = calls_of(rows("03/14/2026").as_bytes());
    assert_eq!(summary.source.from.as_deref(), Some("2026-03-14T08:19:00Z"));
}

#[test]
fn formulas_in_cells_are_kept_as_text() {
    let rows = UIS.replace(";Иванов;", ";=HYPERLINK(\"http://x\",1);");
    let (summary, _) = calls_of(rows.as_bytes());
    assert_eq!(summary.legend.users.values().collect::<Vec<_>>(), ["=HYPERLINK(\"http://x\",1)"]);
}

#[test]
fn a_mapping_without_a_moment_is_refused() {
    let options = ReadOptions { mapping: Some(Mapping { columns: vec![Meaning::From], ..Mapping::default() }), ..ReadOptions::default() };
    assert_eq!(read_all(UIS.as_bytes(), &options).expect_err("refused").code(), "mapping_incomplete");
}

#[test]
fn a_log_of_channels_tells_the_prompt_the_queue_the_ring_and_who_hung_up() {
    let (summary, calls) = calls_of(include_bytes!("../../testdata/files/cel.csv"));
    assert_eq!(calls.iter().map(said).collect::<Vec<_>>(), ["inbound +79161234567 answered 95", "inbound +79031112233 missed 0"]);
    assert_eq!(summary.source.format, "asterisk_cel");
    assert_eq!(summary.source.cannot_tell, ["hold", "hours"]);
    assert!(matches!(calls[0].routed_to, Some(RoutedTo::Group(_))));
    assert_eq!(calls[0].legs.values().next().unwrap().rang_at.as_second(), 1_773_130_790);
    assert_eq!(calls[1].routed_to, Some(RoutedTo::Prompt), "hung up in the greeting");
}

const ATTENDED: &str = include_str!("../../testdata/files/cel_attended.csv");
/// The call in which the colleague was asked first, and the client's.
const CONSULTED: &str = "\"1773130850.3\",\"\"";
const CLIENTS: &str = "\"1773130779.1\",\"\"";

/// One call: the client was with 101, who asked 102 and gave him away.
fn assert_handed_on(file: &str, what: &str) {
    let (summary, calls) = read_all(file.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(calls.len(), 1, "{what}: one call");
    let record = CallRecord::fold(&calls[0]).unwrap();
    assert!(said(&record).starts_with("inbound +79161234567 answered"), "{what}: {}", said(&record));
    let users: BTreeSet<&str> = record.users().iter().map(|user| summary.legend.users[user].as_str()).collect();
    assert_eq!(users, BTreeSet::from(["101", "102"]), "{what}");
    let transfers = calls[0].iter().filter(|entry| matches!(entry.event, DomainEvent::TransferCompleted { .. })).count();
    let rung = calls[0].iter().filter(|entry| matches!(entry.event, DomainEvent::LegRinging { .. })).count();
    assert_eq!((transfers, rung), (1, 2), "{what}: the second line of 101 is no phone that rang");
    assert_eq!(calls[0].last().unwrap().at.as_second(), 1_773_130_930, "{what}: until the client hung up");
}

fn without(file: &str, kind: &str) -> String {
    file.lines().filter(|line| !line.starts_with(&format!("\"{kind}\""))).map(|line| format!("{line}\n")).collect()
}

/// As a log would be whose channels never change to the `linkedid` of the older call.
fn without_changes(file: &str) -> String {
    let is_second = |line: &&str| ["PJSIP/101-00000003\",", "PJSIP/102-00000004\","].iter().any(|name| line.contains(name));
    let kept =
        |line: &str| if is_second(&line) && !line.starts_with("\"ATTENDED") { line.replace(CLIENTS, CONSULTED) } else { line.to_owned() };
    file.lines().map(|line| kept(line) + "\n").collect()
}

#[test]
fn an_attended_transfer_is_one_call_by_whatever_the_log_says_it() {
    assert_handed_on(ATTENDED, "all of it");
    let backwards: String = ATTENDED.lines().rev().map(|line| format!("{line}\n")).collect();
    assert_handed_on(&backwards, "the newest first");
    assert_handed_on(&without(&without(ATTENDED, "ATTENDEDTRANSFER"), "BRIDGE_ENTER"), "by the change of the linkedid");
    let unchanged = without_changes(ATTENDED);
    assert_handed_on(&without(&unchanged, "BRIDGE_ENTER"), "by the event of the transfer");
    assert_handed_on(&without(&unchanged, "ATTENDEDTRANSFER"), "by the bridge");
}

#[test]
fn two_calls_nobody_joined_stay_two() {
    let nothing = without(&without(&without_changes(ATTENDED), "ATTENDEDTRANSFER"), "BRIDGE_ENTER");
    let (_, calls) = calls_of(nothing.as_bytes());
    let told: Vec<String> = calls.iter().map(|call| said(call).split(' ').take(1).collect()).collect();
    assert_eq!(told, ["inbound", "internal"]);
}

#[test]
fn a_colleague_who_was_asked_before_the_client_rang_does_not_hide_the_client() {
    // 101 spoke to 102 first: the older call is the one without a client, and the client's channels go on under its linkedid.
    assert_handed_on(&without_changes(ATTENDED).replace("177313085", "177313075"), "the colleague was asked before");
}

#[test]
fn people_in_one_conference_are_not_one_call() {
    let conference = without(&without_changes(ATTENDED), "ATTENDEDTRANSFER").replace("simple_bridge", "softmix");
    assert_eq!(calls_of(conference.as_bytes()).1.len(), 2);
}
