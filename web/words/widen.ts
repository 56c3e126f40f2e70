/** The type of every translation of a dictionary: the same keys, lists of the same length, and functions of the same values. */
export type Widen<T> = T extends string
  ? string
  : T extends readonly [unknown, ...unknown[]]
    ? { readonly [K in keyof T]: Widen<T[K]> }
    : T extends (...args: infer A) => string
      ? (...args: A) => string
      : { readonly [K in keyof T]: Widen<T[K]> }
