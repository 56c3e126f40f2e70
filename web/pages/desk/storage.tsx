/** What the library's files take, and what could go. Tables that can be read aloud; no pictures. */
import type { Amount, EventStorage, StorageGrowth, StorageKind, StorageTotals } from '../../../src/library/storage/storage.ts'
import { sizeIn } from '../../words/size.ts'
import { type PageOfList, Pager } from '../browse.tsx'
import type { PageContext } from '../context.ts'
import { formatDate, formatInstant } from '../format.ts'
import { Desk, type Worker } from './frame.tsx'

const PATH = '/beheer/opslag'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly totals: StorageTotals
  readonly events: PageOfList & { readonly entries: readonly EventStorage[] }
  readonly growth: readonly StorageGrowth[]
  /** Bytes; null: not known. */
  readonly disk: { readonly free: number; readonly size: number } | null
  /** Bytes that uploads leave free. */
  readonly reserve: number
  /** Whether the media are in an S3 store. */
  readonly inBucket: boolean
  readonly isCounting: boolean
  readonly done?: string | undefined
}

export function StoragePage(props: Props) {
  const { context, who, totals, events, growth, disk, reserve, inBucket, isCounting, done } = props
  const { storage: words } = context.office
  const { locale } = context.words
  const size = sizeIn(locale)
  const { kinds, counted, uploading, stalled, bin } = totals
  const rows: { name: string; files: number | null; size: number }[] = [
    ...(Object.entries(kinds) as [StorageKind, Amount][]).map(([kind, { files, size: bytes }]) => ({
      name: words.kinds[kind],
      files,
      size: bytes,
    })),
    { name: words.uploading, files: uploading.files, size: uploading.size },
    ...(counted?.database == null ? [] : [{ name: words.database, files: null, size: counted.database }]),
    ...(counted?.index == null ? [] : [{ name: words.index, files: null, size: counted.index }]),
  ]
  return (
    <Desk context={context} title={words.title} path={PATH} who={who} section="storage" done={done}>
      <h1>{words.title}</h1>
      <p class="lead">{disk === null ? words.diskUnknown : words.disk(size(disk.free), size(disk.size), size(reserve))}</p>
      {inBucket && <p>{words.inBucket}</p>}
      <form method="post" action={`${PATH}/tellen`} class="row-actions">
        <span class="meta">
          {isCounting
            ? words.counting
            : counted === null
              ? words.neverCounted
              : words.counted(formatInstant(counted.at, context.timeZone, locale))}
        </span>
        {!isCounting && (
          <button type="submit" class="link">
            {words.countNow}
          </button>
        )}
      </form>
      <h2>{words.byKind}</h2>
      <Table
        label={words.byKind}
        head={[words.kind, words.files, words.size]}
        rows={rows.map(({ name, files, size: bytes }) => [name, files === null ? '' : files.toLocaleString(locale), size(bytes)])}
      />
      <h2>{words.couldGo}</h2>
      <ul>
        <li>
          <a href="/beheer/prullenbak">{words.binGoes(bin.files, size(bin.size))}</a>
        </li>
        <li>{words.stalledGoes(stalled.files, size(stalled.size))}</li>
        <li>{words.renditionsGo(size(kinds.renditions.size))}</li>
      </ul>
      <h2>{words.byEvent}</h2>
      <Table
        label={words.byEvent}
        head={[words.event, words.talks, words.kinds.originals, words.kinds.renditions, words.kinds.others, words.size]}
        rows={events.entries.map(({ event, talks, originals, renditions, others }) => [
          event ? <a href={`/beheer/bijeenkomsten/${event.id}`}>{event.title}</a> : words.noEvent,
          talks.toLocaleString(locale),
          size(originals),
          size(renditions),
          size(others),
          size(originals + renditions + others),
        ])}
      />
      <Pager context={context} path={PATH} query={{}} list={events} />
      <h2>{words.growth}</h2>
      {growth.length === 0 ? (
        <p class="empty">{words.noGrowth}</p>
      ) : (
        <Table
          label={words.growth}
          head={[words.month, words.files, words.size]}
          rows={growth.map(({ month, files, size: bytes }) => [formatDate(month, locale), files.toLocaleString(locale), size(bytes)])}
        />
      )}
    </Desk>
  )
}

type Cell = ReturnType<typeof StoragePage> | string

function Table({ label, head, rows }: { label: string; head: readonly string[]; rows: readonly (readonly Cell[])[] }) {
  return (
    <div class="scroll-x" tabindex={0} role="region" aria-label={label}>
      <table class="amounts">
        <thead>
          <tr>
            {head.map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...cells]) => (
            <tr>
              <th scope="row">{first}</th>
              {cells.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
