import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Doors } from "./doors";

interface DoorProps {
  /** Where the calls are in the console; without it the figure is only a figure. */
  doors: Doors | undefined;
  /** The place of loss; without it, all of them. */
  place?: { step: string; cause: string };
  /** How many people a bare figure stands for; words speak for themselves. */
  figure?: number;
  children: ReactNode;
}

/** A figure that leads to the people and calls behind it. */
export function Door({ doors, place, figure, children }: DoorProps) {
  const { t } = useTranslation();
  if (!doors) return children;
  const label =
    figure === undefined ? undefined : t("report.door", { people: t("report.counted.people", { count: figure }) });
  return (
    <Link
      to="/losses/lost"
      search={{ ...doors, ...(place && { step: place.step, cause: place.cause }) }}
      aria-label={label}
    >
      {children}
    </Link>
  );
}
