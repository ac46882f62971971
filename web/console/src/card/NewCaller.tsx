import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Card } from "../api/types";
import { toastDone } from "../components/toast";
import { useAct } from "../components/useAct";
import { useDraft } from "../drafts/useDraft";
import { isTyping } from "../keys/keymap";
import css from "./card.module.css";

/** Writes a new client down with the number he calls from. What was typed survives a reload. */
export function NewCaller({ card, answered }: { card: Card; answered: boolean }) {
  const { t } = useTranslation();
  const names = useDraft(`caller.${card.call_id}.names`);
  const last = useDraft(`caller.${card.call_id}.last`);
  const field = useRef<HTMLInputElement>(null);
  useFocusOnAnswer(field, answered);

  const save = useAct(
    () => createAndAttach(card, names.text, last.text),
    () => {
      toastDone(t("card.attached", { name: `${names.text} ${last.text}`.trim() }));
      names.clear();
      last.clear();
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (names.text.trim() || last.text.trim()) save.mutate();
  };
  return (
    <form className={css.form} onSubmit={submit} aria-label={t("card.who_new")}>
      <TextInput
        ref={field}
        label={t("card.who_name")}
        value={names.text}
        onChange={(event) => names.change(event.currentTarget.value)}
        autoComplete="off"
      />
      <TextInput
        label={t("card.who_last")}
        value={last.text}
        onChange={(event) => last.change(event.currentTarget.value)}
        autoComplete="off"
      />
      <Button type="submit" loading={save.isPending}>
        {t("card.who_save")}
      </Button>
    </form>
  );
}

/** Only the answer moves the focus here, and only from where nothing is being typed. */
function useFocusOnAnswer(field: React.RefObject<HTMLInputElement | null>, answered: boolean): void {
  const before = useRef(answered);
  useEffect(() => {
    if (answered && !before.current && !isTyping(document.activeElement)) field.current?.focus();
    before.current = answered;
  }, [answered, field]);
}

async function createAndAttach(card: Card, names: string, last: string): Promise<void> {
  const [first, ...patronymic] = names.trim().split(/\s+/);
  const created = await api.createContact({
    first_name: first || null,
    patronymic: patronymic.join(" ") || null,
    last_name: last.trim() || null,
    points: [{ kind: "phone", value: card.caller.number ?? card.caller.raw }],
  });
  await api.nameCaller(card.call_id, created.id);
}
