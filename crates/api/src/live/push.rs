//! What is sent to screens, and to whose.

use crate::auth::Signed;
use otklik_model::{Role, TenantId, UserId};
use std::sync::Arc;

/// Who may see a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Circle {
    /// Everybody of the tenant.
    Everybody,
    /// These users, and supervisors.
    Concerned(Vec<UserId>),
    /// Everybody else: neither these users nor supervisors.
    NotConcerned(Vec<UserId>),
    /// One user only.
    Only(UserId),
}

/// One message to screens, already in JSON so that it is written once for all of them.
#[derive(Debug, Clone)]
pub struct Push {
    /// Whose screens.
    pub tenant_id: TenantId,
    /// Which of them.
    pub circle: Circle,
    /// The message.
    pub text: Arc<str>,
}

impl Push {
    /// Whether that user's screen gets it.
    pub fn is_for(&self, signed: &Signed) -> bool {
        self.tenant_id == signed.tenant_id && self.circle.holds(signed.user_id, signed.role)
    }
}

impl Circle {
    /// Whether a user is inside.
    pub fn holds(&self, user_id: UserId, role: Role) -> bool {
        match self {
            Self::Everybody => true,
            Self::Concerned(users) => role >= Role::Supervisor || users.contains(&user_id),
            Self::NotConcerned(users) => role < Role::Supervisor && !users.contains(&user_id),
            Self::Only(only) => *only == user_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_sees_his_own_calls_and_a_supervisor_all() {
        let (mine, other) = (UserId::from_u128(1), UserId::from_u128(2));
        let circle = Circle::Concerned(vec![mine]);
        assert!(circle.holds(mine, Role::Agent));
        assert!(!circle.holds(other, Role::Agent));
        assert!(circle.holds(other, Role::Supervisor));
        let others = Circle::NotConcerned(vec![mine]);
        assert!(!others.holds(mine, Role::Agent) && others.holds(other, Role::Agent) && !others.holds(other, Role::Supervisor));
        assert!(!Circle::Only(mine).holds(other, Role::Administrator));
    }
}
