import type { Context } from 'hono'
import type { PageContext } from '../../../web/pages/context.ts'
import { nl } from '../../../web/words/nl.ts'
import type { Dependencies } from '../dependencies.ts'

/** The public address: configured, or else the one this request came to. */
export function originOf({ config }: Pick<Dependencies, 'config'>, c: Context): string {
  return config.url ?? new URL(c.req.url).origin
}

export function pageContext(deps: Dependencies, c: Context): PageContext {
  const { config, assets } = deps
  return {
    words: nl,
    site: { name: config.name, logo: config.logo === null ? null : '/huisstijl/beeldmerk', contact: config.contact },
    timeZone: config.timeZone,
    origin: originOf(deps, c),
    assets: assets.assets,
    fonts: assets.fonts,
  }
}
