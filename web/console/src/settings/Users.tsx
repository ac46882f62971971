import { Button, PasswordInput, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Role, User } from "../api/types";
import { Loaded } from "../components/Page";
import { fieldProblem } from "../components/problem";
import { toastUndo } from "../components/toast";
import { useAct } from "../components/useAct";
import { EditForm } from "./EditForm";
import { Section, Table } from "./Section";
import css from "./settings.module.css";
import { useSave, useSettings } from "./useSettings";

export function Users() {
  const { t } = useTranslation();
  const users = useSettings("users");
  const [editing, setEditing] = useState<User | "new" | null>(null);
  const columns = (["name", "login", "extension", "role", "state"] as const).map((name) =>
    t(`settings.people.${name}`),
  );
  return (
    <Section
      lead={t("settings.people.lead")}
      add={{ label: t("settings.people.new"), onClick: () => setEditing("new") }}
    >
      <Loaded query={users}>
        {(items) => (
          <Table columns={columns}>
            {items.map((user) => (
              <Row key={user.id} user={user} onEdit={() => setEditing(user)} />
            ))}
          </Table>
        )}
      </Loaded>
      {editing && <Form user={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function Row({ user, onEdit }: { user: User; onEdit: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ["settings", "users"] });
  const enable = () => api.changeUser(user.id, { disabled: false }).then(refresh);
  const toggle = useAct(
    () => (user.disabled ? enable() : api.disableUser(user.id)),
    () => {
      void refresh();
      if (!user.disabled) toastUndo(t("settings.people.disabled_toast", { name: user.name }), t, enable);
    },
  );
  return (
    <tr>
      <td>
        <strong>{user.name}</strong>
      </td>
      <td data-label={t("settings.people.login")}>{user.login}</td>
      <td className="figures" data-label={t("settings.people.extension")}>
        {user.extension}
      </td>
      <td>{t(`settings.people.roles.${user.role}`)}</td>
      <td>
        {t(user.disabled ? "settings.people.disabled" : "settings.people.active")}
        <span className="muted"> · {t("settings.people.devices", { count: user.devices_registered })}</span>
      </td>
      <td>
        <div className={css.actions}>
          <Button variant="default" onClick={onEdit}>
            {t("shell.buttons.edit")}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => toggle.mutate()} loading={toggle.isPending}>
            {t(user.disabled ? "settings.people.enable" : "settings.people.disable")}
          </Button>
        </div>
      </td>
    </tr>
  );
}

const ROLES: Role[] = ["agent", "supervisor", "administrator"];

function Form({ user, onClose }: { user: User | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(user?.name ?? "");
  const [login, setLogin] = useState(user?.login ?? "");
  const [password, setPassword] = useState("");
  const [extension, setExtension] = useState(user?.extension ?? "");
  const [role, setRole] = useState<Role>(user?.role ?? "agent");
  const shared = { name: name.trim(), role, extension: extension.trim() };
  const save = useSave({
    list: "users",
    save: () =>
      user
        ? api.changeUser(user.id, { ...shared, ...(password ? { password } : {}) })
        : api.createUser({ ...shared, extension: shared.extension || null, login: login.trim(), password }),
    undo: user
      ? () => api.changeUser(user.id, { name: user.name, role: user.role, extension: user.extension ?? "" })
      : undefined,
    done: onClose,
  });
  const field = (value: string) => fieldProblem(save.error, value);
  return (
    <EditForm
      title={user ? user.name : t("settings.people.new")}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      busy={save.isPending}
      error={save.error}
    >
      <TextInput
        label={t("settings.people.name")}
        required
        value={name}
        error={field("name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t("settings.people.login")}
        required
        disabled={user !== null}
        value={login}
        error={field("login")}
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
      <PasswordInput
        label={t(user ? "settings.people.new_password" : "settings.people.password")}
        description={user ? t("settings.people.keep_password") : undefined}
        required={!user}
        autoComplete="new-password"
        value={password}
        error={field("password")}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <TextInput
        label={t("settings.people.extension")}
        value={extension}
        error={field("extension")}
        onChange={(event) => setExtension(event.currentTarget.value)}
      />
      <Select
        label={t("settings.people.role")}
        data={ROLES.map((value) => ({ value, label: t(`settings.people.roles.${value}`) }))}
        value={role}
        allowDeselect={false}
        onChange={(value) => setRole(value ?? "agent")}
      />
    </EditForm>
  );
}
