import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Did, DidDraft } from "../api/types";
import { fieldProblem } from "../components/problem";
import { EditForm } from "./EditForm";
import { effectOf, targetText } from "./effect";
import css from "./settings.module.css";
import { TargetField } from "./TargetField";
import { useSave, useSettings } from "./useSettings";

const EMPTY: DidDraft = {
  number: "",
  name: "",
  greeting: null,
  schedule_id: null,
  open: { kind: "group", id: "" },
  closed: { kind: "reject" },
};

/** A number of ours, with what the caller will hear said before it is saved. */
export function NumberForm({ did, onClose }: { did: Did | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [fields, setFields] = useState<DidDraft>(did ? withoutId(did) : EMPTY);
  const users = useSettings("users").data ?? [];
  const groups = useSettings("groups").data ?? [];
  const schedules = useSettings("schedules").data ?? [];
  const set = (part: Partial<typeof fields>) => setFields({ ...fields, ...part });
  const save = useSave({
    list: "numbers",
    save: () => (did ? api.changeNumber(did.id, fields) : api.createNumber(fields)),
    undo: did ? () => api.changeNumber(did.id, withoutId(did)) : undefined,
    done: onClose,
  });
  const directory = { users, groups };
  return (
    <EditForm
      title={t(did ? "settings.numbers.number" : "settings.numbers.new")}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      busy={save.isPending}
      error={save.error}
    >
      <TextInput
        label={t("settings.numbers.number")}
        required
        type="tel"
        value={fields.number}
        error={fieldProblem(save.error, "number")}
        onChange={(event) => set({ number: event.currentTarget.value })}
      />
      <TextInput
        label={t("settings.numbers.name")}
        required
        value={fields.name}
        error={fieldProblem(save.error, "name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t("settings.numbers.greeting")}
        placeholder={t("settings.numbers.no_greeting")}
        value={fields.greeting ?? ""}
        error={fieldProblem(save.error, "greeting")}
        onChange={(event) => set({ greeting: event.currentTarget.value || null })}
      />
      <Select
        label={t("settings.numbers.schedule")}
        placeholder={t("settings.numbers.always")}
        clearable
        clearButtonProps={{ "aria-label": t("settings.numbers.always") }}
        data={schedules.map((one) => ({ value: one.id, label: one.name }))}
        value={fields.schedule_id ?? null}
        onChange={(schedule_id) => set({ schedule_id })}
      />
      <TargetField
        label={t("settings.numbers.open")}
        target={fields.open}
        onChange={(open) => set({ open })}
        users={users}
        groups={groups}
      />
      {fields.schedule_id && (
        <TargetField
          label={t("settings.numbers.closed")}
          target={fields.closed}
          onChange={(closed) => set({ closed })}
          users={users}
          groups={groups}
        />
      )}
      <div className={css.effect} aria-live="polite">
        <h2>{t("settings.numbers.effect")}</h2>
        <p>{effectOf(fields, fields.open, directory, t)}</p>
        {fields.schedule_id && (
          <p className="muted">
            {t("settings.numbers.closed")}: {targetText(fields.closed, directory, t)}
          </p>
        )}
      </div>
    </EditForm>
  );
}

function withoutId({ id: _gone, ...rest }: Did): DidDraft {
  return rest;
}
