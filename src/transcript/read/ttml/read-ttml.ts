/**
 * TTML in: TTML1 and 2, IMSC, EBU-TT(-D), DFXP, Netflix. Text, times and speakers are read; layout, style and animation are not. Text that a
 * player would hide or style away is kept; text that would never be shown because of its times is reported.
 */

import { parseXml, rootNameOf, type XmlElement } from '../../../markup/xml.ts'
import { error, type Problem, warning } from '../../../problem.ts'
import type { Word } from '../../cue.ts'
import type { Reading } from '../reading.ts'
import { closeEndless, type Draft, type Fragment, groupByInterval, type Scope, soonerEnded, timedWords } from './ttml-cues.ts'
import { altTextOf, attribute, idOf, NO_CONTENT, readAgents, shorten, spaceOf, textOf } from './ttml-elements.ts'
import { blank, joinText, LINE_BREAK } from './ttml-text.ts'
import { absoluteTimesAt, type Clock, intervalOf, isTimed, ownTimes, readClock } from './ttml-time.ts'

/** Whether the root element is called `tt`, in whatever namespace. */
export function isTtml(text: string): boolean {
  return rootNameOf(text) === 'tt'
}

export function readTtml(text: string): Reading {
  const { root, problem, place } = parseXml(text)
  if (!root) return { cues: [], problems: [problem] }
  if (root.name !== 'tt') {
    return { cues: [], problems: [error('not-ttml', `Het buitenste element is “${root.name}” en moet “tt” zijn.`, ...place(root.at))] }
  }
  const reader = new Reader(root, place)
  const body = root.children.find((child) => reader.isOurs(child) && child.name === 'body')
  if (body && typeof body !== 'string') reader.readBody(body)
  return reader.finish()
}

class Reader {
  readonly #clock: Clock
  readonly #root: XmlElement
  readonly #place: (at: number) => [number, number]
  readonly #names: ReadonlyMap<string, string>
  readonly #drafts: Draft[] = []
  readonly #problems: Problem[] = []
  /** Text without any time, told only where other text does have times. */
  readonly #untimed: Problem[] = []
  #absolute = false
  #sawTimes = false
  #toldUnitless = false
  #latest = 0

  constructor(root: XmlElement, place: (at: number) => [number, number]) {
    this.#root = root
    this.#place = place
    this.#clock = readClock(root)
    this.#names = readAgents(root)
  }

  isOurs(child: XmlElement | string): child is XmlElement {
    return typeof child !== 'string' && child.space === this.#root.space
  }

  readBody(body: XmlElement): void {
    const absoluteAt = absoluteTimesAt(body, this.#clock)
    if (absoluteAt !== null) {
      this.#absolute = true
      const message =
        'Deze tijden tellen volgens TTML vanaf het begin van het element eromheen, maar kloppen alleen vanaf het begin van de opname.'
      this.#warn('absolute-times', `${message} Zo zijn ze in het hele bestand gelezen; controleer ze.`, absoluteAt)
    }
    const preserve = spaceOf(this.#root, false)
    this.#readContainer(body, { start: 0, end: Infinity, ends: false, timed: false, hidden: false, speaker: null, preserve }, 0)
  }

  /** @returns when it ends, for a sequence around it */
  #readContainer(element: XmlElement, parent: Scope, base: number): number {
    const entered = this.#enter(element, parent, base)
    if (!entered) return base
    // A container that ends before it begins would take everything in it along.
    const scope = entered.end < entered.start ? { ...entered, end: parent.end } : entered
    this.#tellImage(element)
    const end = this.#readChildren(element, scope, (child, from) => {
      if (typeof child !== 'string' && (child.name === 'div' || child.name === 'body')) return this.#readContainer(child, scope, from)
      if (typeof child !== 'string' && child.name === 'p') return this.#readParagraph(child, scope, from)
      const text = typeof child === 'string' ? child : textOf(child)
      if (!blank(text)) {
        const at = typeof child === 'string' ? element.at : child.at
        this.#warn('text-outside-p', `“${shorten(text)}” staat niet in een <p> en doet niet mee; zet er een <p> met tijden omheen.`, at)
      }
      return from
    })
    return endOf(scope, end)
  }

  /** Each child with the moment its times count from: the parent’s start, or in a sequence the end of the one before. */
  #readChildren(element: XmlElement, scope: Scope, read: (child: XmlElement | string, from: number) => number): number {
    const sequence = attribute(element, 'timeContainer') === 'seq'
    let [cursor, latest] = [scope.start, scope.start]
    for (const child of element.children) {
      if (typeof child !== 'string' && (!this.isOurs(child) || NO_CONTENT.has(child.name))) continue
      if (typeof child !== 'string' && child.name === 'image') {
        this.#tellImage(child)
        continue
      }
      cursor = read(child, sequence ? cursor : scope.start)
      latest = Math.max(latest, cursor)
    }
    return sequence ? cursor : latest
  }

  /** The element’s own times within its parent’s; null where they are no times, which has then been told. */
  #enter(element: XmlElement, parent: Scope, base: number): Scope | null {
    const times = ownTimes(element, this.#clock)
    if (times.bad !== null || isTimed(times)) this.#sawTimes = true
    if (times.unitless && !this.#toldUnitless) {
      this.#toldUnitless = true
      this.#warn(
        'unitless-times',
        'Tijden staan er zonder eenheid (19.764 in plaats van 19.764s); ze zijn gelezen als seconden.',
        element.at,
      )
    }
    if (times.bad !== null) {
      const isLine = element.name === 'p' || element.name === 'span'
      // The lines in a container have times of their own.
      const what = isLine ? 'deze regel doet niet mee' : 'deze tijd telt niet mee, de regels hierin wel'
      const message = `${times.bad} is geen tijd; ${what}. Schrijf een tijd als 00:01:02.500 of 62.5s.`
      this.#problems.push(error('bad-times', message, ...this.#place(element.at)))
      if (isLine) return null
    }
    const fromStart = this.#absolute && (times.begin !== null || times.end !== null)
    const own = fromStart ? { ...intervalOf(times, 0), start: times.begin ?? parent.start } : intervalOf(times, base)
    if (own.end < own.start) this.#warn('end-before-start', 'De eindtijd ligt vóór de begintijd.', element.at)
    return {
      start: own.start,
      end: fromStart && own.end !== Infinity ? own.end : Math.min(own.end, parent.end),
      ends: times.end !== null || times.dur !== null,
      timed: parent.timed || isTimed(times) || base !== parent.start,
      hidden: parent.hidden || (!fromStart && own.start >= parent.end && parent.end > parent.start) || own.start === Infinity,
      speaker: this.#speakerOf(element) ?? parent.speaker,
      preserve: spaceOf(element, parent.preserve),
    }
  }

  #readParagraph(p: XmlElement, parent: Scope, base: number): number {
    const scope = this.#enter(p, parent, base)
    if (!scope) return base
    const fragments: Fragment[] = []
    const silent: string[] = []
    const end = this.#collect(p, scope, { unit: null, id: null }, fragments, silent)
    if (end === null) return base
    const shown = fragments.filter(({ text, scope: { timed, hidden } }) => blank(text) || (timed && !hidden))
    for (const { text, scope: around } of fragments) if (around.hidden && !blank(text)) silent.push(text)
    const untimed = fragments.find(({ text, scope: { timed, hidden } }) => !timed && !hidden && !blank(text))
    if (silent.length > 0) {
      const message = 'komt door de tijden van de elementen eromheen nooit in beeld en doet niet mee.'
      this.#warn('never-shown', `“${shorten(silent.join(' '))}” ${message}`, p.at)
    }
    if (untimed) {
      const message = `“${shorten(untimed.text)}” heeft geen tijden en doet niet mee.`
      this.#untimed.push(warning('no-times', message, ...this.#place(p.at)))
    }
    if (shown.some(({ text }) => !blank(text))) this.#addCues(p, scope, shown)
    else if (silent.length === 0 && !untimed && !this.#tellImage(p)) {
      this.#warn('empty', 'Deze regel heeft geen tekst en doet niet mee.', p.at)
    }
    return endOf(scope, end)
  }

  /** @returns when the element ends, or null where a span has bad times: then the paragraph is left out */
  #collect(
    element: XmlElement,
    scope: Scope,
    span: { unit: XmlElement | null; id: string | null },
    fragments: Fragment[],
    silent: string[],
  ): number | null {
    const sequence = attribute(element, 'timeContainer') === 'seq'
    let broken = false
    const end = this.#readChildren(element, scope, (child, from) => {
      if (typeof child === 'string') {
        // Loose text lasts as long as what it is in, but in a sequence no time at all (TTML2 §12.5.2, anonymous spans).
        if (!sequence || blank(child)) fragments.push({ text: child, preserve: scope.preserve, scope, ...span })
        else silent.push(child)
        return sequence || blank(child) ? from : scope.end
      }
      if (child.name === 'br') {
        fragments.push({ text: LINE_BREAK, preserve: false, scope, ...span })
        return from
      }
      const inner = this.#enter(child, scope, from)
      const times = inner && ownTimes(child, this.#clock)
      if (!inner || !times || times.bad !== null) {
        broken = true
        return from
      }
      const id = idOf(child) ?? span.id
      const ended = this.#collect(child, inner, { unit: isTimed(times) || sequence ? child : span.unit, id }, fragments, silent)
      if (ended === null) broken = true
      return ended ?? from
    })
    return broken ? null : endOf(scope, end)
  }

  /** One cue where the spans time single words; otherwise one for each interval, and each speaker, that the paragraph holds. */
  #addCues(p: XmlElement, scope: Scope, shown: readonly Fragment[]): void {
    const own = ownTimes(p, this.#clock)
    const timed = isTimed(own)
    const words = timedWords(shown)
    const id = idOf(p)
    const added: Draft[] = []
    if (words && (timed || words.length > 1)) {
      const start = timed ? scope.start : words.reduce((first, word) => Math.min(first, word.start), Infinity)
      const end = timed ? scope.end : words.reduce((last, word) => Math.max(last, word.end), start)
      const speaker = shown.find(({ text }) => !blank(text))?.scope.speaker ?? null
      added.push({ id, at: p.at, start, end, speaker, text: joinText(shown), words: soonerEnded(words) })
    } else {
      for (const group of groupByInterval(shown)) {
        const { scope: first, id: spanId } = group.first
        added.push({
          id: added.length === 0 ? (id ?? spanId) : spanId,
          at: p.at,
          start: first.start,
          end: first.end,
          speaker: first.speaker,
          text: joinText(group.pieces),
          words: null,
        })
      }
    }
    const early = added.find((draft) => draft.start < this.#latest)
    if (early) this.#warn('out-of-order', 'Deze regel begint eerder dan de regel ervoor; de volgorde van het bestand is aangehouden.', p.at)
    this.#latest = added.at(-1)?.start ?? this.#latest
    for (const draft of added) this.#drafts.push(draft)
  }

  #speakerOf(element: XmlElement): string | null {
    const [id, ...others] = (attribute(element, 'agent', '#metadata') ?? '').split(/\s+/).filter((part) => part !== '')
    if (id === undefined) return null
    const name = this.#names.get(id) ?? id
    if (others.length > 0) {
      const all = [name, ...others.map((other) => this.#names.get(other) ?? other)].join(', ')
      this.#warn('several-speakers', `Meer sprekers in één regel (${all}); de eerste telt.`, element.at)
    }
    return name
  }

  /** @returns whether the element is shown as a picture, which is then told */
  #tellImage(element: XmlElement): boolean {
    const pictured = element.name === 'image' || element.attributes.some(({ name }) => name === 'backgroundImage')
    if (pictured && blank(textOf(element))) {
      const alternative = altTextOf(element)
      const told = alternative === '' ? '' : ` Erbij staat: “${shorten(alternative)}”.`
      this.#warn('image-only', `Een plaatje heeft geen tekst en doet niet mee.${told}`, element.at)
    }
    return pictured || element.children.some((child) => this.isOurs(child) && child.name === 'image')
  }

  #warn(code: string, message: string, at: number): void {
    this.#problems.push(warning(code, message, ...this.#place(at)))
  }

  finish(): Reading {
    const first = this.#untimed[0]
    if (first && !this.#sawTimes) {
      const message = 'Geen enkele regel heeft tijden (begin, end of dur); er is niets ingelezen.'
      this.#problems.push(error('no-times', message, first.line, first.column))
    } else {
      for (const problem of this.#untimed) this.#problems.push(problem)
    }
    const endless = this.#drafts.filter(({ end }) => end === Infinity)
    if (endless[0]) {
      const which = endless.length === 1 ? 'Deze regel heeft' : `Deze en nog ${endless.length - 1} regels hebben`
      this.#warn('no-end', `${which} geen eindtijd; als einde geldt het begin van de regel erna.`, endless[0].at)
      closeEndless(endless, this.#drafts)
    }
    const cues = this.#drafts.map(({ id, start, end, speaker, text, words }) => ({
      id,
      start: Math.round(start),
      end: Math.round(end),
      speaker,
      text,
      words: words && words.map((word) => roundWord(word, end)),
    }))
    const problems = this.#problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
    const placeOf = (i: number) => {
      const [line, column] = this.#place(this.#drafts[i]?.at ?? 0)
      return { line, column }
    }
    return { cues, problems, placeOf }
  }
}

/** A word without an end of its own ends with its cue. */
const roundWord = ({ start, end, text }: Word, last: number): Word => ({
  start: Math.round(start),
  end: Math.round(end === Infinity ? Math.max(start, last) : end),
  text,
})

/** When the next in a sequence may begin: the element’s own end, or else when what is in it has ended. */
const endOf = (scope: Scope, content: number) => Math.max(scope.start, scope.ends ? scope.end : Math.min(scope.end, content))
