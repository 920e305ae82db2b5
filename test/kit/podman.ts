import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A separate podman store with the images `localhost/box:1` and `:2`, which contain busybox. */
export interface Podman {
  /** The environment that makes podman use this store. */
  readonly environment: Readonly<Record<string, string>>
  /** The root directory of the images, from which images can be built. */
  readonly root: string
  /** Runs podman and returns its output. */
  readonly run: (...words: readonly string[]) => string
  /** Removes the store. */
  readonly remove: () => void
}

/** Creates such a store. The images are imported, because no registry is reachable. */
export function openPodman(): Podman {
  const directory = mkdtempSync(join(tmpdir(), 'podman-'))
  const root = join(directory, 'box')
  copyBusybox(root)
  writeFileSync(join(directory, 'storage.conf'), storage(directory))
  writeFileSync(join(directory, 'containers.conf'), CONTAINERS)
  const environment = {
    CONTAINERS_CONF: join(directory, 'containers.conf'),
    CONTAINERS_STORAGE_CONF: join(directory, 'storage.conf'),
  }
  const run = (...words: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('podman', words, { env: { ...process.env, ...environment } })
    if (status !== 0) throw new Error(`podman ${words.join(' ')}: ${stderr}`)
    return stdout.toString()
  }
  const archive = join(directory, 'box.tar')
  spawnSync('tar', ['-C', root, '-cf', archive, '.'])
  for (const tag of ['1', '2'])
    run('import', '--change=CMD ["sleep","600"]', `--change=ENV TAG=${tag}`, archive, `localhost/box:${tag}`)
  return {
    ...{ environment, root, run },
    remove: () => {
      run('rm', '--all', '--force', '--time=0')
      run('system', 'reset', '--force')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function copyBusybox(root: string): void {
  mkdirSync(join(root, 'bin'), { recursive: true })
  const busybox = realpathSync('/bin/busybox')
  copyFileSync(busybox, join(root, 'bin/busybox'))
  for (const name of ['sh', 'sleep', 'env', 'true']) symlinkSync('busybox', join(root, 'bin', name))
  const libraries = spawnSync('ldd', [busybox]).stdout.toString().match(/\/\S+/g) ?? []
  for (const library of libraries) {
    mkdirSync(join(root, dirname(library)), { recursive: true })
    copyFileSync(library, join(root, library))
  }
}

/** Returns the storage configuration. The driver `vfs` works on every kernel. */
function storage(directory: string): string {
  return `[storage]\ndriver = "vfs"\ngraphroot = "${directory}/root"\nrunroot = "${directory}/run"\n`
}

/**
 * Tests run in an environment without systemd, where limits cannot be raised, and with control groups of version 1,
 * which crun does not support.
 */
const CONTAINERS = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
`
