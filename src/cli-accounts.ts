/** The archivists' accounts and programs' tokens, from the command line: the only place where the first account can be made. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import type { Account } from './access/accounts.ts'
import { ROLES, type Role, SCOPES, type Scope } from './access/viewer.ts'
import { Failure } from './failure.ts'
import type { Actor } from './library/audit.ts'
import type { OpenLibrary } from './wire.ts'

type WithLibrary = (work: (open: OpenLibrary) => Promise<void>) => Promise<void>

/** The actor in the audit log for commands typed on the server. */
const COMMAND: Actor = { kind: 'command', id: null, name: 'opdrachtregel' }

const print = (text: string): void => void process.stdout.write(`${text}\n`)
const tell = (text: string): void => void process.stderr.write(`${text}\n`)

export function addAccountCommands(program: Command, withLibrary: WithLibrary): void {
  const user = program.command('user').description('accounts van archivarissen en beheerders')
  const role = () => new Option('--role <rol>', 'wat het account mag').choices(ROLES).default('archivist')

  user
    .command('add')
    .description('een account maken; het wachtwoord wordt gevraagd of van stdin gelezen')
    .argument('<e-mailadres>')
    .addOption(role())
    .option('--name <naam>')
    .action(async (email: string, options: { role: Role; name?: string }) => {
      await withLibrary(async ({ accounts }) => {
        const { role: given, name } = options
        const account = await accounts.add(
          { email, role: given, password: await readPassword(), ...(name === undefined ? {} : { name }) },
          COMMAND,
        )
        print(`${account.email}\t${account.role}`)
      })
    })

  user
    .command('list')
    .description('alle accounts')
    .option('--json', 'als JSON')
    .action(async (options: { json?: boolean }) => {
      await withLibrary(async ({ accounts }) => {
        const all = await accounts.list()
        if (options.json) return print(JSON.stringify(all, null, 2))
        for (const account of all)
          print([account.email, account.role, account.name, account.disabled === null ? '' : 'gesloten'].join('\t').trimEnd())
        if (all.length === 0) tell('Er zijn nog geen accounts. “woordelijk user add E-MAILADRES --role admin” maakt het eerste.')
      })
    })

  user
    .command('password')
    .description('een nieuw wachtwoord geven; het account wordt overal afgemeld')
    .argument('<e-mailadres>')
    .action(async (email: string) => {
      await withLibrary(async ({ accounts }) => {
        const account = await byEmail(accounts.list(), email)
        await accounts.setPassword(account.id, await readPassword(), COMMAND)
        print(`${account.email}\tnieuw wachtwoord`)
      })
    })

  user
    .command('role')
    .description('de rol van een account wijzigen')
    .argument('<e-mailadres>')
    .addArgument(new Argument('<rol>').choices(ROLES))
    .action(async (email: string, given: Role) => {
      await withLibrary(async ({ accounts }) => {
        const account = await byEmail(accounts.list(), email)
        await accounts.setRole(account.id, given, COMMAND)
        print(`${account.email}\t${given}`)
      })
    })

  for (const [name, disabled, about] of [
    ['close', true, 'een account sluiten: het meldt zich niet meer aan'],
    ['open', false, 'een gesloten account heropenen'],
  ] as const)
    user
      .command(name)
      .description(about)
      .argument('<e-mailadres>')
      .action(async (email: string) => {
        await withLibrary(async ({ accounts }) => {
          const account = await byEmail(accounts.list(), email)
          await accounts.setDisabled(account.id, disabled, COMMAND)
          print(`${account.email}\t${disabled ? 'gesloten' : 'open'}`)
        })
      })

  const token = program.command('token').description('tokens waarmee programma’s werken')

  token
    .command('create')
    .description('een token maken; het wordt één keer getoond')
    .requiredOption('--scope <recht>', `recht, meer keer te geven of met komma’s: ${SCOPES.join(', ')}`, addScopes)
    .option('--name <naam>', 'waarvoor het is', 'opdrachtregel')
    .option('--days <dagen>', 'hoe lang het geldig is (standaard 365)', wholeDays, 365)
    .option('--json', 'als JSON')
    .action(async (options: { scope: readonly Scope[]; name: string; days: number; json?: boolean }) => {
      await withLibrary(async ({ keys }) => {
        const expires = new Date(Date.now() + options.days * 86_400_000).toISOString()
        const made = await keys.addToken(options.name, options.scope, expires, COMMAND)
        print(options.json ? JSON.stringify({ ...made.token, secret: made.secret }, null, 2) : made.secret)
        tell('Bewaar dit token nu; het wordt niet opnieuw getoond.')
      })
    })

  token
    .command('list')
    .description('alle tokens, zonder het geheim')
    .option('--json', 'als JSON')
    .action(async (options: { json?: boolean }) => {
      await withLibrary(async ({ keys }) => {
        const all = await keys.tokens()
        if (options.json) return print(JSON.stringify(all, null, 2))
        for (const { id, name, scopes, expires, revoked } of all)
          print([id, name, scopes.join(','), revoked === null ? `tot ${expires?.slice(0, 10) ?? '–'}` : 'ingetrokken'].join('\t'))
      })
    })

  token
    .command('revoke')
    .description('een token intrekken')
    .argument('<id>')
    .action(async (id: string) => {
      await withLibrary(async ({ keys }) => {
        await keys.revokeToken(id, COMMAND)
        print(`${id}\tingetrokken`)
      })
    })
}

async function byEmail(all: Promise<readonly Account[]>, email: string): Promise<Account> {
  const account = (await all).find((one) => one.email === email.trim().toLowerCase())
  if (!account) throw new Failure('not-found', `Er is geen account met het adres ${email}. “woordelijk user list” toont ze.`)
  return account
}

function addScopes(text: string, given: readonly Scope[] = []): readonly Scope[] {
  const named = text.split(',').map((part) => part.trim())
  const unknown = named.filter((name) => !SCOPES.some((scope) => scope === name))
  if (unknown.length > 0) throw new InvalidArgumentError(`${unknown.join(', ')} is geen recht. Kies uit: ${SCOPES.join(', ')}.`)
  return SCOPES.filter((scope) => given.includes(scope) || named.includes(scope))
}

function wholeDays(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 3650) throw new InvalidArgumentError('Geef een aantal dagen van 1 tot 3650.')
  return Number(text)
}

/** From the terminal, twice and unseen; from a pipe, its first line. Never from an argument: those stand in everybody's process list. */
async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString('utf8').split(/\r?\n/)[0] ?? ''
  }
  const first = await readHidden('Wachtwoord: ')
  if ((await readHidden('Nogmaals:   ')) !== first)
    throw new Failure('invalid', 'De twee wachtwoorden zijn niet gelijk. Er is niets bewaard.')
  return first
}

function readHidden(question: string): Promise<string> {
  const { stdin } = process
  process.stderr.write(question)
  stdin.setRawMode(true)
  stdin.resume()
  stdin.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = () => {
      stdin.off('data', read)
      stdin.setRawMode(false)
      stdin.pause()
      process.stderr.write('\n')
    }
    const read = (text: string | Buffer) => {
      for (const character of String(text)) {
        if (character === '\r' || character === '\n') {
          end()
          return resolve(typed)
        }
        if (character === '\u0003') {
          end()
          return reject(new Failure('invalid', 'Afgebroken. Er is niets bewaard.'))
        }
        typed = character === '\u007f' || character === '\b' ? Array.from(typed).slice(0, -1).join('') : typed + character
      }
    }
    stdin.on('data', read)
  })
}
