/** The archivists' pages: what scripts add to forms that work without them. */
import './site.ts'
import './styles/desk.css'
import { offerPasskeys } from './desk/passkeys.ts'
import { keepFresh } from './desk/refresh.ts'
import { startSelecting } from './desk/select.ts'
import { startSpeakerRows } from './desk/speaker-rows.ts'
import { manyWords } from './dictionary/archivist.ts'

offerPasskeys()

const list = document.querySelector<HTMLElement>('[data-select]')
if (list) startSelecting(list, manyWords.list)
for (const part of document.querySelectorAll<HTMLElement>('[data-refresh]')) keepFresh(part, startSheet)
startSheet(document)

// Before the form is kept by itself: what it had when it was opened is read then.
for (const rows of document.querySelectorAll<HTMLElement>('[data-speakers]')) startSpeakerRows(rows)

const talk = document.querySelector<HTMLElement>('[data-desk-talk]')
const fresh = document.querySelector<HTMLElement>('[data-new-talk]')
// The code for sending files comes only where files are sent.
if (talk) void import('./upload/talk-desk.ts').then(({ startTalkDesk }) => startTalkDesk(talk))
if (fresh) void import('./upload/new-talk.ts').then(({ startNewTalk }) => startNewTalk(fresh))

/** The files of an import can be sent once its rows are done. */
function startSheet(part: ParentNode): void {
  const files = part.querySelector<HTMLElement>('[data-sheet-files]')
  if (files) void import('./desk/sheet-files.ts').then(({ startSheetFiles }) => startSheetFiles(files))
}
