/** One file on its way (tus 1.0): continues by itself after a dropped line, and from where it was after a reload. */
import { DetailedError, Upload } from 'tus-js-client'
import { ENDPOINT, type KnownUpload, type Refused, tellHash, uploadNow } from './uploads.ts'

export interface Progress {
  readonly sent: number
  readonly size: number
  /** Bytes a second, over the last seconds; null: not known yet. */
  readonly rate: number | null
}

export interface SendEvents {
  onProgress(progress: Progress): void
  /** Another attempt will follow. */
  onRetry(): void
  /** Every byte is at the server, which now compares and stores the file. */
  onSent(): void
  onStored(upload: KnownUpload): void
  onFailed(refused: Refused): void
}

export interface Sending {
  pause(): void
  resume(): void
  /** Throws away what is at the server. */
  cancel(): Promise<void>
}

const RETRY_MS = [0, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000]
/** The rate is taken over so long. */
const WINDOW_MS = 8000

/** @param id an upload that the server knows, with none or some of this file's bytes */
export function send(file: File, id: string, events: SendEvents): Sending {
  const seen: { at: number; sent: number }[] = []
  const upload = new Upload(file, {
    // Without an endpoint it never begins another upload where this one is gone.
    uploadUrl: `${ENDPOINT}/${id}`,
    // The server knows what is unfinished; a browser's own memory would know less.
    storeFingerprintForResuming: false,
    retryDelays: RETRY_MS,
    onShouldRetry(error) {
      const status = error.originalResponse?.getStatus() ?? 0
      const again = status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 503 && status !== 507)
      if (again) events.onRetry()
      return again
    },
    onProgress(sent, size) {
      const at = performance.now()
      seen.push({ at, sent })
      while (seen.length > 2 && at - (seen[0]?.at ?? at) > WINDOW_MS) seen.shift()
      const [first] = seen
      const elapsed = at - (first?.at ?? at)
      events.onProgress({ sent, size, rate: first && elapsed > 500 ? ((sent - first.sent) / elapsed) * 1000 : null })
      if (sent === size) events.onSent()
    },
    onSuccess: () => void finish(),
    onError(error) {
      const response = error instanceof DetailedError ? error.originalResponse : null
      events.onFailed({ status: response?.getStatus() ?? null, detail: detailOf(response?.getBody() ?? '') })
    },
  })
  /** The hash is computed while the bytes are under way; it is told as soon as it is there. */
  let told: ReturnType<typeof tellHash> | null = null

  /** Stored is what the server says is stored, after it compared the file with this browser's SHA-256. */
  async function finish(): Promise<void> {
    events.onSent()
    let answer = await (told ??= tellHash(file, id))
    // Told before the last byte, or finished by an earlier attempt whose answer was lost.
    if (!isUpload(answer) || answer.state === 'receiving') answer = (await uploadNow(id)) ?? answer
    if (isUpload(answer) && answer.state === 'stored') return events.onStored(answer)
    told = null
    if (!isUpload(answer)) events.onFailed(answer)
    else events.onFailed({ status: answer.state === 'failed' ? 422 : null, detail: answer.problem })
  }

  const start = () => {
    told ??= tellHash(file, id).then((answer) => {
      // Asked again at the end.
      if (!isUpload(answer)) told = null
      return answer
    })
    upload.start()
  }
  start()
  return {
    pause: () => void upload.abort(),
    resume() {
      seen.length = 0
      start()
    },
    cancel: () => upload.abort(true),
  }
}

function isUpload(answer: KnownUpload | Refused): answer is KnownUpload {
  return 'state' in answer
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
