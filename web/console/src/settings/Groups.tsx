import { Button, MultiSelect, NumberInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Group, GroupDraft, User } from "../api/types";
import { Empty, Loaded } from "../components/Page";
import { fieldProblem } from "../components/problem";
import { toastUndo } from "../components/toast";
import { useAct } from "../components/useAct";
import { EditForm } from "./EditForm";
import { Section, Table } from "./Section";
import css from "./settings.module.css";
import { useSave, useSettings } from "./useSettings";

export function Groups() {
  const { t } = useTranslation();
  const groups = useSettings("groups");
  const users = useSettings("users").data ?? [];
  const [editing, setEditing] = useState<Group | "new" | null>(null);
  const columns = (["name", "extension", "members", "ring_seconds"] as const).map((name) =>
    t(`settings.groups.${name}`),
  );
  return (
    <Section
      lead={t("settings.groups.lead")}
      add={{ label: t("settings.groups.new"), onClick: () => setEditing("new") }}
    >
      <Loaded query={groups}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t("settings.groups.empty")}</Empty>
          ) : (
            <Table columns={columns}>
              {items.map((group) => (
                <Row key={group.id} group={group} users={users} onEdit={() => setEditing(group)} />
              ))}
            </Table>
          )
        }
      </Loaded>
      {editing && <Form group={editing === "new" ? null : editing} users={users} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function Row({ group, users, onEdit }: { group: Group; users: User[]; onEdit: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ["settings", "groups"] });
  const remove = useAct(
    () => api.deleteGroup(group.id),
    () => {
      void refresh();
      const { id: _gone, ...was } = group;
      toastUndo(t("settings.groups.deleted", { name: group.name }), t, () => api.createGroup(was).then(refresh));
    },
  );
  const members = group.member_ids.map((id) => users.find((user) => user.id === id)?.name).filter(Boolean);
  return (
    <tr>
      <td>
        <strong>{group.name}</strong>
      </td>
      <td className="figures" data-label={t("settings.groups.extension")}>
        {group.extension}
      </td>
      <td>{members.join(", ")}</td>
      <td className="figures" data-label={t("settings.groups.ring_seconds")}>
        {t("settings.groups.seconds", { count: group.ring_seconds })}
      </td>
      <td>
        <div className={css.actions}>
          <Button variant="default" onClick={onEdit}>
            {t("shell.buttons.edit")}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => remove.mutate()}>
            {t("shell.buttons.delete")}
          </Button>
        </div>
      </td>
    </tr>
  );
}

/** As long as most callers are ready to listen to ringing (chosen). */
const RING_SECONDS = 25;

function Form({ group, users, onClose }: { group: Group | null; users: User[]; onClose: () => void }) {
  const { t } = useTranslation();
  const [fields, setFields] = useState<GroupDraft>({
    name: group?.name ?? "",
    extension: group?.extension ?? null,
    member_ids: group?.member_ids ?? [],
    ring_seconds: group?.ring_seconds ?? RING_SECONDS,
  });
  const set = (part: Partial<typeof fields>) => setFields({ ...fields, ...part });
  const save = useSave({
    list: "groups",
    save: () => (group ? api.changeGroup(group.id, fields) : api.createGroup(fields)),
    undo: group ? () => api.changeGroup(group.id, withoutId(group)) : undefined,
    done: onClose,
  });
  return (
    <EditForm
      title={group?.name ?? t("settings.groups.new")}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      busy={save.isPending}
      error={save.error}
    >
      <TextInput
        label={t("settings.groups.name")}
        required
        value={fields.name}
        error={fieldProblem(save.error, "name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t("settings.groups.extension")}
        value={fields.extension ?? ""}
        error={fieldProblem(save.error, "extension")}
        onChange={(event) => set({ extension: event.currentTarget.value || null })}
      />
      <MultiSelect
        label={t("settings.groups.members")}
        searchable
        data={users.map((one) => ({ value: one.id, label: one.name }))}
        value={fields.member_ids}
        onChange={(member_ids) => set({ member_ids })}
      />
      <NumberInput
        label={t("settings.groups.ring_seconds")}
        min={5}
        max={120}
        value={fields.ring_seconds}
        onChange={(value) => set({ ring_seconds: Number(value) })}
      />
    </EditForm>
  );
}

function withoutId({ id: _gone, ...rest }: Group): GroupDraft {
  return rest;
}
