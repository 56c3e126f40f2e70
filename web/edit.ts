/** The page where a transcript is edited: lines to type in, beside the recording. */
import './site.ts'
import './styles/talk.css'
import './styles/quote.css'
import './styles/edit.css'
import { serverOf } from './edit/server.ts'
import { openEditor } from './edit/start.ts'

const host = document.querySelector<HTMLElement>('#bewerker')
const side = document.querySelector<HTMLElement>('.edit-side')
if (host && side) {
  const { talk = '', language = '', duration, speakers = '[]', signIn = '/', history: past = '/' } = host.dataset
  void openEditor({
    host,
    side,
    talk,
    language,
    duration: duration === undefined ? null : Number(duration),
    speakers: JSON.parse(speakers) as string[],
    signIn,
    history: past,
    server: serverOf(talk, language),
  })
}
