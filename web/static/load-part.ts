/** Scripts and data that a page in a folder loads when it needs them: as `<script>`s, since a page on a disk may fetch nothing. */

interface Registry {
  readonly waiting: Map<string, (data: unknown) => void>
}

const shared = globalThis as { woordelijk?: ((file: string, data: unknown) => void) & Registry }

/** The global function that data files call with their name and content. Every script of ours shares it. */
function registry(): Registry {
  if (!shared.woordelijk) {
    const waiting: Registry['waiting'] = new Map()
    shared.woordelijk = Object.assign((file: string, data: unknown) => waiting.get(file)?.(data), { waiting })
  }
  return shared.woordelijk
}

const parts = new Map<string, Promise<unknown>>()
const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href

/** @returns what the script of this name exports */
export function loadPart<T>(name: string): Promise<T> {
  const known = parts.get(name)
  if (known) return known as Promise<T>
  const loading = runScript(new URL(`${name}.js`, own).href).then(() => (globalThis as Record<string, unknown>)[`woordelijk_${name}`] as T)
  parts.set(name, loading)
  loading.catch(() => parts.delete(name))
  return loading
}

/** @param file from the folder, as the data file names itself. @throws Error when it is not there */
export async function loadData<T>(folder: URL, file: string, version = ''): Promise<T> {
  const { waiting } = registry()
  const address = new URL(file.split('/').map(encodeURIComponent).join('/'), folder)
  if (version !== '') address.searchParams.set('v', version)
  let data: unknown
  waiting.set(file, (given) => (data = given))
  try {
    await runScript(address.href)
  } finally {
    waiting.delete(file)
  }
  if (data === undefined) throw new Error(`${file} holds no data`)
  return data as T
}

function runScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.addEventListener('load', () => {
      script.remove()
      resolve()
    })
    script.addEventListener('error', () => {
      script.remove()
      reject(new Error(`${address} cannot be loaded`))
    })
    script.src = address
    document.head.append(script)
  })
}
