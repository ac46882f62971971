/** Values for tests: the least that is valid, changed by what the test is about. */
import type { CallSummary, Card, Commitment, User } from "../api/types";

const party = { raw: "+79160000001", number: "+79160000001", display: "+7 916 000-00-01", user: null };

export const aUser = (part: Partial<User> = {}): User => ({
  id: "me",
  login: "101",
  name: "Марина",
  extension: "101",
  role: "agent",
  email: null,
  disabled: false,
  devices_registered: 1,
  ...part,
});

export const aCall = (id: string, part: Partial<CallSummary> = {}): CallSummary => ({
  id,
  direction: "inbound",
  state: "ringing",
  outcome: null,
  from: party,
  to: { ...party, raw: "+74950000001", number: "+74950000001" },
  contact: null,
  candidates_count: 0,
  did: null,
  started_at: "2026-11-21T10:00:00Z",
  answered_at: null,
  ended_at: null,
  talk_seconds: 0,
  answered_by: null,
  ringing_users: [{ id: "me", name: "Марина" }],
  recordings: [],
  commitment_id: null,
  ...part,
});

export const aCommitment = (id: string, part: Partial<Commitment> = {}): Commitment => ({
  id,
  kind: "call_back",
  text: "Перезвонить",
  contact: null,
  phone: "+79160000001",
  owner: null,
  due: "2026-11-21T12:00:00Z",
  overdue: false,
  state: "open",
  made_by_call: null,
  made_at: "2026-11-21T10:00:00Z",
  kept: null,
  attempts: 0,
  ...part,
});

export const aCard = (call_id: string, part: Partial<Card> = {}): Card => ({
  call_id,
  complete: true,
  did: null,
  caller: { ...party, region: null },
  recognition: "unknown",
  contact: null,
  candidates: [],
  on_behalf: [],
  blockers: [],
  open_matters: [],
  purchases: [],
  documents: [],
  last_activities: [],
  known: [],
  ...part,
});
