/** The words for keeping talks offline, in Dutch. `offline-en.ts` has the same keys. */
import { sizeIn } from '../size.ts'
import type { Widen } from '../widen.ts'

const size = sizeIn('nl-NL')
const number = (n: number) => n.toLocaleString('nl-NL')

export const offlineNl = {
  open: 'Bewaar voor offline',
  opened: 'Offline bewaard',
  title: 'Bewaar deze opname voor offline',
  lead: 'De opname staat dan in deze browser en is ook zonder verbinding te lezen, te doorzoeken en af te spelen. Wordt zij later ingetrokken, dan verdwijnt zij hier ook.',
  notNow: 'De bibliotheek is nu niet te bereiken. Wat al bewaard is, blijft staan.',
  measuring: 'De grootte wordt opgevraagd…',
  what: 'Wat wilt u bewaren?',
  text: (bytes: number | null) => `Alleen de tekst${bytes === null ? '' : ` (${size(bytes)})`}`,
  sound: (bytes: number) => `Tekst en geluid (${size(bytes)})`,
  video: (height: number | null, bytes: number) => `Tekst en beeld${height === null ? '' : `, ${height}p`} (${size(bytes)})`,
  room: (bytes: number) => `Deze browser heeft nog ruimte voor ${size(bytes)}.`,
  keep: 'Bewaar',
  cancel: 'Breek af',
  progress: (done: number, whole: number) => `${size(done)} van ${size(whole)}`,
  progressName: 'Voortgang van het bewaren',
  keepingText: 'De tekst wordt bewaard…',
  kept: 'Bewaard. U vindt deze opname terug bij “Offline bewaard”.',
  stopped: 'Afgebroken. Wat binnen was blijft staan: kies “Bewaar” om verder te gaan.',
  failed: 'De verbinding viel weg. Wat binnen was blijft staan: kies “Bewaar” om verder te gaan.',
  noRoom: 'Deze browser heeft geen ruimte meer. Kies minder (alleen de tekst, of het geluid), of verwijder andere bewaarde opnamen.',
  notPublic: 'Deze opname is niet openbaar en kan daarom niet offline worden bewaard.',
  refused: 'Deze browser staat niet toe dat wij iets bewaren. Een privévenster of strenge instelling kan de oorzaak zijn.',
  list: 'Offline bewaard',
  listLead: 'Deze opnamen staan in deze browser, alleen op dit apparaat.',
  noScript: 'Om opnamen offline te bewaren zijn scripts nodig.',
  cannot: 'Deze browser kan hier niets offline bewaren: dat kan alleen over een beveiligde verbinding (https).',
  none: 'U hebt nog niets bewaard. Kies bij een opname “Bewaar voor offline”.',
  count: (talks: number, bytes: number) => `${number(talks)} ${talks === 1 ? 'opname' : 'opnamen'}, samen ${size(bytes)}`,
  extents: {
    text: 'tekst',
    sound: 'tekst en geluid',
    video: 'tekst en beeld',
  },
  size,
  incomplete: 'niet compleet: open de opname om verder te gaan',
  fetched: (date: string) => `bewaard op ${date}`,
  remove: 'Verwijder',
  removeName: (title: string) => `Verwijder ${title}`,
  removed: (title: string) => `“${title}” is van dit apparaat verwijderd.`,
  removeAll: 'Verwijder alles',
  removeAllSure: (talks: number) => `Alle ${number(talks)} bewaarde opnamen van dit apparaat verwijderen?`,
  gone: (titles: readonly string[]) =>
    `Ingetrokken door de bibliotheek en daarom ook hier verwijderd: ${titles.map((title) => `“${title}”`).join(', ')}.`,
  /** Over a page that comes from what was kept. */
  isOffline: (date: string) => `U bent offline. Dit is wat op ${date} is bewaard.`,
  isOfflineElse: 'U bent offline. Wat u hebt bewaard, staat hieronder.',
} as const

export type OfflineWords = Widen<typeof offlineNl>
