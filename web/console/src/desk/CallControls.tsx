import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CallSummary } from "../api/types";
import { useCallActions } from "../calls/useCallActions";
import css from "./desk.module.css";
import { TransferPanel } from "./TransferPanel";

/** The next press for this call, large; the rest of them are in the phone bar, in their usual places. */
export function CallControls({ call }: { call: CallSummary | undefined }) {
  const { t } = useTranslation();
  const actions = useCallActions(call);
  const { can } = actions;
  if (!can.answer && !can.hangUp) return null;
  return (
    <section className={css.panel}>
      {can.answer && (
        <Button size="md" fullWidth onClick={actions.answer} loading={actions.busy} rightSection={<kbd>A</kbd>}>
          {t("desk.phone.answer")}
        </Button>
      )}
      {(can.hold || can.resume) && (
        <Button size="md" fullWidth variant="default" onClick={actions.toggleHold} rightSection={<kbd>H</kbd>}>
          {t(can.resume ? "desk.phone.resume" : "desk.phone.hold")}
        </Button>
      )}
      <TransferPanel call={call} />
      <Button size="md" fullWidth variant="default" onClick={actions.hangUp} rightSection={<kbd>⇧X</kbd>}>
        {t(can.answer ? "desk.phone.decline" : "desk.phone.hang_up")}
      </Button>
    </section>
  );
}
