import type { Contact } from "../api/types";

/** As on a business card here: first name, patronymic, last name. */
export function contactName(contact: Pick<Contact, "first_name" | "patronymic" | "last_name">): string {
  return [contact.first_name, contact.patronymic, contact.last_name].filter(Boolean).join(" ");
}
