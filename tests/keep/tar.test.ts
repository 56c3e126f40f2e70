/** Our tar against the system's: each reads what the other wrote, and what a backup does not hold is refused. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createTar, readEntry, readTar, tarHeader } from '../../src/keep/tar.ts'
import { makeFolder } from '../setup/make-library.ts'

const NOW = new Date('2026-11-25T12:00:00Z')

async function opened(path: string, flags = 'r'): Promise<FileHandle> {
  const file = await open(path, flags)
  onTestFinished(() => file.close())
  return file
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 700) yield Buffer.from(bytes.subarray(at, at + 700))
}

async function write(path: string, files: readonly (readonly [string, Uint8Array])[]): Promise<void> {
  const file = await open(path, 'w')
  const tar = createTar(file, NOW)
  for (const [name, bytes] of files) await tar.add(name, bytes.length, pieces(bytes))
  await tar.end()
  await file.close()
}

async function content(file: FileHandle, entry: Parameters<typeof readEntry>[1]): Promise<Buffer> {
  const read: Buffer[] = []
  for await (const piece of readEntry(file, entry)) read.push(piece)
  return Buffer.concat(read)
}

/** Why an archive is refused. */
async function refusal(bytes: Uint8Array): Promise<string> {
  const path = join(await makeFolder(), 'a.tar')
  writeFileSync(path, bytes)
  const file = await open(path)
  try {
    return `read: ${(await readTar(file)).map(({ name }) => name)}`
  } catch (error) {
    return String(error)
  } finally {
    await file.close()
  }
}

const files = fc.uniqueArray(
  fc.tuple(fc.stringMatching(/^[a-z][a-z0-9/.-]{0,90}[a-z0-9]$/), fc.uint8Array({ maxLength: 3000, size: 'max' })),
  { selector: ([name]) => name, maxLength: 5 },
)

test('what is written is read again, whatever the sizes', async () => {
  const path = join(await makeFolder(), 'a.tar')
  await fc.assert(
    fc.asyncProperty(files, async (given) => {
      await write(path, given)
      const file = await open(path)
      const entries = await readTar(file)
      const read = await Promise.all(entries.map(async (entry) => [entry.name, new Uint8Array(await content(file, entry))]))
      await file.close()
      expect(read).toEqual(given)
    }),
    { numRuns: 60 },
  )
})

test('the system’s tar reads ours', async () => {
  const folder = await makeFolder()
  await write(join(folder, 'a.tar'), [
    ['media/a/original', Buffer.from('een')],
    ['leeg', Buffer.alloc(0)],
    ['blok', Buffer.alloc(512, 'x')],
  ])
  expect(execFileSync('tar', ['-tf', 'a.tar'], { cwd: folder, encoding: 'utf8' })).toBe('media/a/original\nleeg\nblok\n')
  execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder })
  expect(readFileSync(join(folder, 'media/a/original'), 'utf8')).toBe('een')
  expect(readFileSync(join(folder, 'blok'))).toEqual(Buffer.alloc(512, 'x'))
})

test('we read the system’s', async () => {
  const folder = await makeFolder()
  writeFileSync(join(folder, 'een'), 'eerste')
  writeFileSync(join(folder, 'twee'), Buffer.alloc(5000, 'y'))
  execFileSync('tar', ['--format=ustar', '-cf', 'a.tar', 'een', 'twee'], { cwd: folder })
  const file = await opened(join(folder, 'a.tar'))
  const entries = await readTar(file)
  expect(entries.map(({ name, size }) => [name, size])).toEqual([
    ['een', 6],
    ['twee', 5000],
  ])
  expect(await Promise.all(entries.map((entry) => content(file, entry)))).toEqual([Buffer.from('eerste'), Buffer.alloc(5000, 'y')])
})

test.each([8 ** 11 - 1, 8 ** 11, 9 * 2 ** 30 + 5])('a file of %i bytes, by both', async (size) => {
  const path = join(await makeFolder(), 'a.tar')
  // The content is a hole: it takes no room.
  const file = await opened(path, 'w+')
  await file.write(tarHeader('groot', size, NOW), 0, 512, 0)
  await file.truncate(512 + Math.ceil(size / 512) * 512 + 1024)
  const named = execFileSync('tar', ['-tvf', path], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } })
  expect(named).toMatch(new RegExp(`${size} 2026-11-25 12:00 groot`))
  const end = 512 + Math.ceil(size / 512) * 512
  // Reading it whole would be reading gigabytes of nothing: where the next one begins shows that the size was understood.
  await file.write(tarHeader('erna', 1 << 20, NOW), 0, 512, end)
  await file.truncate(end + 512)
  await expect(readTar(file)).rejects.toThrow('“erna” is niet compleet')
})

test('content of another size than announced, or that is not accepted, leaves the archive as it was', async () => {
  const path = join(await makeFolder(), 'a.tar')
  const file = await opened(path, 'w+')
  const tar = createTar(file, NOW)
  expect(await tar.add('goed', 3, pieces(Buffer.from('een')))).toBe(true)
  expect(await tar.add('kort', 4, pieces(Buffer.from('een')))).toBe(false)
  const endless = (async function* () {
    yield Buffer.from('een')
    throw new Error('asked for more than was announced')
  })()
  expect(await tar.add('lang', 2, endless)).toBe(false)
  expect(await tar.add('fout', 3, pieces(Buffer.from('een')), () => false)).toBe(false)
  expect(await tar.add('ook goed', 4, pieces(Buffer.from('twee')))).toBe(true)
  await tar.end()
  expect((await readTar(file)).map(({ name }) => name)).toEqual(['goed', 'ook goed'])
})

test('cut off anywhere, it is refused', async () => {
  const path = join(await makeFolder(), 'a.tar')
  await write(path, [
    ['een', Buffer.alloc(600, 'x')],
    ['twee', Buffer.from('y')],
  ])
  const whole = readFileSync(path)
  expect(await refusal(whole)).toBe('read: een,twee')
  for (let length = 0; length < whole.length; length += 61)
    expect(await refusal(whole.subarray(0, length)), `${length} bytes`).toMatch(/afgebroken/)
})

test('a bit flipped anywhere outside the files is found', async () => {
  const path = join(await makeFolder(), 'a.tar')
  await write(path, [
    ['een', Buffer.alloc(600, 'x')],
    ['twee', Buffer.from('y')],
  ])
  const whole = readFileSync(path)
  const isContent = (at: number) => (at >= 512 && at < 1112) || at === 2048
  for (let at = 0; at < whole.length; at += 7) {
    if (isContent(at)) continue
    const bad = Buffer.from(whole)
    bad[at] = (bad[at] ?? 0) ^ (1 << (at % 8))
    expect(await refusal(bad), `byte ${at}`).toMatch(/^Failure/)
  }
})

test.each([
  ['a link', ['link'], /“link” is geen gewoon bestand/],
  ['a folder', ['map'], /“map\/” is geen gewoon bestand/],
  ['extensions', ['--format=pax', '--pax-option=comment=x', 'een'], /is geen gewoon bestand/],
  ['a hard link', ['een', 'hard'], /“hard” is geen gewoon bestand/],
])('%s is refused', async (_name, args, expected) => {
  const folder = await makeFolder()
  writeFileSync(join(folder, 'een'), 'eerste')
  execFileSync('ln', ['een', 'hard'], { cwd: folder })
  symlinkSync('/etc/passwd', join(folder, 'link'))
  mkdirSync(join(folder, 'map'))
  execFileSync('tar', ['--format=ustar', '-cf', 'a.tar', ...args], { cwd: folder })
  expect(await refusal(readFileSync(join(folder, 'a.tar')))).toMatch(expected)
})

test('any other bytes are refused, and nothing worse', async () => {
  const header = tarHeader('een', 3, NOW)
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000, size: 'max' }), async (bytes) => {
      expect(await refusal(bytes)).toMatch(/^Failure/)
      expect(await refusal(Buffer.concat([header, bytes]))).toMatch(/^Failure/)
    }),
    { numRuns: 40 },
  )
})
