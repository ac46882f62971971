import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Group, Target, User } from "../api/types";
import css from "../clients/contact.module.css";

/** Nothing chosen yet: the server refuses it by the name of the field. */
const BLANK: { [Kind in Target["kind"]]: Extract<Target, { kind: Kind }> } = {
  group: { kind: "group", id: "" },
  user: { kind: "user", id: "" },
  prompt: { kind: "prompt", prompt: "" },
  reject: { kind: "reject" },
};
const KINDS = ["group", "user", "prompt", "reject"] as const;

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
        onChange={(kind) => onChange(BLANK[kind ?? "reject"])}
      />
      {(target.kind === "user" || target.kind === "group") && (
        <Select
          label={t(`settings.numbers.target.${target.kind}`)}
          searchable
          data={choices}
          value={target.id || null}
          onChange={(id) => onChange({ kind: target.kind, id: id ?? "" })}
        />
      )}
      {target.kind === "prompt" && (
        <TextInput
          label={t("settings.numbers.prompt")}
          value={target.prompt}
          onChange={(event) => onChange({ kind: "prompt", prompt: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
