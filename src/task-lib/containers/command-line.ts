import { quote } from '../../shell/quote.ts'
import type { Setting } from './container-setting.ts'
import type { WantedSettings } from './wanted-container.ts'

type CommandLine = NonNullable<WantedSettings['command']>

/**
 * The command line of a container: entry point and command are compared as one list. docker's option for the entry
 * point accepts only its first word, so the other words are passed with the command.
 */
export const commandSetting: Setting<CommandLine> = {
  words: ({ entrypoint }, program) => {
    if (entrypoint === undefined) return []
    if (entrypoint.length < 2) return [`--entrypoint=${entrypoint[0] ?? ''}`]
    return [`--entrypoint=${program === 'podman' ? JSON.stringify(entrypoint) : entrypoint[0]}`]
  },
  wanted: ({ entrypoint, command }, { image }) => {
    const rest = command ?? (entrypoint === undefined ? image.Cmd : [])
    return line([...(entrypoint ?? image.Entrypoint), ...rest])
  },
  byDefault: ({ image }) => line([...image.Entrypoint, ...image.Cmd]),
  found: ({ Config }) => line([...Config.Entrypoint, ...Config.Cmd]),
}

/** Returns the words after the image: the command, for docker preceded by the other words of the entry point. */
export function commandWords(
  { entrypoint = [], command = [] }: CommandLine,
  program: 'podman' | 'docker',
): readonly string[] {
  return program === 'docker' ? [...entrypoint.slice(1), ...command] : command
}

function line(words: readonly string[]): string {
  // podman shows an entry point as one string, so that a word with a space looks like two words.
  return words
    .flatMap(word => (word.includes(' ') ? word.split(' ') : [word]))
    .map(quote)
    .join(' ')
}
