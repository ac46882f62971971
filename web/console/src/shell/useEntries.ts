import { useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SearchHit } from "../api/types";
import { useDial } from "../calls/useCallActions";
import { phone } from "../format/phone";
import { speak } from "../i18n";
import { useLive } from "../live/LiveProvider";

export interface Entry {
  key: string;
  title: string;
  subtitle?: string;
  hint?: string;
  run: () => void;
}

/** What the palette offers: clients found first, then a number to dial, then pages and actions by name. */
export function useEntries(text: string, hits: SearchHit[]): Entry[] {
  const pages = usePages();
  const dialling = useDialEntry(text);
  const open = useOpenHit();
  const { t } = useTranslation();
  const found = hits.map((hit): Entry => ({
    key: hit.kind + hit.id,
    title: hit.title,
    subtitle: hit.subtitle || undefined,
    hint: t(`shell.palette.kind.${hit.kind}`),
    run: () => open(hit),
  }));
  const wanted = text.toLowerCase();
  return [...found, ...dialling, ...pages.filter((page) => page.title.toLowerCase().includes(wanted))];
}

function useOpenHit() {
  const navigate = useNavigate();
  return ({ kind, id, title }: SearchHit) => {
    const params = { id };
    if (kind === "company") void navigate({ to: "/companies/$id", params });
    else if (kind === "contact") void navigate({ to: "/clients/$id", params });
    // A document has no page of its own: its owner is found by it.
    else void navigate({ to: "/clients", search: { q: title } });
  };
}

function useDialEntry(text: string): Entry[] {
  const { t } = useTranslation();
  const dial = useDial();
  const number = text.replace(/[\s()-]/g, "");
  if (!/^\+?\d{3,15}$/.test(number)) return [];
  return [{ key: "dial", title: t("shell.palette.call", { number: phone(number) }), run: () => dial.mutate(number) }];
}

function usePages(): Entry[] {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { state } = useLive();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const role = state.user?.role ?? "agent";
  const page = (
    name: "desk" | "clients" | "companies" | "calls" | "promises" | "floor" | "losses" | "settings",
  ): Entry => ({
    key: name,
    title: t(`shell.rail.${name}`),
    run: () => void navigate({ to: `/${name}` }),
  });
  return [
    page("desk"),
    page("clients"),
    page("companies"),
    page("calls"),
    page("promises"),
    ...(role === "agent" ? [] : [page("floor"), page("losses")]),
    ...(role === "administrator" ? [page("settings")] : []),
    {
      key: "new",
      title: t("shell.palette.new_contact"),
      run: () => void navigate({ to: "/clients", search: { add: true } }),
    },
    {
      key: "theme",
      title: t("shell.palette.theme"),
      run: () => setColorScheme(colorScheme === "dark" ? "light" : "dark"),
    },
    {
      key: "language",
      title: t("shell.palette.language"),
      run: () => speak(i18n.language === "ru" ? "en" : "ru"),
    },
  ];
}
