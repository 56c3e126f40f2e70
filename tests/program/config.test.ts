import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig, SETTINGS } from '../../src/config.ts'
import { Failure } from '../../src/failure.ts'

test('nothing set gives a library that runs', () => {
  expect(readConfig({})).toMatchObject({ port: 3000, host: '127.0.0.1', name: 'Woordelijk', url: null, logLevel: 'info' })
})

test('every mistake is listed at once, unknown names too', () => {
  const wrong = {
    PORT: '70000',
    WOORDELIJK_URL: 'bibliotheek.nl',
    WOORDELIJK_DATE: '/srv',
    WOORDELIJK_LOG_LEVEL: 'luid',
    WOORDELIJK_CONTACT: 'geen adres',
  }
  try {
    readConfig(wrong)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(Failure)
    expect((error as Failure).errors.map(({ path }) => path).sort()).toEqual([
      'PORT',
      'WOORDELIJK_CONTACT',
      'WOORDELIJK_DATE',
      'WOORDELIJK_LOG_LEVEL',
      'WOORDELIJK_URL',
    ])
    expect((error as Failure).message).toContain('WOORDELIJK_DATE is geen instelling; bedoelde u WOORDELIJK_DATA?')
  }
})

test('the command line wins over the environment; an empty value is none', () => {
  expect(readConfig({ PORT: '4000', HOST: '' }, { PORT: '5000', HOST: undefined })).toMatchObject({ port: 5000, host: '127.0.0.1' })
})

test('the operators’ README lists every setting and no other', () => {
  const readme = readFileSync('src/keep/README.md', 'utf8')
  const listed = [...readme.matchAll(/^\| `((?:WOORDELIJK_)?[A-Z_]+)` +\|/gm)].map((match) => match[1])
  expect(listed.sort()).toEqual(SETTINGS.map(({ name }) => name).sort())
})

test('half a media store is said, with what is missing', () => {
  const missing = (settings: Record<string, string>) => {
    try {
      readConfig(settings)
    } catch (error) {
      return (error as Failure).errors.map(({ path }) => path)
    }
  }
  expect(missing({ WOORDELIJK_MEDIA_ENDPOINT: 'https://s3.example' })).toEqual(['WOORDELIJK_MEDIA'])
  expect(missing({ WOORDELIJK_MEDIA: 's3://media/bibliotheek' })).toEqual(['WOORDELIJK_MEDIA_REGION'])
  expect(missing({ WOORDELIJK_MEDIA: 'https://s3.example/media' })).toContain('WOORDELIJK_MEDIA')
  const amazon = { WOORDELIJK_MEDIA: 's3://media/a/b/', WOORDELIJK_MEDIA_REGION: 'eu-central-1' }
  expect(missing({ ...amazon, AWS_ACCESS_KEY_ID: 'sleutel' })).toEqual(['AWS_SECRET_ACCESS_KEY'])
  expect(readConfig(amazon).media.bucket).toEqual({
    bucket: 'media',
    prefix: 'a/b/',
    endpoint: null,
    region: 'eu-central-1',
    pathStyle: false,
  })
})
