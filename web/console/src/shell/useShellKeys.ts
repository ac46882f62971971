import { useNavigate } from "@tanstack/react-router";
import { useCallActions } from "../calls/useCallActions";
import { type Panel, want } from "../desk/wanted";
import { useSelection } from "../desk/selection";
import { useKeys } from "../keys/useKeys";
import { useLive } from "../live/LiveProvider";
import { currentCall, ringingFor } from "../live/work";

interface ShellKeys {
  openPalette: () => void;
  openSheet: () => void;
}

/** The keys that work on every page. */
export function useShellKeys({ openPalette, openSheet }: ShellKeys): void {
  const { state } = useLive();
  const navigate = useNavigate();
  const current = currentCall(state);
  const ringing = ringingFor(state)[0];
  const actions = useCallActions(current);
  const answering = useCallActions(ringing);
  const selection = useSelection();

  const showCard = (id: string | undefined) => {
    if (id) void navigate({ to: "/desk", search: { call: id } });
  };
  const open = (panel: Panel) => {
    if (!selection || selection.kind === "nothing") showCard(current?.id);
    want(panel);
  };
  useKeys({
    palette: openPalette,
    sheet: openSheet,
    answer: () => {
      answering.answer();
      showCard(ringing?.id);
    },
    hold: () => void actions.toggleHold(),
    hang_up: () => void actions.hangUp(),
    transfer: () => {
      if (!actions.can.transfer) return;
      showCard(current?.id);
      want("transfer");
    },
    note: () => open("note"),
    promise: () => open("promise"),
    show_card: () => showCard(ringing?.id ?? current?.id),
  });
}
