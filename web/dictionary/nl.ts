import { nl } from '../words/nl.ts'
import { playerNl } from '../words/player-nl.ts'

globalThis.dictionary = { words: nl, player: playerNl }
