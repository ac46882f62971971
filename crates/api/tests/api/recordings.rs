//! The sound of calls, whole and in ranges.

use crate::support::TestApp;

async fn recorded(app: &TestApp) -> String {
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    std::fs::write(app.recordings().join("one.wav"), b"0123456789").unwrap();
    let id = app.recorded(&app.doors, call_id, "one.wav");
    app.written().await;
    format!("/recordings/{id}")
}

#[tokio::test]
async fn a_recording_is_read_whole_or_in_ranges() {
    let app = TestApp::new().await;
    let path = recorded(&app).await;
    for (range, status, text, content_range) in [
        (None, 200, "0123456789", None),
        (Some("bytes=2-4"), 206, "234", Some("bytes 2-4/10")),
        (Some("bytes=7-"), 206, "789", Some("bytes 7-9/10")),
        (Some("bytes=-2"), 206, "89", Some("bytes 8-9/10")),
        (Some("bytes=0-1,3-4"), 200, "0123456789", None),
    ] {
        let agent = range.into_iter().fold(app.agent(), |agent, range| agent.with("range", range));
        let answer = agent.get(&path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text().as_str(), answer.header("content-range")),
            (status, text, content_range),
            "{range:?}"
        );
        assert_eq!(answer.header("content-length"), Some(text.len().to_string().as_str()), "{range:?}");
        assert_eq!((answer.header("content-type"), answer.header("accept-ranges")), (Some("audio/wav"), Some("bytes")));
    }
    let beyond = app.agent().with("range", "bytes=10-").get(&path).await;
    assert_eq!((beyond.problem(416).as_str(), beyond.header("content-range")), ("range_not_satisfiable", Some("bytes */10")));
}

#[tokio::test]
async fn only_those_who_see_the_call_hear_it() {
    let app = TestApp::new().await;
    let path = recorded(&app).await;
    for (login, status) in [("101", 200), ("104", 200), ("102", 404), ("103", 404)] {
        assert_eq!(app.user(login).get(&path).await.status, status, "{login}");
    }
    std::fs::remove_file(app.recordings().join("one.wav")).unwrap();
    assert_eq!(app.agent().get(&path).await.problem(404), "not_found");
}
