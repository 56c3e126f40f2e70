/** Speed, volume, captions and their language, remembered by this browser for every talk. Where one was in a talk is not kept here. */
import type { MediaStorage } from 'vidstack'

const KEY = 'woordelijk:speler'

interface Choices {
  volume?: number
  muted?: boolean
  captions?: boolean
  language?: string
  speed?: number
}

export class RememberedChoices implements MediaStorage {
  readonly #choices: Choices = readChoices()

  #set(changed: Choices): void {
    Object.assign(this.#choices, changed)
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#choices))
    } catch {
      // Private browsing or a full store: the choice holds for this page.
    }
  }

  getVolume = async () => this.#choices.volume ?? null
  setVolume = async (volume: number) => this.#set({ volume })
  getMuted = async () => this.#choices.muted ?? null
  setMuted = async (muted: boolean) => this.#set({ muted })
  getTime = async () => null
  getLang = async () => this.#choices.language ?? null
  setLang = async (language: string | null) => {
    if (language !== null) this.#set({ language })
  }
  getCaptions = async () => this.#choices.captions ?? null
  setCaptions = async (captions: boolean) => this.#set({ captions })
  getPlaybackRate = async () => this.#choices.speed ?? null
  setPlaybackRate = async (speed: number) => this.#set({ speed })
  getVideoQuality = async () => null
  getAudioGain = async () => null
}

/** What is stored is read like anything from outside: a value of another kind is left out. */
function readChoices(): Choices {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof stored !== 'object' || stored === null) return {}
    const { volume, muted, captions, language, speed } = stored as Record<string, unknown>
    return {
      ...(typeof volume === 'number' && volume >= 0 && volume <= 1 ? { volume } : {}),
      ...(typeof muted === 'boolean' ? { muted } : {}),
      ...(typeof captions === 'boolean' ? { captions } : {}),
      ...(typeof language === 'string' ? { language } : {}),
      ...(typeof speed === 'number' && speed >= 0.25 && speed <= 4 ? { speed } : {}),
    }
  } catch {
    return {}
  }
}
