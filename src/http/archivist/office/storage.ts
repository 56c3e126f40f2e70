/** The storage page: bytes by kind, event and month, what could be removed, and a button that counts again. For administrators. */
import { statfs } from 'node:fs/promises'
import type { Hono } from 'hono'
import { StoragePage } from '../../../../web/pages/desk/storage.tsx'
import type { AppEnv, Dependencies } from '../../dependencies.ts'
import { administrator } from '../../request/access.ts'
import { pageNumber } from '../../request/browse.ts'
import { pageContext } from '../../request/page-context.ts'
import { workerOf } from '../desk.ts'
import { goTo } from '../forms.ts'

const EVENTS = 50
const MONTHS = 24

export function routeStorage(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, storage, store, config } = deps

  app.get('/beheer/opslag', async (c) => {
    const viewer = await administrator(deps, c)
    const view = StoragePage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      totals: await library.storageTotals(),
      events: await library.storageByEvent({ page: pageNumber(c), size: EVENTS }),
      growth: await library.storageGrowth(MONTHS),
      disk: await diskOf(config.data),
      reserve: config.diskReserve,
      inBucket: store.isRemote,
      isCounting: storage.isCounting(),
      done: c.req.query('gedaan'),
    })
    return c.html(view)
  })

  app.post('/beheer/opslag/tellen', async (c) => {
    const { actor } = await administrator(deps, c)
    await library.recordDeed(actor, { action: 'storage.count' })
    // Goes on in the background: a large library takes minutes.
    void storage.count().catch((err: unknown) => c.get('log').error({ err }, 'storage not counted'))
    return goTo(c, '/beheer/opslag', 'telt')
  })
}

/** Null where the system does not say. */
async function diskOf(folder: string): Promise<{ free: number; size: number } | null> {
  const disk = await statfs(folder).catch(() => null)
  return disk && { free: disk.bavail * disk.bsize, size: disk.blocks * disk.bsize }
}
