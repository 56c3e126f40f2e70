/** Where a page of the library is. Pages in a folder have `static/place.ts` in its place. */

/** The link to a page, from `/`. */
export const linkTo = (path: string): string => path

/** The whole address of a page, to give to others. */
export const addressOf = (path: string): string => location.origin + path
