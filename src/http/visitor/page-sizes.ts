/** How much stands on one page of a list: a page stays under 60 kB. */
export const EVENTS_ON_A_PAGE = 30
export const TALKS_ON_A_PAGE = 24
export const NAMES_ON_A_PAGE = 120
