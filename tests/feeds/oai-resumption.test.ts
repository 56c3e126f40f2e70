/** An OAI-PMH harvest over several pages: by a program of others, and through a restart and changes on the way. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import type { TalkRecord } from '../../src/library/talk/talk.ts'
import { makeLibrary, startTestServer } from '../setup/make-library.ts'
import { canRun } from './schemas.ts'

const TALKS = 250

const talk = (id: string): TalkRecord => ({
  id,
  event: null,
  title: `Lezing ${id}`,
  speakers: [],
  recorded: '2024-04-15',
  language: 'nl',
  abstract: null,
  themes: [{ id: 'water', name: 'Water' }],
  recording: null,
  chapters: [],
  attachments: [],
  rights: null,
  visibility: 'public',
  demonstration: false,
  stage: 'published',
  publishAt: null,
  captionWaiver: null,
  withdrawn: null,
  withdrawnReason: null,
  formerly: [],
  published: null,
  transcripts: [],
  quotes: [],
})

test('every record comes once, through a restart and a withdrawal on the way', { timeout: 300_000 }, async () => {
  const { library, folder } = await makeLibrary()
  for (let i = 0; i < TALKS; i++) await library.saveTalk(talk(`lezing-${i}`))
  const data = join(folder, 'data')
  const start = () => startTestServer({ WOORDELIJK_DATA: data })
  let server = await start()
  onTestFinished(() => server.close())
  const ask = async (query: string) => (await fetch(`${server.address}/oai?${query}`)).text()
  const idsOf = (page: string) => [...page.matchAll(/<header>\s*<identifier>oai:localhost:([^<]+)</g)].map(([, id]) => id)
  const tokenOf = (page: string) => /<resumptionToken[^>]*>([^<]+)</.exec(page)?.[1]

  const first = await ask('verb=ListIdentifiers&metadataPrefix=oai_dc&set=thema:water')
  expect(first).toContain(`completeListSize="${TALKS}" cursor="0"`)
  const seen = idsOf(first)
  await server.close()
  server = await start()
  const by = { kind: 'command' as const, id: null, name: 'test' }
  const withdrawn = 'lezing-200'
  await library.changeTalk(withdrawn, by, () => ({ withdrawn: '2026-05-03', deed: { action: 'talk.withdraw' } }))
  let page = first
  let deleted = 0
  for (let token = tokenOf(page); token !== undefined; token = tokenOf(page)) {
    page = await ask(`verb=ListIdentifiers&resumptionToken=${token}`)
    seen.push(...idsOf(page))
    deleted += page.split('status="deleted"').length - 1
  }
  expect(page).toMatch(/<resumptionToken [^>]*cursor="2\d\d"\s*\/>/)
  expect(new Set(seen).size).toBe(seen.length)
  expect([seen.length, deleted, seen.includes(withdrawn)]).toEqual([TALKS - 1, 1, false])

  if (canRun('perl', '-MHTTP::OAI', '-e', '1')) {
    const script = `use HTTP::OAI; my $h = HTTP::OAI::Harvester->new(baseURL => $ARGV[0]);
      my %seen;
      my $list = $h->ListRecords(metadataPrefix => 'oai_dc', onRecord => sub { $seen{$_[0]->identifier}++ });
      die $list->message if $list->is_error; print scalar keys %seen;`
    const { stdout } = await promisify(execFile)('perl', ['-e', script, `${server.address}/oai`])
    expect(Number(stdout)).toBe(TALKS)
  }
})
