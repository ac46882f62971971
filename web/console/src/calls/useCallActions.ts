import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { CallSummary } from "../api/types";
import { useAct } from "../components/useAct";
import { phone } from "../format/phone";
import { useLive } from "../live/LiveProvider";
import { ringsFor } from "../live/work";

/** What may be done with a call now, by me. The server has the last word; this spares a useless press. */
export function callCan(call: CallSummary | undefined, me: string | undefined) {
  const mine = call?.answered_by?.id === me || call?.from.user?.id === me;
  const rings = call !== undefined && ringsFor(call, me);
  const connected = call?.state === "talking" || call?.state === "held";
  return {
    answer: rings,
    hold: mine && call?.state === "talking",
    resume: mine && call?.state === "held",
    transfer: mine && connected,
    hangUp: rings || (mine && call?.state !== "ended"),
  };
}

export function useCallActions(call: CallSummary | undefined) {
  const { state } = useLive();
  const can = callCan(call, state.user?.id);
  const answer = useAct((id: string) => api.answer(id));
  const hold = useAct((id: string) => api.hold(id));
  const resume = useAct((id: string) => api.resume(id));
  const hangUp = useAct((id: string) => api.hangUp(id));
  const id = call?.id;
  return {
    can,
    answer: () => id && can.answer && answer.mutate(id),
    toggleHold: () => id && (can.resume ? resume.mutate(id) : can.hold && hold.mutate(id)),
    hangUp: () => id && can.hangUp && hangUp.mutate(id),
    busy: answer.isPending || hold.isPending || resume.isPending || hangUp.isPending,
  };
}

/** Click-to-call: our own phone rings first, then the client's. */
export function useDial() {
  const { t } = useTranslation();
  return useAct(api.dial, (to) =>
    notifications.show({
      title: t("promises.calling", { number: phone(to) }),
      message: t("desk.phone.dialling"),
      color: "green",
      autoClose: 4000,
    }),
  );
}
