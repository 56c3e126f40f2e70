/** Texts that are no speech although they hold letters: markup, tables, lists of time codes. */

const SAMPLE = 20_000

/**
 * What the text mostly is, in words for people; null where it may be speech.
 *
 * @param spoken what the reader for plain text takes for speech in it: without the times that it understands
 */
export function whyNotSpeech(text: string, spoken: string): string | null {
  const sample = text.slice(0, SAMPLE)
  const tags = sample.match(/<[/!?]?[A-Za-z][^<>]{0,500}>/g)?.length ?? 0
  const isMarkedUp = /^\uFEFF?\s*<[!?A-Za-z][^<>]{0,500}>/.test(sample) && /<\/[A-Za-z][^<>]{0,200}>\s*$/.test(text.slice(-300))
  if (tags > 0 && (isMarkedUp || tags * 3 > countWords(sample.replace(/<[^<>]{0,500}>/g, ' ')))) return 'opmaak (HTML of XML)'
  const lines = sample.split(/\r\n?|\n/).filter((line) => line.trim() !== '')
  const rows = lines.filter((line) => line.split('\t').length > 2).length
  if (rows * 2 > lines.length) return 'een tabel'
  const rest = spoken.slice(0, SAMPLE)
  const clocks = rest.match(/\d{1,3}:\d{2}(?::\d{2})?(?:[:;.,]\d{1,3})?/g)?.length ?? 0
  return clocks > countWords(rest) ? 'tijdcodes' : null
}

const countWords = (text: string) => text.match(/\p{L}[\p{L}\p{M}'’-]*/gu)?.length ?? 0
