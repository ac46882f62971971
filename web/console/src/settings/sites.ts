/** Sites one to a line. */
export const sitesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,;]+/)
      .filter((one) => one !== "")
      .map((one) => one.toLowerCase()),
  ),
];

/** The first that is no site: scheme, host and port, and nothing after them. */
export function wrongSite(text: string): string | undefined {
  return sitesIn(text).find((one) => !/^https?:\/\/[a-z0-9.-]+(:\d+)?$/.test(one) || !URL.canParse(one));
}

/** The line to paste: as wide as the place it is put in. */
export function snippet(origin: string, language: string, title: string): string {
  const style = "width: 100%; height: 1600px; border: 0";
  return `<iframe src="${origin}/calculator?language=${language}" title="${title}" style="${style}" loading="lazy"></iframe>`;
}
