import type { TFunction } from "i18next";
import type { CallParty, CallSummary } from "../api/types";
import { phone } from "../format/phone";

/** The party of a call that is not us. */
export function otherParty(call: CallSummary): CallParty {
  return call.direction === "outbound" ? call.to : call.from;
}

export function partyName(party: CallParty): string {
  return party.user?.name ?? phone(party.number ?? party.display ?? party.raw);
}

export function callName(call: CallSummary): string {
  return call.contact?.name ?? partyName(otherParty(call));
}

export function outcomeText(call: CallSummary, t: TFunction): string {
  return t(`calls.outcome.${call.outcome ?? "answered"}`);
}

/** What a person would say of the call at this moment. */
export function stateText(call: CallSummary, t: TFunction, me?: string): string {
  if (call.state === "ended") return outcomeText(call, t);
  if (call.state === "ringing") return t(call.direction === "outbound" ? "desk.state.calling" : "desk.state.ringing");
  const { answered_by: by, direction } = call;
  if (by && by.id !== me && direction === "inbound") return t("desk.state.answered_by", { name: by.name });
  return t(`desk.state.${call.state}`);
}

export function isMissed(call: CallSummary): boolean {
  return call.state === "ended" && call.direction === "inbound" && !call.answered_at;
}
