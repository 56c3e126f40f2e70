/** The settings of the media store: a folder, or a bucket of an S3 store. */

/** `s3://bucket/prefix`; bucket names as Amazon allows them. */
export const BUCKET = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(?<prefix>[A-Za-z0-9!_.'()/-]*))?$/

export interface MediaConfig {
  /** Null: the folder `media` in the data folder. */
  readonly bucket: {
    readonly bucket: string
    /** Empty, or ends with a slash. */
    readonly prefix: string
    /** Null: Amazon's own. */
    readonly endpoint: string | null
    readonly region: string
    readonly pathStyle: boolean
  } | null
  /** Whether visitors fetch public recordings from the bucket themselves. */
  readonly redirect: boolean
  /** Bytes of copies of the bucket's files that stay on this machine. */
  readonly cacheLimit: number
}

interface MediaValues {
  readonly WOORDELIJK_MEDIA?: string | undefined
  readonly WOORDELIJK_MEDIA_ENDPOINT?: string | undefined
  readonly WOORDELIJK_MEDIA_REGION?: string | undefined
  readonly WOORDELIJK_MEDIA_PATH_STYLE?: 'yes' | 'no' | undefined
  readonly WOORDELIJK_MEDIA_REDIRECT: 'yes' | 'no'
  readonly WOORDELIJK_MEDIA_CACHE_GB: number
}

export function mediaOf(value: MediaValues): MediaConfig {
  const { bucket, prefix = '' } = BUCKET.exec(value.WOORDELIJK_MEDIA ?? '')?.groups ?? {}
  const endpoint = value.WOORDELIJK_MEDIA_ENDPOINT ?? null
  const folder = prefix.replace(/^\/+|\/+$/g, '')
  return {
    bucket:
      bucket === undefined
        ? null
        : {
            bucket,
            prefix: folder === '' ? '' : `${folder}/`,
            endpoint,
            // Servers other than Amazon's have one region, by this name where they have no other.
            region: value.WOORDELIJK_MEDIA_REGION ?? 'us-east-1',
            pathStyle: value.WOORDELIJK_MEDIA_PATH_STYLE === undefined ? endpoint !== null : value.WOORDELIJK_MEDIA_PATH_STYLE === 'yes',
          },
    redirect: value.WOORDELIJK_MEDIA_REDIRECT === 'yes',
    cacheLimit: value.WOORDELIJK_MEDIA_CACHE_GB * 1e9,
  }
}

/** Settings of an S3 store that lack another. @param given also the variables that are not ours */
export function halfBucket(
  given: Record<string, string | undefined>,
  known: Record<string, string | undefined>,
): { path: string; why: string }[] {
  const bucketSettings = Object.keys(known).filter((name) => name.startsWith('WOORDELIJK_MEDIA_') && known[name] !== undefined)
  if (known.WOORDELIJK_MEDIA === undefined)
    return bucketSettings.length === 0
      ? []
      : [{ path: 'WOORDELIJK_MEDIA', why: `ontbreekt; ${bucketSettings.join(', ')} geldt alleen met s3://bucket/voorvoegsel` }]
  const noRegion =
    known.WOORDELIJK_MEDIA_ENDPOINT === undefined && known.WOORDELIJK_MEDIA_REGION === undefined
      ? [{ path: 'WOORDELIJK_MEDIA_REGION', why: 'ontbreekt; zonder WOORDELIJK_MEDIA_ENDPOINT is de regio bij Amazon S3 nodig' }]
      : []
  const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const absent = keys.filter((name) => (given[name] ?? '') === '')
  const halfKeys = absent.length === 1 ? absent.map((path) => ({ path, why: `ontbreekt; ${keys.join(' en ')} horen bij elkaar` })) : []
  return [...noRegion, ...halfKeys]
}
