/** Packages without types of their own; what the tests use of them. */
declare module '@adobe/structured-data-validator' {
  export default class Validator {
    constructor(schemaOrg?: object)
    validate(data: object): Promise<{ severity: string; issueMessage: string; path: unknown }[]>
  }
}

declare module '@citation-js/core' {
  export class Cite {
    constructor(data: unknown)
    readonly data: { id: string; title: string; author: object[]; issued: { 'date-parts': number[][] }; URL: string }[]
  }
  export const plugins: { readonly config: { get(name: string): Record<string, unknown> } }
}
declare module '@citation-js/plugin-bibtex' {}
declare module '@citation-js/plugin-ris' {}
