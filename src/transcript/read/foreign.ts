/** Files people hand in as transcripts that we know and do not read: named, with what to do, instead of “unknown”. */

/** Bytes looked at. */
const HEAD = 16_384

const ASCII = new TextDecoder('latin1')

interface Foreign {
  readonly name: string
  readonly is: (head: string) => boolean
}

/** Told by the content; a name may lie. */
const FOREIGN: readonly Foreign[] = [
  { name: 'SubStation Alpha (.ass, .ssa)', is: (head) => /^\uFEFF?(?:ï»¿)?\s*\[Script Info\]/i.test(head) },
  { name: 'SAMI (.smi)', is: (head) => /<SAMI\b/i.test(head) },
  { name: 'Scenarist-ondertiteling (.scc)', is: (head) => head.includes('Scenarist_SCC') },
  { name: 'MicroDVD (.sub)', is: (head) => /^\s*\{\d+\}\{\d+\}/.test(head) },
  { name: 'SubViewer (.sub)', is: (head) => /^\s*(?:\[INFORMATION\]|\d{2}:\d{2}:\d{2}\.\d{2},\d{2}:\d{2}:\d{2}\.\d{2}\s*$)/m.test(head) },
  {
    name: 'een tabel (CSV)',
    is: (head) => /^\s*\d{2}:\d{2}:\d{2}[:.,]\d{2,3}[,;]\s*\d{2}:\d{2}:\d{2}[:.,]\d{2,3}[,;]\s*"/m.test(head),
  },
  { name: 'RTF', is: (head) => head.startsWith('{\\rtf') },
  { name: 'PDF', is: (head) => head.startsWith('%PDF-') },
  { name: 'een oud Word-bestand (.doc)', is: (head) => head.startsWith('\xd0\xcf\x11\xe0') },
  {
    name: 'een webpagina (HTML)',
    is: (head) => /^\s*(?:<!doctype html|<html\b)/i.test(head) && !/<time\b|data-timestamp|class=["']?timestamp/i.test(head),
  },
  { name: 'een video- of geluidsbestand', is: (head) => /^(?:....ftyp|\x1aE\xdf\xa3|ID3|OggS|RIFF|fLaC)/s.test(head) },
  { name: 'een afbeelding', is: (head) => /^(?:\x89PNG|\xff\xd8\xff|GIF8)/.test(head) },
  { name: 'een ingepakt bestand (zip)', is: (head) => head.startsWith('PK\x03\x04') },
]

/** The format's name in words for people; null where it is none of these. */
export function foreignFormat(bytes: Uint8Array): string | null {
  const head = ASCII.decode(bytes.subarray(0, HEAD)).replaceAll('\0', '')
  return FOREIGN.find(({ is }) => is(head))?.name ?? null
}
