/** The public library as a folder: what is in it, what is not, and what a second run does. */
import { createHash } from 'node:crypto'
import { lstat, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { SYSTEM } from '../../src/library/audit.ts'
import { fileName, staticTarget } from '../../src/static/address.ts'
import { rewritePage } from '../../src/static/rewrite.ts'
import { makeFolder } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'
import { filesIn, openCollection, SECRET } from './folder.ts'

const URL_SET = { WOORDELIJK_URL: 'https://bibliotheek.example.org' }

test('every link leads to a file, nothing leaks, and a second run writes nothing', async () => {
  const open = await openCollection(URL_SET)
  try {
    const folder = await makeFolder()
    const first = await open.makeStatic(folder)
    expect(first.problems).toEqual([])
    expect(first.talks).toBeGreaterThan(10)
    const files = new Set(await filesIn(folder))
    const expected = ['index.html', 'zoek/index.html', 'LEESMIJ.txt', 'zoeken/index.js', 'feeds/opnames.rss', 'sitemap.xml']
    expect([...files]).toEqual(expect.arrayContaining(expected))
    for (const format of ['vtt', 'srt', 'ttml', 'txt', 'json']) expect(files).toContain(`opnames/academie-2-martens/transcript.${format}`)
    for (const file of ['chapters.vtt', 'citation.bib']) expect(files).toContain(`opnames/academie-2-martens/${file}`)
    expect(files).toContain('iiif/academie-2-martens/manifest.json')
    const hidden = ['klad', 'niet-genoemd', 'binnenshuis', 'ingetrokken']
    expect([...files].filter((file) => hidden.some((id) => file.includes(`/${id}`)))).toEqual([])

    let links = 0
    for (const file of files) {
      if (!/\.(?:html|js|json|txt|xml|rss|atom|vtt)$/.test(file) || file.startsWith('static/')) continue
      const text = await readFile(join(folder, file), 'utf8')
      expect(text.includes(SECRET), file).toBe(false)
      if (!file.endsWith('.html')) continue
      expect(text, file).not.toMatch(/type="module"|href="\/|src="\/|action="\/|localhost/)
      for (const target of linksIn(text)) {
        links++
        const path = normalize(join(dirname(file), decodeURIComponent(target.replace(/[?#].*$/, '')) || file.split('/').at(-1) || ''))
        expect(files.has(path), `${file} links to ${target}`).toBe(true)
      }
      expect(unclosed(text), file).toEqual([])
    }
    expect(links).toBeGreaterThan(1000)

    const sums = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n')
    expect(sums.length).toBe(first.files)
    for (const line of sums) {
      const [sha256, file = ''] = line.split('  ')
      expect(
        createHash('sha256')
          .update(await readFile(join(folder, file)))
          .digest('hex'),
        file,
      ).toBe(sha256)
    }

    await writeFile(join(folder, 'CNAME'), 'bibliotheek.example.org')
    const again = await open.makeStatic(folder)
    expect(again).toMatchObject({ written: 0, removed: 0, files: first.files })

    // A run that was broken off after it wrote a file left its name behind.
    await writeFile(join(folder, 'opnames/half.html'), '')
    await writeFile(join(folder, '.woordelijk-statisch-bezig'), 'opnames/half.html\n../buiten.txt\n')
    await open.library.changeTalk('academie-2-martens', SYSTEM, () => ({
      withdrawn: '2026-01-01',
      deed: { action: 'talk.withdraw' },
    }))
    const after = await open.makeStatic(folder)
    expect(after.talks).toBe(first.talks - 1)
    const left = await filesIn(folder)
    expect(left.filter((file) => file.includes('academie-2-martens') || file.includes('half'))).toEqual([])
    expect(left).toContain('CNAME')
    for (const file of left.filter((name) => /\.(?:html|js)$/.test(name) && !name.startsWith('static/')))
      expect((await readFile(join(folder, file), 'utf8')).includes('opnames/academie-2-martens'), file).toBe(false)
  } finally {
    await open.close()
  }
})

test('recordings are linked or left out; without a public address nothing names one', async () => {
  const open = await openCollection()
  try {
    const [linked, without] = [await makeFolder(), await makeFolder()]
    const report = await open.makeStatic(linked, 'link')
    expect(report.hardLinks + report.symbolicLinks).toBeGreaterThan(10)
    const media = (await filesIn(linked)).filter((file) => file.startsWith('media/'))
    const linkCounts = await Promise.all(media.map(async (file) => (await lstat(join(linked, file))).nlink))
    expect(Math.min(...linkCounts)).toBeGreaterThan(1)
    await open.makeStatic(without, 'none')
    const files = await filesIn(without)
    expect(files.filter((file) => /\.(?:mp4|webm|mp3|m4s|m3u8)$/.test(file))).toEqual([])
    expect(files.filter((file) => file.endsWith('.jpg')).length).toBeGreaterThan(0)
    expect(files.filter((file) => /^feeds|^iiif|sitemap|citation\./.test(file))).toEqual([])
    expect(await readFile(join(without, 'opnames/academie-2-martens/transcript.txt'), 'utf8')).not.toContain('.invalid')
  } finally {
    await open.close()
  }
})

test('it writes in no folder that holds something else, and never outside', async () => {
  const open = await openCollection()
  try {
    const other = await makeFolder()
    await writeFile(join(other, 'van-iemand-anders.txt'), '')
    await expect(open.makeStatic(other)).rejects.toMatchObject({ code: 'conflict' })
    expect(await filesIn(other)).toEqual(['van-iemand-anders.txt'])

    const [folder, outside] = [await makeFolder(), await makeFolder()]
    await writeFile(join(folder, '.woordelijk-statisch'), '')
    await mkdir(join(folder, 'opnames'))
    await rm(join(folder, 'opnames'), { recursive: true })
    await symlink(outside, join(folder, 'opnames'))
    await expect(open.makeStatic(folder, 'none')).rejects.toMatchObject({ code: 'conflict' })
    expect(await filesIn(outside)).toEqual([])
  } finally {
    await open.close()
  }
})

test('the command says what is wrong', async () => {
  const both = await run(['export', 'map', '--static', '--bagit'])
  expect(both.code).toBe(2)
  expect((await run(['export', 'map', '--static', '--media', 'draad'])).code).toBe(2)
  expect((await run(['export', '--help'])).stdout).toContain('--static')
})

test.each([
  ['/', 'index.html', ''],
  ['/opnames/een?t=61,72&q=zorg', 'opnames/een/index.html', '?t=61,72&q=zorg'],
  ['/opnames/een?t=61&lang=en#c4', 'opnames/een/_/lang-en/index.html', '?t=61#c4'],
  ['/sprekers?letter=A&pagina=2', 'sprekers/_/letter-A_pagina-2/index.html', ''],
  ['/opnames/een/transcript.vtt?rev=2&lang=en', 'opnames/een/transcript_lang-en_rev-2.vtt', ''],
  [`/media/${'0'.repeat(64)}/Een%20les%3A%20deel%201.mp4`, `media/${'0'.repeat(64)}/Een les_ deel 1.mp4`, ''],
  ['/bijeenkomsten/x?dag', 'bijeenkomsten/x/index.html', '?dag'],
])('%s is %s', (address, file, rest) => expect(staticTarget(address)).toEqual({ file, rest }))

test.each([
  '/beheer',
  '/api/v1/search?q=x',
  '/sprekers?naam=jan',
  '/?taal=en',
  '/opnames/..%2F..%2Fetc',
  '//elders.example/',
  '/oembed?url=x',
  '/feeds/zoek.rss?q=x',
])('%s has no place in a folder', (address) => expect(staticTarget(address)).toBeNull())

test('names fit every file system', () => {
  expect(fileName('a/b\\c:d*e?"<>|.')).not.toMatch(/[/\\:*?"<>|]|\.$/)
  expect(fileName('..')).not.toBe('..')
  expect(fileName(`${'x'.repeat(300)}.mp4`)).toMatch(/^x{116}\.mp4$/)
})

test('what only a server does is left out of a page', () => {
  const page = (body: string) =>
    rewritePage(`<head></head>${body}`, {
      address: '/opnames/een',
      origin: 'https://bibliotheek.example.org',
      isPublic: true,
      link: (address) => (address.startsWith('/beheer') || address.startsWith('/api') ? null : `..${address}`),
      head: '<x-head/>',
    })
  expect(page('<a href="/api/docs">API</a><a href="/beheer">Beheer</a>|')).toBe('<head><x-head/></head>|')
  expect(page('<form action="/sprekers" method="get"><input name="naam"></form>|')).toBe('<head><x-head/></head>|')
  expect(page('<a href="/x?a=1&amp;b=&quot;">“&lt;b&gt;”</a>')).toContain('<a href="../x?a=1&amp;b=&quot;">“&lt;b&gt;”</a>')
})

/** Addresses of this site in a page, as written. */
function linksIn(html: string): string[] {
  const written = [...html.matchAll(/\s(?:href|src|poster|action)="([^"]*)"/g)].map((match) => match[1] ?? '')
  return written.map((text) => text.replaceAll('&amp;', '&')).filter((text) => text !== '' && !/^(?:https?:|mailto:|#|data:)/.test(text))
}

const VOID = 'area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr'

/** What keeps the page from being well-formed, its void elements closed. */
function unclosed(html: string): string[] {
  const problems: string[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => problems.push(error.message))
  const xml = html
    .replace(/^<!doctype html>/i, '')
    .replace(/<script[^>]*>[\s\S]*?<\/script>/g, '')
    .replace(new RegExp(`<((?:${VOID})\\b(?:[^>"]|"[^"]*")*?)/?>`, 'g'), '<$1/>')
    // Attributes without a value.
    .replace(/<[a-z](?:[^>"]|"[^"]*")*>/g, (tag) => tag.replace(/\s([a-z][\w-]*)(?=[\s/>])(?!=)(?=(?:[^"]*"[^"]*")*[^"]*$)/g, ' $1=""'))
    .replace(/&(?!(?:amp|lt|gt|quot|#\d+|#x[\da-f]+);)/gi, '&amp;')
  parser.write(xml).close()
  return problems.slice(0, 3)
}
