/**
 * Sound whose every second can be told apart, and a speech recogniser that can: what it writes shows when each second came to it. A second is
 * a tone with a pause after it; how loud the tone is says which second it is.
 */
import { WAV_HEADER, wavOf } from '../setup/wav.ts'

const RATE = 16_000
const TONE_MS = 700
const LOUDNESS = (second: number) => 2000 + 250 * second

/** A WAV file of so many seconds. */
export function spokenSeconds(count: number): Buffer {
  const samples = new Int16Array(count * RATE)
  for (let i = 0; i < samples.length; i++) {
    const second = Math.floor(i / RATE)
    if (((i % RATE) * 1000) / RATE < TONE_MS) samples[i] = Math.round(LOUDNESS(second) * Math.sin((2 * Math.PI * 440 * i) / RATE))
  }
  return wavOf(Buffer.from(samples.buffer), RATE)
}

export interface HeardSecond {
  readonly second: number
  /** Seconds in the file. */
  readonly start: number
  readonly end: number
}

/** Which seconds are in a WAV file with one channel of 16 bits at 16 kHz, and where. */
export function hearSeconds(wav: Uint8Array): HeardSecond[] {
  const view = new DataView(wav.buffer, wav.byteOffset + WAV_HEADER, wav.byteLength - WAV_HEADER)
  const frame = RATE / 100
  const heard: HeardSecond[] = []
  let tone = null as { start: number; peak: number } | null
  const frames = Math.floor(view.byteLength / 2 / frame)
  for (let f = 0; f <= frames; f++) {
    let peak = 0
    for (let i = f * frame; f < frames && i < (f + 1) * frame; i++) peak = Math.max(peak, Math.abs(view.getInt16(2 * i, true)))
    if (peak > 1000) tone = { start: tone?.start ?? f / 100, peak: Math.max(peak, tone?.peak ?? 0) }
    else if (tone) {
      heard.push({ second: Math.round((tone.peak - LOUDNESS(0)) / 250), start: tone.start, end: f / 100 })
      tone = null
    }
  }
  return heard
}
