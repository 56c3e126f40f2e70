/** Paths in the media folder of a library, for tests that look at a stored file or damage it. */
import { join } from 'node:path'
import { mediaFolder, ORIGINAL } from '../../src/media/store/folder-inventory.ts'

type InFolder = { readonly data: string }

export const mediaRoot = ({ data }: InFolder) => join(data, 'media')

export const originalPath = (library: InFolder, sha256: string) => join(mediaFolder(mediaRoot(library), sha256), ORIGINAL)

export const renditionPath = (library: InFolder, sha256: string, recipe: string) => join(mediaFolder(mediaRoot(library), sha256), recipe)
