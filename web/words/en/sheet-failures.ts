/** Why a sheet or a cell of it was refused, in English. */

import type { sheetFailuresNl } from '../nl/sheet-failures.ts'
import { sizeIn } from '../size.ts'
import type { Widen } from '../widen.ts'

const size = sizeIn('en-GB')
const EXPORT = 'Save it as .xlsx or as CSV and choose that file.'

export const sheetFailuresEn: Widen<typeof sheetFailuresNl> = {
  sheetNoFile: 'Choose a file: CSV or .xlsx.',
  sheetTooLarge: (most) => `This sheet is larger than ${size(most)}. Split it, or take out pictures and empty sheets.`,
  sheetTooSlow: 'Reading this sheet took too long and was stopped. Split it into smaller sheets.',
  sheetEmpty: 'There are no rows in this file.',
  sheetNoRows: 'There is not a single row below the column names. Fill the sheet and choose it again.',
  sheetEncrypted: 'This file is protected with a password. Remove the password (File, Info, Protect Workbook) and choose it again.',
  sheetOldExcel: `This file has the form of Excel from before 2007 (.xls). ${EXPORT}`,
  sheetOpenDocument: `This is an OpenDocument file (.ods). ${EXPORT}`,
  sheetBinaryExcel: `This is a binary workbook (.xlsb). ${EXPORT}`,
  sheetUnknownKind: `This is not a sheet that the program can read. ${EXPORT}`,
  sheetDamaged: (part) => `This file is damaged (${part}). Open it in your program, save it again and choose it once more.`,
  sheetNoSuchSheet: (name, names) => `There is no worksheet “${name}”. There is: ${names}.`,
  sheetUnclosedQuote: (row) => `In row ${row} a cell begins with a quotation mark that is never closed. Put one at the end of the cell.`,
  sheetTooManyRows: (most) => `This sheet has more than ${most} rows. Split it.`,
  sheetTooManyColumns: (row, most) => `Row ${row} has more than ${most} columns. Take out columns that are not needed.`,
  sheetCellTooLong: (row, column, most) => `The cell in row ${row}, column ${column} has more than ${most} characters. Shorten it.`,
  sheetTooMuchText: (most) => `This sheet holds more than ${most} characters. Split it.`,
  sheetNoKeyColumn: 'Choose at least the column with the title, the id or the reference number.',
  sheetColumnTwice: (field) => `${field} was chosen for more than one column. Choose it once.`,
  sheetEncoding: (encoding) => `The file is not UTF-8 and was read as ${encoding}. Check letters with accents.`,
  sheetUnreadableText: (lines) =>
    `${lines === 1 ? '1 line has' : `${lines} lines have`} characters that cannot be read; they are shown as �.`,
  sheetOthers: (read, others) => `The worksheet “${read}” was read, not: ${others}. Fill in a name to read another one.`,
  sheetMerged: (ranges) => `Merged cells (${ranges}): only the first cell counts. Unmerge them if the text holds for more rows.`,
  sheetNoFileNamed: 'None of these files is named in a row. Nothing was sent.',
  sheetRowErased: 'This row was emptied: a recording that it was about was erased.',
  sheetRowWrong: (count) => (count === 1 ? 'There is 1 mistake in this row.' : `There are ${count} mistakes in this row.`),
  sheetNoTitle: 'A new recording needs a title. Fill in the cell, or give the reference number or id of a recording that exists.',
  sheetTooLong: (length, most) => `This is ${length} characters long; ${most} fit. Shorten it.`,
  sheetTooMany: (count, most) => `These are ${count}; ${most} fit.`,
  sheetErrorCell: (text) => `The formula in this cell gives an error (${text}). Mend it, or type the value.`,
  sheetNoDate: (text) => `“${text}” is not a date. Write, for instance, 15-4-2024, 15 April 2024 or 2024-04-15.`,
  sheetNoLanguage: (text) => `“${text}” is not a known language. Write, for instance, Dutch, English, nl or en.`,
  sheetNoVisibility: (text) => `“${text}” does not say who may see the recording. Write public, unlisted or internal.`,
  sheetNoSpeaker: (name) => `“${name}” is not a speaker’s name. Write Name (role, organisation), each at most 200 characters.`,
  sheetNobodyBefore: 'There is no speaker before this role or organisation. Fill in the name in a column before it.',
  sheetNoEvent: (text) => `There is no event “${text}”. Make it first under Events, or mend the title.`,
  sheetManyEvents: (text, ids) =>
    `There are more events “${text}”. Put the date behind it, as in Title (15 April 2024), or write an id: ${ids}.`,
  sheetIdWrong: (text) => `“${text}” cannot be an id. Use lower-case letters, digits and hyphens.`,
  sheetDouble: (row) =>
    `This is the same recording as in row ${row}. Take out one of the two rows, or give them different reference numbers.`,
  sheetFileTwice: (name, row) => `“${name}” is also named in row ${row}. Name a file at one recording only.`,
  madeAndPublished: 'This recording was published or scheduled meanwhile. Take it back to draft first.',
}
