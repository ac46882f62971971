import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Commitment } from "../api/types";
import { useDial } from "../calls/useCallActions";
import { toastDone, toastUndo } from "../components/toast";
import { useAct } from "../components/useAct";
import { whenLine } from "../format/time";
import { commitmentName } from "./naming";

/** What can be done about a promise; each act shows itself by the event it brings. */
export function useCommitment(commitment: Commitment) {
  const { t, i18n } = useTranslation();
  const phone = usePhoneOf(commitment);
  const dial = useDial();
  const keep = useAct(
    (note: string) => api.keepCommitment(commitment.id, note),
    () => toastDone(t("promises.kept")),
  );
  const withdraw = useAct(
    () => api.withdrawCommitment(commitment.id),
    () =>
      toastUndo(`${t("promises.withdrawn")}: ${commitmentName(commitment)}`, t, () =>
        api.reopenCommitment(commitment.id),
      ),
  );
  const move = useAct(
    (due: Date) => api.changeCommitment(commitment.id, { due: due.toISOString() }),
    (due) => {
      const text = t("promises.moved", { when: whenLine(due.toISOString(), Date.now(), i18n.language) });
      toastUndo(text, t, () => api.changeCommitment(commitment.id, { due: commitment.due }));
    },
  );
  const callBack = () => {
    if (phone) dial.mutate(phone);
    else toastDone(t("promises.no_phone"));
  };
  return { phone, callBack, calling: dial.isPending, keep, withdraw, move };
}

/** A promise to a person without a number of its own goes to his first phone. */
function usePhoneOf(commitment: Commitment): string | null {
  const id = commitment.contact?.id;
  const contact = useQuery({
    queryKey: ["contact", id],
    queryFn: () => api.contact(id ?? ""),
    enabled: !commitment.phone && id !== undefined && commitment.state === "open",
  });
  return commitment.phone ?? contact.data?.points.find((point) => point.kind === "phone")?.value ?? null;
}
