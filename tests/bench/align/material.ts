/** Human speech with the text that was spoken: acted Dutch lines and spoken prompts, from Debian packages (their own licences; not kept here). */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { RATE } from '../../../src/align/spectrum.ts'

export interface Clip {
  readonly file: string
  readonly text: string
}

export type Tongue = 'nl' | 'en' | 'fr' | 'it'

const PACKAGES = [
  'fillets-ng-data',
  'fillets-ng-data-nl',
  ...['en', 'fr', 'it'].flatMap((tongue) => [`asterisk-core-sounds-${tongue}`, `asterisk-core-sounds-${tongue}-wav`]),
]
const VOICES = { en: 'en_US_f_Allison', fr: 'fr_CA_f_June', it: 'it_IT_m_Carlo' }
const FOLDER = join(tmpdir(), 'woordelijk-bench-speech')

/** Downloads and unpacks what is not there yet. @throws Error that says what to install */
export function openMaterial(): Record<Tongue, Clip[]> {
  mkdirSync(FOLDER, { recursive: true })
  const root = join(FOLDER, 'root')
  const missing = PACKAGES.filter((name) => !readdirSync(FOLDER).some((file) => file.startsWith(`${name}_`)))
  if (missing.length > 0) {
    try {
      execFileSync('apt-get', ['download', ...missing], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'pipe'] })
    } catch (cause) {
      throw new Error(`The speech is in Debian packages. Download them into ${FOLDER} with: apt-get download ${missing.join(' ')}`, {
        cause,
      })
    }
  }
  if (!existsSync(root)) for (const file of globSync('*.deb', { cwd: FOLDER })) execFileSync('dpkg', ['-x', join(FOLDER, file), root])
  const share = join(root, 'usr/share')
  return {
    nl: actedLines(join(share, 'games/fillets-ng')),
    en: prompts(share, 'en'),
    fr: prompts(share, 'fr'),
    it: prompts(share, 'it'),
  }
}

function actedLines(game: string): Clip[] {
  const line = /dialogId\("([^"]+)",\s*"[^"]*",\s*"(?:[^"\\]|\\.)*"\)\s*dialogStr\("((?:[^"\\]|\\.)*)"\)/g
  return globSync(join(game, 'script/*/dialogs_nl.lua'))
    .sort()
    .flatMap((script) =>
      [...readFileSync(script, 'utf8').matchAll(line)].map(([, id = '', text = '']) => ({
        file: join(game, 'sound', basename(dirname(script)), 'nl', `${id}.ogg`),
        text: text.replaceAll('\\"', '"').replaceAll(/\s+/g, ' ').trim(),
      })),
    )
    .filter(({ file, text }) => existsSync(file) && isLong(text))
}

function prompts(share: string, tongue: 'en' | 'fr' | 'it'): Clip[] {
  const list = gunzipSync(readFileSync(join(share, `doc/asterisk-core-sounds-${tongue}/core-sounds-${tongue}.txt.gz`))).toString('utf8')
  return list.split('\n').flatMap((row) => {
    const [, name = '', text = ''] = /^([\w/-]+):\s+(.+)$/.exec(row.trim()) ?? []
    const file = join(share, 'asterisk/sounds', VOICES[tongue], `${name}.wav`)
    return text === '' || text.startsWith('[') || /[(*]/.test(text) || text.length < 12 || !isLong(text) || !existsSync(file)
      ? []
      : [{ file, text: text.replaceAll(/\s+/g, ' ').trim() }]
  })
}

const isLong = (text: string) => text.split(/\s+/).length >= 3

const heard = new Map<string, Float32Array>()

/** One loudness for all of them. */
export function soundOf({ file }: Clip): Float32Array {
  const known = heard.get(file)
  if (known) return known
  const raw = execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-i', file, '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-'], {
    maxBuffer: 2 ** 28,
  })
  const samples = Float32Array.from({ length: raw.length >> 1 }, (_, i) => raw.readInt16LE(2 * i))
  let [sum, count] = [0, 0]
  for (const sample of samples)
    if (Math.abs(sample) > 200) {
      sum += sample * sample
      count++
    }
  const gain = count > 0 ? Math.min(8, 3000 / Math.sqrt(sum / count)) : 1
  const sound = samples.map((sample) => sample * gain)
  heard.set(file, sound)
  return sound
}
