/** What a piece of a word costs as a part of a compound. */

import type { CostModel } from './cut.ts'

export interface PartSource {
  /** Cost in nats of each known part. */
  readonly parts: ReadonlyMap<string, number>
  readonly verbStems: ReadonlySet<string>
  /** Cost of a verb stem (`parkeer` in `parkeerplaats`) that is no known part. */
  readonly verbCost: number
}

/** Affixes and separable first parts: they look like words, but what they join is a derivation and nobody searches for them. */
export const NO_PARTS: ReadonlySet<string> = new Set(
  // Particles, prepositions, pronouns and other small words.
  (
    'aan aaneen achteraf acht af alom al als bijeen buit daar dan den der des die dit door dus een er ever gene haar hem hen her hier ' +
    'heen hij hoe in jij kan ken langs maal men met mis naar nabij neer niet nen nul om omhoog omlaag ons ont op open per pre pro ' +
    'sub teer ter ten terecht toe toen tot uit uiteen van ver verder vers voorbij voort vooruit waar want wat wel wie wij ' +
    'zal zeer zich zij zijn zo mits niks iets elk elke alle ander andere zelfs meest minder nog ooit nooit toch dat deze jouw ' +
    'hun onze uw ook maar ' +
    'ernaar erop eraan ervan hierop daarom daarna waarin waarom tant aller straks teleur ' +
    // Derivational endings and what is left of a word before or after them.
    'baar bare eer eerde eerden end ende ene enen eren ere erig ers ert eten etje etjes eel eelt air ares ges ger heden heid ' +
    'ies ieel ieke ing inge ingen int ion isch ische ' +
    'ist iste lijk lijke loos loosheid loze matig matige miste re ren ret schap schappen schappelijk sch sen ste sel stel ' +
    'sters te achtig achtige vormig vormige ' +
    'waardig waardige zijdig zijdige zijde voudig voudige talig talige jarig jarige delig delige aal aar aars ale ant are ate ' +
    'atie aties ent eus ier iet ine itie iteit ' +
    'itis isme ina ral ling lingen nis nissen dom sam zaam zame stens teren leren enter lier ven bov mij verg toekom ' +
    'anten ante ants abel abele chap chappen eling elingen ens iek ieke ieken netje netjes letje letjes metje metjes raat tie ties ' +
    'ting tingen len lens pende lander landers ooft con trans par obs beg ' +
    'ave ijker tra vagant wegge arier ijk tig lend gen rijk rijke zakelijk tijdig aardig vaardig gevend echtelijk grafie kundig kundige'
  ).split(' '),
)

/** Words that end others only by accident: `standaard`, `verwarring`. */
const NO_LAST: ReadonlySet<string> = new Set(
  (
    'aard lands lende sier pen ring ton vol weer bar rond samen terug los vast mede tal achter binnen boven buiten onder over ' +
    'tegen tussen voor bij mee na meer ster tel ' +
    'rijke'
  ).split(' '),
)
/** They open words and are none: `multicultureel`, `kilometer`. */
const COMBINING: ReadonlySet<string> = new Set(
  'aarts anti bio eco elektro ere euro hyper inter kilo macro maxi mega micro mini mono multi neven poly pseudo quasi semi super tele ultra'.split(
    ' ',
  ),
)
/** They close words and are none alone: `bolvormig`, `tweetalig`. What is looked for stands before them. */
const ADJECTIVE_HEADS: ReadonlySet<string> = new Set('delig hoekig jarig kleurig schalig soortig talig voudig vormig zijdig'.split(' '))
/** Before `-jarig`, `-talig` and the like only: elsewhere they open too much by accident. */
const COUNTED_OR_SPOKEN =
  /^(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|(?:der|veer|vijf|zes|zeven|acht|negen)tien|\w*tig|honderd|duizend|half|meer|veel|anders?|nederlands|engels|frans|duits|fries|vlaams|spaans|turks|arabisch|pools)$/
const COUNTED_HEAD = /(?:daags|delig|jarig|maandelijks|talig|voudig|zijdig)(?:en?|er)?$/
/** Nats, as for a rather common noun. */
const AFFIX_COST = 8

/** They open compounds (`tussenpersoon`) but far more derivations (`overgang`), so they cost more than their count says. */
const PARTICLES: ReadonlySet<string> = new Set(
  'achter binnen boven buiten mede mee na onder over tegen tussen voor bij samen terug weg'.split(' '),
)
const PARTICLE_COST = 1

/** `ondervoorzitter`: the particle stands before a noun that is itself from a verb with a particle. */
const STARTS_WITH_PARTICLE = /^(?:achter|binnen|boven|buiten|mede|onder|over|tegen|tussen|voor|samen)/

/** `overlever` and `teruggezet` come from verbs with a particle, `achternaam` and `terugtocht` are compounds. */
export function isFromVerb(first: string, rest: string, isPart: (word: string) => boolean): boolean {
  if (!PARTICLES.has(first) || STARTS_WITH_PARTICLE.test(rest)) return false
  // `tegengewicht`: the rest is a noun, whatever it begins and ends with.
  return /(?:ers?|ing|ingen|ende?n?)$/.test(rest) || (/^ge.*(?:[td]e?n?|en)$/.test(rest) && !isPart(rest))
}

export function isParticle(piece: string): boolean {
  return PARTICLES.has(piece)
}

/** `achtjarige` → acht and jarig, `nederlandstalig`: two parts, the second without its inflection. Null for other words. */
export function countedParts(form: string): readonly [first: string, head: string] | null {
  const at = form.search(COUNTED_HEAD)
  return at > 0 && COUNTED_OR_SPOKEN.test(form.slice(0, at)) ? [form.slice(0, at), form.slice(at).replace(/(?:en?|er)$/, '')] : null
}

/** Nats a plural before another part costs: `spinnen` in `spinnenweb`. */
const PLURAL_LINK = 2
/** Nats more for a verb stem of three letters: `leg` in `legpuzzel`. */
const SHORT_VERB = 2
const INFLECTED = /(?:[ens]|je)$/
const ADJECTIVE_INFLECTED = /ig(?:en?|er|ere|st|ste)$/

export function partCosts(source: PartSource, stem: (form: string) => string): CostModel {
  const { parts, verbStems, verbCost } = source
  const known = (word: string) => (NO_PARTS.has(word) ? undefined : parts.get(word))
  return {
    cost: (piece, last) => {
      if (last && NO_LAST.has(piece)) return undefined
      const cost = known(piece)
      if (cost !== undefined) return PARTICLES.has(piece) ? cost + PARTICLE_COST : cost
      if (!last && COMBINING.has(piece)) return AFFIX_COST
      if (last && (ADJECTIVE_HEADS.has(piece) || (ADJECTIVE_INFLECTED.test(piece) && ADJECTIVE_HEADS.has(stem(piece))))) return AFFIX_COST
      if (!last) {
        if (piece.length < 3 || NO_PARTS.has(piece)) return undefined
        if (verbStems.has(piece)) return piece.length > 3 ? verbCost : verbCost + SHORT_VERB
        if (piece.length < 4) return undefined
        const plural = piece.endsWith('en') && piece.length >= 5 ? known(stem(piece)) : undefined
        return plural === undefined ? undefined : plural + PLURAL_LINK
      }
      if (!INFLECTED.test(piece) || piece.length < 4 || NO_PARTS.has(piece)) return undefined
      const base = stem(piece)
      if (base === piece) return undefined
      if (base.length >= 3 && piece.startsWith(base.slice(0, 2))) {
        const direct = known(base) ?? known(`${base}e`)
        if (direct !== undefined) return direct
      }
      const shorter = piece.slice(0, -1)
      return stem(shorter) === base ? known(shorter) : undefined
    },
  }
}
