import { Temporal } from 'temporal-polyfill'

/** The day it is at the institution, `2024-04-15`. @param timeZone IANA name */
export const todayIn = (timeZone: string): string => Temporal.Now.plainDateISO(timeZone).toString()
