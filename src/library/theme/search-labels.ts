/** What search is told of themes: which labels mean the same, and which mean a part of it. */
import type { LabelGroup } from '../../language/related.ts'
import type { OpenDatabase } from '../open.ts'
import type { ThemeLabel } from './record.ts'

export interface ThemeLabels {
  /** One group for each theme that has more to offer than its name. */
  themeLabels(): Promise<LabelGroup[]>
}

/** A theme with more narrower labels names a whole field; the first by name are asked. */
const MOST_NARROWER = 30

export function createThemeLabels({ reader }: OpenDatabase): ThemeLabels {
  return {
    async themeLabels() {
      const rows = await reader.selectFrom('theme').select(['id', 'name', 'english', 'labels']).orderBy('sort_name').orderBy('id').execute()
      const own = new Map(rows.map((row) => [row.id, labelsOf(row)]))
      const edges = await reader.selectFrom('theme_broader').selectAll().execute()
      const below = Map.groupBy(edges, ({ broader_id }) => broader_id)
      const place = new Map(rows.map(({ id }, i) => [id, i]))
      return rows.flatMap(({ id }): LabelGroup[] => {
        const { labels = [], hidden = [] } = own.get(id) ?? {}
        const themes = (below.get(id) ?? []).map((edge) => edge.theme_id).sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
        const narrower = themes.flatMap((theme) => own.get(theme)?.labels ?? []).slice(0, MOST_NARROWER)
        return labels.length + hidden.length + narrower.length > 1 ? [{ labels, hidden, narrower }] : []
      })
    },
  }
}

function labelsOf(row: { name: string; english: string | null; labels: string }): { labels: string[]; hidden: string[] } {
  const others = JSON.parse(row.labels) as ThemeLabel[]
  const texts = (hidden: boolean) => others.filter((label) => label.hidden === hidden).map(({ text }) => text)
  return { labels: [row.name, ...(row.english === null ? [] : [row.english]), ...texts(false)], hidden: texts(true) }
}
