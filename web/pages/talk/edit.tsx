/** Where an archivist edits a transcript. Without scripts: fetched as a file, and handed in again. */
import type { Talk } from '../../../src/library/talk/talk.ts'
import type { Transcript } from '../../../src/library/talk/transcripts.ts'
import { inLanguage, type Problem } from '../../../src/problem.ts'
import type { TimeRange } from '../../../src/transcript/time-link.ts'
import type { PageContext } from '../context.ts'
import { Layout } from '../layout.tsx'
import { editPath, historyPath, transcriptPath } from '../links.ts'
import { DemonstrationLabel } from '../parts.tsx'
import { Player } from './player.tsx'

interface EditProps {
  readonly context: PageContext
  readonly talk: Talk
  /** Its newest revision; null: there is none yet. */
  readonly transcript: Transcript | null
  /** Whether there is a recording to compare the text with. */
  readonly hasSound: boolean
  /** Whether a speech recogniser can make a transcript of this recording. */
  readonly recognises: boolean
  /** Where the recording begins: `?t=`. */
  readonly at: TimeRange | null
  /** The chapters as the recording's form has them, and the versions that go back with them. */
  readonly chapters: { readonly text: string; readonly versions: string }
  /** Where one signs in, to open beside this page. */
  readonly signIn: string
  /** Why the file that was just handed in was not taken; null: none was. */
  readonly refused: { readonly message: string; readonly problems: readonly Problem[] } | null
}

export function EditPage(props: EditProps) {
  const { context, talk, transcript, recognises, signIn } = props
  const words = context.edit
  const editable = transcript !== null && transcript.cues.length > 0
  return (
    <Layout context={context} title={words.title(talk.title)} path={editPath(talk.id)} entry="edit" index={false}>
      <article class="wrap edit">
        <header class="edit-head">
          <p class="kicker">
            <a href={`/beheer/opnames/${talk.id}`}>{talk.title}</a>
          </p>
          <h1>{words.heading}</h1>
          {transcript && (
            <p class="meta">
              {words.revision(transcript.number)}
              {' · '}
              <a href={historyPath(talk.id, { lang: transcript.language })}>{context.words.history.heading}</a>
            </p>
          )}
          {talk.demonstration && <DemonstrationLabel context={context} />}
        </header>
        <div class="edit-side">
          <Player
            context={context}
            talk={talk}
            transcript={transcript && { language: transcript.language, revision: transcript.number }}
            at={props.at}
          />
          {editable && <Chapters {...props} />}
        </div>
        <section class="edit-main" aria-label={words.heading}>
          {editable ? (
            <>
              <noscript>
                <p class="notice">{words.noScript}</p>
              </noscript>
              <div
                id="bewerker"
                data-talk={talk.id}
                data-language={transcript.language}
                data-revision={transcript.number}
                data-duration={talk.recording?.duration ?? undefined}
                data-speakers={JSON.stringify(talk.speakers.map((speaker) => speaker.name))}
                data-sign-in={signIn}
                data-history={historyPath(talk.id, { lang: transcript.language })}
              />
            </>
          ) : (
            <>
              <p class="empty">{words.none}</p>
              {recognises && (
                <form method="post" action={`/beheer/opnames/${talk.id}/spraakherkenning`}>
                  <button type="submit" class="button">
                    {context.desk.talk.recognition.make}
                  </button>
                </form>
              )}
            </>
          )}
        </section>
        <Times {...props} />
        <AsFile {...props} />
      </article>
    </Layout>
  )
}

/** Chapters, a line each; scripts set them at the time that plays. */
function Chapters({ context, talk, chapters }: EditProps) {
  const words = context.edit.chapters
  const { form } = context.desk.talk
  return (
    <details class="edit-chapters">
      <summary>{form.chapters}</summary>
      <form method="post" action={`/beheer/opnames/${talk.id}`} data-chapters>
        <input type="hidden" name="versies" value={chapters.versions} />
        <div class="edit-chapter-buttons">
          <button type="button" class="quiet" data-chapter="here" hidden>
            {words.here}
          </button>
          <button type="button" class="quiet" data-chapter="move" hidden>
            {words.move}
          </button>
        </div>
        <label for="hoofdstukken" class="visually-hidden">
          {form.chapters}
        </label>
        <textarea id="hoofdstukken" name="chapters" rows={8} aria-describedby="hoofdstukken-uitleg">
          {chapters.text}
        </textarea>
        <p id="hoofdstukken-uitleg" class="meta">
          {form.chaptersHelp}
        </p>
        <p class="edit-chapter-buttons">
          <button type="submit" class="quiet">
            {words.save}
          </button>
          <span role="status" class="meta" />
        </p>
      </form>
    </details>
  )
}

/** The same work in a program of one's own. */
function AsFile({ context, talk, transcript, refused }: EditProps) {
  const words = context.edit
  const language = transcript?.language ?? talk.language
  return (
    <section class="edit-file" id="bestand" aria-labelledby="als-bestand">
      <h2 id="als-bestand">{words.asFile}</h2>
      {transcript && (
        <p>
          {words.asFileLead}{' '}
          <a href={`${transcriptPath(talk.id, 'vtt')}?lang=${language}`} download={`${talk.id}.${language}.vtt`}>
            {words.download}
          </a>
        </p>
      )}
      {refused && (
        <div class="notice" role="alert">
          <p id="bestand-fout">{refused.message}</p>
          <ul>
            {refused.problems.map(inLanguage(context.words.locale)).map(({ line, message }) => (
              <li>
                {line > 0 && `${words.fileLine(line)}: `}
                {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      <form method="post" action={editPath(talk.id)} enctype="multipart/form-data">
        <input type="hidden" name="language" value={language} />
        {transcript && <input type="hidden" name="base" value={String(transcript.number)} />}
        <label for="bestand-veld">{words.file}</label>
        <input
          type="file"
          name="file"
          id="bestand-veld"
          required
          accept=".vtt,.srt,.ttml,.dfxp,.xml,.stl,.json,.txt,.docx"
          {...(refused ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'bestand-fout' } : {})}
        />
        <button type="submit" class="button">
          {words.handIn}
        </button>
      </form>
    </section>
  )
}

/** Has the server compare the text with the sound, once more where times were set by hand since. */
function Times({ context, talk, transcript, hasSound }: EditProps) {
  const words = context.edit
  if (!transcript || !hasSound) return null
  return (
    <section class="edit-times" aria-labelledby="tijden">
      <h2 id="tijden">{words.timesTitle}</h2>
      <p>{words.timesAbout}</p>
      <form method="post" action={`${editPath(talk.id)}/tijden`} data-times>
        <input type="hidden" name="language" value={transcript.language} />
        <button type="submit" class="quiet">
          {words.times}
        </button>
        <p role="alert" class="field-error" hidden>
          {words.timesAfterSaving}
        </p>
      </form>
    </section>
  )
}
