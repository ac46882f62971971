import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Contact, ContactDraft, PointDraft } from "../api/types";
import { fieldProblem, sayProblem } from "../components/problem";
import css from "./contact.module.css";

export type ContactFields = Required<Pick<ContactDraft, "last_name" | "first_name" | "patronymic">> & {
  points: PointDraft[];
};

export const EMPTY: ContactFields = {
  last_name: "",
  first_name: "",
  patronymic: "",
  points: [{ kind: "phone", value: "", label: "" }],
};

export function fieldsOf(contact: Contact): ContactFields {
  const { last_name, first_name, patronymic, points } = contact;
  return {
    last_name,
    first_name,
    patronymic,
    points: points.map(({ kind, value, label, preferred }) => ({ kind, value, label, preferred })),
  };
}

/** Empty lines are how people leave a form: they are not sent. */
export function cleaned(fields: ContactFields): ContactFields {
  const text = (value: string | null | undefined) => value?.trim() || null;
  return {
    last_name: text(fields.last_name),
    first_name: text(fields.first_name),
    patronymic: text(fields.patronymic),
    points: fields.points
      .filter((point) => point.value.trim())
      .map((point) => ({ ...point, value: point.value.trim(), label: text(point.label) })),
  };
}

interface ContactFormProps {
  fields: ContactFields;
  onChange: (fields: ContactFields) => void;
  onSubmit: () => void;
  onCancel: () => void;
  busy: boolean;
  error: unknown;
  /** In place of the plain sentence, for refusals that offer a choice. */
  notice?: ReactNode;
}

export function ContactForm({ fields, onChange, onSubmit, onCancel, busy, error, notice }: ContactFormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <div className={css.three}>
        {(["last_name", "first_name", "patronymic"] as const).map((name) => (
          <TextInput
            key={name}
            label={t(`clients.${name}`)}
            value={fields[name] ?? ""}
            error={fieldProblem(error, name)}
            onChange={(event) => onChange({ ...fields, [name]: event.currentTarget.value })}
          />
        ))}
      </div>
      <Points fields={fields} onChange={onChange} />
      {notice ??
        (error ? (
          <p className={css.notice} role="alert">
            {sayProblem(error, t)}
          </p>
        ) : null)}
      <div className={css.buttons}>
        <Button variant="default" onClick={onCancel}>
          {t("shell.buttons.cancel")}
        </Button>
        <Button type="submit" loading={busy}>
          {t("shell.buttons.save")}
        </Button>
      </div>
    </form>
  );
}

const KINDS = ["phone", "email", "telegram", "whatsapp", "web", "other"] as const;

function Points({ fields, onChange }: Pick<ContactFormProps, "fields" | "onChange">) {
  const { t } = useTranslation();
  const { points } = fields;
  const set = (index: number, part: Partial<PointDraft>) =>
    onChange({ ...fields, points: points.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const drop = (index: number) => onChange({ ...fields, points: points.filter((_, at) => at !== index) });
  const add = () => onChange({ ...fields, points: [...points, { kind: "phone", value: "", label: "" }] });
  return (
    <>
      {points.map((point, index) => (
        <div key={index} className={css.point}>
          <Select
            aria-label={t("clients.point_kind")}
            data={KINDS.map((value) => ({ value, label: t(`clients.point.${value}`) }))}
            value={point.kind}
            allowDeselect={false}
            onChange={(kind) => set(index, { kind: kind ?? "phone" })}
          />
          <TextInput
            aria-label={t("clients.point_value")}
            placeholder={t("clients.point_value")}
            value={point.value}
            onChange={(event) => set(index, { value: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t("clients.point_label")}
            placeholder={t("clients.point_label")}
            value={point.label ?? ""}
            onChange={(event) => set(index, { label: event.currentTarget.value })}
          />
          <ActionIcon aria-label={t("shell.buttons.delete")} onClick={() => drop(index)}>
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button variant="default" onClick={add}>
          {t("shell.buttons.add")}
        </Button>
      </div>
    </>
  );
}
