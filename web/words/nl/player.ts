/** vidstack's own words in Dutch; the compiler checks that none is missing. */
import type { DefaultLayoutTranslations } from 'vidstack'

export interface PlayerWords {
  /** vidstack writes a word that is not here in English. */
  readonly translations: Partial<DefaultLayoutTranslations>
  /** Replacements in accessible names that vidstack does not translate. */
  readonly hardCoded: readonly (readonly [RegExp, string])[]
}

const translations: DefaultLayoutTranslations = {
  Announcements: 'Aankondigingen',
  Accessibility: 'Toegankelijkheid',
  AirPlay: 'AirPlay',
  Audio: 'Audio',
  Auto: 'Automatisch',
  Boost: 'Versterking',
  Captions: 'Ondertiteling',
  'Caption Styles': 'Ondertitelstijl',
  'Captions look like this': 'Zo ziet de ondertiteling eruit',
  Chapters: 'Hoofdstukken',
  'Closed-Captions Off': 'Ondertiteling uit',
  'Closed-Captions On': 'Ondertiteling aan',
  Connected: 'Verbonden',
  Continue: 'Doorgaan',
  Connecting: 'Verbinden',
  Default: 'Standaard',
  Disabled: 'Uitgeschakeld',
  Disconnected: 'Verbinding verbroken',
  'Display Background': 'Achtergrond van het vlak',
  Download: 'Downloaden',
  'Enter Fullscreen': 'Volledig scherm',
  'Enter PiP': 'Beeld in beeld',
  'Exit Fullscreen': 'Volledig scherm sluiten',
  'Exit PiP': 'Beeld in beeld sluiten',
  Font: 'Lettertype',
  Family: 'Familie',
  Fullscreen: 'Volledig scherm',
  'Google Cast': 'Google Cast',
  'Keyboard Animations': 'Toetsanimaties',
  LIVE: 'LIVE',
  Loop: 'Herhalen',
  Mute: 'Geluid uit',
  Normal: 'Normaal',
  Off: 'Uit',
  Pause: 'Pauzeren',
  Play: 'Afspelen',
  Playback: 'Afspelen',
  PiP: 'Beeld in beeld',
  Quality: 'Kwaliteit',
  Replay: 'Opnieuw afspelen',
  Reset: 'Standaardwaarden',
  'Seek Backward': 'Terugspoelen',
  'Seek Forward': 'Vooruitspoelen',
  Seek: 'Spoelen',
  Settings: 'Instellingen',
  'Skip To Live': 'Naar live',
  Speed: 'Snelheid',
  Size: 'Grootte',
  Color: 'Kleur',
  Opacity: 'Dekking',
  Shadow: 'Schaduw',
  Text: 'Tekst',
  'Text Background': 'Tekstachtergrond',
  Track: 'Spoor',
  Unmute: 'Geluid aan',
  Volume: 'Volume',
}

/** vidstack 1.15.6 writes these in English whatever the translations are (its issue 1736: will not be fixed). */
const hardCoded: PlayerWords['hardCoded'] = [
  [/ out of /, ' van '],
  [/\bhours?\b/g, 'uur'],
  [/(\d) min\b/g, '$1 min'],
  [/(\d) sec\b/g, '$1 sec'],
  [/^(?:Media|Video) Player - /, 'Videospeler: '],
  [/^Audio Player - /, 'Geluidspeler: '],
  [/^(?:Media|Video) Player$/, 'Videospeler'],
  [/^Audio Player$/, 'Geluidspeler'],
]

export const playerNl: PlayerWords = { translations, hardCoded }
