//! The journal writer and what it folds.

use crate::{
    clients::{add, contact},
    database::{TENANT, add_tenant, at, on_both},
    story::{AGENT, DID, GROUP, Story, number},
};
use otklik_model::{
    ContactId, EventId, RecordingId, ScheduleId, TenantId, Timestamp, UserId,
    call_record::{CallRecord, Outcome},
    commitment::{CommitmentState, Proof},
    event::{DomainEvent, JournalEntry},
    schedule,
};
use otklik_store::{
    AppendRefused, JournalWriter, Store,
    calls::{self, CallFilter, Phase},
    commitments::{self, Commitment, CommitmentFilter},
    contacts::{self, Contact},
    dids::{self, Did, DidTarget},
    groups::{self, Group},
    journal,
    recordings::{self, RecordingState},
    recovery,
    schedules::{self, Schedule},
    users::{self, User},
};

async fn append(store: &Store, story: &Story) {
    let mut tx = store.begin(TENANT).await.unwrap();
    tx.append(story.entries.clone()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn open_call_backs(store: &Store) -> Vec<Commitment> {
    let filter = CommitmentFilter { open: Some(true), ..CommitmentFilter::default() };
    commitments::list(&store.read(TENANT), &filter, None, 10).await.unwrap().items
}

fn user(id: UserId, login: &str) -> User {
    User {
        id,
        login: login.into(),
        password_hash: "$argon2id$".into(),
        name: login.into(),
        extension: None,
        email: None,
        role: otklik_model::Role::Agent,
        ring_seconds: 30,
        disabled_at: None,
        created_at: at(0),
    }
}

on_both! {
    async fn an_entry_is_acknowledged_only_after_everybody_can_read_it(database: Database) {
        let store = database.with_tenant().await;
        let (writer, stopped) = JournalWriter::start(store.clone());
        let story = Story::inbound(1, 100, number(1)).rings(AGENT).answered(AGENT).after(30).ended();
        writer.append(story.entries.clone()).await.unwrap().durable().await.unwrap();
        let reader = store.read(TENANT);
        assert_eq!(journal::of_call(&reader, story.call_id).await.unwrap(), story.entries);
        let call = calls::find(&reader, story.call_id).await.unwrap().unwrap();
        assert_eq!(Some(&call.record), CallRecord::fold(&story.entries).as_ref());
        assert_eq!(call.record.outcome(), Some(Outcome::Answered));
        drop(writer);
        stopped.await.unwrap();
    }

    async fn a_call_told_in_pieces_by_many_is_the_same_as_told_at_once(database: Database) {
        let store = database.with_tenant().await;
        let (writer, _) = JournalWriter::start(store.clone());
        let stories: Vec<Story> =
            (1..=40).map(|n| Story::inbound(n, 100, number(n as u64)).rings(AGENT).answered(AGENT).after(30).ended()).collect();
        let mut acknowledgements = Vec::new();
        for step in 0..stories[0].entries.len() {
            for story in &stories {
                acknowledgements.push(writer.append(vec![story.entries[step].clone()]).await.unwrap());
            }
        }
        for acknowledgement in acknowledgements {
            acknowledgement.durable().await.unwrap();
        }
        for story in &stories {
            let call = calls::find(&store.read(TENANT), story.call_id).await.unwrap().unwrap();
            assert_eq!(Some(call.record), CallRecord::fold(&story.entries));
        }
    }

    async fn one_batch_holds_the_entries_of_several_tenants(database: Database) {
        let store = database.with_tenant().await;
        let other = TenantId::from_u128(2);
        add_tenant(&store, other).await;
        let (writer, _) = JournalWriter::start(store.clone());
        let ours = Story::inbound(1, 100, number(1)).rings(AGENT).ended();
        let mut theirs = Story::inbound(2, 100, number(1)).rings(AGENT).ended();
        theirs.entries.iter_mut().for_each(|entry| entry.tenant_id = other);
        let both = [&ours.entries[..], &theirs.entries].concat();
        writer.append(both).await.unwrap().durable().await.unwrap();
        assert!(calls::find(&store.read(TENANT), ours.call_id).await.unwrap().is_some());
        assert!(calls::find(&store.read(TENANT), theirs.call_id).await.unwrap().is_none());
        assert!(calls::find(&store.read(other), theirs.call_id).await.unwrap().is_some());
        assert_eq!(open_call_backs(&store).await.len(), 1);
    }

    async fn refused_entries_do_not_hold_up_the_others(database: Database) {
        let store = database.with_tenant().await;
        let (writer, _) = JournalWriter::start(store.clone());
        let story = Story::inbound(1, 100, number(1));
        writer.append(story.entries.clone()).await.unwrap().durable().await.unwrap();
        let again = writer.append(story.entries).await.unwrap();
        let next = Story::inbound(2, 200, number(2));
        let good = writer.append(next.entries.clone()).await.unwrap();
        assert!(matches!(again.durable().await, Err(AppendRefused::Refused(_))));
        good.durable().await.unwrap();
        assert!(calls::find(&store.read(TENANT), next.call_id).await.unwrap().is_some());
    }

    async fn listeners_are_told_what_a_commit_changed(database: Database) {
        let store = database.with_tenant().await;
        add(&store, &contact(1, "Орлов"), &[number(1)]).await;
        let mut listener = store.committed_from_now();
        append(&store, &Story::inbound(1, 100, number(1)).rings(AGENT).ended()).await;
        let committed = listener.recv().await.unwrap();
        assert_eq!(committed.calls[0].contact_id, Some(ContactId::from_u128(1)));
        assert_eq!(committed.commitments.len(), 1);
        let said = journal::of_call(&store.read(TENANT), committed.calls[0].record.call_id).await.unwrap();
        assert!(matches!(said.last().unwrap().event, DomainEvent::CommitmentMade { .. }));
    }

    async fn a_number_of_two_people_names_nobody_until_a_user_says_who_it_was(database: Database) {
        let store = database.with_tenant().await;
        add(&store, &contact(1, "Орлов"), &[number(50)]).await;
        add(&store, &contact(2, "Яшин"), &[number(50)]).await;
        let story = Story::inbound(1, 100, number(50));
        append(&store, &story).await;
        let reader = store.read(TENANT);
        assert_eq!(calls::find(&reader, story.call_id).await.unwrap().unwrap().contact_id, None);
        let chosen = DomainEvent::CallerChosen { user_id: AGENT, contact_id: ContactId::from_u128(2), company_id: None };
        let entry = JournalEntry { event_id: EventId::from_u128(999), event: chosen, ..story.entries[0].clone() };
        let mut tx = store.begin(TENANT).await.unwrap();
        tx.append(vec![entry]).await.unwrap();
        tx.commit().await.unwrap();
        let of_contact = calls::of_contact(&reader, ContactId::from_u128(2), None, 10).await.unwrap();
        assert_eq!(of_contact[0].record.call_id, story.call_id);
    }

    async fn a_lost_call_is_promised_back_and_ringing_again_only_counts(database: Database) {
        let store = database.with_tenant().await;
        let owner_id = Some(UserId::from_u128(5));
        add(&store, &Contact { owner_id, ..contact(1, "Орлов") }, &[number(1), number(2)]).await;
        let story = Story::inbound(1, 100, number(1)).rings(AGENT).rings(UserId::from_u128(102)).ended();
        append(&store, &story).await;
        let first = open_call_backs(&store).await.remove(0);
        assert_eq!((first.owner_id, first.contact_id, first.number), (owner_id, Some(ContactId::from_u128(1)), Some(number(1))));
        assert_eq!((first.due, first.attempts, first.made_by_call), (at(104 + 15 * 60), 1, Some(story.call_id)));
        append(&store, &Story::inbound(2, 300, number(2)).rings(AGENT).ended()).await;
        let second = open_call_backs(&store).await;
        assert_eq!(second.len(), 1);
        assert_eq!((second[0].id, second[0].due, second[0].attempts), (first.id, first.due, 2));
        let made = commitments::made_by_calls(&store.read(TENANT), &[story.call_id]).await.unwrap();
        assert_eq!(made[0].id, first.id);
    }

    async fn the_only_one_rung_has_to_call_back_and_else_the_first_of_the_group(database: Database) {
        let store = database.with_tenant().await;
        let mut tx = store.begin(TENANT).await.unwrap();
        users::insert(&mut tx, &user(AGENT, "anna")).await.unwrap();
        users::insert(&mut tx, &user(UserId::from_u128(102), "boris")).await.unwrap();
        let member_ids = vec![UserId::from_u128(102), AGENT];
        groups::insert(&mut tx, &Group { id: GROUP, name: "Продажи".into(), extension: None, ring_seconds: 30, member_ids }).await.unwrap();
        tx.commit().await.unwrap();
        append(&store, &Story::inbound(1, 100, number(1)).rings(AGENT).ended()).await;
        append(&store, &Story::inbound(2, 200, number(2)).ended()).await;
        let owners: Vec<_> = open_call_backs(&store).await.iter().map(|commitment| commitment.owner_id).collect();
        assert_eq!(owners, [Some(AGENT), Some(UserId::from_u128(102))]);
    }

    async fn a_call_out_of_hours_is_promised_for_the_next_morning(database: Database) {
        let store = database.with_tenant().await;
        let schedule_id = ScheduleId::from_u128(1);
        let mut tx = store.begin(TENANT).await.unwrap();
        schedules::insert(&mut tx, &Schedule { id: schedule_id, name: "Офис".into(), hours: office() }).await.unwrap();
        let did = Did {
            id: DID,
            number: number(0),
            name: "Основной".into(),
            greeting: None,
            schedule_id: Some(schedule_id),
            open: DidTarget::Group { id: GROUP },
            closed: DidTarget::Reject,
        };
        dids::insert(&mut tx, &did).await.unwrap();
        tx.commit().await.unwrap();
        let friday_evening: Timestamp = "2026-11-20T18:00:00Z".parse().unwrap();
        append(&store, &Story::inbound(1, friday_evening.as_second(), number(1)).ended()).await;
        let due = open_call_backs(&store).await[0].due;
        assert_eq!(due, "2026-11-23T06:15:02Z".parse().unwrap());
    }

    async fn being_served_keeps_the_promise_with_the_call_as_proof(database: Database) {
        let store = database.with_tenant().await;
        append(&store, &Story::inbound(1, 100, number(1)).rings(AGENT).ended()).await;
        let id = open_call_backs(&store).await[0].id;
        let served = Story::inbound(2, 300, number(1)).rings(AGENT).answered(AGENT).ended();
        append(&store, &served).await;
        assert_eq!(open_call_backs(&store).await, []);
        let kept = commitments::find(&store.read(TENANT), id).await.unwrap().unwrap();
        assert_eq!(kept.state, CommitmentState::Kept { at: at(304), proof: Proof::Call(served.call_id) });
        let said = journal::of_call(&store.read(TENANT), served.call_id).await.unwrap();
        assert!(said.iter().any(|entry| matches!(entry.event, DomainEvent::CommitmentKept { commitment_id, .. } if commitment_id == id)));
    }

    async fn calling_back_counts_once_the_client_was_spoken_to_at_any_of_his_numbers(database: Database) {
        let store = database.with_tenant().await;
        add(&store, &contact(1, "Орлов"), &[number(1), number(2)]).await;
        append(&store, &Story::inbound(1, 100, number(1)).rings(AGENT).ended()).await;
        append(&store, &Story::outbound(2, 200, number(2)).answered(AGENT).after(60).ended()).await;
        append(&store, &Story::outbound(3, 300, number(2)).client_answers().after(9).ended()).await;
        assert_eq!(open_call_backs(&store).await.len(), 1, "nobody, then an answering machine");
        append(&store, &Story::outbound(4, 400, number(2)).client_answers().after(10).ended()).await;
        assert_eq!(open_call_backs(&store).await.len(), 0);
    }

    async fn a_hidden_number_cannot_be_called_back(database: Database) {
        let store = database.with_tenant().await;
        let mut story = Story::inbound(1, 100, number(1)).rings(AGENT).ended();
        if let DomainEvent::CallStarted { from, .. } = &mut story.entries[0].event {
            from.number = None;
        }
        append(&store, &story).await;
        assert_eq!(open_call_backs(&store).await, []);
    }

    async fn recordings_follow_the_journal(database: Database) {
        let store = database.with_tenant().await;
        let recording_id = RecordingId::from_u128(3);
        let story = Story::inbound(1, 100, number(1)).then(DomainEvent::RecordingStarted { recording_id, path: "a.wav".into() });
        append(&store, &story).await;
        assert_eq!(recordings::unfinished(&store.read(TENANT)).await.unwrap().len(), 1);
        let finished = DomainEvent::RecordingFinished { recording_id, duration_ms: 70, bytes: 1_164 };
        let mut tx = store.begin(TENANT).await.unwrap();
        tx.append(vec![JournalEntry { event_id: EventId::from_u128(999), event: finished, ..story.entries[0].clone() }]).await.unwrap();
        tx.commit().await.unwrap();
        let recording = recordings::find(&store.read(TENANT), recording_id).await.unwrap().unwrap();
        assert_eq!((recording.state, recording.duration_ms, recording.bytes), (RecordingState::Complete, Some(70), Some(1_164)));
        let call = calls::find(&store.read(TENANT), story.call_id).await.unwrap().unwrap();
        assert_eq!(call.record.recordings[0].duration_ms, Some(70));
    }

    async fn calls_of_a_killed_process_are_interrupted_and_promised_back(database: Database) {
        let store = database.with_tenant().await;
        let recording_id = RecordingId::from_u128(3);
        for n in 1..=20 {
            append(&store, &Story::inbound(n, 100, number(n as u64)).rings(AGENT)).await;
        }
        let talking = Story::inbound(21, 200, number(21)).rings(AGENT).answered(AGENT).after(60);
        let talking = talking.then(DomainEvent::RecordingStarted { recording_id, path: "a.wav".into() });
        append(&store, &talking).await;
        drop(store);
        let store = database.server().await;
        let unfinished = recovery::interrupt_unfinished(&store).await.unwrap();
        assert_eq!(unfinished.iter().map(|(tenant_id, recording)| (*tenant_id, recording.id)).collect::<Vec<_>>(), [(TENANT, recording_id)]);
        let reader = store.read(TENANT);
        let interrupted = CallFilter { outcome: Some(Outcome::Interrupted), ..CallFilter::default() };
        assert_eq!(calls::list(&reader, &interrupted, None, 50).await.unwrap().items.len(), 21);
        let live = CallFilter { phase: Some(Phase::Live), ..CallFilter::default() };
        assert_eq!(calls::list(&reader, &live, None, 50).await.unwrap().items, []);
        assert_eq!(calls::find(&reader, talking.call_id).await.unwrap().unwrap().record.talk_ms(), 60_000);
        let open = CommitmentFilter { open: Some(true), ..CommitmentFilter::default() };
        assert_eq!(commitments::list(&reader, &open, None, 50).await.unwrap().items.len(), 21);
        recovery::interrupt_unfinished(&store).await.unwrap();
        assert_eq!(journal::of_call(&reader, talking.call_id).await.unwrap().len(), talking.entries.len() + 2);
    }

    async fn the_last_activity_of_a_contact_is_its_last_call_and_no_edit_undoes_it(database: Database) {
        let store = database.with_tenant().await;
        add(&store, &contact(1, "Орлов"), &[number(1)]).await;
        let id = ContactId::from_u128(1);
        append(&store, &Story::inbound(2, 500, number(1)).rings(AGENT).ended()).await;
        append(&store, &Story::inbound(1, 100, number(1)).rings(AGENT).ended()).await;
        let mut tx = store.begin(TENANT).await.unwrap();
        let edited = Contact { version: 1, ..contact(1, "Соколов") };
        contacts::update(&mut tx, &edited).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(contacts::find(&store.read(TENANT), id).await.unwrap().unwrap().last_activity_at, Some(at(500)));
    }
}

fn office() -> schedule::Schedule {
    let hours = schedule::Hours { weekdays: vec![1, 2, 3, 4, 5], from: jiff::civil::time(9, 0, 0, 0), to: jiff::civil::time(18, 0, 0, 0) };
    schedule::Schedule { time_zone: "Europe/Moscow".into(), weekly: vec![hours], special_days: vec![] }
}
