/**
 * The wire types of `/api/v1`, one to one with the contract. Written by hand until the server's OpenAPI
 * snapshot exists; then generated in its place, which is why nothing but types lives here.
 */

export type Id = string;
/** RFC 3339, UTC. */
export type Timestamp = string;

export interface Ref {
  id: Id;
  name: string;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: { field: string; message: string }[];
}

// ── people of the company ────────────────────────────────────────────────────

export type Role = "agent" | "supervisor" | "administrator";

export interface User {
  id: Id;
  login: string;
  name: string;
  extension: string | null;
  role: Role;
  email: string | null;
  disabled: boolean;
  devices_registered: number;
}

export interface LoginResponse {
  token: string;
  user: User;
}

export interface NewUser {
  login: string;
  name: string;
  password: string;
  role: Role;
  extension?: string | null;
}

export interface UserPatch {
  name?: string;
  role?: Role;
  extension?: string | null;
  email?: string | null;
  password?: string;
  disabled?: boolean;
}

export interface Device {
  id: Id;
  user_id: Id;
  login: string;
  /** The hash the phone proves its password with. */
  digest: "md5" | "sha256";
  registered: { address: string; user_agent: string; since: Timestamp } | null;
  /** Only in the answer to creation or renewal: it is never shown again. */
  password?: string;
}

export interface Group {
  id: Id;
  name: string;
  extension: string | null;
  member_ids: Id[];
  ring_seconds: number;
}

export type TargetKind = "user" | "group" | "prompt" | "reject";

export interface Target {
  kind: TargetKind;
  id?: Id;
  prompt?: string;
}

export interface Did {
  id: Id;
  number: string;
  name: string;
  greeting: string | null;
  schedule_id: Id | null;
  open: Target;
  closed: Target;
}

export interface Trunk {
  id: Id;
  name: string;
  host: string;
  port: number;
  calls_max: number;
  caller_id: string | null;
  accepts: string[];
}

export interface Schedule {
  id: Id;
  name: string;
  time_zone: string;
  weekly: { weekdays: number[]; from: string; to: string }[];
  special_days: { date: string; from?: string | null; to?: string | null }[];
}

// ── clients ──────────────────────────────────────────────────────────────────

export interface PointSummary {
  kind: string;
  value: string;
  display: string;
}

export interface ContactSummary {
  id: Id;
  name: string;
  companies: Ref[];
  points: PointSummary[];
  owner: Ref | null;
  tier: string | null;
  last_activity_at: Timestamp | null;
  matched?: string | null;
}

export interface ContactPoint extends PointSummary {
  id: Id;
  label: string | null;
  preferred: boolean;
}

export interface Affiliation {
  id: Id;
  company: Ref;
  role: string | null;
  since: string | null;
  until: string | null;
}

export interface LabelValue {
  label: string;
  value: string;
}

export interface Contact {
  id: Id;
  name?: string;
  last_name: string | null;
  first_name: string | null;
  patronymic: string | null;
  greeting: string;
  preferred_channel: string | null;
  tier: string | null;
  owner: Ref | null;
  points: ContactPoint[];
  affiliations: Affiliation[];
  known: LabelValue[];
  deleted?: boolean;
  version: number;
}

export interface NewContact {
  last_name?: string | null;
  first_name?: string | null;
  patronymic?: string | null;
  points: { kind: string; value: string; label?: string | null; preferred?: boolean }[];
  affiliations?: { company_id: Id; role: string | null; since?: string | null; until?: string | null }[];
  owner_id?: Id | null;
}

export interface ContactPatch extends Partial<NewContact> {
  preferred_channel?: string | null;
  tier?: string | null;
  version: number;
}

export interface CompanySummary extends Ref {
  legal_name?: string | null;
  inn?: string | null;
}

export interface Company {
  id: Id;
  name: string;
  legal_name: string | null;
  inn: string | null;
  kpp: string | null;
  notes: string | null;
  contacts: { contact: Ref; role: string | null; since: string | null; until: string | null }[];
  version: number;
}

export interface CompanyPatch {
  name?: string;
  legal_name?: string | null;
  inn?: string | null;
  kpp?: string | null;
  notes?: string | null;
  version: number;
}

/** Something the company knows about a contact: a purchase, a contract, an invoice. */
export interface ContactRecord {
  id: Id;
  kind: string;
  title: string;
  date: string | null;
  quantity: number | null;
  amount_kopecks: number | null;
  status: string | null;
  attributes: Record<string, string | number | boolean | null>;
}

export type ActivityKind = "call" | "note" | "commitment" | "record" | "change";

export interface Note {
  id: Id;
  text: string;
  author: Ref | null;
}

export interface Activity {
  id: Id;
  at: Timestamp;
  kind: ActivityKind;
  title: string;
  call?: CallSummary | null;
  note?: Note | null;
  commitment?: Commitment | null;
  record?: ContactRecord | null;
  by?: Ref | null;
}

// ── calls ────────────────────────────────────────────────────────────────────

export interface CallParty {
  raw: string;
  number: string | null;
  display: string;
  user: Ref | null;
}

export type CallState = "ringing" | "talking" | "held" | "ended";
export type Direction = "inbound" | "outbound" | "internal";

export interface CallSummary {
  id: Id;
  direction: Direction;
  state: CallState;
  outcome: string | null;
  from: CallParty;
  to: CallParty;
  contact: Ref | null;
  candidates_count: number;
  did: { id: Id; number: string; name: string } | null;
  started_at: Timestamp;
  answered_at: Timestamp | null;
  ended_at: Timestamp | null;
  talk_seconds: number;
  answered_by: Ref | null;
  ringing_users: Ref[];
  recordings: { id: Id; duration_seconds: number | null }[];
  commitment_id: Id | null;
}

export interface CallEvent {
  at: Timestamp;
  type: string;
  [field: string]: unknown;
}

export interface Call extends CallSummary {
  events: CallEvent[];
}

export type Recognition = "known" | "several" | "unknown";

export interface Candidate {
  contact_id: Id;
  name: string;
  subtitle: string | null;
  evidence: string | null;
  rank: number;
}

export interface OnBehalf {
  company_id: Id | null;
  name: string;
  role: string | null;
  rank: number;
}

export interface Blocker {
  kind: string;
  title: string;
  sentence: string;
  action: string | null;
  details: LabelValue[];
}

export interface OpenMatter {
  kind: string;
  id: Id;
  title: string;
  owner: Ref | null;
  due: Timestamp | null;
  overdue: boolean;
}

export interface Purchase {
  id: Id;
  title: string;
  date: string | null;
  quantity: number | null;
  amount_kopecks: number | null;
  attributes: ContactRecord["attributes"];
}

export interface CardDocument {
  id: Id;
  kind: string;
  title: string;
  date: string | null;
  status: string | null;
}

export interface CardContact {
  id: Id;
  name: string;
  greeting: string;
  tier: string | null;
  preferred_channel: string | null;
  owner: Ref | null;
}

export interface Card {
  call_id: Id;
  did: { number: string; name: string } | null;
  caller: CallParty & { region: string | null };
  recognition: Recognition;
  contact: CardContact | null;
  candidates: Candidate[];
  on_behalf: OnBehalf[];
  blockers: Blocker[];
  open_matters: OpenMatter[];
  purchases: Purchase[];
  documents: CardDocument[];
  last_activities: { at: Timestamp; kind: string; title: string; with: Ref | null }[];
  known: LabelValue[];
}

// ── commitments, search ──────────────────────────────────────────────────────

export type CommitmentState = "open" | "kept" | "broken" | "withdrawn";

export interface Commitment {
  id: Id;
  kind: "call_back" | "other";
  /** May be empty for a call back. */
  text: string;
  contact: Ref | null;
  phone: string | null;
  owner: Ref | null;
  due: Timestamp;
  overdue: boolean;
  state: CommitmentState;
  made_by_call: Id | null;
  made_at?: Timestamp;
  kept: { at: Timestamp; call_id?: Id | null; note_id?: Id | null } | null;
  attempts: number;
}

export interface NewCommitment {
  contact_id?: Id | null;
  kind: Commitment["kind"];
  text: string;
  due: Timestamp;
  owner_id?: Id | null;
}

export interface SearchHit {
  kind: "contact" | "company" | "call" | "record";
  id: Id;
  title: string;
  subtitle: string | null;
  matched: string | null;
}

// ── live ─────────────────────────────────────────────────────────────────────

export type Availability = "offline" | "available" | "ringing" | "talking";

export interface LiveUser {
  id: Id;
  name: string;
  extension: string | null;
  state: Availability;
}

export interface LiveSnapshot {
  type: "snapshot";
  at: Timestamp;
  user: User;
  calls: CallSummary[];
  commitments: Commitment[];
  users: LiveUser[];
  /** Of the calls that ring for this user or that he is in. */
  cards?: { call_id: Id; card: Card }[];
}

export type LiveEvent =
  | { type: "event"; at?: Timestamp; event: "call_changed" | "call_ended"; call: CallSummary }
  | { type: "event"; at?: Timestamp; event: "commitment_changed"; commitment: Commitment }
  | { type: "event"; at?: Timestamp; event: "commitment_gone"; commitment_id: Id }
  | { type: "event"; at?: Timestamp; event: "user_changed"; user: LiveUser }
  | { type: "event"; at?: Timestamp; event: "contact_changed"; contact_id: Id };

export type LiveMessage = LiveSnapshot | LiveEvent | { type: "card"; call_id: Id; card: Card } | { type: "ping" };
