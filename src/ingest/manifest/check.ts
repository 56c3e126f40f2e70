/** Manifests and transcripts checked, without touching a library. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, messageOf } from '../../failure.ts'
import { readTranscriptApart } from '../apart/read-apart.ts'
import { findManifests } from './find-manifests.ts'
import { type FileProblem, gatherFiles, gatherTalk } from './gather.ts'
import type { FileRules } from './readable-folders.ts'

const TRANSCRIPT = /\.(?:vtt|srt|json)$/i
const YAML = /\.ya?ml$/i

/** @throws Failure `not-found` when a path does not exist */
export async function checkPaths(paths: readonly string[], rules: FileRules): Promise<{ files: number; problems: FileProblem[] }> {
  const named = await Promise.all(paths.map(filesIn))
  const files = named.flatMap(({ files: found }) => found)
  const manifests = await findManifests(
    named.flatMap(({ path, isFolder }) => (isFolder || YAML.test(path) ? [path] : [])),
    rules,
  )
  const problems: FileProblem[] = manifests.files.flatMap(({ path, problems: found }) => found.map((problem) => ({ file: path, problem })))
  for (const event of manifests.events) problems.push(...(await gatherFiles(event, null)).problems)
  const seen = new Set<string>()
  for (const talk of manifests.talks) {
    const gathered = await gatherTalk(talk, null)
    problems.push(...gathered.problems)
    for (const name of gathered.transcripts.keys()) seen.add(gathered.files.get(name)?.path ?? '')
  }
  for (const file of files.filter((path) => TRANSCRIPT.test(path) && !seen.has(path))) {
    problems.push(...(await readTranscriptApart(await readFile(file))).problems.map((problem) => ({ file, problem })))
  }
  return { files: files.length, problems }
}

/** In a folder: what looks like a manifest or a transcript. A file named outright is checked whatever it is called. */
async function filesIn(path: string): Promise<{ path: string; isFolder: boolean; files: string[] }> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new Failure('not-found', `${path} bestaat niet of is niet leesbaar (${messageOf(cause)}).`, { cause })
  })
  if (!info.isDirectory()) return { path, isFolder: false, files: [path] }
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && (YAML.test(entry.name) || /\.(?:vtt|srt)$/i.test(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return { path, isFolder: true, files }
}
