//! Ids of events that this crate writes: made from what they follow from, so that the same event never gets two.

use otklik_model::{EventId, Timestamp};

/// An odd number, so that multiplying by it permutes 128-bit numbers and no two causes meet before the cut to an id's 80 random bits.
const MULTIPLIER: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

/// The id of the event that follows from `cause` (the number of another id) as its `ordinal`-th consequence.
pub(crate) fn following(cause: u128, ordinal: u128, at: Timestamp) -> EventId {
    let mixed = cause.wrapping_add(ordinal).wrapping_mul(MULTIPLIER);
    EventId::from_parts(at.as_millisecond().unsigned_abs(), mixed >> 48)
}
