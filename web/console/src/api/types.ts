/** Names by which the console calls what `schema.ts` describes. Nothing here has fields of its own. */
import type { components } from "./schema";

type Described = components["schemas"];

export type Id = string;
/** RFC 3339, UTC. */
export type Timestamp = string;

export type Ref = Described["Named"];
export type Problem = Described["Problem"];

// people of the company
export type Role = Described["Role"];
export type Credentials = Described["LoginRequest"];
export type User = Described["User"];
export type NewUser = Described["CreateUser"];
export type UserPatch = Described["ChangeUser"];
export type Device = Described["Device"];
export type NewDevice = Described["CreateDevice"];
export type DevicePatch = Described["ChangeDevice"];
export type Group = Described["Group"];
export type GroupDraft = Described["GroupRequest"];
export type Target = Described["Target"];
export type Did = Described["Did"];
export type DidDraft = Described["NumberRequest"];
export type Trunk = Described["Trunk"];
export type Schedule = Described["Schedule"];

// clients
export type ContactSummary = Described["ContactSummary"];
export type ContactPoint = Described["Point"];
export type PointDraft = Described["PointRequest"];
export type Affiliation = Described["Affiliation"];
export type LabelValue = Described["KnownFact"];
export type Contact = Described["Contact"];
export type ContactDraft = Described["ContactRequest"];
export type ContactPatch = Described["ChangeContact"];
export type CompanySummary = Described["CompanySummary"];
export type Company = Described["Company"];
export type CompanyDraft = Described["CompanyRequest"];
export type CompanyPatch = Described["ChangeCompany"];
export type ContactRecord = Described["Record"];
export type Note = Described["Note"];
export type NoteDraft = Described["NoteRequest"];
export type Activity = Described["Activity"];
export type SearchHit = Described["Found"];

// calls
export type CallParty = Described["CallParty"];
export type CallSummary = Described["CallSummary"];
export type CallOutcome = Described["CallOutcome"];
export type Call = Described["CallStory"];
export type CallEvent = Described["CallEvent"];
export type Card = Described["Card"];
export type Candidate = Described["CardCandidate"];
export type OnBehalf = Described["CardOnBehalf"];
export type Blocker = Described["CardBlocker"];
export type OpenMatter = Described["CardMatter"];

// commitments
export type CommitmentKind = Described["CommitmentKind"];
export type CommitmentState = Described["CommitmentState"];
export type Commitment = Described["Commitment"];
export type NewCommitment = Described["CreateCommitment"];
export type CommitmentPatch = Described["ChangeCommitment"];

// live
export type LiveUser = Described["LiveUser"];
export type LiveSnapshot = Extract<Described["LiveMessage"], { type: "snapshot" }>;
export type LiveEvent = Extract<Described["LiveMessage"], { type: "event" }>;
export type LiveMessage = Described["LiveMessage"];
