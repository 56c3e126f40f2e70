/** The service worker: one classic script at a fixed address, since not every browser runs workers as modules. */
import { join } from 'node:path'
import { defineConfig } from 'vite'

const web = import.meta.dirname

export default defineConfig({
  root: web,
  publicDir: false,
  build: {
    target: 'es2022',
    emptyOutDir: false,
    rolldownOptions: {
      input: join(web, 'offline/worker.ts'),
      output: { format: 'iife', entryFileNames: 'offline.js' },
    },
  },
})
