import { ActionIcon, Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Affiliation, Contact } from "../api/types";
import { sayProblem } from "../components/problem";
import { useDraftFields } from "../drafts/useDraftFields";
import { AffiliationTerms } from "./AffiliationTerms";
import { type AffiliationFields, fieldsOf, useAffiliations } from "./affiliations";
import { CompanyField } from "./CompanyField";
import css from "./contact.module.css";

const NEW: AffiliationFields = { company_id: "", role: "", since: "", until: "" };

/** For which companies a client acts: as what, since when and until when. */
export function AffiliationsEdit({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation();
  const initial = { lines: contact.affiliations.length > 0 ? contact.affiliations.map(fieldsOf) : [NEW] };
  const draft = useDraftFields(`contact.${contact.id}.${contact.version}.companies`, initial);
  const write = useAffiliations();
  const close = () => {
    draft.clear();
    onClose();
  };
  const save = useMutation({ mutationFn: () => write(contact, draft.fields.lines), onSuccess: close });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t("clients.companies")} size="lg">
      <form className={css.form} onSubmit={submit}>
        <Lines contact={contact} lines={draft.fields.lines} onChange={(lines) => draft.change({ lines })} />
        {save.error !== null && (
          <p className={css.notice} role="alert">
            {sayProblem(save.error, t)}
          </p>
        )}
        <div className={css.buttons}>
          <Button variant="default" onClick={close}>
            {t("shell.buttons.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("shell.buttons.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface LinesProps {
  contact: Contact;
  lines: AffiliationFields[];
  onChange: (lines: AffiliationFields[]) => void;
}

function Lines({ contact, lines, onChange }: LinesProps) {
  const { t } = useTranslation();
  const known = contact.affiliations.map((one: Affiliation) => one.company);
  const set = (index: number, part: Partial<AffiliationFields>) =>
    onChange(lines.map((line, at) => (at === index ? { ...line, ...part } : line)));
  return (
    <>
      {lines.map((line, index) => (
        <fieldset key={index} className={css.affiliation}>
          <legend className="visually-hidden">{t("clients.company")}</legend>
          <CompanyField value={line.company_id} known={known} onChange={(company_id) => set(index, { company_id })} />
          <AffiliationTerms line={line} onChange={(part) => set(index, part)} />
          <ActionIcon
            aria-label={t("shell.buttons.delete")}
            onClick={() => onChange(lines.filter((_, at) => at !== index))}
          >
            <IconX size={16} />
          </ActionIcon>
        </fieldset>
      ))}
      <div>
        <Button variant="default" onClick={() => onChange([...lines, NEW])}>
          {t("clients.company_add")}
        </Button>
      </div>
    </>
  );
}
