/** `/metrics` answers only with the token or on its own port, counts by route, and names no address or query of a visitor. */
import { expect, test } from 'vitest'
import { freePort } from '../setup/free-ports.ts'
import { startTestServer } from '../setup/make-library.ts'

const TOKEN = 'a token for the monitor'
const figure = (text: string, name: RegExp) => Number(new RegExp(`^${name.source} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN)

test('figures by route, with the token and on a port of their own', async () => {
  const port = await freePort()
  const server = await startTestServer({
    WOORDELIJK_METRICS_TOKEN: TOKEN,
    WOORDELIJK_METRICS_PORT: String(port),
    WOORDELIJK_PAGE_MEMORY: '0',
  })
  try {
    const status = async (path: string, headers = {}) => (await fetch(server.address + path, { headers })).status
    expect(await status('/metrics')).toBe(401)
    expect(await status('/metrics', { authorization: 'Bearer another' })).toBe(401)
    await status('/api/v1/search?q=geheimwoord')
    await status('/opnames/onbekend-adres')
    await status('/opnames/ook-onbekend')

    const read = () => fetch(`${server.address}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    // The index is brought up to date beside the server's start.
    await expect.poll(async () => figure(await (await read()).text(), /woordelijk_search_lag_changes/), { timeout: 60_000 }).toBe(0)
    const answer = await read()
    expect(answer.headers.get('content-type')).toContain('text/plain')
    const text = await answer.text()
    expect(text).not.toMatch(/geheimwoord|onbekend/)
    expect(figure(text, /woordelijk_request_seconds_count\{method="GET",route="\/api\/v1\/search",status="200"\}/)).toBe(1)
    expect(figure(text, /woordelijk_search_seconds_count\{kind="search",outcome="answered"\}/)).toBeGreaterThanOrEqual(1)
    expect(text).toMatch(/woordelijk_request_seconds_count\{method="GET",route="[^"]*:[^"]*",status="404"\} 2/)
    expect(text).toContain('nodejs_eventloop_lag_seconds')

    const apart = await fetch(`http://127.0.0.1:${port}/metrics`)
    expect(await apart.text()).toContain('woordelijk_request_seconds')
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404)
  } finally {
    await server.close()
  }
})

test('without a token there is no such page', async () => {
  const server = await startTestServer()
  try {
    expect((await fetch(`${server.address}/metrics`)).status).toBe(404)
  } finally {
    await server.close()
  }
})
