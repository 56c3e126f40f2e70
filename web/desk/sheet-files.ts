/** Files for the rows of an import: a folder or some files, chosen or let go on the page; each goes up to the row that names it. */
import { sheetWords } from '../dictionary/archivist.ts'
import { make } from '../upload/make.ts'
import { sendKnown } from '../upload/row.ts'
import { takeDrops } from '../upload/talk-desk.ts'
import { knownUploadOf, recentUploads } from '../upload/uploads.ts'

interface MissingFile {
  readonly talk: string
  readonly name: string
  readonly role: string
  readonly language: string
}

const words = sheetWords.files
/** As many at once as the page for new recordings sends. */
const AT_ONCE = 2

export function startSheetFiles(root: HTMLElement): void {
  const address = root.dataset.sheetFiles ?? ''
  const live = root.querySelector<HTMLElement>('[data-sheet-live]')
  const list = root.querySelector<HTMLElement>('[data-sheet-list]')
  if (!live || !list) return
  live.hidden = false
  root.querySelector('[data-sheet-plain]')?.remove()

  async function take(files: readonly File[]): Promise<void> {
    const missing = await missingFiles(address)
    const waiting: { file: File; missing: MissingFile }[] = []
    for (const file of files) {
      const matches = missing.filter(({ name }) => key(name) === key(file.name))
      const [match] = matches
      if (matches.length === 1 && match) waiting.push({ file, missing: match })
      else if (matches.length > 1) refuse(words.twice(file.name))
      // A folder holds more than the sheet names; only files chosen one by one are named when they have no row.
      else if (file.webkitRelativePath === '') refuse(words.unknown(file.name))
    }
    if (waiting.length === 0) return refuse(words.nothing)
    await Promise.all(Array.from({ length: AT_ONCE }, () => sendInTurn(waiting)))
    const status = root.querySelector('[data-sheet-missing]')
    if (status) status.textContent = words.missing((await missingFiles(address)).length)
  }

  const refuse = (text: string) => void list?.append(make('li', 'upload-wrong', text))

  async function sendInTurn(waiting: { file: File; missing: MissingFile }[]): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { file, missing } = next
      const known = await knownUploadOf(
        file,
        ((await recentUploads()) ?? []).filter(({ talk }) => talk === missing.talk),
      )
      if (list) await sendKnown(list, { file, talk: missing.talk, role: missing.role, language: missing.language }, known)
    }
  }

  for (const input of root.querySelectorAll<HTMLInputElement>('[data-sheet-pick]'))
    input.addEventListener('change', () => {
      void take([...(input.files ?? [])])
      input.value = ''
    })
  takeDrops(root, (files) => void take(files))
}

/** Programs differ in capitals, and in how they write letters with accents. */
const key = (name: string) => name.normalize('NFC').toLowerCase()

async function missingFiles(address: string): Promise<readonly MissingFile[]> {
  const answer = await fetch(address, { cache: 'no-store' }).catch(() => null)
  return answer?.ok ? ((await answer.json()) as { files: MissingFile[] }).files : []
}
