/** Folding, initials, sounds and relations of words. */
import { describe, expect, test } from 'vitest'
import { createAnalyser } from '../../src/language/analyser.ts'
import { namesByInitials } from '../../src/language/initials.ts'
import { readLexicon } from '../../src/language/lexicon.ts'
import { LEXICON_DATA } from '../../src/language/lexicon-data.ts'
import { parseQuery } from '../../src/language/query.ts'
import { createThesaurus } from '../../src/language/related.ts'
import { soundKey } from '../../src/language/sound.ts'
import { fold, tokenise } from '../../src/language/tokens.ts'

describe('folding', () => {
  test.each([
    ['Søren', 'soren'],
    ['Łukasz', 'lukasz'],
    ['straße', 'strasse'],
    ['Lærke', 'laerke'],
    ['R₀', 'r0'],
    ['ĳs', 'ijs'],
    ['zwem\u00ADbad', 'zwembad'],
    ['zwem\u2060bad', 'zwembad'],
  ])('%s', (word, form) => {
    expect(fold(word)).toBe(form)
    expect(tokenise(word)).toMatchObject([{ form, from: 0, to: word.length }])
  })

  test('signs that are read aloud are words, beside a number', () => {
    expect(tokenise('17% en € 6.000').map(({ form }) => form)).toEqual(['17', 'procent', 'en', 'euro', '6', '000'])
    expect(tokenise('% en €')).toMatchObject([{ form: 'en' }])
  })

  test('an invisible character in a quoted phrase is no character', () => {
    expect(parseQuery('"zwem\u2060bad dicht"').clauses[0]?.[0]?.words.map(({ form }) => form)).toEqual(['zwembad', 'dicht'])
  })
})

describe('initials', () => {
  test.each([
    ['Het Nationaal Programma Heerlen-Noord begon.', 'nphn'],
    ['met de Open Universiteit en Pharos', 'ou'],
    ['De Stichting Wonen Hoogwoude', 'swh'],
    ['de Academie voor Sociale Stedelijke Ontwikkeling', 'asso'],
    ['het Nationaal Programma Leefbaarheid en Veiligheid', 'nplv'],
  ])('%s: %s', (text, initials) => {
    expect(namesByInitials(text).map(([letters]) => letters)).toContain(initials)
  })

  test('a name ends at a comma', () => {
    expect(namesByInitials('Anna, Bert en Cas')).toEqual([])
  })
})

describe('sound', () => {
  test.each([
    ['olongren', 'ollongren'],
    ['elemeet', 'ellemeet'],
    ['fuurvlinder', 'vuurvlinder'],
    ['eensaamheid', 'eenzaamheid'],
    ['blei', 'blij'],
    ['kauw', 'kou'],
    ['school', 'sool'],
  ])('%s sounds like %s', (a, b) => {
    expect(soundKey(a)).toBe(soundKey(b))
  })

  test('different vowels are heard', () => {
    expect(soundKey('werk')).not.toBe(soundKey('work'))
  })
})

describe('the thesaurus', () => {
  const analyser = createAnalyser(readLexicon(LEXICON_DATA))
  const related = createThesaurus(analyser, (form) => (form === 'nphn' ? [['nationaal', 'programma', 'heerlen', 'noord']] : []))
  const others = (typed: string) => related(parseQuery(typed).clauses)?.clauses.map((terms) => terms.map(({ written }) => written))

  test('gives the other words of a group, in Dutch and English', () => {
    expect(others('docenten')?.[0]).toEqual(expect.arrayContaining(['leraar', 'leerkracht', 'teacher']))
    expect(others('poverty')?.[0]).toContain('armoede')
    expect(others('swimming pool')?.[0]).toContain('zwembad')
  })

  test('leaves the other words of the query as they are, and knows when it knows nothing', () => {
    expect(others('teachers heerlen')?.[1]).toEqual(['heerlen'])
    expect(others('heerlen')).toBeUndefined()
  })

  test('gives names by their initials', () => {
    expect(others('NPHN')).toEqual([['nationaal programma heerlen noord']])
  })
})
