import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './local-session.ts'
import { freePort, until } from './sshd.ts'

/** A database server for a single test, which listens on a socket in its own directory. */
export interface DatabaseServer {
  /** The directory that contains all files of the server. */
  readonly path: string
  /** For PostgreSQL the directory of the socket, otherwise the path of the socket. */
  readonly socket: string
  readonly stop: () => Promise<void>
}

/** The user that the servers run as, Debian's `nobody`: PostgreSQL refuses root. */
const NOBODY = { uid: 65534, gid: 65534 }

/** Returns the options with which a program of a server is started. Its temporary files are in its own directory. */
function owned(path: string) {
  return { ...NOBODY, stdio: 'ignore', env: { ...process.env, TMPDIR: path } } as const
}

/** Starts a PostgreSQL server. `hba` is the content of its pg_hba.conf. */
export async function startPostgres(hba = 'local all all trust\n'): Promise<DatabaseServer> {
  const { path, remove } = ownDirectory()
  const versions = '/usr/lib/postgresql'
  const bin = join(versions, readdirSync(versions).sort().at(-1) ?? '', 'bin')
  const data = join(path, 'data')
  const words = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8']
  execFileSync(join(bin, 'initdb'), words, owned(path))
  writeFileSync(join(data, 'pg_hba.conf'), hba)
  const options = ['-D', data, '-k', path, '-c', 'listen_addresses=', '-c', 'fsync=off']
  const file = join(path, '.s.PGSQL.5432')
  return running(join(bin, 'postgres'), options, { path, remove, socket: path, file, signal: 'SIGINT' })
}

/** Starts a MariaDB server whose root user has no password. */
export async function startMariadb(): Promise<DatabaseServer> {
  const { path, remove } = ownDirectory()
  const data = join(path, 'data')
  const files = ['--no-defaults', `--datadir=${data}`]
  const roots = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve']
  execFileSync('mariadb-install-db', [...files, ...roots], owned(path))
  const socket = join(path, 'socket')
  const light = ['--skip-networking', '--innodb-buffer-pool-size=16M', '--innodb-flush-log-at-trx-commit=0']
  const options = [...files, `--socket=${socket}`, `--pid-file=${path}/pid`, ...light]
  return running('/usr/sbin/mariadbd', options, { path, remove, socket, file: socket, signal: 'SIGTERM' })
}

/** Starts a Redis server without a password, by default on a free port of 127.0.0.1. */
export async function startRedis(
  listens?: Readonly<Record<'address' | 'port', string>>,
): Promise<DatabaseServer & { readonly port: string }> {
  const { path, remove } = ownDirectory()
  const { address, port } = listens ?? { address: '127.0.0.1', port: String(await freePort()) }
  const socket = join(path, 'socket')
  const place = ['--bind', address, '--port', port, '--unixsocket', socket, '--dir', path]
  const options = { path, remove, socket, file: socket, signal: 'SIGTERM' } as const
  return { ...(await running('redis-server', [...place, '--save', ''], options)), port }
}

function ownDirectory() {
  const directory = scratch()
  chownSync(directory.path, NOBODY.uid, NOBODY.gid)
  return directory
}

interface Starting extends Pick<DatabaseServer, 'path' | 'socket'> {
  readonly remove: () => void
  /** The path of its socket. */
  readonly file: string
  /** The signal that ends it at once. */
  readonly signal: NodeJS.Signals
}

/** Starts a server and waits until its socket exists. */
async function running(
  program: string,
  words: readonly string[],
  { path, remove, socket, file, signal }: Starting,
): Promise<DatabaseServer> {
  const server = spawn(program, words, owned(path))
  const ended = new Promise<void>(resolve => server.once('exit', () => resolve()))
  await until(`${program} listens`, () => existsSync(file))
  const stop = async () => {
    server.kill(signal)
    await ended
    remove()
  }
  return { path, socket, stop }
}
