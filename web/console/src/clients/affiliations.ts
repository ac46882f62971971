import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Affiliation, Contact, Id } from "../api/types";
import { toastUndo } from "../components/toast";
import { contactName } from "./naming";

/** For whom somebody acts, as a form has it; empty texts are not sent. */
export interface AffiliationFields {
  company_id: Id;
  role: string;
  since: string;
  until: string;
}

export const fieldsOf = ({ company, role, since, until }: Affiliation): AffiliationFields => ({
  company_id: company.id,
  role: role ?? "",
  since: since ?? "",
  until: until ?? "",
});

/** Lines without a company are how people leave a form. */
export function sent(lines: AffiliationFields[]) {
  const text = (value: string) => value.trim() || null;
  const chosen = lines.filter((line) => line.company_id);
  return chosen.map(({ company_id, role, since, until }) => ({
    company_id,
    role: text(role),
    since: text(since),
    until: text(until),
  }));
}

/** The lines of a contact with one of them replaced; somebody may act for a company twice, in two periods. */
export function replaced(
  contact: Contact,
  before: AffiliationFields | undefined,
  after: AffiliationFields[],
): AffiliationFields[] {
  const lines = contact.affiliations.map(fieldsOf);
  const at = before ? lines.findIndex((line) => isSame(line, before)) : -1;
  return [...lines.filter((_, place) => place !== at), ...after];
}

function isSame(one: AffiliationFields, other: AffiliationFields): boolean {
  return (Object.keys(one) as (keyof AffiliationFields)[]).every((name) => one[name] === other[name]);
}

/** Writes all affiliations of a contact, and offers the way back. */
export function useAffiliations() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const put = async (contact: Contact, lines: AffiliationFields[]) => {
    const changed = await api.changeContact(contact.id, { affiliations: sent(lines), version: contact.version });
    queries.setQueryData(["contact", contact.id], changed);
    await Promise.all(
      [["contacts"], ["company"], ["companies"]].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
    return changed;
  };
  return async (contact: Contact, lines: AffiliationFields[]) => {
    const before = contact.affiliations.map(fieldsOf);
    const changed = await put(contact, lines);
    toastUndo(t("clients.companies_saved", { name: contactName(contact) }), t, () => put(changed, before));
  };
}
