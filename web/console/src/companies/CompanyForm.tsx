import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client";
import * as api from "../api/operations";
import type { Company } from "../api/types";
import css from "../clients/contact.module.css";
import { fieldProblem, sayProblem } from "../components/problem";
import { toastDone } from "../components/toast";
import { useDraftFields } from "../drafts/useDraftFields";

const FIELDS = ["name", "legal_name", "inn", "kpp"] as const;
type Fields = Record<(typeof FIELDS)[number] | "notes", string>;

const EMPTY: Fields = { name: "", legal_name: "", inn: "", kpp: "", notes: "" };

export function CompanyNew({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const draft = useDraftFields("company.new", EMPTY);
  const save = useMutation({
    mutationFn: () => api.createCompany(sent(draft.fields)),
    onSuccess: (created) => {
      draft.clear();
      void queries.invalidateQueries({ queryKey: ["companies"] });
      toastDone(t("companies.created"));
      onClose();
      void navigate({ to: "/companies/$id", params: { id: created.id } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("companies.new")}>
      <Form
        fields={draft.fields}
        onChange={draft.change}
        onSubmit={() => save.mutate()}
        error={save.error}
        busy={save.isPending}
      />
    </Modal>
  );
}

export function CompanyEdit({ company, onClose }: { company: Company; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const draft = useDraftFields(`company.${company.id}.${company.version}`, fieldsOf(company));
  const save = useMutation({
    mutationFn: (version: number) => api.changeCompany(company.id, { ...sent(draft.fields), version }),
    onSuccess: (changed) => {
      draft.clear();
      queries.setQueryData(["company", company.id], changed);
      void queries.invalidateQueries({ queryKey: ["companies"] });
      toastDone(t("companies.saved"));
      onClose();
    },
  });
  const conflict = save.error instanceof ApiProblem && save.error.code === "changed_meanwhile";
  const keepMine = async () => save.mutate((await api.company(company.id)).version);
  return (
    <Modal opened onClose={onClose} title={t("shell.buttons.edit")}>
      <Form
        fields={draft.fields}
        onChange={draft.change}
        onSubmit={() => save.mutate(company.version)}
        error={save.error}
        busy={save.isPending}
        keepMine={conflict ? () => void keepMine() : undefined}
      />
    </Modal>
  );
}

interface FormProps {
  fields: Fields;
  onChange: (fields: Fields) => void;
  onSubmit: () => void;
  error: unknown;
  busy: boolean;
  keepMine?: () => void;
}

function Form({ fields, onChange, onSubmit, error, busy, keepMine }: FormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      {FIELDS.map((name) => (
        <TextInput
          key={name}
          label={t(`companies.${name}`)}
          required={name === "name"}
          value={fields[name]}
          error={fieldProblem(error, name)}
          onChange={(event) => onChange({ ...fields, [name]: event.currentTarget.value })}
        />
      ))}
      <Textarea
        label={t("companies.notes")}
        autosize
        minRows={2}
        value={fields.notes}
        onChange={(event) => onChange({ ...fields, notes: event.currentTarget.value })}
      />
      {error !== null && (
        <div className={css.notice} role="alert">
          <p>{sayProblem(error, t)}</p>
          {keepMine && <Button onClick={keepMine}>{t("clients.conflict_keep")}</Button>}
        </div>
      )}
      <div className={css.buttons}>
        <Button type="submit" loading={busy}>
          {t("shell.buttons.save")}
        </Button>
      </div>
    </form>
  );
}

function fieldsOf(company: Company): Fields {
  const { name, legal_name, inn, kpp, notes } = company;
  return { name, legal_name: legal_name ?? "", inn: inn ?? "", kpp: kpp ?? "", notes: notes ?? "" };
}

function sent(fields: Fields) {
  const text = (value: string) => value.trim() || null;
  return {
    name: fields.name.trim(),
    legal_name: text(fields.legal_name),
    inn: text(fields.inn),
    kpp: text(fields.kpp),
    notes: text(fields.notes),
  };
}
