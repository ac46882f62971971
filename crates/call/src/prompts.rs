//! Prompts: the greeting before ringing, and a target that is nothing but a prompt.

use crate::{
    action::Action,
    call::{Call, Stage},
    limits::PROMPT_MAX,
    ring::Purpose,
    route::{Destination, InboundRoute},
    surroundings::Surroundings,
};
use otklik_model::{
    LegId,
    directory::Target,
    event::{DomainEvent, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};
use std::time::Instant;

/// A prompt the caller hears.
#[derive(Debug)]
pub(crate) struct PromptPlaying {
    prompt: String,
    since: Instant,
    pub(crate) deadline: Instant,
    then: After,
}

/// What follows a prompt.
#[derive(Debug)]
enum After {
    /// The call goes on.
    Reach(Destination),
    /// That was all.
    HangUp,
}

impl Call {
    /// Follows the route of a call in: the greeting first, when there is one and somebody to reach after it.
    pub(crate) fn follow(&mut self, route: InboundRoute, around: &mut dyn Surroundings) {
        self.opening = route.opening;
        let destination = match route.target {
            Target::User(user_id) => Destination::User(user_id),
            Target::Group(group_id) => Destination::Group(group_id),
            Target::Prompt(prompt) => return self.announce(prompt, around),
            Target::Reject => return self.refuse_at_once(HangUpCause::REJECTED),
        };
        match route.greeting {
            Some(greeting) => self.play(greeting, After::Reach(destination), around),
            None => self.connect(destination, around),
        }
    }

    pub(crate) fn on_prompt_finished(&mut self, leg_id: LegId, around: &mut dyn Surroundings) {
        if leg_id == self.caller && matches!(self.stage, Stage::Prompt(_)) {
            self.after_prompt(around);
        }
    }

    /// Leaves the prompt, whether it was heard to its end or given up, and does what follows.
    pub(crate) fn after_prompt(&mut self, around: &mut dyn Surroundings) {
        let Some(playing) = self.finish_prompt(around.now()) else { return };
        match playing.then {
            After::Reach(destination) => self.connect(destination, around),
            After::HangUp => self.end(HangUpCause::new(HangUpCause::NORMAL, EndedBy::System)),
        }
    }

    /// Tells how much of the prompt was heard, if one plays.
    pub(crate) fn finish_prompt(&mut self, now: Instant) -> Option<PromptPlaying> {
        if !matches!(self.stage, Stage::Prompt(_)) {
            return None;
        }
        let Stage::Prompt(playing) = std::mem::replace(&mut self.stage, Stage::Over) else { return None };
        let heard = now.saturating_duration_since(playing.since);
        let heard_ms = u64::try_from(heard.as_millis()).unwrap_or(u64::MAX);
        self.tell(DomainEvent::PromptFinished { prompt: playing.prompt.clone(), heard_ms });
        Some(playing)
    }

    fn announce(&mut self, prompt: String, around: &mut dyn Surroundings) {
        self.tell(DomainEvent::CallRouted { to: RoutedTo::Prompt, opening: self.opening });
        self.play(prompt, After::HangUp, around);
    }

    fn play(&mut self, prompt: String, then: After, around: &mut dyn Surroundings) {
        let leg_id = self.caller;
        self.answer_caller(leg_id, None, around.now());
        self.tell(DomainEvent::PromptStarted { prompt: prompt.clone() });
        self.act(Action::PlayPrompt { leg_id, prompt: prompt.clone() });
        let since = around.now();
        self.stage = Stage::Prompt(PromptPlaying { prompt, since, deadline: since + PROMPT_MAX, then });
    }

    /// Sends whoever waits to a destination.
    pub(crate) fn reach(&mut self, destination: Destination, purpose: Purpose, waiting: Option<LegId>, around: &mut dyn Surroundings) {
        match destination {
            Destination::User(user_id) => self.ring_user(user_id, purpose, waiting, around),
            Destination::Group(group_id) => self.ring_group(group_id, purpose, waiting, around),
            Destination::External { dialled, number, urgency } => {
                let outside = crate::ring::Outside { dialled, number, urgency };
                self.ring_outside(&outside, purpose, waiting, around);
            }
        }
    }
}
