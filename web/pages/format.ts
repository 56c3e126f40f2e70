/** Dates, times and names as people in the Netherlands write them. */

const day = new Intl.DateTimeFormat('nl-NL', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const month = new Intl.DateTimeFormat('nl-NL', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const list = new Intl.ListFormat('nl', { type: 'conjunction' })

/** As precise as what is known: `2024-04-15…` → 15 april 2024, `2024-04` → april 2024, `2024` → 2024. */
export function formatDate(date: string): string {
  const [year = '', monthOf, dayOf] = date.slice(0, 10).split('-')
  if (monthOf === undefined) return year
  const utc = new Date(Date.UTC(Number(year), Number(monthOf) - 1, Number(dayOf ?? 1)))
  return (dayOf === undefined ? month : day).format(utc)
}

export function formatDates(from: string | null, to: string | null): string | null {
  if (from === null) return null
  return to === null || to === from ? formatDate(from) : `${formatDate(from)} – ${formatDate(to)}`
}

/** `11:15`, `12:00` → 11.15–12.00 */
export function formatSlot(from: string, to: string | null): string {
  const dot = (time: string) => time.replace(':', '.')
  return to === null ? dot(from) : `${dot(from)}–${dot(to)}`
}

export function joinNames(people: readonly { readonly name: string }[]): string {
  return list.format(people.map((person) => person.name))
}

/** First words of a text for a description, cut at a word. */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), length / 2)).trimEnd()}…`
}

const instants = new Map<string, Intl.DateTimeFormat>()

/** A UTC instant by the clock of a time zone: `2026-11-25T12:00:00Z` in Europe/Amsterdam → 25 november 2026 om 13:00. */
export function formatInstant(iso: string, timeZone: string): string {
  let format = instants.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('nl-NL', {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
    })
    instants.set(timeZone, format)
  }
  return format.format(new Date(iso))
}

/** A language by its own name, as its readers look for it: `nl` → Nederlands, `en` → English. */
export function languageName(code: string): string {
  try {
    const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
    return name.charAt(0).toLocaleUpperCase(code) + name.slice(1)
  } catch {
    return code
  }
}
