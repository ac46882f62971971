import { Button, Modal } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "../clients/contact.module.css";
import { sayProblem } from "../components/problem";

interface EditFormProps {
  title: string;
  onClose: () => void;
  onSubmit: () => void;
  busy: boolean;
  error: unknown;
  children: ReactNode;
}

/** The frame of every settings form. */
export function EditForm({ title, onClose, onSubmit, busy, error, children }: EditFormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form className={css.form} onSubmit={submit}>
        {children}
        {error !== null && (
          <p className={css.notice} role="alert">
            {sayProblem(error, t)}
          </p>
        )}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("shell.buttons.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("shell.buttons.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
