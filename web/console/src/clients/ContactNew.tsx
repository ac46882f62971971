import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client";
import * as api from "../api/operations";
import type { Ref } from "../api/types";
import { toastDone } from "../components/toast";
import { useDraftFields } from "../drafts/useDraftFields";
import css from "./contact.module.css";
import { cleaned, ContactForm, EMPTY } from "./ContactForm";

/** A new client. When he seems to exist already, those he resembles are shown instead of a second copy. */
export function ContactNew({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const draft = useDraftFields("contact.new", EMPTY);
  const open = (id: string) => {
    onClose();
    void navigate({ to: "/clients/$id", params: { id } });
  };
  const save = useMutation({
    mutationFn: (force: boolean) => api.createContact(cleaned(draft.fields), force),
    onSuccess: (created) => {
      draft.clear();
      void queries.invalidateQueries({ queryKey: ["contacts"] });
      toastDone(t("clients.created"));
      open(created.id);
    },
  });
  const cancel = () => {
    draft.clear();
    onClose();
  };
  const alike = duplicatesOf(save.error);
  const notice = alike && (
    <div className={css.notice} role="alert">
      <p>{t("clients.duplicate")}</p>
      {alike.map((one) => (
        <p key={one.id}>
          {one.name}{" "}
          <Button variant="subtle" onClick={() => open(one.id)}>
            {t("clients.duplicate_open")}
          </Button>
        </p>
      ))}
      <Button variant="default" onClick={() => save.mutate(true)}>
        {t("clients.duplicate_force")}
      </Button>
    </div>
  );
  return (
    <Modal opened onClose={onClose} title={t("clients.new")} size="lg">
      <ContactForm
        fields={draft.fields}
        onChange={draft.change}
        onSubmit={() => save.mutate(false)}
        onCancel={cancel}
        busy={save.isPending}
        error={save.error}
        notice={notice ?? undefined}
      />
    </Modal>
  );
}

function duplicatesOf(error: unknown): Ref[] | null {
  if (!(error instanceof ApiProblem) || error.code !== "duplicate") return null;
  const { present } = error.problem;
  return Array.isArray(present) ? present.filter(isRef) : [];
}

function isRef(value: unknown): value is Ref {
  return typeof value === "object" && value !== null && "id" in value && "name" in value;
}
