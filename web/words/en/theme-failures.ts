/** The English words of `nl/theme-failures.ts`. */
import type { themeFailuresNl } from '../nl/theme-failures.ts'
import type { Widen } from '../widen.ts'

export const themeFailuresEn = {
  noThemeRecord: 'This theme is not in the library.',
  sameTheme: 'Choose another: this is the theme itself.',
  noSuchTheme: (name: string) => `The theme “${name}” does not exist. Make it first, or choose one that does.`,
  themeNameTaken: (name: string) => `There is a theme “${name}” already. Choose another name, or merge the two.`,
  themeCircle: (name: string, broader: string) =>
    `“${broader}” is itself under “${name}” and cannot be above it: that would be a circle. Remove the other relation first.`,
  themeInUse: (talks: number) =>
    `${talks === 1 ? '1 recording has' : `${talks} recordings have`} this theme. Remove it there, or merge it into another theme.`,
  themeChanged:
    'A colleague changed this theme meanwhile. Nothing was overwritten; what you typed is still there. Save again to have it count.',
  themeChangedApi: 'This theme was changed meanwhile. Nothing was overwritten; fetch it again.',
  vocabularyNoFile: 'Choose a file in SKOS: Turtle or RDF/XML.',
  vocabularyTooMuch: 'Reading this thesaurus took too much time or memory and was stopped. Split the file.',
} as const satisfies Widen<typeof themeFailuresNl>
