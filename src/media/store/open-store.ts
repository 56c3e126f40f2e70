/** The media store that the settings name, and where uploads come in. */
import { join } from 'node:path'
import { openFolderStore } from './folder.ts'
import { openIncomingFolder } from './incoming/folder.ts'
import type { Incoming } from './incoming/incoming.ts'
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

/** @param data the data folder */
export async function openIncoming(data: string, { bucket }: MediaPlace, store: MediaStore): Promise<Incoming> {
  if (bucket === null) return openIncomingFolder(join(data, 'uploads'))
  const [{ connectS3 }, { openSegments }] = await Promise.all([import('./s3-client.ts'), import('./incoming/segments.ts')])
  return openSegments(connectS3(bucket), bucket.bucket, bucket.prefix, () => store.workFolder())
}
