/** A “film” that is a list of other files of the machine: read as what it says, it would publish them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFolder, makeLibrary } from '../setup/make-library.ts'
import { ffmpeg, H264, make, PICTURE, SOUND } from './make-media.ts'

describe.skipIf(!ffmpeg)('a playlist (skipped without ffmpeg to make the film it names)', () => {
  test.each(['absolute', 'relative'])('with an %s path is no recording', async (kind) => {
    const library = await makeLibrary({
      'film.yaml': { kind: 'talk', id: 'film', title: 'Film', recording: { file: 'film.mp4' } },
    })
    const folder = kind === 'absolute' ? await makeFolder() : join(library.folder, 'manifests')
    const secret = make(folder, 'geheim.ts', ...PICTURE, ...SOUND, ...H264, '-c:a', 'aac')
    const named = kind === 'absolute' ? secret : 'geheim.ts'
    const list = `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${named}\n#EXT-X-ENDLIST\n`
    writeFileSync(join(library.folder, 'manifests', 'film.mp4'), list)
    const [row] = await library.import()
    expect([row?.status, row?.problems.map(({ problem }) => problem.code)]).toEqual(['failed', ['unreadable-media']])
    expect(await library.library.talk('film')).toBeNull()
  })
})
