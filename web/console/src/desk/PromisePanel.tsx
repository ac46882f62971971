import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { type FormEvent, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Commitment, Id } from "../api/types";
import { toastDone } from "../components/toast";
import { useAct } from "../components/useAct";
import { useDraft } from "../drafts/useDraft";
import { whenLine } from "../format/time";
import css from "./desk.module.css";
import { DueField } from "./DueField";
import { useWanted } from "./wanted";

/** A promise to the client: what and by when. It burns on the desk until it is kept. */
export function PromisePanel({ place, contact }: { place: string; contact: Id | undefined }) {
  const { t, i18n } = useTranslation();
  const { text, change, clear } = useDraft(`promise.${place}`);
  const [open, setOpen] = useState(text !== "");
  const [kind, setKind] = useState<Commitment["kind"]>("call_back");
  const [due, setDue] = useState<Date | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const show = useCallback(() => {
    setOpen(true);
    // The field is on the screen only after this render.
    requestAnimationFrame(() => field.current?.focus());
  }, []);
  useWanted("promise", show);

  const save = useAct(
    (at: Date) =>
      api.promise({
        contact_id: contact,
        kind,
        text: text.trim() || t("desk.promise.default_call_back"),
        due: at.toISOString(),
      }),
    (at) => {
      clear();
      setDue(null);
      setOpen(false);
      toastDone(t("desk.promise.saved", { when: whenLine(at.toISOString(), Date.now(), i18n.language) }));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (due) save.mutate(due);
  };
  if (!open) {
    return (
      <section className={css.panel}>
        <Button variant="default" fullWidth justify="space-between" rightSection={<kbd>P</kbd>} onClick={show}>
          {t("desk.promise.title")}
        </Button>
      </section>
    );
  }
  return (
    <form className={css.panel} onSubmit={submit} aria-label={t("desk.promise.title")}>
      <SegmentedControl
        value={kind}
        onChange={setKind}
        data={[
          { value: "call_back", label: t("desk.promise.call_back") },
          { value: "other", label: t("desk.promise.other") },
        ]}
        fullWidth
      />
      <TextInput
        ref={field}
        aria-label={t("desk.promise.placeholder")}
        placeholder={t("desk.promise.placeholder")}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      />
      <DueField due={due} onChange={setDue} />
      <Button type="submit" disabled={!due || (kind === "other" && !text.trim())} loading={save.isPending}>
        {t("desk.promise.save")}
      </Button>
    </form>
  );
}
