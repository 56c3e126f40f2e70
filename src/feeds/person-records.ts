/** Where a person's identifiers lead, on the sites that gave them. */

const SITES = { orcid: 'https://orcid.org/', isni: 'https://isni.org/isni/', wikidata: 'https://www.wikidata.org/wiki/' } as const
const NAMES = { orcid: 'ORCID', isni: 'ISNI', wikidata: 'Wikidata' } as const

export interface RecordElsewhere {
  /** `ORCID 0000-0002-1825-0097`. */
  readonly title: string
  readonly url: string
}

export function recordsElsewhere(person: Readonly<Record<keyof typeof SITES, string | null>>): RecordElsewhere[] {
  return (Object.keys(SITES) as (keyof typeof SITES)[]).flatMap((kind) => {
    const value = person[kind]
    return value === null ? [] : [{ title: `${NAMES[kind]} ${value}`, url: SITES[kind] + value.replaceAll(' ', '') }]
  })
}
