/**
 * Browsers in which somebody signed in before. They are not slowed down by what others try on the same account, so that guessing keeps
 * nobody out (OWASP, “Slow down online guessing attacks with device cookies”). The cookie opens nothing by itself.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { newId } from '../library/ids.ts'

export interface KnownDevice {
  readonly account: string
  readonly device: string
}

export interface KnownDevices {
  /** The cookie's value for a browser in which this account has just signed in. */
  issue(account: string): string
  /** @returns null for a cookie that is not ours */
  read(cookie: string | undefined): KnownDevice | null
}

/** @param secret the one that signs sessions */
export function createKnownDevices(secret: string): KnownDevices {
  const sign = (account: string, device: string) => createHmac('sha256', secret).update(`known device ${account} ${device}`).digest()
  return {
    issue(account) {
      const device = newId(20)
      return `${account}.${device}.${sign(account, device).toString('base64url')}`
    },
    read(cookie) {
      const [account, device, signature, ...rest] = cookie?.split('.') ?? []
      if (!account || !device || !signature || rest.length > 0) return null
      const [given, right] = [Buffer.from(signature, 'base64url'), sign(account, device)]
      return given.length === right.length && timingSafeEqual(given, right) ? { account, device } : null
    },
  }
}
