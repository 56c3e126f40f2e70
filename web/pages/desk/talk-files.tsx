/** A recording's files at the desk: what there is, what is on its way, and what can be added. */
import type { SlideText } from '../../../src/library/slide-text.ts'
import type { Talk } from '../../../src/library/talk.ts'
import type { Upload } from '../../../src/library/uploads.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import { desk } from '../../words/desk-nl.ts'
import { talkPath } from '../links.ts'

const { talk: words } = desk

export interface Incoming extends Upload {
  /** Bytes that are here. */
  readonly received: number
  /** Whether who looks began it: nobody else can continue it. */
  readonly mine: boolean
}

export interface FilesProps {
  readonly talk: Talk
  readonly uploads: readonly Incoming[]
  /** What was read of the slides, by file. */
  readonly slides: ReadonlyMap<string, SlideText>
}

function SlideNote({ text }: { text: SlideText | undefined }) {
  const { files } = words
  return <span class="meta">{text === undefined ? files.slidesUnread : (text.problem ?? files.slideText(text.slides.length))}</span>
}

function Discard({ upload, talk }: { upload: string; talk: string }) {
  return (
    <form method="post" action={`/beheer/uploads/${upload}/weggooien`}>
      <input type="hidden" name="opname" value={talk} />
      <button type="submit" class="link">
        {words.files.discard}
      </button>
    </form>
  )
}

const ROLES = ['recording', 'transcript', 'slides', 'report'] as const

export function Files({ talk, uploads, slides }: FilesProps) {
  const { files } = words
  const receiving = uploads.filter(({ state }) => state === 'receiving')
  const failed = uploads.filter(({ state, problem }) => state === 'failed' || problem !== null)
  const checked = uploads.findLast(({ role, findings, attached }) => role === 'transcript' && attached !== null && findings.length > 0)
  return (
    <section>
      <h2>{files.title}</h2>
      <div data-part="files">
        <dl class="files">
          <dt>{files.recording}</dt>
          <dd>
            {talk.recording?.original?.name ?? talk.recording?.stream ?? files.none}
            {talk.recording?.duration != null && <span class="meta"> {formatClock(talk.recording.duration)}</span>}
          </dd>
          <dt>{files.transcript}</dt>
          <dd>
            {talk.transcripts.length === 0 && files.none}
            {talk.transcripts.map((transcript) => (
              <span>
                {transcript.language}, revisie {transcript.revision}{' '}
                <a href={`/beheer/opnames/${talk.id}/transcript?lang=${transcript.language}`}>{words.transcript.edit}</a>{' '}
                <a href={`${talkPath(talk.id)}/geschiedenis?lang=${transcript.language}`}>{words.transcript.history}</a>
              </span>
            ))}
          </dd>
          {talk.attachments.length > 0 && <dt>{files.attachments}</dt>}
          {talk.attachments.map(({ kind, title, file }, position) => (
            <dd>
              {file?.name ?? title} {kind === 'slides' && file && <SlideNote text={slides.get(file.sha256)} />}
              <form method="post" action={`/beheer/opnames/${talk.id}/bijlage-weghalen`}>
                <input type="hidden" name="plaats" value={position} />
                <input type="hidden" name="titel" value={title} />
                <button type="submit" class="link" aria-label={`${files.remove}: ${file?.name ?? title}`}>
                  {files.remove}
                </button>
              </form>
            </dd>
          ))}
        </dl>
        {receiving.map((upload) => (
          <div
            class="upload"
            data-upload={upload.id}
            data-name={upload.name}
            data-size={upload.size}
            data-role={upload.role}
            data-received={upload.received}
            {...(upload.mine ? { 'data-mine': '' } : {})}
          >
            <p>{files[upload.mine ? 'incomplete' : 'incompleteOther'](Math.floor((upload.received / upload.size) * 100), upload.name)}</p>
            <progress value={upload.received} max={upload.size} aria-label={upload.name} />
            <Discard upload={upload.id} talk={talk.id} />
          </div>
        ))}
        {failed.map((upload) => (
          <div class="notice notice-wrong">
            <p>{upload.problem}</p>
            <Discard upload={upload.id} talk={talk.id} />
          </div>
        ))}
        {checked && (
          <details class="findings">
            <summary>{files.findings(checked.findings.length)}</summary>
            <ul>
              {checked.findings.map(({ line, message, severity }) => (
                <li class={`finding-${severity}`}>
                  {line > 0 && <strong>{files.line(line)}: </strong>}
                  {message}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <ul class="plain" data-sending />
      <div class="adders">
        {ROLES.map((role) => (
          <form method="post" action={`/beheer/opnames/${talk.id}/bestanden`} enctype="multipart/form-data" data-adder={role}>
            <label>
              <span>{has(talk, role) ? files.replace[role] : files.add[role]}</span>
              <input type="file" name={role} />
            </label>
            <button type="submit" class="button button-quiet">
              {files.send}
            </button>
          </form>
        ))}
      </div>
    </section>
  )
}

function has(talk: Talk, role: (typeof ROLES)[number]): boolean {
  if (role === 'recording') return talk.recording !== null
  if (role === 'transcript') return talk.transcripts.length > 0
  return talk.attachments.some(({ kind }) => kind === role)
}
