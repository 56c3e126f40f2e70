/** The media store that the settings name. */
import { join } from 'node:path'
import { openFolderStore } from './folder.ts'
import type { S3StoreOptions } from './s3.ts'
import type { S3Address } from './s3-client.ts'
import type { MediaStore } from './store.ts'

export interface MediaPlace extends Pick<S3StoreOptions, 'redirect' | 'cacheLimit'> {
  /** Null: the folder `media` in the data folder. */
  readonly bucket: S3Address | null
}

/** @param data the data folder */
export async function openMediaStore(data: string, { bucket, redirect, cacheLimit }: MediaPlace): Promise<MediaStore> {
  if (bucket === null) return openFolderStore(join(data, 'media'))
  // Loaded only here: a library in a folder starts without the client for S3.
  const { openS3Store } = await import('./s3.ts')
  return openS3Store({ ...bucket, redirect, cacheFolder: join(data, 'media-cache'), cacheLimit })
}
