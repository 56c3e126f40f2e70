/** Which files of this machine an import may publish: those of the folders that were named, and no other. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, makeLibrary, writeFiles } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'

const talk = (file: string) => ({
  kind: 'talk',
  id: 'lezing',
  title: 'De lezing',
  attachments: [{ kind: 'report', title: 'Verslag', file }],
})

async function outcome(library: Awaited<ReturnType<typeof makeLibrary>>, file: string, paths?: readonly string[]) {
  await writeFiles(join(library.folder, 'manifests'), { 'lezing.yaml': talk(file) })
  const [row] = await library.import(paths)
  const stored = (await library.library.talk('lezing'))?.attachments.map((attachment) => attachment.file?.name)
  return { status: row?.status, codes: row?.problems.map(({ problem }) => `${problem.line} ${problem.code}`), stored }
}

test('a file outside the named folder is refused, however it is reached', async () => {
  const library = await makeLibrary()
  const manifests = join(library.folder, 'manifests')
  await writeFile(join(library.folder, 'geheim.txt'), 'geheim')
  await symlink('../geheim.txt', join(manifests, 'koppeling.txt'))
  await symlink(library.folder, join(manifests, 'map'))
  const refused = { status: 'failed', codes: ['7 outside-folders'], stored: undefined }
  for (const file of ['../geheim.txt', join(library.folder, 'geheim.txt'), 'koppeling.txt', 'map/geheim.txt', '/etc/passwd'])
    expect([file, await outcome(library, file)]).toEqual([file, refused])
  // A folder whose name only begins alike is another one.
  await writeFiles(`${manifests}-van-een-ander`, { 'geheim.txt': 'geheim' })
  expect(await outcome(library, '../manifests-van-een-ander/geheim.txt')).toEqual(refused)
})

test('the data folder is never read from, not even when it lies inside the named folder', async () => {
  const library = await makeLibrary()
  await writeFile(join(library.data, 'secret'), 'x'.repeat(40))
  await symlink('../data/secret', join(library.folder, 'manifests', 'sleutel.txt'))
  for (const file of ['../data/secret', 'sleutel.txt'])
    expect([file, await outcome(library, file, [library.folder])]).toEqual([
      file,
      { status: 'failed', codes: ['7 outside-folders'], stored: undefined },
    ])
})

test('files of the folder, of transcripts beside it and of folders the operator adds are taken in', async () => {
  const library = await makeLibrary({ 'map/verslag.txt': 'een', 'diep/naam.txt': 'vier' })
  await writeFiles(library.folder, { 'transcripts/verslag.txt': 'twee', 'media-manifests/a/verslag.txt': 'drie' })
  await symlink('../manifests/diep/naam.txt', join(library.folder, 'manifests', 'eigen-naam.txt'))
  expect(await outcome(library, 'map/verslag.txt')).toEqual({ status: 'added', codes: [], stored: ['verslag.txt'] })
  expect((await outcome(library, '../transcripts/verslag.txt')).status).toBe('changed')
  // A link inside the folder keeps the name that the manifest uses.
  expect((await outcome(library, 'eigen-naam.txt')).stored).toEqual(['eigen-naam.txt'])
  // One event of a collection, named alone, may use what lies in the collection.
  await mkdir(join(library.folder, 'media-manifests', 'b'), { recursive: true })
  await writeFiles(join(library.folder, 'media-manifests', 'b'), { 'b.yaml': { ...talk('../a/verslag.txt'), id: 'tweede' } })
  expect((await library.import([join(library.folder, 'media-manifests', 'b', 'b.yaml')]))[0]?.status).toBe('added')
})

test('the command line says which option opens another folder', async () => {
  const folder = await makeFolder()
  await writeFiles(folder, { 'manifests/lezing.yaml': talk('../elders/verslag.txt'), 'elders/verslag.txt': 'tekst' })
  const environment = { WOORDELIJK_DATA: join(folder, 'data') }
  const refused = await run(['check', join(folder, 'manifests')], environment)
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringMatching(/outside-folders .*--files-from/)])
  const taken = await run(['import', '--files-from', join(folder, 'elders'), join(folder, 'manifests')], environment)
  expect(taken).toMatchObject({ code: 0, stdout: 'lezing\ttoegevoegd\n' })
})
