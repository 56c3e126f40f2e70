/** The words for keeping talks offline, in English. */
import type { OfflineWords } from '../nl/offline.ts'
import { sizeIn } from '../size.ts'

const size = sizeIn('en-GB')
const number = (n: number) => n.toLocaleString('en-GB')

export const offlineEn = {
  open: 'Keep for offline',
  opened: 'Kept for offline',
  title: 'Keep this recording for offline',
  lead: 'The recording is then in this browser, to be read, searched and played without a connection too. If it is withdrawn later, it goes from here as well.',
  notNow: 'The library cannot be reached now. What is kept already stays.',
  measuring: 'Asking for the size…',
  what: 'What do you want to keep?',
  text: (bytes: number | null) => `The text only${bytes === null ? '' : ` (${size(bytes)})`}`,
  sound: (bytes: number) => `Text and sound (${size(bytes)})`,
  video: (height: number | null, bytes: number) => `Text and video${height === null ? '' : `, ${height}p`} (${size(bytes)})`,
  room: (bytes: number) => `This browser has room for ${size(bytes)} more.`,
  keep: 'Keep',
  cancel: 'Stop',
  progress: (done: number, whole: number) => `${size(done)} of ${size(whole)}`,
  progressName: 'Progress of keeping',
  keepingText: 'Keeping the text…',
  kept: 'Kept. You find this recording under “Kept for offline”.',
  stopped: 'Stopped. What was in stays: choose “Keep” to go on.',
  failed: 'The connection was lost. What was in stays: choose “Keep” to go on.',
  noRoom: 'This browser has no room left. Choose less (the text only, or the sound), or remove other kept recordings.',
  notPublic: 'This recording is not public, so it cannot be kept for offline.',
  refused: 'This browser does not let us keep anything. A private window or a strict setting may be the cause.',
  list: 'Kept for offline',
  listLead: 'These recordings are in this browser, on this device only.',
  noScript: 'Keeping recordings for offline needs scripts.',
  cannot: 'This browser can keep nothing for offline here: that needs a secure connection (https).',
  none: 'You have kept nothing yet. Choose “Keep for offline” at a recording.',
  count: (talks: number, bytes: number) => `${number(talks)} ${talks === 1 ? 'recording' : 'recordings'}, ${size(bytes)} together`,
  extents: {
    text: 'text',
    sound: 'text and sound',
    video: 'text and video',
  },
  size,
  incomplete: 'not complete: open the recording to go on',
  fetched: (date: string) => `kept on ${date}`,
  remove: 'Remove',
  removeName: (title: string) => `Remove ${title}`,
  removed: (title: string) => `“${title}” is removed from this device.`,
  removeAll: 'Remove all',
  removeAllSure: (talks: number) => `Remove all ${number(talks)} kept recordings from this device?`,
  gone: (titles: readonly string[]) =>
    `Withdrawn by the library and therefore removed here too: ${titles.map((title) => `“${title}”`).join(', ')}.`,
  isOffline: (date: string) => `You are offline. This is what was kept on ${date}.`,
  isOfflineElse: 'You are offline. What you kept is below.',
} satisfies OfflineWords
