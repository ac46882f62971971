/** One function per operation of the API: the only place that knows its paths. */
import { type QueryOf, get, patch, post, remove } from "./ask";
import type * as T from "./types";

export const login = (body: T.Credentials) => post("/api/v1/login", { body });
export const logout = () => post("/api/v1/logout");
export const me = () => get("/api/v1/me");
export const search = (q: string) => get("/api/v1/search", { query: { q } });

// clients
export const contacts = (q: string, cursor?: string) => get("/api/v1/contacts", { query: { q, cursor } });
export const contact = (id: T.Id) => get("/api/v1/contacts/{id}", { path: { id } });
export const createContact = (body: T.ContactDraft, force = false) =>
  post("/api/v1/contacts", { body, query: { force: force || undefined } });
export const changeContact = (id: T.Id, body: T.ContactPatch) => patch("/api/v1/contacts/{id}", { path: { id }, body });
export const deleteContact = (id: T.Id) => remove("/api/v1/contacts/{id}", { path: { id } });
export const restoreContact = (id: T.Id) => post("/api/v1/contacts/{id}/restore", { path: { id } });
export const timeline = (id: T.Id, cursor?: string) =>
  get("/api/v1/contacts/{id}/timeline", { path: { id }, query: { cursor } });
export const addNote = (id: T.Id, body: T.NoteDraft) => post("/api/v1/contacts/{id}/notes", { path: { id }, body });
export const records = (id: T.Id) => get("/api/v1/contacts/{id}/records", { path: { id } }).then(itemsOf);

// companies
export const companies = (q: string, cursor?: string) => get("/api/v1/companies", { query: { q, cursor } });
export const company = (id: T.Id) => get("/api/v1/companies/{id}", { path: { id } });
export const createCompany = (body: T.CompanyDraft) => post("/api/v1/companies", { body });
export const changeCompany = (id: T.Id, body: T.CompanyPatch) =>
  patch("/api/v1/companies/{id}", { path: { id }, body });

// calls
export type CallFilter = Omit<QueryOf<"/api/v1/calls", "get">, "cursor" | "limit">;
export const calls = (filter: CallFilter, cursor?: string) => get("/api/v1/calls", { query: { ...filter, cursor } });
export const call = (id: T.Id) => get("/api/v1/calls/{id}", { path: { id } });
export const card = (id: T.Id) => get("/api/v1/calls/{id}/card", { path: { id } });
export const dial = (to: string) => post("/api/v1/calls", { body: { to } });
export const answer = (id: T.Id) => post("/api/v1/calls/{id}/answer", { path: { id } });
export const hold = (id: T.Id) => post("/api/v1/calls/{id}/hold", { path: { id } });
export const resume = (id: T.Id) => post("/api/v1/calls/{id}/resume", { path: { id } });
export const hangUp = (id: T.Id) => post("/api/v1/calls/{id}/hang_up", { path: { id } });
export const transfer = (id: T.Id, to: string) => post("/api/v1/calls/{id}/transfer", { path: { id }, body: { to } });
export const nameCaller = (id: T.Id, contact_id: T.Id, company_id?: T.Id | null) =>
  post("/api/v1/calls/{id}/caller", { path: { id }, body: { contact_id, company_id } });
export const recordingAddress = (id: T.Id) => `/api/v1/recordings/${encodeURIComponent(id)}`;

// commitments
export type CommitmentFilter = Omit<QueryOf<"/api/v1/commitments", "get">, "cursor" | "limit">;
export const commitments = (filter: CommitmentFilter, cursor?: string) =>
  get("/api/v1/commitments", { query: { ...filter, cursor } });
export const promise = (body: T.NewCommitment) => post("/api/v1/commitments", { body });
export const changeCommitment = (id: T.Id, body: T.CommitmentPatch) =>
  patch("/api/v1/commitments/{id}", { path: { id }, body });
export const keepCommitment = (id: T.Id, note: string) =>
  post("/api/v1/commitments/{id}/keep", { path: { id }, body: { note } });
export const withdrawCommitment = (id: T.Id) => post("/api/v1/commitments/{id}/withdraw", { path: { id } });
export const reopenCommitment = (id: T.Id) => post("/api/v1/commitments/{id}/reopen", { path: { id } });

// settings: short lists, each whole in one page
export const users = () => get("/api/v1/users").then(itemsOf);
export const createUser = (body: T.NewUser) => post("/api/v1/users", { body });
export const changeUser = (id: T.Id, body: T.UserPatch) => patch("/api/v1/users/{id}", { path: { id }, body });
export const disableUser = (id: T.Id) => remove("/api/v1/users/{id}", { path: { id } });
export const devices = () => get("/api/v1/devices").then(itemsOf);
export const createDevice = (body: T.NewDevice) => post("/api/v1/devices", { body });
export const changeDevice = (id: T.Id, body: T.DevicePatch) => patch("/api/v1/devices/{id}", { path: { id }, body });
export const deleteDevice = (id: T.Id) => remove("/api/v1/devices/{id}", { path: { id } });
export const groups = () => get("/api/v1/groups").then(itemsOf);
export const createGroup = (body: T.GroupDraft) => post("/api/v1/groups", { body });
export const changeGroup = (id: T.Id, body: T.GroupDraft) => patch("/api/v1/groups/{id}", { path: { id }, body });
export const deleteGroup = (id: T.Id) => remove("/api/v1/groups/{id}", { path: { id } });
export const numbers = () => get("/api/v1/numbers").then(itemsOf);
export const createNumber = (body: T.DidDraft) => post("/api/v1/numbers", { body });
export const changeNumber = (id: T.Id, body: T.DidDraft) => patch("/api/v1/numbers/{id}", { path: { id }, body });
export const deleteNumber = (id: T.Id) => remove("/api/v1/numbers/{id}", { path: { id } });
export const trunks = () => get("/api/v1/trunks").then(itemsOf);
export const schedules = () => get("/api/v1/schedules").then(itemsOf);

function itemsOf<R>(page: { items: R[] }): R[] {
  return page.items;
}
