import { splitWords } from '../../base/words.ts'
import type { Scope } from '../../evaluation/scope.ts'

/** The values from which the command of a connection shorthand is built. */
export interface ShorthandTarget {
  /** The container, pod, machine or folder: `ansible_host`, or the host's name in the inventory. */
  readonly address: string
  readonly user?: string | undefined
  readonly variables: Scope
}

type MakeCommand = (reached: ShorthandTarget) => readonly string[]

/**
 * Returns the command for a connection shorthand such as `docker`, as Ansible's connection plugin of that name
 * connects; undefined if there is no such shorthand. Throws InputError for a variable that cannot be rendered.
 */
export function shorthandCommand(name: string, target: ShorthandTarget): readonly string[] | undefined {
  const bare = name.replace(/^(community\.(docker|general)|containers\.podman|kubernetes\.core)\./, '')
  return Object.hasOwn(COMMANDS, bare) ? COMMANDS[bare]?.(target) : undefined
}

const COMMANDS: Readonly<Record<string, MakeCommand>> = {
  docker: container('docker'),
  podman: container('podman'),
  kubectl: reached => [
    'kubectl',
    ...wordsOf(reached, 'ansible_kubectl_extra_args'),
    ...flag('--kubeconfig', reached, 'ansible_kubectl_kubeconfig'),
    ...flag('--context', reached, 'ansible_kubectl_context'),
    ...flag('--namespace', reached, 'ansible_kubectl_namespace'),
    ...['exec', '-i'],
    textOf(reached, 'ansible_kubectl_pod') ?? reached.address,
    ...flag('--container', reached, 'ansible_kubectl_container'),
    '--',
  ],
  lxc: ({ address }) => ['lxc-attach', '--name', address, '--'],
  lxd: reached => machine('lxc', reached, 'ansible_lxd'),
  incus: reached => machine('incus', reached, 'ansible_incus'),
  // `machinectl shell` needs a terminal, which changes the bytes that pass through it.
  machinectl: ({ address, user }) => [
    ...['systemd-run', '--quiet', '--pipe', '--wait', '--collect', `--machine=${address}`],
    ...(user === undefined ? [] : [`--uid=${user}`]),
    '--',
  ],
  chroot: reached => [textOf(reached, 'ansible_chroot_exe') ?? 'chroot', reached.address],
}

/** The names of all connection shorthands. */
export const SHORTHANDS: readonly string[] = Object.keys(COMMANDS)

function container(program: string): MakeCommand {
  return reached => [
    program,
    ...wordsOf(reached, `ansible_${program}_extra_args`),
    ...['exec', '-i'],
    ...(reached.user === undefined ? [] : ['-u', reached.user]),
    reached.address,
  ]
}

function machine(program: string, reached: ShorthandTarget, prefix: string): string[] {
  const remote = textOf(reached, `${prefix}_remote`)
  return [
    program,
    ...flag('--project', reached, `${prefix}_project`),
    'exec',
    remote === undefined ? reached.address : `${remote}:${reached.address}`,
    '--',
  ]
}

function flag(word: string, reached: ShorthandTarget, variable: string): string[] {
  const text = textOf(reached, variable)
  return text === undefined ? [] : [`${word}=${text}`]
}

function wordsOf(reached: ShorthandTarget, variable: string): string[] {
  return splitWords(textOf(reached, variable) ?? '')
}

function textOf({ variables }: ShorthandTarget, variable: string): string | undefined {
  const value = variables.has(variable) ? variables.get(variable) : undefined
  return value === undefined || value === null || value === '' ? undefined : String(value)
}
