import type { Context } from 'hono'
import type { PageContext } from '../../../web/pages/context.ts'
import { DICTIONARIES } from '../../../web/words/dictionaries.ts'
import type { Dependencies } from '../dependencies.ts'
import { addressIn, languageOf } from './language.ts'
import { todayIn } from './today.ts'

/** The public address: configured, or else the one this request came to. */
export function originOf({ config }: Pick<Dependencies, 'config'>, c: Context): string {
  return config.url ?? new URL(c.req.url).origin
}

export function pageContext(deps: Dependencies, c: Context): PageContext {
  const { config, assets } = deps
  const language = languageOf(c)
  return {
    ...DICTIONARIES[language],
    languageSwitch: addressIn(language === 'nl' ? 'en' : 'nl', c),
    site: { name: config.name, logo: config.logo === null ? null : '/huisstijl/beeldmerk', contact: config.contact },
    timeZone: config.timeZone,
    today: todayIn(config.timeZone),
    origin: originOf(deps, c),
    assets: (entry) => assets.assets(entry, language),
    fonts: assets.fonts,
  }
}
