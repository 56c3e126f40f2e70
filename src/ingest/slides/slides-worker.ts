/** Reads the slides of the files it is sent, one at a time. */
import { parentPort } from 'node:worker_threads'
import { readSlides } from './slides.ts'

parentPort?.on('message', (bytes: Uint8Array) => void readSlides(bytes).then((slides) => parentPort?.postMessage(slides)))
