/** Slides: one HTML design, rendered to PNG by the system's Chromium. */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import type { Script } from './script.ts'

const CHROMIUM = '/usr/bin/chromium'
const WIDTH = 1280
const HEIGHT = 720
/** The player's bar covers the foot of the picture; nothing may stand there. */
const EMPTY_FOOT = 110

const LABEL = 'Demonstratieopname · computerstem · niet de woorden van de spreker'

/**
 * Grounds are flat, because a gradient shows bands after encoding. The ink has the tint of its ground, so that letters
 * differ from it in lightness alone: the encoder spends nothing on colour at their edges, and smears none.
 */
export interface Palette {
  readonly ground: string
  /** The index tabs of the other chapters. */
  readonly tab: string
  readonly ink: string
  readonly accent: string
}

/** One quiet hue an event, so that its talks are seen to belong together. */
const PALETTES: Readonly<Record<string, Palette>> = {
  'academie-2': { ground: '#1b2a40', tab: '#31425c', ink: '#dfeeff', accent: '#f0a08c' },
  'ontmoetingsdag-2018': { ground: '#3b2329', tab: '#553c43', ink: '#ffe8ee', accent: '#f2b48a' },
  'landelijke-werkplaats': { ground: '#17342f', tab: '#2d4d47', ink: '#dcfaf4', accent: '#e8c37d' },
  'minisymposium-2020': { ground: '#30274a', tab: '#484066', ink: '#efe7ff', accent: '#e6b8d8' },
}

/**
 * Renders a slide a chapter: the first carries the talk's title, the others their chapter's.
 * @returns PNG images, in the order of the chapters
 * @throws when Chromium is missing, or when text does not fit: a slide is mended in its script, never shrunk silently
 */
export async function renderSlides(script: Script, event: string): Promise<Uint8Array[]> {
  const palette = PALETTES[event]
  if (!palette) throw new Error(`no palette for event ${event}: add one to slides.ts`)
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing; install it: apt-get install chromium`)
  const style = await stylesheet(palette)
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  try {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, deviceScaleFactor: 1 })
    const images: Uint8Array[] = []
    for (const [index, chapter] of script.chapters.entries()) {
      await page.setContent(slideHtml(script, index, style))
      await page.evaluate(() => document.fonts.ready)
      const misfit = await findMisfit(page)
      if (misfit) throw new Error(`slide “${chapter.title}” of “${script.title}”: ${misfit}`)
      images.push(await page.screenshot({ type: 'png' }))
    }
    return images
  } finally {
    await browser.close()
  }
}

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function slideHtml(script: Script, index: number, style: string): string {
  const chapter = script.chapters[index]
  if (!chapter) throw new RangeError(`no chapter ${index}`)
  const opening = index === 0
  const tabs = script.chapters.map((_, at) => `<li${at === index ? ' class="current"' : ''}></li>`).join('')
  const lines = chapter.lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')
  return `<!doctype html><html lang="nl"><meta charset="utf-8"><style>${style}</style>
<body class="${opening ? 'opening' : ''}"><header>${LABEL}</header>
<ol>${tabs}</ol>
<main><h1>${escapeHtml(opening ? script.title : chapter.title)}</h1><ul>${lines}</ul></main></body></html>`
}

/** What is wrong with the slide on the page, or null. Runs the measurements inside the browser. */
function findMisfit(page: Page): Promise<string | null> {
  return page.evaluate((lowest) => {
    const main = document.querySelector('main')
    if (!main) return 'no text'
    if (main.getBoundingClientRect().bottom > lowest) return 'the text runs into the foot that the player covers'
    for (const li of document.querySelectorAll('main li')) {
      const range = document.createRange()
      range.selectNodeContents(li)
      if (range.getClientRects().length > 1) return `the line “${li.textContent}” does not fit on one line`
    }
    return null
  }, HEIGHT - EMPTY_FOOT)
}

async function fontUrl(path: string): Promise<string> {
  const file = fileURLToPath(import.meta.resolve(`@fontsource-variable/${path}-latin-wght-normal.woff2`))
  return `data:font/woff2;base64,${(await readFile(file)).toString('base64')}`
}

async function stylesheet(palette: Palette): Promise<string> {
  const serif = await fontUrl('source-serif-4/files/source-serif-4')
  const sans = await fontUrl('atkinson-hyperlegible-next/files/atkinson-hyperlegible-next')
  return `
@font-face { font-family: 'Source Serif'; src: url(${serif}); font-weight: 200 900 }
@font-face { font-family: Atkinson; src: url(${sans}); font-weight: 200 800 }
* { box-sizing: border-box; margin: 0; padding: 0 }
body { width: ${WIDTH}px; height: ${HEIGHT}px; overflow: hidden; position: relative;
  background: ${palette.ground}; color: ${palette.ink}; font: 400 37px/1.3 Atkinson, sans-serif }
header { position: absolute; left: 88px; top: 34px; font: 500 21px/1.3 Atkinson, sans-serif; letter-spacing: .01em;
  color: color-mix(in srgb, ${palette.ink} 78%, ${palette.ground}) }
/* A thumb index, as in a printed book. On the encoder's grid of 16 px its edges cost nothing and stay sharp. */
ol { list-style: none; position: absolute; right: 0; top: 112px; display: grid; gap: 16px }
ol li { width: 16px; height: 48px; background: ${palette.tab} }
ol .current { background: ${palette.accent} }
main { position: absolute; left: 88px; right: 88px; top: 112px }
h1 { font: 600 62px/1.14 'Source Serif', serif; letter-spacing: -.012em; text-wrap: balance; max-width: 1060px }
.opening h1 { font-size: 70px }
ul { list-style: none; margin-top: 44px; display: grid; gap: 22px }
.opening ul { margin-top: 40px; gap: 14px }
ul li { padding-left: 34px; position: relative }
ul li::before { content: ''; position: absolute; left: 0; top: .18em; bottom: .18em; width: 6px; background: ${palette.accent} }
.opening ul li { padding-left: 0 }
.opening ul li::before { content: none }
.opening ul li + li { font-size: 34px; color: color-mix(in srgb, ${palette.ink} 82%, ${palette.ground}) }
`
}
