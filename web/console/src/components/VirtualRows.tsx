import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import css from "./virtual.module.css";

interface VirtualRowsProps<T> {
  label: string;
  items: T[];
  keyOf: (item: T) => string;
  /** Compact height; a row that wraps is measured. */
  rowHeight: number;
  render: (item: T) => ReactNode;
  /** Called when the end is near, to fetch the next page. */
  onEnd?: () => void;
}

/** A long list that keeps only what is seen in the document. */
export function VirtualRows<T>({ label, items, keyOf, rowHeight, render, onEnd }: VirtualRowsProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => keyOf(items[index]!),
    overscan: 12,
  });
  const shown = rows.getVirtualItems();
  const last = shown[shown.length - 1]?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 5) onEnd?.();
  }, [last, items.length, onEnd]);
  return (
    <div ref={scroller} className={css.scroller} tabIndex={0} role="region" aria-label={label}>
      <ul className={css.rows} style={{ height: rows.getTotalSize() }}>
        {shown.map((row) => (
          <li
            key={row.key}
            ref={rows.measureElement}
            data-index={row.index}
            className={css.row}
            style={{ transform: `translateY(${row.start}px)` }}
          >
            {render(items[row.index]!)}
          </li>
        ))}
      </ul>
    </div>
  );
}
