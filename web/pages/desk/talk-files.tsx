/** A recording's files at the desk: what there is, what is on its way, and what can be added. */

import type { Upload } from '../../../src/library/files/uploads.ts'
import type { DraftCopy } from '../../../src/library/talk/drafts.ts'
import type { SlideText } from '../../../src/library/talk/slide-text.ts'
import type { Talk } from '../../../src/library/talk/talk.ts'
import { inLanguage } from '../../../src/problem.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import type { PageContext } from '../context.ts'
import { formatInstant } from '../format.ts'
import { talkPath } from '../links.ts'
import { Field } from './frame.tsx'

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
  /** Drafts of colleagues that were taken over or thrown away. */
  readonly draftCopies: readonly DraftCopy[]
  /** Whether the speech recogniser can be asked for a transcript; `none`: there is no recogniser. */
  readonly recognition: 'none' | 'possible' | 'underway'
}

function SlideNote({ context, text }: { context: PageContext; text: SlideText | undefined }) {
  const { files } = context.desk.talk
  return <span class="meta">{text === undefined ? files.slidesUnread : (text.problem ?? files.slideText(text.slides.length))}</span>
}

function Discard({ context, upload, talk }: { context: PageContext; upload: string; talk: string }) {
  return (
    <form method="post" action={`/beheer/uploads/${upload}/weggooien`}>
      <input type="hidden" name="opname" value={talk} />
      <button type="submit" class="link">
        {context.desk.talk.files.discard}
      </button>
    </form>
  )
}

const LANGUAGES = ['nl', 'en', 'de', 'fr', 'fy', 'es', 'it', 'pt', 'tr', 'ar', 'pl', 'uk']

/** Choices of language and maker. @param chosen null: to be found out from the file */
function Provenance({
  context,
  id,
  talk,
  chosen,
}: {
  context: PageContext
  id: string
  talk: Talk
  chosen: { language: string; made: string } | null
}) {
  const { files } = context.desk.talk
  const nameOf = languageNames(context)
  const languages = [
    ...new Set([chosen?.language ?? talk.language, talk.language, ...talk.transcripts.map(({ language }) => language), ...LANGUAGES]),
  ]
  return (
    <span class="provenance">
      <label for={`${id}-taal`}>{files.language}</label>{' '}
      <select id={`${id}-taal`} name="taal">
        {chosen === null && <option value="">{files.asRecording(nameOf(talk.language))}</option>}
        {languages.map((language) => (
          <option value={language} selected={language === chosen?.language}>
            {nameOf(language)}
          </option>
        ))}
      </select>{' '}
      <label for={`${id}-gemaakt`}>{files.made}</label>{' '}
      <select id={`${id}-gemaakt`} name="gemaakt">
        {chosen === null && <option value="">{files.guess}</option>}
        {(['human', 'asr', 'synthetic'] as const).map((made) => (
          <option value={made} selected={made === chosen?.made}>
            {files.makers[made]}
          </option>
        ))}
      </select>
    </span>
  )
}

function languageNames({ words }: PageContext): (language: string) => string {
  const names = new Intl.DisplayNames(words.locale, { type: 'language' })
  return (language) => names.of(language) ?? language
}

/** A transcript that stands is replaced only on a word. */
function AskRecogniser({ context, talk, isUnderway }: { context: PageContext; talk: Talk; isUnderway: boolean }) {
  const { recognition } = context.desk.talk
  if (isUnderway) return <p class="meta">{recognition.underway}</p>
  const standing = talk.transcripts.find(({ language }) => language === talk.language)
  const action = `/beheer/opnames/${talk.id}/spraakherkenning`
  if (!standing)
    return (
      <form method="post" action={action}>
        <button type="submit" class="button button-quiet">
          {recognition.make}
        </button>
        <p class="meta">{recognition.about}</p>
      </form>
    )
  return (
    <details>
      <summary>{recognition.again}</summary>
      <form method="post" action={action} class="stack">
        <p class="meta">{recognition.about}</p>
        <label class="check">
          <input type="checkbox" name="revisie" value={standing.revision} required />
          <span>{recognition.sure(languageNames(context)(talk.language))}</span>
        </label>
        <button type="submit" class="button button-quiet">
          {recognition.start}
        </button>
      </form>
    </details>
  )
}

const ROLES = ['recording', 'transcript', 'slides', 'report'] as const

export function Files({ context, talk, uploads, slides, draftCopies, recognition }: FilesProps & { readonly context: PageContext }) {
  const { talk: words } = context.desk
  const { files } = words
  const nameOf = languageNames(context)
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
                {files.revision(transcript.language, transcript.revision)}{' '}
                <a href={`/beheer/opnames/${talk.id}/transcript?lang=${transcript.language}`}>{words.transcript.edit}</a>{' '}
                <a href={`${talkPath(talk.id)}/geschiedenis?lang=${transcript.language}`}>{words.transcript.history}</a>
                <details>
                  <summary>
                    {files.makers[transcript.made]}
                    {transcript.maker !== null && ` (${transcript.maker})`}
                    {transcript.reviewed && `, ${files.reviewed}`}
                  </summary>
                  <form method="post" action={`/beheer/opnames/${talk.id}/herkomst`} class="stack">
                    <input type="hidden" name="transcript" value={transcript.language} />
                    <Provenance context={context} id={`herkomst-${transcript.language}`} talk={talk} chosen={transcript} />
                    {transcript.made === 'asr' && (
                      <Field label={words.recognition.maker} name="programma" value={transcript.maker ?? ''} maxlength={200} />
                    )}
                    <label class="check">
                      <input type="checkbox" name="nagelezen" value="ja" checked={transcript.reviewed} />
                      <span>{files.reviewed}</span>
                    </label>
                    <button type="submit" class="button button-quiet">
                      {words.form.save}
                    </button>
                  </form>
                  <form method="post" action={`/beheer/opnames/${talk.id}/transcript-weggooien`}>
                    <input type="hidden" name="taal" value={transcript.language} />
                    <button
                      type="submit"
                      class="link"
                      aria-label={context.archive.bin.throwAwayOf(context.archive.bin.transcript(transcript.language))}
                    >
                      {context.archive.bin.throwAway}
                    </button>
                  </form>
                </details>
              </span>
            ))}
          </dd>
          {recognition !== 'none' && talk.recording?.original && (
            <dd data-recognition={recognition}>
              <AskRecogniser context={context} talk={talk} isUnderway={recognition === 'underway'} />
            </dd>
          )}
          {talk.attachments.length > 0 && <dt>{files.attachments}</dt>}
          {talk.attachments.map(({ kind, title, file }, position) => (
            <dd>
              {file?.name ?? title} {kind === 'slides' && file && <SlideNote context={context} text={slides.get(file.sha256)} />}
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
            <Discard context={context} upload={upload.id} talk={talk.id} />
          </div>
        ))}
        {uploads.map(
          (upload) =>
            upload.question && (
              <div class="notice" data-question={upload.id}>
                <p>{files.otherLanguage(upload.name, nameOf(upload.question.language), nameOf(upload.language))}</p>
                <form method="post" action={`/beheer/uploads/${upload.id}/taal`} class="stack">
                  <Provenance context={context} id={`vraag-${upload.id}`} talk={talk} chosen={upload.question} />
                  <button type="submit" class="button button-quiet">
                    {files.takeIn}
                  </button>
                </form>
                <Discard context={context} upload={upload.id} talk={talk.id} />
              </div>
            ),
        )}
        {failed.map((upload) => (
          <div class="notice notice-wrong">
            <p>{upload.problem}</p>
            <Discard context={context} upload={upload.id} talk={talk.id} />
          </div>
        ))}
        {draftCopies.length > 0 && (
          <details>
            <summary>{files.draftCopies(draftCopies.length)}</summary>
            <ul>
              {draftCopies.map((copy) => (
                <li>
                  <a href={`/beheer/opnames/${talk.id}/concepten/${copy.id}.vtt`}>
                    {files.draftCopy(copy.author, formatInstant(copy.saved, context.timeZone, context.words.locale), copy.language)}
                  </a>{' '}
                  <span class="meta">
                    {files.draftCopied(copy.copiedBy, formatInstant(copy.copied, context.timeZone, context.words.locale))}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        )}
        {checked && (
          <details class="findings">
            <summary>{files.findings(checked.findings.length)}</summary>
            <ul>
              {checked.findings.map(inLanguage(context.words.locale)).map(({ line, message, severity }) => (
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
            {role === 'transcript' && <Provenance context={context} id="nieuw" talk={talk} chosen={null} />}
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
