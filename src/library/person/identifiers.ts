/** Identifiers that others gave to a person, checked and in their one written form. */

/** A person's record elsewhere. */
export const IDENTIFIER_KINDS = ['orcid', 'isni', 'wikidata'] as const
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number]

const PREFIXES: Record<IdentifierKind, RegExp> = {
  orcid: /^(?:https?:\/\/orcid\.org\/|orcid:?\s*)/i,
  isni: /^(?:https?:\/\/(?:www\.)?isni\.org\/(?:isni\/)?|isni:?\s*)/i,
  wikidata: /^https?:\/\/(?:www\.)?wikidata\.org\/(?:wiki|entity)\//i,
}

/**
 * @param text the identifier, or its web address
 * @returns its written form, or null for one that cannot exist: the last character of an ORCID and an ISNI checks the others
 */
export function readIdentifier(kind: IdentifierKind, text: string): string | null {
  const bare = text.trim().replace(PREFIXES[kind], '').replace(/\/$/, '')
  if (kind === 'wikidata') return /^Q[1-9]\d{0,11}$/i.test(bare) ? bare.toUpperCase() : null
  const digits = bare.replaceAll(/[\s-]/g, '').toUpperCase()
  if (!/^\d{15}[\dX]$/.test(digits) || checkCharacter(digits.slice(0, 15)) !== digits[15]) return null
  return (digits.match(/.{4}/g) ?? []).join(kind === 'orcid' ? '-' : ' ')
}

/** ISO 7064, MOD 11-2. */
function checkCharacter(digits: string): string {
  let total = 0
  for (const digit of digits) total = ((total + Number(digit)) * 2) % 11
  const check = (12 - total) % 11
  return check === 10 ? 'X' : String(check)
}
