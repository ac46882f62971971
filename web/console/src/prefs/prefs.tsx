import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Density } from "../theme/theme";
import { storage } from "./storage";

export type RingVolume = "on" | "quiet" | "off";

/** Choices of the person at this computer; theme and language are kept by their own libraries. */
export interface Prefs {
  density: Density;
  ring: RingVolume;
}

const KEY = "otklik.prefs";
const DEFAULTS: Prefs = { density: "compact", ring: "on" };

interface PrefsValue {
  prefs: Prefs;
  change: (part: Partial<Prefs>) => void;
}

const PrefsContext = createContext<PrefsValue>({ prefs: DEFAULTS, change: () => undefined });
export const usePrefs = () => useContext(PrefsContext);

export function PrefsProvider({ children }: { children: ReactNode }) {
  const [prefs, setPrefs] = useState(read);
  useEffect(() => {
    storage.setItem(KEY, JSON.stringify(prefs));
    document.documentElement.dataset.density = prefs.density;
  }, [prefs]);
  const value = useMemo<PrefsValue>(
    () => ({ prefs, change: (part) => setPrefs((before) => ({ ...before, ...part })) }),
    [prefs],
  );
  return <PrefsContext value={value}>{children}</PrefsContext>;
}

function read(): Prefs {
  try {
    return { ...DEFAULTS, ...(JSON.parse(storage.getItem(KEY) ?? "{}") as Partial<Prefs>) };
  } catch {
    return DEFAULTS;
  }
}
