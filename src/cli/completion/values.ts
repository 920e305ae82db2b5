import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { ownValue } from '../../base/own-value.ts'
import type { InventoryView } from '../../inventory-view.ts'
import { journalFolder } from '../../journal/folder.ts'
import { runsIn } from '../../journal/runs.ts'
import type { RunKind } from '../../journal/schema.ts'
import { RunSummaries } from '../../journal/summary.ts'
import { outcomeIn } from '../../plans/run-outcome.ts'
import { listRun, Masks, taskFoldersOf } from '../../run.ts'
import { reachOptionsOf } from '../options/reach-options.ts'
import type { Candidate } from './complete.ts'

/** The possible values of an argument or option. */
export interface Values {
  readonly candidates: readonly Candidate[]
  readonly files?: boolean
  readonly isOpen?: boolean
  /** Whether several values can be joined, with `:`, `,`, `:!` or `:&`. */
  readonly isList?: boolean
}

/** The other words on the command line. */
export interface Around {
  readonly operands: readonly string[]
  readonly options: ReadonlyMap<string, readonly string[]>
}

/**
 * Returns the values of an argument, `COMMAND ARGUMENT`, or of an option, `--limit`; none if the project has errors.
 */
export async function valuesFor(name: string, around: Around): Promise<Values> {
  const find = ownValue(SOURCES, name)
  if (!find) return { candidates: [] }
  try {
    return await find(around)
  } catch {
    // Errors in the project are not shown during completion: the command itself shows them.
    return { candidates: [] }
  }
}

type Source = (around: Around) => Values | Promise<Values>

const files: Source = () => ({ candidates: [], files: true })

const SOURCES: Readonly<Record<string, Source>> = {
  'playbook file': playbooks,
  'plan file': playbooks,
  'verify file': playbooks,
  'show plan': files,
  'apply plan': files,
  'exec pattern': hosts,
  'console pattern': hosts,
  'task pattern': hosts,
  'task type': taskTypes,
  'task params': params,
  'facts pattern': hosts,
  'facts names': facts,
  'doc name': topics,
  'resume run': () => runs('run'),
  'logs run': () => runs(),
  'report run': () => ({ ...runs(), files: true }),
  'hosts list pattern': hosts,
  'hosts graph pattern': hosts,
  'hosts vars pattern': hosts,
  'hosts trust pattern': hosts,
  'secret encrypt file': files,
  'secret decrypt file': files,
  'secret view file': files,
  'secret edit file': files,
  'secret rekey file': files,
  'schema folder': files,
  'new project folder': files,
  '--limit': hosts,
  '--tags': tags,
  '--skip-tags': tags,
  '--explain': variables,
  '--inventory': files,
  '--private-key': files,
  '--identity': files,
  '--vault-password-file': files,
  '--recipients-file': files,
  '--out': files,
}

function playbooks(): Values {
  const names = readdirSync(resolve('playbooks')).filter(name => /\.ya?ml$/.test(name))
  return { candidates: names.sort().map(word => ({ word, about: '' })), files: true }
}

async function hosts(around: Around): Promise<Values> {
  return hostsIn(await inventory(around))
}

/** Returns the hosts of an inventory and their groups. */
export function hostsIn(view: InventoryView): Values {
  const all = view.hosts('all')
  const groups = ['all', ...new Set(all.flatMap(host => host.groups))]
  return {
    candidates: [
      ...groups.map(word => ({ word, about: 'group' })),
      ...all.map(({ host }) => ({ word: host, about: 'host' })),
    ],
    isList: true,
  }
}

async function variables(around: Around): Promise<Values> {
  const all = (await inventory(around)).variables('all')
  const names = new Set([...all.values()].flatMap(each => Object.keys(each)))
  return { candidates: [...names].sort().map(word => ({ word, about: '' })) }
}

async function inventory({ options }: Around): Promise<InventoryView> {
  const { viewInventory } = await import('../../inventory-view.ts')
  return viewInventory(optionsFor(options), new Masks())
}

async function tags({ operands, options }: Around): Promise<Values> {
  const { listings } = await listRun({ ...optionsFor(options), playbooks: operands })
  const all = new Set(listings.flatMap(listing => listing.tags))
  return { candidates: [...all].map(word => ({ word, about: '' })), isList: true }
}

function optionsFor(options: Around['options']) {
  const none = { identity: [], vaultPasswordFile: [], vaultId: [], askVaultPass: false, extraVars: [] }
  return reachOptionsOf({ ...none, inventory: [...(options.get('--inventory') ?? [])] })
}

async function documentation() {
  const { openDocumentation } = await import('../../doc/topics.ts')
  return openDocumentation(taskFoldersOf(process.cwd()))
}

async function taskTypes(): Promise<Values> {
  const types = await (await documentation()).taskTypes()
  return { candidates: types.map(({ name, summary }) => ({ word: name, about: summary })) }
}

async function topics(): Promise<Values> {
  const { keywords, functions, variables } = await documentation()
  const others = { keyword: keywords, function: functions, variable: variables }
  return {
    candidates: [
      ...(await taskTypes()).candidates,
      ...Object.entries(others).flatMap(([about, words]) => words.map(word => ({ word, about }))),
    ],
  }
}

/** Returns `name=` for each param that has no value yet. */
async function params({ operands: [, type = '', ...given] }: Around): Promise<Values> {
  const { topics: found } = await (await documentation()).find(type)
  const all = found.flatMap(topic => (topic.kind === 'task type' ? topic.params : []))
  const left = all.filter(({ name }) => !given.some(word => word.startsWith(`${name}=`)))
  return { candidates: left.map(({ name, about }) => ({ word: `${name}=`, about })), isOpen: true }
}

async function facts(): Promise<Values> {
  const { KNOWN_FACTS } = await import('../../remote/facts/known.ts')
  return { candidates: [...KNOWN_FACTS.keys()].map(word => ({ word, about: 'fact' })) }
}

function runs(kind?: RunKind): Values {
  const summaries = new RunSummaries(journalFolder())
  const candidates = [...runsIn(process.cwd(), kind)]
    .slice(0, 20)
    .map(run => ({ word: run, about: outcomeIn(summaries, run) }))
  return { candidates }
}
