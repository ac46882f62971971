/** The mock's state and what can happen in it. Every change is told to `listeners` as a live message. */
import * as story from "./story.mjs";

const { DAY, MINUTE, ago, nameOf } = story;
let nth = 0;
export const newId = (prefix) => `${prefix}_${Date.now().toString(36)}${(nth += 1)}`;

export class World {
  /** Between two lines about a file being read; a test puts a wait of its own here. */
  reading = async () => {};
  /** Sites that may show the calculator. */
  sites = ["https://www.example.com"];

  constructor() {
    const now = Date.now();
    Object.assign(
      this,
      structuredClone({
        users: story.users,
        contacts: story.contacts,
        companies: story.companies,
        records: story.records,
        groups: story.groups,
        numbers: story.numbers,
        trunks: story.trunks,
        schedules: story.schedules,
        devices: story.devices(now),
        commitments: story.commitments(now),
      }),
    );
    this.deleted = new Map();
    this.calls = [];
    this.notes = [];
    this.named = new Map();
    this.spokenFor = new Map();
    this.listeners = new Set();
    this.#past(now);
  }

  // ── what the outside world does ───────────────────────────────────────────

  /** A client calls; the whole sales group rings. */
  ring(number) {
    const candidates = this.callersOf(number);
    const call = {
      id: newId("call"),
      direction: "inbound",
      state: "ringing",
      outcome: null,
      from: party(number),
      to: party("+74950000001"),
      contact: candidates.length === 1 ? this.ref(candidates[0]) : null,
      candidates_count: candidates.length,
      did: { id: "did_main", number: "+74950000001", name: "Основной" },
      started_at: new Date().toISOString(),
      answered_at: null,
      ended_at: null,
      talk_seconds: 0,
      answered_by: null,
      ringing_users: this.groups[0].member_ids.map((id) => this.ref(this.user(id))),
      recordings: [],
      commitment_id: null,
    };
    this.calls.unshift(call);
    this.tellCall(call);
    for (const { id } of call.ringing_users) this.tell({ type: "card", call_id: call.id, card: this.card(call) }, id);
    return call;
  }

  // ── what a user does with a call ──────────────────────────────────────────

  answer(call, user) {
    Object.assign(call, {
      state: "talking",
      answered_at: new Date().toISOString(),
      answered_by: this.ref(user),
      ringing_users: [],
    });
    this.tellCall(call);
  }

  setState(call, state) {
    call.state = state;
    this.tellCall(call);
  }

  hangUp(call) {
    const now = Date.now();
    const answered = call.answered_at !== null;
    Object.assign(call, {
      state: "ended",
      outcome: answered ? "answered" : "missed",
      ended_at: new Date(now).toISOString(),
      talk_seconds: answered ? Math.round((now - Date.parse(call.answered_at)) / 1000) : 0,
      ringing_users: [],
      recordings: answered ? [{ id: newId("rec"), duration_seconds: 12 }] : [],
    });
    this.tell({ type: "event", at: call.ended_at, event: "call_ended", call });
    if (!answered && call.direction === "inbound")
      this.promise({
        kind: "call_back",
        text: "Пропущенный звонок",
        phone: call.from.number,
        contact: call.contact,
        due: new Date(now + 15 * MINUTE).toISOString(),
      });
  }

  dial(user, to) {
    const [known] = this.callersOf(to);
    const call = {
      ...this.ring0(to),
      contact: known ? this.ref(known) : null,
      from: { raw: user.extension, number: null, display: user.name, user: this.ref(user) },
    };
    this.calls.unshift(call);
    this.tellCall(call);
    return call;
  }

  ring0(to) {
    return {
      id: newId("call"),
      direction: "outbound",
      state: "ringing",
      outcome: null,
      to: party(to),
      candidates_count: 0,
      did: null,
      started_at: new Date().toISOString(),
      answered_at: null,
      ended_at: null,
      talk_seconds: 0,
      answered_by: null,
      ringing_users: [],
      recordings: [],
      commitment_id: null,
    };
  }

  nameCaller(call, contactId, companyId) {
    const contact = this.contacts.find((one) => one.id === contactId);
    this.named.set(call.id, contactId);
    if (companyId !== undefined) this.spokenFor.set(call.id, companyId);
    call.contact = this.ref(contact);
    if (!this.callersOf(call.from.number).includes(contact))
      contact.points.push(story.point(newId("point"), "phone", call.from.number));
    this.tellCall(call);
    this.tell({ type: "card", call_id: call.id, card: this.card(call) });
    this.tell({ type: "event", event: "contact_changed", contact_id: contactId });
  }

  promise(part) {
    const commitment = {
      id: newId("comm"),
      contact: null,
      phone: null,
      owner: null,
      state: "open",
      overdue: false,
      made_by_call: null,
      made_at: new Date().toISOString(),
      kept: null,
      attempts: 0,
      ...part,
    };
    this.commitments.push(commitment);
    this.tellCommitment(commitment);
    return commitment;
  }

  // ── what is known ─────────────────────────────────────────────────────────

  callersOf(number) {
    return this.contacts.filter((one) => one.points.some((point) => point.value === number));
  }

  user(id) {
    return this.users.find((one) => one.id === id);
  }

  ref(one) {
    return { id: one.id, name: one.name ?? nameOf(one) };
  }

  liveUsers() {
    return this.users.map((one) => ({
      id: one.id,
      name: one.name,
      extension: one.extension,
      state: this.availability(one),
    }));
  }

  availability(user) {
    const live = this.calls.filter((call) => call.state !== "ended");
    if (live.some((call) => call.answered_by?.id === user.id)) return "talking";
    if (live.some((call) => call.ringing_users.some((one) => one.id === user.id))) return "ringing";
    return user.devices_registered ? "available" : "offline";
  }

  card(call) {
    const client = call.direction === "outbound" ? call.to : call.from;
    const candidates = this.callersOf(client.number);
    const chosen = this.named.get(call.id) ?? (candidates.length === 1 ? candidates[0].id : null);
    const contact = this.contacts.find((one) => one.id === chosen);
    const others = candidates.filter((one) => one !== contact);
    return {
      call_id: call.id,
      complete: true,
      did: call.did,
      caller: { ...client, region: regionOf(client.number ?? "") },
      recognition: contact ? "known" : others.length > 0 ? "several" : "unknown",
      contact: contact
        ? {
            ...this.ref(contact),
            greeting: contact.greeting,
            tier: contact.tier,
            preferred_channel: contact.preferred_channel,
            owner: contact.owner,
          }
        : null,
      candidates: others.map((one, index) => this.#candidate(one, index)),
      on_behalf: contact ? onBehalf(contact, this.spokenFor.get(call.id)) : [],
      blockers: contact ? (story.blockers[contact.id] ?? []) : [],
      open_matters: this.commitments
        .filter((one) => one.state === "open" && one.contact?.id === contact?.id && contact)
        .map((one) => ({
          kind: "commitment",
          id: one.id,
          title: one.text,
          owner: one.owner,
          due: one.due,
          overdue: one.overdue,
        })),
      purchases: this.#recordsOf(contact, (one) => one.kind === "purchase"),
      documents: this.#recordsOf(contact, (one) => one.kind !== "purchase").map((one) => ({
        id: one.id,
        kind: one.kind,
        title: one.title,
        date: one.date,
        status: one.status,
      })),
      last_activities: contact
        ? this.timeline(contact.id)
            .filter((one) => one.kind !== "record")
            .slice(0, 3)
            .map((one) => ({
              at: one.at,
              kind: one.kind,
              title: one.title,
              with: one.call?.answered_by ?? one.note?.author ?? null,
            }))
        : [],
      known: contact?.known ?? [],
    };
  }

  #candidate(one, index) {
    const evidence = ["Звонила с этого номера 12 марта, говорила 6 минут", "По подписи в письме от 3 февраля"][index];
    return {
      contact_id: one.id,
      name: nameOf(one),
      subtitle: one.tier ? "главный бухгалтер" : "снабжение",
      evidence: evidence ?? null,
      rank: index + 1,
    };
  }

  #recordsOf(contact, keep) {
    return (contact ? (this.records[contact.id] ?? []) : []).filter(keep);
  }

  timeline(contactId) {
    const calls = this.calls
      .filter((call) => call.contact?.id === contactId && call.state === "ended")
      .map((call) => ({
        id: `act_${call.id}`,
        at: call.started_at,
        kind: "call",
        title: call.direction === "inbound" ? "Входящий" : "Исходящий",
        call,
      }));
    const notes = this.notes
      .filter((note) => note.contact_id === contactId)
      .map((note) => ({ id: `act_${note.id}`, at: note.at, kind: "note", title: note.text.slice(0, 60), note }));
    const records = (this.records[contactId] ?? []).map((record) => ({
      id: `act_${record.id}`,
      at: `${record.date.slice(0, 4)}-06-01T09:00:00Z`,
      kind: "record",
      title: record.title,
      record,
    }));
    return [...calls, ...notes, ...records].sort((a, b) => b.at.localeCompare(a.at));
  }

  // ── telling ───────────────────────────────────────────────────────────────

  tell(message, userId) {
    const dated = message.type === "event" ? { at: new Date().toISOString(), ...message } : message;
    for (const listener of this.listeners) listener(dated, userId);
  }

  tellCall(call) {
    this.tell({ type: "event", event: "call_changed", call });
    for (const user of this.liveUsers()) this.tell({ type: "event", event: "user_changed", user });
  }

  tellCommitment(commitment) {
    this.tell({ type: "event", event: "commitment_changed", commitment });
  }

  #past(now) {
    const gennady = this.contacts[0];
    const old = (id, at, talk, by, more = {}) => ({
      ...this.ring0("+74950000001"),
      id,
      direction: "inbound",
      state: "ended",
      outcome: talk ? "answered" : "missed",
      from: party("+79160000001"),
      contact: this.ref(gennady),
      candidates_count: 1,
      did: { id: "did_main", number: "+74950000001", name: "Основной" },
      started_at: ago(now, at),
      answered_at: talk ? ago(now, at - 5000) : null,
      ended_at: ago(now, at - 5000 - talk * 1000),
      talk_seconds: talk,
      answered_by: talk ? this.ref(by) : null,
      recordings: talk ? [{ id: `rec_${id}`, duration_seconds: talk }] : [],
      ...more,
    });
    this.calls.push(
      old("call_old1", 2 * DAY, 186, this.users[0]),
      old("call_old2", 2 * DAY + 40 * MINUTE, 0, this.users[0]),
      old("call_old3", 24 * DAY, 74, this.users[2], {
        direction: "outbound",
        from: { raw: "103", number: null, display: "103", user: this.ref(this.users[2]) },
        to: party("+79160000001"),
      }),
    );
    this.notes.push({
      id: "note_1",
      contact_id: gennady.id,
      at: ago(now, 2 * DAY - 10 * MINUTE),
      text: "Просит две двери в детскую, тех же «Мальта C6», если ещё делаем орех. Обещала расчёт.",
      author: this.ref(this.users[0]),
    });
  }
}

export const party = (number) => ({
  raw: number,
  number: number.startsWith("+") ? number : null,
  display: number,
  user: null,
});

/** The company last spoken for ranks first. */
function onBehalf(contact, spokenFor = null) {
  const himself = { company_id: null, name: nameOf(contact), role: null, rank: 1 };
  const all = [
    himself,
    ...contact.affiliations.map((one) => ({ company_id: one.company.id, name: one.company.name, role: one.role })),
  ];
  const ranked = all.toSorted((a, b) => Number(b.company_id === spokenFor) - Number(a.company_id === spokenFor));
  return ranked.map((one, index) => ({ ...one, rank: index + 1 }));
}

function regionOf(number) {
  if (/^\+7(495|499)/.test(number)) return "Москва";
  if (number.startsWith("+77")) return "Казахстан";
  return number.startsWith("+79") ? "Мобильный, Россия" : null;
}
