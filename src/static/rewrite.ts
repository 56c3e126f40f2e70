/** A page of the server as a page of a folder: links relative, scripts classic, without what only a server can do. */

export interface Rewriting {
  /** The page's own address, from `/`. */
  readonly address: string
  /** The public address the page was made with, without a closing slash. */
  readonly origin: string
  /** Whether that is a real address: where not, what needs one is left out. */
  readonly isPublic: boolean
  /** The link to an address from `/`, as this page writes it; null: the folder does not have it. */
  readonly link: (address: string) => string | null
  /** HTML to add to the head. */
  readonly head: string
}

const TAG = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*)\s*(\/?)>/gi
const ATTRIBUTE = /\s+([^\s"'<>/=]+)(?:="([^"]*)")?/g
/** Attributes that hold one address. */
const ADDRESSES = ['href', 'src', 'poster', 'action']
/** `<link>`s that only a server can answer, or that no browser may follow from a USB stick. */
const DROPPED_LINKS = /^(?:preload|modulepreload|search)$/
/** Links whose whole text goes: it names a service. */
const SERVICES = /^\/(?:api|beheer|oai|oembed)\b|[?&]taal=/
/** Where searching is done in the folder. */
const SEARCH = '/zoek'

interface Tag {
  readonly name: string
  readonly attributes: Map<string, string | null>
  readonly closed: boolean
}

export function rewritePage(html: string, rewriting: Rewriting): string {
  const out: string[] = []
  let from = 0
  /** Names of elements whose content is left out, or whose closing tag becomes `</span>`. */
  let skipping: string | null = null
  let renaming: string | null = null
  for (const match of html.matchAll(TAG)) {
    const [whole, slash, name = '', written = '', closed] = match
    const before = html.slice(from, match.index)
    from = match.index + whole.length
    if (skipping !== null) {
      if (slash === '/' && name === skipping) skipping = null
      continue
    }
    out.push(before)
    if (slash === '/') {
      if (name === 'head') out.push(rewriting.head)
      out.push(name === renaming ? '</span>' : whole)
      if (name === renaming) renaming = null
      continue
    }
    const tag = { name, attributes: attributesOf(written), closed: closed === '/' }
    const fate = rewriteTag(tag, rewriting)
    if (fate === 'without') {
      if (!tag.closed && !VOID.has(name)) skipping = name
    } else if (fate === 'text') {
      renaming = name
      out.push('<span>')
    } else out.push(fate === 'as it is' ? whole : writeTag(tag))
  }
  out.push(html.slice(from))
  return out.join('')
}

const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'])

type Fate = 'as it is' | 'changed' | 'without' | 'text'

/** Changes the tag's attributes in place. */
function rewriteTag(tag: Tag, rewriting: Rewriting): Fate {
  const { name, attributes } = tag
  switch (name) {
    case 'link':
      return rewriteLink(attributes, rewriting)
    case 'meta':
      return !rewriting.isPublic && unescape(attributes.get('content') ?? '').includes(rewriting.origin) ? 'without' : 'as it is'
    case 'script':
      return rewriteScript(attributes, rewriting)
    case 'form':
      return rewriteForm(attributes, rewriting)
    default:
      return rewriteContent(tag, rewriting)
  }
}

function rewriteLink(attributes: Tag['attributes'], { link, origin, isPublic }: Rewriting): Fate {
  const href = unescape(attributes.get('href') ?? '')
  if (DROPPED_LINKS.test(attributes.get('rel') ?? '')) return 'without'
  const path = pathIn(href, origin)
  if (path === null) return 'as it is'
  const placed = link(path)
  if (placed === null || (!isPublic && href.startsWith(origin))) return 'without'
  // An absolute link is the library's permanent address.
  if (href.startsWith(origin)) return 'as it is'
  attributes.set('href', escape(placed))
  return 'changed'
}

/** Browsers run no module from a `file:` address. */
function rewriteScript(attributes: Tag['attributes'], { link, isPublic }: Rewriting): Fate {
  const src = attributes.get('src')
  if (src == null) return attributes.get('type') === 'application/ld+json' && !isPublic ? 'without' : 'as it is'
  const placed = link(unescape(src))
  if (placed === null) return 'without'
  // Modules wait for the page; what is no module is wanted before it is painted.
  if (attributes.has('type')) attributes.set('defer', null)
  attributes.delete('type')
  attributes.set('src', escape(placed))
  return 'changed'
}

function rewriteForm(attributes: Tag['attributes'], { link }: Rewriting): Fate {
  const action = attributes.get('action')
  if (action == null) return 'as it is'
  if (action === SEARCH) {
    // An event's talks are searched on the search page, limited to the event.
    attributes.delete('data-talks')
    attributes.set('action', escape(link(SEARCH) ?? ''))
    return 'changed'
  }
  // The hidden form that the quote buttons belong to; with scripts they do not submit it.
  if (attributes.has('hidden')) {
    attributes.delete('action')
    attributes.delete('method')
    return 'changed'
  }
  return 'without'
}

function rewriteContent({ name, attributes }: Tag, rewriting: Rewriting): Fate {
  const { link, origin, address } = rewriting
  let changed = false
  for (const attribute of ADDRESSES) {
    const value = attributes.get(attribute)
    if (value == null) continue
    const written = unescape(value)
    const path = written.startsWith('?') ? new URL(address, origin).pathname + written : pathIn(written, origin)
    if (path === null) continue
    const placed = link(path)
    if (placed === null) return name === 'a' && !SERVICES.test(path) ? 'text' : 'without'
    attributes.set(attribute, escape(placed))
    changed = true
  }
  const player = attributes.get('data-player')
  if (player != null) {
    attributes.set('data-player', escape(JSON.stringify(withLinks(JSON.parse(unescape(player)), link))))
    changed = true
  }
  return changed ? 'changed' : 'as it is'
}

/** Each text that is an address of the library as a link; null where the folder does not have it. */
function withLinks(value: unknown, link: Rewriting['link']): unknown {
  if (typeof value === 'string') return value.startsWith('/') && !value.startsWith('//') ? link(value) : value
  if (Array.isArray(value)) return value.map((entry) => withLinks(entry, link))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    // A title may begin with a slash.
    Object.entries(value).map(([name, entry]) => [name, name === 'title' || name === 'label' ? entry : withLinks(entry, link)]),
  )
}

/** @returns the address from `/`; null where it is none of the library's */
function pathIn(address: string, origin: string): string | null {
  if (address === origin) return '/'
  if (address.startsWith(`${origin}/`)) return address.slice(origin.length)
  return address.startsWith('/') && !address.startsWith('//') ? address : null
}

function attributesOf(written: string): Map<string, string | null> {
  return new Map([...written.matchAll(ATTRIBUTE)].map(([, name = '', value]) => [name, value ?? null]))
}

function writeTag({ name, attributes, closed }: Tag): string {
  const written = [...attributes].map(([attribute, value]) => (value === null ? ` ${attribute}` : ` ${attribute}="${value}"`))
  return `<${name}${written.join('')}${closed ? '/' : ''}>`
}

const REFERENCES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }

/** Of the references that our own pages write. */
function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (whole, name: string) => REFERENCES[name] ?? whole)
}

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ESCAPED[sign] ?? sign)
}
