/** vidstack's own words are English already; these are plainer. */
import type { PlayerWords } from '../nl/player.ts'

export const playerEn: PlayerWords = {
  translations: {
    'Enter Fullscreen': 'Full screen',
    'Exit Fullscreen': 'Leave full screen',
    Fullscreen: 'Full screen',
    'Enter PiP': 'Picture in picture',
    'Exit PiP': 'Leave picture in picture',
    PiP: 'Picture in picture',
    'Closed-Captions On': 'Captions on',
    'Closed-Captions Off': 'Captions off',
  },
  hardCoded: [
    [/ out of /, ' of '],
    [/^(?:Media|Video) Player - /, 'Video player: '],
    [/^Audio Player - /, 'Audio player: '],
    [/^(?:Media|Video) Player$/, 'Video player'],
    [/^Audio Player$/, 'Audio player'],
  ],
}
