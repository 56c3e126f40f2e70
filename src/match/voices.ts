/** Who speaks in each cue, as its label says. The same on the server and in the browser. */
import { fold, tokenise } from '../language/tokens.ts'

export interface Voice {
  /** As the transcript names this speaker; null where it names nobody and the talk has one speaker, whose words they then are. */
  readonly label: string | null
  /** The talk's speaker it is; null for somebody else, or where two of them could be meant. */
  readonly person: string | null
  /** The words of the names, folded: what a query may name this speaker by. */
  readonly names: readonly string[]
}

export interface Voices {
  /** From number 1; a cue has number 0 where no voice is certain. */
  readonly list: readonly Voice[]
  /** The number of each cue's voice. */
  readonly ofCue: Uint16Array
  /** The words of the name of the talk's only speaker, where the transcript names somebody else throughout, such as a narrator. */
  readonly about: readonly string[]
}

const MOST_VOICES = 2 ** 16 - 1

/** Words before a name that are no part of it. */
const TITLES = new Set(
  'de heer dhr mevrouw mevr mw meneer minister staatssecretaris minister-president premier wethouder burgemeester voorzitter lid kamerlid raadslid dr drs ir ing mr prof professor doctor van het der den ten ter te in t'.split(
    ' ',
  ),
)
const namesIn = (label: string) => tokenise(label.replace(/\([^)]*\)/g, ' ')).map(({ form }) => form)
const properNames = (label: string) => namesIn(label).filter((form) => !TITLES.has(form))

/** @param speakers the talk's own, by id */
export function voicesOf(
  cues: readonly { readonly speaker: string | null }[],
  speakers: readonly { readonly id: string; readonly name: string }[],
): Voices {
  const list: Voice[] = []
  const numbers = new Map<string | null, number>()
  const [only, ...others] = speakers
  const ofCue = Uint16Array.from(cues, ({ speaker }) => {
    const known = numbers.get(speaker)
    if (known !== undefined) return known
    let number = 0
    if (list.length < MOST_VOICES) {
      // Where other cues are named, a cue without a name may be anybody's.
      if (speaker !== null) number = list.push(voiceOf(speaker, speakers))
      else if (only && others.length === 0 && cues.every((cue) => cue.speaker === null))
        number = list.push({ label: null, person: only.id, names: namesIn(only.name) })
    }
    numbers.set(speaker, number)
    return number
  })
  const isTold = only !== undefined && others.length === 0 && list.length > 0 && list.every(({ person }) => person === null)
  return { list, ofCue, about: isTold ? namesIn(only.name) : [] }
}

function voiceOf(label: string, speakers: readonly { readonly id: string; readonly name: string }[]): Voice {
  const exact = speakers.filter(({ name }) => fold(name) === fold(label))
  const meant = exact.length > 0 ? exact : speakers.filter(({ name }) => isNamed(label, name))
  const [person, ...more] = meant
  if (!person || more.length > 0) return { label, person: null, names: namesIn(label) }
  return { label, person: person.id, names: [...new Set([...namesIn(label), ...namesIn(person.name)])] }
}

/** Whether a label can only mean this name: the family name stands in it, and nothing else but titles, initials and parts of the name. */
function isNamed(label: string, name: string): boolean {
  const names = properNames(name)
  const labelled = properNames(label)
  const family = names.at(-1)
  if (family === undefined || !labelled.includes(family)) return false
  return labelled.every((word) => names.includes(word) || (word.length === 1 && names.some((other) => other.startsWith(word))))
}
