/** Small files that are enormous inside, handed in as a transcript: the server answers everybody else meanwhile, and says what is wrong. */
import { zipSync } from 'fflate'
import { expect, onTestFinished, test } from 'vitest'
import { makeLibrary, startTestServer } from '../setup/make-library.ts'

const XML = 49_000_000
const text = (content: string) => Buffer.from(content)
const zip = (files: Record<string, Buffer>) => Buffer.from(zipSync(files, { level: 9 }))
const filled = (head: string, piece: string, tail: string) => text(head + piece.repeat(Math.floor(XML / piece.length)) + tail)

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const TTML = '<tt xmlns="http://www.w3.org/ns/ttml"><body><div>'

/** 49 MB each, or less but deep. */
const BOMBS: Record<string, () => Buffer> = {
  'bom.docx': () =>
    zip({ 'word/document.xml': filled(`<w:document ${WORD}><w:body>`, '<w:p><w:r><w:t>a</w:t></w:r></w:p>', '</w:body></w:document>') }),
  'diep.docx': () => zip({ 'word/document.xml': filled(`<w:document ${WORD}>`, '<w:p>', '') }),
  'bom.pptx': () => zip({ 'ppt/presentation.xml': filled('<p>', '<a/>', '</p>') }),
  'bom.odt': () => zip({ 'content.xml': filled('<office>', '<text:p>a</text:p>', '</office>') }),
  'bom.xlsx': () => zip({ 'xl/worksheets/sheet1.xml': filled('<s>', '<c><v>1</v></c>', '</s>') }),
  'breed.ttml': () => filled(TTML, '<p begin="0s" end="1s">a</p>', '</div></body></tt>'),
  'diep.ttml': () => text(TTML + '<div>'.repeat(1_000_000)),
  'diep.json': () => text('['.repeat(10_000_000)),
  'breed.json': () => filled('{"segments":[', '{"start":0,"end":1,"text":"a"},', '{"start":0,"end":1,"text":"a"}]}'),
}

test('a bomb in any format is refused, and the rest is answered meanwhile', async () => {
  const library = await makeLibrary({ 'lezing.yaml': { kind: 'talk', id: 'lezing', title: 'De lezing' } })
  await library.import()
  const { secret } = await library.keys.addToken('alles', ['talks:write'], null, { kind: 'command', id: null, name: 'test' })
  await library.close()
  // Before the server starts, which lives in this process and could not answer meanwhile.
  const bombs = Object.entries(BOMBS).map(([name, build]) => [name, build()] as const)
  const server = await startTestServer({ WOORDELIJK_DATA: library.data })
  onTestFinished(() => server.close())
  const hand = async (name: string, content: Buffer) => {
    const answer = await fetch(`${server.address}/api/v1/talks/lezing/transcript?filename=${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/octet-stream' },
      body: content as Uint8Array<ArrayBuffer>,
    })
    return { status: answer.status, ...((await answer.json()) as { detail?: string; errors?: { message: string }[] }) }
  }
  for (const [name, content] of bombs) {
    let under = true
    let answered = 0
    const watching = (async () => {
      while (under) {
        const health = await fetch(`${server.address}/healthz`)
        if (under && health.status === 200) answered++
      }
    })()
    const refused = await hand(name, content)
    under = false
    await watching
    expect([name, refused.status, refused.detail]).toEqual([name, 422, expect.stringContaining(name)])
    // Each says why, in Dutch, with what to do.
    expect([name, refused.errors?.[0]?.message]).toEqual([name, expect.stringMatching(/[a-z]{3,} .*\./)])
    // A parser on the server's own thread would have let none through.
    expect([name, answered > 0]).toEqual([name, true])
  }
  const good = await hand('goed.vtt', text('WEBVTT\n\n00:00.000 --> 00:02.000\nGoedemorgen allemaal.\n'))
  expect(good.status).toBe(201)
}, 400_000)
