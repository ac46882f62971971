import { Outlet } from "@tanstack/react-router";
import { useState } from "react";
import type { User } from "../api/types";
import { IncomingBand } from "./IncomingBand";
import { KeySheet } from "./KeySheet";
import { Palette } from "./Palette";
import { PhoneBar } from "./PhoneBar";
import { Rail } from "./Rail";
import { StaleNotice } from "./StaleNotice";
import { useAttention } from "./useAttention";
import { useShellKeys } from "./useShellKeys";
import css from "./shell.module.css";

/** Rail, page, phone bar: the same places on every page. */
export function Shell({ me }: { me: User }) {
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  useShellKeys({ openPalette: () => setPalette(true), openSheet: () => setSheet(true) });
  useAttention();
  return (
    <div className={css.shell}>
      <StaleNotice />
      <Rail me={me} openPalette={() => setPalette(true)} openSheet={() => setSheet(true)} />
      <main className={css.page}>
        <Outlet />
      </main>
      <IncomingBand />
      <PhoneBar me={me} />
      {palette && <Palette onClose={() => setPalette(false)} />}
      {sheet && <KeySheet onClose={() => setSheet(false)} />}
    </div>
  );
}
