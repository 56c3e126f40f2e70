/** Files let go on “Nieuwe opname”: a draft for each recording, made before a byte is sent, so that nothing can be lost with the tab. */
import { deskWords } from '../dictionary/archivist.ts'
import { type Group, group, type Role, roleOf, stem, titleOf } from './groups.ts'
import { make } from './make.ts'
import { sendKnown } from './row.ts'
import { startTalkDesk, takeDrops } from './talk-desk.ts'
import { begin, type KnownUpload, knownUploadOf, type Refused, recentUploads } from './uploads.ts'

const words = deskWords.fresh

export function startNewTalk(root: HTMLElement): void {
  const input = root.querySelector<HTMLInputElement>('[data-files]')
  const made = root.querySelector<HTMLElement>('[data-made]')
  const refused = root.querySelector<HTMLElement>('[data-refused]')
  if (!input || !made || !refused) return
  root.hidden = false
  document.querySelector('[data-plain]')?.removeAttribute('open')

  const wantsRecognition = () => root.querySelector<HTMLInputElement>('[data-recognise]')?.checked ?? false
  const refuse = (text: string) => refused.append(make('li', '', text))

  const take = async (files: readonly File[]) => {
    refused.replaceChildren()
    // An empty file makes no draft.
    for (const { name } of files.filter(({ size }) => size === 0)) refuse(deskWords.talk.upload.empty(name))
    const { groups, loose, unknown } = group(files.filter(({ size }) => size > 0))
    for (const { name } of unknown) refuse(deskWords.talk.upload.unknown(name))
    const known = (await recentUploads()) ?? []
    const placed: Placed[] = []
    for (const file of loose) {
      const place = await placeBeside(file, known)
      if (place) placed.push(place)
      else refuse(words.unmatched(file.name))
    }
    // Every draft is there before the first byte, so that an interruption loses no file's place.
    for (const one of groups) {
      const place = await placeOf(one, known, wantsRecognition())
      if ('talk' in place) placed.push(place)
      else refuse(`“${one.title}”: ${place.detail ?? deskWords.talk.upload.failed}`)
    }
    const [only] = placed
    if (placed.length === 1 && groups.length === 1 && only) return openDraft(only)
    const waiting = placed.map((one) => ({ ...one, list: cardOf(one, made) }))
    await Promise.all(Array.from({ length: AT_ONCE }, () => sendInTurn(waiting)))
  }
  input.addEventListener('change', () => {
    void take([...(input.files ?? [])])
    input.value = ''
  })
  takeDrops(root, (files) => void take(files))

  /** One recording: its own page takes this one's place while its files go up, so that the form can be filled meanwhile. */
  async function openDraft({ talk, files }: Placed): Promise<void> {
    const path = `/beheer/opnames/${talk}`
    const page = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html')
    const fresh = page.querySelector<HTMLElement>('main')
    const here = document.querySelector<HTMLElement>('main')
    const opened = fresh?.querySelector<HTMLElement>('[data-desk-talk]')
    if (!fresh || !here || !opened) return location.assign(path)
    here.replaceChildren(...fresh.childNodes)
    history.pushState(null, '', path)
    document.title = page.title
    window.addEventListener('popstate', () => location.reload())
    const started = startTalkDesk(opened)
    for (const { file, role, known } of files) started.add(file, role, known)
    here.focus()
  }
}

interface PlacedFile {
  readonly file: File
  readonly role: Role
  /** What the server has of it. */
  readonly known: KnownUpload | null
}

/** Files and the draft they belong to. */
interface Placed {
  readonly title: string
  readonly talk: string
  readonly files: readonly PlacedFile[]
}

/** So many files go up at once: a browser keeps six lines to a server, and the page needs some of them. */
const AT_ONCE = 2

/**
 * The draft of a group of files: the one that an interrupted drop of the same files made, or a new one.
 * @param known this account's uploads of this week
 * @param recognise whether the speech is to be recognised, where no transcript came along
 */
async function placeOf({ title, files }: Group<File>, known: readonly KnownUpload[], recognise: boolean): Promise<Placed | Refused> {
  const [recording, ...others] = files
  if (!recording) throw new TypeError('a group without a recording')
  const before = await knownUploadOf(
    recording.file,
    known.filter(({ role, talk }) => role === 'recording' && talk !== null),
  )
  if (!before) {
    const begun = await begin(recording.file, {
      talk: null,
      title,
      role: recording.role,
      language: 'nl',
      recognise: recognise && !others.some(({ role }) => role === 'transcript'),
    })
    if (!('id' in begun)) return begun
    const own = { ...recording, known: { ...NOTHING_SENT, id: begun.id } }
    return { title, talk: begun.talk, files: [own, ...others.map((other) => ({ ...other, known: null }))] }
  }
  const talk = before.talk ?? ''
  const ofTalk = known.filter((upload) => upload.talk === talk)
  const placed: PlacedFile[] = [{ ...recording, known: before }]
  for (const other of others) placed.push({ ...other, known: await knownUploadOf(other.file, ofTalk) })
  return { title, talk, files: placed }
}

const NOTHING_SENT: KnownUpload = {
  id: '',
  name: '',
  size: 0,
  received: 0,
  state: 'receiving',
  sha256: null,
  problem: null,
  talk: null,
  role: 'recording',
  question: null,
}

/** A transcript or slides whose recording went up before: their names agree. */
async function placeBeside(file: File, known: readonly KnownUpload[]): Promise<Placed | null> {
  const role = roleOf(file.name)
  const recording = known.find((upload) => upload.role === 'recording' && stem(upload.name) === stem(file.name))
  if (!role || role === 'recording' || !recording?.talk) return null
  const same = await knownUploadOf(
    file,
    known.filter(({ talk }) => talk === recording.talk),
  )
  return { title: titleOf(recording.name), talk: recording.talk, files: [{ file, role, known: same }] }
}

/** A place for its uploads under its name, and a link for later. */
function cardOf({ title, talk }: Placed, place: HTMLElement): HTMLElement {
  const card = make('section', 'made')
  const heading = make('h2')
  const link = make('a', '', title) as HTMLAnchorElement
  link.href = `/beheer/opnames/${talk}`
  link.target = '_blank'
  heading.append(link)
  const list = make('ul', 'plain')
  card.append(heading, make('p', 'meta', words.made(title)), list)
  place.append(card)
  return list
}

async function sendInTurn(waiting: (Placed & { readonly list: HTMLElement })[]): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { talk, files, list } = next
    for (const { file, role, known } of files) await sendKnown(list, { file, talk, role, language: 'nl' }, known)
  }
}
