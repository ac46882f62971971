import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

/** Search text that lives in the address, written there when typing pauses. */
export function useAddressText(inAddress: string, write: (value: string) => void) {
  const [text, setText] = useState(inAddress);
  const written = useRef(inAddress);
  useEffect(() => {
    // Only a change that is not our own echo (Back, a link) goes into the field.
    if (inAddress !== written.current) setText(inAddress);
    written.current = inAddress;
  }, [inAddress]);
  const later = useDebouncedCallback((value: string) => {
    written.current = value;
    write(value);
  }, 200);
  const change = (value: string) => {
    setText(value);
    later(value);
  };
  return [text, change] as const;
}
