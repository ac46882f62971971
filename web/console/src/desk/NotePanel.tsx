import { Button, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useCallback, useRef } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Id } from "../api/types";
import { toastDone } from "../components/toast";
import { useAct } from "../components/useAct";
import { useDraft } from "../drafts/useDraft";
import css from "./desk.module.css";
import { useWanted } from "./wanted";

interface NotePanelProps {
  /** Names the draft, so that each call and each client has its own. */
  place: string;
  contact: Id | undefined;
  call?: Id;
}

export function NotePanel({ place, contact, call }: NotePanelProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { text, change, clear } = useDraft(`note.${place}`);
  const field = useRef<HTMLTextAreaElement>(null);
  useWanted(
    "note",
    useCallback(() => field.current?.focus(), []),
  );

  const save = useAct(
    () => api.addNote(contact ?? "", { text: text.trim(), call_id: call }),
    () => {
      clear();
      toastDone(t("desk.note.saved"));
      void queries.invalidateQueries({ queryKey: ["contact", contact] });
    },
  );
  const ready = Boolean(contact) && text.trim() !== "" && !save.isPending;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") field.current?.blur();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && ready) save.mutate();
  };
  return (
    <section className={css.panel}>
      <Textarea
        ref={field}
        label={
          <>
            {t("desk.note.title")} <kbd>N</kbd>
          </>
        }
        placeholder={t("desk.note.placeholder")}
        autosize
        minRows={3}
        maxRows={10}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {text && <span className="muted">{t(contact ? "desk.note.draft" : "desk.note.need_contact")}</span>}
      {text && (
        <Button
          onClick={() => save.mutate()}
          disabled={!ready}
          loading={save.isPending}
          rightSection={<kbd>Ctrl ↵</kbd>}
        >
          {t("desk.note.save")}
        </Button>
      )}
    </section>
  );
}
