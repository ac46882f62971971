//! Ring groups: users whose devices ring together.

use crate::{Reader, StoreError, Tx, columns::Cell, table::table};
use otklik_model::{GroupId, UserId};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// A ring group with its members.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Name for people.
    pub name: String,
    /// Internal short number.
    pub extension: Option<String>,
    /// How long it rings before a call counts as not answered.
    pub ring_seconds: u32,
    /// Who is rung; the first one answers for calls nobody took.
    pub member_ids: Vec<UserId>,
}

table! {
    /// A group without its members.
    pub(crate) struct GroupRow in ring_group "ring_groups" {
        key {
            /// Its id.
            id: GroupId,
        }
        /// Name for people.
        name: String,
        /// Internal short number.
        extension: Option<String>,
        /// How long it rings.
        ring_seconds: u32,
    }
}

table! {
    /// A user in a group.
    pub(crate) struct Member in member "group_members" {
        key {
            /// The group.
            group_id: GroupId,
            /// The user.
            user_id: UserId,
        }
        /// Place in the group, from 0.
        position: u32,
    }
}

/// All groups, by name.
pub async fn list(reader: &Reader<'_>) -> Result<Vec<Group>, StoreError> {
    let rows: Vec<GroupRow> = reader.all(reader.select::<GroupRow>().order_by_asc(ring_group::Column::Name)).await?;
    let members: Vec<Member> = reader.all(reader.select::<Member>().order_by_asc(member::Column::Position)).await?;
    let mut members_of: BTreeMap<GroupId, Vec<UserId>> = BTreeMap::new();
    members.into_iter().for_each(|member| members_of.entry(member.group_id).or_default().push(member.user_id));
    Ok(rows.into_iter().map(|row| group(row, &mut members_of)).collect())
}

/// One group.
pub async fn find(reader: &Reader<'_>, id: GroupId) -> Result<Option<Group>, StoreError> {
    Ok(list(reader).await?.into_iter().find(|group| group.id == id))
}

/// Groups a user is in.
pub async fn of_user(reader: &Reader<'_>, user_id: UserId) -> Result<Vec<GroupId>, StoreError> {
    let members: Vec<Member> = reader.all(reader.select::<Member>().filter(member::Column::UserId.eq(Cell(user_id)))).await?;
    Ok(members.into_iter().map(|member| member.group_id).collect())
}

/// Makes a group with its members; [`StoreError::Duplicate`] when the extension is taken.
pub async fn insert(tx: &mut Tx, group: &Group) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.insert(row(group)).await?;
    tx.insert_all(members(group)).await
}

/// Writes a group and sets its members anew.
pub async fn update(tx: &mut Tx, group: &Group) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.save_row(row(group)).await?;
    tx.delete::<Member>(member::Column::GroupId.eq(Cell(group.id))).await?;
    tx.insert_all(members(group)).await
}

/// Takes a group away.
pub async fn delete(tx: &mut Tx, id: GroupId) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.delete::<Member>(member::Column::GroupId.eq(Cell(id))).await?;
    tx.delete::<GroupRow>(ring_group::Column::Id.eq(Cell(id))).await.and_then(StoreError::missing_if_none)
}

fn group(row: GroupRow, members_of: &mut BTreeMap<GroupId, Vec<UserId>>) -> Group {
    let member_ids = members_of.remove(&row.id).unwrap_or_default();
    Group { id: row.id, name: row.name, extension: row.extension, ring_seconds: row.ring_seconds, member_ids }
}

fn row(group: &Group) -> GroupRow {
    GroupRow { id: group.id, name: group.name.clone(), extension: group.extension.clone(), ring_seconds: group.ring_seconds }
}

fn members(group: &Group) -> Vec<Member> {
    (0..).zip(&group.member_ids).map(|(position, user_id)| Member { group_id: group.id, user_id: *user_id, position }).collect()
}
