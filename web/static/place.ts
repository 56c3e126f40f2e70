/** Where this folder has the library's pages. */
import { relativeLink, staticTarget } from '../../src/static/address.ts'

interface About {
  /** `../../`: from this page to the folder. */
  readonly folder: string
  /** The page's own address in the library, from `/`. */
  readonly address: string
  /** The library's public address; null where the folder was made without one. */
  readonly url: string | null
}

export const about = JSON.parse(document.getElementById('vaste-kopie')?.textContent ?? '{"folder":"./","address":"/","url":null}') as About

export const folder = new URL(about.folder, document.baseURI)

/** The link to a page or file of the library, from `/`; what the folder does not have stays as it is. */
export function linkTo(path: string): string {
  const target = staticTarget(path)
  return target ? new URL(relativeLink('', target), folder).href : path
}

/** What to give to others: the library's permanent address where there is one. */
export const addressOf = (path: string): string => (about.url === null ? linkTo(path) : about.url + path)
