/** Which language the interface speaks to this request: what the visitor chose with `?taal=`, now or before, or what the browser asks for. */
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { serialize } from 'hono/utils/cookie'
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '../../../web/words/dictionaries.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'

/** The parameter of an address, and the cookie that remembers it. */
export const LANGUAGE_SWITCH = 'taal'
const DEFAULT: InterfaceLanguage = 'nl'
const YEAR_IN_SECONDS = 31_536_000

export function languageOf(c: Context): InterfaceLanguage {
  return (
    spoken(c.req.query(LANGUAGE_SWITCH)) ??
    spoken(getCookie(c, LANGUAGE_SWITCH)) ??
    preferredLanguage(c.req.header('accept-language') ?? '') ??
    DEFAULT
  )
}

function spoken(text: string | undefined): InterfaceLanguage | undefined {
  return INTERFACE_LANGUAGES.find((language) => language === text)
}

/** @returns undefined when the header prefers none of our languages: `*` is all the same to the browser */
export function preferredLanguage(acceptLanguage: string): InterfaceLanguage | undefined {
  const wishes = acceptLanguage.split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    return { language: spoken(tag.split('-')[0]), quality: quality === undefined ? 1 : Number(quality) }
  })
  const [best] = wishes.filter(({ language, quality }) => language && quality > 0).toSorted((a, b) => b.quality - a.quality)
  return best?.language
}

/** Remembers the choice in a cookie, which is set only by using the switch; and tells caches that pages differ by language. */
export function rememberLanguage(deps: Pick<Dependencies, 'config'>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next()
    if (!isPage(c.res)) return
    c.res.headers.append('Vary', 'Accept-Language, Cookie')
    const chosen = spoken(c.req.query(LANGUAGE_SWITCH))
    if (chosen === undefined) return
    const cookie = serialize(LANGUAGE_SWITCH, chosen, {
      path: '/',
      maxAge: YEAR_IN_SECONDS,
      sameSite: 'Lax',
      httpOnly: true,
      secure: (deps.config.url ?? c.req.url).startsWith('https:'),
    })
    c.res.headers.append('Set-Cookie', cookie)
  }
}

/** What is written in the interface's language: pages and errors, and the answer that such a page is unchanged. */
function isPage({ status, headers }: Response): boolean {
  const type = headers.get('Content-Type')
  return type === null ? status === 304 && headers.has('ETag') : /^(?:text\/html|application\/problem\+json)/.test(type)
}

/** This page's address in a language. */
export function addressIn(language: InterfaceLanguage, c: Context): string {
  const { pathname, searchParams } = new URL(c.req.url)
  searchParams.set(LANGUAGE_SWITCH, language)
  return `${pathname}?${searchParams}`
}
