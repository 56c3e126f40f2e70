import { en } from '../words/en.ts'
import { playerEn } from '../words/player-en.ts'

globalThis.dictionary = { words: en, player: playerEn }
