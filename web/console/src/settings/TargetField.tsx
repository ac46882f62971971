import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Group, Target, TargetKind, User } from "../api/types";
import css from "../clients/contact.module.css";

const KINDS: TargetKind[] = ["group", "user", "prompt", "reject"];

interface TargetFieldProps {
  label: string;
  target: Target;
  onChange: (target: Target) => void;
  users: User[];
  groups: Group[];
}

export function TargetField({ label, target, onChange, users, groups }: TargetFieldProps) {
  const { t } = useTranslation();
  const choices = (target.kind === "user" ? users : groups).map((one) => ({ value: one.id, label: one.name }));
  return (
    <div className={css.three}>
      <Select
        label={label}
        data={KINDS.map((value) => ({ value, label: t(`settings.numbers.target.${value}`) }))}
        value={target.kind}
        allowDeselect={false}
        onChange={(kind) => onChange({ kind: (kind ?? "reject") as TargetKind })}
      />
      {(target.kind === "user" || target.kind === "group") && (
        <Select
          label={t(`settings.numbers.target.${target.kind}`)}
          searchable
          data={choices}
          value={target.id ?? null}
          onChange={(id) => onChange({ kind: target.kind, id: id ?? undefined })}
        />
      )}
      {target.kind === "prompt" && (
        <TextInput
          label={t("settings.numbers.prompt")}
          value={target.prompt ?? ""}
          onChange={(event) => onChange({ kind: "prompt", prompt: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
