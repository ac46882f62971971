//! Talk: joining two legs, recording them, hold and resume.

use crate::{
    action::Action,
    call::{Call, Stage},
    leg::{HeldBy, Leg, Talk},
    surroundings::Surroundings,
};
use otklik_model::{LegId, directory::Recording, event::DomainEvent};
use std::time::Instant;

impl Call {
    /// Answers a caller, if he is not answered yet.
    pub(crate) fn answer_caller(&mut self, leg_id: LegId, with: Option<LegId>, at: Instant) {
        let Some(leg) = self.legs.get_mut(&leg_id).filter(|leg| !leg.is_answered()) else { return };
        leg.answered(at);
        self.act(Action::Answer { leg_id, with });
    }

    /// Lets whoever waited and whoever answered talk.
    pub(crate) fn join(&mut self, waiting: LegId, winner: LegId, around: &mut dyn Surroundings) {
        if self.is_answered(waiting) {
            self.act(Action::StopPlaying { leg_id: waiting });
        }
        self.answer_caller(waiting, Some(winner), around.now());
        self.bridge(waiting, winner);
        self.record_if_due(around);
    }

    pub(crate) fn bridge(&mut self, first: LegId, second: LegId) {
        self.act(Action::Bridge { first, second });
        self.tell(DomainEvent::Bridged { legs: [first, second] });
        self.stage = Stage::Talking([first, second]);
    }

    /// The leg a talking leg talks with.
    pub(crate) fn partner_of(&self, leg_id: LegId) -> Option<LegId> {
        match self.stage {
            Stage::Talking([first, second]) if leg_id == first => Some(second),
            Stage::Talking([first, second]) if leg_id == second => Some(first),
            Stage::Talking(_) | Stage::Prompt(_) | Stage::Ringing(_) | Stage::Over => None,
        }
    }

    pub(crate) fn on_holds(&mut self, leg_id: LegId) {
        self.hold(leg_id, HeldBy::Phone);
    }

    pub(crate) fn on_resumes(&mut self, leg_id: LegId) {
        self.resume(leg_id, HeldBy::Phone);
    }

    /// Puts the partner of a leg on hold. Whether it could be done.
    pub(crate) fn hold(&mut self, leg_id: LegId, by: HeldBy) -> bool {
        let Some(partner) = self.partner_of(leg_id) else { return false };
        let Some(leg) = self.legs.get_mut(&leg_id).filter(|leg| !leg.is_holding()) else { return false };
        leg.set_talk(Talk::Holding(by));
        self.act(Action::Unbridge { leg_id: partner });
        self.act(Action::Hold { leg_id: partner });
        self.tell(DomainEvent::Held { leg_id });
        true
    }

    /// Takes the partner of a leg back, if it was put on hold in the same way. Whether it could be done.
    pub(crate) fn resume(&mut self, leg_id: LegId, by: HeldBy) -> bool {
        if !self.holds_by(leg_id, by) {
            return false;
        }
        if let Some(leg) = self.legs.get_mut(&leg_id) {
            leg.set_talk(Talk::Open);
        }
        let Some(partner) = self.partner_of(leg_id) else { return false };
        self.act(Action::Resume { leg_id: partner });
        if !self.legs.get(&partner).is_some_and(Leg::is_holding) {
            self.act(Action::Bridge { first: leg_id, second: partner });
        }
        self.tell(DomainEvent::Resumed { leg_id });
        true
    }

    fn holds_by(&self, leg_id: LegId, by: HeldBy) -> bool {
        let state = self.legs.get(&leg_id).map(|leg| leg.state);
        matches!(state, Some(crate::leg::LegState::Answered { talk: Talk::Holding(held_by), .. }) if held_by == by)
    }

    /// Calls with clients are recorded from their first bridge on, if the company wants it. The client's leg is the one recorded:
    /// he stays when colleagues come and go.
    fn record_if_due(&mut self, around: &mut dyn Surroundings) {
        let client = self.legs.values().find(|leg| leg.is_external() && leg.is_answered()).map(|leg| leg.leg_id);
        let Some(leg_id) = client.filter(|_| self.recording.is_none()) else { return };
        if around.directory().recording == Recording::Off {
            return;
        }
        let recording_id = around.new_recording_id();
        let path = format!("{}/{}.wav", around.wall_clock().strftime("%Y/%m/%d"), self.call_id);
        self.recording = Some(recording_id);
        self.act(Action::StartRecording { recording_id, leg_id, path: path.clone() });
        self.tell(DomainEvent::RecordingStarted { recording_id, path });
    }
}
