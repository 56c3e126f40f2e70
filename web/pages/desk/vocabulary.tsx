/** Taking in a vocabulary: the form, and what a file would change. */
import type { Scope, ThemePlan } from '../../../src/library/theme/plan.ts'
import type { Vocabulary } from '../../../src/skos/vocabulary.ts'
import type { PageContext } from '../context.ts'
import { Desk, type Worker } from './frame.tsx'

interface ReadFile {
  readonly vocabulary: Vocabulary
  /** Null: the file is not whole, and nothing of it can be taken in. */
  readonly plan: ThemePlan | null
  readonly name: string
  readonly scope: Scope
  readonly sha256: string
}

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly read: ReadFile | null
  readonly wrong: string | null
}

/** Of each list; the counts say how many there are. */
const SHOWN = 100

export function VocabularyPage({ context, who, read, wrong }: Props) {
  const words = context.thesaurus
  const taking = read?.plan ? read : null
  return (
    <Desk context={context} title={words.takeIn} path="/beheer/thesaurus" who={who} section="themes" wrong={wrong}>
      <p class="kicker">
        <a href="/beheer/themas">{words.all}</a>
      </p>
      <h1>{words.takeIn}</h1>
      {read && <Preview context={context} read={read} />}
      <form method="post" action="/beheer/thesaurus" enctype="multipart/form-data" class="stack">
        {taking && <input type="hidden" name="gezien" value={taking.sha256} />}
        <div class="field">
          <label for="veld-bestand">{taking ? words.sameFile(taking.name) : words.file}</label>
          <input id="veld-bestand" type="file" name="bestand" required aria-describedby="veld-bestand-uitleg" />
          <small id="veld-bestand-uitleg" class="meta">
            {taking ? words.sameFileHelp : words.fileHelp}
          </small>
        </div>
        {taking ? (
          <input type="hidden" name="bereik" value={taking.scope === 'all' ? 'alles' : 'gebruikt'} />
        ) : (
          <fieldset class="field">
            <legend>{words.scope}</legend>
            {(['gebruikt', 'alles'] as const).map((value) => (
              <label>
                <input type="radio" name="bereik" value={value} checked={value === (read?.scope === 'all' ? 'alles' : 'gebruikt')} />{' '}
                {value === 'alles' ? words.scopeAll : words.scopeUsed}
              </label>
            ))}
          </fieldset>
        )}
        <p class="row-actions">
          <button type="submit" class="button">
            {taking ? words.takeInDo : words.look}
          </button>
          {taking && <a href="/beheer/thesaurus">{words.takeInCancel}</a>}
        </p>
      </form>
    </Desk>
  )
}

function Preview({ context, read: { vocabulary, plan, name } }: { context: PageContext; read: ReadFile }) {
  const words = context.thesaurus
  const languages = Object.entries(vocabulary.otherLanguages).map(([language, count]) => `${language} ${count}`)
  return (
    <section>
      <h2>{name}</h2>
      {plan && <p>{words.planned(plan.fresh.length, plan.changed.length, plan.same, plan.passedOver)}</p>}
      {plan && <p>{words.plannedRelations(plan.broader.length, plan.related.length)}</p>}
      {languages.length > 0 && <p class="meta">{words.otherLanguages(languages.join(', '))}</p>}
      {vocabulary.otherStatements > 0 && <p class="meta">{words.otherStatements(vocabulary.otherStatements)}</p>}
      <List
        context={context}
        title={words.fileProblems}
        lines={vocabulary.problems.map(({ line, kind, about }) =>
          [line === null ? null : words.line(line), words.problems[kind], about].filter(Boolean).join(' · '),
        )}
      />
      <List
        context={context}
        title={words.planProblems}
        lines={(plan?.problems ?? []).map(({ kind, about, other }) => `${words.planSays[kind]} · ${about} · ${other}`)}
      />
      <List context={context} title={words.freshThemes} lines={(plan?.fresh ?? []).map((theme) => theme.name)} />
      <List
        context={context}
        title={words.changedThemes}
        lines={(plan?.changed ?? []).map(({ before, after, fields }) => {
          const name = before.name === after.name ? after.name : `${before.name} → ${after.name}`
          return `${name} · ${fields.map((field) => words.columns[field as keyof typeof words.columns]).join(', ')}`
        })}
      />
    </section>
  )
}

function List({ context, title, lines }: { context: PageContext; title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <details open={lines.length <= 20}>
      <summary>
        {title} ({lines.length})
      </summary>
      <ul>
        {lines.slice(0, SHOWN).map((line) => (
          <li class="wrap-anywhere">{line}</li>
        ))}
      </ul>
      {lines.length > SHOWN && <p class="meta">{context.thesaurus.more(lines.length - SHOWN)}</p>}
    </details>
  )
}
