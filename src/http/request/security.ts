/** Headers that keep pages to themselves. */
import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { AppEnv, Dependencies } from '../dependencies.ts'

const POLICY: Record<string, readonly string[]> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  // The two inline styles in the templates of vidstack 1.15.6 (pointer-events: none; max-width: unset;), and no other.
  'style-src-attr': [
    "'unsafe-hashes'",
    "'sha256-u+Rk/5AL3dunZWvfY3KjmuFuGFWzreMwowBwCCGqr5M='",
    "'sha256-shznAIyn86Pi42vx68m1UDKbLzeCH8hh2bv++W+OMSU='",
  ],
  // hls.js feeds the player from memory.
  'media-src': ["'self'", 'blob:'],
  'connect-src': ["'self'"],
  'worker-src': ["'self'", 'blob:'],
  'font-src': ["'self'"],
  'manifest-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** @param origins what recordings stream from elsewhere: the one origin of this page's recording, and the media store that browsers use */
function contentSecurityPolicy(origins: readonly string[], framedBy: readonly string[]): string {
  const extra = (directive: string) => (['connect-src', 'media-src'].includes(directive) ? origins : [])
  return Object.entries(POLICY)
    .map(([directive, sources]) =>
      [directive, ...(framedBy.length > 0 && directive === 'frame-ancestors' ? framedBy : sources), ...extra(directive)].join(' '),
    )
    .join('; ')
}

export function security({ config, store }: Dependencies): MiddlewareHandler<AppEnv> {
  const headers = secureHeaders({
    // Hono's default, no-referrer, makes browsers send “Origin: null” with forms, which its own CSRF guard refuses.
    referrerPolicy: 'strict-origin-when-cross-origin',
    xFrameOptions: 'DENY',
    strictTransportSecurity: config.url?.startsWith('https:') ? 'max-age=31536000; includeSubDomains' : false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
    crossOriginResourcePolicy: false,
  })
  return async (c, next) => {
    await headers(c, next)
    // Only these pages are made to stand in pages of others.
    const framedBy = c.req.path.startsWith('/insluiten/') ? config.embedOn : []
    if (framedBy.length > 0) c.res.headers.delete('X-Frame-Options')
    c.res.headers.set(
      'Content-Security-Policy',
      contentSecurityPolicy(
        [c.get('streamOrigin'), store.direct?.origin].filter((origin) => origin !== undefined),
        framedBy,
      ),
    )
    if (c.get('guarded')) {
      c.res.headers.set('Cache-Control', 'private, no-store')
      c.res.headers.set('Cross-Origin-Resource-Policy', 'same-origin')
      c.res.headers.delete('Access-Control-Allow-Origin')
    }
    if (!c.res.headers.has('Cross-Origin-Resource-Policy')) c.res.headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  }
}
