/** Dates as Excel keeps them: a number of days, with a number format that shows it as a date. */

const DAY_SECONDS = 86_400
/** 31 December 9999. */
const LAST = 2_958_465
/** Formats that every workbook has without naming them (ECMA-376 18.8.30), East Asian ones included. */
const BUILT_IN = (id: number) => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Whether a number format shows a number as a date or a time. @param code null: a built-in format */
export function isDateFormat(id: number, code: string | null): boolean {
  if (code === null) return BUILT_IN(id)
  // Without quoted text, escaped and padded characters, and colours and locales; `[h]` stays.
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  return /[ymdhs]/i.test(bare.replace(/general|standaard/gi, ''))
}

/**
 * `2024-04-15`, `2024-04-15T11:15`, or `11:15` for a part of a day.
 * @param epoch1904 as old Macs counted
 * @returns null for a number that is no date
 */
export function serialDate(serial: number, epoch1904: boolean): string | null {
  if (!Number.isFinite(serial) || serial < 0 || serial > LAST) return null
  const seconds = Math.round(serial * DAY_SECONDS)
  const [days, rest] = [Math.floor(seconds / DAY_SECONDS), seconds % DAY_SECONDS]
  const clock = `${two(Math.floor(rest / 3600))}:${two(Math.floor((rest % 3600) / 60))}`
  if (days === 0 && !epoch1904) return clock
  // Excel has a 29 February 1900: days before it count from 31 December 1899.
  if (days === 60 && !epoch1904) return '1900-02-29'
  const first = epoch1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30)
  const day = new Date(first + days * DAY_SECONDS * 1000).toISOString().slice(0, 10)
  return rest === 0 ? day : `${day}T${clock}`
}

const two = (number: number) => String(number).padStart(2, '0')
