/** What every page needs beside its own data. */
import type { Dictionary } from '../words/dictionaries.ts'
import type { HeadData } from './head.tsx'

/** The client’s entries: one a kind of page. */
export type PageEntry = 'site' | 'talk' | 'home' | 'quotes' | 'offline' | 'embed' | 'desk' | 'edit'

export interface PageAssets {
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
  /** Fetched in parallel with low priority, run only when they are wanted. */
  readonly laterScripts: readonly string[]
  readonly laterStyles: readonly string[]
}

export interface PageContext extends Dictionary {
  /** This page's address in the other language; null where pages cannot be asked for in another. */
  readonly languageSwitch: string | null
  /** What the page's head says to programs. */
  readonly head?: HeadData | null
  readonly site: { readonly name: string; readonly logo: string | null; readonly contact: string | null }
  /** IANA name of the institution's time zone. */
  readonly timeZone: string
  /** The day it is there, `2024-04-15`. */
  readonly today: string
  /** The public address without a closing slash, for permanent links. */
  readonly origin: string
  /** Built files of a page's entry. */
  readonly assets: (entry: PageEntry) => PageAssets
  /** Fonts to fetch before the styles ask for them. */
  readonly fonts: readonly string[]
}
