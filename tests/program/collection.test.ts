/** The repository’s own collection: complete, honest, legible, and small enough to commit. */
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { Talk } from '../../src/library/talk/talk.ts'
import { type OpenLibrary, openLibrary } from '../../src/wire.ts'

let open: OpenLibrary
let talks: Talk[]
beforeAll(async () => {
  open = await openLibrary(readConfig({ WOORDELIJK_DATA: inject('collection') }))
  talks = [...(await open.library.talksAfter({ limit: 1000 })).entries]
})
afterAll(() => open.close())

test('four meetings with their programmes, newest first, the undated one last', async () => {
  const events = (await open.library.eventsAfter({ limit: 1000 })).entries
  expect(events.map((event) => event.id)).toEqual(['academie-2', 'minisymposium-2020', 'ontmoetingsdag-2018', 'landelijke-werkplaats'])
  for (const event of events) {
    expect(event.programme.length).toBeGreaterThan(0)
    for (const item of event.programme) if (item.talk !== null) expect(talks.map((talk) => talk.id)).toContain(item.talk)
  }
  expect(events[0]?.programme.map((item) => item.part).filter((part, i, all) => part !== all[i - 1])).toEqual(
    expect.arrayContaining(['Ochtendprogramma', 'Middagprogramma', 'Interactieve sessies']),
  )
})

test('at least eight demonstration recordings, each said to be one in its manifest and its transcript', () => {
  const demonstrations = talks.filter((talk) => talk.demonstration && talk.recording)
  expect(demonstrations.length).toBeGreaterThanOrEqual(8)
  expect(talks.filter((talk) => talk.recording && !talk.demonstration)).toEqual([])
  for (const { id, event, transcripts, recording } of demonstrations) {
    expect(transcripts).toEqual([expect.objectContaining({ made: 'synthetic' })])
    expect(readFileSync(join('transcripts', event?.id ?? '', `${id}.nl.vtt`), 'utf8').slice(0, 300)).toMatch(/NOTE[\s\S]*emonstratie/)
    expect(recording?.duration).toBeGreaterThanOrEqual(90_000)
    expect(recording?.duration).toBeLessThanOrEqual(240_000)
    expect(recording).toMatchObject({ width: 1280, height: 720, codecs: [expect.stringMatching(/^avc1/), 'mp4a.40.2'], hls: 'hls-2' })
  }
})

test('every word has a time of its own, inside its cue; the first sentence says what it is', async () => {
  for (const talk of talks) {
    const cues = (await open.library.transcript(talk.id))?.cues ?? []
    expect(cues.length).toBeGreaterThan(10)
    for (const cue of cues) {
      expect(cue.speaker).toBe('Computerstem')
      expect(cue.words?.map((word) => word.text).join(' ')).toBe(cue.text.replace(/\s+/g, ' '))
      for (const [i, word] of (cue.words ?? []).entries()) {
        expect(word.start).toBeGreaterThanOrEqual(cue.words?.[i - 1]?.end ?? cue.start)
        expect(word.end).toBeGreaterThan(word.start)
        expect(word.end).toBeLessThanOrEqual(cue.end)
      }
    }
    expect(
      cues
        .slice(0, 3)
        .map((cue) => cue.text)
        .join(' '),
    ).toMatch(/demonstratie|computerstem/i)
    expect(talk.chapters.length).toBeGreaterThanOrEqual(4)
  }
})

describe('the files', () => {
  const files = globSync('media-manifests/**/*.{mp4,jpg}')
  test('are under 15 MB together', () => {
    expect(files.length).toBeGreaterThanOrEqual(24)
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(15_000_000)
  })
  test.each(files.filter((file) => file.endsWith('.mp4')))('%s can be entered every two seconds', async (file) => {
    const track = await new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) }).getPrimaryVideoTrack()
    expect(track).not.toBeNull()
    if (!track) return
    const sink = new EncodedPacketSink(track)
    const keys: number[] = []
    for (
      let packet = await sink.getFirstPacket({ metadataOnly: true });
      packet;
      packet = await sink.getNextKeyPacket(packet, { metadataOnly: true })
    )
      keys.push(packet.timestamp)
    expect(keys.length).toBeGreaterThan(40)
    expect(Math.max(...keys.map((key, i) => key - (keys[i - 1] ?? 0)))).toBeLessThanOrEqual(2.001)
  })
})
