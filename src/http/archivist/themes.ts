/** The archivists' pages of themes: which there are, one theme with its labels and relations, and two themes that become one. */
import type { Context, Hono } from 'hono'
import { DeskThemePage, DeskThemesPage, MergeThemesPage } from '../../../web/pages/desk/themes.tsx'
import { Failure, sentenceOf } from '../../failure.ts'
import type { ThemeRecord } from '../../library/theme/record.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { pageNumber } from '../request/browse.ts'
import { fieldErrors, messagesByPath } from '../request/field-errors.ts'
import { pageContext } from '../request/page-context.ts'
import { workerOf } from './desk.ts'
import { readThemeForm, THEME_FORM, type ThemeForm, themeEtag, themeForm, themeName } from './fields/theme-fields.ts'
import { goTo, readForm } from './forms.ts'

const ROWS = 100
const CANDIDATES = 20
const NARROWER = 50
const LINES = 50

interface Refused {
  readonly message: string
  readonly form: ThemeForm
  readonly wrong: Readonly<Record<string, string>>
  readonly status: 400 | 409 | 412
}

export function routeDeskThemes(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps

  async function present(id: string): Promise<ThemeRecord> {
    const theme = await library.themeRecord((await library.themeMergedInto(id)) ?? id)
    if (!theme) throw new Failure('not-found', ['noThemeRecord'])
    return theme
  }

  async function listPage(c: Context<AppEnv>, refused: { name: string; message: string; status: 400 | 409 } | null = null) {
    const viewer = await allowed(deps, c, 'talks:read')
    const query = (c.req.query('naam') ?? '').slice(0, 200)
    const page = DeskThemesPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      themes: await library.everyTheme(query, { page: pageNumber(c), size: ROWS }),
      query,
      fresh: refused?.name ?? '',
      wrong: refused?.message ?? null,
      done: c.req.query('gedaan'),
    })
    return c.html(page, refused?.status ?? 200)
  }

  app.get('/beheer/themas', (c) => listPage(c))

  app.post('/beheer/themas', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const name = (await readForm(c)).text('name')
    const { failures } = pageContext(deps, c)
    const parsed = themeName.safeParse(name)
    if (!parsed.success) {
      const [message = ''] = Object.values(messagesByPath(fieldErrors(parsed.error), failures))
      return listPage(c, { name, message: `${pageContext(deps, c).thesaurus.name} ${message}.`, status: 400 })
    }
    try {
      const theme = await library.addTheme(parsed.data, actor)
      return goTo(c, `/beheer/themas/${theme.id}`, 'bewaard')
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'conflict') throw error
      return listPage(c, { name, message: error.sayIn(failures), status: 409 })
    }
  })

  async function themePage(c: Context<AppEnv>, theme: ThemeRecord, refused: Refused | null = null): Promise<Response> {
    const viewer = await allowed(deps, c, 'talks:read')
    const search = (c.req.query('ander') ?? '').slice(0, 200)
    const found = search === '' ? [] : (await library.everyTheme(search, { page: 1, size: CANDIDATES })).entries
    const view = DeskThemePage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      theme,
      form: refused?.form ?? themeForm(theme),
      version: themeEtag(theme),
      wrong: refused?.message ?? null,
      wrongFields: refused?.wrong ?? {},
      isShown: (await library.publicTheme(theme.id)) !== null,
      narrower: await library.narrowerThemes(theme.id, { page: pageNumber(c), size: NARROWER }),
      search,
      candidates: found.filter(({ id }) => id !== theme.id),
      log: await library.deeds({ subject: theme.id, limit: LINES }),
      done: c.req.query('gedaan'),
    })
    return c.html(view, refused?.status ?? 200)
  }

  app.get('/beheer/themas/:theme', async (c) => {
    const id = c.req.param('theme')
    await allowed(deps, c, 'talks:read')
    const theme = await present(id)
    return theme.id === id ? themePage(c, theme) : goTo(c, `/beheer/themas/${theme.id}`)
  })

  app.post('/beheer/themas/:theme', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const theme = await present(c.req.param('theme'))
    const sent = await readForm(c)
    const form = Object.fromEntries(THEME_FORM.map((name) => [name, sent.text(name)])) as ThemeForm
    const { thesaurus, failures } = pageContext(deps, c)
    const read = await readThemeForm(form, library)
    if (!('change' in read)) {
      const unknown = Object.entries(read.unknown).map(([field, name]) => [field, sentenceOf(['noSuchTheme', name], failures)])
      const wrong = { ...messagesByPath(fieldErrors(read.error, 1), failures), ...Object.fromEntries(unknown) }
      return themePage(c, theme, { message: thesaurus.notSaved, form, wrong, status: 400 })
    }
    const version = sent.text('versie')
    try {
      await library.changeTheme(theme.id, read.change, actor, (now) => {
        if (version !== '' && version !== themeEtag(now)) throw new Failure('stale', ['themeChanged'])
      })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const status = STATUS[error.code]
      if (status === undefined) throw error
      const message = error.sayIn(failures)
      const field = { themeNameTaken: 'name', themeCircle: 'broader', sameTheme: 'broader' }[error.reason?.[0] as string]
      // After a colleague's change the newest version goes along: saving again is then meant.
      return themePage(c, await present(theme.id), { message, form, wrong: field === undefined ? {} : { [field]: message }, status })
    }
    return goTo(c, `/beheer/themas/${theme.id}`, 'bewaard')
  })

  /** What merging changes, before it is done. */
  app.get('/beheer/themas/:theme/samenvoegen', async (c) => {
    const viewer = await allowed(deps, c, 'talks:write')
    const [goes, stays] = [await present(c.req.param('theme')), await present((c.req.query('met') ?? '').slice(0, 100))]
    if (goes.id === stays.id) return goTo(c, `/beheer/themas/${goes.id}`)
    return c.html(MergeThemesPage({ context: pageContext(deps, c), who: workerOf(viewer), goes, stays, version: themeEtag(goes) }))
  })

  app.post('/beheer/themas/:theme/samenvoegen', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const form = await readForm(c)
    const theme = await library.mergeThemes(c.req.param('theme'), form.text('met'), actor, (now) => {
      if (form.text('versie') !== themeEtag(now)) throw new Failure('stale', ['themeChanged'])
    })
    return goTo(c, `/beheer/themas/${theme.id}`, 'thema-samengevoegd')
  })

  app.post('/beheer/themas/:theme/verwijderen', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    await library.removeTheme(c.req.param('theme'), actor)
    return goTo(c, '/beheer/themas', 'thema-weg')
  })
}

const STATUS: Partial<Record<string, 400 | 409 | 412>> = { invalid: 400, conflict: 409, stale: 412 }
