import { Button, TextInput } from "@mantine/core";
import { IconPhone, IconPhoneOff } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallSummary, User } from "../api/types";
import { CallTime } from "../calls/CallTime";
import { callName, otherParty, partyName, stateText } from "../calls/naming";
import { useCallActions, useDial } from "../calls/useCallActions";
import { want } from "../desk/wanted";
import { useLive } from "../live/LiveProvider";
import { currentCall } from "../live/work";
import css from "./shell.module.css";

/** The telephone: always here, whatever is on the page. */
export function PhoneBar({ me }: { me: User }) {
  const { t } = useTranslation();
  const { state } = useLive();
  const call = currentCall(state);
  return (
    <section
      className={css.phone}
      aria-label={t("desk.phone.label")}
      data-call={call !== undefined}
      data-ringing={call?.state === "ringing"}
    >
      {call ? <InCall call={call} /> : <Idle me={state.user ?? me} />}
    </section>
  );
}

function InCall({ call }: { call: CallSummary }) {
  const { t } = useTranslation();
  const { state } = useLive();
  const navigate = useNavigate();
  const actions = useCallActions(call);
  const { can } = actions;
  const toDesk = () => void navigate({ to: "/desk", search: { call: call.id } });
  const answer = () => {
    actions.answer();
    toDesk();
  };
  const transfer = () => {
    toDesk();
    want("transfer");
  };
  return (
    <>
      <div className={css.phoneWho}>
        <strong>{callName(call)}</strong>{" "}
        <span className={`figures muted ${css.onlyWide}`}>{call.contact && partyName(otherParty(call))}</span>{" "}
        <span>
          {stateText(call, t, state.user?.id)} <CallTime call={call} />
        </span>
      </div>
      <div className={css.controls}>
        {can.answer && (
          <Button onClick={answer} rightSection={<kbd>A</kbd>}>
            {t("desk.phone.answer")}
          </Button>
        )}
        {(can.hold || can.resume) && (
          <Button variant="default" onClick={actions.toggleHold} rightSection={<kbd>H</kbd>}>
            {t(can.resume ? "desk.phone.resume" : "desk.phone.hold")}
          </Button>
        )}
        {can.transfer && (
          <Button variant="default" onClick={transfer} rightSection={<kbd>T</kbd>}>
            {t("desk.phone.transfer")}
          </Button>
        )}
        {can.hangUp && (
          <Button variant="default" onClick={actions.hangUp} rightSection={<kbd>⇧X</kbd>}>
            {t(can.answer ? "desk.phone.decline" : "desk.phone.hang_up")}
          </Button>
        )}
      </div>
    </>
  );
}

function Idle({ me }: { me: User }) {
  const { t } = useTranslation();
  const { state } = useLive();
  const [number, setNumber] = useState("");
  const dial = useDial();
  const live = state.users[me.id];
  const missing = live ? live.state === "offline" : me.devices_registered === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim()) dial.mutate(number.trim(), { onSuccess: () => setNumber("") });
  };
  return (
    <>
      <form className={css.dial} onSubmit={submit}>
        <TextInput
          type="tel"
          aria-label={t("desk.phone.dial")}
          placeholder={t("desk.phone.dial")}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <Button type="submit" variant="light" loading={dial.isPending} disabled={!number.trim()}>
          {t("desk.phone.call")}
        </Button>
      </form>
      <span className={css.gap} />
      <span className={css.phoneState} data-missing={missing}>
        {missing ? <IconPhoneOff size={16} aria-hidden="true" /> : <IconPhone size={16} aria-hidden="true" />}
        <span>{t(missing ? "desk.phone.no_device" : "desk.phone.ready")}</span>
        {me.extension && <b className="figures">{me.extension}</b>}
      </span>
    </>
  );
}
