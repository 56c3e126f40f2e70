/** Dates, times and names as people write them in the page's language. Each function takes that language's locale (`words.locale`). */

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options])
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formats.set(key, format)
  return format
}

const MONTH = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const
const DAY = { ...MONTH, day: 'numeric' } as const

/** As precise as what is known: `2024-04-15…` → 15 april 2024, `2024-04` → april 2024, `2024` → 2024. */
export function formatDate(date: string, locale: string): string {
  const [year = '', month, day] = date.slice(0, 10).split('-')
  if (month === undefined) return year
  const utc = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)))
  return dateFormat(locale, day === undefined ? MONTH : DAY).format(utc)
}

export function formatDates(from: string | null, to: string | null, locale: string): string | null {
  if (from === null) return null
  return to === null || to === from ? formatDate(from, locale) : `${formatDate(from, locale)} – ${formatDate(to, locale)}`
}

/** `11:15`, `12:00` → 11.15–12.00 in Dutch, 11:15–12:00 in English */
export function formatSlot(from: string, to: string | null, locale: string): string {
  const written = (time: string) => (locale.startsWith('nl') ? time.replace(':', '.') : time)
  return to === null ? written(from) : `${written(from)}–${written(to)}`
}

export function joinNames(people: readonly { readonly name: string }[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(people.map((person) => person.name))
}

/** First words of a text for a description, cut at a word. */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), length / 2)).trimEnd()}…`
}

/** A UTC instant by the clock of a time zone: `2026-11-25T12:00:00Z` in Europe/Amsterdam → 25 november 2026 om 13:00. */
export function formatInstant(iso: string, timeZone: string, locale: string): string {
  return dateFormat(locale, { ...DAY, hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(iso))
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
