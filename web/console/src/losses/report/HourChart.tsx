import { useComputedColorScheme } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import css from "./report.module.css";
import { byHour, hoursShown } from "./steps";

const HEIGHT = 180;

/** Lost people by hour of the day. */
export default function HourChart({ when }: { when: number[][] }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  // Colours of paper are others than those of a dark screen.
  const onPaper = useMediaQuery("print");
  const sums = byHour(when);
  const most = Math.max(...sums);
  const peak = sums.indexOf(most);
  useEffect(() => {
    if (!box.current) return;
    const plot = draw(box.current, when);
    const watch = new ResizeObserver(
      ([entry]) => entry && plot.setSize({ width: entry.contentRect.width, height: HEIGHT }),
    );
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [when, scheme, onPaper]);
  const label = t("report.when_peak", { hour: peak, people: t("report.counted.people", { count: most }) });
  return <div ref={box} className={css.chart} role="img" aria-label={label} />;
}

function draw(box: HTMLElement, when: number[][]): uPlot {
  const { from, to } = hoursShown(when);
  const hours = Array.from({ length: to - from + 1 }, (_, place) => from + place);
  const sums = byHour(when).slice(from, to + 1);
  // The canvas knows no CSS variables.
  const colour = (name: string) => getComputedStyle(box).getPropertyValue(name).trim();
  const axis = { stroke: colour("--text-2"), ticks: { show: false }, font: "12px system-ui, sans-serif" };
  const options: uPlot.Options = {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [from - 0.6, to + 0.6] }, y: { range: (_, __, max) => [0, Math.max(1, max)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: hours,
        size: 28,
        values: (_, places) => thinned(places, box.clientWidth),
      },
      {
        ...axis,
        size: 32,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
        grid: { stroke: colour("--line"), width: 1 },
      },
    ],
    series: [
      {},
      {
        fill: colour("--lost-line"),
        width: 0,
        paths: uPlot.paths.bars?.({ size: [0.7, 48] }),
        points: { show: false },
      },
    ],
  };
  return new uPlot(options, [hours, sums], box);
}

/** Room an hour's label takes, with air around it, in pixels. */
const LABEL_WIDTH = 46;

/** Every hour where there is room, else every second or third. */
function thinned(hours: number[], width: number): string[] {
  const step = Math.max(1, Math.ceil((hours.length * LABEL_WIDTH) / width));
  return hours.map((hour, place) => (place % step === 0 ? `${hour}:00` : ""));
}
