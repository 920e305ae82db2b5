/**
 * Copies a file from the host to the controller.
 *
 *     - fetch:
 *         src: /etc/etcd/ssl/ca.pem
 *         dest: fetched/
 */
import { lstatSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  defineTask,
  fileState,
  flag,
  hostPath,
  inSync,
  plan,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  digestOf,
  digestOfFile,
  KIND_NAMES,
  lexical,
  receiveFile,
  throughLink,
} from '../../src/built-in/files.ts'
import { absolutePath } from '../../src/built-in/params.ts'

const params = z.strictObject({
  src: hostPath()
    .describe('Path of the file on the host.')
    .meta({ examples: ['/etc/etcd/ssl/ca.pem'] }),
  dest: text()
    .describe(
      'Directory on the controller. The file is saved as `dest/HOST/src`. With `flat`, the path of the file itself. If that path ends in `/` or is an existing directory, the file is saved in it.',
    )
    .meta({ examples: ['fetched/'] }),
  flat: flag()
    .default(false)
    .describe('Do not add the host name and the directories of `src` to the local path.')
    .meta({ examples: [true] }),
  fail_on_missing: flag()
    .default(true)
    .describe('Fail if the file does not exist on the host; `false` ignores a missing file.')
    .meta({ examples: [false] }),
  validate_checksum: flag()
    .default(true)
    .describe('Compare the checksum of the fetched file with that of the file on the host.')
    .meta({ examples: [false] }),
})

/** The message of Ansible's module. */
const IS_DIRECTORY = 'remote file is a directory, fetch cannot work on directories'

interface FetchPlan {
  readonly src: string
  readonly dest: string
  /** Digest of the file that the check found. */
  readonly sha256: string
  readonly isValidated: boolean
}

export default defineTask({
  summary: 'Copies a file from the host to the controller.',
  example: `- fetch:
    src: /etc/etcd/ssl/ca.pem
    dest: fetched/
`,
  params,
  outputs: {
    src: 'The absolute path of the file on the host.',
    dest: 'The absolute path of the file on the controller.',
    file: 'The same as `src`.',
    checksum:
      'The SHA-1 checksum of the file on the controller, in hex; absent if the host has no such file.',
    remote_checksum: 'The same as `checksum`.',
    md5sum: 'The MD5 checksum of the file on the controller, in hex; absent if the host has no such file.',
  },
  check: async ({ host, project, params }) => {
    const src = await absolutePath(host, params.src)
    const dest = localPath(project.resolve(params.dest), host.name, src, params)
    const found = await host.ask(fileState(src, { digest: 'sha256' }))
    const state = throughLink(found)
    if (state === null && !params.fail_on_missing) {
      return inSync({
        src,
        dest,
        file: src,
        msg: 'the remote file does not exist, not transferring, ignored',
      })
    }
    if (state === null)
      throw new TaskError(`\`${src}\` does not exist`, {
        hint: 'set `fail_on_missing: false` to ignore this',
        outputs: { msg: 'the remote file does not exist, not transferring, ignored' },
      })
    if (state.kind === 'directory' && !params.fail_on_missing)
      return inSync({ src, dest, file: src, msg: `${IS_DIRECTORY}, not transferring, ignored` })
    if (state.kind !== 'file') {
      throw new TaskError(`expected a file at \`${src}\`, found a ${KIND_NAMES[state.kind]}`, {
        hint: '`fetch` copies one file; pack a directory into an archive first',
        outputs: { msg: IS_DIRECTORY },
      })
    }
    const local = await localDigest(dest)
    const sha256 = await digestOf(host, src, state)
    const outputs = { src, dest, file: src }
    if (sha256 === local) return inSync({ ...outputs, ...(await sumsOf(dest)) })
    return plan<FetchPlan>(
      [
        {
          resource: `local:${dest}`,
          action: local === null ? 'create' : 'update',
          before: local === null ? null : { sha256: local },
          after: { from: src, sha256 },
        },
      ],
      { src, dest, sha256, isValidated: params.validate_checksum },
      outputs,
    )
  },
  // The file is written on the controller.
  mayChange: () => [],
  apply: async ({ host, plan: { data } }) => {
    const { src, dest, sha256, isValidated } = data
    const old = statSync(dest, { throwIfNoEntry: false })
    await receiveFile(host, {
      src,
      dest,
      sha256: isValidated ? sha256 : null,
      mode: old && old.mode & 0o7777,
    })
    return sumsOf(dest)
  },
})

/**
 * Returns the outputs for the digests, as in Ansible: the SHA-1 and MD5 of the received file; its SHA-1 equals the
 * remote one.
 */
async function sumsOf(dest: string) {
  const [checksum, md5sum] = await Promise.all([localDigest(dest, 'sha1'), localDigest(dest, 'md5')])
  return { checksum, remote_checksum: checksum, md5sum }
}

/**
 * Returns the local path. It is composed only of the task's params and the host's name in the inventory, never of data
 * that the host sends.
 */
function localPath(
  dest: string,
  host: string,
  src: string,
  { flat, dest: written }: z.output<typeof params>,
): string {
  // safety: `fetch` refuses a source path that contains `..`
  if (src.split('/').includes('..')) {
    throw new TaskError(`\`${src}\` contains \`..\`, which is not allowed in a local path`, {
      hint: 'write the path without `..`',
    })
  }
  const inside = lexical(src)
  const name = inside.split('/').at(-1) ?? ''
  if (!flat) return join(dest, host.replaceAll('/', '_'), inside)
  return written.endsWith('/') || isDirectory(dest) ? join(dest, name) : dest
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

async function localDigest(path: string, algorithm = 'sha256'): Promise<string | null> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return null
  if (found.isDirectory())
    throw new TaskError(`expected a file or nothing at \`${path}\` on the controller, found a directory`)
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null
  return digestOfFile(path, algorithm)
}
