import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Age } from '../../src/secrets/age.ts'
import { COMMAND, makeProject } from './command-line.ts'
import { ansibleVault, newIdentity } from './keys.ts'

/** Twenty secrets that differ from each other and contain every kind of special character. */
export const CANARIES: readonly string[] = [
  'canary01-plain-word',
  "canary02 it's quoted",
  'canary03 "double" quoted',
  'canary04\\back\\slash\\n',
  'canary05 $HOME `id` $(id)',
  'canary06 100% & <b>html</b>',
  'canary07/path+plus=equals==',
  'canary08 ünïcødé ❤ 漢字',
  'canary09\ttab and  spaces',
  `canary10 ${'long '.repeat(60)}end`,
  'canary11-first-line-of-two\ncanary11-second-line-of-two',
  '!canary12 *glob? [a-z]',
  '{{ canary13 }}',
  '#canary14: {a: [b, c]}',
  "canary15'\\''shell",
  '~canary16/;|&><',
  'canary17@host:5432/db?x=y#z',
  "(canary18)*'!~",
  'canary19=',
  '90817263540012',
]

/** The ways in which canaries are stored, used in turn. */
export const KINDS = ['env', 'file', 'command', 'age', 'vault', 'secrets', 'vault file'] as const

/**
 * A project that stores each canary in another way, as the variables `s0`, `s1`, …, and the environment for its
 * runs.
 */
export interface CanarySite {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

/** Returns the name of the variable that contains a canary. */
export const nameOf = (index: number): string => `s${index}`

/** Creates the project with these additional files. `kinds` are the ways in which canaries are stored. */
export function canarySite(
  files: Readonly<Record<string, string>>,
  kinds: readonly (typeof KINDS)[number][] = KINDS,
): CanarySite {
  const key = newIdentity()
  const age = new Age()
  const all = CANARIES.map((text, index) => ({
    text,
    name: nameOf(index),
    kind: kinds[index % kinds.length],
  }))
  const of = (kind: string): typeof all => all.filter(each => each.kind === kind)
  const env: NodeJS.ProcessEnv = { ...process.env, DROVER_IDENTITY: key.file }
  const seal = (text: string): string => age.seal(Buffer.from(text), { recipients: [key.recipient] })
  const block = (text: string): string => `|\n${text.trimEnd().replace(/^/gm, '    ')}`
  const folder = makeProject({
    ...files,
    'vault-password': 'the vault password\n',
    'hosts.yml': 'all: { hosts: { a: { connection: local } } }\n',
    'secrets/all.age': seal(
      of('secrets')
        .map(({ name, text }) => `${name}: ${JSON.stringify(text)}\n`)
        .join(''),
    ),
    'templates/all.hbs': CANARIES.map((_, index) => `${index}={{${nameOf(index)}}}\n`).join(''),
    'group_vars/all/vault.yml': of('vault file')
      .map(({ name, text }) => `${name}: !unsafe ${JSON.stringify(text)}\n`)
      .join(''),
  })
  const words = ['--vault-password-file', join(folder, 'vault-password')]
  const vars = all.map(({ name, text, kind }) => {
    if (kind === 'env') {
      env[`CANARY_${name}`] = text
      return `${name}: !secret {env: CANARY_${name}}`
    }
    if (kind === 'file' || kind === 'command') {
      writeFileSync(join(folder, name), `${text}\n`)
      return kind === 'file'
        ? `${name}: !secret {file: ../../${name}}`
        : `${name}: !secret {command: [cat, ../../${name}]}`
    }
    if (kind === 'age') return `${name}: !secret ${block(seal(text))}`
    if (kind === 'vault') return `${name}: !vault ${block(ansibleVault(['encrypt', ...words], text))}`
    return ''
  })
  ansibleVault(['encrypt', ...words, join(folder, 'group_vars/all/vault.yml')])
  writeFileSync(join(folder, 'group_vars/all/vars.yml'), `${vars.join('\n')}\n`)
  return { folder, env }
}

/** A `loop` over all canaries. */
export const EACH_CANARY = `loop: ${JSON.stringify(CANARIES.map((_, index) => `{{${nameOf(index)}}}`))}`

/** The exit code and the output of a run. */
export interface Ran {
  readonly code: number | null
  readonly output: string
}

/** Runs a playbook of the project. */
export function runCanaries(site: CanarySite, playbook: string, ...words: string[]): Promise<Ran> {
  const inventory = words.includes('-i') ? [] : ['-i', 'hosts.yml']
  return runWords(
    site,
    'playbook',
    ...inventory,
    playbook,
    '--vault-password-file',
    'vault-password',
    ...words,
  )
}

/** Runs the command line with these words in the project's folder. */
export function runWords(site: CanarySite, ...words: string[]): Promise<Ran> {
  return startWords(site, ...words).ended
}

/** Starts the command line with these words in the project's folder. The process can be killed. */
export function startWords(
  { folder, env }: CanarySite,
  ...words: string[]
): { readonly kill: () => void; readonly ended: Promise<Ran> } {
  const [program = '', ...before] = COMMAND
  const child = spawn(program, [...before, ...words], { cwd: folder, env })
  const pieces: Buffer[] = []
  child.stdout.on('data', piece => pieces.push(piece))
  child.stderr.on('data', piece => pieces.push(piece))
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, output: Buffer.concat(pieces).toString() }))
  })
  return { kill: () => child.kill('SIGKILL'), ended }
}

/** Returns every form in which a canary may appear in output, computed without the code that masks it. */
function traces(text: string): string[] {
  const bytes = Buffer.from(text)
  const long = bytes.length > 12
  const base64 = [0, 1, 2].map(shift => {
    const whole = Buffer.concat([Buffer.alloc(shift, 'u'), bytes]).toString('base64')
    return whole.slice(shift === 0 ? 0 : 4, -4)
  })
  return [
    text,
    ...text.split('\n'),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...(long ? base64.flatMap(each => [each, each.replaceAll('+', '-').replaceAll('/', '_')]) : []),
    // The part that every encoding leaves unchanged.
    ...(/canary\d\d/.exec(text) ?? [text]),
  ]
}

/** Returns the canaries that a text contains in any form, each with the surrounding text. */
export function hits(output: string): string[] {
  const found = CANARIES.flatMap(text =>
    traces(text).filter(trace => trace.length >= 4 && output.includes(trace)),
  )
  return [...new Set(found)].map(trace => {
    const at = output.indexOf(trace)
    return `${JSON.stringify(trace)} in ${JSON.stringify(output.slice(Math.max(0, at - 60), at + 80))}`
  })
}
