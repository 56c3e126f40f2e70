/** People at a browser, without the browser: requests with the cookies, origin and forms that one sends. */
import type { RunningServer } from '../../src/wire.ts'

export const PASSWORD = 'correct paard batterij nietje'

export interface Visitor {
  /** As a browser's own navigation or script: with its cookies, and with the origin where something is changed. */
  ask(path: string, init?: RequestInit): Promise<Response>
  /** A form of our own page sent off. */
  send(path: string, fields: Record<string, string | readonly string[]>, headers?: Record<string, string>): Promise<Response>
  readonly cookies: Map<string, string>
}

export function visitor({ address }: Pick<RunningServer, 'address'>): Visitor {
  const cookies = new Map<string, string>()
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    if (init.method !== undefined && init.method !== 'GET' && !headers.has('origin')) headers.set('origin', address)
    const answer = await fetch(path.startsWith('http') ? path : address + path, { redirect: 'manual', ...init, headers })
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';')[0]?.split(/=(.*)/s) ?? []
      if (/max-age=0/i.test(cookie) || value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    // Read whole, so that the connection is free and the server can stop.
    const body = await answer.arrayBuffer()
    return new Response([204, 304].includes(answer.status) ? null : body, answer)
  }
  return {
    ask,
    cookies,
    send(path, fields, headers = {}) {
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries(fields))
        for (const one of typeof value === 'string' ? [value] : value) body.append(name, one)
      return ask(path, { method: 'POST', body, headers })
    },
  }
}

/** @throws when the server does not let them in */
export async function signedIn(server: Pick<RunningServer, 'address'>, email: string, password = PASSWORD): Promise<Visitor> {
  const person = visitor(server)
  const answer = await person.send('/beheer/aanmelden', { email, password, next: '/beheer' })
  if (answer.status !== 303) throw new Error(`${email} was not let in: ${answer.status}`)
  return person
}
