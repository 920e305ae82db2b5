import type { Command, Option } from 'commander'
import { type Around, type Values, valuesFor } from './values.ts'

/** The completions of the last word. */
export interface Completion {
  readonly candidates: readonly Candidate[]
  /** Whether names of files are also possible. */
  readonly files: boolean
  /** Whether the word continues after a candidate, without a space, as after `name=`. */
  readonly isOpen: boolean
}

/** A possible word, with its description. */
export interface Candidate {
  readonly word: string
  readonly about: string
}

/**
 * Completes the last of some words of the command line. Commands and options come from `program`; values such as
 * hosts come from the project in the working directory, and are left out if its files have errors.
 */
export async function complete(program: Command, words: readonly string[]): Promise<Completion> {
  const last = words.at(-1) ?? ''
  const { command, operands, awaited, options } = walk(program, words.slice(0, -1))
  const around = { operands, options }
  if (awaited) return among(await valuesOfOption(awaited, around), last)
  const [, long, start] = /^(--[\w-]+)=(.*)$/.exec(last) ?? []
  const given = command.options.find(option => option.long === long)
  if (long !== undefined && given) {
    const values = among(await valuesOfOption(given, around), start ?? '')
    return {
      ...values,
      candidates: values.candidates.map(each => ({ ...each, word: `${long}=${each.word}` })),
    }
  }
  if (last.startsWith('-')) return among({ candidates: optionsOf(command) }, last)
  if (command.commands.length > 0 && operands.length === 0)
    return among({ candidates: commandsOf(command) }, last)
  const index = Math.min(operands.length, command.registeredArguments.length - 1)
  const argument = command.registeredArguments[index]
  if (!argument || (operands.length > index && !argument.variadic)) return among({ candidates: [] }, last)
  if (argument.argChoices) return among({ candidates: argument.argChoices.map(plain) }, last)
  return among(await valuesFor(`${pathOf(command)} ${argument.name()}`, around), last)
}

interface Walked {
  readonly command: Command
  readonly operands: readonly string[]
  /** The option whose value is the next word. */
  readonly awaited: Option | undefined
  /** The values that options have so far, by their long names. */
  readonly options: ReadonlyMap<string, readonly string[]>
}

/** Determines the command that the words name, and its operands and options. */
function walk(program: Command, words: readonly string[]): Walked {
  let command = program
  let awaited: Option | undefined
  let isRest = false
  const operands: string[] = []
  const options = new Map<string, string[]>()
  for (const word of words) {
    if (awaited) {
      const name = awaited.long ?? ''
      options.set(name, [...(options.get(name) ?? []), word])
      awaited = undefined
    } else if (word === '--') isRest = true
    else if (!isRest && word.startsWith('-')) {
      const option = command.options.find(each => each.short === word || each.long === word)
      awaited = option && (option.required || option.optional) ? option : undefined
    } else {
      const next = operands.length === 0 ? command.commands.find(each => each.name() === word) : undefined
      if (next) command = next
      else operands.push(word)
    }
  }
  return { command, operands, awaited, options }
}

function valuesOfOption(option: Option, around: Around): Promise<Values> | Values {
  if (option.argChoices) return { candidates: option.argChoices.map(plain) }
  return valuesFor(option.long ?? '', around)
}

function commandsOf(command: Command): Candidate[] {
  return command.commands.map(each => ({ word: each.name(), about: each.description() }))
}

function optionsOf({ options }: Command): Candidate[] {
  const help = { word: '--help', about: 'display help for command' }
  return [
    ...options
      .filter(({ hidden }) => !hidden)
      .map(({ long, short, description }) => ({ word: long ?? short ?? '', about: description })),
    help,
  ]
}

function plain(word: string): Candidate {
  return { word, about: '' }
}

/** Returns the full name of a command: `playbook`, `hosts list`. */
function pathOf(command: Command): string {
  const { parent } = command
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name()
}

/** Returns the values that start with the typed text; in a list such as `web:db`, its last part is completed. */
function among(
  { candidates, files = false, isOpen = false, isList = false }: Values,
  last: string,
): Completion {
  const [before = ''] = isList ? (/^.*[:,!&]/.exec(last) ?? []) : []
  const fitting = candidates
    .map(({ word, about }) => ({ word: `${before}${word}`, about }))
    .filter(({ word }) => word.startsWith(last))
  return { candidates: fitting, files, isOpen }
}
