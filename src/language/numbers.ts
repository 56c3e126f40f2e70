/**
 * Numbers as people type and say them: `45000`, `45.000`, `vijfenveertigduizend`; `1 op de 8`; `16:30`, `half vijf`; `15 april`,
 * `vijftien april`. A query's number is read, and written in each other way that somebody may have said it.
 */

/** A word of the query, folded, with the characters typed between it and the word before. */
export interface NumberWord {
  readonly form: string
  readonly before: string
}

export interface ReadNumber {
  /** Words it takes up. */
  readonly length: number
  /** Other ways to say it, each as folded words in a row. */
  readonly variants: readonly (readonly string[])[]
}

const UNITS =
  'nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien'.split(
    ' ',
  )
const TENS = ['', '', 'twintig', 'dertig', 'veertig', 'vijftig', 'zestig', 'zeventig', 'tachtig', 'negentig']
const ORDINALS: ReadonlyMap<string, number> = new Map([
  ['eerste', 1],
  ['derde', 3],
  ['achtste', 8],
])
const MONTHS = 'januari februari maart april mei juni juli augustus september oktober november december'.split(' ')
const LARGEST = 999_999

/** 45000 → `vijfenveertigduizend`; undefined beyond a million. */
export function spelledOut(value: number): string | undefined {
  if (!Number.isInteger(value) || value < 0 || value > LARGEST) return undefined
  if (value < 20) return UNITS[value]
  if (value < 100) return `${value % 10 === 0 ? '' : `${UNITS[value % 10]}en`}${TENS[Math.floor(value / 10)]}`
  const [size, word] = value < 1000 ? [100, 'honderd'] : [1000, 'duizend']
  const [many, rest] = [Math.floor(value / size), value % size]
  return `${many === 1 ? '' : spelledOut(many)}${word}${rest === 0 ? '' : spelledOut(rest)}`
}

/** Every number word up to a hundred, and what builds the larger ones. */
const SMALL: ReadonlyMap<string, number> = new Map(Array.from({ length: 100 }, (_, value) => [spelledOut(value) ?? '', value]))

/** `vijfenveertigduizend`, `achthonderd`, `1e`, `twintigste` excluded; undefined for other words. */
export function spelledValue(form: string): number | undefined {
  const small = SMALL.get(form)
  if (small !== undefined) return small
  for (const [word, size] of [
    ['duizend', 1000],
    ['honderd', 100],
  ] as const) {
    const at = form.indexOf(word)
    if (at < 0) continue
    const many = at === 0 ? 1 : spelledValue(form.slice(0, at))
    const end = form.slice(at + word.length).replace(/^en/, '')
    const rest = end === '' ? 0 : spelledValue(end)
    return many === undefined || rest === undefined || rest >= size || many === 0 ? undefined : many * size + rest
  }
  return undefined
}

interface Cardinal {
  readonly length: number
  readonly value: number
  /** A single word such as `een` or `acht` is a number only beside something that counts. */
  readonly digits: boolean
}

/** Digits with thousands' dots, or one number word. */
function cardinalAt(words: readonly NumberWord[], at: number): Cardinal | undefined {
  const form = words[at]?.form ?? ''
  if (/^\d{1,9}$/.test(form)) {
    let digits = form
    let length = 1
    while (digits.length < 10 && form.length <= 3 && words[at + length]?.before === '.' && /^\d{3}$/.test(words[at + length]?.form ?? '')) {
      digits += words[at + length]?.form ?? ''
      length++
    }
    return { length, value: Number(digits), digits: true }
  }
  const value = spelledValue(form)
  return value === undefined ? undefined : { length: 1, value, digits: false }
}

/** A number by itself, said in other ways. */
function waysToSay(value: number): string[][] {
  const word = spelledOut(value)
  const digits = String(value)
  const ways = [[digits], ...(word === undefined ? [] : [[word]])]
  if (value >= 1000) ways.push((digits.match(/\d{1,3}(?=(?:\d{3})*$)/g) ?? []).map(String))
  for (const [size, name] of [
    [1000, 'duizend'],
    [1_000_000, 'miljoen'],
    [1_000_000_000, 'miljard'],
  ] as const) {
    const many = value / size
    if (many < 1 || many >= 1000) continue
    if (Number.isInteger(many)) ways.push(...waysToSay(many).map((way) => [...way, name]))
    else if (Number.isInteger(many * 10) && size > 1000) ways.push([...String(many).split('.'), name])
  }
  return ways
}

const small = (value: number) => waysToSay(value).filter((way) => way.length === 1)

function ratioAt(words: readonly NumberWord[], at: number): ReadNumber | null {
  const first = cardinalAt(words, at)
  if (!first || words[at + first.length]?.form !== 'op') return null
  const article = words[at + first.length + 1]?.form === 'de' ? 1 : 0
  const second = cardinalAt(words, at + first.length + 1 + article)
  if (!second) return null
  const variants = small(first.value).flatMap((one) =>
    small(second.value).flatMap((many) => [
      [...one, 'op', 'de', ...many],
      [...one, 'op', ...many],
    ]),
  )
  return { length: first.length + 1 + article + second.length, variants }
}

/** `15e`, `vijftiende` and `15` of a month. */
function dayAt(form: string): number | undefined {
  const digits = /^(\d{1,2})(?:e|de|ste)?$/.exec(form)?.[1]
  if (digits !== undefined) return Number(digits)
  return ORDINALS.get(form) ?? spelledValue(form) ?? spelledValue(form.replace(/(?:de|ste)$/, ''))
}

function ordinalWord(day: number): string {
  const irregular = [...ORDINALS].find(([, value]) => value === day)?.[0]
  return irregular ?? `${spelledOut(day)}${day < 20 ? 'de' : 'ste'}`
}

function dateAt(words: readonly NumberWord[], at: number): ReadNumber | null {
  const month = words[at + 1]?.form ?? ''
  const day = MONTHS.includes(month) ? dayAt(words[at]?.form ?? '') : undefined
  if (day === undefined || day < 1 || day > 31) return null
  const ways = [String(day), spelledOut(day) ?? '', ordinalWord(day), `${day}e`, `${day}ste`, `${day}de`]
  return { length: 2, variants: ways.map((way) => [way, month]) }
}

/** A time of day, in minutes after midnight or noon. */
function clockAt(words: readonly NumberWord[], at: number): { length: number; minutes: number; exact: boolean } | null {
  const form = (i: number) => words[at + i]?.form ?? ''
  const hourAt = (i: number) => {
    const value = /^\d{1,2}$/.test(form(i)) ? Number(form(i)) : spelledValue(form(i))
    return value !== undefined && value <= 24 ? value : undefined
  }
  const hour = hourAt(0)
  const separator = words[at + 1]?.before
  if (
    hour !== undefined &&
    /^\d+$/.test(form(0)) &&
    /^[0-5]\d$/.test(form(1)) &&
    (separator === ':' || (separator === '.' && form(2) === 'uur'))
  )
    return { length: form(2) === 'uur' ? 3 : 2, minutes: hour * 60 + Number(form(1)), exact: true }
  if (hour !== undefined && form(1) === 'uur') return { length: 2, minutes: hour * 60, exact: hour > 12 }
  const halfPast = form(0) === 'half' ? hourAt(1) : undefined
  if (halfPast !== undefined && halfPast >= 1 && halfPast <= 12) return { length: 2, minutes: halfPast * 60 - 30, exact: false }
  const quarter = form(0) === 'kwart' && (form(1) === 'over' || form(1) === 'voor') ? hourAt(2) : undefined
  if (quarter !== undefined && quarter <= 12) return { length: 3, minutes: quarter * 60 + (form(1) === 'over' ? 15 : -15), exact: false }
  return null
}

/** `half vijf` is half past four in the morning and in the afternoon; `16:30` is the one. */
function waysToTell(minutes: number, exact: boolean): string[][] {
  const hours = Math.floor(minutes / 60)
  const past = ((minutes % 60) + 60) % 60
  const onTheDial = (hour: number) => ((hour + 11) % 12) + 1
  const spelled = (hour: number) => small(onTheDial(hour))
  const ways: string[][] = []
  const clocks = exact ? [hours] : [onTheDial(hours), onTheDial(hours) + 12]
  for (const hour of clocks) {
    const two = String(past).padStart(2, '0')
    ways.push([String(hour), two], [String(hour).padStart(2, '0'), two])
    if (past === 0) ways.push(...small(hour).map((way) => [...way, 'uur']))
    else if (past !== 0) ways.push(...small(hour).map((way) => [...way, 'uur', spelledOut(past) ?? '']))
  }
  if (past === 0) ways.push(...spelled(hours).map((way) => [...way, 'uur']))
  if (past === 30) ways.push(...spelled(hours + 1).map((way) => ['half', ...way]))
  if (past === 15) ways.push(...spelled(hours).map((way) => ['kwart', 'over', ...way]))
  if (past === 45) ways.push(...spelled(hours + 1).map((way) => ['kwart', 'voor', ...way]))
  return ways
}

/** Millions and thousands said apart, with or without a decimal: `2,5 miljoen`, `45 duizend`. */
function scaledAt(words: readonly NumberWord[], at: number): ReadNumber | null {
  const first = cardinalAt(words, at)
  if (!first) return null
  const next = words[at + first.length]
  const decimal = next?.before === ',' && /^\d{1,2}$/.test(next.form) ? next.form : undefined
  const length = first.length + (decimal === undefined ? 0 : 1)
  const scale = { duizend: 1000, miljoen: 1_000_000, miljard: 1_000_000_000 }[words[at + length]?.form ?? '']
  if (scale === undefined) return null
  const value = Math.round(Number(`${first.value}.${decimal ?? '0'}`) * scale)
  return { length: length + 1, variants: waysToSay(value) }
}

/** The number that begins at this word, null where none does. A lone small word (`een`, `acht`) is left alone. */
export function readNumber(words: readonly NumberWord[], at: number): ReadNumber | null {
  const clock = clockAt(words, at)
  if (clock) return { length: clock.length, variants: waysToTell(clock.minutes, clock.exact) }
  const several = ratioAt(words, at) ?? dateAt(words, at) ?? scaledAt(words, at)
  if (several) return several
  const cardinal = cardinalAt(words, at)
  if (!cardinal || (cardinal.digits === false && cardinal.value < 2)) return null
  return { length: cardinal.length, variants: waysToSay(cardinal.value) }
}
