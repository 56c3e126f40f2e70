/** Reading feeds and records written as XML; a document type or entities of its own are refused by the parser. */
import { Failure } from '../failure.ts'
import { decodeText } from '../markup/decode.ts'
import { parseXml, type XmlElement } from '../markup/xml.ts'
import type { Answer } from './fetcher.ts'

/** @returns the root; null where this is no XML @throws Failure `unreadable` where it is broken XML */
export function xmlOf({ url, status, body }: Answer): XmlElement | null {
  if (status !== 200) return null
  const source = decodeText(body).text
  if (!source.trimStart().startsWith('<') || /^\s*<!doctype html|^\s*<html/i.test(source)) return null
  const { root, problem } = parseXml(source)
  if (!root) throw new Failure('unreadable', `${url} is geen goede XML: ${problem.message}`)
  return root
}

export const elements = (parent: XmlElement | undefined, name: string, space?: string): XmlElement[] =>
  (parent?.children ?? []).filter(
    (child): child is XmlElement => typeof child !== 'string' && child.name === name && (space === undefined || child.space === space),
  )

export function textOf(element: XmlElement | undefined): string | null {
  const text = (element?.children ?? []).filter((child) => typeof child === 'string').join('')
  return text.trim() === '' ? null : text.trim()
}

export const attribute = (element: XmlElement | undefined, name: string): string | null =>
  element?.attributes.find((entry) => entry.name === name)?.value ?? null
