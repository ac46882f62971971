import type { ru } from "./ru";

/** Russian declines by more plural forms than English: those are the only keys English may leave out. */
type Russian = `${string}_few` | `${string}_many`;

export type Same<T> = {
  [K in keyof T as K extends Russian ? never : K]: T[K] extends string ? string : Same<T[K]>;
};

export type Translation = Same<typeof ru>;
