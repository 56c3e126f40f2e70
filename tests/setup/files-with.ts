import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files of the folder in which any of these texts stands. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name)
      const content = readFileSync(path)
      return texts.filter((text) => content.includes(text)).map((text) => `${text} in ${path.slice(folder.length)}`)
    })
}
