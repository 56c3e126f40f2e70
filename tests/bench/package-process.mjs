/** One import of a folder of manifests in a process of its own: `package-process.mjs MANIFESTS DATA ffmpeg|mediabunny`; sends { seconds, memory }. */
const [manifests, data, tool] = process.argv.slice(2)
const { readConfig } = await import('../../dist/src/config.js')
const { importManifests } = await import('../../dist/src/ingest/import.js')
const { openLibrary } = await import('../../dist/src/wire.js')

const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
const start = performance.now()
const rows = await importManifests([manifests], { ...open, ffmpeg: tool === 'ffmpeg' ? open.ffmpeg : async () => null })
const seconds = (performance.now() - start) / 1000
await open.close()
if (rows.some(({ status }) => status !== 'added')) throw new Error(JSON.stringify(rows))
process.send?.({ seconds, memory: process.resourceUsage().maxRSS * 1024 })
