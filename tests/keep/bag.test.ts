/** BagIt bags, held against a checker that knows RFC 8493 and nothing of us; and taken back in. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { appendFile, cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { exportBags } from '../../src/keep/bag.ts'
import { openLibrary } from '../../src/wire.ts'
import { asExported, FIXTURES, makeFolder, makeLibrary, type TestLibrary, vtt } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'
import { originalPath } from '../setup/stored-paths.ts'

const MAKER = { organisation: 'Gemeente Heerlen', agent: 'test 1' }

/** What is wrong with a bag, by RFC 8493 sections 2 and 3. */
function bagProblems(bag: string): string[] {
  const problems: string[] = []
  const read = (name: string) => readFileSync(join(bag, name), 'utf8')
  if (!/^BagIt-Version: 1\.0\r?\nTag-File-Character-Encoding: UTF-8\r?\n?$/.test(read('bagit.txt'))) problems.push('bagit.txt')

  const entries = readdirSync(bag, { withFileTypes: true, recursive: true }).filter((entry) => !entry.isDirectory())
  const present = entries.map((entry) => join(entry.parentPath, entry.name).slice(bag.length + 1))
  const listed = (manifest: string) => {
    const lines = read(manifest)
      .split(/\r\n|\r|\n/)
      .filter((line) => line !== '')
    return lines.map((line) => {
      const [, sum = '', encoded = ''] = /^([0-9a-fA-F]+)[ \t]+\*?(.*)$/.exec(line) ?? []
      const path = encoded.replace(/%0d|%0a|%25/gi, decodeURIComponent)
      if (path === '' || path.startsWith('/') || path.startsWith('~') || path.split('/').includes('..'))
        problems.push(`unsafe path ${path}`)
      if (!present.includes(path)) problems.push(`missing ${path}`)
      else if (
        createHash('sha256')
          .update(readFileSync(join(bag, path)))
          .digest('hex') !== sum.toLowerCase()
      )
        problems.push(`changed ${path}`)
      return path
    })
  }
  const payload = listed('manifest-sha256.txt')
  if (new Set(payload).size < payload.length) problems.push('listed twice')
  for (const path of present) if (path.startsWith('data/') && !payload.includes(path)) problems.push(`extra ${path}`)
  for (const path of payload) if (!path.startsWith('data/')) problems.push(`outside ${path}`)
  const tags = listed('tagmanifest-sha256.txt')
  for (const needed of ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt']) if (!tags.includes(needed)) problems.push(`untold ${needed}`)
  for (const path of tags) if (path.startsWith('data/') || path.startsWith('tagmanifest')) problems.push(`no tag file ${path}`)

  const info = Object.fromEntries(
    read('bag-info.txt')
      .split('\n')
      .map((line) => line.split(/:[ \t]+/, 2)),
  ) as Record<string, string>
  const bytes = payload.filter((path) => present.includes(path)).reduce((sum, path) => sum + statSync(join(bag, path)).size, 0)
  if (info['Payload-Oxum'] !== `${bytes}.${payload.length}`) problems.push(`Payload-Oxum ${info['Payload-Oxum']}`)
  if (!/^\d{4}-\d\d-\d\d$/.test(info['Bagging-Date'] ?? '')) problems.push('Bagging-Date')
  return problems
}

async function filled(): Promise<TestLibrary> {
  const library = await makeLibrary({
    '100% zeker.mp4': readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')),
    'tekst.vtt': vtt([{ start: 0, end: 1, text: 'armoede is geen keuze' }]),
    'dia é.pdf': '%PDF-1.4 dia',
    'dag.yaml': { kind: 'event', id: 'dag', title: 'De dag', date: '2024-04-15' },
    'lezing.yaml': {
      kind: 'talk',
      id: 'lezing',
      event: 'dag',
      title: 'De lezing\nover armoede',
      recording: { file: '100% zeker.mp4' },
      transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'asr' }],
      attachments: [{ kind: 'slides', title: 'Dia’s', file: 'dia é.pdf' }],
    },
  })
  await library.import()
  await writeFile(join(library.folder, 'manifests', 'tekst.vtt'), vtt([{ start: 0, end: 1, text: 'armoede is nooit een keuze' }]))
  await library.import()
  return library
}

async function packed(library: TestLibrary): Promise<string> {
  const folder = join(await makeFolder(), 'bags')
  await exportBags(folder, library, MAKER)
  return join(folder, 'lezing')
}

test('every talk of the collection is a valid bag, and comes back from it as it was', async () => {
  const folder = join(await makeFolder(), 'bags')
  const data = await makeFolder()
  await cp(inject('collection'), data, { recursive: true })
  const { code, stderr } = await run(['export', folder, '--bagit'], { WOORDELIJK_DATA: data, WOORDELIJK_NAME: 'De Academie' })
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+ opnames ingepakt/m)])
  const source = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const ids = await source.library.allTalkIds()
  expect(readdirSync(folder).sort()).toEqual(ids)
  const copy = await makeLibrary()
  for (const id of ids) {
    expect(bagProblems(join(folder, id)), id).toEqual([])
    await copy.import([join(folder, id, 'data')])
    expect(await copy.library.record(id)).toEqual(asExported(await source.library.record(id)))
  }
  expect((await source.library.eventsAfter({ limit: 1000 })).entries).toEqual(
    expect.arrayContaining([...(await copy.library.eventsAfter({ limit: 1000 })).entries]),
  )
  expect(readFileSync(join(folder, ids[0] ?? '', 'bag-info.txt'), 'utf8')).toMatch(/^Source-Organization: De Academie\n/)
  await source.close()
})

test('all revisions, files by their own names, and who hands it over', async () => {
  const library = await filled()
  const bag = await packed(library)
  expect(bagProblems(bag)).toEqual([])
  expect(readFileSync(join(bag, 'bag-info.txt'), 'utf8').split('\n')).toEqual([
    'Source-Organization: Gemeente Heerlen',
    'External-Identifier: lezing',
    'External-Description: De lezing over armoede',
    expect.stringMatching(/^Bagging-Date: \d{4}-\d\d-\d\d$/),
    'Bag-Software-Agent: test 1',
    expect.stringMatching(/^Payload-Oxum: \d+\.8$/),
    expect.stringMatching(/^Bag-Size: \d+\.\d [kM]B$/),
    '',
  ])
  const manifest = readFileSync(join(bag, 'manifest-sha256.txt'), 'utf8')
  expect(manifest).toContain('  data/media-manifests/dag/lezing/recording/100%25 zeker.mp4\n')
  expect(manifest).toContain('dia é.pdf\n')
  const copy = await makeLibrary()
  await copy.import([join(bag, 'data')])
  expect(await copy.library.record('lezing')).toEqual({ ...(await library.library.record('lezing')), updated: expect.any(String) })
  expect((await copy.library.revisions('lezing', 'nl')).map(({ number }) => number)).toEqual([1, 2])
})

test('a flipped byte, a missing file, a file more and a changed tag file are each found', async () => {
  const bag = await packed(await filled())
  const film = 'data/media-manifests/dag/lezing/recording/100% zeker.mp4'
  const whole = readFileSync(join(bag, film))
  await writeFile(join(bag, film), Buffer.from(whole.map((byte, i) => (i === 1000 ? byte ^ 1 : byte))))
  expect(bagProblems(bag)).toEqual([`changed ${film}`])
  await rm(join(bag, film))
  expect(bagProblems(bag)).toEqual([`missing ${film}`, expect.stringContaining('Payload-Oxum')])
  await writeFile(join(bag, film), whole)
  await writeFile(join(bag, 'data', 'meer'), '')
  expect(bagProblems(bag)).toEqual(['extra data/meer'])
  await rm(join(bag, 'data', 'meer'))
  await appendFile(join(bag, 'bag-info.txt'), 'Contact-Name: Jan\n')
  expect(bagProblems(bag)).toEqual(['changed bag-info.txt'])
})

test('a stored file that is not what it was is not vouched for, and leaves no bag', async () => {
  const library = await filled()
  const sha256 = (await library.library.talk('lezing'))?.recording?.original?.sha256 ?? ''
  await appendFile(originalPath(library, sha256), 'x')
  const folder = join(await makeFolder(), 'bags')
  await expect(exportBags(folder, library, MAKER)).rejects.toThrow(/^100% zeker\.mp4 van “lezing” is veranderd/)
  expect(readdirSync(folder)).toEqual([])
  await writeFile(join(folder, 'iets'), '')
  await expect(exportBags(folder, library, MAKER)).rejects.toThrow(/niet leeg/)
})
