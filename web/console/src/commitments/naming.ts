import type { Commitment } from "../api/types";
import { phone } from "../format/phone";

/** Whom it was promised to. */
export function commitmentName(commitment: Commitment): string {
  return commitment.contact?.name ?? (commitment.phone ? phone(commitment.phone) : commitment.text);
}
