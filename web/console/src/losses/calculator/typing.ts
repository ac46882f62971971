/** What a person typed, as a figure: spaces, a comma, a sign of money or share do not matter. Nothing when it is none. */
export function typedFigure(text: string): number | undefined {
  const bare = text.replace(/[\s\u00a0\u202f₽%]/g, "").replace(",", ".");
  if (!/^\d+(\.\d*)?$|^\.\d+$/.test(bare)) return undefined;
  return Number(bare);
}
