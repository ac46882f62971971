import { Button, TextInput } from "@mantine/core";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { CallSummary, LiveUser } from "../api/types";
import { callCan } from "../calls/useCallActions";
import { toastDone } from "../components/toast";
import { useAct } from "../components/useAct";
import { phone } from "../format/phone";
import { useLive } from "../live/LiveProvider";
import css from "./desk.module.css";
import { useWanted } from "./wanted";

const RANK: Record<LiveUser["state"], number> = { available: 0, talking: 1, ringing: 2, offline: 3 };

/** To a colleague, the free ones first, or to any number. */
export function TransferPanel({ call }: { call: CallSummary | undefined }) {
  const { t } = useTranslation();
  const { state } = useLive();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const can = callCan(call, state.user?.id).transfer;
  const show = useCallback(() => {
    setOpen(true);
    requestAnimationFrame(() => field.current?.focus());
  }, []);
  useWanted("transfer", show);
  const send = useAct(
    (to: { number: string; name: string }) => api.transfer(call?.id ?? "", to.number),
    (to) => {
      setOpen(false);
      setText("");
      toastDone(t("desk.transfer.done", { name: to.name }));
    },
  );
  if (!can) return null;
  if (!open) {
    return (
      <Button variant="default" size="md" fullWidth rightSection={<kbd>T</kbd>} onClick={show}>
        {t("desk.phone.transfer")}
      </Button>
    );
  }
  const people = colleagues(Object.values(state.users), state.user?.id, text);
  const number = text.replace(/[\s()-]/g, "");
  const dialable = /^\+?\d{2,15}$/.test(number);
  return (
    <section className={css.panel}>
      <TextInput
        ref={field}
        label={t("desk.transfer.title")}
        placeholder={t("desk.transfer.placeholder")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      />
      <div className={css.people}>
        {people.slice(0, 6).map((one) => (
          <button
            key={one.id}
            type="button"
            className={css.person}
            onClick={() => send.mutate({ number: one.extension ?? "", name: one.name })}
          >
            <span>
              {one.name} <span className="muted figures">{one.extension}</span>
            </span>
            <span className={one.state === "available" ? css.live : "muted"}>
              {t(`desk.availability.${one.state}`)}
            </span>
          </button>
        ))}
        {dialable && (
          <button type="button" className={css.person} onClick={() => send.mutate({ number, name: phone(number) })}>
            {t("desk.transfer.to_number", { number: phone(number) })}
          </button>
        )}
        {people.length === 0 && !dialable && <span className="muted">{t("desk.transfer.nobody")}</span>}
      </div>
    </section>
  );
}

function colleagues(users: LiveUser[], me: string | undefined, text: string): LiveUser[] {
  const wanted = text.trim().toLowerCase();
  return users
    .filter((one) => one.id !== me && one.extension)
    .filter((one) => one.name.toLowerCase().includes(wanted) || one.extension?.startsWith(wanted))
    .sort((a, b) => RANK[a.state] - RANK[b.state] || a.name.localeCompare(b.name));
}
