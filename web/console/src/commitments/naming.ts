import type { TFunction } from "i18next";
import type { Commitment } from "../api/types";
import { phone } from "../format/phone";

/** Whom it was promised to. */
export function commitmentName(commitment: Commitment): string {
  return commitment.contact?.name ?? (commitment.phone ? phone(commitment.phone) : commitment.text);
}

/** A call back needs no words of its own: it says where it came from. */
export function commitmentText({ text, kind, made_by_call }: Commitment, t: TFunction): string {
  if (text || kind === "other") return text;
  return t(made_by_call ? "promises.missed_call" : "promises.call_back");
}
