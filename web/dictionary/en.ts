import { playerEn } from '../words/en/player.ts'
import { en } from '../words/en.ts'

globalThis.dictionary = { words: en, player: playerEn }
