/** How a word sounds in Dutch, roughly: words that are spelt differently and heard alike have one key. */

/** In order: longer spellings first. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/sch(?=[^aeiouy]|$)|sch/g, 's'],
  [/ch|gh/g, 'g'],
  [/ph/g, 'f'],
  [/th|dt/g, 't'],
  [/ij|ei|ey|y/g, 'ei'],
  [/auw|ouw|au|ou/g, 'ou'],
  [/oe|u(?=w)/g, 'oe'],
  [/ae/g, 'a'],
  [/ie/g, 'i'],
  [/c(?=[eiy])/g, 's'],
  [/ck|[cq]/g, 'k'],
  [/x/g, 'ks'],
  [/z/g, 's'],
  [/v/g, 'f'],
  [/d/g, 't'],
  [/(?<=[aeiou])w(?=$|[^aeiou])/g, ''],
  [/(.)\1+/g, '$1'],
]

/** @param form folded */
export function soundKey(form: string): string {
  return SOUNDS.reduce((key, [spelling, sound]) => key.replace(spelling, sound), form)
}
