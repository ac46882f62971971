import { Button, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../drafts/useDraft";

interface KeepFormProps {
  place: string;
  onKeep: (note: string) => Promise<unknown>;
  busy: boolean;
}

/** Kept otherwise than by a call: how, in a few words. Without the words there is no proof, so no button. */
export function KeepForm({ place, onKeep, busy }: KeepFormProps) {
  const { t } = useTranslation();
  const { text, change, clear } = useDraft(`keep.${place}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    // A refusal is said by the caller; the words stay for another try.
    onKeep(text.trim()).then(clear, () => undefined);
  };
  return (
    <form onSubmit={submit} style={{ display: "flex", gap: 8, alignItems: "end" }}>
      <TextInput
        style={{ flex: 1 }}
        label={t("promises.keep_note")}
        placeholder={t("promises.keep_placeholder")}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={!text.trim()} loading={busy}>
        {t("promises.keep")}
      </Button>
    </form>
  );
}
