import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Did } from "../api/types";
import { Empty, Loaded } from "../components/Page";
import { toastUndo } from "../components/toast";
import { useAct } from "../components/useAct";
import { phone } from "../format/phone";
import { effectOf, targetText } from "./effect";
import { NumberForm } from "./NumberForm";
import { Section, Table } from "./Section";
import css from "./settings.module.css";
import { useSettings } from "./useSettings";

export function Numbers() {
  const { t } = useTranslation();
  const numbers = useSettings("numbers");
  const [editing, setEditing] = useState<Did | "new" | null>(null);
  const columns = (["number", "schedule", "open", "closed"] as const).map((name) => t(`settings.numbers.${name}`));
  return (
    <Section
      lead={t("settings.numbers.lead")}
      add={{ label: t("settings.numbers.new"), onClick: () => setEditing("new") }}
    >
      <Loaded query={numbers}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t("settings.numbers.empty")}</Empty>
          ) : (
            <Table columns={columns}>
              {items.map((did) => (
                <Row key={did.id} did={did} onEdit={() => setEditing(did)} />
              ))}
            </Table>
          )
        }
      </Loaded>
      {editing && <NumberForm did={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function Row({ did, onEdit }: { did: Did; onEdit: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const directory = { users: useSettings("users").data ?? [], groups: useSettings("groups").data ?? [] };
  const schedules = useSettings("schedules").data ?? [];
  const schedule = schedules.find((one) => one.id === did.schedule_id);
  const refresh = () => queries.invalidateQueries({ queryKey: ["settings", "numbers"] });
  const remove = useAct(
    () => api.deleteNumber(did.id),
    () => {
      void refresh();
      const { id: _gone, ...was } = did;
      toastUndo(t("settings.numbers.deleted", { number: phone(did.number) }), t, () =>
        api.createNumber(was).then(refresh),
      );
    },
  );
  return (
    <tr>
      <td>
        <strong className="figures">{phone(did.number)}</strong>
        <div className="muted">{did.name}</div>
      </td>
      <td data-label={t("settings.numbers.schedule")}>{schedule?.name ?? t("settings.numbers.always")}</td>
      <td data-label={t("settings.numbers.open")}>{effectOf(did, did.open, directory, t)}</td>
      <td data-label={did.schedule_id ? t("settings.numbers.closed") : undefined}>
        {did.schedule_id && targetText(did.closed, directory, t)}
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
