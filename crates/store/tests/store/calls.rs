//! Lists of calls, and who may see them.

use crate::{
    database::{TENANT, at, on_both},
    story::{AGENT, GROUP, Story, number},
};
use otklik_model::{CallId, GroupId, UserId, call_record::Outcome};
use otklik_store::{
    Store,
    calls::{self, CallFilter, Viewer},
};

const COLLEAGUE: UserId = UserId::from_u128(102);

async fn three_calls(store: &Store) {
    let answered = Story::inbound(1, 100, number(1)).rings(AGENT).answered(AGENT).ended();
    let missed = Story::inbound(2, 200, number(2)).rings(COLLEAGUE).ended();
    let colleague_s = Story::inbound(3, 300, number(1)).rings(COLLEAGUE).answered(COLLEAGUE).ended();
    let mut tx = store.begin(TENANT).await.unwrap();
    tx.append([answered.entries, missed.entries, colleague_s.entries].concat()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn ids(store: &Store, filter: &CallFilter) -> Vec<u128> {
    let page = calls::list(&store.read(TENANT), filter, None, 10).await.unwrap();
    page.items.iter().map(|call| call.record.call_id.to_u128()).collect()
}

on_both! {
    async fn filters_choose_by_outcome_user_and_time(database: Database) {
        let store = database.with_tenant().await;
        three_calls(&store).await;
        assert_eq!(ids(&store, &CallFilter::default()).await, [3, 2, 1]);
        assert_eq!(ids(&store, &CallFilter { outcome: Some(Outcome::Missed), ..CallFilter::default() }).await, [2]);
        assert_eq!(ids(&store, &CallFilter { user_id: Some(COLLEAGUE), ..CallFilter::default() }).await, [3, 2]);
        assert_eq!(ids(&store, &CallFilter { from: Some(at(200)), to: Some(at(300)), ..CallFilter::default() }).await, [2]);
    }

    async fn an_agent_sees_his_calls_and_those_his_groups_missed(database: Database) {
        let store = database.with_tenant().await;
        three_calls(&store).await;
        let seen_with = |group_ids: Vec<GroupId>| CallFilter { visible_to: Some(Viewer { user_id: AGENT, group_ids }), ..CallFilter::default() };
        assert_eq!(ids(&store, &seen_with(vec![GROUP])).await, [2, 1]);
        assert_eq!(ids(&store, &seen_with(vec![])).await, [1]);
    }

    async fn a_page_says_where_the_next_one_begins(database: Database) {
        let store = database.with_tenant().await;
        three_calls(&store).await;
        let reader = store.read(TENANT);
        let first = calls::list(&reader, &CallFilter::default(), None, 2).await.unwrap();
        assert_eq!(first.next, Some(CallId::from_u128(2)));
        let last = calls::list(&reader, &CallFilter::default(), first.next, 2).await.unwrap();
        assert_eq!((last.items.len(), last.next), (1, None));
        assert_eq!(calls::of_number(&reader, number(1), 10).await.unwrap().len(), 2);
    }
}
