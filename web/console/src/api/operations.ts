/** One function per operation of the API: the only place that knows its paths. */
import { get, patch, post, remove } from "./client";
import type * as T from "./types";

export const login = (credentials: { login: string; password: string }) => post<T.LoginResponse>("/login", credentials);
export const logout = () => post("/logout");
export const me = () => get<T.User>("/me");
export const search = (q: string) => get<T.SearchHit[] | T.Page<T.SearchHit>>("/search", { q }).then(itemsOf);

// clients
export const contacts = (q: string, cursor?: string) => get<T.Page<T.ContactSummary>>("/contacts", { q, cursor });
export const contact = (id: T.Id) => get<T.Contact>(`/contacts/${id}`);
export const createContact = (body: T.NewContact, force = false) =>
  post<T.Contact>("/contacts", body, { force: force || undefined });
export const changeContact = (id: T.Id, body: T.ContactPatch) => patch<T.Contact>(`/contacts/${id}`, body);
export const deleteContact = (id: T.Id) => remove(`/contacts/${id}`);
export const restoreContact = (id: T.Id) => post<T.Contact>(`/contacts/${id}/restore`);
export const timeline = (id: T.Id, cursor?: string) => get<T.Page<T.Activity>>(`/contacts/${id}/timeline`, { cursor });
export const addNote = (id: T.Id, body: { text: string; call_id?: T.Id }) =>
  post<unknown>(`/contacts/${id}/notes`, body);
export const records = (id: T.Id) =>
  get<T.ContactRecord[] | T.Page<T.ContactRecord>>(`/contacts/${id}/records`).then(itemsOf);

// companies
export const companies = (q: string, cursor?: string) => get<T.Page<T.CompanySummary>>("/companies", { q, cursor });
export const company = (id: T.Id) => get<T.Company>(`/companies/${id}`);
export const createCompany = (body: Partial<T.CompanyPatch> & { name: string }) => post<T.Company>("/companies", body);
export const changeCompany = (id: T.Id, body: T.CompanyPatch) => patch<T.Company>(`/companies/${id}`, body);

// calls
export interface CallFilter {
  state?: "live" | "ended";
  outcome?: string;
  contact_id?: T.Id;
  user_id?: T.Id;
  from?: string;
  to?: string;
}
export const calls = (filter: CallFilter, cursor?: string) =>
  get<T.Page<T.CallSummary>>("/calls", { ...filter, cursor });
export const call = (id: T.Id) => get<T.Call>(`/calls/${id}`);
export const card = (id: T.Id) => get<T.Card>(`/calls/${id}/card`);
export const dial = (to: string) => post<{ call_id: T.Id }>("/calls", { to });
export const answer = (id: T.Id) => post(`/calls/${id}/answer`);
export const hold = (id: T.Id) => post(`/calls/${id}/hold`);
export const resume = (id: T.Id) => post(`/calls/${id}/resume`);
export const hangUp = (id: T.Id) => post(`/calls/${id}/hang_up`);
export const transfer = (id: T.Id, to: string) => post(`/calls/${id}/transfer`, { to });
export const nameCaller = (id: T.Id, contact_id: T.Id, company_id?: T.Id | null) =>
  post(`/calls/${id}/caller`, { contact_id, company_id });
export const recordingAddress = (id: T.Id) => `/api/v1/recordings/${id}`;

// commitments
export interface CommitmentFilter {
  state?: T.CommitmentState;
  owner_id?: T.Id;
  contact_id?: T.Id;
}
export const commitments = (filter: CommitmentFilter, cursor?: string) =>
  get<T.Page<T.Commitment>>("/commitments", { ...filter, cursor });
export const promise = (body: T.NewCommitment) => post<T.Commitment>("/commitments", body);
export const changeCommitment = (id: T.Id, body: { owner_id?: T.Id; due?: T.Timestamp; text?: string }) =>
  patch<T.Commitment>(`/commitments/${id}`, body);
export const keepCommitment = (id: T.Id, note: string) => post<unknown>(`/commitments/${id}/keep`, { note });
export const withdrawCommitment = (id: T.Id) => post<unknown>(`/commitments/${id}/withdraw`);
export const reopenCommitment = (id: T.Id) => post<unknown>(`/commitments/${id}/reopen`);

// settings
const list =
  <R>(path: string) =>
  () =>
    get<R[] | T.Page<R>>(path).then(itemsOf);
export const users = list<T.User>("/users");
export const createUser = (body: T.NewUser) => post<T.User>("/users", body);
export const changeUser = (id: T.Id, body: T.UserPatch) => patch<T.User>(`/users/${id}`, body);
export const disableUser = (id: T.Id) => remove(`/users/${id}`);
export const devices = list<T.Device>("/devices");
export const createDevice = (body: Pick<T.Device, "user_id" | "login"> & Partial<Pick<T.Device, "digest">>) =>
  post<T.Device>("/devices", body);
export const changeDevice = (id: T.Id, body: { user_id?: T.Id; digest?: T.Device["digest"]; new_password?: boolean }) =>
  patch<T.Device>(`/devices/${id}`, body);
export const deleteDevice = (id: T.Id) => remove(`/devices/${id}`);
export const groups = list<T.Group>("/groups");
export const createGroup = (body: Omit<T.Group, "id">) => post<T.Group>("/groups", body);
export const changeGroup = (id: T.Id, body: Partial<Omit<T.Group, "id">>) => patch<T.Group>(`/groups/${id}`, body);
export const deleteGroup = (id: T.Id) => remove(`/groups/${id}`);
export const numbers = list<T.Did>("/numbers");
export const createNumber = (body: Omit<T.Did, "id">) => post<T.Did>("/numbers", body);
export const changeNumber = (id: T.Id, body: Partial<Omit<T.Did, "id">>) => patch<T.Did>(`/numbers/${id}`, body);
export const deleteNumber = (id: T.Id) => remove(`/numbers/${id}`);
export const trunks = list<T.Trunk>("/trunks");
export const schedules = list<T.Schedule>("/schedules");

/** Small lists may come bare or as a page of one: both read the same. */
function itemsOf<R>(answer: R[] | T.Page<R>): R[] {
  return Array.isArray(answer) ? answer : answer.items;
}
