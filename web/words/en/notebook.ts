/** The words of “My quotes” and its notes, in English. */
import type { NotebookWords } from '../nl/notebook.ts'

const number = (n: number) => n.toLocaleString('en-GB')

export const notebookEn = {
  lead: 'Your quotes and notes exist only in this browser. Nobody else sees them; if you clear your browser data, they are gone. So save them as a file now and then.',
  empty:
    'You have no quotes or notes yet. Select words in a transcript and choose “Keep” or “Note”, or choose “Note at this moment” at a recording.',
  count: (quotes: number, moments: number) =>
    [
      ...(quotes > 0 || moments === 0 ? [`${number(quotes)} ${quotes === 1 ? 'quote' : 'quotes'}`] : []),
      ...(moments > 0 ? [`${number(moments)} ${moments === 1 ? 'moment' : 'moments'}`] : []),
    ].join(' and '),
  save: 'Save as a file:',
  annotations: 'Web Annotation',
  file: 'quotes',
  note: 'Note',
  noteOn: (what: string) => `Note on: ${what}`,
  label: 'Own note',
  moment: (time: string) => `Moment at ${time}`,
  atMoment: 'Note at this moment',
  momentTitle: (time: string) => `Note at ${time}`,
  quoteTitle: 'Note on this quote',
  momentHelp: 'Saved as you type, only in this browser, under “My quotes”.',
  momentKept: 'Note saved under my quotes.',
  notNow: 'A note cannot be made now. Try again.',
  discard: 'This note is not saved. Close anyway?',
  removed: { quote: 'Quote removed.', moment: 'Moment removed.' },
  undo: 'Undo',
  noteBack: 'The note is as it was.',
  saved: 'Saved',
  merged: 'This note was changed in another tab meanwhile. It now holds both texts, one under the other.',
  tooLong: (length: number, most: number) =>
    `The note is ${number(length)} characters long; ${number(most)} fit. The latest changes are not saved: make it ${number(length - most)} characters shorter.`,
  full: 'Not saved: your list holds 1,000 quotes already. Save them as a file and remove some.',
  noRoom: 'Not saved: the storage of this browser is full. Save your quotes as a file and remove some.',
  refused: 'Not saved: this browser does not let us store anything here. Copy the text and keep it elsewhere.',
} satisfies NotebookWords
