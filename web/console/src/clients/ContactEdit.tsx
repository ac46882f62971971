import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client";
import * as api from "../api/operations";
import type { Contact } from "../api/types";
import { toastDone } from "../components/toast";
import { useDraftFields } from "../drafts/useDraftFields";
import css from "./contact.module.css";
import { cleaned, ContactForm, fieldsOf } from "./ContactForm";

/** Two people may edit at once: the second is told, keeps his text, and decides. */
export function ContactEdit({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const draft = useDraftFields(`contact.${contact.id}.${contact.version}`, fieldsOf(contact));
  const save = useMutation({
    mutationFn: (version: number) => api.changeContact(contact.id, { ...cleaned(draft.fields), version }),
    onSuccess: (changed) => {
      draft.clear();
      queries.setQueryData(["contact", contact.id], changed);
      void queries.invalidateQueries({ queryKey: ["contacts"] });
      toastDone(t("clients.saved"));
      onClose();
    },
  });
  const conflict = save.error instanceof ApiProblem && save.error.code === "changed_meanwhile";
  const takeNew = async () => {
    draft.change(fieldsOf(await fresh()));
    save.reset();
  };
  const keepMine = async () => save.mutate((await fresh()).version);
  const fresh = () => api.contact(contact.id);
  const cancel = () => {
    draft.clear();
    onClose();
  };
  const notice = conflict && (
    <div className={css.notice} role="alert">
      <p>{t("clients.conflict")}</p>
      <div className={css.buttons}>
        <Button variant="default" onClick={() => void takeNew()}>
          {t("clients.conflict_take")}
        </Button>
        <Button onClick={() => void keepMine()}>{t("clients.conflict_keep")}</Button>
      </div>
    </div>
  );
  return (
    <Modal opened onClose={onClose} title={t("shell.buttons.edit")} size="lg">
      <ContactForm
        fields={draft.fields}
        onChange={draft.change}
        onSubmit={() => save.mutate(contact.version)}
        onCancel={cancel}
        busy={save.isPending}
        error={save.error}
        notice={notice || undefined}
      />
    </Modal>
  );
}
