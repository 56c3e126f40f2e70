/** Ours as visitors meet it: `GET /api/v1/search` of a real server on loopback, on the same library; one connection, kept open. */
import type { SearchAnswer } from '../../../src/search/answer.ts'
import { startLibraryServer } from '../library-server.ts'
import { type BenchEngine, SHOWN } from './engine.ts'
import { ours } from './ours.ts'

export const oursHttp: BenchEngine = {
  ...ours,
  async open(folder) {
    const server = await startLibraryServer(folder)
    return {
      async ask({ kind, q }) {
        const typed = encodeURIComponent(q)
        if (kind === 'completion') {
          await server.get(`/api/v1/suggest?q=${typed}`)
          return []
        }
        const { talks } = JSON.parse(await server.get(`/api/v1/search?q=${typed}&limit=${SHOWN}`)) as Pick<SearchAnswer, 'talks'>
        return talks.map(({ id, moments }) => ({ talk: id, times: moments.map((moment) => moment.time) }))
      },
      memory: async () => (await server.report()).memory,
      close: () => server.close(),
    }
  },
}
