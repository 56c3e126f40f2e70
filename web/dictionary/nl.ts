import { playerNl } from '../words/nl/player.ts'
import { nl } from '../words/nl.ts'

globalThis.dictionary = { words: nl, player: playerNl }
