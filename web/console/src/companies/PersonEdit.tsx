import { Button, Modal, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Company, Id } from "../api/types";
import { AffiliationTerms } from "../clients/AffiliationTerms";
import { type AffiliationFields, replaced, useAffiliations } from "../clients/affiliations";
import css from "../clients/contact.module.css";
import { sayProblem } from "../components/problem";

export type Person = Company["contacts"][number];

interface PersonEditProps {
  company: Company;
  /** Who is there already; somebody new is looked for without. */
  person?: Person;
  onClose: () => void;
}

/** As what somebody acts for a company, and since when; or that he does not. */
export function PersonEdit({ company, person, onClose }: PersonEditProps) {
  const { t } = useTranslation();
  const [contact, setContact] = useState<Id>(person?.contact.id ?? "");
  const before: AffiliationFields = {
    company_id: company.id,
    role: person?.role ?? "",
    since: person?.since ?? "",
    until: person?.until ?? "",
  };
  const [line, setLine] = useState(before);
  const write = useAffiliations();
  const save = useMutation({
    mutationFn: async (lines: AffiliationFields[]) => {
      const whole = await api.contact(contact);
      await write(whole, replaced(whole, person && before, lines));
    },
    onSuccess: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (contact) save.mutate([line]);
  };
  return (
    <Modal opened onClose={onClose} title={person?.contact.name ?? t("companies.person_new")}>
      <form className={css.form} onSubmit={submit}>
        {!person && <ContactField value={contact} onChange={setContact} />}
        <AffiliationTerms line={line} onChange={(part) => setLine({ ...line, ...part })} />
        {save.error !== null && (
          <p className={css.notice} role="alert">
            {sayProblem(save.error, t)}
          </p>
        )}
        <div className={css.buttons}>
          {person && (
            <Button variant="subtle" color="gray" onClick={() => save.mutate([])}>
              {t("companies.person_remove")}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={!contact}>
            {t("shell.buttons.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function ContactField({ value, onChange }: { value: Id; onChange: (contact: Id) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 200);
  const found = useQuery({
    queryKey: ["contacts", "found", asked],
    queryFn: () => api.contacts(asked),
    placeholderData: keepPreviousData,
  });
  return (
    <Select
      label={t("companies.person")}
      placeholder={t("clients.search")}
      searchable
      required
      value={value || null}
      data={(found.data?.items ?? []).map((one) => ({ value: one.id, label: one.name || t("clients.unnamed") }))}
      filter={({ options }) => options}
      onSearchChange={setText}
      onChange={(contact) => onChange(contact ?? "")}
      nothingFoundMessage={t("clients.nothing")}
    />
  );
}
