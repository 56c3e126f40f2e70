/** The page of all work: how each job stands and why, and its buttons, which bring the page back. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { openLibrary } from '../../src/wire.ts'
import { makeFolder, startTestServer } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'

const actor = { kind: 'command' as const, id: null, name: 'test' }
const HASH = 'a'.repeat(64)

test('a failed job says why; it is retried and stopped from the list, filtered as it was', async () => {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  await open.accounts.add({ email: 'anna@example.nl', name: 'Anna', role: 'archivist', password: PASSWORD }, actor)
  await open.database.writer.insertInto('media_file').values({ sha256: HASH, size: 1, mime: 'video/mp4', stored_at: '' }).execute()
  for (const id of ['een', 'twee']) {
    await open.library.createTalk(draftOf({ id, title: `Lezing ${id}` }), actor)
    await open.jobs.begin(id, HASH, actor)
  }
  const jobs = await open.jobs.list()
  const [failing, waiting] = ['een', 'twee'].map((talk) => jobs.find((job) => job.talk === talk)?.id ?? '')
  await open.jobs.cancel(waiting ?? '', actor)
  const lease = await open.jobs.claim('test', ['verify'])
  if (lease) await open.jobs.fail(lease, 'Het bestand is beschadigd.', false)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  const anna = await signedIn(server, 'anna@example.nl')
  const page = async (query: string) => (await anna.ask(`/beheer/verwerking${query}`)).text()
  const failed = await page('?toon=failed')
  for (const part of ['Lezing een', 'Het bestand is beschadigd.', 'Opnieuw']) expect(failed).toContain(part)
  expect(failed).not.toContain('Lezing twee')
  expect(await page('?toon=cancelled')).toContain('Lezing twee')
  const first = await anna.send(`/beheer/verwerking/${waiting}/eerst`, { terug: '/beheer/verwerking?toon=cancelled' })
  expect([first.status, await first.text()]).toEqual([409, expect.stringContaining('role="alert"')])
  const stop = { terug: '/beheer/verwerking?toon=failed&pagina=1&x=https://elders.example' }
  expect((await anna.send(`/beheer/verwerking/${failing}/stoppen`, stop)).headers.get('location')).toBe(
    '/beheer/verwerking?toon=failed&pagina=1&gedaan=gestopt',
  )
  expect((await anna.send(`/beheer/verwerking/${failing}/verify/opnieuw`, {})).headers.get('location')).toBe(
    '/beheer/opnames/een?gedaan=opnieuw',
  )
  expect((await fetch(`${server.address}/beheer/verwerking/${failing}/stoppen`, { method: 'POST', redirect: 'manual' })).status).toBe(401)
})
