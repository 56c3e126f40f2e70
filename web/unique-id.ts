/** Ids for elements that a script makes. Not `crypto.randomUUID`: a library served without TLS does not have it. */
let last = 0

/** @param name letters and hyphens */
export const uniqueId = (name: string): string => `${name}-${++last}`
