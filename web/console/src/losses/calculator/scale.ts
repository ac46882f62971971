/** How places on a slider become figures. A place is a whole number from 0 to `places`. */
export interface Scale {
  places: number;
  valueAt: (place: number) => number;
  placeOf: (value: number) => number;
}

export function linear(from: number, to: number, step: number): Scale {
  const places = Math.max(0, Math.round((to - from) / step));
  return {
    places,
    valueAt: (place) => tidy(from + place * step),
    placeOf: (value) => clamp(Math.round((value - from) / step), places),
  };
}

const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** Round figures, each about a fifth more than the one before: for what may be a hundred or a million. */
export function growing(from: number, to: number): Scale {
  const values: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(from)); power <= to; power *= 10)
    for (const one of ROUND) if (one * power >= from && one * power <= to) values.push(tidy(one * power));
  return stepped([...new Set(values.map((value) => Math.round(value)))]);
}

/** Every whole figure up to `dense`, round ones from there. */
export function counting(from: number, dense: number, to: number): Scale {
  const first = Array.from({ length: dense - from }, (_, index) => from + index);
  const rest = growing(dense, to);
  return stepped([...first, ...Array.from({ length: rest.places + 1 }, (_, place) => rest.valueAt(place))]);
}

function stepped(values: number[]): Scale {
  const places = values.length - 1;
  const valueAt = (place: number) => values[clamp(place, places)] ?? 0;
  const placeOf = (value: number) => {
    const above = values.findIndex((one) => one >= value);
    if (above === -1) return places;
    const nearerBelow = above > 0 && value - valueAt(above - 1) < valueAt(above) - value;
    return nearerBelow ? above - 1 : above;
  };
  return { places, valueAt, placeOf };
}

const clamp = (place: number, places: number) => Math.min(places, Math.max(0, place));

/** 0.1 + 0.2 is 0.3 here. */
const tidy = (value: number) => Number(value.toFixed(6));
