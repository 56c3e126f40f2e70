/** One file on its way (tus 1.0): goes on by itself after a dropped line, and from where it was after a reload. */
import { DetailedError, Upload } from 'tus-js-client'

export interface Progress {
  readonly sent: number
  readonly size: number
  /** Bytes a second, over the last seconds; null: not known yet. */
  readonly rate: number | null
}

export interface Told {
  onProgress(progress: Progress): void
  /** Trying again by itself. */
  onRetry(): void
  /** Everything is at the server, which now looks at it. */
  onSent(): void
  onStored(): void
  /** @param status of the server's answer; null: there was none */
  onFailed(status: number | null, detail: string | null): void
}

export interface Sending {
  pause(): void
  resume(): void
  /** Throws away what is at the server. */
  cancel(): Promise<void>
}

const ENDPOINT = '/api/v1/uploads'
const RETRY_MS = [0, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000]
/** The rate is taken over so long. */
const WINDOW_MS = 8000

/** @param known an upload of this very file that is at the server already, in part */
export function send(
  file: File,
  about: { talk: string; role: string; language: string },
  told: Told,
  known: string | null = null,
): Sending {
  const seen: { at: number; sent: number }[] = []
  const upload = new Upload(file, {
    endpoint: ENDPOINT,
    uploadUrl: known === null ? null : `${ENDPOINT}/${known}`,
    // The server knows what is unfinished; a browser's own memory would know less.
    storeFingerprintForResuming: false,
    retryDelays: RETRY_MS,
    metadata: { filename: file.name, ...about },
    onShouldRetry(error) {
      const status = error.originalResponse?.getStatus() ?? 0
      const again = status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 503 && status !== 507)
      if (again) told.onRetry()
      return again
    },
    onProgress(sent, size) {
      const at = performance.now()
      seen.push({ at, sent })
      while (seen.length > 2 && at - (seen[0]?.at ?? at) > WINDOW_MS) seen.shift()
      const [first] = seen
      const elapsed = at - (first?.at ?? at)
      told.onProgress({ sent, size, rate: first && elapsed > 500 ? ((sent - first.sent) / elapsed) * 1000 : null })
      if (sent === size) told.onSent()
    },
    onSuccess: () => told.onStored(),
    onError(error) {
      const response = error instanceof DetailedError ? error.originalResponse : null
      told.onFailed(response?.getStatus() ?? null, detailOf(response?.getBody() ?? ''))
    },
  })
  upload.start()
  return {
    pause: () => void upload.abort(),
    resume() {
      seen.length = 0
      upload.start()
    },
    cancel: () => upload.abort(true),
  }
}

/** What a problem document says to people. */
function detailOf(body: string): string | null {
  try {
    const detail: unknown = (JSON.parse(body) as { detail?: unknown }).detail
    return typeof detail === 'string' ? detail : null
  } catch {
    return null
  }
}
