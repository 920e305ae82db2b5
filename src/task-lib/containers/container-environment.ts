import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContents } from '../../remote/probes/files/read.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import type { ShellText } from '../../shell/quote.ts'
import { pairsOf, type Setting } from './container-setting.ts'

type Environment = Readonly<Record<string, string>>

/** Variables that podman sets in every container, and those of proxies, which it takes over from the host. */
const PODMANS = /^(PATH|TERM|container|HOME|HOSTNAME|(https?|ftp|no|all)_proxy)$/i

/** Variables that would change what the program itself does, or its shell. */
const PROGRAMS =
  /^(PATH|HOME|TMPDIR|IFS|ENV|PS\d|PWD|LANG|LC_.*|LD_.*|GO.*|XDG_.*|DOCKER_.*|CONTAINER.*|BUILD.*|.*_proxy)$/i

/**
 * The environment of a container. Values never stand in a command line, which other users of the host can see: `create` takes them from
 * its own environment, or from a file on its standard input.
 */
export const environmentSetting: Setting<Environment> = {
  words: variables => Object.keys(exportedOf(variables)).map(name => `--env=${name}`),
  asked: variables => variables,
  unasked: () => ({}),
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

/** How `create` is given an environment: lines before its command, and the file on its standard input, which is empty if there is none. */
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

/** The variables of a task: those of its files on the host, then its own. Undefined if it has neither. Throws TaskError for a missing file. */
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

/** Lines `NAME=VALUE`, as `--env-file` reads them. */
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
