import type { Host } from '../remote/host.ts'
import { openSession } from '../remote/session.ts'
import { sh } from '../shell/quote.ts'
import type { Reconnect } from './define.ts'

/** How a test connects to a real host. Default: this machine. */
export interface ContractHost {
  /**
   * `local`: this machine. `ssh`: the host at `address`. Or the words of a program that gives a shell on its standard input, such as
   * `['podman', 'exec', '-i', 'web']`; Drover adds `/bin/sh` and its arguments. Default: `ssh` if there is an `address`, else `local`.
   */
  readonly connection?: 'local' | 'ssh' | readonly string[]
  /** The host name or address for ssh. */
  readonly address?: string
  readonly user?: string
  readonly port?: number
  /** Further words for ssh, such as `['-i', 'key', '-o', 'StrictHostKeyChecking=no']`. */
  readonly sshArgs?: readonly string[]
}

/** Opens a session on a host, runs `body` and closes the session, even if `body` throws. */
export async function withHost<T>(
  { connection, address, user, port, sshArgs = [] }: ContractHost,
  body: (host: Host) => Promise<T>,
): Promise<T> {
  const session = await openSession({
    ...{ name: address ?? 'local', address: address ?? 'local', sshArgs, connectTimeout: 10 },
    connection: connection ?? (address === undefined ? 'local' : 'ssh'),
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
  })
  try {
    return await body(session.host())
  } finally {
    await session.close()
  }
}

/**
 * Lists everything below a directory of a host that a check could change, as sorted lines: names, contents, modes,
 * owners, sizes, times, inodes. Other file systems are skipped. Throws TaskError if the directory does not exist.
 */
export async function treeLines(host: Host, root: string): Promise<readonly string[]> {
  const { stdout } = await host.run(
    sh`cd -- ${root} || exit 1
if stat -c %i . >/dev/null 2>&1; then find . -xdev -exec stat -c '%n mode %f owner %u:%g size %s modified %y changed %z inode %i' {} +
else find . -xdev -exec ls -dlni {} +
fi
find . -xdev -type f -exec cksum {} +
exit 0`,
    { title: `list ${root}` },
  )
  return stdout.toString().split('\n').sort()
}

/**
 * The `reconnect` of a contract test, which always throws: a task that restarts its host would lose the session of the
 * test.
 */
export const noReconnect: Reconnect = async () => {
  throw new Error('the contract cannot follow a host through a restart: test the task type with `testTask`')
}
