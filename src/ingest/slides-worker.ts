/** Reads the slides of one file and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { readSlides } from './slides.ts'

parentPort?.postMessage(await readSlides(workerData as Uint8Array))
