/** Country code → how the national part is grouped. The first group is the area or operator. */
const PLANS: [code: string, groups: number[]][] = [
  ["+375", [2, 3, 2, 2]], // Belarus
  ["+380", [2, 3, 2, 2]], // Ukraine
  ["+373", [2, 3, 3]], // Moldova
  ["+374", [2, 3, 3]], // Armenia
  ["+992", [2, 3, 4]], // Tajikistan
  ["+993", [2, 2, 2, 2]], // Turkmenistan
  ["+994", [2, 3, 2, 2]], // Azerbaijan
  ["+995", [3, 2, 2, 2]], // Georgia
  ["+996", [3, 3, 3]], // Kyrgyzstan
  ["+998", [2, 3, 2, 2]], // Uzbekistan
  ["+49", [3, 4, 4]], // Germany
  ["+44", [4, 3, 3]], // United Kingdom
  ["+86", [3, 4, 4]], // China
  ["+90", [3, 3, 2, 2]], // Türkiye
  ["+7", [3, 3, 2, 2]], // Russia, Kazakhstan
  ["+1", [3, 3, 4]], // North America
];

/** `+79160000001` → `+7 916 000-00-01`. What is not E.164 (short numbers, names) is returned as it is. */
export function phone(value: string): string {
  if (!/^\+\d{7,15}$/.test(value)) return value;
  const plan = PLANS.find(([code]) => value.startsWith(code));
  if (!plan) return value;
  const [code, groups] = plan;
  const parts = split(value.slice(code.length), groups);
  if (!parts) return value;
  const [area, first, ...rest] = parts;
  return `${code} ${area} ${[first, ...rest].join("-")}`;
}

/** Null when the length does not fit the plan: better raw digits than a false grouping. */
function split(national: string, groups: number[]): string[] | null {
  if (national.length !== groups.reduce((sum, size) => sum + size, 0)) return null;
  let at = 0;
  return groups.map((size) => national.slice(at, (at += size)));
}
