/** The operations of `/api/v1` over the world, in the shapes of the contract. */
import { report } from "./month.mjs";
import { blockers, nameOf, point } from "./story.mjs";
import { newId } from "./world.mjs";

export class Refusal extends Error {
  constructor(status, code, more = {}) {
    super(code);
    this.answer = { status, body: { type: "about:blank", title: code, detail: code, status, code, ...more } };
  }
}

const found = (all, id) => {
  const one = all.find((each) => each.id === id);
  if (!one) throw new Refusal(404, "not_found");
  return one;
};
const listed = (items, { cursor, limit = 50 } = {}) => {
  const from = Number(cursor ?? 0);
  const end = from + Number(limit);
  return { items: items.slice(from, end), next_cursor: end < items.length ? String(end) : null };
};
const drop = (all, one) => all.splice(all.indexOf(one), 1);

/** `[method, path pattern, run(world, {user, params, query, body})]`; a run returns the body, or nothing for 204. */
export const operations = [
  ["GET", "/me", (world, { user }) => user],
  ["GET", "/search", (world, { query }) => search(world, query.q ?? "")],

  [
    "GET",
    "/contacts",
    (world, { query }) =>
      listed(
        contactsLike(world, query.q ?? "").map((one) => summary(world, one)),
        query,
      ),
  ],
  ["POST", "/contacts", (world, { body, query }) => createContact(world, body, query)],
  ["GET", "/contacts/:id", (world, { params }) => shown(found(world.contacts, params.id))],
  ["PATCH", "/contacts/:id", (world, { params, body }) => changeContact(world, params.id, body)],
  [
    "DELETE",
    "/contacts/:id",
    (world, { params }) => void world.deleted.set(params.id, drop(world.contacts, found(world.contacts, params.id))[0]),
  ],
  ["POST", "/contacts/:id/restore", (world, { params }) => restore(world, params.id)],
  ["GET", "/contacts/:id/timeline", (world, { params, query }) => listed(world.timeline(params.id), query)],
  ["GET", "/contacts/:id/records", (world, { params }) => listed(world.records[params.id] ?? [])],
  ["POST", "/contacts/:id/notes", (world, { params, body, user }) => addNote(world, params.id, body, user)],

  [
    "GET",
    "/companies",
    (world, { query }) =>
      listed(
        world.companies.filter((one) => like(`${one.name} ${one.inn}`, query.q ?? "")),
        query,
      ),
  ],
  [
    "POST",
    "/companies",
    (world, { body }) =>
      added(world.companies, {
        legal_name: null,
        inn: null,
        kpp: null,
        notes: null,
        ...body,
        id: newId("comp"),
        contacts: [],
        version: 1,
      }),
  ],
  ["GET", "/companies/:id", (world, { params }) => companyWithPeople(world, found(world.companies, params.id))],
  [
    "PATCH",
    "/companies/:id",
    (world, { params, body }) => companyWithPeople(world, versioned(found(world.companies, params.id), body)),
  ],

  ["GET", "/losses", (world, { user, query }) => lossesOf(user, query)],
  ["GET", "/losses/lost", (world, { query }) => listed(lostOf(world, query), query)],

  ["GET", "/calls", (world, { query }) => listed(callsLike(world, query), query)],
  ["GET", "/calls/:id", (world, { params }) => withEvents(found(world.calls, params.id))],
  ["GET", "/calls/:id/card", (world, { params }) => world.card(found(world.calls, params.id))],
  ["POST", "/calls", (world, { user, body }) => ({ call_id: world.dial(user, body.to).id })],
  ["POST", "/calls/:id/answer", (world, { params, user }) => world.answer(inState(world, params.id, "ringing"), user)],
  ["POST", "/calls/:id/hold", (world, { params }) => world.setState(inState(world, params.id, "talking"), "held")],
  ["POST", "/calls/:id/resume", (world, { params }) => world.setState(inState(world, params.id, "held"), "talking")],
  ["POST", "/calls/:id/hang_up", (world, { params }) => world.hangUp(live(world, params.id))],
  ["POST", "/calls/:id/transfer", (world, { params, body }) => transfer(world, live(world, params.id), body.to)],
  [
    "POST",
    "/calls/:id/caller",
    (world, { params, body }) => world.nameCaller(found(world.calls, params.id), body.contact_id, body.company_id),
  ],

  ["GET", "/commitments", (world, { query }) => listed(commitmentsLike(world, query), query)],
  ["POST", "/commitments", (world, { body, user }) => promise(world, body, user)],
  ["PATCH", "/commitments/:id", (world, { params, body }) => changeCommitment(world, params.id, body)],
  [
    "POST",
    "/commitments/:id/keep",
    (world, { params }) =>
      changeCommitment(world, params.id, {
        state: "kept",
        kept: { at: new Date().toISOString(), call_id: null, note_id: "note_1" },
      }),
  ],
  [
    "POST",
    "/commitments/:id/withdraw",
    (world, { params }) => changeCommitment(world, params.id, { state: "withdrawn" }),
  ],
  ["POST", "/commitments/:id/reopen", (world, { params }) => changeCommitment(world, params.id, { state: "open" })],

  ...settings("users", (body) => ({
    email: null,
    disabled: false,
    devices_registered: 0,
    ...body,
    id: newId("user"),
    password: undefined,
  })),
  ["DELETE", "/users/:id", (world, { params }) => void (found(world.users, params.id).disabled = true)],
  ...settings("devices", (body) => ({
    digest: "md5",
    ...body,
    id: newId("dev"),
    registered: null,
    password: secret(),
  })),
  ...settings("groups", (body) => ({ ...body, id: newId("group") })),
  ...settings("numbers", (body) => ({ ...body, id: newId("did") })),
  ["GET", "/trunks", (world) => listed(world.trunks)],
  ["GET", "/schedules", (world) => listed(world.schedules)],
  ["GET", "/calculator/embedding", (world) => ({ sites: world.sites })],
  ["PUT", "/calculator/embedding", (world, { body }) => ({ sites: (world.sites = body.sites) })],
];

function settings(noun, make) {
  return [
    ["GET", `/${noun}`, (world) => listed(world[noun])],
    ["POST", `/${noun}`, (world, { body }) => once(world[noun], make(body))],
    [
      "PATCH",
      `/${noun}/:id`,
      (world, { params, body: { new_password, ...body } }) => ({
        ...Object.assign(found(world[noun], params.id), body),
        ...(new_password ? { password: secret() } : {}),
      }),
    ],
    ...(noun === "users"
      ? []
      : [["DELETE", `/${noun}/:id`, (world, { params }) => void drop(world[noun], found(world[noun], params.id))]]),
  ];
}

const secret = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => "abcdefghjkmnpqrstuvwxyz23456789"[byte % 31]).join(
    "",
  );

function once(all, { password, ...kept }) {
  all.push(kept);
  return password ? { ...kept, password } : kept;
}

function added(all, one) {
  all.push(one);
  return one;
}

const like = (text, q) => text.toLowerCase().includes(q.toLowerCase().trim());

function contactsLike(world, q) {
  return world.contacts.filter((one) =>
    like(
      [
        one.last_name,
        one.first_name,
        one.patronymic,
        one.last_name,
        ...one.points.map((each) => each.value),
        ...(world.records[one.id] ?? []).map((each) => each.title),
      ].join(" "),
      q,
    ),
  );
}

function summary(world, one) {
  return {
    id: one.id,
    name: nameOf(one),
    companies: one.affiliations.map((each) => each.company),
    points: one.points,
    owner: one.owner,
    tier: one.tier,
    last_activity_at: world.timeline(one.id)[0]?.at ?? null,
    matched: null,
  };
}

function search(world, q) {
  const people = contactsLike(world, q)
    .slice(0, 6)
    .map((one) => ({
      kind: "contact",
      id: one.id,
      title: nameOf(one),
      subtitle: one.points[0]?.display ?? null,
      matched: "name",
    }));
  const firms = world.companies
    .filter((one) => like(`${one.name} ${one.inn}`, q))
    .map((one) => ({ kind: "company", id: one.id, title: one.name, subtitle: one.inn, matched: "name" }));
  return [...people, ...firms];
}

function createContact(world, body, query) {
  const numbers = body.points.map((one) => one.value);
  const alike = world.contacts.filter((one) => one.points.some((each) => numbers.includes(each.value)));
  if (alike.length > 0 && query.force !== "true")
    throw new Refusal(409, "duplicate", { present: alike.map((one) => ({ id: one.id, name: nameOf(one) })) });
  const one = {
    last_name: null,
    first_name: null,
    patronymic: null,
    preferred_channel: null,
    tier: null,
    owner: null,
    affiliations: [],
    known: [],
    version: 1,
    ...body,
    id: newId("cont"),
  };
  one.greeting = `${[one.first_name, one.patronymic].filter(Boolean).join(" ")}, добрый день!`;
  one.points = body.points.map((each) => ({
    ...point(newId("point"), each.kind, each.value, each.label ?? null),
    preferred: each.preferred ?? false,
  }));
  return shown(added(world.contacts, one));
}

const shown = (contact) => ({
  ...contact,
  name: nameOf(contact),
  deleted: false,
  blockers: blockers[contact.id] ?? [],
});

function versioned(one, { version, ...body }) {
  if (version !== one.version) throw new Refusal(409, "changed_meanwhile", { present: one });
  return Object.assign(one, body, { version: one.version + 1 });
}

const refOf = ({ id, name }) => ({ id, name });

function changeContact(world, id, { points, affiliations, ...body }) {
  const one = versioned(found(world.contacts, id), body);
  if (affiliations)
    one.affiliations = affiliations.map(({ company_id, role, since, until }) => ({
      id: newId("aff"),
      company: refOf(found(world.companies, company_id)),
      role: role ?? null,
      since: since ?? null,
      until: until ?? null,
    }));
  if (points) one.points = points.map((each) => point(newId("point"), each.kind, each.value, each.label ?? null));
  world.tell({ type: "event", event: "contact_changed", contact_id: id });
  return shown(one);
}

function restore(world, id) {
  const one = world.deleted.get(id);
  if (!one) throw new Refusal(404, "not_found");
  world.deleted.delete(id);
  world.contacts.unshift(one);
  return shown(one);
}

function addNote(world, contact_id, body, user) {
  const note = {
    id: newId("note"),
    contact_id,
    at: new Date().toISOString(),
    text: body.text,
    author: world.ref(user),
  };
  world.notes.push(note);
  world.tell({ type: "event", event: "contact_changed", contact_id });
  return note;
}

function companyWithPeople(world, company) {
  const contacts = world.contacts.flatMap((one) =>
    one.affiliations
      .filter((each) => each.company.id === company.id)
      .map(({ role, since, until }) => ({ contact: world.ref(one), role, since, until })),
  );
  return { ...company, contacts };
}

function callsLike(world, { state, outcome, user_id, contact_id }) {
  return world.calls.filter((call) => {
    if (state === "live" && call.state === "ended") return false;
    if (state === "ended" && call.state !== "ended") return false;
    if (outcome && call.outcome !== outcome) return false;
    if (contact_id && call.contact?.id !== contact_id) return false;
    return !user_id || call.answered_by?.id === user_id || call.from.user?.id === user_id;
  });
}

function withEvents(call) {
  const party = ({ raw, number, user }) => ({ raw, number, display_name: null, user_id: user?.id ?? null });
  const answering = { kind: "device", user_id: call.answered_by?.id, device_id: "device_1" };
  const at = { start: call.started_at, answer: call.answered_at, end: call.ended_at };
  const events = [
    { at: at.start, type: "call_started", from: party(call.from), to: party(call.to), leg_id: "leg_0" },
    { at: at.answer, type: "leg_ringing", leg_id: "leg_1", party: answering },
    { at: at.answer, type: "leg_answered", leg_id: "leg_1", party: answering },
    { at: at.answer, type: "bridged", legs: ["leg_0", "leg_1"] },
    { at: at.end, type: "call_ended" },
  ].filter((event) => event.at);
  return { ...call, events };
}

function live(world, id) {
  const call = world.calls.find((one) => one.id === id);
  if (!call || call.state === "ended") throw new Refusal(404, "no_such_call");
  return call;
}

function inState(world, id, state) {
  const call = live(world, id);
  if (call.state !== state) throw new Refusal(409, "wrong_state");
  return call;
}

function transfer(world, call, to) {
  const user = world.users.find((one) => one.extension === to);
  if (!user && !/^\+?\d{3,}$/.test(to)) throw new Refusal(422, "no_route");
  if (user) world.answer(call, user);
  else world.hangUp(call);
}

/** A period before the company opened is empty. */
function lossesOf(user, { from }) {
  if (user.role === "agent") throw new Refusal(403, "forbidden");
  const source = { ...report.source, format: "journal", cannot_tell: [], rejected: 0, doubled: 0 };
  const empty = from < "2020" ? { attempts: 0, people: 0 } : {};
  return { ...report, ...empty, source, rejected: [] };
}

/** The people behind a line: each missed call of the story is somebody, and the first one rang more than once. */
function lostOf(world, { from, step, cause }) {
  const line = report.losses.find((one) => one.step === step && one.cause === cause);
  if (from < "2020" || (step && !line)) return [];
  const { people, net } = line ?? { people: report.unrecovered, net: report.net.median };
  const calls = world.calls.filter((one) => one.direction === "inbound" && one.state === "ended");
  return Array.from({ length: people }, (_, place) => {
    const call = calls[place % calls.length];
    return {
      step: line?.step ?? report.losses[place % 4].step,
      cause: line?.cause ?? report.losses[place % 4].cause,
      began: call.started_at,
      last: call.started_at,
      attempts: place === 0 ? 12 : 1,
      still_open: place < 2,
      who: place % 3 === 0 ? "Светлана Орехова, 101" : null,
      net: net / people,
      calls: place === 0 ? calls.slice(0, 3) : [call],
    };
  });
}

function commitmentsLike(world, { state, owner_id, contact_id }) {
  return world.commitments
    .filter(
      (one) =>
        (!state || one.state === state) &&
        (!owner_id || one.owner?.id === owner_id) &&
        (!contact_id || one.contact?.id === contact_id),
    )
    .sort((a, b) => a.due.localeCompare(b.due));
}

function promise(world, { contact_id, ...body }, user) {
  const contact = world.contacts.find((one) => one.id === contact_id);
  return world.promise({ ...body, contact: contact ? world.ref(contact) : null, owner: world.ref(user) });
}

function changeCommitment(world, id, part) {
  const one = Object.assign(found(world.commitments, id), part);
  one.overdue = one.state === "open" && Date.parse(one.due) < Date.now();
  world.tellCommitment(one);
  return one;
}
