/** The job table alone: leases, fences, attempts, waiting, and clocks that jump. */
import { expect, onTestFinished, test } from 'vitest'
import type { Lease, StepName } from '../../src/library/job/job.ts'
import { createJobs } from '../../src/library/job/jobs.ts'
import { openDatabase } from '../../src/library/open.ts'
import { makeFolder } from '../setup/make-library.ts'

const ALL: readonly StepName[] = ['verify', 'probe', 'package', 'pictures', 'sound', 'check', 'ready', 'ladder']
const actor = { kind: 'command' as const, id: null, name: 'test' }
const HASH = 'a'.repeat(64)

async function start() {
  const database = await openDatabase(await makeFolder())
  onTestFinished(() => database.close())
  const clock = { now: Date.parse('2026-05-01T10:00:00Z') }
  const applied: string[] = []
  const jobs = createJobs(
    database,
    async (_tx, { step }) => void applied.push(step),
    () => new Date(clock.now),
  )
  await database.writer.insertInto('media_file').values({ sha256: HASH, size: 1, mime: 'video/mp4', stored_at: '' }).execute()
  await database.writer
    .insertInto('talk')
    .values({
      id: 'een',
      title: 'Een',
      event_id: null,
      recorded: null,
      language: 'nl',
      abstract: null,
      rights: null,
      visibility: 'public',
      demonstration: 0,
      withdrawn: null,
      withdrawn_reason: null,
      stage: 'draft',
      publish_at: null,
      caption_waiver: null,
      published_at: '',
      updated_at: '',
    })
    .execute()
  const begin = () => database.writer.transaction().execute((tx) => jobs.start(tx, 'een', HASH, actor))
  const id = await begin()
  const state = async () => Object.fromEntries(((await jobs.find(id))?.steps ?? []).map((step) => [step.step, step.state]))
  const claimed = async (owner = 'een', which = ALL): Promise<Lease> => {
    const lease = await jobs.claim(owner, which)
    if (!lease) throw new Error('nothing to claim')
    return lease
  }
  return { jobs, clock, applied, id, state, claimed, begin }
}

test('steps run in order, each by one worker at a time', async () => {
  const { jobs, claimed, applied, state } = await start()
  const first = await claimed()
  expect([first.step, await jobs.claim('twee', ALL)]).toEqual(['verify', null])
  await jobs.complete(first, {})
  await jobs.complete(await claimed(), { skip: ['ladder'] })
  const [one, other] = [await claimed('een'), await claimed('twee')]
  expect([one.step, other.step].sort()).toEqual(['package', 'pictures'])
  for (const lease of [one, other]) await jobs.complete(lease, {})
  for (const step of ['sound', 'check', 'ready'] as const) {
    const lease = await claimed()
    expect(lease.step).toBe(step)
    await jobs.complete(lease, {})
  }
  expect(applied).toEqual(expect.arrayContaining(['verify', 'probe', 'package', 'pictures', 'sound', 'check', 'ready']))
  expect(await state()).toMatchObject({ ready: 'done', ladder: 'skipped' })
  expect(await jobs.claim('een', ALL)).toBeNull()
})

test('who lost the lease changes nothing any more', async () => {
  const { jobs, claimed, clock, applied, state } = await start()
  const slow = await claimed('een')
  clock.now += 61_000
  const fast = await claimed('twee')
  expect([fast.step, fast.attempts]).toEqual(['verify', 2])
  expect(await jobs.beat(slow, 0.9)).toBe(false)
  expect(await jobs.holds(slow)).toBe(false)
  expect(await jobs.complete(slow, { note: 'te laat' })).toBe(false)
  await jobs.fail(slow, 'te laat', false)
  await jobs.wait(slow, 'te laat')
  expect([applied, (await state()).verify]).toEqual([[], 'running'])
  expect(await jobs.complete(fast, {})).toBe(true)
})

test('a sign of life keeps the lease, and a clock set back takes it from nobody', async () => {
  const { jobs, claimed, clock } = await start()
  const lease = await claimed()
  clock.now += 50_000
  expect(await jobs.beat(lease, 0.5)).toBe(true)
  clock.now += 50_000
  expect(await jobs.claim('twee', ALL)).toBeNull()
  clock.now -= 86_400_000
  expect(await jobs.claim('twee', ALL)).toBeNull()
  expect(await jobs.beat(lease, 0.6)).toBe(true)
  expect(await jobs.complete(lease, {})).toBe(true)
  clock.now += 365 * 86_400_000
  expect((await claimed('twee')).step).toBe('probe')
})

test('what fails is tried four times, later each time, and then says so', async () => {
  const { jobs, claimed, clock, id, state } = await start()
  for (const pause of [10_000, 40_000, 160_000]) {
    await jobs.fail(await claimed(), 'De schijf hapert.', true)
    clock.now += pause - 1
    expect(await jobs.claim('een', ALL)).toBeNull()
    clock.now += 1
  }
  await jobs.fail(await claimed(), 'De schijf hapert.', true)
  expect((await state()).verify).toBe('failed')
  expect(await jobs.find(id)).toMatchObject({ state: 'failed' })
  clock.now += 86_400_000
  expect(await jobs.claim('een', ALL)).toBeNull()
  await jobs.retry(id, 'verify', actor)
  expect(await claimed()).toMatchObject({ step: 'verify', attempts: 1 })
})

test('what is not required holds nothing up, failed or waiting', async () => {
  const { jobs, claimed, state, id } = await start()
  await jobs.complete(await claimed(), {})
  await jobs.complete(await claimed(), {})
  const pictures = await claimed('een', ['pictures'])
  await jobs.wait(pictures, 'ffmpeg ontbreekt')
  await jobs.fail(await claimed('een', ['sound']), 'stil', false)
  await jobs.complete(await claimed('een', ['package']), {})
  for (const step of ['check', 'ready'] as const) await jobs.complete(await claimed('een', [step]), {})
  expect(await state()).toMatchObject({ ready: 'done', pictures: 'waiting', sound: 'failed' })
  expect(await jobs.claim('een', ['pictures'])).toBeNull()
  await jobs.wake()
  expect(await claimed('een', ['pictures'])).toMatchObject({ step: 'pictures', attempts: 1 })
  expect((await jobs.find(id))?.state).toBe('running')
})

test('what must be converted is waited for', async () => {
  const { jobs, claimed } = await start()
  await jobs.complete(await claimed(), {})
  await jobs.complete(await claimed(), { skip: ['package'], require: ['ladder'] })
  for (const step of ['pictures', 'sound', 'check'] as const) await jobs.complete(await claimed('een', [step]), {})
  expect(await jobs.claim('een', ['ready'])).toBeNull()
  await jobs.complete(await claimed('een', ['ladder']), {})
  expect((await claimed('een', ['ready'])).step).toBe('ready')
})

test('a start takes up what the last process left, without counting it as an attempt', async () => {
  const { jobs, claimed } = await start()
  const left = await claimed('gedood')
  expect(await jobs.takeOver(null)).toBe(1)
  expect(await jobs.complete(left, {})).toBe(false)
  expect(await claimed('nieuw')).toMatchObject({ step: 'verify', attempts: 1 })
})

test('cancelled work stops, and a new recording cancels the work on the old one', async () => {
  const { jobs, claimed, id, state, begin } = await start()
  const lease = await claimed()
  await jobs.cancel(id, actor)
  expect([await jobs.holds(lease), await jobs.claim('een', ALL)]).toEqual([false, null])
  expect((await state()).verify).toBe('cancelled')
  await expect(jobs.cancel(id, actor)).rejects.toThrow('niets te stoppen')
  await jobs.retry(id, 'verify', actor)
  expect((await state()).ready).toBe('queued')
  await begin()
  expect((await jobs.find(id))?.state).toBe('cancelled')
})

test('the list says of each job how it stands, and a job that is moved first is claimed first', async () => {
  const { jobs, clock, claimed, begin, id } = await start()
  clock.now += 1000
  const second = await begin()
  const states = async () => (await jobs.jobPage(undefined, { page: 1, size: 10 })).entries.map(({ job, state }) => [job.id, state])
  // A new recording of the same talk ends the work on the former one.
  expect(await states()).toEqual([
    [second, 'queued'],
    [id, 'cancelled'],
  ])
  await jobs.retry(id, 'verify', actor)
  expect((await jobs.jobPage('queued', { page: 1, size: 1 })).entries.map(({ job }) => job.id)).toEqual([id])
  await jobs.moveFirst(second, actor)
  expect(await jobs.jobPage('queued', { page: 1, size: 1 })).toMatchObject({ total: 2, pages: 2, entries: [{ job: { id: second } }] })
  const lease = await claimed()
  expect(lease.job).toBe(second)
  await jobs.fail(lease, 'Het bestand is er niet.', false)
  expect(await jobs.jobCounts()).toEqual({ running: 0, failed: 1, waiting: 0, queued: 1, cancelled: 0, done: 0 })
  expect((await jobs.jobPage('failed', { page: 9, size: 10 })).entries).toMatchObject([{ title: 'Een', state: 'failed' }])
  await expect(jobs.moveFirst('bestaat-niet', actor)).rejects.toMatchObject({ code: 'not-found' })
  await jobs.cancel(id, actor)
  await expect(jobs.moveFirst(id, actor)).rejects.toMatchObject({ code: 'conflict' })
})

test('a step that waits for a moment goes on then and not before, and what it says can be said in another language', async () => {
  const { jobs, clock, claimed, state, id } = await start()
  await jobs.wait(await claimed(), { message: 'Te druk.', reason: ['recogniserBusy', 60] }, 60_000)
  const step = async () => (await jobs.find(id))?.steps[0]
  expect(await step()).toMatchObject({ state: 'waiting', note: 'Te druk.', reason: ['recogniserBusy', 60], attempts: 0 })
  await jobs.wake()
  expect((await state())['verify']).toBe('waiting')
  clock.now += 59_000
  expect(await jobs.claim('een', ALL)).toBeNull()
  clock.now += 1000
  const lease = await claimed()
  expect(await step()).toMatchObject({ state: 'running', note: null, reason: null })
  await jobs.complete(lease, { note: ['noSound'] })
  expect(await step()).toMatchObject({ note: 'Deze opname heeft geen geluid.', reason: ['noSound'] })
})
