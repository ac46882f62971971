import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { type Asked, EXAMPLE, type FigureName, figuresOf, type Period } from "./figures";

/** Figures on the screen at once, in the address when the hand rests. */
export function useFigures(inAddress: Asked, write: (asked: Asked) => void) {
  const [asked, setAsked] = useState(inAddress);
  const written = useRef(JSON.stringify(inAddress));
  const incoming = JSON.stringify(inAddress);
  useEffect(() => {
    // Only a change that is not our own echo (Back, a link) moves the sliders.
    if (incoming !== written.current) setAsked(JSON.parse(incoming) as Asked);
    written.current = incoming;
  }, [incoming]);
  const later = useDebouncedCallback((next: Asked) => {
    const kept = withoutExample(next);
    written.current = JSON.stringify(kept);
    write(kept);
  }, 300);
  const change = (next: Asked) => {
    setAsked(next);
    later(next);
  };
  return {
    figures: figuresOf(asked),
    period: asked.period ?? "week",
    setFigure: (name: FigureName, value: number) => change({ ...asked, [name]: value }),
    setPeriod: (period: Period) => change({ ...asked, period }),
  };
}

/** The address says only what differs. */
function withoutExample(asked: Asked): Asked {
  const said = Object.entries(asked).filter(([name, value]) =>
    name === "period" ? value !== "week" : name === "people" || value !== EXAMPLE[name as FigureName],
  );
  return Object.fromEntries(said);
}
