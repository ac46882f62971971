/**
 * What the console expects of the server against what the server describes: a field the server
 * does not know fails to compile. Types alone, nothing of it is left in the program.
 */
import type { components } from "./schema";
import type * as T from "./types";

type Described = components["schemas"];

/** Takes only the empty union, so any field left over is named in the error. */
type Nothing<Field extends never> = Field;
type UnknownTo<Server, Console> = Exclude<keyof Console, keyof Server>;

export type Expected = [
  Nothing<UnknownTo<Described["LoginAnswer"], T.LoginResponse>>,
  Nothing<UnknownTo<Described["User"], T.User>>,
  Nothing<UnknownTo<Described["CreateUser"], T.NewUser>>,
  Nothing<UnknownTo<Described["ChangeUser"], T.UserPatch>>,
  Nothing<UnknownTo<Described["Device"], T.Device>>,
  Nothing<UnknownTo<Described["Group"], T.Group>>,
  Nothing<UnknownTo<Described["Did"], T.Did>>,
  Nothing<UnknownTo<Described["Trunk"], T.Trunk>>,
  Nothing<UnknownTo<Described["Schedule"], T.Schedule>>,
  Nothing<UnknownTo<Described["ContactSummary"], T.ContactSummary>>,
  Nothing<UnknownTo<Described["Point"], T.ContactPoint>>,
  Nothing<UnknownTo<Described["Contact"], T.Contact>>,
  Nothing<UnknownTo<Described["ContactRequest"], T.NewContact>>,
  Nothing<UnknownTo<Described["ChangeContact"], T.ContactPatch>>,
  Nothing<UnknownTo<Described["CompanySummary"], T.CompanySummary>>,
  Nothing<UnknownTo<Described["Company"], T.Company>>,
  Nothing<UnknownTo<Described["ChangeCompany"], T.CompanyPatch>>,
  Nothing<UnknownTo<Described["Record"], T.ContactRecord>>,
  Nothing<UnknownTo<Described["Note"], T.Note>>,
  Nothing<UnknownTo<Described["Activity"], T.Activity>>,
  Nothing<UnknownTo<Described["CallParty"], T.CallParty>>,
  Nothing<UnknownTo<Described["CallSummary"], T.CallSummary>>,
  Nothing<UnknownTo<Described["CallStory"], T.Call>>,
  Nothing<UnknownTo<Described["Card"], T.Card>>,
  Nothing<UnknownTo<Described["CardContact"], T.CardContact>>,
  Nothing<UnknownTo<Described["CardCandidate"], T.Candidate>>,
  Nothing<UnknownTo<Described["CardOnBehalf"], T.OnBehalf>>,
  Nothing<UnknownTo<Described["CardBlocker"], T.Blocker>>,
  Nothing<UnknownTo<Described["CardMatter"], T.OpenMatter>>,
  Nothing<UnknownTo<Described["CardPurchase"], T.Purchase>>,
  Nothing<UnknownTo<Described["CardDocument"], T.CardDocument>>,
  Nothing<UnknownTo<Described["Commitment"], T.Commitment>>,
  Nothing<UnknownTo<Described["CreateCommitment"], T.NewCommitment>>,
  Nothing<UnknownTo<Described["Found"], T.SearchHit>>,
  Nothing<UnknownTo<Described["Problem"], T.Problem>>,
];
