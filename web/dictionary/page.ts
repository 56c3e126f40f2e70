/**
 * The words of the page's language, for scripts. Every page runs the dictionary of its own language (`nl.ts` or `en.ts`; `desk-nl.ts` or
 * `desk-en.ts` besides for archivists) before its other scripts, so that a visitor does not load the other language.
 */
import type { Dictionary } from '../words/dictionaries.ts'
import type { PlayerWords } from '../words/nl/player.ts'

declare global {
  var dictionary: { readonly words: Dictionary['words']; readonly player: PlayerWords }
  var archivistDictionary: Pick<Dictionary, 'desk' | 'edit' | 'many' | 'sheets'>
}

export const { words: pageWords, player: playerWords } = globalThis.dictionary
