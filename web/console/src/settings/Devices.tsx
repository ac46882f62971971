import { Button, CopyButton, Modal, NativeSelect, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Device, User } from "../api/types";
import { Empty, Loaded } from "../components/Page";
import { fieldProblem } from "../components/problem";
import { toastUndo } from "../components/toast";
import { useAct } from "../components/useAct";
import { When } from "../components/When";
import { EditForm } from "./EditForm";
import { Section, Table } from "./Section";
import css from "./settings.module.css";
import { useSave, useSettings } from "./useSettings";

export function Devices() {
  const { t } = useTranslation();
  const devices = useSettings("devices");
  const users = useSettings("users").data ?? [];
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<Device | null>(null);
  const columns = [
    t("settings.devices.login"),
    t("settings.devices.user"),
    t("settings.devices.digest"),
    t("settings.people.state"),
  ];
  return (
    <Section
      lead={t("settings.devices.lead")}
      add={{ label: t("settings.devices.new"), onClick: () => setAdding(true) }}
    >
      <Loaded query={devices}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t("settings.devices.empty")}</Empty>
          ) : (
            <Table columns={columns}>
              {items.map((device) => (
                <Row
                  key={device.id}
                  device={device}
                  owner={users.find((user) => user.id === device.user_id)}
                  onPassword={setShown}
                />
              ))}
            </Table>
          )
        }
      </Loaded>
      {adding && <Form users={users} onClose={() => setAdding(false)} onCreated={setShown} />}
      {shown?.password && <PasswordOnce login={shown.login} password={shown.password} onClose={() => setShown(null)} />}
    </Section>
  );
}

interface RowProps {
  device: Device;
  owner: User | undefined;
  onPassword: (device: Device) => void;
}

function Row({ device, owner, onPassword }: RowProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const refresh = () => void queries.invalidateQueries({ queryKey: ["settings", "devices"] });
  const renew = useAct(async () => onPassword(await api.changeDevice(device.id, { new_password: true })), refresh);
  // The old password is nowhere to be read, so the device comes back with a new one.
  const bringBack = async () => {
    onPassword(await api.createDevice({ user_id: device.user_id, login: device.login, digest: device.digest }));
    refresh();
  };
  const remove = useAct(
    () => api.deleteDevice(device.id),
    () => {
      refresh();
      toastUndo(t("settings.devices.deleted", { login: device.login }), t, bringBack);
    },
  );
  return (
    <tr>
      <td>
        <strong>{device.login}</strong>
      </td>
      <td>{owner?.name}</td>
      <td>
        <DigestField device={device} onChanged={refresh} />
      </td>
      <td>
        {device.registered ? (
          <>
            {t("settings.devices.registered")} · <When at={device.registered.since} />
            <div className="muted">
              {device.registered.user_agent} · <span className="figures">{device.registered.address}</span>
            </div>
          </>
        ) : (
          <span className="muted">{t("settings.devices.not_registered")}</span>
        )}
      </td>
      <td>
        <div className={css.actions}>
          <Button variant="default" title={t("settings.devices.renew_effect")} onClick={() => renew.mutate()}>
            {t("settings.devices.renew")}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => remove.mutate()}>
            {t("shell.buttons.delete")}
          </Button>
        </div>
      </td>
    </tr>
  );
}

const DIGESTS = ["md5", "sha256"] as const;

function DigestField({ device, onChanged }: { device: Device; onChanged: () => void }) {
  const { t } = useTranslation();
  const change = useAct((digest: Device["digest"]) => api.changeDevice(device.id, { digest }), onChanged);
  return (
    <NativeSelect
      aria-label={`${t("settings.devices.digest")}, ${device.login}`}
      title={t("settings.devices.digest_effect")}
      value={device.digest}
      data={DIGESTS.map((value) => ({ value, label: t(`settings.devices.digests.${value}`) }))}
      onChange={(event) => {
        const chosen = DIGESTS.find((one) => one === event.currentTarget.value);
        if (chosen) change.mutate(chosen);
      }}
    />
  );
}

interface FormProps {
  users: User[];
  onClose: () => void;
  onCreated: (device: Device) => void;
}

function Form({ users, onClose, onCreated }: FormProps) {
  const { t } = useTranslation();
  const [login, setLogin] = useState("");
  const [user, setUser] = useState<string | null>(null);
  const save = useSave({
    list: "devices",
    save: () => api.createDevice({ user_id: user ?? "", login: login.trim() }),
    done: (device) => {
      onClose();
      onCreated(device);
    },
  });
  return (
    <EditForm
      title={t("settings.devices.new")}
      onClose={onClose}
      onSubmit={() => user && save.mutate()}
      busy={save.isPending}
      error={save.error}
    >
      <Select
        label={t("settings.devices.user")}
        required
        searchable
        data={users.filter((one) => !one.disabled).map((one) => ({ value: one.id, label: one.name }))}
        value={user}
        onChange={setUser}
      />
      <TextInput
        label={t("settings.devices.login")}
        required
        value={login}
        error={fieldProblem(save.error, "login")}
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
    </EditForm>
  );
}

function PasswordOnce({ login, password, onClose }: { login: string; password: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t("settings.devices.password_for", { login })}>
      <p>{t("settings.devices.password_once")}</p>
      <p className={css.secret}>
        <span style={{ flex: 1 }}>{password}</span>
        <CopyButton value={password}>
          {({ copied, copy }) => (
            <Button variant={copied ? "light" : "filled"} onClick={copy}>
              {t(copied ? "shell.buttons.copied" : "shell.buttons.copy")}
            </Button>
          )}
        </CopyButton>
      </p>
    </Modal>
  );
}
