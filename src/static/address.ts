/**
 * Which file of a static library holds what an address of the server names. The exporter writes by it and the pages follow links by it,
 * so the two cannot disagree. Names fit on every file system, a USB stick's included.
 */

/** Query names that choose another page or file. All others (`t`, `q`, `dag`) are read by the page itself. */
const CHOOSING = ['cursor', 'form', 'jaar', 'lang', 'letter', 'naast', 'pagina', 'rev', 'tot', 'van']
/** Query names without a static answer: a list limited to a typed name, the interface in another language. */
const ASKING = ['naam', 'taal']

const ID = '[a-z0-9][a-z0-9-]*'
const PAGES = new RegExp(
  `^/(?:|bijeenkomsten|opnames|sprekers|themas|zoek|mijn-citaten|toegankelijkheid|(?:bijeenkomsten|opnames|sprekers|themas|citaten|insluiten)/${ID}|opnames/${ID}/geschiedenis)$`,
)
const FILES = new RegExp(
  `^/(?:opnames/${ID}/(?:transcript\\.(?:vtt|srt|ttml|txt|json)|chapters\\.(?:vtt|json)|citation\\.(?:bib|ris|json|txt)|storyboard\\.vtt|spoken\\.txt|datacite\\.(?:json|xml))` +
    `|citaten/${ID}(?:/(?:citation\\.(?:bib|ris|json|txt)|datacite\\.(?:json|xml))|\\.jsonld)` +
    `|feeds/(?!zoek\\.)(?:(?:bijeenkomsten|sprekers|themas)/)?${ID}\\.(?:rss|atom|json)|sitemap\\.xml|sitemaps/${ID}\\.xml|robots\\.txt|static/[\\w./-]+|huisstijl/beeldmerk)$`,
)
const IIIF = new RegExp(`^/iiif/(?:${ID}/manifest|collection|bijeenkomsten/${ID}/collection)$`)
const MEDIA = /^\/media\/([0-9a-f]{64})\/(?:([a-z0-9-]+)\/)?([^/]+)$/

export interface StaticTarget {
  /** From the folder, with slashes. */
  readonly file: string
  /** `?t=61#c5`: what a link keeps after the file's name. */
  readonly rest: string
}

/** @param address from `/`, as in the server's pages; null: a static library has no such page or file */
export function staticTarget(address: string): StaticTarget | null {
  const url = URL.parse(address, 'https://bibliotheek.invalid')
  if (!url || !address.startsWith('/') || address.startsWith('//')) return null
  const query = [...url.searchParams].filter(([, value]) => value !== '')
  if (query.some(([name]) => ASKING.includes(name))) return null
  const chosen = query.filter(([name]) => CHOOSING.includes(name)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const variant = chosen.map(([name, value]) => `${name}-${fileName(value)}`).join('_')
  const kept = [...url.searchParams].filter(([name]) => !CHOOSING.includes(name))
  const rest = queryText(kept) + url.hash
  const file = fileOf(url.pathname, variant)
  return file === null ? null : { file, rest }
}

function fileOf(path: string, variant: string): string | null {
  const trimmed = path.length > 1 ? path.replace(/\/$/, '') : path
  if (PAGES.test(trimmed)) return [trimmed.slice(1), variant && `_/${variant}`, 'index.html'].filter((part) => part !== '').join('/')
  if (IIIF.test(trimmed)) return `${trimmed.slice(1)}${variant && `_${variant}`}.json`
  if (FILES.test(trimmed)) return withVariant(trimmed.slice(1), variant)
  const [, sha256, recipe, name] = MEDIA.exec(trimmed) ?? []
  if (sha256 === undefined || name === undefined) return null
  return ['media', sha256, recipe, fileName(decoded(name))].filter((part) => part !== undefined).join('/')
}

function withVariant(file: string, variant: string): string {
  const dot = file.lastIndexOf('.')
  return variant === '' ? file : `${file.slice(0, dot)}_${variant}${file.slice(dot)}`
}

const LONGEST_NAME = 120

/** A name that every file system takes (FAT and Windows refuse `?:*"<>|`, and names that end in a dot); its ending stays. */
export function fileName(name: string): string {
  const safe = name
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: file systems refuse them
    .replace(/[\u0000-\u001f\u007f\\/:*?"<>|%#]/g, '_')
    .replace(/^\.+|[. ]+$/g, '_')
  if (safe.length <= LONGEST_NAME) return safe
  const ending = /\.[\w]{1,8}$/.exec(safe)?.[0] ?? ''
  return safe.slice(0, LONGEST_NAME - ending.length) + ending
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Written as the library writes its own links: `t=61,72` keeps its comma, `dag` its bareness. */
function queryText(entries: readonly (readonly [string, string])[]): string {
  const written = entries.map(([name, value]) => {
    const text = encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%20', '+')
    return value === '' ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${text}`
  })
  return written.length === 0 ? '' : `?${written.join('&')}`
}

/** The link from one file to another. @param from the file in which it stands */
export function relativeLink(from: string, { file, rest }: StaticTarget): string {
  return toFolder(from) + file.split('/').map(encodeURIComponent).join('/') + rest
}

/** `../../`: from a file up to the folder. */
export const toFolder = (from: string) => '../'.repeat(from.split('/').length - 1) || './'
