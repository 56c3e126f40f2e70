/** EBU-TT-D out (EBU Tech 3380), which IMSC players read too. The schema has no place for word times; all else comes back in `readTtml`. */

import { illegalInXml, legalInXml } from '../../markup/xml.ts'
import type { Cue } from '../cue.ts'
import { MADE_UP_ID } from '../read/ttml/ttml-elements.ts'
import { trimXml } from '../read/ttml/ttml-text.ts'
import { formatTimestamp } from '../timecode.ts'
import { writable } from './writable.ts'

export { illegalInXml }

const NAMESPACES = [
  ['tt', 'http://www.w3.org/ns/ttml'],
  ['ttp', 'http://www.w3.org/ns/ttml#parameter'],
  ['tts', 'http://www.w3.org/ns/ttml#styling'],
  ['ttm', 'http://www.w3.org/ns/ttml#metadata'],
  ['ebuttm', 'urn:ebu:tt:metadata'],
]
  .map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
  .join('')

// Two short white lines on black at the foot of the picture, as Dutch broadcasters set them.
const STYLE = [
  '<tt:style xml:id="_alinea" tts:textAlign="center" tts:lineHeight="normal"/>',
  '<tt:style xml:id="_tekst" tts:fontFamily="sansSerif" tts:fontSize="100%" tts:color="#ffffff" tts:backgroundColor="#000000"/>',
]
const REGION = '<tt:region xml:id="_onder" tts:origin="10% 10%" tts:extent="80% 80%" tts:displayAlign="after"/>'
const OWN_IDS = ['_alinea', '_tekst', '_onder']

/**
 * Characters that XML cannot carry become �: ask `illegalInXml` first and tell. White space at the ends of a cue is not kept.
 *
 * @param options.notes what a reader must know, such as that a recording is a demonstration
 */
export function writeTtml(cues: readonly Cue[], options: { language: string; title?: string; notes?: readonly string[] }): string {
  const agents = new Map<string, string>()
  for (const { speaker } of cues) {
    const name = speakerName(speaker)
    if (name !== null && !agents.has(name)) agents.set(name, `_spreker.${agents.size + 1}`)
  }
  const used = new Set([...OWN_IDS, ...agents.values()])
  const metadata = [
    ...(options.title === undefined ? [] : [`<ttm:title>${toXml(options.title)}</ttm:title>`]),
    ...(options.notes ?? []).map((note) => `<ttm:desc>${toXml(note)}</ttm:desc>`),
    ...[...agents].map(
      ([name, id]) => `<ttm:agent xml:id="${id}" type="person"><ttm:name type="full">${toXml(name)}</ttm:name></ttm:agent>`,
    ),
    '<ebuttm:documentMetadata>',
    '  <ebuttm:conformsToStandard>urn:ebu:tt:distribution:2018-04</ebuttm:conformsToStandard>',
    '</ebuttm:documentMetadata>',
  ]
  const paragraphs = writable(cues).map((cue, i) => {
    const id = cue.id !== null && canBeId(cue.id) && !used.has(cue.id) ? cue.id : `_regel.${i + 1}`
    used.add(id)
    return writeParagraph(cue, id, agents.get(speakerName(cue.speaker) ?? ''))
  })
  const indent = (lines: readonly string[], depth: number) => lines.map((line) => `${'  '.repeat(depth)}${line}\n`).join('')
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<tt:tt${NAMESPACES} ttp:timeBase="media" ttp:cellResolution="50 30" xml:lang="${toXml(options.language)}">\n`,
    indent(['<tt:head>'], 1),
    indent(['<tt:metadata>'], 2),
    indent(metadata, 3),
    indent(['</tt:metadata>', '<tt:styling>'], 2),
    indent(STYLE, 3),
    indent(['</tt:styling>', '<tt:layout>'], 2),
    indent([REGION], 3),
    indent(['</tt:layout>'], 2),
    indent(['</tt:head>'], 1),
    // The schema wants at least one paragraph in a body, and no body will do.
    ...(paragraphs.length === 0 ? [] : ['  <tt:body>\n    <tt:div>\n', indent(paragraphs, 3), '    </tt:div>\n  </tt:body>\n']),
    '</tt:tt>\n',
  ].join('')
}

function writeParagraph(cue: Cue, id: string, agent: string | undefined): string {
  const text = trimXml(legalInXml(cue.text))
  const lines = text.split('\n').map(toXml)
  // Otherwise runs of white space, and white space beside a line break, would be read as one space or none.
  const space = /[ \t]{2}|[\t\r]|\n | \n/.test(text) ? ' xml:space="preserve"' : ''
  const speaker = agent === undefined ? '' : ` ttm:agent="${agent}"`
  const times = `begin="${formatTimestamp(cue.start)}" end="${formatTimestamp(cue.end)}"`
  const span = `<tt:span style="_tekst">${lines.join('<tt:br/>')}</tt:span>`
  return `<tt:p xml:id="${toXml(id)}"${space} region="_onder" style="_alinea"${speaker} ${times}>${span}</tt:p>`
}

/** As it comes back from a file: on one line; null where there is no name left. */
function speakerName(speaker: string | null): string | null {
  const name = trimXml(legalInXml(speaker ?? '').replace(/\s+/g, ' '))
  return name === '' ? null : name
}

/**
 * An NCName (Namespaces in XML §3), as XML 1.0 had it before its fifth edition: validators still check that one. Ids that we make up
 * ourselves would be forgotten by the reader.
 */
function canBeId(id: string): boolean {
  return (
    /^[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff][\w.\-\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]*$/.test(id) &&
    !MADE_UP_ID.test(id)
  )
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;', '\t': '&#9;' }

const toXml = (text: string) => legalInXml(text).replace(/[&<>"\r\t]/g, (char) => ESCAPES[char] ?? char)
