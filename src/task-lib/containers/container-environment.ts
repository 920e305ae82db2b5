import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContents } from '../../remote/probes/files/read.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import type { ShellText } from '../../shell/quote.ts'
import { pairsOf, type Setting } from './container-setting.ts'

type Environment = Readonly<Record<string, string>>

/** Variables that podman itself sets in every container, and the proxy variables that it copies from the host. */
const PODMANS = /^(PATH|TERM|container|HOME|HOSTNAME|(https?|ftp|no|all)_proxy)$/i

/**
 * Variables that would change the behaviour of the container program or of the shell, so they are not exported to it.
 */
const PROGRAMS =
  /^(PATH|HOME|TMPDIR|IFS|ENV|PS\d|PWD|LANG|LC_.*|LD_.*|GO.*|XDG_.*|DOCKER_.*|CONTAINER.*|BUILD.*|.*_proxy)$/i

/**
 * The environment of a container. The values never appear in a command line, which other users of the host could
 * read. `create` gets them from its own environment or from a file on its standard input.
 */
export const environmentSetting: Setting<Environment> = {
  words: variables => Object.keys(exportedOf(variables)).map(name => `--env=${name}`),
  wanted: variables => variables,
  byDefault: () => ({}),
  found: ({ Config }, { image, program, wanted }) => {
    const named = wanted.env ?? {}
    const inherited = pairsOf(image.Env)
    const found = Object.entries(pairsOf(Config.Env)).filter(([name, value]) => {
      if (name in named) return true
      return inherited[name] !== value && !(program === 'podman' && PODMANS.test(name))
    })
    return Object.fromEntries(found)
  },
}

/**
 * Returns how `create` gets the environment: the lines that export variables before the command, and the content of
 * the file on its standard input, empty if it needs none. Throws TaskError for a value with a line break that needs
 * the file.
 */
export function environmentInput(variables: Environment): {
  readonly exports: readonly ShellText[]
  readonly file: string
} {
  const rest = Object.entries(variables).filter(([name]) => !isExported(name))
  for (const [name, value] of rest) {
    if (!/[\r\n]/.test(value)) continue
    throw new TaskError(`the value of the variable \`${name}\` has more than one line`, {
      hint: 'a variable of this name can have only one: give it another name, or put the value into a file',
    })
  }
  return {
    exports: exportVariables(exportedOf(variables)),
    file: rest.map(([name, value]) => `${name}=${value}\n`).join(''),
  }
}

/**
 * Returns the variables of a task: those in its files on the host, overridden by its own. Undefined if it has
 * neither. Throws TaskError for a missing file.
 */
export async function readEnvironment(
  host: ReadHost,
  files: readonly string[],
  own: Environment | undefined,
): Promise<Environment | undefined> {
  if (files.length === 0) return own
  const texts = await host.ask(fileContents(files))
  const read = texts.map((content, nth) => {
    if (content === null)
      throw new TaskError(`the host has no file \`${files[nth]}\``, { hint: 'create it in an earlier task' })
    return readEnvironmentFile(content.toString())
  })
  return Object.assign({}, ...read, own)
}

/** Parses lines `NAME=VALUE` as `--env-file` does. */
function readEnvironmentFile(text: string): Record<string, string> {
  const lines = text.split('\n').map(line => line.trimStart().replace(/\r$/, ''))
  return pairsOf(lines.filter(line => line !== '' && !line.startsWith('#') && line.includes('=')))
}

function exportedOf(variables: Environment): Environment {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => isExported(name)))
}

function isExported(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !PROGRAMS.test(name)
}
