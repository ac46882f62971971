import { useEffect, useRef, useState } from "react";

/** Takes files dropped anywhere on the page; tells whether some hang over it. */
export function useDropTarget(take: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    // Entering a child comes before leaving its parent, so the two are counted.
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const set = (next: number) => {
      depth = next;
      setOver(next > 0);
    };
    const enter = (event: DragEvent) => carriesFiles(event) && set(depth + 1);
    const leave = (event: DragEvent) => carriesFiles(event) && set(Math.max(0, depth - 1));
    const hover = (event: DragEvent) => carriesFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      // Else the browser opens the file in place of the page.
      event.preventDefault();
      set(0);
      latest.current([...(event.dataTransfer?.files ?? [])]);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: hover, drop } as const;
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener);
    };
  }, []);
  return over;
}
